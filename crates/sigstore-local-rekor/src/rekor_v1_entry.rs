use sigstore_engine::{Hash, RekorV1};
use sigstore_json::{Value, base64};
use sigstore_rekor_types::{InclusionProof, TransparencyLogEntry};
use sigstore_server::value::{count, number, object, text};

use crate::rekor_v1_fault::Fault;

/// An entry under its id, as answers tell it: promised, and proven to a checkpoint.
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
) -> Result<Value<'static>, Fault> {
    let promise = entry.inclusion_promise.as_deref().ok_or(Fault::Unproven)?;
    let proof = entry.inclusion_proof.as_ref().ok_or(Fault::Unproven)?;
    let mut members = Vec::new();
    if let Some(bytes) = attestation {
        members.push(("attestation".into(), object([("data", text(base64(bytes)))])));
    }
    let verification = object([
        ("inclusionProof", inclusion_proof(proof)?),
        ("signedEntryTimestamp", text(base64(promise))),
    ]);
    members.extend([
        ("body".into(), text(base64(&entry.canonicalized_body))),
        ("integratedTime".into(), number(entry.integrated_time)),
        ("logID".into(), text(entry.log_id.to_string())),
        ("logIndex".into(), count(entry.log_index)),
        ("verification".into(), verification),
    ]);
    Ok(Value::Object(vec![(uuid.to_owned().into(), Value::Object(members))]))
}

fn inclusion_proof(proof: &InclusionProof) -> Result<Value<'static>, Fault> {
    let checkpoint = proof.checkpoint.clone().ok_or(Fault::Unproven)?;
    let root = proof.root_hash.ok_or(Fault::Unproven)?;
    Ok(object([
        ("checkpoint", text(checkpoint)),
        ("hashes", hashes(&proof.hashes)),
        ("logIndex", count(proof.log_index)),
        ("rootHash", text(sigstore_json::hex(&root))),
        ("treeSize", count(proof.tree_size)),
    ]))
}

/// What the log says of its tree.
pub(crate) fn tree_value(log: &RekorV1, checkpoint: String) -> Value<'static> {
    object([
        ("inactiveShards", Value::Null),
        ("rootHash", text(sigstore_json::hex(&log.tree().root()))),
        ("signedTreeHead", text(checkpoint)),
        ("treeID", text(log.tree_id.to_string())),
        ("treeSize", count(log.tree().size())),
    ])
}

/// A consistency proof, and the root that it leads to.
pub(crate) fn proof_value(path: &[Hash], root: &Hash) -> Value<'static> {
    object([("hashes", hashes(path)), ("rootHash", text(sigstore_json::hex(root)))])
}

fn hashes(hashes: &[Hash]) -> Value<'static> {
    Value::Array(hashes.iter().map(|hash| text(sigstore_json::hex(hash))).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use sigstore_engine::{KeyKind, NoteSigner, SigningKey};
    use sigstore_json::ordered;
    use sigstore_rekor_types::KindVersion;
    use sigstore_traits::UnixTime;

    use super::*;

    fn entry() -> TransparencyLogEntry {
        let key = SigningKey::from_seed(KeyKind::P256, &[1; 32]);
        let mut log = RekorV1::new(NoteSigner::rekor_v1("log.example", key), 7, 0);
        let kind_version = KindVersion { kind: "dsse".into(), version: "0.0.1".into() };
        log.include(kind_version, b"{}".to_vec(), UnixTime::from_seconds(1));
        log.entry(0, UnixTime::from_seconds(2)).unwrap().unwrap()
    }

    fn without(take: impl FnOnce(&mut TransparencyLogEntry)) -> Result<Value<'static>, Fault> {
        let mut entry = entry();
        take(&mut entry);
        entry_value("id", &entry, None)
    }

    #[test]
    fn an_entry_is_told_with_all_that_vouches_for_it_or_not_at_all() {
        let whole = ordered(&without(|_| ()).unwrap());
        let root = sigstore_json::hex(&entry().inclusion_proof.unwrap().root_hash.unwrap());
        assert!(whole.contains(&format!(r#""rootHash":"{root}","treeSize":1"#)), "{whole}");

        let refused = Err(Fault::Unproven);
        assert_eq!(without(|entry| entry.inclusion_promise = None), refused);
        assert_eq!(without(|entry| entry.inclusion_proof = None), refused);
        let proof = |change: fn(&mut InclusionProof)| {
            without(|entry| change(entry.inclusion_proof.as_mut().unwrap()))
        };
        assert_eq!(proof(|proof| proof.root_hash = None), refused);
        assert_eq!(proof(|proof| proof.checkpoint = None), refused);
    }
}
