//! A whole life on made-up servers with fixed keys, one clock and no socket: every run makes the
//! same bytes. The servers answer as the real ones do; what the browser and the CT log see is
//! added by those who see it.

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use http::{Request, Response};
use sigstore_bundle::{Bundle, Content, Material, MediaType, MessageSignature};
use sigstore_crypto::AwsLcSuite;
use sigstore_dsse::{Envelope, EnvelopeSignature, Pae};
use sigstore_engine::{
    Extension, Identity, KeyKind, LeafRequest, SigningKey, TimestampQuery, arcs, asn1,
};
use sigstore_record::{Conversation, Document, Party, Recorder};
use sigstore_rekor_types::TransparencyLogEntry;
use sigstore_rekor_types::{
    Body, HashedRekordV001, HashedRekordV002, LogEntry, PemVerifier, Verifier,
};
use sigstore_report::{Report, TrustSource};
use sigstore_traits::{Digest, HashAlgorithm, Message, SignatureSuite, UnixTime};
use sigstore_transport::{About, Service, Transport};
use sigstore_trust_root::TrustedRoot;
use sigstore_tsa::TimestampRequest;
use sigstore_upload::Upload;
use sigstore_verify::{Artifact, Identity as Expected, Needs, Policy, examine};
use sigstore_world::{World, key, statement};

pub(crate) const EMAIL: &str = "alice@example.org";
pub(crate) const ISSUER: &str = "https://issuer.example";
pub(crate) const DATA: &[u8] = b"hello sigstore\n";
/// Secrets: none of these may be seen anywhere.
pub(crate) const SECRETS: [&str; 5] = [
    // What the key "issuer" makes over header and claims of the token.
    "knB1_09S_sm4XgT7EDPrvTuA4cFNE72tPFXY9kJh2aqDiPTUHuiHA0kaHiaHxCbsbfXbjJJkBvleq1Cve-jHeQ",
    "the+code/of==alice",
    "the%2Bcode%2Fof%3D%3Dalice",
    "verifier-0123456789-0123456789-0123456789",
    "access-token-0123456789",
];
const CODE: &str = SECRETS[2];
const VERIFIER: &str = SECRETS[3];

/// Which Rekor, and which form of the request to Fulcio.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Flow {
    /// Fulcio v1 with a proof of possession, Rekor v1.
    Article,
    /// Fulcio v2 with a proof of possession, Rekor v2.
    V2,
    /// An in-toto statement; Fulcio v2 with a certification request, Rekor v1.
    EnvelopeV1,
    /// The same, Rekor v2.
    EnvelopeV2,
}

impl Flow {
    fn is_envelope(self) -> bool {
        matches!(self, Self::EnvelopeV1 | Self::EnvelopeV2)
    }
}

/// The servers: all of the world behind one transport.
pub(crate) struct Servers {
    world: Mutex<World>,
    conversation: Arc<Mutex<Conversation>>,
}

/// Changes one byte of what comes back, or goes out, on the way.
pub(crate) struct Flip<T> {
    pub(crate) carrier: T,
    pub(crate) change: fn(&str, &mut [u8]),
}

pub(crate) fn now() -> UnixTime {
    World::new().now
}

