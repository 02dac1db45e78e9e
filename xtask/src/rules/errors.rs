//! The page that lists the codes of all errors.

use super::{Catalogue, Code};

const INTRODUCTION: &str = include_str!("errors.md");

impl Catalogue {
    pub(super) fn errors(&self) -> String {
        let mut page = INTRODUCTION.trim_end().to_owned();
        let mut package = "";
        page.push('\n');
        for code in &self.codes {
            if code.package != package {
                package = &code.package;
                page.push_str(&format!("\n## {package}\n\n| code | what is refused | rule |\n"));
                page.push_str("|---|---|---|\n");
            }
            page.push_str(&code.row());
        }
        page
    }
}

impl Code {
    fn row(&self) -> String {
        let rules = self.rules.iter().map(|id| match id.contains('-') {
            true => format!("[{id}](RULES.md#{})", id.to_lowercase()),
            false => "-".to_owned(),
        });
        let rules: Vec<_> = rules.collect();
        format!("| `{}` | {} | {} |\n", self.code, self.message, rules.join(" "))
    }
}
