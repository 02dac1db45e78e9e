use sigstore_dsse::Envelope;
use sigstore_field::{Relation, Signed};
use sigstore_json::Value;
use sigstore_merkle::{InclusionProof, leaf_hash};
use sigstore_rekor_types::{
    Body, DsseSignature, DsseV001, HashedRekordV002, IntotoV001, IntotoV002, LogEntry, PemVerifier,
    TransparencyLogEntry, Verifier, set_payload,
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
    let spec = value.member("spec")?;
    if let Some(content) = spec.member("proposedContent") {
        return recorded_envelope(content);
    }
    match spec.member("content").and_then(|content| content.member("envelope")) {
        Some(Value::String(envelope)) => recorded_hashes(envelope, spec.member("publicKey")?),
        _ => match Body::parse(bytes).ok()? {
            Body::IntotoV002(entry) => Some(Body::IntotoV002(without_payload(entry)?)),
            body => Some(body),
        },
    }
}

/// intoto 0.0.1: of an envelope only the hashes.
fn recorded_hashes(envelope: &str, key: &Value<'_>) -> Option<Body> {
    let payload = Envelope::parse(envelope.as_bytes()).ok()?.payload;
    Some(Body::IntotoV001(IntotoV001 {
        hash: digest(envelope.as_bytes()),
        payload_hash: Some(digest(&payload)),
        verifier: PemVerifier::parse(&key.node().bytes().ok()?).ok()?,
    }))
}

/// intoto 0.0.2: the payload's hash instead of the payload, which is base64 of base64.
fn without_payload(entry: IntotoV002) -> Option<IntotoV002> {
    let text = str::from_utf8(entry.payload.as_deref()?).ok()?;
    let payload = Value::String(text.into()).node().bytes().ok()?;
    Some(IntotoV002 { payload: None, payload_hash: Some(digest(&payload)), ..entry })
}

fn digest(bytes: &[u8]) -> Digest {
    Digest::Sha256(sha256(&[bytes]))
}

fn recorded_envelope(content: &Value<'_>) -> Option<Body> {
    let text = content.member("envelope")?.node().string().ok()?;
    let verifier = content.member("verifiers")?.node().array().ok()?.next()?;
    let envelope = Envelope::parse(text.as_bytes()).ok()?;
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
