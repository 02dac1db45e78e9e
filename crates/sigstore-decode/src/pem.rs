use sigstore_crypto::AwsLcSuite;
use sigstore_field::{Field, Meaning};
use sigstore_json::Value;
use sigstore_traits::SignatureSuite;

use crate::certificate::{certificate, key};
use crate::request::certification_request;

/// What the blocks of a text in PEM hold (RFC 7468), each without its label; `None` if it is not
/// PEM.
pub fn pem_blocks(text: &str) -> Option<Vec<Vec<u8>>> {
    let blocks = blocks(text).ok()?;
    Some(blocks.into_iter().map(|(_, bytes)| bytes).collect())
}

/// The blocks of a text in PEM (RFC 7468): one is the field itself, several stand in it.
pub(crate) fn pem(name: &str, text: &str) -> Result<Field, String> {
    let blocks = blocks(text)?;
    match blocks.as_slice() {
        [] => Err("no PEM".into()),
        [(label, der)] => Ok(block(name, label, der)),
        several => {
            let numbered = several.iter().enumerate();
            let fields =
                numbered.map(|(number, (label, der))| block(&number.to_string(), label, der));
            let what = format!("{} PEM blocks", several.len());
            let field = Field::document(name, Meaning::Document, &what, text.as_bytes());
            Ok(field.with(fields.collect()))
        }
    }
}

/// PEM, or a key in DER. Rekor v1 also takes keys of other formats (minisign, SSH), whose bytes are
/// not looked into.
pub(crate) fn pem_or_der(name: &str, bytes: &[u8]) -> Result<Field, String> {
    match str::from_utf8(bytes) {
        Ok(text) if text.contains("-----BEGIN ") => pem(name, text),
        _ if AwsLcSuite.key(bytes).is_ok() => Ok(key(name, bytes)),
        _ => Ok(Field::document(name, Meaning::Key, "key of another format", bytes)),
    }
}

fn blocks(text: &str) -> Result<Vec<(&str, Vec<u8>)>, String> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let (label, after) = after.split_once("-----").ok_or("no end of the first line of PEM")?;
        let (base64, after) =
            after.split_once("-----END ").ok_or("no last line of a block of PEM")?;
        blocks.push((label, block_bytes(label, base64)?));
        rest = after;
    }
    Ok(blocks)
}

/// OpenPGP and SSH armour is no RFC 7468, and its text is kept.
fn block_bytes(label: &str, text: &str) -> Result<Vec<u8>, String> {
    if label.starts_with("PGP ") || label.starts_with("SSH ") || label.starts_with("OPENSSH ") {
        return Ok(text.into());
    }
    let base64: String = text.split_ascii_whitespace().collect();
    let value = Value::String(base64.into());
    value.node().bytes().map_err(|error| error.to_string())
}

fn block(name: &str, label: &str, der: &[u8]) -> Field {
    match label {
        "CERTIFICATE" => certificate(name, der),
        "PUBLIC KEY" => key(name, der),
        "CERTIFICATE REQUEST" => certification_request(name, der),
        _ => Field::document(name, Meaning::Document, label, der),
    }
}
