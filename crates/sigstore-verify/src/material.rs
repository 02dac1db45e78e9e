use std::fmt;

use sigstore_bundle::{Bundle, Content, Material as KeyMaterial};
use sigstore_certificate::Certificate;
use sigstore_checkpoint::Checkpoint;
use sigstore_dsse::Statement;
use sigstore_rekor_types::{Body, TransparencyLogEntry};
use sigstore_sct::Sct;
use sigstore_traits::{Facts, Refusal};
use sigstore_tsa::Timestamp;

/// A bundle with everything inside it decoded: what the checks look at. Nothing is trusted yet.
pub(crate) struct Material<'b> {
    pub(crate) bundle: &'b Bundle,
    pub(crate) leaf: Option<Certificate<'b>>,
    pub(crate) scts: Vec<Sct<'b>>,
    /// An SCT that came beside the certificate. A bundle has no place for one.
    pub(crate) detached_sct: Option<Sct<'b>>,
    pub(crate) entries: Vec<Entry<'b>>,
    pub(crate) timestamps: Vec<Timestamp<'b>>,
    pub(crate) statement: Option<Statement>,
}

/// A log entry with its inner documents decoded.
pub(crate) struct Entry<'b> {
    pub(crate) entry: &'b TransparencyLogEntry,
    pub(crate) body: Body,
    pub(crate) checkpoint: Option<Checkpoint<'b>>,
}

/// The payload type whose payload is an in-toto statement.
pub(crate) const IN_TOTO: &str = "application/vnd.in-toto+json";

/// A bundle in which something can't be decoded: it is not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What can't be decoded: a path in the bundle, such as `tlogEntries[0].canonicalizedBody`.
    pub place: String,
    /// Why.
    pub error: UnreadableError,
}

/// Why something inside a bundle can't be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnreadableError {
    /// What a signer was answered: no bundle could hold it.
    Bundle(sigstore_bundle::Error),
    /// The signer's certificate.
    Certificate(sigstore_certificate::Error),
    /// The SCT list of the certificate.
    Sct(sigstore_sct::Error),
    /// The body of a log entry.
    Body(sigstore_rekor_types::Error),
    /// The checkpoint of a log entry.
    Checkpoint(sigstore_checkpoint::Error),
    /// A timestamp.
    Timestamp(sigstore_tsa::Error),
    /// The in-toto statement of the envelope.
    Statement(sigstore_dsse::Error),
}

impl UnreadableError {
    fn inner(&self) -> &dyn Refusal {
        match self {
            Self::Bundle(error) => error,
            Self::Certificate(error) => error,
            Self::Sct(error) => error,
            Self::Body(error) => error,
            Self::Checkpoint(error) => error,
            Self::Timestamp(error) => error,
            Self::Statement(error) => error,
        }
    }
}

impl Refusal for Unreadable {
    fn facts(&self) -> Facts {
        self.error.inner().facts().inside(&self.place)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Unreadable {}

fn unreadable<E>(
    wrap: impl FnOnce(E) -> UnreadableError,
    place: impl FnOnce() -> String,
) -> impl FnOnce(E) -> Unreadable {
    move |error| Unreadable { place: place(), error: wrap(error) }
}

impl<'b> Material<'b> {
    pub(crate) fn read(bundle: &'b Bundle) -> Result<Self, Unreadable> {
        let leaf = Self::leaf(bundle)?;
        let scts = Self::scts(leaf.as_ref())?;
        let entries = bundle.entries.iter().enumerate();
        let entries =
            entries.map(|(index, entry)| Entry::read(index, entry)).collect::<Result<_, _>>()?;
        let timestamps = bundle.timestamps.iter().enumerate();
        let timestamps = timestamps
            .map(|(index, response)| {
                let place = || format!("rfc3161Timestamps[{index}].signedTimestamp");
                Timestamp::parse(response).map_err(unreadable(UnreadableError::Timestamp, place))
            })
            .collect::<Result<_, _>>()?;
        let statement = Self::statement(bundle)?;
        Ok(Self { bundle, leaf, scts, detached_sct: None, entries, timestamps, statement })
    }

    fn leaf(bundle: &'b Bundle) -> Result<Option<Certificate<'b>>, Unreadable> {
        let place = || match bundle.material {
            KeyMaterial::Chain(_) => "x509CertificateChain.certificates[0].rawBytes".into(),
            _ => "certificate.rawBytes".into(),
        };
        let leaf = bundle.leaf().map(Certificate::parse).transpose();
        leaf.map_err(unreadable(UnreadableError::Certificate, place))
    }

    fn scts(leaf: Option<&Certificate<'b>>) -> Result<Vec<Sct<'b>>, Unreadable> {
        let list = leaf.and_then(Certificate::sct_list).map(Sct::parse_list).transpose();
        let place = || "the SCT list of the certificate".into();
        Ok(list.map_err(unreadable(UnreadableError::Sct, place))?.unwrap_or(Vec::new()))
    }

    /// The same with an SCT that came beside the certificate (V-66).
    pub(crate) fn with_detached_sct(self, sct: Option<&'b [u8]>) -> Result<Self, Unreadable> {
        let place = || "the SCT beside the certificate".into();
        let sct = sct.map(Sct::parse).transpose();
        Ok(Self { detached_sct: sct.map_err(unreadable(UnreadableError::Sct, place))?, ..self })
    }

    fn statement(bundle: &Bundle) -> Result<Option<Statement>, Unreadable> {
        match &bundle.content {
            Content::Dsse(envelope) if envelope.payload_type == IN_TOTO => {
                let place = || "dsseEnvelope.payload".into();
                let statement = Statement::parse(&envelope.payload);
                statement.map(Some).map_err(unreadable(UnreadableError::Statement, place))
            }
            _ => Ok(None),
        }
    }
}

impl<'b> Entry<'b> {
    fn read(index: usize, entry: &'b TransparencyLogEntry) -> Result<Self, Unreadable> {
        let place = |member: &str| format!("tlogEntries[{index}].{member}");
        let body = Body::parse(&entry.canonicalized_body);
        let in_body = || place("canonicalizedBody");
        let body = body.map_err(unreadable(UnreadableError::Body, in_body))?;
        let note = entry.inclusion_proof.as_ref().and_then(|proof| proof.checkpoint.as_deref());
        let in_note = || place("inclusionProof.checkpoint.envelope");
        let checkpoint = note.map(Checkpoint::parse).transpose();
        let checkpoint = checkpoint.map_err(unreadable(UnreadableError::Checkpoint, in_note))?;
        Ok(Self { entry, body, checkpoint })
    }
}
