//! What the members of the JSON documents mean, and how they are spelt: data, no code.

use sigstore_field::Meaning::{Digest, Identity, Random, Signature};

use crate::leaf::Leaf;
use crate::schema::{Schema, Whole};

pub(crate) static PLAIN: Schema = Schema::new(&[]);

pub(crate) static DISCOVERY: Schema = Schema::new(&[("issuer", Leaf::Word(Identity))]);

/// A set of keys, or one alone, with what private and symmetric ones hold (RFC 7518 sections 6.2.2,
/// 6.3.2 and 6.4.1).
pub(crate) static KEY_SET: Schema = Schema::new(&[
    ("keys.*", Leaf::Jwk),
    ("keys.*.kid", Leaf::Word(Identity)),
    ("keys.*.d", Leaf::Secret),
    ("keys.*.p", Leaf::Secret),
    ("keys.*.q", Leaf::Secret),
    ("keys.*.dp", Leaf::Secret),
    ("keys.*.dq", Leaf::Secret),
    ("keys.*.qi", Leaf::Secret),
    ("keys.*.k", Leaf::Secret),
    ("kid", Leaf::Word(Identity)),
    ("d", Leaf::Secret),
    ("p", Leaf::Secret),
    ("q", Leaf::Secret),
    ("dp", Leaf::Secret),
    ("dq", Leaf::Secret),
    ("qi", Leaf::Secret),
    ("k", Leaf::Secret),
]);

/// What stands in a token is what stands in a certificate, if it is long enough to be told apart.
pub(crate) static CLAIMS: Schema = Schema {
    other: Leaf::Word(Identity),
    ..Schema::new(&[
        ("aud", Leaf::Plain),
        ("aud.*", Leaf::Plain),
        ("exp", Leaf::Seconds),
        ("iat", Leaf::Seconds),
        ("nbf", Leaf::Seconds),
        ("nonce", Leaf::Word(Random)),
    ])
};

pub(crate) static PARAMETERS: Schema = Schema::new(&[
    ("state", Leaf::Word(Random)),
    ("nonce", Leaf::Word(Random)),
    ("code_challenge", Leaf::Base64(Digest)),
    ("redirect_uri", Leaf::Word(Identity)),
    ("digest", Leaf::Named),
]);

/// The form that goes to a token endpoint, or with which somebody logs in: what is not known there
/// is a secret.
pub(crate) static TOKEN_REQUEST: Schema = Schema {
    other: Leaf::Secret,
    ..Schema::new(&[
        ("client_id", Leaf::Plain),
        ("code_challenge", Leaf::Base64(Digest)),
        ("code_challenge_method", Leaf::Plain),
        ("email", Leaf::Word(Identity)),
        ("grant_type", Leaf::Plain),
        ("redirect_uri", Leaf::Word(Identity)),
        ("scope", Leaf::Plain),
    ])
};

/// The form with which a user logs in: what is not known there is a secret, as the name of the
/// login is, which is good for one.
pub(crate) static LOGIN: Schema =
    Schema { other: Leaf::Secret, ..Schema::new(&[("email", Leaf::Plain)]) };

/// What comes back from a token endpoint (RFC 6749 section 5, RFC 8628 section 3.2).
pub(crate) static TOKEN_RESPONSE: Schema = Schema {
    other: Leaf::Secret,
    ..Schema::new(&[
        ("error", Leaf::Plain),
        ("error_description", Leaf::Plain),
        ("error_uri", Leaf::Plain),
        ("scope", Leaf::Plain),
        ("token_type", Leaf::Plain),
        ("user_code", Leaf::Plain),
        ("verification_uri", Leaf::Plain),
        ("verification_uri_complete", Leaf::Plain),
    ])
};

/// A document of nobody knows what.
pub(crate) static UNKNOWN: Schema = Schema { other: Leaf::Hidden, ..PLAIN };

