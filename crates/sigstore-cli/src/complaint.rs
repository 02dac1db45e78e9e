use sigstore_traits::{Facts, facts};

use crate::{attest, detached, failure, input, token};

/// What only the program itself refuses.
#[derive(Debug)]
pub(crate) enum Complaint<'c> {
    /// A command line or a file of settings that makes no sense.
    Usage { message: &'static str, found: &'c str },
    /// A page on which the program can't log in for its user.
    LoginPage,
    /// The user has ended it.
    Interrupted,
    /// Nothing around the program gives an identity token.
    NoToken,
    /// A statement that does not name the artifact.
    NotNamed { digest: String },
    /// A signature in a file of its own that is text and no base64.
    SignatureText { characters: usize },
    /// A thing of no known kind, and the kinds that are known.
    Unrecognised { kinds: &'c str },
    /// A thing that can't be read to its end.
    Stopped { why: &'c str, title: &'c str },
}

impl Complaint<'_> {
    facts! {
        pub(crate) const CODES; fn row(&self);
        Self::Usage { message, found } => "usage", &failure::USAGE,
            in "the command line makes no sense" => message, "", found,
            if found.is_empty() { "" } else { "what --help says" };
        Self::LoginPage => "login-page", &failure::PAGE,
            "the page is not one to log in on", "", "another page", "a form for an address";
        Self::Interrupted => "interrupted", &failure::INTERRUPTED, "it was interrupted";
        Self::NoToken => "token-not-there", &token::AMBIENT,
            "no CI system, cloud or file gives an identity token here", "",
            "none", "see `sigscope sign --help`";
        Self::NotNamed { digest } => "attest-subject", &attest::SUBJECT,
            "the statement does not name the artifact", "", digest, "a subject with its digest";
        Self::SignatureText { characters } => "input-signature", &detached::FORMS,
            "the signature can't be read", "",
            format_args!("{characters} characters of text"), "base64, or bytes";
        Self::Unrecognised { kinds } => "inspect-unrecognised", &input::V_4,
            "nothing says what this is", "", "no known form",
            format_args!("one of {kinds}; see --as");
        Self::Stopped { why, title } => "inspect-stopped", &input::V_4,
            "it can't be read to its end", "", why, title;
    }

    pub(crate) fn facts(&self) -> Facts {
        self.row()
    }
}
