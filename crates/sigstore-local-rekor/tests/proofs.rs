//! What the logs prove over HTTP, checked by the crates that check proofs.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use http::{Request, Response};
use sigstore_checkpoint::Checkpoint;
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{Hash, KeyKind, NoteSigner, RekorV1, RekorV2, SigningKey};
use sigstore_json::{Limits, Value, base64};
use sigstore_local_rekor::{RekorV1Server, RekorV2Server};
use sigstore_merkle::{AwsLc, ConsistencyProof, InclusionProof, TreeHead, leaf_hash};
use sigstore_rekor_types::{LogEntry, PemVerifier, TransparencyLogEntry, Verifier, set_payload};
use sigstore_traits::HashAlgorithm::Sha256;
use sigstore_traits::{Digest, Message, SignatureScheme, SignatureSuite, UnixTime};

const NOW: UnixTime = UnixTime::from_seconds(1_795_427_308);
const SIZE: u64 = 7;

fn key(kind: KeyKind, seed: u8) -> SigningKey {
    SigningKey::from_seed(kind, &[seed; 32])
}

fn entropy(bytes: &mut [u8]) {
    bytes.fill(9);
}

fn post(path: &str, body: String) -> Request<Vec<u8>> {
    let request = Request::post(path).header("content-type", "application/json");
    request.body(body.into_bytes()).unwrap()
}

fn get(path: &str) -> Request<Vec<u8>> {
    Request::get(path).body(Vec::new()).unwrap()
}

/// A digest, the signature over it, and the key.
fn signed(index: u64) -> (Digest, Vec<u8>, Vec<u8>) {
    let signer = key(KeyKind::P256, 3);
    let digest = AwsLcSuite.digest(Sha256, &[&index.to_be_bytes()]);
    let signature = signer.sign(signer.scheme(), Message::Digest(&digest)).unwrap();
    (digest, signature, signer.spki().to_vec())
}

fn upload_v1(index: u64) -> Request<Vec<u8>> {
    let (digest, signature, spki) = signed(index);
    let pem = PemVerifier::from(Verifier::PublicKey(spki));
    let body = format!(
        r#"{{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{{"data":{{"hash":{{"algorithm":"sha256","value":"{}"}}}},"signature":{{"content":"{}","publicKey":{{"content":"{}"}}}}}}}}"#,
        digest.to_string().trim_start_matches("sha256:"),
        base64(&signature),
        base64(pem.text().as_bytes()),
    );
    post("/api/v1/log/entries", body)
}

fn upload_v2(index: u64) -> Request<Vec<u8>> {
    let (digest, signature, spki) = signed(index);
    let body = format!(
        r#"{{"hashedRekordRequestV002":{{"digest":"{}","signature":{{"content":"{}","verifier":{{"publicKey":{{"rawBytes":"{}"}},"keyDetails":"PKIX_ECDSA_P256_SHA_256"}}}}}}}}"#,
        base64(digest.as_bytes()),
        base64(&signature),
        base64(&spki),
    );
    post("/api/v2/log/entries", body)
}

/// The head of a note that this key signed.
fn head(note: &str, signer: &SigningKey, scheme: SignatureScheme) -> TreeHead {
    let checkpoint = Checkpoint::parse(note).unwrap();
    let key = AwsLcSuite.key(signer.spki()).unwrap();
    let text = Message::Bytes(checkpoint.signed_text().as_bytes());
    let signature = checkpoint.signatures()[0].signature();
    assert_eq!(AwsLcSuite.verify(&key, scheme, text, signature), Ok(()));
    checkpoint.tree_head()
}

fn check_inclusion(entry: &TransparencyLogEntry, signer: &SigningKey, scheme: SignatureScheme) {
    let proof = entry.inclusion_proof.as_ref().unwrap();
    let head = head(proof.checkpoint.as_ref().unwrap(), signer, scheme);
    assert_eq!((head.size, Some(head.root)), (proof.tree_size, proof.root_hash));
    let path = InclusionProof { index: proof.log_index, size: head.size, path: &proof.hashes };
    let leaf = leaf_hash(&entry.canonicalized_body, &AwsLc);
    assert_eq!(path.check(&leaf, &head, &AwsLc), Ok(()));
}

fn hash(node: &Value<'_>) -> Hash {
    let Value::String(text) = node else { panic!() };
    let byte = |place| u8::from_str_radix(&text[place..place + 2], 16).unwrap();
    (0..32).map(|index| byte(2 * index)).collect::<Vec<_>>().try_into().unwrap()
}

