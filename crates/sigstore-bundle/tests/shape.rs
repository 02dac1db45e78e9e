//! Bundles as small as they can be, and the smallest change that breaks each rule, by error value.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use sigstore_bundle::{
    Bundle, Content, Error, MAX_BUNDLE, MAX_CERTIFICATES, MAX_ENTRIES, MAX_TIMESTAMPS, Material,
    MediaType, MessageSignature,
};
use sigstore_dsse::{Envelope, EnvelopeSignature};
use sigstore_json::{ErrorKind, base64};
use sigstore_rekor_types::{InclusionProof, KindVersion, TransparencyLogEntry};
use sigstore_traits::{Digest, HashAlgorithm, LogId, Refusal};

const CERTIFICATE: &str = r#""certificate":{"rawBytes":"MAA="}"#;
const CHAIN: &str =
    r#""x509CertificateChain":{"certificates":[{"rawBytes":"MAA="},{"rawBytes":"MAEA"}]}"#;
const KEY: &str = r#""publicKey":{"hint":"k"}"#;
const MESSAGE: &str = r#""messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="},"signature":"AQI="}"#;
const ENVELOPE: &str = r#""dsseEnvelope":{"payload":"aGk=","payloadType":"text","signatures":[{"sig":"AQI=","keyid":"k"}]}"#;
const ENTRY: &str = r#"{"logIndex":"42","logId":{"keyId":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="},"kindVersion":{"kind":"dsse","version":"0.0.1"},"integratedTime":"5","inclusionPromise":{"signedEntryTimestamp":"BAU="},"inclusionProof":{"logIndex":"7","rootHash":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=","treeSize":"9","hashes":["AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="],"checkpoint":{"envelope":"a\n"}},"canonicalizedBody":"e30="}"#;
const TIMESTAMP: &str = r#"{"signedTimestamp":"MAE="}"#;

fn bundle(media_type: MediaType, material: &str, content: &str) -> String {
    format!(
        r#"{{"mediaType":"{media_type}","verificationMaterial":{{{material},"tlogEntries":[{ENTRY}],"timestampVerificationData":{{"rfc3161Timestamps":[{TIMESTAMP}]}}}},{content}}}"#
    )
}

fn good() -> String {
    bundle(MediaType::V03, CERTIFICATE, MESSAGE)
}

fn parse(text: &str) -> Result<Bundle, Error> {
    Bundle::parse(text.as_bytes())
}

fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{text} has no {from}");
    text.replacen(from, to, 1)
}

/// The error for the good bundle in which the first `from` is replaced.
fn refused(from: &str, to: &str) -> Error {
    parse(&changed(&good(), from, to)).unwrap_err()
}

fn json(kind: ErrorKind, place: &str) -> Error {
    let place = place.into();
    Error::Json(sigstore_json::Error { kind, place })
}

fn missing(name: &'static str, place: &str) -> Error {
    json(ErrorKind::MissingMember { name }, place)
}

fn two(first: &'static str, second: &'static str, place: &str) -> Error {
    json(ErrorKind::TwoOfOne { first, second }, place)
}

fn entry() -> TransparencyLogEntry {
    TransparencyLogEntry {
        log_index: 42,
        log_id: LogId([1; 32]).into(),
        kind_version: KindVersion { kind: "dsse".into(), version: "0.0.1".into() },
        integrated_time: 5,
        inclusion_promise: Some(vec![4, 5]),
        inclusion_proof: Some(InclusionProof {
            log_index: 7,
            root_hash: Some([1; 32]),
            tree_size: 9,
            hashes: vec![[1; 32]],
            checkpoint: Some("a\n".into()),
        }),
        canonicalized_body: b"{}".into(),
    }
}

fn message() -> Content {
    Content::Message(MessageSignature {
        digest: Some(Digest::Sha256([1; 32])),
        signature: vec![1, 2],
    })
}

fn envelope(keyid: Option<&str>) -> Content {
    Content::Dsse(Envelope {
        payload: b"hi".into(),
        payload_type: "text".into(),
        signature: EnvelopeSignature { sig: vec![1, 2], keyid: keyid.map(Into::into) },
    })
}

