use core::fmt;

use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair,
};
use sigstore_traits::HashAlgorithm::{Sha256, Sha384};
use sigstore_traits::SignatureScheme::{Ecdsa, Ed25519};
use sigstore_traits::{
    Digest, KeyAlgorithm, Message, Rule, RuleKind, SignatureError, SignatureScheme, Signer,
};
use zeroize::Zeroizing;

use crate::hasher::{aws_lc, one_shot};
use crate::key_file::KeyFile;
use crate::{Error, KeyKind};

/// See [`PrivateKey`].
pub(crate) static S_2: Rule = Rule {
    id: "S-2",
    title: "A private key can't be printed, copied or written out; its memory is overwritten when it is dropped. The usual key is ECDSA on P-256 with SHA-256.",
    source: "sigstore architecture-docs client-spec.md section 2.1.2 and algorithm-registry.md",
    kind: RuleKind::Shape,
    place: "sigstore-crypto PrivateKey",
};

/// A private key that aws-lc-rs holds: ECDSA on P-256 or P-384, or pure Ed25519.
///
/// It signs and shows its public half; nothing else comes out of it. It has no `Clone`, and its
/// `Debug` is the kind of key. The secret lies in memory that AWS-LC allocates, and AWS-LC
/// overwrites all memory that it frees (`OPENSSL_free` calls `OPENSSL_cleanse` over the whole
/// block): dropping the key wipes it. What is read on the way from a file to AWS-LC lies in
/// buffers of a fixed size that are overwritten when they are dropped.
///
/// ```compile_fail
/// # use sigstore_crypto::{KeyKind, PrivateKey};
/// let key = PrivateKey::generate(KeyKind::default())?;
/// let copy = key.clone();
/// # Ok::<(), sigstore_crypto::Error>(())
/// ```
pub struct PrivateKey {
    secret: Secret,
    spki: Vec<u8>,
}

enum Secret {
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl PrivateKey {
    /// Makes a new key out of the entropy of AWS-LC.
    ///
    /// # Errors
    /// [`Error::NotMade`] if AWS-LC has no entropy to make one.
    pub fn generate(kind: KeyKind) -> Result<Self, Error> {
        let ecdsa = |algorithm| EcdsaKeyPair::generate(algorithm).map_err(not_made);
        Self::of(match kind {
            KeyKind::P256 => Secret::P256(ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING)?),
            KeyKind::P384 => Secret::P384(ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING)?),
            KeyKind::Ed25519 => Secret::Ed25519(Ed25519KeyPair::generate().map_err(not_made)?),
        })
    }

    /// Reads a key from a PEM file: PKCS#8, or encrypted PKCS#8 with its password.
    ///
    /// A password for a file that is not encrypted is not used. PBES2 hides a key and does not
    /// protect it from change: who can write to the file can make it another key, as with a file
    /// that is not encrypted.
    ///
    /// # Errors
    /// [`Error::PasswordNeeded`] for an encrypted file without a password; another [`Error`] for
    /// a file that is none, a kind of key or encryption that is not supported, or a wrong password.
    pub fn from_pem(pem: &[u8], password: Option<&[u8]>) -> Result<Self, Error> {
        Self::from_pkcs8(&KeyFile::read(pem)?.open(password)?)
    }

    /// Reads a key from DER PKCS#8 (RFC 5958).
    ///
    /// # Errors
    /// [`Error::Malformed`] if the bytes are none or the key in them is not valid,
    /// [`Error::Algorithm`] if it is of another kind.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, Error> {
        let malformed = |_: KeyRejected| Error::Malformed;
        let ecdsa = |algorithm: &'static EcdsaSigningAlgorithm| {
            EcdsaKeyPair::from_pkcs8(algorithm, der).map_err(malformed)
        };
        Self::of(match KeyKind::of_pkcs8(der)? {
            KeyKind::P256 => Secret::P256(ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING)?),
            KeyKind::P384 => Secret::P384(ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING)?),
            KeyKind::Ed25519 => {
                Secret::Ed25519(Ed25519KeyPair::from_pkcs8(der).map_err(malformed)?)
            }
        })
    }

    fn of(secret: Secret) -> Result<Self, Error> {
        let spki: PublicKeyX509Der<'_> = match &secret {
            Secret::P256(pair) | Secret::P384(pair) => pair.public_key().as_der(),
            Secret::Ed25519(pair) => pair.public_key().as_der(),
        }
        .map_err(not_made)?;
        let spki = spki.as_ref().to_vec();
        Ok(Self { secret, spki })
    }

    /// What kind of key it is.
    pub const fn algorithm(&self) -> KeyAlgorithm {
        match self.secret {
            Secret::P256(_) => KeyAlgorithm::EcdsaP256,
            Secret::P384(_) => KeyAlgorithm::EcdsaP384,
            Secret::Ed25519(_) => KeyAlgorithm::Ed25519,
        }
    }

    /// Gives the seed of an Ed25519 key to a library that has Ed25519ph, which AWS-LC does not;
    /// the key itself is gone then. A key of another kind comes back as it is.
    ///
    /// # Errors
    /// The key, if it is no Ed25519 key.
    pub fn into_ed25519_seed(self) -> Result<Zeroizing<[u8; 32]>, Self> {
        let Secret::Ed25519(pair) = &self.secret else {
            return Err(self);
        };
        // The seed ends the document (RFC 8410 section 7), which wipes itself; aws-lc-rs' own
        // type for the seed does not.
        let Ok(document) = pair.to_pkcs8v1() else {
            return Err(self);
        };
        let mut seed = Zeroizing::new([0; 32]);
        match document.as_ref().last_chunk::<32>() {
            Some(last) => seed.copy_from_slice(last),
            None => return Err(self),
        }
        Ok(seed)
    }
}

