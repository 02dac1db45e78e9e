use sigstore_decode::shown_address;
use sigstore_field::Field;
use sigstore_json::{Node, Value};

/// The requests of a HAR file with the status of each answer. Headers and bodies can hold secrets:
/// that they are there is told, and no more.
///
/// ```text
/// {"log":{"version":"1.2","creator":{…},
///         "entries":[{"request":{"method":…,"url":…},"response":{"status":…}}]}}
/// ```
pub(crate) fn fields(value: &Value<'_>, bytes: &[u8]) -> Vec<Field> {
    let Some(log) = value.member("log") else { return Vec::new() };
    let mut fields = vec![Field::plain("version", text(log, &["version"]))];
    fields.push(Field::plain("creator", text(log, &["creator", "name"])));
    let entries = log.member("entries").map(Value::node).map(Node::array);
    if let Some(Ok(entries)) = entries {
        let numbered = entries.enumerate();
        let entries = numbered.map(|(number, entry)| field(&number.to_string(), entry.value()));
        fields.push(Field::group("entries", entries.collect()));
    }
    fields.push(Field::hidden("headers and bodies", bytes));
    fields
}

fn field(name: &str, entry: &Value<'_>) -> Field {
    Field::group(
        name,
        vec![
            Field::plain("method", text(entry, &["request", "method"])),
            Field::plain("url", shown_address(&text(entry, &["request", "url"]))),
            Field::plain("status", text(entry, &["response", "status"])),
        ],
    )
}

/// A text or number at a path; what is not there is empty.
fn text(value: &Value<'_>, path: &[&str]) -> String {
    let found = path.iter().try_fold(value, |value, name| value.member(name));
    match found {
        Some(Value::String(text)) => text.clone().into_owned(),
        Some(Value::Number(number)) => sigstore_json::ordered(&Value::Number(*number)),
        _ => String::new(),
    }
}
