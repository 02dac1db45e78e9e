use core::fmt;

use sigstore_traits::{Facts, KeyError, Refusal, SignatureError, UnixTime, facts};

use crate::algorithm::{A_40, A_60};
use crate::jws::{A_27, S_7};
use crate::{Algorithm, IssuerKind, MAX_TOKEN, challenge, principal};

/// Why a token, a key or a claim was refused. No error shows a token, a signature or a nonce.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// More than [`MAX_TOKEN`] bytes.
    TooLarge {
        /// Bytes found.
        bytes: usize,
    },
    /// Not header, payload and signature with dots between them.
    Parts {
        /// Parts found.
        found: usize,
    },
    /// A part is not base64url without padding.
    Base64 {
        /// Which.
        part: Part,
        /// Its characters.
        characters: usize,
    },
    /// A part is not the JSON that it should be.
    Json {
        /// Which.
        part: Part,
        /// Why.
        error: sigstore_json::Error,
    },
    /// A header that lists what must be understood (`crit`): nothing is.
    CriticalHeader,
    /// Another algorithm than the four of [`Algorithm`], such as `none` or `HS256`.
    Algorithm {
        /// The algorithm found, shortened.
        found: String,
    },
    /// From another issuer.
    Issuer {
        /// The issuer expected.
        expected: String,
        /// The issuer found, shortened.
        found: String,
    },
    /// Not for the audience.
    Audience {
        /// The audience expected.
        expected: String,
        /// The audiences found, each shortened.
        found: Vec<String>,
    },
    /// Used at its end or after it.
    Expired {
        /// The present.
        now: UnixTime,
        /// The end.
        expires_at: UnixTime,
        /// How far clocks may differ.
        leeway_seconds: u64,
    },
    /// Used before its beginning.
    NotYetValid {
        /// The present.
        now: UnixTime,
        /// The beginning.
        not_before: UnixTime,
        /// How far clocks may differ.
        leeway_seconds: u64,
    },
    /// Not the answer to this sign-in.
    Nonce {
        /// Whether the token has a nonce at all.
        present: bool,
    },
    /// A claim that is needed is absent or empty.
    ClaimMissing {
        /// Its name.
        claim: String,
    },
    /// A claim that is needed has another form or names another domain.
    ClaimNotUsable {
        /// Its name.
        claim: String,
        /// What was found, shortened.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The issuer does not stand by the email.
    EmailUnverified {
        /// Whether the token says so; else it says nothing.
        stated: bool,
    },
    /// Caller misuse: no challenge is over such a claim.
    ChallengeClaim {
        /// The claim asked for, shortened.
        found: String,
    },
    /// Caller misuse: an issuer of this kind needs a domain.
    SubjectDomain {
        /// The kind.
        kind: IssuerKind,
    },
    /// No key of the set is the one for the token.
    NoKey {
        /// The id that the token names, shortened.
        key_id: Option<String>,
        /// The algorithm that it names.
        algorithm: Algorithm,
        /// How many usable keys the set has.
        keys: usize,
    },
    /// Several keys of the set may be the one for the token.
    AmbiguousKey {
        /// The id that the token names, shortened.
        key_id: Option<String>,
        /// The algorithm that it names.
        algorithm: Algorithm,
    },
    /// A signature has not the one length of its algorithm.
    SignatureLength {
        /// The algorithm.
        algorithm: Algorithm,
        /// Bytes found.
        bytes: usize,
    },
    /// The signature was refused.
    Signature {
        /// By the suite, because of this.
        error: SignatureError,
    },
    /// A key of another type or curve.
    KeyType {
        /// The type found, and the curve.
        found: String,
    },
    /// A key for something else than to verify signatures.
    KeyUse {
        /// The use found, shortened.
        found: String,
    },
    /// A key for another algorithm than its type has.
    KeyAlgorithm {
        /// The algorithm found, shortened.
        found: String,
        /// The one of its type.
        expected: Algorithm,
    },
    /// A key whose private part is published with it.
    PrivateKey,
    /// A key that is not valid, or that the suite does not support.
    Key {
        /// Why.
        error: KeyError,
    },
}

/// Where something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// In the header of a token.
    Header,
    /// In its payload.
    Claims,
    /// In its signature.
    Signature,
    /// In a set of keys.
    KeySet,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Claims => "claims",
            Self::Signature => "signature",
            Self::KeySet => "key set",
        })
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (found, expected) = self.evidence();
        self.row().with(self.place(), found, expected)
    }
}

