use sigstore_engine::{Hash, RekorV1};
use sigstore_json::{Number, Value, base64};
use sigstore_rekor_types::TransparencyLogEntry;

use crate::reply::{number, object, text};

/// An entry under its id, as answers tell it.
///
/// ```text
/// {"<uuid>":{"attestation":{"data":"<base64>"},"body":"<base64>","integratedTime":1,
///   "logID":"<hex>","logIndex":0,"verification":{"inclusionProof":{…},
///   "signedEntryTimestamp":"<base64>"}}}
/// ```
pub(crate) fn entry_value(
    uuid: &str,
    entry: &TransparencyLogEntry,
    attestation: Option<&[u8]>,
) -> Value<'static> {
    let mut members = Vec::new();
    if let Some(bytes) = attestation {
        members.push(("attestation".into(), object([("data", text(base64(bytes)))])));
    }
    let promise = entry.inclusion_promise.as_deref().unwrap_or_default();
    let verification = object([
        ("inclusionProof", inclusion_proof(entry)),
        ("signedEntryTimestamp", text(base64(promise))),
    ]);
    members.extend([
        ("body".into(), text(base64(&entry.canonicalized_body))),
        ("integratedTime".into(), integer(entry.integrated_time)),
        ("logID".into(), text(entry.log_id.to_string())),
        ("logIndex".into(), number(entry.log_index)),
        ("verification".into(), verification),
    ]);
    Value::Object(vec![(uuid.to_owned().into(), Value::Object(members))])
}

fn inclusion_proof(entry: &TransparencyLogEntry) -> Value<'static> {
    let Some(proof) = &entry.inclusion_proof else { return Value::Null };
    object([
        ("checkpoint", text(proof.checkpoint.clone().unwrap_or_default())),
        ("hashes", hashes(&proof.hashes)),
        ("logIndex", number(proof.log_index)),
        ("rootHash", text(sigstore_json::hex(&proof.root_hash.unwrap_or_default()))),
        ("treeSize", number(proof.tree_size)),
    ])
}

/// What the log says of its tree.
pub(crate) fn tree_value(log: &RekorV1, checkpoint: String) -> Value<'static> {
    object([
        ("inactiveShards", Value::Null),
        ("rootHash", text(sigstore_json::hex(&log.tree().root()))),
        ("signedTreeHead", text(checkpoint)),
        ("treeID", text(log.tree_id.to_string())),
        ("treeSize", number(log.tree().size())),
    ])
}

/// A consistency proof, and the root that it leads to.
pub(crate) fn proof_value(path: &[Hash], root: &Hash) -> Value<'static> {
    object([("hashes", hashes(path)), ("rootHash", text(sigstore_json::hex(root)))])
}

fn hashes(hashes: &[Hash]) -> Value<'static> {
    Value::Array(hashes.iter().map(|hash| text(sigstore_json::hex(hash))).collect())
}

pub(crate) fn integer(value: i64) -> Value<'static> {
    Value::Number(match u64::try_from(value) {
        Ok(value) => Number::Unsigned(value),
        Err(_) => Number::Negative(value),
    })
}