#[test]
fn rekor_v1_proves_its_entries_and_its_growth() {
    let signer = NoteSigner::rekor_v1("rekor.localhost", key(KeyKind::P256, 1));
    let mut log = RekorV1Server::new(RekorV1::new(signer, 42, 1000));
    let (signer, scheme) = (key(KeyKind::P256, 1), SignatureScheme::Ecdsa(Sha256));
    let mut answer = |request: Request<Vec<u8>>| log.answer(&request, NOW, &mut entropy);
    let check = |response: Response<Vec<u8>>, index: u64| {
        let entry = LogEntry::parse(response.body()).unwrap().entry;
        assert_eq!(entry.log_index, 1000 + index);
        check_inclusion(&entry, &signer, scheme);
        let payload = set_payload(
            &entry.canonicalized_body,
            entry.integrated_time,
            &entry.log_id.id().unwrap(),
            entry.log_index,
        );
        let key = AwsLcSuite.key(signer.spki()).unwrap();
        let promise = entry.inclusion_promise.unwrap();
        let verified = AwsLcSuite.verify(&key, scheme, Message::Bytes(&payload), &promise);
        assert_eq!(verified, Ok(()));
    };
    let mut heads = Vec::new();
    for index in 0..SIZE {
        check(answer(upload_v1(index)), index);
        let info = answer(get("/api/v1/log"));
        let info = sigstore_json::parse(info.body(), &Limits::new(4096)).unwrap();
        let note = info.member("signedTreeHead").unwrap().node().string().unwrap();
        heads.push(head(note, &signer, scheme));
    }
    for index in 0..SIZE {
        check(answer(get(&format!("/api/v1/log/entries?logIndex={}", 1000 + index))), index);
        let first = index + 1;
        let path = format!("/api/v1/log/proof?firstSize={first}&lastSize={SIZE}");
        let response = answer(get(&path));
        let value = sigstore_json::parse(response.body(), &Limits::new(4096)).unwrap();
        let Some(Value::Array(hashes)) = value.member("hashes") else { panic!() };
        let path: Vec<Hash> = hashes.iter().map(hash).collect();
        let proof = ConsistencyProof { first, second: SIZE, path: &path };
        let [old, new] = [&heads[usize::try_from(index).unwrap()], heads.last().unwrap()];
        assert_eq!(proof.check(old, new, &AwsLc), Ok(()), "{first}");
        assert_eq!(hash(value.member("rootHash").unwrap()), new.root);
    }
}

#[test]
fn rekor_v2_proves_its_entries_and_serves_them_in_tiles() {
    let signer = NoteSigner::c2sp("log.localhost", key(KeyKind::Ed25519, 2));
    let mut log = RekorV2Server::new(RekorV2::new(signer));
    let (signer, scheme) = (key(KeyKind::Ed25519, 2), SignatureScheme::Ed25519);
    let mut answer = |request: Request<Vec<u8>>| log.answer(&request, NOW, &mut entropy);
    let mut bodies = Vec::new();
    for index in 0..SIZE {
        let response = answer(upload_v2(index));
        let value = sigstore_json::parse(response.body(), &Limits::new(1 << 16)).unwrap();
        let entry = TransparencyLogEntry::read(value.node()).unwrap();
        assert_eq!(entry.log_index, index);
        check_inclusion(&entry, &signer, scheme);
        bodies.push(entry.canonicalized_body);
    }
    let checkpoint = answer(get("/api/v2/checkpoint"));
    let note = str::from_utf8(checkpoint.body()).unwrap();
    assert_eq!(head(note, &signer, scheme).size, SIZE);
    let tile = answer(get(&format!("/api/v2/tile/0/000.p/{SIZE}")));
    let leaves: Vec<Hash> = bodies.iter().map(|body| leaf_hash(body, &AwsLc)).collect();
    assert_eq!(*tile.body(), leaves.concat());
    let bundle = answer(get(&format!("/api/v2/tile/entries/000.p/{SIZE}")));
    let length = |body: &Vec<u8>| u16::try_from(body.len()).unwrap().to_be_bytes();
    let expected: Vec<_> = bodies.iter().map(|body| [&length(body)[..], body].concat()).collect();
    assert_eq!(*bundle.body(), expected.concat());
    assert_eq!(answer(get("/api/v2/tile/0/000.p/8")).status(), 404);
}
