//! Each rule on the trusted root of the public good instance: as it is, and with one change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use sigstore_crypto::AwsLcSuite;
use sigstore_json::{Error as JsonError, ErrorKind};
use sigstore_roots::{PUBLIC_GOOD, STAGING};
use sigstore_traits::{
    Authority, KeyAlgorithm, KeyDetails, KeyError, LogId, Refusal, SignatureScheme, SignatureSuite,
    Trust, TrustedLog, UnixTime, Validity,
};
use sigstore_trust_root::{
    ClientTrustConfig, Error, LIMITS, MAX_DOCUMENT, MAX_INSTANCES, MEDIA_TYPES, TrustedRoot,
    TrustedRootDocument,
};

type Root = TrustedRoot<AwsLcSuite>;

/// The public good root with one change.
fn changed(from: &str, to: &str) -> String {
    let good = PUBLIC_GOOD.json;
    assert!(good.contains(from), "nothing to change: {from}");
    good.replacen(from, to, 1)
}

fn load(json: &str) -> Result<Root, Error> {
    TrustedRoot::load(json.as_bytes(), AwsLcSuite)
}

/// Place and error of what can't be used.
fn unusable(root: &Root) -> Vec<(&str, Error)> {
    let unusable = root.unusable().iter();
    unusable.map(|one| (one.place.as_str(), one.error.clone())).collect()
}

fn entry_log(root: &Root, index: usize) -> Option<TrustedLog<'_, AwsLcSuite>> {
    root.entry_logs(&root.document().entry_logs()[index].log_id).next()
}

fn authorities(root: &Root) -> Vec<Authority<'_, AwsLcSuite>> {
    root.certificate_authorities().collect()
}

const EMPTY_CHAIN: Error = Error::Chain { error: sigstore_certificate::Error::EmptyChain };

fn json_error(place: &str, kind: ErrorKind) -> Error {
    Error::Json(JsonError { kind, place: place.into() })
}

#[test]
fn v_6_accepted_unknown_members_are_reported_and_change_nothing() {
    let json = changed("\"tlogs\"", "\"witnesses\": [{\"a\": 1}], \"tlogs\"")
        .replacen("\"baseUrl\"", "\"shard\": 1, \"baseUrl\"", 1)
        .replacen("\"rawBytes\"", "\"hint\": null, \"rawBytes\"", 1)
        .replacen("\"start\"", "\"about\": \"2020\", \"start\"", 1)
        .replacen("\"keyId\"", "\"form\": 1, \"keyId\"", 1)
        .replacen("\"organization\"", "\"country\": \"\", \"organization\"", 1)
        .replacen("\"certificates\"", "\"crls\": [], \"certificates\"", 1)
        .replacen("\"rawBytes\": \"MIIB+", "\"pem\": \"\", \"rawBytes\": \"MIIB+", 1);
    let root = load(&json).unwrap();
    assert_eq!(
        root.unknown_members(),
        [
            "$.tlogs[0].publicKey.validFor.about",
            "$.tlogs[0].logId.form",
            "$.tlogs[0].publicKey.hint",
            "$.tlogs[0].shard",
            "$.certificateAuthorities[0].subject.country",
            "$.certificateAuthorities[0].certChain.certificates[0].pem",
            "$.certificateAuthorities[0].certChain.crls",
            "$.witnesses",
        ]
    );
    let good = load(PUBLIC_GOOD.json).unwrap();
    assert!(good.unknown_members().is_empty());
    assert_eq!(root.document().entry_logs(), good.document().entry_logs());
    assert_eq!(
        root.document().certificate_authorities(),
        good.document().certificate_authorities()
    );
}

#[test]
fn v_25_kept_three_media_types() {
    for media_type in MEDIA_TYPES {
        let json = changed(MEDIA_TYPES[0], media_type);
        let document = TrustedRootDocument::parse(json.as_bytes()).unwrap();
        assert_eq!(document.media_type(), media_type);
    }
}

