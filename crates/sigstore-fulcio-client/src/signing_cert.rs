use core::fmt;

use http::{Request, Response, StatusCode, Uri};
use sigstore_answer::Answer;
use sigstore_json::{Limits, Node};
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Exchange, Service};

use crate::{Error, MAX_REPLY, Proof, detached_sct, pem, question};

pub(crate) static S_34: Rule = Rule {
    id: "S-34",
    title: "A certificate comes with status 200 in a chain, leaf first, one PEM certificate to a string, and the answer says whether the SCT is embedded or detached.",
    source: "sigstore/fulcio fulcio.proto, SigningCertificate; RFC 6962 sections 3.2 and 4.1",
    kind: RuleKind::Refusal,
    place: "sigstore-fulcio-client SigningCertV2::reply",
};

/// The most certificates of a chain that are read. The chain of the public instance has three.
pub const MAX_CHAIN: usize = 16;

/// Asks for a certificate.
#[derive(Clone, Copy)]
pub struct SigningCertV2<'a> {
    /// The identity token, a compact JWS.
    pub token: &'a str,
    /// That the key is that of whoever asks.
    pub proof: Proof<'a>,
}

/// What Fulcio issued. Nothing of it is checked: not the chain, nor the identity, nor the SCT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedCertificate {
    /// The certificates in DER, at least one, the new one first.
    pub chain: Vec<Vec<u8>>,
    /// Where the promise of the certificate log is.
    pub sct: SctDelivery,
}

/// Where the SCT of a certificate is, as the answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SctDelivery {
    /// In the certificate.
    Embedded,
    /// Beside it: the SCT as RFC 6962 section 3.2 writes it, over the certificate itself.
    Detached(Vec<u8>),
    /// None came beside the certificate, and the answer does not say that one is inside.
    Absent,
}

impl Exchange for SigningCertV2<'_> {
    type Reply = IssuedCertificate;
    type Error = Error;
    const ABOUT: About = About::new(Service::CertificateAuthority, "fulcio-v2-signing-cert");
    const MAX_REPLY: usize = MAX_REPLY;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        question::post(base, "/api/v2/signingCert", self.token, &self.proof.body()?)
    }

    /// ```text
    /// {"signedCertificateEmbeddedSct":{"chain":{"certificates":["<PEM>","<PEM>"]}}}
    /// {"signedCertificateDetachedSct":{"chain":{"certificates":["<PEM>","<PEM>"]},
    ///                                  "signedCertificateTimestamp":"<base64 of JSON>"}}
    /// ```
    fn reply(&self, response: Response<Vec<u8>>) -> Result<IssuedCertificate, Error> {
        Answer::of(response, &[StatusCode::OK])?.json(&LIMITS, IssuedCertificate::read)
    }
}

const LIMITS: Limits = Limits::new(MAX_REPLY).arrays(&[("certificates", MAX_CHAIN)]);
const EMBEDDED: &str = "signedCertificateEmbeddedSct";
const DETACHED: &str = "signedCertificateDetachedSct";

impl IssuedCertificate {
    fn read(node: Node<'_>) -> Result<Self, Error> {
        match node.object()?.one_of(&[EMBEDDED, DETACHED])? {
            Some((EMBEDDED, node)) => {
                let chain = read_chain(node.object()?.required("chain")?)?;
                Ok(Self { chain, sct: SctDelivery::Embedded })
            }
            Some((_, node)) => {
                let object = node.object()?;
                let sct = object.optional("signedCertificateTimestamp").map(Node::bytes);
                let sct = match sct.transpose()? {
                    Some(json) if !json.is_empty() => {
                        SctDelivery::Detached(detached_sct::read(&json)?)
                    }
                    _ => SctDelivery::Absent,
                };
                Ok(Self { chain: read_chain(object.required("chain")?)?, sct })
            }
            None => Err(node.error("a certificate with its SCT", "neither").into()),
        }
    }
}

/// Reads `{"certificates":["<PEM>"]}`: one certificate to a string, and at least one.
pub(crate) fn read_chain(node: Node<'_>) -> Result<Vec<Vec<u8>>, Error> {
    let certificates = node.object()?.required("certificates")?;
    let mut chain = Vec::new();
    for certificate in certificates.array()? {
        chain.extend(pem::certificates(certificate.string()?, 1, &certificate.path())?);
    }
    if chain.is_empty() {
        return Err(certificates.error("a certificate", "none").into());
    }
    Ok(chain)
}

