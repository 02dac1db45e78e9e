//! Whatever a key file holds, it is a key or refused, and no password costs more than its limit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_crypto::PrivateKey;

fuzz_target!(|bytes: &[u8]| {
    let _ = PrivateKey::from_pem(bytes, None);
    let _ = PrivateKey::from_pkcs8(bytes);
});