#[test]
fn v_25_broken_another_version_or_none() {
    let error = load(&changed(";version=0.1", ";version=0.2")).unwrap_err();
    let Error::MediaType { place, found, known, rule } = &error else { panic!("{error}") };
    assert_eq!(place, "$.mediaType");
    assert_eq!(found, "application/vnd.dev.sigstore.trustedroot+json;version=0.2");
    assert_eq!((*known, rule.id), (&MEDIA_TYPES[..], "V-25"));
    assert_eq!(error.code(), "trust-root-media-type");
    assert_eq!(
        load(&changed("\"mediaType\"", "\"media_type\"")).unwrap_err(),
        json_error("$", ErrorKind::MissingMember { name: "mediaType" })
    );
}

#[test]
fn the_evidence_of_a_long_text_is_short() {
    let error = load(&changed("SHA2_256", &"é".repeat(1000))).unwrap();
    let found = error.unusable()[0].facts().found;
    assert_eq!(found, format!("\"{}\"…", "é".repeat(80)));
}

#[test]
fn v_26_kept_the_four_lists_and_their_members() {
    let root = load(PUBLIC_GOOD.json).unwrap();
    let document = root.document();
    let log = &document.entry_logs()[1];
    assert_eq!(log.place, "$.tlogs[1]");
    assert_eq!(log.base_url, "https://log2025-1.rekor.sigstore.dev");
    assert_eq!(log.hash_algorithm, "SHA2_256");
    assert_eq!(log.key_details, "PKIX_ED25519");
    assert_eq!(log.key_bytes.len(), 44);
    assert_eq!(log.checkpoint_key_id, None);
    let authority = &document.certificate_authorities()[1];
    assert_eq!(authority.place, "$.certificateAuthorities[1]");
    assert_eq!(authority.organization.as_deref(), Some("sigstore.dev"));
    assert_eq!(authority.common_name.as_deref(), Some("sigstore"));
    assert_eq!(authority.uri, "https://fulcio.sigstore.dev");
    assert_eq!(authority.certificates.len(), 2);
    assert_eq!(document.certificate_logs().len(), 2);
    assert_eq!(document.timestamp_authorities().len(), 1);
}

#[test]
fn v_26_kept_absent_null_and_empty_lists_are_one() {
    let media_type = MEDIA_TYPES[0];
    let read = |rest: &str| {
        let json = format!("{{\"mediaType\":\"{media_type}\"{rest}}}");
        TrustedRootDocument::parse(json.as_bytes()).unwrap()
    };
    assert!(read("").entry_logs().is_empty());
    assert_eq!(read(""), read(",\"tlogs\":null,\"ctlogs\":[]"));
}

#[test]
fn v_26_kept_the_members_of_version_0_2() {
    let json = changed("\"logId\"", "\"checkpointKeyId\": {\"keyId\": \"wNI9ag==\"}, \"logId\"");
    let document = TrustedRootDocument::parse(json.as_bytes()).unwrap();
    let id = document.entry_logs()[0].checkpoint_key_id.as_deref();
    assert_eq!(id, Some(&[0xc0, 0xd2, 0x3d, 0x6a][..]));
}

#[test]
fn v_26_broken_a_member_of_another_type() {
    assert_eq!(
        load(&changed("\"SHA2_256\"", "1")).unwrap_err(),
        json_error(
            "$.tlogs[0].hashAlgorithm",
            ErrorKind::Type { expected: "a string", found: "a number" }
        )
    );
}

#[test]
fn v_26_broken_a_key_that_is_missing_or_no_base64() {
    assert_eq!(
        load(&changed("\"rawBytes\"", "\"raw_bytes\"")).unwrap_err(),
        json_error("$.tlogs[0].publicKey", ErrorKind::MissingMember { name: "rawBytes" })
    );
    assert_eq!(
        load(&changed("\"MFkwEwYH", "\" MFkwEwYH")).unwrap_err(),
        json_error("$.tlogs[0].publicKey.rawBytes", ErrorKind::Base64 { length: 125 })
    );
}

