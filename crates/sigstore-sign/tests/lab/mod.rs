//! A Sigstore behind a transport: its services answer by pure functions, and one of them may be
//! made to answer wrongly.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::fmt;
use std::future::{Future, ready};
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::{Context, Poll, Waker};

use http::{Request, Response};
use serde_json::{Value, json};
use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::WithEd25519ph;
use sigstore_engine::{
    CertificateAuthority, Chain, CtEntry, Hash, Identity, KeyKind, LeafRequest, TimestampQuery,
    arcs,
};
use sigstore_json::{base64, canonical};
use sigstore_jwt::IdentityToken;
use sigstore_rekor_types::{
    Body, EntryKind, HashedRekordV001, HashedRekordV002, PemVerifier, Verifier,
};
use sigstore_signing_config::{Recorders, Service, Services};
use sigstore_traits::{
    Digest, Facts, HashAlgorithm, KeyDetails, Message, Refusal, Rule, RuleKind, SignatureSuite,
    UnixTime,
};
use sigstore_transport::{About, Transport};
use sigstore_trust_root::TrustedRoot;
use sigstore_upload::Upload;
use sigstore_world::{World, key};

pub(crate) type Suite = WithEd25519ph<AwsLcSuite>;
pub(crate) const SUITE: Suite = WithEd25519ph(AwsLcSuite);

pub(crate) const CA: &str = "https://fulcio.sigstore.test";
pub(crate) const TSA: &str = "https://timestamp.sigstore.test/api/v1/timestamp";
pub(crate) const V1: &str = "https://rekor.sigstore.test/";
pub(crate) const V2: &str = "https://log2026-1.rekor.sigstore.test/";
pub(crate) const ISSUER: &str = "https://oauth2.sigstore.dev/auth";
pub(crate) const ALICE: &str = "alice@example.org";

/// Why no answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreachable;

static T: Rule = Rule { id: "S-6", title: "", source: "", kind: RuleKind::Elsewhere, place: "" };

impl Refusal for Unreachable {
    fn facts(&self) -> Facts {
        let nothing = String::new;
        let (message, rule) = ("no answer came", &T);
        let (place, found, expected) = (nothing(), nothing(), nothing());
        Facts { code: "test-unreachable", rule, message, place, found, expected }
    }
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Unreachable {}

/// How one kind of question is answered wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Not at all.
    NoAnswer,
    /// With this status and words.
    Status(u16),
    /// With the right status and nonsense.
    Garbage,
    /// As asked, signed by somebody else.
    Stranger,
    /// About somebody else.
    Another,
    /// With the certificate's SCT beside it.
    Detached,
    /// With an SCT beside it that is over another certificate.
    DetachedOther,
    /// With a certificate for another identity.
    OtherIdentity,
    /// With a certificate of another issuer.
    OtherIssuer,
    /// Without an SCT.
    NoSct,
    /// That it is recorded already: the entry is to be asked for.
    Conflict,
    /// Done, but not answered; the same question again is.
    Lost,
    /// Done, but never answered.
    Mute,
    /// That it is not there, unless it is full.
    Gone,
}

/// The instance and its clock.
pub(crate) struct Lab {
    world: Mutex<World>,
    faults: Vec<(&'static str, Fault)>,
    clock: AtomicI64,
    stored: Mutex<Vec<(String, Value)>>,
    /// The kinds of the questions, in order.
    pub(crate) asked: Mutex<Vec<&'static str>>,
    /// The bodies of the questions, in order.
    pub(crate) bodies: Mutex<Vec<Vec<u8>>>,
}

impl Lab {
    pub(crate) fn new() -> Self {
        let world = World::new();
        Self {
            clock: AtomicI64::new(world.now.seconds()),
            world: Mutex::new(world),
            faults: Vec::new(),
            stored: Mutex::default(),
            asked: Mutex::default(),
            bodies: Mutex::default(),
        }
    }

    pub(crate) fn with(kind: &'static str, fault: Fault) -> Self {
        Self::new().and(kind, fault)
    }

