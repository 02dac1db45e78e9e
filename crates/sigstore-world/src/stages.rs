//! How a draft is made: certify, sign, stamp, log, write down.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use sigstore_engine::{Extension, LeafRequest, TimestampQuery, Token};
use sigstore_json::{base64, canonical};
use sigstore_pem::Block;
use sigstore_rekor_types::{
    Body, HashedRekordV001, HashedRekordV002, TransparencyLogEntry, Verifier, set_payload,
};
use sigstore_traits::{Digest, HashAlgorithm, KeyAlgorithm, Message, SignatureScheme};
use sigstore_upload::Upload;

use super::Made;
use super::draft::{Content, Draft, Version};

/// What the signature is over, and the signature.
struct Signed {
    digest: Digest,
    scheme: SignatureScheme,
    signature: Vec<u8>,
}

pub(super) fn make(mut draft: Draft) -> Made {
    let certificate = (!draft.managed).then(|| certify(&mut draft));
    let signed = sign(&draft);
    let replies = stamp(&draft, &signed);
    let verifier = match &certificate {
        Some(der) => Verifier::Certificate(der.clone()),
        None => Verifier::PublicKey(draft.signer.spki().to_vec()),
    };
    let entries = log(&mut draft, &signed, &verifier);
    let mut bundle = bundle(&draft, &signed, &verifier, &entries, &replies);
    draft.changes.bundle_json.apply(&mut bundle);
    let root = draft.trusted_root_json.take();
    let root = root.unwrap_or_else(|| draft.world.trusted_root().to_json());
    let mut root: Value = serde_json::from_str(&root).unwrap();
    draft.changes.trusted_root.apply(&mut root);
    Made {
        bundle_json: bundle.to_string(),
        trusted_root_json: root.to_string(),
        identity: draft.identity.text().into(),
        issuer: draft.issuer,
        key_pem: draft.managed.then(|| {
            let content = draft.signer.spki().to_vec();
            Block { label: "PUBLIC KEY", content }.to_string()
        }),
        artifact: draft.artifact,
    }
}

fn certify(draft: &mut Draft) -> Vec<u8> {
    let (world, changes) = (&mut draft.world, &draft.changes);
    let request = LeafRequest {
        spki: draft.signer.spki().to_vec(),
        identity: draft.identity.clone(),
        issuer: draft.issuer.clone(),
        extensions: draft.extensions.clone(),
    };
    let mut tbs = world.authority.leaf(&request, world.now, &[1; 32]);
    changes.leaf.apply(&mut tbs);
    let mut sct = world.certificate_log.promise(world.now);
    changes.sct.apply(&mut sct);
    let logged = tbs.der();
    let entry = world.authority.ct_entry(&logged);
    let sct = world.certificate_log.sign(sct, entry).unwrap();
    let mut scts = vec![sct.to_bytes()];
    changes.scts.apply(&mut scts);
    tbs.extensions.push(Extension::sct_list(&scts));
    changes.logged_leaf.apply(&mut tbs);
    let mut certificate = world.authority.sign(&tbs).unwrap();
    changes.certificate.apply(&mut certificate);
    certificate
}

fn sign(draft: &Draft) -> Signed {
    let scheme = draft.scheme.unwrap_or_else(|| scheme(draft));
    let message = match &draft.content {
        Content::Message => draft.artifact.clone(),
        Content::Dsse { payload_type, payload, .. } => {
            let (type_length, length) = (payload_type.len(), payload.len());
            format!("DSSEv1 {type_length} {payload_type} {length} {payload}").into_bytes()
        }
    };
    let mut signature = draft.signer.sign(scheme, Message::Bytes(&message)).unwrap();
    draft.changes.signature.apply(&mut signature);
    Signed {
        digest: digest(scheme.hash().unwrap_or(HashAlgorithm::Sha256), &message),
        scheme,
        signature,
    }
}