#[test]
fn v_27_kept_sha_256() {
    let root = load(PUBLIC_GOOD.json).unwrap();
    assert!(entry_log(&root, 0).is_some());
}

#[test]
fn v_27_broken_any_other_hash_or_none() {
    for (change, found) in [("\"SHA2_512\"", "SHA2_512"), ("null", "")] {
        let root = load(&changed("\"SHA2_256\"", change)).unwrap();
        let error = Error::HashAlgorithm { found: found.into() };
        assert_eq!(unusable(&root), [("$.tlogs[0]", error)]);
        assert!(entry_log(&root, 0).is_none());
    }
}

#[test]
fn v_28_kept_bounds_to_the_nanosecond() {
    let root = load(&changed("59.999Z", "59.999999999Z")).unwrap();
    let end = authorities(&root)[0].validity.end.unwrap();
    assert_eq!((end.seconds(), end.nanoseconds()), (1_672_531_199, 999_999_999));
    assert!(authorities(&root)[0].validity.contains(end));
    assert_eq!(authorities(&root)[1].validity.end, None);
}

#[test]
fn v_28_broken_a_time_in_another_spelling() {
    assert_eq!(
        load(&changed("2021-01-12T11:53:27Z", "2021-01-12 11:53:27Z")).unwrap_err(),
        Error::Timestamp {
            place: "$.tlogs[0].publicKey.validFor.start".into(),
            found: "2021-01-12 11:53:27Z".into(),
        }
    );
}

#[test]
fn v_29_kept_a_log_key_has_a_start_and_may_have_no_end() {
    let root = load(PUBLIC_GOOD.json).unwrap();
    assert_eq!(
        entry_log(&root, 0).unwrap().validity,
        Validity { start: Some(UnixTime::from_seconds(1_610_452_407)), end: None }
    );
}

#[test]
fn v_29_broken_a_log_key_without_start() {
    let missing = |place: &str| Error::MissingStart { place: place.into() };
    let start = "\"start\": \"2021-01-12T11:53:27Z\"";
    for change in ["", "\"start\": null", "\"end\": \"2030-01-01T00:00:00Z\""] {
        let error = load(&changed(start, change)).unwrap_err();
        assert_eq!(error, missing("$.tlogs[0].publicKey.validFor.start"));
        assert_eq!(error.rule().id, "V-29");
    }
    let certificate_log = changed("\"start\": \"2022-10-20T00:00:00Z\"", "");
    assert_eq!(
        load(&certificate_log).unwrap_err(),
        missing("$.ctlogs[1].publicKey.validFor.start")
    );
}

#[test]
fn v_29_broken_a_log_key_without_period() {
    let error = load(&changed("\"validFor\"", "\"valid_for\"")).unwrap_err();
    let place = "$.tlogs[0].publicKey.validFor.start".into();
    assert_eq!(error, Error::MissingStart { place });
}

#[test]
fn v_30_accepted_retired_and_future_instances_in_any_order() {
    // The first authority was retired in 2022; the log's period moves into the future.
    let root = load(&changed("2021-01-12T11:53:27Z", "9999-01-01T00:00:00Z")).unwrap();
    assert_eq!(authorities(&root).len(), 2);
    assert!(authorities(&root)[0].validity.end.is_some());
    assert!(entry_log(&root, 0).is_some());
    assert!(entry_log(&root, 1).is_some());
}

#[test]
fn v_30_accepted_several_logs_of_one_id() {
    let json = changed(
        "zxGZFVvd0FEmjR8WrFwMdcAJ9vtaY/QXf44Y1wUeP6A=",
        "wNI9atQGlz+VWfO6LRygH4QUfY/8W4RFwiT5i5WRgB0=",
    );
    let root = load(&json).unwrap();
    let id = root.document().entry_logs()[0].log_id;
    assert_eq!(root.entry_logs(&id).count(), 2);
}

