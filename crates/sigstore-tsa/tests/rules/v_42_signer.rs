use aws_lc_rs::signature::{
    ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING, RSA_PKCS1_SHA256,
    RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
};
use der::Tag;
use der::asn1::ObjectIdentifier;
use sigstore_crypto::AwsLcSuite;
use sigstore_traits::{
    Digest, HashAlgorithm, KeyAlgorithm, SignatureError, SignatureScheme, SignatureSuite,
};
use sigstore_tsa::{AlgorithmUse, Error, Mismatch, Timestamp};

use crate::node::{Body, Node};
use crate::sample::{
    ATTRIBUTES, CERTIFICATE, CONTENT_TYPE, Forger, INFO, MESSAGE_DIGEST, RESPONSE, SHA1_CERT_ID,
    SIGNER, SIGNER_INFOS, SIGNING_CERTIFICATE, at, authority, changed, checked, refused, replaced,
};

const SHA256: &str = "2.16.840.1.101.3.4.2.1";
const SHA384: &str = "2.16.840.1.101.3.4.2.2";
const SHA512: &str = "2.16.840.1.101.3.4.2.3";

fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).unwrap()
}

fn algorithm(dotted: &str, parameters: Option<Node>) -> Node {
    let mut parts = vec![Node::bytes(0x06, oid(dotted).as_bytes())];
    parts.extend(parameters);
    Node::nodes(0x30, &parts)
}

fn null() -> Option<Node> {
    Some(Node::bytes(0x05, &[]))
}

/// Names the algorithms, and puts the digest of the content where it belongs.
fn with_algorithms(response: &mut Node, hash: HashAlgorithm, digest: &Node, signature: &Node) {
    let content = response.at(INFO).der();
    let content = AwsLcSuite.digest(hash, &[&content]);
    let attribute = response.at(&at(ATTRIBUTES, &[MESSAGE_DIGEST, 1, 0]));
    attribute.body = Body::Bytes(content.as_bytes().to_vec());
    *response.at(&at(SIGNER, &[2])) = digest.clone();
    *response.at(&at(SIGNER, &[4])) = signature.clone();
}

#[test]
fn v_42_kept_every_signature_algorithm() {
    let ecdsa_p384 = Forger::ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING);
    let ecdsa_p521 = Forger::ecdsa(&ECDSA_P521_SHA512_ASN1_SIGNING);
    let (rsa256, rsa384, rsa512) = (
        Forger::rsa(&RSA_PKCS1_SHA256),
        Forger::rsa(&RSA_PKCS1_SHA384),
        Forger::rsa(&RSA_PKCS1_SHA512),
    );
    for (forger, digest, signature, parameters) in [
        (&Forger::sha256(), SHA256, "1.2.840.10045.4.3.2", None),
        (&ecdsa_p384, SHA384, "1.2.840.10045.4.3.3", None),
        (&ecdsa_p521, SHA512, "1.2.840.10045.4.3.4", None),
        (&rsa256, SHA256, "1.2.840.113549.1.1.11", null()),
        (&rsa384, SHA384, "1.2.840.113549.1.1.12", null()),
        (&rsa512, SHA512, "1.2.840.113549.1.1.13", null()),
        (&rsa256, SHA256, "1.2.840.113549.1.1.11", None),
        (&rsa256, SHA256, "1.2.840.113549.1.1.1", null()),
        (&rsa384, SHA384, "1.2.840.113549.1.1.1", null()),
        (&rsa512, SHA512, "1.2.840.113549.1.1.1", None),
        (&Forger::ed25519(), SHA512, "1.3.101.112", None),
    ] {
        let hash = match digest {
            SHA256 => HashAlgorithm::Sha256,
            SHA384 => HashAlgorithm::Sha384,
            _ => HashAlgorithm::Sha512,
        };
        for digest_parameters in [None, null()] {
            let digest = algorithm(digest, digest_parameters);
            let signature = algorithm(signature, parameters.clone());
            let change = |response: &mut Node| {
                with_algorithms(response, hash, &digest, &signature);
            };
            assert_eq!(forger.check(change), Ok(()), "{signature:?}");
        }
    }
}

