//! Tokens: S-7, S-8, S-9, S-11, A-27.
use std::time::Instant;

use sigstore_json::{Error as JsonError, ErrorKind, Value};
use sigstore_jwt::{
    Algorithm, Challenge, Error, FederatedClaims, IdentityToken, Jws, MAX_AUDIENCES, MAX_TOKEN,
    Part,
};
use sigstore_traits::{Refusal, UnixTime};

use crate::issuer::{CLAIMS, Issuer, base64url, read, unsigned};

fn seconds(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(seconds)
}

fn refusal(claims: &str) -> Error {
    IdentityToken::parse(&unsigned(claims)).unwrap_err()
}

fn json(part: Part, kind: ErrorKind, place: &str) -> Error {
    Error::Json { part, error: JsonError { kind, place: place.into() } }
}

#[test]
fn s_7_kept_every_claim_is_read() {
    let token = IdentityToken::parse(&Issuer::new(Algorithm::Es256, 1).token()).unwrap();
    assert_eq!(token.header().algorithm, Algorithm::Es256);
    assert_eq!(token.header().key_id.as_deref(), Some("k"));
    assert_eq!(token.header().token_type, None);
    let claims = token.claims();
    assert_eq!(claims.issuer, "https://issuer.example");
    assert_eq!(claims.subject.as_deref(), Some("u1"));
    assert_eq!(claims.audience, ["sigstore"]);
    assert_eq!(claims.issued_at, seconds(1000));
    assert_eq!(claims.not_before, Some(seconds(1000)));
    assert_eq!(claims.expires_at, seconds(1600));
    assert_eq!(claims.email.as_deref(), Some("alice@a.example"));
    assert_eq!(claims.email_verified, Some(true));
    assert_eq!(claims.nonce.as_deref(), Some("n-0S6_WzA2Mj"));
    assert_eq!(claims.federated, None);
    assert_eq!(claims.text("email"), Some("alice@a.example"));
    assert_eq!(claims.text("iat"), None);
    assert_eq!(claims.value().member("email_verified"), Some(&Value::Bool(true)));
    assert_eq!(token.jws().payload(), CLAIMS.as_bytes());
}

/// RFC 7519 section 4.1.3 and section 2: one audience as a string or many, times with a fraction.
#[test]
fn s_7_kept_other_spellings_of_the_same() {
    let token = read(
        r#"{"iss":"i","aud":["a","sigstore"],"iat":1e1,"exp":20.75,"sub":null,"email_verified":"true"}"#,
    );
    assert_eq!(token.claims().audience, ["a", "sigstore"]);
    assert_eq!(token.claims().issued_at, seconds(10));
    assert_eq!(token.claims().expires_at, seconds(20));
    assert_eq!(token.claims().subject, None);
    assert_eq!(token.claims().email_verified, Some(true));
}

