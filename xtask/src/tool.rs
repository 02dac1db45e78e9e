//! Programs that cargo installs, under `target/tools`.

use std::env;
use std::process::Command;

use crate::process::{cargo, output};
use crate::workspace::{read, target};

/// A subcommand of cargo, at the version that this workspace uses.
pub(crate) struct Tool(&'static str, &'static str);

pub(crate) static DENY: Tool = Tool("cargo-deny", "0.20.2");
pub(crate) static FUZZ: Tool = Tool("cargo-fuzz", "0.13.2");
pub(crate) static MUTANTS: Tool = Tool("cargo-mutants", "27.1.0");

impl Tool {
    /// Cargo with these words, able to run the tool, which is installed if it is missing.
    pub(crate) fn cargo(&self, words: &str) -> Result<Command, String> {
        let Self(name, version) = self;
        let tools = target("tools");
        // Cargo keeps a list of what it installed; none if it installed nothing.
        let installed = read(tools.join(".crates.toml")).unwrap_or_default();
        if !installed.contains(&format!("\"{name} {version} (")) {
            eprintln!("installing {name} {version} …");
            let mut install = cargo("install --quiet --locked");
            install.args(["--version", version, name, "--root"]).arg(&tools);
            output(&mut install)?;
        }
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = [tools.join("bin")].into_iter().chain(env::split_paths(&inherited));
        let path = env::join_paths(folders).map_err(|error| error.to_string())?;
        let mut command = cargo(words);
        command.env("PATH", path);
        Ok(command)
    }
}
