use sigstore_asn1::values;
use sigstore_decode::Form;
use sigstore_field::{Field, Meaning};
use sigstore_json::{Value, hex_bytes};

use crate::blocks::{self, alone};
use crate::prefix::{self, Read};
use crate::{Kind, capture, dress, guess_json, scts, tile};

/// The name of the field that a thing is.
pub(crate) const THING: &str = "";

impl Kind {
    /// Takes a thing of this kind apart.
    pub(crate) fn decode(self, bytes: &[u8]) -> Field {
        match self {
            Self::PrivateKey => Field::hidden(THING, bytes),
            Self::Pgp | Self::Minisign | Self::Ssh => self.document(bytes),
            Self::Asn1 => self.document(bytes).with(values(bytes)),
            Self::Tile => self.checked(bytes, tile::hashes(bytes)),
            Self::EntryTile => self.document(bytes).with(tile::entry_fields(bytes)),
            Self::SctList => self.checked(bytes, scts::list(bytes)),
            Self::Checkpoint => self.note(bytes),
            Self::Certificate
            | Self::PublicKey
            | Self::Timestamp
            | Self::TimestampToken
            | Self::TimestampRequest => self.der(bytes),
            Self::CertificationRequest => with_asn1(self.der(bytes)),
            Self::Token => alone(Form::Token.decode(THING, self.title(), bytes)),
            kind => kind.json(bytes),
        }
    }

    fn document(self, bytes: &[u8]) -> Field {
        Field::document(THING, Meaning::Document, self.title(), bytes)
    }

    fn checked(self, bytes: &[u8], fields: Result<Vec<Field>, String>) -> Field {
        match fields {
            Ok(fields) => self.document(bytes).with(fields),
            Err(why) => self.document(bytes).unread(why),
        }
    }

    /// DER, or PEM around it; where it does not read, its ASN.1.
    fn der(self, bytes: &[u8]) -> Field {
        let pem = str::from_utf8(bytes).ok().and_then(|text| blocks::decode(THING, text));
        if let Some(pem) = pem {
            return pem;
        }
        let form = match self {
            Self::Certificate => Form::Certificate,
            Self::PublicKey => Form::Key,
            Self::CertificationRequest => Form::CertificationRequest,
            Self::Timestamp => Form::Timestamp,
            Self::TimestampToken => Form::TimestampToken,
            _ => Form::TimestampRequest,
        };
        alone(form.decode(THING, self.title(), bytes))
    }

    /// A signed note; where it is none, its lines.
    fn note(self, bytes: &[u8]) -> Field {
        let field = alone(Form::Checkpoint.decode(THING, self.title(), bytes));
        if field.meaning() != Meaning::Unreadable {
            return field;
        }
        let text = String::from_utf8_lossy(bytes);
        let numbered = text.lines().enumerate();
        let lines = numbered.map(|(number, line)| Field::plain(&number.to_string(), line));
        let lines = Field::group("lines", lines.collect());
        field.with(vec![lines])
    }

    /// JSON; of what is cut short, what came before.
    fn json(self, bytes: &[u8]) -> Field {
        let Some(text) = dress::text(bytes) else {
            return self.document(bytes).unread("it is no text");
        };
        match prefix::read(text) {
            Read::Whole(value) => self.json_field(&value, text.as_bytes()),
            Read::Nothing { why } => self.document(bytes).unread(why),
            Read::Part { prefix, why } => {
                let value = sigstore_json::parse(prefix.as_bytes(), &prefix::LIMITS);
                let fields = value.map(|value| self.json_field(&value, prefix.as_bytes()));
                let fields = fields.map(Field::into_fields).unwrap_or_default();
                self.document(bytes).with(fields).unread(why)
            }
        }
    }

    fn json_field(self, value: &Value<'_>, bytes: &[u8]) -> Field {
        match self {
            Self::Capture => self.document(bytes).with(capture::fields(value, bytes)),
            kind => kind.json_form(value).decode(THING, kind.title(), bytes),
        }
    }

    fn json_form(self, value: &Value<'_>) -> Form {
        match self {
            Self::Bundle => Form::Bundle,
            Self::CertificateRequest => Form::CertificateRequest,
            Self::CertificateAnswer => Form::CertificateChains,
            Self::KeySet => Form::KeySet,
            Self::Discovery => Form::Discovery,
            Self::LogEntry => entry_form(value),
            Self::TransparencyLogEntry => Form::Entry,
            Self::EntryBody => Form::EntryBody,
            Self::ProposedEntry => Form::Proposal,
            Self::CosignBundle => Form::CosignBundle,
            Self::LogInfo => Form::Log,
            Self::InclusionProof => proof_form(value),
            Self::Sct => Form::CertificatePromise,
            Self::Dsse => Form::Envelope,
            Self::Statement => Form::Statement,
            Self::TrustedRoot => Form::TrustedRoot,
            Self::SigningConfig => Form::SigningConfig,
            Self::ClientTrustConfig => Form::ClientTrustConfig,
            Self::TufMetadata => Form::TufMetadata,
            _ => Form::Json,
        }
    }
}

/// The ASN.1 of something, in a field of its own.
pub(crate) fn asn1(der: &[u8]) -> Field {
    Field::plain("asn1", format!("{} bytes", der.len())).with(values(der))
}

/// With all its ASN.1: nobody reads more of a request than its key.
fn with_asn1(field: Field) -> Field {
    let asn1 = field.value().map(asn1);
    field.with(asn1.into_iter().collect())
}

fn entry_form(value: &Value<'_>) -> Form {
    match value {
        Value::Array(_) => Form::NamedEntries,
        value if guess_json::is_named_entry(value) => Form::NamedEntry,
        _ => Form::LoneEntry,
    }
}

/// Rekor v1 writes hashes in hex, and a bundle in base64.
fn proof_form(value: &Value<'_>) -> Form {
    match value.member("rootHash") {
        Some(Value::String(hash)) if hex_bytes(hash).is_some_and(|hash| hash.len() == 32) => {
            Form::InclusionProof
        }
        _ => Form::BundledProof,
    }
}
