use der::asn1::ObjectIdentifier;
use sigstore_traits::{Digest, HashAlgorithm};
use sigstore_tsa::{AlgorithmUse, Error, Timestamp};

use crate::node::Node;
use crate::sample::{HELLO, INFO, RESPONSE, at, changed, refused};

const SHA256: &str = "2.16.840.1.101.3.4.2.1";

/// The answer with another imprint.
fn imprint(algorithm: &str, parameters: Option<Node>, digest: &[u8]) -> Vec<u8> {
    let oid = ObjectIdentifier::new(algorithm).unwrap();
    let mut identifier = vec![Node::bytes(0x06, oid.as_bytes())];
    identifier.extend(parameters);
    changed(&at(INFO, &[2]), |imprint| {
        *imprint = Node::nodes(0x30, &[Node::nodes(0x30, &identifier), Node::bytes(0x04, digest)]);
    })
}

fn null() -> Option<Node> {
    Some(Node::bytes(0x05, &[]))
}

#[test]
fn v_43_kept_a_real_answer() {
    let timestamp = Timestamp::parse(RESPONSE).unwrap();
    assert_eq!(timestamp.imprint(), Digest::Sha256(HELLO));
}

#[test]
fn v_43_kept_three_algorithms_with_and_without_null() {
    for (algorithm, hash) in [
        (SHA256, HashAlgorithm::Sha256),
        ("2.16.840.1.101.3.4.2.2", HashAlgorithm::Sha384),
        ("2.16.840.1.101.3.4.2.3", HashAlgorithm::Sha512),
    ] {
        let digest = vec![7; hash.length()];
        for parameters in [null(), None] {
            let response = imprint(algorithm, parameters, &digest);
            let timestamp = Timestamp::parse(&response).unwrap();
            assert_eq!(Some(timestamp.imprint()), Digest::new(hash, &digest));
        }
    }
}

#[test]
fn v_43_broken_sha_1_and_others() {
    for (algorithm, length) in [
        // SHA-1, SHA-224, SHA3-256.
        ("1.3.14.3.2.26", 20),
        ("2.16.840.1.101.3.4.2.4", 28),
        ("2.16.840.1.101.3.4.2.8", 32),
    ] {
        let error = refused(&imprint(algorithm, null(), &vec![7; length]));
        assert_eq!(
            error,
            Error::UnsupportedAlgorithm {
                purpose: AlgorithmUse::Imprint,
                oid: ObjectIdentifier::new(algorithm).unwrap(),
                parameters: true,
            }
        );
        assert!(!error.is_malformed());
    }
}

#[test]
fn v_43_broken_parameters_that_are_not_null() {
    let parameters = Node::bytes(0x04, &[]);
    assert_eq!(
        refused(&imprint(SHA256, Some(parameters), &HELLO)),
        Error::UnsupportedAlgorithm {
            purpose: AlgorithmUse::Imprint,
            oid: ObjectIdentifier::new(SHA256).unwrap(),
            parameters: true,
        }
    );
}

#[test]
fn v_43_broken_a_digest_of_another_length() {
    for bytes in [0, 31, 33, 64] {
        let algorithm = HashAlgorithm::Sha256;
        let error = refused(&imprint(SHA256, None, &vec![7; bytes]));
        assert_eq!(error, Error::ImprintLength { algorithm, bytes });
        assert!(error.is_malformed());
    }
}
