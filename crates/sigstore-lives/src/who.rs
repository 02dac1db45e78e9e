use sigstore_jwt::IssuerKind;
use sigstore_local_oidc::{AcceptedIssuer, CONNECTOR};

/// The kinds of identities, with an issuer for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody with an e-mail address, who logs in.
    Email,
    /// A workflow of GitHub, which is handed a token.
    Workflow,
    /// A user name, for which a token is made too.
    Username,
}

/// Who logs in.
pub(crate) const EMAIL: &str = "alice@example.com";

/// The domain of user names.
const DOMAIN: &str = "sigstore.test";

impl Who {
    /// All of them. People log in at the issuer of the first.
    pub const ALL: [Self; 3] = [Self::Email, Self::Workflow, Self::Username];

    /// One word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Workflow => "workflow",
            Self::Username => "username",
        }
    }

    /// The address of the issuer.
    pub(crate) const fn issuer(self) -> &'static str {
        match self {
            Self::Email => "http://people.sigstore.test",
            Self::Workflow => "http://workflows.sigstore.test",
            Self::Username => "http://users.sigstore.test",
        }
    }

    /// The issuer, as the certificate authority knows it.
    pub(crate) fn accepted(self) -> AcceptedIssuer {
        let (kind, subject_domain) = match self {
            Self::Email => (IssuerKind::Email, None),
            Self::Workflow => (IssuerKind::GithubWorkflow, None),
            Self::Username => (IssuerKind::Username, Some(DOMAIN.into())),
        };
        AcceptedIssuer { url: self.issuer().into(), kind, subject_domain }
    }

    /// What a certificate says: kind of name, name and issuer.
    pub(crate) fn certified(self) -> [String; 3] {
        match self {
            Self::Email => ["email".into(), EMAIL.into(), CONNECTOR.into()],
            Self::Workflow => ["uri".into(), WORKFLOW.into(), self.issuer().into()],
            Self::Username => {
                ["other-name".into(), format!("alice!{DOMAIN}"), self.issuer().into()]
            }
        }
    }

    /// The claims of a token beside the usual ones, for those who do not log in.
    pub(crate) const fn claims(self) -> &'static str {
        match self {
            Self::Email => "{}",
            Self::Workflow => CLAIMS,
            Self::Username => r#"{"sub":"alice"}"#,
        }
    }
}

const WORKFLOW: &str =
    "https://github.com/example/project/.github/workflows/release.yml@refs/heads/main";

/// As docs.github.com/actions/reference/security/oidc lists them.
const CLAIMS: &str = r#"{"sub":"repo:example/project:ref:refs/heads/main","actor":"alice","event_name":"push","job_workflow_ref":"example/project/.github/workflows/release.yml@refs/heads/main","job_workflow_sha":"8d9c1e2f3a4b5c6d7e8f90a1b2c3d4e5f6071829","ref":"refs/heads/main","ref_type":"branch","repository":"example/project","repository_id":"1001","repository_owner":"example","repository_owner_id":"1002","repository_visibility":"public","run_attempt":"1","run_id":"1003","run_number":"4","runner_environment":"github-hosted","sha":"8d9c1e2f3a4b5c6d7e8f90a1b2c3d4e5f6071829","workflow":"Release","workflow_ref":"example/project/.github/workflows/release.yml@refs/heads/main","workflow_sha":"8d9c1e2f3a4b5c6d7e8f90a1b2c3d4e5f6071829"}"#;
