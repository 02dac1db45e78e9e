//! What was written reads as the same value again, in both ways of writing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_json::{Limits, canonical, ordered, parse};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::new(1 << 20);
    if let Ok(value) = parse(bytes, &limits) {
        for write in [ordered, canonical] {
            let written = write(&value);
            let again = parse(written.as_bytes(), &limits).expect("what was written can be read");
            assert_eq!(write(&again), written);
        }
    }
});
