use core::ops::Range;

use sigstore_traits::{Rule, RuleKind, UnixTime};

/// See [`read`].
pub(crate) static V_48: Rule = Rule {
    id: "V-48",
    title: "The time of a timestamp is written YYYYMMDDhhmmss, a fraction without trailing zeros where there is one, and Z; it is a time of the calendar and keeps its fraction.",
    source: "RFC 3161 section 2.4.2, genTime; ITU-T X.690 section 11.7",
    kind: RuleKind::Refusal,
    place: "sigstore-tsa Timestamp::parse",
};

/// Reads the content octets of `genTime`, such as `20260813094307.25Z` (V-48).
///
/// A fraction of more than nine digits is refused: [`UnixTime`] counts nanoseconds, and a time that
/// was rounded could lie on the other side of the end of a period.
pub(crate) fn read(text: &[u8]) -> Option<UnixTime> {
    let nanoseconds = match text.get(14..)? {
        [b'Z'] => 0,
        [b'.', digits @ .., b'Z'] => fraction(digits)?,
        _ => return None,
    };
    let part = |range| number(text.get::<Range<usize>>(range)?);
    UnixTime::from_civil(
        (part(0..4)?.into(), part(4..6)?, part(6..8)?),
        (part(8..10)?, part(10..12)?, part(12..14)?),
        nanoseconds,
    )
}

/// Nanoseconds of the one to nine digits after the point.
fn fraction(digits: &[u8]) -> Option<u32> {
    let missing = 9_usize.checked_sub(digits.len())?;
    if matches!(digits, [] | [.., b'0']) {
        return None;
    }
    number(digits)?.checked_mul(10_u32.pow(missing.try_into().ok()?))
}

/// The value of at most nine digits.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |value, byte| {
        byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0'))
    })
}
