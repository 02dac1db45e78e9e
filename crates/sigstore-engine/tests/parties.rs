//! What the parties make, read and verified by the crates of the formats.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use sigstore_certificate::{Certificate, candidate_paths};
use sigstore_checkpoint::{Checkpoint, cosigner_key_id, key_id, rekor_v1_key_id};
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{
    AuthorityInstance, CertificateAuthority, Chain, CtLog, Identity, KeyKind, LeafRequest,
    LogInstance, NoteSigner, RekorV1, RekorV2, SigningKey, TimestampAuthority, TimestampQuery,
    TrustedRoot, Witness, arcs,
};
use sigstore_merkle::{AwsLc, InclusionProof, leaf_hash};
use sigstore_rekor_types::{
    Body, HashedRekordV001, HashedRekordV002, TransparencyLogEntry, Verifier, set_payload,
};
use sigstore_traits::HashAlgorithm::{Sha256, Sha384};
use sigstore_traits::{KeyDetails, Message, SignatureSuite, Trust, UnixTime, Validity};
use sigstore_tsa::Timestamp;

const NOW: UnixTime = UnixTime::from_seconds(1_767_268_800);
const PERIOD: [UnixTime; 2] = [NOW, UnixTime::from_seconds(2_051_222_400)];

fn key(kind: KeyKind, seed: u8) -> SigningKey {
    SigningKey::from_seed(kind, &[seed; 32])
}

fn fulcio() -> CertificateAuthority {
    let chain = Chain::root("root", PERIOD, key(KeyKind::P384, 1))
        .intermediate("i 1", PERIOD, key(KeyKind::P384, 2), arcs::CODE_SIGNING, 1)
        .intermediate("i 2", PERIOD, key(KeyKind::P384, 3), arcs::CODE_SIGNING, 0);
    CertificateAuthority { chain }
}

fn tsa() -> TimestampAuthority {
    let chain = Chain::root("tsa root", PERIOD, key(KeyKind::P384, 4));
    TimestampAuthority {
        chain: chain.time_signer("tsa", PERIOD, key(KeyKind::P256, 5)),
        hash: Sha256,
    }
}

fn leaf(log: Option<&mut CtLog>) -> Vec<u8> {
    let request = LeafRequest {
        spki: key(KeyKind::P256, 6).spki().to_vec(),
        identity: Identity::OtherName("someone!example.com".into()),
        issuer: "https://issuer.example.com".into(),
        extensions: vec![(12, "https://example.com/repository".into())],
    };
    fulcio().issue(&request, NOW, &[8; 32], log).unwrap()
}

fn root(entry_logs: Vec<LogInstance>) -> sigstore_trust_root::TrustedRoot<AwsLcSuite> {
    let since = Validity { start: Some(NOW), end: None };
    let authority = |chain: &Chain| AuthorityInstance {
        uri: "https://authority.example.com".into(),
        common_name: "root".into(),
        certificates: chain.certificates().unwrap(),
        validity: since,
    };
    let document = TrustedRoot {
        entry_logs,
        certificate_logs: Vec::new(),
        certificate_authorities: vec![authority(&fulcio().chain)],
        timestamp_authorities: vec![authority(&tsa().chain)],
    };
    let json = document.to_json();
    let root = sigstore_trust_root::TrustedRoot::load(json.as_bytes(), AwsLcSuite).unwrap();
    assert_eq!(root.unusable(), []);
    assert_eq!(root.unknown_members(), [""; 0]);
    root
}

#[test]
fn a_leaf_is_read_and_continues_the_trusted_chain() {
    let der = leaf(Some(&mut CtLog::new(key(KeyKind::P256, 7))));
    let certificate = Certificate::parse(&der).unwrap();
    certificate.leaf_profile().unwrap();
    assert_eq!(certificate.identity().unwrap().text, "someone!example.com");
    assert_eq!(certificate.issuer_url(), Ok(Some("https://issuer.example.com")));
    let extensions = certificate.fulcio_extensions().unwrap();
    assert_eq!(extensions[2].name, "source-repository-uri");
    assert_eq!(extensions[2].value, "https://example.com/repository");
    assert!(certificate.sct_list().is_some());
    let root = root(Vec::new());
    let paths = candidate_paths(&certificate, &root).unwrap();
    paths[0].check_at(certificate.validity(), NOW).unwrap();
}

#[test]
fn a_timestamp_is_read_and_verified() {
    let imprint = AwsLcSuite.digest(Sha384, &[b"signature"]);
    let query = TimestampQuery { imprint, nonce: Some(vec![1, 2]), certificates: true };
    let reply = tsa().reply(&query, NOW, &[9; 32]).unwrap();
    let timestamp = Timestamp::parse(&reply).unwrap();
    assert_eq!((timestamp.time(), timestamp.imprint()), (NOW, imprint));
    let root = root(Vec::new());
    let authority = root.timestamp_authorities().next().unwrap();
    assert!(timestamp.names(&authority.chain[0]));
    timestamp.check_signer(&authority.chain[0], &AwsLcSuite).unwrap();
}

