use std::collections::{BTreeMap, BTreeSet};

use sigstore_certificate::Certificate;
use sigstore_json::{Limits, Node, Value, hex_bytes_of_any_case};
use sigstore_rekor_types::{Body, PemVerifier, Verifier};
use sigstore_traits::{Digest, Rule, RuleKind, SignatureSuite};
use sigstore_upload::Upload;

use crate::rekor_v1_fault::Fault;
use crate::rekor_v1_proposal::verifier;
use crate::suite::SUITE;

pub(crate) static S_46: Rule = Rule {
    id: "S-46",
    title: "An entry is found by the hashes, the keys and the identities in it, in any case of letters; what is found is a hint and not proven.",
    source: "sigstore/rekor openapi.yaml, SearchIndex; pkg/api/index.go; pkg/types, IndexKeys of each kind",
    kind: RuleKind::Refusal,
    place: "sigstore-local-rekor RekorV1Server::answer",
};

const IN_TOTO: &str = "application/vnd.in-toto+json";
const HASH: &str =
    "^(sha512:)?[0-9a-fA-F]{128}$|^(sha256:)?[0-9a-fA-F]{64}$|^(sha1:)?[0-9a-fA-F]{40}$";
const FORMATS: [&str; 5] = ["pgp", "x509", "minisign", "ssh", "tuf"];

/// Under what an entry is found, in lower case.
pub(crate) type IndexKeys = BTreeSet<String>;

/// Which entries are found under what.
#[derive(Debug, Default)]
pub(crate) struct SearchIndex {
    entries: BTreeMap<String, BTreeSet<u64>>,
}

/// What is looked for: `{"hash":"sha256:…","publicKey":{…},"email":"…","operator":"and"}`.
#[derive(Debug, PartialEq)]
pub(crate) struct Query {
    keys: Vec<String>,
    /// Whether an entry must be found under each of the keys, not under any.
    all: bool,
}

impl SearchIndex {
    pub(crate) fn insert(&mut self, keys: IndexKeys, index: u64) {
        for key in keys {
            self.entries.entry(key).or_default().insert(index);
        }
    }

    /// The entries that are found, in the order of the log.
    pub(crate) fn find(&self, query: &Query) -> BTreeSet<u64> {
        let mut found =
            query.keys.iter().map(|key| self.entries.get(key).cloned().unwrap_or_default());
        let Some(first) = found.next() else { return BTreeSet::new() };
        found.fold(first, |all, more| if query.all { &all & &more } else { &all | &more })
    }
}

impl Query {
    pub(crate) fn parse(body: &[u8], max: usize) -> Result<Self, Fault> {
        if body.is_empty() {
            return Err(Fault::Required("query", "body"));
        }
        let value = sigstore_json::parse(body, &Limits::new(max)).map_err(Fault::QueryNotJson)?;
        let object = value.node().object().map_err(Fault::QueryNotJson)?;
        let text = |name| {
            let text = object.optional(name).map(Node::string).transpose();
            text.map_err(Fault::QueryNotJson)
        };
        let mut keys = Vec::new();
        if let Some(hash) = text("hash")? {
            keys.push(read_hash(hash)?);
        }
        if let Some(key) = object.optional("publicKey") {
            keys.push(read_public_key(key)?);
        }
        keys.extend(text("email")?.map(str::to_lowercase));
        keys.extend(text("subject")?.map(str::to_lowercase));
        let all = match text("operator")? {
            None | Some("or") => false,
            Some("and") => true,
            Some(_) => return Err(Fault::NotOneOf("operator", "and or")),
        };
        Ok(Self { keys, all })
    }
}

/// With the name of its algorithm, which its length tells where it is left out.
fn read_hash(text: &str) -> Result<String, Fault> {
    let text = text.to_lowercase();
    let (name, digits) = match text.split_once(':') {
        Some((name, digits)) => (Some(name), digits),
        None => (None, text.as_str()),
    };
    let algorithm = match digits.len() {
        40 => Some("sha1"),
        64 => Some("sha256"),
        128 => Some("sha512"),
        _ => None,
    };
    match algorithm.filter(|algorithm| name.is_none_or(|name| name == *algorithm)) {
        Some(algorithm) if hex_bytes_of_any_case(digits).is_some() => {
            Ok(format!("{algorithm}:{digits}"))
        }
        _ => Err(Fault::Pattern("hash in body".into(), HASH)),
    }
}

