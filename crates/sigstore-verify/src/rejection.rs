mod facts;

use std::fmt;

use sigstore_certificate::IdentityKind;
use sigstore_rekor_types::{EntryKind, EntryLogId};
use sigstore_traits::{
    Digest, HashAlgorithm, KeyAlgorithm, KeyDetails, KeyError, LogId, Refusal, SignatureError,
    SignatureScheme, UnixTime, Validity,
};

use crate::{IssuerPolicy, MaterialKind};

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
    /// The id in an entry can't be a log's.
    LogId { entry: usize, found: EntryLogId },
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

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Rejection {}
