use std::io;
use std::process::ExitCode;

use http::Uri;
use sigstore_report::{failure_json, visible};
use sigstore_traits::{Facts, Refusal, Rule, RuleKind};

use crate::complaint::Complaint;
use crate::input::InputError;
use crate::output::Output;

/// No rule of the protocol, and in no catalogue.
pub(crate) static USAGE: Rule = Rule {
    id: "usage",
    title: "A command line asks for one thing.",
    source: "sigscope --help",
    kind: RuleKind::Elsewhere,
    place: "sigstore-cli Failure::usage",
};

pub(crate) static PAGE: Rule = Rule {
    id: "page",
    title: "An issuer that the program logs in at has a page with a form for an address.",
    source: "OpenID Connect Core 1.0 section 3.1.2.3",
    kind: RuleKind::Elsewhere,
    place: "sigstore-cli Browser::log_in",
};

pub(crate) static INTERRUPTED: Rule = Rule {
    id: "interrupt",
    title: "A program ends when its user says so.",
    source: "sigscope --help",
    kind: RuleKind::Elsewhere,
    place: "sigstore-cli machine::run",
};

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Done,
    Refused,
    Usage,
    Unreadable,
    Trust,
    Service,
    Interrupted,
}

impl Exit {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Unreadable => 3,
            Self::Trust => 4,
            Self::Service => 5,
            Self::Interrupted => 6,
        }
    }

    /// Of several inputs, the one that the program ends with: 6, 5, 4, 3, 1, 0 in this order, and
    /// a command line that makes no sense before all.
    pub(crate) fn and(self, other: Self) -> Self {
        let order = [
            Self::Usage,
            Self::Interrupted,
            Self::Service,
            Self::Trust,
            Self::Unreadable,
            Self::Refused,
            Self::Done,
        ];
        order.into_iter().find(|exit| [self, other].contains(exit)).unwrap_or(self)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

/// Why there is no report: which input, what is wrong with it, and how the run ends.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) input: String,
    pub(crate) facts: Facts,
}

impl Failure {
    pub(crate) fn new(exit: Exit, input: impl Into<String>, error: &impl Refusal) -> Self {
        Self { exit, input: input.into(), facts: error.facts() }
    }

    pub(crate) fn unreadable(input: impl Into<String>, error: &impl Refusal) -> Self {
        Self::new(Exit::Unreadable, input, error)
    }

    /// A command line that makes no sense: why, and the words of whoever reads it.
    pub(crate) fn usage(message: &'static str, found: &str) -> Self {
        let facts = Complaint::Usage { message, found }.facts();
        Self { exit: Exit::Usage, input: "the command line".into(), facts }
    }

    /// What the system does not give.
    pub(crate) fn unavailable(what: &str, reason: io::ErrorKind) -> Self {
        Self::unreadable(what, &InputError::Unavailable { reason })
    }

    /// Trust material that can't be used.
    pub(crate) fn trust(input: &str, facts: Facts) -> Self {
        Self { exit: Exit::Trust, input: input.into(), facts }
    }

    /// What a peer did, or failed to do.
    pub(crate) fn service(peer: &str, error: &impl Refusal) -> Self {
        Self::new(Exit::Service, peer, error)
    }

    /// A page on which the program can't log in for the user.
    pub(crate) fn no_login(page: &Uri) -> Self {
        let facts = Complaint::LoginPage.facts();
        Self { exit: Exit::Service, input: page.to_string(), facts }
    }

    /// The user has ended it.
    pub(crate) fn interrupted() -> Self {
        let facts = Complaint::Interrupted.facts();
        Self { exit: Exit::Interrupted, input: "sigscope".into(), facts }
    }

    /// Tells it: as JSON on standard output where JSON was asked for, else on standard error.
    pub(crate) fn tell(&self, output: &Output) -> Exit {
        if output.json {
            output.line(&failure_json(self.exit.code(), &self.input, &self.facts));
        } else {
            output.complain(&visible(&format!("{}: {}", self.input, self.facts)));
        }
        self.exit
    }
}
