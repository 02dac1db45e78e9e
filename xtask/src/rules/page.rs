//! The page that an auditor starts from.

use std::collections::{BTreeMap, BTreeSet};

use super::{Catalogue, Id, Part, SHOWN, Test};

const INTRODUCTION: &str = include_str!("introduction.md");

impl Catalogue {
    pub(super) fn page(&self) -> String {
        let mut page = INTRODUCTION.to_owned();
        for (package, rules) in self.by_crate() {
            let links =
                rules.iter().map(|id| format!("[{id}](#{})", id.to_string().to_lowercase()));
            page.push_str(&format!("| `{package}` | {} |\n", links.collect::<Vec<_>>().join(" ")));
        }
        page.push_str("\n## The catalogue\n");
        for (id, parts) in &self.rules {
            page.push_str(&format!("\n### {id}\n\n"));
            parts.iter().for_each(|part| page.push_str(&part.paragraph()));
            if let Some(part) = parts.first() {
                page.push_str(&format!("Without it: {}\n\n", part.attack));
            }
            for shows in SHOWN {
                let tests = self.tests_of(*id).filter(|test| test.shows == shows);
                tests.for_each(|test| page.push_str(&test.line()));
            }
        }
        page
    }

    fn by_crate(&self) -> BTreeMap<&str, BTreeSet<Id>> {
        let mut crates: BTreeMap<&str, BTreeSet<Id>> = BTreeMap::new();
        for part in self.rules.values().flatten() {
            if let Some(package) = part.package() {
                crates.entry(package).or_default().insert(part.id);
            }
        }
        crates
    }
}

impl Test {
    fn line(&self) -> String {
        format!("- {}: `{}`, {}\n", self.shows, self.name, self.file)
    }
}

impl Part {
    fn package(&self) -> Option<&str> {
        let package = self.place.split(' ').next()?;
        package.starts_with("sigstore-").then_some(package)
    }

    fn paragraph(&self) -> String {
        let (title, source, kind) = (&self.title, &self.source, self.kind);
        let place = self.place.replacen(' ', "`, `", 1);
        format!("**{title}**\\\nSource: {source}.\\\n{kind:?}: `{place}`.\n\n")
    }
}
