use sha2::{Digest as _, Sha256};
use sigstore_certificate::Certificate;
use sigstore_dsse::{Envelope, Pae};
use sigstore_json::base64;
use sigstore_rekor_types::{
    Body, DsseSignature, DsseV001, HashedRekordV001, HashedRekordV002, IntotoSignature, IntotoV001,
    IntotoV002, PemVerifier, Verifier,
};
use sigstore_traits::{
    Digest, HashAlgorithm, KeyAlgorithm, KeyDetails, Message, Rule, RuleKind, SignatureScheme,
    SignatureSuite,
};

use crate::Error;
use crate::signed_envelope::SignedEnvelope;

pub(crate) static T_4: Rule = Rule {
    id: "T-4",
    title: "A log records a signature only if the key or certificate beside it verifies it.",
    source: "sigstore architecture-docs rekor-spec.md section 5.2; sigstore/rekor-tiles CLIENTS.md",
    kind: RuleKind::Refusal,
    place: "sigstore-upload Upload::check",
};

pub(crate) static T_11: Rule = Rule {
    id: "T-11",
    title: "An upload of a digest to Rekor v1 is of the hash that the registry pairs with its key.",
    source: "sigstore/rekor pkg/api/entries.go, checkEntryAlgorithms",
    kind: RuleKind::Refusal,
    place: "sigstore-upload Upload::check_registered",
};

pub(crate) static T_30: Rule = Rule {
    id: "T-30",
    title: "An uploaded envelope has a signature, and a key beside it verifies each of them.",
    source: "sigstore/rekor pkg/types/dsse/v0.0.1/entry.go",
    kind: RuleKind::Refusal,
    place: "sigstore-upload Upload::dsse_of",
};

pub(crate) static T_131: Rule = Rule {
    id: "T-131",
    title: "An upload to Rekor v2 names an algorithm that fits its key, signs digests, and made the digest.",
    source: "sigstore/rekor-tiles pkg/types/hashedrekord/hashedrekord.go, internal/algorithmregistry",
    kind: RuleKind::Refusal,
    place: "sigstore-upload Upload::check",
};

/// What a log is asked to record.
#[derive(Clone, Debug)]
pub struct Upload {
    body: Body,
    signed: Signed,
    /// Each with what verifies it; at least one.
    signatures: Vec<(Vec<u8>, Verifier)>,
}

/// A signature with what verifies it, in PEM as the log stores it.
type Stored = (Vec<u8>, PemVerifier);

/// What the signatures are over.
#[derive(Clone, Debug)]
enum Signed {
    Digest(Digest),
    DigestBy(KeyDetails, Digest),
    Envelope { payload_type: String, payload: Vec<u8> },
}

impl Upload {
    /// An envelope with one signature for Rekor v1; its text is what `envelopeHash` is of.
    ///
    /// # Errors
    /// [`Error::Envelope`] if it is none.
    pub fn dsse(text: &str, verifier: Verifier) -> Result<Self, Error> {
        let envelope = Envelope::parse(text.as_bytes()).map_err(Error::Envelope)?;
        let signature = (envelope.signature.sig, verifier.into());
        let Envelope { payload_type, payload, .. } = envelope;
        Ok(Self::dsse_with(text, Signed::Envelope { payload_type, payload }, vec![signature]))
    }

    /// An envelope for Rekor v1 with any number of signatures, each by one of these verifiers.
    /// The log stores each with the first that verifies it, in the order of their text.
    ///
    /// # Errors
    /// [`Error::Envelope`] if it is none, [`Error::NoSignature`], [`Error::Unverified`] if none of
    /// the verifiers verifies a signature, or what keeps a verifier from being read.
    pub fn dsse_of(
        text: &str,
        verifiers: &[PemVerifier],
        suite: &impl SignatureSuite,
    ) -> Result<Self, Error> {
        let envelope = SignedEnvelope::parse(text)?;
        let (signed, signatures) = envelope.pair(verifiers, suite)?;
        Ok(Self::dsse_with(text, signed, signatures))
    }

