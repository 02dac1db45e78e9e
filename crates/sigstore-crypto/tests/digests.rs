//! Digests in one piece, in several and over a stream.
use sigstore_crypto::AwsLcSuite;
use sigstore_traits::{HashAlgorithm, Hasher, SignatureSuite};

/// FIPS 180-4 examples (csrc.nist.gov, Secure Hashing): the message "abc".
const ABC: [(HashAlgorithm, &str); 3] = [
    (
        HashAlgorithm::Sha256,
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ),
    (
        HashAlgorithm::Sha384,
        "sha384:cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
         8086072ba1e7cc2358baeca134c825a7",
    ),
    (
        HashAlgorithm::Sha512,
        "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
         2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ),
];

#[test]
fn the_same_digest_however_the_message_comes() {
    for (algorithm, expected) in ABC {
        for parts in [&[&b"abc"[..]][..], &[b"a", b"bc"], &[b"", b"abc", b""]] {
            let digest = AwsLcSuite.digest(algorithm, parts);
            assert_eq!(digest.to_string(), expected);
            let mut hasher = AwsLcSuite.hasher(algorithm);
            parts.iter().for_each(|part| hasher.update(part));
            assert_eq!(hasher.finish(), digest);
            if algorithm == HashAlgorithm::Sha256 {
                assert_eq!(AwsLcSuite.sha256(parts), digest.as_bytes());
            }
        }
        assert_eq!(AwsLcSuite.digest(algorithm, &[]), AwsLcSuite.digest(algorithm, &[b""]));
    }
    assert_eq!(AwsLcSuite.sha256(&[]), AwsLcSuite.sha256(&[b""]));
}
