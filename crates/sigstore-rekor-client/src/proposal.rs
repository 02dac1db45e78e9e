use sigstore_json::{Value, ordered};
use sigstore_traits::{Digest, Rule, RuleKind};

use crate::hash;
use crate::question::{bytes, object, text};

pub(crate) static S_40: Rule = Rule {
    id: "S-40",
    title: "What is proposed to Rekor v1 names its kind and version: a hashedrekord has digest, signature and PEM, a dsse the text of the envelope and PEM.",
    source: "sigstore/rekor openapi.yaml, ProposedEntry; pkg/types/hashedrekord/v0.0.1 and pkg/types/dsse/v0.0.1, schemas",
    kind: RuleKind::Shape,
    place: "sigstore-rekor-client hashedrekord_proposal, dsse_proposal",
};

/// Writes what to record of a signature over a digest. `pem` is the certificate or the public key.
///
/// ```text
/// {"apiVersion":"0.0.1","kind":"hashedrekord","spec":{
///   "data":{"hash":{"algorithm":"sha256","value":"<hex>"}},
///   "signature":{"content":"<base64>","publicKey":{"content":"<base64 of PEM>"}}}}
/// ```
pub fn hashedrekord_proposal(digest: &Digest, signature: &[u8], pem: &str) -> String {
    let hash = object([
        ("algorithm", text(digest.algorithm().name())),
        ("value", text(hash::write(digest.as_bytes()))),
    ]);
    let key = object([("content", bytes(pem.as_bytes()))]);
    let signature = object([("content", bytes(signature)), ("publicKey", Some(key))]);
    let data = object([("hash", Some(hash))]);
    proposal("hashedrekord", object([("data", Some(data)), ("signature", Some(signature))]))
}

/// Writes what to record of a DSSE envelope. `envelope` is its JSON, whose text the log hashes;
/// `pem` is the certificate or the public key of its signature.
///
/// ```text
/// {"apiVersion":"0.0.1","kind":"dsse","spec":{
///   "proposedContent":{"envelope":"<JSON>","verifiers":["<base64 of PEM>"]}}}
/// ```
pub fn dsse_proposal(envelope: &str, pem: &str) -> String {
    let verifiers = Value::Array(bytes(pem.as_bytes()).into_iter().collect());
    let content = object([("envelope", text(envelope)), ("verifiers", Some(verifiers))]);
    proposal("dsse", object([("proposedContent", Some(content))]))
}

fn proposal(kind: &'static str, spec: Value<'_>) -> String {
    ordered(&object([("apiVersion", text("0.0.1")), ("kind", text(kind)), ("spec", Some(spec))]))
}