#[test]
fn v_31_kept_the_issuing_certificate_is_first_and_the_anchor_last() {
    let root = load(PUBLIC_GOOD.json).unwrap();
    let authorities = authorities(&root);
    assert_eq!(authorities[0].chain.len(), 1);
    let [issuing, anchor] = authorities[1].chain else { panic!("{:?}", authorities[1].chain) };
    assert_eq!(issuing.issuer, anchor.subject);
    assert_eq!(anchor.issuer, anchor.subject);
}

#[test]
fn v_31_kept_an_intermediate_as_anchor() {
    let good = load(PUBLIC_GOOD.json).unwrap();
    let issuing = &good.document().certificate_authorities()[1].certificates[0];
    let json = format!(
        "{{\"mediaType\":\"{}\",\"certificateAuthorities\":[{{\"certChain\":\
         {{\"certificates\":[{{\"rawBytes\":\"{}\"}}]}}}}]}}",
        MEDIA_TYPES[0],
        sigstore_json::base64(issuing)
    );
    let root = load(&json).unwrap();
    assert_eq!(root.unusable(), []);
    let authority = authorities(&root)[0];
    assert_ne!(authority.chain[0].issuer, authority.chain[0].subject);
    assert_eq!((authority.uri, authority.operator), ("", None));
    // Only the certificate's own period bounds it.
    assert!(authority.valid_at(0, UnixTime::from_seconds(1_700_000_000)));
    assert!(!authority.valid_at(0, UnixTime::from_seconds(1_600_000_000)));
}

#[test]
fn v_31_broken_an_authority_without_certificates() {
    let json = changed("\"certChain\"", "\"cert_chain\"");
    let root = load(&json).unwrap();
    assert_eq!(unusable(&root), [("$.certificateAuthorities[0]", EMPTY_CHAIN)]);
    assert_eq!(authorities(&root).len(), 1);
}

#[test]
fn v_32_kept_spki_and_pkcs1() {
    let root = load(STAGING.json).unwrap();
    let log = &root.document().certificate_logs()[0];
    assert_eq!(log.key_details, "PKCS1_RSA_PKCS1V5");
    let trusted = root.certificate_logs(&log.log_id).next().unwrap();
    assert_eq!(AwsLcSuite.key_algorithm(trusted.key), KeyAlgorithm::Rsa { bits: 4096 });
    assert_eq!(trusted.scheme, SignatureScheme::RsaPkcs1(sigstore_traits::HashAlgorithm::Sha256));
}

#[test]
fn v_32_broken_an_algorithm_that_is_unknown_or_not_supported() {
    for name in ["PKIX_ECDSA_P256_SHA3_256", "ML_DSA_65"] {
        let root = load(&changed("PKIX_ECDSA_P256_SHA_256", name)).unwrap();
        let error = Error::KeyDetails { found: name.into() };
        assert_eq!(unusable(&root), [("$.tlogs[0]", error)]);
    }
}

#[test]
fn v_32_broken_a_key_of_another_algorithm_than_it_names() {
    let root = load(&changed("PKIX_ED25519", "PKIX_ECDSA_P256_SHA_256")).unwrap();
    let error = Error::KeyMismatch {
        details: KeyDetails::PkixEcdsaP256Sha256,
        found: KeyAlgorithm::Ed25519,
    };
    assert_eq!(unusable(&root), [("$.tlogs[1]", error)]);
}

#[test]
fn v_32_broken_bytes_that_are_no_key() {
    let malformed = Error::Key { error: KeyError::Malformed };
    let root = load(&changed("\"MFkwEwYH", "\"MFowEwYH")).unwrap();
    assert_eq!(unusable(&root), [("$.tlogs[0]", malformed.clone())]);
    // SubjectPublicKeyInfo under the name of PKCS#1.
    let root = load(&changed("PKIX_ECDSA_P256_SHA_256", "PKCS1_RSA_PKCS1V5")).unwrap();
    assert_eq!(unusable(&root), [("$.tlogs[0]", malformed)]);
}

