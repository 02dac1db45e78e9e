//! What each error says on the terminal, and under which rule.

use sigstore_rekor_kinds::Format;
use sigstore_rekor_proposals::{Error, RULES};
use sigstore_traits::{KeyError, Refusal, SignatureError};

const ONES: &str = "0101010101010101010101010101010101010101010101010101010101010101";
const TWOS: &str = "0202020202020202020202020202020202020202020202020202020202020202";

fn place() -> String {
    "$.a".into()
}

#[test]
fn every_error_says_what_where_found_and_expected() {
    for (error, code, text) in [
        (
            Error::NoSignatures { place: place() },
            "proposal-no-signatures",
            "the envelope has no signature at $.a: found none, expected at least one (T-30)",
        ),
        (
            Error::UnknownKind { kind: "a".into(), version: "1".into() },
            "proposal-unknown-kind",
            r#"the kind is not known at $.kind: found "a" "1", expected hashedrekord 0.0.1, dsse 0.0.1, intoto 0.0.1, intoto 0.0.2, rekord 0.0.1, alpine 0.0.1, cose 0.0.1, helm 0.0.1, jar 0.0.1, rfc3161 0.0.1, rpm 0.0.1, tuf 0.0.1 (T-1)"#,
        ),
        (
            Error::Computed { place: place() },
            "proposal-computed",
            "the log works this out at $.a: found it in the upload, expected nothing (T-30)",
        ),
        (
            Error::NotInline { place: place() },
            "proposal-not-inline",
            "the content is missing at $.a: found a hash at most, expected the content (T-3)",
        ),
        (
            Error::Elsewhere { place: place() },
            "proposal-elsewhere",
            "nothing is fetched at $.a: found an address, expected the content (T-12)",
        ),
        (
            Error::HashMismatch { place: "$.a", found: [1; 32], expected: [2; 32] },
            "proposal-hash-mismatch",
            &format!("the content has another hash at $.a: found {ONES}, expected {TWOS} (T-3)"),
        ),
        (
            Error::Unpaired { verifiers: 2 },
            "proposal-unpaired",
            "it takes a verification to say which key made which signature at $.spec.proposedContent.verifiers: found 2 keys, expected one (T-31)",
        ),
        (
            Error::Foreign { place: "$.a", format: Format::Pgp },
            "proposal-foreign",
            "the canonical form takes a reader of the format at $.a: found pgp, expected x509 (T-5)",
        ),
        (
            Error::Unopened { place: "$.a", part: "headers" },
            "proposal-unopened",
            "the package is not opened at $.a: found a package, expected headers (T-2)",
        ),
        (
            Error::Signature(SignatureError::Invalid),
            "proposal-signature",
            "the signature does not hold: found the signature is not valid (T-4)",
        ),
        (
            Error::Key(KeyError::Malformed),
            "proposal-key",
            "the key can't be read: found not a DER SubjectPublicKeyInfo with a valid key (T-4)",
        ),
        (
            Error::Unverifiable { format: Format::Tuf },
            "proposal-unverifiable",
            "the signature can't be verified here: found tuf, expected one of x509 over an artifact, or a COSE_Sign1 (T-4)",
        ),
        (
            Error::Cose { offset: 3, expected: "a map" },
            "proposal-cose",
            "the message is not a COSE_Sign1 at byte 3: found something else, expected a map (T-70)",
        ),
        (
            Error::Provenance { line: 3, expected: "files:" },
            "proposal-provenance",
            "the provenance file does not say which chart at line 3: found something else, expected files: (T-80)",
        ),
    ] {
        assert_eq!((error.code(), error.to_string().as_str()), (code, text));
        assert!(RULES.contains(&error.rule()));
    }
}

#[test]
fn the_errors_of_what_is_inside_speak_for_themselves() {
    let missing = || sigstore_json::Error {
        kind: sigstore_json::ErrorKind::MissingMember { name: "b" },
        place: place(),
    };
    let text = r#"a member is missing at $.a: found nothing, expected "b" (V-6)"#;
    for error in [
        Error::Json(missing()),
        Error::Entry(sigstore_rekor_types::Error::Json(missing())),
        Error::Kind(sigstore_rekor_kinds::Error::Json(missing())),
    ] {
        assert_eq!(error.to_string(), text);
    }
    let inside = Error::Document { place: "$.d", error: missing() };
    assert_eq!(inside.to_string(), text.replace("$.a", "$.d, $.a"));
}
