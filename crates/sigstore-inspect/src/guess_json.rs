use sigstore_json::{Value, hex_bytes};
use sigstore_rekor_kinds::AnyBody;

use crate::Kind;
use crate::prefix::{Read, read};

/// What a JSON document is, by members that no other has; of one that is cut short, by those that
/// are there. `None`: nothing of it can be read.
pub(crate) fn kind(text: &str) -> Option<Kind> {
    match read(text) {
        Read::Whole(value) => Some(of(&value, text)),
        Read::Part { prefix, .. } => {
            let value = sigstore_json::parse(prefix.as_bytes(), &crate::prefix::LIMITS).ok()?;
            (!is_empty(&value)).then(|| of(&value, &prefix))
        }
        // Its first members are readable, as those of a document with a member twice.
        Read::Nothing { .. } => text.starts_with("{\"").then_some(Kind::Json),
    }
}

fn is_empty(value: &Value<'_>) -> bool {
    match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        _ => true,
    }
}

fn of(value: &Value<'_>, text: &str) -> Kind {
    match value {
        Value::Array(elements) => match elements.first() {
            Some(first) if is_named_entry(first) => Kind::LogEntry,
            _ => Kind::Json,
        },
        value => by_media_type(value)
            .or_else(|| by_members(value))
            .or_else(|| is_named_entry(value).then_some(Kind::LogEntry))
            .unwrap_or_else(|| of_entry(value, text).unwrap_or(Kind::Json)),
    }
}

fn by_media_type(value: &Value<'_>) -> Option<Kind> {
    let Some(Value::String(text)) = value.member("mediaType") else { return None };
    let families = [
        ("application/vnd.dev.sigstore.bundle", Kind::Bundle),
        ("application/vnd.dev.sigstore.trustedroot", Kind::TrustedRoot),
        ("application/vnd.dev.sigstore.signingconfig", Kind::SigningConfig),
        ("application/vnd.dev.sigstore.clienttrustconfig", Kind::ClientTrustConfig),
    ];
    let found = families.into_iter().find(|(family, _)| text.starts_with(family));
    found.map(|(_, kind)| kind)
}

/// The members by which a kind is known: all those of one line, none of which has dots in its name.
const MEMBERS: [(&[&str], Kind); 30] = [
    (&["verificationMaterial"], Kind::Bundle),
    (&["payloadType", "payload"], Kind::Dsse),
    (&["_type", "subject"], Kind::Statement),
    (&["_type", "predicateType"], Kind::Statement),
    (&["canonicalizedBody"], Kind::TransparencyLogEntry),
    (&["hashedRekordRequestV002"], Kind::ProposedEntry),
    (&["dsseRequestV002"], Kind::ProposedEntry),
    (&["SignedEntryTimestamp", "Payload"], Kind::CosignBundle),
    (&["base64Signature"], Kind::CosignBundle),
    (&["body", "logID"], Kind::LogEntry),
    (&["body", "integratedTime"], Kind::LogEntry),
    (&["trustedRoot", "signingConfig"], Kind::ClientTrustConfig),
    (&["trustedRoot", "mediaType"], Kind::ClientTrustConfig),
    (&["tlogs"], Kind::TrustedRoot),
    (&["certificateAuthorities"], Kind::TrustedRoot),
    (&["rekorTlogUrls"], Kind::SigningConfig),
    (&["caUrls"], Kind::SigningConfig),
    (&["caUrl"], Kind::SigningConfig),
    (&["signedTreeHead"], Kind::LogInfo),
    (&["hashes", "rootHash"], Kind::InclusionProof),
    (&["hashes", "treeSize"], Kind::InclusionProof),
    (&["sct_version", "signature"], Kind::Sct),
    (&["issuer", "jwks_uri"], Kind::Discovery),
    (&["kty"], Kind::KeySet),
    (&["credentials", "publicKeyRequest"], Kind::CertificateRequest),
    (&["certificateSigningRequest"], Kind::CertificateRequest),
    (&["publicKey", "signedEmailAddress"], Kind::CertificateRequest),
    (&["signedCertificateEmbeddedSct"], Kind::CertificateAnswer),
    (&["signedCertificateDetachedSct"], Kind::CertificateAnswer),
    (&["chains"], Kind::CertificateAnswer),
];

fn by_members(value: &Value<'_>) -> Option<Kind> {
    let has = |names: &&[&str]| names.iter().all(|name| value.member(name).is_some());
    let by_name = MEMBERS.iter().find(|(names, _)| has(names)).map(|(_, kind)| *kind);
    by_name.or_else(|| by_inner(value))
}

/// The members by which a kind is known that stand in a member.
fn by_inner(value: &Value<'_>) -> Option<Kind> {
    let inner = |outer: &str, name: &str| value.member(outer)?.member(name);
    if inner("signed", "_type").is_some() {
        return Some(Kind::TufMetadata);
    }
    if inner("log", "entries").is_some() && inner("log", "version").is_some() {
        return Some(Kind::Capture);
    }
    match value.member("keys") {
        Some(Value::Array(keys)) if keys.iter().any(|key| key.member("kty").is_some()) => {
            Some(Kind::KeySet)
        }
        _ => None,
    }
}

/// The answer of Rekor v1: an entry under its name, which is hex.
pub(crate) fn is_named_entry(value: &Value<'_>) -> bool {
    let Value::Object(members) = value else { return false };
    members.first().is_some_and(|(name, entry)| {
        hex_bytes(name).is_some() && ["body", "logID"].iter().all(|n| entry.member(n).is_some())
    })
}

/// A body is what a log stores; what it does not read as one is proposed to it.
fn of_entry(value: &Value<'_>, text: &str) -> Option<Kind> {
    let named = ["kind", "apiVersion", "spec"].iter().all(|name| value.member(name).is_some());
    let version = matches!(value.member("apiVersion")?, Value::String(_));
    let stored = || AnyBody::parse(text.trim_end().as_bytes()).is_ok();
    (named && version).then(|| if stored() { Kind::EntryBody } else { Kind::ProposedEntry })
}
