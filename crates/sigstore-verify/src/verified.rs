use sigstore_certificate::{Certificate, IdentityKind};
use sigstore_dsse::Statement;
use sigstore_traits::{Digest, LogId, SignatureSuite, Trust};

use crate::about::About;
use crate::case::Case;
use crate::certified::{Certified, CertifiedLeaf, Keyed};
use crate::check::{FirstRefusal, Recorder, Walk};
use crate::identified::{Identified, Names, Subject};
use crate::in_time::InTime;
use crate::logged::Logged;
use crate::signed::Signed;
use crate::{CHECKS, Check, Fields, Outcome, ProvenTime, Rejection};

/// The proofs of all six steps: of one bundle, for the walk makes them together.
pub(crate) struct Steps<'c, S: SignatureSuite, W: Walk> {
    pub(crate) certified: Certified<'c, S, W>,
    pub(crate) identified: Identified<'c, W>,
    pub(crate) logged: Logged<W>,
    pub(crate) in_time: InTime<W>,
    pub(crate) about: About<W>,
    pub(crate) signed: Signed<W>,
}

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signer {
    /// The holder of a certificate.
    Certificate {
        /// The subject alternative name.
        identity: String,
        /// Its kind.
        kind: IdentityKind,
        /// The issuer of the identity token, if the certificate names one.
        issuer: Option<String>,
        /// The other extensions of Fulcio's directory, by name.
        extensions: Vec<(&'static str, String)>,
    },
    /// The holder of the key that the policy names.
    Key {
        /// SHA-256 of its SubjectPublicKeyInfo.
        spki_sha256: [u8; 32],
        /// What the bundle calls it; anyone can write that.
        hint: String,
    },
}

/// An entry of a trusted log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedEntry {
    pub(crate) number: usize,
    /// The log's base URL.
    pub log: String,
    /// The log's id.
    pub log_id: LogId,
    /// The index in the whole log; `None` where nothing proves it.
    pub index: Option<u64>,
    /// The index that the inclusion proof proves, local to the log's shard.
    pub proof_index: Option<u64>,
    /// The kind of the entry: `hashedrekord`.
    pub kind: &'static str,
    /// The version of the kind: `0.0.1`.
    pub version: &'static str,
    /// The origin of the checkpoint.
    pub origin: Option<String>,
    /// The size of the tree that the checkpoint signs.
    pub tree_size: Option<u64>,
}

impl LoggedEntry {
    pub(crate) fn fields(&self) -> Fields {
        Fields::new()
            .with("log", self.log.as_str())
            .with_some("index", self.index)
            .with_some("proof_index", self.proof_index)
            .with_some("tree_size", self.tree_size)
    }
}

/// What a signed statement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedStatement {
    /// The type of its predicate.
    pub predicate_type: String,
    /// Its subjects: the name, and the digests of supported algorithms.
    pub subjects: Vec<(Option<String>, Vec<Digest>)>,
}

/// A bundle vouches for an artifact: what was proven. Only [`verify`](crate::verify) makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Verified {
    signer: Signer,
    times: Vec<ProvenTime>,
    log_entries: Vec<LoggedEntry>,
    statement: Option<SignedStatement>,
}

impl Verified {
    /// Takes the proofs of all six steps. On a walk that stops at the first refusal each of them is
    /// there; there is no other way to one.
    pub(crate) fn of<T: Trust>(
        steps: Steps<'_, T::Suite, FirstRefusal>,
        case: &Case<'_, T>,
    ) -> Self {
        let Steps { certified, identified, logged, in_time, about, signed } = steps;
        let Certified { material, key: _key, certificate } = certified;
        let Logged { log_ids: _ids, proofs: _proofs, same_head: _head, .. } = &logged;
        let Logged { entries, times, in_key_period: _period, .. } = logged;
        let InTime { path: _path, key: _key_period } = in_time;
        let About { digests: _digests, signatures: _signatures, keys: _keys, .. } = &about;
        let (_subject_or_digest, _predicate_type) = (about.content, about.predicate_type);
        let Signed { signature: _signature } = signed;
        let signer = match (certificate, identified.names) {
            (
                Some(CertifiedLeaf { leaf: _leaf, profile: _profile, paths: _paths, scts: _scts }),
                Some(names),
            ) => Signer::named(names),
            _ => Signer::key(case, &material),
        };
        let (times, log_entries) = (times.times, entries.entries);
        let statement = case.material.statement.as_ref().map(SignedStatement::of);
        Self { signer, times, log_entries, statement }
    }

