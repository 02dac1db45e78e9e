//! Programs that cargo installs, under `target/tools`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::process::Command;

use crate::process;
use crate::workspace::target;

/// A subcommand of cargo, at the version that this workspace uses.
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

pub(crate) static DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
};
pub(crate) static FUZZ: Tool = Tool {
    name: "cargo-fuzz",
    version: "0.13.2",
};
pub(crate) static MUTANTS: Tool = Tool {
    name: "cargo-mutants",
    version: "27.1.0",
};

impl Tool {
    /// Cargo, able to run the tool; installs the tool if it is missing.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Result<Command, String> {
        if !self.is_installed() {
            self.install()?;
        }
        let mut command = process::cargo(arguments);
        command.env("PATH", search_path()?);
        Ok(command)
    }

    /// Cargo keeps a list of what it installed.
    fn is_installed(&self) -> bool {
        let list = fs::read_to_string(target("tools").join(".crates.toml")).unwrap_or_default();
        list.contains(&format!("\"{} {} (", self.name, self.version))
    }

    fn install(&self) -> Result<(), String> {
        eprintln!("installing {} {} …", self.name, self.version);
        let arguments = ["install", "--quiet", "--locked", "--version", self.version];
        let mut install = process::cargo(&arguments);
        install.arg("--root").arg(target("tools")).arg(self.name);
        process::output(&mut install).map(|_| ())
    }
}

fn search_path() -> Result<OsString, String> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&inherited);
    env::join_paths([target("tools").join("bin")].into_iter().chain(folders))
        .map_err(|error| error.to_string())
}
