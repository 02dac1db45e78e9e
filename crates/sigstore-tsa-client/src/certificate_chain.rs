use http::{Request, Response, StatusCode, Uri};
use sigstore_answer::Answer;
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Exchange, Service, at};

use crate::{Error, MAX_REPLY, pem};

pub(crate) static S_56: Rule = Rule {
    id: "S-56",
    title: "The chain of an authority is PEM, leaf first; it is information for whoever sets up trust, and no root of it.",
    source: "sigstore/timestamp-authority openapi.yaml, getTimestampCertChain",
    kind: RuleKind::Refusal,
    place: "sigstore-tsa-client CertificateChain::reply",
};

/// The most certificates of a chain that are read.
pub const MAX_CHAIN: usize = 16;

/// Asks for the certificates of the authority.
#[derive(Clone, Copy, Debug)]
pub struct CertificateChain;

impl Exchange for CertificateChain {
    /// Certificates in DER, leaf first.
    type Reply = Vec<Vec<u8>>;
    type Error = Error;
    const ABOUT: About =
        About::new(Service::TimestampAuthority, "tsa-certificate-chain").timeout(10);
    const MAX_REPLY: usize = MAX_REPLY;

    /// `base` is the whole address of the authority: the chain stands below it.
    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = at(base, "/certchain")?;
        Ok(request)
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Vec<Vec<u8>>, Error> {
        let answer = Answer::of(response, &[StatusCode::OK])?;
        pem::certificates(answer.text()?, MAX_CHAIN)
    }
}
