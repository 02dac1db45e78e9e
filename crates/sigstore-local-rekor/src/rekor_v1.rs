use std::collections::{BTreeMap, HashMap};

use http::header::{ETAG, LOCATION};
use http::{Method, Request, Response, StatusCode};
use sigstore_engine::{Hash, RekorV1};
use sigstore_json::Value;
use sigstore_rekor_types::{KindVersion, PemVerifier, Uuid, Verifier};
use sigstore_server::answer::{JSON, json_line, reply, with};
use sigstore_server::value::text;
use sigstore_server::{Random, Server, openapi};
use sigstore_store::Head;
use sigstore_traits::{Rule, RuleKind, SignatureSuite, UnixTime};

use crate::rekor_v1_entry::{entry_value, proof_value, tree_value};
use crate::rekor_v1_fault::Fault;
use crate::rekor_v1_index::{IndexKeys, Query, SearchIndex};
use crate::rekor_v1_proposal::Proposal;
use crate::rekor_v1_retrieve::Retrieve;
use crate::suite::SUITE;

pub(crate) static S_39: Rule = Rule {
    id: "S-39",
    title: "Rekor v1 answers at its paths, each with its methods; another path is not found, another method not allowed.",
    source: "sigstore/rekor openapi.yaml, paths",
    kind: RuleKind::Refusal,
    place: "sigstore-local-rekor RekorV1Server::answer",
};

pub(crate) static S_44: Rule = Rule {
    id: "S-44",
    title: "An entry is asked for by its leaf hash, 64 digits of hex in either case, alone or after the 16 of its tree's id, which is this log's.",
    source: "sigstore/rekor openapi.yaml, entryUUID; sigstore architecture-docs rekor-spec.md section 4",
    kind: RuleKind::Refusal,
    place: "sigstore-local-rekor RekorV1Server::answer",
};

/// The most bytes of a request that are read unless it is said otherwise, as the server has it.
const MAX_REQUEST: usize = 32 << 20;

const UUID: &str = "^([0-9a-fA-F]{64}|[0-9a-fA-F]{80})$";

/// A log of Rekor v1 behind its HTTP API: it records hashedrekord 0.0.1, dsse 0.0.1 and intoto
/// 0.0.1 and 0.0.2, and lets itself be read, searched and proven.
#[derive(Debug)]
pub struct RekorV1Server {
    /// The most bytes of a request that are read.
    pub max_request: usize,
    log: RekorV1,
    by_leaf: HashMap<Hash, u64>,
    attestations: BTreeMap<u64, Vec<u8>>,
    index: SearchIndex,
    /// What the store has not been told yet.
    pub(crate) changes: Vec<Vec<u8>>,
}

/// What the log takes: an entry and what is kept beside it.
#[derive(Debug, PartialEq)]
pub(crate) struct Taken {
    pub(crate) kind_version: KindVersion,
    pub(crate) body: Vec<u8>,
    pub(crate) integrated_time: i64,
    pub(crate) attestation: Option<Vec<u8>>,
    pub(crate) keys: IndexKeys,
}

/// What is asked, by path and method.
enum Route<'r> {
    Ping,
    Create,
    ByIndex,
    ByUuid(&'r str),
    Retrieve,
    Search,
    Info,
    Proof,
    PublicKey,
}

impl RekorV1Server {
    /// An empty log. Its checkpoints don't tell their time: those of the present server don't.
    pub fn new(mut log: RekorV1) -> Self {
        log.tells_time = false;
        Self {
            max_request: MAX_REQUEST,
            log,
            by_leaf: HashMap::new(),
            attestations: BTreeMap::new(),
            index: SearchIndex::default(),
            changes: Vec::new(),
        }
    }

    /// The log.
    pub fn log(&self) -> &RekorV1 {
        &self.log
    }

    /// Answers a request.
    pub fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        _entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Response<Vec<u8>> {
        let route = match route(request.method(), request.uri().path()) {
            Ok(route) => route,
            Err(fault) => return fault.reply(),
        };
        let cached = matches!(route, Route::Ping) || request.method() != Method::GET;
        let response = match self.route(route, request, now) {
            Ok(response) => response,
            Err(fault) => fault.reply(),
        };
        if cached { response } else { openapi::uncached(response) }
    }

    fn route(
        &mut self,
        route: Route<'_>,
        request: &Request<Vec<u8>>,
        now: UnixTime,
    ) -> Result<Response<Vec<u8>>, Fault> {
        let query = request.uri().query().unwrap_or_default();
        match route {
            Route::Ping => Ok(reply(StatusCode::OK, "text/plain", ".")),
            Route::Create => self.create(self.json_body(request)?, now),
            Route::ByIndex => self.by_index(query, now),
            Route::ByUuid(text) => self.by_uuid(text, now),
            Route::Retrieve => self.retrieve(self.json_body(request)?, now),
            Route::Search => self.search(self.json_body(request)?),
            Route::Info => self.info(now),
            Route::Proof => self.proof(query),
            Route::PublicKey => self.public_key(query),
        }
    }

