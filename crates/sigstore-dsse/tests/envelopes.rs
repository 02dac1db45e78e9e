//! Envelopes: one signature, two optional members, one spelling out.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use sigstore_dsse::{Envelope, EnvelopeSignature, Error, MAX_ENVELOPE, MAX_SIGNATURES};
use sigstore_json::{ErrorKind, canonical};
use sigstore_traits::Refusal;

const ENVELOPE: &str =
    r#"{"payload":"aGk=","payloadType":"text","signatures":[{"keyid":"k","sig":"AQI="}]}"#;

fn parse(text: &str) -> Result<Envelope, Error> {
    Envelope::parse(text.as_bytes())
}

/// The error for an envelope in which `from` is replaced.
fn refused(from: &str, to: &str) -> Error {
    assert!(ENVELOPE.contains(from));
    parse(&ENVELOPE.replacen(from, to, 1)).unwrap_err()
}

fn json(kind: ErrorKind, place: &str) -> Error {
    let place = place.into();
    Error::Json(sigstore_json::Error { kind, place })
}

fn missing(name: &'static str, place: &str) -> Error {
    json(ErrorKind::MissingMember { name }, place)
}

fn count(place: &str, count: usize) -> Error {
    let place = place.into();
    Error::SignatureCount { place, count }
}

#[test]
fn v_16_kept_an_envelope_with_one_signature() {
    let envelope = parse(ENVELOPE).unwrap();
    let expected = Envelope {
        payload: b"hi".into(),
        payload_type: "text".into(),
        signature: EnvelopeSignature { sig: vec![1, 2], keyid: Some("k".into()) },
    };
    assert_eq!(envelope, expected);
    assert_eq!(canonical(&envelope.to_value()), ENVELOPE);
    assert_eq!(envelope.pae().to_vec(), b"DSSEv1 4 text 2 hi");
}

#[test]
fn v_16_broken_no_signature_or_an_empty_one() {
    let signature = r#"{"keyid":"k","sig":"AQI="}"#;
    assert_eq!(refused(signature, ""), count("$.signatures", 0));
    assert_eq!(refused(r#""sig":"AQI=""#, r#""sig":"""#), missing("sig", "$.signatures[0]"));
    assert_eq!(refused(r#","sig":"AQI=""#, ""), missing("sig", "$.signatures[0]"));
    let all = format!(r#","signatures":[{signature}]"#);
    assert_eq!(refused(&all, ""), missing("signatures", "$"));
}

#[test]
fn a_46_two_signatures() {
    let error = refused("]", r#",{"sig":"AQI="}]"#);
    assert_eq!(error, count("$.signatures", 2));
    assert_eq!(error.rule().id, "V-16");
    assert_eq!(error.code(), "dsse-signature-count");
    assert_eq!(
        error.to_string(),
        "the envelope has not one signature at $.signatures: found 2, expected 1 (V-16)"
    );
}

#[test]
fn a_9_signatures_are_limited_while_they_are_read() {
    let more = |count| vec!["{}"; count].join(",");
    let at_most = refused("]", &format!(",{}]", more(MAX_SIGNATURES - 1)));
    assert_eq!(at_most, count("$.signatures", MAX_SIGNATURES));
    let kind = ErrorKind::TooManyElements { max: MAX_SIGNATURES };
    let too_many = refused("]", &format!(",{}]", more(MAX_SIGNATURES)));
    assert_eq!(too_many, json(kind, "$.signatures[32]"));
}

#[test]
fn v_107_accepted_any_key_id_and_none() {
    for (keyid, read) in [
        (r#""keyid":"\u0000","#, Some("\0")),
        (r#""keyid":"","#, None),
        (r#""keyid":null,"#, None),
        ("", None),
    ] {
        let envelope = parse(&ENVELOPE.replace(r#""keyid":"k","#, keyid)).unwrap();
        assert_eq!(envelope.signature.keyid.as_deref(), read);
    }
}

#[test]
fn v_6_kept_an_empty_payload_may_be_absent() {
    for payload in ["", r#""payload":"","#, r#""payload":null,"#] {
        let envelope = parse(&ENVELOPE.replace(r#""payload":"aGk=","#, payload)).unwrap();
        assert_eq!(envelope.payload, b"");
        assert!(canonical(&envelope.to_value()).contains(r#""payload":"""#));
    }
}

#[test]
fn v_6_broken_another_member_or_no_type() {
    let unknown = || ErrorKind::UnknownMember { name: "zz".into() };
    assert_eq!(refused("{", r#"{"zz":0,"#), json(unknown(), "$"));
    let signature = r#"{"zz":0,"keyid""#;
    assert_eq!(refused(r#"{"keyid""#, signature), json(unknown(), "$.signatures[0]"));
    assert_eq!(refused(r#""payloadType":"text","#, ""), missing("payloadType", "$"));
    assert_eq!(refused("text", ""), missing("payloadType", "$"));
}

#[test]
fn v_7_broken_bytes_are_no_base64_or_a_member_stands_twice() {
    let base64 = |place| json(ErrorKind::Base64 { length: 5 }, place);
    assert_eq!(refused("AQI=", "AQI=="), base64("$.signatures[0].sig"));
    assert_eq!(refused("aGk=", "aGk=="), base64("$.payload"));
    let kind = ErrorKind::DuplicateMember { name: "payload".into() };
    assert_eq!(refused("{", r#"{"payload":"","#), json(kind, "$"));
}

#[test]
fn v_19_broken_an_envelope_is_limited_before_it_is_read() {
    let padding = " ".repeat(MAX_ENVELOPE - ENVELOPE.len());
    assert!(parse(&format!("{ENVELOPE}{padding}")).is_ok());
    let kind = ErrorKind::TooLarge { bytes: MAX_ENVELOPE + 1, max: MAX_ENVELOPE };
    let error = parse(&format!("{ENVELOPE}{padding} ")).unwrap_err();
    assert_eq!(error, json(kind, "$"));
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        payload: Vec<u8>,
        payload_type in ".{1,9}",
        sig in proptest::collection::vec(any::<u8>(), 1..9),
        keyid in proptest::option::of(".{1,9}"),
    ) {
        let signature = EnvelopeSignature { sig, keyid };
        let envelope = Envelope { payload, payload_type, signature };
        prop_assert_eq!(parse(&canonical(&envelope.to_value())), Ok(envelope));
    }
}
