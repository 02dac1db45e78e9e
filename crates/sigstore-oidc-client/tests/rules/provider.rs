//! Discovery and keys: S-14, A-30.
use http::{Method, Uri, header::ACCEPT};
use sigstore_json::{Error as JsonError, ErrorKind};
use sigstore_oidc_client::{Discovery, Error, KeySetRequest, ProviderConfig};
use sigstore_traits::Refusal;
use sigstore_transport::Exchange;

use crate::{ISSUER, answer, at_issuer, config};

const DOCUMENT: &str = r#"{"issuer":"https://issuer.example/auth","authorization_endpoint":"https://issuer.example/auth/auth","token_endpoint":"https://issuer.example/auth/token","jwks_uri":"https://issuer.example/auth/keys","code_challenge_methods_supported":["S256","plain"],"scopes_supported":["openid"],"unknown":{"a":1}}"#;

fn discover(issuer: &str, document: &str) -> Result<ProviderConfig, Error> {
    Discovery { issuer }.reply(answer(200, document))
}

#[test]
fn s_14_kept_the_document_stands_below_the_issuer() {
    for issuer in ["https://a.example/auth", "https://a.example/auth/"] {
        let discovery = Discovery { issuer };
        let request = discovery.request(&discovery.base().unwrap()).unwrap();
        let address = "https://a.example/auth/.well-known/openid-configuration";
        assert_eq!(request.uri(), address);
        assert_eq!(request.method(), Method::GET);
        assert_eq!(request.headers()[ACCEPT], "application/json");
    }
    assert_eq!(discover(ISSUER, DOCUMENT), Ok(config()));
}

/// Providers announce what else they do: some have more than sixty members.
#[test]
fn s_14_kept_a_document_of_200_members() {
    let others: String = (0..195).map(|number| format!(r#","other_{number}":true"#)).collect();
    let (first, last) = DOCUMENT.split_once(r#","token_endpoint""#).unwrap();
    let document = format!(r#"{first}{others},"token_endpoint"{last}"#);
    assert_eq!(discover(ISSUER, &document), Ok(config()));
}

/// Issuers of CI systems and clusters sign nobody in.
#[test]
fn s_14_kept_an_issuer_with_keys_only() {
    let document = r#"{"issuer":"https://i.example","jwks_uri":"https://k.example/keys","authorization_endpoint":"urn:kubernetes:programmatic_authorization"}"#;
    let config = discover("https://i.example", document).unwrap();
    assert_eq!(config.jwks_uri, Uri::from_static("https://k.example/keys"));
    assert_eq!(config.authorization_endpoint, None);
    assert_eq!(config.token_endpoint, None);
}

#[test]
fn s_14_kept_http_where_the_issuer_has_it() {
    let document = r#"{"issuer":"http://127.0.0.1:9401","jwks_uri":"http://127.0.0.1:9401/keys"}"#;
    assert!(discover("http://127.0.0.1:9401", document).is_ok());
}

#[test]
fn s_14_broken_another_issuer() {
    for asked in
        ["https://issuer.example/auth/", "https://Issuer.example/auth", "https://issuer.example"]
    {
        let error = Error::Issuer { expected: asked.into(), found: ISSUER.into() };
        let error = Error::At { issuer: asked.into(), error: Box::new(error) };
        assert_eq!(discover(asked, DOCUMENT), Err(error));
    }
}

#[test]
fn s_14_broken_an_endpoint_that_is_less_safe_or_none() {
    for found in [
        "http://issuer.example/auth/token",
        "ftp://issuer.example/auth/token",
        "/auth/token",
        "https://user@issuer.example/token",
        "https://issuer.example/token#f",
        "https://",
        "token endpoint",
    ] {
        let document = DOCUMENT.replacen("https://issuer.example/auth/token", found, 1);
        let error = Error::Endpoint { name: "token_endpoint", found: found.into() };
        assert_eq!(discover(ISSUER, &document), Err(at_issuer(error)));
    }
    assert_eq!(
        Discovery { issuer: "issuer.example" }.base(),
        Err(Error::Endpoint { name: "issuer", found: "issuer.example".into() }),
    );
}

#[test]
fn s_14_broken_members_missing_or_of_another_type() {
    let json = |kind, place: &str| {
        Err(at_issuer(Error::Json { error: JsonError { kind, place: place.into() } }))
    };
    let without = DOCUMENT.replacen("jwks_uri", "jwks", 1);
    assert_eq!(
        discover(ISSUER, &without),
        json(ErrorKind::MissingMember { name: "jwks_uri" }, "$"),
    );
    let wrong = DOCUMENT.replacen(r#"["S256","plain"]"#, r#""S256""#, 1);
    assert_eq!(
        discover(ISSUER, &wrong),
        json(
            ErrorKind::Type { expected: "an array", found: "a string" },
            "$.code_challenge_methods_supported"
        ),
    );
}

#[test]
fn a_30_kept_status_200() {
    let reply = KeySetRequest { issuer: ISSUER }.reply(answer(200, r#"{"keys":[]}"#));
    assert_eq!(reply, Ok(br#"{"keys":[]}"#.to_vec()));
    let keys = Uri::from_static("https://issuer.example/auth/keys");
    assert_eq!(*KeySetRequest { issuer: ISSUER }.request(&keys).unwrap().uri(), keys);
}

/// A redirect is not followed: what it leads to is not the issuer's.
#[test]
fn a_30_broken_a_redirect_or_another_status() {
    for status in [201, 301, 302, 404, 503] {
        let mut response = answer(status, "<html>elsewhere</html>");
        response.headers_mut().insert("location", "https://evil.example/".parse().unwrap());
        let error = at_issuer(Error::NotUnderstood {
            status,
            content_type: Some("application/json".into()),
            body_start: "<html>elsewhere</html>".into(),
        });
        assert_eq!(Discovery { issuer: ISSUER }.reply(response.clone()), Err(error.clone()));
        assert_eq!(KeySetRequest { issuer: ISSUER }.reply(response), Err(error));
    }
}

#[test]
fn a_30_broken_a_page_in_place_of_a_document() {
    let page = "<html>sign in to the network first ".to_owned() + &"é".repeat(300);
    let mut response = answer(200, &page);
    response.headers_mut().clear();
    let start: String = page.chars().take(200).chain(['…']).collect();
    let error = Error::NotUnderstood { status: 200, content_type: None, body_start: start };
    assert_eq!(error.code(), "oidc-not-understood");
    assert_eq!(Discovery { issuer: ISSUER }.reply(response), Err(at_issuer(error)));
}

#[test]
fn a_30_broken_nothing_in_place_of_a_document() {
    let error = Error::NotUnderstood {
        status: 200,
        content_type: Some("application/json".into()),
        body_start: String::new(),
    };
    assert_eq!(Discovery { issuer: ISSUER }.reply(answer(200, "")), Err(at_issuer(error)));
}

/// Whoever has the error alone knows whose answer it is.
#[test]
fn s_14_shape_an_error_names_the_issuer() {
    let error = Discovery { issuer: ISSUER }.reply(answer(503, "busy")).unwrap_err();
    assert_eq!(error.facts().place, ISSUER);
    let inner = error.without_issuer();
    assert!(matches!(inner, Error::NotUnderstood { status: 503, .. }));
    assert_eq!((inner.code(), inner.facts().place), (error.code(), String::new()));
    let without = DOCUMENT.replacen("jwks_uri", "jwks", 1);
    let error = discover(ISSUER, &without).unwrap_err();
    assert_eq!(error.facts().place, format!("{ISSUER}, $"));
}
