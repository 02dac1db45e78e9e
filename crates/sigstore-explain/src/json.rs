//! `sigscope.explain/1`.

use sigstore_json::{Value, ordered};
use sigstore_verify::{CHECKS, Check, Step};

use crate::catalogue::{checks_of_code, checks_of_rule, step, tests_of};
use crate::{Catalogue, CatalogueCode, CatalogueRule, Meaning, Topic};

impl Catalogue {
    /// What there is to say, as one line of JSON.
    pub fn json(&self, topic: &Topic<'_>) -> String {
        let members = match topic {
            Topic::Rule(parts) => self.rule_json(parts),
            Topic::Check(check) => self.check_json(check),
            Topic::Code(code) => code_json(code),
        };
        document(members)
    }

    /// The six steps of a verification, as one line of JSON.
    pub fn steps_json(&self) -> String {
        let steps = Step::ALL.into_iter().map(|one| {
            let checks = CHECKS.iter().filter(|check| check.step == one).map(|check| {
                object(vec![
                    ("check", text(check.name)),
                    ("rule", text(check.rule.id)),
                    ("title", text(check.title)),
                ])
            });
            let checks = Value::Array(checks.collect());
            object(vec![("step", text(one.name())), ("title", text(step(one))), ("checks", checks)])
        });
        document(vec![("kind", text("steps")), ("steps", Value::Array(steps.collect()))])
    }

    fn rule_json(&self, parts: &[&CatalogueRule]) -> Vec<Member> {
        let id = parts.first().map_or("", |part| part.id);
        let all = parts.iter().map(|part| {
            object(vec![
                ("title", text(part.title)),
                ("source", text(part.source)),
                ("kind", text(part.kind)),
                ("place", text(part.place)),
            ])
        });
        let mut members = vec![("kind", text("rule")), ("rule", text(id))];
        members.push(("parts", Value::Array(all.collect())));
        members.extend(meaning(id));
        members.push(("checks", names(checks_of_rule(id).map(|check| check.name))));
        members.push(("codes", names(self.codes_of_rule(id).map(|code| code.code))));
        members.push(("tests", Value::String(tests_of(id).into())));
        members
    }

    fn check_json(&self, check: &'static Check) -> Vec<Member> {
        let mut members = vec![
            ("kind", text("check")),
            ("check", text(check.name)),
            ("step", text(check.step.name())),
            ("title", text(check.title)),
            ("rule", text(check.rule.id)),
        ];
        members.extend(meaning(check.rule.id));
        members.push(("needs", names(check.needs.iter().copied())));
        members.push(("codes", names(check.codes.iter().copied())));
        members
    }
}

fn code_json(code: &CatalogueCode) -> Vec<Member> {
    let attacks = code.rules.iter().filter_map(|rule| Meaning::of(rule.id));
    vec![
        ("kind", text("code")),
        ("code", text(code.code)),
        ("message", text(code.message)),
        ("crate", text(code.package)),
        ("rules", names(code.rules.iter().map(|rule| rule.id))),
        (
            "attack",
            Value::String(attacks.map(|it| it.attack).collect::<Vec<_>>().join("\n").into()),
        ),
        ("advice", Value::String(code.advice().join("\n").into())),
        ("checks", names(checks_of_code(code.code).map(|check| check.name))),
    ]
}

type Member = (&'static str, Value<'static>);

fn document(mut members: Vec<Member>) -> String {
    members.insert(0, ("format", text("sigscope.explain/1")));
    ordered(&object(members))
}

fn meaning(id: &str) -> impl Iterator<Item = Member> {
    let both = Meaning::of(id).map(|it| [("attack", text(it.attack)), ("advice", text(it.advice))]);
    both.into_iter().flatten()
}

fn object(members: Vec<Member>) -> Value<'static> {
    Value::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

fn text(text: &'static str) -> Value<'static> {
    Value::String(text.into())
}

fn names<'n>(names: impl Iterator<Item = &'static str> + 'n) -> Value<'static> {
    Value::Array(names.map(text).collect())
}
