//! A path of the right length leads to a root; it checks against that root and no other.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_merkle::{AwsLc, ConsistencyProof, Hash, InclusionProof, TreeHead};

fuzz_target!(|input: (u64, u64, Hash, Vec<Hash>)| {
    let (index, size, leaf, path) = input;
    let path = path.as_slice();
    let proof = InclusionProof { index, size, path };
    if let Ok(root) = proof.root(&leaf, &AwsLc) {
        let mut other = TreeHead { size, root };
        assert_eq!(proof.check(&leaf, &other, &AwsLc), Ok(()));
        other.root[0] ^= 1;
        assert!(proof.check(&leaf, &other, &AwsLc).is_err());
    }
    let proof = ConsistencyProof { first: index, second: size, path };
    let _ = proof.roots(&leaf, &AwsLc);
});