#[test]
fn v_42_broken_algorithms_that_are_not_supported() {
    let wrong = |place: usize, node: Node| {
        let response = changed(&at(SIGNER, &[place]), |algorithm| *algorithm = node);
        checked(&response, &authority())
    };
    let unsupported = |purpose, dotted, parameters| {
        let oid = oid(dotted);
        Err(Error::UnsupportedAlgorithm { purpose, oid, parameters })
    };
    // SHA-1, and SHA-256 with parameters that are not NULL.
    let (digest, signature) = (AlgorithmUse::Digest, AlgorithmUse::Signature);
    let sha1 = "1.3.14.3.2.26";
    assert_eq!(wrong(2, algorithm(sha1, None)), unsupported(digest, sha1, false));
    let octets = || Some(Node::bytes(0x04, &[]));
    assert_eq!(wrong(2, algorithm(SHA256, octets())), unsupported(digest, SHA256, true));
    // ECDSA with SHA-1, RSA-PSS, ECDSA with NULL, Ed25519 with NULL, RSA with an OCTET STRING.
    for (dotted, parameters) in [
        ("1.2.840.10045.4.1", None),
        ("1.2.840.113549.1.1.10", None),
        ("1.2.840.10045.4.3.2", null()),
        ("1.3.101.112", null()),
        ("1.2.840.113549.1.1.11", octets()),
        ("1.2.840.113549.1.1.1", octets()),
    ] {
        let has_parameters = parameters.is_some();
        let outcome = wrong(4, algorithm(dotted, parameters));
        assert_eq!(outcome, unsupported(signature, dotted, has_parameters));
        assert!(!outcome.unwrap_err().is_malformed());
    }
}

#[test]
fn v_42_broken_a_signature_over_another_digest() {
    for (dotted, signature) in [
        ("1.2.840.10045.4.3.3", HashAlgorithm::Sha384),
        ("1.2.840.113549.1.1.13", HashAlgorithm::Sha512),
        ("1.3.101.112", HashAlgorithm::Sha512),
    ] {
        let response = changed(&at(SIGNER, &[4]), |node| *node = algorithm(dotted, None));
        let digest = HashAlgorithm::Sha256;
        let outcome = checked(&response, &authority());
        assert_eq!(outcome, Err(Error::HashMismatch { digest, signature }));
        assert!(!outcome.unwrap_err().is_malformed());
    }
}

#[test]
fn v_42_broken_a_scheme_that_the_key_does_not_have() {
    let response = changed(&at(SIGNER, &[4]), |node| {
        *node = algorithm("1.2.840.113549.1.1.11", None);
    });
    let key = KeyAlgorithm::EcdsaP256;
    let scheme = SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256);
    assert_eq!(
        checked(&response, &authority()),
        Err(Error::Signature(SignatureError::Unsupported { key, scheme }))
    );
}

#[test]
fn v_42_broken_not_exactly_one_signer() {
    let with = |signers: usize| {
        changed(SIGNER_INFOS, |set| {
            let first = set.children()[0].clone();
            set.body = Body::Nodes(vec![first; signers]);
        })
    };
    assert!(Timestamp::parse(&with(1)).is_ok());
    for signers in [0, 2, 16] {
        let error = refused(&with(signers));
        assert_eq!(error, Error::SignerCount { signers });
        assert!(error.is_malformed());
    }
    assert!(matches!(refused(&with(17)), Error::TooMany { max: 16, .. }));
}

#[test]
fn v_42_broken_a_second_signer_that_is_none() {
    let error = refused(&changed(SIGNER_INFOS, |set| {
        set.children().push(Node::bytes(0x05, &[]));
    }));
    assert!(matches!(error, Error::Der(_)), "{error}");
}

#[test]
fn v_42_broken_the_version_of_the_signer() {
    for found in [0, 2, 3] {
        let error = refused(&replaced(&at(SIGNER, &[0]), &[found]));
        let (structure, expected) = ("SignerInfo", 1);
        assert_eq!(error, Error::Version { structure, found, expected });
    }
}

#[test]
fn v_42_broken_no_signed_attributes() {
    let response = changed(SIGNER, |signer| drop(signer.children().remove(3)));
    assert_eq!(refused(&response), Error::NoSignedAttributes);
    assert!(Error::NoSignedAttributes.is_malformed());
}

#[test]
fn v_42_broken_an_attribute_that_is_missing() {
    for (index, attribute) in [(CONTENT_TYPE, "content-type"), (MESSAGE_DIGEST, "message-digest")] {
        let response = changed(ATTRIBUTES, |set| drop(set.children().remove(index)));
        let error = refused(&response);
        assert_eq!(error, Error::AttributeMissing { attribute });
        assert!(error.is_malformed());
    }
}

