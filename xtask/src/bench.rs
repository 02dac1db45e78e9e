//! Prints what a verification costs over its bare cryptography.

use std::path::{self, Path};

use serde::Deserialize;

use crate::process::{cargo, status};
use crate::workspace::{at, read_text, target};

/// One line of the benchmark's list.
#[derive(Deserialize)]
struct Row {
    name: String,
    ours_ns: f64,
    /// The sum of the bare operations that the same work needs at least, if it has any.
    floor_ns: Option<f64>,
    ratio: Option<f64>,
}

/// Runs the benchmark, keeps its list as JSON (in `file`, or under `target`) and prints it.
pub(crate) fn run(file: Option<&str>) -> Result<(), String> {
    let file = match file {
        Some(file) => path::absolute(file).map_err(|error| at(Path::new(file), &error))?,
        None => target("bench.json"),
    };
    let bench = [
        "bench",
        "--quiet",
        "--package",
        "sigstore-verify",
        "--bench",
        "verify",
        "--",
        "--json",
    ];
    status(cargo(&bench).arg(&file))?;
    print(&file)
}

fn print(file: &Path) -> Result<(), String> {
    let rows: Vec<Row> =
        serde_json::from_str(&read_text(file)?).map_err(|error| at(file, &error))?;
    println!(
        "{:44} {:>12} {:>12} {:>7}",
        "name", "ours, ns", "floor, ns", "ratio"
    );
    for Row {
        name,
        ours_ns,
        floor_ns,
        ratio,
    } in &rows
    {
        let floor = floor_ns
            .map(|floor| format!("{floor:.0}"))
            .unwrap_or_default();
        let ratio = ratio.map(|ratio| format!("{ratio:.3}")).unwrap_or_default();
        println!("{name:44} {ours_ns:12.0} {floor:>12} {ratio:>7}");
    }
    println!("{}", file.display());
    Ok(())
}
