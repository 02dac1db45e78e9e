use core::fmt;

use sigstore_traits::{Facts, Refusal, facts};

use crate::{MAX_SCTS, V_58, V_60, V_63};

/// Why a list of SCTs was not read, or a precertificate not rebuilt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The value of the extension is not one DER OCTET STRING.
    OctetString,
    /// The bytes end inside a field.
    Truncated {
        /// Which field.
        field: &'static str,
        /// Where it begins in the value of the extension.
        offset: usize,
        /// Bytes that are there.
        found: usize,
        /// Bytes that it has.
        expected: usize,
    },
    /// Bytes are left over after the last field.
    Trailing {
        /// Of which structure.
        field: &'static str,
        /// Where they begin in the value of the extension.
        offset: usize,
        /// How many.
        bytes: usize,
    },
    /// The list has no SCT.
    EmptyList,
    /// The list has more SCTs than [`MAX_SCTS`].
    TooManyScts,
    /// An SCT of a version that is not supported.
    Version {
        /// Where it stands in the value of the extension.
        offset: usize,
        /// The version; that of RFC 6962 is 0.
        found: u8,
    },
    /// A signature algorithm that RFC 5246 and its registries do not know.
    UnknownAlgorithm {
        /// Where it stands in the value of the extension.
        offset: usize,
        /// The number of the hash algorithm.
        hash: u8,
        /// The number of the signature algorithm.
        signature: u8,
    },
    /// A signature algorithm that is known, but not one that RFC 6962 lets a log use.
    UnsupportedAlgorithm {
        /// Where it stands in the value of the extension.
        offset: usize,
        /// The number of the hash algorithm.
        hash: u8,
        /// The number of the signature algorithm.
        signature: u8,
    },
    /// The certificate carries no list of SCTs.
    NoList,
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::OctetString => "sct-octet-string", &V_58,
            "the SCT list has no DER wrapper", "", "", "one DER OCTET STRING";
        Self::Truncated { field, offset, found, expected } => "sct-truncated", &V_58,
            "the SCT list ends early", at(offset),
            format_args!("{found} bytes of {field}"), expected;
        Self::Trailing { field, offset, bytes } => "sct-trailing", &V_58,
            "the SCT list has bytes left over", at(offset),
            format_args!("{bytes} bytes after {field}"), "none";
        Self::EmptyList => "sct-empty-list", &V_58,
            "the SCT list is empty", "", "0", format_args!("1 to {MAX_SCTS}");
        Self::TooManyScts => "sct-too-many", &V_58,
            "the SCT list is too long", "", "", format_args!("at most {MAX_SCTS}");
        Self::Version { offset, found } => "sct-version", &V_58,
            "the SCT is of another version", at(offset), found, "0 (v1)";
        Self::UnknownAlgorithm { offset, hash, signature } => "sct-unknown-algorithm", &V_58,
            "the signature algorithm of the SCT is not known", at(offset),
            format_args!("hash {hash}, signature {signature}"), ALGORITHMS;
        Self::UnsupportedAlgorithm { offset, hash, signature } => "sct-unsupported-algorithm",
            &V_63, "the signature algorithm of the SCT is not supported", at(offset),
            format_args!("hash {hash}, signature {signature}"), ALGORITHMS;
        Self::NoList => "sct-no-list", &V_60,
            "the certificate has no SCT list", "", "", "extension 1.3.6.1.4.1.11129.2.4.2";
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        self.row()
    }
}

const ALGORITHMS: &str = "hash 4 (SHA-256), signature 1 (RSA) or 3 (ECDSA)";

fn at(offset: &usize) -> String {
    format!("byte {offset}")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_words_of_each_error() {
        let (offset, hash, signature) = (7, 2, 3);
        let examples = [
            (
                Error::OctetString,
                "the SCT list has no DER wrapper: expected one DER OCTET STRING (V-58)",
            ),
            (
                Error::Truncated { field: "id", offset, found: 31, expected: 32 },
                "the SCT list ends early at byte 7: found 31 bytes of id, expected 32 (V-58)",
            ),
            (
                Error::Trailing { field: "an SCT", offset, bytes: 1 },
                "the SCT list has bytes left over at byte 7: found 1 bytes after an SCT, expected \
                 none (V-58)",
            ),
            (Error::EmptyList, "the SCT list is empty: found 0, expected 1 to 16 (V-58)"),
            (Error::TooManyScts, "the SCT list is too long: expected at most 16 (V-58)"),
            (
                Error::Version { offset, found: 1 },
                "the SCT is of another version at byte 7: found 1, expected 0 (v1) (V-58)",
            ),
            (
                Error::UnknownAlgorithm { offset, hash, signature },
                "the signature algorithm of the SCT is not known at byte 7: found hash 2, \
                 signature 3, expected hash 4 (SHA-256), signature 1 (RSA) or 3 (ECDSA) (V-58)",
            ),
            (
                Error::UnsupportedAlgorithm { offset, hash, signature },
                "the signature algorithm of the SCT is not supported at byte 7: found hash 2, \
                 signature 3, expected hash 4 (SHA-256), signature 1 (RSA) or 3 (ECDSA) (V-63)",
            ),
            (
                Error::NoList,
                "the certificate has no SCT list: expected extension 1.3.6.1.4.1.11129.2.4.2 (V-60)",
            ),
        ];
        for (error, words) in &examples {
            assert_eq!(error.to_string(), *words);
        }
        let codes: BTreeSet<_> = examples.iter().map(|(error, _)| error.code()).collect();
        assert_eq!(codes.len(), examples.len());
        assert!(codes.iter().all(|code| code.starts_with("sct-")));
    }
}
