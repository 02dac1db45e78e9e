//! The envelopes of the corpus: read, written again, and their statements read.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use sigstore_dsse::{Envelope, Error, Statement};
use sigstore_json::{Limits, canonical, parse};

/// The cases that are refused, and why: a statement, or an envelope.
fn refused(name: &str) -> Option<Error> {
    match name {
        "go-dsse-2sigs" => {
            Some(Error::SignatureCount { place: "$.dsseEnvelope.signatures".into(), count: 2 })
        }
        // Its digest is a placeholder of six characters.
        "rust-cosign-v3-missing-fields" => Some(Error::SubjectDigest {
            place: "$.subject[0].digest.sha256".into(),
            algorithm: sigstore_traits::HashAlgorithm::Sha256,
            characters: 6,
        }),
        _ => None,
    }
}

#[test]
fn every_envelope_and_its_statement_is_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/bundles");
    let Ok(cases) = fs::read_dir(Path::new(folder)) else {
        return eprintln!("skipped: 33 cases (no ../shared/corpus)");
    };
    let mut count = 0;
    for case in cases {
        let case = case.unwrap();
        let name = case.file_name().into_string().unwrap();
        let text = fs::read(case.path().join("bundle.sigstore.json")).unwrap();
        // One bundle is cut short, most sign a message.
        let Ok(bundle) = parse(&text, &Limits::new(1 << 20)) else {
            continue;
        };
        let node = bundle.node().object().unwrap().optional("dsseEnvelope");
        let Some(node) = node else { continue };
        count += 1;
        let statement = Envelope::read(node).and_then(|envelope| {
            let written = canonical(&envelope.to_value());
            assert_eq!(Envelope::parse(written.as_bytes()).as_ref(), Ok(&envelope));
            Statement::parse(&envelope.payload)
        });
        assert_eq!(statement.err(), refused(&name), "{name}");
    }
    assert_eq!(count, 33);
}
