//! Good inputs for the fuzz targets to start from.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use base64ct::{Base64, Encoding};
use serde_json::Value;

use crate::workspace::{files, root, target, write as write_file};

/// More of them, or larger ones, slow down the start of a target.
const MAX_SEEDS: usize = 200;
const MAX_SEED: usize = 32 * 1024;

/// Copied into `fuzz/corpus`, a folder for each target, beside what earlier runs found: the
/// fixtures, the bundles of others, and the corpus beside the repository if it is there. What lies
/// inside of a bundle is a seed too.
pub(crate) fn write() -> Result<(), String> {
    let mut seeds = Seeds::default();
    let folders = [root().join("fixtures"), target("foreign"), root().join("../shared/corpus")];
    for folder in folders.iter().filter(|folder| folder.exists()) {
        files(folder)?.iter().for_each(|file| seeds.add_file(file));
    }
    for (target, contents) in &seeds.0 {
        for (number, content) in contents.iter().enumerate() {
            write_file(format!("fuzz/corpus/{target}/seed-{number}"), content)?;
        }
    }
    Ok(())
}

/// Contents by target.
#[derive(Default)]
struct Seeds(BTreeMap<&'static str, BTreeSet<Vec<u8>>>);

impl Seeds {
    fn add(&mut self, target: &'static str, content: impl Into<Vec<u8>>) {
        let (contents, content) = (self.0.entry(target).or_default(), content.into());
        if contents.len() < MAX_SEEDS && content.len() <= MAX_SEED {
            contents.insert(content);
        }
    }

    /// A document by its media type or its folder.
    fn add_file(&mut self, file: &Path) {
        let content = fs::read(file).unwrap_or_default();
        if file.file_name().is_some_and(|name| name == "timestamp.json") {
            file.parent().iter().for_each(|folder| self.add_repository(folder));
        }
        self.add("inspect", &*content);
        let lies_under = |folder| file.components().any(|part| part.as_os_str() == folder);
        match serde_json::from_slice::<Value>(&content) {
            Ok(value) => {
                let media_type = value.get("mediaType").and_then(Value::as_str).unwrap_or_default();
                match media_type {
                    name if name.contains("trustedroot") => self.add("trusted_root", &*content),
                    name if name.contains("bundle") => self.add("bundle", &*content),
                    _ if lies_under("rekor-entries") => self.add("log_entry", &*content),
                    _ => {}
                }
                self.add("json", content);
                self.add_members(&value);
            }
            Err(_) if lies_under("tsa") => self.add("tsa", content),
            Err(_) if lies_under("checkpoints") => self.add("checkpoint", content),
            Err(_) => {}
        }
    }

    /// The files of a TUF repository in the order in which an update wants them, if they have no
    /// versions in their names.
    fn add_repository(&mut self, folder: &Path) {
        let names = ["root.json", "timestamp.json", "snapshot.json", "targets.json"];
        let files: Vec<_> = names.iter().flat_map(|name| fs::read(folder.join(name))).collect();
        if files.len() == names.len() {
            self.add("tuf_metadata", [&[0][..], &files.join(&0xff)].concat());
        }
    }

    /// What the members hold, whatever the depth.
    fn add_members(&mut self, value: &Value) {
        match value {
            Value::Array(elements) => elements.iter().for_each(|element| self.add_members(element)),
            Value::Object(members) => members.iter().for_each(|(name, member)| {
                self.add_member(name, member);
                self.add_members(member);
            }),
            _ => {}
        }
    }

    fn add_member(&mut self, name: &str, member: &Value) {
        let text = member.as_str().unwrap_or_default();
        let bytes = Base64::decode_vec(text).unwrap_or_default();
        match (name, member) {
            ("rawBytes", _) => {
                self.add("sct", &*bytes);
                self.add("certificate", bytes);
            }
            ("signedTimestamp", _) => self.add("tsa", bytes),
            ("canonicalizedBody" | "body", _) => {
                self.add("rekor_entry_kinds", &*bytes);
                self.add("rekor_body", bytes);
            }
            ("body_base64", _) => self.add("rekor_entry_kinds", bytes),
            ("payload", _) => self.add("statement", bytes),
            ("envelope" | "checkpoint", Value::String(note)) => self.add("checkpoint", &**note),
            ("dsseEnvelope", _) => self.add("dsse", member.to_string()),
            ("tlogEntries", Value::Array(entries)) => {
                entries.iter().for_each(|entry| self.add("log_entry", entry.to_string()));
            }
            _ => {}
        }
    }
}