    fn dsse_with(text: &str, signed: Signed, mut signatures: Vec<Stored>) -> Self {
        signatures.sort_by_cached_key(|(signature, _)| base64(signature));
        let stored = |(signature, verifier): &Stored| DsseSignature {
            signature: signature.clone(),
            verifier: verifier.clone(),
        };
        let body = Body::DsseV001(DsseV001 {
            envelope_hash: sha256_digest(text.as_bytes()),
            payload_hash: sha256_digest(signed.payload()),
            signatures: signatures.iter().map(stored).collect(),
        });
        Self { body, signed, signatures: without_text(signatures) }
    }

    /// An envelope with one signature for Rekor v1 in the older form; its text is what `hash` is of.
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
        let Envelope { payload_type, payload, signature } = envelope;
        let signed = Signed::Envelope { payload_type, payload };
        Ok(Self { body, signed, signatures: vec![(signature.sig, verifier)] })
    }

    /// An envelope in the form in which intoto 0.0.2 is uploaded: taken apart, payload and
    /// signatures in base64 text of their own. The log stores it without the payload, and with
    /// the payload's hash.
    ///
    /// # Errors
    /// [`Error::PayloadMissing`], [`Error::SignatureText`].
    pub fn intoto_parts(parts: IntotoV002) -> Result<Self, Error> {
        let payload = parts.payload.as_deref().and_then(text_of_base64);
        let payload = payload.ok_or(Error::PayloadMissing)?;
        let bare = |(index, signature): (usize, &IntotoSignature)| {
            let bytes = signature.signature().ok_or(Error::SignatureText { index })?;
            Ok((bytes, signature.verifier.verifier().clone()))
        };
        let signatures: Result<Vec<_>, Error> =
            parts.signatures.iter().enumerate().map(bare).collect();
        let payload_type = parts.payload_type.clone();
        let payload_hash = Some(sha256_digest(&payload));
        Ok(Self {
            signed: Signed::Envelope { payload_type, payload },
            signatures: signatures?,
            body: Body::IntotoV002(IntotoV002 { payload: None, payload_hash, ..parts }),
        })
    }

    /// An envelope for Rekor v1 in the oldest form, which stores hashes and the key only.
    ///
    /// # Errors
    /// As [`dsse_of`](Self::dsse_of).
    pub fn intoto_hashes(
        text: &str,
        verifier: PemVerifier,
        suite: &impl SignatureSuite,
    ) -> Result<Self, Error> {
        let envelope = SignedEnvelope::parse(text)?;
        let (signed, signatures) = envelope.pair(std::slice::from_ref(&verifier), suite)?;
        let body = Body::IntotoV001(IntotoV001 {
            hash: sha256_digest(text.as_bytes()),
            payload_hash: Some(sha256_digest(signed.payload())),
            verifier,
        });
        Ok(Self { body, signed, signatures: without_text(signatures) })
    }

    /// What the log will store.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The type and the payload of an envelope, if it is one.
    pub fn payload(&self) -> Option<(&str, &[u8])> {
        match &self.signed {
            Signed::Envelope { payload_type, payload } => Some((payload_type, payload)),
            Signed::Digest(_) | Signed::DigestBy(..) => None,
        }
    }

    /// Checks the signatures.
    ///
    /// # Errors
    /// [`Error`] says what does not hold.
    pub fn check(&self, suite: &impl SignatureSuite) -> Result<(), Error> {
        let mut signatures = self.signatures.iter();
        signatures
            .try_for_each(|(signature, verifier)| self.signed.check(signature, verifier, suite))
    }

    /// Checks that a digest is of the hash that the registry pairs with its key (T-11). Rekor v1
    /// asks it of uploads of digests, and of no others.
    ///
    /// # Errors
    /// [`Error::Unregistered`], or what keeps the verifier from being read.
    pub fn check_registered(&self, suite: &impl SignatureSuite) -> Result<(), Error> {
        let Signed::Digest(digest) = &self.signed else { return Ok(()) };
        self.signatures.iter().try_for_each(|(_, verifier)| {
            let key = suite.key_algorithm(&read_key(suite, verifier)?);
            let hash = digest.algorithm();
            let registered = key.default_hash() == hash;
            if registered { Ok(()) } else { Err(Error::Unregistered { key, hash }) }
        })
    }
}

