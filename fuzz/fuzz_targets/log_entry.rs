//! An entry that was written reads as the same entry; so does the answer of a Rekor v1 log.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_json::{Limits, ordered, parse};
use sigstore_rekor_types::{LogEntry, TransparencyLogEntry};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::new(1 << 20);
    let _ = LogEntry::parse(bytes);
    let Ok(value) = parse(bytes, &limits) else {
        return;
    };
    if let Ok(entry) = TransparencyLogEntry::read(value.node()) {
        let written = ordered(&entry.to_value());
        let again = parse(written.as_bytes(), &limits).expect("what was written can be read");
        assert_eq!(TransparencyLogEntry::read(again.node()), Ok(entry));
    }
});
