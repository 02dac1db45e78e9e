//! Whatever a statement holds, it is read or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_dsse::Statement;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(statement) = Statement::parse(bytes) {
        for subject in &statement.subjects {
            let _ = subject.known_digests().count();
        }
    }
});
