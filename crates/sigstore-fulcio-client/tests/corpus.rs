//! The answers of real servers: each file of the corpus is read by the question that it answers,
//! and comes out as `corpus.txt` says; the requests are those that this crate writes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use http::{Request, Uri};
use sigstore_fulcio_client::{
    CertificationRequest, Configuration, Error, IssuedCertificate, IssuerUrl, Proof, RootCertV1,
    SctDelivery, SigningCertV1, SigningCertV2, TrustBundle,
};
use sigstore_json::{Limits, Value, canonical, parse};
use sigstore_testing::{Recorded, assert_as_listed};
use sigstore_traits::HashAlgorithm::{Sha256, Sha384, Sha512};
use sigstore_traits::SignatureScheme;
use sigstore_transport::Exchange;

const FOLDERS: [&str; 5] =
    ["fulcio", "fulcio-ci-provider", "fulcio-ct-down", "fulcio-intermediate", "fulcio-no-ct"];
const LIMITS: Limits = Limits::new(16 << 20);
const BASE: &str = "http://127.0.0.1:5555";

/// The good requests that this crate writes otherwise.
const OTHER_REQUESTS: [(&str, &str); 9] = [
    ("fulcio/29-v1-pop-pem-key", "the key as PEM, where DER is written"),
    ("fulcio/90-key-algorithm-wrong-name", "a wrong name for the algorithm"),
    ("fulcio/91-key-algorithm-absent", "no name for the algorithm"),
    ("fulcio/92-accepted-key-algorithm-unknown", "no name of an algorithm"),
    ("fulcio/101-accepted-unknown-field", "a member that the protocol does not have"),
    ("fulcio/102-wrong-content-type", "another content type"),
    ("fulcio/103-no-content-type", "no content type"),
    ("fulcio/104-ok-snake-case-names", "other names of the members"),
    ("fulcio-no-ct/04-v1-pop", "the key as PEM, where DER is written"),
];

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
        let Some(response) = self.response.clone() else { return "no answer".into() };
        let csr = Proof::Csr { pem: "" };
        match self.request.uri().path().trim_end_matches('/') {
            "/healthz" => "not asked: health is no question of a signer".into(),
            "/api/v2/configuration" => shown(Configuration.reply(response), |issuers| {
                let exact = |url: &IssuerUrl| matches!(url, IssuerUrl::Exact(_));
                assert!(issuers.iter().all(|issuer| exact(&issuer.url)));
                let types: Vec<_> = issuers
                    .iter()
                    .map(|i| format!("{}:{}", i.issuer_type, i.challenge_claim))
                    .collect();
                format!("issuers {}", types.join(" "))
            }),
            "/api/v2/trustBundle" => shown(TrustBundle.reply(response), |chains| {
                format!("chains of {:?}", chains.iter().map(Vec::len).collect::<Vec<_>>())
            }),
            "/api/v1/rootCert" => {
                shown(RootCertV1.reply(response), |chain| format!("chain of {}", chain.len()))
            }
            "/api/v1/signingCert" => {
                let question = SigningCertV1 { token: "", proof: csr };
                shown(question.reply(response), |issued| self.issued(&issued))
            }
            // What no question asks is read like a certificate: it is a refusal.
            _ => {
                let question = SigningCertV2 { token: "", proof: csr };
                shown(question.reply(response), |issued| self.issued(&issued))
            }
        }
    }

    /// What was issued, which must be about the key of the request.
    fn issued(&self, issued: &IssuedCertificate) -> String {
        let question = Question::read(self.request.body());
        let certified = question.csr().map_or(question.spki.clone(), |csr| csr.spki);
        let (leaf, key) = (&issued.chain[0], certified);
        assert!(leaf.windows(key.len()).any(|window| window == key), "{}", self.name);
        let sct = match &issued.sct {
            SctDelivery::Embedded => "embedded",
            SctDelivery::Detached(_) => "detached",
            SctDelivery::Absent => "absent",
        };
        format!("issued chain of {}, SCT {sct}", issued.chain.len())
    }
}

