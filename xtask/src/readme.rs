//! Runs what README.md tells its reader to run.

use std::process::Command;

use crate::process::logged;
use crate::workspace::{read_text, root, target};

const BEGIN: &str = "<!-- commands -->";
const END: &str = "<!-- end of commands -->";

/// The command that this is part of.
const TEST: &str = "cargo xtask test";

/// Runs the commands in the blocks between the two marks; one of them must be [`TEST`], which
/// is under way.
pub(crate) fn run() -> Result<(), String> {
    let readme = read_text(&root().join("README.md"))?;
    let (tests, others): (Vec<String>, Vec<String>) =
        commands(&readme).into_iter().partition(|line| line == TEST);
    if tests.is_empty() || others.is_empty() {
        return Err(format!(
            "README.md has no `{TEST}` and another command between {BEGIN} and {END}"
        ));
    }
    for command in others {
        let mut shell = Command::new("bash");
        shell
            .args(["-euo", "pipefail", "-c", &command])
            .current_dir(root());
        logged(&mut shell, &target("xtask/readme.log"))?;
    }
    Ok(())
}

/// One a line; a line may go on after a backslash.
fn commands(readme: &str) -> Vec<String> {
    let marked = readme
        .split_once(BEGIN)
        .and_then(|(_, rest)| rest.split_once(END));
    let marked = marked
        .map(|(marked, _)| marked)
        .unwrap_or_default()
        .replace("\\\n", " ");
    // Every second part between fences is inside of one; its first line names the language.
    let blocks = marked.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(|block| block.lines().skip(1));
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_between_the_marks_are_commands() {
        let readme = "```sh\na\n```\n<!-- commands -->\nfirst\n```sh\n# why\nb \\\nc\n```\n<!-- end of commands -->\n```sh\nd\n```\n";
        assert_eq!(commands(readme), ["b  c"]);
    }
}
