//! Takes the embedded trusted roots and signing configs out of the packages that publish them.
//!
//! Packages and files are pinned by SHA-256, so a run gives the same bytes or fails. To move to a
//! new release, change the pins here, run it, and read the difference of the JSON files.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::package::{Package, Registry, expect_sha256};
use crate::workspace::{at, empty_folder, root, target, write};

/// A document inside a package.
struct Root {
    profile: &'static str,
    /// What it is, in words.
    what: &'static str,
    /// Where it is kept, below the crate.
    file: &'static str,
    /// The name of the static.
    name: &'static str,
    package: &'static Package,
    member: &'static str,
    sha256: &'static str,
}

static SIGSTORE_PYTHON: Package = Package {
    registry: Registry::PyPi,
    name: "sigstore",
    version: "4.5.1",
    date: "2026-10-20",
    licence: "Apache-2.0",
    sha256: "02e000197b34980f1d382741d6f83c2fecbcef7debf7304f36a5253f3c892cd9",
};

static SIGSTORE_TRUST_ROOT: Package = Package {
    registry: Registry::CratesIo,
    name: "sigstore-trust-root",
    version: "0.15.1",
    date: "2026-10-23",
    licence: "Apache-2.0",
    sha256: "d9a49e390a5f52e0b05f1a17820be5ac747a3890bb9f54156d8a1147508420a7",
};

static ROOTS: [Root; 5] = [
    Root {
        profile: "public-good",
        what: "trusted root",
        file: "data/public-good.json",
        name: "PUBLIC_GOOD",
        package: &SIGSTORE_PYTHON,
        member: "sigstore/_store/https%3A%2F%2Ftuf-repo-cdn.sigstore.dev/trusted_root.json",
        sha256: "6494e21ea73fa7ee769f85f57d5a3e6a08725eae1e38c755fc3517c9e6bc0b66",
    },
    Root {
        profile: "staging",
        what: "trusted root",
        file: "data/staging.json",
        name: "STAGING",
        package: &SIGSTORE_PYTHON,
        member: "sigstore/_store/https%3A%2F%2Ftuf-repo-cdn.sigstage.dev/trusted_root.json",
        sha256: "81f5af777952d2c3955062ad56924c05ca916b5d49f3a0bce945faa475a8b1cc",
    },
    Root {
        profile: "github",
        what: "trusted root",
        file: "data/github.json",
        name: "GITHUB",
        package: &SIGSTORE_TRUST_ROOT,
        member: "src/trusted_root_github.json",
        sha256: "484cdfe1a7c65479c5ba2a22193d1be90f0020db1997de696ab207434c62fbb7",
    },
    Root {
        profile: "public-good",
        what: "signing config",
        file: "data/public-good-signing.json",
        name: "PUBLIC_GOOD_SIGNING",
        package: &SIGSTORE_PYTHON,
        member: "sigstore/_store/https%3A%2F%2Ftuf-repo-cdn.sigstore.dev/signing_config.v0.2.json",
        sha256: "9711a6d5375706957a4859af31c5866a4474f81f0544f9f4b76c9c4f4c8a539c",
    },
    Root {
        profile: "staging",
        what: "signing config",
        file: "data/staging-signing.json",
        name: "STAGING_SIGNING",
        package: &SIGSTORE_PYTHON,
        member: "sigstore/_store/https%3A%2F%2Ftuf-repo-cdn.sigstage.dev/signing_config.v0.2.json",
        sha256: "14452cddce0d882c7ee7124653ba03a6684afaca12be9e9561ee198cf46734ad",
    },
];

/// Writes `crates/sigstore-roots/data/*.json` and `src/provenance.rs`, or compares with them.
///
/// # Errors
/// What failed: a command, a digest that is not the pinned one, or, with `check`, a file that is
/// not what a run would write.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let scratch = empty_folder(target("xtask/trust-roots"))?;
    let roots = root().join("crates/sigstore-roots");
    for root in &ROOTS {
        let json = root.extract(&scratch)?;
        settle(&roots.join(root.file), &json, check)?;
    }
    settle(&roots.join("src/provenance.rs"), provenance().as_bytes(), check)
}

/// Whether the packages can be had.
pub(crate) fn reach() -> Result<(), String> {
    let scratch = empty_folder(target("xtask/trust-roots"))?;
    ROOTS.iter().try_for_each(|root| root.package.fetch(&scratch).map(|_| ()))
}

/// Puts `content` into the file, or compares it with what is there.
fn settle(file: &Path, content: &[u8], check: bool) -> Result<(), String> {
    if !check {
        return write(file, content);
    }
    match fs::read(file).map_err(|error| at(file, &error))? == content {
        true => Ok(()),
        false => Err(at(file, &"not what its package has: run `cargo xtask trust-roots`")),
    }
}

/// The source of `sigstore-roots`' module of the same name.
fn provenance() -> String {
    let mut source =
        String::from("// Written by `cargo xtask trust-roots`.\n\nuse crate::Embedded;\n");
    for root in &ROOTS {
        let Package { name, version, date, .. } = root.package;
        let registry = root.package.registry;
        // Writing to a string can't fail.
        let _ = write!(
            source,
            "
/// The {what} of the {profile} instance, as {name} {version} of {registry} carries it.
pub static {constant}: Embedded = Embedded {{
    profile: {profile:?},
    json: include_str!(\"../{file}\"),
    package: \"{registry} {name}\",
    version: {version:?},
    date: {date:?},
    sha256: {sha256:?},
}};
",
            profile = root.profile,
            constant = root.name,
            file = root.file,
            what = root.what,
            sha256 = root.sha256,
        );
    }
    source
}

impl Root {
    /// The file out of its package, both with the digest that is pinned.
    fn extract(&self, scratch: &Path) -> Result<Vec<u8>, String> {
        let archive = self.package.fetch(scratch)?;
        let unpacked = self.package.unpack(&archive, &[self.member], scratch)?;
        let file = unpacked.join(self.member);
        expect_sha256(&file, self.sha256)?;
        fs::read(&file).map_err(|error| at(&file, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provenance_in_the_crate_is_the_one_of_the_pins() {
        let written = include_str!("../../crates/sigstore-roots/src/provenance.rs");
        assert_eq!(provenance(), written);
    }
}
