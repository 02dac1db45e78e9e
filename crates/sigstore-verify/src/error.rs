use std::fmt;

use sigstore_certificate::IdentityKind;
use sigstore_rekor_types::EntryKind;
use sigstore_traits::{
    Digest, Facts, HashAlgorithm, KeyAlgorithm, KeyDetails, KeyError, LogId, Refusal, Rule,
    SignatureError, SignatureScheme, UnixTime, Validity,
};

use crate::{IssuerPolicy, Unreadable};
use crate::{
    about, artifact, case, certified, entries, identified, in_time, logged, signed, timestamps,
};

/// Why a bundle does not vouch for an artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Something in the bundle can't be decoded: it was not judged.
    Unreadable(Unreadable),
    /// It was judged, and a check does not hold.
    Rejected(Rejection),
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        match self {
            Self::Unreadable(error) => error.facts(),
            Self::Rejected(error) => error.facts(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Error {}

/// What key material a bundle carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaterialKind {
    /// A certificate.
    Certificate,
    /// The hint of a key that the verifier has.
    PublicKey,
}

impl MaterialKind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Certificate => "a certificate",
            Self::PublicKey => "a public key hint",
        }
    }
}

/// A check that does not hold, with what was found and what was expected. Entries and timestamps
/// are counted from 0, in the order of the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the names of the fields are what the variants' docs speak of")]
pub enum Rejection {
    /// The policy asks for a certificate and the bundle has a key hint, or the other way round.
    KeyMaterial { found: MaterialKind, expected: MaterialKind },
    /// The signer's key can't be read or is not supported.
    SignerKey(KeyError),
    /// The certificate, or every candidate path above it, is refused.
    Certificate(sigstore_certificate::Error),
    /// What the log signed of the certificate can't be rebuilt.
    Sct(sigstore_sct::Error),
    /// Too few distinct known certificate logs signed.
    TooFewScts { found: usize, required: usize, unknown: Vec<LogId> },
    /// The time of an SCT lies outside the period of its log's key.
    SctPeriod { log: LogId, time: UnixTime, period: Validity },
    /// An SCT names another algorithm than its log's key has.
    SctScheme { log: LogId, found: SignatureScheme, expected: SignatureScheme },
    /// The signature of an SCT is not its log's.
    SctSignature { log: LogId },
    /// The subject is none that the policy names.
    Identity { found: String, expected: Vec<String> },
    /// The subject is of another kind than the policy names.
    IdentityKind { found: IdentityKind, expected: IdentityKind },
    /// The issuer is none that the policy names for this subject.
    Issuer { found: Option<String>, expected: Vec<IssuerPolicy> },
    /// A required extension is absent or has another value.
    Extension { name: String, found: Option<String>, expected: String },
    /// The entry of a 0.1 bundle has no promise.
    NoPromise { entry: usize },
    /// An entry has no inclusion proof; whether it has a promise.
    NoProof { entry: usize, promised: bool },
    /// An inclusion proof has no checkpoint.
    NoCheckpoint { entry: usize },
    /// A Rekor v2 entry has a promise.
    PromiseInV2 { entry: usize },
    /// A promise is not its log's.
    Promise { entry: usize, log: LogId },
    /// A v2 checkpoint's origin is not the host of its log.
    Origin { entry: usize, found: String, expected: String },
    /// No line of the checkpoint has the name and key id of the log.
    NoLogLine { entry: usize, log: LogId, name: String },
    /// A line of the log does not sign the checkpoint.
    Checkpoint { entry: usize, log: LogId },
    /// The proof repeats another tree size than the checkpoint's.
    TreeSize { entry: usize, found: u64, expected: u64 },
    /// The proof repeats another root than the checkpoint's.
    RootHash { entry: usize, found: [u8; 32], expected: [u8; 32] },
    /// The proof of a v2 entry repeats another index than the entry's.
    ProofIndex { entry: usize, found: u64, expected: u64 },
    /// The hashes do not lead to the root of the checkpoint.
    Inclusion { entry: usize, error: sigstore_merkle::Error },
    /// Too few distinct known logs hold the entry.
    TooFewLogEntries { found: usize, required: usize, unknown: Vec<LogId> },
    /// The log's key could not be used at that time.
    LogKeyPeriod { log: LogId, time: UnixTime, period: Validity },
    /// A timestamp is about something else than the signature.
    TimestampImprint { timestamp: usize, found: Digest, expected: Digest },
    /// A timestamp is not signed by the authority that it names.
    Timestamp { timestamp: usize, error: sigstore_tsa::Error },
    /// A timestamp's time lies outside the period of its authority.
    TimestampAuthorityPeriod { timestamp: usize, time: UnixTime, period: Validity },
    /// A timestamp's time lies outside the period of a certificate of its authority.
    TimestampCertificatePeriod { timestamp: usize, time: UnixTime, period: Validity },
    /// Too few distinct known authorities signed the time.
    TooFewTimestamps { found: usize, required: usize, unknown: usize },
    /// No time is proven.
    NoProvenTime,
    /// A proven time lies outside the period that the policy gives the key.
    KeyPeriod { time: UnixTime, period: Validity },
    /// The entry names another kind or version than its body.
    EntryKindVersion { entry: usize, found: String, expected: EntryKind },
    /// The entry is of a kind that does not log such content; whether that is a message signature.
    EntryKind { entry: usize, found: EntryKind, message: bool },
    /// The entry names a hash that the key does not sign with.
    EntryHash { entry: usize, found: HashAlgorithm, key: KeyAlgorithm },
    /// The entry names another digest.
    EntryDigest { entry: usize, found: Digest, expected: Digest },
    /// The entry names no payload hash.
    NoPayloadHash { entry: usize },
    /// The entry names another payload type.
    EntryPayloadType { entry: usize, found: String, expected: String },
    /// The entry holds no signature that could be compared.
    NoSignatureLogged { entry: usize },
    /// The entry holds several signatures.
    EntrySignatures { entry: usize, found: usize },
    /// The entry holds another signature than the bundle's.
    EntrySignature { entry: usize },
    /// The entry holds another certificate or key than the signer's.
    EntryKey { entry: usize },
    /// The entry's key details do not fit the key or the hash.
    EntryKeyDetails { entry: usize, found: KeyDetails, key: KeyAlgorithm, hash: HashAlgorithm },
    /// A digest of the artifact is needed that is not at hand.
    ArtifactDigest { given: String, needed: HashAlgorithm },
    /// The artifact's bytes are needed: pure Ed25519 signs the message.
    ArtifactBytes,
    /// The digest that the bundle hints at is another.
    MessageDigest { found: Digest, expected: Digest },
    /// The envelope does not carry an in-toto statement.
    PayloadType { found: String, expected: &'static str },
    /// None of the statement's subjects, so many, is the artifact.
    Subject { found: usize, expected: String },
    /// The subject that is the artifact names another digest for it too.
    SubjectContradicts { subject: usize, found: Digest, expected: Digest },
    /// The statement is of another predicate type, or there is none.
    PredicateType { found: Option<String>, expected: String },
    /// The signature does not verify.
    Signature { scheme: SignatureScheme },
    /// The suite can't check such a signature.
    SignatureUnsupported(SignatureError),
}

impl Refusal for Rejection {
    fn facts(&self) -> Facts {
        match self {
            Self::Certificate(error) => error.facts(),
            Self::Sct(error) => error.facts(),
            Self::Timestamp { error, .. } => Facts { place: self.place(), ..error.facts() },
            _ => {
                let (code, rule, message) = self.name();
                let (found, expected) = self.evidence();
                Facts { code, rule, message, place: self.place(), found, expected }
            }
        }
    }
}

type Name = (&'static str, &'static Rule, &'static str);

impl Rejection {
    /// Code, rule and message.
    fn name(&self) -> Name {
        self.name_of_signer()
            .or_else(|| self.name_of_log())
            .unwrap_or_else(|| self.name_of_content())
    }

    /// Steps 1 and 2.
    fn name_of_signer(&self) -> Option<Name> {
        Some(match self {
            Self::KeyMaterial { .. } => (
                "key-material",
                &certified::V_113,
                "the bundle has other key material than the policy asks for",
            ),
            Self::SignerKey(_) => {
                ("signer-key", &certified::V_22, "the signer's key is not usable")
            }
            Self::TooFewScts { .. } => (
                "too-few-scts",
                &certified::V_57,
                "too few trusted certificate logs signed the certificate",
            ),
            Self::SctPeriod { .. } => (
                "sct-period",
                &certified::V_64,
                "an SCT's time lies outside the period of its log's key",
            ),
            Self::SctScheme { .. } => (
                "sct-scheme",
                &certified::V_63,
                "an SCT names another algorithm than its log's key has",
            ),
            Self::SctSignature { .. } => {
                ("sct-signature", &certified::V_63, "an SCT is not signed by its log")
            }
            Self::Identity { .. } => (
                "identity",
                &identified::V_69,
                "the certificate names another signer than the policy",
            ),
            Self::IdentityKind { .. } => (
                "identity-kind",
                &identified::V_135,
                "the certificate names the signer in another way than the policy",
            ),
            Self::Issuer { expected, .. } => {
                let absent = expected.iter().all(|issuer| matches!(issuer, IssuerPolicy::Absent));
                let rule = if absent { &identified::V_121 } else { &identified::V_67 };
                ("issuer", rule, "the certificate names another issuer than the policy")
            }
            Self::Extension { .. } => (
                "extension",
                &identified::V_72,
                "a required extension is not in the certificate with this value",
            ),
            _ => return None,
        })
    }

    /// Steps 3 and 4.
    fn name_of_log(&self) -> Option<Name> {
        Some(match self {
            Self::NoPromise { .. } => (
                "no-promise",
                &entries::V_11,
                "the entry of a 0.1 bundle has no promise of the log",
            ),
            Self::NoProof { .. } => {
                ("no-proof", &entries::V_13, "the log entry has no inclusion proof")
            }
            Self::NoCheckpoint { .. } => {
                ("no-checkpoint", &entries::V_12, "the inclusion proof has no checkpoint")
            }
            Self::PromiseInV2 { .. } => {
                ("promise-in-v2", &entries::V_120, "a Rekor v2 entry has a promise")
            }
            Self::Promise { .. } => {
                ("promise", &entries::V_40, "the promise is not signed by the log")
            }
            Self::Origin { .. } => (
                "checkpoint-origin",
                &entries::V_126,
                "the checkpoint's origin is not the log's host",
            ),
            Self::NoLogLine { .. } => (
                "checkpoint-no-log-line",
                &entries::V_83,
                "the checkpoint has no signature line of the log",
            ),
            Self::Checkpoint { .. } => {
                ("checkpoint-signature", &entries::V_82, "the checkpoint is not signed by the log")
            }
            Self::TreeSize { .. } => {
                ("tree-size", &entries::V_88, "the proof's tree size is not the checkpoint's")
            }
            Self::RootHash { .. } => {
                ("root-hash", &entries::V_88, "the proof's root hash is not the checkpoint's")
            }
            Self::ProofIndex { .. } => {
                ("proof-index", &entries::V_124, "the proof's index is not the entry's")
            }
            Self::Inclusion { error, .. } => (error.code(), &entries::V_89, error.message()),
            Self::TooFewLogEntries { .. } => {
                ("too-few-log-entries", &entries::V_20, "too few trusted logs hold the entry")
            }
            Self::LogKeyPeriod { .. } => (
                "log-key-period",
                &entries::V_74,
                "the time lies outside the period of the log's key",
            ),
            Self::TimestampImprint { .. } => (
                "timestamp-imprint",
                &timestamps::V_43,
                "the timestamp is about something else than the signature",
            ),
            Self::TimestampAuthorityPeriod { .. } => (
                "timestamp-authority-period",
                &timestamps::V_47,
                "the timestamp's time lies outside the period of its authority",
            ),
            Self::TimestampCertificatePeriod { .. } => (
                "timestamp-certificate-period",
                &timestamps::V_46,
                "the timestamp's time lies outside the period of a certificate of its authority",
            ),
            Self::TooFewTimestamps { .. } => (
                "too-few-timestamps",
                &timestamps::V_49,
                "too few trusted authorities signed the time",
            ),
            Self::NoProvenTime => {
                ("no-proven-time", &logged::V_37, "no time of the signature is proven")
            }
            Self::KeyPeriod { .. } => {
                ("key-period", &in_time::V_114, "a proven time lies outside the key's period")
            }
            _ => return None,
        })
    }

    /// Steps 5 and 6.
    fn name_of_content(&self) -> Name {
        match self {
            Self::EntryKindVersion { .. } => (
                "entry-kind-version",
                &about::V_93,
                "the log entry names another kind than its body",
            ),
            Self::EntryKind { .. } => (
                "entry-kind",
                &about::V_94,
                "the log entry is of a kind that does not log such content",
            ),
            Self::EntryHash { .. } => (
                "entry-hash",
                &about::V_95,
                "the log entry names a hash that the key does not sign with",
            ),
            Self::EntryDigest { .. } => {
                ("entry-digest", &about::V_95, "the log entry is about something else")
            }
            Self::NoPayloadHash { .. } => {
                ("entry-no-payload-hash", &about::V_100, "the log entry names no payload hash")
            }
            Self::EntryPayloadType { .. } => {
                ("entry-payload-type", &about::V_100, "the log entry names another payload type")
            }
            Self::NoSignatureLogged { .. } => {
                ("entry-no-signature", &about::V_100, "the log entry holds no signature")
            }
            Self::EntrySignatures { .. } => {
                ("entry-signatures", &about::V_99, "the log entry holds several signatures")
            }
            Self::EntrySignature { .. } => {
                ("entry-signature", &about::V_102, "the log entry holds another signature")
            }
            Self::EntryKey { .. } => (
                "entry-key",
                &about::V_95,
                "the log entry holds another signer's certificate or key",
            ),
            Self::EntryKeyDetails { .. } => {
                ("entry-key-details", &about::V_96, "the log entry's key details do not fit")
            }
            Self::ArtifactDigest { .. } => (
                "artifact-digest",
                &artifact::V_104,
                "the digest of the artifact that is needed is not at hand",
            ),
            Self::ArtifactBytes => {
                ("artifact-bytes", &artifact::V_104, "the artifact itself is needed")
            }
            Self::MessageDigest { .. } => {
                ("message-digest", &about::V_103, "the digest in the bundle is not the artifact's")
            }
            Self::PayloadType { .. } => {
                ("payload-type", &about::V_108, "the envelope carries no in-toto statement")
            }
            Self::Subject { .. } => {
                ("subject", &about::V_110, "the statement is not about the artifact")
            }
            Self::SubjectContradicts { .. } => {
                ("subject-contradicts", &about::V_134, "the statement's subject contradicts itself")
            }
            Self::PredicateType { .. } => {
                ("predicate-type", &about::A_3, "the statement is of another predicate type")
            }
            Self::SignatureUnsupported(_) => (
                "signature-unsupported",
                &case::V_128,
                "the signature is of a kind that is not supported",
            ),
            _ => ("signature", &signed::V_107, "the signature does not verify"),
        }
    }

    fn place(&self) -> String {
        match self {
            Self::NoPromise { entry }
            | Self::NoProof { entry, .. }
            | Self::NoCheckpoint { entry }
            | Self::PromiseInV2 { entry }
            | Self::Promise { entry, .. }
            | Self::Origin { entry, .. }
            | Self::NoLogLine { entry, .. }
            | Self::Checkpoint { entry, .. }
            | Self::TreeSize { entry, .. }
            | Self::RootHash { entry, .. }
            | Self::ProofIndex { entry, .. }
            | Self::Inclusion { entry, .. }
            | Self::EntryKindVersion { entry, .. }
            | Self::EntryKind { entry, .. }
            | Self::EntryHash { entry, .. }
            | Self::EntryDigest { entry, .. }
            | Self::NoPayloadHash { entry }
            | Self::EntryPayloadType { entry, .. }
            | Self::NoSignatureLogged { entry }
            | Self::EntrySignatures { entry, .. }
            | Self::EntrySignature { entry }
            | Self::EntryKey { entry }
            | Self::EntryKeyDetails { entry, .. } => format!("tlogEntries[{entry}]"),
            Self::TimestampImprint { timestamp, .. }
            | Self::Timestamp { timestamp, .. }
            | Self::TimestampAuthorityPeriod { timestamp, .. }
            | Self::TimestampCertificatePeriod { timestamp, .. } => {
                format!("rfc3161Timestamps[{timestamp}]")
            }
            Self::SubjectContradicts { subject, .. } => format!("subject[{subject}]"),
            _ => String::new(),
        }
    }

    /// Found and expected.
    fn evidence(&self) -> (String, String) {
        self.evidence_of_signer()
            .or_else(|| self.evidence_of_log())
            .unwrap_or_else(|| self.evidence_of_content())
    }

    fn evidence_of_signer(&self) -> Option<(String, String)> {
        Some(match self {
            Self::KeyMaterial { found, expected } => (found.name().into(), expected.name().into()),
            Self::SignerKey(error) => (error.to_string(), "a supported key".into()),
            Self::TooFewScts { found, required, unknown } => {
                (counted(*found, unknown), format!("at least {required}"))
            }
            Self::SctPeriod { time, period, log } => {
                (time.to_string(), format!("{period} (log {log})"))
            }
            Self::SctScheme { found, expected, log } => {
                (found.to_string(), format!("{expected} (log {log})"))
            }
            Self::SctSignature { log } => (String::new(), format!("a signature of log {log}")),
            Self::Identity { found, expected } => (found.clone(), expected.join(" or ")),
            Self::IdentityKind { found, expected } => (found.name().into(), expected.name().into()),
            Self::Issuer { found, expected } => {
                let expected: Vec<_> = expected.iter().map(IssuerPolicy::describe).collect();
                (found.clone().unwrap_or_else(|| "none".into()), expected.join(" or "))
            }
            Self::Extension { name, found, expected } => {
                let found = found.clone().unwrap_or_else(|| "nothing".into());
                (format!("{name} = {found}"), expected.clone())
            }
            _ => return None,
        })
    }

    fn evidence_of_log(&self) -> Option<(String, String)> {
        let period = |time: &UnixTime, period: &Validity| (time.to_string(), period.to_string());
        Some(match self {
            Self::NoPromise { .. } => ("nothing".into(), "inclusionPromise".into()),
            Self::NoProof { promised, .. } => (
                if *promised { "a promise only" } else { "nothing" }.into(),
                "inclusionProof".into(),
            ),
            Self::NoCheckpoint { .. } => ("nothing".into(), "inclusionProof.checkpoint".into()),
            Self::PromiseInV2 { .. } => ("inclusionPromise".into(), "none".into()),
            Self::Promise { log, .. } => (String::new(), format!("a signature of log {log}")),
            Self::Origin { found, expected, .. } => (found.clone(), expected.clone()),
            Self::NoLogLine { log, name, .. } => (
                "only lines of others".into(),
                format!("a line of {name} with the key of log {log}"),
            ),
            Self::Checkpoint { log, .. } => (String::new(), format!("a signature of log {log}")),
            Self::TreeSize { found, expected, .. } | Self::ProofIndex { found, expected, .. } => {
                (found.to_string(), expected.to_string())
            }
            Self::RootHash { found, expected, .. } => (hex(found), hex(expected)),
            Self::Inclusion { error, .. } => {
                (error.found().to_string(), error.expected().to_string())
            }
            Self::TooFewLogEntries { found, required, unknown } => {
                (counted(*found, unknown), format!("at least {required}"))
            }
            Self::LogKeyPeriod { time, period: of, .. }
            | Self::TimestampAuthorityPeriod { time, period: of, .. }
            | Self::TimestampCertificatePeriod { time, period: of, .. }
            | Self::KeyPeriod { time, period: of } => period(time, of),
            Self::TimestampImprint { found, expected, .. } => {
                (found.to_string(), expected.to_string())
            }
            Self::TooFewTimestamps { found, required, unknown } => (
                format!("{found}, and {unknown} of unknown authorities"),
                format!("at least {required}"),
            ),
            Self::NoProvenTime => ("none".into(), "a log's promise or a trusted timestamp".into()),
            _ => return None,
        })
    }

    fn evidence_of_content(&self) -> (String, String) {
        match self {
            Self::EntryKindVersion { found, expected, .. } => (found.clone(), expected.to_string()),
            Self::EntryKind { found, message: true, .. } => {
                (found.to_string(), "hashedrekord".into())
            }
            Self::EntryKind { found, .. } => {
                (found.to_string(), "dsse, intoto or hashedrekord 0.0.2".into())
            }
            Self::EntryHash { found, key, .. } => {
                let hashes = case::signing_hashes(*key).iter().map(|hash| hash.name());
                (found.to_string(), hashes.collect::<Vec<_>>().join(" or "))
            }
            Self::EntryDigest { found, expected, .. }
            | Self::MessageDigest { found, expected }
            | Self::SubjectContradicts { found, expected, .. } => {
                (found.to_string(), expected.to_string())
            }
            Self::NoPayloadHash { .. } => ("nothing".into(), "payloadHash".into()),
            Self::EntryPayloadType { found, expected, .. } => (found.clone(), expected.clone()),
            Self::NoSignatureLogged { .. } => ("nothing".into(), "the bundle's signature".into()),
            Self::EntrySignatures { found, .. } => (format!("{found} signatures"), "one".into()),
            Self::EntrySignature { .. } => ("another signature".into(), "the bundle's".into()),
            Self::EntryKey { .. } => ("another".into(), "the signer's".into()),
            Self::EntryKeyDetails { found, key, hash, .. } => {
                (found.to_string(), format!("details of {key} with {hash}"))
            }
            Self::ArtifactDigest { given, needed } => (given.clone(), needed.to_string()),
            Self::ArtifactBytes => ("its digest".into(), "its bytes (pure Ed25519)".into()),
            Self::PayloadType { found, expected } => (found.clone(), (*expected).into()),
            Self::Subject { found, expected } => {
                (format!("{found} other subjects"), expected.clone())
            }
            Self::PredicateType { found, expected } => {
                (found.clone().unwrap_or_else(|| "no statement".into()), expected.clone())
            }
            Self::Signature { scheme } => {
                (String::new(), format!("{scheme} with the signer's key"))
            }
            Self::SignatureUnsupported(error) => (error.to_string(), "a supported scheme".into()),
            _ => (String::new(), String::new()),
        }
    }
}

fn counted(found: usize, unknown: &[LogId]) -> String {
    let unknown: Vec<_> = unknown.iter().map(LogId::to_string).collect();
    match unknown.is_empty() {
        true => found.to_string(),
        false => format!("{found}, and of unknown logs {}", unknown.join(", ")),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Rejection {}
