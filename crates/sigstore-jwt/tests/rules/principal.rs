//! Which claims become which name and extensions: S-13.
use sigstore_jwt::{Error, IssuerKind, Principal, SanKind, SubjectAltName};

use crate::issuer::read;

const FRAME: &str = r#""iss":"https://i.example","aud":"sigstore","iat":1,"exp":2"#;

fn of(claims: &str, kind: IssuerKind, domain: Option<&str>) -> Result<Principal, Error> {
    Principal::of(read(&format!("{{{FRAME},{claims}}}")).claims(), kind, domain)
}

fn name(claims: &str, kind: IssuerKind, domain: Option<&str>) -> Result<SubjectAltName, Error> {
    of(claims, kind, domain).map(|principal| principal.identity)
}

fn uri(text: &str) -> Result<SubjectAltName, Error> {
    Ok(SubjectAltName { kind: SanKind::Uri, text: text.into() })
}

fn unusable(claim: &str, found: &str, expected: &'static str) -> Result<SubjectAltName, Error> {
    let found = format!("{found:?}");
    Err(Error::ClaimNotUsable { claim: claim.into(), found, expected })
}

#[test]
fn s_13_kept_an_email_of_a_federated_issuer() {
    let principal = of(
        r#""sub":"u","email":"a@b.example","email_verified":true,"federated_claims":{"connector_id":"https://c.example"}"#,
        IssuerKind::Email,
        None,
    )
    .unwrap();
    assert_eq!(
        principal.identity,
        SubjectAltName { kind: SanKind::Email, text: "a@b.example".into() }
    );
    assert_eq!(principal.issuer, "https://c.example");
    let extension = |number, text: &str| (number, text.to_owned());
    assert_eq!(
        principal.extensions,
        [extension(1, "https://c.example"), extension(8, "https://c.example"), extension(24, "u")],
    );
}

/// Only an issuer of emails is taken to federate.
#[test]
fn s_13_kept_a_connector_named_by_another_kind_is_ignored() {
    let claims =
        r#""sub":"https://u.example/1","federated_claims":{"connector_id":"https://c.example"}"#;
    let principal = of(claims, IssuerKind::Uri, Some("https://u.example")).unwrap();
    assert_eq!(principal.issuer, "https://i.example");
}

