//! Prints what a verification, and a signature, cost over their bare cryptography.

use std::fs;
use std::path;

use serde::Deserialize;
use serde_json::Value;

use crate::process::{cargo, status};
use crate::workspace::{at, read, target};

/// The benchmarks, each of which writes a list.
const BENCHES: [&str; 2] = ["verify", "sign"];

/// One line of a benchmark's list.
#[derive(Deserialize)]
struct Row {
    name: String,
    ours_ns: f64,
    /// The sum of the bare operations that the same work needs at least, if it has any.
    floor_ns: Option<f64>,
    ratio: Option<f64>,
    /// How often in a second, where that is asked.
    per_second: Option<f64>,
    /// The most memory of the process, where that is asked, and how much of it the work has added.
    peak_bytes: Option<f64>,
    grown_bytes: Option<f64>,
}

/// Runs the benchmarks, keeps their lists as one in JSON (in `file`, or under `target`) and prints it.
pub(crate) fn run(file: Option<&str>) -> Result<(), String> {
    let file = file.map_or_else(|| Ok(target("bench.json")), path::absolute);
    let file = file.map_err(|error| error.to_string())?;
    let lists = BENCHES.into_iter().map(list).collect::<Result<Vec<_>, _>>()?;
    let rows: Vec<Value> = lists.into_iter().flatten().collect();
    let lines: Vec<_> = rows.iter().map(Value::to_string).collect();
    let json = format!("[{}]\n", lines.join(",\n "));
    fs::write(&file, json).map_err(|error| at(&file, &error))?;
    let rows: Vec<Row> =
        serde_json::from_value(Value::Array(rows)).map_err(|error| at(&file, &error))?;
    println!("{:52} {:>12} {:>12} {:>7}", "name", "ours, ns", "floor, ns", "ratio");
    rows.iter().for_each(Row::print);
    println!("{}", file.display());
    Ok(())
}

/// Runs one benchmark: its list.
fn list(bench: &str) -> Result<Vec<Value>, String> {
    let file = target(&format!("bench-{bench}.json"));
    let mut command = cargo(&format!("bench --quiet --bench {bench} -- --json"));
    status(command.arg(&file))?;
    serde_json::from_str(&read(&file)?).map_err(|error| at(&file, &error))
}

impl Row {
    fn print(&self) {
        let Self { name, ours_ns, floor_ns, ratio, per_second, peak_bytes, grown_bytes } = self;
        let floor = floor_ns.map_or_else(String::new, |floor| format!("{floor:.0}"));
        let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.3}"));
        println!("{name:52} {ours_ns:12.0} {floor:>12} {ratio:>7}");
        let mebibytes = |bytes: &f64| bytes / f64::from(1 << 20);
        if let Some(per_second) = per_second {
            println!("  {per_second:.1} in a second");
        }
        if let Some((peak, grown)) = peak_bytes.as_ref().zip(grown_bytes.as_ref()) {
            let (peak, grown) = (mebibytes(peak), mebibytes(grown));
            println!("  at most {peak:.1} MiB of memory, {grown:.1} of them for this");
        }
    }
}
