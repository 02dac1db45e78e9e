use sigstore_engine::TimestampQuery;
use sigstore_json::{Limits, Node};
use sigstore_traits::{Digest, HashAlgorithm};

use crate::tsa::POLICY;
use crate::tsa_fault::Fault;

/// The longest request in JSON that is read, as the server has it.
const MAX_JSON: usize = 1024;

/// Reads a request in JSON.
///
/// ```text
/// {"artifactHash":"<base64>","hashAlgorithm":"sha256","nonce":1,"certificates":true,
///  "tsaPolicyOID":"1.2.3"}
/// ```
pub(crate) fn read_json(body: &[u8]) -> Result<TimestampQuery, Fault> {
    let value = sigstore_json::parse(body, &Limits::new(MAX_JSON)).map_err(Fault::Json)?;
    let object = value.node().object().map_err(Fault::Json)?;
    let read = || {
        let request = JsonRequest {
            digest: object.required("artifactHash")?.standard_bytes()?,
            algorithm: object.required("hashAlgorithm")?,
            nonce: object.optional("nonce").map(read_nonce).transpose()?,
            certificates: object.optional("certificates").map_or(Ok(false), Node::bool)?,
            policy: object.optional("tsaPolicyOID").map(Node::string).transpose()?,
        };
        Ok(request)
    };
    let request = read().map_err(Fault::Json)?;
    object.finish().map_err(Fault::Json)?;
    request.query()
}

struct JsonRequest<'v> {
    digest: Vec<u8>,
    algorithm: Node<'v>,
    nonce: Option<u64>,
    certificates: bool,
    policy: Option<&'v str>,
}

impl JsonRequest<'_> {
    fn query(self) -> Result<TimestampQuery, Fault> {
        let name = self.algorithm.string().map_err(Fault::Json)?;
        if name == "sha1" {
            return Err(Fault::WeakHash);
        }
        let algorithm = HashAlgorithm::from_name(name)
            .ok_or_else(|| Fault::Json(self.algorithm.error("sha256, sha384 or sha512", name)))?;
        if self.policy.is_some_and(|policy| policy != POLICY) {
            return Err(Fault::Policy);
        }
        let imprint = Digest::new(algorithm, &self.digest).ok_or(Fault::DigestLength)?;
        let nonce = self.nonce.map(content_octets);
        Ok(TimestampQuery { imprint, nonce, certificates: self.certificates })
    }
}

/// A number; the string that ProtoJSON allows in its place is none here.
fn read_nonce(node: Node<'_>) -> Result<u64, sigstore_json::Error> {
    match node.value() {
        sigstore_json::Value::String(text) => Err(node.error("a number", text.as_ref())),
        _ => node.uint64(),
    }
}

/// The content octets of a number as INTEGER: the fewest that keep the sign (X.690 section 8.3).
fn content_octets(number: u64) -> Vec<u8> {
    let mut octets = [[0].as_slice(), &number.to_be_bytes()].concat();
    let zeros = octets.windows(2).take_while(|pair| matches!(pair, [0, ..=0x7f]));
    octets.split_off(zeros.count())
}
