use der::{ErrorKind, Length, Tag};
use sigstore_tsa::{Error, Failure, MAX_CERTIFICATES, MAX_RESPONSE, Status, Timestamp};

use crate::node::{Body, Node};
use crate::sample::{CERTIFICATES, INFO, RESPONSE, STATUS, TOKEN, at, changed, refused, replaced};

/// The error at a byte.
pub(crate) fn der(kind: ErrorKind, byte: u32) -> Error {
    Error::Der(kind.at(Length::new(byte)))
}

/// The error of one tag where another was expected.
pub(crate) fn tag(expected: Tag, actual: Tag, byte: u32) -> Error {
    let expected = Some(expected);
    der(ErrorKind::TagUnexpected { expected, actual }, byte)
}

/// The error of bytes after the last value.
pub(crate) fn trailing(decoded: u32, remaining: u32) -> Error {
    let (decoded, remaining) = (Length::new(decoded), Length::new(remaining));
    der(ErrorKind::TrailingData { decoded, remaining }, u32::from(decoded))
}

#[test]
fn v_41_kept_granted_with_and_without_changes() {
    for status in [0, 1] {
        assert!(Timestamp::parse(&replaced(&at(STATUS, &[0]), &[status])).is_ok());
    }
}

#[test]
fn v_41_kept_a_granted_answer_may_have_words() {
    let response = changed(STATUS, |status| {
        let text = Node::bytes(0x0c, b"Operation Okay");
        status.children().push(Node::nodes(0x30, &[text]));
    });
    assert!(Timestamp::parse(&response).is_ok());
}

#[test]
fn v_41_broken_every_other_status_is_a_refusal() {
    for (number, status) in [
        (2, Status::Rejection),
        (3, Status::Waiting),
        (4, Status::RevocationWarning),
        (5, Status::RevocationNotification),
        (6, Status::Unknown(6)),
    ] {
        let error = refused(&replaced(&at(STATUS, &[0]), &[number]));
        let (failures, text) = (Vec::new(), String::new());
        assert_eq!(error, Error::NotGranted { status, failures, text });
        assert!(!error.is_malformed());
    }
}

#[test]
fn v_41_broken_a_refusal_tells_its_reasons() {
    let mut response = Node::parse(RESPONSE);
    let text = |text: &[u8]| Node::bytes(0x0c, text);
    *response.at(STATUS) = Node::nodes(
        0x30,
        &[
            Node::bytes(0x02, &[2]),
            Node::nodes(0x30, &[text(b"not"), text(b"today")]),
            // Bits 0, 1, 2, 5, 14, 15, 16, 17 and 25.
            Node::bytes(0x03, &[6, 0b1110_0100, 0b11, 0b1100_0000, 0b0100_0000]),
        ],
    );
    // Without a token, as real refusals are.
    response.children().truncate(1);
    assert_eq!(
        refused(&response.der()),
        Error::NotGranted {
            status: Status::Rejection,
            failures: vec![
                Failure::BadAlg,
                Failure::Unknown(1),
                Failure::BadRequest,
                Failure::BadDataFormat,
                Failure::TimeNotAvailable,
                Failure::UnacceptedPolicy,
                Failure::UnacceptedExtension,
                Failure::AddInfoNotAvailable,
                Failure::SystemFailure,
            ],
            text: "not today".into(),
        }
    );
}

#[test]
fn v_41_broken_the_words_of_a_refusal_are_shortened_and_counted() {
    let refusal = |texts: &[Node]| {
        let parts = [Node::bytes(0x02, &[2]), Node::nodes(0x30, texts)];
        refused(&Node::nodes(0x30, &[Node::nodes(0x30, &parts)]).der())
    };
    let long = Node::bytes(0x0c, "é".repeat(81).as_bytes());
    let Error::NotGranted { text, .. } = refusal(&[long]) else {
        panic!("not a refusal");
    };
    assert_eq!(text, "é".repeat(80));

    let short = Node::bytes(0x0c, b"a");
    let Error::NotGranted { text, .. } = refusal(&vec![short.clone(); 16]) else {
        panic!("not a refusal");
    };
    assert_eq!(text, "a ".repeat(16).trim_end());
    let (offset, max) = (57, 16);
    assert_eq!(refusal(&vec![short; 17]), Error::TooMany { offset, max });
    assert_eq!(refusal(&[Node::bytes(0x13, b"a")]), tag(Tag::Utf8String, Tag::PrintableString, 9));
}

