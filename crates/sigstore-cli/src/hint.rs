use std::cell::OnceCell;

use sigstore_bundle::Bundle;
use sigstore_certificate::{Certificate, Error as CertificateError, candidate_paths};
use sigstore_roots::{Embedded, GITHUB, PUBLIC_GOOD, STAGING};
use sigstore_traits::{LogId, Trust};
use sigstore_trust_root::TrustedRoot;
use sigstore_tsa::Timestamp;
use sigstore_verify::{Examination, MaterialKind, Rejection};

use crate::Suite;
use crate::trust::suite;

/// What to do next where a bundle is refused for what the trusted root or the policy is: the
/// profile that would know the authority or the log. A profile is never switched by itself.
pub(crate) struct Hints {
    chosen: Option<&'static str>,
    /// The embedded roots beside the chosen one, read when the first hint is looked for.
    others: OnceCell<Vec<(&'static str, TrustedRoot<Suite>)>>,
}

impl Hints {
    pub(crate) fn beside(chosen: Option<&'static str>) -> Self {
        Self { chosen, others: OnceCell::new() }
    }

    /// The first that a rejection gives.
    pub(crate) fn of(&self, bundle: &Bundle, examined: &Examination) -> Option<String> {
        examined.rejections().find_map(|(_, rejection)| self.of_rejection(bundle, rejection))
    }

    fn of_rejection(&self, bundle: &Bundle, rejection: &Rejection) -> Option<String> {
        match rejection {
            Rejection::KeyMaterial { found: MaterialKind::PublicKey, .. } => {
                Some("signed with a key and no certificate; see --key".into())
            }
            Rejection::KeyMaterial { found: MaterialKind::Certificate, .. } => {
                Some("signed with a certificate; see --identity".into())
            }
            Rejection::Certificate(
                CertificateError::UnknownIssuer { .. } | CertificateError::IssuerSignature { .. },
            ) => {
                let leaf = Certificate::parse(bundle.leaf()?).ok()?;
                self.known("signed by", "authority", |root| candidate_paths(&leaf, root).is_ok())
            }
            Rejection::TooFewScts { unknown, .. } => {
                let knows = |root: &TrustedRoot<Suite>, id: &LogId| {
                    root.certificate_logs(id).next().is_some()
                };
                self.known("seen by", "certificate log", |root| {
                    unknown.iter().any(|id| knows(root, id))
                })
            }
            Rejection::TooFewLogEntries { unknown, .. } => {
                let knows =
                    |root: &TrustedRoot<Suite>, id: &LogId| root.entry_logs(id).next().is_some();
                self.known("logged by", "log", |root| unknown.iter().any(|id| knows(root, id)))
            }
            Rejection::TooFewTimestamps { .. } | Rejection::NoProvenTime => {
                let read = bundle.timestamps.iter().map(|one| Timestamp::parse(one));
                let timestamps: Vec<_> = read.flatten().collect();
                self.known("timestamped by", "timestamp authority", |root| {
                    let mut signers =
                        root.timestamp_authorities().filter_map(|one| one.chain.first());
                    signers.any(|signer| timestamps.iter().any(|one| one.names(signer)))
                })
            }
            _ => None,
        }
    }

    fn known(
        &self,
        did: &str,
        party: &str,
        knows: impl Fn(&TrustedRoot<Suite>) -> bool,
    ) -> Option<String> {
        let (profile, _) = self.others().iter().find(|(_, root)| knows(root))?;
        let whose = match *profile {
            "github" => format!("GitHub's {party}"),
            "staging" => format!("the {party} of the staging instance"),
            _ => format!("the {party} of the public good instance"),
        };
        Some(format!("{did} {whose}; see --trust {profile}"))
    }

    fn others(&self) -> &[(&'static str, TrustedRoot<Suite>)] {
        self.others.get_or_init(|| {
            let all = [&PUBLIC_GOOD, &STAGING, &GITHUB].into_iter();
            let others = all.filter(|other| self.chosen != Some(other.profile));
            let load = |other: &Embedded| {
                Some((other.profile, TrustedRoot::load(other.json.as_bytes(), suite()).ok()?))
            };
            others.filter_map(load).collect()
        })
    }
}
