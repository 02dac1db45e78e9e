use std::collections::HashSet;

use der::asn1::ObjectIdentifier;
use der::{ErrorKind, Length, Tag};
use sigstore_certificate::Certificate;
use sigstore_traits::{Digest, HashAlgorithm, Refusal, SignatureError, SignatureScheme};
use sigstore_tsa::{AlgorithmUse, Error, Failure, Mismatch, RULES, Status};

use crate::sample::HELLO;

const OID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.3");

fn mismatch() -> Mismatch {
    Mismatch { field: "issuer", found: "30".into(), expected: "31".into() }
}

fn der(kind: ErrorKind) -> Error {
    Error::Der(kind.at(Length::new(7)))
}

fn certificate(bytes: &[u8]) -> Error {
    let error = Certificate::parse(bytes).unwrap_err();
    Error::Certificate { index: 2, error }
}

fn unsupported(purpose: AlgorithmUse, parameters: bool) -> Error {
    let oid = OID;
    Error::UnsupportedAlgorithm { purpose, oid, parameters }
}

/// Each error, its rule, whether it is of a malformed timestamp, and its sentence.
fn all() -> Vec<(Error, &'static str, bool, &'static str)> {
    let tag = ErrorKind::TagUnexpected { expected: Some(Tag::Set), actual: Tag::Sequence };
    let scheme = SignatureScheme::Ed25519;
    vec![
        (
            Error::TooLong { bytes: 5, max: 4 },
            "V-41",
            true,
            "the timestamp is too long: found 5 bytes, expected at most 4 (V-41)",
        ),
        (
            Error::TooMany { offset: 9, max: 4 },
            "V-42",
            true,
            "the timestamp has too many values in one place at byte 9: expected at most 4 (V-42)",
        ),
        (
            der(tag),
            "V-41",
            true,
            "the timestamp is not in the DER of its grammar at byte 7: found SEQUENCE, expected SET (V-41)",
        ),
        (
            der(ErrorKind::IndefiniteLength),
            "V-41",
            true,
            "the timestamp is not in the DER of its grammar at byte 7: found indefinite length disallowed/malformed (V-41)",
        ),
        (
            Error::Der(ErrorKind::OidMalformed.to_error()),
            "V-41",
            true,
            "the timestamp is not in the DER of its grammar: found malformed OID (V-41)",
        ),
        (
            Error::Version { structure: "TSTInfo", found: 2, expected: 1 },
            "V-42",
            true,
            "a part of the timestamp is of another version at TSTInfo: found 2, expected 1 (V-42)",
        ),
        (
            Error::ContentType { structure: "ContentInfo", found: OID, expected: OID },
            "V-42",
            true,
            "a part of the timestamp is of another type at ContentInfo: found 1.2.3, expected 1.2.3 (V-42)",
        ),
        (
            Error::NotGranted {
                status: Status::Rejection,
                failures: vec![Failure::BadAlg, Failure::Unknown(1)],
                text: "no\n".into(),
            },
            "V-41",
            false,
            r#"the authority granted no timestamp: found rejection, badAlg, bit 1 "no\n", expected granted (V-41)"#,
        ),
        (certificate(&[0x31, 0x00]), "V-9", true, " at certificate 2, "),
        (
            Error::SignerCount { signers: 2 },
            "V-42",
            true,
            "the timestamp has not exactly one signer: found 2, expected 1 (V-42)",
        ),
        (Error::NoSignedAttributes, "V-42", true, "the timestamp has no signed attributes (V-42)"),
        (
            Error::AttributeMissing { attribute: "content-type" },
            "V-42",
            true,
            "the timestamp lacks a signed attribute: expected content-type (V-42)",
        ),
        (
            Error::AttributeTwice { attribute: OID },
            "V-42",
            true,
            "the timestamp has a signed attribute twice: found 1.2.3 (V-42)",
        ),
        (
            Error::Time { found: "now".into() },
            "V-48",
            true,
            "the time of the timestamp is misspelt: found now, expected YYYYMMDDhhmmss[.s…]Z (V-48)",
        ),
        (
            Error::CriticalExtension { oid: OID },
            "V-42",
            false,
            "the timestamp has an unknown critical extension: found 1.2.3 (V-42)",
        ),
        (
            Error::ImprintLength { algorithm: HashAlgorithm::Sha256, bytes: 20 },
            "V-43",
            true,
            "the stamped digest has another length: found 20 bytes, expected 32 bytes of sha256 (V-43)",
        ),
        (
            unsupported(AlgorithmUse::Imprint, true),
            "V-43",
            false,
            "the algorithm is not supported there at messageImprint.hashAlgorithm: found 1.2.3 with parameters (V-43)",
        ),
        (
            unsupported(AlgorithmUse::Digest, false),
            "V-42",
            false,
            "the algorithm is not supported there at SignerInfo.digestAlgorithm: found 1.2.3 (V-42)",
        ),
        (
            unsupported(AlgorithmUse::Signature, false),
            "V-42",
            false,
            "the algorithm is not supported there at SignerInfo.signatureAlgorithm: found 1.2.3 (V-42)",
        ),
        (
            unsupported(AlgorithmUse::CertificateId, false),
            "V-42",
            false,
            "the algorithm is not supported there at ESSCertIDv2.hashAlgorithm: found 1.2.3 (V-42)",
        ),
        (
            Error::HashMismatch { digest: HashAlgorithm::Sha256, signature: HashAlgorithm::Sha512 },
            "V-42",
            false,
            "the timestamp is signed over another digest: found sha512, expected sha256 (V-42)",
        ),
        (
            Error::OtherSigner(mismatch()),
            "V-44",
            false,
            "the timestamp names another signer at issuer: found 30, expected 31 (V-44)",
        ),
        (Error::EmbeddedSigner, "V-44", false, "the timestamp embeds another signer (V-44)"),
        (
            Error::ContentDigest { found: "00".into(), expected: Digest::Sha256(HELLO) },
            "V-42",
            false,
            "the signed digest is not that of the content: found 00, expected sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 (V-42)",
        ),
        (
            Error::SigningCertificate(mismatch()),
            "V-42",
            false,
            "the timestamp is signed for another certificate at issuer: found 30, expected 31 (V-42)",
        ),
        (
            Error::Signature(SignatureError::Invalid),
            "V-42",
            false,
            "the signature of the timestamp is not accepted (V-42)",
        ),
        (
            Error::Signature(SignatureError::MessageForm { scheme }),
            "V-42",
            false,
            "the signature of the timestamp is not accepted: found Ed25519 can't be checked over this form of the message (V-42)",
        ),
    ]
}