    fn json_body<'r>(&self, request: &'r Request<Vec<u8>>) -> Result<&'r [u8], Fault> {
        let found = openapi::media_type(request.headers());
        if found != JSON {
            return Err(Fault::MediaType(found));
        }
        let body = request.body();
        if body.len() > self.max_request { Err(Fault::TooLarge) } else { Ok(body) }
    }

    fn create(&mut self, body: &[u8], now: UnixTime) -> Result<Response<Vec<u8>>, Fault> {
        if body.is_empty() {
            return Err(Fault::Required("proposedEntry", "body"));
        }
        let Proposal { upload, keys, attestation } = Proposal::parse(body, self.max_request)?;
        let body = upload.body().canonical();
        let leaf = leaf_hash(&body);
        if self.by_leaf.contains_key(&leaf) {
            return Err(Fault::Exists(self.uuid(leaf)));
        }
        let kind_version = upload.body().entry_kind().into();
        let integrated_time = now.seconds();
        let index = self.take(Taken { kind_version, body, integrated_time, attestation, keys });
        let entry = self.log.entry(index, now)?.ok_or(Fault::NoEntry)?;
        let uuid = self.uuid(leaf).to_string();
        // What is kept beside an entry is told when it is read.
        let value = entry_value(&uuid, &entry, None)?;
        let response = json_line(StatusCode::CREATED, &value);
        let response = with(response, ETAG, &uuid);
        Ok(with(response, LOCATION, &format!("/api/v1/log/entries/{uuid}")))
    }

    fn take(&mut self, taken: Taken) -> u64 {
        let index = self.include(&taken);
        self.changes.push(taken.to_change(self.head()));
        index
    }

    pub(crate) fn head(&self) -> Head {
        let tree = self.log.tree();
        Head { size: tree.size(), root: tree.root() }
    }

    /// Takes an entry without a word to the store.
    pub(crate) fn include(&mut self, taken: &Taken) -> u64 {
        let index = self.log.tree().size();
        let time = UnixTime::from_seconds(taken.integrated_time);
        self.log.include(taken.kind_version.clone(), taken.body.clone(), time);
        self.by_leaf.insert(leaf_hash(&taken.body), index);
        self.index.insert(taken.keys.clone(), index);
        if let Some(attestation) = &taken.attestation {
            self.attestations.insert(index, attestation.clone());
        }
        index
    }

    fn by_index(&self, query: &str, now: UnixTime) -> Result<Response<Vec<u8>>, Fault> {
        let index = integer(query, "logIndex")?.ok_or(Fault::Required("logIndex", "query"))?;
        let index = at_least(index, 0, "logIndex in query")?;
        let within = index.checked_sub(self.log.first_index).ok_or(Fault::NoEntry)?;
        Ok(json_line(StatusCode::OK, &self.entry(within, now)?.ok_or(Fault::NoEntry)?))
    }

    fn by_uuid(&self, text: &str, now: UnixTime) -> Result<Response<Vec<u8>>, Fault> {
        let index = self.find(&read_uuid(text, "entryUUID in path")?).ok_or(Fault::NoEntry)?;
        Ok(json_line(StatusCode::OK, &self.entry(index, now)?.ok_or(Fault::NoEntry)?))
    }

    /// The entry at this index of the tree, as an answer tells it.
    fn entry(&self, index: u64, now: UnixTime) -> Result<Option<Value<'static>>, Fault> {
        let Some(entry) = self.log.entry(index, now)? else { return Ok(None) };
        let uuid = self.uuid(leaf_hash(&entry.canonicalized_body)).to_string();
        let attestation = self.attestations.get(&index).map(Vec::as_slice);
        Ok(Some(entry_value(&uuid, &entry, attestation)?))
    }

    fn find(&self, uuid: &Uuid) -> Option<u64> {
        let ours = uuid.tree_id.is_none_or(|id| id == self.log.tree_id.to_be_bytes());
        self.by_leaf.get(&uuid.leaf_hash).copied().filter(|_| ours)
    }

    fn uuid(&self, leaf_hash: Hash) -> Uuid {
        Uuid { tree_id: Some(self.log.tree_id.to_be_bytes()), leaf_hash }
    }

    /// Entries that are not there are left out of the answer (S-45).
    fn retrieve(&self, body: &[u8], now: UnixTime) -> Result<Response<Vec<u8>>, Fault> {
        let wanted = Retrieve::parse(body, self.max_request)?;
        let by_uuid = wanted.uuids.iter().filter_map(|uuid| self.find(uuid));
        let by_index =
            wanted.indexes.iter().filter_map(|index| index.checked_sub(self.log.first_index));
        let found: Vec<u64> = by_uuid.chain(by_index).collect();
        let entries = found.into_iter().filter_map(|index| self.entry(index, now).transpose());
        let entries = entries.collect::<Result<_, _>>()?;
        Ok(json_line(StatusCode::OK, &Value::Array(entries)))
    }

    fn search(&self, body: &[u8]) -> Result<Response<Vec<u8>>, Fault> {
        let found = self.index.find(&Query::parse(body, self.max_request)?);
        let leaves = found.into_iter().filter_map(|index| self.log.tree().leaf(index));
        let uuids = leaves.map(|leaf| text(self.uuid(leaf).to_string()));
        Ok(json_line(StatusCode::OK, &Value::Array(uuids.collect())))
    }

    fn info(&self, now: UnixTime) -> Result<Response<Vec<u8>>, Fault> {
        let checkpoint = self.log.signed_checkpoint(now)?;
        Ok(json_line(StatusCode::OK, &tree_value(&self.log, checkpoint)))
    }

    fn proof(&self, query: &str) -> Result<Response<Vec<u8>>, Fault> {
        let first = integer(query, "firstSize")?.unwrap_or(1);
        let last = integer(query, "lastSize")?.ok_or(Fault::Required("lastSize", "query"))?;
        let first = at_least(first, 1, "firstSize in query")?;
        let last = at_least(last, 1, "lastSize in query")?;
        self.check_tree_id(query)?;
        if first > last {
            return Err(Fault::Backwards { first, last });
        }
        let tree = self.log.tree();
        match (tree.consistency(first, last), tree.root_at(last)) {
            (Some(hashes), Some(root)) => {
                Ok(json_line(StatusCode::OK, &proof_value(&hashes, &root)))
            }
            _ => Err(Fault::Beyond { size: last, present: tree.size() }),
        }
    }

    fn public_key(&self, query: &str) -> Result<Response<Vec<u8>>, Fault> {
        self.check_tree_id(query)?;
        let key = Verifier::PublicKey(self.log.signer.key.spki().to_vec());
        let pem = PemVerifier::from(key);
        Ok(reply(StatusCode::OK, "application/x-pem-file", pem.text()))
    }

    fn check_tree_id(&self, query: &str) -> Result<(), Fault> {
        match parameter(query, "treeID") {
            Some(id) if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) => {
                Err(Fault::Pattern("treeID in query".into(), "^[0-9]+$"))
            }
            Some(id) if id != self.log.tree_id.to_string() => Err(Fault::UnknownTree(id.into())),
            _ => Ok(()),
        }
    }
}

