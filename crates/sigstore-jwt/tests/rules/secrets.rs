//! A token does not print.
use std::fmt::{Debug, Display};

use sigstore_crypto::AwsLcSuite;
use sigstore_jwt::{
    Algorithm, Error, Expectations, IdentityToken, IssuerKind, Jws, KeySet, Principal, check,
};
use sigstore_traits::{Refusal, UnixTime};

use crate::issuer::{CLAIMS, Issuer, base64url};

/// 16 characters in a row of any part of the token, or its nonce, in a text.
fn leaks(token: &str, text: &str) -> bool {
    let of_part = |part: &str| {
        part.as_bytes().windows(16).any(|w| text.contains(std::str::from_utf8(w).unwrap()))
    };
    token.split('.').any(of_part) || text.contains("n-0S6_WzA2Mj")
}

fn assert_silent(token: &str, value: &impl Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!leaks(token, &text), "{text}");
    }
}

fn assert_silent_error(token: &str, error: &(impl Debug + Display)) {
    assert_silent(token, error);
    assert!(!leaks(token, &error.to_string()), "{error}");
}

#[test]
fn s_7_shape_no_value_prints_a_token() {
    let issuer = Issuer::new(Algorithm::Es256, 1);
    let text = issuer.token();
    assert!(leaks(&text, &text));
    let token = IdentityToken::parse(&text).unwrap();
    assert_silent(&text, &token);
    assert_silent(&text, token.jws());
    assert_silent(&text, token.header());
    assert_silent(&text, token.claims());
    assert_silent(&text, &token.challenge().unwrap());
    let keys = KeySet::parse(issuer.key_set().as_bytes(), &AwsLcSuite).unwrap();
    assert_silent(&text, &keys);
    let expected = Expectations {
        issuer: "https://issuer.example",
        audience: "sigstore",
        nonce: Some("n-0S6_WzA2Mj"),
        now: UnixTime::from_seconds(1200),
        leeway_seconds: 0,
    };
    assert_silent(&text, &expected);
    assert_silent(&text, &check(&token, &keys, &AwsLcSuite, &expected).unwrap());
    assert_eq!(token.expose(), text);
    assert_eq!(format!("{token:?}"), format!("IdentityToken({} bytes)", text.len()));
}

#[test]
fn s_7_shape_a_redacted_token_has_no_signature() {
    let text = Issuer::new(Algorithm::Es256, 1).token();
    let redacted = IdentityToken::parse(&text).unwrap().redacted();
    let (signed, signature) = text.rsplit_once('.').unwrap();
    assert_eq!(redacted, format!("{signed}.<86 characters>"));
    assert!(!redacted.contains(&signature[..8]));
}

/// The errors of every rule, each got with a real token.
#[test]
fn s_7_shape_no_error_prints_a_token() {
    let issuer = Issuer::new(Algorithm::Es256, 1);
    let good = issuer.token();
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let mut texts = vec![
        format!("{header}.{claims}"),
        format!("{header}.{claims}.{signature}="),
        format!("{header}.{claims}\n.{signature}"),
        format!("{header}. {claims}.{signature}"),
        format!("{claims}.{claims}.{signature}"),
        format!("{header}.{header}.{signature}"),
        format!("{good}{}", "A".repeat(100_000)),
        format!("Bearer {good}"),
        format!("{header}.{}.{signature}", base64url(format!("\"{good}\"").as_bytes())),
    ];
    for name in ["iss", "aud", "iat", "exp", "email", "email_verified", "nonce"] {
        let wrong = CLAIMS.replacen(&format!("\"{name}\":"), &format!("\"{name}\":[[]],\"x\":"), 1);
        texts.push(issuer.sign(&issuer.header(), &wrong));
        texts.push(issuer.sign(&issuer.header(), &CLAIMS.replacen(name, "x", 1)));
    }
    for header in [r#"{"alg":"none"}"#, "{}", "[]", r#"{"alg":"ES256","crit":[]}"#] {
        texts.push(issuer.sign(header, CLAIMS));
    }
    let mut refused = 0;
    for text in texts {
        if let Err(error) = IdentityToken::parse(&text) {
            assert_silent_error(&text, &error);
            assert!(!leaks(&good, &format!("{:?}", error.facts())), "{error}");
            refused += 1;
        }
    }
    assert_eq!(refused, 24);
    for error in checks_that_fail(&issuer, &good) {
        assert_silent_error(&good, &error);
    }
}

fn checks_that_fail(issuer: &Issuer, good: &str) -> Vec<Error> {
    let token = IdentityToken::parse(good).unwrap();
    let time = UnixTime::from_seconds;
    let other = KeySet::parse(Issuer::new(Algorithm::Es256, 2).key_set().as_bytes(), &AwsLcSuite);
    let none = KeySet::parse(br#"{"keys":[]}"#, &AwsLcSuite).unwrap();
    let (signed, _) = good.rsplit_once('.').unwrap();
    let cut = Jws::parse(&format!("{signed}.AAAA")).unwrap();
    let keys = KeySet::parse(issuer.key_set().as_bytes(), &AwsLcSuite).unwrap();
    vec![
        token.check_audience("other").unwrap_err(),
        token.check_issuer("other").unwrap_err(),
        token.check_nonce("other").unwrap_err(),
        token.check_times(time(0), 0).unwrap_err(),
        token.check_times(time(9999), 0).unwrap_err(),
        other.unwrap().verify(&token, &AwsLcSuite).unwrap_err(),
        none.verify(&token, &AwsLcSuite).unwrap_err(),
        keys.verify_jws(&cut, &AwsLcSuite).unwrap_err(),
        Principal::of(token.claims(), IssuerKind::GithubWorkflow, None).unwrap_err(),
        Principal::of(token.claims(), IssuerKind::Uri, Some("https://e.example")).unwrap_err(),
    ]
}
