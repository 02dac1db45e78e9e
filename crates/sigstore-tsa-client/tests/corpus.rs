//! The answers of a real authority: each file of the corpus is read by the question that it
//! answers, and comes out as `corpus.txt` says; the requests are those that this crate writes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use http::Uri;
use sigstore_json::{Limits, Value, parse};
use sigstore_testing::{Recorded, assert_as_listed};
use sigstore_traits::{Digest, HashAlgorithm};
use sigstore_transport::Exchange;
use sigstore_tsa_client::{CertificateChain, Error, TimestampRequest};

const FOLDERS: [&str; 1] = ["tsa"];
const LIMITS: Limits = Limits::new(16 << 20);
const BASE: &str = "http://127.0.0.1:3004/api/v1/timestamp";

/// A question and its answer.
struct Case(Recorded);

impl std::ops::Deref for Case {
    type Target = Recorded;

    fn deref(&self) -> &Recorded {
        &self.0
    }
}

impl Case {
    /// All of them.
    fn all() -> Vec<Self> {
        Recorded::all(&FOLDERS).into_iter().map(Self).collect()
    }

    /// The answer, read by the question to which it is one.
    fn outcome(&self) -> String {
        let response = self.response.clone().unwrap();
        if self.request.uri().path().ends_with("/certchain") {
            return shown(CertificateChain.reply(response), |chain| {
                format!("chain of {}", chain.len())
            });
        }
        shown(self.question().reply(response), |reply| {
            format!("granted at {}", reply.time().seconds())
        })
    }

    /// The question that was asked, as far as this crate can ask it: with a nonce of 64 bits.
    fn question(&self) -> TimestampRequest {
        let body = self.request.body();
        if let Ok(query) = sigstore_tsa::TimestampRequest::parse(body) {
            return TimestampRequest {
                digest: query.imprint(),
                nonce: query.nonce().map_or(0, number),
                cert_req: query.wants_certificate(),
            };
        }
        let value = parse(body, &LIMITS).unwrap_or(Value::Null);
        let member = |name| value.member(name).map(Value::node);
        let digest = member("artifactHash").map_or(Vec::new(), |hash| hash.bytes().unwrap());
        TimestampRequest {
            digest: Digest::new(HashAlgorithm::Sha256, &digest).unwrap_or(Digest::Sha256([0; 32])),
            nonce: member("nonce").map_or(0, |nonce| nonce.uint64().unwrap()),
            cert_req: false,
        }
    }
}

/// The number with these content octets, if it is one of 64 bits.
fn number(octets: &[u8]) -> u64 {
    let magnitude = octets.strip_prefix(&[0]).unwrap_or(octets);
    let padded = [&[0; 8], magnitude].concat();
    match padded.last_chunk() {
        Some(last) if magnitude.len() <= 8 => u64::from_be_bytes(*last),
        _ => 0,
    }
}

fn shown<T>(reply: Result<T, Error>, show: impl FnOnce(T) -> String) -> String {
    match reply {
        Ok(reply) => show(reply),
        Err(Error::Refused { status, code: Some(code), message }) => {
            format!("refused {status} {code} {message:?}")
        }
        Err(Error::OtherNonce { found, expected }) => {
            let found = found.map_or("no nonce".into(), |found| format!("nonce {found}"));
            format!("{found}, expected {expected}")
        }
        Err(other) => format!("{other:?}"),
    }
}

#[test]
fn s_55_s_56_s_75_kept_every_answer_comes_out_as_listed() {
    let found = Case::all().into_iter().map(|case| (case.name.clone(), case.outcome()));
    assert_as_listed(include_str!("corpus.txt"), found);
}

/// The requests with a nonce of 64 bits, policy and extensions left out, in DER: all that this
/// crate writes.
const WRITTEN: [&str; 9] = [
    "tsa/02-sha256-cert-nonce",
    "tsa/04-sha256-nonce",
    "tsa/06-sha384-cert-nonce",
    "tsa/08-sha384-nonce",
    "tsa/10-sha512-cert-nonce",
    "tsa/12-sha512-nonce",
    "tsa/27-nonce-zero",
    "tsa/43-second-cert-nonce",
    "tsa/44-second-no-cert",
];

#[test]
fn s_54_kept_requests_are_those_that_a_real_server_took() {
    for recorded in Case::all() {
        let chain = recorded.request.uri().path().ends_with("/certchain");
        let base = Uri::from_static(BASE);
        let written = match chain {
            true => CertificateChain.request(&base).unwrap(),
            false => recorded.question().request(&base).unwrap(),
        };
        let same = written.body() == recorded.request.body()
            && written.method() == recorded.request.method()
            && written.uri().path_and_query() == recorded.request.uri().path_and_query()
            && written.headers().get("content-type")
                == recorded.request.headers().get("content-type");
        let expected = chain || WRITTEN.contains(&recorded.name.as_str());
        assert_eq!(same, expected, "{}", recorded.name);
    }
}