#[test]
fn every_error_says_what_was_refused_and_by_which_rule() {
    for (error, rule, is_malformed, sentence) in all() {
        assert!(error.to_string().contains(sentence), "{error}");
        assert_eq!(error.rule().id, rule, "{error}");
        assert_eq!(error.is_malformed(), is_malformed, "{error}");
        if !matches!(error, Error::Certificate { .. }) {
            assert!(RULES.contains(&error.rule()));
            assert_eq!(error.to_string(), sentence);
        }
    }
}

#[test]
fn every_kind_of_error_has_a_code_of_its_own() {
    let errors = all();
    let codes: HashSet<_> = errors.iter().map(|(error, ..)| error.code()).collect();
    let kinds: HashSet<_> =
        errors.iter().map(|(error, ..)| std::mem::discriminant(error)).collect();
    assert_eq!(codes.len(), kinds.len());
}

#[test]
fn an_error_of_a_certificate_keeps_its_facts() {
    let error = certificate(&[0x31, 0x00]);
    let Error::Certificate { error: inner, .. } = &error else { unreachable!() };
    let (outer, inner) = (error.facts(), inner.facts());
    assert_eq!(outer.place, format!("certificate 2, {}", inner.place));
    assert_eq!((outer.code, outer.message), (inner.code, inner.message));
    assert_eq!((outer.found, outer.expected), (inner.found, inner.expected));

    // One without a place of its own.
    let error = certificate(&vec![0x30; sigstore_certificate::MAX_CERTIFICATE + 1]);
    assert_eq!(error.facts().place, "certificate 2");
}

#[test]
fn numbers_of_a_refusal_have_names() {
    let names = [
        (Status::Granted.to_string(), "granted"),
        (Status::GrantedWithMods.to_string(), "grantedWithMods"),
        (Status::Rejection.to_string(), "rejection"),
        (Status::Waiting.to_string(), "waiting"),
        (Status::RevocationWarning.to_string(), "revocationWarning"),
        (Status::RevocationNotification.to_string(), "revocationNotification"),
        (Status::Unknown(9).to_string(), "status 9"),
        (Failure::BadAlg.to_string(), "badAlg"),
        (Failure::BadRequest.to_string(), "badRequest"),
        (Failure::BadDataFormat.to_string(), "badDataFormat"),
        (Failure::TimeNotAvailable.to_string(), "timeNotAvailable"),
        (Failure::UnacceptedPolicy.to_string(), "unacceptedPolicy"),
        (Failure::UnacceptedExtension.to_string(), "unacceptedExtension"),
        (Failure::AddInfoNotAvailable.to_string(), "addInfoNotAvailable"),
        (Failure::SystemFailure.to_string(), "systemFailure"),
        (Failure::Unknown(3).to_string(), "bit 3"),
    ];
    for (name, expected) in names {
        assert_eq!(name, expected);
    }
}
