//! Runs what README.md tells its reader to run.

use crate::process::{logged, program};
use crate::workspace::read;

const BEGIN: &str = "<!-- commands -->";
const END: &str = "<!-- end of commands -->";

/// The command that this is part of.
const TEST: &str = "cargo xtask test";

/// Runs the commands in the blocks between the two marks; one of them must be [`TEST`], which
/// is under way.
pub(crate) fn run() -> Result<(), String> {
    let mut commands = commands(&read("README.md")?);
    let all = commands.len();
    commands.retain(|command| command != TEST);
    if commands.is_empty() || commands.len() == all {
        return Err(format!("no `{TEST}` and another command between {BEGIN} and {END}"));
    }
    commands.iter().try_for_each(|command| {
        let mut shell = program("bash", "-euo pipefail -c");
        logged(shell.arg(command), "readme").map(|_| ())
    })
}

/// One a line; a line may go on after a backslash.
fn commands(readme: &str) -> Vec<String> {
    let marked = readme.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END));
    let marked = marked.map_or_else(String::new, |(marked, _)| marked.replace("\\\n", " "));
    // Every second part between fences is inside of one; its first line names the language.
    let blocks = marked.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(|block| block.lines().skip(1));
    let commands = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    commands.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_between_the_marks_are_commands() {
        let readme = "```sh\na\n```\n<!-- commands -->\nb\n```sh\n# why\nc \\\nd\n```\n<!-- end of commands -->\n";
        assert_eq!(commands(readme), ["c  d"]);
    }
}
