use sigstore_record::{Side, Turn};
use sigstore_traits::UnixTime;
use sigstore_verify::Step;

/// The id of a half of a message: `m10` for the question, `m10-reply` for the answer.
pub(crate) fn turn_id(turn: Turn) -> String {
    let number = turn.message + 1;
    match turn.side {
        Side::Request => format!("m{number}"),
        Side::Reply => format!("m{number}-reply"),
    }
}

/// The id of a field in it.
pub(crate) fn field_id(turn: Turn, field: usize) -> String {
    format!("{}.{field}", turn_id(turn))
}

/// What a step of a verification is called above its checks.
pub(crate) const fn step_title(step: Step) -> &'static str {
    match step {
        Step::Certified => "Certified",
        Step::Identified => "Identified",
        Step::Logged => "Logged",
        Step::InTime => "In time",
        Step::About => "About this artifact",
        Step::Signed => "Signed",
    }
}

/// The mark of an outcome and the word for it: never the colour alone.
pub(crate) fn outcome(name: &'static str) -> (&'static str, &'static str) {
    match name {
        "kept" => ("✓", "kept"),
        "broken" => ("✗", "broken"),
        "waived" => ("!", "waived"),
        "not-reached" => ("?", "not reached"),
        _ => ("–", "does not apply"),
    }
}

/// A length of time as people say it: `5 ms`, `1.2 s`, `9 min 55 s`, `3 h 2 min`, `12 days`.
pub(crate) fn length(milliseconds: i128) -> String {
    let total = milliseconds.unsigned_abs();
    let (seconds, minutes) = (total / 1000, total / 60_000);
    match total {
        0..1000 => format!("{total} ms"),
        1000..60_000 if total % 1000 < 50 => format!("{seconds} s"),
        1000..60_000 => format!("{seconds}.{} s", total % 1000 / 100),
        60_000..3_600_000 if seconds % 60 == 0 => format!("{minutes} min"),
        60_000..3_600_000 => format!("{minutes} min {} s", seconds % 60),
        3_600_000..172_800_000 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} days", minutes / 1440),
    }
}

/// Milliseconds since the epoch.
pub(crate) fn milliseconds(time: UnixTime) -> i128 {
    i128::from(time.seconds()) * 1000 + i128::from(time.nanoseconds() / 1_000_000)
}

/// `2026-01-01 12:00:05 UTC`: a fraction of a second is for the decoded form.
pub(crate) fn moment(time: UnixTime) -> String {
    let text = UnixTime::from_seconds(time.seconds()).to_string();
    text.replace('T', " ").replace('Z', " UTC")
}

/// `12:00:05`
pub(crate) fn clock(time: UnixTime) -> String {
    let text = UnixTime::from_seconds(time.seconds()).to_string();
    text.split_once('T').map_or(text.clone(), |(_, clock)| clock.trim_end_matches('Z').into())
}

/// `one check`, `two checks`: with the noun in the number that it needs.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A clause as the beginning of a sentence.
pub(crate) fn sentence(clause: &str) -> String {
    let mut characters = clause.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        let written = [5, 1000, 1234, 59_999, 60_000, 595_000, 10_920_000, 1_036_800_000]
            .map(|milliseconds| length(-milliseconds));
        let expected =
            ["5 ms", "1 s", "1.2 s", "59.9 s", "1 min", "9 min 55 s", "3 h 2 min", "12 days"];
        assert_eq!(written, expected);
    }
}
