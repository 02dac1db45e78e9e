//! What [`AwsLcSuite`] makes of signatures.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use sigstore_crypto::{AwsLcKey, AwsLcSuite};
use sigstore_testing::public_keys;
use sigstore_traits::SignatureScheme::{Ecdsa, Ed25519, Ed25519ph, RsaPkcs1, RsaPss};
use sigstore_traits::{
    HashAlgorithm, KeyAlgorithm, Message, SignatureError, SignatureScheme, SignatureSuite,
};

fn read(public_key: &impl AsDer<PublicKeyX509Der<'static>>) -> AwsLcKey {
    AwsLcSuite.key(public_key.as_der().unwrap().as_ref()).unwrap()
}

fn verify(
    key: &AwsLcKey,
    scheme: SignatureScheme,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    AwsLcSuite.verify(key, scheme, Message::Bytes(message), signature)
}

/// A signature that holds for the message and for its digest, and for no other hash or message.
fn assert_signs(key: &AwsLcKey, scheme: SignatureScheme, message: &[u8], signature: &[u8]) {
    assert_eq!(verify(key, scheme, message, signature), Ok(()), "{scheme}");
    assert_eq!(verify(key, scheme, b"", signature), Err(SignatureError::Invalid));
    for hash in HashAlgorithm::ALL {
        let digest = AwsLcSuite.digest(hash, &[message]);
        let expected = match scheme.hash() {
            Some(of_scheme) if of_scheme == hash => Ok(()),
            _ => Err(SignatureError::MessageForm { scheme }),
        };
        let verdict = AwsLcSuite.verify(key, scheme, Message::Digest(&digest), signature);
        assert_eq!(verdict, expected, "{scheme}, {hash}");
    }
}

/// Signs a digest of any algorithm. ECDSA takes its leftmost bits as a number (FIPS 186-5
/// section 6.4.1), so a digest of the signer's own length that is the same number will do.
fn sign_digest(pair: &EcdsaKeyPair, hash: HashAlgorithm, length: usize, message: &[u8]) -> Vec<u8> {
    let digest = AwsLcSuite.digest(hash, &[message]);
    let kept = &digest.as_bytes()[..length.min(hash.length())];
    let number = [&vec![0; length - kept.len()], kept].concat();
    let algorithm = match length {
        32 => &digest::SHA256,
        48 => &digest::SHA384,
        _ => &digest::SHA512,
    };
    let digest = digest::Digest::import_less_safe(&number, algorithm).unwrap();
    pair.sign_digest(&digest).unwrap().as_ref().to_vec()
}

#[test]
fn v_56_accepted_every_curve_with_every_hash() {
    for (algorithm, length) in [
        (&signature::ECDSA_P256_SHA256_ASN1_SIGNING, 32),
        (&signature::ECDSA_P384_SHA384_ASN1_SIGNING, 48),
        (&signature::ECDSA_P521_SHA512_ASN1_SIGNING, 64),
    ] {
        let pair = EcdsaKeyPair::generate(algorithm).unwrap();
        let key = read(pair.public_key());
        for hash in HashAlgorithm::ALL {
            let signature = sign_digest(&pair, hash, length, b"message");
            assert_signs(&key, Ecdsa(hash), b"message", &signature);
        }
    }
}

#[test]
fn v_56_accepted_rsa_with_every_hash_and_both_paddings() {
    let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
    let key = read(pair.public_key());
    for (encoding, scheme) in [
        (&signature::RSA_PKCS1_SHA256, RsaPkcs1(HashAlgorithm::Sha256)),
        (&signature::RSA_PKCS1_SHA384, RsaPkcs1(HashAlgorithm::Sha384)),
        (&signature::RSA_PKCS1_SHA512, RsaPkcs1(HashAlgorithm::Sha512)),
        (&signature::RSA_PSS_SHA256, RsaPss(HashAlgorithm::Sha256)),
        (&signature::RSA_PSS_SHA384, RsaPss(HashAlgorithm::Sha384)),
        (&signature::RSA_PSS_SHA512, RsaPss(HashAlgorithm::Sha512)),
    ] {
        let mut signature = [0; 256];
        pair.sign(encoding, &SystemRandom::new(), b"message", &mut signature).unwrap();
        assert_signs(&key, scheme, b"message", &signature);
        for length in [0, 255] {
            let verdict = verify(&key, scheme, b"message", &signature[..length]);
            assert_eq!(verdict, Err(SignatureError::Invalid));
        }
        let longer = [&[0], &signature[..]].concat();
        assert_eq!(verify(&key, scheme, b"message", &longer), Err(SignatureError::Invalid));
    }
}

#[test]
fn ed25519_signs_messages_and_no_digests() {
    let pair = Ed25519KeyPair::generate().unwrap();
    let signature = pair.sign(b"message");
    assert_signs(&read(pair.public_key()), Ed25519, b"message", signature.as_ref());
}

#[test]
fn v_21_broken_a_scheme_of_another_kind_of_key() {
    let schemes = [Ed25519, Ed25519ph].into_iter().chain(
        HashAlgorithm::ALL.into_iter().flat_map(|hash| [Ecdsa(hash), RsaPkcs1(hash), RsaPss(hash)]),
    );
    for scheme in schemes {
        for (algorithm, spki) in public_keys() {
            let key = AwsLcSuite.key(&spki).unwrap();
            let fits = match algorithm {
                KeyAlgorithm::Rsa { .. } => matches!(scheme, RsaPkcs1(_) | RsaPss(_)),
                KeyAlgorithm::Ed25519 => scheme == Ed25519,
                _ => matches!(scheme, Ecdsa(_)),
            };
            let expected = match fits {
                true => SignatureError::Invalid,
                false => SignatureError::Unsupported { key: algorithm, scheme },
            };
            assert_eq!(verify(&key, scheme, b"message", &[0; 64]), Err(expected));
        }
    }
}

