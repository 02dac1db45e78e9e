//! What each error says on the terminal, and under which rule.

use sigstore_bundle::{Error, MediaType, RULES};
use sigstore_traits::{HashAlgorithm, LogId, Refusal};

fn own() -> Vec<(Error, &'static str, &'static str)> {
    vec![
        (
            Error::MediaType { found: "x".into() },
            "bundle-media-type",
            r#"the media type is not supported at $.mediaType: found "x", expected application/vnd.dev.sigstore.bundle+json;version=0.1, application/vnd.dev.sigstore.bundle+json;version=0.2, application/vnd.dev.sigstore.bundle+json;version=0.3, application/vnd.dev.sigstore.bundle.v0.3+json (V-10)"#,
        ),
        (
            Error::NoMaterial,
            "bundle-no-material",
            "nothing verifies the signature at $.verificationMaterial: found nothing, expected publicKey, x509CertificateChain or certificate (V-9)",
        ),
        (
            Error::EmptyChain,
            "bundle-empty-chain",
            "the certificate chain is empty at $.verificationMaterial.x509CertificateChain.certificates: found nothing, expected a certificate (V-14)",
        ),
        (
            Error::MaterialOfVersion { media_type: MediaType::V03, found: "x509CertificateChain" },
            "bundle-material-of-version",
            "the material is not of this version at $.verificationMaterial: found x509CertificateChain in application/vnd.dev.sigstore.bundle.v0.3+json, expected a chain up to 0.2, a certificate in 0.3, a public key in all (V-127)",
        ),
        (
            Error::NoContent,
            "bundle-no-content",
            "the bundle has no signature at $: found nothing, expected messageSignature or dsseEnvelope (V-8)",
        ),
        (
            Error::DigestAlgorithm { found: "SHA3_256".into() },
            "bundle-digest-algorithm",
            r#"the digest is unknown at $.messageSignature.messageDigest: found "SHA3_256", expected SHA2_256, SHA2_384, SHA2_512 (V-24)"#,
        ),
        (
            Error::DigestLength { algorithm: HashAlgorithm::Sha384, length: 32 },
            "bundle-digest-length",
            "the digest has a wrong length at $.messageSignature.messageDigest: found 32 bytes, expected 48 bytes of sha384 (V-24)",
        ),
        (
            Error::KeyId { keyid: "a".into(), hint: "b".into() },
            "bundle-key-id",
            r#"the envelope names another key at $.dsseEnvelope.signatures[0].keyid: found "a", expected "b" (V-17)"#,
        ),
        (
            Error::DuplicateEntry {
                first: 0,
                second: 2,
                log_id: LogId([1; 32]).into(),
                log_index: 42,
            },
            "bundle-duplicate-entry",
            "an entry stands twice at $.verificationMaterial.tlogEntries[2]: found log 0101010101010101010101010101010101010101010101010101010101010101 and index 42 of entry 0, expected each once (V-19)",
        ),
        (
            Error::DuplicateTimestamp { first: 1, second: 3 },
            "bundle-duplicate-timestamp",
            "a timestamp stands twice at $.verificationMaterial.timestampVerificationData.rfc3161Timestamps[3]: found the bytes of timestamp 1, expected each once (V-19)",
        ),
    ]
}

#[test]
fn every_error_says_what_where_found_and_expected() {
    for (error, code, text) in own() {
        assert_eq!(error.code(), code);
        assert_eq!(error.to_string(), text);
        assert!(RULES.contains(&error.rule()));
    }
}

#[test]
fn an_error_of_a_part_speaks_for_itself() {
    let json = sigstore_json::Error {
        kind: sigstore_json::ErrorKind::MissingMember { name: "b" },
        place: "$.a".into(),
    };
    let entry = sigstore_rekor_types::Error::Negative { place: "$.b".into(), found: -1 };
    let envelope = sigstore_dsse::Error::SignatureCount { place: "$.c".into(), count: 2 };
    assert_eq!(Error::from(json.clone()).facts(), json.facts());
    assert_eq!(Error::from(entry.clone()).facts(), entry.facts());
    assert_eq!(Error::from(envelope.clone()).facts(), envelope.facts());
}

#[test]
fn a_long_text_is_shortened() {
    for length in [80, 81] {
        let error = Error::MediaType { found: "x".repeat(length) };
        let dots = if length > 80 { "…" } else { "" };
        assert_eq!(error.facts().found, format!("\"{}\"{dots}", "x".repeat(80)));
    }
}
