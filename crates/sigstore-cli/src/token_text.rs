//! What a token says, and what a certificate would say because of it.

use sigstore_certificate::FulcioExtension;
use sigstore_json::{Value, ordered};
use sigstore_jwt::{Challenge, Claims, Error, IdentityToken, IssuerKind, Principal, SanKind};
use sigstore_report::visible;
use sigstore_traits::{Refusal, UnixTime};

/// The kinds of issuers whose certificates follow from the claims alone, under the words of `--kind`.
pub(crate) const KINDS: [(&str, IssuerKind); 9] = [
    ("email", IssuerKind::Email),
    ("github-workflow", IssuerKind::GithubWorkflow),
    ("gitlab-pipeline", IssuerKind::GitlabPipeline),
    ("buildkite-job", IssuerKind::BuildkiteJob),
    ("codefresh", IssuerKind::Codefresh),
    ("circleci", IssuerKind::Circleci),
    ("buddy", IssuerKind::Buddy),
    ("kubernetes", IssuerKind::Kubernetes),
    ("chainguard", IssuerKind::Chainguard),
];

/// A token to be shown. Its signature is never.
pub(crate) struct Shown<'t> {
    token: &'t IdentityToken,
    certificate: Option<(IssuerKind, Result<Principal, Error>)>,
}

type Members = Vec<(&'static str, Value<'static>)>;

impl<'t> Shown<'t> {
    /// With the kind of its issuer if that is said, known, or to be seen by an address.
    pub(crate) fn of(token: &'t IdentityToken, kind: Option<&str>) -> Self {
        let claims = token.claims();
        let said = KINDS.iter().find(|(name, _)| Some(*name) == kind).map(|(_, kind)| *kind);
        let known = || IssuerKind::of_issuer(&claims.issuer);
        let email = || claims.email.is_some().then_some(IssuerKind::Email);
        let kind = said.or_else(known).or_else(email);
        let certificate = kind.map(|kind| (kind, Principal::of(claims, kind, None)));
        Self { token, certificate }
    }

    /// The members of its document, after the format.
    pub(crate) fn members(&self) -> Members {
        let header = self.token.header();
        let header = [
            ("alg", text(header.algorithm.name())),
            ("kid", header.key_id.as_deref().map_or(Value::Null, text)),
        ];
        vec![
            ("header", object(header)),
            ("claims", self.token.claims().value().clone()),
            ("redacted", text(&self.token.redacted())),
            ("certificate", self.certificate()),
        ]
    }

    fn certificate(&self) -> Value<'static> {
        let Some((kind, principal)) = &self.certificate else { return Value::Null };
        let principal = match principal {
            Ok(principal) => principal,
            Err(error) => return object([("error", text(error.facts().code))]),
        };
        let claims = self.token.claims();
        let identity = object([
            ("kind", text(san(principal.identity.kind))),
            ("name", text(&principal.identity.text)),
            ("from", kind.name_template().map_or(Value::Null, text)),
        ]);
        let extensions = principal.extensions.iter().map(|(number, value)| {
            object([
                ("oid", text(&oid(*number))),
                ("name", text(FulcioExtension::name_of(*number).unwrap_or_default())),
                ("value", text(value)),
                ("from", text(source(*kind, claims, *number))),
            ])
        });
        let challenge = self.token.challenge();
        let challenge = challenge.map_or(Value::Null, |challenge| text(challenge.claim));
        object([
            ("issuer_kind", text(word(*kind))),
            ("identity", identity),
            ("extensions", Value::Array(extensions.collect())),
            ("proof_of_possession_over", challenge),
        ])
    }

    /// The same for people.
    pub(crate) fn to_text(&self) -> String {
        let (header, claims) = (self.token.header(), self.token.claims());
        let mut lines = vec![
            line("algorithm", header.algorithm.name(), ""),
            line("key", header.key_id.as_deref().unwrap_or("(not named)"), ""),
        ];
        if let Value::Object(members) = claims.value() {
            lines.extend(members.iter().map(|(name, value)| claim(name, value)));
        }
        lines.extend(self.certificate_text());
        lines.join("\n")
    }

    fn certificate_text(&self) -> Vec<String> {
        let Some((kind, principal)) = &self.certificate else {
            let known = "how this issuer's claims become a certificate is not known; see --kind";
            return vec![known.into()];
        };
        let principal = match principal {
            Ok(principal) => principal,
            Err(error) => return vec![format!("no certificate can be issued for it: {error}")],
        };
        let claims = self.token.claims();
        let title = format!("A certificate for it, of an issuer of kind {}:", word(*kind));
        let from = kind.name_template().unwrap_or_default();
        let name = format!("name ({})", san(principal.identity.kind));
        let mut lines = vec![title, line(&name, &principal.identity.text, from)];
        for (number, value) in &principal.extensions {
            let name = FulcioExtension::name_of(*number).unwrap_or_default();
            lines.push(line(&format!("{number} {name}"), value, source(*kind, claims, *number)));
        }
        if let Ok(Challenge { claim, .. }) = self.token.challenge() {
            lines.push(line("proof of possession", &format!("over the claim {claim}"), ""));
        }
        lines
    }
}

/// Which claims an extension is made from.
fn source(kind: IssuerKind, claims: &Claims, number: u32) -> &'static str {
    match number {
        1 | 8 if kind == IssuerKind::Email && claims.federated.is_some() => {
            "{federated_claims.connector_id}"
        }
        1 | 8 => "{iss}",
        24 => "{sub}",
        number => kind.extension_template(number).unwrap_or_default(),
    }
}

fn oid(number: u32) -> String {
    format!("1.3.6.1.4.1.57264.1.{number}")
}

fn word(kind: IssuerKind) -> &'static str {
    KINDS.iter().find(|(_, known)| *known == kind).map_or("other", |(name, _)| name)
}

const fn san(kind: SanKind) -> &'static str {
    match kind {
        SanKind::Email => "email",
        SanKind::Uri => "uri",
        SanKind::OtherName => "other-name",
    }
}

/// A claim; times are written as such too.
fn claim(name: &str, value: &Value<'_>) -> String {
    let written = match value {
        Value::String(text) => text.clone().into_owned(),
        value => ordered(value),
    };
    let time = matches!(name, "iat" | "nbf" | "exp" | "auth_time");
    let seconds = written.parse().ok().filter(|_| time);
    let time = seconds.map(|seconds| UnixTime::from_seconds(seconds).to_string());
    line(name, &written, time.as_deref().unwrap_or_default())
}

fn line(name: &str, value: &str, note: &str) -> String {
    let note = if note.is_empty() { String::new() } else { format!("  ({note})") };
    visible(&format!("  {name:42} {value}{note}"))
}

pub(crate) fn text(text: &str) -> Value<'static> {
    Value::String(text.to_owned().into())
}

pub(crate) fn object(
    members: impl IntoIterator<Item = (&'static str, Value<'static>)>,
) -> Value<'static> {
    Value::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}
