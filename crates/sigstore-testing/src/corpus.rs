use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The directory of the corpus, `../shared/corpus` beside the repository; `None` if it is absent.
pub fn corpus() -> Option<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    directory.canonicalize().ok()
}

/// What a verifier must say of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It verifies.
    Accept,
    /// It does not.
    Reject,
    /// It can be read; nothing is said about verification.
    Parse,
}

/// What a bundle vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArtifactSource {
    /// A file.
    Path(PathBuf),
    /// A digest: `sha256:` or `sha512:` and hex.
    Digest(String),
}

/// A bundle of the corpus and what is expected of a verifier.
#[derive(Clone, Debug)]
pub struct Case {
    /// The name of its directory.
    pub name: String,
    /// What a verifier must say.
    pub outcome: Outcome,
    /// Why, in the words of its source.
    pub why: String,
    /// Verifiers differ about it for reasons that both sides can give.
    pub disputed: bool,
    /// The identity to demand, exactly; `None` with a key, or where the source states none.
    pub identity: Option<String>,
    /// The issuer to demand, exactly.
    pub issuer: Option<String>,
    /// The key to verify with instead of a certificate: a PEM file.
    pub key: Option<PathBuf>,
    /// When that key may be used, in RFC 3339: the first and the last second.
    pub key_validity: Option<(String, String)>,
    /// What the bundle vouches for.
    pub artifact: ArtifactSource,
    /// The trusted root to verify against.
    pub trusted_root: PathBuf,
    /// The bundle.
    pub bundle: PathBuf,
    /// Whether the policy demands a log entry.
    pub tlog: bool,
    /// Whether the policy demands an SCT.
    pub sct: bool,
    /// How many signed timestamps the policy demands at least.
    pub signed_timestamps: u64,
}

/// The bundles of the corpus in the order of their names; none if it is absent.
///
/// # Panics
/// If the corpus does not have the form that its SOURCES.md describes.
pub fn bundle_cases() -> Vec<Case> {
    let Some(corpus) = corpus() else {
        return Vec::new();
    };
    let mut cases: Vec<Case> = fs::read_dir(corpus.join("bundles"))
        .unwrap()
        .map(|entry| Case::read(&corpus, &entry.unwrap().path()))
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

impl Case {
    fn read(corpus: &Path, directory: &Path) -> Self {
        let json = fs::read(directory.join("expect.json")).unwrap();
        let expect: Value = serde_json::from_slice(&json).unwrap();
        let policy = &expect["policy"];
        let window = &expect["key_validity"];
        Self {
            name: directory.file_name().unwrap().to_str().unwrap().to_owned(),
            outcome: match required(&expect, "outcome").as_str() {
                "accept" => Outcome::Accept,
                "reject" => Outcome::Reject,
                "parse" => Outcome::Parse,
                other => panic!("unknown outcome {other} in {}", directory.display()),
            },
            why: required(&expect, "why"),
            disputed: expect["disputed"].as_bool().unwrap_or(false),
            identity: optional(&expect, "identity"),
            issuer: optional(&expect, "issuer"),
            key: optional(&expect, "key").map(|file| directory.join(file)),
            key_validity: optional(window, "start").zip(optional(window, "end")),
            artifact: artifact(directory, required(&expect, "artifact")),
            trusted_root: trusted_root(corpus, directory, &required(&expect, "trusted_root")),
            bundle: directory.join("bundle.sigstore.json"),
            tlog: policy["tlog"].as_bool().unwrap_or(true),
            sct: policy["sct"].as_bool().unwrap_or(true),
            signed_timestamps: policy["signed_timestamps"].as_u64().unwrap_or(0),
        }
    }
}

fn artifact(directory: &Path, text: String) -> ArtifactSource {
    if text.starts_with("sha256:") || text.starts_with("sha512:") {
        ArtifactSource::Digest(text)
    } else {
        ArtifactSource::Path(directory.join(text))
    }
}

/// A trusted root lies beside the bundle, or is the one that many bundles share.
fn trusted_root(corpus: &Path, directory: &Path, file: &str) -> PathBuf {
    let own = directory.join(file);
    if own.exists() { own } else { corpus.join("trust").join(file) }
}

fn optional(object: &Value, name: &str) -> Option<String> {
    object[name].as_str().map(str::to_owned)
}

fn required(object: &Value, name: &str) -> String {
    optional(object, name).unwrap_or_else(|| panic!("no {name} in {object}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_has_its_files() {
        let cases = bundle_cases();
        if cases.is_empty() {
            eprintln!("skipped: 140 cases (no ../shared/corpus)");
            return;
        }
        assert_eq!(cases.len(), 140);
        for case in cases {
            let mut files = vec![case.bundle, case.trusted_root];
            files.extend(case.key);
            if let ArtifactSource::Path(path) = case.artifact {
                files.push(path);
            }
            for file in files {
                assert!(file.is_file(), "{}: {}", case.name, file.display());
            }
        }
    }
}
