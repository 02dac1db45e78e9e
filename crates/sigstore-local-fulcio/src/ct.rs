use http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use http::{Method, Request, Response, StatusCode};
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{CtEntry, CtLog, Hash, Tree};
use sigstore_json::{Limits, Value, base64, parse};
use sigstore_server::answer::{TEXT, json, reply, with};
use sigstore_server::value::{count, object, text, texts};
use sigstore_server::{Form, Random, Server};
use sigstore_store::{Durable, Head, StoreError};
use sigstore_traits::UnixTime;

mod chain;
mod change;

use chain::Submission;

/// The most bytes of a request that are read.
const MAX_REQUEST: usize = 1024 * 1024;

/// The most entries of one answer.
const MAX_ENTRIES: u64 = 1000;

/// The certificate log (RFC 6962), whole and in memory: certificates and precertificates of the
/// authorities it knows, in one tree.
///
/// | path | RFC 6962 section |
/// |---|---|
/// | `POST /ct/v1/add-chain`, `add-pre-chain` | 4.1, 4.2 |
/// | `GET /ct/v1/get-sth`, `get-sth-consistency` | 4.3, 4.4 |
/// | `GET /ct/v1/get-proof-by-hash`, `get-entry-and-proof` | 4.5, 4.8 |
/// | `GET /ct/v1/get-entries`, `get-roots` | 4.6, 4.7 |
#[derive(Debug)]
pub struct CtServer {
    log: CtLog,
    roots: Vec<Vec<u8>>,
    entries: Vec<Entry>,
    tree: Tree,
    changes: Vec<Vec<u8>>,
}

/// What the log keeps.
#[derive(Debug)]
struct Entry {
    /// MerkleTreeLeaf (RFC 6962 section 3.4).
    leaf: Vec<u8>,
    /// X509ChainEntry without its leaf, or PrecertChainEntry (RFC 6962 section 3.1).
    chain: Vec<u8>,
}

/// Why a request is not answered: the status and what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refused(StatusCode, String);

type Answer = Result<Response<Vec<u8>>, Refused>;

impl CtServer {
    /// A log that takes what these authorities have certified (DER).
    pub fn new(log: CtLog, roots: Vec<Vec<u8>>) -> Self {
        Self { log, roots, entries: Vec::new(), tree: Tree::default(), changes: Vec::new() }
    }

    /// The log.
    pub fn log(&self) -> &CtLog {
        &self.log
    }

    fn add(&mut self, body: &[u8], precertificate: bool, now: UnixTime) -> Answer {
        let chain = read_chain(body).map_err(|error| bad(error.to_string()))?;
        let submission =
            Submission::check(&chain, &self.roots, precertificate, &AwsLcSuite).map_err(bad)?;
        let entry = match &submission.precertificate {
            Some((issuer_key_hash, tbs)) => {
                CtEntry::Precertificate { issuer_key_hash: *issuer_key_hash, tbs }
            }
            None => CtEntry::Certificate(submission.leaf),
        };
        let promise = self.log.promise(now);
        let leaf = promise.signed_message(entry);
        let failed = |_| Refused(StatusCode::INTERNAL_SERVER_ERROR, "the key can't sign".into());
        let sct = self.log.sign(promise, entry).map_err(failed)?;
        self.take(Entry { leaf, chain: submission.extra_data() });
        Ok(json(
            StatusCode::OK,
            &object([
                ("sct_version", count(0)),
                ("id", text(base64(&sct.log_id.0))),
                ("timestamp", count(sct.timestamp)),
                ("extensions", text(base64(&sct.extensions))),
                ("signature", text(base64(&sct.digitally_signed()))),
            ]),
        ))
    }

    fn take(&mut self, entry: Entry) {
        self.tree.append(&entry.leaf);
        self.changes.push(change::write(&entry, self.head()));
        self.entries.push(entry);
    }

    fn head(&self) -> Head {
        Head { size: self.tree.size(), root: self.tree.root() }
    }

