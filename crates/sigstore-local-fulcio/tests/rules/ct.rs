use base64ct::{Base64, Encoding};
use http::Response;
use serde_json::{Value, json};
use sigstore_certificate::Certificate;
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{
    CertificateAuthority, CtLog, Extension, Identity, KeyKind, LeafRequest, SigningKey, Tbs, arcs,
    asn1,
};
use sigstore_local_fulcio::CtServer;
use sigstore_sct::Sct;
use sigstore_traits::{HashAlgorithm, Message, SignatureScheme, SignatureSuite};

use super::support::{NOW, answer, authority, get, json as body, post};

fn key() -> SigningKey {
    SigningKey::from_seed(KeyKind::P256, &[7; 32])
}

fn log() -> CtServer {
    let roots = authority(true).chain.certificates().unwrap().split_off(1);
    CtServer::new(CtLog::new(key()), roots)
}

fn leaf(number: u8) -> (CertificateAuthority, Tbs) {
    let authority = authority(true);
    let request = LeafRequest {
        spki: key().spki().to_vec(),
        identity: Identity::Email("alice@example.org".into()),
        issuer: "https://issuer.example.org".into(),
        extensions: Vec::new(),
    };
    let tbs = authority.leaf(&request, NOW, &[number; 32]);
    (authority, tbs)
}

fn poisoned(tbs: &Tbs) -> Tbs {
    let mut tbs = tbs.clone();
    tbs.extensions.push(Extension::critical(arcs::POISON, asn1::null()));
    tbs
}

fn submit(log: &mut CtServer, path: &str, chain: &[Vec<u8>]) -> Response<Vec<u8>> {
    let chain: Vec<_> = chain.iter().map(|der| Base64::encode_string(der)).collect();
    answer(log, post(path, json!({ "chain": chain }).to_string()))
}

fn bytes(value: &Value) -> Vec<u8> {
    Base64::decode_vec(value.as_str().unwrap()).unwrap()
}

fn holds(message: &[u8], digitally_signed: &[u8]) -> bool {
    let public = AwsLcSuite.key(key().spki()).unwrap();
    let scheme = SignatureScheme::Ecdsa(HashAlgorithm::Sha256);
    assert_eq!(digitally_signed[..2], [4, 3]);
    AwsLcSuite.verify(&public, scheme, Message::Bytes(message), &digitally_signed[4..]).is_ok()
}

/// A log with eight precertificates.
fn grown() -> CtServer {
    let mut log = log();
    for number in 0..8 {
        let (authority, tbs) = leaf(number);
        let precertificate = authority.sign(&poisoned(&tbs)).unwrap();
        let chain = [vec![precertificate], authority.chain.certificates().unwrap()].concat();
        assert_eq!(submit(&mut log, "/ct/v1/add-pre-chain", &chain).status(), 200);
    }
    log
}

#[test]
fn a_promise_over_a_precertificate_holds_for_the_certificate() {
    let (authority, mut tbs) = leaf(1);
    let precertificate = authority.sign(&poisoned(&tbs)).unwrap();
    let chain = authority.chain.certificates().unwrap();
    // The root may be left out.
    let response = submit(&mut log(), "/ct/v1/add-pre-chain", &[precertificate, chain[0].clone()]);
    let promise = body(&response);
    let timestamp = promise["timestamp"].as_u64().unwrap();
    let sct = [
        &[0][..],
        &bytes(&promise["id"]),
        &timestamp.to_be_bytes(),
        &[0, 0],
        &bytes(&promise["signature"]),
    ];
    tbs.extensions.push(Extension::sct_list(&[sct.concat()]));
    let certificate = authority.sign(&tbs).unwrap();
    let certificate = Certificate::parse(&certificate).unwrap();
    let scts = Sct::parse_list(certificate.sct_list().unwrap()).unwrap();
    let issuer = Certificate::parse(&chain[0]).unwrap();
    let hash = AwsLcSuite.sha256(&[issuer.spki()]);
    let tbs = sigstore_sct::precertificate_tbs(&certificate).unwrap();
    let message = scts[0].signed_precertificate(&hash, &tbs);
    assert!(holds(&message, &bytes(&promise["signature"])));
}

