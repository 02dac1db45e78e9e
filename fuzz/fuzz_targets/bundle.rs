//! A bundle that was written reads as the same bundle.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_bundle::Bundle;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(bundle) = Bundle::parse(bytes) {
        assert_eq!(Bundle::parse(bundle.to_json().as_bytes()), Ok(bundle));
    }
});