    /// The requests that change nothing.
    fn get(&self, name: &str, query: &str, now: UnixTime) -> Answer {
        let query = Form::parse(query).ok_or_else(|| bad("the parameters can't be read".into()))?;
        match name {
            "get-sth" => self.tree_head(now),
            "get-sth-consistency" => self.consistency(&query),
            "get-proof-by-hash" => self.proof_by_hash(&query),
            "get-entry-and-proof" => self.entry_and_proof(&query),
            "get-entries" => self.get_entries(&query),
            "get-roots" => Ok(self.roots()),
            _ => Err(nothing_here()),
        }
    }

    fn tree_head(&self, now: UnixTime) -> Answer {
        let (size, root) = (self.tree.size(), self.tree.root());
        let milliseconds = u64::try_from(now.seconds()).unwrap_or(0).saturating_mul(1000);
        let timestamp = milliseconds.saturating_add(u64::from(now.nanoseconds() / 1_000_000));
        let failed = |_| Refused(StatusCode::INTERNAL_SERVER_ERROR, "the key can't sign".into());
        let signature = self.log.sign_tree_head(timestamp, size, &root).map_err(failed)?;
        Ok(json(
            StatusCode::OK,
            &object([
                ("tree_size", count(size)),
                ("timestamp", count(timestamp)),
                ("sha256_root_hash", text(base64(&root))),
                ("tree_head_signature", text(base64(&signature))),
            ]),
        ))
    }

    fn consistency(&self, query: &Form<'_>) -> Answer {
        let (first, second) = (number(query, "first")?, number(query, "second")?);
        if first > second {
            return Err(bad(format!("first {first} is more than second {second}")));
        }
        self.within(second)?;
        // From an empty tree to any there is nothing to prove.
        let path = self.tree.consistency(first, second).unwrap_or_default();
        Ok(lasting(object([("consistency", hashes(&path))])))
    }

    fn proof_by_hash(&self, query: &Form<'_>) -> Answer {
        let size = number(query, "tree_size")?;
        let hash = query.get("hash").unwrap_or_default();
        let hash = Value::String(hash.into()).node().bytes().map_err(|e| bad(e.to_string()))?;
        self.within(size)?;
        let index =
            (0..size).find(|index| self.tree.leaf(*index).is_some_and(|leaf| leaf[..] == *hash));
        let path = index.and_then(|index| Some((index, self.tree.inclusion(index, size)?)));
        let (index, path) = path.ok_or_else(|| {
            Refused(StatusCode::NOT_FOUND, format!("no entry has this hash in the first {size}"))
        })?;
        Ok(lasting(object([("leaf_index", count(index)), ("audit_path", hashes(&path))])))
    }

    fn entry_and_proof(&self, query: &Form<'_>) -> Answer {
        let (index, size) = (number(query, "leaf_index")?, number(query, "tree_size")?);
        self.within(size)?;
        let position = usize::try_from(index).ok().filter(|_| index < size);
        let entry = position.and_then(|position| self.entries.get(position));
        let proven = entry.and_then(|entry| Some((entry, self.tree.inclusion(index, size)?)));
        let (entry, path) =
            proven.ok_or_else(|| bad(format!("there is no entry {index} of {size}")))?;
        Ok(lasting(object([
            ("leaf_input", text(base64(&entry.leaf))),
            ("extra_data", text(base64(&entry.chain))),
            ("audit_path", hashes(&path)),
        ])))
    }

    fn get_entries(&self, query: &Form<'_>) -> Answer {
        let (start, end) = (number(query, "start")?, number(query, "end")?);
        if start > end {
            return Err(bad(format!("start {start} is more than end {end}")));
        }
        if start >= self.tree.size() {
            return Err(bad(format!("start {start} is beyond the {} entries", self.tree.size())));
        }
        let range = (start..=end).take(usize::try_from(MAX_ENTRIES).unwrap_or(0));
        let found = range.map_while(|index| self.entries.get(usize::try_from(index).ok()?));
        let entries = found.map(|entry| {
            object([
                ("leaf_input", text(base64(&entry.leaf))),
                ("extra_data", text(base64(&entry.chain))),
            ])
        });
        Ok(lasting(object([("entries", Value::Array(entries.collect()))])))
    }