/// Shows the length of the token in its place.
impl fmt::Debug for SigningCertV2<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = self.token.chars().count();
        write!(f, "SigningCertV2 {{ token: {characters} characters, proof: {:?} }}", self.proof)
    }
}

#[cfg(test)]
mod tests {
    use sigstore_json::ErrorKind;

    use super::*;

    fn reply(body: &str) -> Result<IssuedCertificate, Error> {
        let question = SigningCertV2 { token: "", proof: Proof::Csr { pem: "" } };
        question.reply(Response::new(body.as_bytes().to_vec()))
    }

    /// A chain of certificates that are the bytes 0x00 and 0x01.
    const CHAIN: &str = r#""chain":{"certificates":["-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n","-----BEGIN CERTIFICATE-----\nAQ==\n-----END CERTIFICATE-----"]}"#;

    fn embedded(inside: &str) -> String {
        format!(r#"{{"signedCertificateEmbeddedSct":{{{inside}}}}}"#)
    }

    fn detached(sct: &str) -> String {
        let sct = sigstore_json::base64(sct.as_bytes());
        format!(
            r#"{{"signedCertificateDetachedSct":{{{CHAIN},"signedCertificateTimestamp":"{sct}"}}}}"#
        )
    }

    fn issued(sct: SctDelivery) -> Result<IssuedCertificate, Error> {
        Ok(IssuedCertificate { chain: vec![vec![0], vec![1]], sct })
    }

    fn json(kind: ErrorKind, place: &str) -> sigstore_json::Error {
        sigstore_json::Error { kind, place: place.into() }
    }

    #[test]
    fn s_34_kept_embedded_detached_or_absent() {
        assert_eq!(reply(&embedded(CHAIN)), issued(SctDelivery::Embedded));
        assert_eq!(reply(&detached("")), issued(SctDelivery::Absent));
        let id = sigstore_json::base64(&[9; 32]);
        let sct = format!(
            r#"{{"sct_version":0,"id":"{id}","timestamp":258,"extensions":"AQI=","signature":"BAMAAQU="}}"#
        );
        let expected =
            [&[0][..], &[9; 32], &[0, 0, 0, 0, 0, 0, 1, 2], &[0, 2, 1, 2], &[4, 3, 0, 1, 5]];
        assert_eq!(reply(&detached(&sct)), issued(SctDelivery::Detached(expected.concat())));
    }

    #[test]
    fn s_34_broken_an_answer_without_chain() {
        let neither = ErrorKind::Unexpected {
            expected: "a certificate with its SCT",
            found: "neither".into(),
        };
        assert_eq!(reply("{}"), Err(Error::Json(json(neither, "$"))));
        let missing = ErrorKind::MissingMember { name: "chain" };
        let place = "$.signedCertificateEmbeddedSct";
        assert_eq!(reply(&embedded("")), Err(Error::Json(json(missing, place))));
        let none = ErrorKind::Unexpected { expected: "a certificate", found: "none".into() };
        let place = "$.signedCertificateEmbeddedSct.chain.certificates";
        let empty = embedded(r#""chain":{"certificates":[]}"#);
        assert_eq!(reply(&empty), Err(Error::Json(json(none, place))));
    }

    #[test]
    fn s_34_broken_two_certificates_in_one_string() {
        let body = embedded(CHAIN).replacen(r#"","#, "", 1).replacen(
            r#""-----BEGIN CERTIFICATE-----\nAQ"#,
            r#"-----BEGIN CERTIFICATE-----\nAQ"#,
            1,
        );
        let place = "$.signedCertificateEmbeddedSct.chain.certificates[0]".to_owned();
        assert_eq!(reply(&body), Err(Error::Pem { place, line: 4, expected: "the end" }));
    }

    #[test]
    fn s_34_broken_a_detached_sct_that_is_none() {
        let id = sigstore_json::base64(&[9; 31]);
        let sct = format!(
            r#"{{"sct_version":0,"id":"{id}","timestamp":258,"extensions":"","signature":"BAMAAQU="}}"#
        );
        let kind = ErrorKind::Unexpected { expected: "32 bytes", found: "31 bytes".into() };
        assert_eq!(reply(&detached(&sct)), Err(Error::Sct(json(kind, "$.id"))));
        let other = sct.replace(r#"sct_version":0"#, r#"sct_version":1"#);
        let kind = ErrorKind::Unexpected { expected: "0", found: "1".into() };
        assert_eq!(reply(&detached(&other)), Err(Error::Sct(json(kind, "$.sct_version"))));
    }
}
