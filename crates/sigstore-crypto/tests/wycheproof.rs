//! The Wycheproof vectors through [`AwsLcSuite`], whole.
use sigstore_crypto::AwsLcSuite;
use sigstore_testing::Wycheproof;

#[test]
fn v_23_kept_wycheproof() {
    let wycheproof = Wycheproof::with_exceptions(include_str!("wycheproof-exceptions.txt"));
    let Some(report) = wycheproof.run(&AwsLcSuite) else {
        eprintln!("skipped: 36 files (no ../shared/corpus)");
        return;
    };
    eprintln!("{report:#?}");
    assert!(report.failures.is_empty());
    assert_eq!(report.files, 36);
    // DigestInfo without NULL parameters: a second spelling.
    assert!(report.acceptable.iter().all(|case| case.ends_with("refused")));
}
