use std::fs;
use std::path::{Path, PathBuf};

use sigstore_inspect::{Thing, Unrecognised};

/// What files of the corpus are, by their paths: the first line that fits decides.
const EXPECTATIONS: &str = include_str!("corpus.txt");

/// The most bytes that one thing is written as.
const MAX_OUTPUT: usize = 4 << 20;

/// Every file is guessed to be what it is, and is written in bounds; every line of the table is
/// needed.
#[test]
fn every_file_of_the_corpus() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let Ok(root) = root.canonicalize() else {
        eprintln!("skipped: 2385 files (no ../shared/corpus)");
        return;
    };
    let lines: Vec<(&str, &str)> = EXPECTATIONS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(' ').expect("a pattern and a kind"))
        .map(|(pattern, rest)| (pattern, rest.trim_start().split(' ').next().unwrap_or_default()))
        .collect();
    let mut used = vec![0_usize; lines.len()];
    let mut wrong = Vec::new();
    for file in files(&root) {
        let path = file.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        let found = kind(&fs::read(&file).unwrap());
        match lines.iter().position(|(pattern, _)| fits(pattern, &path)) {
            Some(line) if lines[line].1 == found => used[line] += 1,
            Some(line) => wrong.push(format!("{path}: {found}, expected {}", lines[line].1)),
            None => wrong.push(format!("{path}: {found}, expected nothing")),
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let unused = lines.iter().zip(&used).filter(|(_, used)| **used == 0);
    assert_eq!(unused.map(|(line, _)| line.0).collect::<Vec<_>>(), Vec::<&str>::new());
}

fn kind(bytes: &[u8]) -> &'static str {
    match Thing::read(bytes, None) {
        Ok(thing) => {
            assert!(thing.to_text(true).len() < MAX_OUTPUT);
            assert!(thing.to_json(true).len() < MAX_OUTPUT);
            thing.kind().name()
        }
        Err(Unrecognised) => "-",
    }
}

/// `*` is any run of characters.
fn fits(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, rest)) => path.strip_prefix(start).is_some_and(|path| {
            (0..=path.len())
                .filter(|end| path.is_char_boundary(*end))
                .any(|end| fits(rest, &path[end..]))
        }),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    found.sort();
    let inside = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    found.into_iter().flat_map(inside).collect()
}
