//! Timestamps are read or refused; a request that was written reads as the same request.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_tsa::{Timestamp, TimestampRequest};

fuzz_target!(|bytes: &[u8]| {
    let _ = Timestamp::parse(bytes);
    let _ = Timestamp::parse_token(bytes);
    if let Ok(request) = TimestampRequest::parse(bytes) {
        assert_eq!(TimestampRequest::parse(&request.to_der()), Ok(request));
    }
});