/// The bare hash of a key. Entries of dsse and intoto are not found by it (T-8), nor are those of
/// formats that this log does not record.
fn read_public_key(node: Node<'_>) -> Result<String, Fault> {
    let object = node.object().map_err(Fault::QueryNotJson)?;
    let format = object.optional("format").ok_or(Fault::Required("publicKey.format", "body"))?;
    let format = format.string().map_err(Fault::QueryNotJson)?;
    if !FORMATS.contains(&format) {
        return Err(Fault::NotOneOf("publicKey.format", "pgp x509 minisign ssh tuf"));
    }
    let content = object.optional("content").ok_or(Fault::Required("publicKey.content", "body"))?;
    let content = content.standard_bytes().map_err(Fault::QueryNotJson)?;
    if format == "x509" {
        return Ok(sha256(verifier(&content)?.text().as_bytes()));
    }
    Ok(sha256(&content))
}

/// Under what an upload is found. A hashedrekord is found by the bare hash of its key as
/// `submitted`, the others by the hash with the name of its algorithm (T-8, T-9).
pub(crate) fn keys_of(upload: &Upload, submitted: Option<&[u8]>) -> IndexKeys {
    let mut keys = IndexKeys::new();
    match upload.body() {
        Body::HashedRekordV001(entry) => {
            keys.insert(sha256(submitted.unwrap_or(entry.verifier.text().as_bytes())));
            keys.insert(entry.digest.to_string());
            keys.extend(subject(&entry.verifier));
        }
        Body::DsseV001(entry) => {
            keys.extend([entry.payload_hash, entry.envelope_hash].iter().map(Digest::to_string));
            entry.signatures.iter().for_each(|signed| insert_signer(&mut keys, &signed.verifier));
        }
        Body::IntotoV001(entry) => {
            keys.insert(entry.hash.to_string());
            keys.extend(entry.payload_hash.iter().map(Digest::to_string));
            insert_signer(&mut keys, &entry.verifier);
        }
        Body::IntotoV002(entry) => {
            keys.extend(entry.payload_hash.iter().map(Digest::to_string));
            entry.signatures.iter().for_each(|signed| insert_signer(&mut keys, &signed.verifier));
        }
        Body::HashedRekordV002(_) => {}
    }
    if let Some((IN_TOTO, payload)) = upload.payload() {
        keys.extend(statement_digests(payload));
    }
    keys.into_iter().map(|key| key.to_lowercase()).collect()
}

fn insert_signer(keys: &mut IndexKeys, verifier: &PemVerifier) {
    keys.insert(format!("sha256:{}", sha256(verifier.text().as_bytes())));
    keys.extend(subject(verifier));
}

/// Whom a certificate is for. One that names nobody, or in a way that Fulcio doesn't, is found by
/// its other keys only; a bare key names nobody.
fn subject(verifier: &PemVerifier) -> Option<String> {
    let Verifier::Certificate(der) = verifier.verifier() else { return None };
    Some(Certificate::parse(der).ok()?.identity().ok()?.text.into())
}

/// The digests of what a statement is about, and of what its predicate says went into it. The log
/// records envelopes whose payload it can't read; it just does not find them by it.
fn statement_digests(payload: &[u8]) -> Vec<String> {
    let Ok(statement) = sigstore_json::parse(payload, &Limits::new(payload.len())) else {
        return Vec::new();
    };
    let materials = statement.member("predicate").and_then(|value| value.member("materials"));
    let lists = [statement.member("subject"), materials];
    let items = lists.into_iter().flatten().flat_map(elements);
    let digests = items.filter_map(|item| item.member("digest")).flat_map(members);
    digests
        .filter_map(|(name, value)| match value {
            Value::String(text) => Some(format!("{name}:{text}")),
            _ => None,
        })
        .collect()
}

fn elements<'v>(value: &'v Value<'v>) -> &'v [Value<'v>] {
    match value {
        Value::Array(elements) => elements,
        _ => &[],
    }
}

fn members<'v>(value: &'v Value<'v>) -> &'v [(std::borrow::Cow<'v, str>, Value<'v>)] {
    match value {
        Value::Object(members) => members,
        _ => &[],
    }
}

fn sha256(bytes: &[u8]) -> String {
    sigstore_json::hex(&SUITE.sha256(&[bytes]))
}
