//! Where things are, and which crates there are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::process;

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

pub(crate) fn read_text(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| at(file, &error))
}

pub(crate) fn read_toml<T: DeserializeOwned>(file: &Path) -> Result<T, String> {
    toml::from_str(&read_text(file)?).map_err(|error| at(file, &error))
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

/// Says of which file the error speaks.
pub(crate) fn at(file: &Path, error: &impl ToString) -> String {
    format!("{}: {}", file.display(), error.to_string())
}

/// What `cargo metadata` says of one package.
#[derive(Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: Option<String>,
    pub(crate) manifest_path: PathBuf,
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
    pub(crate) fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(&self.manifest_path)
    }

    pub(crate) fn is_library(&self) -> bool {
        self.folder().join("src/lib.rs").exists()
    }
}

/// The packages of the workspace, xtask included.
pub(crate) fn packages() -> Result<Vec<Package>, String> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    let arguments = ["metadata", "--format-version", "1", "--no-deps"];
    let json = process::output(&mut process::cargo(&arguments))?;
    let metadata: Metadata = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    Ok(metadata.packages)
}