/// The route of a path and a method (S-39).
fn route<'r>(method: &Method, path: &'r str) -> Result<Route<'r>, Fault> {
    let get = method == Method::GET;
    let post = method == Method::POST;
    let refuse = |allowed| Err(Fault::Method(method.clone(), allowed));
    match path {
        "/ping" if get => Ok(Route::Ping),
        "/api/v1/log" if get => Ok(Route::Info),
        "/api/v1/log/proof" if get => Ok(Route::Proof),
        "/api/v1/log/publicKey" if get => Ok(Route::PublicKey),
        "/ping" | "/api/v1/log" | "/api/v1/log/proof" | "/api/v1/log/publicKey" => refuse("GET"),
        "/api/v1/log/entries" if get => Ok(Route::ByIndex),
        "/api/v1/log/entries" if post => Ok(Route::Create),
        "/api/v1/log/entries/retrieve" if post => Ok(Route::Retrieve),
        "/api/v1/log/entries/retrieve" if get => Ok(Route::ByUuid("retrieve")),
        "/api/v1/log/entries" | "/api/v1/log/entries/retrieve" => refuse("GET,POST"),
        "/api/v1/index/retrieve" if post => Ok(Route::Search),
        "/api/v1/index/retrieve" => refuse("POST"),
        _ => match path.strip_prefix("/api/v1/log/entries/") {
            Some(uuid) if !uuid.contains('/') && get => Ok(Route::ByUuid(uuid)),
            Some(uuid) if !uuid.contains('/') => refuse("GET"),
            _ => Err(Fault::Path(path.into())),
        },
    }
}

/// `SHA-256(0x00 || body)` (RFC 9162 section 2.1.1)
pub(crate) fn leaf_hash(body: &[u8]) -> Hash {
    SUITE.sha256(&[&[0x00], body])
}

/// An id in either case (S-44).
pub(crate) fn read_uuid(text: &str, place: &str) -> Result<Uuid, Fault> {
    Uuid::parse(&text.to_lowercase()).map_err(|_| Fault::Pattern(place.into(), UUID))
}

/// The first value of a parameter. Those of this API are digits, which nobody escapes.
fn parameter<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

fn integer(query: &str, name: &'static str) -> Result<Option<i64>, Fault> {
    let parse = |text: &str| text.parse().map_err(|_| Fault::NotInteger(name, text.into()));
    parameter(query, name).filter(|text| !text.is_empty()).map(parse).transpose()
}

fn at_least(value: i64, least: i64, name: &'static str) -> Result<u64, Fault> {
    let value = Some(value).filter(|value| *value >= least);
    value.and_then(|value| value.try_into().ok()).ok_or(Fault::BelowMinimum(name, least))
}

impl Server for RekorV1Server {
    fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Response<Vec<u8>> {
        Self::answer(self, request, now, random)
    }
}
