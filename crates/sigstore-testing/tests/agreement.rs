//! The two suites read the same keys and give the same reasons for refusing the others.
//!
//! aws-lc-rs takes any 32 bytes as an Ed25519 key, which then verifies nothing if they are no
//! point; [`WithEd25519ph`] looks.
#![allow(clippy::indexing_slicing)]

use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::WithEd25519ph;
use sigstore_testing::{RustCryptoSuite, public_keys};
use sigstore_traits::{KeyAlgorithm, KeyError, SignatureSuite};

fn read(suite: &impl SignatureSuite, spki: &[u8]) -> Result<KeyAlgorithm, KeyError> {
    suite.key(spki).map(|key| suite.key_algorithm(&key))
}

#[test]
fn on_every_key_with_one_byte_changed() {
    for (algorithm, spki) in public_keys() {
        let mut changed = spki.clone();
        for at in 0..spki.len() {
            for byte in 0..=u8::MAX {
                changed[at] = byte;
                let ours = read(&WithEd25519ph(AwsLcSuite), &changed);
                let theirs = read(&RustCryptoSuite, &changed);
                assert_eq!(ours, theirs, "{algorithm}: byte {at} is {byte:#04x}");
            }
            changed[at] = spki[at];
        }
    }
}
