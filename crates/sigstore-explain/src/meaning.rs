//! The prose, out of the files below `text/`.
//!
//! ```text
//! # An area
//!
//! Do: What to do about the rules of this area that say nothing else.
//!
//! ## V-1
//!
//! What could happen without it, in one line or several.
//!
//! Do: What to do about this one.
//!
//! ## V-2 V-3
//! ```

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// What an attacker or an accident could do without it.
    pub attack: &'static str,
    /// What whoever meets it can do.
    pub advice: &'static str,
}

impl Meaning {
    /// The meaning of the rule with this id, if it has one.
    pub fn of(id: &str) -> Option<Self> {
        MEANINGS.get(id).copied()
    }
}

/// The ids of all rules that have a meaning.
pub fn explained() -> impl Iterator<Item = &'static str> {
    MEANINGS.keys().copied()
}

/// What to do about an error with this code, where there is more to say than its rule does.
pub fn advice_on_code(code: &str) -> Option<&'static str> {
    CODES.get(code).copied()
}

/// The codes of which there is more to say.
pub fn advised() -> impl Iterator<Item = &'static str> {
    CODES.keys().copied()
}

static CODES: LazyLock<BTreeMap<&str, &str>> =
    LazyLock::new(|| blocks(include_str!("../text/codes.md")).collect());

static MEANINGS: LazyLock<BTreeMap<&str, Meaning>> =
    LazyLock::new(|| AREAS.into_iter().flat_map(sections).flat_map(meanings).collect());

const AREAS: [&str; 11] = [
    include_str!("../text/reading.md"),
    include_str!("../text/policy.md"),
    include_str!("../text/certificate.md"),
    include_str!("../text/log.md"),
    include_str!("../text/time.md"),
    include_str!("../text/trust.md"),
    include_str!("../text/tuf.md"),
    include_str!("../text/signing.md"),
    include_str!("../text/entries.md"),
    include_str!("../text/attacks.md"),
    include_str!("../text/program.md"),
];

/// The mark before what to do.
const DO: &str = "Do: ";

fn sections(area: &'static str) -> impl Iterator<Item = &'static str> {
    area.trim_start_matches("# ").split("\n# ")
}

/// The rules of a section, each with its own advice or the section's.
fn meanings(section: &'static str) -> impl Iterator<Item = (&'static str, Meaning)> {
    let head = section.split("\n## ").next().unwrap_or(section);
    let common = head.split_once(DO).map_or("", |(_, advice)| advice.trim());
    blocks(section).flat_map(move |(ids, body)| {
        let (attack, advice) = match body.split_once(DO) {
            Some((attack, advice)) => (attack.trim(), advice.trim()),
            None => (body, common),
        };
        ids.split(' ').map(move |id| (id, Meaning { attack, advice }))
    })
}

/// What stands under each heading of the second level.
fn blocks(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.split("\n## ").skip(1).map(|block| {
        let (heading, body) = block.split_once('\n').unwrap_or((block, ""));
        (heading.trim(), body.trim())
    })
}
