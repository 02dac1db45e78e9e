use sigstore_crypto::AwsLcSuite;
use sigstore_field::{Field, Mask, Meaning, Relation};
use sigstore_json::Value;
use sigstore_traits::{HashAlgorithm, SignatureSuite};

use crate::address::parameters;
use crate::certificate::{certificate, key};
use crate::json::{parse, parts};
use crate::note::checkpoint;
use crate::parts::Parts;
use crate::pem::pem;
use crate::request::certification_request;
use crate::timestamp::{timestamp, timestamp_request, timestamp_token};
use crate::token::token;
use crate::{promise, schemas};

/// What bytes are, or should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Any file, of which the digests are told.
    Artifact,
    /// Nobody knows what: only the shape of JSON is shown, and no value.
    Unknown,
    /// JSON or short text of no known kind, without secrets.
    Plain,
    /// HTML, of which only the title is told: the rest can hold the name of a login.
    Page,
    /// JSON of no known kind, without secrets.
    Json,
    /// What a registry stores: a bundle, a manifest, or bytes.
    Blob,
    /// An in-toto statement.
    Statement,
    /// A DSSE envelope.
    Envelope,
    /// A trusted root.
    TrustedRoot,
    /// A signing config.
    SigningConfig,
    /// A trusted root and a signing config in one document.
    ClientTrustConfig,
    /// Metadata of The Update Framework (TUF specification section 4).
    TufMetadata,
    /// A bundle.
    Bundle,
    /// The metadata of an issuer (OpenID Connect Discovery 1.0 section 3).
    Discovery,
    /// The keys of an issuer (RFC 7517 section 5).
    KeySet,
    /// The form that goes to a token endpoint (RFC 6749 section 4.1.3).
    TokenRequest,
    /// What comes back from a token endpoint (RFC 6749 section 5, RFC 8628 section 3.2).
    TokenResponse,
    /// The form with which a user logs in.
    Login,
    /// A token, alone or as a member of JSON.
    Token,
    /// What Fulcio is asked, in both versions of its API.
    CertificateRequest,
    /// What Fulcio answers in JSON.
    CertificateChains,
    /// What a certificate transparency log is asked to log (RFC 6962 section 4.1).
    CertificateEntry,
    /// What it answers.
    CertificatePromise,
    /// A request for a timestamp (RFC 3161 section 2.4.1).
    TimestampRequest,
    /// The same as some authorities take it in JSON.
    TimestampRequestJson,
    /// The answer to one (RFC 3161 section 2.4.2).
    Timestamp,
    /// The token in it, alone.
    TimestampToken,
    /// What Rekor is asked to record, in both versions of its API.
    Proposal,
    /// The canonical body of an entry, as Rekor records it.
    EntryBody,
    /// The answer of Rekor v1: an entry under its name.
    NamedEntry,
    /// Several of those.
    NamedEntries,
    /// What Rekor v1 is asked to look up: by uuid, by index, or by what was recorded.
    Lookup,
    /// An entry of Rekor v1 without its name.
    LoneEntry,
    /// The answer of Rekor v2, which is an entry of a bundle too.
    Entry,
    /// An entry with its promise, as cosign wrote it before there were bundles.
    CosignBundle,
    /// A proof of inclusion as Rekor v1 writes it.
    InclusionProof,
    /// A proof of inclusion as a bundle writes it.
    BundledProof,
    /// What Rekor v1 says of its size.
    Log,
    /// A signed tree head.
    Checkpoint,
    /// Certificates or keys in PEM (RFC 7468).
    Pem,
    /// A certificate in DER.
    Certificate,
    /// A public key in DER (RFC 5280 section 4.1.2.7).
    Key,
    /// A certification request in DER (RFC 2986 section 4).
    CertificationRequest,
}

impl Form {
    /// Takes bytes apart: a field called `name`, which says what they are (`what`), their size and
    /// their SHA-256, with the named parts in it. What is not of this form is
    /// [`Meaning::Unreadable`], and the only part says why.
    pub fn decode(self, name: &str, what: &str, bytes: &[u8]) -> Field {
        self.fill(Field::document(name, Meaning::Document, what, bytes), bytes, None)
    }

    /// The same of what was kept of a document: its secrets were masked, or it is not there at all.
    /// `original` is what it was, `unreadable` why it could not be read then.
    pub fn decode_kept(
        self,
        name: &str,
        what: &str,
        kept: &[u8],
        original: &Mask,
        unreadable: Option<&str>,
    ) -> Field {
        let field = Field::kept(name, Meaning::Document, what, kept, original);
        match self {
            // Its other digests are not told.
            Self::Artifact => field,
            _ => self.fill(field, kept, unreadable),
        }
    }

    fn fill(self, field: Field, bytes: &[u8], unreadable: Option<&str>) -> Field {
        let mut field = match self.parts(bytes) {
            Ok(parts) => parts.of(field),
            Err(why) => field.unread(unreadable.unwrap_or(&why)),
        };
        promise::complete(&mut field);
        field
    }