/// What is not listed may be a key to something.
pub(crate) static HEADERS: Schema = Schema {
    other: Leaf::Hidden,
    ..Schema::new(&[
        ("accept", Leaf::Plain),
        ("accept-encoding", Leaf::Plain),
        ("accept-ranges", Leaf::Plain),
        ("access-control-allow-origin", Leaf::Plain),
        ("age", Leaf::Plain),
        ("allow", Leaf::Plain),
        ("authorization", Leaf::Authorization),
        ("cache-control", Leaf::Plain),
        ("connection", Leaf::Plain),
        ("content-disposition", Leaf::Plain),
        ("content-encoding", Leaf::Plain),
        ("content-language", Leaf::Plain),
        ("content-length", Leaf::Plain),
        ("content-range", Leaf::Plain),
        ("content-security-policy", Leaf::Plain),
        ("content-type", Leaf::Plain),
        ("cookie", Leaf::Secret),
        ("cross-origin-opener-policy", Leaf::Plain),
        ("cross-origin-resource-policy", Leaf::Plain),
        ("date", Leaf::Plain),
        ("docker-content-digest", Leaf::Named),
        ("docker-distribution-api-version", Leaf::Plain),
        ("etag", Leaf::Uuid),
        ("expires", Leaf::Plain),
        ("host", Leaf::Plain),
        ("keep-alive", Leaf::Plain),
        ("last-modified", Leaf::Plain),
        ("location", Leaf::Address),
        ("oci-filters-applied", Leaf::Plain),
        ("oci-subject", Leaf::Named),
        ("permissions-policy", Leaf::Plain),
        ("pragma", Leaf::Plain),
        ("proxy-authorization", Leaf::Secret),
        ("range", Leaf::Plain),
        ("referrer-policy", Leaf::Plain),
        ("retry-after", Leaf::Plain),
        ("sct", Leaf::Json64(&SCT)),
        ("server", Leaf::Plain),
        ("set-cookie", Leaf::Secret),
        ("strict-transport-security", Leaf::Plain),
        ("transfer-encoding", Leaf::Plain),
        ("user-agent", Leaf::Plain),
        ("vary", Leaf::Plain),
        ("via", Leaf::Plain),
        ("www-authenticate", Leaf::Plain),
        ("x-content-type-options", Leaf::Plain),
        ("x-frame-options", Leaf::Plain),
        ("x-log-index", Leaf::Plain),
        ("x-xss-protection", Leaf::Plain),
    ])
};

/// Both versions: v2 puts PEM where v1 puts base64 of PEM or DER.
pub(crate) static SIGNING_CERT: Schema = Schema::new(&[
    ("publicKeyRequest.publicKey.content", Leaf::Pem),
    ("publicKeyRequest.proofOfPossession", Leaf::Base64(Signature)),
    ("publicKey.content", Leaf::Pem64),
    ("signedEmailAddress", Leaf::Base64(Signature)),
    ("certificateSigningRequest", Leaf::Pem64),
]);

pub(crate) static SIGNED_CERT: Schema = Schema::new(&[
    ("*.chain.certificates.*", Leaf::Pem),
    ("*.signedCertificateTimestamp", Leaf::Json64(&SCT)),
    ("chains.*.certificates.*", Leaf::Pem),
]);

pub(crate) static CT_CHAIN: Schema = Schema::new(&[("chain.*", Leaf::Certificate)]);

pub(crate) static SCT: Schema = Schema::new(&[
    ("id", Leaf::Base64(Digest)),
    ("timestamp", Leaf::Milliseconds),
    ("signature", Leaf::DigitallySigned),
]);

pub(crate) static TIMESTAMP_REQUEST: Schema =
    Schema::new(&[("artifactHash", Leaf::Base64(Digest))]);

/// What a log is asked to record.
pub(crate) static PROPOSAL: Schema = Schema { whole: Whole::Proposal, ..BODY };

