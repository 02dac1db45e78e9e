use http::{Request, Response, StatusCode, Uri};
use sigstore_answer::Answer;
use sigstore_json::{Number, Value, ordered};
use sigstore_rekor_types::{LogEntry, Uuid};
use sigstore_traits::{Rule, RuleKind, SignatureSuite};
use sigstore_transport::{About, Exchange, Service};

use crate::answer::LIMITS;
use crate::question::{self, object, text};
use crate::{Created, Error, MAX_REPLY};

pub(crate) static S_44: Rule = Rule {
    id: "S-44",
    title: "An entry has the leaf hash by which it is named and was asked for, with the id of its tree before it or without, or the index by which it was.",
    source: "sigstore/rekor openapi.yaml, entryUUID; RFC 9162 section 2.1.1",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-client EntryByUuid::reply, EntryByIndex::reply",
};

pub(crate) static S_45: Rule = Rule {
    id: "S-45",
    title: "One to ten entries are asked for at once, and no other is answered.",
    source: "sigstore/rekor openapi.yaml, SearchLogQuery; pkg/api/entries.go, maxSearchQueries",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-client Retrieve",
};

/// The most entries that are asked for at once.
pub const MAX_RETRIEVED: usize = 10;

/// Asks Rekor v1 for the entry of a name.
#[derive(Clone, Copy, Debug)]
pub struct EntryByUuid<'a, S> {
    /// Its name.
    pub uuid: Uuid,
    /// What computes the leaf hash.
    pub suite: &'a S,
}

impl<S: SignatureSuite> Exchange for EntryByUuid<'_, S> {
    type Reply = Created;
    type Error = Error;
    const ABOUT: About = About::new(Service::SignatureLog, "rekor-v1-entry-by-uuid");
    const MAX_REPLY: usize = MAX_REPLY;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        question::get(base, &format!("/api/v1/log/entries/{}", self.uuid))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Created, Error> {
        let found = read_entry(response, self.suite)?;
        if found.uuid.leaf_hash != self.uuid.leaf_hash {
            return Err(Error::OtherUuid { found: found.uuid, expected: self.uuid });
        }
        Ok(found)
    }
}

/// Asks Rekor v1 for the entry of an index, counted over all shards.
#[derive(Clone, Copy, Debug)]
pub struct EntryByIndex<'a, S> {
    /// The index.
    pub index: u64,
    /// What computes the leaf hash.
    pub suite: &'a S,
}

impl<S: SignatureSuite> Exchange for EntryByIndex<'_, S> {
    type Reply = Created;
    type Error = Error;
    const ABOUT: About = About::new(Service::SignatureLog, "rekor-v1-entry-by-index");
    const MAX_REPLY: usize = MAX_REPLY;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        question::get(base, &format!("/api/v1/log/entries?logIndex={}", self.index))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Created, Error> {
        let created = read_entry(response, self.suite)?;
        let found = created.entry.entry.log_index;
        if found != self.index {
            return Err(Error::OtherIndex { found, expected: self.index });
        }
        Ok(created)
    }
}

fn read_entry(response: Response<Vec<u8>>, suite: &impl SignatureSuite) -> Result<Created, Error> {
    let answer = Answer::of(response, &[StatusCode::OK])?;
    answer.json(&LIMITS, |node| Created::check(LogEntry::read(node)?, suite))
}

/// Asks Rekor v1 for several entries, at most ten. Those that it does not have it leaves out.
#[derive(Clone, Copy, Debug)]
pub struct Retrieve<'a, S> {
    /// By name.
    pub uuids: &'a [Uuid],
    /// By index, counted over all shards.
    pub indexes: &'a [u64],
    /// By what was proposed, in JSON.
    pub proposed: &'a [&'a str],
    /// What computes the leaf hashes.
    pub suite: &'a S,
}

impl<S: SignatureSuite> Exchange for Retrieve<'_, S> {
    type Reply = Vec<Created>;
    type Error = Error;
    const ABOUT: About = About::new(Service::SignatureLog, "rekor-v1-retrieve");
    const MAX_REPLY: usize = MAX_REPLY;

    /// ```text
    /// {"entryUUIDs":["<uuid>"],"logIndexes":[7],"entries":[{"kind":…}]}
    /// ```
    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        if !(1..=MAX_RETRIEVED).contains(&self.count()) {
            return Err(Error::RetrieveCount { found: self.count() });
        }
        let uuids = self.uuids.iter().filter_map(|uuid| text(uuid.to_string()));
        let indexes = self.indexes.iter().map(|index| Value::Number(Number::Unsigned(*index)));
        let proposed =
            self.proposed.iter().map(|proposed| sigstore_json::parse(proposed.as_bytes(), &LIMITS));
        let body = object([
            ("entryUUIDs", array(uuids.collect())),
            ("logIndexes", array(indexes.collect())),
            ("entries", array(proposed.collect::<Result<_, _>>()?)),
        ]);
        question::post(base, "/api/v1/log/entries/retrieve", ordered(&body))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Vec<Created>, Error> {
        let answer = Answer::of(response, &[StatusCode::OK])?;
        answer.json(&LIMITS, |node| {
            let entries = node.array()?;
            if entries.len() > self.count() {
                return Err(Error::RetrievedCount { found: entries.len(), asked: self.count() });
            }
            entries.map(|entry| self.check(LogEntry::read(entry)?)).collect()
        })
    }
}

impl<S: SignatureSuite> Retrieve<'_, S> {
    fn count(&self) -> usize {
        self.uuids.len() + self.indexes.len() + self.proposed.len()
    }

    /// Whether an entry was asked for. What was proposed has no name before it is recorded: if
    /// some was, whoever asked must look which entry it is.
    fn check(&self, entry: LogEntry) -> Result<Created, Error> {
        let created = Created::check(entry, self.suite)?;
        let named = |uuid: &Uuid| uuid.leaf_hash == created.uuid.leaf_hash;
        let asked = self.uuids.iter().any(named)
            || self.indexes.contains(&created.entry.entry.log_index)
            || !self.proposed.is_empty();
        if asked { Ok(created) } else { Err(Error::NotAsked { uuid: created.uuid }) }
    }
}

/// A list, unless it is empty.
fn array(elements: Vec<Value<'_>>) -> Option<Value<'_>> {
    (!elements.is_empty()).then_some(Value::Array(elements))
}
