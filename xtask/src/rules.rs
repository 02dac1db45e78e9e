//! Writes `docs/RULES.md` out of the catalogue in the code, and holds the tests against it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde::Deserialize;

use crate::process::{cargo, output};
use crate::source::Source;
use crate::workspace::{at, packages, read_text, root};

mod id;
mod page;

use id::{Family, Id};

/// What one crate enforces of a rule.
#[derive(Deserialize)]
struct Part {
    id: Id,
    title: String,
    source: String,
    kind: Kind,
    /// The crate and the function.
    place: String,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Refusal,
    Acceptance,
    Shape,
    Elsewhere,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Refusal => "Refusal",
            Self::Acceptance => "Acceptance",
            Self::Shape => "Shape",
            Self::Elsewhere => "Elsewhere",
        }
    }
}

/// A test that names the rules which it is for: `v_62_v_63_broken_…`.
struct Test {
    /// Relative to the workspace.
    file: String,
    name: String,
    rules: Vec<Id>,
    /// One of [`SHOWN`].
    shows: &'static str,
    /// A block of documentation that must not compile.
    in_documentation: bool,
}

/// What a test shows, in words of its name; the last stands for names that have none of the others.
const SHOWN: [&str; 5] = ["kept", "broken", "accepted", "shape", "test"];

/// The catalogue and the tests.
struct Catalogue {
    rules: BTreeMap<Id, Vec<Part>>,
    tests: Vec<Test>,
}

/// Writes the page.
pub(crate) fn write() -> Result<(), String> {
    let file = root().join("docs/RULES.md");
    let page = Catalogue::read()?.page();
    fs::create_dir_all(root().join("docs")).map_err(|error| at(&file, &error))?;
    fs::write(&file, page).map_err(|error| at(&file, &error))
}

/// Compares the page, and demands the tests of each rule. `log` is what a run of them printed.
pub(crate) fn check(log: &str) -> Result<(), String> {
    let catalogue = Catalogue::read()?;
    let mut problems = catalogue.problems();
    problems.extend(catalogue.tests.iter().filter_map(|test| test.problem(log)));
    let page = read_text(&root().join("docs/RULES.md"));
    if page.as_ref() != Ok(&catalogue.page()) {
        problems.push("docs/RULES.md is not the catalogue: run `cargo xtask rules`".to_owned());
    }
    println!(
        "{} rules, {} tests of them",
        catalogue.rules.len(),
        catalogue.tests.len()
    );
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n"))
    }
}

impl Catalogue {
    fn read() -> Result<Self, String> {
        let example = [
            "run",
            "--quiet",
            "--package",
            "sigstore-report",
            "--example",
            "rules",
        ];
        let json = output(&mut cargo(&example))?;
        let parts: Vec<Part> = serde_json::from_str(&json).map_err(|error| error.to_string())?;
        let mut rules: BTreeMap<Id, Vec<Part>> = BTreeMap::new();
        for part in parts {
            rules.entry(part.id).or_default().push(part);
        }
        Ok(Self {
            rules,
            tests: tests()?,
        })
    }

    fn tests_of(&self, rule: Id) -> impl Iterator<Item = &Test> {
        self.tests
            .iter()
            .filter(move |test| test.rules.contains(&rule))
    }

    fn problems(&self) -> Vec<String> {
        let named: BTreeSet<Id> = self
            .tests
            .iter()
            .flat_map(|test| test.rules.clone())
            .collect();
        let unknown = named.iter().filter(|id| !self.rules.contains_key(id));
        let unknown = unknown.map(|id| format!("{id}: has tests and is not in the catalogue"));
        let known: BTreeSet<Id> = self.rules.keys().copied().collect();
        let gaps = Id::gaps(&known)
            .into_iter()
            .map(|id| format!("{id}: not in the catalogue"));
        let rules = self
            .rules
            .iter()
            .flat_map(|(id, parts)| self.rule_problems(*id, parts));
        unknown.chain(gaps).chain(rules).collect()
    }

