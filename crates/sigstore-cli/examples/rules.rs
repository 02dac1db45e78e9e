//! Prints every rule of the workspace as a JSON array: the source of `docs/RULES.md`.
use sigstore_cli::{CatalogueRule, catalogue};
use sigstore_json::{Value, ordered};

fn main() {
    let rule = |rule: CatalogueRule| {
        let members = [
            ("id", rule.id),
            ("title", rule.title),
            ("source", rule.source),
            ("kind", rule.kind),
            ("place", rule.place),
        ];
        Value::Object(members.map(|(name, text)| (name.into(), Value::String(text.into()))).into())
    };
    println!("{}", ordered(&Value::Array(catalogue().into_iter().map(rule).collect())));
}
