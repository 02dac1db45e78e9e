//! Whatever a trusted root holds, it is loaded or refused; a part that can't be used is set aside.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_crypto::AwsLcSuite;
use sigstore_trust_root::{TrustedRoot, TrustedRootDocument};

fuzz_target!(|bytes: &[u8]| {
    let document = TrustedRootDocument::parse(bytes);
    let root = TrustedRoot::load(bytes, AwsLcSuite);
    assert_eq!(document.is_ok(), root.is_ok());
});
