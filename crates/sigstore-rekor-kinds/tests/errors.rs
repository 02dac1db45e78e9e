//! What each error says on the terminal, and under which rule.

use sigstore_rekor_kinds::{Error, RULES};
use sigstore_traits::Refusal;

const HEX_ONES: &str = "0101010101010101010101010101010101010101010101010101010101010101";

fn missing() -> sigstore_json::Error {
    sigstore_json::Error {
        kind: sigstore_json::ErrorKind::MissingMember { name: "b" },
        place: "$.a".into(),
    }
}

#[test]
fn every_error_says_what_where_found_and_expected() {
    let none = |expected| Error::Attestation { found: [1; 32], expected };
    let negative = sigstore_rekor_types::Error::Negative { place: "$.a".into(), found: -1 };
    for (error, code, text) in [
        (
            Error::Json(missing()),
            "json-missing-member",
            r#"a member is missing at $.a: found nothing, expected "b" (V-6)"#.to_owned(),
        ),
        (
            Error::Entry(negative),
            "entry-negative",
            "the number is negative at $.a: found -1, expected 0 or more (V-18)".to_owned(),
        ),
        (
            Error::Document { place: "$.d", error: missing() },
            "json-missing-member",
            r#"a member is missing at $.d, $.a: found nothing, expected "b" (V-6)"#.to_owned(),
        ),
        (
            Error::NoSignatures { place: "$.a".into() },
            "body-no-signatures",
            "the body has no signature at $.a: found none, expected at least one (T-132)"
                .to_owned(),
        ),
        (
            none(None),
            "body-attestation",
            format!("the attestation is not the entry's: found {HEX_ONES}, expected none (T-13)"),
        ),
        (
            none(Some([1; 32])),
            "body-attestation",
            format!(
                "the attestation is not the entry's: found {HEX_ONES}, expected {HEX_ONES} (T-13)"
            ),
        ),
    ] {
        assert_eq!((error.code(), error.to_string()), (code, text));
        let inner = matches!(error, Error::Json(_) | Error::Entry(_) | Error::Document { .. });
        assert!(inner || RULES.contains(&error.rule()));
    }
}