#[test]
fn a_chain_that_leads_nowhere_is_refused() {
    let (authority, tbs) = leaf(1);
    let certificate = authority.sign(&tbs).unwrap();
    let precertificate = authority.sign(&poisoned(&tbs)).unwrap();
    let chain = authority.chain.certificates().unwrap();
    let refused = |path: &str, chain: &[Vec<u8>]| {
        let response = submit(&mut log(), path, chain);
        let text = String::from_utf8(response.body().clone()).unwrap();
        (response.status().as_u16(), text.lines().nth(1).unwrap().to_owned())
    };
    let bad = |why: &str| (400, why.to_owned());
    let mut damaged = certificate.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let (pre, add) = ("/ct/v1/add-pre-chain", "/ct/v1/add-chain");
    let with = |leaf: &Vec<u8>| [std::slice::from_ref(leaf), &chain[..]].concat();
    assert_eq!(refused(add, &[]), bad("the chain is empty"));
    let unsigned = bad("a certificate is not signed by the next one");
    assert_eq!(refused(add, &with(&damaged)), unsigned);
    let unnamed = bad("a certificate is not followed by its issuer");
    assert_eq!(refused(add, &[certificate.clone(), chain[1].clone()]), unnamed);
    let nowhere = bad("the chain leads to no accepted root");
    assert_eq!(refused(add, std::slice::from_ref(&certificate)), nowhere);
    assert_eq!(refused(add, &with(&precertificate)), bad("it is a precertificate"));
    assert_eq!(refused(pre, &with(&certificate)), bad("it is no precertificate"));
    let many = vec![chain[1].clone(); 11];
    assert_eq!(refused(add, &many), bad("the chain has 11 certificates"));
    assert_eq!(answer(&mut log(), post(add, "{}")).status(), 400);
}

#[test]
fn the_tree_head_is_signed_and_proofs_lead_to_it() {
    let mut log = grown();
    let head = body(&answer(&mut log, get("/ct/v1/get-sth")));
    let root = bytes(&head["sha256_root_hash"]);
    let timestamp = head["timestamp"].as_u64().unwrap();
    let message = [&[0, 1][..], &timestamp.to_be_bytes(), &8_u64.to_be_bytes(), &root].concat();
    assert!(holds(&message, &bytes(&head["tree_head_signature"])));

    let entries = body(&answer(&mut log, get("/ct/v1/get-entries?start=5&end=99")));
    let leaf = bytes(&entries["entries"][0]["leaf_input"]);
    assert_eq!(entries["entries"].as_array().unwrap().len(), 3);
    let hash = Base64::encode_string(&AwsLcSuite.sha256(&[&[0], &leaf])).replace('+', "%2B");
    let path = format!("/ct/v1/get-proof-by-hash?hash={hash}&tree_size=8");
    let proof = body(&answer(&mut log, get(&path)));
    assert_eq!(proof["leaf_index"], 5);
    let same = body(&answer(&mut log, get("/ct/v1/get-entry-and-proof?leaf_index=5&tree_size=8")));
    assert_eq!(same["audit_path"], proof["audit_path"]);
    assert_eq!(bytes(&same["leaf_input"]), leaf);
    // 5 is 101 in base 2: right, left, right.
    let mut node = AwsLcSuite.sha256(&[&[0], &leaf]);
    for (level, sibling) in proof["audit_path"].as_array().unwrap().iter().enumerate() {
        let sibling = bytes(sibling);
        node = match 5 >> level & 1 {
            1 => AwsLcSuite.sha256(&[&[1], &sibling, &node]),
            _ => AwsLcSuite.sha256(&[&[1], &node, &sibling]),
        };
    }
    assert_eq!(node.to_vec(), root);
}

#[test]
fn consistency_is_proven_as_rfc_6962_has_it() {
    let mut log = grown();
    let mut proof = |first, second| {
        let path = format!("/ct/v1/get-sth-consistency?first={first}&second={second}");
        body(&answer(&mut log, get(&path)))["consistency"].as_array().unwrap().len()
    };
    // RFC 6962 section 2.1.3: from 3 to 7 four nodes, from 4 one, from 6 three.
    assert_eq!((proof(3, 7), proof(4, 7), proof(6, 7)), (4, 1, 3));
    assert_eq!((proof(0, 7), proof(7, 7), proof(4, 8)), (0, 0, 1));
}