    pub(crate) fn and(mut self, kind: &'static str, fault: Fault) -> Self {
        self.faults.push((kind, fault));
        self
    }

    /// So many entries of others come into the log of Rekor v2.
    pub(crate) fn fill(&self, entries: u32) {
        let log = &mut self.world.lock().unwrap().rekor_v2;
        for number in 0..entries {
            log.include(EntryKind::HashedRekordV002.into(), number.to_be_bytes().to_vec());
        }
    }

    pub(crate) fn trust(&self) -> TrustedRoot<Suite> {
        let json = self.world.lock().unwrap().trusted_root().to_json();
        TrustedRoot::load(json.as_bytes(), SUITE).unwrap()
    }

    /// Each look takes a second.
    pub(crate) fn now(&self) -> UnixTime {
        UnixTime::from_seconds(self.clock.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    fn fault(&self, kind: &str) -> Option<Fault> {
        self.faults.iter().find(|(faulty, _)| *faulty == kind).map(|(_, fault)| *fault)
    }

    fn answer(&self, request: &Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unreachable> {
        let kind = request.extensions().get::<About>().unwrap().kind;
        self.asked.lock().unwrap().push(kind);
        self.bodies.lock().unwrap().push(request.body().clone());
        let fault = self.fault(kind);
        let ok = if kind.ends_with("create-entry") { 201 } else { 200 };
        match fault {
            Some(Fault::NoAnswer) => return Err(Unreachable),
            Some(Fault::Status(status)) => {
                let body = format!(r#"{{"code":13,"message":"no, with {status}"}}"#);
                return Ok(response(status, body.into_bytes()));
            }
            Some(Fault::Garbage) => return Ok(response(ok, b"<html>".to_vec())),
            _ => {}
        }
        let answer = match kind {
            "fulcio-v2-signing-cert" => self.certify(request, fault),
            "fulcio-v2-configuration" => response(200, CONFIGURATION.into()),
            "tsa-timestamp" => self.stamp(request, fault),
            "rekor-v1-create-entry" => self.record_v1(request, fault),
            "rekor-v1-entry-by-uuid" => self.stored(request),
            "rekor-v2-create-entry" => self.record_v2(request, fault),
            "rekor-v2-checkpoint" => self.checkpoint(fault),
            "rekor-v2-tile" => self.tile(request.uri().path(), fault),
            other => panic!("nobody answers {other}"),
        };
        let before = self.asked.lock().unwrap().iter().filter(|it| **it == kind).count() - 1;
        match fault {
            Some(Fault::Mute) => Err(Unreachable),
            Some(Fault::Lost) if before == 0 => Err(Unreachable),
            _ => Ok(answer),
        }
    }
}

const CONFIGURATION: &str = r#"{"issuers":[
    {"issuerUrl":"https://issuer.example","audience":"sigstore","challengeClaim":"sub",
     "issuerType":"uri","subjectDomain":"https://issuer.example"}]}"#;

impl Transport for Lab {
    type Error = Unreachable;

    fn send(
        &self,
        request: Request<Vec<u8>>,
        _: usize,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, Unreachable>> + Send {
        ready(self.answer(&request))
    }
}

fn response(status: u16, body: Vec<u8>) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body).unwrap()
}

/// Waits for what never waits.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

// The certificate authority.

impl Lab {
    fn certify(&self, request: &Request<Vec<u8>>, fault: Option<Fault>) -> Response<Vec<u8>> {
        let bearer = request.headers()["authorization"].to_str().unwrap();
        let token = IdentityToken::parse(bearer.strip_prefix("Bearer ").unwrap()).unwrap();
        let spki = proven_key(request.body(), &token);
        let claims = token.claims();
        let identity = match (&claims.email, fault) {
            (_, Some(Fault::OtherIdentity)) => Identity::Email("mallory@example.org".into()),
            (Some(email), _) => Identity::Email(email.clone()),
            (None, _) => Identity::Uri(claims.subject.clone().unwrap()),
        };
        let issuer = match fault {
            Some(Fault::OtherIssuer) => "https://accounts.example.com",
            _ => claims.federated_issuer(),
        };
        let spki = match fault {
            Some(Fault::Another) => key(KeyKind::P256, "mallory").spki().to_vec(),
            _ => spki,
        };
        let (issuer, extensions) = (issuer.into(), Vec::new());
        let request = LeafRequest { spki, identity, issuer, extensions };
        let (leaf, sct) = self.issue(&request, fault);
        let pem = PemVerifier::from(Verifier::Certificate(leaf));
        let chain = json!({ "certificates": [pem.text()] });
        let body = match sct {
            None => json!({ "signedCertificateEmbeddedSct": { "chain": chain } }),
            Some(sct) => json!({ "signedCertificateDetachedSct": {
                "chain": chain, "signedCertificateTimestamp": base64(sct.to_string().as_bytes()),
            } }),
        };
        response(200, body.to_string().into_bytes())
    }

