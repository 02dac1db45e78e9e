//! Whatever a repository answers, an update goes on or says why not. Every signature holds here, so
//! that hostile answers get behind the signatures.
//!
//! The first byte says which files come from the input; then come the root and the answers in the
//! order in which they are wanted, with 0xff between them. An answer of no bytes means that there is
//! no such file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_crypto::{AwsLcHasher, AwsLcKey, AwsLcSuite};
use sigstore_traits::{
    Digest, HashAlgorithm, KeyAlgorithm, KeyError, Message, SignatureError, SignatureScheme,
    SignatureSuite, UnixTime,
};
use sigstore_tuf::{Answer, MAX_ROLES, MAX_ROOTS, Refresh, Source, Trusted, Want};
use sigstore_tuf_metadata::{Role, TargetName};

fuzz_target!(|input: &[u8]| {
    let Some((from_input, files)) = input.split_first() else { return };
    let mut files = files.split(|byte| *byte == 0xff);
    let root = files.next().unwrap_or_default();
    let mut answer = |want: &Want| {
        let withheld = match (want.source, &want.role) {
            (Source::Store, _) => from_input & 1 == 0,
            (Source::Repository, Role::Root) => from_input & 2 == 0,
            (Source::Repository, _) => false,
        };
        let file = if withheld { None } else { files.next() };
        file.filter(|file| !file.is_empty()).map_or(Answer::Absent, Answer::Bytes)
    };
    if let Some(trusted) = refresh(root, &mut answer) {
        let mut search = trusted.search(TargetName::parse("trusted_root.json").unwrap());
        for _ in 0..=2 * MAX_ROLES {
            let Some(want) = search.next() else { break };
            if search.accept(answer(&want)).is_err() {
                return;
            }
        }
        assert_eq!(search.next(), None, "a search ends");
        let _ = search.target().map(|target| target.repository_name());
    }
});

fn refresh<'f>(
    root: &[u8],
    answer: &mut impl FnMut(&Want) -> Answer<'f>,
) -> Option<Trusted<Believer>> {
    let now = UnixTime::from_seconds(1_787_616_000);
    let mut refresh = Refresh::pinned(root, Believer, now).ok()?;
    let mut steps = 0;
    while let Some(want) = refresh.next() {
        let before = refresh.root().header().version;
        let accepted = refresh.accept(answer(&want)).ok()?;
        assert!(refresh.root().header().version >= before, "a root does not go back");
        assert!(want.source == Source::Repository || !accepted.is_to_be_stored());
        steps += u32::from(want.role != Role::Root);
        assert!(steps <= MAX_ROOTS, "an update ends");
    }
    Some(refresh.finish().expect("nothing is wanted any more"))
}

/// To which every signature of a key that can be read holds.
#[derive(Clone, Copy)]
struct Believer;

impl SignatureSuite for Believer {
    type Key = AwsLcKey;
    type Hasher = AwsLcHasher;

    fn key(&self, spki: &[u8]) -> Result<AwsLcKey, KeyError> {
        AwsLcSuite.key(spki)
    }

    fn key_algorithm(&self, key: &AwsLcKey) -> KeyAlgorithm {
        AwsLcSuite.key_algorithm(key)
    }

    fn verify(
        &self,
        _: &AwsLcKey,
        _: SignatureScheme,
        _: Message<'_>,
        _: &[u8],
    ) -> Result<(), SignatureError> {
        Ok(())
    }

    fn digest(&self, algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
        AwsLcSuite.digest(algorithm, parts)
    }

    fn hasher(&self, algorithm: HashAlgorithm) -> AwsLcHasher {
        AwsLcSuite.hasher(algorithm)
    }

    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        AwsLcSuite.sha256(parts)
    }
}
