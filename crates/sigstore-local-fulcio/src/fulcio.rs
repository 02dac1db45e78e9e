use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{CertificateAuthority, LeafRequest};
use sigstore_json::Value;
use sigstore_jwt::IssuerKind;
use sigstore_local_oidc::{AcceptedIssuer, Issuers, Principal, TokenCheck};
use sigstore_pem::certificate;
use sigstore_server::answer::{json, reply};
use sigstore_server::value::{object, text, texts};
use sigstore_server::{Peer, Random, Server};
use sigstore_traits::{Rule, RuleKind, SignatureError, UnixTime};

mod csr;
mod fault;
mod key;
mod promise;
mod request;

pub(crate) use csr::S_32;
use fault::Fault;
pub(crate) use fault::S_35;
pub(crate) use key::{S_31, S_33};
use request::{Asked, Proof};
pub(crate) use request::{S_30, S_38};

pub(crate) static S_29: Rule = Rule {
    id: "S-29",
    title: "A token comes in the body or as a bearer token in the header; where both come, the one in the body counts.",
    source: "sigstore/fulcio fulcio.proto, Credentials",
    kind: RuleKind::Acceptance,
    place: "sigstore-local-fulcio Fulcio::answer",
};

pub(crate) static S_34: Rule = Rule {
    id: "S-34",
    title: "A certificate comes with its chain, leaf first and root last, and with its timestamp of the certificate log embedded or beside it.",
    source: "sigstore/fulcio fulcio.proto, SigningCertificate",
    kind: RuleKind::Shape,
    place: "sigstore-local-fulcio Fulcio::answer",
};

/// The most bytes of a request that are read.
pub const MAX_REQUEST: usize = 4 * 1024 * 1024;

/// Where the promises of the certificate log stand.
pub enum Promises {
    /// There is no log: the answer has an empty promise.
    None,
    /// In the certificate; the log is asked with a precertificate first.
    Embedded(Box<dyn Peer>),
    /// Beside the certificate; the log is asked with the certificate.
    Detached(Box<dyn Peer>),
}

/// The certificate authority: it gives a certificate of ten minutes to whoever has a good token
/// and a key that proves itself.
///
/// | path | |
/// |---|---|
/// | `POST /api/v2/signingCert` | a certificate, JSON |
/// | `GET /api/v2/trustBundle` | its own certificates, JSON |
/// | `GET /api/v2/configuration` | the issuers whose tokens it takes |
/// | `POST /api/v1/signingCert`, `GET /api/v1/rootCert` | the same in the older form, PEM |
/// | `GET /healthz` | |
pub struct Fulcio {
    authority: CertificateAuthority,
    chain: Vec<Vec<u8>>,
    issuers: Vec<AcceptedIssuer>,
    tokens: Box<dyn TokenCheck>,
    promises: Promises,
}

impl Fulcio {
    /// An authority that takes the tokens of these issuers.
    ///
    /// # Errors
    /// [`SignatureError`] if the keys of the authority can't sign its certificates.
    pub fn new(
        authority: CertificateAuthority,
        issuers: Issuers,
        promises: Promises,
    ) -> Result<Self, SignatureError> {
        let accepted = issuers.accepted();
        Self::with_check(authority, accepted, Box::new(issuers), promises)
    }

    /// An authority that takes whatever tokens the check finds good, and says that it takes those
    /// of these issuers.
    ///
    /// # Errors
    /// [`SignatureError`] if the keys of the authority can't sign its certificates.
    pub fn with_check(
        authority: CertificateAuthority,
        issuers: Vec<AcceptedIssuer>,
        tokens: Box<dyn TokenCheck>,
        promises: Promises,
    ) -> Result<Self, SignatureError> {
        let chain = authority.chain.certificates()?;
        Ok(Self { authority, chain, issuers, tokens, promises })
    }

    /// Certifies whoever asks, and gives the certificate with the promise beside it.
    fn certify(
        &mut self,
        token: Option<&str>,
        proof: &Proof,
        now: UnixTime,
        random: Random<'_>,
    ) -> Result<(Vec<u8>, String), Fault> {
        let token = token.ok_or(Fault::Token)?;
        let principal = self.tokens.check(token, now, random).map_err(|_| Fault::Token)?;
        let spki = proof.check(&principal.challenge, &AwsLcSuite)?;
        self.issue(principal, spki, now, random)
    }

