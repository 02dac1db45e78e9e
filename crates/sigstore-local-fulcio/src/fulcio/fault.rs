use http::{Response, StatusCode};
use sigstore_json::Value;
use sigstore_server::answer::json;
use sigstore_server::value::{count, object, text};
use sigstore_traits::{HashAlgorithm, KeyAlgorithm, Rule, RuleKind, SignatureError};

pub(crate) static S_35: Rule = Rule {
    id: "S-35",
    title: "A refusal is a gRPC status in JSON: a fault of the request is 400 with code 3, of the token too and always in the same words; a wrong method is 501 with code 12.",
    source: "sigstore/fulcio fulcio.proto; gRPC status codes; grpc-gateway runtime HTTPStatusFromCode",
    kind: RuleKind::Shape,
    place: "sigstore-local-fulcio Fulcio::answer",
};

/// Why there is no certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// More than [`MAX_REQUEST`](super::MAX_REQUEST) bytes.
    TooLarge,
    /// The body can't be read as the message.
    Message(sigstore_json::Error),
    /// No token, or none that is good.
    Token,
    /// The certification request can't be read.
    Csr,
    /// The key can't be read.
    Key,
    /// The key is too weak, or of a curve that is not taken.
    WeakKey,
    /// The key does not prove itself.
    Proof,
    /// A certification request is signed with a hash that does not go with its key.
    Scheme {
        /// The key.
        key: KeyAlgorithm,
        /// The hash.
        hash: Option<HashAlgorithm>,
    },
    /// The certificate log gives no promise.
    Log,
    /// A key of the authority can't sign.
    Signing(SignatureError),
    /// There is nothing at this path.
    Path,
    /// There is something at this path, for another method.
    Method,
}

impl Fault {
    pub(super) fn response(&self) -> Response<Vec<u8>> {
        let (status, code) = match self {
            Self::Log | Self::Signing(_) => (StatusCode::INTERNAL_SERVER_ERROR, 13),
            Self::Path => (StatusCode::NOT_FOUND, 5),
            Self::Method => (StatusCode::NOT_IMPLEMENTED, 12),
            _ => (StatusCode::BAD_REQUEST, 3),
        };
        let body = object([
            ("code", count(code)),
            ("message", text(self.message())),
            ("details", Value::Array(Vec::new())),
        ]);
        json(status, &body)
    }

    fn message(&self) -> String {
        match self {
            Self::TooLarge => "http: request body too large",
            Self::Message(error) => return error.to_string(),
            Self::Token => "There was an error processing the identity token",
            Self::Csr => "The certificate signing request could not be parsed",
            Self::Key => "The public key supplied in the request could not be parsed",
            Self::WeakKey => "The public key supplied in the request is insecure",
            Self::Proof => "The signature supplied in the request could not be verified",
            Self::Scheme { key, hash } => return forbidden(*key, *hash),
            Self::Log => "Error entering certificate in CTL",
            Self::Signing(_) => "error communicating with CA backend",
            Self::Path => "Not Found",
            Self::Method => "Method Not Allowed",
        }
        .into()
    }
}

/// The words of Fulcio, which name the key by its type in Go.
fn forbidden(key: KeyAlgorithm, hash: Option<HashAlgorithm>) -> String {
    let key = match key {
        KeyAlgorithm::Rsa { .. } => "*rsa.PublicKey",
        KeyAlgorithm::Ed25519 => "ed25519.PublicKey",
        _ => "*ecdsa.PublicKey",
    };
    let hash = match hash {
        Some(HashAlgorithm::Sha256) => "SHA-256",
        Some(HashAlgorithm::Sha384) => "SHA-384",
        Some(HashAlgorithm::Sha512) => "SHA-512",
        None => "unknown hash value 0",
    };
    format!("signing algorithm not permitted: {key}, {hash}")
}
