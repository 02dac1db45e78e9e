use der::{ErrorKind, Tag};
use sigstore_crypto::AwsLcSuite;
use sigstore_traits::SignatureSuite;
use sigstore_tsa::{Error, Mismatch, SignerIdentifier, Timestamp};

use crate::node::{Body, Node};
use crate::sample::{
    CERTIFICATE, CERTIFICATES, Forger, RESPONSE, SIGNER, at, authority, changed, checked, refused,
};
use crate::v_41::tag;

fn other_signer(field: &'static str, found: &str, expected: &str) -> Result<(), Error> {
    let (found, expected) = (found.into(), expected.into());
    Err(Error::OtherSigner(Mismatch { field, found, expected }))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn v_44_kept_the_embedded_signer_is_the_trusted_one() {
    let timestamp = Timestamp::parse(RESPONSE).unwrap();
    assert_eq!(timestamp.certificates()[0], CERTIFICATE);
    assert!(timestamp.names(&authority()));
    assert_eq!(timestamp.check_signer(&authority(), &AwsLcSuite), Ok(()));
}

#[test]
fn v_44_broken_another_serial_number_or_issuer() {
    let timestamp = Timestamp::parse(RESPONSE).unwrap();
    let mut other = authority();
    other.serial = vec![0x12, 0x35];
    assert!(!timestamp.names(&other));
    let expected = other_signer("serialNumber", "1234", "1235");
    assert_eq!(timestamp.check_signer(&other, &AwsLcSuite), expected);

    let mut other = authority();
    other.issuer = other.subject.clone();
    assert!(!timestamp.names(&other));
    let expected = other_signer("issuer", &hex(&authority().issuer), &hex(&other.issuer));
    let outcome = timestamp.check_signer(&other, &AwsLcSuite);
    assert_eq!(outcome, expected);
    assert!(!outcome.unwrap_err().is_malformed());
}

/// The answer of a forger that names its certificate by key identifier.
fn by_key_id(forger: &Forger, id: &[u8], version: u8) -> Vec<u8> {
    forger.sign(|response| {
        let signer = response.at(SIGNER).children();
        signer[0] = Node::bytes(0x02, &[version]);
        signer[1] = Node::bytes(0x80, id);
    })
}

#[test]
fn v_44_kept_a_signer_named_by_its_key_identifier() {
    let forger = Forger::sha256();
    let signer = forger.authority();
    let id = signer.key_id.clone().unwrap();
    let response = by_key_id(&forger, &id, 3);
    let timestamp = Timestamp::parse(&response).unwrap();
    assert_eq!(timestamp.signer(), SignerIdentifier::SubjectKeyIdentifier(&id));
    assert_eq!(timestamp.signer().to_string(), format!("key identifier {}", hex(&id)));
    assert!(timestamp.names(&signer));
    assert_eq!(timestamp.check_signer(&signer, &AwsLcSuite), Ok(()));
}

#[test]
fn v_44_broken_another_key_identifier_or_none() {
    let forger = Forger::sha256();
    let mut signer = forger.authority();
    let id = hex(&signer.key_id.clone().unwrap());
    let response = by_key_id(&forger, &[7; 20], 3);
    let found = "07".repeat(20);
    let expected = other_signer("subjectKeyIdentifier", &found, &id);
    assert_eq!(checked(&response, &signer), expected);
    signer.key_id = None;
    let expected = other_signer("subjectKeyIdentifier", &found, "");
    assert_eq!(checked(&response, &signer), expected);
    // No identifier is not the empty one.
    let empty = by_key_id(&forger, &[], 3);
    assert_eq!(checked(&empty, &signer), other_signer("subjectKeyIdentifier", "", ""));
}

#[test]
fn v_44_broken_a_key_identifier_in_another_version() {
    for found in [1, 2, 4] {
        let response = by_key_id(&Forger::sha256(), &[7; 20], found);
        let (structure, expected) = ("SignerInfo", 3);
        assert_eq!(refused(&response), Error::Version { structure, found, expected });
    }
}

/// The certificate with one bit of its signature changed.
fn imitation() -> Vec<u8> {
    let mut certificate = CERTIFICATE.to_vec();
    *certificate.last_mut().unwrap() ^= 1;
    certificate
}

#[test]
fn v_44_broken_an_embedded_signer_that_is_another() {
    let imitation = imitation();
    let replaced = changed(&at(CERTIFICATES, &[0]), |node| *node = Node::parse(&imitation));
    let outcome = checked(&replaced, &authority());
    assert_eq!(outcome, Err(Error::EmbeddedSigner));
    assert!(!outcome.unwrap_err().is_malformed());
    // Beside the right one too, whatever the order.
    for index in [0, 1, 2] {
        let beside = changed(CERTIFICATES, |set| {
            set.children().insert(index, Node::parse(&imitation));
        });
        assert_eq!(checked(&beside, &authority()), Err(Error::EmbeddedSigner));
    }
}

#[test]
fn v_44_broken_an_embedded_signer_with_the_key_identifier_that_is_another() {
    let forger = Forger::sha256();
    let mut signer = forger.authority();
    let response = by_key_id(&forger, &signer.key_id.clone().unwrap(), 3);
    signer.der = imitation();
    assert_eq!(checked(&response, &signer), Err(Error::EmbeddedSigner));
    // One without an identifier is not the signer's: the hash is what differs then.
    let mut response = Node::parse(&response);
    let extensions = response.at(&at(CERTIFICATES, &[0, 0, 7, 0])).children();
    extensions.remove(2);
    let outcome = checked(&response.der(), &signer);
    assert!(matches!(outcome, Err(Error::SigningCertificate(_))), "{outcome:?}");
}

#[test]
fn v_44_broken_an_embedded_certificate_that_can_not_be_read() {
    let response = changed(&at(CERTIFICATES, &[1]), |certificate| {
        certificate.children().truncate(2);
    });
    let error = refused(&response);
    assert!(matches!(error, Error::Certificate { index: 1, .. }), "{error}");
    assert!(error.is_malformed());
    // An attribute certificate, whose tag is [2].
    let response = changed(&at(CERTIFICATES, &[1]), |certificate| certificate.tag = 0xa2);
    assert!(matches!(refused(&response), Error::Der(_)));
}

#[test]
fn v_44_broken_a_key_identifier_that_can_not_be_read() {
    let response = changed(&at(CERTIFICATES, &[0, 0, 7, 0]), |extensions| {
        extensions.children()[2].children()[1].body = Body::Bytes(vec![0x05, 0x00]);
    });
    let (expected, actual) = (Some(Tag::OctetString), Tag::Null);
    let kind = ErrorKind::TagUnexpected { expected, actual };
    assert_eq!(refused(&response), Error::Der(kind.to_error()));
}

#[test]
fn v_44_accepted_embedded_certificates_of_others() {
    let response = changed(CERTIFICATES, |set| drop(set.children().remove(0)));
    assert_eq!(checked(&response, &authority()), Ok(()));
    let timestamp = Timestamp::parse(&response).unwrap();
    assert_eq!(timestamp.certificates().len(), 1);
}

#[test]
fn v_44_broken_the_embedded_key_is_not_used() {
    // The token is good by the certificate that it embeds; the key that is trusted is another.
    let mut signer = authority();
    let forger = Forger::sha256().authority();
    signer.key = AwsLcSuite.key(&forger.spki).unwrap();
    assert!(checked(RESPONSE, &signer).is_err());
}

#[test]
fn v_44_broken_a_signer_without_a_name() {
    let response = changed(SIGNER, |signer| drop(signer.children().remove(1)));
    let error = refused(&response);
    // The digest algorithm is read as the issuer and serial number.
    let Error::Der(error) = error else { panic!("{error}") };
    let expected = tag(Tag::Sequence, Tag::ObjectIdentifier, u32::from(error.position().unwrap()));
    assert_eq!(Error::Der(error), expected);
}