#[test]
fn s_13_broken_an_email_that_is_none_or_not_verified() {
    for email in
        ["alice", "@b.example", "a@b", "a@.example", "a@b.", "a b@c.example", "ä@c.example"]
    {
        let claims = format!(r#""email":"{email}","email_verified":true"#);
        let error = unusable("email", email, "name@domain");
        assert_eq!(name(&claims, IssuerKind::Email, None), error);
    }
    assert_eq!(
        name(r#""email":"a@b.example""#, IssuerKind::Email, None),
        Err(Error::EmailUnverified { stated: false }),
    );
}

const GITLAB: &str = r#""sub":"p","ci_config_ref_uri":"gitlab.com/g/d//.gitlab-ci.yml@refs/heads/main","project_path":"g/d","namespace_path":"g","ref":"v1","ref_type":"tag","sha":"ab","pipeline_source":"push","job_id":8,"project_id":"5","namespace_id":"4","runner_environment":"gitlab-hosted","project_visibility":"public","ci_config_sha":null"#;

/// A number reads as a text; a choice and an absent optional claim are seen.
#[test]
fn s_13_kept_a_pipeline_of_gitlab() {
    let principal = of(GITLAB, IssuerKind::GitlabPipeline, None).unwrap();
    let text = |number| {
        let mut all = principal.extensions.iter();
        all.find(|(found, _)| *found == number).map(|(_, text)| text.as_str())
    };
    assert_eq!(text(14), Some("refs/tags/v1"));
    assert_eq!(text(21), Some("https://gitlab.com/g/d/-/jobs/8"));
    for absent in [10, 19, 23] {
        assert_eq!(text(absent), None);
    }
    assert!(principal.extensions.is_sorted());
    let branch = GITLAB.replacen(r#""tag""#, r#""branch""#, 1);
    let principal = of(&branch, IssuerKind::GitlabPipeline, None).unwrap();
    assert!(principal.extensions.contains(&(14, "refs/heads/v1".into())));
}

#[test]
fn s_13_broken_a_claim_of_the_job_is_absent_or_a_list() {
    let without = GITLAB.replacen(r#""job_id":8"#, r#""job":8"#, 1);
    assert_eq!(
        of(&without, IssuerKind::GitlabPipeline, None),
        Err(Error::ClaimMissing { claim: "job_id".into() }),
    );
    let list = GITLAB.replacen(r#""job_id":8"#, r#""job_id":[8]"#, 1);
    assert_eq!(
        of(&list, IssuerKind::GitlabPipeline, None),
        Err(Error::ClaimNotUsable {
            claim: "job_id".into(),
            found: "a list or an object".into(),
            expected: "a text, a number or a boolean",
        }),
    );
}

#[test]
fn s_13_kept_jobs_of_other_systems() {
    for (claims, kind, text) in [
        (
            r#""organization_slug":"o","pipeline_slug":"p","build_number":9,"job_id":"j","runner_environment":"self-hosted","build_commit":"ab","build_source":"ui""#,
            IssuerKind::BuildkiteJob,
            "https://buildkite.com/o/p",
        ),
        (
            r#""account_name":"a","pipeline_name":"pr/pi","account_id":"1","pipeline_id":"2","workflow_id":"3""#,
            IssuerKind::Codefresh,
            "https://g.codefresh.io/a/pr/pi:1/2",
        ),
        (
            r#""oidc.circleci.com/project-id":"p","oidc.circleci.com/pipeline-definition-id":"d","oidc.circleci.com/pipeline-id":"i","oidc.circleci.com/workflow-id":"w","oidc.circleci.com/job-id":"j","oidc.circleci.com/ssh-rerun":false,"oidc.circleci.com/vcs-origin":"o","oidc.circleci.com/vcs-ref":"r""#,
            IssuerKind::Circleci,
            "https://circleci.com/api/v2/projects/p/pipeline-definitions/d",
        ),
        (
            r#""base_url":"https://b.example","workspace_domain":"w","project_name":"p","pipeline_id":7"#,
            IssuerKind::Buddy,
            "https://b.example/w/p/pipelines/pipeline/7",
        ),
    ] {
        assert_eq!(name(claims, kind, None), uri(text));
    }
}

/// A branch may have any name; a URI may not.
#[test]
fn s_13_kept_what_has_no_place_in_a_uri_is_escaped() {
    let claims = r#""base_url":"https://b.example","workspace_domain":"w é","project_name":"p\"","pipeline_id":"%41""#;
    let text = "https://b.example/w%20%C3%A9/p%22/pipelines/pipeline/%41";
    assert_eq!(name(claims, IssuerKind::Buddy, None), uri(text));
}

#[test]
fn s_13_kept_and_broken_spiffe_ids() {
    let id =
        |sub: &str| name(&format!(r#""sub":"{sub}""#), IssuerKind::Spiffe, Some("example.org"));
    for good in ["spiffe://example.org", "spiffe://example.org/ns/prod/sa/A_b-c.d"] {
        assert_eq!(id(good), uri(good));
    }
    for bad in [
        "spiffe://example.com/ns",
        "spiffe://example.org.evil/ns",
        "spiffe://Example.org/ns",
        "spiffe://example.org/",
        "spiffe://example.org//a",
        "spiffe://example.org/../a",
        "spiffe://example.org/a?b",
        "spiffe://u@example.org/a",
        "https://example.org/a",
        "example.org",
    ] {
        assert_eq!(id(bad), unusable("sub", bad, "a SPIFFE ID of the trust domain"));
    }
    let claims = r#""sub":"spiffe://example.org/a""#;
    assert_eq!(
        name(claims, IssuerKind::Spiffe, None),
        Err(Error::SubjectDomain { kind: IssuerKind::Spiffe }),
    );
}

#[test]
fn s_13_kept_and_broken_addresses_below_a_domain() {
    let id = |sub: &str| {
        name(&format!(r#""sub":"{sub}""#), IssuerKind::Uri, Some("https://example.org"))
    };
    for good in ["https://example.org/users/1", "https://example.org:8443/u", "https://example.org"]
    {
        assert_eq!(id(good), uri(good));
    }
    for bad in [
        "http://example.org/users/1",
        "https://example.com/users/1",
        "https://example.org.evil/1",
        "https://example.org@evil.example/1",
        "https://evil.example/https://example.org",
        "https://evil.example?https://example.org",
        "https://:443/1",
        "alice@example.org",
    ] {
        let expected = "an address with the scheme and the host of the domain";
        assert_eq!(id(bad), unusable("sub", bad, expected));
    }
}

#[test]
fn s_13_kept_and_broken_user_names() {
    let id =
        |sub: &str| name(&format!(r#""sub":"{sub}""#), IssuerKind::Username, Some("example.org"));
    let text = "alice!example.org".into();
    assert_eq!(id("alice"), Ok(SubjectAltName { kind: SanKind::OtherName, text }));
    for bad in ["ali!ce", "alice@example.com"] {
        assert_eq!(id(bad), unusable("sub", bad, "a user name that is no email and has no `!`"));
    }
    assert_eq!(id(""), Err(Error::ClaimMissing { claim: "sub".into() }));
}

#[test]
fn s_13_kept_and_broken_service_accounts_and_chainguard() {
    let account = r#""kubernetes.io":{"namespace":"ci","serviceaccount":{"name":"builder"}}"#;
    assert_eq!(
        name(account, IssuerKind::Kubernetes, None),
        uri("https://kubernetes.io/namespaces/ci/serviceaccounts/builder"),
    );
    let nameless = account.replacen("name\":\"builder", "uid\":\"7", 1);
    assert_eq!(
        name(&nameless, IssuerKind::Kubernetes, None),
        Err(Error::ClaimMissing { claim: "kubernetes.io/serviceaccount/name".into() }),
    );
    assert_eq!(name(r#""sub":"x/y""#, IssuerKind::Chainguard, None), uri("https://i.example/x/y"));
}
