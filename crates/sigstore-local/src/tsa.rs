use http::header::CACHE_CONTROL;
use http::{Method, Request, Response, StatusCode};
use sigstore_engine::{TimestampAuthority, TimestampQuery, Token};
use sigstore_pem::certificate;
use sigstore_server::answer::{JSON, reply, with};
use sigstore_server::{Random, Server, openapi};
use sigstore_traits::{Rule, RuleKind, UnixTime};
use sigstore_tsa::{MAX_REQUEST, TimestampRequest};

use crate::tsa_fault::Fault;
use crate::tsa_json::read_json;

pub(crate) static S_54: Rule = Rule {
    id: "S-54",
    title: "A timestamp is asked for in DER or JSON, over SHA-256, SHA-384 or SHA-512, under the authority's policy and without extensions; what is wrong is told with 400, an empty request with 422, another type with 415.",
    source: "RFC 3161 section 2.4; sigstore/timestamp-authority openapi.yaml, pkg/api/timestamp.go",
    kind: RuleKind::Refusal,
    place: "sigstore-local TsaServer::answer",
};

pub(crate) static S_56: Rule = Rule {
    id: "S-56",
    title: "The certificates of the authority are told in PEM, the signer's first.",
    source: "sigstore/timestamp-authority openapi.yaml, getTimestampCertChain",
    kind: RuleKind::Acceptance,
    place: "sigstore-local TsaServer::answer",
};

/// The policy of the authority, dotted.
pub(crate) const POLICY: &str = "1.3.6.1.4.1.57264.2";

const TIMESTAMP: &str = "/api/v1/timestamp";
const CHAIN: &str = "/api/v1/timestamp/certchain";

/// A timestamp authority behind its HTTP API.
#[derive(Debug)]
pub struct TsaServer {
    /// Whether a timestamp that is to carry a certificate carries the whole chain.
    pub whole_chain: bool,
    authority: TimestampAuthority,
}

impl TsaServer {
    /// An authority that sends its own certificate alone.
    pub fn new(authority: TimestampAuthority) -> Self {
        Self { whole_chain: false, authority }
    }

    /// Answers a request. It changes nothing; `&mut` is what all servers have.
    pub fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Response<Vec<u8>> {
        let method = request.method();
        match (request.uri().path(), method) {
            ("/ping", &Method::GET) => reply(StatusCode::OK, "text/plain", "."),
            (CHAIN, &Method::GET) => self.chain().unwrap_or_else(|fault| fault.reply()),
            (TIMESTAMP, &Method::POST) => {
                let stamped = self.stamp(request, now, entropy);
                openapi::uncached(stamped.unwrap_or_else(|fault| fault.reply()))
            }
            (TIMESTAMP, _) => openapi::wrong_method(method, "POST"),
            ("/ping" | CHAIN, _) => openapi::wrong_method(method, "GET"),
            (path, _) => openapi::wrong_path(path),
        }
    }

    fn chain(&self) -> Result<Response<Vec<u8>>, Fault> {
        let certificates = self.authority.chain.certificates()?;
        let pem: String =
            certificates.into_iter().map(|der| certificate(der).to_string()).collect();
        let response = reply(StatusCode::OK, "application/pem-certificate-chain", pem);
        Ok(with(response, CACHE_CONTROL, "max-age=86400, immutable"))
    }

    fn stamp(
        &self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Response<Vec<u8>>, Fault> {
        let media_type = openapi::media_type(request.headers());
        let json = media_type == JSON;
        if !json && media_type != "application/timestamp-query" {
            return Err(Fault::MediaType(media_type));
        }
        let query = match request.body().as_slice() {
            [] => return Err(Fault::Empty),
            body if json => read_json(body)?,
            body => read_der(body)?,
        };
        let mut serial = [0; 32];
        entropy(&mut serial);
        let stamped = self.reply(&query, now, &serial)?;
        Ok(reply(StatusCode::OK, "application/timestamp-reply", stamped))
    }

    fn reply(
        &self,
        query: &TimestampQuery,
        now: UnixTime,
        serial: &[u8; 32],
    ) -> Result<Vec<u8>, Fault> {
        // The time is in seconds, which the accuracy says.
        let info = self.authority.info(query, UnixTime::from_seconds(now.seconds()), serial);
        let mut token = self.authority.token(&info, query.certificates)?;
        if self.whole_chain && query.certificates {
            token.certificates = self.authority.chain.certificates()?;
        }
        Ok(Token::response(0, &token.sign(&self.authority.chain.issuing.key)?))
    }
}

/// Reads a TimeStampReq (RFC 3161 section 2.4.1).
fn read_der(body: &[u8]) -> Result<TimestampQuery, Fault> {
    if body.len() > MAX_REQUEST {
        return Err(Fault::TooLong);
    }
    let request = TimestampRequest::parse(body)?;
    if request.has_extensions() {
        return Err(Fault::Extension);
    }
    if request.policy().is_some_and(|policy| policy.to_string() != POLICY) {
        return Err(Fault::Policy);
    }
    Ok(TimestampQuery {
        imprint: request.imprint(),
        nonce: request.nonce().map(<[u8]>::to_vec),
        certificates: request.wants_certificate(),
    })
}

impl Server for TsaServer {
    fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Response<Vec<u8>> {
        Self::answer(self, request, now, random)
    }
}