/// As the log verifies it: Rekor v1 takes SHA-256 for envelopes whatever the curve, and pure
/// Ed25519 for envelopes only.
fn scheme(draft: &Draft) -> SignatureScheme {
    let envelope_in_v1 = matches!(draft.content, Content::Dsse { .. }) && !draft.logs.v2;
    match draft.signer.algorithm() {
        KeyAlgorithm::Ed25519 if envelope_in_v1 => SignatureScheme::Ed25519,
        KeyAlgorithm::Ed25519 => SignatureScheme::Ed25519ph,
        _ if envelope_in_v1 => draft.signer.scheme_with(HashAlgorithm::Sha256),
        _ => draft.signer.scheme(),
    }
}

fn stamp(draft: &Draft, signed: &Signed) -> Vec<Vec<u8>> {
    let only_v2 = draft.logs.v2 && !draft.logs.v1;
    let count = draft.timestamps.unwrap_or(usize::from(only_v2));
    let authorities = draft.world.timestamp_authorities.iter().cycle();
    let mut replies = Vec::new();
    for (authority, number) in authorities.zip(0..count) {
        let query = TimestampQuery {
            imprint: digest(draft.timestamp_hash, &signed.signature),
            nonce: None,
            certificates: draft.embed_certificates,
        };
        let entropy = sha256(&number.to_be_bytes());
        let mut info = authority.info(&query, draft.stamped, &entropy);
        draft.changes.timestamp.apply(&mut info);
        let mut token = authority.token(&info, query.certificates).unwrap();
        draft.changes.token.apply(&mut token);
        let token = token.sign(&authority.chain.issuing.key).unwrap();
        replies.push(Token::response(0, &token));
    }
    draft.changes.replies.apply(&mut replies);
    replies
}

fn log(draft: &mut Draft, signed: &Signed, verifier: &Verifier) -> Vec<TransparencyLogEntry> {
    let mut entries = Vec::new();
    if draft.logs.v1 {
        let body = body_v1(draft, signed, verifier);
        entries.push(log_v1(draft, body));
    }
    if draft.logs.v2 {
        let body = Body::HashedRekordV002(HashedRekordV002 {
            digest: signed.digest,
            signature: signed.signature.clone(),
            key_details: draft.signer.details(signed.scheme).unwrap(),
            verifier: verifier.clone(),
        });
        entries.push(log_v2(draft, body));
    }
    entries
}

fn body_v1(draft: &Draft, signed: &Signed, verifier: &Verifier) -> Body {
    let Content::Dsse { intoto, .. } = &draft.content else {
        return Body::HashedRekordV001(HashedRekordV001 {
            digest: signed.digest,
            signature: signed.signature.clone(),
            verifier: verifier.clone().into(),
        });
    };
    let envelope = envelope(draft, signed).to_string();
    let upload = if *intoto { Upload::intoto } else { Upload::dsse };
    upload(&envelope, verifier.clone()).unwrap().body().clone()
}

fn log_v1(draft: &mut Draft, mut body: Body) -> TransparencyLogEntry {
    let (log, changes) = (&mut draft.world.rekor_v1, &draft.changes);
    changes.body.apply(&mut body);
    let mut bytes = body.canonical();
    changes.body_bytes.apply(&mut bytes);
    let mut entry = log.include(body.entry_kind().into(), bytes, draft.logged);
    changes.entry.apply(&mut entry);
    let mut text = log.checkpoint(draft.logged);
    changes.checkpoint_text.apply(&mut text);
    let note = format!("{text}\n{}", log.signer.line(&text).unwrap());
    prove(draft, &mut entry, note);

    let payload = set_payload(
        &entry.canonicalized_body,
        entry.integrated_time,
        &entry.log_id.id().unwrap(),
        entry.log_index,
    );
    let mut payload = String::from_utf8(payload).unwrap();
    draft.changes.set_payload.apply(&mut payload);
    let promise = draft.world.rekor_v1.promise(payload.as_bytes());
    let mut promise = promise.unwrap();
    draft.changes.promise.apply(&mut promise);
    entry.inclusion_promise = Some(promise);
    entry
}

