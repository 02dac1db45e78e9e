//! A suite that writes down what it is asked for, and the same work on aws-lc-rs alone.
use std::fmt;
use std::hint::black_box;
use std::sync::Mutex;

use aws_lc_rs::digest;
use aws_lc_rs::signature::{self, ParsedPublicKey, VerificationAlgorithm};
use sigstore_crypto::AwsLcSuite;
use sigstore_traits::{
    Digest, HashAlgorithm, KeyAlgorithm, KeyError, Message, SignatureError, SignatureScheme,
    SignatureSuite,
};

/// What a suite was asked for.
pub(crate) enum Asked {
    Verify {
        spki: Vec<u8>,
        key: KeyAlgorithm,
        scheme: SignatureScheme,
        message: Signed,
        signature: Vec<u8>,
    },
    Digest {
        algorithm: HashAlgorithm,
        message: Vec<u8>,
    },
}

pub(crate) enum Signed {
    Bytes(Vec<u8>),
    Digest(Digest),
}

/// aws-lc-rs, with a list of what it was asked for.
#[derive(Default)]
pub(crate) struct Recording(Mutex<Vec<Asked>>);

#[derive(Debug)]
pub(crate) struct RecordedKey {
    spki: Vec<u8>,
    key: <AwsLcSuite as SignatureSuite>::Key,
}

impl Recording {
    /// What was asked since the last time.
    pub(crate) fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut self.0.lock().unwrap())
    }

    fn ask(&self, asked: Asked) {
        self.0.lock().unwrap().push(asked);
    }
}

impl SignatureSuite for Recording {
    type Key = RecordedKey;
    type Hasher = <AwsLcSuite as SignatureSuite>::Hasher;

    fn key(&self, spki: &[u8]) -> Result<RecordedKey, KeyError> {
        Ok(RecordedKey { spki: spki.to_vec(), key: AwsLcSuite.key(spki)? })
    }

    fn key_algorithm(&self, key: &RecordedKey) -> KeyAlgorithm {
        AwsLcSuite.key_algorithm(&key.key)
    }

    fn verify(
        &self,
        key: &RecordedKey,
        scheme: SignatureScheme,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let signed = match message {
            Message::Bytes(bytes) => Signed::Bytes(bytes.to_vec()),
            Message::Digest(digest) => Signed::Digest(*digest),
        };
        self.ask(Asked::Verify {
            spki: key.spki.clone(),
            key: self.key_algorithm(key),
            scheme,
            message: signed,
            signature: signature.to_vec(),
        });
        AwsLcSuite.verify(&key.key, scheme, message, signature)
    }

    fn digest(&self, algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
        self.ask(Asked::Digest { algorithm, message: parts.concat() });
        AwsLcSuite.digest(algorithm, parts)
    }

    fn hasher(&self, algorithm: HashAlgorithm) -> Self::Hasher {
        AwsLcSuite.hasher(algorithm)
    }

    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.ask(Asked::Digest { algorithm: HashAlgorithm::Sha256, message: parts.concat() });
        AwsLcSuite.sha256(parts)
    }
}

/// The same work on aws-lc-rs, keys parsed beforehand.
pub(crate) struct Floor {
    verifications: Vec<Verification>,
    digests: Vec<(&'static digest::Algorithm, Vec<u8>)>,
}

struct Verification {
    key: ParsedPublicKey,
    message: Result<Vec<u8>, digest::Digest>,
    signature: Vec<u8>,
    what: String,
}

impl Floor {
    pub(crate) fn of(asked: Vec<Asked>) -> Self {
        let mut floor = Self { verifications: Vec::new(), digests: Vec::new() };
        for asked in asked {
            match asked {
                Asked::Digest { algorithm, message } => {
                    floor.digests.push((hash(algorithm), message))
                }
                Asked::Verify { spki, key, scheme, message, signature } => {
                    let message = match message {
                        Signed::Bytes(bytes) => Ok(bytes),
                        Signed::Digest(digest) => {
                            let algorithm = hash(digest.algorithm());
                            Err(digest::Digest::import_less_safe(digest.as_bytes(), algorithm)
                                .unwrap())
                        }
                    };
                    let key_bytes = ParsedPublicKey::new(algorithm(key, scheme), spki).unwrap();
                    let what = format!("{key} {scheme}");
                    floor.verifications.push(Verification {
                        key: key_bytes,
                        message,
                        signature,
                        what,
                    });
                }
            }
        }
        floor
    }

    pub(crate) fn run(&self) {
        for Verification { key, message, signature, .. } in &self.verifications {
            let holds = match message {
                Ok(message) => key.verify_sig(black_box(message), signature),
                Err(digest) => key.verify_digest_sig(black_box(digest), signature),
            };
            // Not every signature that is tried must hold, and checking costs the same.
            let _ = black_box(holds);
        }
        for (algorithm, message) in &self.digests {
            black_box(digest::digest(algorithm, black_box(message)));
        }
    }
}

impl fmt::Display for Floor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verifications: Vec<_> =
            self.verifications.iter().map(|one| one.what.as_str()).collect();
        let bytes: usize = self.digests.iter().map(|(_, message)| message.len()).sum();
        let digests = self.digests.len();
        write!(f, "{}; {digests} digests of {bytes} bytes", verifications.join(", "))
    }
}

/// One P-256 verification.
pub(crate) fn p256() -> Floor {
    let (spki, message, signature) = p256_sample();
    Floor::of(vec![Asked::Verify {
        spki,
        key: KeyAlgorithm::EcdsaP256,
        scheme: SignatureScheme::Ecdsa(HashAlgorithm::Sha256),
        message: Signed::Bytes(message),
        signature,
    }])
}

/// A fresh key, 32 bytes, and its signature over them.
fn p256_sample() -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let message = vec![7; 32];
    let signature = pair.sign(&SystemRandom::new(), &message).unwrap().as_ref().to_vec();
    let spki: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    (spki.as_ref().to_vec(), message, signature)
}

fn hash(algorithm: HashAlgorithm) -> &'static digest::Algorithm {
    match algorithm {
        HashAlgorithm::Sha256 => &digest::SHA256,
        HashAlgorithm::Sha384 => &digest::SHA384,
        HashAlgorithm::Sha512 => &digest::SHA512,
    }
}

fn algorithm(key: KeyAlgorithm, scheme: SignatureScheme) -> &'static dyn VerificationAlgorithm {
    use HashAlgorithm::{Sha256, Sha384};
    match (key, scheme) {
        (KeyAlgorithm::EcdsaP256, SignatureScheme::Ecdsa(Sha256)) => {
            &signature::ECDSA_P256_SHA256_ASN1
        }
        (KeyAlgorithm::EcdsaP256, SignatureScheme::Ecdsa(Sha384)) => {
            &signature::ECDSA_P256_SHA384_ASN1
        }
        (KeyAlgorithm::EcdsaP384, SignatureScheme::Ecdsa(Sha256)) => {
            &signature::ECDSA_P384_SHA256_ASN1
        }
        (KeyAlgorithm::EcdsaP384, SignatureScheme::Ecdsa(Sha384)) => {
            &signature::ECDSA_P384_SHA384_ASN1
        }
        (KeyAlgorithm::Ed25519, SignatureScheme::Ed25519) => &signature::ED25519,
        (KeyAlgorithm::Rsa { .. }, SignatureScheme::RsaPkcs1(Sha256)) => {
            &signature::RSA_PKCS1_2048_8192_SHA256
        }
        (key, scheme) => panic!("no row needs {scheme} with {key}"),
    }
}
