use sigstore_json::Value;
use sigstore_traits::{Rule, RuleKind};

use crate::challenge::{subject, verified_email};
use crate::error::excerpt;
use crate::template::Templates;
use crate::{Claims, Error, IssuerKind};

/// See [`Principal::of`].
pub(crate) static S_13: Rule = Rule {
    id: "S-13",
    title: "The kind of its issuer says which claims of a token become the one name and the extensions of the certificate; a claim that is needed and absent, or of the wrong form or domain, is refused.",
    source: "sigstore/fulcio docs/oidc.md, docs/oid-info.md and config/identity/config.yaml; SPIFFE-ID sections 2.1 and 2.2",
    kind: RuleKind::Refusal,
    place: "sigstore-jwt Principal::of",
};

/// What a certificate says of the subject of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The one name in its subjectAltName.
    pub identity: SubjectAltName,
    /// The issuer that it names.
    pub issuer: String,
    /// Its extensions 1.3.6.1.4.1.57264.1.N as N and text, in the order of N: the issuer (1 and
    /// 8), the subject (24) and what the token says of a build.
    pub extensions: Vec<(u32, String)>,
}

/// A name of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectAltName {
    /// What kind of name it is.
    pub kind: SanKind,
    /// The name.
    pub text: String,
}

/// The kinds of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SanKind {
    /// rfc822Name.
    Email,
    /// uniformResourceIdentifier.
    Uri,
    /// otherName 1.3.6.1.4.1.57264.1.7: `user!domain`.
    OtherName,
}

impl Principal {
    /// What an authority certifies that takes the issuer of the token as one of this kind (S-13).
    ///
    /// `subject_domain` is what it configures for the issuer: the trust domain of
    /// [`IssuerKind::Spiffe`], scheme and host of [`IssuerKind::Uri`], the domain of
    /// [`IssuerKind::Username`].
    ///
    /// # Errors
    /// [`Error::ClaimMissing`], [`Error::ClaimNotUsable`], [`Error::EmailUnverified`], and
    /// [`Error::SubjectDomain`] if one is needed and not given.
    pub fn of(
        claims: &Claims,
        kind: IssuerKind,
        subject_domain: Option<&str>,
    ) -> Result<Self, Error> {
        let identity = identity(claims, kind, subject_domain)?;
        let issuer = match kind {
            IssuerKind::Email => claims.federated_issuer(),
            _ => claims.issuer.as_str(),
        };
        let mut extensions = vec![(1, issuer.to_owned()), (8, issuer.to_owned())];
        extensions.extend(claims.subject.iter().map(|subject| (24, subject.clone())));
        if let Some(templates) = Templates::of(kind) {
            for (number, template) in templates.extensions {
                extensions.push((*number, templates.fill(template, claims)?));
            }
        }
        extensions.retain(|(_, text)| !text.is_empty());
        extensions.sort_by_key(|(number, _)| *number);
        Ok(Self { identity, issuer: issuer.to_owned(), extensions })
    }
}

fn identity(
    claims: &Claims,
    kind: IssuerKind,
    subject_domain: Option<&str>,
) -> Result<SubjectAltName, Error> {
    let domain = || subject_domain.ok_or(Error::SubjectDomain { kind });
    let (kind, text) = match kind {
        IssuerKind::Email => (SanKind::Email, email(claims)?),
        IssuerKind::Spiffe => (SanKind::Uri, spiffe_id(subject(claims)?, domain()?)?),
        IssuerKind::Uri => (SanKind::Uri, uri(subject(claims)?, domain()?)?),
        IssuerKind::Username => (SanKind::OtherName, user(subject(claims)?, domain()?)?),
        IssuerKind::Kubernetes => (SanKind::Uri, service_account(claims)?),
        IssuerKind::Chainguard => {
            let issuer = claims.issuer.trim_end_matches('/');
            (SanKind::Uri, format!("{issuer}/{}", subject(claims)?))
        }
        IssuerKind::GithubWorkflow
        | IssuerKind::GitlabPipeline
        | IssuerKind::BuildkiteJob
        | IssuerKind::Codefresh
        | IssuerKind::Circleci
        | IssuerKind::Buddy => (SanKind::Uri, job(claims, kind)?),
    };
    let text = if kind == SanKind::Uri { escaped(&text) } else { text };
    Ok(SubjectAltName { kind, text })
}