    fn rule_problems(&self, id: Id, parts: &[Part]) -> Vec<String> {
        let shown: BTreeSet<&str> = self.tests_of(id).map(|test| test.shows).collect();
        let demanded: BTreeSet<&str> = parts
            .iter()
            .flat_map(|part| part.demands())
            .copied()
            .collect();
        let missing = demanded
            .into_iter()
            .filter(|shows| *shows != "test" && !shown.contains(shows) || shown.is_empty());
        let missing = missing.map(|shows| format!("{id}: no test that shows: {shows}"));
        let empty = parts
            .iter()
            .any(|part| part.title.is_empty() || part.source.is_empty() || part.place.is_empty());
        missing
            .chain(empty.then(|| format!("{id}: without title, source or place")))
            .collect()
    }
}

impl Part {
    /// What its tests must show. An attack is tried; how is up to the test.
    fn demands(&self) -> &'static [&'static str] {
        match (self.kind, self.id.family) {
            (Kind::Elsewhere, _) => &[],
            (_, Family::A) => &["test"],
            (Kind::Refusal, _) => &["kept", "broken"],
            (Kind::Acceptance, _) => &["accepted"],
            (Kind::Shape, _) => &["shape"],
        }
    }
}

/// Every test that names a rule, in the order of crates, files and lines.
fn tests() -> Result<Vec<Test>, String> {
    let mut found = Vec::new();
    for package in packages()? {
        for folder in ["src", "tests"] {
            for source in Source::under(&package.folder().join(folder))? {
                found.extend(
                    source
                        .text
                        .lines()
                        .filter_map(|line| Test::read(&source, line)),
                );
            }
        }
    }
    Ok(found)
}

impl Test {
    fn read(source: &Source, line: &str) -> Option<Self> {
        let line = line.trim_start();
        let code = line
            .strip_prefix("///")
            .or_else(|| line.strip_prefix("//!"));
        let rest = code
            .unwrap_or(line)
            .trim_start()
            .trim_start_matches("# ")
            .strip_prefix("fn ")?;
        let name = rest.split(['(', '<']).next()?.to_owned();
        let (rules, rest) = Id::in_name(&name);
        rules.first()?;
        let word = rest.split('_').next()?;
        let shows = SHOWN
            .into_iter()
            .find(|shows| *shows == word)
            .unwrap_or("test");
        let file = source.path.strip_prefix(root()).unwrap_or(&source.path);
        Some(Self {
            file: file.display().to_string(),
            rules,
            shows,
            in_documentation: code.is_some(),
            name,
        })
    }

    /// That it did not pass.
    fn problem(&self, log: &str) -> Option<String> {
        let passed = log
            .lines()
            .filter(|line| line.starts_with("test ") && line.ends_with(" ... ok"))
            .any(|line| {
                if self.in_documentation {
                    line.contains(&format!(" {} - ", self.file)) && line.contains("compile fail")
                } else {
                    line.split([' ', ':']).any(|word| word == self.name)
                }
            });
        (!passed).then(|| format!("{}: {} has not passed", self.file, self.name))
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn read(line: &str) -> Option<Test> {
        let source = Source {
            path: PathBuf::from("a.rs"),
            text: String::new(),
        };
        Test::read(&source, line)
    }

    #[test]
    fn a_name_may_carry_several_rules() {
        let test = read("    fn v_62_v_63_broken_by_one_bit() {");
        assert!(test.is_some_and(|test| test.rules.len() == 2 && test.shows == "broken"));
    }

    #[test]
    fn a_block_of_documentation_may_be_a_test() {
        let test = read("    /// # fn v_12_shape_no_constructor() {");
        assert!(test.is_some_and(|test| test.in_documentation && test.shows == "shape"));
    }

    #[test]
    fn other_functions_are_no_tests_of_rules() {
        assert!(read("fn v_x() {").is_none());
        assert!(read("fn verify() {").is_none());
    }

    #[test]
    fn an_ignored_test_has_not_passed() {
        let test = read("fn v_1_kept_here() {");
        let problem = |log| test.as_ref().and_then(|test| test.problem(log));
        assert_eq!(problem("test tests::v_1_kept_here ... ok"), None);
        assert!(problem("test tests::v_1_kept_here ... ignored").is_some());
        assert!(problem("test tests::v_1_kept_here_too ... ok").is_some());
    }
}
