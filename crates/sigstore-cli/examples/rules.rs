//! Prints every rule and every error code of the workspace as JSON: the source of `docs/RULES.md`
//! and `docs/ERRORS.md`.
use sigstore_cli::catalogue;
use sigstore_explain::{CatalogueCode, CatalogueRule, Meaning};
use sigstore_json::{Value, ordered};

fn main() {
    let catalogue = catalogue();
    let rules = Value::Array(catalogue.rules.iter().map(rule).collect());
    let codes = Value::Array(catalogue.codes.iter().map(code).collect());
    println!("{}", ordered(&object([("rules", rules), ("codes", codes)])));
}

fn rule(rule: &CatalogueRule) -> Value<'static> {
    object([
        ("id", text(rule.id)),
        ("title", text(rule.title)),
        ("source", text(rule.source)),
        ("kind", text(rule.kind)),
        ("place", text(rule.place)),
        ("attack", text(Meaning::of(rule.id).map_or("", |meaning| meaning.attack))),
    ])
}

fn code(code: &CatalogueCode) -> Value<'static> {
    object([
        ("code", text(code.code)),
        ("message", text(code.message)),
        ("rules", Value::Array(code.rules.iter().map(|rule| text(rule.id)).collect())),
        ("package", text(code.package)),
    ])
}

fn object<const N: usize>(members: [(&'static str, Value<'static>); N]) -> Value<'static> {
    Value::Object(members.map(|(name, value)| (name.into(), value)).into())
}

fn text(text: &'static str) -> Value<'static> {
    Value::String(text.into())
}
