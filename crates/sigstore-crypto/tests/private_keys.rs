//! Private keys: made, read, and signing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use sigstore_crypto::{AwsLcSuite, Error, KeyKind, MAX_ITERATIONS, MAX_KEY_FILE, PrivateKey};
use sigstore_testing::RustCryptoSuite;
use sigstore_traits::HashAlgorithm::{Sha256, Sha384, Sha512};
use sigstore_traits::SignatureScheme::{Ecdsa, Ed25519, Ed25519ph};
use sigstore_traits::{
    KeyAlgorithm, Message, Refusal, SignatureError, SignatureScheme, SignatureSuite, Signer,
};

const PASSWORD: Option<&[u8]> = Some(b"horse");

fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/keys/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn read(name: &str, password: Option<&[u8]>) -> Result<PrivateKey, Error> {
    PrivateKey::from_pem(&file(name), password)
}

/// Signs over the message and over its digest, for another library to verify.
fn assert_signs(key: &PrivateKey, scheme: SignatureScheme) {
    let public = RustCryptoSuite.key(key.spki()).unwrap();
    let verify = |signature: &[u8]| {
        RustCryptoSuite.verify(&public, scheme, Message::Bytes(b"artifact"), signature)
    };
    let signature = key.sign_with(scheme, Message::Bytes(b"artifact")).unwrap();
    assert_eq!(verify(&signature), Ok(()), "{scheme}");
    if let Some(hash) = scheme.hash() {
        let digest = AwsLcSuite.digest(hash, &[b"artifact"]);
        let signature = key.sign_with(scheme, Message::Digest(&digest)).unwrap();
        assert_eq!(verify(&signature), Ok(()), "{scheme}");
    }
}

#[test]
fn s_2_kept_a_new_key_signs_as_the_registry_says() {
    assert_eq!(KeyKind::default(), KeyKind::P256);
    for (kind, algorithm, scheme) in [
        (KeyKind::P256, KeyAlgorithm::EcdsaP256, Ecdsa(Sha256)),
        (KeyKind::P384, KeyAlgorithm::EcdsaP384, Ecdsa(Sha384)),
        (KeyKind::Ed25519, KeyAlgorithm::Ed25519, Ed25519),
    ] {
        let key = PrivateKey::generate(kind).unwrap();
        assert_eq!((key.algorithm(), key.scheme()), (algorithm, scheme));
        assert_eq!(AwsLcSuite.key_algorithm(&AwsLcSuite.key(key.spki()).unwrap()), algorithm);
        assert_signs(&key, scheme);
        let signature = key.sign(Message::Bytes(b"artifact")).unwrap();
        let public = AwsLcSuite.key(key.spki()).unwrap();
        let message = Message::Bytes(b"artifact");
        assert_eq!(AwsLcSuite.verify(&public, scheme, message, &signature), Ok(()));
        let other = PrivateKey::generate(kind).unwrap();
        assert_ne!(other.spki(), key.spki());
    }
}

/// Rekor v1 checks every envelope with SHA-256, whatever the curve.
#[test]
fn a_p384_key_signs_with_sha_256_too() {
    assert_signs(&PrivateKey::generate(KeyKind::P384).unwrap(), Ecdsa(Sha256));
}

#[test]
fn other_schemes_and_forms_are_refused_by_type() {
    let p256 = PrivateKey::generate(KeyKind::P256).unwrap();
    let ed25519 = PrivateKey::generate(KeyKind::Ed25519).unwrap();
    let message = Message::Bytes(b"");
    for (key, scheme) in
        [(&p256, Ecdsa(Sha384)), (&p256, Ed25519), (&ed25519, Ed25519ph), (&ed25519, Ecdsa(Sha512))]
    {
        let key_algorithm = key.algorithm();
        assert_eq!(
            key.sign_with(scheme, message),
            Err(SignatureError::Unsupported { key: key_algorithm, scheme })
        );
    }
    let digest = AwsLcSuite.digest(Sha512, &[b""]);
    for (key, scheme) in [(&p256, Ecdsa(Sha256)), (&ed25519, Ed25519)] {
        let signed = key.sign(Message::Digest(&digest));
        assert_eq!(signed, Err(SignatureError::MessageForm { scheme }));
    }
}

