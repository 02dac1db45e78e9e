use sigstore_json::{Limits, Object, parse};
use sigstore_pem::Block;
use sigstore_traits::{Rule, RuleKind, SignatureSuite};

use super::{Fault, MAX_REQUEST, csr, key};

pub(crate) static S_30: Rule = Rule {
    id: "S-30",
    title: "A request has a certification request or a PEM key with its proof, not both, under their names in camel or snake case; unknown members and the named algorithm do not count.",
    source: "sigstore/fulcio fulcio.proto, CreateSigningCertificateRequest; ProtoJSON (protobuf.dev, JSON Mapping)",
    kind: RuleKind::Refusal,
    place: "sigstore-local-fulcio Fulcio::answer",
};

pub(crate) static S_38: Rule = Rule {
    id: "S-38",
    title: "The older form has its key as base64 of PEM or of DER, its token in the header only, and is answered by 201 with the chain as PEM, leaf first.",
    source: "sigstore/fulcio fulcio_legacy.proto",
    kind: RuleKind::Acceptance,
    place: "sigstore-local-fulcio Fulcio::answer",
};

/// A request for a certificate.
pub(super) struct Asked {
    /// The token in the body.
    pub(super) token: Option<String>,
    pub(super) proof: Proof,
}

/// What proves that the key is theirs. The bytes are as they came.
pub(super) enum Proof {
    /// A certification request, which should be PEM.
    Csr(Vec<u8>),
    /// A key and its signature over the challenge.
    Possession { spki: Option<Vec<u8>>, signature: Vec<u8> },
}

impl Asked {
    /// ```json
    /// {"credentials": {"oidcIdentityToken": "…"},
    ///  "publicKeyRequest": {"publicKey": {"algorithm": "ECDSA", "content": "-----BEGIN …"},
    ///                       "proofOfPossession": "<base64>"}}
    /// ```
    /// or, in place of the `publicKeyRequest`, `{"certificateSigningRequest": "<base64 of PEM>"}`.
    pub(super) fn read_v2(body: &[u8]) -> Result<Self, Fault> {
        within(body, |request| {
            let token = match request.optional("credentials") {
                Some(credentials) => {
                    string(&credentials.object()?, &["oidcIdentityToken", "oidc_identity_token"])?
                }
                None => None,
            };
            let names = [
                "publicKeyRequest",
                "public_key_request",
                "certificateSigningRequest",
                "certificate_signing_request",
            ];
            let proof = match request.one_of(&names)? {
                Some(("publicKeyRequest" | "public_key_request", node)) => {
                    let possession = node.object()?;
                    let spki = match possession.one_of(&["publicKey", "public_key"])? {
                        Some((_, key)) => string(&key.object()?, &["content"])?,
                        None => None,
                    };
                    let spki = spki.and_then(|text| content("PUBLIC KEY", text));
                    let names = ["proofOfPossession", "proof_of_possession"];
                    Proof::Possession { spki, signature: bytes(&possession, &names)? }
                }
                Some((_, node)) => Proof::Csr(node.bytes()?),
                None => Proof::Possession { spki: None, signature: Vec::new() },
            };
            Ok(Self { token: token.map(str::to_owned), proof })
        })
    }

    /// ```json
    /// {"publicKey": {"content": "<base64 of PEM or DER>", "algorithm": "ecdsa"},
    ///  "signedEmailAddress": "<base64>"}
    /// ```
    /// or `{"certificateSigningRequest": "<base64 of PEM>"}`.
    pub(super) fn read_v1(body: &[u8]) -> Result<Self, Fault> {
        within(body, |request| {
            let csr = bytes(request, &["certificateSigningRequest"])?;
            if !csr.is_empty() {
                return Ok(Self { token: None, proof: Proof::Csr(csr) });
            }
            let spki = match request.optional("publicKey") {
                Some(key) => bytes(&key.object()?, &["content"])?,
                None => Vec::new(),
            };
            let text = std::str::from_utf8(&spki).ok();
            let spki = text.and_then(|text| content("PUBLIC KEY", text)).unwrap_or(spki);
            let signature = bytes(request, &["signedEmailAddress"])?;
            let spki = Some(spki).filter(|spki| !spki.is_empty());
            Ok(Self { token: None, proof: Proof::Possession { spki, signature } })
        })
    }
}

impl Proof {
    /// The key, if it proves itself.
    pub(super) fn check(
        &self,
        challenge: &str,
        suite: &impl SignatureSuite,
    ) -> Result<Vec<u8>, Fault> {
        match self {
            Self::Csr(text) => {
                let text = std::str::from_utf8(text).map_err(|_| Fault::Csr)?;
                csr::check(&content("CERTIFICATE REQUEST", text).ok_or(Fault::Csr)?, suite)
            }
            Self::Possession { spki, signature } => {
                let spki = spki.as_deref().ok_or(Fault::Key)?;
                key::check_possession(spki, challenge, signature, suite)?;
                Ok(spki.to_vec())
            }
        }
    }
}

/// Reads a body, which may be empty for an empty message.
fn within<T>(
    body: &[u8],
    read: impl FnOnce(&Object<'_>) -> Result<T, sigstore_json::Error>,
) -> Result<T, Fault> {
    if body.len() > MAX_REQUEST {
        return Err(Fault::TooLarge);
    }
    let body = if body.is_empty() { b"{}" } else { body };
    let value = parse(body, &Limits::new(MAX_REQUEST)).map_err(Fault::Message)?;
    value.node().object().and_then(|object| read(&object)).map_err(Fault::Message)
}

/// The content of PEM with this label.
fn content(label: &str, text: &str) -> Option<Vec<u8>> {
    Block::parse(text).filter(|block| block.label == label).map(|block| block.content)
}

/// A string that is not empty.
fn string<'v>(
    object: &Object<'v>,
    names: &[&'static str],
) -> Result<Option<&'v str>, sigstore_json::Error> {
    let found = object.one_of(names)?.map(|(_, node)| node.string()).transpose()?;
    Ok(found.filter(|text| !text.is_empty()))
}

fn bytes(object: &Object<'_>, names: &[&'static str]) -> Result<Vec<u8>, sigstore_json::Error> {
    Ok(object.one_of(names)?.map(|(_, node)| node.bytes()).transpose()?.unwrap_or_default())
}