#[test]
fn v_33_kept_the_id_is_what_the_document_says() {
    let id = LogId([0; 32]);
    let zeros = "A".repeat(43);
    let json = changed("wNI9atQGlz+VWfO6LRygH4QUfY/8W4RFwiT5i5WRgB0", &zeros);
    let root = load(&json).unwrap();
    let log = root.entry_logs(&id).next().unwrap();
    assert_eq!((log.id, log.base_url), (id, "https://rekor.sigstore.dev"));
}

#[test]
fn v_33_kept_the_id_of_a_pkcs1_key_is_the_hash_of_its_spki() {
    let root = load(STAGING.json).unwrap();
    let id = root.document().certificate_logs()[0].log_id;
    let log = root.certificate_logs(&id).next().unwrap();
    assert_eq!(AwsLcSuite.sha256(&[log.spki]), id.0);
}

#[test]
fn v_33_broken_an_id_of_31_bytes() {
    let json = changed("wNI9atQGlz+VWfO6LRygH4QUfY/8W4RFwiT5i5WRgB0=", &"A".repeat(42));
    assert_eq!(
        load(&json).unwrap_err(),
        Error::LogIdLength { place: "$.tlogs[0].logId.keyId".into(), bytes: 31 }
    );
}

#[test]
fn v_34_accepted_operators_travel() {
    let json = changed("\"logId\"", "\"operator\": \"one.example\", \"logId\"").replacen(
        "\"certChain\"",
        "\"operator\": \"two.example\", \"certChain\"",
        1,
    );
    let root = load(&json).unwrap();
    assert_eq!(entry_log(&root, 0).unwrap().operator, Some("one.example"));
    assert_eq!(entry_log(&root, 1).unwrap().operator, None);
    assert_eq!(authorities(&root)[0].operator, Some("two.example"));
    assert_eq!(authorities(&root)[1].operator, None);
}

fn trust_config(media_type: &str, trusted_root: &str, signing_config: &str) -> String {
    format!(
        r#"{{"mediaType":"application/vnd.dev.sigstore.{media_type}",{trusted_root}"signingConfig":{signing_config}}}"#
    )
}

