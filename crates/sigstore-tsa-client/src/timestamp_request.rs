use std::fmt::Write;

use http::{HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use sigstore_answer::Answer;
use sigstore_traits::{Digest, Rule, RuleKind, UnixTime};
use sigstore_transport::{About, AddressError, Exchange, Service};
use sigstore_tsa::Timestamp;

use crate::{Error, MAX_REPLY};

pub(crate) static S_54: Rule = Rule {
    id: "S-54",
    title: "A timestamp is asked for with a TimeStampReq in DER, posted to the very address of the authority, and comes with status 200 or 201.",
    source: "RFC 3161 sections 2.4.1 and 3.4; sigstore/timestamp-authority openapi.yaml; sigstore protobuf-specs sigstore_trustroot.proto, SigningConfig.tsa_urls",
    kind: RuleKind::Refusal,
    place: "sigstore-tsa-client TimestampRequest",
};

pub(crate) static S_55: Rule = Rule {
    id: "S-55",
    title: "A timestamp is taken only if it was granted, is over the digest that was sent, and repeats the nonce.",
    source: "RFC 3161 section 2.4.2",
    kind: RuleKind::Refusal,
    place: "sigstore-tsa-client TimestampRequest::reply",
};

/// Asks for a timestamp.
#[derive(Clone, Copy, Debug)]
pub struct TimestampRequest {
    /// The digest to stamp: for Sigstore, of a signature.
    pub digest: Digest,
    /// A random number that the answer repeats.
    pub nonce: u64,
    /// Whether the answer is to have the certificate of the signer. A verifier that has the
    /// authority's certificates does not need it.
    pub cert_req: bool,
}

/// A timestamp that answers the request. Its signature is not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampReply {
    der: Vec<u8>,
    time: UnixTime,
}

impl TimestampReply {
    /// The whole answer, a TimeStampResp in DER: what a bundle holds.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The same, to keep.
    pub fn into_der(self) -> Vec<u8> {
        self.der
    }

    /// The time that it states.
    pub fn time(&self) -> UnixTime {
        self.time
    }
}

impl Exchange for TimestampRequest {
    type Reply = TimestampReply;
    type Error = Error;
    const ABOUT: About = About::new(Service::TimestampAuthority, "tsa-timestamp").timeout(10);
    const MAX_REPLY: usize = MAX_REPLY;

    /// `base` is the whole address of the authority.
    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        if base.scheme().is_none() || base.authority().is_none() {
            return Err(AddressError { base: base.to_string(), path: String::new() }.into());
        }
        let mut request = Request::new(self.query().to_der());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = base.clone();
        let content_type = HeaderValue::from_static("application/timestamp-query");
        request.headers_mut().insert(header::CONTENT_TYPE, content_type);
        let accept = HeaderValue::from_static("application/timestamp-reply");
        request.headers_mut().insert(header::ACCEPT, accept);
        Ok(request)
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<TimestampReply, Error> {
        let der = Answer::of(response, &[StatusCode::OK, StatusCode::CREATED])?.into_body();
        let timestamp = Timestamp::parse(&der)?;
        if timestamp.imprint() != self.digest {
            let found = timestamp.imprint();
            return Err(Error::OtherDigest { found, expected: self.digest });
        }
        let query = self.query();
        if timestamp.nonce() != query.nonce() {
            let expected = hex(query.nonce().unwrap_or_default());
            return Err(Error::OtherNonce { found: timestamp.nonce().map(hex), expected });
        }
        let time = timestamp.time();
        Ok(TimestampReply { der, time })
    }
}

impl TimestampRequest {
    fn query(&self) -> sigstore_tsa::TimestampRequest {
        let query = sigstore_tsa::TimestampRequest::new(self.digest, self.nonce);
        if self.cert_req { query.with_certificate() } else { query }
    }
}

/// In hex; an answer may have a long one: the first 40 bytes.
fn hex(octets: &[u8]) -> String {
    octets.iter().take(40).fold(String::new(), |mut hex, octet| {
        // Writing to a String does not fail.
        let _ = write!(hex, "{octet:02x}");
        hex
    })
}
