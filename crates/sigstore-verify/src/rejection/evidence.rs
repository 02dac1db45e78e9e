use sigstore_traits::{LogId, UnixTime, Validity};

use crate::{IssuerPolicy, Rejection, case};

impl Rejection {
    /// Found and expected.
    pub(super) fn evidence(&self) -> (String, String) {
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
