use sigstore_ambient::{Error, METADATA_HOST, Provider};

use crate::machine::{Machine, TOKEN, answer, assert_found, assert_none, question};

const PROVIDER: Provider = Provider::Google;
const PRODUCT: &str = "/sys/class/dmi/id/product_name";
const ACCOUNT: (&str, &str) =
    ("GOOGLE_SERVICE_ACCOUNT_NAME", "signer@project.iam.gserviceaccount.com");
const ACCESS: &str = r#"{"access_token":"ya29.x","expires_in":3599,"token_type":"Bearer"}"#;

fn machine(answers: &[(u16, &str)]) -> Machine {
    Machine::new(&[], answers).with(PRODUCT, "Google Compute Engine\n")
}

#[test]
fn s_23_kept_the_metadata_server_is_asked() {
    let machine = machine(&[(200, TOKEN)]);
    assert_found(machine.ask(PROVIDER), PROVIDER);
    let request = &machine.requests()[0];
    let path = "/computeMetadata/v1/instance/service-accounts/default/identity";
    let line = format!("GET {path}?audience=sigstore&format=full HTTP/1.1\r\n");
    assert!(request.starts_with(&line), "{request}");
    assert!(request.contains("\r\nmetadata-flavor: Google\r\n"));
    assert!(request.contains(&format!("\r\nx-meant-for: http://{METADATA_HOST}\r\n")));
    assert_found(
        Machine::new(&[], &[(200, TOKEN)]).with(PRODUCT, "Google").ask(PROVIDER),
        PROVIDER,
    );
}

#[test]
fn s_23_kept_another_account_may_be_spoken_for() {
    let answers = [(200, ACCESS), (200, &format!(r#"{{"token":"{TOKEN}"}}"#))];
    let machine = Machine::new(&[ACCOUNT], &answers);
    assert_found(machine.ask(PROVIDER), PROVIDER);
    let requests = machine.requests();
    let path = "/computeMetadata/v1/instance/service-accounts/default/token";
    let scope = "scopes=https://www.googleapis.com/auth/cloud-platform";
    assert!(requests[0].starts_with(&format!("GET {path}?{scope} HTTP/1.1\r\n")));
    assert!(requests[0].contains("\r\nmetadata-flavor: Google\r\n"));
    let name = "signer%40project.iam.gserviceaccount.com";
    let line = format!("POST /v1/projects/-/serviceAccounts/{name}:generateIdToken HTTP/1.1\r\n");
    assert!(requests[1].starts_with(&line), "{}", requests[1]);
    assert!(requests[1].contains("\r\nauthorization: Bearer ya29.x\r\n"));
    assert!(requests[1].contains("\r\nx-meant-for: https://iamcredentials.googleapis.com\r\n"));
    assert!(requests[1].ends_with("\r\n\r\n{\"audience\":\"sigstore\",\"includeEmail\":true}"));
}

#[test]
fn s_23_broken_a_machine_without_account() {
    let error = answer(machine(&[(404, "Your instance has no service account\n")]).ask(PROVIDER));
    let message = "Your instance has no service account".into();
    assert_eq!(error, Error::Refused { provider: PROVIDER, status: 404, message });
    let error = answer(machine(&[(200, "<html>log in to this network</html>")]).ask(PROVIDER));
    assert_eq!(error, Error::NotToken { provider: PROVIDER, bytes: 35 });
}

#[test]
fn s_23_broken_another_account_that_may_not_be_spoken_for() {
    let refusal = r#"{"error":{"code":403,"message":"Permission denied"}}"#;
    let machine = Machine::new(&[ACCOUNT], &[(200, ACCESS), (403, refusal)]);
    let message = refusal.to_owned();
    let expected = Error::Refused { provider: PROVIDER, status: 403, message };
    assert_eq!(answer(machine.ask(PROVIDER)), expected);
    let machine = Machine::new(&[ACCOUNT], &[(404, "")]);
    let expected = Error::Refused { provider: PROVIDER, status: 404, message: String::new() };
    assert_eq!(answer(machine.ask(PROVIDER)), expected);
}

#[test]
fn s_23_broken_an_access_token_that_fits_in_no_header() {
    let machine = Machine::new(&[ACCOUNT], &[(200, r#"{"access_token":"a\r\nx: b"}"#)]);
    let error = question(machine.ask(PROVIDER));
    assert_eq!(error, Error::NotToken { provider: PROVIDER, bytes: 7 });
}

#[test]
fn s_28_kept_elsewhere_is_no_error() {
    assert_none(Machine::new(&[], &[]).ask(PROVIDER));
    assert_none(Machine::new(&[], &[]).with(PRODUCT, "Googlebox\n").ask(PROVIDER));
    // A folder in its place: what can't be read says nothing.
    assert_none(Machine::new(&[], &[]).with(&format!("{PRODUCT}/x"), "").ask(PROVIDER));
}
