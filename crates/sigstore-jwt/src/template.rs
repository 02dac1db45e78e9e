use sigstore_json::Value;

use crate::error::excerpt;
use crate::{Claims, Error, IssuerKind};

/// What a certificate says of a job of a CI system, as templates over the claims of its token.
///
/// ```text
/// template    ::= ( text | '{' placeholder '}' )*
/// placeholder ::= claim | claim '=' value '?' then ':' otherwise
/// ```
pub(crate) struct Templates {
    /// The URI that names the job.
    pub(crate) name: &'static str,
    /// Extensions by the last number of their object identifier; an empty one is left out.
    pub(crate) extensions: &'static [(u32, &'static str)],
    /// What a claim that is absent reads as.
    defaults: &'static [(&'static str, &'static str)],
}

impl Templates {
    /// The templates of the public instance (sigstore/fulcio config/identity/config.yaml).
    pub(crate) const fn of(kind: IssuerKind) -> Option<&'static Self> {
        match kind {
            IssuerKind::GithubWorkflow => Some(&GITHUB),
            IssuerKind::GitlabPipeline => Some(&GITLAB),
            IssuerKind::BuildkiteJob => Some(&BUILDKITE),
            IssuerKind::Codefresh => Some(&CODEFRESH),
            IssuerKind::Circleci => Some(&CIRCLECI),
            IssuerKind::Buddy => Some(&BUDDY),
            _ => None,
        }
    }

    /// Fills a template in.
    pub(crate) fn fill(&self, template: &str, claims: &Claims) -> Result<String, Error> {
        let mut filled = String::new();
        for (index, piece) in template.split(['{', '}']).enumerate() {
            if index % 2 == 0 {
                filled.push_str(piece);
            } else {
                filled.push_str(&self.placeholder(piece, claims)?);
            }
        }
        Ok(filled)
    }

    fn placeholder(&self, placeholder: &str, claims: &Claims) -> Result<String, Error> {
        let Some((name, choice)) = placeholder.split_once('=') else {
            return self.claim(placeholder, claims);
        };
        let (value, results) = choice.split_once('?').unwrap_or_default();
        let (then, otherwise) = results.split_once(':').unwrap_or_default();
        Ok(if self.claim(name, claims)? == value { then } else { otherwise }.into())
    }

    fn claim(&self, name: &str, claims: &Claims) -> Result<String, Error> {
        match claims.value().member(name) {
            Some(Value::String(text)) => Ok(text.clone().into_owned()),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(sigstore_json::ordered(value)),
            None | Some(Value::Null) => {
                let mut defaults = self.defaults.iter();
                let default = defaults.find(|(claim, _)| *claim == name);
                default
                    .map(|(_, text)| (*text).into())
                    .ok_or_else(|| Error::ClaimMissing { claim: excerpt(name) })
            }
            Some(Value::Array(_) | Value::Object(_)) => Err(Error::ClaimNotUsable {
                claim: excerpt(name),
                found: "a list or an object".into(),
                expected: "a text, a number or a boolean",
            }),
        }
    }
}

static GITHUB: Templates = Templates {
    name: "https://github.com/{job_workflow_ref}",
    extensions: &[
        (2, "{event_name}"),
        (3, "{sha}"),
        (4, "{workflow}"),
        (5, "{repository}"),
        (6, "{ref}"),
        (9, "https://github.com/{job_workflow_ref}"),
        (10, "{job_workflow_sha}"),
        (11, "{runner_environment}"),
        (12, "https://github.com/{repository}"),
        (13, "{sha}"),
        (14, "{ref}"),
        (15, "{repository_id}"),
        (16, "https://github.com/{repository_owner}"),
        (17, "{repository_owner_id}"),
        (18, "https://github.com/{workflow_ref}"),
        (19, "{workflow_sha}"),
        (20, "{event_name}"),
        (21, "https://github.com/{repository}/actions/runs/{run_id}/attempts/{run_attempt}"),
        (22, "{repository_visibility}"),
        (23, "{environment}"),
    ],
    defaults: &[("environment", "")],
};

static GITLAB: Templates = Templates {
    name: "https://{ci_config_ref_uri}",
    extensions: &[
        (9, "https://{ci_config_ref_uri}"),
        (10, "{ci_config_sha}"),
        (11, "{runner_environment}"),
        (12, "https://gitlab.com/{project_path}"),
        (13, "{sha}"),
        (14, "refs/{ref_type=branch?heads:tags}/{ref}"),
        (15, "{project_id}"),
        (16, "https://gitlab.com/{namespace_path}"),
        (17, "{namespace_id}"),
        (18, "https://{ci_config_ref_uri}"),
        (19, "{ci_config_sha}"),
        (20, "{pipeline_source}"),
        (21, "https://gitlab.com/{project_path}/-/jobs/{job_id}"),
        (22, "{project_visibility}"),
        (23, "{environment}"),
    ],
    // The configuration of a pipeline that lies elsewhere has no commit.
    defaults: &[("environment", ""), ("ci_config_sha", "")],
};

static BUILDKITE: Templates = Templates {
    name: "https://buildkite.com/{organization_slug}/{pipeline_slug}",
    extensions: &[
        (11, "{runner_environment}"),
        (13, "{build_commit}"),
        (20, "{build_source}"),
        (
            21,
            "https://buildkite.com/{organization_slug}/{pipeline_slug}/builds/{build_number}#{job_id}",
        ),
    ],
    defaults: &[],
};

static CODEFRESH: Templates = Templates {
    name: "{platform_url}/{account_name}/{pipeline_name}:{account_id}/{pipeline_id}",
    extensions: &[
        (9, "{platform_url}/build/{workflow_id}"),
        (11, "{runner_environment}"),
        (12, "{scm_repo_url}"),
        (14, "{scm_ref}"),
        (18, "{platform_url}/api/pipelines/{pipeline_id}"),
        (21, "{platform_url}/build/{workflow_id}"),
    ],
    defaults: &[
        ("platform_url", "https://g.codefresh.io"),
        ("scm_repo_url", ""),
        ("scm_ref", ""),
        ("runner_environment", ""),
    ],
};

static CIRCLECI: Templates = Templates {
    name: "{api_url}/projects/{oidc.circleci.com/project-id}/pipeline-definitions/{oidc.circleci.com/pipeline-definition-id}",
    extensions: &[
        (
            9,
            "{api_url}/projects/{oidc.circleci.com/project-id}/pipeline-definitions/{oidc.circleci.com/pipeline-definition-id}",
        ),
        // Two quotation marks where the job is no rerun over SSH: so it stands in the certificates.
        (11, "{oidc.circleci.com/ssh-rerun=true?ssh-rerun:\"\"}"),
        (12, "{oidc.circleci.com/vcs-origin}"),
        (14, "{oidc.circleci.com/vcs-ref}"),
        (18, "{api_url}/pipeline/{oidc.circleci.com/pipeline-id}/config"),
        (
            21,
            "{platform_url}/workflow/{oidc.circleci.com/workflow-id}/job/{oidc.circleci.com/job-id}",
        ),
    ],
    defaults: &[
        ("api_url", "https://circleci.com/api/v2"),
        ("platform_url", "https://app.circleci.com/"),
    ],
};

static BUDDY: Templates = Templates {
    name: "{base_url}/{workspace_domain}/{project_name}/pipelines/pipeline/{pipeline_id}",
    extensions: &[],
    defaults: &[],
};
