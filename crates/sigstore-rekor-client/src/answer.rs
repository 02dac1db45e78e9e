use sigstore_answer::Unusable;
use sigstore_json::Limits;
use sigstore_rekor_types::MAX_PROOF_HASHES;
use sigstore_traits::{Rule, RuleKind};

use crate::{Error, MAX_SHARDS};

pub(crate) static S_6: Rule = Rule {
    id: "S-6",
    title: "An answer of Rekor is waited for 30 seconds, in which Rekor v2 has made its checkpoint, and read up to 10 MiB; a checkpoint up to 1 MiB, an entry bundle up to its greatest length.",
    source: "sigstore/rekor-tiles CLIENTS.md, Handling Longer Requests; C2SP tlog-tiles, Log entries",
    kind: RuleKind::Shape,
    place: "sigstore-rekor-client Exchange::ABOUT, Exchange::MAX_REPLY",
};

pub(crate) static S_73: Rule = Rule {
    id: "S-73",
    title: "An answer of another status is a refusal, kept with its status, code and message; one without them is kept by its first 200 characters, and says with 404 that there is no such thing.",
    source: "sigstore/rekor openapi.yaml, Error and NotFound; gRPC-Gateway error body (google.rpc.Status in JSON)",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-client Exchange::reply",
};

pub(crate) static S_74: Rule = Rule {
    id: "S-74",
    title: "A refusal may come from what stands before the log, in HTML or without a body: it is one all the same.",
    source: "RFC 9110 section 15.6.3; sigstore/rekor-tiles README.md, Deployment",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-client Exchange::reply",
};

/// The most bytes of an answer in JSON that are read. A real entry has less than 30,000.
pub const MAX_REPLY: usize = 10 << 20;

/// What is read of an answer in JSON.
pub(crate) const LIMITS: Limits =
    Limits::new(MAX_REPLY).arrays(&[("hashes", MAX_PROOF_HASHES), ("inactiveShards", MAX_SHARDS)]);

impl From<Unusable> for Error {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Refused { status, code, message } => Self::Refused { status, code, message },
            Unusable::NotUnderstood { status: 404, content_type, body_start } => {
                Self::NotFound { content_type, body_start }
            }
            Unusable::NotUnderstood { status, content_type, body_start } => {
                Self::NotUnderstood { status, content_type, body_start }
            }
        }
    }
}
