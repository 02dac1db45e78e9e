use sigstore_field::{Field, Meaning, Text};
use sigstore_json::hex_bytes_of_any_case;

use crate::leaf::entry_name;
use crate::schema::Schema;
use crate::schemas;

/// What an address names: the last part of its path, if it is a digest or an entry of a log, then its
/// parameters.
pub fn address(text: &str) -> Vec<Field> {
    match text.split_once('?') {
        Some((path, query)) => parts(path, Some(query)),
        None => parts(text, None),
    }
}

/// An address as it may be shown: secrets in its parameters are masked, however short.
pub fn shown_address(text: &str) -> String {
    let Some((path, query)) = text.split_once('?') else { return text.into() };
    let pairs = query.split('&').map(|pair| {
        let (name, raw) = pair.split_once('=').unwrap_or((pair, ""));
        match parameter((name, raw), &schemas::PARAMETERS).text() {
            Text::Masked(mask) => format!("{name}={mask}"),
            Text::Shown(_) => pair.into(),
        }
    });
    format!("{path}?{}", pairs.collect::<Vec<String>>().join("&"))
}

/// `name=value&name=value` (RFC 6749 appendix B).
pub(crate) fn parameters(text: &str, schema: &Schema) -> Vec<Field> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| parameter(pair.split_once('=').unwrap_or((pair, "")), schema)).collect()
}

fn parts(path: &str, query: Option<&str>) -> Vec<Field> {
    let last = path.rsplit('/').next().unwrap_or_default();
    let named = match last.split_once(':') {
        Some(("sha256" | "sha384" | "sha512", digits)) => hex_bytes_of_any_case(digits),
        _ => None,
    };
    let mut fields: Vec<_> = named
        .map(|value| Field::new("path", Meaning::Digest, last).same(&value))
        .into_iter()
        .collect();
    if matches!(last.len(), 64 | 80) && hex_bytes_of_any_case(last).is_some() {
        fields.push(entry_name("path", last));
    }
    fields.extend(query.into_iter().flat_map(|query| parameters(query, &schemas::PARAMETERS)));
    fields
}

fn parameter((name, raw): (&str, &str), schema: &Schema) -> Field {
    let field = schema.text(&decoded(name), &decoded(raw));
    field.spelt(raw)
}

/// Without percent-encoding; what is not well-formed stays as it is.
fn decoded(text: &str) -> String {
    let (mut out, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, after @ ..] = rest {
        let escaped = after.split_first_chunk::<2>().filter(|_| *first == b'%');
        let byte = escaped.and_then(|(digits, after)| {
            let digits = str::from_utf8(digits).ok()?;
            Some((*hex_bytes_of_any_case(digits)?.first()?, after))
        });
        let (byte, after) = byte.unwrap_or((if *first == b'+' { b' ' } else { *first }, after));
        out.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&out).into_owned()
}