    fn issue(&self, request: &LeafRequest, fault: Option<Fault>) -> (Vec<u8>, Option<Value>) {
        let now = self.now();
        let world = &mut *self.world.lock().unwrap();
        if fault == Some(Fault::Stranger) {
            world.authority = stranger();
        }
        match fault {
            Some(Fault::Detached | Fault::DetachedOther | Fault::NoSct) => {
                let leaf = world.authority.issue(request, now, &[7; 32], None).unwrap();
                let logged = match fault {
                    Some(Fault::DetachedOther) => b"another".to_vec(),
                    _ => leaf.clone(),
                };
                let entry = CtEntry::Certificate(&logged);
                let sct = world.certificate_log.add(entry, now).unwrap();
                let sct = json!({
                    "sct_version": 0, "id": base64(&sct.log_id.0), "timestamp": sct.timestamp,
                    "extensions": "", "signature": base64(&signed_struct(&sct)),
                });
                (leaf, (fault != Some(Fault::NoSct)).then_some(sct))
            }
            _ => {
                let log = Some(&mut world.certificate_log);
                (world.authority.issue(request, now, &[7; 32], log).unwrap(), None)
            }
        }
    }
}

/// `digitally-signed` as TLS writes it: algorithm, length, signature.
fn signed_struct(sct: &sigstore_engine::Sct) -> Vec<u8> {
    let length = u16::try_from(sct.signature.len()).unwrap();
    [&sct.algorithm[..], &length.to_be_bytes(), &sct.signature].concat()
}

/// An authority of the same names with other keys.
fn stranger() -> CertificateAuthority {
    let period = [UnixTime::from_seconds(1_735_689_600), UnixTime::from_seconds(2_051_222_400)];
    let root = Chain::root("fulcio root", period, key(KeyKind::P384, "stranger"));
    let intermediate = key(KeyKind::P384, "strange intermediate");
    let purpose = arcs::CODE_SIGNING;
    let chain = root.intermediate("fulcio intermediate", period, intermediate, purpose, 0);
    CertificateAuthority { chain }
}

/// The key that is to be certified; whoever asks has shown that it is theirs.
fn proven_key(body: &[u8], token: &IdentityToken) -> Vec<u8> {
    let body: Value = serde_json::from_slice(body).unwrap();
    let bytes = |value: &Value| decode(value.as_str().unwrap());
    if let Some(csr) = body.get("certificateSigningRequest") {
        return key_of_csr(&pem(&String::from_utf8(bytes(csr)).unwrap()));
    }
    let request = &body["publicKeyRequest"];
    let spki = pem(request["publicKey"]["content"].as_str().unwrap());
    let challenge = token.challenge().map(|challenge| challenge.value.to_owned());
    let challenge = challenge.unwrap();
    assert_proof(&spki, challenge.as_bytes(), &bytes(&request["proofOfPossession"]));
    spki
}

/// Fulcio takes the hash of the curve, and pure Ed25519.
fn assert_proof(spki: &[u8], message: &[u8], signature: &[u8]) {
    use sigstore_traits::{KeyAlgorithm, SignatureScheme};
    let key = SUITE.key(spki).unwrap();
    let scheme = match SUITE.key_algorithm(&key) {
        KeyAlgorithm::Ed25519 => SignatureScheme::Ed25519,
        other => SignatureScheme::Ecdsa(other.default_hash()),
    };
    SUITE.verify(&key, scheme, Message::Bytes(message), signature).unwrap();
}

/// `SEQUENCE { info SEQUENCE { version, subject, spki, … }, algorithm, signature BIT STRING }`
fn key_of_csr(der: &[u8]) -> Vec<u8> {
    let (_, csr, _) = element(der);
    let (info, inside, rest) = element(csr);
    let (_, _, signature) = element(rest);
    let (_, bits, _) = element(signature);
    let (_, _, after_version) = element(inside);
    let (_, _, after_subject) = element(after_version);
    let (spki, _, _) = element(after_subject);
    assert_proof(spki, info, &bits[1..]);
    spki.to_vec()
}

/// A DER element: whole, its content, what is after it.
fn element(der: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let (header, length) = match der[1] {
        0x81 => (3, usize::from(der[2])),
        0x82 => (4, usize::from(der[2]) * 256 + usize::from(der[3])),
        short => (2, usize::from(short)),
    };
    let end = header + length;
    (&der[..end], &der[header..end], &der[end..])
}

// The timestamp authority.

impl Lab {
    fn stamp(&self, request: &Request<Vec<u8>>, fault: Option<Fault>) -> Response<Vec<u8>> {
        // TimeStampReq ::= SEQUENCE { version, imprint SEQUENCE { algorithm, digest }, nonce, … }
        let (_, query, _) = element(request.body());
        let (_, _, rest) = element(query);
        let (_, imprint, rest) = element(rest);
        let (_, _, digest) = element(imprint);
        let (_, digest, _) = element(digest);
        let (_, nonce, _) = element(rest);
        let digest = match fault {
            Some(Fault::Another) => [9; 32],
            _ => digest.try_into().unwrap(),
        };
        let (imprint, nonce) = (Digest::Sha256(digest), Some(nonce.to_vec()));
        let query = TimestampQuery { imprint, nonce, certificates: false };
        let now = self.now();
        let world = &mut *self.world.lock().unwrap();
        let authority = &mut world.timestamp_authorities[0];
        if fault == Some(Fault::Stranger) {
            authority.chain.issuing.key = key(KeyKind::P256, "stranger");
        }
        response(200, authority.reply(&query, now, &[5; 32]).unwrap())
    }
}

// The logs.

impl Lab {
    fn record_v1(&self, request: &Request<Vec<u8>>, fault: Option<Fault>) -> Response<Vec<u8>> {
        let proposed: Value = serde_json::from_slice(request.body()).unwrap();
        let upload = upload_v1(&proposed);
        upload.check(&SUITE).unwrap();
        let mut body = upload.body().clone();
        if fault == Some(Fault::Another) {
            body = another(body);
        }
        let now = self.now();
        let world = &mut *self.world.lock().unwrap();
        if fault == Some(Fault::Stranger) {
            world.rekor_v1.signer.key = key(KeyKind::P256, "stranger");
        }
        let entry = world.rekor_v1.add(&body, now).unwrap();
        let (uuid, entry) = answer_v1(&entry);
        self.stored.lock().unwrap().push((uuid.clone(), entry.clone()));
        if fault == Some(Fault::Conflict) {
            let location = format!("/api/v1/log/entries/{uuid}");
            let conflict = Response::builder().status(409).header("location", location);
            return conflict.body(Vec::new()).unwrap();
        }
        response(201, json!({ uuid: entry }).to_string().into_bytes())
    }

