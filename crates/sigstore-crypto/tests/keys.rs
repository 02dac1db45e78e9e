//! Which keys [`AwsLcSuite`] reads, and how it refuses the others.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use sigstore_crypto::{AwsLcSuite, MAX_SPKI};
use sigstore_testing::public_keys;
use sigstore_traits::{KeyAlgorithm, KeyError, SignatureSuite};

const EC: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01";
const P256: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
const P384: &[u8] = b"\x06\x05\x2b\x81\x04\x00\x22";
const RSA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
const ED25519: &[u8] = b"\x06\x03\x2b\x65\x70";
const NULL: &[u8] = b"\x05\x00";

fn read(spki: &[u8]) -> Result<KeyAlgorithm, KeyError> {
    AwsLcSuite.key(spki).map(|key| AwsLcSuite.key_algorithm(&key))
}

fn unsupported(algorithm: &str) -> Result<KeyAlgorithm, KeyError> {
    Err(KeyError::Unsupported { algorithm: algorithm.to_owned() })
}

/// DER: tag, length, contents.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let length = contents.len().to_be_bytes();
    let length = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let mut out = vec![tag];
    match length {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        long => {
            out.push(0x80 | u8::try_from(long.len()).unwrap());
            out.extend(long);
        }
    }
    [out, contents].concat()
}

fn spki(algorithm: &[&[u8]], key: &[u8]) -> Vec<u8> {
    let algorithm = der(0x30, algorithm);
    der(0x30, &[&algorithm, &der(0x03, &[&[0], key])])
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = der(0x30, &[&der(0x02, &[modulus]), &der(0x02, &[exponent])]);
    spki(&[RSA, NULL], &key)
}

/// An odd number of so many bits, as the contents of a DER INTEGER.
fn odd_number(bits: usize) -> Vec<u8> {
    let mut bytes = vec![0; bits / 8 + 1];
    bytes[0] = 1 << (bits % 8) >> 1;
    if bits.is_multiple_of(8) {
        bytes[1] = 0x80;
    }
    *bytes.last_mut().unwrap() |= 1;
    bytes
}

/// The point of the P-256 key of [`public_keys`]: `04 || X || Y`.
fn p256_point() -> Vec<u8> {
    let [(_, spki), ..] = public_keys();
    spki[26..].to_vec()
}

#[test]
fn v_21_kept_every_kind_of_key() {
    for (algorithm, spki) in public_keys() {
        assert_eq!(read(&spki), Ok(algorithm));
    }
    assert_eq!(read(&spki(&[EC, P256], &p256_point())), Ok(KeyAlgorithm::EcdsaP256));
}

#[test]
fn v_21_broken_another_algorithm_or_curve() {
    let secp256k1 = b"\x06\x05\x2b\x81\x04\x00\x0a";
    let of_pss = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
    let x25519 = b"\x06\x03\x2b\x65\x6e";
    for (algorithm, name) in [
        (&[EC, secp256k1][..], "1.2.840.10045.2.1 1.3.132.0.10"),
        (&[of_pss], "1.2.840.113549.1.1.10"),
        (&[x25519], "1.3.101.110"),
    ] {
        assert_eq!(read(&spki(algorithm, &p256_point())), unsupported(name));
    }
}

