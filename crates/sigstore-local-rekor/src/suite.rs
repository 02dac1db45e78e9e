use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::WithEd25519ph;

/// What all servers check signatures and hash with.
pub(crate) static SUITE: WithEd25519ph<AwsLcSuite> = WithEd25519ph(AwsLcSuite);