    fn stored(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let stored = self.stored.lock().unwrap();
        let (uuid, entry) =
            stored.iter().find(|(uuid, _)| request.uri().path().ends_with(uuid)).unwrap();
        response(200, json!({ uuid: entry }).to_string().into_bytes())
    }

    fn record_v2(&self, request: &Request<Vec<u8>>, fault: Option<Fault>) -> Response<Vec<u8>> {
        let request: Value = serde_json::from_slice(request.body()).unwrap();
        let upload = upload_v2(&request["hashedRekordRequestV002"]);
        upload.check(&SUITE).unwrap();
        let mut body = upload.body().clone();
        if fault == Some(Fault::Another) {
            body = another(body);
        }
        let now = self.now();
        let world = &mut *self.world.lock().unwrap();
        if fault == Some(Fault::Stranger) {
            world.rekor_v2.signer.key = key(KeyKind::Ed25519, "stranger");
        }
        let tree = world.rekor_v2.tree();
        let leaf = Some(SUITE.sha256(&[&[0], body.canonical().as_slice()]));
        if let Some(index) = (0..tree.size()).find(|index| tree.leaf(*index) == leaf) {
            let conflict = Response::builder().status(409).header("x-log-index", index);
            return conflict.body(br#"{"code":6,"message":"exists"}"#.to_vec()).unwrap();
        }
        let entry = world.rekor_v2.add(&body, now).unwrap();
        response(201, canonical(&entry.to_value()).into_bytes())
    }

    fn checkpoint(&self, fault: Option<Fault>) -> Response<Vec<u8>> {
        let now = self.now();
        let world = &mut *self.world.lock().unwrap();
        if fault == Some(Fault::Stranger) {
            world.rekor_v2.signer.key = key(KeyKind::Ed25519, "stranger");
        }
        response(200, world.rekor_v2.signed_checkpoint(now).unwrap().into_bytes())
    }

    /// `/api/v2/tile/<L>/<N>[.p/<W>]`, of the first thousand tiles.
    fn tile(&self, path: &str, fault: Option<Fault>) -> Response<Vec<u8>> {
        let (place, width) = path.split_once(".p/").unwrap_or((path, "256"));
        let (level, index) = place.strip_prefix("/api/v2/tile/").unwrap().split_once('/').unwrap();
        let (level, index) = (level.parse().unwrap(), index.parse().unwrap());
        let world = &*self.world.lock().unwrap();
        let tile = |width| world.rekor_v2.tree().tile(level, index, width).map(<[Hash]>::concat);
        let width: usize = width.parse().unwrap();
        match (fault, tile(width)) {
            (Some(Fault::Gone), _) if width < 256 => response(404, b"gone".to_vec()),
            // Since the checkpoint the tree has grown.
            (Some(Fault::Gone), _) => {
                let mut hashes = (1..=256).rev().find_map(tile).unwrap();
                hashes.resize(256 * 32, 0);
                response(200, hashes)
            }
            (Some(Fault::Another), Some(mut hashes)) => {
                hashes[0] ^= 1;
                response(200, hashes)
            }
            (_, hashes) => response(200, hashes.unwrap()),
        }
    }
}

/// The same with another signature.
fn another(body: Body) -> Body {
    match body {
        Body::HashedRekordV001(mut record) => {
            record.signature[8] ^= 1;
            Body::HashedRekordV001(record)
        }
        Body::HashedRekordV002(mut record) => {
            record.signature[8] ^= 1;
            Body::HashedRekordV002(record)
        }
        Body::DsseV001(mut record) => {
            record.signatures[0].signature[8] ^= 1;
            Body::DsseV001(record)
        }
        other => other,
    }
}

fn upload_v1(proposed: &Value) -> Upload {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let verifier = |value: &Value| PemVerifier::parse(&decode(&text(value))).unwrap();
    assert_eq!(proposed["apiVersion"], "0.0.1");
    let spec = &proposed["spec"];
    if proposed["kind"] == "dsse" {
        let content = &spec["proposedContent"];
        let verifier = verifier(&content["verifiers"][0]).verifier().clone();
        return Upload::dsse(&text(&content["envelope"]), verifier).unwrap();
    }
    let hash = &spec["data"]["hash"];
    let algorithm = HashAlgorithm::from_name(&text(&hash["algorithm"])).unwrap();
    let hex = text(&hash["value"]);
    let digest: Vec<u8> =
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..][..2], 16).unwrap()).collect();
    Upload::from(HashedRekordV001 {
        digest: Digest::new(algorithm, &digest).unwrap(),
        signature: decode(&text(&spec["signature"]["content"])),
        verifier: verifier(&spec["signature"]["publicKey"]["content"]),
    })
}

