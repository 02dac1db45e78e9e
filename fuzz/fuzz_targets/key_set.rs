//! Whatever a key set holds, each key is read, put aside or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_crypto::AwsLcSuite;
use sigstore_jwt::KeySet;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(set) = KeySet::parse(bytes, &AwsLcSuite) {
        let _ = (set.keys().count(), set.unusable().len());
    }
});
