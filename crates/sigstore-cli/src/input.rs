use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use sigstore_traits::{Digest, Facts, HashAlgorithm, Refusal, Rule, RuleKind, facts};
use sigstore_verify::{Artifact, Needs};

use crate::Suite;
use crate::failure::Failure;

pub(crate) static V_4: Rule = Rule {
    id: "V-4",
    title: "The bundle of a file is the one that is named, else the file beside it that ends in .sigstore.json, else in .sigstore; a .jsonl file has a bundle on each line.",
    source: "sigstore architecture-docs client-spec.md sections 4.1.1 and 5",
    kind: RuleKind::Elsewhere,
    place: "sigstore-cli Subject::bundle",
};

pub(crate) static V_105: Rule = Rule {
    id: "V-105",
    title: "An artifact is a digest if it is written as algorithm, colon and the right number of hex digits and no file has that name; else it is a path.",
    source: "sigstore-conformance docs/cli_protocol.md",
    kind: RuleKind::Elsewhere,
    place: "sigstore-cli Subject::of",
};

pub(crate) static V_111: Rule = Rule {
    id: "V-111",
    title: "Of several artifacts each must be vouched for: each is verified by itself, and the worst outcome decides.",
    source: "sigstore architecture-docs client-spec.md section 4.5",
    kind: RuleKind::Elsewhere,
    place: "sigstore-cli verify",
};

/// An input that can't be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InputError {
    /// The system does not give it.
    Unavailable { reason: io::ErrorKind },
    /// It is larger than what is read.
    TooLarge { max: usize },
    /// No bundle was named, and none lies beside the artifact.
    NoBundle { looked_for: Vec<String> },
    /// A file without a single bundle.
    Empty,
    /// A file with more bundles than are read.
    TooManyLines { max: usize },
}

impl InputError {
    facts! {
        pub(crate) const CODES; fn row(&self);
        Self::Unavailable { reason } => "input-unavailable", &V_4,
            "the input can't be read", "", reason, "a readable file";
        Self::TooLarge { max } => "input-too-large", &V_4,
            "the input is too large", "", "", format_args!("at most {max} bytes");
        Self::NoBundle { looked_for } => "input-no-bundle", &V_4,
            "there is no bundle for the artifact", "", "none", bundle_names(looked_for);
        Self::Empty => "input-empty", &V_4,
            "the file holds no bundle", "", "nothing", "a bundle a line";
        Self::TooManyLines { max } => "input-too-many-lines", &V_4,
            "the file holds too many bundles", "", "", format_args!("at most {max}");
    }
}

fn bundle_names(looked_for: &[String]) -> String {
    match looked_for {
        [] => "--bundle FILE".into(),
        files => format!("{}, or --bundle FILE", files.join(" or ")),
    }
}

impl Refusal for InputError {
    fn facts(&self) -> Facts {
        self.row()
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for InputError {}

/// Why a command line that asks for standard input twice makes no sense.
pub(crate) const ONCE: &str = "standard input can be read once only";

/// Whether more than one of these options asks for standard input, which can be read once only.
pub(crate) fn reads_twice(matches: &ArgMatches, options: &[&str]) -> bool {
    let texts = options.iter().filter_map(|name| matches.try_get_many::<String>(name).ok()?);
    texts.flatten().filter(|text| matches!(text.as_str(), "-" | "@-")).count() > 1
}

/// Reads a file, or standard input for `-`, up to a limit.
pub(crate) fn read(path: &str, max: usize) -> Result<Vec<u8>, Failure> {
    let unavailable = |error: io::Error| {
        Failure::unreadable(path, &InputError::Unavailable { reason: error.kind() })
    };
    let mut bytes = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    let reader = open(path).map_err(unavailable)?;
    reader.take(limit).read_to_end(&mut bytes).map_err(unavailable)?;
    if bytes.len() > max {
        return Err(Failure::unreadable(path, &InputError::TooLarge { max }));
    }
    Ok(bytes)
}

/// The beginning of a file.
pub(crate) fn start(path: &str, max: usize) -> Result<Vec<u8>, Failure> {
    let unavailable = |error: io::Error| Failure::unavailable(path, error.kind());
    let mut bytes = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX);
    let reader = File::open(path).map_err(unavailable)?;
    reader.take(limit).read_to_end(&mut bytes).map_err(unavailable)?;
    Ok(bytes)
}

fn open(path: &str) -> io::Result<Box<dyn Read>> {
    Ok(match path {
        "-" => Box::new(io::stdin().lock()),
        path => Box::new(File::open(path)?),
    })
}

/// The artifact as it stands on the command line.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    Digest(String, Digest),
    Path(String),
}

impl Subject {
    /// A digest, if it is written as one and no file has that name (V-105).
    pub(crate) fn of(text: &str) -> Self {
        match digest(text).filter(|_| !Path::new(text).exists()) {
            Some(digest) => Self::Digest(text.into(), digest),
            None => Self::Path(text.into()),
        }
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Digest(text, _) | Self::Path(text) => text,
        }
    }

    /// The name of its file, without folders.
    pub(crate) fn file_name(&self) -> Option<String> {
        match self {
            Self::Path(path) if path != "-" => {
                Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned())
            }
            _ => None,
        }
    }

    /// The file with the bundle that belongs to it (V-4).
    pub(crate) fn bundle(&self) -> Result<String, Failure> {
        let beside = match self {
            Self::Path(path) if path != "-" => {
                [".sigstore.json", ".sigstore"].map(|ending| format!("{path}{ending}")).to_vec()
            }
            _ => Vec::new(),
        };
        let there = beside.iter().find(|path| PathBuf::from(path).exists());
        there.cloned().ok_or_else(|| {
            Failure::unreadable(self.name(), &InputError::NoBundle { looked_for: beside.clone() })
        })
    }

    /// The artifact, read once for all that is needed.
    pub(crate) fn artifact(&self, needs: &Needs, suite: &Suite) -> Result<Artifact, Failure> {
        let path = match self {
            Self::Digest(_, digest) => return Ok(Artifact::from_digest(*digest)),
            Self::Path(path) => path,
        };
        let unavailable = |error: io::Error| match error.kind() {
            io::ErrorKind::FileTooLarge => {
                Failure::unreadable(path, &InputError::TooLarge { max: Artifact::MAX_BYTES })
            }
            reason => Failure::unreadable(path, &InputError::Unavailable { reason }),
        };
        let reader = open(path).map_err(unavailable)?;
        Artifact::read(reader, needs, suite).map_err(unavailable)
    }
}

fn digest(text: &str) -> Option<Digest> {
    let (name, hex) = text.split_once(':')?;
    let digits = hex.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok()?;
        let both = pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit());
        both.then(|| u8::from_str_radix(pair, 16).ok())?
    });
    Digest::new(HashAlgorithm::from_name(name)?, &digits.collect::<Option<Vec<_>>>()?)
}
