//! What every error says of itself.

use std::collections::BTreeSet;

use sigstore_checkpoint::{Error, Part, RULES};
use sigstore_traits::Refusal;

/// Every error and its sentence.
fn sentences() -> Vec<(Error, &'static str)> {
    let text = |text: &str| text.to_owned();
    let empty = |line, expected| Error::EmptyLine { line, expected };
    vec![
        (
            Error::TooLarge { bytes: 524_289 },
            "the checkpoint is too large: found 524289 bytes, expected at most 524288 (V-76)",
        ),
        (
            Error::ControlCharacter { line: 2, found: '\r' },
            "the checkpoint has a control character at line 2: found '\\r', expected none but the newline (V-76)",
        ),
        (
            Error::Ended { line: 5, expected: Part::Newline },
            "the checkpoint ends early at line 5: found the end, expected a newline (V-76)",
        ),
        (
            Error::Ended { line: 4, expected: Part::EmptyLine },
            "the checkpoint ends early at line 4: found the end, expected an empty line (V-76)",
        ),
        (
            empty(1, Part::Origin),
            "a line of the checkpoint's text is empty at line 1: found nothing, expected the origin (V-78)",
        ),
        (
            empty(2, Part::TreeSize),
            "a line of the checkpoint's text is empty at line 2: found nothing, expected the tree size (V-78)",
        ),
        (
            empty(3, Part::RootHash),
            "a line of the checkpoint's text is empty at line 3: found nothing, expected the root hash (V-78)",
        ),
        (
            empty(4, Part::Extension),
            "a line of the checkpoint's text is empty at line 4: found nothing, expected an extension line (V-78)",
        ),
        (
            Error::TreeSize { found: text("042") },
            "the checkpoint has no tree size at line 2: found \"042\", expected a decimal below 2⁶⁴ without sign and leading zero (V-78)",
        ),
        (
            Error::RootHash { found: text("AA==") },
            "the checkpoint has no root hash at line 3: found \"AA==\", expected the padded base64 of 32 bytes (V-78)",
        ),
        (
            Error::Ended { line: 5, expected: Part::Signature },
            "the checkpoint ends early at line 5: found the end, expected `— <key name> <base64>` (V-76)",
        ),
        (
            Error::TooManySignatures { line: 69, found: 65 },
            "the checkpoint has too many signature lines at line 69: found 65, expected at most 64 (V-82)",
        ),
        (
            Error::NotSignature { line: 5, found: text("- a") },
            "a line of the checkpoint is not a signature line at line 5: found \"- a\", expected `— <key name> <base64>` (V-76)",
        ),
        (
            Error::KeyName { line: 5, found: text("a+b") },
            "a key name of the checkpoint is not valid at line 5: found \"a+b\", expected a word without white space and plus (V-76)",
        ),
        (
            Error::SignatureBase64 { line: 5, characters: 7 },
            "a signature of the checkpoint is not base64 at line 5: found 7 characters, expected padded standard base64 (V-76)",
        ),
        (
            Error::SignatureLength { line: 5, bytes: 4 },
            "a signature of the checkpoint is too short at line 5: found 4 bytes, expected 4 of key id and more (V-77)",
        ),
        (
            Error::CosignatureLength { line: 6, bytes: 71 },
            "a cosignature has the wrong length at line 6: found 71 bytes, expected 8 of time and 64 of signature (V-85)",
        ),
        (
            Error::CosignatureTime { line: 6, found: 1 << 63 },
            "the time of a cosignature is out of range at line 6: found 9223372036854775808 seconds, expected fewer than 2⁶³ (V-85)",
        ),
    ]
}

#[test]
fn every_error_says_what_where_and_which_rule() {
    for (error, sentence) in sentences() {
        assert_eq!(error.to_string(), sentence);
        assert!(RULES.contains(&error.rule()), "{error:?}");
        let facts = error.facts();
        assert_eq!((facts.code, facts.rule), (error.code(), error.rule()));
    }
}

#[test]
fn every_kind_of_error_has_its_own_code() {
    let codes: BTreeSet<&str> = sentences().iter().map(|(error, _)| error.code()).collect();
    // Four empty lines are one kind, and so are three early ends.
    assert_eq!(codes.len(), sentences().len() - 3 - 2);
    assert!(codes.iter().all(|code| code.starts_with("checkpoint-")));
}
