use sigstore_certificate::Certificate;
use sigstore_dsse::Envelope;
use sigstore_json::base64;
use sigstore_rekor_types::{
    Body, DsseSignature, DsseV001, HashedRekordV001, HashedRekordV002, IntotoSignature, IntotoV002,
    Verifier,
};
use sigstore_traits::{
    Digest, HashAlgorithm, KeyAlgorithm, KeyDetails, Message, Rule, RuleKind, SignatureScheme,
    SignatureSuite,
};

use crate::Error;
use crate::hash::sha256;

pub(crate) static T_4: Rule = Rule {
    id: "T-4",
    title: "A log records a signature only if the key or certificate beside it verifies it.",
    source: "sigstore architecture-docs rekor-spec.md section 5.2; sigstore/rekor-tiles CLIENTS.md",
    kind: RuleKind::Refusal,
    place: "sigstore-engine Upload::check",
};

pub(crate) static T_131: Rule = Rule {
    id: "T-131",
    title: "An upload to Rekor v2 names an algorithm that fits its key, signs digests, and made the digest.",
    source: "sigstore/rekor-tiles pkg/types/hashedrekord/hashedrekord.go, internal/algorithmregistry",
    kind: RuleKind::Refusal,
    place: "sigstore-engine Upload::check",
};

/// What a log is asked to record.
#[derive(Clone, Debug)]
pub struct Upload {
    body: Body,
    signed: Signed,
    signature: Vec<u8>,
    verifier: Verifier,
}

/// What the signature is over.
#[derive(Clone, Debug)]
enum Signed {
    Digest(Digest),
    DigestBy(KeyDetails, Digest),
    Envelope(Vec<u8>),
}

impl Upload {
    /// An envelope for Rekor v1; its text is what `envelopeHash` is of.
    ///
    /// # Errors
    /// [`Error::Envelope`] if it is none.
    pub fn dsse(text: &str, verifier: Verifier) -> Result<Self, Error> {
        let envelope = Envelope::parse(text.as_bytes()).map_err(Error::Envelope)?;
        let body = Body::DsseV001(DsseV001 {
            envelope_hash: sha256_digest(text.as_bytes()),
            payload_hash: sha256_digest(&envelope.payload),
            signatures: vec![DsseSignature {
                signature: envelope.signature.sig.clone(),
                verifier: verifier.clone().into(),
            }],
        });
        Ok(Self::enveloped(body, envelope, verifier))
    }

    /// An envelope for Rekor v1 in the older form; its text is what `hash` is of.
    ///
    /// # Errors
    /// [`Error::Envelope`] if it is none.
    pub fn intoto(text: &str, verifier: Verifier) -> Result<Self, Error> {
        let envelope = Envelope::parse(text.as_bytes()).map_err(Error::Envelope)?;
        let body = Body::IntotoV002(IntotoV002 {
            payload: None,
            payload_type: envelope.payload_type.clone(),
            signatures: vec![IntotoSignature {
                sig: base64(&envelope.signature.sig).into_bytes(),
                verifier: verifier.clone().into(),
                keyid: envelope.signature.keyid.clone(),
            }],
            hash: sha256_digest(text.as_bytes()),
            payload_hash: Some(sha256_digest(&envelope.payload)),
        });
        Ok(Self::enveloped(body, envelope, verifier))
    }

    fn enveloped(body: Body, envelope: Envelope, verifier: Verifier) -> Self {
        Self {
            body,
            signed: Signed::Envelope(envelope.pae().to_vec()),
            signature: envelope.signature.sig,
            verifier,
        }
    }

    /// What the log will store.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// [`Error`] says what does not hold.
    pub fn check(&self, suite: &impl SignatureSuite) -> Result<(), Error> {
        let message = match &self.signed {
            Signed::Digest(digest) | Signed::DigestBy(_, digest) => Message::Digest(digest),
            Signed::Envelope(pae) => Message::Bytes(pae),
        };
        let key = read_key(suite, &self.verifier)?;
        let scheme = self.signed.scheme(suite.key_algorithm(&key))?;
        let verified = suite.verify(&key, scheme, message, &self.signature);
        verified.map_err(Error::Signature)
    }
}

impl From<HashedRekordV001> for Upload {
    fn from(entry: HashedRekordV001) -> Self {
        Self {
            signed: Signed::Digest(entry.digest),
            signature: entry.signature.clone(),
            verifier: entry.verifier.verifier().clone(),
            body: Body::HashedRekordV001(entry),
        }
    }
}

impl From<HashedRekordV002> for Upload {
    fn from(entry: HashedRekordV002) -> Self {
        Self {
            signed: Signed::DigestBy(entry.key_details, entry.digest),
            signature: entry.signature.clone(),
            verifier: entry.verifier.clone(),
            body: Body::HashedRekordV002(entry),
        }
    }
}

impl Signed {
    /// How a key signs this: Rekor v1 takes the hash of the digest, SHA-256 for envelopes whatever
    /// the curve, and pure Ed25519 for envelopes only; Rekor v2 takes what was named.
    fn scheme(&self, key: KeyAlgorithm) -> Result<SignatureScheme, Error> {
        let with = |hash, ed25519| match key {
            KeyAlgorithm::Rsa { .. } => SignatureScheme::RsaPkcs1(hash),
            KeyAlgorithm::Ed25519 => ed25519,
            _ => SignatureScheme::Ecdsa(hash),
        };
        match self {
            Self::Digest(digest) => Ok(with(digest.algorithm(), SignatureScheme::Ed25519ph)),
            Self::Envelope(_) => Ok(with(HashAlgorithm::Sha256, SignatureScheme::Ed25519)),
            Self::DigestBy(details, digest) => named_scheme(*details, key, digest.algorithm()),
        }
    }
}

fn named_scheme(
    details: KeyDetails,
    key: KeyAlgorithm,
    found: HashAlgorithm,
) -> Result<SignatureScheme, Error> {
    let scheme = details.scheme().filter(|_| details.fits(key));
    match scheme.and_then(|scheme| Some((scheme, scheme.hash()?))) {
        None => Err(Error::KeyDetails { details, key }),
        Some((_, expected)) if found != expected => Err(Error::DigestAlgorithm { found, expected }),
        Some((scheme, _)) => Ok(scheme),
    }
}

fn read_key<S: SignatureSuite>(suite: &S, verifier: &Verifier) -> Result<S::Key, Error> {
    match verifier {
        Verifier::PublicKey(spki) => suite.key(spki).map_err(Error::Key),
        Verifier::Certificate(der) => {
            let certificate = Certificate::parse(der).map_err(Error::Certificate)?;
            suite.key(certificate.spki()).map_err(Error::Key)
        }
    }
}

fn sha256_digest(bytes: &[u8]) -> Digest {
    Digest::Sha256(sha256(&[bytes]))
}
