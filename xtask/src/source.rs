//! Rust sources, as `cargo fmt` lays them out.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::workspace::{files, read};

/// A source file.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

impl Source {
    /// Every `.rs` file under the folder; none if there is no such folder.
    pub(crate) fn under(folder: &Path) -> Result<Vec<Self>, String> {
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let mut paths = files(folder)?;
        paths.retain(|path| path.extension() == Some(OsStr::new("rs")));
        let sources = paths.into_iter().map(|path| Ok(Self { text: read(&path)?, path }));
        sources.collect()
    }

    /// For each file under the folder that is not a test, how many lines are code.
    pub(crate) fn own_lines_of(folder: &Path) -> Result<Vec<usize>, String> {
        let mut sources = Self::under(folder)?;
        let tests: Vec<PathBuf> = sources.iter().flat_map(Self::test_modules).collect();
        sources.retain(|source| !tests.contains(&source.path));
        Ok(sources.iter().map(Self::own_lines).collect())
    }

    /// How many lines are code: no blank lines, no comments, no tests.
    fn own_lines(&self) -> usize {
        let mut own = 0;
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            if line == "#[cfg(test)]" {
                lines.find(|line| ends_item(line));
            } else if !line.is_empty() && !line.trim_start().starts_with("//") {
                own += 1;
            }
        }
        own
    }

    /// The files of modules that only tests have.
    fn test_modules(&self) -> Vec<PathBuf> {
        let folder = match self.path.file_stem().and_then(OsStr::to_str) {
            Some("lib" | "main") => self.path.with_file_name(""),
            _ => self.path.with_extension(""),
        };
        let after = self.text.split("#[cfg(test)]\n").skip(1);
        let items = after.filter_map(|text| text.lines().find(|line| ends_item(line)));
        let modules = items.filter_map(|line| line.split("mod ").nth(1)?.strip_suffix(';'));
        modules.map(|name| folder.join(format!("{name}.rs"))).collect()
    }
}

/// An item at the left margin ends there with `}`, or on its first line with `;`.
fn ends_item(line: &str) -> bool {
    line == "}" || line.ends_with(';') && !line.starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        let path = PathBuf::from("src/a.rs");
        Source { path, text: text.to_owned() }
    }

    #[test]
    fn comments_blank_lines_and_tests_do_not_count() {
        let text = "//! A.\n\nfn a() {\n    // why\n    b();\n}\n\n#[cfg(test)]\nmod tests {\n    fn t();\n}\n";
        assert_eq!(source(text).own_lines(), 3);
    }

    #[test]
    fn code_after_a_test_module_counts() {
        let source = source("#[cfg(test)]\nmod tests;\n\nfn a() {}\n");
        assert_eq!(source.own_lines(), 1);
        assert_eq!(source.test_modules(), [PathBuf::from("src/a/tests.rs")]);
    }
}
