//! Each form alone: what is in a document is shown as it is where it stands in another, and what is
//! none is said to be none.
#![allow(clippy::unwrap_used)]

use std::fs;

use sigstore_decode::Form;
use sigstore_field::{Field, Meaning};

const LIFE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/lives/v1-pop-dsse-email/");

fn decoded(form: Form, file: &str) -> Field {
    form.decode(file, "content", &fs::read(format!("{LIFE}{file}")).unwrap())
}

/// What is in a document that stands at a path, taken apart alone.
fn alone(form: Form, whole: &Field, path: &[&str]) -> (Field, String) {
    let part = whole.at(path).unwrap();
    (form.decode("alone", "content", part.value().unwrap()), format!("{:?}", part.fields()))
}

fn is_unreadable(field: &Field) -> bool {
    let mut found = false;
    field.visit(&mut |field| found |= field.meaning() == Meaning::Unreadable);
    found
}

#[test]
fn a_part_of_a_bundle_is_shown_alone_as_in_the_bundle() {
    let bundle = decoded(Form::Bundle, "artifact.sigstore.json");
    let material = "verificationMaterial";
    let entry = [material, "tlogEntries", "0"];
    let stamps = [material, "timestampVerificationData", "rfc3161Timestamps", "0"];
    let documents: [(Form, Vec<&str>); 3] = [
        (Form::EntryBody, [&entry[..], &["canonicalizedBody"]].concat()),
        (Form::Timestamp, [&stamps[..], &["signedTimestamp"]].concat()),
        (Form::Statement, vec!["dsseEnvelope", "payload"]),
    ];
    for (form, path) in documents {
        let (alone, part) = alone(form, &bundle, &path);
        assert_eq!(format!("{:?}", alone.fields()), part, "{form:?}");
    }
    // These stand as a field of their own in the document.
    let fields: [(Form, Vec<&str>); 3] = [
        (Form::Certificate, vec![material, "certificate", "rawBytes"]),
        (Form::Key, vec![material, "certificate", "rawBytes", "key"]),
        (Form::Checkpoint, [&entry[..], &["inclusionProof", "checkpoint", "envelope"]].concat()),
    ];
    for (form, path) in fields {
        let (alone, part) = alone(form, &bundle, &path);
        let own = alone.at(&["*"]).unwrap();
        assert_eq!(format!("{:?}", own.fields()), part, "{form:?}");
        assert_eq!(own.value(), bundle.at(&path).unwrap().value(), "{form:?}");
    }
}

#[test]
fn everything_that_is_given_is_read() {
    for (form, file) in [
        (Form::Bundle, "artifact.sigstore.json"),
        (Form::TrustedRoot, "trusted_root.json"),
        (Form::SigningConfig, "signing_config.json"),
        (Form::Statement, "statement.json"),
    ] {
        let field = decoded(form, file);
        assert!(!is_unreadable(&field) && !field.fields().is_empty(), "{field:?}");
    }
}

#[test]
fn what_is_of_no_form_is_said_to_be_none() {
    let forms = [
        Form::Page,
        Form::Json,
        Form::Statement,
        Form::Envelope,
        Form::TrustedRoot,
        Form::SigningConfig,
        Form::Bundle,
        Form::Discovery,
        Form::KeySet,
        Form::TokenRequest,
        Form::TokenResponse,
        Form::Login,
        Form::Token,
        Form::CertificateRequest,
        Form::CertificateChains,
        Form::CertificateEntry,
        Form::CertificatePromise,
        Form::TimestampRequest,
        Form::TimestampRequestJson,
        Form::Timestamp,
        Form::Proposal,
        Form::EntryBody,
        Form::NamedEntry,
        Form::NamedEntries,
        Form::Entry,
        Form::Log,
        Form::Checkpoint,
        Form::Pem,
        Form::Certificate,
        Form::Key,
    ];
    for form in forms {
        assert!(is_unreadable(&form.decode("alone", "content", b"\xff")), "{form:?}");
    }
    for form in [Form::Artifact, Form::Unknown, Form::Plain, Form::Blob] {
        assert!(!is_unreadable(&form.decode("alone", "content", b"\xff")), "{form:?}");
    }
}
