//! Bodies of every kind, as small as they can be: what is read, what is refused, by error value.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use sigstore_json::{ErrorKind, base64};
use sigstore_rekor_types::{
    Body, EntryKind, Error, HashedRekordV002, IntotoV001, MAX_BODY, MAX_BODY_SIGNATURES, Verifier,
};
use sigstore_traits::{Digest, HashAlgorithm, KeyDetails, Refusal};

const KEY: &str = "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n";
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
/// SHA-256 of nothing.
const HASH: &str = r#"{"algorithm":"sha256","value":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}"#;

fn hashed_rekord_v001() -> String {
    let key = base64(CERTIFICATE.as_bytes());
    format!(
        r#"{{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{{"data":{{"hash":{HASH}}},"signature":{{"content":"AQID","publicKey":{{"content":"{key}"}}}}}}}}"#
    )
}

fn hashed_rekord_v002() -> String {
    String::from(
        r#"{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{"algorithm":"SHA2_256","digest":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},"signature":{"content":"AQID","verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256","x509Certificate":{"rawBytes":"MAA="}}}}}}"#,
    )
}

fn dsse_v001() -> String {
    let key = base64(KEY.as_bytes());
    format!(
        r#"{{"apiVersion":"0.0.1","kind":"dsse","spec":{{"envelopeHash":{HASH},"payloadHash":{HASH},"signatures":[{{"signature":"AQID","verifier":"{key}"}}]}}}}"#
    )
}

fn intoto_v001() -> String {
    let key = base64(KEY.as_bytes());
    format!(
        r#"{{"apiVersion":"0.0.1","kind":"intoto","spec":{{"content":{{"hash":{HASH},"payloadHash":{HASH}}},"publicKey":"{key}"}}}}"#
    )
}

fn intoto_v002() -> String {
    let key = base64(KEY.as_bytes());
    format!(
        r#"{{"apiVersion":"0.0.2","kind":"intoto","spec":{{"content":{{"envelope":{{"payload":"ZTMwPQ==","payloadType":"a\"b","signatures":[{{"keyid":"k\n","publicKey":"{key}","sig":"QVFJRA=="}}]}},"hash":{HASH},"payloadHash":{HASH}}}}}}}"#
    )
}

fn all() -> [String; 5] {
    [hashed_rekord_v001(), hashed_rekord_v002(), dsse_v001(), intoto_v001(), intoto_v002()]
}

fn parse(body: &str) -> Result<Body, Error> {
    Body::parse(body.as_bytes())
}

/// The error for a body in which the first `from` is replaced.
fn refused(body: &str, from: &str, to: &str) -> Error {
    assert!(body.contains(from), "{body} has no {from}");
    parse(&body.replacen(from, to, 1)).unwrap_err()
}

fn json(kind: ErrorKind, place: &str) -> Error {
    Error::Json(sigstore_json::Error { kind, place: place.into() })
}

fn unknown(name: &str, place: &str) -> Error {
    json(ErrorKind::UnknownMember { name: name.into() }, place)
}

#[test]
fn t_2_kept_every_kind_is_written_as_it_was_read() {
    for (text, kind) in all().iter().zip([
        EntryKind::HashedRekordV001,
        EntryKind::HashedRekordV002,
        EntryKind::DsseV001,
        EntryKind::IntotoV001,
        EntryKind::IntotoV002,
    ]) {
        let body = parse(text).unwrap();
        assert_eq!(body.entry_kind(), kind);
        assert_eq!(String::from_utf8(body.canonical()).unwrap(), *text);
    }
}

