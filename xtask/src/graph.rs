//! Holds the crates against `crates/GRAPH.toml`.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::process::{cargo, output};
use crate::source::Source;
use crate::workspace::{Package, packages, read_toml, verdict};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Graph {
    layers: Vec<String>,
    max_file_lines: usize,
    #[serde(rename = "crate")]
    crates: Vec<Crate>,
}

/// One crate, with what GRAPH.toml says of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Crate {
    name: String,
    layer: String,
    sentence: String,
    siblings: Vec<String>,
    packages: Vec<String>,
    dev: Vec<String>,
    must_not: String,
    max_lines: usize,
    max_packages: usize,
    /// The same without default features.
    max_packages_bare: Option<usize>,
    /// Crates whose packages count too.
    #[serde(default)]
    counted_with: Vec<String>,
    /// Packages that may not be among them: names that begin so.
    #[serde(default)]
    without: Vec<String>,
}

/// `deny.toml`: a package enters with a line that says why, and who may use it.
#[derive(Deserialize)]
struct Deny {
    bans: Bans,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
    wrappers: Vec<String>,
}

/// Prints the table and what is not as GRAPH.toml says; with `check` the latter is an error.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let graph: Graph = read_toml("crates/GRAPH.toml")?;
    let deny: Deny = read_toml("deny.toml")?;
    let packages = packages()?;
    let mut problems = Vec::new();
    println!(
        "layer    crate                  packages  at most  bare   lines  at most  longest file"
    );
    for node in &graph.crates {
        match packages.iter().find(|package| package.name == node.name) {
            Some(package) => graph.check(node, package, &deny, &mut problems)?,
            None => problems.push(format!("{}: there is no such crate", node.name)),
        }
    }
    for Package { name, .. } in &packages {
        if !graph.crates.iter().any(|node| node.name == *name) {
            problems.push(format!("{name}: not in GRAPH.toml"));
        }
    }
    if !check {
        problems.drain(..).for_each(|problem| println!("{problem}"));
    }
    verdict(&problems)
}

impl Graph {
    fn check(
        &self,
        node: &Crate,
        package: &Package,
        deny: &Deny,
        problems: &mut Vec<String>,
    ) -> Result<(), String> {
        let name = &node.name;
        let mut problem = |text: String| problems.push(format!("{name}: {text}"));
        for other in node.differences(package) {
            problem(format!("GRAPH.toml and Cargo.toml differ about {other}"));
        }
        for sibling in node.siblings.iter().filter(|sibling| !self.is_below(sibling, node)) {
            problem(format!("{sibling} is not below it"));
        }
        for package in node.packages.iter().filter(|package| !deny.explains(package)) {
            problem(format!("deny.toml has no reason for {package}"));
        }
        if package.description.as_ref() != Some(&node.sentence) || node.must_not.is_empty() {
            problem("its sentence is not its description, or it may do anything".to_owned());
        }
        for text in node.weigh(package, self.max_file_lines)? {
            problem(text);
        }
        Ok(())
    }

    /// A crate uses only crates that stand before it in the file, in no higher layer.
    fn is_below(&self, sibling: &str, node: &Crate) -> bool {
        let layer = |node: &Crate| self.layers.iter().position(|layer| *layer == node.layer);
        let mut before = self.crates.iter().take_while(|other| other.name != node.name);
        let found = before.find(|other| other.name == sibling).and_then(layer);
        found.is_some() && found <= layer(node)
    }
}

impl Deny {
    fn explains(&self, package: &str) -> bool {
        let mut bans = self.bans.deny.iter();
        let named = bans.find(|ban| ban.name == package);
        named.is_some_and(|ban| !ban.reason.is_empty() && !ban.wrappers.is_empty())
    }
}

impl Crate {
    /// The names of direct dependencies that are not both listed and used.
    fn differences(&self, package: &Package) -> BTreeSet<String> {
        let used = |dev: bool| {
            let all = package.dependencies.iter();
            let of_kind = all.filter(move |found| (found.kind.as_deref() == Some("dev")) == dev);
            of_kind.map(|found| found.name.clone()).collect::<BTreeSet<_>>()
        };
        let listed = self.siblings.iter().chain(&self.packages).cloned().collect();
        let listed_dev = self.dev.iter().cloned().collect();
        &(&used(false) ^ &listed) | &(&used(true) ^ &listed_dev)
    }

    /// Prints what the crate weighs, and returns what is too much.
    fn weigh(&self, package: &Package, max_file_lines: usize) -> Result<Vec<String>, String> {
        let lines = Source::own_lines_of(&package.path("src"))?;
        let (sum, longest): (usize, usize) =
            (lines.iter().sum(), lines.iter().copied().max().unwrap_or(0));
        let tree = self.tree("")?;
        let max_bare = self.max_packages_bare.unwrap_or(self.max_packages);
        let bare = self.tree("--no-default-features")?.len();
        let Self { layer, name, max_packages, max_lines, .. } = self;
        print!("{layer:8} {name:22} {:8} {max_packages:8} {bare:5} ", tree.len());
        println!("{sum:7} {max_lines:8} {:13}", longest);
        let limits = [
            ("packages", tree.len(), self.max_packages),
            ("packages without default features", bare, max_bare),
            ("lines", sum, self.max_lines),
            ("lines in a file", longest, max_file_lines),
        ];
        let over = limits.iter().filter(|(_, found, limit)| found > limit);
        let over = over.map(|(what, found, limit)| format!("{found} {what}, at most {limit}"));
        let banned = |package: &&String| self.without.iter().any(|name| package.starts_with(name));
        let banned = tree.iter().filter(banned).map(|package| format!("{package} is under it"));
        Ok(over.chain(banned).collect())
    }

    /// The packages that a user of the crate pulls in, the crates of this workspace included.
    fn tree(&self, words: &str) -> Result<BTreeSet<String>, String> {
        let mut command = cargo("tree --edges normal --prefix none --format {p}");
        for name in self.counted_with.iter().chain([&self.name]) {
            command.args(["--package", name]);
        }
        let printed = output(command.args(words.split_whitespace()))?;
        // `name v1.2.3 (/path)`
        let names = printed.lines().filter_map(|line| line.split(" (").next());
        Ok(names.filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }
}
