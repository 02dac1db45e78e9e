//! The bundles of the corpus: all that are well-formed are read and written again; the rest is
//! refused for its reason.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use sigstore_bundle::{Bundle, Error};
use sigstore_json::ErrorKind;
use sigstore_rekor_types::Error as EntryError;

fn json(kind: ErrorKind, place: &str) -> Error {
    let place = place.into();
    Error::Json(sigstore_json::Error { kind, place })
}

/// The cases that are refused when they are read, and why.
fn refused(name: &str) -> Option<Error> {
    let entry = "$.verificationMaterial.tlogEntries[0]";
    let timestamps = "$.verificationMaterial.timestampVerificationData.rfc3161Timestamps";
    match name {
        "conformance-bundle-malformed-json_fail" => Some(json(
            ErrorKind::EndOfText { line: 1, column: 4753 },
            &format!("{entry}.canonicalizedBody"),
        )),
        "conformance-bundle-empty-certificate-chain_fail" | "python-bundle_no_cert_v1.txt" => {
            Some(Error::EmptyChain)
        }
        "conformance-bundle-negative-log-index_fail" => Some(Error::Entry(EntryError::Negative {
            place: format!("{entry}.logIndex"),
            found: -1,
        })),
        "go-dsse-2sigs" => Some(Error::Envelope(sigstore_dsse::Error::SignatureCount {
            place: "$.dsseEnvelope.signatures".into(),
            count: 2,
        })),
        "python-bundle_invalid_version.txt" => {
            Some(Error::MediaType { found: "this is completely wrong".into() })
        }
        "python-tsa-bundle.duplicate" => Some(Error::DuplicateTimestamp { first: 0, second: 2 }),
        "python-tsa-bundle.many_timestamp" => {
            Some(json(ErrorKind::TooManyElements { max: 32 }, &format!("{timestamps}[32]")))
        }
        _ => None,
    }
}

#[test]
fn every_bundle_is_read_and_written_or_refused_for_its_reason() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/bundles");
    let Ok(cases) = fs::read_dir(Path::new(folder)) else {
        return eprintln!("skipped: 140 cases (no ../shared/corpus)");
    };
    let (mut count, mut errors) = (0, 0);
    for case in cases {
        let case = case.unwrap();
        let name = case.file_name().into_string().unwrap();
        let text = fs::read(case.path().join("bundle.sigstore.json")).unwrap();
        let bundle = Bundle::parse(&text);
        if let Ok(bundle) = &bundle {
            let written = bundle.to_json();
            assert_eq!(Bundle::parse(written.as_bytes()).as_ref(), Ok(bundle));
        }
        count += 1;
        errors += usize::from(bundle.is_err());
        assert_eq!(bundle.err(), refused(&name), "{name}");
    }
    assert_eq!((count, errors), (140, 8));
}
