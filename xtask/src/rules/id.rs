//! The numbers of rules.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;

/// `V-82`.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
pub(super) struct Id {
    pub(super) family: Family,
    number: u32,
}

/// In the order of the page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// Verification.
    V,
    /// Types of log entries.
    T,
    /// Attacks.
    A,
}

impl Family {
    fn letter(self) -> char {
        match self {
            Self::V => 'V',
            Self::T => 'T',
            Self::A => 'A',
        }
    }

    fn of(letter: &str) -> Option<Self> {
        let families = [Self::V, Self::T, Self::A];
        let mut families = families.into_iter();
        families.find(|family| letter.eq_ignore_ascii_case(&family.letter().to_string()))
    }
}

impl Id {
    fn new(family: &str, number: &str) -> Option<Self> {
        let (family, number) = (Family::of(family)?, number.parse().ok()?);
        Some(Self { family, number })
    }

    /// The ids at the beginning of a function's name (`v_62_v_63_kept_…`), and the rest of it.
    pub(super) fn in_name(name: &str) -> (Vec<Self>, &str) {
        let (mut ids, mut rest) = (Vec::new(), name);
        while let Some((id, after)) = Self::first_in(rest) {
            ids.push(id);
            rest = after;
        }
        (ids, rest)
    }

    fn first_in(name: &str) -> Option<(Self, &str)> {
        let mut words = name.splitn(3, '_');
        let id = Self::new(words.next()?, words.next()?)?;
        Some((id, words.next().unwrap_or_default()))
    }

    /// The numbers that are missing below the highest of their family. Entry types come one by one.
    pub(super) fn gaps(known: &BTreeSet<Self>) -> Vec<Self> {
        let gaps = [Family::V, Family::A].into_iter().flat_map(|family| {
            let last = known
                .iter()
                .filter(|id| id.family == family)
                .map(|id| id.number)
                .max();
            (1..last.unwrap_or(1)).map(move |number| Self { family, number })
        });
        gaps.filter(|id| !known.contains(id)).collect()
    }
}

impl TryFrom<String> for Id {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (family, number) = text.split_once('-').unwrap_or_default();
        Self::new(family, number).ok_or_else(|| format!("{text} is no id of a rule"))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.family.letter(), self.number)
    }
}
