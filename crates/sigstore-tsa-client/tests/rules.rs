//! The rules, each kept and broken by the smallest change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use http::{Method, Response, Uri};
use sigstore_engine::{Chain, KeyKind, SigningKey, TimestampAuthority, TimestampQuery, Token};
use sigstore_traits::{Digest, HashAlgorithm, UnixTime};
use sigstore_transport::{AddressError, Exchange, Service};
use sigstore_tsa::{Failure, Status};
use sigstore_tsa_client::{CertificateChain, Error, MAX_REPLY, TimestampRequest};

const NOW: UnixTime = UnixTime::from_seconds(1_767_268_800);
const QUESTION: TimestampRequest =
    TimestampRequest { digest: Digest::Sha256([1; 32]), nonce: 0x81, cert_req: false };
const ADDRESS: &str = "https://timestamp.example/api/v1/timestamp";

fn authority() -> TimestampAuthority {
    let key = |seed| SigningKey::from_seed(KeyKind::P256, &[seed; 32]);
    let period = [NOW, UnixTime::from_seconds(1_798_804_800)];
    let chain = Chain::root("tsa root", period, key(1)).time_signer("tsa", period, key(2));
    TimestampAuthority { chain, hash: HashAlgorithm::Sha256 }
}

/// A granted timestamp of these properties.
fn stamped(imprint: Digest, nonce: Option<Vec<u8>>) -> Vec<u8> {
    let query = TimestampQuery { imprint, nonce, certificates: false };
    authority().reply(&query, NOW, &[3; 32]).unwrap()
}

fn answer(status: u16, body: impl Into<Vec<u8>>) -> Response<Vec<u8>> {
    let response = Response::builder().status(status).header("content-type", "text/plain");
    response.body(body.into()).unwrap()
}

#[test]
fn s_6_shape_every_question_has_its_limits() {
    fn limits<E: Exchange>(_: E) -> (Service, u64, bool, usize) {
        (E::ABOUT.service, E::ABOUT.timeout.as_secs(), E::ABOUT.repeatable, E::MAX_REPLY)
    }
    let expected = (Service::TimestampAuthority, 10, true, MAX_REPLY);
    assert_eq!(limits(QUESTION), expected);
    assert_eq!(limits(CertificateChain), expected);
}

#[test]
fn s_54_kept_the_address_stays_as_it_is() {
    for address in [ADDRESS, "http://tsa.example:3000/stamp?a=b"] {
        let request = QUESTION.request(&Uri::from_static(address)).unwrap();
        assert_eq!(
            (request.method(), request.uri().to_string().as_str()),
            (&Method::POST, address)
        );
        let content_type = request.headers().get("content-type").unwrap();
        assert_eq!(content_type, "application/timestamp-query");
        let query = sigstore_tsa::TimestampRequest::parse(request.body()).unwrap();
        assert_eq!((query.imprint(), query.nonce()), (QUESTION.digest, Some(&[0, 0x81][..])));
        assert!(!query.wants_certificate());
    }
    let question = TimestampRequest { cert_req: true, ..QUESTION };
    let request = question.request(&Uri::from_static(ADDRESS)).unwrap();
    assert!(sigstore_tsa::TimestampRequest::parse(request.body()).unwrap().wants_certificate());
}

#[test]
fn s_54_broken_an_address_without_host_or_another_status() {
    let base = "/api/v1/timestamp";
    let error = Error::Address(AddressError { base: base.into(), path: String::new() });
    assert_eq!(QUESTION.request(&Uri::from_static(base)).map(drop), Err(error));
    let Err(Error::NotUnderstood { status: 202, .. }) =
        QUESTION.reply(answer(202, stamped(QUESTION.digest, Some(vec![0, 0x81]))))
    else {
        panic!()
    };
}

#[test]
fn s_55_kept_granted_over_the_digest_with_the_nonce() {
    for status in [200, 201] {
        let der = stamped(QUESTION.digest, Some(vec![0, 0x81]));
        let reply = QUESTION.reply(answer(status, der.clone())).unwrap();
        assert_eq!((reply.der(), reply.time()), (der.as_slice(), NOW));
        assert_eq!(reply.into_der(), der);
    }
}

#[test]
fn s_55_broken_another_digest() {
    for other in [Digest::Sha256([2; 32]), Digest::Sha384([1; 48])] {
        let reply = QUESTION.reply(answer(200, stamped(other, Some(vec![0, 0x81]))));
        let expected = QUESTION.digest;
        assert_eq!(reply, Err(Error::OtherDigest { found: other, expected }));
    }
}

