use sigstore_field::{Field, Meaning};
use sigstore_json::hex;
use sigstore_sct::Sct;

/// The promises of a list as it stands in a certificate, in the OCTET STRING or without it, or one
/// alone.
///
/// ```text
/// struct { SerializedSCT sct_list <1..2^16-1>; } SignedCertificateTimestampList;
/// ```
pub(crate) fn list(bytes: &[u8]) -> Result<Vec<Field>, String> {
    let read = match bytes {
        [0x04, ..] => Sct::parse_list(bytes),
        [0x00, 0x00..=0x03, 0x00, ..] => return bare(bytes),
        _ => Sct::parse(bytes).map(|sct| vec![sct]),
    };
    read.map(|scts| scts.iter().map(field).collect()).map_err(|why| why.to_string())
}

/// A list without the OCTET STRING: it is put around it again.
fn bare(bytes: &[u8]) -> Result<Vec<Field>, String> {
    let length = u16::try_from(bytes.len()).map_err(|_| "a list is shorter".to_owned())?;
    let [high, low] = length.to_be_bytes();
    let header = match length {
        0..=0x7f => vec![0x04, low],
        0x80..=0xff => vec![0x04, 0x81, low],
        _ => vec![0x04, 0x82, high, low],
    };
    let wrapped = [header.as_slice(), bytes].concat();
    let scts = Sct::parse_list(&wrapped).map_err(|why| why.to_string())?;
    Ok(scts.iter().map(field).collect())
}

fn field(sct: &Sct<'_>) -> Field {
    let mut fields = vec![
        Field::bytes("log id", Meaning::Digest, &sct.log_id().0),
        Field::new("time", Meaning::Time, sct.time().to_string()),
        Field::plain("scheme", sct.scheme().to_string()),
        Field::plain("extensions", hex(sct.extensions())),
    ];
    fields.extend(sct.leaf_index().map(|index| Field::plain("leaf index", index.to_string())));
    fields.push(Field::bytes("signature", Meaning::Signature, sct.signature()));
    Field::group("sct", fields)
}
