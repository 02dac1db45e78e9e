//! Rust sources, as `cargo fmt` lays them out.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::workspace::{files, read_text};

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
        let paths = files(folder)?.into_iter();
        let rust = paths.filter(|path| path.extension().is_some_and(|end| end == "rs"));
        rust.map(|path| read_text(&path).map(|text| Self { path, text }))
            .collect()
    }

    /// How many lines are code: no blank lines, no comments, no tests.
    pub(crate) fn own_lines(&self) -> usize {
        let mut own = 0;
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            if line == "#[cfg(test)]" {
                lines.find(|line| ends_item(line));
            } else if is_code(line) {
                own += 1;
            }
        }
        own
    }

    /// The files of modules that only tests have.
    pub(crate) fn test_modules(&self) -> Vec<PathBuf> {
        let folder = match self.path.file_stem().and_then(OsStr::to_str) {
            Some("lib" | "main") => self.path.with_file_name(""),
            _ => self.path.with_extension(""),
        };
        let after = self.text.split("#[cfg(test)]\n").skip(1);
        let items = after.filter_map(|text| text.lines().find(|line| ends_item(line)));
        let modules = items.filter_map(|line| line.split("mod ").nth(1)?.strip_suffix(';'));
        modules
            .map(|name| folder.join(format!("{name}.rs")))
            .collect()
    }
}

/// An item at the left margin ends there with `}`, or on its first line with `;`.
fn ends_item(line: &str) -> bool {
    line == "}" || line.ends_with(';') && !line.starts_with(' ')
}

fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && !line.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source {
            path: PathBuf::from("src/a.rs"),
            text: text.to_owned(),
        }
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
