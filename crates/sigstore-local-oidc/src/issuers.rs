use http::{Request, StatusCode, Uri};
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::Identity;
use sigstore_json::{Limits, parse};
use sigstore_jwt::{
    Challenge, Expectations, IdentityToken, IssuerKind, KeySet, MAX_KEY_SET, SanKind, check,
};
use sigstore_server::{Peer, Random};
use sigstore_traits::{Rule, RuleKind, UnixTime};

use crate::principal::{Principal, TokenCheck, TokenRefused};

pub(crate) static S_7: Rule = Rule {
    id: "S-7",
    title: "A certificate is for a token that an accepted issuer has signed, for the audience sigstore, in its time.",
    source: "sigstore architecture-docs fulcio-spec.md section 2.2.1; RFC 7519 section 4.1",
    kind: RuleKind::Refusal,
    place: "sigstore-local-oidc Issuers::check",
};

/// For whom tokens must be.
const AUDIENCE: &str = "sigstore";

/// An issuer whose tokens Fulcio takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedIssuer {
    /// Its address.
    pub url: String,
    /// What kind of identities it has.
    pub kind: IssuerKind,
    /// The trust domain or the domain of its subjects, for the kinds that have one.
    pub subject_domain: Option<String>,
}

impl AcceptedIssuer {
    /// An issuer of this kind, without a domain.
    pub fn new(url: &str, kind: IssuerKind) -> Self {
        Self { url: url.into(), kind, subject_domain: None }
    }

    /// The kind, as the configuration of Fulcio writes it.
    pub const fn kind_name(&self) -> &'static str {
        match self.kind {
            IssuerKind::Email => "email",
            IssuerKind::GithubWorkflow => "github-workflow",
            IssuerKind::GitlabPipeline => "gitlab-pipeline",
            IssuerKind::BuildkiteJob => "buildkite-job",
            IssuerKind::Codefresh => "codefresh-workflow",
            IssuerKind::Circleci => "circleci-pipeline",
            IssuerKind::Buddy => "buddy-pipeline",
            IssuerKind::Spiffe => "spiffe",
            IssuerKind::Uri => "uri",
            IssuerKind::Username => "username",
            IssuerKind::Kubernetes => "kubernetes",
            IssuerKind::Chainguard => "chainguard-identity",
        }
    }

    /// The claim whose signature proves that a key is its subject's.
    pub const fn challenge_claim(&self) -> &'static str {
        match self.kind {
            IssuerKind::Email => "email",
            _ => "sub",
        }
    }
}

/// The accepted issuers, whose keys are fetched once, when the first token comes.
#[derive(Default)]
pub struct Issuers(Vec<Known>);

struct Known {
    accepted: AcceptedIssuer,
    line: Box<dyn Peer>,
    keys: Option<KeySet<AwsLcSuite>>,
}

impl Issuers {
    /// Accepts one more, which answers on this line.
    #[must_use]
    pub fn with(mut self, accepted: AcceptedIssuer, line: Box<dyn Peer>) -> Self {
        self.0.push(Known { accepted, line, keys: None });
        self
    }

    /// Which are accepted.
    pub fn accepted(&self) -> Vec<AcceptedIssuer> {
        self.0.iter().map(|known| known.accepted.clone()).collect()
    }
}

impl TokenCheck for Issuers {
    fn check(
        &mut self,
        token: &str,
        now: UnixTime,
        random: Random<'_>,
    ) -> Result<Principal, TokenRefused> {
        let token = IdentityToken::parse(token).map_err(|_| TokenRefused)?;
        let issuer = &token.claims().issuer;
        let known = self.0.iter_mut().find(|known| known.accepted.url == *issuer);
        let known = known.ok_or(TokenRefused)?;
        known.check(&token, now, random).ok_or(TokenRefused)
    }
}

impl Known {
    fn check(
        &mut self,
        token: &IdentityToken,
        now: UnixTime,
        random: Random<'_>,
    ) -> Option<Principal> {
        if self.keys.is_none() {
            self.keys = self.fetch(now, random);
        }
        let expected = Expectations {
            issuer: &self.accepted.url,
            audience: AUDIENCE,
            nonce: None,
            now,
            leeway_seconds: 0,
        };
        check(token, self.keys.as_ref()?, &AwsLcSuite, &expected).ok()?;
        let claims = token.claims();
        let domain = self.accepted.subject_domain.as_deref();
        let principal = sigstore_jwt::Principal::of(claims, self.accepted.kind, domain).ok()?;
        let challenge = Challenge::of(claims, self.accepted.challenge_claim()).ok()?;
        let text = principal.identity.text;
        // The authority writes the issuer of itself.
        let others =
            principal.extensions.into_iter().filter(|(number, _)| !matches!(number, 1 | 8));
        Some(Principal {
            identity: match principal.identity.kind {
                SanKind::Email => Identity::Email(text),
                SanKind::Uri => Identity::Uri(text),
                SanKind::OtherName => Identity::OtherName(text),
            },
            issuer: principal.issuer,
            extensions: others.collect(),
            challenge: challenge.value.into(),
        })
    }

    /// The key set, from where the discovery document says it is
    /// (OpenID Connect Discovery 1.0 section 4).
    fn fetch(&mut self, now: UnixTime, random: Random<'_>) -> Option<KeySet<AwsLcSuite>> {
        let document = self.get("/.well-known/openid-configuration", now, random)?;
        let document = parse(&document, &Limits::new(MAX_KEY_SET)).ok()?;
        let document = document.node().object().ok()?;
        if document.required("issuer").ok()?.string().ok()? != self.accepted.url {
            return None;
        }
        let uri: Uri = document.required("jwks_uri").ok()?.string().ok()?.parse().ok()?;
        let keys = self.get(uri.path(), now, random)?;
        KeySet::parse(&keys, &AwsLcSuite).ok()
    }

    fn get(&mut self, path: &str, now: UnixTime, random: Random<'_>) -> Option<Vec<u8>> {
        let request = Request::get(path).body(Vec::new()).ok()?;
        let response = self.line.ask(request, now, random)?;
        (response.status() == StatusCode::OK).then(|| response.into_body())
    }
}