#[test]
fn v_41_broken_granted_without_a_token() {
    let mut response = Node::parse(RESPONSE);
    response.children().truncate(1);
    assert_eq!(refused(&response.der()), incomplete(8, 7));
}

/// The error of an end where more was expected.
fn incomplete(expected: u32, actual: u32) -> Error {
    let (expected_len, actual_len) = (Length::new(expected), Length::new(actual));
    der(ErrorKind::Incomplete { expected_len, actual_len }, actual)
}

#[test]
fn v_41_broken_a_bare_token_is_no_answer() {
    let token = Node::parse(RESPONSE).at(TOKEN).der();
    assert!(Timestamp::parse_token(&token).is_ok());
    assert_eq!(refused(&token), tag(Tag::Sequence, Tag::ObjectIdentifier, 4));
    let error = Timestamp::parse_token(RESPONSE).unwrap_err();
    assert_eq!(error, tag(Tag::ObjectIdentifier, Tag::Sequence, 4));
}

#[test]
fn v_41_broken_bytes_after_the_answer_or_inside_it() {
    let length = RESPONSE.len() as u32;
    assert_eq!(refused(&[RESPONSE, &[0]].concat()), trailing(length, 1));

    let more = changed(&[], |response| response.children().push(Node::bytes(0x05, &[])));
    assert_eq!(refused(&more), trailing(length, 2));

    let more = changed(STATUS, |status| status.children().push(Node::bytes(0x05, &[])));
    assert_eq!(refused(&more), trailing(9, 2));
}

#[test]
fn v_41_broken_every_truncation() {
    for length in 0..RESPONSE.len() {
        let error = refused(&RESPONSE[..length]);
        assert!(matches!(error, Error::Der(_)), "{length}: {error}");
        assert!(error.is_malformed());
    }
}

#[test]
fn v_41_broken_lengths_that_are_not_der() {
    // The status, 30 03 02 01 00, with its length in two octets, and with an indefinite one.
    for (status, kind, byte) in [
        (&[0x30, 0x81, 0x03, 2, 1, 0][..], ErrorKind::Length { tag: Tag::Sequence }, 5),
        (&[0x30, 0x80, 2, 1, 0, 0, 0], ErrorKind::IndefiniteLength, 4),
    ] {
        let response = [&[0x30, status.len() as u8], status].concat();
        let error = refused(&response);
        assert_eq!(error, der(kind, byte));
    }
}

#[test]
fn v_41_broken_an_integer_that_is_not_minimal() {
    let serial = at(INFO, &[3]);
    for (serial_number, is_der) in [
        (&[0x00, 0x80][..], true),
        (&[0xff, 0x7f], true),
        (&[0x00, 0x7f], false),
        (&[0xff, 0x80], false),
        (&[], false),
    ] {
        let response = replaced(&serial, serial_number);
        let outcome = Timestamp::parse(&response).map(|timestamp| timestamp.serial().to_vec());
        let expected = is_der.then(|| serial_number.to_vec());
        assert_eq!(outcome.as_ref().ok(), expected.as_ref(), "{outcome:?}");
    }
}

#[test]
fn v_41_broken_too_many_bytes() {
    assert_eq!(MAX_RESPONSE, 65_536);
    let padded = |bytes: usize| {
        let padding = vec![0; bytes - RESPONSE.len()];
        [RESPONSE, &padding].concat()
    };
    let max = MAX_RESPONSE;
    let trailing_bytes = (max - RESPONSE.len()) as u32;
    let longest = refused(&padded(max));
    assert_eq!(longest, trailing(RESPONSE.len() as u32, trailing_bytes));
    let bytes = max + 1;
    assert_eq!(refused(&padded(bytes)), Error::TooLong { bytes, max });
    let token = Timestamp::parse_token(&padded(bytes)).unwrap_err();
    assert_eq!(token, Error::TooLong { bytes, max });
}

#[test]
fn v_41_broken_more_certificates_than_are_read() {
    assert_eq!(MAX_CERTIFICATES, 16);
    let with = |certificates: usize| {
        changed(CERTIFICATES, |set| {
            let first = set.children()[0].clone();
            set.body = Body::Nodes(vec![first; certificates]);
        })
    };
    let sixteen = with(16);
    let timestamp = Timestamp::parse(&sixteen).unwrap();
    assert_eq!(timestamp.certificates().len(), 16);
    let error = refused(&with(17));
    assert!(matches!(error, Error::TooMany { max: 16, .. }), "{error}");
    assert!(error.is_malformed());
}
