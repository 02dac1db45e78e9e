//! Released packages of others, taken with the registry's own client and pinned by SHA-256.

use std::collections::BTreeSet;
use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::process::{output, program};
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

impl fmt::Display for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PyPi => "PyPI",
            Self::CratesIo => "crates.io",
        })
    }
}

impl<S: AsRef<str> + fmt::Display> Package<S> {
    /// Name and version, as in the name of the archive.
    pub(crate) fn release(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }

    /// The archive; the registry's client downloads it, if it is not there yet.
    pub(crate) fn fetch(&self, folder: &Path) -> Result<PathBuf, String> {
        let archive = match self.registry {
            Registry::PyPi => self.fetch_wheel(folder)?,
            Registry::CratesIo => self.fetch_crate()?,
        };
        expect_sha256(&archive, self.sha256.as_ref())?;
        Ok(archive)
    }

    fn fetch_wheel(&self, folder: &Path) -> Result<PathBuf, String> {
        let mut pip = program("python3", "-m pip download --quiet --no-deps --only-binary=:all:");
        pip.arg(format!("{}=={}", self.name, self.version));
        output(pip.arg("--dest").arg(folder))?;
        Ok(folder.join(format!("{}-py3-none-any.whl", self.release())))
    }

    /// `cargo info` downloads the one package that it describes; outside of the workspace, whose
    /// crates have a say in which.
    fn fetch_crate(&self) -> Result<PathBuf, String> {
        let archive = format!("{}.crate", self.release());
        if in_cargo_cache(&archive).is_none() {
            let mut info = program("cargo", "info --quiet --registry crates-io");
            info.arg(format!("{}@{}", self.name, self.version));
            output(info.current_dir(env::temp_dir()))?;
        }
        in_cargo_cache(&archive).ok_or_else(|| format!("{archive} is not in cargo's cache"))
    }

    /// Unpacks files of the archive into the folder; returns where they are.
    pub(crate) fn unpack(
        &self,
        archive: &Path,
        names: &[impl fmt::Display],
        folder: &Path,
    ) -> Result<PathBuf, String> {
        match self.registry {
            Registry::PyPi => {
                output(program("python3", "-m zipfile -e").args([archive, folder]))?;
                Ok(folder.to_path_buf())
            }
            Registry::CratesIo => {
                let names = names.iter();
                let names: BTreeSet<String> =
                    names.map(|name| format!("{}/{name}", self.release())).collect();
                let mut tar = program("tar", "--extract --gzip --no-same-owner --file");
                output(tar.arg(archive).arg("--directory").arg(folder).args(names))?;
                Ok(folder.join(self.release()))
            }
        }
    }
}

/// The archive in cargo's cache, whose folders are named after the registries' indexes.
fn in_cargo_cache(archive: &str) -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    let cached = files(&home.join("registry/cache")).ok()?;
    cached.into_iter().find(|file| file.ends_with(archive))
}

pub(crate) fn expect_sha256(file: &Path, expected: &str) -> Result<(), String> {
    let line = output(program("sha256sum", "--").arg(file))?;
    match line.split_whitespace().next() {
        Some(found) if found == expected => Ok(()),
        found => Err(at(file, &format!("SHA-256 is {found:?}, expected {expected}"))),
    }
}
