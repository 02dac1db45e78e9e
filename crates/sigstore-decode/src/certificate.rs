use sigstore_certificate::{Certificate, Name};
use sigstore_crypto::AwsLcSuite;
use sigstore_field::{Field, Meaning, Signed};
use sigstore_json::hex;
use sigstore_sct::Sct;
use sigstore_traits::SignatureSuite;

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