    /// Who signed.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// When, and by whose word.
    pub fn times(&self) -> &[ProvenTime] {
        &self.times
    }

    /// Where it is logged.
    pub fn log_entries(&self) -> &[LoggedEntry] {
        &self.log_entries
    }

    /// The in-toto statement that was signed, if it was one.
    pub fn statement(&self) -> Option<&SignedStatement> {
        self.statement.as_ref()
    }
}

/// What became of every check, and what was proven along the way.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Examination {
    checks: Vec<(&'static Check, Outcome)>,
    signer: Option<Signer>,
    times: Vec<ProvenTime>,
    log_entries: Vec<LoggedEntry>,
    statement: Option<SignedStatement>,
}

impl Examination {
    pub(crate) fn of<T: Trust>(
        steps: Steps<'_, T::Suite, Recorder>,
        mut checks: Vec<(&'static Check, Outcome)>,
        case: &Case<'_, T>,
    ) -> Self {
        let place = |check: &Check| CHECKS.iter().position(|known| *known == check);
        checks.sort_by_key(|(check, _)| place(check));
        let signer = match &steps.certified.certificate {
            Some(CertifiedLeaf { leaf, paths, .. }) => {
                paths.as_ref().and_then(|_| Signer::read(leaf))
            }
            None => steps.certified.material.as_ref().map(|keyed| Signer::key(case, keyed)),
        };
        let signed = steps.signed.signature.as_ref();
        let statement = signed.and(case.material.statement.as_ref()).map(SignedStatement::of);
        let times = steps.logged.times.map_or(Vec::new(), |times| times.times);
        let log_entries = steps.logged.entries.map_or(Vec::new(), |counted| counted.entries);
        Self { checks, signer, times, log_entries, statement }
    }

    /// Every check of [`CHECKS`], in order, with its outcome.
    pub fn checks(&self) -> &[(&'static Check, Outcome)] {
        &self.checks
    }

    /// Whether the bundle vouches for the artifact: no check is broken, and none was out of reach.
    pub fn is_verified(&self) -> bool {
        let against =
            |outcome: &Outcome| matches!(outcome, Outcome::Broken(_) | Outcome::NotReached(_));
        !self.checks.iter().any(|(_, outcome)| against(outcome))
    }

    /// The checks that do not hold, in order.
    pub fn rejections(&self) -> impl Iterator<Item = (&'static Check, &Rejection)> {
        self.checks.iter().filter_map(|(check, outcome)| match outcome {
            Outcome::Broken(rejection) => Some((*check, rejection)),
            _ => None,
        })
    }

    /// Who signed, if a trusted authority says so or the policy names the key.
    pub fn signer(&self) -> Option<&Signer> {
        self.signer.as_ref()
    }

    /// The proven times.
    pub fn times(&self) -> &[ProvenTime] {
        &self.times
    }

    /// The entries that count.
    pub fn log_entries(&self) -> &[LoggedEntry] {
        &self.log_entries
    }

    /// The statement, if its signature holds.
    pub fn statement(&self) -> Option<&SignedStatement> {
        self.statement.as_ref()
    }
}

impl Signer {
    /// From the names that the checks have read.
    fn named(names: Names<'_, FirstRefusal>) -> Self {
        let Names { subject: Subject { text: identity, kind, .. }, issuer, extensions } = names;
        Self::Certificate { identity, kind, issuer: issuer.url, extensions: extensions.known }
    }

    /// From the certificate, if all of its names can be read; what can't be is a broken check.
    fn read(leaf: &Certificate<'_>) -> Option<Self> {
        let subject = leaf.identity().ok()?;
        let issuer = leaf.issuer_url().ok()?.map(str::to_owned);
        let extensions = leaf.fulcio_extensions().ok()?.into_iter();
        Some(Self::Certificate {
            identity: subject.text.into_owned(),
            kind: subject.kind,
            issuer,
            extensions: extensions.map(|one| (one.name, one.value.into_owned())).collect(),
        })
    }

    fn key<T: Trust>(case: &Case<'_, T>, keyed: &Keyed) -> Self {
        let spki_sha256 = case.trust.suite().sha256(&[case.signer_spki()]);
        Self::Key { spki_sha256, hint: keyed.hint().unwrap_or("").into() }
    }
}

impl SignedStatement {
    fn of(statement: &Statement) -> Self {
        let subject = |subject: &sigstore_dsse::Subject| {
            (subject.name.clone(), subject.known_digests().copied().collect())
        };
        Self {
            predicate_type: statement.predicate_type.clone(),
            subjects: statement.subjects.iter().map(subject).collect(),
        }
    }
}