impl Error {
    facts! {
        pub const CODES; fn row(&self);
        Self::TooLarge { .. } => "jwt-too-large", &A_27, "the token is too large";
        Self::Parts { .. } => "jwt-parts", &A_27, "the token is no compact JWS";
        Self::Base64 { .. } => "jwt-base64", &S_7, "a part of the token is not base64url";
        Self::Json { part, error } =>
            Facts { place: format!("{part} {}", error.place), ..error.facts() };
        Self::CriticalHeader => "jwt-critical-header", &A_40,
            "the header demands what is not understood";
        Self::Algorithm { .. } => "jwt-algorithm", &A_40, "the algorithm is not accepted";
        Self::Issuer { .. } => "jwt-issuer", &S_7, "the token is from another issuer";
        Self::Audience { .. } => "jwt-audience", &S_7, "the token is for others";
        Self::Expired { .. } => "jwt-expired", &S_7, "the token has expired";
        Self::NotYetValid { .. } => "jwt-not-yet-valid", &S_7, "the token is not valid yet";
        Self::Nonce { .. } => "jwt-nonce", &S_7, "the token is of another sign-in";
        Self::ClaimMissing { .. } => "jwt-claim-missing", &principal::S_13,
            "the token lacks a claim";
        Self::ClaimNotUsable { .. } => "jwt-claim-not-usable", &principal::S_13,
            "a claim can't be certified";
        Self::EmailUnverified { .. } => "jwt-email-unverified", &challenge::S_9,
            "the email is not verified";
        Self::ChallengeClaim { .. } => "jwt-challenge-claim", &challenge::S_8,
            "no challenge is over such a claim";
        Self::SubjectDomain { .. } => "jwt-subject-domain", &principal::S_13,
            "an issuer of this kind needs a domain";
        Self::NoKey { .. } => "jwt-no-key", &A_40, "the set has no key for the token";
        Self::AmbiguousKey { .. } => "jwt-ambiguous-key", &A_40,
            "the set has several keys for the token";
        Self::SignatureLength { .. } => "jwt-signature-length", &A_60,
            "the signature has the wrong length";
        Self::Signature { .. } => "jwt-signature", &A_40, "the signature is not accepted";
        Self::KeyType { .. } => "jwt-key-type", &A_40, "the type of the key is not accepted";
        Self::KeyUse { .. } => "jwt-key-use", &A_40, "the key is for another use";
        Self::KeyAlgorithm { .. } => "jwt-key-algorithm", &A_40,
            "the key names an algorithm of another type";
        Self::PrivateKey => "jwt-private-key", &A_40, "the key is published with its secret";
        Self::Key { .. } => "jwt-key", &A_40, "the key is not accepted";
    }

    fn place(&self) -> String {
        match self {
            Self::Base64 { part, .. } => part.to_string(),
            Self::CriticalHeader => "header $.crit".into(),
            Self::Algorithm { .. } => "header $.alg".into(),
            Self::ClaimNotUsable { claim, .. } => claim.clone(),
            _ => String::new(),
        }
    }

    fn evidence(&self) -> (String, String) {
        match self {
            Self::TooLarge { bytes } => (format!("{bytes} bytes"), format!("at most {MAX_TOKEN}")),
            Self::Parts { found } => (format!("{found} parts"), "3".into()),
            Self::Base64 { characters, .. } => (
                format!("{characters} characters"),
                "base64url without padding, white space and stray bits".into(),
            ),
            Self::Json { .. } | Self::PrivateKey => (String::new(), String::new()),
            Self::CriticalHeader => ("crit".into(), "no such member".into()),
            Self::Algorithm { found } | Self::KeyAlgorithm { found, .. } => {
                (format!("{found:?}"), self.algorithms())
            }
            Self::Issuer { expected, found } => (format!("{found:?}"), format!("{expected:?}")),
            Self::Audience { expected, found } => {
                (format!("{found:?}"), format!("{expected:?} among them"))
            }
            Self::Expired { now, expires_at, leeway_seconds } => {
                (now.to_string(), format!("before {expires_at} and {leeway_seconds} seconds"))
            }
            Self::NotYetValid { now, not_before, leeway_seconds } => {
                (now.to_string(), format!("{not_before} less {leeway_seconds} seconds, or later"))
            }
            Self::Nonce { present } => {
                (if *present { "another nonce" } else { "none" }.into(), "the one sent".into())
            }
            Self::ClaimMissing { claim } => ("nothing".into(), format!("{claim:?}")),
            Self::ClaimNotUsable { found, expected, .. } => (found.clone(), (*expected).into()),
            Self::EmailUnverified { stated } => (
                if *stated { "email_verified false" } else { "no email_verified" }.into(),
                "email_verified true".into(),
            ),
            Self::ChallengeClaim { found } => (format!("{found:?}"), "email or sub".into()),
            Self::SubjectDomain { kind } => (format!("{kind:?} without one"), String::new()),
            Self::NoKey { key_id, algorithm, keys } => {
                (format!("{keys} keys, none {}", named(key_id, *algorithm)), String::new())
            }
            Self::AmbiguousKey { key_id, algorithm } => {
                (format!("several {}", named(key_id, *algorithm)), "one".into())
            }
            Self::SignatureLength { algorithm, bytes } => {
                (format!("{bytes} bytes"), format!("r and s of the curve of {algorithm}"))
            }
            Self::Signature { error } => (error.to_string(), String::new()),
            Self::KeyType { found } => {
                (format!("{found:?}"), "RSA, EC P-256, EC P-384 or OKP Ed25519".into())
            }
            Self::KeyUse { found } => (format!("{found:?}"), "signatures to verify".into()),
            Self::Key { error } => (error.to_string(), String::new()),
        }
    }

    fn algorithms(&self) -> String {
        match self {
            Self::KeyAlgorithm { expected, .. } => expected.to_string(),
            _ => Algorithm::ALL.map(Algorithm::name).join(", "),
        }
    }
}

fn named(key_id: &Option<String>, algorithm: Algorithm) -> String {
    match key_id {
        Some(key_id) => format!("{key_id:?} for {algorithm}"),
        None => format!("for {algorithm}"),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl core::error::Error for Error {}

/// The text, or the first 80 characters of it.
pub(crate) fn excerpt(text: &str) -> String {
    let mut excerpt: String = text.chars().take(80).collect();
    if excerpt.len() < text.len() {
        excerpt.push('…');
    }
    excerpt
}
