use aws_lc_rs::rand::fill;

/// Fills `bytes` from the random number generator of aws-lc-rs, which the system seeds.
///
/// # Errors
/// [`NoRandomness`] if the system gives none; nothing may be made of `bytes` then.
pub fn random(bytes: &mut [u8]) -> Result<(), NoRandomness> {
    fill(bytes).map_err(|_| NoRandomness)
}

/// The system gives no randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRandomness;

impl core::fmt::Display for NoRandomness {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the system gives no randomness")
    }
}

impl core::error::Error for NoRandomness {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_fillings_are_alike() {
        let [mut one, mut two] = [[0; 32]; 2];
        assert_eq!((random(&mut one), random(&mut two)), (Ok(()), Ok(())));
        assert_ne!(one, two);
    }
}