#[test]
fn v_42_broken_an_attribute_that_stands_twice() {
    for index in 0..4 {
        let response = changed(ATTRIBUTES, |set| {
            let again = set.children()[index].clone();
            set.children().push(again);
        });
        let error = refused(&response);
        assert!(matches!(error, Error::AttributeTwice { .. }), "{error}");
        assert!(error.is_malformed());
    }
}

#[test]
fn v_42_broken_an_attribute_without_exactly_one_value() {
    for index in [CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE] {
        for values in [0, 2] {
            let response = changed(&at(ATTRIBUTES, &[index, 1]), |set| {
                let value = set.children()[0].clone();
                set.body = Body::Nodes(vec![value; values]);
            });
            assert!(matches!(refused(&response), Error::Der(_)), "{index} {values}");
        }
    }
}

#[test]
fn v_42_broken_more_attributes_than_are_read() {
    let with = |number: u8| {
        changed(ATTRIBUTES, |set| {
            for arc in 4..number {
                let values = Node::nodes(0x31, &[Node::bytes(0x05, &[])]);
                let attribute = [Node::bytes(0x06, &[0x2a, 0x03, arc]), values];
                set.children().push(Node::nodes(0x30, &attribute));
            }
        })
    };
    assert!(Timestamp::parse(&with(32)).is_ok());
    assert!(matches!(refused(&with(33)), Error::TooMany { max: 32, .. }));
}

#[test]
fn v_42_broken_the_content_type_that_is_signed() {
    let found = oid("1.2.840.113549.1.7.1");
    let error = refused(&replaced(&at(ATTRIBUTES, &[CONTENT_TYPE, 1, 0]), found.as_bytes()));
    let expected = oid("1.2.840.113549.1.9.16.1.4");
    let structure = "content-type";
    assert_eq!(error, Error::ContentType { structure, found, expected });
}

#[test]
fn v_42_broken_a_digest_of_other_content() {
    // The serial number of the timestamp, one bit.
    let response = replaced(&at(INFO, &[3]), &[0x0a]);
    let content = Node::parse(&response).at(INFO).der();
    let expected = AwsLcSuite.digest(HashAlgorithm::Sha256, &[&content]);
    let Err(Error::ContentDigest { found, expected: digest }) = checked(&response, &authority())
    else {
        panic!("not the digest");
    };
    assert_eq!(digest, expected);
    assert_ne!(format!("sha256:{found}"), digest.to_string());

    // The attribute, shortened.
    let mut whole = Node::parse(RESPONSE);
    let content = whole.at(INFO).der();
    let expected = AwsLcSuite.digest(HashAlgorithm::Sha256, &[&content]);
    let response = replaced(&at(ATTRIBUTES, &[MESSAGE_DIGEST, 1, 0]), &expected.as_bytes()[..31]);
    let found = expected.to_string()["sha256:".len()..][..62].to_string();
    let error = checked(&response, &authority()).unwrap_err();
    assert_eq!(error, Error::ContentDigest { found, expected });
    assert!(!error.is_malformed());
}

#[test]
fn v_42_broken_a_signature_of_another_key() {
    let outcome = checked(RESPONSE, &Forger::sha256().authority());
    assert_eq!(outcome, Err(Error::Signature(SignatureError::Invalid)));
    assert!(!outcome.unwrap_err().is_malformed());
}

#[test]
fn v_42_broken_attributes_that_the_signature_does_not_cover() {
    // The signing time, one digit.
    let time = at(ATTRIBUTES, &[1, 1, 0]);
    let response = changed(&time, |time| {
        let mut text = time.content();
        text[11] ^= 1;
        time.body = Body::Bytes(text);
    });
    let invalid = Err(Error::Signature(SignatureError::Invalid));
    assert_eq!(checked(&response, &authority()), invalid);

    // An attribute put into another place.
    let response = changed(ATTRIBUTES, |set| set.children().swap(0, 1));
    assert_eq!(checked(&response, &authority()), invalid);
}

#[test]
fn v_42_broken_a_signature_over_the_attributes_under_their_own_tag() {
    let forger = Forger::sha256();
    // A signature over the same bytes with the tag [0] in place of SET OF.
    assert_eq!(forger.check(|_| {}), Ok(()));
    let outcome = checked(&forger.sign_tagged(0xa0, |_| {}), &forger.authority());
    assert_eq!(outcome, Err(Error::Signature(SignatureError::Invalid)));
}

