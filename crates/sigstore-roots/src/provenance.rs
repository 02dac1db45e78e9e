// Written by `cargo xtask trust-roots`.

use crate::Embedded;

/// The trusted root of the public-good instance, as sigstore 4.5.1 of PyPI carries it.
pub static PUBLIC_GOOD: Embedded = Embedded {
    profile: "public-good",
    json: include_str!("../data/public-good.json"),
    package: "PyPI sigstore",
    version: "4.5.1",
    date: "2026-10-20",
    sha256: "6494e21ea73fa7ee769f85f57d5a3e6a08725eae1e38c755fc3517c9e6bc0b66",
};

/// The trusted root of the staging instance, as sigstore 4.5.1 of PyPI carries it.
pub static STAGING: Embedded = Embedded {
    profile: "staging",
    json: include_str!("../data/staging.json"),
    package: "PyPI sigstore",
    version: "4.5.1",
    date: "2026-10-20",
    sha256: "81f5af777952d2c3955062ad56924c05ca916b5d49f3a0bce945faa475a8b1cc",
};

/// The trusted root of the github instance, as sigstore-trust-root 0.15.1 of crates.io carries it.
pub static GITHUB: Embedded = Embedded {
    profile: "github",
    json: include_str!("../data/github.json"),
    package: "crates.io sigstore-trust-root",
    version: "0.15.1",
    date: "2026-10-23",
    sha256: "484cdfe1a7c65479c5ba2a22193d1be90f0020db1997de696ab207434c62fbb7",
};

/// The signing config of the public-good instance, as sigstore 4.5.1 of PyPI carries it.
pub static PUBLIC_GOOD_SIGNING: Embedded = Embedded {
    profile: "public-good",
    json: include_str!("../data/public-good-signing.json"),
    package: "PyPI sigstore",
    version: "4.5.1",
    date: "2026-10-20",
    sha256: "9711a6d5375706957a4859af31c5866a4474f81f0544f9f4b76c9c4f4c8a539c",
};

/// The signing config of the staging instance, as sigstore 4.5.1 of PyPI carries it.
pub static STAGING_SIGNING: Embedded = Embedded {
    profile: "staging",
    json: include_str!("../data/staging-signing.json"),
    package: "PyPI sigstore",
    version: "4.5.1",
    date: "2026-10-20",
    sha256: "14452cddce0d882c7ee7124653ba03a6684afaca12be9e9561ee198cf46734ad",
};
