//! Writes `docs/RULES.md` and `docs/ERRORS.md` out of the catalogue in the code, and holds the
//! tests against it.

mod errors;
mod id;
mod page;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::process::{cargo, output};
use crate::source::Source;
use crate::workspace::{packages, read, root, verdict, write};
use id::{Family, Id};

const PAGE: &str = "docs/RULES.md";
const ERRORS: &str = "docs/ERRORS.md";

/// What the example prints.
#[derive(Deserialize)]
struct Printed {
    rules: Vec<Part>,
    codes: Vec<Code>,
}

/// What one crate enforces of a rule.
#[derive(Deserialize)]
struct Part {
    id: Id,
    title: String,
    source: String,
    kind: Kind,
    /// The crate and the function.
    place: String,
    /// What could happen without the rule.
    attack: String,
}

/// The code of an error.
#[derive(Deserialize)]
struct Code {
    code: String,
    message: String,
    /// Ids; what the program itself refuses has rules outside of the catalogue.
    rules: Vec<String>,
    package: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Refusal,
    Acceptance,
    Shape,
    Elsewhere,
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
    /// By crate.
    codes: Vec<Code>,
    tests: Vec<Test>,
}

/// Writes the pages.
pub(crate) fn run() -> Result<(), String> {
    let catalogue = Catalogue::read()?;
    write(PAGE, catalogue.page())?;
    write(ERRORS, catalogue.errors())
}

/// Compares the pages, and demands the tests of each rule. `log` is what a run of them printed.
pub(crate) fn check(log: &str) -> Result<(), String> {
    if !log.contains("test result: ") {
        return Err("the tests did not run".to_owned());
    }
    let catalogue = Catalogue::read()?;
    let mut problems = catalogue.problems();
    let failed = catalogue.tests.iter().filter(|test| !test.has_passed(log));
    problems.extend(failed.map(|test| format!("{}: {} has not passed", test.file, test.name)));
    for (page, content) in [(PAGE, catalogue.page()), (ERRORS, catalogue.errors())] {
        if read(page)? != content {
            problems.push(format!("{page} is not the catalogue: run `cargo xtask rules`"));
        }
    }
    let (rules, codes, tests) =
        (catalogue.rules.len(), catalogue.codes.len(), catalogue.tests.len());
    println!("{rules} rules, {tests} tests of them, {codes} codes");
    verdict(&problems)
}

impl Catalogue {
    fn read() -> Result<Self, String> {
        let mut example = cargo("run --quiet --example rules");
        let Printed { rules: parts, codes } =
            serde_json::from_str(&output(&mut example)?).map_err(|error| error.to_string())?;
        let mut rules: BTreeMap<Id, Vec<Part>> = BTreeMap::new();
        for part in parts {
            rules.entry(part.id).or_default().push(part);
        }
        let mut tests = Vec::new();
        for package in packages()?.iter().filter(|package| package.name != "xtask") {
            for folder in ["src", "tests"] {
                let sources = Source::under(&package.path(folder))?;
                tests.extend(sources.iter().flat_map(Test::all_in));
            }
        }
        Ok(Self { rules, codes, tests })
    }

    fn tests_of(&self, rule: Id) -> impl Iterator<Item = &Test> {
        self.tests.iter().filter(move |test| test.rules.contains(&rule))
    }

    fn problems(&self) -> Vec<String> {
        let mut named: BTreeSet<Id> =
            self.tests.iter().flat_map(|test| test.rules.clone()).collect();
        named.extend(self.rules.keys());
        named.extend(Id::gaps(&named));
        named.retain(|id| !self.rules.contains_key(id));
        let unknown = named.iter().map(|id| format!("{id}: not in the catalogue"));
        let parts = self.rules.values().flatten();
        unknown.chain(parts.flat_map(|part| self.problems_of(part))).collect()
    }

    fn problems_of(&self, part: &Part) -> Vec<String> {
        let Part { id, title, source, place, .. } = part;
        let shown: BTreeSet<&str> = self.tests_of(*id).map(|test| test.shows).collect();
        let is_missing = |shows: &&&str| match **shows {
            "test" => shown.is_empty(),
            shows => !shown.contains(shows),
        };
        let missing = part.demands().iter().filter(is_missing);
        let missing = missing.map(|shows| format!("{id}: no test that shows: {shows}"));
        let empty = [title, source, place].into_iter().any(String::is_empty);
        missing.chain(empty.then(|| format!("{id}: without title, source or place"))).collect()
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

impl Test {
    fn all_in(source: &Source) -> Vec<Self> {
        let file = source.path.strip_prefix(root()).unwrap_or(&source.path).display().to_string();
        source.text.lines().filter_map(|line| Self::read(&file, line.trim_start())).collect()
    }

    fn read(file: &str, line: &str) -> Option<Self> {
        let code = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
        let rest =
            code.unwrap_or(line).trim_start().trim_start_matches("# ").strip_prefix("fn ")?;
        let name = rest.split(['(', '<']).next()?;
        let (rules, rest) = Id::in_name(name);
        rules.first()?;
        let word = rest.split('_').next()?;
        Some(Self {
            file: file.to_owned(),
            name: name.to_owned(),
            rules,
            shows: SHOWN.into_iter().find(|shows| *shows == word).unwrap_or("test"),
            in_documentation: code.is_some(),
        })
    }

    fn has_passed(&self, log: &str) -> bool {
        let passed =
            log.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... ok"));
        let mut passed = passed.map(|line| line.split([' ', ':']));
        match self.in_documentation {
            true => passed.any(|mut words| {
                words.next() == Some(&*self.file) && words.any(|word| word == "fail")
            }),
            false => passed.any(|mut words| words.next_back() == Some(&*self.name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_carry_several_rules() {
        let test = Test::read("a.rs", "fn v_62_v_63_broken_by_one_bit() {");
        assert!(test.is_some_and(|test| test.rules.len() == 2 && test.shows == "broken"));
    }

    #[test]
    fn a_block_of_documentation_may_be_a_test() {
        let test = Test::read("a.rs", "/// # fn v_12_shape_no_constructor() {");
        let log = "test a.rs - A (line 7) - compile fail ... ok";
        assert!(test.is_some_and(|test| test.shows == "shape" && test.has_passed(log)));
    }

    #[test]
    fn other_functions_are_no_tests_of_rules() {
        assert!(Test::read("a.rs", "fn v_x() {").is_none());
        assert!(Test::read("a.rs", "fn verify() {").is_none());
    }

    #[test]
    fn an_ignored_test_has_not_passed() {
        let test = Test::read("a.rs", "fn v_1_kept_here() {");
        let passed = |log| test.as_ref().is_some_and(|test| test.has_passed(log));
        assert!(passed("test tests::v_1_kept_here ... ok"));
        assert!(!passed("test tests::v_1_kept_here ... ignored"));
        assert!(!passed("test tests::v_1_kept_here_too ... ok"));
    }
}
