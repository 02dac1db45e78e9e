use http::{Request, StatusCode};
use sigstore_engine::{Extension, Tbs, arcs, asn1};
use sigstore_json::{Limits, base64, ordered, parse};
use sigstore_server::value::{object, texts};
use sigstore_server::{Peer, Random};
use sigstore_traits::UnixTime;

use super::Fault;

/// The most bytes of a promise that are read.
const MAX_PROMISE: usize = 64 * 1024;

/// The answer of the certificate log.
pub(super) struct Promise {
    json: Vec<u8>,
    tls: Vec<u8>,
}

/// What the log is asked to promise before the certificate exists: the same with the poison, which
/// makes it none (RFC 6962 section 3.1).
pub(super) fn precertificate(leaf: &Tbs) -> Tbs {
    let mut tbs = leaf.clone();
    tbs.extensions.push(Extension::critical(arcs::POISON, asn1::null()));
    tbs
}

/// Asks the log for a promise over a certificate and its chain (RFC 6962 sections 4.1 and 4.2).
pub(super) fn ask(
    log: &mut dyn Peer,
    path: &'static str,
    certificate: &[u8],
    chain: &[Vec<u8>],
    now: UnixTime,
    random: Random<'_>,
) -> Result<Promise, Fault> {
    let chain = chain.iter().map(|der| base64(der));
    let chain = std::iter::once(base64(certificate)).chain(chain);
    let body = ordered(&object([("chain", texts(chain))])).into_bytes();
    let request = Request::post(path).header("content-type", "application/json").body(body);
    let request = request.map_err(|_| Fault::Log)?;
    let response = log.ask(request, now, random).ok_or(Fault::Log)?;
    if response.status() != StatusCode::OK {
        return Err(Fault::Log);
    }
    let json = response.into_body();
    let tls = read(&json).map_err(|_| Fault::Log)?;
    Ok(Promise { json, tls })
}

impl Promise {
    /// The extension that carries it in the certificate.
    pub(super) fn extension(&self) -> Extension {
        Extension::sct_list(std::slice::from_ref(&self.tls))
    }

    /// The answer of the log, as it travels beside the certificate.
    pub(super) fn to_base64(&self) -> String {
        base64(&self.json)
    }
}

/// The promise in its TLS encoding, out of
///
/// ```json
/// {"sct_version": 0, "id": "<base64>", "timestamp": 1795426987285, "extensions": "",
///  "signature": "<base64 of algorithms, length, signature>"}
/// ```
fn read(json: &[u8]) -> Result<Vec<u8>, sigstore_json::Error> {
    let value = parse(json, &Limits::new(MAX_PROMISE))?;
    let promise = value.node().object()?;
    let node = promise.required("sct_version")?;
    let version = u8::try_from(node.uint64()?).map_err(|_| node.error("a byte", "more"))?;
    let id = promise.required("id")?.bytes()?;
    let timestamp = promise.required("timestamp")?.uint64()?.to_be_bytes();
    let node = promise.required("extensions")?;
    let extensions = node.bytes()?;
    let length = u16::try_from(extensions.len()).map_err(|_| node.error("64 KiB", "more"))?;
    let signature = promise.required("signature")?.bytes()?;
    Ok([&[version][..], &id, &timestamp, &length.to_be_bytes(), &extensions, &signature].concat())
}
