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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// Verification.
    V,
    /// Signing.
    S,
    /// Trust roots.
    R,
    /// Types of log entries.
    T,
    /// Attacks.
    A,
}

impl Id {
    fn new(family: &str, number: &str) -> Option<Self> {
        let family = match family {
            "V" | "v" => Family::V,
            "S" | "s" => Family::S,
            "R" | "r" => Family::R,
            "T" | "t" => Family::T,
            "A" | "a" => Family::A,
            _ => return None,
        };
        Some(Self { family, number: number.parse().ok()? })
    }

    /// The ids at the beginning of a function's name (`v_62_v_63_kept_…`), and the rest of it.
    pub(super) fn in_name(name: &str) -> (Vec<Self>, &str) {
        let mut words = name.splitn(3, '_');
        let id = Self::new(words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let Some(id) = id else {
            return (Vec::new(), name);
        };
        let (mut ids, rest) = Self::in_name(words.next().unwrap_or_default());
        ids.insert(0, id);
        (ids, rest)
    }

    /// The numbers that are missing below the highest of their family. Those of the
    /// other families come one by one.
    pub(super) fn gaps(known: &BTreeSet<Self>) -> BTreeSet<Self> {
        let below = |family| {
            let numbers = known.iter().filter(move |id| id.family == family).map(|id| id.number);
            (1..numbers.max().unwrap_or(1)).map(move |number| Self { family, number })
        };
        let all = [Family::V, Family::A].into_iter().flat_map(below).collect();
        &all - known
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
        write!(f, "{:?}-{}", self.family, self.number)
    }
}
