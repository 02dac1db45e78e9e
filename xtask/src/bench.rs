//! Prints what a verification costs over its bare cryptography.

use std::path;

use serde::Deserialize;

use crate::process::{cargo, status};
use crate::workspace::{at, read, target};

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
    let file = file.map_or_else(|| Ok(target("bench.json")), path::absolute);
    let file = file.map_err(|error| error.to_string())?;
    let mut bench = cargo("bench --quiet --bench verify -- --json");
    status(bench.arg(&file))?;
    let rows: Vec<Row> = serde_json::from_str(&read(&file)?).map_err(|error| at(&file, &error))?;
    println!("{:44} {:>12} {:>12} {:>7}", "name", "ours, ns", "floor, ns", "ratio");
    for Row { name, ours_ns, floor_ns, ratio } in &rows {
        let floor = floor_ns.map_or_else(String::new, |floor| format!("{floor:.0}"));
        let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.3}"));
        println!("{name:44} {ours_ns:12.0} {floor:>12} {ratio:>7}");
    }
    println!("{}", file.display());
    Ok(())
}
