use base64ct::{Base64, Encoding};
use sigstore_traits::KeyAlgorithm;

/// A public key of every supported kind as DER SubjectPublicKeyInfo.
///
/// P-256 and Ed25519 are those of Sigstore's public logs; the others were made with
/// `openssl ecparam -name secp384r1 -genkey -noout | openssl ec -pubout`, the same with
/// `secp521r1`, and `openssl genrsa 2048 | openssl rsa -pubout`.
///
/// # Panics
/// Never: the keys are constant.
pub fn public_keys() -> [(KeyAlgorithm, Vec<u8>); 5] {
    [
        (KeyAlgorithm::EcdsaP256, P256),
        (KeyAlgorithm::EcdsaP384, P384),
        (KeyAlgorithm::EcdsaP521, P521),
        (KeyAlgorithm::Rsa { bits: 2048 }, RSA_2048),
        (KeyAlgorithm::Ed25519, ED25519),
    ]
    .map(|(algorithm, spki)| (algorithm, Base64::decode_vec(spki).unwrap()))
}

const P256: &str = "\
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2G2Y+2tabdTV5BcGiBIx0a9fAFwrkBbmLSGtks4L\
    3qX6yYY0zufBnhC8Ur/iy55GhWP/9A/bY2LhC30M9+RYtw==";

const P384: &str = "\
    MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEeR6CKwrR9+ZS37ZT7IVvu5lYZ2J5kArYqFlsQ3EKLqsP\
    pEmlsZSCbb8Na1Ld8t0N/d1VzKxNfwJ8m1NIvQuC1KVObyzxKfrV2l93tAMmqrt26hJO1sHXmpye\
    pPh4wjE8";

const P521: &str = "\
    MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBl7Q0ioTbN0L/cOnewxTB0OsTWBXklAVIN1vZZ2cq\
    8cApy8Id/IvjFi6/+K5VLqKVUcDrejr2D9OUuzZeAcM0O6QBI6I15im0bHOn8Qqi1T0yJT5Jj4nT\
    0gN8TTe7TPPaDgo3DXcAjZxQ1JR4Q2B4LIUykuPPwdH9qwYh/vG4ebRmJmA=";

const RSA_2048: &str = "\
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAkOJU7OOGZpRhm5A3mb7SBB5r9ji1htl4\
    GSg6x0fk7GtRh0iX3k8KYEVnqGo+aNGw0sc4uTbjVXsj/m8vUvcjAstN0x+wl0oEsPvZn2+K4b/u\
    nqWQYxSuKQX1cquHeLqTw+NAX7B1oMbuBFjSswLgB73kr4Y2cgZ2U+kjSGWkrNV2UcvkzwXcs+Pp\
    LT9laxWjHcbIIwJRVx9MmkYqjkOz7mkMlboWbhoBJHKwkZq9v4PPciJ9UxyG1vkY6x0JTvOsitjp\
    vsyc74k03qLRDXvA5/5Igh71ShHdWBaepvbrW3B6YTbJ/2vKTNcFpuotqF6RCQSTOkqY44TPAlR/\
    Wt6jqwIDAQAB";

const ED25519: &str = "MCowBQYDK2VwAyEAt8rlp1knGwjfbcXAYPYAkn0XiLz1x8O4t0YkEhie244=";
