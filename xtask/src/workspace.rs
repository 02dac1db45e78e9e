//! Where things are, and which crates there are. Paths are relative to the top of the workspace.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::process::{cargo, output};

/// The top of the workspace.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// A place for what a run makes.
pub(crate) fn target(name: &str) -> PathBuf {
    root().join("target").join(name)
}

/// The folder, with nothing in it.
pub(crate) fn empty_folder(folder: PathBuf) -> Result<PathBuf, String> {
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| at(&folder, &error))?;
    }
    fs::create_dir_all(&folder).map_err(|error| at(&folder, &error))?;
    Ok(folder)
}

/// Every file under the folder, in order.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| at(folder, &error))? {
        let path = entry.map_err(|error| at(folder, &error))?.path();
        if path.is_dir() {
            found.append(&mut files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

pub(crate) fn read(file: impl AsRef<Path>) -> Result<String, String> {
    let file = root().join(file);
    fs::read_to_string(&file).map_err(|error| at(&file, &error))
}

pub(crate) fn read_toml<T: DeserializeOwned>(file: &str) -> Result<T, String> {
    toml::from_str(&read(file)?).map_err(|error| format!("{file}: {error}"))
}

/// Writes the file, and its folder if there is none.
pub(crate) fn write(file: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Result<(), String> {
    let file = root().join(file);
    let folder = file.parent().unwrap_or(&file);
    let made = fs::create_dir_all(folder).and_then(|()| fs::write(&file, content));
    made.map_err(|error| at(&file, &error))
}

/// Says of which file the error speaks.
pub(crate) fn at(file: &Path, error: &impl ToString) -> String {
    format!("{}: {}", file.display(), error.to_string())
}

/// An error, if there is any problem.
pub(crate) fn verdict(problems: &[String]) -> Result<(), String> {
    match problems {
        [] => Ok(()),
        problems => Err(problems.join("\n")),
    }
}

/// What `cargo metadata` says of one package.
#[derive(Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    manifest_path: PathBuf,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) features: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// `None`: a normal one; else `dev` or `build`.
    pub(crate) kind: Option<String>,
}

impl Package {
    /// A folder or file of the package.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.manifest_path.with_file_name(name)
    }
}

/// The packages of the workspace, xtask included.
pub(crate) fn packages() -> Result<Vec<Package>, String> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    let json = output(&mut cargo("metadata --format-version 1 --no-deps"))?;
    let metadata: Metadata = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    Ok(metadata.packages)
}

/// Where cargo puts what it builds.
pub(crate) fn target_directory() -> Result<PathBuf, String> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let json = output(&mut cargo("metadata --format-version 1 --no-deps"))?;
    let metadata: Metadata = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    Ok(metadata.target_directory)
}