fn shown<T>(reply: Result<T, Error>, show: impl FnOnce(T) -> String) -> String {
    match reply {
        Ok(reply) => show(reply),
        Err(Error::Refused { status, code: Some(code), message }) => {
            format!("refused {status} {code} {message:?}")
        }
        Err(other) => format!("{other:?}"),
    }
}

/// What a recorded body asks.
struct Question {
    value: String,
    csr: String,
    spki: Vec<u8>,
    signature: Vec<u8>,
}

impl Question {
    /// Reads a body of either version, and leaves the token out.
    fn read(body: &[u8]) -> Self {
        let Value::Object(mut members) = parse(body, &LIMITS).unwrap() else { panic!() };
        members.retain(|(name, _)| name != "credentials");
        let value = Value::Object(members);
        let text = |path: &[&str]| {
            let found = path.iter().try_fold(&value, |value, name| value.member(name));
            match found {
                Some(Value::String(text)) => text.to_string(),
                _ => String::new(),
            }
        };
        let csr = String::from_utf8(base64(&text(&["certificateSigningRequest"]))).unwrap();
        let pem = text(&["publicKeyRequest", "publicKey", "content"])
            + &text(&["public_key_request", "public_key", "content"]);
        let legacy = base64(&text(&["publicKey", "content"]));
        let spki = match String::from_utf8(legacy.clone()) {
            Ok(text) if text.starts_with("-----") => unwrapped(&text),
            _ if !pem.is_empty() => unwrapped(&pem),
            _ => legacy,
        };
        let proof =
            text(&["publicKeyRequest", "proofOfPossession"]) + &text(&["signedEmailAddress"]);
        Self { value: canonical(&value), csr, spki, signature: base64(&proof) }
    }

    fn csr(&self) -> Option<Csr> {
        (!self.csr.is_empty()).then(|| Csr::read(&unwrapped(&self.csr)))
    }

    fn proof(&self) -> Proof<'_> {
        if !self.csr.is_empty() {
            return Proof::Csr { pem: &self.csr };
        }
        let scheme = scheme(&self.spki);
        Proof::Possession { spki: &self.spki, scheme, signature: &self.signature }
    }
}

/// A PKCS#10 request taken apart.
struct Csr {
    subject: Vec<u8>,
    spki: Vec<u8>,
    signature: Vec<u8>,
}

impl Csr {
    fn read(der: &[u8]) -> Self {
        let (whole, _) = element(der);
        let (info, after) = element(content(whole));
        let (_, after) = element(after);
        let (signature, _) = element(after);
        let (_, inside) = element(content(info));
        let (subject, inside) = element(inside);
        let (spki, _) = element(inside);
        Self {
            subject: subject.into(),
            spki: spki.into(),
            signature: content(signature)[1..].into(),
        }
    }
}

/// The first element of some DER, whole, and what stands after it.
fn element(der: &[u8]) -> (&[u8], &[u8]) {
    let (header, length) = header(der);
    der.split_at(header + length)
}

fn content(element: &[u8]) -> &[u8] {
    &element[header(element).0..]
}

/// The lengths of the header and of the content.
fn header(der: &[u8]) -> (usize, usize) {
    match der[1] {
        short @ ..=0x7f => (2, short.into()),
        0x81 => (3, der[2].into()),
        0x82 => (4, u16::from_be_bytes([der[2], der[3]]).into()),
        _ => panic!("too long"),
    }
}

