//! What a table of bundles needs: read everything, verify, and hold both entrances to each other.

use std::fs::File;
use std::path::Path;

use sigstore_bundle::Bundle;
use sigstore_traits::{Digest, HashAlgorithm, Refusal, SignatureSuite, Trust};
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::{Artifact, Needs, Policy, examine, needs, verify};

/// Where the artifact of a case is.
pub(crate) enum Source<'s> {
    /// A file.
    Path(&'s Path),
    /// An algorithm, a colon and hex.
    Digest(&'s str),
}

/// Reads and verifies; `Ok` if the bundle vouches for the artifact, else code and message.
pub(crate) fn judge<S: SignatureSuite>(
    source: &Source<'_>,
    bundle: &[u8],
    root: &[u8],
    suite: S,
    policy: &Policy,
) -> Result<(), String> {
    let trust = TrustedRoot::load(root, suite).map_err(|error| tell("trust", &error))?;
    let bundle = Bundle::parse(bundle).map_err(|error| tell("bundle", &error))?;
    let needs = needs(&bundle, policy, trust.suite()).map_err(|error| tell("needs", &error))?;
    let artifact = source.artifact(&needs, trust.suite())?;
    let verified = verify(&artifact, &bundle, &trust, policy);
    let examined = examine(&artifact, &bundle, &trust, policy);
    match (&verified, &examined) {
        (Ok(_), Ok(examined)) => assert!(examined.is_verified(), "{examined:?}"),
        (Err(error), Ok(examined)) => {
            assert!(!examined.is_verified(), "{error}");
            let first = examined.rejections().next().map(|(_, rejection)| rejection.facts());
            assert_eq!(first, Some(error.facts()), "both entrances stop at the same check");
        }
        (verified, examined) => assert!(verified.is_err() && examined.is_err()),
    }
    verified.map(|_| ()).map_err(|error| tell("verification", &error))
}

fn tell(what: &str, error: &impl Refusal) -> String {
    format!("{what}: {}: {error}", error.code())
}

impl Source<'_> {
    fn artifact<S: SignatureSuite>(&self, needs: &Needs, suite: &S) -> Result<Artifact, String> {
        match self {
            Self::Path(path) => {
                let file = File::open(path).map_err(|error| error.to_string())?;
                Artifact::read(file, needs, suite).map_err(|error| error.to_string())
            }
            Self::Digest(text) => {
                let digest = digest(text).ok_or_else(|| format!("{text} is no digest"))?;
                Ok(Artifact::from_digest(digest))
            }
        }
    }
}

fn digest(text: &str) -> Option<Digest> {
    let (algorithm, hex) = text.split_once(':')?;
    let bytes = (0..hex.len() / 2)
        .map(|index| u8::from_str_radix(hex.get(2 * index..2 * index + 2)?, 16).ok());
    Digest::new(HashAlgorithm::from_name(algorithm)?, &bytes.collect::<Option<Vec<_>>>()?)
}
