use sigstore_certificate::IdentityKind;
use sigstore_fulcio_client::{Configuration, Issuer, IssuerUrl};
use sigstore_jwt::{Challenge, IdentityToken, IssuerKind, Principal, SanKind};
use sigstore_signing_config::Service;
use sigstore_traits::Trust;
use sigstore_transport::Transport;
use sigstore_verify::{Policy, Waived, WaivedBy};

use crate::signing::address;
use crate::{Error, Public, Signing, Step, Why};

/// How far the clock here may be behind or ahead of the issuer's, in seconds.
const LEEWAY: u64 = 5;

/// The audience of a token that is meant for Sigstore.
const AUDIENCE: &str = "sigstore";

/// Who signs: a token that can be used now, and what a certificate for it must say.
#[derive(Debug)]
pub struct Identity<'t> {
    pub(crate) token: &'t IdentityToken,
    pub(crate) challenge: Challenge<'t>,
    principal: Principal,
    sct_waived: Option<WaivedBy>,
}

impl Identity<'_> {
    /// The same at an instance whose authority has no certificate log: an SCT need not be there.
    #[must_use]
    pub fn without_sct(self, by: WaivedBy) -> Self {
        Self { sct_waived: Some(by), ..self }
    }

    /// The name that the certificate must have.
    pub fn name(&self) -> &str {
        &self.principal.identity.text
    }

    /// The issuer that the certificate must name.
    pub fn issuer(&self) -> &str {
        &self.principal.issuer
    }

    /// What a verifier must be told to find exactly this signer.
    pub fn policy(&self) -> Policy {
        let kind = match self.principal.identity.kind {
            SanKind::Email => IdentityKind::Email,
            SanKind::Uri => IdentityKind::Uri,
            SanKind::OtherName => IdentityKind::OtherName,
        };
        let exact = sigstore_verify::Identity::exact(self.name(), self.issuer());
        let policy = Policy::identity(exact.kind(kind));
        match self.sct_waived {
            Some(by) => policy.waive(Waived::Sct, by),
            None => policy,
        }
    }
}

impl<T: Trust, X: Transport + Sync> Signing<'_, T, X> {
    /// Who signs with this token of a known issuer; a token of another with a verified e-mail
    /// address is that address's.
    ///
    /// # Errors
    /// [`Why::Token`] if the token can't be used now or lacks what its issuer's kind needs,
    /// [`Why::UnknownIssuer`] if the kind is to be told or asked for.
    pub fn identity<'t>(&self, token: &'t IdentityToken) -> Result<Identity<'t>, Error<X::Error>> {
        let claims = token.claims();
        let email = claims.email.is_some().then_some(IssuerKind::Email);
        let Some(kind) = IssuerKind::of_issuer(&claims.issuer).or(email) else {
            let issuer = claims.issuer.clone();
            return Err(self.refuse(Why::UnknownIssuer { issuer }));
        };
        self.identity_of_kind(token, kind, None)
    }

    /// Who signs with this token, whose issuer is of this kind; `domain` is what the authority's
    /// configuration gives for subjects of the kinds that need one.
    ///
    /// # Errors
    /// As [`identity`](Self::identity).
    pub fn identity_of_kind<'t>(
        &self,
        token: &'t IdentityToken,
        kind: IssuerKind,
        domain: Option<&str>,
    ) -> Result<Identity<'t>, Error<X::Error>> {
        let claim = if kind == IssuerKind::Email { "email" } else { "sub" };
        self.of(token, kind, domain, claim)
    }

    /// Who signs with this token, as the certificate authority's configuration says.
    ///
    /// # Errors
    /// As [`identity`](Self::identity), and why the authority did not answer.
    pub async fn ask_identity<'t>(
        &self,
        token: &'t IdentityToken,
        ca: &Service,
    ) -> Result<Identity<'t>, Error<X::Error>> {
        let base = address(&ca.url).map_err(|error| self.refuse(Why::Address(error)))?;
        let issuers = self.ask(&Configuration, &base).await.map_err(|unanswered| Error {
            peer: Some(ca.url.clone()),
            ..self.refuse(unanswered.why)
        })?;
        let issuer = &token.claims().issuer;
        let known = issuers.iter().find(|known| known.url == IssuerUrl::Exact(issuer.clone()));
        let kind = known.and_then(|known| Some((known, kind_of(known, issuer)?)));
        let Some((known, kind)) = kind else {
            return Err(self.refuse(Why::UnknownIssuer { issuer: issuer.clone() }));
        };
        let domain = known.spiffe_trust_domain.as_deref().or(known.subject_domain.as_deref());
        self.of(token, kind, domain, &known.challenge_claim)
    }

    fn of<'t>(
        &self,
        token: &'t IdentityToken,
        kind: IssuerKind,
        domain: Option<&str>,
        claim: &str,
    ) -> Result<Identity<'t>, Error<X::Error>> {
        self.check_token(token)?;
        let refuse = |error| self.refuse(Why::Token(error));
        let principal = Principal::of(token.claims(), kind, domain).map_err(refuse)?;
        let challenge = Challenge::of(token.claims(), claim).map_err(refuse)?;
        Ok(Identity { token, challenge, principal, sct_waived: None })
    }
}

impl<T: Trust, X: Transport> Signing<'_, T, X> {
    /// Whether the token can be used now, for Sigstore.
    pub(crate) fn check_token(&self, token: &IdentityToken) -> Result<(), Error<X::Error>> {
        let usable =
            token.check_times(self.now(), LEEWAY).and_then(|()| token.check_audience(AUDIENCE));
        usable.map_err(|error| self.refuse(Why::Token(error)))
    }

    fn refuse(&self, why: Why<X::Error>) -> Error<X::Error> {
        self.error(Step::Token, &Public::default(), why)
    }
}

/// The kind that the authority names; that of a CI system is in the address of the issuer only.
fn kind_of(known: &Issuer, issuer: &str) -> Option<IssuerKind> {
    Some(match known.issuer_type.as_str() {
        "email" => IssuerKind::Email,
        "github-workflow" => IssuerKind::GithubWorkflow,
        "gitlab-pipeline" => IssuerKind::GitlabPipeline,
        "buildkite-job" => IssuerKind::BuildkiteJob,
        "codefresh-workflow" => IssuerKind::Codefresh,
        "spiffe" => IssuerKind::Spiffe,
        "uri" => IssuerKind::Uri,
        "username" => IssuerKind::Username,
        "kubernetes" => IssuerKind::Kubernetes,
        "chainguard-identity" => IssuerKind::Chainguard,
        _ => return IssuerKind::of_issuer(issuer),
    })
}
