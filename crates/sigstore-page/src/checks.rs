use sigstore_report::{CheckReport, Report, lesson};
use sigstore_traits::Facts;
use sigstore_verify::{Field, Fields, Step};

use crate::html::Html;
use crate::summary::standing;
use crate::threads::Threads;
use crate::words::{outcome, sentence, step_title};

/// Every check under its step, with verdict, evidence and rule.
pub(crate) struct Checks<'r> {
    /// Which of the verifications of the record it is.
    pub(crate) number: usize,
    pub(crate) report: &'r Report,
    pub(crate) threads: &'r Threads,
}

/// The id of a check: `check-1-sct`.
pub(crate) fn check_id(report: usize, name: &str) -> String {
    format!("check-{}-{name}", report + 1)
}

/// The id of a step: `checks-1-logged`.
pub(crate) fn step_id(report: usize, step: Step) -> String {
    format!("checks-{}-{}", report + 1, step.name())
}

impl Checks<'_> {
    pub(crate) fn draw(&self, html: &mut Html) {
        for (number, step) in Step::ALL.into_iter().enumerate() {
            let id = step_id(self.number, step);
            html.element("section", &[("class", "checks"), ("aria-labelledby", &id)], |html| {
                let (class, mark, word) = standing(self.report, step);
                html.element("h3", &[("id", &id)], |html| {
                    html.text(&format!("{}. {} ", number + 1, step_title(step)));
                    let class = format!("standing {class}");
                    html.leaf("span", &[("class", &class)], &format!("{mark} {word}"));
                });
                html.leaf("p", &[("class", "lesson")], &format!("{}.", sentence(lesson(step))));
                let of_step = self.report.checks().iter().filter(|own| own.check.step == step);
                of_step.for_each(|check| self.check(html, check));
            });
        }
        self.trust(html);
    }

    fn check(&self, html: &mut Html, report: &CheckReport) {
        let (check, id) = (report.check, check_id(self.number, report.check.name));
        let (mark, word) = outcome(report.outcome);
        let class = format!("check {}", report.outcome);
        let open = [("id", &*id), ("class", &*class), ("open", "")];
        let attributes = if report.error.is_some() { &open[..] } else { &open[..2] };
        html.element("details", attributes, |html| {
            html.element("summary", &[], |html| {
                html.leaf("span", &[("class", "mark"), ("aria-hidden", "true")], mark);
                html.leaf("b", &[], check.name);
                html.leaf("span", &[("class", "title")], check.title);
                html.leaf("span", &[("class", "outcome")], word);
            });
            html.element("div", &[("class", "open")], |html| self.open(html, report));
        });
    }

    fn open(&self, html: &mut Html, report: &CheckReport) {
        if let Some(error) = &report.error {
            html.leaf("p", &[("class", "message")], &format!("{}.", sentence(error.message)));
            facts(html, self.threads, error);
        }
        if let Some(note) = &report.note {
            html.leaf("p", &[], &format!("{}.", sentence(note)));
        }
        if !report.needs.is_empty() {
            let needs = report.needs.join(", ");
            html.leaf("p", &[], &format!("Not reached: it needs what {needs} would have given."));
        }
        self.fields(html, &report.evidence);
        let rule = report.error.as_ref().map_or(report.check.rule, |error| error.rule);
        html.element("p", &[("class", "rule")], |html| {
            html.leaf("b", &[], rule.id);
            html.text(&format!(" {} ", rule.title));
            html.leaf("span", &[("class", "muted")], &format!("{}.", rule.source));
        });
    }

    fn fields(&self, html: &mut Html, fields: &Fields) {
        if fields.iter().next().is_none() {
            return;
        }
        html.element("dl", &[], |html| {
            for (name, value) in fields.iter() {
                html.leaf("dt", &[], &name.replace('_', " "));
                html.element("dd", &[], |html| self.value(html, value));
            }
        });
    }

    fn value(&self, html: &mut Html, value: &Field) {
        match value {
            Field::List(items) => html.element("ul", &[], |html| {
                for item in items {
                    html.element("li", &[], |html| self.value(html, item));
                }
            }),
            Field::Group(fields) => self.fields(html, fields),
            Field::Text(text) => self.threads.value(html, text),
            Field::Number(number) => self.threads.value(html, &number.to_string()),
        }
    }

    /// Where the trust came from.
    fn trust(&self, html: &mut Html) {
        let trust = self.report.trust();
        let id = format!("trust-{}", self.number + 1);
        html.element("section", &[("class", "checks"), ("aria-labelledby", &id)], |html| {
            html.leaf("h3", &[("id", &id)], "Whom all of this trusts");
            html.element("dl", &[], |html| {
                let mut row = |name: &str, text: &str| {
                    html.leaf("dt", &[], name);
                    html.element("dd", &[], |html| self.threads.value(html, text));
                };
                row("profile", trust.profile.as_deref().unwrap_or("none"));
                row("source", trust.source);
                row("trusted root", &format!("sha256:{}", trust.sha256));
                trust.made.iter().for_each(|made| row("made", made));
                trust.unusable.iter().for_each(|unusable| row("not usable", unusable));
            });
        });
    }
}

/// Where an error is, what was found there and what was expected.
pub(crate) fn facts(html: &mut Html, threads: &Threads, error: &Facts) {
    let rows = [("where", &error.place), ("found", &error.found), ("expected", &error.expected)];
    if rows.iter().all(|(_, text)| text.is_empty()) {
        return;
    }
    html.element("dl", &[("class", "facts")], |html| {
        for (name, text) in rows.into_iter().filter(|(_, text)| !text.is_empty()) {
            html.leaf("dt", &[("class", name)], name);
            html.element("dd", &[("class", name)], |html| threads.value(html, text));
        }
    });
}
