use sigstore_ambient::{Ambient, Error, ProcessFault, Provider};

use crate::machine::{Machine, TOKEN, answer, assert_found, assert_none};

const PROVIDER: Provider = Provider::Circleci;
const PROGRAM: &str = "circleci";

fn job(script: &str) -> Machine {
    Machine::new(&[("CIRCLECI", "true")], &[]).with(PROGRAM, script)
}

/// Answers only if it is asked as documented.
fn strict(claims: &str) -> String {
    let asked = format!("run oidc get --claims {claims} --root-issuer");
    format!(r#"[ "$*" = '{asked}' ] && [ $# = 6 ] && echo {TOKEN}"#)
}

#[test]
fn s_25_kept_the_program_is_asked_for_the_audience() {
    assert_found(job(&strict(r#"{"aud":"sigstore"}"#)).ask(PROVIDER), PROVIDER);
    let ambient = Ambient::default().providers(&[PROVIDER]).audience(r#"a"b"#);
    assert_found(job(&strict(r#"{"aud":"a\"b"}"#)).find(ambient), PROVIDER);
}

#[test]
fn s_25_broken_a_program_that_fails() {
    let script = format!("echo 'no permission {TOKEN}' >&2; exit 3");
    let error = answer(job(&script).ask(PROVIDER));
    let message = "no permission <48 characters>".into();
    assert_eq!(
        error,
        Error::Failed { provider: PROVIDER, program: PROGRAM, code: Some(3), message }
    );
    let killed = answer(job("kill -9 $$").ask(PROVIDER));
    let message = String::new();
    assert_eq!(killed, Error::Failed { provider: PROVIDER, program: PROGRAM, code: None, message });
}

#[test]
fn s_25_broken_a_program_that_says_nothing_or_too_much() {
    let error = answer(job("true").ask(PROVIDER));
    assert_eq!(error, Error::NotToken { provider: PROVIDER, bytes: 0 });
    let error = answer(job("yes").ask(PROVIDER));
    // The program notices that nobody reads on, and ends.
    assert!(matches!(
        error,
        Error::Failed { .. }
            | Error::Process { fault: ProcessFault::TooLarge { max: 131_072 }, .. }
    ));
}

#[test]
fn s_25_broken_no_such_program() {
    let error = answer(Machine::new(&[("CIRCLECI", "true")], &[]).ask(PROVIDER));
    let fault = ProcessFault::Missing;
    assert_eq!(error, Error::Process { provider: PROVIDER, program: PROGRAM, fault });
}

#[test]
fn s_28_kept_elsewhere_is_no_error() {
    assert_none(Machine::new(&[], &[]).with(PROGRAM, "exit 1").ask(PROVIDER));
}
