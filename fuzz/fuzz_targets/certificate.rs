//! Whatever a certificate holds, it is read or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_certificate::Certificate;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(certificate) = Certificate::parse(bytes) {
        assert_eq!(certificate.der(), bytes);
        let _ = certificate.leaf_profile();
        let _ = certificate.identity();
        let _ = certificate.issuer_url();
        let _ = certificate.fulcio_extensions();
        let _ = certificate.signature_scheme();
    }
});
