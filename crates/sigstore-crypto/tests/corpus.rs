//! The keys of the trusted roots of the corpus.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;

use base64ct::{Base64, Encoding};
use serde_json::Value;
use sigstore_crypto::AwsLcSuite;
use sigstore_testing::bundle_cases;
use sigstore_traits::{KeyDetails, SignatureSuite};

#[test]
fn v_21_kept_by_every_log_key_of_the_trusted_roots() {
    let cases = bundle_cases();
    if cases.is_empty() {
        eprintln!("skipped: 140 cases (no ../shared/corpus)");
    }
    let mut keys = 0;
    for case in cases {
        let root: Value = serde_json::from_slice(&fs::read(case.trusted_root).unwrap()).unwrap();
        let logs = [&root["tlogs"], &root["ctlogs"]];
        for log in logs.into_iter().filter_map(Value::as_array).flatten() {
            let details = log["publicKey"]["keyDetails"].as_str().unwrap();
            let details = KeyDetails::from_proto_name(details).unwrap();
            // Staging's oldest CT log has its key as bare PKCS#1.
            if details == KeyDetails::Pkcs1RsaPkcs1v5 {
                continue;
            }
            let spki = log["publicKey"]["rawBytes"].as_str().unwrap();
            let key = AwsLcSuite.key(&Base64::decode_vec(spki).unwrap()).unwrap();
            assert!(details.fits(AwsLcSuite.key_algorithm(&key)), "{}", case.name);
            keys += 1;
        }
    }
    eprintln!("{keys} keys");
}