fn upload_v2(request: &Value) -> Upload {
    let bytes = |value: &Value| decode(value.as_str().unwrap());
    let verifier = &request["signature"]["verifier"];
    let details = KeyDetails::from_proto_name(verifier["keyDetails"].as_str().unwrap()).unwrap();
    let hash = details.scheme().unwrap().hash().unwrap();
    Upload::from(HashedRekordV002 {
        digest: Digest::new(hash, &bytes(&request["digest"])).unwrap(),
        signature: bytes(&request["signature"]["content"]),
        key_details: details,
        verifier: match verifier.get("x509Certificate") {
            Some(certificate) => Verifier::Certificate(bytes(&certificate["rawBytes"])),
            None => Verifier::PublicKey(bytes(&verifier["publicKey"]["rawBytes"])),
        },
    })
}

/// The name of an entry of Rekor v1, and how its API answers it.
fn answer_v1(entry: &sigstore_rekor_types::TransparencyLogEntry) -> (String, Value) {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let leaf = SUITE.sha256(&[&[0], &entry.canonicalized_body]);
    let proof = entry.inclusion_proof.as_ref().unwrap();
    let hashes: Vec<_> = proof.hashes.iter().map(|hash| hex(hash)).collect();
    let answer = json!({
        "body": base64(&entry.canonicalized_body),
        "integratedTime": entry.integrated_time,
        "logID": hex(&entry.log_id.0),
        "logIndex": entry.log_index,
        "verification": {
            "inclusionProof": {
                "checkpoint": proof.checkpoint, "hashes": hashes, "logIndex": proof.log_index,
                "rootHash": hex(&proof.root_hash.unwrap()), "treeSize": proof.tree_size,
            },
            "signedEntryTimestamp": base64(entry.inclusion_promise.as_ref().unwrap()),
        },
    });
    (hex(&leaf), answer)
}

