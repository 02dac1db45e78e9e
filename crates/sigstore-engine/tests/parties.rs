//! What the parties make, read and verified by the crates of the formats.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use sigstore_certificate::{Certificate, candidate_paths};
use sigstore_checkpoint::{Checkpoint, cosigner_key_id, key_id, rekor_v1_key_id};
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{
    AuthorityInstance, CertificateAuthority, Chain, CtLog, Error, Identity, KeyKind, LeafRequest,
    LogInstance, NoteSigner, RekorV1, RekorV2, SigningKey, TimestampAuthority, TimestampQuery,
    TrustedRoot, Upload, Witness, arcs,
};
use sigstore_merkle::{AwsLc, InclusionProof, leaf_hash};
use sigstore_rekor_types::{
    Body, EntryKind, HashedRekordV001, HashedRekordV002, TransparencyLogEntry, Verifier,
    set_payload,
};
use sigstore_traits::HashAlgorithm::{Sha256, Sha384};
use sigstore_traits::{
    Digest, KeyDetails, Message, SignatureError, SignatureSuite, Trust, UnixTime, Validity,
};
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
        let upload = upload_v1(index);
        upload.check(&AwsLcSuite).unwrap();
        let entry = log.add(upload.body(), NOW).unwrap();
        assert_eq!(entry.log_index, 1000 + u64::from(index));
        assert_eq!(entry.body().unwrap(), *upload.body());
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
        let upload = Upload::from(hashed_v2(index));
        upload.check(&AwsLcSuite).unwrap();
        let entry = log.add(upload.body(), NOW).unwrap();
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

fn upload_v1(index: u8) -> Upload {
    let signer = key(KeyKind::P256, 6);
    let digest = AwsLcSuite.digest(Sha256, &[&[index]]);
    let signature = signer.sign(signer.scheme(), Message::Digest(&digest)).unwrap();
    let verifier = Verifier::Certificate(leaf(None)).into();
    HashedRekordV001 { digest, signature, verifier }.into()
}

fn hashed_v2(index: u8) -> HashedRekordV002 {
    let signer = key(KeyKind::P384, 6);
    let digest = AwsLcSuite.digest(Sha384, &[&[index]]);
    HashedRekordV002 {
        digest,
        signature: signer.sign(signer.scheme(), Message::Digest(&digest)).unwrap(),
        key_details: KeyDetails::PkixEcdsaP384Sha384,
        verifier: Verifier::PublicKey(signer.spki().into()),
    }
}