#[test]
fn s_2_shape_a_private_key_prints_its_kind() {
    let key = read("p384.pem", None).unwrap();
    assert_eq!(format!("{key:?}"), "PrivateKey(ECDSA P-384)");
}

#[test]
fn an_ed25519_key_gives_its_seed_and_no_other_key_does() {
    let seed = read("ed25519.pem", None).unwrap().into_ed25519_seed().unwrap();
    let pkcs8 = [b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", &seed[..]];
    let again = PrivateKey::from_pkcs8(&pkcs8.concat()).unwrap();
    assert_eq!(again.spki(), file("ed25519.spki.der"));
    let key = read("p256.pem", None).unwrap().into_ed25519_seed().unwrap_err();
    assert_eq!(key.algorithm(), KeyAlgorithm::EcdsaP256);
}

#[test]
fn s_33_kept_pkcs8_plain_and_encrypted() {
    for (name, password, spki) in [
        ("p256.pem", None, "p256.spki.der"),
        ("p384.pem", None, "p384.spki.der"),
        ("ed25519.pem", None, "ed25519.spki.der"),
        ("p256.pem", PASSWORD, "p256.spki.der"),
        ("p256-pbkdf2.pem", PASSWORD, "p256.spki.der"),
        ("p256-pbkdf2-sha1.pem", PASSWORD, "p256.spki.der"),
        ("p384-scrypt.pem", PASSWORD, "p384.spki.der"),
        ("ed25519-pbkdf2-sha512.pem", PASSWORD, "ed25519.spki.der"),
    ] {
        let key = read(name, password).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(key.spki(), file(spki), "{name}");
        assert_signs(&key, key.scheme());
    }
}

/// RFC 5958 section 2: version 2 has the public key, version 1 has not.
#[test]
fn s_33_kept_and_the_public_key_beside_it() {
    let pair = Ed25519KeyPair::generate().unwrap();
    let v2 = pair.to_pkcs8().unwrap();
    let key = PrivateKey::from_pkcs8(v2.as_ref()).unwrap();
    assert!(key.spki().ends_with(pair.public_key().as_ref()));
    let mut changed = v2.as_ref().to_vec();
    assert_eq!(changed[4], 1);
    changed[4] = 0;
    assert_eq!(PrivateKey::from_pkcs8(&changed).unwrap_err(), Error::Malformed);
}

#[test]
fn s_33_broken_other_kinds_and_forms() {
    let algorithm = |found: &str| Error::Algorithm { found: found.into() };
    let encryption = |found: &str| Error::Encryption { found: found.into() };
    for (name, error) in [
        ("p521.pem", algorithm("1.2.840.10045.2.1 1.3.132.0.35")),
        ("rsa.pem", algorithm("1.2.840.113549.1.1.1")),
        ("p256-pbes1.pem", encryption("1.2.840.113549.1.12.1.3")),
        ("ed25519-aes128.pem", encryption("2.16.840.1.101.3.4.1.2")),
        ("p256-sec1-encrypted.pem", Error::Pem),
    ] {
        assert_eq!(read(name, PASSWORD).unwrap_err(), error, "{name}");
    }
    let sec1 = read("p256-sec1.pem", None).unwrap_err();
    assert_eq!(
        sec1.to_string(),
        "a PEM file is no private key in PKCS#8: found EC PRIVATE KEY, \
         expected PRIVATE KEY: openssl pkcs8 -topk8 -nocrypt -in KEY (S-33)"
    );
    assert_eq!(sec1.code(), "key-label");
}

#[test]
fn s_33_broken_passwords() {
    for name in ["p256-pbkdf2.pem", "p384-scrypt.pem", "ed25519-pbkdf2-sha512.pem"] {
        assert_eq!(read(name, None).unwrap_err(), Error::PasswordNeeded, "{name}");
        // The padding of a wrong plain text is right once in 256 times; then the DER is not.
        let wrong = read(name, Some(b"Horse")).unwrap_err();
        assert!([Error::Password, Error::Malformed].contains(&wrong), "{name}: {wrong}");
    }
}

#[test]
fn s_33_broken_one_byte() {
    let pkcs8 = pem_rfc7468::decode_vec(&file("p256.pem")).unwrap().1;
    assert!(PrivateKey::from_pkcs8(&pkcs8).is_ok());
    // The last byte is of the public key, which is not that of the private key then.
    let last = pkcs8.len() - 1;
    let changed = [&pkcs8[..last], &[pkcs8[last] ^ 1]].concat();
    assert_eq!(PrivateKey::from_pkcs8(&changed).unwrap_err(), Error::Malformed);
    let longer = [&pkcs8[..], &[0]].concat();
    assert_eq!(PrivateKey::from_pkcs8(&longer).unwrap_err(), Error::Malformed);
    assert_eq!(PrivateKey::from_pkcs8(&pkcs8[..last]).unwrap_err(), Error::Malformed);
    assert_eq!(PrivateKey::from_pkcs8(b"").unwrap_err(), Error::Malformed);
    let pem = file("p256.pem");
    let cut = PrivateKey::from_pem(&pem[..pem.len() - 10], None);
    assert_eq!(cut.unwrap_err(), Error::Pem);
}

#[test]
fn s_33_broken_too_large_and_too_much_work() {
    let bytes = MAX_KEY_FILE + 1;
    let padded = vec![b'\n'; bytes];
    assert_eq!(PrivateKey::from_pem(&padded, None).unwrap_err(), Error::TooLarge { bytes });
    // The 100 rounds of the file, `02 01 64`, become 2^31 - 1.
    let der = pem_rfc7468::decode_vec(&file("ed25519-pbkdf2-sha512.pem")).unwrap().1;
    let changed = grown(&der, b"\x02\x01\x64", b"\x02\x04\x7f\xff\xff\xff");
    let line_ending = pem_rfc7468::LineEnding::LF;
    let pem = pem_rfc7468::encode_string("ENCRYPTED PRIVATE KEY", line_ending, &changed).unwrap();
    assert_eq!(
        PrivateKey::from_pem(pem.as_bytes(), PASSWORD).unwrap_err(),
        Error::Work { found: 0x7fff_ffff, limit: MAX_ITERATIONS.into() }
    );
}

/// Whatever is changed in a file, it is read or refused. A change of the encrypted seed is another
/// key, which nothing can tell.
#[test]
fn a_changed_file_is_read_or_refused() {
    let spki = file("ed25519.spki.der");
    let der = pem_rfc7468::decode_vec(&file("ed25519-pbkdf2-sha512.pem")).unwrap().1;
    for place in 0..der.len() {
        for bit in [0x01, 0x80] {
            let mut changed = der.clone();
            changed[place] ^= bit;
            let pem = pem_rfc7468::encode_string(
                "ENCRYPTED PRIVATE KEY",
                pem_rfc7468::LineEnding::LF,
                &changed,
            );
            if let Ok(key) = PrivateKey::from_pem(pem.unwrap().as_bytes(), PASSWORD) {
                assert_ne!(key.spki(), spki, "byte {place}");
            }
        }
        let cut = &der[..place];
        assert!(PrivateKey::from_pkcs8(cut).is_err());
    }
}

/// Replaces a part of DER by one that is 3 bytes longer, and lengthens the five sequences around.
fn grown(der: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = der.windows(from.len()).position(|window| window == from).unwrap();
    let mut changed = [&der[..at], to, &der[at + from.len()..]].concat();
    let mut place = 0;
    // EncryptedPrivateKeyInfo, AlgorithmIdentifier, PBES2-params, AlgorithmIdentifier, PBKDF2-params.
    for depth in 0..5 {
        assert_eq!(changed[place], 0x30);
        let length = if changed[place + 1] == 0x81 { place + 2 } else { place + 1 };
        changed[length] += 3;
        place = length + 1;
        // An object identifier comes first in the two AlgorithmIdentifiers.
        if depth % 2 == 1 {
            place += 2 + usize::from(changed[place + 1]);
        }
    }
    changed
}