#[test]
fn s_55_broken_another_nonce_or_none() {
    for (nonce, found) in
        [(Some(vec![0, 0x80]), Some("0080")), (Some(vec![0x01]), Some("01")), (None, None)]
    {
        let reply = QUESTION.reply(answer(200, stamped(QUESTION.digest, nonce)));
        let found = found.map(String::from);
        assert_eq!(reply, Err(Error::OtherNonce { found, expected: "0081".into() }));
    }
}

#[test]
fn s_55_broken_a_refusal_in_the_answer() {
    // PKIStatusInfo { status rejection, failInfo badAlg }, and no token.
    let response = [0x30, 0x09, 0x30, 0x07, 0x02, 0x01, 0x02, 0x03, 0x02, 0x07, 0x80];
    let refused = sigstore_tsa::Error::NotGranted {
        status: Status::Rejection,
        failures: vec![Failure::BadAlg],
        text: String::new(),
    };
    assert_eq!(QUESTION.reply(answer(200, response)), Err(Error::Timestamp(refused)));
    let waiting = Token::response(3, &[]);
    let Err(Error::Timestamp(sigstore_tsa::Error::NotGranted { status, .. })) =
        QUESTION.reply(answer(200, waiting))
    else {
        panic!()
    };
    assert_eq!(status, Status::Waiting);
}

#[test]
fn s_56_kept_a_chain_below_the_address() {
    for (address, whole) in [
        (ADDRESS, "https://timestamp.example/api/v1/timestamp/certchain"),
        ("https://a.example/x/", "https://a.example/x/certchain"),
    ] {
        let request = CertificateChain.request(&Uri::from_static(address)).unwrap();
        assert_eq!(request.uri().to_string(), whole);
    }
    let one = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
    let reply = CertificateChain.reply(answer(200, one.repeat(2)));
    assert_eq!(reply, Ok(vec![vec![0], vec![0]]));
    assert_eq!(CertificateChain.reply(answer(200, one.trim_end())), Ok(vec![vec![0]]));
}

#[test]
fn s_56_broken_what_is_no_chain() {
    let one = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
    let begin = "-----BEGIN CERTIFICATE-----";
    let cases = [
        (String::new(), 1, begin),
        (one.replace("CERTIFICATE", "PUBLIC KEY"), 1, begin),
        (one.replace("AA==", "AA"), 3, "base64 before it"),
        (one.replace("AA==", &"A".repeat(65)), 2, "lines of 64 characters"),
        (one.replace("-----END CERTIFICATE-----\n", ""), 3, "-----END CERTIFICATE-----"),
        (format!("{one}x"), 4, begin),
        (one.repeat(17), 49, "the end"),
    ];
    for (text, line, expected) in cases {
        let reply = CertificateChain.reply(answer(200, text));
        assert_eq!(reply, Err(Error::Pem { line, expected }));
    }
}

#[test]
fn s_75_kept_a_refusal_in_json() {
    let body = r#"{"code":602,"message":"request in body is required"}"#;
    let message = "request in body is required".into();
    let refused = Err(Error::Refused { status: 422, code: Some(602), message });
    assert_eq!(QUESTION.reply(answer(422, body)), refused);
}

#[test]
fn s_75_broken_a_refusal_in_another_form() {
    for body in ["", "<html>", r#"{"code":602}"#] {
        let refused = Error::NotUnderstood {
            status: 502,
            content_type: Some("text/plain".into()),
            body_start: body.into(),
        };
        assert_eq!(QUESTION.reply(answer(502, body)), Err(refused));
    }
}

#[test]
fn errors_say_what_was_found_and_what_was_expected() {
    let refused = Error::Refused { status: 400, code: None, message: "no\n".into() };
    assert_eq!(
        refused.to_string(),
        r#"the timestamp authority refused: found status 400, "no\n" (S-75)"#,
    );
    let nonce = Error::OtherNonce { found: None, expected: "07".into() };
    assert_eq!(
        nonce.to_string(),
        "the timestamp answers another request: found no nonce, expected nonce 07 (S-55)",
    );
    let pem = Error::Pem { line: 2, expected: "the end" };
    assert_eq!(
        pem.to_string(),
        "the chain is not strict PEM: found something else in line 2, expected the end (S-56)",
    );
}
