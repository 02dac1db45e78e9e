use std::fmt;

use sigstore_json::{Limits, Value, parse};
use sigstore_traits::{Facts, Refusal, facts};

use crate::dress::{decode_base64, undress};

use super::{MAX_THING, Tree, bundle, certificate, entry, entry_kinds, timestamp, trusted_root};

/// What a thing can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bundle,
    Certificate,
    Checkpoint,
    Timestamp,
    TimestampToken,
    TimestampRequest,
    Dsse,
    Statement,
    TrustedRoot,
    LogEntry,
    TransparencyLogEntry,
    EntryBody,
    PublicKey,
}

/// The words of `--as`.
pub(crate) const KINDS: [&str; 13] = [
    "bundle",
    "certificate",
    "checkpoint",
    "timestamp",
    "timestamp-token",
    "timestamp-request",
    "dsse",
    "statement",
    "trusted-root",
    "log-entry",
    "transparency-log-entry",
    "entry-body",
    "public-key",
];

const ALL: [Kind; 13] = [
    Kind::Bundle,
    Kind::Certificate,
    Kind::Checkpoint,
    Kind::Timestamp,
    Kind::TimestampToken,
    Kind::TimestampRequest,
    Kind::Dsse,
    Kind::Statement,
    Kind::TrustedRoot,
    Kind::LogEntry,
    Kind::TransparencyLogEntry,
    Kind::EntryBody,
    Kind::PublicKey,
];

/// A thing that is none that is known.
#[derive(Debug)]
pub(crate) struct Unrecognised;

impl Unrecognised {
    facts! {
        pub(crate) const CODES; fn row(&self);
        Self => "inspect-unrecognised", &crate::input::V_4, "nothing says what this is", "",
            "no known form", format_args!("one of {}; see --as", KINDS.join(", "));
    }
}

impl Refusal for Unrecognised {
    fn facts(&self) -> Facts {
        self.row()
    }
}

impl fmt::Display for Unrecognised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Unrecognised {}

impl Kind {
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The word of `--as` and of the JSON output.
    pub(crate) fn name(self) -> &'static str {
        let place = ALL.iter().position(|kind| *kind == self);
        place.and_then(|place| KINDS.get(place)).copied().unwrap_or("unknown")
    }

    /// What people call it.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Bundle => "Sigstore bundle",
            Self::Certificate => "X.509 certificate",
            Self::Checkpoint => "checkpoint of a log",
            Self::Timestamp => "RFC 3161 timestamp reply",
            Self::TimestampToken => "RFC 3161 timestamp token",
            Self::TimestampRequest => "RFC 3161 timestamp request",
            Self::Dsse => "DSSE envelope",
            Self::Statement => "in-toto statement",
            Self::TrustedRoot => "trusted root",
            Self::LogEntry => "log entry, as Rekor v1 answers",
            Self::TransparencyLogEntry => "log entry, as in a bundle",
            Self::EntryBody => "canonical body of a log entry",
            Self::PublicKey => "public key",
        }
    }

    /// What the content looks like, and the content without base64 around it.
    pub(crate) fn guess(bytes: Vec<u8>) -> Result<(Self, Vec<u8>), Unrecognised> {
        match Self::of_bytes(&bytes) {
            Ok(kind) => Ok((kind, bytes)),
            Err(Unrecognised) => {
                let inner = decode_base64(&bytes).ok_or(Unrecognised)?;
                Ok((Self::of_bytes(&inner)?, inner))
            }
        }
    }

    fn of_bytes(bytes: &[u8]) -> Result<Self, Unrecognised> {
        let text = std::str::from_utf8(bytes).ok().map(str::trim_start);
        match (bytes.first(), text) {
            (_, Some(text)) if text.starts_with('{') => Self::of_json(text.as_bytes()),
            (_, Some(text)) if text.starts_with("-----BEGIN CERTIFICATE-----") => {
                Ok(Self::Certificate)
            }
            (_, Some(text)) if text.starts_with("-----BEGIN PUBLIC KEY-----") => {
                Ok(Self::PublicKey)
            }
            (_, Some(text)) if text.contains("\n\n\u{2014} ") => Ok(Self::Checkpoint),
            (Some(0x30), _) => Self::of_der(bytes),
            _ => Err(Unrecognised),
        }
    }

    /// Each JSON document has a member that no other has.
    fn of_json(bytes: &[u8]) -> Result<Self, Unrecognised> {
        let value = parse(bytes, &Limits::new(MAX_THING).depth(64).values(1_000_000))
            .map_err(|_| Unrecognised)?;
        let has = |names: &[&str]| names.iter().all(|name| value.member(name).is_some());
        let media_type = match value.member("mediaType") {
            Some(Value::String(text)) => text.as_ref(),
            _ => "",
        };
        if media_type.starts_with("application/vnd.dev.sigstore.trustedroot") {
            return Ok(Self::TrustedRoot);
        }
        let by_members = [
            (has(&["verificationMaterial"]), Self::Bundle),
            (has(&["payloadType", "payload"]), Self::Dsse),
            (has(&["_type", "subject"]), Self::Statement),
            (has(&["canonicalizedBody"]), Self::TransparencyLogEntry),
            (has(&["apiVersion", "kind", "spec"]), Self::EntryBody),
            (has(&["body", "logID"]), Self::LogEntry),
            (has(&["tlogs"]) || has(&["certificateAuthorities"]), Self::TrustedRoot),
        ];
        if let Some((_, kind)) = by_members.into_iter().find(|(there, _)| *there) {
            return Ok(kind);
        }
        match &value {
            Value::Object(members) => match members.as_slice() {
                [(_, entry)] if entry.member("body").is_some() => Ok(Self::LogEntry),
                _ => Err(Unrecognised),
            },
            _ => Err(Unrecognised),
        }
    }

    /// The first of the DER structures that reads.
    fn of_der(bytes: &[u8]) -> Result<Self, Unrecognised> {
        let kinds = [
            Self::Certificate,
            Self::Timestamp,
            Self::TimestampToken,
            Self::TimestampRequest,
            Self::PublicKey,
        ];
        kinds.into_iter().find(|kind| kind.decode(bytes).is_ok()).ok_or(Unrecognised)
    }

    /// Decodes a thing of this kind.
    pub(crate) fn decode(self, bytes: &[u8]) -> Result<Tree, Facts> {
        match self {
            Self::Bundle => bundle::bundle(bytes),
            Self::Dsse => bundle::envelope(bytes),
            Self::Statement => bundle::statement(bytes),
            Self::Certificate => certificate::certificates(&undress(bytes)),
            Self::PublicKey => certificate::public_key(&undress(bytes)),
            Self::Checkpoint => entry::checkpoint(bytes),
            Self::LogEntry => entry::log_entry(bytes),
            Self::TransparencyLogEntry => entry::transparency_log_entry(bytes),
            Self::EntryBody => entry_kinds::body(bytes.trim_ascii_end()),
            Self::Timestamp => timestamp::response(&undress(bytes)),
            Self::TimestampToken => timestamp::token(&undress(bytes)),
            Self::TimestampRequest => timestamp::request(&undress(bytes)),
            Self::TrustedRoot => trusted_root::trusted_root(bytes),
        }
    }
}
