use crate::certified::Certified;
use sigstore_traits::{UnixTime, Validity};
use sigstore_verify::{ProvenTime, TimeSource};

use crate::html::Html;
use crate::words::{clock, length, milliseconds, moment};

/// The time in which a certificate may sign, and the times of the signature that were proven.
pub(crate) struct Drawing<'d> {
    pub(crate) lifetime: &'d Certified,
    /// From the earliest on.
    pub(crate) times: Vec<&'d ProvenTime>,
}

/// Pixels from one row to the next.
const ROW: usize = 30;

/// Where the certificate begins and ends, in thousandths of the width; what is outside stands in
/// the margins.
const BEGIN: i128 = 140;
const END: i128 = 860;

impl Drawing<'_> {
    pub(crate) fn draw(&self, html: &mut Html) {
        let validity = self.lifetime.validity;
        let Some((start, end)) = validity.start.zip(validity.end) else { return };
        let span = length(milliseconds(end) - milliseconds(start));
        html.element("figure", &[("class", "lifetime")], |html| {
            html.element("figcaption", &[], |html| {
                html.text("The certificate of ");
                html.leaf("strong", &[], &self.lifetime.identity);
                html.text(&format!(" is valid for {span}, from "));
                html.leaf("span", &[("class", "value")], &moment(start));
                html.text(" to ");
                html.leaf("span", &[("class", "value")], &moment(end));
                html.text(".");
            });
            self.chart(html, start, end);
            self.list(html, validity);
        });
    }

    /// The bar with a tick for each of ten parts, and a row for each proven time.
    fn chart(&self, html: &mut Html, start: UnixTime, end: UnixTime) {
        let height = (ROW * self.times.len() + 42).to_string();
        let attributes = [("class", "chart"), ("width", "100%"), ("height", &*height)];
        let hidden = [("aria-hidden", "true"), ("focusable", "false")];
        html.element("svg", &[&attributes[..], &hidden].concat(), |html| {
            bar(html, start, end, &height);
            for (row, proven) in self.times.iter().enumerate() {
                let scale = Scale { start: milliseconds(start), end: milliseconds(end) };
                let at = scale.place(milliseconds(proven.time));
                mark(html, ROW * (row + 1) + 22, at, &label(proven));
            }
        });
    }

    /// The same in words.
    fn list(&self, html: &mut Html, validity: Validity) {
        if self.times.is_empty() {
            html.leaf("p", &[("class", "muted")], "No time of the signature is proven.");
            return;
        }
        html.element("ul", &[("class", "times")], |html| {
            for proven in &self.times {
                let inside = validity.contains(proven.time);
                let (class, mark) = if inside { ("kept", "✓ ") } else { ("broken", "✗ ") };
                html.element("li", &[("class", class)], |html| {
                    html.leaf("span", &[("class", "mark"), ("aria-hidden", "true")], mark);
                    html.leaf("b", &[], &moment(proven.time));
                    html.text(&format!(", {}: ", relation(validity, proven.time)));
                    html.text(match proven.source {
                        TimeSource::LogPromise => "promised by the log ",
                        TimeSource::TimestampAuthority => "signed by the timestamp authority ",
                    });
                    html.leaf("span", &[("class", "value")], &proven.authority);
                });
            }
        });
    }
}

/// Maps times to thousandths of the width.
struct Scale {
    start: i128,
    end: i128,
}

impl Scale {
    fn place(&self, time: i128) -> i128 {
        let span = (self.end - self.start).max(1);
        let at = BEGIN + (time - self.start) * (END - BEGIN) / span;
        at.clamp(20, 980)
    }
}

fn bar(html: &mut Html, start: UnixTime, end: UnixTime, height: &str) {
    let (x, width) = (percent(BEGIN), percent(END - BEGIN));
    let band = [("class", "band"), ("x", &*x), ("y", "18"), ("width", &*width), ("height", height)];
    html.element("rect", &band, |_| ());
    let bar = [("class", "bar"), ("x", &*x), ("y", "18"), ("width", &*width), ("height", "8")];
    html.element("rect", &bar, |_| ());
    for part in 0..=10 {
        let x = percent(BEGIN + (END - BEGIN) * part / 10);
        let tick = [("class", "tick"), ("x1", &*x), ("x2", &*x), ("y1", "18"), ("y2", "30")];
        html.element("line", &tick, |_| ());
    }
    for (at, anchor, time) in [(BEGIN, "start", start), (END, "end", end)] {
        let x = percent(at);
        html.leaf("text", &[("x", &x), ("y", "11"), ("text-anchor", anchor)], &clock(time));
    }
}

/// A proven time: a line down from the bar, and what it is beside it.
fn mark(html: &mut Html, y: usize, at: i128, label: &str) {
    let inside = (BEGIN..=END).contains(&at);
    let class = if inside { "time kept" } else { "time broken" };
    html.element("g", &[("class", class)], |html| {
        let (x, level) = (percent(at), y.to_string());
        let line = [("x1", &*x), ("x2", &*x), ("y1", "14"), ("y2", &*level)];
        html.element("line", &line, |_| ());
        if !inside {
            // How far out is not to scale.
            let edge = percent(at.clamp(BEGIN, END));
            let gap = [("class", "gap"), ("x1", &*edge), ("x2", &*x), ("y1", "22"), ("y2", "22")];
            html.element("line", &gap, |_| ());
        }
        html.element("circle", &[("cx", &*x), ("cy", &*level), ("r", "5")], |_| ());
        let (beside, anchor) = if at < 560 { ("12", "start") } else { ("-12", "end") };
        let below = (y + 4).to_string();
        let place = [("x", &*x), ("dx", beside), ("y", &*below), ("text-anchor", anchor)];
        html.leaf("text", &place, label);
    });
}

fn label(proven: &ProvenTime) -> String {
    let source = match proven.source {
        TimeSource::LogPromise => "log",
        TimeSource::TimestampAuthority => "timestamp",
    };
    format!("{} {source}", clock(proven.time))
}

/// `5 s after it began, 9 min 55 s before it ends`
fn relation(validity: Validity, time: UnixTime) -> String {
    let since = |from: UnixTime| milliseconds(time) - milliseconds(from);
    match (validity.start.map(since), validity.end.map(since)) {
        (Some(start), _) if start < 0 => format!("{} before the certificate began", length(start)),
        (_, Some(end)) if end > 0 => format!("{} after the certificate ended", length(end)),
        (Some(start), Some(end)) => {
            format!("{} after it began and {} before it ends", length(start), length(end))
        }
        _ => "within its time".into(),
    }
}

fn percent(thousandths: i128) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_time_stands() {
        let scale = Scale { start: 0, end: 600_000 };
        let places = [0, 300_000, 600_000, 601_000, -1, i128::from(i64::MAX)];
        assert_eq!(places.map(|time| scale.place(time)), [140, 500, 860, 861, 140, 980]);
        assert_eq!(percent(505), "50.5%");
    }

    #[test]
    fn how_a_time_stands_to_the_certificate() {
        let time = UnixTime::from_seconds;
        let validity = Validity { start: Some(time(1000)), end: Some(time(1600)) };
        let told = [999, 1005, 1600, 1601].map(|seconds| relation(validity, time(seconds)));
        let expected = [
            "1 s before the certificate began",
            "5 s after it began and 9 min 55 s before it ends",
            "10 min after it began and 0 ms before it ends",
            "1 s after the certificate ended",
        ];
        assert_eq!(told, expected);
    }
}