/// Directories write more members than the 64 that an object of the protocol has.
#[test]
fn s_7_kept_a_claim_after_a_hundred_others() {
    let others: Vec<_> = (0..100).map(|n| format!(r#""x{n}":{n}"#)).collect();
    let token = read(&format!(r#"{{{},"iss":"i","aud":"a","iat":1,"exp":2}}"#, others.join(",")));
    assert_eq!(token.claims().expires_at, seconds(2));
}

#[test]
fn s_7_broken_a_claim_that_must_be_there_is_absent() {
    for name in ["iss", "aud", "iat", "exp"] {
        let error = refusal(&CLAIMS.replacen(&format!("\"{name}\""), "\"xxx\"", 1));
        assert_eq!(error, json(Part::Claims, ErrorKind::MissingMember { name }, "$"));
        assert_eq!(error.code(), "json-missing-member");
    }
}

#[test]
fn s_7_broken_a_claim_of_another_type() {
    let wrong = |from: &str, to: &str| refusal(&CLAIMS.replacen(from, to, 1));
    let unexpected = |place, expected, found: &str| {
        json(Part::Claims, ErrorKind::Unexpected { expected, found: found.into() }, place)
    };
    assert_eq!(
        wrong(r#""aud":"sigstore""#, r#""aud":{"sigstore":1}"#),
        unexpected("$.aud", "a string or an array of strings", "another type"),
    );
    assert_eq!(
        wrong(r#""aud":"sigstore""#, r#""aud":["sigstore",1]"#),
        json(Part::Claims, ErrorKind::Type { expected: "a string", found: "a number" }, "$.aud[1]"),
    );
    assert_eq!(
        wrong(r#""exp":1600"#, r#""exp":"1600""#),
        unexpected("$.exp", "a number of seconds", "another type"),
    );
    assert_eq!(
        wrong(r#""exp":1600"#, r#""exp":1e300"#),
        unexpected("$.exp", "seconds", "a number out of range"),
    );
    assert_eq!(
        wrong(r#""email_verified":true"#, r#""email_verified":"True""#),
        unexpected("$.email_verified", "true or false", "another string"),
    );
    assert_eq!(
        wrong(r#""email_verified":true"#, r#""email_verified":1"#),
        json(
            Part::Claims,
            ErrorKind::Type { expected: "a boolean", found: "a number" },
            "$.email_verified"
        ),
    );
}

#[test]
fn s_7_broken_a_claim_stands_twice() {
    let error = refusal(&CLAIMS.replacen('{', r#"{"email":"eve@a.example","#, 1));
    let kind = ErrorKind::DuplicateMember { name: "email".into() };
    let Error::Json { part: Part::Claims, error } = error else { panic!("{error}") };
    assert_eq!(error.kind, kind);
}

#[test]
fn s_7_broken_more_audiences_than_are_read() {
    let many = vec!["\"a\""; MAX_AUDIENCES + 1].join(",");
    let error = refusal(&CLAIMS.replacen(r#""sigstore""#, &format!("[{many}]"), 1));
    let Error::Json { part: Part::Claims, error } = error else { panic!("{error}") };
    assert_eq!(error.kind, ErrorKind::TooManyElements { max: MAX_AUDIENCES });
}

#[test]
fn s_7_broken_the_base64_has_another_spelling() {
    let good = unsigned(CLAIMS);
    let [header, claims, _] = good.split('.').collect::<Vec<_>>()[..] else { panic!() };
    for (text, part, characters) in [
        (format!("{header}=.{claims}.AA"), Part::Header, header.len() + 1),
        (format!("{header}.{claims}\n.AA"), Part::Claims, claims.len() + 1),
        (format!("{header}.{claims}.A+"), Part::Signature, 2),
        // Stray bits after the last whole byte.
        (format!("{header}.{claims}.AB"), Part::Signature, 2),
        (format!("{header}.{claims}.AA\n"), Part::Signature, 3),
    ] {
        let error = IdentityToken::parse(&text).unwrap_err();
        assert_eq!(error, Error::Base64 { part, characters });
    }
}

#[test]
fn s_7_kept_the_audience_is_among_several() {
    assert_eq!(read(CLAIMS).check_audience("sigstore"), Ok(()));
    let several = CLAIMS.replacen(r#""sigstore""#, r#"["a","sigstore"]"#, 1);
    assert_eq!(read(&several).check_audience("sigstore"), Ok(()));
}

#[test]
fn s_7_broken_another_audience() {
    for (audience, found) in [(r#""Sigstore""#, vec!["Sigstore"]), ("[]", vec![])] {
        let token = read(&CLAIMS.replacen(r#""sigstore""#, audience, 1));
        assert_eq!(
            token.check_audience("sigstore"),
            Err(Error::Audience {
                expected: "sigstore".into(),
                found: found.into_iter().map(String::from).collect(),
            }),
        );
    }
}

#[test]
fn s_7_broken_another_issuer() {
    assert_eq!(read(CLAIMS).check_issuer("https://issuer.example"), Ok(()));
    assert_eq!(
        read(CLAIMS).check_issuer("https://issuer.example/"),
        Err(Error::Issuer {
            expected: "https://issuer.example/".into(),
            found: "https://issuer.example".into()
        }),
    );
}

#[test]
fn s_7_kept_from_the_first_second_to_the_one_before_the_last() {
    for now in [1000, 1599] {
        assert_eq!(read(CLAIMS).check_times(seconds(now), 0), Ok(()));
    }
    assert_eq!(read(CLAIMS).check_times(seconds(995), 5), Ok(()));
    assert_eq!(read(CLAIMS).check_times(seconds(1604), 5), Ok(()));
    assert_eq!(
        read(CLAIMS).check_times(seconds(i64::MIN), u64::MAX),
        Err(Error::NotYetValid {
            now: seconds(i64::MIN),
            not_before: seconds(1000),
            leeway_seconds: u64::MAX,
        })
    );
    let open = CLAIMS.replacen(r#""nbf":1000,"#, "", 1);
    assert_eq!(read(&open).check_times(seconds(0), 0), Ok(()));
}

#[test]
fn s_7_broken_a_second_early_and_late() {
    for leeway_seconds in [0, 5] {
        let leeway = i64::try_from(leeway_seconds).unwrap();
        let (early, late) = (seconds(999 - leeway), seconds(1600 + leeway));
        assert_eq!(
            read(CLAIMS).check_times(late, leeway_seconds),
            Err(Error::Expired { now: late, expires_at: seconds(1600), leeway_seconds }),
        );
        assert_eq!(
            read(CLAIMS).check_times(early, leeway_seconds),
            Err(Error::NotYetValid { now: early, not_before: seconds(1000), leeway_seconds }),
        );
    }
}

#[test]
fn s_7_broken_another_nonce() {
    assert_eq!(read(CLAIMS).check_nonce("n-0S6_WzA2Mj"), Ok(()));
    assert_eq!(read(CLAIMS).check_nonce("n-0S6_WzA2MK"), Err(Error::Nonce { present: true }));
    let without = CLAIMS.replacen("nonce", "once", 1);
    assert_eq!(read(&without).check_nonce("n"), Err(Error::Nonce { present: false }));
}

#[test]
fn a_27_kept_a_token_of_the_most_bytes() {
    let long = |bytes| unsigned(&CLAIMS.replacen("u1", &"u".repeat(bytes), 1));
    let mut subject = (MAX_TOKEN - long(0).len()) / 4 * 3;
    while long(subject).len() > MAX_TOKEN {
        subject -= 1;
    }
    let token = long(subject);
    assert!(token.len() > MAX_TOKEN - 4);
    assert!(IdentityToken::parse(&token).is_ok());
}

#[test]
fn a_27_broken_dots_and_bytes_cost_nothing() {
    let start = Instant::now();
    for (text, error) in [
        (".".repeat(MAX_TOKEN), Error::Parts { found: MAX_TOKEN + 1 }),
        (".".repeat(100 * MAX_TOKEN), Error::TooLarge { bytes: 100 * MAX_TOKEN }),
        ("a".repeat(MAX_TOKEN + 1), Error::TooLarge { bytes: MAX_TOKEN + 1 }),
        ("e30.e30".into(), Error::Parts { found: 2 }),
        ("e30.e30.AA.AA".into(), Error::Parts { found: 4 }),
        // JWE has five parts: encrypted tokens are not read (A-40).
        ("e30.AA.AA.AA.AA".into(), Error::Parts { found: 5 }),
        (String::new(), Error::Parts { found: 1 }),
    ] {
        assert_eq!(IdentityToken::parse(&text).unwrap_err(), error);
    }
    assert!(start.elapsed().as_millis() < 500, "{:?}", start.elapsed());
}

#[test]
fn a_40_broken_other_algorithms_and_demands() {
    let parse = |header: &str| {
        let text = format!("{}.{}.AA", base64url(header.as_bytes()), base64url(b"{}"));
        Jws::parse(&text).unwrap_err()
    };
    for name in
        ["none", "None", "HS256", "es256", "RS384", "PS256", "ES512", "PBES2-HS256+A128KW", ""]
    {
        let error = parse(&format!(r#"{{"alg":"{name}"}}"#));
        assert_eq!(error, Error::Algorithm { found: name.into() });
    }
    assert_eq!(parse(r#"{"alg":"ES256","crit":["b64"],"b64":false}"#), Error::CriticalHeader);
    assert_eq!(
        parse(r#"{"kid":"k"}"#),
        json(Part::Header, ErrorKind::MissingMember { name: "alg" }, "$"),
    );
    assert_eq!(
        parse(r#"["ES256"]"#),
        json(Part::Header, ErrorKind::Type { expected: "an object", found: "an array" }, "$"),
    );
}

#[test]
fn s_8_kept_the_claim_that_the_configuration_names() {
    let token = read(CLAIMS);
    let challenge = |claim| Challenge::of(token.claims(), claim);
    assert_eq!(challenge("email"), Ok(Challenge { claim: "email", value: "alice@a.example" }));
    assert_eq!(challenge("sub"), Ok(Challenge { claim: "sub", value: "u1" }));
}

#[test]
fn s_8_broken_another_claim_or_none() {
    let token = read(CLAIMS);
    let challenge = |claim| Challenge::of(token.claims(), claim);
    assert_eq!(challenge("nonce"), Err(Error::ChallengeClaim { found: "nonce".into() }));
    let missing = |claim: &str| Err(Error::ClaimMissing { claim: claim.into() });
    let without = read(&CLAIMS.replacen("\"sub\"", "\"s\"", 1));
    assert_eq!(Challenge::of(without.claims(), "sub"), missing("sub"));
    let empty = read(&CLAIMS.replacen("alice@a.example", "", 1));
    assert_eq!(Challenge::of(empty.claims(), "email"), missing("email"));
}

fn challenged(issuer: &str, change: (&str, &str)) -> Result<&'static str, Error> {
    let claims = CLAIMS.replacen("https://issuer.example", issuer, 1);
    read(&claims.replacen(change.0, change.1, 1)).challenge().map(|challenge| challenge.claim)
}

const UNVERIFIED: (&str, &str) = (r#""email_verified":true"#, r#""email_verified":false"#);
const UNSTATED: (&str, &str) = ("email_verified", "email_checked");
const NO_EMAIL: (&str, &str) = (r#""email""#, r#""mail""#);
const SAME: (&str, &str) = ("", "");

#[test]
fn s_9_kept_the_claim_of_the_issuer() {
    assert_eq!(challenged("https://accounts.google.com", SAME), Ok("email"));
    assert_eq!(challenged("https://oauth2.sigstore.dev/auth", SAME), Ok("email"));
    for change in [SAME, UNVERIFIED, NO_EMAIL] {
        assert_eq!(challenged("https://token.actions.githubusercontent.com", change), Ok("sub"));
    }
    assert_eq!(challenged("https://issuer.enforce.dev", SAME), Ok("email"));
    assert_eq!(challenged("https://issuer.enforce.dev", NO_EMAIL), Ok("sub"));
    assert_eq!(challenged("https://unknown.example", SAME), Ok("email"));
    assert_eq!(challenged("https://unknown.example", NO_EMAIL), Ok("sub"));
    let spelt = (r#""email_verified":true"#, r#""email_verified":"true""#);
    assert_eq!(challenged("https://unknown.example", spelt), Ok("email"));
}

#[test]
fn s_9_broken_the_email_is_not_verified() {
    for issuer in ["https://accounts.google.com", "https://unknown.example"] {
        assert_eq!(challenged(issuer, UNVERIFIED), Err(Error::EmailUnverified { stated: true }));
        assert_eq!(challenged(issuer, UNSTATED), Err(Error::EmailUnverified { stated: false }));
    }
    let spelt = (r#""email_verified":true"#, r#""email_verified":"false""#);
    assert_eq!(
        challenged("https://unknown.example", spelt),
        Err(Error::EmailUnverified { stated: true }),
    );
    assert_eq!(
        challenged("https://accounts.google.com", NO_EMAIL),
        Err(Error::ClaimMissing { claim: "email".into() }),
    );
}

#[test]
fn s_11_accepted_the_issuer_is_the_one_behind() {
    assert_eq!(read(CLAIMS).federated_issuer(), "https://issuer.example");
    let federated =
        r#"{"federated_claims":{"connector_id":"https://github.com/login/oauth","user_id":"7"},"#;
    let token = read(&CLAIMS.replacen('{', federated, 1));
    assert_eq!(token.federated_issuer(), "https://github.com/login/oauth");
    assert_eq!(
        token.claims().federated,
        Some(FederatedClaims {
            connector_id: "https://github.com/login/oauth".into(),
            user_id: Some("7".into()),
        }),
    );
}

#[test]
fn s_11_broken_a_connector_without_name() {
    let error = refusal(&CLAIMS.replacen('{', r#"{"federated_claims":{"user_id":"7"},"#, 1));
    let kind = ErrorKind::MissingMember { name: "connector_id" };
    assert_eq!(error, json(Part::Claims, kind, "$.federated_claims"));
}
