use sigstore_field::{Field, Meaning};
use sigstore_json::{Error, Limits, Value};

use crate::parts::Parts;
use crate::schema::Schema;
use crate::walk;

/// The most bytes of JSON that are taken apart: the largest are attestations in a registry.
pub const MAX_JSON: usize = 16 << 20;

pub(crate) fn parse(bytes: &[u8]) -> Result<Value<'_>, Error> {
    sigstore_json::parse(bytes, &Limits::new(MAX_JSON))
}

/// What is in a document.
pub(crate) fn parts(bytes: &[u8], schema: &'static Schema) -> Result<Parts, String> {
    let value = parse(bytes).map_err(|error| error.to_string())?;
    Ok(walk::parts(&value, schema, bytes))
}

/// A document inside another.
pub(crate) fn document(name: &str, bytes: &[u8], schema: &'static Schema) -> Result<Field, String> {
    Ok(parts(bytes, schema)?.of(Field::document(name, Meaning::Document, "JSON", bytes)))
}
