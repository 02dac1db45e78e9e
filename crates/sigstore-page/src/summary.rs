use sigstore_report::{CheckReport, Report, Verdict, lesson};
use sigstore_verify::{Signer, Step};

use crate::checks::{check_id, facts, step_id};
use crate::html::Html;
use crate::threads::Threads;
use crate::words::{count, moment, sentence, step_title};

/// What a verification found, in one sentence, and where it does not hold, why.
pub(crate) struct Summary<'r> {
    /// Which of the verifications of the record it is.
    pub(crate) number: usize,
    pub(crate) report: &'r Report,
    pub(crate) threads: &'r Threads,
}

/// Where nothing was verified.
pub(crate) fn none(html: &mut Html) {
    html.element("section", &[("class", "verdict open"), ("aria-label", "Verdict")], |html| {
        html.leaf("p", &[("class", "mark"), ("aria-hidden", "true")], "–");
        html.leaf("p", &[("class", "word")], "Not verified");
        html.leaf(
            "p",
            &[("class", "sentence")],
            "This record holds no verification: what follows was told, and not checked.",
        );
    });
}

impl Summary<'_> {
    pub(crate) fn draw(&self, html: &mut Html) {
        let holds = self.report.verdict() == Verdict::Verified;
        let (class, mark, word) = match holds {
            true => ("verdict good", "✓", "Verified"),
            false => ("verdict bad", "✗", "Refused"),
        };
        html.element("section", &[("class", class), ("aria-label", "Verdict")], |html| {
            html.leaf("p", &[("class", "mark"), ("aria-hidden", "true")], mark);
            html.leaf("p", &[("class", "word")], word);
            html.element("p", &[("class", "sentence")], |html| match holds {
                true => self.proven(html),
                false => self.refused(html),
            });
            self.steps(html);
        });
        if !holds {
            self.reason(html);
        }
    }

    fn proven(&self, html: &mut Html) {
        let report = self.report;
        let strong = |html: &mut Html, text: &str| html.leaf("strong", &[], text);
        let mut issuer = None;
        match report.signer() {
            Some(Signer::Certificate { identity, issuer: by, .. }) => {
                strong(html, identity);
                issuer = by.as_deref();
            }
            _ => strong(html, "The holder of the given key"),
        }
        html.text(" signed ");
        strong(html, report.artifact_name());
        if let Some(first) = report.times().iter().map(|proven| proven.time).min() {
            html.text(" by ");
            strong(html, &moment(first));
        }
        for (number, entry) in report.log_entries().iter().enumerate() {
            html.text(if number == 0 { ", as recorded by " } else { " and by " });
            strong(html, &entry.log);
            if let Some(index) = entry.index.or(entry.proof_index) {
                html.text(&format!(" at index {index}"));
            }
        }
        html.text(".");
        if let Some(issuer) = issuer {
            html.text(" ");
            strong(html, issuer);
            html.text(" vouched for the name.");
        }
        for waiver in report.waivers() {
            html.text(&format!(" The {} waived: {}.", waiver.by.name(), waiver.what.name()));
        }
    }

    /// Whom the certificate names is told even so: it is what somebody wants to know first.
    fn refused(&self, html: &mut Html) {
        html.text("The bundle does not vouch for ");
        html.leaf("strong", &[], self.report.artifact_name());
        html.text(".");
        if let Some(Signer::Certificate { identity, issuer, .. }) = self.report.signer() {
            html.text(" Its certificate names ");
            html.leaf("strong", &[], identity);
            if let Some(issuer) = issuer {
                html.text(", vouched for by ");
                html.leaf("strong", &[], issuer);
            }
            html.text(".");
        }
    }

    /// The six steps with what became of each.
    fn steps(&self, html: &mut Html) {
        html.element("ol", &[("class", "steps"), ("aria-label", "The six steps")], |html| {
            for (number, step) in Step::ALL.into_iter().enumerate() {
                let (class, mark, word) = standing(self.report, step);
                html.element("li", &[("class", class)], |html| {
                    let href = format!("#{}", step_id(self.number, step));
                    html.element("a", &[("href", &href)], |html| {
                        html.leaf("span", &[("class", "mark"), ("aria-hidden", "true")], mark);
                        let title = format!("{}. {}", number + 1, step_title(step));
                        html.leaf("b", &[], &title);
                        html.leaf("span", &[("class", "muted")], &word);
                    });
                });
            }
        });
    }

    /// The check that broke first, with what was found and what was expected.
    fn reason(&self, html: &mut Html) {
        let broken: Vec<_> =
            self.report.checks().iter().filter(|check| check.error.is_some()).collect();
        let attributes = [("class", "reason"), ("aria-label", "The reason")];
        html.element("section", &attributes, |html| {
            match broken.split_first() {
                Some((first, rest)) => {
                    self.first(html, first);
                    self.others(html, "Also broken:", rest);
                }
                None => {
                    let out_of_reach: Vec<_> = self
                        .report
                        .checks()
                        .iter()
                        .filter(|check| !check.needs.is_empty())
                        .collect();
                    self.others(html, "Out of reach:", &out_of_reach);
                }
            }
            if let Some(hint) = self.report.hint() {
                html.element("p", &[("class", "hint")], |html| {
                    html.leaf("b", &[], "What to do: ");
                    html.text(hint);
                });
            }
        });
    }

    fn first(&self, html: &mut Html, check: &CheckReport) {
        let Some(error) = &check.error else { return };
        html.element("h2", &[], |html| {
            html.leaf("span", &[("aria-hidden", "true")], "✗ ");
            html.text(&sentence(error.message));
        });
        facts(html, self.threads, error);
        html.element("p", &[], |html| {
            html.leaf("b", &[], "What must hold: ");
            html.text(error.rule.title);
            html.text(" ");
            html.leaf(
                "span",
                &[("class", "muted")],
                &format!("{}, {}.", error.rule.id, error.rule.source),
            );
        });
        html.element("p", &[], |html| {
            html.leaf("b", &[], "Why it matters: ");
            html.text(&format!("verification shows that {}.", lesson(check.check.step)));
        });
        html.element("p", &[], |html| {
            let href = format!("#{}", check_id(self.number, check.check.name));
            html.leaf("a", &[("href", &href)], &format!("The check “{}”", check.check.name));
            html.text(&format!(" of step “{}”", step_title(check.check.step)));
        });
    }

    fn others(&self, html: &mut Html, title: &str, checks: &[&CheckReport]) {
        if checks.is_empty() {
            return;
        }
        html.element("p", &[], |html| {
            html.leaf("b", &[], title);
            for check in checks {
                html.text(" ");
                let href = format!("#{}", check_id(self.number, check.check.name));
                html.leaf("a", &[("href", &href)], check.check.name);
            }
        });
    }
}

/// The worst that became of a check of a step, and how many were kept.
pub(crate) fn standing(report: &Report, step: Step) -> (&'static str, &'static str, String) {
    let of_step = || report.checks().iter().filter(move |check| check.check.step == step);
    let number = |outcome: &str| of_step().filter(|check| check.outcome == outcome).count();
    let worst = ["broken", "not-reached", "waived", "kept"];
    let worst = worst.into_iter().find(|outcome| number(outcome) > 0);
    match worst {
        Some("broken") => ("broken", "✗", format!("{} broken", number("broken"))),
        Some("not-reached") => {
            ("not-reached", "?", format!("{} not reached", number("not-reached")))
        }
        Some("waived") => ("waived", "!", format!("{} waived", number("waived"))),
        Some(_) => ("kept", "✓", format!("{} kept", count(number("kept"), "check", "checks"))),
        None => ("not-applicable", "–", "does not apply".into()),
    }
}
