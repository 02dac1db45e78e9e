use core::fmt;

use crate::{Rule, RuleKind};

/// See [`Validity::contains`].
pub(crate) static V_28: Rule = Rule {
    id: "V-28",
    title: "A validity period is closed: its first and its last second belong to it; an absent bound is none.",
    source: "sigstore protobuf-specs sigstore_common.proto, TimeRange",
    kind: RuleKind::Refusal,
    place: "sigstore-traits Validity::contains",
};

/// A point in time: seconds since 1970-01-01T00:00:00Z without leap seconds, and nanoseconds.
///
/// `Display` writes RFC 3339 in UTC (`2026-11-24T16:10:00Z`), with a fraction only if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime {
    seconds: i64,
    nanoseconds: u32,
}

impl UnixTime {
    /// Whole seconds since the epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self { seconds, nanoseconds: 0 }
    }

    /// Seconds since the epoch and nanoseconds after them; `None` if there are 10⁹ or more of those.
    pub const fn new(seconds: i64, nanoseconds: u32) -> Option<Self> {
        if nanoseconds < 1_000_000_000 { Some(Self { seconds, nanoseconds }) } else { None }
    }

    /// Milliseconds since the epoch, as a CT log counts (RFC 6962 section 3.2).
    pub fn from_milliseconds(milliseconds: u64) -> Self {
        let seconds = i64::try_from(milliseconds / 1000).unwrap_or(i64::MAX);
        let nanoseconds = u32::try_from(milliseconds % 1000 * 1_000_000).unwrap_or(0);
        Self { seconds, nanoseconds }
    }

    /// A date and time of the proleptic Gregorian calendar in UTC; `None` if there is no such
    /// time. A leap second (`60`) is none.
    pub fn from_civil(
        date: (i64, u32, u32),
        time: (u32, u32, u32),
        nanoseconds: u32,
    ) -> Option<Self> {
        let ((year, month, day), (hour, minute, second)) = (date, time);
        let in_range = (0..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        if !in_range {
            return None;
        }
        let clock = i64::from(hour * 3600 + minute * 60 + second);
        Self::new(days_from_civil(year, month, day) * 86_400 + clock, nanoseconds)
    }

    /// Whole seconds since the epoch.
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds after [`seconds`](Self::seconds), below 10⁹.
    pub const fn nanoseconds(self) -> u32 {
        self.nanoseconds
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.seconds.div_euclid(86_400));
        let second = self.seconds.rem_euclid(86_400);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanoseconds != 0 {
            let (mut digits, mut width) = (self.nanoseconds, 9);
            while digits % 10 == 0 {
                (digits, width) = (digits / 10, width - 1);
            }
            write!(f, ".{digits:0width$}")?;
        }
        f.write_str("Z")
    }
}

/// A closed period of time; an absent bound means that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first moment that belongs to the period.
    pub start: Option<UnixTime>,
    /// The last moment that belongs to the period.
    pub end: Option<UnixTime>,
}

impl Validity {
    /// Whether `time` lies in the period, both ends included (V-28).
    pub fn contains(&self, time: UnixTime) -> bool {
        self.start.is_none_or(|start| start <= time) && self.end.is_none_or(|end| time <= end)
    }
}

impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.start {
            Some(start) => write!(f, "{start}")?,
            None => f.write_str("…")?,
        }
        match self.end {
            Some(end) => write!(f, " to {end}"),
            None => f.write_str(" to …"),
        }
    }
}

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01, counted in eras of 400 years that begin in March.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`]: year, month and day.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn period(start: i64, end: i64) -> Validity {
        Validity {
            start: Some(UnixTime::from_seconds(start)),
            end: Some(UnixTime::from_seconds(end)),
        }
    }

    #[test]
    fn v_28_kept_both_ends_belong_to_the_period() {
        assert!(period(10, 20).contains(UnixTime::from_seconds(10)));
        assert!(period(10, 20).contains(UnixTime::from_seconds(20)));
        let open = Validity { start: None, end: None };
        assert!(open.contains(UnixTime::from_seconds(i64::MIN)));
    }

    #[test]
    fn v_28_broken_a_fraction_after_the_end_is_outside() {
        assert!(!period(10, 20).contains(UnixTime::from_seconds(9)));
        assert!(
            !period(10, 20).contains(UnixTime::new(20, 1).unwrap_or(UnixTime::from_seconds(0)))
        );
    }

    #[test]
    fn civil_dates_and_seconds_are_inverse() {
        for (text, date, seconds) in [
            ("1970-01-01T00:00:00Z", (1970, 1, 1), 0),
            ("2000-02-29T00:00:00Z", (2000, 2, 29), 951_782_400),
            ("1969-12-31T00:00:00Z", (1969, 12, 31), -86_400),
            ("9999-12-31T00:00:00Z", (9999, 12, 31), 253_402_214_400),
        ] {
            let time = UnixTime::from_civil(date, (0, 0, 0), 0);
            assert_eq!(time, Some(UnixTime::from_seconds(seconds)));
            assert_eq!(time.map(|time| time.to_string()).as_deref(), Some(text));
        }
        assert_eq!(UnixTime::from_civil((2100, 2, 29), (0, 0, 0), 0), None);
        assert_eq!(UnixTime::from_civil((2024, 1, 1), (23, 59, 60), 0), None);
    }

    #[test]
    fn fractions_are_written_without_trailing_zeros() {
        assert_eq!(UnixTime::from_milliseconds(1_500).to_string(), "1970-01-01T00:00:01.5Z");
        assert_eq!(UnixTime::from_milliseconds(1_050).to_string(), "1970-01-01T00:00:01.05Z");
    }
}
