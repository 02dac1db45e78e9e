use sigstore_crypto::AwsLcSuite;
use sigstore_traits::SignatureError;
use sigstore_tsa::{Error, MAX_RESPONSE, Timestamp};

use crate::node::Node;
use crate::sample::{CERTIFICATES, Forger, RESPONSE, SIGNER_INFOS, authority, changed, checked};

#[test]
fn a_26_a_certificate_before_the_signers_in_the_bag_decides_nothing() {
    // The root first, then the signer: checks are against the trusted certificate either way.
    let response = changed(CERTIFICATES, |set| set.children().reverse());
    let timestamp = Timestamp::parse(&response).unwrap();
    assert_ne!(timestamp.certificates()[0], authority().der);
    assert_eq!(timestamp.check_signer(&authority(), &AwsLcSuite), Ok(()));
    // A forged token does not become good by any certificate in front.
    let forged = Forger::sha256().sign(|response| {
        response.at(CERTIFICATES).children().reverse();
    });
    let invalid = Err(Error::Signature(SignatureError::Invalid));
    assert_eq!(checked(&forged, &authority()), invalid);
}

#[test]
fn a_27_a_response_is_read_in_linear_time_or_not_at_all() {
    // As many values as fit, each as small as can be.
    let values = vec![Node::nodes(0x30, &[]); MAX_RESPONSE / 2 - 1000];
    for path in [CERTIFICATES, SIGNER_INFOS] {
        let response = changed(path, |set| set.children().extend(values.clone()));
        let error = Timestamp::parse(&response).unwrap_err();
        assert!(matches!(error, Error::TooMany { max: 16, .. }), "{error}");
    }
}

#[test]
fn a_37_a_token_without_signed_attributes_or_with_two_signers_is_no_timestamp() {
    let unsigned = changed(&[1, 1, 0, 4, 0], |signer| drop(signer.children().remove(3)));
    assert_eq!(Timestamp::parse(&unsigned), Err(Error::NoSignedAttributes));
    // The good signer beside a forged one, in either order.
    let forged = Node::parse(&Forger::sha256().sign(|_| {})).at(&[1, 1, 0, 4, 0]).clone();
    for index in [0, 1] {
        let two = changed(SIGNER_INFOS, |set| set.children().insert(index, forged.clone()));
        assert_eq!(Timestamp::parse(&two), Err(Error::SignerCount { signers: 2 }));
    }
}

#[test]
fn a_48_a_timestamp_is_of_one_authority_and_of_no_other() {
    let other = Forger::sha256().authority();
    let timestamp = Timestamp::parse(RESPONSE).unwrap();
    let (own, foreign) = (authority(), other);
    assert_eq!(timestamp.check_signer(&own, &AwsLcSuite), Ok(()));
    let outcome = timestamp.check_signer(&foreign, &AwsLcSuite);
    assert_eq!(outcome, Err(Error::Signature(SignatureError::Invalid)));
}
