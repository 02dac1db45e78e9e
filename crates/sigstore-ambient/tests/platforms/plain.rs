use std::io;

use sigstore_ambient::{Ambient, Error, MAX_TOKEN, Provider};

use crate::machine::{Machine, TOKEN, assert_found, assert_none, question};

const FILE: &str = "/var/run/sigstore/cosign/oidc-token";

#[test]
fn s_27_kept_a_variable_or_a_file() {
    let machine = Machine::new(&[("SIGSTORE_ID_TOKEN", TOKEN)], &[]);
    assert_found(machine.ask(Provider::Environment), Provider::Environment);
    let machine = Machine::new(&[], &[]).with(FILE, &format!("{TOKEN}\n"));
    assert_found(machine.ask(Provider::File), Provider::File);
}

#[test]
fn s_27_broken_something_else_in_them() {
    let error = question(
        Machine::new(&[("SIGSTORE_ID_TOKEN", "@token.txt")], &[]).ask(Provider::Environment),
    );
    assert_eq!(error, Error::NotToken { provider: Provider::Environment, bytes: 10 });
    let error = question(Machine::new(&[], &[]).with(FILE, "").ask(Provider::File));
    assert_eq!(error, Error::NotToken { provider: Provider::File, bytes: 0 });
}

#[test]
fn s_27_broken_a_file_that_can_not_be_read() {
    let kind = io::ErrorKind::FileTooLarge;
    let machine = Machine::new(&[], &[]).with(FILE, &"x".repeat(MAX_TOKEN + 1));
    let path = FILE;
    assert_eq!(question(machine.ask(Provider::File)), Error::File { path, kind });
    let kind = io::ErrorKind::IsADirectory;
    let machine = Machine::new(&[], &[]).with(&format!("{FILE}/x"), "");
    assert_eq!(question(machine.ask(Provider::File)), Error::File { path, kind });
}

#[test]
fn s_20_accepted_the_variable_goes_before_the_platform() {
    let job = [("GITHUB_ACTIONS", "true"), ("SIGSTORE_ID_TOKEN", TOKEN)];
    let machine = Machine::new(&job, &[]).with(FILE, "no token");
    assert_found(machine.find(Ambient::default()), Provider::Environment);
}

#[test]
fn s_20_accepted_platforms_can_be_left_out() {
    let machine = Machine::new(&[("GITHUB_ACTIONS", "true")], &[]).with(FILE, TOKEN);
    assert_none(machine.find(Ambient::default().providers(&[])));
    let providers = [Provider::Gitlab, Provider::File];
    assert_found(machine.find(Ambient::default().providers(&providers)), Provider::File);
}

#[test]
fn s_20_accepted_the_identity_of_a_job_goes_before_that_of_its_machine() {
    let product = "/sys/class/dmi/id/product_name";
    let machine = Machine::new(&[("CIRCLECI", "true")], &[]).with(product, "Google");
    let machine = machine.with("circleci", &format!("echo {TOKEN}"));
    assert_found(machine.find(Ambient::default()), Provider::Circleci);
}

#[test]
fn s_28_kept_nowhere_is_no_error() {
    assert_none(Machine::new(&[], &[]).find(Ambient::default()));
}

#[test]
fn s_28_broken_a_platform_without_token_ends_the_search() {
    // The file is not read, and no person is asked: either would be another name.
    let machine = Machine::new(&[("GITHUB_ACTIONS", "true")], &[]).with(FILE, TOKEN);
    let error = question(machine.find(Ambient::default()));
    let variable = "ACTIONS_ID_TOKEN_REQUEST_URL".into();
    assert_eq!(error, Error::NotGranted { provider: Provider::Github, variable });
}

#[test]
fn s_28_kept_a_token_does_not_print() {
    let machine = Machine::new(&[("SIGSTORE_ID_TOKEN", TOKEN)], &[]);
    let found = machine.find(Ambient::default()).unwrap().unwrap();
    assert_eq!(format!("{:?}", found.token), "Token(48 bytes)");
    assert!(!format!("{found:?}").contains("eyJ"));
}
