use sigstore_json::hex;
use sigstore_rekor_types::EntryLogId;
use sigstore_traits::{Facts, LogId, Refusal, facts};

use crate::about::entry_content;
use crate::certified::scts;
use crate::logged::{entries, heads, included, promises, timestamps};
use crate::{
    IssuerPolicy, Rejection, about, artifact, case, certified, identified, in_time, logged, signed,
};

impl Rejection {
    facts! {
        pub const CODES; fn row(&self);
        // Steps 1 and 2: the signer.
        Self::KeyMaterial { found, expected } => "key-material", &certified::V_113,
            "the bundle has other key material than the policy asks for",
            "", found.name(), expected.name();
        Self::SignerKey(error) => "signer-key", &certified::V_22,
            "the signer's key is not usable", "", error, "a supported key";
        Self::Certificate(error) => error.facts();
        Self::Sct(error) => error.facts();
        Self::TooFewScts { found, required, unknown } => "too-few-scts", &scts::V_57,
            "too few trusted certificate logs signed the certificate",
            "", counted(*found, unknown), at_least(*required);
        Self::SctPeriod { log, time, period } => "sct-period", &scts::V_64,
            "an SCT's time lies outside the period of its log's key",
            "", time, format_args!("{period} (log {log})");
        Self::SctScheme { log, found, expected } => "sct-scheme", &scts::V_63,
            "an SCT names another algorithm than its log's key has",
            "", found, format_args!("{expected} (log {log})");
        Self::SctSignature { log } => "sct-signature", &scts::V_63,
            "an SCT is not signed by its log", "", "", signature_of(log);
        Self::Identity { found, expected } => "identity", &identified::V_69,
            "the certificate names another signer than the policy",
            "", found, expected.join(" or ");
        Self::IdentityKind { found, expected } => "identity-kind", &identified::V_135,
            "the certificate names the signer in another way than the policy",
            "", found.name(), expected.name();
        Self::Issuer { found, expected } => "issuer",
            in IssuerPolicy::RULES => IssuerPolicy::rule(expected),
            "the certificate names another issuer than the policy",
            "", or(found, "none"), either(expected.iter().map(IssuerPolicy::describe));
        Self::Extension { name, found, expected } => "extension", &identified::V_72,
            "a required extension is not in the certificate with this value",
            "", format_args!("{name} = {}", or(found, "nothing")), expected;

        // Step 3: the log.
        Self::LogId { entry, found } => "entry-log-id", &entries::V_130,
            "the log entry names no log", at_entry(entry),
            length_of(found), "32 bytes, not all zero";
        Self::NoPromise { entry } => "no-promise", &entries::V_11,
            "the entry of a 0.1 bundle has no promise of the log",
            at_entry(entry), "nothing", "inclusionPromise";
        Self::NoProof { entry, promised } => "no-proof", &entries::V_13,
            "the log entry has no inclusion proof", at_entry(entry),
            if *promised { "a promise only" } else { "nothing" }, "inclusionProof";
        Self::NoCheckpoint { entry } => "no-checkpoint", &entries::V_12,
            "the inclusion proof has no checkpoint",
            at_entry(entry), "nothing", "inclusionProof.checkpoint";
        Self::PromiseInV2 { entry } => "promise-in-v2", &promises::V_120,
            "a Rekor v2 entry has a promise", at_entry(entry), "inclusionPromise", "none";
        Self::Promise { entry, log } => "promise", &promises::V_40,
            "the promise is not signed by the log", at_entry(entry), "", signature_of(log);
        Self::Origin { entry, found, expected } => "checkpoint-origin", &heads::V_126,
            "the checkpoint's origin is not the log's host", at_entry(entry), found, expected;
        Self::NoLogLine { entry, log, name } => "checkpoint-no-log-line", &heads::V_83,
            "the checkpoint has no signature line of the log", at_entry(entry),
            "only lines of others", format_args!("a line of {name} with the key of log {log}");
        Self::Checkpoint { entry, log } => "checkpoint-signature", &heads::V_82,
            "the checkpoint is not signed by the log", at_entry(entry), "", signature_of(log);
        Self::TreeSize { entry, found, expected } => "tree-size", &heads::V_88,
            "the proof's tree size is not the checkpoint's", at_entry(entry), found, expected;
        Self::RootHash { entry, found, expected } => "root-hash", &heads::V_88,
            "the proof's root hash is not the checkpoint's",
            at_entry(entry), hex(found), hex(expected);
        Self::ProofIndex { entry, found, expected } => "proof-index", &heads::V_124,
            "the proof's index is not the entry's", at_entry(entry), found, expected;
        Self::Inclusion { entry, error } => inclusion(error, at_entry(entry));
        Self::TooFewLogEntries { found, required, unknown } => "too-few-log-entries",
            &entries::V_20, "too few trusted logs hold the entry",
            "", counted(*found, unknown), at_least(*required);
        Self::LogKeyPeriod { log: _, time, period } => "log-key-period", &entries::V_74,
            "the time lies outside the period of the log's key", "", time, period;

        // Steps 3 and 4: the times.
        Self::TimestampImprint { timestamp, found, expected } => "timestamp-imprint",
            &timestamps::V_43, "the timestamp is about something else than the signature",
            at_timestamp(timestamp), found, expected;
        Self::Timestamp { timestamp, error } =>
            Facts { place: at_timestamp(timestamp), ..error.facts() };
        Self::TimestampAuthorityPeriod { timestamp, time, period } =>
            "timestamp-authority-period", &timestamps::V_47,
            "the timestamp's time lies outside the period of its authority",
            at_timestamp(timestamp), time, period;
        Self::TimestampCertificatePeriod { timestamp, time, period } =>
            "timestamp-certificate-period", &timestamps::V_46,
            "the timestamp's time lies outside the period of a certificate of its authority",
            at_timestamp(timestamp), time, period;
        Self::TooFewTimestamps { found, required, unknown } => "too-few-timestamps",
            &timestamps::V_49, "too few trusted authorities signed the time",
            "", format_args!("{found}, and {unknown} of unknown authorities"),
            at_least(*required);
        Self::NoProvenTime => "no-proven-time", &logged::V_37,
            "no time of the signature is proven",
            "", "none", "a log's promise or a trusted timestamp";
        Self::KeyPeriod { time, period } => "key-period", &in_time::V_114,
            "a proven time lies outside the key's period", "", time, period;

        // Step 5: the content of the log entry.
        Self::EntryKindVersion { entry, found, expected } => "entry-kind-version",
            &entry_content::V_93, "the log entry names another kind than its body",
            at_entry(entry), found, expected;
        Self::EntryKind { entry, found, message } => "entry-kind", &entry_content::V_94,
            "the log entry is of a kind that does not log such content", at_entry(entry),
            found, if *message { "hashedrekord" } else { "dsse, intoto or hashedrekord 0.0.2" };
        Self::EntryHash { entry, found, key } => "entry-hash", &entry_content::V_95,
            "the log entry names a hash that the key does not sign with",
            at_entry(entry), found, either(key.signing_hashes());
        Self::EntryDigest { entry, found, expected } => "entry-digest", &entry_content::V_95,
            "the log entry is about something else", at_entry(entry), found, expected;
        Self::NoPayloadHash { entry } => "entry-no-payload-hash", &entry_content::V_100,
            "the log entry names no payload hash", at_entry(entry), "nothing", "payloadHash";
        Self::EntryPayloadType { entry, found, expected } => "entry-payload-type",
            &entry_content::V_100, "the log entry names another payload type",
            at_entry(entry), found, expected;
        Self::NoSignatureLogged { entry } => "entry-no-signature", &entry_content::V_100,
            "the log entry holds no signature",
            at_entry(entry), "nothing", "the bundle's signature";
        Self::EntrySignatures { entry, found } => "entry-signatures", &entry_content::V_99,
            "the log entry holds several signatures",
            at_entry(entry), format_args!("{found} signatures"), "one";
        Self::EntrySignature { entry } => "entry-signature", &entry_content::V_102,
            "the log entry holds another signature",
            at_entry(entry), "another signature", "the bundle's";
        Self::EntryKey { entry } => "entry-key", &entry_content::V_95,
            "the log entry holds another signer's certificate or key",
            at_entry(entry), "another", "the signer's";
        Self::EntryKeyDetails { entry, found, key, hash } => "entry-key-details",
            &entry_content::V_96, "the log entry's key details do not fit",
            at_entry(entry), found, format_args!("details of {key} with {hash}");

        // Steps 5 and 6: the artifact.
        Self::ArtifactDigest { given, needed } => "artifact-digest", &artifact::V_104,
            "the digest of the artifact that is needed is not at hand", "", given, needed;
        Self::ArtifactBytes => "artifact-bytes", &artifact::V_104,
            "the artifact itself is needed", "", "its digest", "its bytes (pure Ed25519)";
        Self::MessageDigest { found, expected } => "message-digest", &about::V_103,
            "the digest in the bundle is not the artifact's", "", found, expected;
        Self::PayloadType { found, expected } => "payload-type", &about::V_108,
            "the envelope carries no in-toto statement", "", found, expected;
        Self::Subject { found, expected } => "subject", &about::V_110,
            "the statement is not about the artifact",
            "", format_args!("{found} other subjects"), expected;
        Self::SubjectContradicts { subject, found, expected } => "subject-contradicts",
            &about::V_134, "the statement's subject contradicts itself",
            format_args!("subject[{subject}]"), found, expected;
        Self::PredicateType { found, expected } => "predicate-type", &about::A_3,
            "the statement is of another predicate type",
            "", or(found, "no statement"), expected;
        Self::Signature { scheme } => "signature", &signed::V_107,
            "the signature does not verify",
            "", "", format_args!("{scheme} with the signer's key");
        Self::SignatureUnsupported(error) => "signature-unsupported", &case::V_128,
            "the signature is of a kind that is not supported",
            "", error, "a supported scheme";
    }
}

