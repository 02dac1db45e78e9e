use sigstore_asn1::values;
use sigstore_certificate::Certificate;
use sigstore_field::{Field, Meaning, Text};
use sigstore_foreign_keys::ForeignFormat;
use sigstore_tsa::Timestamp;

use crate::decode::asn1;
use crate::{certificate, dress};

/// Adds to every field what a person who looks at one thing wants to know beyond what it says: the
/// extensions of a certificate, the signer of a timestamp, whose key of another format it is, and
/// the ASN.1 of DER that nothing else reads.
pub(crate) fn deepen(field: &mut Field) {
    field.visit_mut(&mut |field| {
        let more = more(field);
        if !more.is_empty() {
            let own = std::mem::replace(field, Field::group("", Vec::new()));
            *field = own.with(more);
        }
    });
}

fn more(field: &Field) -> Vec<Field> {
    let value = field.value().unwrap_or_default();
    match field.meaning() {
        Meaning::Unreadable => unread(field),
        Meaning::Certificate => {
            let read = Certificate::parse(value);
            read.map(|read| certificate::more(&read)).unwrap_or_default()
        }
        Meaning::Document => {
            signer(value).into_iter().chain(foreign_format(field, value)).collect()
        }
        Meaning::Key | Meaning::Signature => foreign_format(field, value),
        _ => Vec::new(),
    }
}

/// The ASN.1 of what is no good certificate, timestamp or key. In JSON it stands in base64.
fn unread(field: &Field) -> Vec<Field> {
    if field.at(&["asn1"]).is_some() {
        return Vec::new();
    }
    let text = match field.text() {
        Text::Shown(text) => dress::likely_base64(text.as_bytes()),
        Text::Masked(_) => None,
    };
    let der = field.value().map(<[u8]>::to_vec).or(text).unwrap_or_default();
    match der.first() {
        Some(0x30) => vec![asn1(&der)],
        _ => Vec::new(),
    }
}

fn signer(der: &[u8]) -> Option<Field> {
    if der.first() != Some(&0x30) {
        return None;
    }
    let timestamp = Timestamp::parse(der).or_else(|_| Timestamp::parse_token(der)).ok()?;
    Some(Field::plain("signer", timestamp.signer().to_string()))
}

/// A key or signature of OpenPGP, minisign or OpenSSH; a signature of CMS, which is larger than any
/// of ECDSA.
fn foreign_format(field: &Field, value: &[u8]) -> Vec<Field> {
    match (field.fields(), value.first()) {
        ([], Some(0x30)) if field.meaning() == Meaning::Signature && value.len() > MAX_ECDSA => {
            values(value)
        }
        ([], Some(_)) => {
            let format = ForeignFormat::of(value);
            format.map(|format| format.fields(value)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// The most bytes of an ECDSA signature over P-521 in DER (RFC 3279 section 2.2.3).
const MAX_ECDSA: usize = 139;
