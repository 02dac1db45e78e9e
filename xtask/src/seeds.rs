//! Good inputs for the fuzz targets to start from.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64ct::{Base64, Encoding};
use serde_json::Value;

use crate::workspace::{at, files, root, target};

/// Copied into `fuzz/corpus`, a folder for each target, beside what earlier runs found: the
/// fixtures, the bundles of others, and the corpus beside the repository if it is there. What lies
/// inside of a bundle is a seed too.
pub(crate) fn write() -> Result<(), String> {
    let mut seeds = Seeds::default();
    let folders = [
        root().join("fixtures"),
        target("foreign"),
        root().join("../shared/corpus"),
    ];
    for folder in folders.iter().filter(|folder| folder.exists()) {
        files(folder)?.iter().for_each(|file| seeds.add_file(file));
    }
    let corpus = root().join("fuzz/corpus");
    for (target, contents) in &seeds.0 {
        let folder = corpus.join(target);
        fs::create_dir_all(&folder).map_err(|error| at(&folder, &error))?;
        for (number, content) in contents.iter().enumerate() {
            let file = folder.join(format!("seed-{number}"));
            fs::write(&file, content).map_err(|error| at(&file, &error))?;
        }
    }
    Ok(())
}

/// Contents by target.
#[derive(Default)]
struct Seeds(BTreeMap<&'static str, Vec<Vec<u8>>>);

/// More of them, or larger ones, slow down the start of a target.
const MAX_SEEDS: usize = 200;
const MAX_SEED: usize = 32 * 1024;

impl Seeds {
    fn add(&mut self, target: &'static str, content: Vec<u8>) {
        let contents = self.0.entry(target).or_default();
        if contents.len() < MAX_SEEDS && content.len() <= MAX_SEED && !contents.contains(&content) {
            contents.push(content);
        }
    }

    fn add_file(&mut self, file: &Path) {
        let Ok(content) = fs::read(file) else {
            return;
        };
        if let Ok(value) = serde_json::from_slice::<Value>(&content) {
            if let Some(target) = document(file, &value) {
                self.add(target, content.clone());
            }
            self.add("json", content);
            self.add_members(&value);
        } else if file.extension().is_some_and(|end| end == "tsr") {
            self.add("tsa", content);
        } else if lies_under(file, "checkpoints") {
            self.add("checkpoint", content);
        }
    }

    /// What the members of a bundle hold, whatever the depth.
    fn add_members(&mut self, value: &Value) {
        match value {
            Value::Array(elements) => elements
                .iter()
                .for_each(|element| self.add_members(element)),
            Value::Object(members) => {
                for (name, member) in members {
                    self.add_member(name, member);
                    self.add_members(member);
                }
            }
            _ => {}
        }
    }

    fn add_member(&mut self, name: &str, member: &Value) {
        let bytes = || {
            member
                .as_str()
                .and_then(|text| Base64::decode_vec(text).ok())
        };
        match (name, member) {
            ("rawBytes", _) => bytes().into_iter().for_each(|der| {
                self.add("certificate", der.clone());
                self.add("sct", der);
            }),
            ("signedTimestamp", _) => bytes().into_iter().for_each(|der| self.add("tsa", der)),
            ("canonicalizedBody" | "body", _) => bytes()
                .into_iter()
                .for_each(|json| self.add("rekor_body", json)),
            ("payload", _) => bytes()
                .into_iter()
                .for_each(|json| self.add("statement", json)),
            ("envelope" | "checkpoint", Value::String(note)) => {
                self.add("checkpoint", note.clone().into_bytes())
            }
            ("dsseEnvelope", _) => self.add("dsse", member.to_string().into_bytes()),
            ("tlogEntries", Value::Array(entries)) => {
                entries
                    .iter()
                    .for_each(|entry| self.add("log_entry", entry.to_string().into_bytes()));
            }
            _ => {}
        }
    }
}

/// The target that reads the whole document.
fn document(file: &Path, value: &Value) -> Option<&'static str> {
    let media_type = value
        .get("mediaType")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if media_type.contains("trustedroot") {
        Some("trusted_root")
    } else if media_type.contains("bundle") {
        Some("bundle")
    } else {
        lies_under(file, "rekor-entries").then_some("log_entry")
    }
}

fn lies_under(file: &Path, folder: &str) -> bool {
    file.components().any(|part| part.as_os_str() == folder)
}
