//! Lists of SCTs, alone and in a certificate, which is rebuilt without them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_certificate::Certificate;
use sigstore_sct::{Sct, precertificate_tbs};

fuzz_target!(|bytes: &[u8]| {
    let _ = Sct::parse_list(bytes);
    if let Ok(certificate) = Certificate::parse(bytes) {
        if let Some(list) = certificate.sct_list() {
            let _ = Sct::parse_list(list);
        }
        if let Ok(tbs) = precertificate_tbs(&certificate) {
            assert!(tbs.len() < bytes.len());
        }
    }
});
