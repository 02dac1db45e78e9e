use der::asn1::AnyRef;
use der::{Decode, Encode, Reader, SliceReader};
use sigstore_certificate::{Certificate, Name};
use sigstore_crypto::AwsLcSuite;
use sigstore_sct::Sct;
use sigstore_traits::SignatureSuite;
use sigstore_tsa::{Timestamp, TimestampRequest};

use crate::Meaning;
use crate::digest::hex;
use crate::field::Field;
use crate::signed::Signed;

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

pub(crate) fn blocks(text: &str) -> Result<Vec<(&str, Vec<u8>)>, String> {
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
    let value = sigstore_json::Value::String(base64.into());
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

/// A SubjectPublicKeyInfo.
pub(crate) fn key(name: &str, spki: &[u8]) -> Field {
    match AwsLcSuite.key(spki) {
        Ok(key) => {
            let what = format!("{} key", AwsLcSuite.key_algorithm(&key));
            Field::document(name, Meaning::Key, &what, spki)
        }
        Err(why) => Field::document(name, Meaning::Key, "key", spki).unread(why.to_string()),
    }
}

pub(crate) fn certificate(name: &str, der: &[u8]) -> Field {
    let field = Field::document(name, Meaning::Certificate, "certificate", der);
    match Certificate::parse(der) {
        Ok(certificate) => field.with(certificate_fields(&certificate)),
        Err(why) => field.unread(why.to_string()),
    }
}

fn certificate_fields(certificate: &Certificate<'_>) -> Vec<Field> {
    let mut fields = vec![
        Field::new("serial", Meaning::Digest, hex(certificate.serial())).same(certificate.serial()),
        Field::plain("issuer", Name(certificate.issuer().into()).to_string()),
        Field::plain("subject", Name(certificate.subject().into()).to_string()),
        Field::new("validity", Meaning::Time, certificate.validity().to_string()),
        key("key", certificate.spki()),
    ];
    if let Ok(identity) = certificate.identity() {
        let name = format!("identity ({})", identity.kind.name());
        fields.push(Field::word(&name, Meaning::Identity, &identity.text));
    }
    match certificate.fulcio_extensions() {
        Ok(extensions) => fields.extend(
            extensions.iter().map(|own| Field::word(own.name, Meaning::Identity, &own.value)),
        ),
        Err(why) => fields.push(Field::unreadable("extensions", "", why)),
    }
    fields.extend(certificate.sct_list().into_iter().flat_map(scts));
    let signature = Field::bytes("signature", Meaning::Signature, certificate.signature());
    fields.push(signature.over(Signed::bytes("the rest of the certificate", certificate.tbs())));
    fields
}

fn scts(list: &[u8]) -> Vec<Field> {
    match Sct::parse_list(list) {
        Ok(scts) => scts.iter().map(sct).collect(),
        Err(why) => vec![Field::unreadable("scts", "", why)],
    }
}

fn sct(sct: &Sct<'_>) -> Field {
    Field::group(
        "sct",
        vec![
            Field::bytes("log id", Meaning::Digest, &sct.log_id().0),
            Field::new("time", Meaning::Time, sct.time().to_string()),
            Field::plain("scheme", sct.scheme().to_string()),
            Field::bytes("signature", Meaning::Signature, sct.signature()),
        ],
    )
}

fn certification_request(name: &str, der: &[u8]) -> Field {
    let field = Field::document(name, Meaning::Document, "certification request", der);
    match request_parts(der) {
        Ok((info, spki, signature)) => field.with(vec![
            key("key", &spki),
            Field::bytes("signature", Meaning::Signature, &signature)
                .over(Signed::bytes("the rest of the request", info)),
        ]),
        Err(why) => field.unread(why.to_string()),
    }
}

/// What is signed, the key in it, and the signature.
///
/// ```text
/// CertificationRequest ::= SEQUENCE {                          -- RFC 2986 section 4.2
///     certificationRequestInfo CertificationRequestInfo,
///     signatureAlgorithm AlgorithmIdentifier, signature BIT STRING }
/// CertificationRequestInfo ::= SEQUENCE {
///     version INTEGER, subject Name, subjectPKInfo SubjectPublicKeyInfo,
///     attributes [0] Attributes }
/// ```
fn request_parts(der: &[u8]) -> der::Result<(Vec<u8>, Vec<u8>, Vec<u8>)> {
    let mut reader = SliceReader::new(der)?;
    let parts = reader.sequence(|request: &mut SliceReader<'_>| {
        let info = AnyRef::decode(request)?;
        let spki = info.sequence(|info: &mut SliceReader<'_>| {
            AnyRef::decode(info)?;
            AnyRef::decode(info)?;
            let spki = AnyRef::decode(info)?.to_der()?;
            AnyRef::decode(info)?;
            Ok::<_, der::Error>(spki)
        })?;
        AnyRef::decode(request)?;
        let signature = der::asn1::BitStringRef::decode(request)?.raw_bytes().to_vec();
        Ok::<_, der::Error>((info.to_der()?, spki, signature))
    })?;
    reader.finish()?;
    Ok(parts)
}

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
    let timestamp = Timestamp::parse(der).map_err(|why| why.to_string())?;
    let imprint = timestamp.imprint();
    let mut fields = vec![
        Field::new("time", Meaning::Time, timestamp.time().to_string()),
        Field::plain("algorithm", imprint.algorithm().name()),
        Field::bytes("imprint", Meaning::Digest, imprint.as_bytes()),
        Field::new("serial", Meaning::Plain, hex(timestamp.serial())),
        Field::plain("policy", timestamp.policy().to_string()),
    ];
    fields.extend(timestamp.nonce().map(|nonce| Field::bytes("nonce", Meaning::Random, nonce)));
    fields.extend(timestamp.certificates().iter().map(|der| certificate("certificate", der)));
    Ok(fields)
}
