use der::Tag;
use der::asn1::ObjectIdentifier;
use sigstore_tsa::{Error, Timestamp};

use crate::node::Node;
use crate::sample::{
    CONTENT, INFO, NONCE, RESPONSE, SIGNED_DATA, TOKEN, at, authority, changed, checked, refused,
    replaced,
};
use crate::v_41::{tag, trailing};

fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).unwrap()
}

#[test]
fn v_42_kept_a_real_answer() {
    assert_eq!(checked(RESPONSE, &authority()), Ok(()));
    let timestamp = Timestamp::parse(RESPONSE).unwrap();
    assert_eq!(timestamp.policy().to_string(), "1.2.3.4");
    assert_eq!(timestamp.serial(), [0x0b]);
    assert_eq!(timestamp.nonce(), Some(&NONCE.to_be_bytes()[..]));
    assert_eq!(timestamp.certificates().len(), 2);
    assert_eq!(timestamp.signer().to_string(), "serial number 1234");
}

#[test]
fn v_42_kept_the_token_alone() {
    let token = Node::parse(RESPONSE).at(TOKEN).der();
    let timestamp = Timestamp::parse_token(&token).unwrap();
    assert_eq!(timestamp.check_signer(&authority(), &sigstore_crypto::AwsLcSuite), Ok(()));
}

#[test]
fn v_42_broken_content_types() {
    let signed_data = oid("1.2.840.113549.1.7.2");
    let tst_info = oid("1.2.840.113549.1.9.16.1.4");
    for (path, structure, expected) in [
        (at(TOKEN, &[0]), "ContentInfo", signed_data),
        (at(CONTENT, &[0]), "EncapsulatedContentInfo", tst_info),
    ] {
        // id-data
        let found = oid("1.2.840.113549.1.7.1");
        let error = refused(&replaced(&path, found.as_bytes()));
        assert_eq!(error, Error::ContentType { structure, found, expected });
        assert!(error.is_malformed());
    }
}

#[test]
fn v_42_broken_versions() {
    for (path, structure, expected) in
        [(at(SIGNED_DATA, &[0]), "SignedData", 3), (at(INFO, &[0]), "TSTInfo", 1)]
    {
        for found in [expected - 1, expected + 1] {
            let error = refused(&replaced(&path, &[found]));
            assert_eq!(error, Error::Version { structure, found, expected });
            assert!(error.is_malformed());
        }
    }
}

#[test]
fn v_42_broken_no_content() {
    let error = refused(&changed(CONTENT, |content| content.children().truncate(1)));
    assert!(matches!(error, Error::Der(_)), "{error}");
}

#[test]
fn v_42_broken_content_in_a_constructed_string() {
    // BER writes a string in pieces; DER does not.
    let response = changed(&at(CONTENT, &[1, 0]), |string| {
        string.tag = 0x24;
    });
    assert!(matches!(refused(&response), Error::Der(_)));
}

#[test]
fn v_42_broken_bytes_after_a_part() {
    for path in [INFO, SIGNED_DATA, CONTENT, TOKEN] {
        let more = changed(path, |node| node.children().push(Node::bytes(0x05, &[])));
        let error = refused(&more);
        let Error::Der(error) = error else { panic!("{error}") };
        let kind = error.kind();
        assert!(matches!(kind, der::ErrorKind::TrailingData { .. }), "{kind}");
    }
}

#[test]
fn v_42_accepted_the_optional_parts_of_the_statement_in_every_number() {
    // accuracy, ordering, nonce and tsa are there; from the last one on they go.
    for left in (5..=9).rev() {
        let response = changed(INFO, |info| info.children().truncate(left));
        let timestamp = Timestamp::parse(&response).unwrap();
        assert_eq!(timestamp.nonce().is_some(), left >= 8, "{left}");
    }
}

