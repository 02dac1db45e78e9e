//! The timestamps of the corpus, which lies beside the repository.
#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use serde_json::Value;
use sigstore_certificate::{Certificate, Purpose, load_chain};
use sigstore_crypto::AwsLcSuite;
use sigstore_traits::{AuthorityCertificate, Refusal, SignatureSuite};
use sigstore_tsa::{Error, Failure, Status, Timestamp, TimestampRequest};

type Chain = Vec<AuthorityCertificate<AwsLcSuite>>;

/// The corpus, or a word on what is skipped without it.
fn corpus(cases: usize) -> Option<PathBuf> {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    if !corpus.is_dir() {
        eprintln!("skipped: {cases} cases (no ../shared/corpus)");
        return None;
    }
    Some(corpus.to_path_buf())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn base64(value: &Value) -> Vec<u8> {
    Base64::decode_vec(value.as_str().unwrap()).unwrap()
}

/// The chains of the timestamp authorities of a trusted root.
fn authorities(trusted_root: &Path) -> Vec<Chain> {
    let root = json(trusted_root);
    let authorities = root["timestampAuthorities"].as_array();
    let chain = |authority: &Value| {
        let certificates = authority["certChain"]["certificates"].as_array().unwrap();
        let certificates: Vec<_> =
            certificates.iter().map(|certificate| base64(&certificate["rawBytes"])).collect();
        load_chain(Purpose::TimeStamping, &certificates, &AwsLcSuite).unwrap()
    };
    authorities.into_iter().flatten().map(chain).collect()
}

/// The timestamps of a bundle, if it is one, and the signature that they should be over.
fn timestamps(folder: &Path) -> Option<(Vec<Vec<u8>>, Vec<u8>)> {
    let bundle = files(folder).into_iter().find(|path| name(path).starts_with("bundle"))?;
    let bundle: Value = serde_json::from_slice(&fs::read(bundle).unwrap()).ok()?;
    let timestamps = &bundle["verificationMaterial"]["timestampVerificationData"];
    let timestamps = timestamps["rfc3161Timestamps"].as_array()?;
    let signature =
        [&bundle["messageSignature"]["signature"], &bundle["dsseEnvelope"]["signatures"][0]["sig"]];
    let signature = signature.into_iter().find(|value| value.is_string())?;
    let timestamps =
        timestamps.iter().map(|timestamp| base64(&timestamp["signedTimestamp"])).collect();
    Some((timestamps, base64(signature)))
}

fn trusted_root(corpus: &Path, folder: &Path) -> PathBuf {
    let expect = json(&folder.join("expect.json"));
    match expect["trusted_root"].as_str() {
        Some("public-good-trusted_root.json") => corpus.join("trust/public-good-trusted_root.json"),
        own => folder.join(own.unwrap()),
    }
}

/// Bundles whose timestamps are of an authority that their trusted root does not have.
const UNKNOWN_AUTHORITY: [&str; 2] = [
    "conformance-rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail",
    "python-tsa-bundle.txt.late_timestamp",
];

/// Bundles with a timestamp over something else than their signature.
const OTHER_IMPRINT: [&str; 7] = [
    "conformance-rekor2-timestamp-payload-mismatch_fail",
    "python-tsa-bundle.duplicate",
    "python-tsa-bundle.many_timestamp",
    "python-tsa-bundle.txt",
    "real-v2-two-tsas-both-other-signature-fail",
    "real-v2-two-tsas-second-other-signature",
    "rust-timestamp-payload-mismatch",
];

#[test]
fn v_42_kept_the_timestamps_of_the_bundles_are_of_the_authorities_they_name() {
    let Some(corpus) = corpus(90) else { return };
    let (mut bundles, mut unknown, mut other_imprint) = (0, Vec::new(), Vec::new());
    for folder in files(&corpus.join("bundles")) {
        let Some((timestamps, signature)) = timestamps(&folder) else {
            continue;
        };
        bundles += 1;
        let authorities = authorities(&trusted_root(&corpus, &folder));
        for der in &timestamps {
            let timestamp = Timestamp::parse(der).unwrap();
            let named = authorities.iter().find(|chain| timestamp.names(&chain[0]));
            match named {
                Some(chain) => timestamp.check_signer(&chain[0], &AwsLcSuite).unwrap(),
                None => unknown.push(name(&folder).to_owned()),
            }
            let imprint = timestamp.imprint();
            if AwsLcSuite.digest(imprint.algorithm(), &[&signature]) != imprint {
                other_imprint.push(name(&folder).to_owned());
            }
        }
    }
    other_imprint.dedup();
    assert!(bundles >= 90, "{bundles} bundles have timestamps");
    assert_eq!(unknown, UNKNOWN_AUTHORITY);
    assert_eq!(other_imprint, OTHER_IMPRINT);
}

#[test]
fn v_48_kept_the_responses_taken_from_bundles() {
    let Some(corpus) = corpus(14) else { return };
    let responses = files(&corpus.join("tsa/from-bundles"));
    assert_eq!(responses.len(), 14);
    for path in responses {
        let response = fs::read(&path).unwrap();
        let timestamp = Timestamp::parse(&response).unwrap();
        let year = &timestamp.time().to_string()[..4];
        assert!(("2023"..="2026").contains(&year), "{}", name(&path));
    }
}

/// The leaf that signed the tokens of `tsa/notary-*`, with what it is issued by.
fn global_sign(corpus: &Path) -> Chain {
    let token = fs::read(corpus.join("tsa/notary-testdata-TimeStampToken.p7s")).unwrap();
    let timestamp = Timestamp::parse_token(&token).unwrap();
    let certificates = timestamp.certificates().iter();
    let certificates: Vec<_> = certificates.map(|der| der.to_vec()).collect();
    load_chain(Purpose::TimeStamping, &certificates, &AwsLcSuite).unwrap()
}

/// The tokens of `tsa/notary-*`: one that is good, and changes of it with the code of the refusal
/// and what in it decides.
const NOTARY: [(&str, &str, &str); 18] = [
    (
        "internal-cms-testdata-SignedDataWithoutSignedAttributes",
        "timestamp-content-type",
        "1.2.840.113549.1.7.1",
    ),
    (
        "internal-cms-testdata-TimeStampTokenInvalidSignedAttributeContentType",
        "timestamp-content-type",
        "at content-type: found 1.2.840.113549.1.9.16.1.44",
    ),
    // The version of the first certificate is -1.
    (
        "internal-cms-testdata-TimeStampTokenWithInvalidCertificates",
        "certificate-der",
        "at certificate 0",
    ),
    (
        "internal-cms-testdata-TimeStampTokenWithInvalidSignature",
        "timestamp-signature",
        "not accepted",
    ),
    (
        "internal-cms-testdata-TimeStampTokenWithSignedAttributeSHA1",
        "timestamp-algorithm",
        "at SignerInfo.digestAlgorithm: found 1.3.14.3.2.26",
    ),
    // An attribute was put in that the signature does not cover.
    ("internal-cms-testdata-TimeStampTokenWithSigningTime", "timestamp-signature", "not accepted"),
    (
        "internal-cms-testdata-TimeStampTokenWithUnknownSignerIssuer",
        "timestamp-other-signer",
        "at issuer",
    ),
    (
        "internal-cms-testdata-TimeStampTokenWithoutSignedAttributeContentType",
        "timestamp-attribute-missing",
        "content-type",
    ),
    // They are there, and empty.
    (
        "internal-cms-testdata-TimeStampTokenWithoutSignedAttributes",
        "timestamp-attribute-missing",
        "content-type",
    ),
    ("testdata-TimeStampToken", "", ""),
    ("testdata-TimeStampTokenWithInvalidSignature", "timestamp-signature", "not accepted"),
    // `certs` is missing.
    ("testdata-TimeStampTokenWithInvalidSigningCertificateV2", "timestamp-der", "at byte 6031"),
    (
        "testdata-TimeStampTokenWithInvalideContentType",
        "timestamp-content-type",
        "1.2.840.113549.1.7.1",
    ),
    (
        "testdata-TimeStampTokenWithSHA1CertHash",
        "timestamp-algorithm",
        "at ESSCertIDv2.hashAlgorithm: found 1.3.14.3.2.26",
    ),
    // `certs` is empty. The signer is another, and nothing here gets as far as that.
    ("testdata-TimeStampTokenWithSigningCertificateV1NoCert", "timestamp-der", "at byte 4849"),
    (
        "testdata-TimeStampTokenWithTSTInfoVersion2",
        "timestamp-version",
        "at TSTInfo: found 2, expected 1",
    ),
    (
        "testdata-TimeStampTokenWithWrongSigningCertificateV2IssuerChoiceTag",
        "timestamp-der",
        "at byte 6073: found CONTEXT-SPECIFIC [7]",
    ),
    // The attribute was taken out, and the signature covered it.
    ("testdata-TimeStampTokenWithoutSigningCertificate", "timestamp-signature", "not accepted"),
];

#[test]
fn v_42_broken_the_foreign_tokens_fail_each_for_its_reason() {
    let Some(corpus) = corpus(NOTARY.len()) else {
        return;
    };
    let signer = global_sign(&corpus).remove(0);
    let files = files(&corpus.join("tsa"));
    let tokens: Vec<_> = files.iter().filter(|path| name(path).ends_with(".p7s")).collect();
    assert_eq!(tokens.len(), NOTARY.len());
    for (path, (token, code, reason)) in tokens.into_iter().zip(NOTARY) {
        assert_eq!(name(path), format!("notary-{token}.p7s"));
        let token = fs::read(path).unwrap();
        let outcome = Timestamp::parse_token(&token)
            .and_then(|timestamp| timestamp.check_signer(&signer, &AwsLcSuite));
        match outcome {
            Ok(()) => assert_eq!(code, ""),
            Err(error) => {
                assert_eq!(error.code(), code, "{error}");
                assert!(error.to_string().contains(reason), "{error}");
            }
        }
    }
}

#[test]
fn v_41_kept_foreign_answers_granted_and_rejected() {
    let Some(corpus) = corpus(3) else { return };
    let read = |file| fs::read(corpus.join("tsa").join(file)).unwrap();
    let granted = read("notary-testdata-granted.tsq");
    let timestamp = Timestamp::parse(&granted).unwrap();
    let signer = global_sign(&corpus).remove(0);
    assert_eq!(timestamp.check_signer(&signer, &AwsLcSuite), Ok(()));

    let rejection = Timestamp::parse(&read("notary-testdata-rejection.tsq")).unwrap_err();
    assert_eq!(
        rejection,
        Error::NotGranted {
            status: Status::Rejection,
            failures: vec![Failure::BadAlg],
            text: "request contains unknown algorithm".into(),
        }
    );

    let no_certificate = read("python-issue1482-timestamp-with-no-cert");
    let timestamp = Timestamp::parse(&no_certificate).unwrap();
    assert!(timestamp.certificates().is_empty());
    let staging = corpus.join("bundles/python-staging-rekor-v2.txt/trusted_root.json");
    let authorities = authorities(&staging);
    let signer = &authorities.iter().find(|chain| timestamp.names(&chain[0]));
    let signer = &signer.unwrap()[0];
    assert_eq!(timestamp.check_signer(signer, &AwsLcSuite), Ok(()));
}

#[test]
fn a_26_the_injected_certificates_of_the_advisory() {
    let Some(corpus) = corpus(1) else { return };
    let path = corpus.join("tsa/timestamp-authority/response-injected-certs.tsr");
    let response = fs::read(path).unwrap();
    let timestamp = Timestamp::parse(&response).unwrap();
    // Two certificates stand before the one that signed. It is the one that is checked, and the
    // signature is good: what stands before it changes nothing.
    let signed = timestamp.certificates()[2];
    let signer = unchained(global_sign(&corpus), signed);
    assert!(timestamp.names(&signer));
    assert_eq!(timestamp.check_signer(&signer, &AwsLcSuite), Ok(()));
    for other in &timestamp.certificates()[..2] {
        assert!(!timestamp.names(&unchained(global_sign(&corpus), other)));
    }
}

/// A certificate as a trusted root would have it, without asking whether it should.
fn unchained(template: Chain, der: &[u8]) -> AuthorityCertificate<AwsLcSuite> {
    let certificate = Certificate::parse(der).unwrap();
    let mut signer = template.into_iter().next().unwrap();
    signer.der = der.to_vec();
    signer.issuer = certificate.issuer().to_vec();
    signer.serial = certificate.serial().to_vec();
    signer.key = AwsLcSuite.key(certificate.spki()).unwrap();
    signer
}

fn recorded_chain(corpus: &Path, file: &str) -> Chain {
    let pem = fs::read_to_string(corpus.join("exchanges/trust").join(file)).unwrap();
    let certificates: Vec<Vec<u8>> = pem
        .split("-----BEGIN CERTIFICATE-----")
        .skip(1)
        .map(|rest| {
            let base64 = rest.split("-----END").next().unwrap();
            Base64::decode_vec(&base64.split_whitespace().collect::<String>()).unwrap()
        })
        .collect();
    load_chain(Purpose::TimeStamping, &certificates, &AwsLcSuite).unwrap()
}

#[test]
fn v_43_kept_recorded_requests_and_their_answers() {
    let Some(corpus) = corpus(36) else { return };
    let chains = ["tsa.chain.pem", "tsa2.chain.pem"].map(|file| recorded_chain(&corpus, file));
    let mut exchanges = files(&corpus.join("exchanges/tsa"));
    for life in files(&corpus.join("exchanges/lives")) {
        let life = files(&life).into_iter();
        exchanges.extend(life.filter(|path| name(path).contains("tsa-timestamp")));
    }
    let mut answered = 0;
    for path in exchanges {
        let exchange = json(&path);
        let (request, response) = (&exchange["request"], &exchange["response"]);
        let is_timestamp = response["status"] == 200 && request["body_base64"].is_string();
        let body = response["body_base64"].as_str().map(|_| base64(&response["body_base64"]));
        if !is_timestamp {
            // A refusal of these servers is JSON: no answer that can be read.
            let error = Timestamp::parse(&body.unwrap_or_default()).unwrap_err();
            assert!(error.is_malformed(), "{}: {error}", name(&path));
            continue;
        }
        answered += 1;
        let body = body.unwrap();
        let timestamp = Timestamp::parse(&body).unwrap();
        let signer = chains.iter().find(|chain| timestamp.names(&chain[0]));
        let signer = &signer.unwrap()[0];
        assert_eq!(timestamp.check_signer(signer, &AwsLcSuite), Ok(()));
        let der = base64(&request["body_base64"]);
        match TimestampRequest::parse(&der) {
            Ok(request) => {
                assert_eq!(request.to_der(), der, "{}", name(&path));
                assert_eq!(request.imprint(), timestamp.imprint());
                assert_eq!(request.nonce(), timestamp.nonce());
                let has_certificates = !timestamp.certificates().is_empty();
                assert_eq!(request.wants_certificate(), has_certificates);
            }
            // Asked in JSON, or in another version, which these servers let pass.
            Err(error) => assert!(
                name(&path).contains("json") || name(&path) == "30-accepted-version-2.json",
                "{}: {error}",
                name(&path)
            ),
        }
    }
    assert_eq!(answered, 38, "answers with a timestamp");
}
