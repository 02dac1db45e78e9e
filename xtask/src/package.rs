//! Released packages of others, taken with the registry's own client and pinned by SHA-256.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::process::output;
use crate::workspace::{at, files};

/// A released package.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Package<S = &'static str> {
    pub(crate) registry: Registry,
    pub(crate) name: S,
    pub(crate) version: S,
    /// The day of the release, as the registry's index says.
    pub(crate) date: S,
    pub(crate) licence: S,
    pub(crate) sha256: S,
}

#[derive(Clone, Copy, Deserialize)]
pub(crate) enum Registry {
    #[serde(rename = "PyPI")]
    PyPi,
    #[serde(rename = "crates.io")]
    CratesIo,
}

impl Registry {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PyPi => "PyPI",
            Self::CratesIo => "crates.io",
        }
    }
}

impl<S: AsRef<str>> Package<S> {
    /// Name and version, as in the name of the archive.
    pub(crate) fn release(&self) -> String {
        format!("{}-{}", self.name.as_ref(), self.version.as_ref())
    }

    /// The archive; the registry's client downloads it, if it is not there yet.
    pub(crate) fn fetch(&self, scratch: &Path) -> Result<PathBuf, String> {
        let archive = match self.registry {
            Registry::PyPi => self.fetch_wheel(scratch)?,
            Registry::CratesIo => self.fetch_crate()?,
        };
        expect_sha256(&archive, self.sha256.as_ref())?;
        Ok(archive)
    }

    fn fetch_wheel(&self, scratch: &Path) -> Result<PathBuf, String> {
        let pinned = format!("{}=={}", self.name.as_ref(), self.version.as_ref());
        let download = [
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
        ];
        output(
            Command::new("python3")
                .args(download)
                .args([&pinned, "--dest"])
                .arg(scratch),
        )?;
        Ok(scratch.join(format!("{}-py3-none-any.whl", self.release())))
    }

    /// `cargo info` downloads the one package that it describes; outside of the workspace, whose
    /// crates have a say in which.
    fn fetch_crate(&self) -> Result<PathBuf, String> {
        let archive = format!("{}.crate", self.release());
        if let Some(cached) = in_cargo_cache(&archive)? {
            return Ok(cached);
        }
        let pinned = format!("{}@{}", self.name.as_ref(), self.version.as_ref());
        let info = ["info", "--quiet", "--registry", "crates-io", &pinned];
        output(
            Command::new("cargo")
                .args(info)
                .current_dir(env::temp_dir()),
        )?;
        in_cargo_cache(&archive)?.ok_or_else(|| format!("{archive} is not in cargo's cache"))
    }

    /// Unpacks files of the archive into the folder; returns where they are.
    pub(crate) fn unpack(
        &self,
        archive: &Path,
        names: &[&str],
        into: &Path,
    ) -> Result<PathBuf, String> {
        match self.registry {
            Registry::PyPi => {
                let unzip = ["-m", "zipfile", "-e"];
                output(Command::new("python3").args(unzip).args([archive, into]))?;
                Ok(into.to_path_buf())
            }
            Registry::CratesIo => {
                let names = names
                    .iter()
                    .map(|name| format!("{}/{name}", self.release()));
                let untar = ["--no-same-owner", "-xzf"];
                output(
                    Command::new("tar")
                        .args(untar)
                        .arg(archive)
                        .arg("-C")
                        .arg(into)
                        .args(names),
                )?;
                Ok(into.join(self.release()))
            }
        }
    }
}

/// The archive in cargo's cache, whose folders are named after the registries' indexes.
fn in_cargo_cache(archive: &str) -> Result<Option<PathBuf>, String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let cache = home.ok_or("there is no home")?.join("registry/cache");
    if !cache.exists() {
        return Ok(None);
    }
    Ok(files(&cache)?
        .into_iter()
        .find(|file| file.ends_with(archive)))
}

pub(crate) fn expect_sha256(file: &Path, expected: &str) -> Result<(), String> {
    let line = output(Command::new("sha256sum").arg("--").arg(file))?;
    let found = line.split_whitespace().next().unwrap_or_default();
    if found == expected {
        Ok(())
    } else {
        Err(at(
            file,
            &format!("SHA-256 is {found}, expected {expected}"),
        ))
    }
}
