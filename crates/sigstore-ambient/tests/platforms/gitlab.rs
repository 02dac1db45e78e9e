use sigstore_ambient::{Ambient, Error, Provider};

use crate::machine::{Machine, TOKEN, assert_found, assert_none, question};

const PROVIDER: Provider = Provider::Gitlab;

#[test]
fn s_22_kept_the_declared_variable_has_the_token() {
    let job = [("GITLAB_CI", "true"), ("SIGSTORE_ID_TOKEN", TOKEN)];
    assert_found(Machine::new(&job, &[]).ask(PROVIDER), PROVIDER);
    let job = [("GITLAB_CI", "true"), ("LOG_EXAMPLE_ID_TOKEN", TOKEN)];
    let ambient = Ambient::default().providers(&[PROVIDER]).audience("log.example");
    assert_found(Machine::new(&job, &[]).find(ambient), PROVIDER);
}

#[test]
fn s_22_broken_a_job_that_declares_none() {
    let error = question(Machine::new(&[("GITLAB_CI", "true")], &[]).ask(PROVIDER));
    let variable = "SIGSTORE_ID_TOKEN".into();
    assert_eq!(error, Error::NotGranted { provider: PROVIDER, variable });
    assert!(error.to_string().contains("`id_tokens:`"));
}

#[test]
fn s_22_broken_a_variable_with_something_else() {
    let job = [("GITLAB_CI", "true"), ("SIGSTORE_ID_TOKEN", "$SIGSTORE_ID_TOKEN")];
    let error = question(Machine::new(&job, &[]).ask(PROVIDER));
    assert_eq!(error, Error::NotToken { provider: PROVIDER, bytes: 18 });
}

#[test]
fn s_28_kept_elsewhere_is_no_error() {
    assert_none(Machine::new(&[("SIGSTORE_ID_TOKEN", TOKEN)], &[]).ask(PROVIDER));
}
