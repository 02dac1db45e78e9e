use sigstore_asn1::{oid_name, values};
use sigstore_certificate::{Certificate, Extension};
use sigstore_field::{Field, Meaning};

/// What stands in a certificate beyond what everybody wants to know: the scheme of its signature, why
/// its name can't be read, and every extension.
pub(crate) fn more(certificate: &Certificate<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    match certificate.signature_scheme() {
        Ok(scheme) => fields.push(Field::plain("signature scheme", scheme.to_string())),
        Err(why) => fields.push(Field::unreadable("signature scheme", "", why)),
    }
    if certificate.extension(SUBJECT_ALT_NAME).is_some() {
        let unread = certificate.identity().err();
        fields.extend(unread.map(|why| Field::unreadable("identity", "", why)));
    }
    let extensions: Vec<_> = certificate.extensions().map(extension).collect();
    fields.push(Field::group("extensions", extensions));
    fields
}

const SUBJECT_ALT_NAME: &str = "2.5.29.17";

fn extension(extension: &Extension<'_>) -> Field {
    let oid = extension.oid.to_string();
    let critical = if extension.critical { "critical" } else { "not critical" };
    let field = Field::new(&oid, Meaning::Plain, critical).same(extension.value);
    let mut inside = Vec::new();
    inside.extend(oid_name(&oid).map(|name| Field::plain("name", name)));
    inside.push(Field::plain("value", sigstore_json::hex(extension.value)));
    // An extension of Fulcio's first version is no DER but text.
    match (oid_name(&oid), str::from_utf8(extension.value)) {
        (_, Ok(text)) if !text.is_empty() && !text.contains(char::is_control) => {
            inside.push(Field::plain("text", text));
        }
        _ => inside.extend(values(extension.value)),
    }
    field.with(inside)
}
