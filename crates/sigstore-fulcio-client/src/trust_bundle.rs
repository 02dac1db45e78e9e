use http::{Request, Response, StatusCode, Uri};
use sigstore_answer::Answer;
use sigstore_json::{Limits, Node};
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Exchange, Service};

use crate::signing_cert::read_chain;
use crate::{Error, MAX_CHAIN, MAX_REPLY, pem, question};

pub(crate) static S_36: Rule = Rule {
    id: "S-36",
    title: "A trust bundle is a list of chains of certificates in PEM, root last; it is information, and no root of trust.",
    source: "sigstore/fulcio fulcio.proto, TrustBundle",
    kind: RuleKind::Refusal,
    place: "sigstore-fulcio-client TrustBundle::reply",
};

/// The most chains of a trust bundle that are read.
pub const MAX_CHAINS: usize = 64;

/// Asks for the chains of the authority. What it answers is for information: a certificate is
/// checked against a trusted root, which comes another way.
#[derive(Clone, Copy, Debug)]
pub struct TrustBundle;

impl Exchange for TrustBundle {
    /// Chains of certificates in DER, root last.
    type Reply = Vec<Vec<Vec<u8>>>;
    type Error = Error;
    const ABOUT: About = About::new(Service::CertificateAuthority, "fulcio-v2-trust-bundle");
    const MAX_REPLY: usize = MAX_REPLY;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        question::get(base, "/api/v2/trustBundle")
    }

    /// ```text
    /// {"chains":[{"certificates":["<PEM>","<PEM>"]}]}
    /// ```
    fn reply(&self, response: Response<Vec<u8>>) -> Result<Self::Reply, Error> {
        Answer::of(response, &[StatusCode::OK])?.json(&LIMITS, |node: Node<'_>| {
            node.object()?.required("chains")?.array()?.map(read_chain).collect()
        })
    }
}

/// Asks for the chain of the authority in the legacy form (S-38).
#[derive(Clone, Copy, Debug)]
pub struct RootCertV1;

impl Exchange for RootCertV1 {
    /// Certificates in DER, root last.
    type Reply = Vec<Vec<u8>>;
    type Error = Error;
    const ABOUT: About = About::new(Service::CertificateAuthority, "fulcio-v1-root-cert");
    const MAX_REPLY: usize = MAX_REPLY;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        question::get(base, "/api/v1/rootCert")
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Self::Reply, Error> {
        let answer = Answer::of(response, &[StatusCode::OK])?;
        pem::certificates(answer.text()?, MAX_CHAIN, "")
    }
}

const LIMITS: Limits =
    Limits::new(MAX_REPLY).arrays(&[("certificates", MAX_CHAIN), ("chains", MAX_CHAINS)]);

#[cfg(test)]
mod tests {
    use sigstore_json::ErrorKind;

    use super::*;

    const BODY: &str = r#"{"chains":[{"certificates":["-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----"]}]}"#;

    fn reply(body: &str) -> Result<Vec<Vec<Vec<u8>>>, Error> {
        TrustBundle.reply(Response::new(body.as_bytes().to_vec()))
    }

    #[test]
    fn s_36_kept_a_chain() {
        assert_eq!(reply(BODY), Ok(vec![vec![vec![0]]]));
    }

    #[test]
    fn s_36_broken_no_chains_or_too_many() {
        let json =
            |kind, place: &str| Error::Json(sigstore_json::Error { kind, place: place.into() });
        let missing = ErrorKind::MissingMember { name: "chains" };
        assert_eq!(reply(&BODY.replace("chains", "chain")), Err(json(missing, "$")));
        let many = format!(r#"{{"chains":[{}]}}"#, vec!["{}"; 65].join(","));
        let kind = ErrorKind::TooManyElements { max: 64 };
        assert_eq!(reply(&many), Err(json(kind, "$.chains[64]")));
    }
}