fn envelope(signature: &[u8]) -> String {
    let signature = sigstore_json::base64(signature);
    format!(r#"{{"payload":"e30=","payloadType":"t","signatures":[{{"sig":"{signature}"}}]}}"#)
}

#[test]
fn t_4_kept_an_envelope_is_verified_with_sha_256_whatever_the_curve() {
    let signer = key(KeyKind::P384, 6);
    let pae = Message::Bytes(b"DSSEv1 1 t 2 {}");
    let verifier = Verifier::PublicKey(signer.spki().into());
    let signature = signer.sign(signer.scheme_with(Sha256), pae).unwrap();
    let upload = Upload::dsse(&envelope(&signature), verifier.clone()).unwrap();
    assert_eq!(upload.check(&AwsLcSuite), Ok(()));
    assert_eq!(upload.body().entry_kind(), EntryKind::DsseV001);
    assert_eq!(Body::parse(&upload.body().canonical()).as_ref(), Ok(upload.body()));
    let upload = Upload::intoto(&envelope(&signature), verifier.clone()).unwrap();
    assert_eq!(upload.check(&AwsLcSuite), Ok(()));
    assert_eq!(Body::parse(&upload.body().canonical()).as_ref(), Ok(upload.body()));

    let signature = signer.sign(signer.scheme_with(Sha384), pae).unwrap();
    let upload = Upload::dsse(&envelope(&signature), verifier).unwrap();
    assert_eq!(upload.check(&AwsLcSuite), Err(Error::Signature(SignatureError::Invalid)));
}

#[test]
fn t_4_broken_a_signature_over_something_else_is_not_recorded() {
    let upload = Upload::from(HashedRekordV002 { digest: Digest::Sha384([0; 48]), ..hashed_v2(0) });
    assert_eq!(upload.check(&AwsLcSuite), Err(Error::Signature(SignatureError::Invalid)));
}

#[test]
fn t_11_kept_a_digest_of_the_hash_that_goes_with_the_key() {
    assert_eq!(upload_v1(0).check_registered(&AwsLcSuite), Ok(()));
    // Of envelopes it is not asked: they are signed with SHA-256 whatever the key.
    let verifier = Verifier::PublicKey(key(KeyKind::P384, 6).spki().into());
    let enveloped = Upload::dsse(&envelope(&[1]), verifier).unwrap();
    assert_eq!(enveloped.check_registered(&AwsLcSuite), Ok(()));
}

#[test]
fn t_11_broken_a_digest_of_another_hash() {
    let signer = key(KeyKind::P256, 6);
    let digest = AwsLcSuite.digest(Sha384, &[b"a"]);
    let signature = signer.sign(signer.scheme_with(Sha384), Message::Digest(&digest)).unwrap();
    let verifier = Verifier::PublicKey(signer.spki().into()).into();
    let upload = Upload::from(HashedRekordV001 { digest, signature, verifier });
    assert_eq!(upload.check(&AwsLcSuite), Ok(()));
    let refused = Error::Unregistered { key: signer.algorithm(), hash: Sha384 };
    assert_eq!(upload.check_registered(&AwsLcSuite), Err(refused));
}

fn two_signatures(first: &[u8], second: &[u8]) -> String {
    let [first, second] = [first, second].map(sigstore_json::base64);
    format!(
        r#"{{"payload":"e30=","payloadType":"t","signatures":[{{"sig":"{first}"}},{{"sig":"{second}"}}]}}"#
    )
}

#[test]
fn t_30_kept_each_signature_is_stored_with_the_key_that_verifies_it() {
    let signers = [key(KeyKind::P256, 6), key(KeyKind::P384, 7), key(KeyKind::Ed25519, 8)];
    let sign = |signer: &SigningKey| {
        signer.sign(signer.scheme_with(Sha256), Message::Bytes(b"DSSEv1 1 t 2 {}")).unwrap()
    };
    let pem = |signer: &SigningKey| {
        sigstore_rekor_types::PemVerifier::from(Verifier::PublicKey(signer.spki().into()))
    };
    let verifiers = [pem(&signers[0]), pem(&signers[1]), pem(&signers[2])];
    let text = two_signatures(&sign(&signers[2]), &sign(&signers[1]));
    let upload = Upload::dsse_of(&text, &verifiers, &AwsLcSuite).unwrap();
    assert_eq!(upload.check(&AwsLcSuite), Ok(()));
    assert_eq!(upload.payload(), Some(("t", &b"{}"[..])));
    let Body::DsseV001(stored) = upload.body() else { panic!() };
    let texts: Vec<_> =
        stored.signatures.iter().map(|one| sigstore_json::base64(&one.signature)).collect();
    assert!(texts.is_sorted());
    for one in &stored.signatures {
        let signer = if one.signature == sign(&signers[1]) { 1 } else { 2 };
        assert_eq!(one.verifier, verifiers[signer]);
    }
}

#[test]
fn t_30_broken_a_signature_that_no_key_verifies_or_none() {
    let signer = key(KeyKind::P256, 6);
    let pae = Message::Bytes(b"DSSEv1 1 t 2 {}");
    let signature = signer.sign(signer.scheme(), pae).unwrap();
    let pem = sigstore_rekor_types::PemVerifier::from(Verifier::PublicKey(signer.spki().into()));
    let refused = |text: &str| {
        Upload::dsse_of(text, std::slice::from_ref(&pem), &AwsLcSuite).map(drop).unwrap_err()
    };
    assert_eq!(refused(&two_signatures(&signature, b"other")), Error::Unverified { index: 1 });
    let none = r#"{"payload":"e30=","payloadType":"t","signatures":[]}"#;
    assert_eq!(refused(none), Error::NoSignature);
    assert!(matches!(refused("{"), Error::Envelope(_)));
}

#[test]
fn t_131_kept_the_named_algorithm_is_the_key_s() {
    assert_eq!(Upload::from(hashed_v2(0)).check(&AwsLcSuite), Ok(()));
}

#[test]
fn t_131_broken_another_algorithm_or_another_hash() {
    let check = |entry: HashedRekordV002| Upload::from(entry).check(&AwsLcSuite);
    let details = KeyDetails::PkixEcdsaP256Sha256;
    let upload = HashedRekordV002 { key_details: details, ..hashed_v2(0) };
    let key = key(KeyKind::P384, 6).algorithm();
    assert_eq!(check(upload), Err(Error::KeyDetails { details, key }));
    let upload = HashedRekordV002 { digest: Digest::Sha256([0; 32]), ..hashed_v2(0) };
    let refused = Error::DigestAlgorithm { found: Sha256, expected: Sha384 };
    assert_eq!(check(upload), Err(refused));
}
