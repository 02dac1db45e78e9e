use std::fmt;

use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{Failure, Transport};

use crate::{Error, Surroundings, Token, buildkite, circleci, github, gitlab, google, plain};

pub(crate) static S_20: Rule = Rule {
    id: "S-20",
    title: "A token in SIGSTORE_ID_TOKEN goes before any that a platform would give, and a program may ask for fewer platforms or none.",
    source: "sigstore/cosign pkg/providers and internal/auth/auth.go",
    kind: RuleKind::Acceptance,
    place: "sigstore-ambient Ambient::find",
};

pub(crate) static S_26: Rule = Rule {
    id: "S-26",
    title: "No token is asked of a SPIFFE Workload API: that takes gRPC over a socket; a SPIFFE helper that writes its token to the file of S-27 serves as well.",
    source: "spiffe/spiffe SPIFFE_Workload_API.md section 6",
    kind: RuleKind::Elsewhere,
    place: "sigstore-ambient Ambient::find",
};

pub(crate) static S_28: Rule = Rule {
    id: "S-28",
    title: "Another platform than this one is no error; this one without a token is, and says what to do; a token is never printed.",
    source: "di/id README.md, Ambient credential detection; RFC 7515 section 3.1 for the form of a token",
    kind: RuleKind::Refusal,
    place: "sigstore-ambient Ambient::find",
};

/// Where a token may come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// The variable `SIGSTORE_ID_TOKEN`.
    Environment,
    /// A job of GitHub Actions.
    Github,
    /// A job of GitLab CI/CD.
    Gitlab,
    /// A job of Buildkite.
    Buildkite,
    /// A job of CircleCI.
    Circleci,
    /// A machine of Google Cloud.
    Google,
    /// The file `/var/run/sigstore/cosign/oidc-token`.
    File,
}

/// A token and where it is from.
#[derive(Debug)]
pub struct Found {
    /// Where it is from.
    pub provider: Provider,
    /// The token.
    pub token: Token,
}

/// A search for a token.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Ambient<'a> {
    audience: &'a str,
    providers: &'a [Provider],
}

/// What a provider says: a token, or that this is not the platform.
pub(crate) type Answer<S> =
    Result<Option<Token>, Failure<Error, <<S as Surroundings>::Transport as Transport>::Error>>;

impl Default for Ambient<'_> {
    /// For the audience `sigstore`, everywhere.
    fn default() -> Self {
        Self { audience: "sigstore", providers: Provider::ALL }
    }
}

impl<'a> Ambient<'a> {
    /// For another audience, such as that of a private instance.
    pub fn audience(self, audience: &'a str) -> Self {
        Self { audience, ..self }
    }

    /// In other places, or in another order.
    pub fn providers(self, providers: &'a [Provider]) -> Self {
        Self { providers, ..self }
    }

    /// Asks each provider in turn, up to the first that says that this is its platform. `None`: it
    /// is none of them.
    ///
    /// # Errors
    /// [`Failure`] if this is a platform that gives tokens, and it gave none.
    pub async fn find<S: Surroundings>(
        &self,
        surroundings: &S,
    ) -> Result<Option<Found>, Failure<Error, <S::Transport as Transport>::Error>> {
        for provider in self.providers.iter().copied() {
            let token = self.ask(provider, surroundings).await?;
            if let Some(token) = token {
                return Ok(Some(Found { provider, token }));
            }
        }
        Ok(None)
    }

    async fn ask<S: Surroundings>(&self, provider: Provider, here: &S) -> Answer<S> {
        let audience = self.audience;
        match provider {
            Provider::Environment => plain::environment(here).map_err(Failure::Question),
            Provider::Github => github::token(audience, here).await,
            Provider::Gitlab => gitlab::token(audience, here).map_err(Failure::Question),
            Provider::Buildkite => buildkite::token(audience, here).await,
            Provider::Circleci => circleci::token(audience, here).map_err(Failure::Answer),
            Provider::Google => google::token(audience, here).await,
            Provider::File => plain::file(here).map_err(Failure::Question),
        }
    }
}

impl Provider {
    /// All, in the order in which they are asked: what was set for this very purpose, then jobs,
    /// then the machine, which may run jobs of others.
    pub const ALL: &'static [Self] = &[
        Self::Environment,
        Self::Github,
        Self::Gitlab,
        Self::Buildkite,
        Self::Circleci,
        Self::Google,
        Self::File,
    ];

    /// What to do where it gives no token.
    pub(crate) const fn advice(self) -> &'static str {
        match self {
            Self::Environment => "an identity token in SIGSTORE_ID_TOKEN",
            Self::Github => {
                "`permissions: id-token: write` on the workflow or job, which a pull request from a fork can't have"
            }
            Self::Gitlab => "`id_tokens:` on the job, with the variable and its `aud`",
            Self::Buildkite => "buildkite-agent 3.41 or later in a job that it runs",
            Self::Circleci => "the circleci program in a job that may have OpenID Connect tokens",
            Self::Google => {
                "a service account on the machine, or GOOGLE_SERVICE_ACCOUNT_NAME with one that the machine's may make tokens for (roles/iam.serviceAccountTokenCreator)"
            }
            Self::File => "a readable file with one identity token, or none",
        }
    }

    /// Of the platforms: what comes by variable or file breaks none of these.
    pub(crate) const RULES: &'static [&'static Rule] = &[
        &github::S_21,
        &gitlab::S_22,
        &google::S_23,
        &buildkite::S_24,
        &circleci::S_25,
        &plain::S_27,
    ];

    pub(crate) const fn rule(self) -> &'static Rule {
        match self {
            Self::Environment | Self::File => &plain::S_27,
            Self::Github => &github::S_21,
            Self::Gitlab => &gitlab::S_22,
            Self::Buildkite => &buildkite::S_24,
            Self::Circleci => &circleci::S_25,
            Self::Google => &google::S_23,
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Environment => "the environment",
            Self::Github => "GitHub Actions",
            Self::Gitlab => "GitLab CI/CD",
            Self::Buildkite => "Buildkite",
            Self::Circleci => "CircleCI",
            Self::Google => "Google Cloud",
            Self::File => "the token file",
        })
    }
}

/// The value of a variable that is set; an empty one is not.
pub(crate) fn variable(here: &impl Surroundings, name: &str) -> Option<String> {
    here.variable(name).filter(|value| !value.is_empty())
}

/// The value of a variable that must be set.
pub(crate) fn granted(
    here: &impl Surroundings,
    provider: Provider,
    name: &str,
) -> Result<String, Error> {
    let missing = || Error::NotGranted { provider, variable: name.to_owned() };
    variable(here, name).ok_or_else(missing)
}