#[test]
fn a_44_ml_dsa_is_refused_by_name_when_read() {
    for (last_arc, key_bytes, name) in [
        (17, 1312, "2.16.840.1.101.3.4.3.17 (ML-DSA-44)"),
        (18, 1952, "2.16.840.1.101.3.4.3.18 (ML-DSA-65)"),
        (19, 2592, "2.16.840.1.101.3.4.3.19 (ML-DSA-87)"),
    ] {
        let algorithm = [b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03", &[last_arc][..]].concat();
        let spki = spki(&[&algorithm], &vec![0x5a; key_bytes]);
        assert_eq!(read(&spki), unsupported(name));
    }
}

#[test]
fn v_21_broken_parameters_of_another_form() {
    let [.., (_, rsa), (_, ed25519)] = public_keys();
    let (rsa_key, ed25519_key) = (&rsa[24..], &ed25519[12..]);
    let explicit_curve = der(0x30, &[b"\x02\x01\x01"]);
    for (algorithm, key) in [
        (&[EC][..], &p256_point()[..]),
        (&[EC, NULL], &p256_point()),
        (&[EC, &explicit_curve], &p256_point()),
        (&[EC, P256, NULL], &p256_point()),
        (&[RSA], rsa_key),
        (&[RSA, P256], rsa_key),
        (&[RSA, b"\x05\x01\x00"], rsa_key),
        (&[ED25519, NULL], ed25519_key),
    ] {
        assert_eq!(read(&spki(algorithm, key)), Err(KeyError::Malformed));
    }
}

#[test]
fn v_23_broken_every_prefix_and_anything_after_the_key() {
    for (_, spki) in public_keys() {
        for length in 0..spki.len() {
            assert_eq!(read(&spki[..length]), Err(KeyError::Malformed));
        }
        assert_eq!(read(&[&spki[..], &[0]].concat()), Err(KeyError::Malformed));
    }
}

#[test]
fn v_23_broken_ber() {
    let [(_, spki), ..] = public_keys();
    let long_length = [b"\x30\x81", &spki[1..]].concat();
    assert_eq!(read(&long_length), Err(KeyError::Malformed));
    let mut indefinite = [b"\x30\x80", &spki[2..], b"\0\0"].concat();
    assert_eq!(read(&indefinite), Err(KeyError::Malformed));
    indefinite.truncate(spki.len());
    assert_eq!(read(&indefinite), Err(KeyError::Malformed));
    let mut unused_bits = spki.clone();
    unused_bits[25] = 1;
    assert_eq!(read(&unused_bits), Err(KeyError::Malformed));
}

#[test]
fn v_23_broken_points() {
    let good = p256_point();
    let (x, parity) = (&good[1..33], good[64] & 1);
    let compressed = [&[2 | parity], x].concat();
    let hybrid = [&[6 | parity], &good[1..]].concat();
    let mut beside_the_curve = good.clone();
    beside_the_curve[64] ^= 1;
    let too_short = &good[..64];
    let infinity = vec![0];
    for point in [&compressed, &hybrid, &beside_the_curve, too_short, &infinity, &[]] {
        assert_eq!(read(&spki(&[EC, P256], point)), Err(KeyError::Malformed));
    }
    assert_eq!(read(&spki(&[EC, P384], &good)), Err(KeyError::Malformed));
}

#[test]
fn v_23_kept_moduli_of_2048_to_4096_bits() {
    for bits in [2048, 2049, 3072, 4096] {
        let spki = rsa(&odd_number(bits), b"\x01\x00\x01");
        let bits = u32::try_from(bits).unwrap();
        assert_eq!(read(&spki), Ok(KeyAlgorithm::Rsa { bits }));
    }
}

#[test]
fn v_23_broken_moduli_of_other_sizes() {
    for bits in [1, 1024, 2047, 4097, 8192, 16384] {
        let spki = rsa(&odd_number(bits), b"\x01\x00\x01");
        let bits = u32::try_from(bits).unwrap();
        assert_eq!(read(&spki), Err(KeyError::ModulusSize { bits }));
    }
    let zero = rsa(b"\0", b"\x01\x00\x01");
    assert_eq!(read(&zero), Err(KeyError::ModulusSize { bits: 0 }));
}

#[test]
fn v_23_broken_numbers_of_an_rsa_key() {
    let odd = odd_number(2048);
    let mut even = odd.clone();
    *even.last_mut().unwrap() = 0;
    let negative = &odd[1..];
    let padded = [&[0], &odd[..]].concat();
    for modulus in [&even[..], negative, &padded, &[]] {
        assert_eq!(read(&rsa(modulus, b"\x01\x00\x01")), Err(KeyError::Malformed));
    }
    for exponent in [
        &b""[..],
        b"\0",
        b"\x01",
        b"\x03",
        b"\0\xff\xff",
        b"\x01\x00\x00",
        b"\0\x01\x00\x01",
        // aws-lc-rs takes exponents of up to 33 bits.
        b"\x02\x00\x00\x00\x01",
    ] {
        assert_eq!(read(&rsa(&odd, exponent)), Err(KeyError::Malformed));
    }
    assert_eq!(read(&rsa(&odd, b"\x01\x00\x03")), Ok(KeyAlgorithm::Rsa { bits: 2048 }));
}

#[test]
fn v_23_broken_a_third_number_or_bytes_after_an_rsa_key() {
    let numbers = [der(0x02, &[&odd_number(2048)]), b"\x02\x03\x01\x00\x01".to_vec()].concat();
    let good = der(0x30, &[&numbers]);
    let third = der(0x30, &[&numbers, b"\x02\x01\x03"]);
    let after = [&good[..], &[0]].concat();
    assert_eq!(read(&spki(&[RSA, NULL], &good)), Ok(KeyAlgorithm::Rsa { bits: 2048 }));
    assert_eq!(read(&spki(&[RSA, NULL], &third)), Err(KeyError::Malformed));
    assert_eq!(read(&spki(&[RSA, NULL], &after)), Err(KeyError::Malformed));
}

#[test]
fn v_23_broken_ed25519_keys_of_other_lengths() {
    for length in [0, 31, 33, 57] {
        assert_eq!(read(&spki(&[ED25519], &vec![9; length])), Err(KeyError::Malformed));
    }
}

#[test]
fn a_27_an_oversized_key_is_refused_before_it_is_read() {
    let unknown = b"\x06\x01\x2a";
    let fits = spki(&[unknown], &vec![0; MAX_SPKI - 14]);
    assert_eq!(fits.len(), MAX_SPKI);
    assert_eq!(read(&fits), unsupported("1.2"));
    let too_long = spki(&[unknown], &vec![0; MAX_SPKI - 13]);
    assert_eq!(read(&too_long), Err(KeyError::Malformed));
}
