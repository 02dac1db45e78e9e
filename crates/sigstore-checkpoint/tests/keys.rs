//! Key ids, schemes and cosignatures.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use base64ct::{Base64, Encoding};
use sigstore_checkpoint::{
    Checkpoint, Cosignature, Error, cosigner_key_id, key_id, note_scheme, rekor_v1_key_id,
};
use sigstore_crypto::AwsLcSuite;
use sigstore_traits::HashAlgorithm::{Sha256, Sha384, Sha512};
use sigstore_traits::SignatureScheme::{self, Ecdsa, Ed25519, Ed25519ph, RsaPkcs1, RsaPss};
use sigstore_traits::UnixTime;

/// `rekor.sigstore.dev`, from the trusted root of the public instance.
const V1_SPKI: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2G2Y+2tabdTV5BcGiBIx0a9fAFwrkBbmLSGtks4L3qX6yYY0zufBnhC8Ur/iy55GhWP/9A/bY2LhC30M9+RYtw==";

/// `log2025-1.rekor.sigstore.dev`, from the same.
const V2_SPKI: &str = "MCowBQYDK2VwAyEAt8rlp1knGwjfbcXAYPYAkn0XiLz1x8O4t0YkEhie244=";
const V2_NAME: &str = "log2025-1.rekor.sigstore.dev";

/// From C2SP tlog-cosignature.md.
const COSIGNED: &str = "\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
";

fn decoded(base64: &str) -> Vec<u8> {
    Base64::decode_vec(base64).unwrap()
}

fn id(name: &str, spki: &[u8], scheme: SignatureScheme) -> Option<u32> {
    key_id(name, spki, scheme, &AwsLcSuite).map(u32::from_be_bytes)
}

#[test]
fn v_77_kept_the_ids_of_the_public_logs() {
    let (v1, v2) = (decoded(V1_SPKI), decoded(V2_SPKI));
    assert_eq!(rekor_v1_key_id(&v1, &AwsLcSuite), [0xc0, 0xd2, 0x3d, 0x6a]);
    assert_eq!(id("any name", &v1, Ecdsa(Sha256)), Some(0xc0d2_3d6a));
    assert_eq!(id("any name", &v1, Ecdsa(Sha384)), Some(0xc0d2_3d6a));
    assert_eq!(id(V2_NAME, &v2, Ed25519), Some(0xcf11_9915));
}

#[test]
fn v_77_kept_the_ids_of_rsa_keys_and_of_witnesses() {
    // Computed with Python's hashlib from the formulas.
    assert_eq!(id("log.example", b"spki", RsaPkcs1(Sha256)), Some(0x02e3_9615));
    assert_eq!(rekor_v1_key_id(b"spki", &AwsLcSuite), [0x6f, 0xee, 0xcc, 0x8c]);
    let witness = cosigner_key_id("witness.example/w1", &decoded(V2_SPKI), &AwsLcSuite);
    assert_eq!(witness, Some([0xac, 0xfa, 0xe8, 0xff]));
}

#[test]
fn v_77_broken_another_name_is_another_id() {
    let v2 = decoded(V2_SPKI);
    assert_ne!(id("log2025-2.rekor.sigstore.dev", &v2, Ed25519), Some(0xcf11_9915));
    assert_ne!(id("log.example2", b"spki", RsaPkcs1(Sha256)), Some(0x02e3_9615));
}

#[test]
fn v_77_broken_schemes_and_keys_without_an_id() {
    let (v1, v2) = (decoded(V1_SPKI), decoded(V2_SPKI));
    assert_eq!(id("name", &v2, Ed25519ph), None);
    assert_eq!(id("name", &v1, RsaPss(Sha256)), None);
    let longer = [&v2[..], &[0]].concat();
    let mut other_oid = v2.clone();
    other_oid[8] = 0x71;
    for not_ed25519 in [&v1[..], &v2[..43], &longer, &other_oid, &v2[12..], &[]] {
        assert_eq!(id("name", not_ed25519, Ed25519), None);
        assert_eq!(cosigner_key_id("name", not_ed25519, &AwsLcSuite), None);
    }
}

#[test]
fn v_84_kept_the_text_is_signed_with_sha_256_whatever_the_curve() {
    for hash in [Sha256, Sha384, Sha512] {
        assert_eq!(note_scheme(Ecdsa(hash)), Some(Ecdsa(Sha256)));
        assert_eq!(note_scheme(RsaPkcs1(hash)), Some(RsaPkcs1(Sha256)));
    }
    assert_eq!(note_scheme(Ed25519), Some(Ed25519));
}

#[test]
fn v_84_broken_other_schemes_sign_no_notes() {
    assert_eq!(note_scheme(Ed25519ph), None);
    assert_eq!(note_scheme(RsaPss(Sha256)), None);
}

#[test]
fn v_85_kept_the_example_of_the_specification() {
    let checkpoint = Checkpoint::parse(COSIGNED).unwrap();
    let line = checkpoint.lines_of("witness.example.com/w1", [0x8d, 0x66, 0xcf, 0x3f]).next();
    let Cosignature { time, signature } = line.unwrap().cosignature().unwrap();
    assert_eq!(time, UnixTime::from_seconds(1_679_315_147));
    assert_eq!((signature[0], signature[63]), (0x11, 0x9c));
    let message = "\
cosignature/v1
time 1679315147
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
";
    assert_eq!(checkpoint.cosigned_message(time), message);
}

#[test]
fn v_85_kept_extension_lines_are_cosigned() {
    let note = COSIGNED.replace("q2I=\n\n", "q2I=\next\n\n");
    let checkpoint = Checkpoint::parse(&note).unwrap();
    let message = checkpoint.cosigned_message(UnixTime::from_seconds(0));
    assert!(message.starts_with("cosignature/v1\ntime 0\nexample.com/"));
    assert!(message.ends_with("q2I=\next\n"));
}

/// The cosignature in a line with this signature.
fn cosignature(signature: &[u8]) -> Result<Cosignature, Error> {
    let line = Base64::encode_string(&[&[0; 4], signature].concat());
    let (text, _) = COSIGNED.split_once("\n\n").unwrap();
    let note = format!("{text}\n\n— witness {line}\n");
    let checkpoint = Checkpoint::parse(&note).unwrap();
    checkpoint.signatures().first().unwrap().cosignature()
}

#[test]
fn v_85_broken_not_8_and_64_bytes() {
    assert!(cosignature(&[0; 72]).is_ok());
    for bytes in [1, 7, 8, 64, 71, 73] {
        let error = Error::CosignatureLength { line: 5, bytes };
        assert_eq!(cosignature(&vec![0; bytes]), Err(error));
    }
}

#[test]
fn v_85_broken_a_time_of_2_to_the_63_seconds() {
    let with_time = |time: u64| cosignature(&[&time.to_be_bytes()[..], &[0; 64]].concat());
    let last = 0x7fff_ffff_ffff_ffff;
    let time = with_time(last).unwrap().time;
    assert_eq!(time, UnixTime::from_seconds(i64::MAX));
    let (line, found) = (5, last + 1);
    assert_eq!(with_time(found), Err(Error::CosignatureTime { line, found }));
}
