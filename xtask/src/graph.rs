//! Holds the crates against `crates/GRAPH.toml`.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::process::{cargo, output};
use crate::source::Source;
use crate::workspace::{self, Package, packages, read_text, read_toml, root};

const PREFIX: &str = "sigstore-";

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
    dev_siblings: Vec<String>,
    dev_packages: Vec<String>,
    must_not: String,
    max_lines: usize,
    max_packages: usize,
    /// The same without default features.
    max_packages_bare: Option<usize>,
    /// Crates whose packages count too.
    #[serde(default)]
    counted_with: Vec<String>,
    /// Packages that may not be among them: those whose name begins so.
    #[serde(default)]
    without: Vec<String>,
}

/// What a crate weighs.
struct Weight {
    packages: BTreeSet<String>,
    bare: Option<usize>,
    lines: usize,
    longest_file: usize,
}

/// Prints the table and what is not as GRAPH.toml says; with `check` the latter is an error.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let graph: Graph = read_toml(&root().join("crates/GRAPH.toml"))?;
    let packages = packages()?;
    let mut problems = graph.unlisted(&packages);
    println!(
        "{:8} {:14} {:>8} {:>6} {:>6} {:>5} {:>6} {:>6} {:>8}",
        "layer", "crate", "packages", "at most", "bare", "dep.", "lines", "at most", "file"
    );
    for node in &graph.crates {
        problems.append(&mut graph.check(node, &packages)?);
    }
    problems.append(&mut undeclared_packages(&graph)?);
    for problem in &problems {
        println!("{problem}");
    }
    if check && !problems.is_empty() {
        return Err(format!(
            "{} things are not as GRAPH.toml says",
            problems.len()
        ));
    }
    Ok(())
}

impl Graph {
    /// The crates that are here and not there, or there and not here; and whom xtask knows.
    fn unlisted(&self, packages: &[Package]) -> Vec<String> {
        let listed: Vec<String> = self.crates.iter().map(Crate::package).collect();
        let found = packages.iter().map(|package| package.name.clone());
        let found: Vec<String> = found.filter(|name| name != "xtask").collect();
        let mut problems = differences("the workspace", "crates", &listed, &found);
        let xtask = packages.iter().find(|package| package.name == "xtask");
        for sibling in xtask
            .map(|xtask| direct(xtask, true, None))
            .unwrap_or_default()
        {
            problems.push(format!("xtask: uses its sibling {sibling}"));
        }
        problems
    }

    fn check(&self, node: &Crate, packages: &[Package]) -> Result<Vec<String>, String> {
        let name = node.package();
        let Some(package) = packages.iter().find(|package| package.name == name) else {
            return Ok(Vec::new());
        };
        let mut problems = node.dependency_problems(package);
        problems.append(&mut self.upward_arrows(node));
        if node.must_not.is_empty() {
            problems.push(format!("{name}: it may do anything"));
        }
        if package.description.as_deref() != Some(&node.sentence) {
            problems.push(format!("{name}: its description is not its sentence"));
        }
        let weight = Weight::of(node, package)?;
        node.print(&weight);
        problems.append(&mut node.weight_problems(&weight));
        if weight.longest_file > self.max_file_lines {
            let found = weight.longest_file;
            problems.push(format!(
                "{name}: a file has {found} lines, at most {}",
                self.max_file_lines
            ));
        }
        Ok(problems)
    }

    /// A crate uses only crates that stand before it in the file, in no higher layer.
    fn upward_arrows(&self, node: &Crate) -> Vec<String> {
        let layer = |name: &str| self.layers.iter().position(|layer| layer == name);
        let before: Vec<&Crate> = self
            .crates
            .iter()
            .take_while(|other| other.name != node.name)
            .collect();
        let below = |sibling: &&String| {
            let found = before.iter().find(|other| other.name == **sibling);
            found.is_some_and(|other| {
                layer(&other.layer).is_some() && layer(&other.layer) <= layer(&node.layer)
            })
        };
        let upward = node.siblings.iter().filter(|sibling| !below(sibling));
        upward
            .map(|sibling| format!("{}: {sibling} is not below it", node.package()))
            .collect()
    }
}

impl Crate {
    fn package(&self) -> String {
        format!("{PREFIX}{}", self.name)
    }

    fn dependency_problems(&self, package: &Package) -> Vec<String> {
        let name = &package.name;
        let lists = [
            ("siblings", &self.siblings, true, None),
            ("packages", &self.packages, false, None),
            ("dev_siblings", &self.dev_siblings, true, Some("dev")),
            ("dev_packages", &self.dev_packages, false, Some("dev")),
        ];
        let each = lists.iter().flat_map(|(list, listed, siblings, kind)| {
            differences(name, list, listed, &direct(package, *siblings, *kind))
        });
        let builds = package
            .dependencies
            .iter()
            .filter(|found| found.kind.as_deref() == Some("build"));
        let builds = builds.map(|found| format!("{name}: builds with {}", found.name));
        each.chain(builds).collect()
    }

