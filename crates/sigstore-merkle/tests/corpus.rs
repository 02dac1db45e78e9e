//! The 518 vectors of the corpus (`../shared/corpus/merkle`): inclusion and consistency in whole
//! trees, and in subtrees as far as those are trees of their own.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use serde_json::Value;
use sha2::Digest;
use sigstore_merkle::{ConsistencyProof, Error, Hash, InclusionProof, Sha256, TreeHead};

const CORPUS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/merkle/transparency-dev");

/// Accepted by their source, refused here: the empty tree is the beginning of every tree, so a
/// proof about it proves nothing (RFC 9162 section 2.1.4: the first size is above 0).
const EMPTY_SUBTREES: [&str; 6] = [
    "subtree-is-empty-sizes-are-equal-one-subtree-root-valid-proof-is-empty",
    "subtree-is-empty-sizes-are-equal-one-subtree-root-valid-tree-root-random-proof-is-empty",
    "subtree-is-empty-sizes-are-equal-zero-subtree-root-valid-proof-is-empty",
    "subtree-is-empty-sizes-are-equal-zero-subtree-root-valid-tree-root-random-proof-is-empty",
    "subtree-is-empty-subtree-root-valid-proof-is-empty",
    "subtree-is-empty-subtree-root-valid-tree-root-random-proof-is-empty",
];

/// The end of the error's code, and how the names of vectors begin that must get it.
const REASONS: [(&str, &[&str]); 6] = [
    (
        "path-length",
        &[
            "empty-proof",
            "inserted-component",
            "preceding-proof",
            "preceding-root",
            "removed-component",
            "size2-mul",
            "sizes-do-not-",
            "trailing-root",
            "treeSize-mul",
            "truncated-proof",
        ],
    ),
    ("-root", &["modified-proof", "random-root", "swapped-roots", "wrong-root"]),
    (
        "first-tree-empty",
        &[
            "consistency-check-on-empty",
            "size1-is-zero",
            "sizes-are-equal-zero",
            "subtree-is-empty",
        ],
    ),
    ("second-tree-smaller", &["size1-is-greater"]),
    (
        "no-hash",
        &["empty-leaf", "preceding-garbage", "random-leaf", "trailing-garbage", "wrong-leaf"],
    ),
    ("no-subtree", &["invalid-", "oob-left", "start-"]),
];

struct Sha2;

impl Sha256 for Sha2 {
    fn sha256(&self, parts: &[&[u8]]) -> Hash {
        sha2::Sha256::digest(parts.concat()).into()
    }
}

/// What became of a vector.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Accepted,
    Refused(Error),
    /// The vector can't be written as a call: a hash that is not 32 bytes long.
    NoHash,
    /// The vector can't be written as a call: leaves that are no subtree.
    NoSubtree,
}

impl Outcome {
    fn code(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused(error) => error.code(),
            Self::NoHash => "no-hash",
            Self::NoSubtree => "no-subtree",
        }
    }
}

impl From<Result<(), Error>> for Outcome {
    fn from(result: Result<(), Error>) -> Self {
        result.map_or_else(Self::Refused, |()| Self::Accepted)
    }
}

struct Vector(Value);

impl Vector {
    fn number(&self, name: &str) -> u64 {
        self.0.get(name).unwrap().as_u64().unwrap()
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        Base64::decode_vec(self.0.get(name).unwrap().as_str().unwrap()).unwrap()
    }

    fn hash(&self, name: &str) -> Option<Hash> {
        self.bytes(name).try_into().ok()
    }

    /// A root, or a short text such as "don't care 1" in place of one, filled up to 32 bytes.
    fn root(&self, name: &str) -> Hash {
        let mut root = [0; 32];
        let bytes = self.bytes(name);
        root.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        root
    }

    fn path(&self) -> Option<Vec<Hash>> {
        let path = self.0.get("proof").unwrap().as_array();
        let hash = |hash: &Value| Base64::decode_vec(hash.as_str()?).ok()?.try_into().ok();
        path.into_iter().flatten().map(hash).collect()
    }

