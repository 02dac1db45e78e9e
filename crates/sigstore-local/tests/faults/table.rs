//! What is expected: a row for each fault, a cell for each step.

use sigstore_sign::Published;

use crate::fault::Fault;
use crate::step::Step;

/// A fault at every step.
pub(crate) struct Row {
    pub(crate) fault: Fault,
    /// How long is waited between attempts, in seconds: one attempt more than there are pauses.
    pauses: &'static [u64],
    /// Discovery, keys, token, certificate, timestamp, Rekor v1, Rekor v2.
    cells: [Cell; 7],
}

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// A bundle.
    Well,
    /// An error of this code; and whether what was asked for is public all the same.
    Fails(&'static str, Own),
    /// There is no such fault at this step.
    NotThere,
}

/// Whether the certificate, or the entry, is public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Own {
    No,
    Perhaps,
    Yes,
}

impl Own {
    pub(crate) fn of<T>(published: &Published<T>) -> Self {
        match published {
            Published::No => Self::No,
            Published::Perhaps => Self::Perhaps,
            Published::Yes(_) => Self::Yes,
        }
    }
}

impl Row {
    pub(crate) fn cell(&self, step: Step) -> Cell {
        self.cells[step as usize]
    }

    /// What can't be put twice is waited for only where nobody heard it.
    pub(crate) fn pauses(&self, step: Step) -> &'static [u64] {
        let repeated = step.is_repeatable() || self.fault == Fault::Refused;
        if repeated { self.pauses } else { &[] }
    }
}

const WELL: Cell = Cell::Well;
const NOT_THERE: Cell = Cell::NotThere;

const fn no(code: &'static str) -> Cell {
    Cell::Fails(code, Own::No)
}

const fn perhaps(code: &'static str) -> Cell {
    Cell::Fails(code, Own::Perhaps)
}

const fn yes(code: &'static str) -> Cell {
    Cell::Fails(code, Own::Yes)
}

/// No answer came: whoever publishes may have done it.
const fn unanswered(code: &'static str) -> [Cell; 7] {
    let (no, perhaps) = (no(code), perhaps(code));
    [no, no, no, perhaps, no, perhaps, perhaps]
}

const fn row(fault: Fault, pauses: &'static [u64], cells: [Cell; 7]) -> Row {
    Row { fault, pauses, cells }
}

const OIDC: &str = "oidc-not-understood";

pub(crate) const TABLE: &[Row] = &[
    row(Fault::Refused, &[1, 2, 4], [no("http-refused"); 7]),
    row(Fault::Reset, &[], unanswered("http-reset")),
    row(Fault::ResetInBody, &[], unanswered("http-reset")),
    row(Fault::Truncated, &[], unanswered("http-closed")),
    row(Fault::Silent, &[], unanswered("http-timeout")),
    row(Fault::Stalled, &[], unanswered("http-timeout")),
    row(Fault::Dripping, &[], unanswered("http-timeout")),
    row(Fault::NotHttp, &[], unanswered("http-not-http")),
    row(
        Fault::Bad,
        &[],
        [
            no(OIDC),
            no(OIDC),
            no(OIDC),
            no("fulcio-refused"),
            no("tsa-refused"),
            no("rekor-refused"),
            no("rekor-refused"),
        ],
    ),
    row(Fault::Failing, &[1, 2, 4], FAILING),
    row(Fault::Busy, &[1, 2, 4], FAILING),
    row(Fault::BusyTwice, &[1, 2], WELL_BUT_THE_TOKEN),
    row(Fault::TooMany, &[3], WELL_BUT_THE_TOKEN),
    // Asked again: another certificate, another timestamp, the entry that is there; Rekor v2 does
    // not give that one out, but its tiles prove it.
    row(Fault::Lost, &[1], WELL_BUT_THE_TOKEN),
    // A refusal of the second question does not tell what came of the first.
    row(Fault::LostAndBad, &[1], FAILING),
    row(Fault::Oversized, &[], unanswered("http-too-large")),
    row(Fault::Endless, &[], unanswered("http-too-large")),
    // What an answer is called is nothing that its reader relies on.
    row(Fault::WrongType, &[], [WELL; 7]),
    row(
        Fault::Garbage,
        &[],
        [
            no(OIDC),
            no("json-syntax"),
            no("json-syntax"),
            perhaps("fulcio-not-understood"),
            no("timestamp-der"),
            perhaps("rekor-not-understood"),
            perhaps("rekor-not-understood"),
        ],
    ),
    row(
        Fault::Empty,
        &[],
        [
            no(OIDC),
            no("json-end-of-text"),
            no("json-end-of-text"),
            perhaps("fulcio-not-understood"),
            no("timestamp-der"),
            perhaps("rekor-not-understood"),
            perhaps("rekor-not-understood"),
        ],
    ),
    row(Fault::Redirect, &[], unanswered("http-redirect")),
    row(
        Fault::Signature,
        &[],
        [
            NOT_THERE,
            NOT_THERE,
            no("jwt-signature"),
            yes("certificate-issuer-signature"),
            no("timestamp-signature"),
            perhaps("promise"),
            NOT_THERE,
        ],
    ),
    row(
        Fault::Sct,
        &[],
        [NOT_THERE, NOT_THERE, NOT_THERE, yes("sct-signature"), NOT_THERE, NOT_THERE, NOT_THERE],
    ),
    row(
        Fault::Checkpoint,
        &[],
        [
            NOT_THERE,
            NOT_THERE,
            NOT_THERE,
            NOT_THERE,
            NOT_THERE,
            perhaps("checkpoint-signature"),
            perhaps("checkpoint-signature"),
        ],
    ),
    row(
        Fault::SomebodyElse,
        &[],
        [
            no("oidc-issuer"),
            no("jwt-no-key"),
            no("jwt-nonce"),
            yes("identity"),
            no("tsa-other-digest"),
            perhaps("entry-signature"),
            perhaps("rekor-other-entry"),
        ],
    ),
    row(
        Fault::Stale,
        &[],
        [
            NOT_THERE,
            NOT_THERE,
            no("jwt-nonce"),
            yes("sign-other-key"),
            no("tsa-other-nonce"),
            NOT_THERE,
            NOT_THERE,
        ],
    ),
];

const FAILING: [Cell; 7] = [
    no(OIDC),
    no(OIDC),
    no(OIDC),
    perhaps("fulcio-refused"),
    no("tsa-refused"),
    perhaps("rekor-refused"),
    perhaps("rekor-refused"),
];

const WELL_BUT_THE_TOKEN: [Cell; 7] = [WELL, WELL, no(OIDC), WELL, WELL, WELL, WELL];
