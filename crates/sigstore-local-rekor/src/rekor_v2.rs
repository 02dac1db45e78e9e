use std::collections::HashMap;

use http::{HeaderName, Method, Request, Response, StatusCode};
use sigstore_engine::{Hash, RekorV2};
use sigstore_json::{Limits, Node, Value, base64, ordered};
use sigstore_rekor_types::{KindVersion, TransparencyLogEntry};
use sigstore_server::answer::{json_line, reply, with};
use sigstore_server::value::{object, text};
use sigstore_server::{Random, Server};
use sigstore_store::{Durable, Head, StoreError};
use sigstore_traits::{Rule, RuleKind, UnixTime};
use sigstore_upload::Upload;

use crate::rekor_v1::leaf_hash;
use crate::rekor_v2_fault::Fault;
use crate::rekor_v2_request::read_request;
use crate::rekor_v2_tile::TilePath;
use crate::suite::SUITE;

pub(crate) static S_52: Rule = Rule {
    id: "S-52",
    title: "Rekor v2 is read as checkpoint, tiles and entry bundles; a tile that the tree does not fill so far is not found, and neither is one by another spelling of its path.",
    source: "C2SP tlog-tiles; sigstore/rekor-tiles api/proto/rekor/v2/rekor_service.proto",
    kind: RuleKind::Refusal,
    place: "sigstore-local-rekor RekorV2Server::answer",
};

/// The most bytes of a request that are read, as the server has it.
pub(crate) const MAX_REQUEST: usize = 4 << 20;

/// The longest entry: a bundle tells its length in 16 bits (C2SP tlog-tiles, log entries).
const MAX_ENTRY: usize = 65_535;

const ENTRIES: &str = "/api/v2/log/entries";
const LOG_INDEX: HeaderName = HeaderName::from_static("x-log-index");

/// A log of Rekor v2 behind its HTTP API: it records digests, and serves its tiles.
#[derive(Debug)]
pub struct RekorV2Server {
    log: RekorV2,
    by_leaf: HashMap<Hash, u64>,
    changes: Vec<Vec<u8>>,
}

impl RekorV2Server {
    /// An empty log.
    pub fn new(log: RekorV2) -> Self {
        Self { log, by_leaf: HashMap::new(), changes: Vec::new() }
    }

    /// The log.
    pub fn log(&self) -> &RekorV2 {
        &self.log
    }

    /// Answers a request.
    pub fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        _entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Response<Vec<u8>> {
        match self.route(request, now) {
            Ok(response) => response,
            Err(Fault::Exists(index)) => {
                let response = Fault::Exists(index).reply();
                with(response, LOG_INDEX, &index.to_string())
            }
            Err(fault) => fault.reply(),
        }
    }

    fn route(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
    ) -> Result<Response<Vec<u8>>, Fault> {
        let get = request.method() == Method::GET;
        match request.uri().path() {
            ENTRIES if request.method() == Method::POST => self.create(request.body(), now),
            ENTRIES => Err(Fault::Method),
            "/healthz" if get => {
                Ok(json_line(StatusCode::OK, &object([("status", text("SERVING"))])))
            }
            "/api/v2/checkpoint" if get => {
                let note = self.log.signed_checkpoint(now)?;
                Ok(reply(StatusCode::OK, "text/plain", note))
            }
            "/healthz" | "/api/v2/checkpoint" => Err(Fault::Method),
            path => match path.strip_prefix("/api/v2/tile/") {
                Some(_) if !get => Err(Fault::Method),
                Some(path) => self.tile(path),
                None => Err(Fault::NotFound),
            },
        }
    }

    fn create(&mut self, body: &[u8], now: UnixTime) -> Result<Response<Vec<u8>>, Fault> {
        if body.len() > MAX_REQUEST {
            return Err(Fault::TooLarge);
        }
        let upload = Upload::from(read_request(body)?);
        upload.check(&SUITE).map_err(Fault::Upload)?;
        let canonical = upload.body().canonical();
        if canonical.len() > MAX_ENTRY {
            return Err(Fault::Invalid);
        }
        let leaf = leaf_hash(&canonical);
        if let Some(index) = self.by_leaf.get(&leaf) {
            return Err(Fault::Exists(*index));
        }
        let entry = self.log.add(upload.body(), now)?;
        self.by_leaf.insert(leaf, entry.log_index);
        self.changes.push(to_change(&entry, self.head()));
        Ok(json_line(StatusCode::CREATED, &entry_value(&entry)))
    }

