use sigstore_json::{Limits, Node};

use crate::Error;

/// The most bytes of the answer of a CT log that are read. A real one has about 300.
const MAX_SCT: usize = 4 * 1024;

/// Reads what a CT log answered (RFC 6962 section 4.1), and gives the SCT as the section 3.2
/// writes it.
///
/// ```text
/// {"sct_version":0,"id":"<base64>","timestamp":1689177396617,"extensions":"","signature":"<base64>"}
///
/// struct {
///     Version sct_version;                      // v1(0)
///     LogID id;                                 // 32 bytes
///     uint64 timestamp;                         // milliseconds
///     opaque extensions<0..2^16-1>;
///     digitally-signed struct { … };            // the signature of the JSON
/// } SignedCertificateTimestamp;
/// ```
pub(crate) fn read(json: &[u8]) -> Result<Vec<u8>, Error> {
    let value = sigstore_json::parse(json, &Limits::new(MAX_SCT)).map_err(Error::Sct)?;
    write(value.node()).map_err(Error::Sct)
}

fn write(node: Node<'_>) -> Result<Vec<u8>, sigstore_json::Error> {
    let object = node.object()?;
    let version = object.required("sct_version")?;
    if version.uint64()? != 0 {
        return Err(version.error("0", version.uint64()?.to_string()));
    }
    let id = object.required("id")?;
    let log: [u8; 32] = id
        .standard_bytes()?
        .try_into()
        .map_err(|other: Vec<u8>| id.error("32 bytes", format!("{} bytes", other.len())))?;
    let timestamp = object.required("timestamp")?.uint64()?;
    let extensions = object.optional("extensions").map(Node::standard_bytes).transpose()?;
    let extensions = extensions.unwrap_or_default();
    let length = u16::try_from(extensions.len())
        .map_err(|_| node.error("extensions below 2¹⁶ bytes", extensions.len().to_string()))?;
    let signature = object.required("signature")?.standard_bytes()?;
    Ok([&[0][..], &log, &timestamp.to_be_bytes(), &length.to_be_bytes(), &extensions, &signature]
        .concat())
}
