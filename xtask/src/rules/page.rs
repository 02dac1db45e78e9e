//! The page that an auditor starts from.

use std::collections::{BTreeMap, BTreeSet};

use super::{Catalogue, Part};

const INTRODUCTION: &str = "\
# The rules

What this workspace checks, one rule at a time: what holds, which public document says so, which
function enforces it, and which tests fail when it does not.

`cargo xtask rules` writes this page out of the code. Each rule is a value that stands beside the
function which enforces it; every refusal names its rule, and so does every line of a report. To
change the page, change the rule.

## How to read it

**The ids** (`V-1`, `V-2`, …) are this project's own. A number keeps its meaning, and no
specification uses it. The words are ours as well; where they and the source differ, the source
decides and the difference is a defect. Several crates may enforce parts of one rule: each part is
listed with its own sentence and place.

**The kinds** say what the tests of a rule show:

| kind | the rule | its tests |
|---|---|---|
| refusal | something is refused | `kept`: a good input passes; `broken`: the smallest change to it is refused, by this rule and no other |
| acceptance | something is accepted, though it looks odd | `accepted`: a verifier that is too strict fails |
| shape | the types make a violation impossible | `shape`: what would violate it does not compile, or the interface has no way to say it |
| elsewhere | not enforced by code of this workspace | none; the sentence says why, and who sees to it |

**The tests** carry the numbers in their names: `cargo test --workspace v_82_` runs those of V-82.
`cargo xtask rules --check` fails where a rule lacks a test of its kind, where a test names no rule,
and where one has not passed.
";

impl Catalogue {
    pub(super) fn page(&self) -> String {
        let mut page = INTRODUCTION.to_owned();
        page.push_str("\n## Where the rules live\n\n| crate | rules |\n|---|---|\n");
        for (package, rules) in self.by_crate() {
            let links: Vec<String> = rules
                .iter()
                .map(|rule| format!("[V-{rule}](#v-{rule})"))
                .collect();
            page.push_str(&format!("| `{package}` | {} |\n", links.join(" ")));
        }
        page.push_str("\n## The catalogue\n");
        for (rule, parts) in &self.rules {
            page.push_str(&format!("\n### V-{rule}\n\n"));
            parts
                .iter()
                .for_each(|part| page.push_str(&part.paragraph()));
            page.push_str(&self.test_lines(*rule, parts));
        }
        page
    }

    fn by_crate(&self) -> BTreeMap<&str, BTreeSet<u32>> {
        let mut crates: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        for (rule, parts) in &self.rules {
            for package in parts.iter().filter_map(Part::package) {
                crates.entry(package).or_default().insert(*rule);
            }
        }
        crates
    }

    fn test_lines(&self, rule: u32, parts: &[Part]) -> String {
        let shown: BTreeSet<&str> = ["kept", "broken", "accepted", "shape"].into();
        let kinds: BTreeSet<_> = parts.iter().map(|part| part.kind).collect();
        let demanded: Vec<&str> = kinds
            .iter()
            .flat_map(|kind| kind.tests())
            .copied()
            .collect();
        let others = shown.into_iter().filter(|shows| !demanded.contains(shows));
        let mut lines = String::new();
        for shows in demanded.iter().copied().chain(others) {
            for test in self.tests_of(rule, shows) {
                lines.push_str(&format!("- {shows}: `{}` in `{}`\n", test.name, test.file));
            }
        }
        lines
    }
}

impl Part {
    fn package(&self) -> Option<&str> {
        let package = self.place.split(' ').next()?;
        package.starts_with("sigstore-").then_some(package)
    }

    fn paragraph(&self) -> String {
        let Self {
            title,
            source,
            place,
            kind,
            ..
        } = self;
        let place = match self.package() {
            Some(package) => {
                let function = place.get(package.len()..).unwrap_or_default().trim();
                format!("`{package}`, `{function}`")
            }
            None => place.clone(),
        };
        format!("{title}\n({source}; {}: {place})\n\n", kind.name())
    }
}