    fn head(&self) -> Head {
        let tree = self.log.tree();
        Head { size: tree.size(), root: tree.root() }
    }

    /// Takes an entry without a word to the store.
    fn include(&mut self, kind_version: KindVersion, body: Vec<u8>) {
        let leaf = leaf_hash(&body);
        let entry = self.log.include(kind_version, body);
        self.by_leaf.insert(leaf, entry.log_index);
    }

    fn tile(&self, path: &str) -> Result<Response<Vec<u8>>, Fault> {
        let path = TilePath::parse(path).ok_or(Fault::NotFound)?;
        let bytes = match path.level {
            Some(level) => {
                self.log.tree().tile(level, path.index, path.width).map(<[Hash]>::concat)
            }
            None => self.bundle(path.index, path.width),
        };
        let bytes = bytes.ok_or(Fault::NotFound)?;
        Ok(reply(StatusCode::OK, "text/plain", bytes))
    }

    /// `uint16 length ‖ entry`, for each (C2SP tlog-tiles, log entries).
    fn bundle(&self, index: u64, width: usize) -> Option<Vec<u8>> {
        self.log.tree().tile(0, index, width)?;
        let first = index.checked_mul(256)?;
        let end = first.checked_add(u64::try_from(width).ok()?)?;
        let mut bytes = Vec::new();
        for entry in first..end {
            let body = self.log.body(entry)?;
            bytes.extend(u16::try_from(body.len()).ok()?.to_be_bytes());
            bytes.extend(body);
        }
        Some(bytes)
    }
}

impl Durable for RekorV2Server {
    fn take_changes(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.changes)
    }

    fn restore(&mut self, change: &[u8]) -> Result<(), StoreError> {
        let (kind_version, body, head) = from_change(change).map_err(StoreError::Change)?;
        self.include(kind_version, body);
        head.check(self.head())
    }
}

/// The entry as the server writes it: what this kind of log does not say is there, as 0 and null.
fn entry_value(entry: &TransparencyLogEntry) -> Value<'_> {
    let Value::Object(mut members) = entry.to_value() else { return Value::Null };
    let place = members.iter().position(|(name, _)| name == "inclusionProof");
    let unsaid = [("integratedTime".into(), text("0")), ("inclusionPromise".into(), Value::Null)];
    let place = place.unwrap_or(members.len());
    members.splice(place..place, unsaid);
    Value::Object(members)
}

/// As the store keeps it, with the head of the tree that has it.
///
/// ```text
/// {"kind":"hashedrekord","version":"0.0.2","body":"<base64>","head":{…}}
/// ```
fn to_change(entry: &TransparencyLogEntry, head: Head) -> Vec<u8> {
    let KindVersion { kind, version } = &entry.kind_version;
    ordered(&object([
        ("kind", text(kind)),
        ("version", text(version)),
        ("body", text(base64(&entry.canonicalized_body))),
        ("head", head.to_value()),
    ]))
    .into_bytes()
}

fn from_change(change: &[u8]) -> Result<(KindVersion, Vec<u8>, Head), sigstore_json::Error> {
    let value = sigstore_json::parse(change, &Limits::new(change.len()))?;
    let object = value.node().object()?;
    let string = |node: Node<'_>| Ok(node.string()?.to_owned());
    let (kind, version) = (string(object.required("kind")?)?, string(object.required("version")?)?);
    let body = object.required("body")?.standard_bytes()?;
    let head = Head::read(object.required("head")?)?;
    object.finish()?;
    Ok((KindVersion { kind, version }, body, head))
}

impl Server for RekorV2Server {
    fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Response<Vec<u8>> {
        Self::answer(self, request, now, random)
    }
}
