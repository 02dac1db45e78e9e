use core::fmt;

use sigstore_json::{hex, quote};
use sigstore_rekor_kinds::{AnyKind, Format};
use sigstore_traits::{Facts, KeyError, Refusal, SignatureError, facts};

use crate::{check, cose_sign1, envelope, helm, inline, proposal};

/// Why a proposed entry was refused.
///
/// `place` is a JSON path from the root of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// It is not the JSON that was expected.
    Json(sigstore_json::Error),
    /// What all kinds share, or a kind that can be verified, is refused.
    Entry(sigstore_rekor_types::Error),
    /// An envelope with no signature.
    NoSignatures {
        /// Where.
        place: String,
    },
    /// A document inside the proposal is not the JSON that was expected.
    Document {
        /// Where it stands.
        place: &'static str,
        /// What is wrong inside it.
        error: sigstore_json::Error,
    },
    /// A proposed entry of a kind or version that a log of Rekor v1 does not have.
    UnknownKind {
        /// The kind.
        kind: String,
        /// The version.
        version: String,
    },
    /// A proposed entry says what the log itself works out.
    Computed {
        /// Where.
        place: String,
    },
    /// A proposed entry gives a hash for what it should hold.
    NotInline {
        /// Where the content is missing.
        place: String,
    },
    /// A proposed entry says where to fetch what it should hold. Nothing is fetched.
    Elsewhere {
        /// Where it says so.
        place: String,
    },
    /// What a proposed entry holds has another hash than it says.
    HashMismatch {
        /// Where it says so.
        place: &'static str,
        /// The hash of the content.
        found: [u8; 32],
        /// What the entry says.
        expected: [u8; 32],
    },
    /// Which of several keys made a signature is for whoever can verify it.
    Unpaired {
        /// How many keys there are.
        verifiers: usize,
    },
    /// The canonical form takes a reader of this format.
    Foreign {
        /// Where the key or signature stands.
        place: &'static str,
        /// The format.
        format: Format,
    },
    /// The canonical form takes a reader of this package.
    Unopened {
        /// Where the package stands.
        place: &'static str,
        /// What the log takes out of it.
        part: &'static str,
    },
    /// The signature does not hold.
    Signature(SignatureError),
    /// The key beside it, or the one in its certificate, can't be read.
    Key(KeyError),
    /// The certificate beside it can't be read.
    Certificate(sigstore_certificate::Error),
    /// The signature is not in the proposal, or of a format that is not verified here.
    Unverifiable {
        /// The format.
        format: Format,
    },
    /// A message that is not a COSE_Sign1.
    Cose {
        /// The byte of the message.
        offset: usize,
        /// What was expected there.
        expected: &'static str,
    },
    /// A provenance file that does not say which chart it is about.
    Provenance {
        /// The line, from 1.
        line: usize,
        /// What was expected there.
        expected: &'static str,
    },
    /// It is not a document of its kind.
    Kind(sigstore_rekor_kinds::Error),
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::Kind(inner) => inner.facts();
        Self::Json(inner) => inner.facts();
        Self::Entry(inner) => inner.facts();
        Self::Document { place, error } => error.facts().inside(place);
        Self::NoSignatures { place } => "proposal-no-signatures", &envelope::T_30,
            "the envelope has no signature", place, "none", "at least one";
        Self::UnknownKind { kind, version } => "proposal-unknown-kind", &proposal::T_1,
            "the kind is not known", "$.kind",
            format_args!("{} {}", quote(kind), quote(version)), kinds();
        Self::Computed { place } => "proposal-computed", &envelope::T_30,
            "the log works this out", place, "it in the upload", "nothing";
        Self::NotInline { place } => "proposal-not-inline", &inline::T_3,
            "the content is missing", place, "a hash at most", "the content";
        Self::Elsewhere { place } => "proposal-elsewhere", &inline::T_12,
            "nothing is fetched", place, "an address", "the content";
        Self::HashMismatch { place, found, expected } => "proposal-hash-mismatch",
            &inline::T_3, "the content has another hash", place, hex(found), hex(expected);
        Self::Unpaired { verifiers } => "proposal-unpaired", &envelope::T_31,
            "it takes a verification to say which key made which signature",
            "$.spec.proposedContent.verifiers", format_args!("{verifiers} keys"), "one";
        Self::Foreign { place, format } => "proposal-foreign", &proposal::T_5,
            "the canonical form takes a reader of the format", place, format, Format::X509;
        Self::Unopened { place, part } => "proposal-unopened", &proposal::T_2,
            "the package is not opened", place, "a package", part;
        Self::Signature(error) => "proposal-signature", &check::T_4,
            "the signature does not hold", "", error, "";
        Self::Key(error) => "proposal-key", &check::T_4, "the key can't be read", "", error, "";
        Self::Certificate(inner) => inner.facts();
        Self::Unverifiable { format } => "proposal-unverifiable", &check::T_4,
            "the signature can't be verified here", "", format,
            "one of x509 over an artifact, or a COSE_Sign1";
        Self::Cose { offset, expected } => "proposal-cose", &cose_sign1::T_70,
            "the message is not a COSE_Sign1", format_args!("byte {offset}"), "something else",
            expected;
        Self::Provenance { line, expected } => "proposal-provenance", &helm::T_80,
            "the provenance file does not say which chart", format_args!("line {line}"),
            "something else", expected;
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        self.row()
    }
}

fn kinds() -> String {
    let proposed = AnyKind::ALL.into_iter().filter(|kind| !kind.is_rekor_v2());
    proposed.map(|kind| kind.to_string()).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl core::error::Error for Error {}

impl From<sigstore_json::Error> for Error {
    fn from(error: sigstore_json::Error) -> Self {
        Self::Json(error)
    }
}

impl From<sigstore_rekor_types::Error> for Error {
    fn from(error: sigstore_rekor_types::Error) -> Self {
        Self::Entry(error)
    }
}

impl From<sigstore_rekor_kinds::Error> for Error {
    fn from(error: sigstore_rekor_kinds::Error) -> Self {
        Self::Kind(error)
    }
}