#[test]
fn v_42_accepted_revocation_lists_and_unsigned_attributes_that_are_not_read() {
    let response = changed(SIGNED_DATA, |data| {
        let crls = Node::nodes(0xa1, &[Node::nodes(0x30, &[])]);
        data.children().insert(4, crls);
        let unsigned = Node::nodes(0xa1, &[Node::nodes(0x30, &[])]);
        data.at(&[5, 0]).children().push(unsigned);
    });
    assert_eq!(checked(&response, &authority()), Ok(()));
}

#[test]
fn v_42_accepted_no_certificates_or_an_empty_set() {
    let removed = changed(SIGNED_DATA, |data| drop(data.children().remove(3)));
    let emptied = changed(&at(SIGNED_DATA, &[3]), |set| set.children().clear());
    for response in [removed, emptied] {
        assert_eq!(checked(&response, &authority()), Ok(()));
        assert!(Timestamp::parse(&response).unwrap().certificates().is_empty());
    }
}

#[test]
fn v_42_broken_an_ordering_that_is_written_and_false() {
    let error = refused(&replaced(&at(INFO, &[6]), &[0]));
    let kind = der::ErrorKind::Noncanonical { tag: Tag::Boolean };
    assert!(matches!(error, Error::Der(error) if error.kind() == kind), "{error}");
}

fn extensions(critical: Option<u8>) -> Vec<u8> {
    changed(INFO, |info| {
        let mut extension = vec![Node::bytes(0x06, oid("1.3.6.1.5.5.7.1.3").as_bytes())];
        extension.extend(critical.map(|octet| Node::bytes(0x01, &[octet])));
        extension.push(Node::bytes(0x04, &[]));
        let extensions = Node::nodes(0xa1, &[Node::nodes(0x30, &extension)]);
        info.children().push(extensions);
    })
}

#[test]
fn v_42_kept_an_extension_that_may_be_ignored() {
    assert!(Timestamp::parse(&extensions(None)).is_ok());
}

#[test]
fn v_42_broken_a_critical_extension() {
    let error = refused(&extensions(Some(0xff)));
    let oid = oid("1.3.6.1.5.5.7.1.3");
    assert_eq!(error, Error::CriticalExtension { oid });
    assert!(!error.is_malformed());
    assert!(matches!(refused(&extensions(Some(0))), Error::Der(_)));
}

#[test]
fn v_42_broken_more_extensions_than_are_read() {
    let with = |number: usize| {
        let mut response = Node::parse(&extensions(None));
        let all = response.at(&at(INFO, &[9])).children();
        *all = vec![all[0].clone(); number];
        response.der()
    };
    assert!(Timestamp::parse(&with(16)).is_ok());
    let error = refused(&with(17));
    assert!(matches!(error, Error::TooMany { max: 16, .. }), "{error}");
}

#[test]
fn v_42_broken_a_statement_of_another_type() {
    let error = refused(&changed(INFO, |info| info.tag = 0x31));
    assert_eq!(error, tag(Tag::Sequence, Tag::Set, 74));
    let two = changed(&at(CONTENT, &[1, 0]), |string| {
        string.children().push(Node::bytes(0x05, &[]));
    });
    assert_eq!(refused(&two), trailing(207, 2));
}

#[test]
fn v_42_broken_no_bit_changes_what_is_stated() {
    let original = Timestamp::parse(RESPONSE).unwrap();
    let signer = authority();
    let mut response = RESPONSE.to_vec();
    let mut accepted = 0;
    for index in 0..response.len() {
        for bit in 0..8 {
            response[index] ^= 1 << bit;
            if checked(&response, &signer).is_ok() {
                accepted += 1;
                let timestamp = Timestamp::parse(&response).unwrap();
                assert_eq!(timestamp.time(), original.time());
                assert_eq!(timestamp.imprint(), original.imprint());
                assert_eq!(timestamp.serial(), original.serial());
                assert_eq!(timestamp.policy(), original.policy());
                assert_eq!(timestamp.nonce(), original.nonce());
            }
            response[index] ^= 1 << bit;
        }
    }
    // What no signature covers: the status, digestAlgorithms, the root certificate.
    assert!(accepted > 0);
}