#[test]
fn t_2_kept_what_may_be_absent_is_not_written() {
    let payload_hash = format!(r#","payloadHash":{HASH}"#);
    let (keyid, payload) = (r#""keyid":"k\n","#, r#""payload":"ZTMwPQ==","#);
    for text in [
        intoto_v001().replace(&payload_hash, ""),
        intoto_v002().replace(&payload_hash, ""),
        intoto_v002().replace(keyid, ""),
        intoto_v002().replace(payload, ""),
    ] {
        assert!(text.len() < intoto_v001().len().max(intoto_v002().len()));
        assert_eq!(parse(&text).unwrap().canonical(), text.as_bytes());
    }
}

#[test]
fn v_125_kept_a_body_of_rekor_v2_is_canonical() {
    assert!(parse(&hashed_rekord_v002()).is_ok());
    let key = hashed_rekord_v002().replace("x509Certificate", "publicKey");
    let Body::HashedRekordV002(entry) = parse(&key).unwrap() else { panic!() };
    assert_eq!(entry.verifier, Verifier::PublicKey(vec![0x30, 0]));
    assert_eq!(Body::HashedRekordV002(entry).canonical(), key.as_bytes());
}

#[test]
fn v_125_broken_another_spelling_of_the_same_entry() {
    let body = hashed_rekord_v002();
    let offset = |from: &str| body.find(from).unwrap();
    for (from, to, offset) in [
        ("{", " {", 0),
        ("}}}}}}", "}}}}}}\n", body.len()),
        (
            r#""apiVersion":"0.0.2","kind":"hashedrekord","#,
            r#""kind":"hashedrekord","apiVersion":"0.0.2","#,
            2,
        ),
        (r#""content":"#, r#""content" :"#, offset("content") + "content\"".len()),
        ("SHA2_256", "\\u0053HA2_256", offset("SHA2_256")),
        (r#""x509"#, r#""publicKey":null,"x509"#, offset("x509")),
    ] {
        assert_eq!(refused(&body, from, to), Error::NotCanonical { offset });
    }
    assert!(parse(&hashed_rekord_v001().replacen('{', " {", 1)).is_ok());
}

#[test]
fn v_93_broken_an_unknown_kind_or_version() {
    let unsupported = |kind: &str, version: &str| Error::UnsupportedKind {
        kind: kind.into(),
        version: version.into(),
    };
    let error = refused(&hashed_rekord_v001(), "0.0.1", "0.0.3");
    assert_eq!(error, unsupported("hashedrekord", "0.0.3"));
    assert_eq!(error.rule().id, "V-93");
    let error = refused(&hashed_rekord_v001(), "hashedrekord", "rekord");
    assert_eq!(error, unsupported("rekord", "0.0.1"));
}

#[test]
fn v_101_kept_dsse_0_0_1_is_supported() {
    assert!(parse(&dsse_v001()).is_ok());
}

#[test]
fn v_101_broken_dsse_0_0_2_is_not() {
    let body = r#"{"apiVersion":"0.0.2","kind":"dsse","spec":{"dsseV002":{"payloadHash":{"algorithm":"SHA2_256","digest":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},"signatures":[]}}}"#;
    let error = parse(body).unwrap_err();
    assert_eq!(error, Error::UnsupportedKind { kind: "dsse".into(), version: "0.0.2".into() });
    assert_eq!(error.rule().id, "V-101");
}

/// Every object of every kind, in turn, gets a member that it does not have.
#[test]
fn t_22_t_31_t_40_t_43_t_130_broken_a_member_that_the_kind_does_not_have() {
    for body in all() {
        for (at, _) in body.match_indices('{') {
            let (before, after) = body.split_at(at + 1);
            match parse(&format!(r#"{before}"zz":0,{after}"#)).unwrap_err() {
                Error::Json(error) => {
                    let kind = ErrorKind::UnknownMember { name: "zz".into() };
                    assert_eq!(error.kind, kind, "{before}");
                }
                other => panic!("{other:?} for {before}"),
            }
        }
    }
}

/// Every member of every kind, in turn, is missing.
#[test]
fn t_22_t_31_t_40_t_43_t_130_broken_a_member_is_missing() {
    let optional = ["keyid", "payload"];
    for body in all() {
        for (at, _) in body.match_indices("\":") {
            let start = body[..at].rfind('"').unwrap() + 1;
            let name = &body[start..at];
            if optional.contains(&name) || (name == "payloadHash" && body.contains("intoto")) {
                continue;
            }
            let (before, after) = body.split_at(start);
            let error = parse(&format!("{before}-{after}")).unwrap_err();
            let missing = |error: &sigstore_json::Error| match error.kind {
                ErrorKind::MissingMember { name: missing } => missing == name,
                ErrorKind::Unexpected { .. } => name == "x509Certificate",
                _ => false,
            };
            assert!(matches!(&error, Error::Json(error) if missing(error)), "{name}: {error:?}");
        }
    }
}

#[test]
fn t_22_kept_a_hashedrekord_0_0_1_comes_out_decoded() {
    let Body::HashedRekordV001(entry) = parse(&hashed_rekord_v001()).unwrap() else { panic!() };
    assert_eq!(entry.digest.as_bytes()[..2], [0xe3, 0xb0]);
    assert_eq!(entry.signature, [1, 2, 3]);
    assert_eq!(entry.verifier.verifier(), &Verifier::Certificate(vec![0x30, 0]));
    assert_eq!(entry.verifier.text(), CERTIFICATE);
}

#[test]
fn t_22_broken_the_format_of_a_rekord() {
    assert_eq!(
        refused(
            &hashed_rekord_v001(),
            r#""content":"AQID""#,
            r#""content":"AQID","format":"x509""#
        ),
        unknown("format", "$.spec.signature")
    );
}

#[test]
fn t_20_broken_hex_in_upper_case_or_of_another_length() {
    let hex = |characters, expected| Error::Hex {
        place: "$.spec.data.hash.value".into(),
        characters,
        expected,
    };
    let body = hashed_rekord_v001();
    assert_eq!(refused(&body, "e3b0", "E3b0"), hex(64, 64));
    assert_eq!(refused(&body, "e3b0", "e3b"), hex(63, 64));
    assert_eq!(refused(&body, "e3b0", "e3"), hex(62, 64));
    assert_eq!(refused(&body, "e3b0", "e3b0e3"), hex(66, 64));
    assert_eq!(refused(&body, "sha256", "sha384"), hex(64, 96));
    assert_eq!(refused(&body, "sha256", "sha512"), hex(64, 128));
}

#[test]
fn t_20_kept_lower_case_hex() {
    let text = hashed_rekord_v001().replacen("e3b0", "09af", 1);
    let Body::HashedRekordV001(entry) = parse(&text).unwrap() else { panic!() };
    assert_eq!(entry.digest.as_bytes()[..3], [0x09, 0xaf, 0xc4]);
    for digits in ["/0", ":0", "`0", "g0", "0G"] {
        let text = hashed_rekord_v001().replacen("e3", digits, 1);
        assert!(parse(&text).is_err(), "{digits}");
    }
}

#[test]
fn t_21_kept_a_hashedrekord_may_have_each_of_the_three_hashes() {
    for algorithm in HashAlgorithm::ALL {
        let value = "0a".repeat(algorithm.length());
        let hash = format!(r#"{{"algorithm":"{algorithm}","value":"{value}"}}"#);
        let text = hashed_rekord_v001().replace(HASH, &hash);
        let Body::HashedRekordV001(entry) = parse(&text).unwrap() else { panic!() };
        let digest = Digest::new(algorithm, &vec![10; algorithm.length()]);
        assert_eq!(Some(entry.digest), digest);
        assert_eq!(Body::HashedRekordV001(entry).canonical(), text.as_bytes());
    }
}

#[test]
fn t_21_broken_another_hash() {
    let error = |place: &str, found: &str, allowed| Error::HashAlgorithm {
        place: place.into(),
        found: found.into(),
        allowed,
    };
    assert_eq!(
        refused(&hashed_rekord_v001(), "sha256", "sha1"),
        error("$.spec.data.hash.algorithm", "sha1", &HashAlgorithm::ALL)
    );
    for (body, place) in [
        (dsse_v001(), "$.spec.envelopeHash.algorithm"),
        (intoto_v001(), "$.spec.content.hash.algorithm"),
        (intoto_v002(), "$.spec.content.hash.algorithm"),
    ] {
        let only = &[HashAlgorithm::Sha256];
        assert_eq!(refused(&body, "sha256", "sha512"), error(place, "sha512", only));
    }
    assert_eq!(
        refused(
            &dsse_v001(),
            r#""payloadHash":{"algorithm":"sha256"#,
            r#""payloadHash":{"algorithm":"sha384"#
        ),
        error("$.spec.payloadHash.algorithm", "sha384", &[HashAlgorithm::Sha256])
    );
}

#[test]
fn t_130_kept_a_hashedrekord_0_0_2_comes_out_decoded() {
    let Body::HashedRekordV002(entry) = parse(&hashed_rekord_v002()).unwrap() else { panic!() };
    let HashedRekordV002 { digest, signature, key_details, verifier } = entry;
    assert_eq!(digest.as_bytes()[..2], [0xe3, 0xb0]);
    assert_eq!(signature, [1, 2, 3]);
    assert_eq!(key_details, KeyDetails::PkixEcdsaP256Sha256);
    assert_eq!(verifier, Verifier::Certificate(vec![0x30, 0]));
}

#[test]
fn t_130_broken_a_digest_of_another_length() {
    let length = |algorithm, length| Error::DigestLength {
        place: "$.spec.hashedRekordV002.data.digest".into(),
        algorithm,
        length,
    };
    let body = hashed_rekord_v002();
    assert_eq!(refused(&body, "SHA2_256", "SHA2_512"), length(HashAlgorithm::Sha512, 32));
    assert_eq!(
        refused(&body, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "47DE"),
        length(HashAlgorithm::Sha256, 3)
    );
}

#[test]
fn t_130_broken_an_unknown_name_two_verifiers_or_none() {
    let unexpected = |expected, found: &str, place: &str| {
        let found = found.into();
        json(ErrorKind::Unexpected { expected, found }, place)
    };
    let body = hashed_rekord_v002();
    assert_eq!(
        refused(&body, "SHA2_256", "sha256"),
        unexpected(
            "the name of a HashAlgorithm",
            "sha256",
            "$.spec.hashedRekordV002.data.algorithm"
        )
    );
    let verifier = "$.spec.hashedRekordV002.signature.verifier";
    assert_eq!(
        refused(&body, "PKIX_ECDSA_P256_SHA_256", "5"),
        unexpected("the name of a PublicKeyDetails", "5", &format!("{verifier}.keyDetails"))
    );
    assert_eq!(
        refused(&body, r#""x509"#, r#""publicKey":{"rawBytes":"MAA="},"x509"#),
        json(ErrorKind::TwoOfOne { first: "x509Certificate", second: "publicKey" }, verifier)
    );
    assert_eq!(
        refused(&body, r#","x509Certificate":{"rawBytes":"MAA="}"#, ""),
        unexpected("x509Certificate or publicKey", "neither", verifier)
    );
}

#[test]
fn t_31_kept_a_dsse_0_0_1_comes_out_decoded_and_in_order() {
    let two = dsse_v001().replace(
        r#"[{"signature":"AQID""#,
        &format!(
            r#"[{{"signature":"BAUG","verifier":"{}"}},{{"signature":"AQID""#,
            base64(CERTIFICATE.as_bytes())
        ),
    );
    let Body::DsseV001(entry) = parse(&two).unwrap() else { panic!() };
    assert_eq!(entry.envelope_hash, entry.payload_hash);
    assert_eq!(entry.signatures.len(), 2);
    assert_eq!(entry.signatures[0].signature, [4, 5, 6]);
    assert_eq!(entry.signatures[1].signature, [1, 2, 3]);
    assert_eq!(entry.signatures[1].verifier.text(), KEY);
    assert_eq!(Body::DsseV001(entry).canonical(), two.as_bytes());
}

#[test]
fn t_31_broken_what_was_uploaded_is_not_what_is_stored() {
    let proposed = r#"{"apiVersion":"0.0.1","kind":"dsse","spec":{"proposedContent":{"envelope":"{}","verifiers":[]}}}"#;
    let name = "envelopeHash";
    assert_eq!(parse(proposed).unwrap_err(), json(ErrorKind::MissingMember { name }, "$.spec"));
    assert_eq!(
        refused(&dsse_v001(), r#""spec":{"#, r#""spec":{"proposedContent":{},"#),
        unknown("proposedContent", "$.spec")
    );
}

/// The error for a body whose array of signatures is empty.
fn without_signatures(body: &str) -> Error {
    let (before, after) = body.split_once(r#""signatures":["#).unwrap();
    let (_, after) = after.split_once(']').unwrap();
    parse(&format!(r#"{before}"signatures":[]{after}"#)).unwrap_err()
}

#[test]
fn t_31_broken_no_signature() {
    let place = "$.spec.signatures".into();
    assert_eq!(without_signatures(&dsse_v001()), Error::NoSignatures { place });
}

#[test]
fn t_43_broken_no_signature() {
    let place = "$.spec.content.envelope.signatures".into();
    assert_eq!(without_signatures(&intoto_v002()), Error::NoSignatures { place });
}

#[test]
fn t_40_kept_an_old_entry_has_no_payload_hash() {
    let old = intoto_v001().replace(&format!(r#","payloadHash":{HASH}"#), "");
    let Body::IntotoV001(IntotoV001 { payload_hash, verifier, hash }) = parse(&old).unwrap() else {
        panic!()
    };
    assert_eq!(payload_hash, None);
    assert_eq!(hash.as_bytes()[..2], [0xe3, 0xb0]);
    assert_eq!(verifier.verifier(), &Verifier::PublicKey(vec![0x30, 0]));
}

#[test]
fn t_40_broken_the_envelope_that_was_uploaded() {
    assert_eq!(
        refused(&intoto_v001(), r#""content":{"#, r#""content":{"envelope":"{}","#),
        unknown("envelope", "$.spec.content")
    );
}

#[test]
fn t_43_kept_an_intoto_0_0_2_comes_out_decoded() {
    let Body::IntotoV002(entry) = parse(&intoto_v002()).unwrap() else { panic!() };
    assert_eq!(entry.payload.as_deref(), Some(b"e30=".as_slice()));
    assert_eq!(entry.payload_type, "a\"b");
    assert_eq!(entry.payload_hash, Some(entry.hash));
    assert_eq!(entry.signatures[0].keyid.as_deref(), Some("k\n"));
    assert_eq!(entry.signatures[0].verifier.text(), KEY);
}

#[test]
fn v_100_kept_a_signature_that_is_encoded_twice() {
    let Body::IntotoV002(entry) = parse(&intoto_v002()).unwrap() else { panic!() };
    assert_eq!(entry.signatures[0].sig, b"AQID");
    assert_eq!(entry.signatures[0].signature(), Some(vec![1, 2, 3]));
}

/// The body is read and written back; its signature equals none.
#[test]
fn v_100_broken_a_signature_that_is_encoded_once() {
    for sig in [b"\x30\x06\x02\x01".as_slice(), b"AQI", b"AQID\n", b"AQ-_"] {
        let text = intoto_v002().replace("QVFJRA==", &base64(sig));
        let Body::IntotoV002(entry) = parse(&text).unwrap() else { panic!() };
        assert_eq!(entry.signatures[0].signature(), None);
        assert_eq!(Body::IntotoV002(entry).canonical(), text.as_bytes());
    }
}

#[test]
fn a_29_a_body_is_limited_before_it_is_read() {
    let body = hashed_rekord_v001();
    let padding = " ".repeat(MAX_BODY - body.len());
    assert!(parse(&format!("{body}{padding}")).is_ok());
    let kind = ErrorKind::TooLarge { bytes: MAX_BODY + 1, max: MAX_BODY };
    assert_eq!(parse(&format!("{body}{padding} ")).unwrap_err(), json(kind, "$"));
}

#[test]
fn a_29_signatures_are_limited_while_they_are_read() {
    let body = dsse_v001();
    let start = body.find('[').unwrap() + 1;
    let end = body.find(']').unwrap();
    let many = |count| {
        let signatures = vec![&body[start..end]; count].join(",");
        parse(&format!("{}{signatures}{}", &body[..start], &body[end..]))
    };
    assert!(many(MAX_BODY_SIGNATURES).is_ok());
    let max = MAX_BODY_SIGNATURES;
    assert_eq!(
        many(max + 1).unwrap_err(),
        json(ErrorKind::TooManyElements { max }, "$.spec.signatures[32]")
    );
}
