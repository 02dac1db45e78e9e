//! Writes every life into the folder that is given, one folder each, and what they are. The same
//! bytes every time.

use std::path::PathBuf;
use std::{env, fs, io};

use sigstore_lives::{By, Life, What, Who};
use sigstore_sign::{LogVersion, ProofForm};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map(PathBuf::from);
    let Some(folder) = folder else {
        return Err(io::Error::other("usage: lives FOLDER"));
    };
    let mut readme = README.to_owned();
    for life in Life::all() {
        let own = folder.join(life.name());
        fs::create_dir_all(&own)?;
        for (name, bytes) in life.live().files() {
            fs::write(own.join(name), bytes)?;
        }
        readme += &row(&life);
    }
    fs::write(folder.join("README.md"), readme)
}

fn row(life: &Life) -> String {
    let log = match life.log {
        LogVersion::V1 => "Rekor v1",
        LogVersion::V2 => "Rekor v2",
    };
    let what = match life.what {
        What::Message => "the artifact",
        What::Dsse => "a statement",
    };
    let proof = match life.by {
        By::Certificate(ProofForm::Possession, _) => "proof of possession",
        By::Certificate(ProofForm::Csr, _) => "PKCS#10 request",
        By::ManagedKey => "no certificate",
    };
    let who = match life.by {
        By::Certificate(_, Who::Email) => "e-mail address, logged in",
        By::Certificate(_, Who::Workflow) => "GitHub workflow",
        By::Certificate(_, Who::Username) => "user name",
        By::ManagedKey => "managed key",
    };
    format!("| {} | {log} | {proof} | {what} | {who} | {:?} |\n", life.name(), life.key_kind())
}

const README: &str = "\
Whole lives of signatures: one folder for each combination of log, proof, content and signer.

Made by `cargo xtask fixtures` (crates/sigstore-lives): the clients of this repository at the
servers of `sigstore-local`, without sockets, with fixed keys and randomness, from
2026-01-01T12:00:00Z on, a second for each request; the same bytes every time. In each log three
others have signed before.

| file | |
|---|---|
| `artifact` | what is signed, or what the statement is about |
| `statement.json` | the statement, where one is signed |
| `trusted_root.json`, `signing_config.json` | what the client was given |
| `artifact.sigstore.json` | the bundle |
| `policy.json`, `key.pub` | what a verifier must demand |
| `report.json` | what it finds: `sigscope verify --json` with these files |
| `life.json`, `life.txt` | everything that was said; secrets are masked |

`sigscope verify artifact --trusted-root trusted_root.json --policy policy.json` in a folder
verifies it.

| folder | log | the key is proven by | signed | signer | key |
|---|---|---|---|---|---|
";
