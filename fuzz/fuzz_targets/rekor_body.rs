//! The canonical form of a body reads as the same body, and is its own canonical form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_rekor_types::Body;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(body) = Body::parse(bytes) {
        let canonical = body.canonical();
        let again = Body::parse(&canonical).expect("what was written can be read");
        assert_eq!(again.canonical(), canonical);
        assert_eq!(again, body);
    }
});
