//! Bodies, as text where they are text.

use sigstore_json::{Error, Node, Object, Value, base64};

use crate::value::text;

/// Text and, where it is not the body itself, how it is encoded.
pub(crate) fn written<'v>(body: &[u8], encoding: &'static str) -> Vec<(&'static str, Value<'v>)> {
    match str::from_utf8(body) {
        Ok(body) => vec![("text", text(body))],
        Err(_) => vec![("text", text(base64(body))), (encoding, text("base64"))],
    }
}

/// The bytes of a text; `None` if there is none.
pub(crate) fn read(object: &Object<'_>) -> Result<Option<Vec<u8>>, Error> {
    let encodings = [object.optional("encoding"), object.optional("_encoding")];
    let Some(text) = object.optional("text") else { return Ok(None) };
    match encodings.into_iter().flatten().next() {
        None => text.string().map(|text| Some(text.into())),
        Some(encoding) => encoded(text, encoding).map(Some),
    }
}

fn encoded(text: Node<'_>, encoding: Node<'_>) -> Result<Vec<u8>, Error> {
    match encoding.string()? {
        "" => text.string().map(Into::into),
        "base64" => text.bytes(),
        other => Err(encoding.error("\"base64\"", other)),
    }
}
