//! Keys and certificates in PEM: the spellings that real entries have, and one change away from each.
#![allow(clippy::unwrap_used)]

use sigstore_rekor_types::{Error, PemVerifier, Verifier};
use sigstore_traits::Refusal;

const KEY: &str = "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n";
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";

fn certificate(lines: &[&str]) -> String {
    let lines = lines.join("\n");
    format!("-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n")
}

fn read(text: &str) -> Verifier {
    let pem = PemVerifier::parse(text.as_bytes()).unwrap();
    assert_eq!(pem.text(), text);
    pem.verifier().clone()
}

fn refused(text: &str, line: usize, expected: &'static str) {
    let error = PemVerifier::parse(text.as_bytes()).unwrap_err();
    let place = String::new();
    assert_eq!(error, Error::Pem { place, line, expected }, "{text}");
    assert_eq!(error.rule().id, "T-5");
}

#[test]
fn t_5_kept_a_key_and_a_certificate() {
    assert_eq!(read(KEY), Verifier::PublicKey(vec![0x30, 0]));
    assert_eq!(read(CERTIFICATE), Verifier::Certificate(vec![0x30, 0]));
}

#[test]
fn t_5_kept_the_first_of_a_chain_counts() {
    let chain = CERTIFICATE.to_owned() + &certificate(&["MAEA"]);
    assert_eq!(read(&chain), Verifier::Certificate(vec![0x30, 0]));
    let chain = certificate(&["MAEA"]) + CERTIFICATE + CERTIFICATE;
    assert_eq!(read(&chain), Verifier::Certificate(vec![0x30, 1, 0]));
}

#[test]
fn t_5_kept_the_spellings_of_uploads_without_final_newline_or_on_one_line() {
    assert_eq!(read(KEY.trim_end()), read(KEY));
    let (one, two) = ("A".repeat(64), "A".repeat(128));
    assert_eq!(read(&certificate(&[&two])), read(&certificate(&[&one, &one])));
    assert_eq!(read(&certificate(&[&one])), Verifier::Certificate(vec![0; 48]));
    assert_eq!(read(&certificate(&[&one, "AAAA"])), Verifier::Certificate(vec![0; 51]));
}

#[test]
fn t_5_kept_rekor_writes_lines_of_64_characters() {
    let one = "A".repeat(64);
    for (length, lines) in [
        (45, vec!["A".repeat(60)]),
        (48, vec![one.clone()]),
        (51, vec![one.clone(), "AAAA".into()]),
        (96, vec![one.clone(), one.clone()]),
    ] {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let pem = PemVerifier::from(Verifier::Certificate(vec![0; length]));
        assert_eq!(pem.text(), certificate(&lines));
        assert_eq!(PemVerifier::parse(pem.text().as_bytes()), Ok(pem));
    }
    assert_eq!(PemVerifier::from(Verifier::PublicKey(vec![0x30, 0])).text(), KEY);
}

#[test]
fn t_5_broken_other_lines() {
    let lines = "lines of 64 characters, or a single one";
    let one = "A".repeat(64);
    for (second, third) in [("A".repeat(63), "A"), ("A".repeat(60), "AAAA")] {
        refused(&certificate(&[&one, &second, third]), 4, lines);
    }
    refused(&certificate(&[&one, &"A".repeat(68)]), 3, lines);
    refused(&certificate(&["AAAA", "AAAA"]), 3, lines);
    refused(&certificate(&[&"A".repeat(68), "AAAA"]), 3, lines);
    refused(&certificate(&[&one, "", "AAAA"]), 4, lines);
}

#[test]
fn t_5_broken_no_strict_base64() {
    let one = "A".repeat(64);
    for line in ["", "MAA", "MAB=", "MAA=\r", " MAA=", "MA-_", "MAA==="] {
        refused(&certificate(&[line]), 3, "base64");
    }
    refused("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n", 2, "base64");
    refused(&certificate(&[&one, "A"]), 4, "base64");
}

#[test]
fn t_5_broken_other_labels_or_text_around() {
    let begin = "the first line of a CERTIFICATE or PUBLIC KEY";
    refused(&KEY.replace("PUBLIC KEY", "RSA PUBLIC KEY"), 1, begin);
    refused(&format!("\n{KEY}"), 1, begin);
    refused(&format!("key:\n{KEY}"), 1, begin);
    refused(&KEY.replace("\nMAA", "\r\nMAA"), 1, begin);
    refused("", 1, begin);
    let last = "the last line of the block";
    refused(&KEY.replace("-----END PUBLIC KEY-----\n", ""), 3, last);
    refused("-----BEGIN PUBLIC KEY-----\n", 2, last);
    refused(&format!("{KEY}\n"), 4, "the end");
    refused(&format!("{KEY}{KEY}"), 4, "the end");
    let another = "another certificate, or the end";
    refused(&format!("{CERTIFICATE}\n"), 4, another);
    refused(&format!("{CERTIFICATE}\n{CERTIFICATE}"), 4, another);
    refused(&format!("{CERTIFICATE}{KEY}"), 4, another);
    let lines = "lines of 64 characters, or a single one";
    refused(&KEY.replace("END PUBLIC KEY", "END CERTIFICATE"), 3, lines);
    let cut = CERTIFICATE.replace("-----END CERTIFICATE-----\n", "");
    refused(&format!("{CERTIFICATE}{cut}"), 6, last);
    refused(&format!("{CERTIFICATE}{}", certificate(&["MAB="])), 6, "base64");
}

#[test]
fn t_5_broken_not_even_text() {
    let error =
        PemVerifier::parse(b"-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\xff");
    let (place, line, expected) = (String::new(), 1, "UTF-8");
    assert_eq!(error, Err(Error::Pem { place, line, expected }));
}