#[test]
fn v_35_kept_a_trusted_root_and_a_signing_config() {
    let root = format!("\"trustedRoot\":{},", PUBLIC_GOOD.json);
    let json = trust_config("clienttrustconfig.v0.1+json", &root, r#"{"caUrls":[]},"more":1"#);
    let value = sigstore_json::parse(json.as_bytes(), &LIMITS).unwrap();
    let config = ClientTrustConfig::read(value.node()).unwrap();
    assert_eq!(config.unknown_members, ["$.more"]);
    assert_eq!(config.signing_config.path(), "$.signingConfig");
    let log = &config.trusted_root.entry_logs()[0];
    assert_eq!(log.place, "$.trustedRoot.tlogs[0]");
    let root = TrustedRoot::from_document(config.trusted_root, AwsLcSuite);
    assert_eq!(root.unusable(), []);
}

#[test]
fn v_35_broken_another_media_type_or_a_half() {
    let root = format!("\"trustedRoot\":{},", PUBLIC_GOOD.json);
    let read = |json: &str| {
        let value = sigstore_json::parse(json.as_bytes(), &LIMITS).unwrap();
        ClientTrustConfig::read(value.node()).map(|_| ()).unwrap_err()
    };
    let error = read(&trust_config("clienttrustconfig.v0.2+json", &root, "{}"));
    assert_eq!(error.code(), "trust-root-media-type");
    assert_eq!(error.rule().id, "V-35");
    assert_eq!(
        read(&trust_config("clienttrustconfig.v0.1+json", "", "{}")),
        json_error("$", ErrorKind::MissingMember { name: "trustedRoot" })
    );
    assert_eq!(
        read(&trust_config("clienttrustconfig.v0.1+json", &root, "null")),
        json_error("$", ErrorKind::MissingMember { name: "signingConfig" })
    );
    assert_eq!(
        read(&trust_config("clienttrustconfig.v0.1+json", &root, "[]")),
        json_error("$.signingConfig", ErrorKind::Type { expected: "an object", found: "an array" })
    );
}

#[test]
fn a_11_the_period_of_a_key_comes_with_the_key() {
    let root = load(PUBLIC_GOOD.json).unwrap();
    let retired = &root.document().certificate_logs()[0];
    let log = root.certificate_logs(&retired.log_id).next().unwrap();
    let last = UnixTime::new(1_667_260_799, 999_000_000).unwrap();
    assert!(log.validity.contains(last));
    assert!(!log.validity.contains(UnixTime::from_seconds(1_667_260_800)));
}

#[test]
fn a_key_of_one_purpose_serves_no_other() {
    let root = load(PUBLIC_GOOD.json).unwrap();
    for log in root.document().certificate_logs() {
        assert_eq!(root.entry_logs(&log.log_id).count(), 0);
        assert_eq!(root.certificate_logs(&log.log_id).count(), 1);
    }
    for log in root.document().entry_logs() {
        assert_eq!(root.certificate_logs(&log.log_id).count(), 0);
    }
}

#[test]
fn a_62_one_unusable_key_is_reported_and_the_others_serve() {
    let root = load(&changed("PKIX_ECDSA_P256_SHA_256", "LMS_SHA256")).unwrap();
    assert!(entry_log(&root, 0).is_none());
    assert!(entry_log(&root, 1).is_some());
    assert_eq!(authorities(&root).len(), 2);
    assert_eq!(root.timestamp_authorities().count(), 1);
    assert_eq!(root.document().entry_logs().len(), 2);
    let [unusable] = root.unusable() else { panic!("{:?}", root.unusable()) };
    assert_eq!(
        unusable.to_string(),
        "the key algorithm of a log is not supported at $.tlogs[0].publicKey.keyDetails: \
         found \"LMS_SHA256\", expected a supported algorithm (V-32)"
    );
}

#[test]
fn a_62_a_broken_chain_is_reported_and_the_others_serve() {
    // The anchor takes the place of the issuing certificate, and the other way round.
    let good = load(PUBLIC_GOOD.json).unwrap();
    let encode = |der: &[u8]| sigstore_json::base64(der);
    let chain = &good.document().certificate_authorities()[1].certificates;
    let (issuing, anchor) = (encode(&chain[0]), encode(&chain[1]));
    let json = changed(&issuing, "?").replacen(&anchor, &issuing, 1);
    let root = load(&json.replacen('?', &anchor, 1)).unwrap();
    let [unusable] = root.unusable() else { panic!("{:?}", root.unusable()) };
    assert_eq!(unusable.place, "$.certificateAuthorities[1]");
    assert!(matches!(unusable.error, Error::Chain { .. }), "{unusable}");
    assert_eq!(authorities(&root).len(), 1);
}

#[test]
fn the_reader_stops_at_one_instance_too_many() {
    let list = |count: usize, element: &str| vec![element; count].join(",");
    let json = |name: &str, list: String| {
        format!("{{\"mediaType\":\"{}\",\"{name}\":[{list}]}}", MEDIA_TYPES[0])
    };
    let most = |max| ErrorKind::TooManyElements { max };
    for name in ["tlogs", "certificateAuthorities", "ctlogs", "timestampAuthorities"] {
        let place = format!("$.{name}[{MAX_INSTANCES}]");
        assert_eq!(
            load(&json(name, list(MAX_INSTANCES + 1, "0"))).unwrap_err(),
            json_error(&place, most(MAX_INSTANCES))
        );
    }
}

#[test]
fn a_document_too_large_is_not_read() {
    let spaces = " ".repeat(MAX_DOCUMENT);
    let bytes = MAX_DOCUMENT + PUBLIC_GOOD.json.len();
    assert_eq!(
        load(&(spaces + PUBLIC_GOOD.json)).unwrap_err(),
        json_error("$", ErrorKind::TooLarge { bytes, max: MAX_DOCUMENT })
    );
}