    fn inclusion(&self, index: u64, size: u64) -> Outcome {
        let (Some(root), Some(leaf), Some(path)) =
            (self.hash("root"), self.hash("leafHash"), self.path())
        else {
            return Outcome::NoHash;
        };
        let proof = InclusionProof { index, size, path: &path };
        proof.check(&leaf, &TreeHead { size, root }, &Sha2).into()
    }

    fn consistency(&self, first: u64, second: u64) -> Outcome {
        let Some(path) = self.path() else {
            return Outcome::NoHash;
        };
        let head = |size, root| TreeHead { size, root: self.root(root) };
        let proof = ConsistencyProof { first, second, path: &path };
        proof.check(&head(first, "root1"), &head(second, "root2"), &Sha2).into()
    }

    /// A subtree `start..end` is a tree of its own, of the same shape, if its start is a multiple
    /// of the power of two that is not below its size.
    fn subtree_inclusion(&self) -> Outcome {
        let (start, end) = (self.number("start"), self.number("end"));
        let (Some(size), Some(index)) =
            (end.checked_sub(start), self.number("leafIdx").checked_sub(start))
        else {
            return Outcome::NoSubtree;
        };
        match size.checked_next_power_of_two() {
            Some(width) if start.is_multiple_of(width) => self.inclusion(index, size),
            _ => Outcome::NoSubtree,
        }
    }

    /// A subtree from 0 is an earlier tree; no other one that the vectors have is both valid and
    /// not empty.
    fn subtree_consistency(&self) -> Outcome {
        let (start, end, size) = (self.number("start"), self.number("end"), self.number("size"));
        match (start, end - start) {
            (_, 0) => self.consistency(0, size),
            (0, first) => self.consistency(first, size),
            (_, width) if start.is_multiple_of(width.next_power_of_two()) => {
                panic!("{start}..{end}")
            }
            _ => Outcome::NoSubtree,
        }
    }
}

/// Every vector below `kind`, by name.
fn vectors(kind: &str) -> Vec<(String, Vector)> {
    let mut files = Vec::new();
    collect(&Path::new(CORPUS).join(kind), &mut files);
    let read = |file: PathBuf| {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, Vector(serde_json::from_slice(&fs::read(file).unwrap()).unwrap()))
    };
    files.into_iter().map(read).collect()
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn run(kind: &str, cases: usize, outcome: impl Fn(&Vector) -> Outcome) {
    if !Path::new(CORPUS).exists() {
        eprintln!("skipped: {cases} cases (no ../shared/corpus)");
        return;
    }
    let vectors = vectors(kind);
    assert_eq!(vectors.len(), cases);
    for (name, vector) in vectors {
        let outcome = outcome(&vector);
        let expected = vector.0.get("wantErr").unwrap() == false;
        if EMPTY_SUBTREES.contains(&name.as_str()) {
            assert!(expected, "{kind} {name}: its source refuses it too");
            assert_eq!(outcome, Outcome::Refused(Error::FirstTreeEmpty), "{kind} {name}");
        } else {
            assert_eq!(outcome == Outcome::Accepted, expected, "{kind} {name}: {outcome:?}");
            expect_reason(&name, &outcome);
        }
    }
}

/// Vectors whose name says what is wrong with them are refused for that.
fn expect_reason(name: &str, outcome: &Outcome) {
    for (reason, names) in REASONS {
        if names.iter().any(|beginning| name.starts_with(beginning)) {
            assert!(outcome.code().ends_with(reason), "{name}: {outcome:?}");
        }
    }
}

#[test]
fn inclusion() {
    run("inclusion", 98, |vector| {
        vector.inclusion(vector.number("leafIdx"), vector.number("treeSize"))
    });
}

#[test]
fn consistency() {
    run("consistency", 98, |vector| {
        vector.consistency(vector.number("size1"), vector.number("size2"))
    });
}

#[test]
fn subtree_inclusion() {
    run("subtreeinclusion", 204, Vector::subtree_inclusion);
}

#[test]
fn subtree_consistency() {
    run("subtreeconsistency", 118, Vector::subtree_consistency);
}