    fn parts(self, bytes: &[u8]) -> Result<Parts, String> {
        let text = || str::from_utf8(bytes).map_err(|error| error.to_string());
        let schema = match self {
            Self::Artifact => return Ok(artifact(bytes)),
            Self::Unknown => return Ok(parts(bytes, &schemas::UNKNOWN).unwrap_or_default()),
            Self::Plain => {
                return Ok(parts(bytes, &schemas::PLAIN).unwrap_or_else(|_| plain(bytes)));
            }
            Self::Page => return Ok(page(text()?)),
            Self::Blob => return Ok(blob(bytes)),
            Self::TokenRequest => return Ok(parameters(text()?, &schemas::TOKEN_REQUEST).into()),
            Self::Login => return Ok(parameters(text()?, &schemas::LOGIN).into()),
            Self::Token => match token("token", text()?.trim()) {
                Some(token) => return Ok(vec![token].into()),
                None => &schemas::TOKEN_RESPONSE,
            },
            Self::TimestampRequest => return Ok(timestamp_request(bytes)?.into()),
            Self::Timestamp => return Ok(timestamp(bytes)?.into()),
            Self::TimestampToken => return Ok(timestamp_token(bytes)?.into()),
            Self::Checkpoint => return Ok(vec![checkpoint("checkpoint", text()?)].into()),
            Self::Pem => return Ok(vec![pem("pem", text()?)?].into()),
            Self::Certificate => return Ok(vec![certificate("certificate", bytes)].into()),
            Self::Key => return Ok(vec![key("key", bytes)].into()),
            Self::CertificationRequest => {
                return Ok(vec![certification_request("request", bytes)].into());
            }
            Self::Json | Self::SigningConfig => &schemas::PLAIN,
            Self::Statement => &schemas::STATEMENT,
            Self::Envelope => &schemas::ENVELOPE,
            Self::TrustedRoot => &schemas::TRUSTED_ROOT,
            Self::Bundle => &schemas::BUNDLE,
            Self::Discovery => &schemas::DISCOVERY,
            Self::KeySet => &schemas::KEY_SET,
            Self::TokenResponse => &schemas::TOKEN_RESPONSE,
            Self::CertificateRequest => &schemas::SIGNING_CERT,
            Self::CertificateChains => &schemas::SIGNED_CERT,
            Self::CertificateEntry => &schemas::CT_CHAIN,
            Self::CertificatePromise => &schemas::SCT,
            Self::TimestampRequestJson => &schemas::TIMESTAMP_REQUEST,
            Self::Proposal => &schemas::PROPOSAL,
            Self::EntryBody => &schemas::BODY,
            Self::NamedEntry => &schemas::ENTRIES,
            Self::NamedEntries => &schemas::ENTRY_LIST,
            Self::Lookup => &schemas::LOOKUP,
            Self::LoneEntry => &schemas::ENTRY,
            Self::Entry => &schemas::ENTRY_V2,
            Self::CosignBundle => &schemas::COSIGN_BUNDLE,
            Self::InclusionProof => &schemas::PROOF,
            Self::BundledProof => &schemas::PROOF_V2,
            Self::ClientTrustConfig => &schemas::CLIENT_TRUST_CONFIG,
            Self::TufMetadata => &schemas::TUF,
            Self::Log => &schemas::LOG,
        };
        parts(bytes, schema)
    }
}

/// The digests that others may name a file by; the first, of SHA-256, every document has.
fn artifact(bytes: &[u8]) -> Parts {
    let digest = |algorithm, relation| {
        (relation, AwsLcSuite.digest(algorithm, &[bytes]).as_bytes().to_vec())
    };
    let values = vec![
        digest(HashAlgorithm::Sha384, Relation::Sha384),
        digest(HashAlgorithm::Sha512, Relation::Sha512),
    ];
    Parts { fields: Vec::new(), values }
}

/// Short text without JSON is what a server says is wrong.
fn plain(bytes: &[u8]) -> Parts {
    const SHORT: usize = 500;
    let text = str::from_utf8(bytes).ok().filter(|text| text.len() <= SHORT);
    text.map(|text| vec![Field::plain("text", text.trim_end())]).unwrap_or_default().into()
}

fn page(page: &str) -> Parts {
    let title = || {
        let (_, after) = page.split_once("<title>")?;
        Some(after.split_once("</title>")?.0.trim())
    };
    title().map(|title| vec![Field::plain("title", title)]).unwrap_or_default().into()
}

fn blob(bytes: &[u8]) -> Parts {
    let value = parse(bytes);
    let media_type = match value.as_ref().ok().and_then(|value| value.member("mediaType")) {
        Some(Value::String(text)) => text.as_ref(),
        _ => "",
    };
    let bundle = media_type.starts_with("application/vnd.dev.sigstore.bundle");
    let schema = if bundle { &schemas::BUNDLE } else { &schemas::MANIFEST };
    parts(bytes, schema).unwrap_or_default()
}
