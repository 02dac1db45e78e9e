use std::sync::{Arc, Mutex};

use sigstore_crypto::AwsLcSuite;
use sigstore_traits::SignatureSuite;

/// What looks random and is the same every time: the SHA-256 of a name and a counter.
#[derive(Clone, Debug)]
pub(crate) struct Entropy {
    seed: [u8; 32],
    drawn: Arc<Mutex<u64>>,
}

impl Entropy {
    pub(crate) fn of(name: &str) -> Self {
        Self { seed: seed(name), drawn: Arc::default() }
    }

    pub(crate) fn fill(&self, bytes: &mut [u8]) {
        let mut drawn = self.drawn.lock().expect("nobody gives up while drawing");
        for chunk in bytes.chunks_mut(32) {
            *drawn += 1;
            let block = AwsLcSuite.sha256(&[&self.seed, &drawn.to_be_bytes()]);
            for (to, from) in chunk.iter_mut().zip(block) {
                *to = from;
            }
        }
    }
}

/// The seed of a key.
pub(crate) fn seed(name: &str) -> [u8; 32] {
    AwsLcSuite.sha256(&[b"sigstore-lives ", name.as_bytes()])
}
