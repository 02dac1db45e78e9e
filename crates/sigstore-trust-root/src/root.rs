use sigstore_certificate::Purpose;
use sigstore_traits::{
    Authority, AuthorityCertificate, LogId, Rule, RuleKind, SignatureSuite, Trust, TrustedLog,
};

use crate::log::LogKey;
use crate::{AuthorityInstance, Error, LogInstance, TrustedRootDocument, Unusable};

/// See [`TrustedRoot::from_document`].
pub(crate) static V_30: Rule = Rule {
    id: "V-30",
    title: "Every instance counts, whatever its period and its place in the list: retired and future ones are kept for signatures of their time.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, TrustedRoot",
    kind: RuleKind::Acceptance,
    place: "sigstore-trust-root TrustedRoot::from_document",
};

/// See [`TrustedRoot`].
pub(crate) static V_34: Rule = Rule {
    id: "V-34",
    title: "Each log and authority says who operates it, so that evidence of one operator can count once.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, TransparencyLogInstance.operator and CertificateAuthority.operator",
    kind: RuleKind::Acceptance,
    place: "sigstore-trust-root TrustedRoot",
};

/// A trusted root whose keys a suite has read and whose chains hold: the answer to [`Trust`].
///
/// Its lists have the order of the [document](Self::document). What cannot be used is not in
/// them but in [`unusable`](Self::unusable).
#[derive(Debug)]
pub struct TrustedRoot<S: SignatureSuite> {
    suite: S,
    document: TrustedRootDocument,
    // One for each instance of the document's list; `None` if it cannot be used.
    entry_logs: Vec<Option<LogKey<S>>>,
    certificate_authorities: Vec<Option<Chain<S>>>,
    certificate_logs: Vec<Option<LogKey<S>>>,
    timestamp_authorities: Vec<Option<Chain<S>>>,
    unusable: Vec<Unusable>,
}

type Chain<S> = Vec<AuthorityCertificate<S>>;

impl<S: SignatureSuite> TrustedRoot<S> {
    /// Reads the JSON text of a trusted root and makes it ready for use.
    ///
    /// # Errors
    /// As [`TrustedRootDocument::parse`].
    pub fn load(bytes: &[u8], suite: S) -> Result<Self, Error> {
        TrustedRootDocument::parse(bytes).map(|document| Self::from_document(document, suite))
    }

    /// Reads every key and checks every chain of the document.
    pub fn from_document(document: TrustedRootDocument, suite: S) -> Self {
        let mut unusable = Vec::new();
        Self {
            entry_logs: log_keys(document.entry_logs(), &suite, &mut unusable),
            certificate_authorities: chains(
                document.certificate_authorities(),
                Purpose::CodeSigning,
                &suite,
                &mut unusable,
            ),
            certificate_logs: log_keys(document.certificate_logs(), &suite, &mut unusable),
            timestamp_authorities: chains(
                document.timestamp_authorities(),
                Purpose::TimeStamping,
                &suite,
                &mut unusable,
            ),
            suite,
            document,
            unusable,
        }
    }

    /// What the document says, unusable instances included.
    pub fn document(&self) -> &TrustedRootDocument {
        &self.document
    }

    /// The instances that are not used, and why, in the order of the lists in the document's
    /// message: signature logs, certificate authorities, certificate logs, timestamp authorities.
    pub fn unusable(&self) -> &[Unusable] {
        &self.unusable
    }

    /// The paths of the document's members that are not known here, and so have no effect (V-6).
    pub fn unknown_members(&self) -> &[String] {
        self.document.unknown_members()
    }
}

impl<S: SignatureSuite> Trust for TrustedRoot<S> {
    type Suite = S;

    fn suite(&self) -> &S {
        &self.suite
    }

    fn entry_logs(&self, id: &LogId) -> impl Iterator<Item = TrustedLog<'_, S>> {
        self.every_entry_log().filter(|log| log.id == *id)
    }

    fn every_entry_log(&self) -> impl Iterator<Item = TrustedLog<'_, S>> {
        trusted_logs(self.document.entry_logs(), &self.entry_logs)
    }

    fn certificate_logs(&self, id: &LogId) -> impl Iterator<Item = TrustedLog<'_, S>> {
        let logs = trusted_logs(self.document.certificate_logs(), &self.certificate_logs);
        logs.filter(|log| log.id == *id)
    }

    fn certificate_authorities(&self) -> impl Iterator<Item = Authority<'_, S>> {
        authorities(self.document.certificate_authorities(), &self.certificate_authorities)
    }

    fn timestamp_authorities(&self) -> impl Iterator<Item = Authority<'_, S>> {
        authorities(self.document.timestamp_authorities(), &self.timestamp_authorities)
    }
}

fn log_keys<S: SignatureSuite>(
    instances: &[LogInstance],
    suite: &S,
    unusable: &mut Vec<Unusable>,
) -> Vec<Option<LogKey<S>>> {
    let load = |log: &LogInstance| usable(LogKey::load(log, suite), &log.place, unusable);
    instances.iter().map(load).collect()
}

fn chains<S: SignatureSuite>(
    instances: &[AuthorityInstance],
    purpose: Purpose,
    suite: &S,
    unusable: &mut Vec<Unusable>,
) -> Vec<Option<Chain<S>>> {
    let load = |authority: &AuthorityInstance| {
        usable(authority.load(purpose, suite), &authority.place, unusable)
    };
    instances.iter().map(load).collect()
}

/// What was loaded; an error is put down with its instance.
fn usable<T>(loaded: Result<T, Error>, place: &str, unusable: &mut Vec<Unusable>) -> Option<T> {
    let record = |error| {
        unusable.push(Unusable { place: place.into(), error });
    };
    loaded.map_err(record).ok()
}

/// The usable logs. A trusted root has a handful, so they are looked through for an id.
fn trusted_logs<'t, S: SignatureSuite>(
    instances: &'t [LogInstance],
    keys: &'t [Option<LogKey<S>>],
) -> impl Iterator<Item = TrustedLog<'t, S>> {
    let logs = instances.iter().zip(keys);
    logs.filter_map(|(log, key)| {
        let key = key.as_ref()?;
        Some(TrustedLog {
            id: log.log_id,
            key: &key.key,
            spki: &key.spki,
            scheme: key.scheme,
            validity: log.valid_for,
            base_url: &log.base_url,
            operator: log.operator.as_deref(),
        })
    })
}

fn authorities<'t, S: SignatureSuite>(
    instances: &'t [AuthorityInstance],
    chains: &'t [Option<Chain<S>>],
) -> impl Iterator<Item = Authority<'t, S>> {
    let authorities = instances.iter().zip(chains);
    authorities.filter_map(|(authority, chain)| {
        Some(Authority {
            chain: chain.as_ref()?,
            validity: authority.valid_for,
            uri: &authority.uri,
            operator: authority.operator.as_deref(),
        })
    })
}
