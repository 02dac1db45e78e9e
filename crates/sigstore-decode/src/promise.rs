use sigstore_certificate::Certificate;
use sigstore_field::{Field, Meaning, Signed};
use sigstore_sct::{Sct, precertificate_tbs};

use crate::hash::sha256;

/// Says of the promises in certificates what they are over, where the issuer's certificate stands in
/// the same document.
pub(crate) fn complete(document: &mut Field) {
    let mut certificates = Vec::new();
    document.visit(&mut |field| {
        let der = field.value().filter(|_| field.meaning() == Meaning::Certificate);
        certificates.extend(der.map(<[u8]>::to_vec));
    });
    document.visit_mut(&mut |field| {
        promises(field, &certificates);
    });
}

/// What a log promised of a certificate is over the certificate without the promise, and names the
/// key of its issuer (RFC 6962 section 3.2).
fn promises(field: &mut Field, certificates: &[Vec<u8>]) -> Option<()> {
    let der = field.value().filter(|_| field.meaning() == Meaning::Certificate)?.to_vec();
    let certificate = Certificate::parse(&der).ok()?;
    let scts = Sct::parse_list(certificate.sct_list()?).ok()?;
    let tbs = precertificate_tbs(&certificate).ok()?;
    let mut issuers = certificates.iter().filter_map(|der| Certificate::parse(der).ok());
    let issuer = issuers.find(|issuer| issuer.subject() == certificate.issuer())?;
    let issuer = sha256(&[issuer.spki()]);
    for (field, sct) in field.named_mut("sct").zip(&scts) {
        let message = sct.signed_precertificate(&issuer, &tbs);
        field.put(&["signature"], Signed::bytes("the certificate without its promises", message));
    }
    Some(())
}