// What is asked.

/// A token of these claims; nobody here looks at its signature.
pub(crate) fn token(claims: &Value) -> IdentityToken {
    let part = |text: &str| {
        let base64 = base64(text.as_bytes()).replace('+', "-").replace('/', "_");
        base64.trim_end_matches('=').to_owned()
    };
    let header = part(r#"{"alg":"RS256","kid":"k"}"#);
    let text = format!("{header}.{}.{}", part(&claims.to_string()), part("signature"));
    IdentityToken::parse(&text).unwrap()
}

/// Alice's, for an hour from 2026-01-01T11:59:00Z.
pub(crate) fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "sigstore", "sub": "CgVhbGljZQ", "iat": 1_767_268_740,
        "exp": 1_767_272_340, "email": ALICE, "email_verified": true,
        "federated_claims": { "connector_id": "https://accounts.google.com", "user_id": "7" },
    })
}

fn service(url: &str, version: u32) -> Service {
    Service { url: url.into(), version, operator: "sigstore.test".into() }
}

pub(crate) fn services(versions: &[u32]) -> Services {
    let log = |version: &u32| service(if *version == 2 { V2 } else { V1 }, *version);
    Services {
        ca: service(CA, 1),
        oidc: service(ISSUER, 1),
        recorders: Recorders {
            logs: versions.iter().map(log).collect(),
            tsas: vec![service(TSA, 1)],
        },
    }
}

fn decode(text: &str) -> Vec<u8> {
    let json = format!("\"{text}\"");
    let value = sigstore_json::parse(json.as_bytes(), &sigstore_json::Limits::new(1 << 20));
    value.unwrap().node().standard_bytes().unwrap()
}

fn pem(text: &str) -> Vec<u8> {
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    decode(&lines.collect::<String>())
}
