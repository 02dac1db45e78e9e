//! An envelope that was written reads as the same envelope.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_dsse::Envelope;
use sigstore_json::ordered;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(envelope) = Envelope::parse(bytes) {
        let written = ordered(&envelope.to_value());
        assert_eq!(Envelope::parse(written.as_bytes()), Ok(envelope));
    }
});
