use std::fmt;

use sigstore_traits::{
    Facts, HashAlgorithm, KeyAlgorithm, KeyError, Refusal, SignatureError, UnixTime, Validity,
    facts,
};
use sigstore_transport::AddressError;

use crate::{
    MAX_SEARCHED, Public, certify, content, credential, recorders, rekor_v2, scheme, sign,
};

/// Why there is no bundle: in which step, at whom, why, and what is public all the same.
///
/// `X` is the error of the transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error<X> {
    /// The step that did not succeed.
    pub step: Step,
    /// The address of whoever was asked, if someone was.
    pub peer: Option<String>,
    /// What can't be taken back.
    pub public: Public,
    /// Why.
    pub why: Box<Why<X>>,
}

/// The steps of signing, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The services and the token: nobody was asked yet.
    Token,
    /// The certificate.
    Certificate,
    /// The signature.
    Signature,
    /// The timestamps.
    Timestamp,
    /// The log entries, and the verification of the whole.
    Log,
}

impl Step {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Certificate => "certificate",
            Self::Signature => "signature",
            Self::Timestamp => "timestamp",
            Self::Log => "log",
        }
    }
}

/// Why a step did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why<X> {
    /// The address of a service is none.
    Address(AddressError),
    /// The token is not one to sign with.
    Token(sigstore_jwt::Error),
    /// How the issuer's tokens become identities is not known: the caller must say it.
    UnknownIssuer {
        /// The issuer.
        issuer: String,
    },
    /// No answer came.
    Transport(X),
    /// The certificate authority refused, or its answer can't be used.
    Fulcio(sigstore_fulcio_client::Error),
    /// The timestamp authority refused, or its answer can't be used.
    Tsa(sigstore_tsa_client::Error),
    /// The log refused, or its answer can't be used.
    Rekor(sigstore_rekor_client::Error),
    /// The log may have made the entry though it gave none, and it was not found there.
    NotRecovered {
        /// Why there was no entry in the first place.
        lost: Box<Self>,
        /// Why it was not found.
        search: Box<Self>,
    },
    /// The entry is not among the newest ones of the log, as far as they were searched.
    NotAmongNewest {
        /// How many were searched.
        searched: u64,
        /// How many the log has.
        size: u64,
    },
    /// The log's tiles do not prove the entry.
    Proof(sigstore_merkle::Error),
    /// The certificate is for another key.
    OtherKey,
    /// The certificate can't be used at this time.
    Expired {
        /// The time.
        now: UnixTime,
        /// When it can be used.
        validity: Validity,
    },
    /// The signer's key is not one that can be verified.
    Key(KeyError),
    /// The signer did not sign.
    Signature(SignatureError),
    /// No one signature of the key suits all logs.
    Unsuitable {
        /// The kind of key.
        algorithm: KeyAlgorithm,
    },
    /// The artifact comes without the digest that the signature is over.
    Digest {
        /// The hash that is needed.
        needed: HashAlgorithm,
    },
    /// A log that tells no time, and no timestamp authority.
    NoTime {
        /// The address of the log.
        log: String,
    },
    /// There is no log.
    NoLog,
    /// The statement is none.
    Statement(sigstore_dsse::Error),
    /// The statement has no subject with a digest that can be verified.
    NoSubject,
    /// The parts make no bundle.
    Bundle(sigstore_bundle::Error),
    /// What was answered does not hold: the certificate, the timestamp, or the bundle with the entry.
    Verification(sigstore_verify::Error),
}

impl<X: Refusal> Refusal for Error<X> {
    /// The facts of the reason, at the step and the peer.
    fn facts(&self) -> Facts {
        let facts = self.why.facts();
        let step = match &self.peer {
            Some(peer) => format!("step {} ({peer})", self.step.name()),
            None => format!("step {}", self.step.name()),
        };
        let place = match facts.place.as_str() {
            "" => step,
            inner => format!("{step}, {inner}"),
        };
        Facts { place, ..facts }
    }
}

/// The facts, and what is public.
impl<X: Refusal> fmt::Display for Error<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)?;
        if self.public.is_nothing() { Ok(()) } else { write!(f, "; {}", self.public) }
    }
}

impl<X: Refusal> std::error::Error for Error<X> {}

impl<X: Refusal> Why<X> {
    facts! {
        pub const CODES; fn row(&self);
        Self::Address(error) => error.facts();
        Self::Token(error) => error.facts();
        Self::Transport(error) => error.facts();
        Self::Fulcio(error) => error.facts();
        Self::Tsa(error) => error.facts();
        Self::Rekor(error) => error.facts();
        Self::NotRecovered { lost, search } => not_recovered(lost, search);
        Self::Statement(error) => error.facts();
        Self::Bundle(error) => error.facts();
        Self::Verification(error) => error.facts();
        Self::UnknownIssuer { .. } => "sign-unknown-issuer", &certify::S_4,
            "how tokens of the issuer become identities is not known";
        Self::NotAmongNewest { .. } => "sign-not-among-newest", &rekor_v2::S_51,
            "the entry is not among the newest of the log";
        Self::Proof(error) => "sign-proof", &rekor_v2::S_51,
            in "the log's tiles do not prove the entry" => error.message();
        Self::OtherKey => "sign-other-key", &certify::S_4, "the certificate is for another key";
        Self::Expired { .. } => "sign-expired", &credential::S_5,
            "the certificate can't be used at this time";
        Self::Key(_) => "sign-key", &scheme::S_48, "the signer's key is not supported";
        Self::Signature(_) => "sign-signature", &scheme::S_48, "the signer did not sign";
        Self::Unsuitable { .. } => "sign-unsuitable", &scheme::S_48,
            "no one signature of the key suits all logs";
        Self::Digest { .. } => "sign-digest", &sign::S_66,
            "the artifact comes without the digest to sign";
        Self::NoTime { .. } => "sign-no-time", &recorders::S_63,
            "nobody tells the time of the signature";
        Self::NoLog => "sign-no-log", &recorders::S_63, "there is no log to sign with";
        Self::NoSubject => "sign-no-subject", &content::S_67,
            "no subject of the statement has a supported digest";
    }

    fn facts(&self) -> Facts {
        let (found, expected) = self.evidence();
        self.row().with("", found, expected)
    }

    fn evidence(&self) -> (String, String) {
        match self {
            Self::UnknownIssuer { issuer } => (issuer.clone(), "a known issuer".into()),
            Self::NotAmongNewest { searched, size } => (
                format!("none of the last {searched} of {size}"),
                format!("one of the last {MAX_SEARCHED}"),
            ),
            Self::Proof(error) => (error.found().to_string(), error.expected().to_string()),
            Self::Expired { now, validity } => (now.to_string(), validity.to_string()),
            Self::Key(error) => (error.to_string(), String::new()),
            Self::Signature(error) => (error.to_string(), String::new()),
            Self::Unsuitable { algorithm } => {
                (algorithm.to_string(), "ECDSA P-256, or logs of one kind".into())
            }
            Self::Digest { needed } => (String::new(), needed.to_string()),
            Self::NoTime { log } => (format!("{log} alone"), "a timestamp authority".into()),
            _ => Default::default(),
        }
    }
}

/// The facts of the first reason, and what came of looking into the log.
fn not_recovered<X: Refusal>(lost: &Why<X>, search: &Why<X>) -> Facts {
    let (facts, search) = (lost.facts(), search.facts());
    let found = match facts.found.as_str() {
        "" => format!("nothing; then, in the log: {search}"),
        found => format!("{found}; then, in the log: {search}"),
    };
    Facts { found, ..facts }
}
