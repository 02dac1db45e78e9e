use sigstore_inspect::{Kind, Thing};

use crate::things::{PRIVATE_KEY, thing};

/// All that is written of a thing.
fn written(bytes: &[u8]) -> String {
    let thing = Thing::read(bytes, None).unwrap();
    let outputs = [true, false].map(|raw| thing.to_text(raw) + &thing.to_json(raw));
    outputs.concat()
}

/// Whether a secret stands in a text: as it is, in hex, or in the characters of a dump.
fn holds(written: &str, secret: &[u8]) -> bool {
    let text = String::from_utf8_lossy(secret).into_owned();
    let spaced: Vec<_> = secret.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    [text, sigstore_json::hex(secret), spaced.join(" ")].iter().any(|form| written.contains(form))
}

#[test]
fn a_private_key_is_named_and_not_shown() {
    let secret = "THISISNOKEYBUTITISTREATEDLIKEONE";
    let bytes = sigstore_json::base64_bytes(secret).unwrap();
    let after_a_certificate = {
        let der = sigstore_json::base64(&thing(Kind::Certificate));
        format!("-----BEGIN CERTIFICATE-----\n{der}\n-----END CERTIFICATE-----\n{PRIVATE_KEY}")
    };
    for text in [PRIVATE_KEY, &after_a_certificate, &PRIVATE_KEY.replace("PRIVATE", "EC PRIVATE")] {
        assert_eq!(Thing::read(text.as_bytes(), None).unwrap().kind(), Kind::PrivateKey);
        assert!(!holds(&written(text.as_bytes()), secret.as_bytes()));
        assert!(!holds(&written(text.as_bytes()), &bytes));
    }
    // Said to be something else it is no less a secret.
    let thing = Thing::read(after_a_certificate.as_bytes(), Some(Kind::Certificate)).unwrap();
    for output in [thing.to_text(true), thing.to_json(true)] {
        assert!(!holds(&output, secret.as_bytes()) && !holds(&output, &bytes));
        assert!(output.contains("serial"));
    }
}

/// PKCS #8, SEC 1 and PKCS #1, in DER and in base64.
#[test]
fn a_private_key_in_der_is_one() {
    let pkcs8 = b"\x30\x17\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x0bTOPSECRET12";
    let sec1 = b"\x30\x13\x02\x01\x01\x04\x0aTOPSECRET1\xa0\x02\x05\x00";
    let pkcs1 = b"\x30\x18\x02\x01\x00\x02\x01\x05\x02\x01\x03\x02\x0bTOPSECRET12\x02\x00";
    for der in [pkcs8.as_slice(), sec1, pkcs1] {
        assert_eq!(Thing::read(der, None).unwrap().kind(), Kind::PrivateKey);
        assert!(!holds(&written(der), b"TOPSECRET1"));
    }
}

#[test]
fn a_token_is_shown_without_its_signature() {
    let token = String::from_utf8(thing(Kind::Token)).unwrap();
    let signature = token.trim().rsplit('.').next().unwrap();
    let value = sigstore_json::Value::String(signature.into());
    let bytes = value.node().bytes().unwrap();
    for bytes_of in [Kind::Token, Kind::CertificateRequest] {
        let written = written(&thing(bytes_of));
        assert!(written.contains("https://"), "the claims are shown");
        for secret in [signature.as_bytes(), &bytes, token.trim().as_bytes()] {
            assert!(!holds(&written, secret));
        }
    }
}

#[test]
fn secrets_in_json_are_masked() {
    let keys =
        r#"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","d":"U0VDUkVUMQ","p":"U0VDUkVUMg"}]}"#;
    let one = r#"{"kty":"oct","k":"U0VDUkVUMQ"}"#;
    for text in [keys, one] {
        assert_eq!(Thing::read(text.as_bytes(), None).unwrap().kind(), Kind::KeySet);
        let written = written(text.as_bytes());
        assert!(!written.contains("U0VDUkVUM") && !written.contains("SECRET"));
    }
    let capture = written(&thing(Kind::Capture));
    assert!(capture.contains("https://rekor.example/api?code=masked-"));
    assert!(!capture.contains("secret1") && !capture.contains("secret2"));
}

/// What the terminal would take as a command stands in the text as it came, for the program to
/// escape; a line break in a name makes no line of its own.
#[test]
fn a_name_makes_no_line() {
    let thing = Thing::read(br#"{"a\nverified: yes":"b\nverified: yes"}"#, None).unwrap();
    let text = thing.to_text(false);
    assert!(!text.lines().any(|line| line.trim_start().starts_with("verified")), "{text}");
}