    fn issue(
        &mut self,
        principal: Principal,
        spki: Vec<u8>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Result<(Vec<u8>, String), Fault> {
        let request = LeafRequest {
            spki,
            identity: principal.identity,
            issuer: principal.issuer,
            extensions: principal.extensions,
        };
        let mut serial = [0; 32];
        random(&mut serial);
        let mut tbs = self.authority.leaf(&request, now, &serial);
        let authority = &self.authority;
        let sign = |tbs: &_| authority.sign(tbs).map_err(Fault::Signing);
        match &mut self.promises {
            Promises::None => Ok((sign(&tbs)?, String::new())),
            Promises::Embedded(log) => {
                let precertificate = sign(&promise::precertificate(&tbs))?;
                let path = "/ct/v1/add-pre-chain";
                let promise =
                    promise::ask(&mut **log, path, &precertificate, &self.chain, now, random)?;
                tbs.extensions.push(promise.extension());
                Ok((sign(&tbs)?, String::new()))
            }
            Promises::Detached(log) => {
                let leaf = sign(&tbs)?;
                let path = "/ct/v1/add-chain";
                let promise = promise::ask(&mut **log, path, &leaf, &self.chain, now, random)?;
                Ok((leaf, promise.to_base64()))
            }
        }
    }

    fn signing_cert_v2(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Result<Response<Vec<u8>>, Fault> {
        let asked = Asked::read_v2(request.body())?;
        let token = asked.token.as_deref().or_else(|| bearer(request.headers()));
        let (leaf, beside) = self.certify(token, &asked.proof, now, random)?;
        let chain = object([("certificates", texts(self.with_leaf(&leaf)))]);
        let (name, members) = match self.promises {
            Promises::Embedded(_) => ("signedCertificateEmbeddedSct", vec![("chain", chain)]),
            _ => {
                let promise = ("signedCertificateTimestamp", text(beside));
                ("signedCertificateDetachedSct", vec![("chain", chain), promise])
            }
        };
        Ok(json(StatusCode::OK, &object([(name, object(members))])))
    }

    fn signing_cert_v1(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Result<Response<Vec<u8>>, Fault> {
        let asked = Asked::read_v1(request.body())?;
        let token = bearer(request.headers());
        let (leaf, beside) = self.certify(token, &asked.proof, now, random)?;
        let mut response = reply(StatusCode::CREATED, PEM, self.with_leaf(&leaf).concat());
        if let Ok(beside) = beside.try_into()
            && matches!(self.promises, Promises::Detached(_))
        {
            response.headers_mut().insert("sct", beside);
        }
        Ok(response)
    }

    fn with_leaf(&self, leaf: &[u8]) -> Vec<String> {
        std::iter::once(certificate(leaf).to_string()).chain(self.chain()).collect()
    }

    /// Its own certificates, PEM, issuing one first.
    fn chain(&self) -> impl Iterator<Item = String> {
        self.chain.iter().map(|der| certificate(der.as_slice()).to_string())
    }

    fn trust_bundle(&self) -> Value<'_> {
        let chain = texts(self.chain());
        object([("chains", Value::Array(vec![object([("certificates", chain)])]))])
    }

    fn configuration(&self) -> Value<'_> {
        let issuers = self.issuers.iter().map(|issuer| {
            let domain = issuer.subject_domain.as_deref().unwrap_or_default();
            let (trust_domain, domain) = match issuer.kind {
                IssuerKind::Spiffe => (domain, ""),
                _ => ("", domain),
            };
            object([
                ("issuerUrl", text(issuer.url.as_str())),
                ("audience", text("sigstore")),
                ("challengeClaim", text(issuer.challenge_claim())),
                ("spiffeTrustDomain", text(trust_domain)),
                ("issuerType", text(issuer.kind_name())),
                ("subjectDomain", text(domain)),
                ("skipEmailVerification", Value::Bool(false)),
            ])
        });
        object([("issuers", Value::Array(issuers.collect()))])
    }
}

impl Server for Fulcio {
    fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        random: Random<'_>,
    ) -> Response<Vec<u8>> {
        let (get, post) = (request.method() == Method::GET, request.method() == Method::POST);
        let answer = match request.uri().path() {
            "/api/v2/signingCert" if post => self.signing_cert_v2(request, now, random),
            "/api/v1/signingCert" if post => self.signing_cert_v1(request, now, random),
            "/api/v2/trustBundle" if get => Ok(json(StatusCode::OK, &self.trust_bundle())),
            "/api/v2/configuration" if get => Ok(json(StatusCode::OK, &self.configuration())),
            "/api/v1/rootCert" if get => {
                Ok(reply(StatusCode::OK, PEM, self.chain().collect::<String>()))
            }
            "/healthz" if get => Ok(json(StatusCode::OK, &object([("status", text("SERVING"))]))),
            "/api/v2/signingCert"
            | "/api/v1/signingCert"
            | "/api/v2/trustBundle"
            | "/api/v2/configuration"
            | "/api/v1/rootCert"
            | "/healthz" => Err(Fault::Method),
            _ => Err(Fault::Path),
        };
        answer.unwrap_or_else(|fault| fault.response())
    }
}

const PEM: &str = "application/pem-certificate-chain";

/// A bearer token (RFC 6750 section 2.1); the scheme is written in any case (RFC 9110 section 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}
