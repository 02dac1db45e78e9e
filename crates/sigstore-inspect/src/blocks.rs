use sigstore_decode::Form;
use sigstore_field::{Field, Meaning};

use crate::decode::asn1;
use crate::dress::base64_prefix;
use crate::{Kind, shape};

/// A block of PEM (RFC 7468), as far as it is there.
struct Block<'t> {
    label: &'t str,
    /// What the base64 holds.
    content: Vec<u8>,
    /// What it is cut short by.
    broken: Option<&'static str>,
}

/// What a text in PEM holds, by the label of its first block.
pub(crate) fn kind(text: &str) -> Option<Kind> {
    let blocks = blocks(text);
    let first = blocks.first()?;
    Some(match first.label {
        "CERTIFICATE" | "TRUSTED CERTIFICATE" => Kind::Certificate,
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Kind::PublicKey,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Kind::CertificationRequest,
        _ => shape::kind(&first.content).unwrap_or(Kind::Asn1),
    })
}

/// The blocks, each taken apart: one alone is the field itself.
pub(crate) fn decode(name: &str, text: &str) -> Option<Field> {
    let blocks = blocks(text);
    match blocks.as_slice() {
        [] => None,
        [block] => Some(block.field(name)),
        several => {
            let numbered = several.iter().enumerate();
            let fields = numbered.map(|(number, block)| block.field(&number.to_string())).collect();
            let what = format!("{} PEM blocks", several.len());
            let field = Field::document(name, Meaning::Document, &what, text.as_bytes());
            Some(field.with(fields))
        }
    }
}

impl Block<'_> {
    fn field(&self, name: &str) -> Field {
        let form = match self.label {
            "CERTIFICATE" | "TRUSTED CERTIFICATE" => Form::Certificate,
            "PUBLIC KEY" => Form::Key,
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Form::CertificationRequest,
            label if label.contains("PRIVATE KEY") => return Field::hidden(name, &self.content),
            label => {
                let field = Field::document(name, Meaning::Document, label, &self.content);
                return self.broken(field.with(vec![asn1(&self.content)]));
            }
        };
        self.broken(alone(form.decode(name, self.label, &self.content)).named(name))
    }

    fn broken(&self, field: Field) -> Field {
        match self.broken {
            Some(why) => field.unread(why),
            None => field,
        }
    }
}

/// A field whose only part is itself under another name, without that.
pub(crate) fn alone(field: Field) -> Field {
    let whole = field.value().filter(|_| field.meaning() != Meaning::Unreadable);
    let same = matches!(field.fields(), [only] if only.value() == whole);
    if whole.is_none() || !same {
        return field;
    }
    let name = field.name().to_owned();
    match field.into_fields().pop() {
        Some(only) => only.named(&name),
        None => Field::group(&name, Vec::new()),
    }
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let (mut blocks, mut rest) = (Vec::new(), text);
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let Some((label, after)) = after.split_once("-----") else { break };
        let (base64, after) = after.split_once("-----END ").unwrap_or((after, ""));
        let ended = after.strip_prefix(label).is_some_and(|after| after.starts_with("-----"));
        blocks.push(block(label, base64, ended));
        rest = after;
    }
    blocks
}

fn block<'t>(label: &'t str, base64: &str, ended: bool) -> Block<'t> {
    let whole = crate::dress::base64(base64.as_bytes()).filter(|_| ended);
    let broken = match (&whole, ended) {
        (Some(_), _) => None,
        (None, true) => Some("what stands between the lines of PEM is not base64"),
        (None, false) => Some("there is no last line of PEM"),
    };
    Block { label, content: whole.unwrap_or_else(|| base64_prefix(base64)), broken }
}
