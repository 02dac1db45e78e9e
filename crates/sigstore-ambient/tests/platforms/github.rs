use sigstore_ambient::{Ambient, Error, Provider};
use sigstore_json::{Error as JsonError, ErrorKind};
use sigstore_transport::Failure;

use crate::machine::{Machine, TOKEN, answer, assert_found, assert_none, question};

const PROVIDER: Provider = Provider::Github;

/// A job with the permission.
const JOB: [(&str, &str); 3] = [
    ("GITHUB_ACTIONS", "true"),
    ("ACTIONS_ID_TOKEN_REQUEST_URL", "SERVER/idtoken?api-version=2.0"),
    ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-token"),
];

fn value(token: &str) -> String {
    format!(r#"{{"count":1984,"value":"{token}"}}"#)
}

#[test]
fn s_21_kept_the_server_is_asked_for_the_audience() {
    let machine = Machine::new(&JOB, &[(200, &value(TOKEN))]);
    assert_found(machine.ask(PROVIDER), PROVIDER);
    let request = &machine.requests()[0];
    assert!(request.starts_with("GET /idtoken?api-version=2.0&audience=sigstore HTTP/1.1\r\n"));
    assert!(request.contains("\r\nauthorization: bearer request-token\r\n"));
}

#[test]
fn s_21_kept_another_audience_and_a_plain_address() {
    let job = [JOB[2], ("ACTIONS_ID_TOKEN_REQUEST_URL", "SERVER/idtoken")];
    let machine = Machine::new(&job, &[(200, &value(TOKEN))]);
    let ambient = Ambient::default().providers(&[PROVIDER]).audience("https://a.example/?b&c");
    assert_found(machine.find(ambient), PROVIDER);
    let path = "GET /idtoken?audience=https%3A%2F%2Fa.example%2F%3Fb%26c HTTP/1.1\r\n";
    assert!(machine.requests()[0].starts_with(path));
}

#[test]
fn s_21_broken_a_job_without_the_permission() {
    for (left, missing) in
        [(1, "ACTIONS_ID_TOKEN_REQUEST_URL"), (2, "ACTIONS_ID_TOKEN_REQUEST_TOKEN")]
    {
        let mut job = JOB;
        job[left] = (job[left].0, "");
        let error = question(Machine::new(&job, &[]).ask(PROVIDER));
        let variable = missing.to_owned();
        assert_eq!(error, Error::NotGranted { provider: PROVIDER, variable });
        assert!(error.to_string().contains("`permissions: id-token: write`"));
    }
}

#[test]
fn s_21_broken_variables_that_fit_in_no_request() {
    let with = |name, value| {
        let mut job = JOB;
        job[if name == JOB[1].0 { 1 } else { 2 }] = (name, value);
        question(Machine::new(&job, &[]).ask(PROVIDER))
    };
    for (variable, value) in
        [(JOB[1].0, "not an address"), (JOB[2].0, "a\r\nx-injected: b"), (JOB[2].0, "\u{0}")]
    {
        assert_eq!(with(variable, value), Error::Variable { provider: PROVIDER, variable });
    }
}

#[test]
fn s_21_broken_refused() {
    let body = format!(r#"{{"message":"{TOKEN} is not authorized"}}"#);
    let machine = Machine::new(&JOB, &[(403, &body)]);
    let message = r#"{"message":"<48 characters> is not authorized"}"#.to_owned();
    let expected = Error::Refused { provider: PROVIDER, status: 403, message };
    assert_eq!(answer(machine.ask(PROVIDER)), expected);
}

#[test]
fn s_21_broken_answers_that_are_not_as_documented() {
    let of = |body: &str| answer(Machine::new(&JOB, &[(200, body)]).ask(PROVIDER));
    let not_understood = |kind, place: &str| Error::NotUnderstood {
        provider: PROVIDER,
        content_type: Some("application/json".into()),
        error: JsonError { kind, place: place.into() },
    };
    let syntax = ErrorKind::Syntax { line: 1, column: 1 };
    assert_eq!(of("<html>"), not_understood(syntax, "$"));
    let missing = ErrorKind::MissingMember { name: "value" };
    assert_eq!(of("{}"), not_understood(missing, "$"));
    let other = ErrorKind::Type { expected: "a string", found: "a number" };
    assert_eq!(of(r#"{"value":1}"#), not_understood(other, "$.value"));
    for (text, bytes) in [("", 0), ("a.b", 3), ("a.b.c d", 7), ("a.b.c.d", 7), ("a..c", 4)] {
        assert_eq!(of(&value(text)), Error::NotToken { provider: PROVIDER, bytes });
    }
}

#[test]
fn s_21_broken_a_server_that_fails_or_says_too_much() {
    let outcome = Machine::new(&JOB, &[(503, ""); 4]).ask(PROVIDER);
    let expected = Error::Refused { provider: PROVIDER, status: 503, message: String::new() };
    assert_eq!(answer(outcome), expected);
    let outcome = Machine::new(&JOB, &[(200, &value(&"x".repeat(131_072)))]).ask(PROVIDER);
    let Err(Failure::Transport(error)) = outcome else { panic!("{outcome:?}") };
    assert!(matches!(error, sigstore_hyper::Error::TooLarge { limit: 131_072, .. }), "{error}");
}

#[test]
fn s_28_kept_elsewhere_is_no_error() {
    assert_none(Machine::new(&[], &[]).ask(PROVIDER));
    assert_none(Machine::new(&[("GITHUB_ACTIONS", ""), JOB[1]], &[]).ask(PROVIDER));
}
