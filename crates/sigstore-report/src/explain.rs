use std::fmt::Write;

use sigstore_verify::{Field, Fields, Signer, Step};

use crate::{CheckReport, Report, Verdict, visible};

/// Whether the text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// With the escape sequences of a terminal.
    Colour,
    /// Without.
    Plain,
}

impl Paint {
    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Self::Plain => text.into(),
        }
    }

    fn mark(self, outcome: &str) -> String {
        match outcome {
            "kept" => self.paint("32", "✓"),
            "broken" => self.paint("1;31", "✗"),
            "waived" => self.paint("33", "!"),
            "not-reached" => self.paint("33", "?"),
            _ => self.paint("2", "-"),
        }
    }
}

impl Report {
    /// One line: verdict, who, when, where logged; or the first check that does not hold.
    pub fn headline(&self, paint: Paint) -> String {
        let name = visible(&self.artifact_name);
        if self.verdict == Verdict::Refused {
            let refused = paint.paint("1;31", "refused");
            let why = self.first_broken().and_then(|check| check.error.as_ref());
            let why = why.map_or("a required check was out of reach".into(), |why| {
                visible(&why.to_string())
            });
            return format!("{name}: {refused}: {why}");
        }
        let mut line = format!("{name}: {}", paint.paint("1;32", "verified"));
        match &self.signer {
            Some(Signer::Certificate { identity, issuer, .. }) => {
                let issuer = issuer.as_deref().unwrap_or("no issuer");
                let (identity, issuer) = (visible(identity), visible(issuer));
                push(&mut line, format_args!(", signed by {identity} ({issuer})"));
            }
            Some(Signer::Key { .. }) => line.push_str(", signed with the given key"),
            None => {}
        }
        if let Some(time) = self.earliest() {
            push(&mut line, format_args!(" at {time}"));
        }
        if let Some(entry) = self.log_entries.first() {
            push(&mut line, format_args!(", logged in {}", visible(&entry.log)));
            if let Some(index) = entry.index.or(entry.proof_index) {
                push(&mut line, format_args!(" at index {index}"));
            }
        }
        for waiver in &self.waivers {
            let waived = format!("; {} waived by the {}", waiver.what.name(), waiver.by.name());
            line.push_str(&paint.paint("33", &waived));
        }
        line
    }

    /// Every check under its step, with what was compared, what was found, rule and source.
    pub fn explain(&self, paint: Paint) -> String {
        let mut out = String::new();
        push(&mut out, format_args!("{}\n", self.headline(paint)));
        for (number, step) in Step::ALL.into_iter().enumerate() {
            let title = format!("{}. {}", number + 1, step.name());
            let lesson = lesson(step);
            push(&mut out, format_args!("\n{}: {lesson}\n", paint.paint("1", &title)));
            let of_step = self.checks.iter().filter(|report| report.check.step == step);
            of_step.for_each(|report| report.explain(&mut out, paint));
        }
        let trust = &self.trust;
        let profile = trust.profile.as_deref().unwrap_or("none");
        push(&mut out, format_args!("\ntrust: profile {profile}, {}", trust.source));
        push(&mut out, format_args!(", sha256:{}", trust.sha256));
        if let Some(made) = &trust.made {
            push(&mut out, format_args!(", made {made}"));
        }
        out.push('\n');
        for unusable in &trust.unusable {
            push(&mut out, format_args!("  not usable: {unusable}\n"));
        }
        if let Some(hint) = &self.hint {
            push(&mut out, format_args!("hint: {hint}\n"));
        }
        out
    }
}

impl CheckReport {
    fn explain(&self, out: &mut String, paint: Paint) {
        let (mark, check) = (paint.mark(self.outcome), self.check);
        let rule = self.error.as_ref().map_or(check.rule, |error| error.rule);
        push(out, format_args!("  {mark} {:<20} {}\n", check.name, check.title));
        const INDENT: &str = "                         ";
        let mut line = |text: &str| push(out, format_args!("{INDENT}{text}\n"));
        if let Some(error) = &self.error {
            line(&paint.paint("31", error.message));
            let facts =
                [("at", &error.place), ("found", &error.found), ("expected", &error.expected)];
            for (name, value) in facts {
                if !value.is_empty() {
                    line(&format!("{name}: {}", visible(value)));
                }
            }
        }
        self.evidence.iter().for_each(|(name, value)| evidence(&mut line, name, value));
        if let Some(note) = &self.note {
            line(&format!("{}: {note}", self.outcome));
        }
        if !self.needs.is_empty() {
            line(&format!("not reached: needs {}", self.needs.join(", ")));
        }
        if self.outcome != "not-applicable" {
            line(&paint.paint("2", &format!("{}, {}", rule.id, rule.source)));
        }
    }
}

/// A field on a line of its own, and each element of a list too.
fn evidence(line: &mut impl FnMut(&str), name: &str, value: &Field) {
    let group = |group: &Fields| {
        let fields =
            group.iter().map(|(name, value)| format!("{name} {}", visible(&value.to_string())));
        fields.collect::<Vec<_>>().join(", ")
    };
    match value {
        Field::List(items) => items.iter().for_each(|item| evidence(line, name, item)),
        Field::Group(fields) => line(&format!("{name}: {}", group(fields))),
        value => line(&format!("{name}: {}", visible(&value.to_string()))),
    }
}

/// What a step is for.
pub(crate) const fn lesson(step: Step) -> &'static str {
    match step {
        Step::Certified => {
            "a trusted authority bound the signer's key to a name, and public logs saw it do so"
        }
        Step::Identified => "the name is the one that was expected",
        Step::Logged => {
            "a public log holds the signature, and log or timestamp authorities say since when"
        }
        Step::InTime => {
            "the certificate was valid at that time; it lives for minutes, the signature for years"
        }
        Step::About => "log entry and statement speak of this very artifact, signature and signer",
        Step::Signed => "the certified key made the signature",
    }
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String does not fail.
    let _ = out.write_fmt(text);
}
