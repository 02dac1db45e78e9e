use sigstore_traits::{Rule, RuleKind};

use crate::template::Templates;

/// See [`IssuerKind::of_issuer`].
pub(crate) static S_12: Rule = Rule {
    id: "S-12",
    title: "An issuer of the public instance is known by its whole address; a star in a listed address stands for one or more letters, digits, hyphens and underscores.",
    source: "sigstore/fulcio config/identity/config.yaml; fulcio.proto, OIDCIssuer.wildcard_issuer_url",
    kind: RuleKind::Refusal,
    place: "sigstore-jwt IssuerKind::of_issuer",
};

/// What kind of subject an issuer vouches for: the type that a certificate authority configures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IssuerKind {
    /// A person or account, by email.
    Email,
    /// A workflow of GitHub Actions.
    GithubWorkflow,
    /// A pipeline of GitLab.
    GitlabPipeline,
    /// A job of Buildkite.
    BuildkiteJob,
    /// A workflow of Codefresh.
    Codefresh,
    /// A job of CircleCI.
    Circleci,
    /// A pipeline of Buddy.
    Buddy,
    /// A workload, by its SPIFFE ID.
    Spiffe,
    /// Whatever an address below a configured one names.
    Uri,
    /// A user of a configured domain.
    Username,
    /// A service account of Kubernetes.
    Kubernetes,
    /// An identity of Chainguard.
    Chainguard,
}

use IssuerKind::{
    Buddy, BuildkiteJob, Chainguard, Circleci, Codefresh, Email, GithubWorkflow, GitlabPipeline,
    Kubernetes,
};

/// The issuers that the public instance and its staging take tokens of.
const ISSUERS: &[(&str, IssuerKind)] = &[
    ("https://accounts.google.com", Email),
    ("https://oauth2.sigstore.dev/auth", Email),
    ("https://oauth2.sigstage.dev/auth", Email),
    ("https://issuer.hello.coop", Email),
    ("https://auth.eclipse.org/auth/realms/foundation-service-accounts", Email),
    ("https://sigstore.verify.ibm.com/oauth2", Email),
    ("https://www.kaggle.com/api/v1/models/signing", Email),
    ("https://token.actions.githubusercontent.com", GithubWorkflow),
    ("https://token.actions.githubusercontent.com/*", GithubWorkflow),
    ("https://gitlab.com", GitlabPipeline),
    ("https://ops.gitlab.net", GitlabPipeline),
    ("https://dev.gitlab.org", GitlabPipeline),
    ("https://gitlab.archlinux.org", GitlabPipeline),
    ("https://agent.buildkite.com", BuildkiteJob),
    ("https://oidc.codefresh.io", Codefresh),
    ("https://oidc.circleci.com", Circleci),
    ("https://oidc.circleci.com/org/*", Circleci),
    ("https://oidc.buddyusercontent.com", Buddy),
    ("https://eu-oidc.buddyusercontent.com", Buddy),
    ("https://asia-oidc.buddyusercontent.com", Buddy),
    ("https://issuer.enforce.dev", Chainguard),
    ("https://container.googleapis.com/v1/projects/*/locations/*/clusters/*", Kubernetes),
    ("https://oidc.eks.*.amazonaws.com/id/*", Kubernetes),
    ("https://oidc.prod-aks.azure.com/*", Kubernetes),
    ("https://*.oic.prod-aks.azure.com/*/*", Kubernetes),
];

impl IssuerKind {
    /// The kind of an issuer of the public instance; `None` of any other (S-12).
    pub fn of_issuer(issuer: &str) -> Option<Self> {
        ISSUERS.iter().find(|(pattern, _)| matches(pattern, issuer)).map(|(_, kind)| *kind)
    }

    /// The claims that become the name in the certificate, as a template such as
    /// `https://github.com/{job_workflow_ref}`; `None` if more than claims makes it.
    pub const fn name_template(self) -> Option<&'static str> {
        match (Templates::of(self), self) {
            (Some(templates), _) => Some(templates.name),
            (None, Self::Email) => Some("{email}"),
            (None, Self::Spiffe | Self::Uri) => Some("{sub}"),
            (None, Self::Chainguard) => Some("{iss}/{sub}"),
            _ => None,
        }
    }

    /// The claims of a build that become the extension 1.3.6.1.4.1.57264.1.N, as a template.
    pub fn extension_template(self, number: u32) -> Option<&'static str> {
        let extensions = Templates::of(self)?.extensions;
        extensions.iter().find(|(known, _)| *known == number).map(|(_, template)| *template)
    }
}

/// Whether `text`, from its first to its last byte, is what `pattern` describes. What follows a
/// star in a pattern is never a character that a star takes, so there is one way to match.
fn matches(pattern: &str, text: &str) -> bool {
    let mut literals = pattern.split('*');
    let first = literals.next().unwrap_or_default();
    let rest = text.strip_prefix(first);
    let rest = literals.try_fold(rest, |rest, literal| {
        let rest = rest?;
        let taken = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let after = rest.trim_start_matches(taken);
        let some = after.len() < rest.len();
        some.then(|| after.strip_prefix(literal))
    });
    rest == Some(Some(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_12_kept_whole_addresses_and_stars() {
        for (issuer, kind) in [
            ("https://accounts.google.com", Email),
            ("https://token.actions.githubusercontent.com", GithubWorkflow),
            ("https://token.actions.githubusercontent.com/octo-org", GithubWorkflow),
            ("https://oidc.eks.us-east-1.amazonaws.com/id/0AF_9", Kubernetes),
            ("https://eastus.oic.prod-aks.azure.com/a-1/b-2", Kubernetes),
            ("https://container.googleapis.com/v1/projects/p/locations/l-1/clusters/c", Kubernetes),
        ] {
            assert_eq!(IssuerKind::of_issuer(issuer), Some(kind), "{issuer}");
        }
    }

    #[test]
    fn s_13_shape_templates_name_the_claims() {
        let workflow = GithubWorkflow;
        assert_eq!(workflow.name_template(), Some("https://github.com/{job_workflow_ref}"));
        assert_eq!(workflow.extension_template(12), Some("https://github.com/{repository}"));
        assert_eq!(workflow.extension_template(7), None);
        assert_eq!((Email.name_template(), Email.extension_template(12)), (Some("{email}"), None));
        assert_eq!(Kubernetes.name_template(), None);
    }

    /// An issuer that ends or begins otherwise is another one; a star crosses no slash and no dot.
    #[test]
    fn s_12_a_30_broken_patterns_are_anchored() {
        for issuer in [
            "https://accounts.google.com/",
            "https://accounts.google.com.example",
            "http://accounts.google.com",
            "https://Accounts.google.com",
            "https://token.actions.githubusercontent.com/",
            "https://token.actions.githubusercontent.com/a/b",
            "https://oidc.eks.a.example/.amazonaws.com/id/x",
            "https://oidc.eks.a.b.amazonaws.com/id/x",
            "https://oidc.eks..amazonaws.com/id/x",
            "https://oidc.eks.a.amazonaws.com/id/x/y",
            "https://evil.example/?https://accounts.google.com",
            "",
        ] {
            assert_eq!(IssuerKind::of_issuer(issuer), None, "{issuer}");
        }
    }
}