impl Refusal for Rejection {
    fn facts(&self) -> Facts {
        self.row()
    }
}

/// The codes of these stand in the list of the crate that computes with hashes.
fn inclusion(error: &sigstore_merkle::Error, place: String) -> Facts {
    let (code, message) = (error.code(), error.message());
    Facts::new(code, &included::V_89, message, place, error.found(), error.expected())
}

fn at_entry(number: &usize) -> String {
    format!("tlogEntries[{number}]")
}

fn at_timestamp(number: &usize) -> String {
    format!("rfc3161Timestamps[{number}]")
}

fn length_of(id: &EntryLogId) -> String {
    let length = id.0.len();
    if length == 32 { "32 zero bytes".into() } else { format!("{length} bytes") }
}

fn counted(found: usize, unknown: &[LogId]) -> String {
    let unknown: Vec<_> = unknown.iter().map(LogId::to_string).collect();
    match unknown.is_empty() {
        true => found.to_string(),
        false => format!("{found}, and of unknown logs {}", unknown.join(", ")),
    }
}

fn at_least(required: usize) -> String {
    format!("at least {required}")
}

fn signature_of(log: &LogId) -> String {
    format!("a signature of log {log}")
}

fn either(things: impl IntoIterator<Item = impl ToString>) -> String {
    let things: Vec<_> = things.into_iter().map(|thing| thing.to_string()).collect();
    things.join(" or ")
}

fn or<'t>(text: &'t Option<String>, otherwise: &'t str) -> &'t str {
    text.as_deref().unwrap_or(otherwise)
}
