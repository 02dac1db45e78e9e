use der::asn1::AnyRef;
use der::{Decode, Encode, Reader, SliceReader};
use sigstore_field::{Field, Meaning, Signed};

use crate::certificate::key;

pub(crate) fn certification_request(name: &str, der: &[u8]) -> Field {
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