/// What a log says that it recorded; every kind of entry of both versions.
pub(crate) static BODY: Schema = Schema::new(&[
    ("spec.*.hash.value", Leaf::Hex(Digest)),
    ("spec.*.payloadHash.value", Leaf::Hex(Digest)),
    ("spec.*.envelopeHash.value", Leaf::Hex(Digest)),
    ("spec.signature.content", Leaf::Base64(Signature)),
    ("spec.signature.publicKey.content", Leaf::Pem64),
    ("spec.proposedContent.envelope", Leaf::JsonText(&ENVELOPE)),
    ("spec.proposedContent.verifiers.*", Leaf::Pem64),
    ("spec.envelopeHash.value", Leaf::Hex(Digest)),
    ("spec.payloadHash.value", Leaf::Hex(Digest)),
    ("spec.signatures.*.signature", Leaf::Base64(Signature)),
    ("spec.signatures.*.verifier", Leaf::Pem64),
    ("spec.content.envelope.signatures.*.publicKey", Leaf::Pem64),
    ("spec.publicKey", Leaf::Pem64),
    ("spec.data.envelopeHash.value", Leaf::Hex(Digest)),
    ("spec.data.payloadHash.value", Leaf::Hex(Digest)),
    ("spec.publicKey.content", Leaf::Pem64),
    ("spec.package.hash.value", Leaf::Hex(Digest)),
    ("spec.chart.hash.value", Leaf::Hex(Digest)),
    ("spec.chart.provenance.signature.content", Leaf::Base64(Signature)),
    ("spec.archive.hash.value", Leaf::Hex(Digest)),
    ("spec.tsr.content", Leaf::Timestamp),
    ("spec.dsseV002.payloadHash.digest", Leaf::Base64(Digest)),
    ("spec.dsseV002.signatures.*", Leaf::Nested(&SIGNATURE_V2)),
    ("spec.hashedRekordV002", Leaf::Nested(&RECORD_V2)),
    ("hashedRekordRequestV002", Leaf::Nested(&RECORD_V2)),
    ("dsseRequestV002.envelope", Leaf::Nested(&ENVELOPE)),
    ("dsseRequestV002.verifiers.*.x509Certificate.rawBytes", Leaf::Certificate),
    ("dsseRequestV002.verifiers.*.publicKey.rawBytes", Leaf::Key),
]);

static SIGNATURE_V2: Schema = Schema::new(&[
    ("content", Leaf::Base64(Signature)),
    ("verifier.x509Certificate.rawBytes", Leaf::Certificate),
    ("verifier.publicKey.rawBytes", Leaf::Key),
]);

static RECORD_V2: Schema = Schema::new(&[
    ("digest", Leaf::Base64(Digest)),
    ("data.digest", Leaf::Base64(Digest)),
    ("signature.content", Leaf::Base64(Signature)),
    ("signature.verifier.x509Certificate.rawBytes", Leaf::Certificate),
    ("signature.verifier.publicKey.rawBytes", Leaf::Key),
]);

/// What a log is asked to look up: by uuid, by index, or by what was recorded.
pub(crate) static LOOKUP: Schema =
    Schema::new(&[("entries.*", Leaf::Nested(&PROPOSAL)), ("entryUUIDs.*", Leaf::Uuid)]);

/// The answer of Rekor v1: a map with the name of the entry.
pub(crate) static ENTRIES: Schema = Schema::new(&[("*", Leaf::Entry(&ENTRY))]);

pub(crate) static ENTRY_LIST: Schema = Schema::new(&[("*.*", Leaf::Entry(&ENTRY))]);

pub(crate) static ENTRY: Schema = Schema {
    whole: Whole::Entry,
    ..Schema::new(&[
        ("attestation.data", Leaf::Json64(&STATEMENT)),
        ("body", Leaf::Body),
        ("integratedTime", Leaf::Seconds),
        ("logID", Leaf::Hex(Digest)),
        ("verification.signedEntryTimestamp", Leaf::Base64(Signature)),
        ("verification.inclusionProof.rootHash", Leaf::Hex(Digest)),
        ("verification.inclusionProof.hashes.*", Leaf::Hex(Digest)),
        ("verification.inclusionProof.checkpoint", Leaf::Note),
    ])
};

pub(crate) static LOG: Schema = Schema::new(&[
    ("rootHash", Leaf::Hex(Digest)),
    ("hashes.*", Leaf::Hex(Digest)),
    ("signedTreeHead", Leaf::Note),
]);

