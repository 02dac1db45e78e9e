//! RSA keys for the engine, which has none: fixed test keys, and the library that signs with them.
//! Made with `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048` and 3072; published here,
//! they protect nothing.

use std::convert::Infallible;

use rsa::PrivateKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::traits::PublicKeyParts;
use sha2::{Sha256, Sha384, Sha512};
use sigstore_engine::{RsaKey, SigningKey};
use sigstore_traits::{Digest, SignatureScheme};

/// The fixed key with a modulus of 2048 or 3072 bits; others there are none. Its PSS signatures
/// have a salt that the digest determines.
pub fn rsa_key(bits: u32) -> SigningKey {
    let pem = match bits {
        2048 => include_str!("rsa-2048.pem"),
        3072 => include_str!("rsa-3072.pem"),
        _ => panic!("no RSA test key of {bits} bits"),
    };
    SigningKey::rsa(Box::new(TestKey(PrivateKey::from_pkcs8_pem(pem).unwrap())))
}

struct TestKey(PrivateKey);

impl RsaKey for TestKey {
    fn spki(&self) -> Vec<u8> {
        let document = self.0.as_public_key().to_public_key_der();
        document.unwrap().into_vec()
    }

    fn bits(&self) -> u32 {
        self.0.n().bit_width()
    }

    fn sign(&self, scheme: SignatureScheme, digest: &Digest) -> Option<Vec<u8>> {
        use SignatureScheme::{RsaPkcs1, RsaPss};
        let (key, rng) = (&self.0, &mut Repeat(digest.as_bytes().to_vec()));
        match (scheme, digest) {
            (RsaPkcs1(_), Digest::Sha256(hash)) => {
                key.pkcs1v15_sign_prehash_with_rng::<Sha256, _>(rng, hash)
            }
            (RsaPkcs1(_), Digest::Sha384(hash)) => {
                key.pkcs1v15_sign_prehash_with_rng::<Sha384, _>(rng, hash)
            }
            (RsaPkcs1(_), Digest::Sha512(hash)) => {
                key.pkcs1v15_sign_prehash_with_rng::<Sha512, _>(rng, hash)
            }
            (RsaPss(_), Digest::Sha256(hash)) => {
                key.pss_sign_prehash_with_rng::<Sha256, _>(rng, hash)
            }
            (RsaPss(_), Digest::Sha384(hash)) => {
                key.pss_sign_prehash_with_rng::<Sha384, _>(rng, hash)
            }
            (RsaPss(_), Digest::Sha512(hash)) => {
                key.pss_sign_prehash_with_rng::<Sha512, _>(rng, hash)
            }
            _ => return None,
        }
        .ok()
    }
}

/// Not random at all: the same bytes over and over. The keys are published; nothing is at stake.
struct Repeat(Vec<u8>);

impl TryRng for Repeat {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        let bytes = self.0.iter().cycle();
        out.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        // The next draw differs, or a rejected candidate would come for ever.
        self.0.rotate_left(1);
        Ok(())
    }
}

impl TryCryptoRng for Repeat {}
