//! The Wycheproof vectors through [`RustCryptoSuite`], whole, with the exceptions of the suite
//! that ships.
use sigstore_testing::{RustCryptoSuite, Wycheproof};

#[test]
fn v_23_kept_wycheproof() {
    let wycheproof = Wycheproof::with_exceptions(include_str!(
        "../../sigstore-crypto/tests/wycheproof-exceptions.txt"
    ));
    let Some(report) = wycheproof.run(&RustCryptoSuite) else {
        eprintln!("skipped: 36 files (no ../shared/corpus)");
        return;
    };
    eprintln!("{report:#?}");
    assert!(report.failures.is_empty());
    assert_eq!(report.files, 36);
}
