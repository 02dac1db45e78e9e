use core::ops::RangeInclusive;

use sigstore_traits::{Rule, RuleKind, UnixTime};

/// See [`timestamp`].
pub(crate) static V_28: Rule = Rule {
    id: "V-28",
    title: "A time is one of RFC 3339 in the spellings of ProtoJSON, kept to the nanosecond.",
    source: "ProtoJSON (protobuf.dev, JSON Mapping, Timestamp); RFC 3339 section 5.6",
    kind: RuleKind::Refusal,
    place: "sigstore-json timestamp",
};

/// Seconds of `0001-01-01T00:00:00Z` and `9999-12-31T23:59:59Z`: a `google.protobuf.Timestamp`
/// has no others.
const SECONDS: RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// Reads a time as ProtoJSON spells it; `None` of any other spelling (V-28).
///
/// ```text
/// 2021-03-07T03:20:29Z
/// 2022-12-31T23:59:59.999Z
/// 2022-12-31T23:59:59.999999999+01:00
/// ```
///
/// `T` and `Z` are capitals and a fraction has one to nine digits. Writers put `Z`; readers take
/// an offset too, because ProtoJSON says that they do. A leap second is refused.
pub fn timestamp(text: &str) -> Option<UnixTime> {
    let (date, time) = text.split_once('T')?;
    let (clock, offset) = split_zone(time)?;
    let (clock, nanoseconds) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, nanoseconds(fraction)?),
        None => (clock, 0),
    };
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    let date = (i64::from(year), month, day);
    let local = UnixTime::from_civil(date, (hour, minute, second), nanoseconds)?;
    let seconds = local.seconds() - offset;
    if !SECONDS.contains(&seconds) {
        return None;
    }
    UnixTime::new(seconds, nanoseconds)
}

/// The clock, and how many seconds it is ahead of UTC.
fn split_zone(time: &str) -> Option<(&str, i64)> {
    if let Some(clock) = time.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let (clock, sign, zone) = match (time.split_once('+'), time.split_once('-')) {
        (Some((clock, zone)), None) => (clock, 1, zone),
        (None, Some((clock, zone))) => (clock, -1, zone),
        _ => return None,
    };
    let [hours, minutes] = numbers(zone, ':', [2, 2])?;
    let seconds = i64::from(hours * 3600 + minutes * 60);
    (hours < 24 && minutes < 60).then_some((clock, sign * seconds))
}

/// Numbers of fixed widths between separators.
fn numbers<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[u32; N]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; N];
    for (number, width) in numbers.iter_mut().zip(widths) {
        *number = digits(parts.next()?, width)?;
    }
    parts.next().is_none().then_some(numbers)
}

/// A decimal of exactly so many digits.
fn digits(text: &str, width: usize) -> Option<u32> {
    let decimal = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    decimal.then(|| text.parse().ok()).flatten()
}

/// The nanoseconds of a fraction of a second.
fn nanoseconds(fraction: &str) -> Option<u32> {
    let missing = u32::try_from(9_usize.checked_sub(fraction.len())?).ok()?;
    digits(fraction, fraction.len())?.checked_mul(10_u32.pow(missing))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn v_28_kept_the_spellings_of_protojson() {
        for (text, seconds, nanoseconds) in [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("2021-03-07T03:20:29.000Z", 1_615_087_229, 0),
            ("2022-12-31T23:59:59.999Z", 1_672_531_199, 999_000_000),
            ("2022-12-31T23:59:59.999999999Z", 1_672_531_199, 999_999_999),
            ("2022-12-31T23:59:59.5Z", 1_672_531_199, 500_000_000),
            ("2023-01-01T01:29:59+01:30", 1_672_531_199, 0),
            ("2022-12-31T15:59:59.25-08:00", 1_672_531_199, 250_000_000),
            ("2022-12-31T23:59:59-00:00", 1_672_531_199, 0),
            ("0001-01-01T00:00:00Z", *SECONDS.start(), 0),
            ("9999-12-31T23:59:59Z", *SECONDS.end(), 0),
        ] {
            assert_eq!(timestamp(text), UnixTime::new(seconds, nanoseconds), "{text}");
        }
    }

    #[test]
    fn v_28_broken_every_other_spelling() {
        for text in [
            "",
            "Z",
            "T",
            "2022-12-31",
            "2022-12-31T23:59:59",
            "2022-12-31 23:59:59Z",
            "2022-12-31t23:59:59Z",
            "2022-12-31T23:59:59z",
            "2022-12-31T23:59:59.Z",
            "2022-12-31T23:59:59,5Z",
            "2022-12-31T23:59:59.1234567890Z",
            "2022-12-31T23:59:59.-1Z",
            "2022-12-31T23:59:60Z",
            "2022-12-31T24:00:00Z",
            "2022-02-29T00:00:00Z",
            "2022-12-32T00:00:00Z",
            "2022-13-01T00:00:00Z",
            "2022-1-01T00:00:00Z",
            "22-12-31T23:59:59Z",
            "+2022-12-31T23:59:59Z",
            "2022-12-31T23:59Z",
            "2022-12-31T23:59:59:00Z",
            "2022-12-31T23:59:59ZZ",
            "2022-12-31T23:59:59Z+01:00",
            "2022-12-31T23:59:59+01:00Z",
            "2022-12-31T23:59:59+0100",
            "2022-12-31T23:59:59+24:00",
            "2022-12-31T23:59:59+01:60",
            "2022-12-31T23:59:59+01-01:00",
            " 2022-12-31T23:59:59Z",
            "2022-12-31T23:59:59Z ",
            "٢٠٢٢-12-31T23:59:59Z",
            "0000-12-31T23:59:59Z",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
        ] {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn v_28_kept_what_is_written_reads_back() {
        for day in (-719_162_i64..2_932_896).step_by(97) {
            let time = UnixTime::new(day * 86_400 + day.rem_euclid(86_400), 120_000).unwrap();
            assert_eq!(timestamp(&time.to_string()), Some(time), "{time}");
        }
    }
}
