use http::{Request, Response, StatusCode, Uri, header};
use sigstore_answer::Answer;
use sigstore_rekor_types::{LogEntry, Uuid};
use sigstore_traits::{Rule, RuleKind, SignatureSuite};
use sigstore_transport::{About, Exchange, Service};

use crate::answer::LIMITS;
use crate::{Error, MAX_REPLY, question};

pub(crate) static S_41: Rule = Rule {
    id: "S-41",
    title: "An entry is created with status 201 and answered as a map of exactly one name, whose entry it is.",
    source: "sigstore/rekor openapi.yaml, createLogEntry and LogEntry",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-client CreateEntry::reply",
};

pub(crate) static S_42: Rule = Rule {
    id: "S-42",
    title: "The members of an answer of Rekor v1 become those of a TransparencyLogEntry, kind and version from the body: sigstore-rekor-types reads them so.",
    source: "sigstore/rekor pkg/tle",
    kind: RuleKind::Elsewhere,
    place: "sigstore-rekor-types LogEntry::read",
};

pub(crate) static S_43: Rule = Rule {
    id: "S-43",
    title: "Status 409 says that an equal entry is there, and Location names it; whoever asked fetches that one and looks whether it matches.",
    source: "sigstore/rekor openapi.yaml, createLogEntry, Conflict",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-client CreateEntry::reply",
};

/// Asks Rekor v1 to record something.
#[derive(Clone, Copy, Debug)]
pub struct CreateEntry<'a, S> {
    /// The proposed entry in JSON: see [`hashedrekord_proposal`](crate::hashedrekord_proposal) and
    /// [`dsse_proposal`](crate::dsse_proposal).
    pub proposed: &'a str,
    /// What computes the leaf hash.
    pub suite: &'a S,
}

/// An entry under its name, which is its leaf hash. Its promise and proof are not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// Its name.
    pub uuid: Uuid,
    /// What the log says of it.
    pub entry: LogEntry,
}

impl<S: SignatureSuite> Exchange for CreateEntry<'_, S> {
    type Reply = Created;
    type Error = Error;
    const ABOUT: About = About::new(Service::SignatureLog, "rekor-v1-create-entry");
    const MAX_REPLY: usize = MAX_REPLY;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        question::post(base, "/api/v1/log/entries", self.proposed)
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Created, Error> {
        if let Some(uuid) = already_recorded(&response) {
            return Err(Error::AlreadyRecorded { uuid });
        }
        let answer = Answer::of(response, &[StatusCode::CREATED])?;
        answer.json(&LIMITS, |node| Created::check(LogEntry::read(node)?, self.suite))
    }
}

/// The entry that is there, if the answer names one (S-43): `/api/v1/log/entries/<uuid>`.
fn already_recorded(response: &Response<Vec<u8>>) -> Option<Uuid> {
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    let name = location.rsplit('/').next()?;
    Uuid::parse(name).ok().filter(|_| response.status() == StatusCode::CONFLICT)
}

impl Created {
    /// An entry whose name is its leaf hash (S-44): SHA-256 of a zero byte and the body.
    pub(crate) fn check(entry: LogEntry, suite: &impl SignatureSuite) -> Result<Self, Error> {
        let leaf_hash = suite.sha256(&[&[0], &entry.entry.canonicalized_body]);
        match entry.uuid {
            Some(uuid) if uuid.leaf_hash == leaf_hash => Ok(Self { uuid, entry }),
            name => Err(Error::OtherLeaf { name, leaf_hash }),
        }
    }
}
