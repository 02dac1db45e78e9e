use sigstore_checkpoint::Checkpoint;
use sigstore_json::parse;
use sigstore_rekor_types::{Body, LogEntry, TransparencyLogEntry, Verifier};
use sigstore_traits::{Facts, Refusal};

use super::{Tree, certificate, entry_kinds};

/// A signed note with a checkpoint in it.
pub(crate) fn checkpoint(note: &[u8]) -> Result<Tree, Facts> {
    let text = String::from_utf8_lossy(note);
    Checkpoint::parse(&text)
        .map(|checkpoint| checkpoint_tree(&checkpoint))
        .map_err(|error| error.facts())
}

fn checkpoint_tree(checkpoint: &Checkpoint<'_>) -> Tree {
    let head = checkpoint.tree_head();
    let lines = checkpoint.signatures().iter().map(|line| {
        Tree::group()
            .with("name", line.name())
            .with("key_id", Tree::hex(&line.key_id()))
            .with("signature", Tree::hex(line.signature()))
    });
    Tree::group()
        .with("origin", checkpoint.origin())
        .with("tree_size", head.size)
        .with("root_hash", Tree::hex(&head.root))
        .with("extensions", Tree::list(checkpoint.extensions().map(Tree::from)))
        .with("signatures", Tree::list(lines))
}

/// A body of a kind that is verified.
pub(crate) fn body_tree(body: &Body) -> Tree {
    let kind = body.entry_kind();
    let tree = Tree::group().with("kind", kind.kind()).with("version", kind.version());
    match body {
        Body::HashedRekordV001(record) => tree
            .with("digest", record.digest.to_string())
            .with("signature", Tree::hex(&record.signature))
            .with("verifier", verifier(record.verifier.verifier())),
        Body::HashedRekordV002(record) => tree
            .with("digest", record.digest.to_string())
            .with("signature", Tree::hex(&record.signature))
            .with("key_details", record.key_details.proto_name())
            .with("verifier", verifier(&record.verifier)),
        Body::DsseV001(record) => {
            let signatures = record.signatures.iter().map(|one| {
                Tree::group()
                    .with("signature", Tree::hex(&one.signature))
                    .with("verifier", verifier(one.verifier.verifier()))
            });
            tree.with("envelope_hash", record.envelope_hash.to_string())
                .with("payload_hash", record.payload_hash.to_string())
                .with("signatures", Tree::list(signatures))
        }
        Body::IntotoV001(record) => tree
            .with("hash", record.hash.to_string())
            .with_some("payload_hash", record.payload_hash.map(|hash| hash.to_string()))
            .with("verifier", verifier(record.verifier.verifier())),
        Body::IntotoV002(record) => {
            let signatures = record.signatures.iter().map(|one| {
                Tree::group()
                    .with_some("signature", one.signature().as_deref().map(Tree::hex))
                    .with_some("keyid", one.keyid.as_deref())
                    .with("verifier", verifier(one.verifier.verifier()))
            });
            tree.with("payload_type", record.payload_type.as_str())
                .with("hash", record.hash.to_string())
                .with_some("payload_hash", record.payload_hash.map(|hash| hash.to_string()))
                .with("signatures", Tree::list(signatures))
        }
    }
}

pub(crate) fn verifier(verifier: &Verifier) -> Tree {
    match verifier {
        Verifier::Certificate(der) => Tree::group().with("certificate", certificate::nested(der)),
        Verifier::PublicKey(spki) => {
            let key = certificate::public_key(spki);
            let key = key.unwrap_or_else(|facts| Tree::from(facts.to_string()));
            Tree::group().with("public_key", key)
        }
    }
}

/// The answer of Rekor v1, or the object inside it.
pub(crate) fn log_entry(json: &[u8]) -> Result<Tree, Facts> {
    let value = parse(json, &sigstore_bundle::LIMITS).map_err(|error| error.facts())?;
    let entry = match value.member("body") {
        Some(_) => LogEntry::read_alone(value.node()),
        None => LogEntry::read(value.node()),
    };
    let entry = entry.map_err(|error| error.facts())?;
    let attestation =
        entry.attestation.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    Ok(entry_tree(&entry.entry).with_some("attestation", attestation))
}

/// An entry as it stands in a bundle.
pub(crate) fn transparency_log_entry(json: &[u8]) -> Result<Tree, Facts> {
    let value = parse(json, &sigstore_bundle::LIMITS).map_err(|error| error.facts())?;
    let entry = TransparencyLogEntry::read(value.node()).map_err(|error| error.facts())?;
    Ok(entry_tree(&entry))
}

pub(crate) fn entry_tree(entry: &TransparencyLogEntry) -> Tree {
    let tree = Tree::group()
        .with("log_index", entry.log_index)
        .with("log_id", entry.log_id.to_string())
        .with("kind", entry.kind_version.kind.as_str())
        .with("version", entry.kind_version.version.as_str())
        .with("integrated_time", integrated_time(entry.integrated_time))
        .with_some("inclusion_promise", entry.inclusion_promise.as_deref().map(Tree::hex));
    let proof = entry.inclusion_proof.as_ref().map(|proof| {
        let note = proof.checkpoint.as_deref();
        let note =
            note.map(|note| Tree::of(Checkpoint::parse(note).map(|read| checkpoint_tree(&read))));
        Tree::group()
            .with("log_index", proof.log_index)
            .with("tree_size", proof.tree_size)
            .with_some("root_hash", proof.root_hash.as_ref().map(|hash| Tree::hex(hash)))
            .with("hashes", Tree::list(proof.hashes.iter().map(|hash| Tree::hex(hash))))
            .with_some("checkpoint", note)
    });
    let body = entry_kinds::nested(&entry.canonicalized_body);
    tree.with_some("inclusion_proof", proof).with("body", body)
}

/// The time that the entry claims; only a promise that holds proves it.
fn integrated_time(seconds: i64) -> String {
    match seconds {
        0 => "none".into(),
        seconds => format!("{} (claimed)", sigstore_traits::UnixTime::from_seconds(seconds)),
    }
}