    fn print(&self, weight: &Weight) {
        let bare = weight
            .bare
            .map(|count| count.to_string())
            .unwrap_or_default();
        println!(
            "{:8} {:14} {:8} {:7} {bare:>6} {:5} {:6} {:7} {:8}",
            self.layer,
            self.name,
            weight.packages.len(),
            self.max_packages,
            self.packages.len(),
            weight.lines,
            self.max_lines,
            weight.longest_file,
        );
    }

    fn weight_problems(&self, weight: &Weight) -> Vec<String> {
        let name = self.package();
        let limits = [
            ("packages", weight.packages.len(), self.max_packages),
            (
                "packages without default features",
                weight.bare.unwrap_or(0),
                self.max_packages_bare.unwrap_or(0),
            ),
            ("lines", weight.lines, self.max_lines),
        ];
        let over = limits.into_iter().filter(|(_, found, limit)| found > limit);
        let over =
            over.map(|(what, found, limit)| format!("{name}: {found} {what}, at most {limit}"));
        let banned = weight.packages.iter().filter(|package| {
            self.without
                .iter()
                .any(|without| package.starts_with(without.as_str()))
        });
        let banned = banned.map(|package| format!("{name}: {package} is under it"));
        over.chain(banned).collect()
    }
}

impl Weight {
    fn of(node: &Crate, package: &Package) -> Result<Self, String> {
        let bare = match node.max_packages_bare {
            Some(_) => Some(tree(node, &["--no-default-features"])?.len()),
            None => None,
        };
        let sources = Source::under(&package.folder().join("src"))?;
        let tests: Vec<_> = sources.iter().flat_map(Source::test_modules).collect();
        let own = || {
            sources
                .iter()
                .filter(|source| !tests.contains(&source.path))
        };
        let lines = || own().map(Source::own_lines);
        Ok(Self {
            packages: tree(node, &[])?,
            bare,
            lines: lines().sum(),
            longest_file: lines().max().unwrap_or(0),
        })
    }
}

/// The packages that a user of the crate pulls in, the crates of this workspace included.
fn tree(node: &Crate, arguments: &[&str]) -> Result<BTreeSet<String>, String> {
    let mut command = cargo(&[
        "tree", "--edges", "normal", "--prefix", "none", "--format", "{p}",
    ]);
    command.args(arguments).args(["--package", &node.package()]);
    for other in &node.counted_with {
        command.args(["--package", &format!("{PREFIX}{other}")]);
    }
    let printed = output(&mut command)?;
    // `name v1.2.3 (/path)`
    let lines = printed
        .lines()
        .map(|line| line.split(" (").next().unwrap_or(line).to_owned());
    Ok(lines.filter(|line| !line.is_empty()).collect())
}

/// The direct dependencies of one kind: siblings, without the prefix of their names, or packages.
fn direct(package: &Package, siblings: bool, kind: Option<&str>) -> Vec<String> {
    let of_kind = package
        .dependencies
        .iter()
        .filter(|found| found.kind.as_deref() == kind);
    let names = of_kind.map(|found| found.name.as_str());
    let wanted = names.filter(|name| name.starts_with(PREFIX) == siblings);
    wanted
        .map(|name| name.strip_prefix(PREFIX).unwrap_or(name).to_owned())
        .collect()
}

fn differences(owner: &str, list: &str, listed: &[String], found: &[String]) -> Vec<String> {
    let missing = listed.iter().filter(|name| !found.contains(name));
    let missing = missing.map(|name| format!("{owner}: {list} lists {name}, which is not used"));
    let unlisted = found.iter().filter(|name| !listed.contains(name));
    let unlisted = unlisted.map(|name| format!("{owner}: {list} does not list {name}"));
    missing.chain(unlisted).collect()
}

/// A package enters with a line in deny.toml that says why, and who may use it.
fn undeclared_packages(graph: &Graph) -> Result<Vec<String>, String> {
    let deny: toml::Table = toml::from_str(&read_text(&root().join("deny.toml"))?)
        .map_err(|error| workspace::at(&root().join("deny.toml"), &error))?;
    let bans = deny
        .get("bans")
        .and_then(|bans| bans.get("deny")?.as_array());
    let declared: Vec<&str> = bans
        .into_iter()
        .flatten()
        .filter_map(declared_name)
        .collect();
    let nodes = graph.crates.iter();
    let used: BTreeSet<&String> = nodes
        .flat_map(|node| node.packages.iter().chain(&node.dev_packages))
        .collect();
    let undeclared = used
        .into_iter()
        .filter(|name| !declared.contains(&name.as_str()));
    Ok(undeclared
        .map(|name| format!("deny.toml: no reason for {name}"))
        .collect())
}

/// The name, if the line has a reason and users.
fn declared_name(line: &toml::Value) -> Option<&str> {
    line.get("reason")?.as_str()?;
    line.get("wrappers")?.as_array()?;
    line.get("crate")?.as_str()
}
