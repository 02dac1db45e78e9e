//! What each error says on the terminal, and under which rule.

use sigstore_rekor_types::{EntryKind, Error, KindVersion, RULES};
use sigstore_traits::{HashAlgorithm, Refusal};

fn place() -> String {
    "$.a".into()
}

fn unsupported(kind: &str, version: &str) -> Error {
    Error::UnsupportedKind { kind: kind.into(), version: version.into() }
}

fn all() -> Vec<(Error, &'static str, &'static str)> {
    let inner = sigstore_json::Error {
        kind: sigstore_json::ErrorKind::MissingMember { name: "b" },
        place: place(),
    };
    vec![
        (
            Error::Json(inner),
            "json-missing-member",
            r#"a member is missing at $.a: found nothing, expected "b" (V-6)"#,
        ),
        (
            unsupported("rekord", "0.0.1"),
            "entry-unsupported-kind",
            r#"the kind is not supported at $.kind: found "rekord" "0.0.1", expected hashedrekord 0.0.1, hashedrekord 0.0.2, dsse 0.0.1, intoto 0.0.1, intoto 0.0.2 (V-93)"#,
        ),
        (
            unsupported("dsse", "0.0.2"),
            "entry-unsupported-kind",
            r#"the kind is not supported at $.kind: found "dsse" "0.0.2", expected hashedrekord 0.0.1, hashedrekord 0.0.2, dsse 0.0.1, intoto 0.0.1, intoto 0.0.2 (V-101)"#,
        ),
        (
            Error::KindMismatch {
                entry: KindVersion { kind: "dsse".into(), version: "0.0.2".into() },
                body: EntryKind::DsseV001.into(),
            },
            "entry-kind-mismatch",
            r#"the body is of another kind at $.kind: found dsse 0.0.1, expected "dsse" "0.0.2" (V-93)"#,
        ),
        (
            Error::NotCanonical { offset: 7 },
            "entry-not-canonical",
            "the body is not canonical at $: found a difference at byte 7, expected RFC 8785 (V-125)",
        ),
        (
            Error::NoSignatures { place: place() },
            "entry-no-signatures",
            "the body has no signature at $.a: found none, expected at least one (T-31)",
        ),
        (
            Error::Pem { place: place(), line: 3, expected: "base64" },
            "entry-pem",
            "the key or certificate is not strict PEM at $.a: found something else in line 3, expected base64 (T-5)",
        ),
        (
            Error::HashAlgorithm {
                place: place(),
                found: "md5".into(),
                allowed: &HashAlgorithm::ALL,
            },
            "entry-hash-algorithm",
            r#"the hash is of a wrong kind at $.a: found "md5", expected sha256, sha384, sha512 (T-21)"#,
        ),
        (
            Error::Hex { place: place(), characters: 3, expected: 64 },
            "entry-hex",
            "the hash is misspelt at $.a: found 3 characters, expected 64 digits of lower-case hex (T-20)",
        ),
        (
            Error::DigestLength { place: place(), algorithm: HashAlgorithm::Sha384, length: 32 },
            "entry-digest-length",
            "the digest has a wrong length at $.a: found 32 bytes, expected 48 bytes of sha384 (T-130)",
        ),
        (
            Error::HashLength { place: place(), length: 31 },
            "entry-hash-length",
            "the hash has a wrong length at $.a: found 31 bytes, expected 32 bytes (V-89)",
        ),
        (
            Error::Negative { place: place(), found: -1 },
            "entry-negative",
            "the number is negative at $.a: found -1, expected 0 or more (V-18)",
        ),
        (
            Error::Uuid { characters: 2 },
            "entry-uuid",
            "the name of the entry is misspelt at $: found 2 characters, expected 64 or 80 digits of lower-case hex (T-2)",
        ),
    ]
}

#[test]
fn every_error_says_what_where_found_and_expected() {
    for (error, code, text) in all() {
        assert_eq!(error.code(), code);
        assert_eq!(error.to_string(), text);
        assert!(RULES.contains(&error.rule()) || matches!(error, Error::Json(_)));
    }
}

#[test]
fn a_long_name_is_shortened() {
    let error = unsupported(&"k".repeat(81), &"0".repeat(80));
    let found = format!("\"{}\"… \"{}\"", "k".repeat(80), "0".repeat(80));
    assert_eq!(error.facts().found, found);
}