/// The scheme that Fulcio takes from a key, by the object identifiers in it.
fn scheme(spki: &[u8]) -> SignatureScheme {
    let has = |oid: &[u8]| spki.windows(oid.len()).take(32).any(|window| window == oid);
    match () {
        () if has(b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07") => SignatureScheme::Ecdsa(Sha256),
        () if has(b"\x06\x05\x2b\x81\x04\x00\x22") => SignatureScheme::Ecdsa(Sha384),
        () if has(b"\x06\x05\x2b\x81\x04\x00\x23") => SignatureScheme::Ecdsa(Sha512),
        () if has(b"\x06\x03\x2b\x65\x70") => SignatureScheme::Ed25519,
        () => SignatureScheme::RsaPkcs1(Sha256),
    }
}

/// The bytes in one PEM block.
fn unwrapped(pem: &str) -> Vec<u8> {
    base64(&pem.lines().filter(|line| !line.starts_with("-----")).collect::<String>())
}

fn base64(text: &str) -> Vec<u8> {
    parse(format!("{text:?}").as_bytes(), &LIMITS).unwrap().node().standard_bytes().unwrap()
}

#[test]
fn s_34_s_35_s_36_s_37_s_38_kept_every_answer_comes_out_as_listed() {
    let found = Case::all().into_iter().map(|case| (case.name.clone(), case.outcome()));
    assert_as_listed(include_str!("corpus.txt"), found);
}

#[test]
fn s_29_s_30_shape_requests_are_those_that_real_servers_took() {
    let mut compared = 0;
    for recorded in Case::all() {
        let Some(200 | 201) = recorded.response.as_ref().map(|response| response.status().as_u16())
        else {
            continue;
        };
        let written = written(&recorded);
        let Some(written) = written else { continue };
        let exception = OTHER_REQUESTS.iter().find(|(name, _)| *name == recorded.name);
        assert_eq!(
            differs(&written, &recorded.request),
            exception.is_some(),
            "{} {exception:?}",
            recorded.name,
        );
        compared += 1;
    }
    assert!([0, 50].contains(&compared), "{compared} compared");
}

/// The same request as this crate writes it.
fn written(recorded: &Case) -> Option<Request<Vec<u8>>> {
    let (token, base) = ("e30.e30.AA", Uri::from_static(BASE));
    Some(match recorded.request.uri().path() {
        "/api/v2/signingCert" => {
            let question = Question::read(recorded.request.body());
            SigningCertV2 { token, proof: question.proof() }.request(&base).unwrap()
        }
        "/api/v1/signingCert" => {
            let question = Question::read(recorded.request.body());
            SigningCertV1 { token, proof: question.proof() }.request(&base).unwrap()
        }
        "/api/v2/configuration" => Configuration.request(&base).unwrap(),
        "/api/v2/trustBundle" => TrustBundle.request(&base).unwrap(),
        "/api/v1/rootCert" => RootCertV1.request(&base).unwrap(),
        _ => return None,
    })
}

/// Whether two requests differ in more than the place of the token.
fn differs(written: &Request<Vec<u8>>, recorded: &Request<Vec<u8>>) -> bool {
    let body = |request: &Request<Vec<u8>>| {
        if request.body().is_empty() { String::new() } else { Question::read(request.body()).value }
    };
    let content_type = |request: &Request<Vec<u8>>| request.headers().get("content-type").cloned();
    written.method() != recorded.method()
        || written.uri().path_and_query() != recorded.uri().path_and_query()
        || content_type(written) != content_type(recorded)
        || body(written) != body(recorded)
}

#[test]
fn s_32_shape_requests_are_the_pkcs_10_that_real_servers_took() {
    let mut compared = 0;
    for recorded in Case::all() {
        if recorded.response.as_ref().is_none_or(|response| !response.status().is_success())
            || !recorded.request.uri().path().ends_with("signingCert")
        {
            continue;
        }
        let question = Question::read(recorded.request.body());
        let Some(csr) = question.csr() else { continue };
        let request = CertificationRequest::new(&csr.spki, scheme(&csr.spki)).unwrap();
        let same = request.assemble(&csr.signature) == question.csr;
        assert_eq!(same, csr.subject == [0x30, 0x00], "{}", recorded.name);
        compared += 1;
    }
    assert!([0, 11].contains(&compared), "{compared} compared");
}
