//! Ed25519ph: the vector of RFC 8032 and the smallest changes to it, with both suites inside.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use ed25519_dalek::{Sha512, Signer, SigningKey};
use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::{Ed25519Key, WithEd25519ph};
use sigstore_testing::RustCryptoSuite;
use sigstore_traits::SignatureScheme::{Ecdsa, Ed25519, Ed25519ph};
use sigstore_traits::{
    HashAlgorithm, KeyAlgorithm, KeyError, Message, SignatureError, SignatureSuite,
};

/// RFC 8032 section 7.3: the secret key, the public key, the message "abc", the signature.
const SECRET: [u8; 32] = *b"\x83\x3f\xe6\x24\x09\x23\x7b\x9d\x62\xec\x77\x58\x75\x20\x91\x1e\
    \x9a\x75\x9c\xec\x1d\x19\x75\x5b\x7d\xa9\x01\xb9\x6d\xca\x3d\x42";
const PUBLIC: [u8; 32] = *b"\xec\x17\x2b\x93\xad\x5e\x56\x3b\xf4\x93\x2c\x70\xe1\x24\x50\x34\
    \xc3\x54\x67\xef\x2e\xfd\x4d\x64\xeb\xf8\x19\x68\x34\x67\xe2\xbf";
const SIGNATURE: [u8; 64] = *b"\x98\xa7\x02\x22\xf0\xb8\x12\x1a\xa9\xd3\x0f\x81\x3d\x68\x3f\x80\
    \x9e\x46\x2b\x46\x9c\x7f\xf8\x76\x39\x49\x9b\xb9\x4e\x6d\xae\x41\
    \x31\xf8\x50\x42\x46\x3c\x2a\x35\x5a\x20\x03\xd0\x62\xad\xf5\xaa\
    \xa1\x0b\x8c\x61\xe6\x36\x06\x2a\xaa\xd1\x1c\x2a\x26\x08\x34\x06";

