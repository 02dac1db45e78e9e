//! What a terminal shows.

use sigstore_verify::{CHECKS, Check, Step};

use crate::catalogue::{checks_of_code, checks_of_rule, step, tests_of};
use crate::layout::{paragraphs, section, table};
use crate::{Catalogue, CatalogueCode, CatalogueRule, Meaning, Topic};

impl Catalogue {
    /// What there is to say, in lines no longer than the width.
    pub fn text(&self, topic: &Topic<'_>, width: usize) -> String {
        match topic {
            Topic::Rule(parts) => self.rule_text(parts, width),
            Topic::Check(check) => self.check_text(check, width),
            Topic::Code(code) => code_text(code, width),
        }
    }

    /// The six steps of a verification, each with its checks.
    pub fn steps_text(&self, width: usize) -> String {
        let mut out = String::new();
        for (number, one) in Step::ALL.into_iter().enumerate() {
            let checks = CHECKS.iter().filter(|check| check.step == one);
            let rows = checks.map(|check| (check.name, check.title));
            let heading = format!("{}. {}: {}", number + 1, one.name(), step(one));
            table(&mut out, &heading, rows, width);
        }
        let more = "`sigscope explain NAME` says more of a check, of a rule such as V-51, or of the code of an error.";
        out.push('\n');
        paragraphs(&mut out, more, 0, width);
        out.trim_start().to_owned()
    }

    fn rule_text(&self, parts: &[&CatalogueRule], width: usize) -> String {
        let Some(first) = parts.first() else {
            return String::new();
        };
        let id = first.id;
        let mut out = format!("{id}: a rule\n");
        for part in parts {
            out.push('\n');
            paragraphs(&mut out, part.title, 2, width);
            paragraphs(&mut out, &format!("{}: {}.", part.kind, part.place), 4, width);
            paragraphs(&mut out, &format!("source: {}.", part.source), 4, width);
        }
        meaning(&mut out, id, width);
        table(&mut out, CHECKED, checks_of_rule(id).map(|check| (check.name, check.title)), width);
        table(&mut out, BROKEN, self.codes_of_rule(id).map(named), width);
        if parts.iter().any(|part| part.kind != "elsewhere") {
            let command = format!("cargo test --workspace {}", tests_of(id));
            section(&mut out, "Its tests", &command, width);
        }
        out
    }

    fn check_text(&self, check: &'static Check, width: usize) -> String {
        let mut out = format!("{}: a check of the step {}\n\n", check.name, check.step.name());
        paragraphs(&mut out, check.title, 2, width);
        let rule = (check.rule.id, check.rule.title);
        table(&mut out, "The rule", [rule].into_iter(), width);
        meaning(&mut out, check.rule.id, width);
        let needed = CHECKS.iter().filter(|other| check.needs.contains(&other.name));
        let needed = needed.map(|other| (other.name, other.title));
        table(&mut out, "It is reached only if these hold", needed, width);
        table(&mut out, BROKEN, self.codes_of_check(check).map(named), width);
        out
    }
}

fn code_text(code: &CatalogueCode, width: usize) -> String {
    let mut out = format!("{}: an error of {}\n\n", code.code, code.package);
    paragraphs(&mut out, &sentence(code.message), 2, width);
    let several = code.rules.len() > 1;
    let heading = if several { "The rules, one of which is broken" } else { "The rule" };
    table(&mut out, heading, code.rules.iter().map(|rule| (rule.id, rule.title)), width);
    let attacks = code.rules.iter().filter_map(|rule| {
        let attack = Meaning::of(rule.id)?.attack;
        Some(if several { format!("{}: {attack}", rule.id) } else { attack.to_owned() })
    });
    section(&mut out, WITHOUT, &attacks.collect::<Vec<_>>().join("\n"), width);
    section(&mut out, TO_DO, &code.advice().join("\n"), width);
    let checks = checks_of_code(code.code).map(|check| (check.name, check.title));
    table(&mut out, "The check that it breaks", checks, width);
    out
}

const WITHOUT: &str = "Without it";
const TO_DO: &str = "What to do";
const CHECKED: &str = "The check that enforces it";
const BROKEN: &str = "The errors that say that it does not hold";

fn meaning(out: &mut String, id: &str, width: usize) {
    if let Some(Meaning { attack, advice }) = Meaning::of(id) {
        section(out, WITHOUT, attack, width);
        section(out, TO_DO, advice, width);
    }
}

/// A clause with a capital letter and a full stop.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).chain(['.']).collect()
}

fn named(code: &CatalogueCode) -> (&str, &str) {
    (code.code, code.message)
}
