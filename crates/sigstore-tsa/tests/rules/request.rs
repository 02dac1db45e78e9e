use std::collections::HashSet;

use der::Tag;
use sigstore_traits::Digest;
use sigstore_tsa::{Error, MAX_REQUEST, TimestampRequest};

use crate::node::Node;
use crate::sample::{HELLO, NONCE, REQUEST};
use crate::v_41::trailing;

fn changed(change: impl FnOnce(&mut Node)) -> Vec<u8> {
    let mut request = Node::parse(REQUEST);
    change(&mut request);
    request.der()
}

#[test]
fn v_43_kept_a_real_request() {
    let request = TimestampRequest::parse(REQUEST).unwrap();
    assert_eq!(request.imprint(), Digest::Sha256(HELLO));
    assert_eq!(request.nonce(), Some(&NONCE.to_be_bytes()[..]));
    assert_eq!(request.policy(), None);
    assert!(request.wants_certificate());
    assert_eq!(request.to_der(), REQUEST);
    let written = TimestampRequest::new(Digest::Sha256(HELLO), NONCE);
    assert!(!written.wants_certificate());
    assert_eq!(written.with_certificate().to_der(), REQUEST);
}

#[test]
fn a_nonce_is_written_in_the_fewest_octets_that_keep_it_positive() {
    for (nonce, octets) in [
        (0, &[0][..]),
        (1, &[1]),
        (0x7f, &[0x7f]),
        (0x80, &[0x00, 0x80]),
        (0x0100, &[0x01, 0x00]),
        (0x8000, &[0x00, 0x80, 0x00]),
        (u64::MAX, &[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ] {
        let request = TimestampRequest::new(Digest::Sha256(HELLO), nonce);
        assert_eq!(request.nonce(), Some(octets));
        let der = request.to_der();
        assert_eq!(TimestampRequest::parse(&der), Ok(request));
        assert_eq!(Node::parse(&der).at(&[2]).content(), octets);
    }
}

#[test]
fn what_is_written_is_what_was_read() {
    let policy = Node::bytes(0x06, &[0x2a, 0x03, 0x04]);
    let extension = |length: usize| {
        let parts = [Node::bytes(0x06, &[0x2a, 0x03]), Node::bytes(0x04, &vec![0; length])];
        Node::nodes(0xa0, &[Node::nodes(0x30, &parts)])
    };
    for request in [
        changed(|_| {}),
        changed(|request| request.children().truncate(2)),
        changed(|request| drop(request.children().remove(2))),
        changed(|request| drop(request.children().remove(3))),
        changed(|request| request.children().insert(2, policy)),
        // Lengths of one, two and three octets.
        changed(|request| request.children().push(extension(40))),
        changed(|request| request.children().push(extension(100))),
        changed(|request| request.children().push(extension(300))),
    ] {
        let read = TimestampRequest::parse(&request).unwrap();
        assert_eq!(read.to_der(), request);
        let extended = Node::parse(&request).children().iter().any(|child| child.tag == 0xa0);
        assert_eq!(read.has_extensions(), extended);
    }
    for digest in [Digest::Sha384([7; 48]), Digest::Sha512([7; 64])] {
        let request = TimestampRequest::new(digest, 1);
        assert_eq!(TimestampRequest::parse(&request.to_der()), Ok(request));
    }
    let with_policy = changed(|request| {
        request.children().insert(2, Node::bytes(0x06, &[0x2a, 0x03, 0x04]));
    });
    let request = TimestampRequest::parse(&with_policy).unwrap();
    assert_eq!(request.policy().unwrap().to_string(), "1.2.3.4");
}

#[test]
fn lengths_of_every_form_are_written() {
    let mut contents = HashSet::new();
    // The content of the whole has 117 to 136 octets, then 230 to 279.
    for length in (40..60).chain(150..200) {
        let parts = [Node::bytes(0x06, &[0x2a, 0x03]), Node::bytes(0x04, &vec![0; length])];
        let extensions = Node::nodes(0xa0, &[Node::nodes(0x30, &parts)]);
        let request = changed(|request| request.children().push(extensions));
        assert_eq!(TimestampRequest::parse(&request).unwrap().to_der(), request);
        contents.insert(Node::parse(&request).content().len());
    }
    for boundary in [127, 128, 255, 256] {
        assert!(contents.contains(&boundary), "{boundary}");
    }
}

#[test]
fn v_42_broken_another_version_of_the_request() {
    for found in [0, 2] {
        let request = changed(|request| *request.at(&[0]) = Node::bytes(0x02, &[found]));
        let (structure, expected) = ("TimeStampReq", 1);
        let error = TimestampRequest::parse(&request).unwrap_err();
        assert_eq!(error, Error::Version { structure, found, expected });
    }
}

#[test]
fn v_41_broken_a_request_that_is_not_der() {
    let error = |request: &[u8]| TimestampRequest::parse(request).unwrap_err();
    let length = REQUEST.len() as u32;
    assert_eq!(error(&[REQUEST, &[0]].concat()), trailing(length, 1));
    let written_false = changed(|request| *request.at(&[3]) = Node::bytes(0x01, &[0]));
    let kind = der::ErrorKind::Noncanonical { tag: Tag::Boolean };
    assert!(matches!(error(&written_false), Error::Der(error) if error.kind() == kind));
    for length in 0..REQUEST.len() {
        assert!(matches!(error(&REQUEST[..length]), Error::Der(_)));
    }
}

#[test]
fn v_42_broken_a_critical_extension_of_the_request() {
    let oid = der::asn1::ObjectIdentifier::new("1.2.3").unwrap();
    let parts =
        [Node::bytes(0x06, oid.as_bytes()), Node::bytes(0x01, &[0xff]), Node::bytes(0x04, &[])];
    let extensions = Node::nodes(0xa0, &[Node::nodes(0x30, &parts)]);
    let request = changed(|request| request.children().push(extensions));
    let error = TimestampRequest::parse(&request).unwrap_err();
    assert_eq!(error, Error::CriticalExtension { oid });
}

#[test]
fn v_41_broken_too_many_bytes_of_a_request() {
    assert_eq!(MAX_REQUEST, 4096);
    let max = MAX_REQUEST;
    let padded = |bytes: usize| [REQUEST, &vec![0; bytes - REQUEST.len()]].concat();
    let error = |bytes| TimestampRequest::parse(&padded(bytes)).unwrap_err();
    let rest = (max - REQUEST.len()) as u32;
    assert_eq!(error(max), trailing(REQUEST.len() as u32, rest));
    let bytes = max + 1;
    assert_eq!(error(bytes), Error::TooLong { bytes, max });
}
