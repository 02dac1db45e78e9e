use sigstore_dsse::Envelope;
use sigstore_field::{Relation, Signed};
use sigstore_json::Value;
use sigstore_merkle::{InclusionProof, leaf_hash};
use sigstore_rekor_types::{
    Body, DsseSignature, DsseV001, HashedRekordV002, LogEntry, PemVerifier, TransparencyLogEntry,
    Verifier, set_payload,
};
use sigstore_traits::{Digest, KeyDetails};

use crate::hash::{Hasher, sha256};
use crate::schema::Whole;

impl Whole {
    /// Where the signature of a document stands, and what it is over.
    pub(crate) fn signed(
        self,
        value: &Value<'_>,
        bytes: &[u8],
    ) -> Option<(&'static [&'static str], Signed)> {
        match self {
            Self::Nothing => None,
            Self::Envelope => {
                let envelope = Envelope::read(value.node()).ok()?;
                let over = "the pre-authentication encoding";
                let signed = Signed::bytes(over, envelope.pae().to_vec());
                Some((&["signatures", "0", "sig"], signed))
            }
            Self::Entry => promise(value),
            Self::Proposal => proposed(&recorded(value, bytes)?),
        }
    }

    /// What else a document stands for.
    pub(crate) fn values(self, value: &Value<'_>, bytes: &[u8]) -> Vec<(Relation, Vec<u8>)> {
        let value = match self {
            Self::Nothing => None,
            Self::Envelope => envelope(value),
            Self::Entry => entry(value),
            Self::Proposal => {
                recorded(value, bytes).map(|body| (Relation::Canonical, body.canonical()))
            }
        };
        value.into_iter().collect()
    }
}

fn proposed(body: &Body) -> Option<(&'static [&'static str], Signed)> {
    let (path, digest): (&[&str], _) = match body {
        Body::HashedRekordV001(body) => (&["spec", "signature", "content"], &body.digest),
        Body::HashedRekordV002(body) => {
            (&["hashedRekordRequestV002", "signature", "content"], &body.digest)
        }
        _ => return None,
    };
    Some((path, Signed::digest("what has this digest", *digest)))
}

/// The promise of Rekor v1 is over body, time, log and index (`set-payload.json` in a dump).
fn promise(value: &Value<'_>) -> Option<(&'static [&'static str], Signed)> {
    let path: &[&str] = match value.member("verification") {
        Some(_) => &["verification", "signedEntryTimestamp"],
        None => &["inclusionPromise", "signedEntryTimestamp"],
    };
    let entry = entry_of(value)?;
    let (body, time) = (&entry.canonicalized_body, entry.integrated_time);
    let payload = set_payload(body, time, &entry.log_id.id()?, entry.log_index);
    Some((path, Signed::bytes("body, time, log and index", payload)))
}

/// The root to which body and proof lead. Whether it is the one that was signed, is seen by
/// comparing.
fn entry(value: &Value<'_>) -> Option<(Relation, Vec<u8>)> {
    let entry = entry_of(value)?;
    let proof = entry.inclusion_proof?;
    let (index, size, path) = (proof.log_index, proof.tree_size, proof.hashes.as_slice());
    let leaf = leaf_hash(&entry.canonicalized_body, &Hasher);
    let root = InclusionProof { index, size, path }.root(&leaf, &Hasher).ok()?;
    Some((Relation::Root, root.to_vec()))
}

/// An entry in the form of either API.
fn entry_of(value: &Value<'_>) -> Option<TransparencyLogEntry> {
    match LogEntry::read_alone(value.node()) {
        Ok(answer) => Some(answer.entry),
        Err(_) => TransparencyLogEntry::read(value.node()).ok(),
    }
}

fn envelope(value: &Value<'_>) -> Option<(Relation, Vec<u8>)> {
    let envelope = Envelope::read(value.node()).ok()?;
    let digest = sha256(&envelope.pae().parts());
    Some((Relation::EncodingSha256, digest.to_vec()))
}

/// What a log will record when it is asked this, if it is of a kind that is in use. That a log does
/// the same is not taken from here: the two are compared.
fn recorded(value: &Value<'_>, bytes: &[u8]) -> Option<Body> {
    if let Some(request) = value.member("hashedRekordRequestV002") {
        return recorded_v2(request);
    }
    match value.member("spec")?.member("proposedContent") {
        Some(content) => recorded_envelope(content),
        None => Body::parse(bytes).ok(),
    }
}

fn recorded_envelope(content: &Value<'_>) -> Option<Body> {
    let text = content.member("envelope")?.node().string().ok()?;
    let verifier = content.member("verifiers")?.node().array().ok()?.next()?;
    let envelope = Envelope::parse(text.as_bytes()).ok()?;
    let digest = |bytes: &[u8]| Digest::Sha256(sha256(&[bytes]));
    Some(Body::DsseV001(DsseV001 {
        envelope_hash: digest(text.as_bytes()),
        payload_hash: digest(&envelope.payload),
        signatures: vec![DsseSignature {
            signature: envelope.signature.sig.clone(),
            verifier: PemVerifier::parse(&verifier.bytes().ok()?).ok()?,
        }],
    }))
}

fn recorded_v2(request: &Value<'_>) -> Option<Body> {
    let signature = request.member("signature")?;
    let verifier = signature.member("verifier")?;
    let raw = |member: &str| verifier.member(member)?.member("rawBytes")?.node().bytes().ok();
    let details =
        KeyDetails::from_proto_name(verifier.member("keyDetails")?.node().string().ok()?)?;
    let digest = request.member("digest")?.node().bytes().ok()?;
    Some(Body::HashedRekordV002(HashedRekordV002 {
        digest: Digest::new(details.scheme()?.hash()?, &digest)?,
        signature: signature.member("content")?.node().bytes().ok()?,
        key_details: details,
        verifier: match raw("x509Certificate") {
            Some(der) => Verifier::Certificate(der),
            None => Verifier::PublicKey(raw("publicKey")?),
        },
    }))
}
