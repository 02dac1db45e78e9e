use std::{fmt, io};

use sigstore_traits::{Facts, Refusal, facts};

use crate::token::MAX_TOKEN;
use crate::{ProcessFault, Provider, find, plain};

/// Why a platform that was recognised gives no token. Texts of others are in it only with every
/// longer word masked, so that none can be a token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The platform lets this job have none: a variable is not set.
    NotGranted {
        /// The platform.
        provider: Provider,
        /// The variable.
        variable: String,
    },
    /// A variable of the platform has a value that can't be used.
    Variable {
        /// The platform.
        provider: Provider,
        /// Its name.
        variable: &'static str,
    },
    /// A file is there, and can't be read.
    File {
        /// Where.
        path: &'static str,
        /// The system's word for it.
        kind: io::ErrorKind,
    },
    /// The platform's program did not run to its end.
    Process {
        /// The platform.
        provider: Provider,
        /// The program.
        program: &'static str,
        /// Why.
        fault: ProcessFault,
    },
    /// The platform's program failed.
    Failed {
        /// The platform.
        provider: Provider,
        /// The program.
        program: &'static str,
        /// Its exit code, if it was not killed.
        code: Option<i32>,
        /// What it said, masked, at most 200 characters.
        message: String,
    },
    /// The platform's server refused.
    Refused {
        /// The platform.
        provider: Provider,
        /// The status of its answer.
        status: u16,
        /// What it said, masked, at most 200 characters.
        message: String,
    },
    /// The answer of the platform's server is not as documented. Of its body nothing is kept but
    /// where it went wrong: it may hold a token.
    NotUnderstood {
        /// The platform.
        provider: Provider,
        /// What the answer says it is.
        content_type: Option<String>,
        /// What is wrong with it.
        error: sigstore_json::Error,
    },
    /// What should be a token is none.
    NotToken {
        /// Where it is from.
        provider: Provider,
        /// Its length.
        bytes: usize,
    },
}

impl Error {
    const fn provider(&self) -> Provider {
        match self {
            Self::NotGranted { provider, .. }
            | Self::Variable { provider, .. }
            | Self::Process { provider, .. }
            | Self::Failed { provider, .. }
            | Self::Refused { provider, .. }
            | Self::NotUnderstood { provider, .. }
            | Self::NotToken { provider, .. } => *provider,
            Self::File { .. } => Provider::File,
        }
    }

    facts! {
        pub const CODES; fn row(&self);
        Self::NotGranted { provider, .. } => "ambient-not-granted",
            in Provider::RULES => provider.rule(), "the platform gives this job no token";
        Self::Variable { provider, .. } => "ambient-variable", in Provider::RULES => provider.rule(),
            "a variable can't be used";
        Self::File { .. } => "ambient-file", &plain::S_27, "the file with the token can't be read";
        Self::Process { provider, .. } => "ambient-process", in Provider::RULES => provider.rule(),
            "the platform's program did not run";
        Self::Failed { provider, .. } => "ambient-failed", in Provider::RULES => provider.rule(),
            "the platform's program gave no token";
        Self::Refused { provider, .. } => "ambient-refused", in Provider::RULES => provider.rule(),
            "the platform gave no token";
        Self::NotUnderstood { provider, .. } => "ambient-not-understood",
            in Provider::RULES => provider.rule(), "the platform's answer is not as documented";
        Self::NotToken { .. } => "ambient-not-token", &find::S_28, "what should be a token is none";
    }

    fn evidence(&self) -> (String, String) {
        let advice = || self.provider().advice().to_owned();
        match self {
            Self::NotGranted { variable, .. } => (format!("no {variable}"), advice()),
            Self::Variable { variable, .. } => {
                (format!("{variable} that can't be part of a request"), advice())
            }
            Self::File { path, kind } => (format!("{kind} for {path}"), advice()),
            Self::Process { program, fault, .. } => (format!("{program}: {fault}"), advice()),
            Self::Failed { program, code, message, .. } => {
                let code = code.map_or_else(|| "a signal".into(), |code| format!("code {code}"));
                (format!("{program} ended by {code}: {message:?}"), advice())
            }
            Self::Refused { status, message, .. } => {
                (format!("status {status}: {message:?}"), advice())
            }
            Self::NotUnderstood { error, content_type, .. } => {
                let kind = content_type.as_deref().unwrap_or("no content type");
                let facts = error.facts();
                let Facts { place, found, expected, .. } = facts;
                (format!("{kind} with {found} at {place}"), expected)
            }
            Self::NotToken { bytes, .. } => {
                let expected = "three parts of base64url with dots between, at most";
                (format!("{bytes} bytes of another form"), format!("{expected} {MAX_TOKEN} bytes"))
            }
        }
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (found, expected) = self.evidence();
        self.row().with(self.provider(), found, expected)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Error {}

impl fmt::Display for ProcessFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("no such program"),
            Self::TimedOut { after } => write!(f, "no end within {} s", after.as_secs_f32()),
            Self::TooLarge { max } => write!(f, "more than {max} bytes of output"),
            Self::Other { kind } => write!(f, "{kind}"),
        }
    }
}

/// What others said, as one line of at most 200 characters. Words that could be a token, or part
/// of one, are replaced by their length.
pub(crate) fn masked(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let of_token = |it: char| it.is_ascii_alphanumeric() || "-_.=+/".contains(it);
    let mut masked = String::new();
    for piece in text.trim().split_inclusive(|it| !of_token(it)) {
        let word = piece.trim_end_matches(|it| !of_token(it));
        match word.len() > LONGEST_WORD {
            true => masked.push_str(&format!("<{} characters>", word.len())),
            false => masked.push_str(word),
        }
        let rest = piece.get(word.len()..).unwrap_or_default();
        masked.extend(rest.chars().map(|it| if it.is_control() { ' ' } else { it }));
    }
    masked.chars().take(200).collect()
}

/// No token is shorter: its signature alone has more characters.
const LONGEST_WORD: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_masked_and_control_characters_gone() {
        let text = "error: \"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln\"\r\n\u{1b}[2Jdenied\n";
        assert_eq!(masked(text.as_bytes()), "error: \"<40 characters>\"   [2Jdenied");
        assert_eq!(masked(&[b' ', 0xff, b'a']), "\u{fffd}a");
        assert_eq!(masked("é ".repeat(300).as_bytes()).chars().count(), 200);
    }
}
