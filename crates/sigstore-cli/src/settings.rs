//! What the user has set once: variables of the environment, then a file. A setting is read as if
//! it stood on the command line, which goes before both.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use toml::de::{DeTable, DeValue};

use crate::failure::{Exit, Failure};
use crate::input;

/// The most bytes of a file of settings.
const MAX_FILE: usize = 64 << 10;

/// The options that can be set, with what each displaces that comes from further away: a root that
/// is named goes before a profile that was set, and the other way round.
const OPTIONS: [(&str, &[&str]); 7] = [
    ("trust", &["trust", "trusted-root", "signing-config"]),
    ("trusted-root", &["trust", "trusted-root", "signing-config"]),
    ("signing-config", &["signing-config"]),
    ("ca-file", &["ca-file"]),
    ("oidc", WHO),
    ("identity-token", WHO),
    ("color", &["color"]),
];

const WHO: &[&str] = &["oidc", "identity-token"];

/// Options that can't be set, but displace what is.
const OTHERS: [(&str, &[&str]); 2] =
    [("key", WHO), ("login", &["trust", "trusted-root", "signing-config"])];

/// A token ends, and whoever reads it can sign: it never lies in a file of settings.
const SECRET: &str = "identity-token";

/// Where a setting comes from, nearest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Flag,
    Variable(String),
    File(PathBuf),
}

/// An option that was set. It has no `Debug`: it may be a token.
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    value: OsString,
    pub(crate) origin: Origin,
}

impl Setting {
    /// The value, for people. A token is not told.
    pub(crate) fn shown(&self) -> String {
        match self.name {
            SECRET => format!("({} bytes, not shown)", self.value.len()),
            _ => self.value.to_string_lossy().into_owned(),
        }
    }
}

/// The names of all options that can be set.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    OPTIONS.iter().map(|(name, _)| *name)
}

/// The command line with the settings in it, if there are any for its command.
pub(crate) fn applied(
    command: &Command,
    matches: &ArgMatches,
    arguments: &[OsString],
) -> Result<Option<Vec<OsString>>, Failure> {
    // What was set is what this command tells.
    let tells = matches.subcommand_name() == Some("config");
    let (command, matches, depth) = innermost(command, matches);
    let has = |name: &str| command.get_arguments().any(|known| known.get_id() == name);
    if tells || !names().any(has) {
        return Ok(None);
    }
    // The embedded Sigstore has an issuer of its own, to which no token of another is of use.
    let embedded = has("against") && !matches.contains_id("against");
    let settings = settings(matches)?.into_iter().filter(|setting| {
        let of_another = embedded && WHO.contains(&setting.name);
        setting.origin != Origin::Flag && has(setting.name) && !of_another
    });
    let words: Vec<_> = settings.map(|setting| word(&setting)).collect();
    let (before, after) = arguments.split_at(depth.min(arguments.len()));
    Ok((!words.is_empty()).then(|| [before, &words, after].concat()))
}

/// All options that are set, the nearest of each.
pub(crate) fn settings(matches: &ArgMatches) -> Result<Vec<Setting>, Failure> {
    let given = |name: &str| {
        let there = matches.try_contains_id(name).unwrap_or_default();
        there && matches.value_source(name) == Some(ValueSource::CommandLine)
    };
    let flags = names().filter(|name| given(name)).map(|name| Setting {
        name,
        value: matches.get_one::<String>(name).map(OsString::from).unwrap_or_default(),
        origin: Origin::Flag,
    });
    let mut kept: Vec<_> = flags.collect();
    let others = OTHERS.iter().filter(|(name, _)| given(name));
    let mut displaced: BTreeSet<_> = others.flat_map(|(_, displaced)| *displaced).collect();
    for layer in [variables(), file()?] {
        displaced.extend(kept.iter().flat_map(|setting| displaces(setting.name)));
        kept.extend(layer.into_iter().filter(|setting| !displaced.contains(&setting.name)));
    }
    Ok(kept)
}

fn displaces(name: &str) -> &'static [&'static str] {
    OPTIONS.iter().find(|(known, _)| *known == name).map_or(&[], |(_, displaced)| displaced)
}

/// The command that is run, and how many words name it.
fn innermost<'c>(
    command: &'c Command,
    matches: &'c ArgMatches,
) -> (&'c Command, &'c ArgMatches, usize) {
    let (mut innermost, mut depth) = ((command, matches), 1);
    while let Some((name, matches)) = innermost.1.subcommand() {
        let Some(command) = innermost.0.find_subcommand(name) else { break };
        (innermost, depth) = ((command, matches), depth + 1);
    }
    (innermost.0, innermost.1, depth)
}

fn word(setting: &Setting) -> OsString {
    let mut word = OsString::from(format!("--{}=", setting.name));
    word.push(&setting.value);
    word
}

/// `SIGSCOPE_CA_FILE` and so on; an empty one is none.
fn variables() -> Vec<Setting> {
    let setting = |name: &'static str| {
        let variable = variable(name);
        let value = std::env::var_os(&variable).filter(|value| !value.is_empty())?;
        Some(Setting { name, value, origin: Origin::Variable(variable) })
    };
    names().filter_map(setting).collect()
}

pub(crate) fn variable(name: &str) -> String {
    format!("SIGSCOPE_{}", name.to_uppercase().replace('-', "_"))
}

/// `$XDG_CONFIG_HOME/sigscope/config.toml`, or in `.config` of the home folder.
pub(crate) fn file_path() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")))?;
    Some(config.join("sigscope/config.toml"))
}

/// The settings of the file, if there is one.
///
/// ```text
/// trust = "staging"
/// ca-file = "company.pem"
/// ```
fn file() -> Result<Vec<Setting>, Failure> {
    let Some(path) = file_path().filter(|path| path.exists()) else { return Ok(Vec::new()) };
    let name = path.display().to_string();
    let usage = |message, found: &str| Failure {
        input: name.clone(),
        exit: Exit::Usage,
        ..Failure::usage(message, found)
    };
    let bytes = input::read(&name, MAX_FILE)?;
    let text = std::str::from_utf8(&bytes);
    let text = text.map_err(|_| usage("the settings are no text", ""))?;
    let table = DeTable::parse(text);
    let table = table.map_err(|error| usage("the settings are no TOML", error.message()))?;
    let setting = |(key, value): (&_, &toml::Spanned<DeValue<'_>>)| {
        let key: &toml::Spanned<std::borrow::Cow<'_, str>> = key;
        let key = key.get_ref().as_ref();
        let known = names().find(|known| *known == key && *known != SECRET);
        let name = known.ok_or_else(|| usage(message(key), key))?;
        let DeValue::String(value) = value.get_ref() else {
            return Err(usage("a setting is a text in quotes", key));
        };
        let value = resolved(name, value, &path);
        Ok(Setting { name, value, origin: Origin::File(path.clone()) })
    };
    table.get_ref().iter().map(setting).collect()
}

fn message(key: &str) -> &'static str {
    match key {
        SECRET => "a token is not kept in a file of settings; see SIGSCOPE_IDENTITY_TOKEN",
        _ => "there is no such setting",
    }
}

/// A path in the file is seen from its folder.
fn resolved(name: &str, value: &str, file: &Path) -> OsString {
    let profile = matches!(value, "public-good" | "staging" | "github" | "local");
    let is_path = matches!(name, "trusted-root" | "signing-config" | "ca-file");
    let path = is_path || name == "trust" && !profile;
    let folder = file.parent().filter(|_| path);
    folder.map_or_else(|| OsStr::new(value).to_owned(), |folder| folder.join(value).into())
}