fn log_v2(draft: &mut Draft, mut body: Body) -> TransparencyLogEntry {
    let (log, changes) = (&mut draft.world.rekor_v2, &draft.changes);
    changes.body.apply(&mut body);
    let mut bytes = body.canonical();
    changes.body_bytes.apply(&mut bytes);
    let mut entry = log.include(body.entry_kind().into(), bytes);
    changes.entry.apply(&mut entry);
    let mut text = log.checkpoint();
    changes.checkpoint_text.apply(&mut text);
    let mut note = format!("{text}\n{}", log.signer.line(&text).unwrap());
    for witness in &log.witnesses {
        note += &witness.line(&text, draft.logged).unwrap();
    }
    prove(draft, &mut entry, note);
    entry
}

fn prove(draft: &Draft, entry: &mut TransparencyLogEntry, mut note: String) {
    draft.changes.note.apply(&mut note);
    if let Some(proof) = &mut entry.inclusion_proof {
        proof.checkpoint = Some(note);
        draft.changes.proof.apply(proof);
    }
}

fn bundle(
    draft: &Draft,
    signed: &Signed,
    verifier: &Verifier,
    entries: &[TransparencyLogEntry],
    replies: &[Vec<u8>],
) -> Value {
    let entries = entries.iter().map(|entry| canonical(&entry.to_value()));
    let entries: Vec<Value> = entries.map(|entry| serde_json::from_str(&entry).unwrap()).collect();
    let mut material = json!({ "tlogEntries": entries });
    let (member, value) = material_of(draft, verifier);
    material[member] = value;
    if !replies.is_empty() {
        let replies = replies.iter().map(|reply| json!({ "signedTimestamp": base64(reply) }));
        let replies: Vec<Value> = replies.collect();
        material["timestampVerificationData"] = json!({ "rfc3161Timestamps": replies });
    }
    let mut bundle = json!({
        "mediaType": match draft.version {
            Version::V0_1 => "application/vnd.dev.sigstore.bundle+json;version=0.1",
            Version::V0_2 => "application/vnd.dev.sigstore.bundle+json;version=0.2",
            Version::V0_3 => "application/vnd.dev.sigstore.bundle.v0.3+json",
        },
        "verificationMaterial": material,
    });
    match draft.content {
        Content::Dsse { .. } => bundle["dsseEnvelope"] = envelope(draft, signed),
        Content::Message => bundle["messageSignature"] = message_signature(signed),
    }
    bundle
}

fn material_of(draft: &Draft, verifier: &Verifier) -> (&'static str, Value) {
    match (verifier, draft.version) {
        (Verifier::PublicKey(spki), _) => ("publicKey", json!({ "hint": base64(&sha256(spki)) })),
        (Verifier::Certificate(der), Version::V0_3) => {
            ("certificate", json!({ "rawBytes": base64(der) }))
        }
        (Verifier::Certificate(der), Version::V0_1 | Version::V0_2) => {
            let certificate = json!({ "rawBytes": base64(der) });
            ("x509CertificateChain", json!({ "certificates": [certificate] }))
        }
    }
}

fn message_signature(signed: &Signed) -> Value {
    json!({
        "messageDigest": {
            "algorithm": signed.digest.algorithm().proto_name(),
            "digest": base64(signed.digest.as_bytes()),
        },
        "signature": base64(&signed.signature),
    })
}

fn envelope(draft: &Draft, signed: &Signed) -> Value {
    let Content::Dsse { payload_type, payload, .. } = &draft.content else {
        return Value::Null;
    };
    json!({
        "payload": base64(payload.as_bytes()),
        "payloadType": payload_type,
        "signatures": [{ "sig": base64(&signed.signature) }],
    })
}

fn digest(algorithm: HashAlgorithm, message: &[u8]) -> Digest {
    match algorithm {
        HashAlgorithm::Sha256 => Digest::Sha256(sha256(message)),
        HashAlgorithm::Sha384 => Digest::Sha384(Sha384::digest(message).into()),
        HashAlgorithm::Sha512 => Digest::Sha512(Sha512::digest(message).into()),
    }
}

pub(super) fn sha256(message: &[u8]) -> [u8; 32] {
    Sha256::digest(message).into()
}

pub(super) fn hex_sha256(message: &[u8]) -> String {
    let digest = Digest::Sha256(sha256(message)).to_string();
    digest.trim_start_matches("sha256:").into()
}