pub(crate) static ENTRY_V2: Schema = Schema {
    whole: Whole::Entry,
    ..Schema::new(&[
        ("logId.keyId", Leaf::Base64(Digest)),
        ("integratedTime", Leaf::Seconds),
        ("inclusionPromise.signedEntryTimestamp", Leaf::Base64(Signature)),
        ("inclusionProof.rootHash", Leaf::Base64(Digest)),
        ("inclusionProof.hashes.*", Leaf::Base64(Digest)),
        ("inclusionProof.checkpoint.envelope", Leaf::Note),
        ("canonicalizedBody", Leaf::Body),
    ])
};

pub(crate) static PROOF: Schema = Schema::new(&[
    ("rootHash", Leaf::Hex(Digest)),
    ("hashes.*", Leaf::Hex(Digest)),
    ("checkpoint", Leaf::Note),
]);

pub(crate) static PROOF_V2: Schema = Schema::new(&[
    ("rootHash", Leaf::Base64(Digest)),
    ("hashes.*", Leaf::Base64(Digest)),
    ("checkpoint.envelope", Leaf::Note),
]);

/// What cosign wrote as an annotation of an image, and with more around it beside a file.
pub(crate) static COSIGN_BUNDLE: Schema = Schema::new(&[
    ("base64Signature", Leaf::Base64(Signature)),
    ("cert", Leaf::Pem64),
    ("rekorBundle", Leaf::Nested(&COSIGN_BUNDLE)),
    ("SignedEntryTimestamp", Leaf::Base64(Signature)),
    ("Payload.body", Leaf::Body),
    ("Payload.integratedTime", Leaf::Seconds),
    ("Payload.logID", Leaf::Hex(Digest)),
]);

pub(crate) static ENVELOPE: Schema = Schema {
    whole: Whole::Envelope,
    ..Schema::new(&[
        ("payload", Leaf::Json64(&STATEMENT)),
        ("signatures.*.sig", Leaf::Base64(Signature)),
    ])
};

pub(crate) static STATEMENT: Schema = Schema::new(&[("subject.*.digest.*", Leaf::Hex(Digest))]);

pub(crate) static BUNDLE: Schema = Schema::new(&[
    ("verificationMaterial.certificate.rawBytes", Leaf::Certificate),
    ("verificationMaterial.x509CertificateChain.certificates.*.rawBytes", Leaf::Certificate),
    ("verificationMaterial.tlogEntries.*", Leaf::Nested(&ENTRY_V2)),
    (
        "verificationMaterial.timestampVerificationData.rfc3161Timestamps.*.signedTimestamp",
        Leaf::Timestamp,
    ),
    ("messageSignature.messageDigest.digest", Leaf::Base64(Digest)),
    ("messageSignature.signature", Leaf::Base64(Signature)),
    ("dsseEnvelope", Leaf::Nested(&ENVELOPE)),
]);

pub(crate) static TRUSTED_ROOT: Schema = Schema::new(&[
    ("tlogs.*.publicKey.rawBytes", Leaf::Key),
    ("tlogs.*.logId.keyId", Leaf::Base64(Digest)),
    ("ctlogs.*.publicKey.rawBytes", Leaf::Key),
    ("ctlogs.*.logId.keyId", Leaf::Base64(Digest)),
    ("certificateAuthorities.*.certChain.certificates.*.rawBytes", Leaf::Certificate),
    ("timestampAuthorities.*.certChain.certificates.*.rawBytes", Leaf::Certificate),
]);

pub(crate) static CLIENT_TRUST_CONFIG: Schema =
    Schema::new(&[("trustedRoot", Leaf::Nested(&TRUSTED_ROOT))]);

pub(crate) static TUF: Schema = Schema::new(&[
    ("signatures.*.keyid", Leaf::Hex(Digest)),
    ("signatures.*.sig", Leaf::Hex(Signature)),
    ("signed.meta.*.hashes.*", Leaf::Hex(Digest)),
    ("signed.targets.*.hashes.*", Leaf::Hex(Digest)),
    ("signed.roles.*.keyids.*", Leaf::Hex(Digest)),
]);

/// Manifests and indexes (OCI image specification).
pub(crate) static MANIFEST: Schema = Schema::new(&[
    ("config.digest", Leaf::Named),
    ("layers.*.digest", Leaf::Named),
    ("manifests.*.digest", Leaf::Named),
    ("subject.digest", Leaf::Named),
]);
