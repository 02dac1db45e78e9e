use sigstore_certificate::{Purpose, load_chain};
use sigstore_json::Node;
use sigstore_traits::{AuthorityCertificate, Rule, RuleKind, SignatureSuite, Validity};

use crate::document::{list, some, text};
use crate::{Error, period};

/// See [`AuthorityInstance::load`].
pub(crate) static V_31: Rule = Rule {
    id: "V-31",
    title: "The chain of an authority begins with the certificate that issues, or signs the time, and ends with the anchor, self-signed or not; it has one certificate at least, and a chain that does not hold is left out.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, CertificateAuthority.cert_chain; RFC 5280 section 6.1",
    kind: RuleKind::Refusal,
    place: "sigstore-trust-root TrustedRoot::from_document",
};

/// A certificate or timestamp authority as the document describes it.
///
/// ```json
/// {
///   "subject": {"organization": "sigstore.dev", "commonName": "sigstore"},
///   "uri": "https://fulcio.sigstore.dev",
///   "certChain": {"certificates": [{"rawBytes": "MIIB..."}]},
///   "validFor": {"start": "2021-03-07T03:20:29Z", "end": "2022-12-31T23:59:59.999Z"},
///   "operator": "sigstore.dev"
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthorityInstance {
    /// Its path in the document: `$.certificateAuthorities[0]`.
    pub place: String,
    /// `subject.organization`.
    pub organization: Option<String>,
    /// `subject.commonName`.
    pub common_name: Option<String>,
    /// Where it is. Empty if the document does not say.
    pub uri: String,
    /// Its chain, each certificate in DER.
    pub certificates: Vec<Vec<u8>>,
    /// When it may be used. The periods of its certificates bound it too, so an absent bound
    /// leaves it bounded by those.
    pub valid_for: Validity,
    /// Who runs it.
    pub operator: Option<String>,
}

impl AuthorityInstance {
    pub(crate) fn read(node: Node<'_>, unknown: &mut Vec<String>) -> Result<Self, Error> {
        let authority = node.object()?;
        let (organization, common_name) = match authority.optional("subject") {
            Some(subject) => read_subject(subject, unknown)?,
            None => (None, None),
        };
        let instance = Self {
            place: node.path(),
            organization,
            common_name,
            uri: text(&authority, "uri")?.into(),
            certificates: match authority.optional("certChain") {
                Some(chain) => read_chain(chain, unknown)?,
                None => Vec::new(),
            },
            valid_for: match authority.optional("validFor") {
                Some(range) => period::read(range, unknown)?,
                None => Validity { start: None, end: None },
            },
            operator: some(text(&authority, "operator")?),
        };
        unknown.extend(authority.unknown());
        Ok(instance)
    }

    /// Reads the certificates and checks each link of the chain (V-31).
    pub(crate) fn load<S: SignatureSuite>(
        &self,
        purpose: Purpose,
        suite: &S,
    ) -> Result<Vec<AuthorityCertificate<S>>, Error> {
        load_chain(purpose, &self.certificates, suite).map_err(|error| Error::Chain { error })
    }
}

type Subject = (Option<String>, Option<String>);

fn read_subject(node: Node<'_>, unknown: &mut Vec<String>) -> Result<Subject, Error> {
    let subject = node.object()?;
    let names = (some(text(&subject, "organization")?), some(text(&subject, "commonName")?));
    unknown.extend(subject.unknown());
    Ok(names)
}

fn read_chain(node: Node<'_>, unknown: &mut Vec<String>) -> Result<Vec<Vec<u8>>, Error> {
    let chain = node.object()?;
    let certificates = list(&chain, "certificates", unknown, |node, unknown| {
        let certificate = node.object()?;
        let der = certificate.required("rawBytes")?.bytes()?;
        unknown.extend(certificate.unknown());
        Ok(der)
    })?;
    unknown.extend(chain.unknown());
    Ok(certificates)
}
