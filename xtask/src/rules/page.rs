//! The page that an auditor starts from.

use std::collections::{BTreeMap, BTreeSet};

use super::{Catalogue, Id, Part, SHOWN, Test};

const INTRODUCTION: &str = "\
# The rules

What this workspace checks, one rule at a time: what holds, which public document says so, which
function enforces it, and which tests fail when it does not.

`cargo xtask rules` writes this page out of the code. Each rule is a value that stands beside the
function which enforces it; every refusal names its rule, and so does every line of a report. To
change the page, change the rule.

## How to read it

**The ids** are this project's own: a number keeps its meaning, and no specification uses it. The
words are ours as well; where they and the source differ, the source decides and the difference is
a defect. Several crates may enforce parts of one rule: each part has its own sentence and place.

- `V-n`: what a verification holds a bundle to, from reading it to its signature.
- `T-n`: what the body of a log entry looks like, kind by kind.
- `A-n`: an attack that became known, against a verifier or in the specifications; what stands
  against it here.

**The kinds** say what the tests of a rule show:

| kind | the rule | its tests |
|---|---|---|
| refusal | something is refused | `kept`: a good input passes; `broken`: the smallest change to it is refused, by this rule and no other |
| acceptance | something is accepted, though it looks odd | `accepted`: a verifier that is too strict fails |
| shape | the types make a violation impossible | `shape`: what would violate it does not compile, or the interface has no way to say it |
| elsewhere | not enforced by code of this workspace | none; the sentence says why, and who sees to it |

A test of an attack tries it, whatever its name goes on to say.

**The tests** carry the ids in their names: `cargo test --workspace v_82_` runs those of V-82.
`cargo xtask rules --check` fails where a rule lacks a test of its kind, where a test names no rule,
and where one has not passed.
";

impl Catalogue {
    pub(super) fn page(&self) -> String {
        let mut page = INTRODUCTION.to_owned();
        page.push_str("\n## Where the rules live\n\n| crate | rules |\n|---|---|\n");
        for (package, rules) in self.by_crate() {
            let links = rules
                .iter()
                .map(|id| format!("[{id}](#{})", id.to_string().to_lowercase()));
            page.push_str(&format!(
                "| `{package}` | {} |\n",
                links.collect::<Vec<_>>().join(" ")
            ));
        }
        page.push_str("\n## The catalogue\n");
        for (id, parts) in &self.rules {
            page.push_str(&format!("\n### {id}\n\n"));
            parts
                .iter()
                .for_each(|part| page.push_str(&part.paragraph()));
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
        let Self {
            title,
            source,
            place,
            kind,
            ..
        } = self;
        let place = match place.split_once(' ') {
            Some((package, functions)) => format!("`{package}`, `{functions}`"),
            None => format!("`{place}`"),
        };
        format!(
            "**{title}**\\\nSource: {source}.\\\n{}: {place}.\n\n",
            kind.name()
        )
    }
}