#[test]
fn v_5_kept_a_bundle_is_read_and_written() {
    let read = parse(&good()).unwrap();
    let certificate = Material::Certificate(vec![0x30, 0]);
    let timestamps = vec![vec![0x30, 1]];
    let made = Bundle::new(MediaType::V03, certificate, vec![entry()], timestamps, message());
    assert_eq!(Ok(&read), made.as_ref());
    assert_eq!(read.to_json(), good());
}

#[test]
fn v_5_broken_other_names() {
    for (from, to) in [
        ("mediaType", "media_type"),
        ("verificationMaterial", "verification_material"),
        ("tlogEntries", "tlog_entries"),
        ("timestampVerificationData", "timestamp_verification_data"),
        ("rfc3161Timestamps", "rfc3161_timestamps"),
        ("signedTimestamp", "signed_timestamp"),
        ("rawBytes", "raw_bytes"),
        ("messageDigest", "message_digest"),
    ] {
        assert!(matches!(refused(from, to), Error::Json(_)), "{to}");
    }
}

/// Every object, in turn, gets a member that it does not have.
#[test]
fn v_6_broken_an_unknown_member() {
    let old = bundle(MediaType::V01, CHAIN, ENVELOPE);
    let key = bundle(MediaType::V03, KEY, ENVELOPE);
    for text in [good(), old, key] {
        for (at, _) in text.match_indices('{') {
            let mut changed = text.clone();
            changed.insert_str(at + 1, r#""zz":0,"#);
            let error = parse(&changed).unwrap_err();
            let (Error::Json(error)
            | Error::Entry(sigstore_rekor_types::Error::Json(error))
            | Error::Envelope(sigstore_dsse::Error::Json(error))) = error
            else {
                panic!("{error:?}")
            };
            let kind = error.kind;
            assert_eq!(kind, ErrorKind::UnknownMember { name: "zz".into() });
        }
    }
}

#[test]
fn v_6_kept_what_is_empty_may_be_absent_or_null() {
    let entries = format!(r#","tlogEntries":[{ENTRY}]"#);
    let timestamps =
        format!(r#","timestampVerificationData":{{"rfc3161Timestamps":[{TIMESTAMP}]}}"#);
    let least = changed(&changed(&good(), &entries, ""), &timestamps, "");
    let read = parse(&least).unwrap();
    assert!(read.entries.is_empty() && read.timestamps.is_empty());
    assert_eq!(read.to_json(), least);
    for empty in ["[]", "null"] {
        let text = changed(&good(), &entries, &format!(r#","tlogEntries":{empty}"#));
        assert_eq!(parse(&changed(&text, &timestamps, "")).unwrap(), read);
    }
    for empty in ["null", "{}", r#"{"rfc3161Timestamps":null}"#, r#"{"rfc3161Timestamps":[]}"#] {
        let empty = format!(r#","timestampVerificationData":{empty}"#);
        let text = changed(&changed(&good(), &timestamps, &empty), &entries, "");
        assert_eq!(parse(&text).unwrap(), read);
    }
    let null = format!(r#"{CERTIFICATE},"publicKey":null"#);
    assert_eq!(parse(&changed(&least, CERTIFICATE, &null)).unwrap(), read);
    let null = format!(r#"{MESSAGE},"dsseEnvelope":null"#);
    assert_eq!(parse(&changed(&least, MESSAGE, &null)).unwrap(), read);
}

#[test]
fn v_6_kept_a_key_without_hint() {
    for hint in ["{}", r#"{"hint":null}"#, r#"{"hint":""}"#] {
        let key = format!(r#""publicKey":{hint}"#);
        let read = parse(&bundle(MediaType::V03, &key, MESSAGE)).unwrap();
        let hint = String::new();
        assert_eq!(read.material, Material::PublicKey { hint });
        assert_eq!(parse(&read.to_json()).unwrap(), read);
    }
}

#[test]
fn v_6_broken_what_must_be_there_is_absent_or_empty() {
    let message = "$.messageSignature";
    let digest = "$.messageSignature.messageDigest";
    let timestamp = "$.verificationMaterial.timestampVerificationData.rfc3161Timestamps[0]";
    let media_type = format!(r#""mediaType":"{}","#, MediaType::V03);
    for (from, to, error) in [
        (media_type.as_str(), "", missing("mediaType", "$")),
        (r#""rawBytes":"MAA=""#, "", missing("rawBytes", "$.verificationMaterial.certificate")),
        ("MAA=", "", missing("rawBytes", "$.verificationMaterial.certificate")),
        (TIMESTAMP, "{}", missing("signedTimestamp", timestamp)),
        ("MAE=", "", missing("signedTimestamp", timestamp)),
        (r#","signature":"AQI=""#, "", missing("signature", message)),
        ("AQI=", "", missing("signature", message)),
        (r#""algorithm":"SHA2_256","#, "", missing("algorithm", digest)),
    ] {
        assert_eq!(refused(from, to), error);
    }
    let empty = r#""messageDigest":{}"#;
    let full = &MESSAGE[MESSAGE.find(r#""messageDigest""#).unwrap()..];
    let full = &full[..=full.find('}').unwrap()];
    assert_eq!(refused(full, empty), missing("algorithm", digest));
    let text = good();
    let start = text.find(r#""verificationMaterial""#).unwrap();
    let end = text.find(r#""messageSignature""#).unwrap();
    let without = format!("{}{}", &text[..start], &text[end..]);
    assert_eq!(parse(&without).unwrap_err(), missing("verificationMaterial", "$"));
}

#[test]
fn v_7_broken_cut_text_or_wrong_base64() {
    let text = good();
    for end in 0..text.len() {
        assert!(Bundle::parse(&text.as_bytes()[..end]).is_err());
    }
    let base64 = |place: &str| json(ErrorKind::Base64 { length: 4 }, place);
    let certificate = "$.verificationMaterial.certificate.rawBytes";
    assert_eq!(refused("MAA=", "M=A="), base64(certificate));
    assert_eq!(refused("AQI=", "AQI\u{7f}"), base64("$.messageSignature.signature"));
    assert_eq!(
        refused("MAE=", "MAF="),
        base64(
            "$.verificationMaterial.timestampVerificationData.rfc3161Timestamps[0].signedTimestamp"
        )
    );
}

#[test]
fn v_123_kept_the_spellings_of_protojson() {
    let read = parse(&good()).unwrap();
    for (from, to) in [("AQI=", "AQI"), ("MAE=", "MAE"), ("\"42\"", "42")] {
        let other = parse(&changed(&good(), from, to)).unwrap();
        assert_eq!(other, read);
        assert_eq!(other.to_json(), good());
    }
    let url = parse(&changed(&good(), "AQI=", "-_8")).unwrap();
    let standard = parse(&changed(&good(), "AQI=", "+/8=")).unwrap();
    assert_eq!(url, standard);
}

#[test]
fn v_8_kept_a_message_signature_or_an_envelope() {
    let read = parse(&bundle(MediaType::V03, CERTIFICATE, ENVELOPE)).unwrap();
    assert_eq!(read.content, envelope(Some("k")));
    assert_eq!(parse(&read.to_json()).unwrap(), read);
}

#[test]
fn v_8_broken_both_or_neither() {
    assert_eq!(refused(&format!(",{MESSAGE}"), ""), Error::NoContent);
    assert_eq!(
        refused(MESSAGE, &format!("{ENVELOPE},{MESSAGE}")),
        two("messageSignature", "dsseEnvelope", "$")
    );
}

#[test]
fn v_9_kept_one_of_three_materials() {
    for (media_type, material, expected, leaf) in [
        (
            MediaType::V03,
            CERTIFICATE,
            Material::Certificate(vec![0x30, 0]),
            Some([0x30, 0].as_slice()),
        ),
        (
            MediaType::V02,
            CHAIN,
            Material::Chain(vec![vec![0x30, 0], vec![0x30, 1, 0]]),
            Some(&[0x30, 0]),
        ),
        (MediaType::V03, KEY, Material::PublicKey { hint: "k".into() }, None),
    ] {
        let text = bundle(media_type, material, MESSAGE);
        let read = parse(&text).unwrap();
        assert_eq!(read.material, expected);
        assert_eq!(read.leaf(), leaf);
        assert_eq!(read.to_json(), text);
    }
}

#[test]
fn v_9_broken_two_materials_or_none() {
    let place = "$.verificationMaterial";
    assert_eq!(refused(&format!("{CERTIFICATE},"), ""), Error::NoMaterial);
    assert_eq!(
        refused(CERTIFICATE, &format!("{CERTIFICATE},{KEY}")),
        two("publicKey", "certificate", place)
    );
    assert_eq!(
        refused(CERTIFICATE, &format!("{CERTIFICATE},{CHAIN}")),
        two("x509CertificateChain", "certificate", place)
    );
}

#[test]
fn v_10_kept_the_four_media_types() {
    for media_type in MediaType::ALL {
        assert_eq!(MediaType::from_name(media_type.name()), Some(media_type));
        let read = parse(&bundle(media_type, KEY, MESSAGE)).unwrap();
        assert_eq!(read.media_type, media_type);
        assert!(read.to_json().contains(&format!("\"{media_type}\"")));
    }
}

#[test]
fn v_10_broken_any_other_text() {
    for other in [
        "application/vnd.dev.sigstore.bundle+json;version=99.9",
        "application/vnd.dev.sigstore.bundle+json;version=0.4",
        "application/vnd.dev.sigstore.bundle+json; version=0.3",
        "application/vnd.dev.sigstore.bundle.v0.2+json",
        "application/vnd.dev.sigstore.bundle.v0.3.1+json",
        "application/vnd.dev.sigstore.bundle.v0.3+json ",
        "Application/vnd.dev.sigstore.bundle.v0.3+json",
        "",
    ] {
        let found = other.into();
        assert_eq!(refused(MediaType::V03.name(), other), Error::MediaType { found });
    }
}

#[test]
fn v_14_kept_a_chain_of_one() {
    let one = CHAIN.replace(r#",{"rawBytes":"MAEA"}"#, "");
    let read = parse(&bundle(MediaType::V01, &one, MESSAGE)).unwrap();
    assert_eq!(read.material, Material::Chain(vec![vec![0x30, 0]]));
}

#[test]
fn v_14_broken_an_empty_chain() {
    for chain in ["{}", r#"{"certificates":[]}"#, r#"{"certificates":null}"#] {
        let chain = format!(r#""x509CertificateChain":{chain}"#);
        let error = parse(&bundle(MediaType::V01, &chain, MESSAGE)).unwrap_err();
        assert_eq!(error, Error::EmptyChain);
    }
}

#[test]
fn v_17_kept_the_key_id_is_the_hint_or_absent() {
    assert!(parse(&bundle(MediaType::V03, KEY, ENVELOPE)).is_ok());
    let none = ENVELOPE.replace(r#","keyid":"k""#, "");
    assert!(parse(&bundle(MediaType::V03, KEY, &none)).is_ok());
    let empty = ENVELOPE.replace(r#""keyid":"k""#, r#""keyid":"""#);
    assert!(parse(&bundle(MediaType::V03, KEY, &empty)).is_ok());
    // A certificate has no hint to compare with.
    assert!(parse(&bundle(MediaType::V03, CERTIFICATE, ENVELOPE)).is_ok());
}

#[test]
fn v_17_broken_the_key_id_is_another() {
    let other = |hint: &str| Error::KeyId { keyid: "k".into(), hint: hint.into() };
    let key = KEY.replace("\"k\"", "\"K\"");
    let error = parse(&bundle(MediaType::V03, &key, ENVELOPE)).unwrap_err();
    assert_eq!(error, other("K"));
    let error = parse(&bundle(MediaType::V03, r#""publicKey":{}"#, ENVELOPE)).unwrap_err();
    assert_eq!(error, other(""));
}

#[test]
fn v_16_broken_another_number_of_signatures() {
    let text = bundle(MediaType::V03, KEY, ENVELOPE);
    let error = parse(&changed(&text, r#","keyid":"k"}]"#, r#"},{"sig":"AQI="}]"#)).unwrap_err();
    let place = "$.dsseEnvelope.signatures".into();
    let inner = sigstore_dsse::Error::SignatureCount { place, count: 2 };
    assert_eq!(error, Error::Envelope(inner));
    assert_eq!(error.rule().id, "V-16");
}

#[test]
fn v_18_broken_a_negative_index_tells_its_path() {
    let place = "$.verificationMaterial.tlogEntries[0].logIndex".into();
    let inner = sigstore_rekor_types::Error::Negative { place, found: -1 };
    let error = refused(r#""logIndex":"42""#, r#""logIndex":"-1""#);
    assert_eq!(error, Error::Entry(inner));
    assert_eq!(error.rule().id, "V-18");
}

#[test]
fn v_130_accepted_whatever_id_a_log_has_is_read_and_written() {
    let id = base64(&[1; 32]);
    for bytes in [&[0; 32][..], &[1; 4], &[1; 33]] {
        let key_id = format!(r#""keyId":"{}""#, base64(bytes));
        let text = changed(&good(), &format!(r#""keyId":"{id}""#), &key_id);
        let bundle = Bundle::parse(text.as_bytes()).unwrap();
        assert_eq!(bundle.entries[0].log_id.0, bytes);
        assert_eq!(Bundle::parse(bundle.to_json().as_bytes()), Ok(bundle));
    }
}

#[test]
fn a_58_what_cannot_be_read_is_never_replaced() {
    for (from, to) in [
        (r#""logIndex":"42""#, r#""logIndex":"""#),
        (r#""logIndex":"7""#, r#""logIndex":"seven""#),
        (r#""integratedTime":"5""#, r#""integratedTime":"5.0""#),
        (r#""treeSize":"9""#, r#""treeSize":[]"#),
        (r#""inclusionPromise":{"#, r#""inclusionPromise":["#),
        (r#""checkpoint":{"envelope":"a\n"}"#, r#""checkpoint":"a\n""#),
        (r#""tlogEntries":["#, r#""tlogEntries":[null,"#),
    ] {
        assert!(parse(&changed(&good(), from, to)).is_err(), "{to}");
    }
}

#[test]
fn v_24_kept_each_algorithm_with_its_length_or_no_digest() {
    for algorithm in HashAlgorithm::ALL {
        let bytes = vec![7; algorithm.length()];
        let text = changed(&good(), "SHA2_256", algorithm.proto_name());
        let digest = r#""digest":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=""#;
        let text = changed(&text, digest, &format!(r#""digest":"{}""#, base64(&bytes)));
        let read = parse(&text).unwrap();
        let Content::Message(message) = &read.content else { panic!() };
        assert_eq!(message.digest, Digest::new(algorithm, &bytes));
        assert_eq!(read.to_json(), text);
    }
    let none = r#""messageSignature":{"signature":"AQI="}"#;
    let text = bundle(MediaType::V03, KEY, none);
    assert_eq!(parse(&text).unwrap().to_json(), text);
}

#[test]
fn v_24_broken_another_algorithm_or_length() {
    for other in ["SHA3_256", "HASH_ALGORITHM_UNSPECIFIED", "sha256", ""] {
        let found = other.into();
        assert_eq!(refused("SHA2_256", other), Error::DigestAlgorithm { found });
    }
    let (algorithm, length) = (HashAlgorithm::Sha384, 32);
    assert_eq!(refused("SHA2_256", "SHA2_384"), Error::DigestLength { algorithm, length });
    let digest = r#""digest":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=""#;
    let place = "$.messageSignature.messageDigest";
    assert_eq!(refused(digest, r#""digest":"""#), missing("digest", place));
}

/// Every material in every version, with what is wrong with it.
fn materials() -> Vec<(String, Option<Error>)> {
    use MediaType::{V01, V02, V03, V03Legacy};
    let mut all = Vec::new();
    for (media_type, of_other) in [
        (V01, "certificate"),
        (V02, "certificate"),
        (V03Legacy, "x509CertificateChain"),
        (V03, "x509CertificateChain"),
    ] {
        for (material, found) in
            [(CHAIN, "x509CertificateChain"), (CERTIFICATE, "certificate"), (KEY, "publicKey")]
        {
            let error = Error::MaterialOfVersion { media_type, found };
            let error = (found == of_other).then_some(error);
            all.push((bundle(media_type, material, MESSAGE), error));
        }
    }
    all
}

#[test]
fn v_127_kept_material_of_its_version() {
    let fitting = materials().into_iter().filter(|(_, error)| error.is_none());
    let read: Vec<_> = fitting.map(|(text, _)| parse(&text).unwrap()).collect();
    assert_eq!(read.len(), 8);
}

#[test]
fn v_127_broken_material_of_another_version() {
    let mut count = 0;
    for (text, error) in materials().into_iter().filter(|(_, error)| error.is_some()) {
        assert_eq!(parse(&text).err(), error);
        count += 1;
    }
    assert_eq!(count, 4);
}

fn repeated(element: &str, count: usize, make: impl Fn(usize) -> String) -> String {
    let all: Vec<_> = (0..count).map(make).collect();
    changed(&good(), element, &all.join(","))
}

fn entries(count: usize) -> String {
    repeated(ENTRY, count, |index| ENTRY.replace("\"42\"", &format!("\"{index}\"")))
}

fn timestamps(count: usize) -> String {
    repeated(TIMESTAMP, count, |index| {
        let response = base64(&[1, u8::try_from(index).unwrap()]);
        format!(r#"{{"signedTimestamp":"{response}"}}"#)
    })
}

#[test]
fn v_19_kept_as_many_as_the_limits() {
    let most = parse(&entries(MAX_ENTRIES)).unwrap();
    assert_eq!(most.entries.len(), 32);
    assert_eq!(parse(&most.to_json()).unwrap(), most);
    let most = parse(&timestamps(MAX_TIMESTAMPS)).unwrap();
    assert_eq!(most.timestamps.len(), 32);
    let certificates = vec![r#"{"rawBytes":"MAA="}"#; MAX_CERTIFICATES].join(",");
    let chain = format!(r#""x509CertificateChain":{{"certificates":[{certificates}]}}"#);
    assert!(parse(&bundle(MediaType::V01, &chain, MESSAGE)).is_ok());
}

#[test]
fn v_19_broken_one_more() {
    let many = |max, place: &str| json(ErrorKind::TooManyElements { max }, place);
    assert_eq!(
        parse(&entries(MAX_ENTRIES + 1)).unwrap_err(),
        many(32, "$.verificationMaterial.tlogEntries[32]")
    );
    assert_eq!(
        parse(&timestamps(MAX_TIMESTAMPS + 1)).unwrap_err(),
        many(32, "$.verificationMaterial.timestampVerificationData.rfc3161Timestamps[32]")
    );
    let certificates = vec![r#"{"rawBytes":"MAA="}"#; MAX_CERTIFICATES + 1].join(",");
    let chain = format!(r#""x509CertificateChain":{{"certificates":[{certificates}]}}"#);
    assert_eq!(
        parse(&bundle(MediaType::V01, &chain, MESSAGE)).unwrap_err(),
        many(16, "$.verificationMaterial.x509CertificateChain.certificates[16]")
    );
    let hash = base64(&[1; 32]);
    let hashes = |count| {
        let all = vec![format!("\"{hash}\""); count].join(",");
        let from = format!(r#""hashes":["{hash}"]"#);
        parse(&changed(&good(), &from, &format!(r#""hashes":[{all}]"#)))
    };
    assert!(hashes(64).is_ok());
    assert_eq!(
        hashes(65).unwrap_err(),
        many(64, "$.verificationMaterial.tlogEntries[0].inclusionProof.hashes[64]")
    );
    let text = bundle(MediaType::V03, KEY, ENVELOPE);
    let signatures = ",{}".repeat(32);
    assert_eq!(
        parse(&changed(&text, r#""keyid":"k"}]"#, &format!(r#""keyid":"k"}}{signatures}]"#)))
            .unwrap_err(),
        many(32, "$.dsseEnvelope.signatures[32]")
    );
}

/// The limits hold for a bundle that is put together too, with the same error.
#[test]
fn v_19_broken_one_more_put_together() {
    let many = |max, place: &str| json(ErrorKind::TooManyElements { max }, place);
    let key = || Material::PublicKey { hint: "k".into() };
    let make = |material, entries, timestamps| {
        Bundle::new(MediaType::V01, material, entries, timestamps, message()).err()
    };
    let entries = |count| -> Vec<_> {
        let numbered = |log_index| TransparencyLogEntry { log_index, ..entry() };
        (0..count).map(numbered).collect()
    };
    let timestamps = |count: u8| -> Vec<_> { (0..count).map(|byte| vec![byte]).collect() };
    let chain = |count| Material::Chain(vec![vec![0x30, 0]; count]);
    assert_eq!(make(key(), entries(32), timestamps(32)), None);
    assert_eq!(make(chain(16), vec![], vec![]), None);
    assert_eq!(
        make(key(), entries(33), vec![]),
        Some(many(32, "$.verificationMaterial.tlogEntries[32]"))
    );
    assert_eq!(
        make(key(), vec![], timestamps(33)),
        Some(many(32, "$.verificationMaterial.timestampVerificationData.rfc3161Timestamps[32]"))
    );
    assert_eq!(
        make(chain(17), vec![], vec![]),
        Some(many(16, "$.verificationMaterial.x509CertificateChain.certificates[16]"))
    );
}

#[test]
fn v_19_kept_the_same_index_in_another_log() {
    let id = base64(&[1; 32]);
    let from = format!(r#""keyId":"{id}""#);
    let other = ENTRY.replace(&from, &format!(r#""keyId":"{}""#, base64(&[2; 32])));
    assert!(parse(&changed(&good(), ENTRY, &format!("{ENTRY},{other}"))).is_ok());
    let other = ENTRY.replace("\"42\"", "\"43\"");
    assert!(parse(&changed(&good(), ENTRY, &format!("{ENTRY},{other}"))).is_ok());
}

#[test]
fn v_19_broken_an_entry_stands_twice() {
    let other = ENTRY.replace("\"42\"", "\"43\"");
    let again = ENTRY.replace(r#""integratedTime":"5","#, "");
    let error = refused(ENTRY, &format!("{other},{ENTRY},{again}"));
    let duplicate =
        Error::DuplicateEntry { first: 1, second: 2, log_id: LogId([1; 32]).into(), log_index: 42 };
    assert_eq!(error, duplicate);
}

#[test]
fn v_19_broken_a_timestamp_stands_twice() {
    let other = TIMESTAMP.replace("MAE=", "MAI=");
    let error = refused(TIMESTAMP, &format!("{TIMESTAMP},{other},{TIMESTAMP}"));
    let (first, second) = (0, 2);
    assert_eq!(error, Error::DuplicateTimestamp { first, second });
}

#[test]
fn v_19_broken_more_bytes() {
    let padding = " ".repeat(MAX_BUNDLE - good().len());
    assert!(parse(&format!("{}{padding}", good())).is_ok());
    let large = |bytes, max| json(ErrorKind::TooLarge { bytes, max }, "$");
    assert_eq!(
        parse(&format!("{}{padding} ", good())).unwrap_err(),
        large(MAX_BUNDLE + 1, MAX_BUNDLE)
    );
    let length = good().len();
    assert!(Bundle::parse_with(good().as_bytes(), length).is_ok());
    assert_eq!(
        Bundle::parse_with(good().as_bytes(), length - 1).unwrap_err(),
        large(length, length - 1)
    );
}

#[test]
fn v_19_broken_deeper_or_more_values() {
    let deep = |levels: usize| {
        let array = "[".repeat(levels) + &"]".repeat(levels);
        refused("{", &format!(r#"{{"zz":{array},"#))
    };
    let unknown = || ErrorKind::UnknownMember { name: "zz".into() };
    assert_eq!(deep(7), json(unknown(), "$"));
    let place = format!("$.zz{}", "[0]".repeat(7));
    assert_eq!(deep(8), json(ErrorKind::TooDeep { max: 8 }, &place));
    let values = |count| refused("{", &format!(r#"{{"zz":[{}],"#, vec!["0"; count].join(",")));
    // Beside the members: the whole, the elements of the three arrays, and the new array.
    let others = good().matches("\":").count() + 1 + 3 + 1;
    let most = 4096 - others;
    assert_eq!(values(most), json(unknown(), "$"));
    let Error::Json(error) = values(most + 1) else { panic!() };
    assert_eq!(error.kind, ErrorKind::TooManyValues { max: 4096 });
}

#[test]
fn a_9_a_53_copies_cost_nothing() {
    let entries = repeated(ENTRY, 500, |_| ENTRY.into());
    let large = format!(r#"{{"signedTimestamp":"{}"}}"#, base64(&vec![1; 6000]));
    let timestamps = repeated(TIMESTAMP, 1000, |_| large.clone());
    for text in [entries, timestamps] {
        // The shortest of some runs: another process may take the processor during one.
        let times = (0..5).map(|_| {
            let start = Instant::now();
            let Error::Json(error) = parse(&text).unwrap_err() else { panic!() };
            assert_eq!(error.kind, ErrorKind::TooManyElements { max: 32 });
            start.elapsed()
        });
        assert!(times.min().unwrap() < Duration::from_millis(5));
    }
}

mod writing {
    use proptest::collection::{btree_set, vec};
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::select;
    use sigstore_rekor_types::EntryLogId;

    use super::*;

    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        vec(any::<u8>(), 1..40)
    }

    fn materials() -> impl Strategy<Value = (MediaType, Material)> {
        let key = ".{0,9}".prop_map(|hint| Material::PublicKey { hint });
        let new = prop_oneof![key.clone(), bytes().prop_map(Material::Certificate)];
        let old = prop_oneof![key, vec(bytes(), 1..4).prop_map(Material::Chain)];
        let (v01, v02) = (Just(MediaType::V01), Just(MediaType::V02));
        let (legacy, v03) = (Just(MediaType::V03Legacy), Just(MediaType::V03));
        prop_oneof![(prop_oneof![v01, v02], old), (prop_oneof![legacy, v03], new)]
    }

    fn messages() -> impl Strategy<Value = Content> {
        let digest = (select(&HashAlgorithm::ALL), vec(any::<u8>(), 64))
            .prop_map(|(hash, bytes)| Digest::new(hash, &bytes[..hash.length()]).unwrap());
        (option::of(digest), bytes()).prop_map(|(digest, signature)| {
            Content::Message(MessageSignature { digest, signature })
        })
    }

    /// With the key id that the material allows (V-17): none, or the hint, or any beside a certificate.
    fn envelopes(material: &Material) -> impl Strategy<Value = Content> + use<> {
        let keyid = match material {
            Material::PublicKey { hint } => Just(hint.clone()).boxed(),
            _ => ".{0,9}".boxed(),
        };
        let keyid = option::of(keyid).prop_map(|keyid| keyid.filter(|keyid| !keyid.is_empty()));
        let payload = vec(any::<u8>(), 0..40);
        (payload, ".{1,9}", bytes(), keyid).prop_map(|(payload, payload_type, sig, keyid)| {
            let signature = EnvelopeSignature { sig, keyid };
            Content::Dsse(Envelope { payload, payload_type, signature })
        })
    }

    fn proofs() -> impl Strategy<Value = InclusionProof> {
        let (index, hash) = (0..=9_223_372_036_854_775_807_u64, any::<[u8; 32]>());
        let checkpoint = option::of(".{1,20}");
        (index.clone(), option::of(hash), index, vec(hash, 0..4), checkpoint).prop_map(
            |(log_index, root_hash, tree_size, hashes, checkpoint)| InclusionProof {
                log_index,
                root_hash,
                tree_size,
                hashes,
                checkpoint,
            },
        )
    }

    /// Of this index: no two of a bundle have the same in one log.
    fn entries(log_index: u64) -> impl Strategy<Value = TransparencyLogEntry> {
        let kind_version = (".{1,9}", ".{1,9}");
        let promise = option::of(bytes());
        let parts = (bytes(), kind_version, any::<i64>(), promise, option::of(proofs()), bytes());
        parts.prop_map(move |(id, (kind, version), time, promise, proof, body)| {
            TransparencyLogEntry {
                log_index,
                log_id: EntryLogId(id),
                kind_version: KindVersion { kind, version },
                integrated_time: time,
                inclusion_promise: promise,
                inclusion_proof: proof,
                canonicalized_body: body,
            }
        })
    }

    fn bundles() -> impl Strategy<Value = Bundle> {
        let content = |(media_type, material): (MediaType, Material)| {
            let content = prop_oneof![messages(), envelopes(&material)];
            (Just(media_type), Just(material), content)
        };
        let indexes = btree_set(0..=9_223_372_036_854_775_807_u64, 0..4);
        let entries =
            indexes.prop_flat_map(|indexes| indexes.into_iter().map(entries).collect::<Vec<_>>());
        let timestamps = btree_set(bytes(), 0..4);
        (materials().prop_flat_map(content), entries, timestamps).prop_map(
            |((media_type, material, content), entries, timestamps)| {
                let timestamps = timestamps.into_iter().collect();
                Bundle::new(media_type, material, entries, timestamps, content).unwrap()
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bundle in bundles()) {
            prop_assert_eq!(parse(&bundle.to_json()), Ok(bundle));
        }
    }
}