impl From<HashedRekordV001> for Upload {
    fn from(entry: HashedRekordV001) -> Self {
        Self {
            signed: Signed::Digest(entry.digest),
            signatures: vec![(entry.signature.clone(), entry.verifier.verifier().clone())],
            body: Body::HashedRekordV001(entry),
        }
    }
}

impl From<HashedRekordV002> for Upload {
    fn from(entry: HashedRekordV002) -> Self {
        Self {
            signed: Signed::DigestBy(entry.key_details, entry.digest),
            signatures: vec![(entry.signature.clone(), entry.verifier.clone())],
            body: Body::HashedRekordV002(entry),
        }
    }
}

impl Signed {
    fn check<S: SignatureSuite>(
        &self,
        signature: &[u8],
        verifier: &Verifier,
        suite: &S,
    ) -> Result<(), Error> {
        let pae;
        let message = match self {
            Self::Digest(digest) | Self::DigestBy(_, digest) => Message::Digest(digest),
            Self::Envelope { payload_type, payload } => {
                pae = Pae::new(payload_type, payload).to_vec();
                Message::Bytes(&pae)
            }
        };
        let key = read_key(suite, verifier)?;
        let scheme = self.scheme(suite.key_algorithm(&key))?;
        suite.verify(&key, scheme, message, signature).map_err(Error::Signature)
    }

    /// The payload of an envelope; nothing of a digest.
    fn payload(&self) -> &[u8] {
        match self {
            Self::Envelope { payload, .. } => payload,
            Self::Digest(_) | Self::DigestBy(..) => &[],
        }
    }

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
            Self::Envelope { .. } => Ok(with(HashAlgorithm::Sha256, SignatureScheme::Ed25519)),
            Self::DigestBy(details, digest) => named_scheme(*details, key, digest.algorithm()),
        }
    }
}

impl SignedEnvelope {
    /// What is signed, and each signature with the first of the verifiers that verifies it.
    fn pair(
        self,
        verifiers: &[PemVerifier],
        suite: &impl SignatureSuite,
    ) -> Result<(Signed, Vec<Stored>), Error> {
        if self.signatures.is_empty() {
            return Err(Error::NoSignature);
        }
        for verifier in verifiers {
            read_key(suite, verifier.verifier())?;
        }
        let Self { payload_type, payload, signatures } = self;
        let signed = Signed::Envelope { payload_type, payload };
        let pair = |(index, signature): (usize, Vec<u8>)| {
            let verifies = |verifier: &&PemVerifier| {
                signed.check(&signature, verifier.verifier(), suite).is_ok()
            };
            let verifier = verifiers.iter().find(verifies).ok_or(Error::Unverified { index })?;
            Ok((signature, verifier.clone()))
        };
        let pairs = signatures.into_iter().enumerate().map(pair).collect::<Result<_, Error>>()?;
        Ok((signed, pairs))
    }
}

fn without_text(signatures: Vec<Stored>) -> Vec<(Vec<u8>, Verifier)> {
    let bare = |(signature, verifier): Stored| (signature, verifier.verifier().clone());
    signatures.into_iter().map(bare).collect()
}

/// What base64 text stands for.
fn text_of_base64(text: &[u8]) -> Option<Vec<u8>> {
    let value = sigstore_json::Value::String(str::from_utf8(text).ok()?.into());
    value.node().bytes().ok()
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
    Digest::Sha256(Sha256::digest(bytes).into())
}
