use http::{Request, Response, StatusCode, Uri};
use sigstore_answer::Answer;
use sigstore_json::{Limits, Node, Object};
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Exchange, Service};

use crate::{Error, MAX_REPLY, question};

pub(crate) static S_37: Rule = Rule {
    id: "S-37",
    title: "The configuration names the issuers whose tokens are accepted, each by its address or by a pattern of addresses, with the claim that a proof of possession is over.",
    source: "sigstore/fulcio fulcio.proto, Configuration and OIDCIssuer",
    kind: RuleKind::Refusal,
    place: "sigstore-fulcio-client Configuration::reply",
};

/// The most issuers that are read. The public instance has about 30.
pub const MAX_ISSUERS: usize = 1_000;

/// Asks which issuers Fulcio accepts tokens of.
#[derive(Clone, Copy, Debug)]
pub struct Configuration;

/// An issuer whose tokens Fulcio accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// Which issuer, or issuers.
    pub url: IssuerUrl,
    /// The audience that its tokens must have.
    pub audience: String,
    /// The claim whose value a proof of possession signs.
    pub challenge_claim: String,
    /// How a token becomes an identity, such as `email` or `github-workflow`; empty if an older
    /// Fulcio does not say it.
    pub issuer_type: String,
    /// The trust domain of its SPIFFE ids.
    pub spiffe_trust_domain: Option<String>,
    /// The domain of its users or URIs.
    pub subject_domain: Option<String>,
    /// Whether an e-mail address counts that the token does not call verified.
    pub skip_email_verification: bool,
}

/// The address of an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssuerUrl {
    /// One address.
    Exact(String),
    /// Many: each `*` stands for one or more letters, digits, hyphens and underscores.
    Wildcard(String),
}

impl Exchange for Configuration {
    type Reply = Vec<Issuer>;
    type Error = Error;
    const ABOUT: About = About::new(Service::CertificateAuthority, "fulcio-v2-configuration");
    const MAX_REPLY: usize = MAX_REPLY;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        question::get(base, "/api/v2/configuration")
    }

    /// ```text
    /// {"issuers":[{"issuerUrl":"https://accounts.google.com","audience":"sigstore",
    ///              "challengeClaim":"email","spiffeTrustDomain":"","issuerType":"email",
    ///              "subjectDomain":"","skipEmailVerification":false}]}
    /// ```
    fn reply(&self, response: Response<Vec<u8>>) -> Result<Vec<Issuer>, Error> {
        Answer::of(response, &[StatusCode::OK])?.json(&LIMITS, |node: Node<'_>| {
            node.object()?.required("issuers")?.array()?.map(Issuer::read).collect()
        })
    }
}

const LIMITS: Limits = Limits::new(MAX_REPLY).arrays(&[("issuers", MAX_ISSUERS)]);

impl Issuer {
    fn read(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let optional = |name| optional(&object, name);
        let url = match (optional("issuerUrl")?, optional("wildcardIssuerUrl")?) {
            (Some(url), None) => IssuerUrl::Exact(url),
            (None, Some(pattern)) => IssuerUrl::Wildcard(pattern),
            (None, None) => return Err(node.error(ONE_URL, "neither").into()),
            (Some(_), Some(_)) => return Err(node.error(ONE_URL, "both").into()),
        };
        let skip = object.optional("skipEmailVerification").map(Node::bool);
        Ok(Self {
            url,
            audience: object.required("audience")?.string()?.into(),
            challenge_claim: object.required("challengeClaim")?.string()?.into(),
            issuer_type: optional("issuerType")?.unwrap_or_default(),
            spiffe_trust_domain: optional("spiffeTrustDomain")?,
            subject_domain: optional("subjectDomain")?,
            skip_email_verification: skip.transpose()?.unwrap_or(false),
        })
    }
}

const ONE_URL: &str = "issuerUrl or wildcardIssuerUrl";

/// A string: absent, `null` and empty are one.
fn optional(object: &Object<'_>, name: &'static str) -> Result<Option<String>, Error> {
    let text = object.optional(name).map(Node::string).transpose()?;
    Ok(text.filter(|text| !text.is_empty()).map(Into::into))
}

#[cfg(test)]
mod tests {
    use sigstore_json::ErrorKind;

    use super::*;

    const BODY: &str = r#"{"issuers":[{"issuerUrl":"https://a.example","audience":"sigstore","challengeClaim":"sub","spiffeTrustDomain":"","issuerType":"uri","subjectDomain":"https://b.example","skipEmailVerification":false,"later":1}]}"#;

    fn reply(body: &str) -> Result<Vec<Issuer>, Error> {
        Configuration.reply(Response::new(body.as_bytes().to_vec()))
    }

    fn issuer(url: IssuerUrl) -> Issuer {
        Issuer {
            url,
            audience: "sigstore".into(),
            challenge_claim: "sub".into(),
            issuer_type: "uri".into(),
            spiffe_trust_domain: None,
            subject_domain: Some("https://b.example".into()),
            skip_email_verification: false,
        }
    }

    #[test]
    fn s_37_kept_an_address_or_a_pattern() {
        let exact = IssuerUrl::Exact("https://a.example".into());
        assert_eq!(reply(BODY), Ok(vec![issuer(exact)]));
        let body = BODY.replace(r#""issuerUrl":"https://a"#, r#""wildcardIssuerUrl":"https://*"#);
        let pattern = IssuerUrl::Wildcard("https://*.example".into());
        assert_eq!(reply(&body), Ok(vec![issuer(pattern)]));
    }

    #[test]
    fn s_37_broken_an_issuer_without_address_or_claim() {
        let json = |kind| Error::Json(sigstore_json::Error { kind, place: "$.issuers[0]".into() });
        let neither = ErrorKind::Unexpected { expected: ONE_URL, found: "neither".into() };
        assert_eq!(reply(&BODY.replace("issuerUrl", "url")), Err(json(neither)));
        let both = BODY.replace(r#""later":1"#, r#""wildcardIssuerUrl":"*""#);
        let kind = ErrorKind::Unexpected { expected: ONE_URL, found: "both".into() };
        assert_eq!(reply(&both), Err(json(kind)));
        let missing = ErrorKind::MissingMember { name: "challengeClaim" };
        assert_eq!(reply(&BODY.replace("challengeClaim", "claim")), Err(json(missing)));
    }
}
