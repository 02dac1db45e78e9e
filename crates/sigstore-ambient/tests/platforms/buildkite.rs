use sigstore_ambient::{Error, ProcessFault, Provider};

use crate::machine::{Machine, TOKEN, answer, assert_found, assert_none, question};

const PROVIDER: Provider = Provider::Buildkite;
const PROGRAM: &str = "buildkite-agent";

/// A job in a container without the agent's program.
const JOB: [(&str, &str); 4] = [
    ("BUILDKITE", "true"),
    ("BUILDKITE_AGENT_ACCESS_TOKEN", "agent-token"),
    ("BUILDKITE_AGENT_ENDPOINT", "SERVER/v3/"),
    ("BUILDKITE_JOB_ID", "0184/99"),
];

fn with_program(script: &str) -> Machine {
    Machine::new(&JOB, &[]).with(PROGRAM, script)
}

#[test]
fn s_24_kept_the_program_is_asked() {
    let asked = "oidc request-token --audience sigstore";
    let machine = with_program(&format!(r#"[ "$*" = '{asked}' ] && echo {TOKEN}"#));
    assert_found(machine.ask(PROVIDER), PROVIDER);
    assert!(machine.requests().is_empty());
}

#[test]
fn s_24_kept_without_it_the_server_is_asked() {
    let machine = Machine::new(&JOB, &[(200, &format!(r#"{{"token":"{TOKEN}"}}"#))]);
    assert_found(machine.ask(PROVIDER), PROVIDER);
    let request = &machine.requests()[0];
    assert!(request.starts_with("POST /v3/jobs/0184%2F99/oidc/tokens HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("\r\nauthorization: Token agent-token\r\n"));
    assert!(request.ends_with("\r\n\r\n{\"audience\":\"sigstore\"}"));
}

#[test]
fn s_24_kept_the_server_has_a_usual_address() {
    let job = [JOB[0], JOB[1], JOB[3]];
    let machine = Machine::new(&job, &[(200, &format!(r#"{{"token":"{TOKEN}"}}"#))]);
    assert_found(machine.ask(PROVIDER), PROVIDER);
    let request = &machine.requests()[0];
    assert!(request.contains("\r\nx-meant-for: https://agent.buildkite.com\r\n"));
    assert!(request.starts_with("POST /v3/jobs/"));
}

#[test]
fn s_24_broken_a_program_that_fails() {
    // The server is no second chance: it would say the same.
    let machine = with_program("echo 'fatal: not in a job' >&2; exit 1");
    let (provider, program, code) = (PROVIDER, PROGRAM, Some(1));
    let message = "fatal: not in a job".into();
    assert_eq!(answer(machine.ask(PROVIDER)), Error::Failed { provider, program, code, message });
    assert!(machine.requests().is_empty());
}

#[test]
fn s_24_broken_neither_program_nor_credential() {
    let error = answer(Machine::new(&JOB[..1], &[]).ask(PROVIDER));
    let fault = ProcessFault::Missing;
    assert_eq!(error, Error::Process { provider: PROVIDER, program: PROGRAM, fault });
}

#[test]
fn s_24_broken_no_job() {
    let error = question(Machine::new(&JOB[..3], &[]).ask(PROVIDER));
    let variable = "BUILDKITE_JOB_ID".into();
    assert_eq!(error, Error::NotGranted { provider: PROVIDER, variable });
}

#[test]
fn s_24_broken_the_server_refuses_or_is_none() {
    let machine = Machine::new(&JOB, &[(404, r#"{"message":"job not found"}"#)]);
    let message = r#"{"message":"job not found"}"#.into();
    let expected = Error::Refused { provider: PROVIDER, status: 404, message };
    assert_eq!(answer(machine.ask(PROVIDER)), expected);
    let mut job = JOB;
    job[2].1 = "agent.example";
    let variable = "BUILDKITE_AGENT_ENDPOINT";
    let error = question(Machine::new(&job, &[]).ask(PROVIDER));
    assert_eq!(error, Error::Variable { provider: PROVIDER, variable });
}

#[test]
fn s_28_kept_elsewhere_is_no_error() {
    assert_none(Machine::new(&JOB[1..], &[]).ask(PROVIDER));
}
