use core::fmt;

use base64ct::{Base64, Encoding};
use http::{Request, Response, StatusCode, Uri};
use sigstore_answer::Answer;
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Exchange, Service};

use crate::{
    Error, IssuedCertificate, MAX_CHAIN, MAX_REPLY, Proof, SctDelivery, detached_sct, pem, question,
};

pub(crate) static S_38: Rule = Rule {
    id: "S-38",
    title: "The legacy form answers with status 201, a chain in PEM, leaf first, and a detached SCT as the base64 of JSON in the header SCT.",
    source: "sigstore/fulcio fulcio_legacy.proto, CreateSigningCertificate",
    kind: RuleKind::Refusal,
    place: "sigstore-fulcio-client SigningCertV1::reply",
};

pub(crate) static S_72: Rule = Rule {
    id: "S-72",
    title: "The legacy form may answer without the header SCT: the certificate then says whether one is embedded.",
    source: "sigstore/fulcio pkg/server/legacy_server.go",
    kind: RuleKind::Acceptance,
    place: "sigstore-fulcio-client SigningCertV1::reply",
};

/// Asks for a certificate in the legacy form.
#[derive(Clone, Copy)]
pub struct SigningCertV1<'a> {
    /// The identity token, a compact JWS.
    pub token: &'a str,
    /// That the key is that of whoever asks.
    pub proof: Proof<'a>,
}

impl Exchange for SigningCertV1<'_> {
    type Reply = IssuedCertificate;
    type Error = Error;
    const ABOUT: About = About::new(Service::CertificateAuthority, "fulcio-v1-signing-cert");
    const MAX_REPLY: usize = MAX_REPLY;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        question::post(base, "/api/v1/signingCert", self.token, &self.proof.legacy_body()?)
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<IssuedCertificate, Error> {
        let answer = Answer::of(response, &[StatusCode::CREATED])?;
        let chain = pem::certificates(answer.text()?, MAX_CHAIN, "")?;
        let sct = answer.header("sct").map_or(Ok(SctDelivery::Absent), read_header)?;
        Ok(IssuedCertificate { chain, sct })
    }
}

fn read_header(value: &[u8]) -> Result<SctDelivery, Error> {
    let text = str::from_utf8(value).ok();
    let json = text.and_then(|text| Base64::decode_vec(text).ok());
    let json = json.ok_or(Error::SctHeader { bytes: value.len() })?;
    Ok(SctDelivery::Detached(detached_sct::read(&json)?))
}

/// Shows the length of the token in its place.
impl fmt::Debug for SigningCertV1<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = self.token.chars().count();
        write!(f, "SigningCertV1 {{ token: {characters} characters, proof: {:?} }}", self.proof)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const PEM: &str = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";

    fn reply(status: StatusCode, sct: Option<&str>) -> Result<IssuedCertificate, Error> {
        let mut response = Response::new(PEM.as_bytes().to_vec());
        *response.status_mut() = status;
        if let Some(value) = sct.and_then(|sct| HeaderValue::from_str(sct).ok()) {
            response.headers_mut().insert("SCT", value);
        }
        SigningCertV1 { token: "", proof: Proof::Csr { pem: "" } }.reply(response)
    }

    fn issued(sct: SctDelivery) -> Result<IssuedCertificate, Error> {
        Ok(IssuedCertificate { chain: vec![vec![0]], sct })
    }

    fn header() -> String {
        let id = sigstore_json::base64(&[9; 32]);
        let sct = format!(r#"{{"sct_version":0,"id":"{id}","timestamp":1,"signature":""}}"#);
        sigstore_json::base64(sct.as_bytes())
    }

    #[test]
    fn s_38_kept_an_sct_in_the_header() {
        let sct = [&[0][..], &[9; 32], &[0, 0, 0, 0, 0, 0, 0, 1], &[0, 0]].concat();
        let reply = reply(StatusCode::CREATED, Some(&header()));
        assert_eq!(reply, issued(SctDelivery::Detached(sct)));
    }

    #[test]
    fn s_38_broken_a_header_that_is_not_base64() {
        let header = format!("{}!", header());
        let error = Error::SctHeader { bytes: header.len() };
        assert_eq!(reply(StatusCode::CREATED, Some(&header)), Err(error));
    }

    #[test]
    fn s_38_broken_another_status() {
        let Err(Error::NotUnderstood { status: 200, body_start, .. }) = reply(StatusCode::OK, None)
        else {
            unreachable!()
        };
        assert_eq!(body_start, PEM);
    }

    #[test]
    fn s_72_accepted_no_header() {
        assert_eq!(reply(StatusCode::CREATED, None), issued(SctDelivery::Absent));
    }
}
