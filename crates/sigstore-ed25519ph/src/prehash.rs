use ed25519_dalek::ed25519::signature::digest::{
    FixedOutput, HashMarker, Output, OutputSizeUser, Update, consts::U64,
};

/// A SHA-512 digest that is already made, in the form in which ed25519-dalek takes the message
/// of Ed25519ph: a hash function that has read it. Whatever it is fed, it yields the digest.
pub(crate) struct Prehash(pub(crate) [u8; 64]);

impl FixedOutput for Prehash {
    fn finalize_into(self, out: &mut Output<Self>) {
        out.copy_from_slice(&self.0);
    }
}

impl OutputSizeUser for Prehash {
    type OutputSize = U64;
}

/// A hash function has a start, and the trait asks for it; nothing begins here.
impl Default for Prehash {
    fn default() -> Self {
        Self([0; 64])
    }
}

/// A hash function reads, and the trait asks for it; all was read before.
impl Update for Prehash {
    fn update(&mut self, _: &[u8]) {}
}

impl HashMarker for Prehash {}
