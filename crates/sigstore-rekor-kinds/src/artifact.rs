use std::borrow::Cow;

use sigstore_rekor_types::{Body, Verifier};
use sigstore_traits::Digest;

use crate::{AnyBody, Format, Properties};

/// What an entry says about what was signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Artifact<'b> {
    /// The digests, each with what it is of.
    pub digests: Vec<(DigestOf, Digest)>,
    /// The signatures, each with what verifies it.
    pub signatures: Vec<Signed<'b>>,
    /// What a package says of itself.
    pub properties: Option<&'b Properties>,
}

/// What a logged digest is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DigestOf {
    /// Of what was signed as it stands: a file, a package, an archive, a chart.
    Artifact,
    /// Of the payload of an envelope or message.
    Payload,
    /// Of the envelope or message itself, as it was uploaded.
    Envelope,
}

impl DigestOf {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Artifact => "artifact",
            Self::Payload => "payload",
            Self::Envelope => "envelope",
        }
    }
}

/// A signature that an entry vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed<'b> {
    /// Its format.
    pub format: Format,
    /// The signature. `None`: the entry doesn't hold it, or in a form that is none.
    pub signature: Option<Cow<'b, [u8]>>,
    /// What verifies it.
    pub signer: Signer<'b>,
}

/// What verifies a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer<'b> {
    /// A key or certificate, as DER.
    X509(&'b Verifier),
    /// A key of another format, as the log hashed it.
    Other(Format, &'b [u8]),
    /// What stands inside the signature.
    Inside,
}

impl AnyBody {
    /// What it says about what was signed. Of an unknown kind that is nothing.
    pub fn artifact(&self) -> Artifact<'_> {
        match self {
            Self::Verifiable(body) => Artifact::of_verifiable(body),
            Self::DsseV002(entry) => entry.artifact(),
            Self::RekordV001(entry) => entry.artifact(),
            Self::AlpineV001(entry) => entry.artifact(),
            Self::CoseV001(entry) => entry.artifact(),
            Self::HelmV001(entry) => entry.artifact(),
            Self::JarV001(entry) => entry.artifact(),
            Self::Rfc3161V001(entry) => entry.artifact(),
            Self::RpmV001(entry) => entry.artifact(),
            Self::TufV001(entry) => entry.artifact(),
            Self::Unknown(_) => Artifact::default(),
        }
    }
}

impl<'b> Artifact<'b> {
    /// One signature over one artifact.
    pub(crate) fn signed(sha256: &[u8; 32], signed: Signed<'b>) -> Self {
        let digests = vec![(DigestOf::Artifact, Digest::Sha256(*sha256))];
        Self { digests, signatures: vec![signed], properties: None }
    }

    /// One signature over what stands inside it.
    pub(crate) fn inside(signed: Signed<'b>) -> Self {
        Self { signatures: vec![signed], ..Self::default() }
    }

    fn of_verifiable(body: &'b Body) -> Self {
        let logged = body.signatures().into_iter().map(|one| Signed {
            format: Format::X509,
            signature: one.signature,
            signer: Signer::X509(one.verifier),
        });
        let mut signatures: Vec<_> = logged.collect();
        let digests = match body {
            Body::HashedRekordV001(entry) => vec![(DigestOf::Artifact, entry.digest)],
            Body::HashedRekordV002(entry) => vec![(DigestOf::Artifact, entry.digest)],
            Body::DsseV001(entry) => of_envelope(Some(entry.payload_hash), entry.envelope_hash),
            Body::IntotoV001(entry) => {
                signatures.push(Signed::x509(None, entry.verifier.verifier()));
                of_envelope(entry.payload_hash, entry.hash)
            }
            Body::IntotoV002(entry) => of_envelope(entry.payload_hash, entry.hash),
        };
        Self { digests, signatures, properties: None }
    }
}

impl<'b> Signed<'b> {
    pub(crate) fn x509(signature: Option<&'b Vec<u8>>, verifier: &'b Verifier) -> Self {
        let signature = signature.map(Cow::from);
        Self { format: Format::X509, signature, signer: Signer::X509(verifier) }
    }

    pub(crate) fn pgp(signature: Option<&'b Vec<u8>>, key: &'b [u8]) -> Self {
        let signature = signature.map(Cow::from);
        Self { format: Format::Pgp, signature, signer: Signer::Other(Format::Pgp, key) }
    }
}

/// The digests of an envelope.
pub(crate) fn of_envelope(payload: Option<Digest>, envelope: Digest) -> Vec<(DigestOf, Digest)> {
    let payload = payload.map(|digest| (DigestOf::Payload, digest));
    payload.into_iter().chain([(DigestOf::Envelope, envelope)]).collect()
}