fn job(claims: &Claims, kind: IssuerKind) -> Result<String, Error> {
    Templates::of(kind)
        .map_or(Ok(String::new()), |templates| templates.fill(templates.name, claims))
}

fn email(claims: &Claims) -> Result<String, Error> {
    let email = verified_email(claims)?;
    if is_email(email) { Ok(email.into()) } else { Err(not_usable("email", email, "name@domain")) }
}

/// A name, an at sign and a domain with a dot inside; IA5String takes ASCII only.
fn is_email(text: &str) -> bool {
    let dotted = |domain: &str| {
        domain.split('.').count() > 1 && domain.split('.').all(|label| !label.is_empty())
    };
    text.bytes().all(|byte| byte.is_ascii_graphic())
        && text.rsplit_once('@').is_some_and(|(name, domain)| !name.is_empty() && dotted(domain))
}

/// SPIFFE-ID sections 2.1 and 2.2:
///
/// ```text
/// 'spiffe://' trust-domain ( '/' segment )*
/// trust-domain ::= [a-z0-9.-_]+    segment ::= [a-zA-Z0-9.-_]+, neither '.' nor '..'
/// ```
fn spiffe_id(id: &str, trust_domain: &str) -> Result<String, Error> {
    let error = || not_usable("sub", id, "a SPIFFE ID of the trust domain");
    let rest = id.strip_prefix("spiffe://").ok_or_else(error)?;
    let mut segments = rest.split('/');
    let domain = segments.next().unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let good = |segment: &str| {
        !segment.is_empty() && segment != "." && segment != ".." && segment.bytes().all(plain)
    };
    let lower = domain.bytes().all(|byte| !byte.is_ascii_uppercase());
    if domain == trust_domain && good(domain) && lower && segments.all(good) {
        Ok(id.into())
    } else {
        Err(error())
    }
}

/// An address whose scheme and host are those of the domain.
fn uri(address: &str, domain: &str) -> Result<String, Error> {
    let same = origin(address).is_some_and(|found| origin(domain) == Some(found));
    if same {
        return Ok(address.into());
    }
    Err(not_usable("sub", address, "an address with the scheme and the host of the domain"))
}

/// Scheme and host of an address, without the port. One with a user in it has none.
fn origin(address: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    (!scheme.is_empty() && !host.is_empty() && !host.contains('@')).then_some((scheme, host))
}

/// `user!domain`.
fn user(name: &str, domain: &str) -> Result<String, Error> {
    if name.contains('!') || is_email(name) {
        return Err(not_usable("sub", name, "a user name that is no email and has no `!`"));
    }
    Ok(format!("{name}!{domain}"))
}

fn service_account(claims: &Claims) -> Result<String, Error> {
    let text = |path: &[&str]| {
        let value = path.iter().try_fold(claims.value(), |value, name| value.member(name));
        match value {
            Some(Value::String(text)) if !text.is_empty() => Ok(text.as_ref()),
            _ => Err(Error::ClaimMissing { claim: path.join("/") }),
        }
    };
    let namespace = text(&["kubernetes.io", "namespace"])?;
    let name = text(&["kubernetes.io", "serviceaccount", "name"])?;
    Ok(format!("https://kubernetes.io/namespaces/{namespace}/serviceaccounts/{name}"))
}

/// What has no place in a URI is percent-encoded (RFC 3986 section 2): a branch may have any name.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

fn not_usable(claim: &str, found: &str, expected: &'static str) -> Error {
    Error::ClaimNotUsable { claim: claim.into(), found: format!("{:?}", excerpt(found)), expected }
}
