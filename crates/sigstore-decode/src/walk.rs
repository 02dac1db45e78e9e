use sigstore_field::Field;
use sigstore_json::{Value, ordered};
use sigstore_jwt::Jwk;

use crate::certificate::key;
use crate::leaf::{Leaf, entry_name};
use crate::parts::Parts;
use crate::schema::Schema;

/// Goes through a JSON document and makes a field of every value, as its schema says.
pub(crate) struct Walker {
    schema: &'static Schema,
    path: Vec<String>,
}

impl Walker {
    pub(crate) fn new(schema: &'static Schema) -> Self {
        Self { schema, path: Vec::new() }
    }

    pub(crate) fn children(&mut self, value: &Value<'_>) -> Vec<Field> {
        match value {
            Value::Object(members) => {
                members.iter().map(|(name, value)| self.field(name, value)).collect()
            }
            Value::Array(elements) => {
                let numbered = elements.iter().enumerate();
                numbered.map(|(number, value)| self.field(&number.to_string(), value)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn field(&mut self, name: &str, value: &Value<'_>) -> Field {
        self.path.push(name.into());
        let leaf = self.schema.leaf(&self.path);
        let field = match value {
            Value::String(text) => leaf.text(name, text),
            Value::Number(number) => leaf.number(name, *number),
            Value::Object(_) | Value::Array(_) => self.inner(name, value, leaf),
            Value::Null | Value::Bool(_) => Field::plain(name, ordered(value)),
        };
        self.path.pop();
        field
    }

    fn inner(&mut self, name: &str, value: &Value<'_>, leaf: Leaf) -> Field {
        match leaf {
            Leaf::Nested(schema) => nested(name, value, schema),
            Leaf::Entry(schema) => {
                let uuid = vec![entry_name("uuid", name)];
                with_whole(Field::group(name, uuid), value, schema)
            }
            // Sets hold keys for other uses as well: those have no more than their members.
            Leaf::Jwk => {
                let spki = Jwk::read(value.node()).ok().map(|jwk| key("key", &jwk.spki));
                Field::group(name, self.children(value)).with(spki.into_iter().collect())
            }
            _ => Field::group(name, self.children(value)),
        }
    }
}

fn nested(name: &str, value: &Value<'_>, schema: &'static Schema) -> Field {
    with_whole(Field::group(name, Vec::new()), value, schema)
}

fn with_whole(field: Field, value: &Value<'_>, schema: &'static Schema) -> Field {
    parts(value, schema, ordered(value).as_bytes()).of(field)
}

/// The members of a document, and what else it stands for; its signature is told what it is over.
pub(crate) fn parts(value: &Value<'_>, schema: &'static Schema, bytes: &[u8]) -> Parts {
    let mut document = Field::group("", Walker::new(schema).children(value));
    if let Some((path, signed)) = schema.whole.signed(value, bytes) {
        document.put(path, signed);
    }
    Parts { fields: document.into_fields(), values: schema.whole.values(value, bytes) }
}
