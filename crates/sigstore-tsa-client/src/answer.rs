use sigstore_answer::Unusable;
use sigstore_traits::{Rule, RuleKind};

use crate::Error;

pub(crate) static S_6: Rule = Rule {
    id: "S-6",
    title: "An answer of a timestamp authority is waited for 10 seconds and read up to 1 MiB.",
    source: "sigstore/sigstore-go pkg/sign/timestamping.go",
    kind: RuleKind::Shape,
    place: "sigstore-tsa-client Exchange::ABOUT, Exchange::MAX_REPLY",
};

pub(crate) static S_75: Rule = Rule {
    id: "S-75",
    title: "An answer of another status is a refusal in JSON whatever its content type says, kept with its status, code and message; one without them is kept by its first 200 characters.",
    source: "sigstore/timestamp-authority openapi.yaml, Error; pkg/api/error.go",
    kind: RuleKind::Refusal,
    place: "sigstore-tsa-client Exchange::reply",
};

/// The most bytes of an answer that are read. A real one has less than 10,000.
pub const MAX_REPLY: usize = 1 << 20;

impl From<Unusable> for Error {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Refused { status, code, message } => Self::Refused { status, code, message },
            Unusable::NotUnderstood { status, content_type, body_start } => {
                Self::NotUnderstood { status, content_type, body_start }
            }
        }
    }
}