impl Signer for PrivateKey {
    fn spki(&self) -> &[u8] {
        &self.spki
    }

    fn scheme(&self) -> SignatureScheme {
        match self.secret {
            Secret::P256(_) => Ecdsa(Sha256),
            Secret::P384(_) => Ecdsa(Sha384),
            Secret::Ed25519(_) => Ed25519,
        }
    }

    fn sign_with(
        &self,
        scheme: SignatureScheme,
        message: Message<'_>,
    ) -> Result<Vec<u8>, SignatureError> {
        match (&self.secret, scheme) {
            (Secret::P256(pair), Ecdsa(Sha256)) => ecdsa(pair, scheme, message),
            // With SHA-256 a P-384 key signs for Rekor v1, which checks every envelope so.
            (Secret::P384(pair), Ecdsa(Sha256 | Sha384)) => ecdsa(pair, scheme, message),
            (Secret::Ed25519(pair), Ed25519) => match message {
                Message::Bytes(bytes) => pair.try_sign(bytes).map_err(|_| SignatureError::NotMade),
                Message::Digest(_) => return Err(SignatureError::MessageForm { scheme }),
            },
            _ => return Err(SignatureError::Unsupported { key: self.algorithm(), scheme }),
        }
        .map(|signature| signature.as_ref().to_vec())
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.algorithm())
    }
}

/// Signs the digest of a message, which is all that ECDSA needs of it. The nonce is of AWS-LC's
/// entropy.
fn ecdsa(
    pair: &EcdsaKeyPair,
    scheme: SignatureScheme,
    message: Message<'_>,
) -> Result<aws_lc_rs::signature::Signature, SignatureError> {
    let wrong_form = SignatureError::MessageForm { scheme };
    let hash = scheme.hash().ok_or(wrong_form)?;
    let digest = match message {
        Message::Bytes(bytes) => one_shot(hash, bytes),
        Message::Digest(digest) if digest.algorithm() == hash => *digest,
        Message::Digest(_) => return Err(wrong_form),
    };
    let imported = match (pair.algorithm() == &ECDSA_P384_SHA384_ASN1_SIGNING, &digest) {
        (true, Digest::Sha256(bytes)) => import(&Digest::Sha384(same_number(bytes))),
        _ => import(&digest),
    };
    imported.and_then(|digest| pair.sign_digest(&digest)).map_err(|_| SignatureError::NotMade)
}

fn import(digest: &Digest) -> Result<digest::Digest, Unspecified> {
    digest::Digest::import_less_safe(digest.as_bytes(), aws_lc(digest.algorithm()))
}

/// A digest that is shorter than the curve's order is taken as a number whole (FIPS 186-5 section
/// 6.4.1), so zeros before it change no signature; aws-lc-rs asks for this length.
fn same_number(digest: &[u8; 32]) -> [u8; 48] {
    let mut number = [0; 48];
    number.iter_mut().skip(16).zip(digest).for_each(|(to, from)| *to = *from);
    number
}

fn not_made(_: Unspecified) -> Error {
    Error::NotMade
}
