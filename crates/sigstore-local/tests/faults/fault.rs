//! The ways to fail.

/// How a service fails: it is the same at each step, as far as it is possible there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nobody listens.
    Refused,
    /// The connection is cut before a word of the answer.
    Reset,
    /// The connection is cut in the middle of the body.
    ResetInBody,
    /// The connection ends, in order, in the middle of the body.
    Truncated,
    /// No answer comes.
    Silent,
    /// Half of the answer comes, and nothing more.
    Stalled,
    /// The answer comes so slowly that it never ends.
    Dripping,
    /// The answer is no HTTP.
    NotHttp,
    /// Status 400.
    Bad,
    /// Status 500, for ever.
    Failing,
    /// Status 503, for ever.
    Busy,
    /// Status 503 twice, then well.
    BusyTwice,
    /// Status 429 with `Retry-After`, then well.
    TooMany,
    /// The first question is done, but its answer is lost: status 502. Then well.
    Lost,
    /// The first question is done, but its answer is lost: status 502. The second one is refused
    /// with status 400.
    LostAndBad,
    /// The announced body is too large.
    Oversized,
    /// A body without announced length does not end.
    Endless,
    /// The right answer, called a web page.
    WrongType,
    /// The right status with other bytes.
    Garbage,
    /// Status 200 and nothing.
    Empty,
    /// It is said to be at another host.
    Redirect,
    /// One byte of the signature is another: the token's, the certificate's, the timestamp's, the
    /// promise's of an entry.
    Signature,
    /// One byte of the signature in the certificate's SCT is another.
    Sct,
    /// One byte of the checkpoint's signature is another.
    Checkpoint,
    /// The right answer to somebody else: another issuer's, a certificate of another identity,
    /// a timestamp over other bytes, another entry.
    SomebodyElse,
    /// The right answer to an earlier question of the same person.
    Stale,
}

impl Fault {
    /// All of them, in the order of the table.
    pub(crate) const ALL: [Self; 26] = [
        Self::Refused,
        Self::Reset,
        Self::ResetInBody,
        Self::Truncated,
        Self::Silent,
        Self::Stalled,
        Self::Dripping,
        Self::NotHttp,
        Self::Bad,
        Self::Failing,
        Self::Busy,
        Self::BusyTwice,
        Self::TooMany,
        Self::Lost,
        Self::LostAndBad,
        Self::Oversized,
        Self::Endless,
        Self::WrongType,
        Self::Garbage,
        Self::Empty,
        Self::Redirect,
        Self::Signature,
        Self::Sct,
        Self::Checkpoint,
        Self::SomebodyElse,
        Self::Stale,
    ];

    /// Whether the client's patience is tried: it is given little of it.
    pub(crate) fn is_slow(self) -> bool {
        matches!(self, Self::Silent | Self::Stalled | Self::Dripping)
    }
}

/// A fault that is added is one too few in `ALL`: the last one has the last place.
const _: () = assert!(Fault::ALL.len() == Fault::Stale as usize + 1);
