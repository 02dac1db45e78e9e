use core::fmt;
use std::sync::OnceLock;

use aws_lc_rs::digest;
use aws_lc_rs::signature::{self, ParsedPublicKey, VerificationAlgorithm};
use sigstore_traits::HashAlgorithm::{Sha256, Sha384, Sha512};
use sigstore_traits::SignatureScheme::{Ecdsa, Ed25519, Ed25519ph, RsaPkcs1, RsaPss};
use sigstore_traits::{
    KeyAlgorithm, KeyError, Message, Rule, RuleKind, SignatureError, SignatureScheme,
};

use crate::hasher::aws_lc;
use crate::spki::PublicKeyInfo;

/// See [`AwsLcKey::verify`].
pub(crate) static V_56: Rule = Rule {
    id: "V-56",
    title: "The hash of a signature is the one that its scheme names: no curve and no key size decides it.",
    source: "RFC 5758 section 3.2; sigstore architecture-docs algorithm-registry.md, Signature Algorithms",
    kind: RuleKind::Acceptance,
    place: "sigstore-crypto AwsLcKey::verify",
};

/// A public key that aws-lc-rs has read.
///
/// aws-lc-rs binds what it has read to one scheme, so there is a place for each scheme of the
/// key's kind: the usual one is filled when the key is read, another when it is first asked for.
pub struct AwsLcKey {
    algorithm: KeyAlgorithm,
    /// The key as [`PublicKeyInfo`] has it.
    encoded: Box<[u8]>,
    parsed: [OnceLock<ParsedPublicKey>; SCHEMES],
}

/// The most schemes that one kind of key has: RSA, two paddings with three hashes.
const SCHEMES: usize = 6;

impl AwsLcKey {
    /// Reads a DER SubjectPublicKeyInfo (V-21, V-23).
    pub(crate) fn read(spki: &[u8]) -> Result<Self, KeyError> {
        let info = PublicKeyInfo::read(spki)?;
        let key = Self {
            algorithm: info.algorithm,
            encoded: info.key.into(),
            parsed: Default::default(),
        };
        match key.parsed(usual_scheme(info.algorithm)) {
            Ok(_) => Ok(key),
            Err(_) => Err(KeyError::Malformed),
        }
    }

    pub(crate) const fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// Checks `signature` over `message` in exactly this scheme.
    pub(crate) fn verify(
        &self,
        scheme: SignatureScheme,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let key = self.parsed(scheme)?;
        match message {
            Message::Bytes(message) => key.verify_sig(message, signature),
            Message::Digest(digest) => {
                if scheme.hash() != Some(digest.algorithm()) {
                    return Err(SignatureError::MessageForm { scheme });
                }
                digest::Digest::import_less_safe(digest.as_bytes(), aws_lc(digest.algorithm()))
                    .and_then(|digest| key.verify_digest_sig(&digest, signature))
            }
        }
        .map_err(|_| SignatureError::Invalid)
    }

    /// The key as aws-lc-rs has read it for this scheme.
    fn parsed(&self, scheme: SignatureScheme) -> Result<&ParsedPublicKey, SignatureError> {
        let unsupported = SignatureError::Unsupported { key: self.algorithm, scheme };
        let (place, algorithm) = verification(self.algorithm, scheme).ok_or(unsupported)?;
        let place = self.parsed.get(place).ok_or(unsupported)?;
        match place.get() {
            Some(parsed) => Ok(parsed),
            None => {
                // For any scheme but the usual one this can't fail: it was read before.
                let parsed = ParsedPublicKey::new(algorithm, &self.encoded)
                    .map_err(|_| SignatureError::Invalid)?;
                Ok(place.get_or_init(|| parsed))
            }
        }
    }
}

impl fmt::Debug for AwsLcKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AwsLcKey").field(&self.algorithm).finish()
    }
}

/// The scheme that the registry pairs with a key (V-22).
fn usual_scheme(key: KeyAlgorithm) -> SignatureScheme {
    match key {
        KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 | KeyAlgorithm::EcdsaP521 => {
            Ecdsa(key.default_hash())
        }
        KeyAlgorithm::Rsa { .. } => RsaPkcs1(key.default_hash()),
        KeyAlgorithm::Ed25519 => Ed25519,
    }
}

/// The place of a scheme among those of its kind of key, and what aws-lc-rs calls it; `None` if
/// keys of this kind have no such scheme here.
fn verification(
    key: KeyAlgorithm,
    scheme: SignatureScheme,
) -> Option<(usize, &'static dyn VerificationAlgorithm)> {
    Some(match (key, scheme) {
        (KeyAlgorithm::EcdsaP256, Ecdsa(Sha256)) => (0, &signature::ECDSA_P256_SHA256_ASN1),
        (KeyAlgorithm::EcdsaP256, Ecdsa(Sha384)) => (1, &signature::ECDSA_P256_SHA384_ASN1),
        (KeyAlgorithm::EcdsaP256, Ecdsa(Sha512)) => (2, &signature::ECDSA_P256_SHA512_ASN1),
        (KeyAlgorithm::EcdsaP384, Ecdsa(Sha256)) => (0, &signature::ECDSA_P384_SHA256_ASN1),
        (KeyAlgorithm::EcdsaP384, Ecdsa(Sha384)) => (1, &signature::ECDSA_P384_SHA384_ASN1),
        (KeyAlgorithm::EcdsaP384, Ecdsa(Sha512)) => (2, &signature::ECDSA_P384_SHA512_ASN1),
        (KeyAlgorithm::EcdsaP521, Ecdsa(Sha256)) => (0, &signature::ECDSA_P521_SHA256_ASN1),
        (KeyAlgorithm::EcdsaP521, Ecdsa(Sha384)) => (1, &signature::ECDSA_P521_SHA384_ASN1),
        (KeyAlgorithm::EcdsaP521, Ecdsa(Sha512)) => (2, &signature::ECDSA_P521_SHA512_ASN1),
        (KeyAlgorithm::Rsa { .. }, RsaPkcs1(Sha256)) => (0, &signature::RSA_PKCS1_2048_8192_SHA256),
        (KeyAlgorithm::Rsa { .. }, RsaPkcs1(Sha384)) => (1, &signature::RSA_PKCS1_2048_8192_SHA384),
        (KeyAlgorithm::Rsa { .. }, RsaPkcs1(Sha512)) => (2, &signature::RSA_PKCS1_2048_8192_SHA512),
        (KeyAlgorithm::Rsa { .. }, RsaPss(Sha256)) => (3, &signature::RSA_PSS_2048_8192_SHA256),
        (KeyAlgorithm::Rsa { .. }, RsaPss(Sha384)) => (4, &signature::RSA_PSS_2048_8192_SHA384),
        (KeyAlgorithm::Rsa { .. }, RsaPss(Sha512)) => (5, &signature::RSA_PSS_2048_8192_SHA512),
        (KeyAlgorithm::Ed25519, Ed25519) => (0, &signature::ED25519),
        // A scheme of another kind of key, or Ed25519ph, which aws-lc-rs does not have.
        (_, Ecdsa(_) | RsaPkcs1(_) | RsaPss(_) | Ed25519 | Ed25519ph) => return None,
    })
}
