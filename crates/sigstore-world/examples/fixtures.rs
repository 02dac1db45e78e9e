//! Writes the good bundles of the fixtures into the folder that is given: one folder per kind with
//! the bundle, the artifact, the trusted root, what a verifier must demand, and how it was made.
//! The same bytes every time.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde_json::json;
use sigstore_engine::{Identity, KeyKind, Witness};
use sigstore_world::{Draft, Made, World, key, statement};

const ARTIFACT: &[u8] = b"the artifact of the fixtures\n";

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map(PathBuf::from);
    let Some(folder) = folder else {
        return Err(io::Error::other("usage: fixtures FOLDER"));
    };
    for (name, how, draft) in fixtures() {
        write(&folder.join(name), how, &draft.make())?;
    }
    Ok(())
}

/// Name, how it was made, and the recipe.
fn fixtures() -> Vec<(&'static str, &'static str, Draft)> {
    let message = || World::new().message(ARTIFACT);
    let dsse = || World::new().dsse(&statement(ARTIFACT)).artifact(ARTIFACT);
    vec![
        (
            "v0.1-hashedrekord-v1",
            "bundle 0.1, certificate chain of one, Rekor v1 with promise and proof",
            message().version_0_1(),
        ),
        (
            "v0.2-hashedrekord-v1",
            "bundle 0.2, certificate chain of one, Rekor v1 with promise and proof",
            message().version_0_2(),
        ),
        (
            "v0.3-hashedrekord-v1",
            "bundle 0.3, certificate, Rekor v1 with promise and proof",
            message(),
        ),
        (
            "v0.3-hashedrekord-v2",
            "bundle 0.3, certificate for an email address, Rekor v2 with one witness, one timestamp",
            email(witnessed()).rekor_v2(),
        ),
        ("v0.3-dsse-v1", "bundle 0.3, in-toto statement, Rekor v1 with a dsse entry", dsse()),
        (
            "v0.3-dsse-v2",
            "bundle 0.3, in-toto statement, Rekor v2 with a hashedrekord over the envelope's encoding, one timestamp",
            dsse().rekor_v2(),
        ),
        (
            "v0.3-intoto-v1",
            "bundle 0.3, in-toto statement, Rekor v1 with an intoto 0.0.2 entry",
            dsse().intoto(),
        ),
        (
            "v0.3-managed-key",
            "bundle 0.3, a P-384 key without certificate, Rekor v2, one timestamp",
            message().managed_key().key(KeyKind::P384).rekor_v2(),
        ),
        (
            "v0.3-two-logs",
            "bundle 0.3, certificate, Rekor v1 and v2, timestamps of two authorities",
            message().both_logs().timestamps(2),
        ),
    ]
}

fn witnessed() -> World {
    let mut world = World::new();
    world.rekor_v2.witnesses.push(Witness {
        name: "witness.sigstore.test".into(),
        key: key(KeyKind::Ed25519, "witness"),
    });
    world
}

fn email(world: World) -> Draft {
    let draft = world.message(ARTIFACT);
    draft.identity(Identity::Email("signer@example.com".into()))
}

fn write(folder: &Path, how: &str, made: &Made) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let file = |name, text: &[u8]| fs::write(folder.join(name), text);
    file("artifact", &made.artifact)?;
    file("artifact.sigstore.json", made.bundle_json.as_bytes())?;
    file("trusted_root.json", made.trusted_root_json.as_bytes())?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let readme = format!(
        "{name}: {how}.\n\nMade by `cargo xtask fixtures` (crates/sigstore-world/examples/fixtures.rs) with the keys\nand the clock of that crate; the same bytes every time. `policy.json` is what a verifier must\ndemand.\n"
    );
    file("README.md", readme.as_bytes())?;
    let policy = match &made.key_pem {
        Some(pem) => {
            file("key.pub", pem.as_bytes())?;
            json!({ "key": pem })
        }
        None => json!({ "any_of": [{ "issuer": made.issuer, "identity": made.identity }] }),
    };
    file("policy.json", format!("{policy}\n").as_bytes())
}
