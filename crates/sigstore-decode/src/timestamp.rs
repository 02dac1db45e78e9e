use sigstore_crypto::AwsLcSuite;
use sigstore_field::{Field, Meaning, Signed};
use sigstore_json::hex;
use sigstore_tsa::{Timestamp, TimestampRequest};

use crate::certificate::certificate;

pub(crate) fn timestamp_request(der: &[u8]) -> Result<Vec<Field>, String> {
    let request = TimestampRequest::parse(der).map_err(|why| why.to_string())?;
    let imprint = request.imprint();
    let mut fields = vec![
        Field::plain("algorithm", imprint.algorithm().name()),
        Field::bytes("imprint", Meaning::Digest, imprint.as_bytes()),
    ];
    fields.extend(request.policy().map(|policy| Field::plain("policy", policy.to_string())));
    fields.extend(request.nonce().map(|nonce| Field::bytes("nonce", Meaning::Random, nonce)));
    fields.push(Field::plain("certificate wanted", request.wants_certificate().to_string()));
    Ok(fields)
}

pub(crate) fn timestamp(der: &[u8]) -> Result<Vec<Field>, String> {
    Timestamp::parse(der).map(|timestamp| fields(&timestamp)).map_err(|why| why.to_string())
}

/// The same without the answer around it.
pub(crate) fn timestamp_token(der: &[u8]) -> Result<Vec<Field>, String> {
    Timestamp::parse_token(der).map(|timestamp| fields(&timestamp)).map_err(|why| why.to_string())
}

fn fields(timestamp: &Timestamp<'_>) -> Vec<Field> {
    let imprint = timestamp.imprint();
    let mut fields = vec![
        Field::new("time", Meaning::Time, timestamp.time().to_string()),
        Field::plain("algorithm", imprint.algorithm().name()),
        Field::bytes("imprint", Meaning::Digest, imprint.as_bytes()),
        Field::new("serial", Meaning::Plain, hex(timestamp.serial())),
        Field::plain("policy", timestamp.policy().to_string()),
    ];
    fields.extend(timestamp.nonce().map(|nonce| Field::bytes("nonce", Meaning::Random, nonce)));
    let signature = Field::bytes("signature", Meaning::Signature, timestamp.signature());
    fields.push(match timestamp.signed(&AwsLcSuite) {
        Ok(signed) => signature.over(Signed::bytes("time, imprint and the rest", signed)),
        // It is over something else.
        Err(_) => signature,
    });
    fields.extend(timestamp.certificates().iter().map(|der| certificate("certificate", der)));
    fields
}