fn spki(key: &[u8; 32]) -> Vec<u8> {
    [b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", &key[..]].concat()
}

fn with_both(check: impl Fn(&dyn Verify)) {
    check(&WithEd25519ph(AwsLcSuite));
    check(&WithEd25519ph(RustCryptoSuite));
}

/// One question to a suite of any type.
trait Verify {
    fn ed25519ph(&self, key: &[u8; 32], message: Message<'_>, signature: &[u8]) -> Verdict;
    fn ed25519(&self, key: &[u8; 32], message: Message<'_>, signature: &[u8]) -> Verdict;
    fn read(&self, spki: &[u8]) -> Result<KeyAlgorithm, KeyError>;
}

type Verdict = Result<(), SignatureError>;

impl<S: SignatureSuite> Verify for S {
    fn ed25519ph(&self, key: &[u8; 32], message: Message<'_>, signature: &[u8]) -> Verdict {
        let key = self.key(&spki(key)).unwrap();
        self.verify(&key, Ed25519ph, message, signature)
    }

    fn ed25519(&self, key: &[u8; 32], message: Message<'_>, signature: &[u8]) -> Verdict {
        let key = self.key(&spki(key)).unwrap();
        self.verify(&key, Ed25519, message, signature)
    }

    fn read(&self, spki: &[u8]) -> Result<KeyAlgorithm, KeyError> {
        self.key(spki).map(|key| self.key_algorithm(&key))
    }
}

#[test]
fn v_21_kept_the_vector_of_rfc_8032() {
    let digest = AwsLcSuite.digest(HashAlgorithm::Sha512, &[b"abc"]);
    with_both(|suite| {
        assert_eq!(suite.read(&spki(&PUBLIC)), Ok(KeyAlgorithm::Ed25519));
        assert_eq!(suite.ed25519ph(&PUBLIC, Message::Bytes(b"abc"), &SIGNATURE), Ok(()));
        assert_eq!(suite.ed25519ph(&PUBLIC, Message::Digest(&digest), &SIGNATURE), Ok(()));
    });
}

#[test]
fn v_21_broken_another_message_or_signature() {
    with_both(|suite| {
        let verdict = suite.ed25519ph(&PUBLIC, Message::Bytes(b"abd"), &SIGNATURE);
        assert_eq!(verdict, Err(SignatureError::Invalid));
        for at in 0..SIGNATURE.len() {
            let mut signature = SIGNATURE;
            signature[at] ^= 1;
            let verdict = suite.ed25519ph(&PUBLIC, Message::Bytes(b"abc"), &signature);
            assert_eq!(verdict, Err(SignatureError::Invalid), "byte {at}");
        }
        for signature in [&SIGNATURE[..63], &[&SIGNATURE[..], &[0]].concat(), &[]] {
            let verdict = suite.ed25519ph(&PUBLIC, Message::Bytes(b"abc"), signature);
            assert_eq!(verdict, Err(SignatureError::Invalid));
        }
    });
}

/// Adding the group order to S gives the same equation another spelling (RFC 8032 section 5.1.7).
#[test]
fn v_21_broken_s_above_the_group_order() {
    const ORDER: [u8; 32] = *b"\xed\xd3\xf5\x5c\x1a\x63\x12\x58\xd6\x9c\xf7\xa2\xde\xf9\xde\x14\
        \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10";
    let mut signature = SIGNATURE;
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        let [high, low] = sum.to_be_bytes();
        (carry, *byte) = (u16::from(high), low);
    }
    with_both(|suite| {
        let verdict = suite.ed25519ph(&PUBLIC, Message::Bytes(b"abc"), &signature);
        assert_eq!(verdict, Err(SignatureError::Invalid));
    });
}

#[test]
fn v_21_broken_pure_and_prehashed_signatures_do_not_mix() {
    let key = SigningKey::from_bytes(&SECRET);
    let digest = AwsLcSuite.digest(HashAlgorithm::Sha512, &[b"abc"]);
    let over_message = key.sign(b"abc").to_bytes();
    let over_digest = key.sign(digest.as_bytes()).to_bytes();
    let with_context = {
        let hash = ed25519_dalek::Digest::new_with_prefix(b"abc");
        key.sign_prehashed::<Sha512>(hash, Some(b"context")).unwrap().to_bytes()
    };
    with_both(|suite| {
        let abc = Message::Bytes(b"abc");
        assert_eq!(suite.ed25519(&PUBLIC, abc, &over_message), Ok(()));
        for signature in [&over_message, &over_digest, &with_context] {
            let verdict = suite.ed25519ph(&PUBLIC, abc, signature);
            assert_eq!(verdict, Err(SignatureError::Invalid));
        }
        for message in [abc, Message::Bytes(digest.as_bytes())] {
            let verdict = suite.ed25519(&PUBLIC, message, &SIGNATURE);
            assert_eq!(verdict, Err(SignatureError::Invalid));
        }
    });
}

#[test]
fn v_21_broken_a_digest_of_another_algorithm() {
    let digest = AwsLcSuite.digest(HashAlgorithm::Sha256, &[b"abc"]);
    with_both(|suite| {
        let verdict = suite.ed25519ph(&PUBLIC, Message::Digest(&digest), &SIGNATURE);
        assert_eq!(verdict, Err(SignatureError::MessageForm { scheme: Ed25519ph }));
        let verdict = suite.ed25519(&PUBLIC, Message::Digest(&digest), &SIGNATURE);
        assert_eq!(verdict, Err(SignatureError::MessageForm { scheme: Ed25519 }));
    });
}

/// With a key of small order a signature with R = `[S]B` holds for one message in eight or more.
#[test]
fn v_21_broken_a_key_of_small_order() {
    let neutral = y_coordinate(1);
    let of_order_4 = y_coordinate(0);
    let mut of_order_2 = [0xff; 32];
    (of_order_2[0], of_order_2[31]) = (0xec, 0x7f);
    with_both(|suite| {
        for key in [neutral, of_order_2, of_order_4] {
            assert_eq!(suite.read(&spki(&key)), Err(KeyError::Malformed));
        }
    });
}

fn y_coordinate(y: u8) -> [u8; 32] {
    let mut key = [0; 32];
    key[0] = y;
    key
}

/// y = 2 is the y of no point of the curve.
#[test]
fn a_44_a_key_that_is_no_point_is_refused_when_read() {
    with_both(|suite| {
        assert_eq!(suite.read(&spki(&y_coordinate(2))), Err(KeyError::Malformed));
        assert_eq!(suite.read(&spki(&PUBLIC)[..43]), Err(KeyError::Malformed));
    });
}

#[test]
fn every_other_scheme_goes_to_the_suite_inside() {
    let suite = WithEd25519ph(AwsLcSuite);
    let key = suite.key(&spki(&PUBLIC)).unwrap();
    let scheme = Ecdsa(HashAlgorithm::Sha256);
    assert_eq!(
        suite.verify(&key, scheme, Message::Bytes(b"abc"), &SIGNATURE),
        Err(SignatureError::Unsupported { key: KeyAlgorithm::Ed25519, scheme })
    );
    assert_eq!(format!("{key:?}"), "AwsLcKey(Ed25519)");
    assert_eq!(suite.sha256(&[b"a", b"bc"]), AwsLcSuite.sha256(&[b"abc"]));
    let digest = suite.digest(HashAlgorithm::Sha384, &[b"abc"]);
    assert_eq!(digest, AwsLcSuite.digest(HashAlgorithm::Sha384, &[b"abc"]));
}

/// RFC 8032 section 7.3: the same signature comes out.
#[test]
fn v_21_kept_a_private_key_signs_the_vector_of_rfc_8032() {
    let key = Ed25519Key::from_seed(&SECRET);
    assert_eq!(sigstore_traits::Signer::spki(&key), spki(&PUBLIC));
    let digest = AwsLcSuite.digest(HashAlgorithm::Sha512, &[b"abc"]);
    for message in [Message::Bytes(b"abc"), Message::Digest(&digest)] {
        let signed = sigstore_traits::Signer::sign_with(&key, Ed25519ph, message);
        assert_eq!(signed, Ok(SIGNATURE.to_vec()));
    }
    let signed = sigstore_traits::Signer::sign(&key, Message::Bytes(b"abc")).unwrap();
    with_both(|suite| {
        assert_eq!(suite.ed25519(&PUBLIC, Message::Bytes(b"abc"), &signed), Ok(()));
    });
}

#[test]
fn v_21_broken_a_private_key_signs_no_other_form_and_scheme() {
    let key = Ed25519Key::from_seed(&SECRET);
    let sign = |scheme, message| sigstore_traits::Signer::sign_with(&key, scheme, message);
    let digest = AwsLcSuite.digest(HashAlgorithm::Sha256, &[b"abc"]);
    for scheme in [Ed25519, Ed25519ph] {
        let error = SignatureError::MessageForm { scheme };
        assert_eq!(sign(scheme, Message::Digest(&digest)), Err(error));
    }
    let scheme = Ecdsa(HashAlgorithm::Sha256);
    let error = SignatureError::Unsupported { key: KeyAlgorithm::Ed25519, scheme };
    assert_eq!(sign(scheme, Message::Bytes(b"abc")), Err(error));
}

#[test]
fn s_2_shape_a_private_key_prints_its_kind() {
    assert_eq!(format!("{:?}", Ed25519Key::from_seed(&SECRET)), "Ed25519Key");
}