    /// The accepted roots. The log of certificate-transparency-go says of this JSON that it is text.
    fn roots(&self) -> Response<Vec<u8>> {
        let roots = texts(self.roots.iter().map(|der| base64(der)));
        let body = sigstore_json::ordered(&object([("certificates", roots)]));
        reply(StatusCode::OK, TEXT, body)
    }

    /// A tree that the log has not grown to is an error of the log, as with Trillian.
    fn within(&self, size: u64) -> Result<(), Refused> {
        if size <= self.tree.size() {
            return Ok(());
        }
        let why = format!("the tree has {} entries, not {size}", self.tree.size());
        Err(Refused(StatusCode::INTERNAL_SERVER_ERROR, why))
    }
}

impl Server for CtServer {
    fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        _: Random<'_>,
    ) -> Response<Vec<u8>> {
        let (method, body) = (request.method(), request.body());
        let answer = match request.uri().path().strip_prefix("/ct/v1/") {
            Some("add-chain") => {
                only(Method::POST, method).and_then(|()| self.add(body, false, now))
            }
            Some("add-pre-chain") => {
                only(Method::POST, method).and_then(|()| self.add(body, true, now))
            }
            Some(name) => {
                let query = request.uri().query().unwrap_or_default();
                only(Method::GET, method).and_then(|()| self.get(name, query, now))
            }
            None => Err(nothing_here()),
        };
        answer.unwrap_or_else(|refused| refused.response())
    }
}

impl Durable for CtServer {
    fn take_changes(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.changes)
    }

    fn restore(&mut self, change: &[u8]) -> Result<(), StoreError> {
        let (entry, head) = change::read(change).map_err(StoreError::Change)?;
        self.tree.append(&entry.leaf);
        self.entries.push(entry);
        self.log.size = self.tree.size();
        head.check(self.head())
    }
}

fn only(allowed: Method, method: &Method) -> Result<(), Refused> {
    if *method == allowed {
        return Ok(());
    }
    let why = format!("method not allowed: {method}");
    Err(Refused(StatusCode::METHOD_NOT_ALLOWED, why))
}

fn nothing_here() -> Refused {
    Refused(StatusCode::NOT_FOUND, "there is nothing here".into())
}

impl Refused {
    /// The words of the status, then the reason, a line each.
    fn response(&self) -> Response<Vec<u8>> {
        let Self(status, why) = self;
        let words = status.canonical_reason().unwrap_or_default();
        let response = reply(*status, TEXT, format!("{words}\n{why}\n"));
        with(response, X_CONTENT_TYPE_OPTIONS, "nosniff")
    }
}

fn bad(why: String) -> Refused {
    Refused(StatusCode::BAD_REQUEST, why)
}

/// An answer that stays the same for ever.
fn lasting(value: Value<'_>) -> Response<Vec<u8>> {
    with(json(StatusCode::OK, &value), CACHE_CONTROL, "public, max-age=86400")
}

fn number(query: &Form<'_>, name: &'static str) -> Result<u64, Refused> {
    let found = query.get(name).unwrap_or_default();
    let node = Value::String(found.into());
    node.node().uint64().map_err(|_| bad(format!("{name} is no number")))
}

fn hashes(path: &[Hash]) -> Value<'static> {
    texts(path.iter().map(|hash| base64(hash)))
}

/// `{"chain": ["<base64 of DER>", …]}`
fn read_chain(body: &[u8]) -> Result<Vec<Vec<u8>>, sigstore_json::Error> {
    let value = parse(body, &Limits::new(MAX_REQUEST))?;
    let chain = value.node().object()?.required("chain")?;
    chain.array()?.map(|certificate| certificate.bytes()).collect()
}