/// `SEQUENCE { r INTEGER, s INTEGER }` of two big-endian numbers of fixed width.
fn ecdsa_der(r: &[u8], s: &[u8]) -> Vec<u8> {
    let contents = [integer(r), integer(s)].concat();
    let length = u8::try_from(contents.len()).unwrap();
    let header = if length < 0x80 { vec![0x30, length] } else { vec![0x30, 0x81, length] };
    [header, contents].concat()
}

fn integer(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let digits = &number[zeros..];
    let sign: &[u8] = if digits[0] >= 0x80 { &[0] } else { &[] };
    let length = u8::try_from(sign.len() + digits.len()).unwrap();
    [&[0x02, length], sign, digits].concat()
}

/// One number in 128 begins with a zero byte that DER leaves out, or needs none before it.
#[test]
fn a_60_der_of_numbers_with_leading_zeros() {
    for (algorithm, hash, width, count) in [
        (&signature::ECDSA_P256_SHA256_FIXED_SIGNING, HashAlgorithm::Sha256, 32, 4096),
        (&signature::ECDSA_P384_SHA384_FIXED_SIGNING, HashAlgorithm::Sha384, 48, 512),
        // A number on P-521 begins with seven bits of zero: one in two is shorter.
        (&signature::ECDSA_P521_SHA512_FIXED_SIGNING, HashAlgorithm::Sha512, 66, 64),
    ] {
        let pair = EcdsaKeyPair::generate(algorithm).unwrap();
        let key = read(pair.public_key());
        let random = SystemRandom::new();
        let mut short = 0;
        for number in 0..count {
            let message = u32::to_be_bytes(number);
            let fixed = pair.sign(&random, &message).unwrap();
            let (r, s) = fixed.as_ref().split_at(width);
            short += u32::from(r[0] == 0 || s[0] == 0);
            let signature = ecdsa_der(r, s);
            assert_eq!(verify(&key, Ecdsa(hash), &message, &signature), Ok(()));
            let verdict = verify(&key, Ecdsa(hash), &message, fixed.as_ref());
            assert_eq!(verdict, Err(SignatureError::Invalid));
        }
        assert!(short > 0 || width == 48, "no short number in {count} signatures");
    }
}

/// A signature on P-256 as r and s.
fn p256_signature() -> (AwsLcKey, [u8; 32], [u8; 32]) {
    let pair = EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let signature = pair.sign(&SystemRandom::new(), b"message").unwrap();
    let (r, s) = signature.as_ref().split_at(32);
    (read(pair.public_key()), r.try_into().unwrap(), s.try_into().unwrap())
}

/// The order of P-256 (SP 800-186 section 3.2.1.3) minus `number`.
fn negated(number: [u8; 32]) -> [u8; 32] {
    const ORDER: [u8; 32] = *b"\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\
        \xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51";
    let mut difference = [0; 32];
    let mut borrow = false;
    for at in (0..32).rev() {
        let (first, below) = ORDER[at].overflowing_sub(number[at]);
        let (second, again) = first.overflowing_sub(u8::from(borrow));
        (difference[at], borrow) = (second, below || again);
    }
    difference
}

#[test]
fn v_23_accepted_both_s_and_its_negative() {
    let (key, r, s) = p256_signature();
    let scheme = Ecdsa(HashAlgorithm::Sha256);
    for s in [s, negated(s)] {
        assert_eq!(verify(&key, scheme, b"message", &ecdsa_der(&r, &s)), Ok(()));
    }
}

#[test]
fn v_23_broken_other_encodings_of_an_ecdsa_signature() {
    let (key, r, s) = p256_signature();
    let scheme = Ecdsa(HashAlgorithm::Sha256);
    let good = ecdsa_der(&r, &s);
    let contents = &good[2..];
    let after = [&good[..], &[0]].concat();
    let long_length = [&[0x30, 0x81, good[1]], contents].concat();
    let indefinite = [&[0x30, 0x80], contents, &[0, 0]].concat();
    let padded_r = [&[0x02, good[3] + 1, 0], &contents[2..]].concat();
    let padded_r = [&[0x30, good[1] + 1], &padded_r[..]].concat();
    let third = [&[0x30, good[1] + 3], contents, &[0x02, 0x01, 0x01]].concat();
    assert_eq!(verify(&key, scheme, b"message", &good), Ok(()));
    for signature in
        [&after, &long_length, &indefinite, &padded_r, &third, &good[..71.min(good.len() - 1)], &[]]
    {
        let verdict = verify(&key, scheme, b"message", signature);
        assert_eq!(verdict, Err(SignatureError::Invalid));
    }
}

#[test]
fn v_23_broken_zero_as_r_or_s() {
    let (key, r, s) = p256_signature();
    let scheme = Ecdsa(HashAlgorithm::Sha256);
    let zero = b"\x02\x01\x00";
    for contents in
        [[zero, &integer(&s)[..]].concat(), [&integer(&r)[..], zero].concat(), zero.repeat(2)]
    {
        let length = u8::try_from(contents.len()).unwrap();
        let signature = [&[0x30, length], &contents[..]].concat();
        let verdict = verify(&key, scheme, b"message", &signature);
        assert_eq!(verdict, Err(SignatureError::Invalid));
    }
}