#[test]
fn v_42_accepted_attributes_in_another_order_if_that_is_signed() {
    let forger = Forger::sha256();
    let outcome = forger.check(|response| response.at(ATTRIBUTES).children().reverse());
    assert_eq!(outcome, Ok(()));
}

/// The identifier of the signer's certificate, the first of two.
fn first_id() -> Vec<usize> {
    at(ATTRIBUTES, &[SIGNING_CERTIFICATE, 1, 0, 0, 0])
}

fn with_first_id(change: impl FnOnce(&mut Node)) -> Result<(), Error> {
    Forger::sha256().check(|response| change(response.at(&first_id())))
}

fn mismatch(field: &'static str, found: &str, expected: &str) -> Result<(), Error> {
    Err(Error::SigningCertificate(Mismatch {
        field,
        found: found.into(),
        expected: expected.into(),
    }))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn v_42_kept_a_certificate_identified_by_sha_256_or_sha_1() {
    assert_eq!(checked(RESPONSE, &authority()), Ok(()));
    assert_eq!(checked(SHA1_CERT_ID, &authority()), Ok(()));
}

#[test]
fn v_42_kept_a_certificate_identified_by_a_named_hash() {
    for (dotted, hash) in [
        (SHA256, HashAlgorithm::Sha256),
        (SHA384, HashAlgorithm::Sha384),
        (SHA512, HashAlgorithm::Sha512),
    ] {
        let digest = AwsLcSuite.digest(hash, &[CERTIFICATE]);
        let outcome = with_first_id(|id| {
            *id = Node::nodes(
                0x30,
                &[algorithm(dotted, null()), Node::bytes(0x04, digest.as_bytes())],
            );
        });
        assert_eq!(outcome, Ok(()));
    }
}

#[test]
fn v_42_broken_a_certificate_identified_by_another_hash() {
    let expected = AwsLcSuite.digest(HashAlgorithm::Sha256, &[CERTIFICATE]);
    let expected = hex(expected.as_bytes());
    for (change, found) in [
        (vec![7; 32], "07".repeat(32)),
        (vec![], String::new()),
        (vec![7; 33], format!("{}… (33 bytes)", "07".repeat(32))),
    ] {
        let response = replaced(&at(&first_id(), &[0]), &change);
        let outcome = checked(&response, &authority());
        assert_eq!(outcome, mismatch("certHash", &found, &expected));
        assert!(!outcome.unwrap_err().is_malformed());
    }
}

#[test]
fn v_42_broken_a_certificate_identified_by_another_sha_1() {
    let mut response = Node::parse(SHA1_CERT_ID);
    response.at(&at(&first_id(), &[0])).body = Body::Bytes(vec![7; 20]);
    let expected = "2762f6ab202c28d1fcfa2d7fbaae74a789f5239e";
    let outcome = checked(&response.der(), &authority());
    assert_eq!(outcome, mismatch("certHash", &"07".repeat(20), expected));
}

#[test]
fn v_42_broken_the_first_version_does_not_excuse_the_second() {
    // The attribute with SHA-1 beside a wrong one with SHA-256.
    let v1 = Node::parse(SHA1_CERT_ID).at(&at(ATTRIBUTES, &[SIGNING_CERTIFICATE])).clone();
    let forger = Forger::sha256();
    let both = |hash: Option<Vec<u8>>| {
        forger.check(|response| {
            response.at(ATTRIBUTES).children().push(v1.clone());
            if let Some(hash) = hash {
                response.at(&at(&first_id(), &[0])).body = Body::Bytes(hash);
            }
        })
    };
    assert_eq!(both(None), Ok(()));
    let outcome = both(Some(vec![7; 32]));
    assert!(matches!(outcome, Err(Error::SigningCertificate(_))), "{outcome:?}");
}

#[test]
fn v_42_accepted_no_identifier_of_the_certificate() {
    let outcome = Forger::sha256().check(|response| {
        response.at(ATTRIBUTES).children().truncate(SIGNING_CERTIFICATE);
    });
    assert_eq!(outcome, Ok(()));
}

#[test]
fn v_42_broken_a_hash_of_the_certificate_that_is_not_supported() {
    let sha1 = "1.3.14.3.2.26";
    let outcome = with_first_id(|id| id.children().insert(0, algorithm(sha1, None)));
    let (purpose, oid, parameters) = (AlgorithmUse::CertificateId, oid(sha1), false);
    let expected = Error::UnsupportedAlgorithm { purpose, oid, parameters };
    assert_eq!(outcome, Err(expected));
}

/// An issuer and serial number beside the hash.
fn issuer_serial(issuer: &[u8], serial: &[u8]) -> Node {
    let name = Node { tag: 0xa4, body: Body::Nodes(vec![Node::parse(issuer)]) };
    Node::nodes(0x30, &[Node::nodes(0x30, &[name]), Node::bytes(0x02, serial)])
}

#[test]
fn v_42_kept_issuer_and_serial_number_of_the_certificate() {
    let signer = authority();
    let outcome = with_first_id(|id| {
        id.children().push(issuer_serial(&signer.issuer, &signer.serial));
    });
    assert_eq!(outcome, Ok(()));
}

#[test]
fn v_42_broken_issuer_or_serial_number_of_another_certificate() {
    let signer = authority();
    let wrong = with_first_id(|id| {
        id.children().push(issuer_serial(&signer.issuer, &[0x12, 0x35]));
    });
    assert_eq!(wrong, mismatch("serialNumber", "1235", "1234"));
    let wrong = with_first_id(|id| {
        id.children().push(issuer_serial(&signer.subject, &signer.serial));
    });
    assert_eq!(wrong, mismatch("issuer", &hex(&signer.subject), &hex(&signer.issuer)));
}

#[test]
fn v_42_broken_identifiers_of_another_shape() {
    let signer = authority();
    let malformed = |change: &dyn Fn(&mut Node)| {
        let mut response = Node::parse(RESPONSE);
        change(response.at(&at(ATTRIBUTES, &[SIGNING_CERTIFICATE, 1, 0])));
        let error = refused(&response.der());
        assert!(matches!(error, Error::Der(_)), "{error}");
    };
    let id = issuer_serial(&signer.issuer, &signer.serial);
    // No identifier at all; a second list that is none; something after the policies.
    malformed(&|attribute| attribute.at(&[0]).children().clear());
    malformed(&|attribute| attribute.at(&[0]).children()[1] = Node::bytes(0x05, &[]));
    malformed(&|attribute| attribute.children().push(Node::bytes(0x05, &[])));
    // Something after the serial number.
    malformed(&|attribute| {
        attribute.at(&[0, 0]).children().extend([id.clone(), Node::bytes(0x05, &[])]);
    });
    // Two names, a name of another kind, no name.
    malformed(&|attribute| {
        let mut id = id.clone();
        let name = id.at(&[0, 0]).clone();
        id.at(&[0]).children().push(name);
        attribute.at(&[0, 0]).children().push(id);
    });
    malformed(&|attribute| {
        let mut id = id.clone();
        id.at(&[0, 0]).tag = 0xa7;
        attribute.at(&[0, 0]).children().push(id);
    });
    malformed(&|attribute| {
        let mut id = id.clone();
        id.at(&[0]).children().clear();
        attribute.at(&[0, 0]).children().push(id);
    });
}

#[test]
fn v_42_accepted_policies_beside_the_identifiers() {
    let outcome = Forger::sha256().check(|response| {
        let attribute = response.at(&at(ATTRIBUTES, &[SIGNING_CERTIFICATE, 1, 0]));
        attribute.children().push(Node::nodes(0x30, &[]));
    });
    assert_eq!(outcome, Ok(()));
}

#[test]
fn v_42_broken_the_digest_is_of_the_statement_without_its_wrapping() {
    // The octets of the OCTET STRING, not the string itself.
    let content = Node::parse(RESPONSE).at(INFO).der();
    let digest = AwsLcSuite.digest(HashAlgorithm::Sha256, &[&Node::bytes(0x04, &content).der()]);
    let outcome = Forger::sha256().check(|response| {
        let attribute = response.at(&at(ATTRIBUTES, &[MESSAGE_DIGEST, 1, 0]));
        attribute.body = Body::Bytes(digest.as_bytes().to_vec());
    });
    let expected = AwsLcSuite.digest(HashAlgorithm::Sha256, &[&content]);
    assert!(matches!(expected, Digest::Sha256(_)));
    let found = hex(digest.as_bytes());
    assert_eq!(outcome, Err(Error::ContentDigest { found, expected }));
}

#[test]
fn v_42_broken_a_signature_that_is_no_octet_string() {
    let response = changed(&at(SIGNER, &[5]), |signature| signature.tag = 0x03);
    let error = refused(&response);
    let Error::Der(error) = error else { panic!("{error}") };
    let (expected, actual) = (Some(Tag::OctetString), Tag::BitString);
    assert_eq!(error.kind(), der::ErrorKind::TagUnexpected { expected, actual });
}