/// Proof and checkpoint text; the signature is checked by the caller.
fn check_proof(entry: &TransparencyLogEntry) -> Checkpoint<'_> {
    let proof = entry.inclusion_proof.as_ref().unwrap();
    let checkpoint = Checkpoint::parse(proof.checkpoint.as_ref().unwrap()).unwrap();
    let path =
        InclusionProof { index: proof.log_index, size: proof.tree_size, path: &proof.hashes };
    let leaf = leaf_hash(&entry.canonicalized_body, &AwsLc);
    path.check(&leaf, &checkpoint.tree_head(), &AwsLc).unwrap();
    checkpoint
}

#[test]
fn entries_of_rekor_v1_are_promised_and_proven() {
    let signer = NoteSigner::rekor_v1("rekor.example.com", key(KeyKind::P256, 10));
    let mut log = RekorV1::new(signer, 42, 1000);
    let public = AwsLcSuite.key(log.signer.key.spki()).unwrap();
    let verify = |message: &[u8], signature: &[u8]| {
        let scheme = log_scheme();
        AwsLcSuite.verify(&public, scheme, Message::Bytes(message), signature).unwrap();
    };
    for index in 0..9 {
        let body = body_v1(index);
        let entry = log.add(&body, NOW).unwrap();
        assert_eq!(entry.log_index, 1000 + u64::from(index));
        assert_eq!(entry.body().unwrap(), body);
        let checkpoint = check_proof(&entry);
        assert_eq!(checkpoint.rekor_v1_name(), Some("rekor.example.com"));
        let key_id = rekor_v1_key_id(log.signer.key.spki(), &AwsLcSuite);
        let line = checkpoint.lines_of("rekor.example.com", key_id).next().unwrap();
        verify(checkpoint.signed_text().as_bytes(), line.signature());
        let body = &entry.canonicalized_body;
        let payload = set_payload(body, NOW.seconds(), &log.id(), entry.log_index);
        verify(&payload, &entry.inclusion_promise.unwrap());
    }
}

#[test]
fn entries_of_rekor_v2_are_proven_and_witnessed() {
    let signer = NoteSigner::c2sp("log.example.com", key(KeyKind::Ed25519, 11));
    let mut log = RekorV2::new(signer);
    log.witnesses
        .push(Witness { name: "witness.example.com".into(), key: key(KeyKind::Ed25519, 12) });
    let public = |key: &SigningKey| AwsLcSuite.key(key.spki()).unwrap();
    for index in 0..9 {
        let entry = log.add(&body_v2(index), NOW).unwrap();
        let checkpoint = check_proof(&entry);
        let key = &log.signer.key;
        let id = key_id("log.example.com", key.spki(), key.scheme(), &AwsLcSuite).unwrap();
        assert_eq!(id, log.id().0[..4]);
        let line = checkpoint.lines_of("log.example.com", id).next().unwrap();
        let message = Message::Bytes(checkpoint.signed_text().as_bytes());
        AwsLcSuite.verify(&public(key), key.scheme(), message, line.signature()).unwrap();

        let key = &log.witnesses[0].key;
        let id = cosigner_key_id("witness.example.com", key.spki(), &AwsLcSuite).unwrap();
        let line = checkpoint.lines_of("witness.example.com", id).next().unwrap();
        let cosignature = line.cosignature().unwrap();
        assert_eq!(cosignature.time, NOW);
        let message = checkpoint.cosigned_message(NOW);
        let message = Message::Bytes(message.as_bytes());
        let verified =
            AwsLcSuite.verify(&public(key), key.scheme(), message, &cosignature.signature);
        verified.unwrap();
    }
}

fn log_scheme() -> sigstore_traits::SignatureScheme {
    key(KeyKind::P256, 10).scheme()
}

fn body_v1(index: u8) -> Body {
    let signer = key(KeyKind::P256, 6);
    let digest = AwsLcSuite.digest(Sha256, &[&[index]]);
    let signature = signer.sign(signer.scheme(), Message::Digest(&digest)).unwrap();
    let verifier = Verifier::Certificate(leaf(None)).into();
    Body::HashedRekordV001(HashedRekordV001 { digest, signature, verifier })
}

fn body_v2(index: u8) -> Body {
    let signer = key(KeyKind::P384, 6);
    let digest = AwsLcSuite.digest(Sha384, &[&[index]]);
    Body::HashedRekordV002(HashedRekordV002 {
        digest,
        signature: signer.sign(signer.scheme(), Message::Digest(&digest)).unwrap(),
        key_details: KeyDetails::PkixEcdsaP384Sha384,
        verifier: Verifier::PublicKey(signer.spki().into()),
    })
}