pub(crate) fn token() -> String {
    let part = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
    let claims = format!(
        r#"{{"iss":"{ISSUER}","aud":"sigstore","sub":"user-0001-of-this-issuer","iat":1767268800,"exp":1767269400,"email":"{EMAIL}","email_verified":true,"nonce":"nonce-0123456789"}}"#,
    );
    format!(
        "{}.{}.{}",
        part(r#"{"alg":"ES256","kid":"key-2026","typ":"JWT"}"#),
        part(&claims),
        SECRETS[0]
    )
}

/// The point of the issuer's key is the end of its SubjectPublicKeyInfo (RFC 5480 section 2.2).
fn key_set() -> Vec<u8> {
    let spki = key(KeyKind::P256, "issuer").spki().to_vec();
    let (rest, y) = spki.split_last_chunk::<32>().unwrap();
    let (_, x) = rest.split_last_chunk::<32>().unwrap();
    let [x, y] = [x, y].map(|number| Base64UrlUnpadded::encode_string(number));
    format!(
        r#"{{"keys":[{{"kty":"EC","crv":"P-256","kid":"key-2026","alg":"ES256","use":"sig","x":"{x}","y":"{y}"}}]}}"#
    )
    .into_bytes()
}

impl Servers {
    fn answer(&self, request: &Request<Vec<u8>>) -> (u16, &'static str, Vec<u8>) {
        const JSON: &str = "application/json";
        let mut world = self.world.lock().unwrap();
        let body = request.body();
        match request.uri().path() {
            "/.well-known/openid-configuration" => (200, JSON, format!(
                r#"{{"issuer":"{ISSUER}","authorization_endpoint":"{ISSUER}/auth","token_endpoint":"{ISSUER}/token","jwks_uri":"{ISSUER}/keys"}}"#
            ).into()),
            "/token" => (200, JSON, format!(
                r#"{{"access_token":"{}","token_type":"Bearer","id_token":"{}"}}"#, SECRETS[4], token()
            ).into()),
            "/keys" => (200, JSON, key_set()),
            "/api/v2/signingCert" => (200, JSON, certify(&mut world, body, &self.conversation)),
            "/api/v1/signingCert" => (201, "application/pem-certificate-chain", certify(&mut world, body, &self.conversation)),
            "/api/v1/timestamp" => (200, "application/timestamp-reply", stamp(&world, body)),
            "/api/v1/log/entries" => (201, JSON, log_v1(&mut world, body)),
            "/api/v2/log/entries" => (201, JSON, log_v2(&mut world, body)),
            other => panic!("{other}"),
        }
    }
}

impl Transport for Servers {
    type Error = Infallible;

    async fn send(
        &self,
        request: Request<Vec<u8>>,
        _: usize,
    ) -> Result<Response<Vec<u8>>, Infallible> {
        let (status, content_type, body) = self.answer(&request);
        let response = Response::builder().status(status).header("content-type", content_type);
        Ok(response.body(body).unwrap())
    }
}

impl<T: Transport + Sync> Transport for Flip<T> {
    type Error = T::Error;

    async fn send(
        &self,
        request: Request<Vec<u8>>,
        max: usize,
    ) -> Result<Response<Vec<u8>>, T::Error> {
        let path = request.uri().path().to_owned();
        let mut response = self.carrier.send(request, max).await?;
        (self.change)(&path, response.body_mut());
        Ok(response)
    }
}

/// A certificate whose promise stands in it: the log sees the precertificate first.
fn certify(world: &mut World, body: &[u8], conversation: &Mutex<Conversation>) -> Vec<u8> {
    let request: serde_json::Value = serde_json::from_slice(body).unwrap();
    let v1 = request["publicKey"]["content"].as_str();
    // That a signer proves to have the key is no matter here, and there is but one.
    let spki = key(KeyKind::P256, "signer").spki().to_vec();
    let asked = LeafRequest {
        spki,
        identity: Identity::Email(EMAIL.into()),
        issuer: ISSUER.into(),
        extensions: vec![(24, "user-0001-of-this-issuer".into())],
    };
    let mut tbs = world.authority.leaf(&asked, world.now, &[7; 32]);
    let der = tbs.der();
    let sct = world.certificate_log.add(world.authority.ct_entry(&der), world.now).unwrap();
    let mut precertificate = tbs.clone();
    precertificate.extensions.push(Extension::critical(arcs::POISON, vec![5, 0]));
    let precertificate = world.authority.sign(&precertificate).unwrap();
    tbs.extensions.push(Extension::sct_list(&[sct.to_bytes()]));
    let mut chain = vec![world.authority.sign(&tbs).unwrap()];
    chain.extend(world.authority.chain.certificates().unwrap());
    ask_ct_log(conversation, &precertificate, &chain[1..], &sct, world.now);
    let pems: Vec<String> = chain.iter().map(|der| pem_of(der)).collect();
    match v1 {
        Some(_) => pems.concat().into_bytes(),
        None => serde_json::json!({"signedCertificateEmbeddedSct":{"chain":{"certificates":pems}}})
            .to_string()
            .into_bytes(),
    }
}

/// What only the CT log sees.
fn ask_ct_log(
    conversation: &Mutex<Conversation>,
    precertificate: &[u8],
    authority: &[Vec<u8>],
    sct: &sigstore_engine::Sct,
    time: UnixTime,
) {
    let chain: Vec<_> = std::iter::once(precertificate)
        .chain(authority.iter().map(Vec::as_slice))
        .map(Base64::encode_string)
        .collect();
    let request = Request::post("https://ctlog.example/2026/ct/v1/add-pre-chain")
        .header("content-type", "application/json")
        .body(serde_json::json!({ "chain": chain }).to_string().into_bytes())
        .unwrap();
    let length = u16::try_from(sct.signature.len()).unwrap().to_be_bytes();
    let signature = [&sct.algorithm[..], &length, &sct.signature].concat();
    let answer = format!(
        r#"{{"sct_version":0,"id":"{}","timestamp":{},"extensions":"","signature":"{}"}}"#,
        Base64::encode_string(&sct.log_id.0),
        sct.timestamp,
        Base64::encode_string(&signature),
    );
    let response = Response::builder().header("content-type", "application/json");
    let response = response.body(answer.into_bytes()).unwrap();
    let mut conversation = conversation.lock().unwrap();
    conversation.observe(Party::Fulcio, Party::CtLog, &request, &response, time);
}

fn stamp(world: &World, body: &[u8]) -> Vec<u8> {
    let request = TimestampRequest::parse(body).unwrap();
    let query = TimestampQuery {
        imprint: request.imprint(),
        nonce: request.nonce().map(<[u8]>::to_vec),
        certificates: request.wants_certificate(),
    };
    world.timestamp_authorities[0].reply(&query, after(world, 2), &[8; 32]).unwrap()
}

fn after(world: &World, seconds: i64) -> UnixTime {
    UnixTime::from_seconds(world.now.seconds() + seconds)
}

fn log_v1(world: &mut World, body: &[u8]) -> Vec<u8> {
    let time = after(world, 3);
    let proposed: serde_json::Value = serde_json::from_slice(body).unwrap();
    let content = &proposed["spec"]["proposedContent"];
    let body = match content["envelope"].as_str() {
        None => Body::parse(body).unwrap(),
        Some(envelope) => {
            let pem = Base64::decode_vec(content["verifiers"][0].as_str().unwrap()).unwrap();
            let verifier = PemVerifier::parse(&pem).unwrap().verifier().clone();
            Upload::dsse(envelope, verifier).unwrap().body().clone()
        }
    };
    logged_v1(world, &body, time)
}

/// What Rekor v1 answers when it has logged this.
pub(crate) fn logged_v1(world: &mut World, body: &Body, time: UnixTime) -> Vec<u8> {
    let entry = world.rekor_v1.add(body, time).unwrap();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let leaf = AwsLcSuite.sha256(&[&[0], &entry.canonicalized_body]);
    let uuid = format!("{:016x}{}", 1111, hex(&leaf));
    let proof = entry.inclusion_proof.unwrap();
    serde_json::json!({uuid: {
        "body": Base64::encode_string(&entry.canonicalized_body),
        "integratedTime": entry.integrated_time,
        "logID": entry.log_id.to_string(),
        "logIndex": entry.log_index,
        "verification": {
            "inclusionProof": {
                "checkpoint": proof.checkpoint,
                "hashes": proof.hashes.iter().map(|hash| hex(hash)).collect::<Vec<_>>(),
                "logIndex": proof.log_index,
                "rootHash": hex(&proof.root_hash.unwrap()),
                "treeSize": proof.tree_size,
            },
            "signedEntryTimestamp": Base64::encode_string(&entry.inclusion_promise.unwrap()),
        },
    }})
    .to_string()
    .into_bytes()
}

/// An envelope in one of the older forms of Rekor v1, as it is proposed and as it is recorded.
pub(crate) fn intoto(version: &str) -> (serde_json::Value, Body) {
    let key = key(KeyKind::P256, "signer");
    let statement = statement(DATA);
    let signed = Pae::new(PAYLOAD_TYPE, statement.as_bytes()).to_vec();
    let signature = key.sign(key.scheme(), Message::Bytes(&signed)).unwrap();
    let envelope = sigstore_json::ordered(&enveloped(&signature).to_value());
    let verifier = PemVerifier::from(Verifier::PublicKey(key.spki().into()));
    let public_key = Base64::encode_string(verifier.text().as_bytes());
    let twice = |bytes: &[u8]| Base64::encode_string(Base64::encode_string(bytes).as_bytes());
    let (spec, upload) = match version {
        "0.0.1" => (
            serde_json::json!({"content": {"envelope": envelope}, "publicKey": public_key}),
            Upload::intoto_hashes(&envelope, verifier, &AwsLcSuite),
        ),
        _ => {
            let upload = Upload::intoto(&envelope, verifier.verifier().clone()).unwrap();
            let Body::IntotoV002(body) = upload.body().clone() else { panic!("{version}") };
            let hash = serde_json::json!({"algorithm": "sha256", "value": sigstore_json::hex(body.hash.as_bytes())});
            let signature = serde_json::json!({"sig": twice(&signature), "publicKey": public_key});
            let envelope = serde_json::json!({
                "payload": twice(statement.as_bytes()),
                "payloadType": PAYLOAD_TYPE,
                "signatures": [signature],
            });
            (serde_json::json!({"content": {"envelope": envelope, "hash": hash}}), Ok(upload))
        }
    };
    let proposal = serde_json::json!({"apiVersion": version, "kind": "intoto", "spec": spec});
    (proposal, upload.unwrap().body().clone())
}

fn log_v2(world: &mut World, body: &[u8]) -> Vec<u8> {
    let request: serde_json::Value = serde_json::from_slice(body).unwrap();
    let request = &request["hashedRekordRequestV002"];
    let bytes = |value: &serde_json::Value| Base64::decode_vec(value.as_str().unwrap()).unwrap();
    let signature = &request["signature"];
    let body = Body::HashedRekordV002(HashedRekordV002 {
        digest: Digest::new(HashAlgorithm::Sha256, &bytes(&request["digest"])).unwrap(),
        signature: bytes(&signature["content"]),
        key_details: sigstore_traits::KeyDetails::PkixEcdsaP256Sha256,
        verifier: Verifier::Certificate(bytes(
            &signature["verifier"]["x509Certificate"]["rawBytes"],
        )),
    });
    let time = after(world, 3);
    let entry = world.rekor_v2.add(&body, time).unwrap();
    sigstore_json::ordered(&entry.to_value()).into_bytes()
}

fn pem_of(der: &[u8]) -> String {
    PemVerifier::from(Verifier::Certificate(der.into())).text().to_owned()
}

/// Lives a life through a recorder, with a change on the way.
pub(crate) fn live(flow: Flow, change: fn(&str, &mut [u8])) -> Conversation {
    let conversation = Arc::new(Mutex::new(Conversation::new()));
    let world = World::new();
    let root = world.trusted_root().to_json();
    let servers = Servers { world: Mutex::new(world), conversation: Arc::clone(&conversation) };
    let recorder = Recorder::new(Flip { carrier: servers, change }, Arc::clone(&conversation), now);
    given(&conversation, flow, &root);
    block_on(sign(&recorder, &conversation, flow, root.as_bytes()));
    drop(recorder);
    Arc::into_inner(conversation).unwrap().into_inner().unwrap()
}

pub(crate) fn unchanged(_: &str, _: &mut [u8]) {}

fn given(conversation: &Mutex<Conversation>, flow: Flow, root: &str) {
    let mut conversation = conversation.lock().unwrap();
    let mut hand = |document, name: &str, bytes: &[u8]| {
        conversation.hand(Party::User, Party::Client, document, name, bytes.into(), now());
    };
    hand(Document::Artifact, "data.txt", DATA);
    if flow.is_envelope() {
        hand(Document::Statement, "statement.json", statement(DATA).as_bytes());
    }
    hand(Document::TrustedRoot, "trusted_root.json", root.as_bytes());
    hand(
        Document::SigningConfig,
        "signing_config.json",
        br#"{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json","caUrls":[{"url":"https://fulcio.example","majorApiVersion":1}]}"#,
    );
}

async fn sign<T: Transport + Sync>(
    carrier: &T,
    conversation: &Mutex<Conversation>,
    flow: Flow,
    root: &[u8],
) where
    T::Error: std::fmt::Debug,
{
    let ask = async |service, kind, request: http::request::Builder, body: Vec<u8>| {
        let request = request.extension(About::new(service, kind)).body(body).unwrap();
        carrier.send(request, 1 << 20).await.unwrap().into_body()
    };
    let get = |path: &str| Request::get(format!("{ISSUER}{path}"));
    let post =
        |uri: &str, content_type: &str| Request::post(uri).header("content-type", content_type);
    ask(Service::Issuer, "oidc-discovery", get("/.well-known/openid-configuration"), Vec::new())
        .await;
    browse(&mut conversation.lock().unwrap());
    let form = format!(
        "grant_type=authorization_code&code={CODE}&redirect_uri=http%3A%2F%2Flocalhost%3A40001%2Fauth%2Fcallback&code_verifier={VERIFIER}&client_id=sigstore"
    );
    ask(
        Service::Issuer,
        "oidc-token",
        post(&format!("{ISSUER}/token"), "application/x-www-form-urlencoded"),
        form.into(),
    )
    .await;
    ask(Service::Issuer, "oidc-key-set", get("/keys"), Vec::new()).await;

    let key = key(KeyKind::P256, "signer");
    let (path, request) = signing_request(&key, flow);
    let fulcio = post(&format!("https://fulcio.example{path}"), "application/json")
        .header("authorization", format!("Bearer {}", token()));
    let answer =
        ask(Service::CertificateAuthority, "fulcio-signing-cert", fulcio, request.into()).await;
    let Some(leaf) = leaf(&answer) else { return };

    let scheme = key.scheme();
    let envelope = Pae::new(PAYLOAD_TYPE, statement(DATA).as_bytes()).to_vec();
    let message = if flow.is_envelope() { &envelope } else { DATA };
    let signature = key.sign(scheme, Message::Bytes(message)).unwrap();
    let imprint = AwsLcSuite.digest(HashAlgorithm::Sha256, &[&signature]);
    let query = TimestampRequest::new(imprint, 0x0123_4567_89ab_cdef).to_der();
    let tsa = post("https://tsa.example/api/v1/timestamp", "application/timestamp-query");
    let timestamp = ask(Service::TimestampAuthority, "tsa-timestamp", tsa, query).await;

    let digest = AwsLcSuite.digest(HashAlgorithm::Sha256, &[message]);
    let (uri, proposal) = proposal(flow, digest, &signature, &leaf);
    let rekor = post(uri, "application/json");
    let answer = ask(Service::SignatureLog, "rekor-create-entry", rekor, proposal).await;
    let Some(entry) = entry(flow, &answer) else { return };

    let content = match flow.is_envelope() {
        false => Content::Message(MessageSignature { digest: Some(digest), signature }),
        true => Content::Dsse(enveloped(&signature)),
    };
    let bundle = Bundle::new(
        MediaType::V03,
        Material::Certificate(leaf),
        vec![entry],
        vec![timestamp],
        content,
    );
    let bundle = bundle.unwrap();
    let mut conversation = conversation.lock().unwrap();
    let json = bundle.to_json().into_bytes();
    conversation.hand(
        Party::Client,
        Party::User,
        Document::Bundle,
        "data.txt.sigstore.json",
        json,
        now(),
    );
    if let Some(report) = report(&bundle, root) {
        conversation.conclude(report);
    }
}

/// What only the browser sees.
fn browse(conversation: &mut Conversation) {
    let challenge = Base64UrlUnpadded::encode_string(&AwsLcSuite.sha256(&[VERIFIER.as_bytes()]));
    let authorize = format!(
        "{ISSUER}/auth?response_type=code&client_id=sigstore&redirect_uri=http%3A%2F%2Flocalhost%3A40001%2Fauth%2Fcallback&scope=openid%20email&state=state-0123456789&nonce=nonce-0123456789&code_challenge={challenge}&code_challenge_method=S256"
    );
    let callback =
        format!("http://localhost:40001/auth/callback?code={CODE}&state=state-0123456789");
    let request = Request::get(authorize).body(Vec::new()).unwrap();
    let response = Response::builder().status(303).header("location", &callback);
    let response = response.body(Vec::new()).unwrap();
    conversation.observe(Party::Browser, Party::Issuer, &request, &response, now());
    let request = Request::get(callback).body(Vec::new()).unwrap();
    let response = Response::builder().header("content-type", "text/plain");
    let response = response.body(b"You may close this window.".to_vec()).unwrap();
    conversation.observe(Party::Browser, Party::Client, &request, &response, now());
}

fn signing_request(key: &SigningKey, flow: Flow) -> (&'static str, String) {
    let proof = key.sign(key.scheme(), Message::Bytes(EMAIL.as_bytes())).unwrap();
    let proof = Base64::encode_string(&proof);
    let pem = PemVerifier::from(Verifier::PublicKey(key.spki().into()));
    match flow {
        Flow::Article => {
            let content = Base64::encode_string(pem.text().as_bytes());
            let key = serde_json::json!({ "content": content, "algorithm": "ecdsa" });
            let body = serde_json::json!({ "publicKey": key, "signedEmailAddress": proof });
            ("/api/v1/signingCert", body.to_string())
        }
        Flow::V2 => {
            let key = serde_json::json!({ "algorithm": "ECDSA", "content": pem.text() });
            let body = serde_json::json!({ "publicKey": key, "proofOfPossession": proof });
            ("/api/v2/signingCert", serde_json::json!({ "publicKeyRequest": body }).to_string())
        }
        Flow::EnvelopeV1 | Flow::EnvelopeV2 => {
            let pem = certification_request(key);
            let body = serde_json::json!({ "certificateSigningRequest": pem });
            ("/api/v2/signingCert", body.to_string())
        }
    }
}

/// RFC 2986, without subject and attributes: base64 of its PEM.
fn certification_request(key: &SigningKey) -> String {
    let parts =
        [&asn1::unsigned(&[0])[..], &asn1::sequence(&[]), key.spki(), &asn1::context(0, &[])];
    let info = asn1::sequence(&parts);
    let signature = key.sign(key.scheme(), Message::Bytes(&info)).unwrap();
    // ecdsa-with-SHA256
    let algorithm = asn1::sequence(&[&asn1::oid(&[1, 2, 840, 10045, 4, 3, 2])]);
    let der = asn1::sequence(&[&info, &algorithm, &asn1::bit_string(&signature)]);
    let pem = pem_of(&der).replace(" CERTIFICATE-", " CERTIFICATE REQUEST-");
    Base64::encode_string(pem.as_bytes())
}

const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

fn enveloped(signature: &[u8]) -> Envelope {
    Envelope {
        payload: statement(DATA).into_bytes(),
        payload_type: PAYLOAD_TYPE.into(),
        signature: EnvelopeSignature { sig: signature.into(), keyid: None },
    }
}

pub(crate) fn leaf(answer: &[u8]) -> Option<Vec<u8>> {
    let text = str::from_utf8(answer).ok()?;
    let json: Option<serde_json::Value> = serde_json::from_str(text).ok();
    let first = json.and_then(|json| {
        Some(json["signedCertificateEmbeddedSct"]["chain"]["certificates"][0].as_str()?.to_owned())
    });
    match PemVerifier::parse(first.as_deref().unwrap_or(text).as_bytes()).ok()?.verifier() {
        Verifier::Certificate(der) => Some(der.clone()),
        Verifier::PublicKey(_) => None,
    }
}

fn proposal(flow: Flow, digest: Digest, signature: &[u8], leaf: &[u8]) -> (&'static str, Vec<u8>) {
    let verifier = PemVerifier::from(Verifier::Certificate(leaf.into()));
    let pem = Base64::encode_string(verifier.text().as_bytes());
    let signature_text = Base64::encode_string(signature);
    let body = match flow {
        Flow::Article => {
            let signature = signature.into();
            let record = HashedRekordV001 { digest, signature, verifier };
            return (REKOR_V1, Body::HashedRekordV001(record).canonical());
        }
        Flow::EnvelopeV1 => {
            let envelope = sigstore_json::ordered(&enveloped(signature).to_value());
            let content = serde_json::json!({ "envelope": envelope, "verifiers": [pem] });
            let spec = serde_json::json!({ "proposedContent": content });
            serde_json::json!({ "apiVersion": "0.0.1", "kind": "dsse", "spec": spec })
        }
        Flow::V2 | Flow::EnvelopeV2 => serde_json::json!({"hashedRekordRequestV002": {
            "digest": Base64::encode_string(digest.as_bytes()),
            "signature": {"content": signature_text, "verifier": {
                "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                "x509Certificate": {"rawBytes": Base64::encode_string(leaf)},
            }},
        }}),
    };
    let uri = if flow == Flow::EnvelopeV1 { REKOR_V1 } else { REKOR_V2 };
    (uri, body.to_string().into_bytes())
}

const REKOR_V1: &str = "https://rekor.example/api/v1/log/entries";
const REKOR_V2: &str = "https://rekor.example/api/v2/log/entries";

fn entry(flow: Flow, answer: &[u8]) -> Option<TransparencyLogEntry> {
    match flow {
        Flow::Article | Flow::EnvelopeV1 => Some(LogEntry::parse(answer).ok()?.entry),
        Flow::V2 | Flow::EnvelopeV2 => {
            let limits = sigstore_json::Limits::new(1 << 20);
            let value = sigstore_json::parse(answer, &limits).ok()?;
            TransparencyLogEntry::read(value.node()).ok()
        }
    }
}

/// None if something in the bundle can't be read.
fn report(bundle: &Bundle, root: &[u8]) -> Option<Report> {
    let trust = TrustedRoot::load(root, AwsLcSuite).unwrap();
    let needs = Needs { digests: vec![HashAlgorithm::Sha256], bytes: false };
    let artifact = Artifact::read(DATA, &needs, &AwsLcSuite).unwrap();
    let policy = Policy::identity(Expected::exact(EMAIL, ISSUER));
    let examination = examine(&artifact, bundle, &trust, &policy).ok()?;
    let source = TrustSource {
        profile: None,
        source: "file",
        sha256: "0".repeat(64),
        made: None,
        unusable: Vec::new(),
    };
    Some(Report::new("data.txt", &artifact, &examination, &policy, source))
}

/// Runs a future that never waits.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}
