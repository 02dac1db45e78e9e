//! Signing in with a browser: S-15, S-16, S-18, A-18.
use sigstore_crypto::AwsLcSuite;
use sigstore_oidc_client::{
    AuthorizationRequest, Error, MAX_CALLBACK, MAX_CODE, OUT_OF_BAND, loopback_redirect,
};

use crate::{NONCE, REDIRECT, STATE, config, entropy, pending};

fn address(connector_id: Option<&str>, endpoint: &'static str) -> String {
    let mut config = config();
    config.authorization_endpoint = Some(endpoint.parse().unwrap());
    let request = AuthorizationRequest {
        config: &config,
        client_id: "sigstore",
        redirect_uri: REDIRECT,
        connector_id,
    };
    request.begin(&entropy(), &AwsLcSuite).unwrap().0.to_string()
}

/// The challenge is BASE64URL(SHA256(verifier)), computed apart with openssl.
#[test]
fn s_15_kept_the_address_says_everything() {
    let query = format!(
        "response_type=code&client_id=sigstore\
         &redirect_uri=http%3A%2F%2Flocalhost%3A4711%2Fauth%2Fcallback\
         &scope=openid%20email&state={STATE}&nonce={NONCE}\
         &code_challenge=CHALLENGE&code_challenge_method=S256"
    );
    let query = query.replace("CHALLENGE", crate::token::CHALLENGE);
    assert_eq!(address(None, "https://a.example/auth"), format!("https://a.example/auth?{query}"));
    assert_eq!(
        address(Some("https://github.com/login/oauth"), "https://a.example/auth?a=b"),
        format!(
            "https://a.example/auth?a=b&{query}\
             &connector_id=https%3A%2F%2Fgithub.com%2Flogin%2Foauth"
        ),
    );
    assert_eq!(loopback_redirect(4711), REDIRECT);
    assert_eq!(pending().nonce(), NONCE);
}

#[test]
fn s_15_broken_an_issuer_without_s256_or_without_endpoint() {
    let begin = |config| {
        let request = AuthorizationRequest {
            config: &config,
            client_id: "sigstore",
            redirect_uri: OUT_OF_BAND,
            connector_id: None,
        };
        request.begin(&entropy(), &AwsLcSuite).map(|_| ())
    };
    let mut plain = config();
    plain.code_challenge_methods = Some(vec!["plain".into()]);
    assert_eq!(begin(plain), Err(Error::NoS256 { found: vec!["plain".into()] }));
    let mut silent = config();
    silent.code_challenge_methods = None;
    assert_eq!(begin(silent), Ok(()));
    let mut machine = config();
    machine.authorization_endpoint = None;
    assert_eq!(begin(machine), Err(Error::NoEndpoint { name: "authorization_endpoint" }));
}

fn callback(query: &str) -> Result<String, Error> {
    pending().callback(&query.replace("STATE", STATE)).map(|code| code.expose().to_owned())
}

#[test]
fn s_16_kept_the_code_of_a_callback() {
    for (query, code) in [
        ("code=4%2F0Abc-_~&state=STATE", "4/0Abc-_~"),
        ("state=STATE&code=abc&scope=openid+email&authuser=0", "abc"),
        ("state=STATE&code=abc&iss=https%3A%2F%2Fissuer.example%2Fauth", "abc"),
        ("state=STATE&code=abc&", "abc"),
    ] {
        assert_eq!(callback(query), Ok(code.into()), "{query}");
    }
}

#[test]
fn s_16_broken_an_error_is_told() {
    assert_eq!(
        callback("error=access_denied&error_description=The+user+said+%22no%22&state=STATE"),
        Err(Error::SignInRefused {
            error: "access_denied".into(),
            description: Some("The user said \"no\"".into()),
        }),
    );
    // An error is none the less one for a code beside it.
    assert_eq!(
        callback("error=server_error&code=abc&state=STATE"),
        Err(Error::SignInRefused { error: "server_error".into(), description: None }),
    );
}

#[test]
fn s_16_broken_a_parameter_twice() {
    for (query, name) in [
        ("code=a&state=STATE&code=a", "code"),
        ("code=a&state=STATE&state=STATE", "state"),
        ("state=x&code=a&state=STATE", "state"),
        ("code=a&state=STATE&c%6Fde=b", "code"),
        ("x=1&code=a&state=STATE&x=2", "x"),
    ] {
        assert_eq!(callback(query), Err(Error::DuplicateParameter { name: name.into() }));
    }
}

#[test]
fn s_16_broken_encoding_size_and_absence() {
    for (query, parameter) in [
        ("code=a%2&state=STATE", 1),
        ("code=a&state=STATE&x=%zz", 3),
        ("code=a&state=STATE&%=x", 3),
        ("code=%ff%fe&state=STATE", 1),
    ] {
        assert_eq!(callback(query), Err(Error::CallbackEncoding { parameter }));
    }
    assert_eq!(callback("state=STATE"), Err(Error::NoCode));
    assert_eq!(callback("state=STATE&code="), Err(Error::CodeForm { characters: 0 }));
    assert_eq!(callback("state=STATE&code=a%0Ab"), Err(Error::CodeForm { characters: 3 }));
    let long = "x".repeat(MAX_CALLBACK + 1);
    assert_eq!(callback(&long), Err(Error::CallbackTooLarge { bytes: MAX_CALLBACK + 1 }));
}

/// RFC 9207: the answer of another issuer that shares the redirect address.
#[test]
fn s_16_broken_another_issuer_answers() {
    assert_eq!(
        callback("state=STATE&code=abc&iss=https%3A%2F%2Fevil.example"),
        Err(Error::Issuer {
            expected: "https://issuer.example/auth".into(),
            found: "https://evil.example".into(),
        }),
    );
}

#[test]
fn a_18_kept_the_state_that_was_sent() {
    assert_eq!(callback("code=abc&state=STATE"), Ok("abc".into()));
}

/// Wrong in one character, in case, in length, empty, absent: whatever else the callback says.
#[test]
fn a_18_broken_another_state_or_none() {
    let one_off = format!("{}F", &STATE[..STATE.len() - 1]);
    let states = [one_off.as_str(), &STATE.to_lowercase(), &STATE[1..], "STATE%20", "%00STATE", ""];
    for state in states {
        for rest in ["code=abc", "error=access_denied", ""] {
            let query = format!("state={state}&{rest}");
            assert_eq!(callback(&query), Err(Error::State { present: true }), "{query}");
        }
    }
    for query in ["code=abc", "error=access_denied", "", "State=STATE&code=abc"] {
        assert_eq!(callback(query), Err(Error::State { present: false }), "{query}");
    }
}

#[test]
fn s_18_kept_a_copied_code() {
    let code = pending().typed_code("  4/0Abc-_~\r\n").unwrap();
    assert_eq!(code.expose(), "4/0Abc-_~");
    assert!(pending().typed_code(&"x".repeat(MAX_CODE)).is_ok());
}

#[test]
fn s_18_broken_a_code_that_is_none() {
    let long = "x".repeat(MAX_CODE + 1);
    for (text, characters) in [("", 0), (" \n", 0), ("a b", 3), ("é", 1), (&*long, MAX_CODE + 1)] {
        assert_eq!(pending().typed_code(text), Err(Error::CodeForm { characters }));
    }
}
