use sigstore_traits::Rule;

use crate::{
    IssuerPolicy, Rejection, about, artifact, case, certified, entries, entry_content, heads,
    identified, in_time, included, logged, promises, signed, timestamps,
};

type Name = (&'static str, &'static Rule, &'static str);

impl Rejection {
    /// Code, rule and message.
    pub(super) fn name(&self) -> Name {
        self.name_of_signer()
            .or_else(|| self.name_of_log())
            .or_else(|| self.name_of_time())
            .or_else(|| self.name_of_entry())
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

    /// Step 3, the log.
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
                ("promise-in-v2", &promises::V_120, "a Rekor v2 entry has a promise")
            }
            Self::Promise { .. } => {
                ("promise", &promises::V_40, "the promise is not signed by the log")
            }
            Self::Origin { .. } => (
                "checkpoint-origin",
                &heads::V_126,
                "the checkpoint's origin is not the log's host",
            ),
            Self::NoLogLine { .. } => (
                "checkpoint-no-log-line",
                &heads::V_83,
                "the checkpoint has no signature line of the log",
            ),
            Self::Checkpoint { .. } => {
                ("checkpoint-signature", &heads::V_82, "the checkpoint is not signed by the log")
            }
            Self::TreeSize { .. } => {
                ("tree-size", &heads::V_88, "the proof's tree size is not the checkpoint's")
            }
            Self::RootHash { .. } => {
                ("root-hash", &heads::V_88, "the proof's root hash is not the checkpoint's")
            }
            Self::ProofIndex { .. } => {
                ("proof-index", &heads::V_124, "the proof's index is not the entry's")
            }
            Self::Inclusion { error, .. } => (error.code(), &included::V_89, error.message()),
            Self::TooFewLogEntries { .. } => {
                ("too-few-log-entries", &entries::V_20, "too few trusted logs hold the entry")
            }
            Self::LogKeyPeriod { .. } => (
                "log-key-period",
                &entries::V_74,
                "the time lies outside the period of the log's key",
            ),
            _ => return None,
        })
    }

    /// Steps 3 and 4, the times.
    fn name_of_time(&self) -> Option<Name> {
        Some(match self {
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

    /// Step 5, the content of the log entry.
    fn name_of_entry(&self) -> Option<Name> {
        Some(match self {
            Self::EntryKindVersion { .. } => (
                "entry-kind-version",
                &entry_content::V_93,
                "the log entry names another kind than its body",
            ),
            Self::EntryKind { .. } => (
                "entry-kind",
                &entry_content::V_94,
                "the log entry is of a kind that does not log such content",
            ),
            Self::EntryHash { .. } => (
                "entry-hash",
                &entry_content::V_95,
                "the log entry names a hash that the key does not sign with",
            ),
            Self::EntryDigest { .. } => {
                ("entry-digest", &entry_content::V_95, "the log entry is about something else")
            }
            Self::NoPayloadHash { .. } => (
                "entry-no-payload-hash",
                &entry_content::V_100,
                "the log entry names no payload hash",
            ),
            Self::EntryPayloadType { .. } => (
                "entry-payload-type",
                &entry_content::V_100,
                "the log entry names another payload type",
            ),
            Self::NoSignatureLogged { .. } => {
                ("entry-no-signature", &entry_content::V_100, "the log entry holds no signature")
            }
            Self::EntrySignatures { .. } => {
                ("entry-signatures", &entry_content::V_99, "the log entry holds several signatures")
            }
            Self::EntrySignature { .. } => {
                ("entry-signature", &entry_content::V_102, "the log entry holds another signature")
            }
            Self::EntryKey { .. } => (
                "entry-key",
                &entry_content::V_95,
                "the log entry holds another signer's certificate or key",
            ),
            Self::EntryKeyDetails { .. } => (
                "entry-key-details",
                &entry_content::V_96,
                "the log entry's key details do not fit",
            ),
            _ => return None,
        })
    }

    /// Steps 5 and 6, the artifact.
    fn name_of_content(&self) -> Name {
        match self {
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
}
