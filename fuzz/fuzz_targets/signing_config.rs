//! Whatever a signing config says, services are chosen or it is said why not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_signing_config::SigningConfig;
use sigstore_traits::UnixTime;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(config) = SigningConfig::parse(bytes) {
        let now = UnixTime::from_seconds(1_767_268_800);
        let _ = (config.services(now), config.recorders(now));
    }
});
