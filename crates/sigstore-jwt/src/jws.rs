use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use sigstore_json::{Limits, Node};
use sigstore_traits::{Rule, RuleKind};

use crate::error::excerpt;
use crate::{Algorithm, Error, Part};

/// See [`Jws::parse`], [`Claims`](crate::Claims) and the checks of
/// [`IdentityToken`](crate::IdentityToken).
pub(crate) static S_7: Rule = Rule {
    id: "S-7",
    title: "An identity token is a compact JWS in unpadded base64url with issuer, audience, time of issue and end; it is for the audience, from the issuer and of the time that is expected.",
    source: "RFC 7515 sections 3.1 and 5.2; RFC 7519 sections 4.1 and 7.2; OpenID Connect Core 1.0 section 3.1.3.7; sigstore/fulcio docs/oidc.md",
    kind: RuleKind::Refusal,
    place: "sigstore-jwt IdentityToken",
};

/// See [`Jws::parse`].
pub(crate) static A_27: Rule = Rule {
    id: "A-27",
    title: "A token has at most 64 KiB and three parts, and nothing is kept of a text that has more.",
    source: "RFC 7515 section 7.1; CVE-2025-30204",
    kind: RuleKind::Refusal,
    place: "sigstore-jwt Jws::parse",
};

/// The most bytes of a token that are read. Those of CI systems have 2 KiB, those of directories
/// that list every group of a person up to 16 KiB.
pub const MAX_TOKEN: usize = 64 * 1024;

/// Header members, those of a key that nobody asked for included.
const HEADER: Limits = Limits::new(MAX_TOKEN).depth(4).values(64);

/// A compact JWS (RFC 7515 section 3.1), whatever its payload is.
///
/// ```text
/// BASE64URL(header) '.' BASE64URL(payload) '.' BASE64URL(signature)
/// ```
///
/// It is a secret: it does not print and is not cloned.
pub struct Jws {
    text: String,
    /// Bytes of `text` before the second dot: what is signed.
    signed: usize,
    header: Header,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// What is taken from the header of a JWS.
///
/// Keys and addresses of keys in it (`jwk`, `jku`, `x5c`, `x5u`) are not: whoever forges a token
/// writes them too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// `alg`.
    pub algorithm: Algorithm,
    /// `kid`, the name of the key in the issuer's set.
    pub key_id: Option<String>,
    /// `typ`.
    pub token_type: Option<String>,
}

impl Jws {
    /// Reads one (S-7, A-27).
    ///
    /// # Errors
    /// The parts are not three, are not base64url, or the header is not one that is understood.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_TOKEN {
            return Err(Error::TooLarge { bytes: text.len() });
        }
        let mut parts = text.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Error::Parts { found: text.split('.').count() });
        };
        Ok(Self {
            text: text.to_owned(),
            signed: header.len() + 1 + payload.len(),
            header: Header::parse(&decode(Part::Header, header)?)?,
            payload: decode(Part::Claims, payload)?,
            signature: decode(Part::Signature, signature)?,
        })
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The payload, decoded.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signature, decoded: in the form of JOSE.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// What is signed: header and payload as they stand in the text.
    pub fn signing_input(&self) -> &str {
        self.text.get(..self.signed).unwrap_or_default()
    }

    /// The text. Whoever has it can act as its subject until it expires.
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Jws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jws({} bytes)", self.text.len())
    }
}

impl Header {
    fn parse(json: &[u8]) -> Result<Self, Error> {
        let value = sigstore_json::parse(json, &HEADER).map_err(Self::error)?;
        Self::read(value.node())
    }

    fn read(node: Node<'_>) -> Result<Self, Error> {
        let header = node.object().map_err(Self::error)?;
        // RFC 7515 section 4.1.11: what it lists must be understood, and nothing is.
        if header.optional("crit").is_some() {
            return Err(Error::CriticalHeader);
        }
        let algorithm =
            header.required("alg").and_then(|node| node.string()).map_err(Self::error)?;
        let text = |name| header.optional(name).map(|node| node.string()).transpose();
        Ok(Self {
            algorithm: Algorithm::from_name(algorithm)
                .ok_or_else(|| Error::Algorithm { found: excerpt(algorithm) })?,
            key_id: text("kid").map_err(Self::error)?.map(Into::into),
            token_type: text("typ").map_err(Self::error)?.map(Into::into),
        })
    }

    fn error(error: sigstore_json::Error) -> Error {
        Error::Json { part: Part::Header, error }
    }
}

fn decode(part: Part, text: &str) -> Result<Vec<u8>, Error> {
    Base64UrlUnpadded::decode_vec(text)
        .map_err(|_| Error::Base64 { part, characters: text.chars().count() })
}
