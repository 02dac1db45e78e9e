use sigstore_json::{base64, write_string};
use sigstore_traits::{KeyDetails, LogId, Validity};

use crate::ORGANIZATION;

/// The media type of the document.
const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";

/// The document that says which instances are trusted, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedRoot {
    /// Signature logs.
    pub entry_logs: Vec<LogInstance>,
    /// Certificate logs.
    pub certificate_logs: Vec<LogInstance>,
    /// Authorities that certify signers.
    pub certificate_authorities: Vec<AuthorityInstance>,
    /// Authorities that sign the time.
    pub timestamp_authorities: Vec<AuthorityInstance>,
}

/// A log in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogInstance {
    /// Where it is.
    pub base_url: String,
    /// Its key, DER SubjectPublicKeyInfo.
    pub spki: Vec<u8>,
    /// How it signs.
    pub details: KeyDetails,
    /// Its id.
    pub id: LogId,
    /// When its key may be used.
    pub validity: Validity,
}

/// An authority in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityInstance {
    /// Where it is.
    pub uri: String,
    /// Its common name.
    pub common_name: String,
    /// Its certificates, DER, issuing one first.
    pub certificates: Vec<Vec<u8>>,
    /// When it may be used.
    pub validity: Validity,
}

impl TrustedRoot {
    /// The document: media type 0.1, as RFC 8785 writes it.
    pub fn to_json(&self) -> String {
        format!(
            r#"{{"certificateAuthorities":[{}],"ctlogs":[{}],"mediaType":"{MEDIA_TYPE}","timestampAuthorities":[{}],"tlogs":[{}]}}"#,
            list(&self.certificate_authorities, AuthorityInstance::to_json),
            list(&self.certificate_logs, LogInstance::to_json),
            list(&self.timestamp_authorities, AuthorityInstance::to_json),
            list(&self.entry_logs, LogInstance::to_json),
        )
    }
}

impl LogInstance {
    fn to_json(&self) -> String {
        format!(
            r#"{{"baseUrl":{},"hashAlgorithm":"SHA2_256","logId":{{"keyId":"{}"}},"publicKey":{{"keyDetails":"{}","rawBytes":"{}","validFor":{}}}}}"#,
            quoted(&self.base_url),
            base64(&self.id.0),
            self.details,
            base64(&self.spki),
            period(&self.validity),
        )
    }
}

impl AuthorityInstance {
    fn to_json(&self) -> String {
        let certificate = |der: &Vec<u8>| format!(r#"{{"rawBytes":"{}"}}"#, base64(der));
        format!(
            r#"{{"certChain":{{"certificates":[{}]}},"subject":{{"commonName":{},"organization":"{ORGANIZATION}"}},"uri":{},"validFor":{}}}"#,
            list(&self.certificates, certificate),
            quoted(&self.common_name),
            quoted(&self.uri),
            period(&self.validity),
        )
    }
}

fn period(validity: &Validity) -> String {
    let bounds = [("end", validity.end), ("start", validity.start)];
    let bounds = bounds.iter().filter_map(|(name, bound)| Some((name, (*bound)?)));
    let bounds: Vec<_> = bounds.map(|(name, time)| format!(r#""{name}":"{time}""#)).collect();
    format!("{{{}}}", bounds.join(","))
}

fn list<T>(elements: &[T], to_json: impl Fn(&T) -> String) -> String {
    let elements: Vec<_> = elements.iter().map(to_json).collect();
    elements.join(",")
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_string(&mut out, text);
    out
}
