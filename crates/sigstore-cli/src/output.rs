use std::io::{IsTerminal, Write};

use clap::ArgMatches;
use sigstore_report::Paint;

/// What is printed, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) json: bool,
    pub(crate) quiet: bool,
    pub(crate) paint: Paint,
}

impl Output {
    pub(crate) fn of(matches: &ArgMatches) -> Self {
        let colour = match matches.get_one::<String>("color").map(String::as_str) {
            Some("always") => true,
            Some("never") => false,
            _ => wants_colour(),
        };
        Self {
            json: matches.get_flag("json"),
            quiet: matches.get_flag("quiet"),
            paint: if colour { Paint::Colour } else { Paint::Plain },
        }
    }

    /// The columns of the terminal, as the shell says them; a pipe has no width.
    pub(crate) fn width(&self) -> usize {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        columns.filter(|columns| (40..=400).contains(columns)).unwrap_or(100)
    }

    /// A line of the result, on standard output. A reader that went away is no error.
    pub(crate) fn line(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stdout().lock(), "{text}");
        }
    }

    /// A line of diagnostics, on standard error.
    pub(crate) fn complain(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr().lock(), "sigscope: {text}");
        }
    }
}

/// The conventions of <https://no-color.org> and <https://bixense.com/clicolors>.
fn wants_colour() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return false;
    }
    set("CLICOLOR_FORCE") || std::io::stdout().is_terminal()
}
