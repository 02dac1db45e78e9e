use core::fmt;

use sigstore_json::Value;
use sigstore_traits::{Rule, RuleKind, SignatureScheme};

use crate::question::{bytes, object, text};
use crate::{Error, pem};

pub(crate) static S_30: Rule = Rule {
    id: "S-30",
    title: "A certificate is asked for with a key in PEM and a proof of its possession, or with the base64 of a CSR in PEM, and never with both.",
    source: "sigstore/fulcio fulcio.proto, CreateSigningCertificateRequest",
    kind: RuleKind::Shape,
    place: "sigstore-fulcio-client SigningCertV2::request",
};

pub(crate) static S_31: Rule = Rule {
    id: "S-31",
    title: "Possession is proven by ECDSA, RSA PKCS#1 v1.5 or pure Ed25519 over the challenge claim; RSA-PSS and Ed25519ph are no proof.",
    source: "sigstore/fulcio fulcio.proto, PublicKeyRequest and PublicKeyAlgorithm; sigstore/fulcio pkg/challenges",
    kind: RuleKind::Refusal,
    place: "sigstore-fulcio-client possession_algorithm",
};

pub(crate) static S_33: Rule = Rule {
    id: "S-33",
    title: "Which keys are certified (P-256, P-384, P-521, RSA of 2048 to 4096 bits, Ed25519) Fulcio decides; its refusal is passed on.",
    source: "sigstore architecture-docs fulcio-spec.md section 7.3",
    kind: RuleKind::Elsewhere,
    place: "sigstore-fulcio-client Proof",
};

/// What shows that whoever asks has the private key.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// A signature over the challenge claim of the token: `email` for issuers of e-mail
    /// identities, else `sub`, unless the [`Configuration`](crate::Configuration) names another.
    Possession {
        /// The public key: a SubjectPublicKeyInfo in DER.
        spki: &'a [u8],
        /// How the signature was made.
        scheme: SignatureScheme,
        /// The signature over the UTF-8 bytes of the claim's value.
        signature: &'a [u8],
    },
    /// A PKCS#10 request, which signs itself (see
    /// [`CertificationRequest`](crate::CertificationRequest)).
    Csr {
        /// In PEM.
        pem: &'a str,
    },
}

impl<'a> Proof<'a> {
    /// The body of a request (S-30).
    ///
    /// ```text
    /// {"publicKeyRequest":{"publicKey":{"algorithm":"ECDSA","content":"<PEM>"},
    ///                      "proofOfPossession":"<base64>"}}
    /// {"certificateSigningRequest":"<base64 of PEM>"}
    /// ```
    pub(crate) fn body(&self) -> Result<Value<'a>, Error> {
        let (spki, scheme, signature) = match *self {
            Self::Csr { pem } => return Ok(csr(pem)),
            Self::Possession { spki, scheme, signature } => (spki, scheme, signature),
        };
        let key = object([
            ("algorithm", text(possession_algorithm(scheme)?)),
            ("content", text(pem::write("PUBLIC KEY", spki))),
        ]);
        let request = object([("publicKey", key), ("proofOfPossession", bytes(signature))]);
        Ok(object([("publicKeyRequest", request)]))
    }

    /// The body of a request in the legacy form (S-38).
    ///
    /// ```text
    /// {"publicKey":{"content":"<base64 of DER>","algorithm":"ecdsa"},
    ///  "signedEmailAddress":"<base64>"}
    /// {"certificateSigningRequest":"<base64 of PEM>"}
    /// ```
    pub(crate) fn legacy_body(&self) -> Result<Value<'a>, Error> {
        let (spki, scheme, signature) = match *self {
            Self::Csr { pem } => return Ok(csr(pem)),
            Self::Possession { spki, scheme, signature } => (spki, scheme, signature),
        };
        let algorithm = possession_algorithm(scheme)?.to_ascii_lowercase();
        let key = object([("content", bytes(spki)), ("algorithm", text(algorithm))]);
        Ok(object([("publicKey", key), ("signedEmailAddress", bytes(signature))]))
    }
}

fn csr<'v>(pem: &str) -> Value<'v> {
    object([("certificateSigningRequest", bytes(pem.as_bytes()))])
}

/// Fulcio's name for the algorithm of a key that signs so, if Fulcio checks such signatures.
///
/// The hash of ECDSA is the one of the curve (SHA-256 for P-256, SHA-384 for P-384, SHA-512 for
/// P-521), that of RSA is SHA-256: Fulcio refuses other pairs itself.
///
/// # Errors
/// [`Error::Scheme`] for the schemes that it does not check.
pub const fn possession_algorithm(scheme: SignatureScheme) -> Result<&'static str, Error> {
    match scheme {
        SignatureScheme::Ecdsa(_) => Ok("ECDSA"),
        SignatureScheme::Ed25519 => Ok("ED25519"),
        // So the protocol calls RSA, and PKCS#1 v1.5 is what it means.
        SignatureScheme::RsaPkcs1(_) => Ok("RSA_PSS"),
        SignatureScheme::RsaPss(_) | SignatureScheme::Ed25519ph => Err(Error::Scheme { scheme }),
    }
}

/// Shows no more of a proof than what it is: the proof lets anybody ask who has the token.
impl fmt::Debug for Proof<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Possession { scheme, .. } => write!(f, "Possession({scheme})"),
            Self::Csr { .. } => f.write_str("Csr"),
        }
    }
}

#[cfg(test)]
mod tests {
    use sigstore_traits::HashAlgorithm::{Sha256, Sha384};

    use super::*;

    const SPKI: &[u8] = &[0x30, 0x00];

    fn possession(scheme: SignatureScheme) -> Proof<'static> {
        Proof::Possession { spki: SPKI, scheme, signature: &[1, 2, 3] }
    }

    fn written(body: Result<Value<'_>, Error>) -> Result<String, Error> {
        body.map(|body| sigstore_json::ordered(&body))
    }

    #[test]
    fn s_30_shape_one_of_two_bodies() {
        let expected = r#"{"publicKeyRequest":{"publicKey":{"algorithm":"ED25519","content":"-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n"},"proofOfPossession":"AQID"}}"#;
        let proof = possession(SignatureScheme::Ed25519);
        assert_eq!(written(proof.body()).as_deref(), Ok(expected));
        let expected = r#"{"certificateSigningRequest":"Y3Ny"}"#;
        assert_eq!(written(Proof::Csr { pem: "csr" }.body()).as_deref(), Ok(expected));
    }

    #[test]
    fn s_38_kept_the_legacy_bodies() {
        let proof = possession(SignatureScheme::Ecdsa(Sha256));
        let expected =
            r#"{"publicKey":{"content":"MAA=","algorithm":"ecdsa"},"signedEmailAddress":"AQID"}"#;
        assert_eq!(written(proof.legacy_body()).as_deref(), Ok(expected));
        let expected = r#"{"certificateSigningRequest":"Y3Ny"}"#;
        assert_eq!(written(Proof::Csr { pem: "csr" }.legacy_body()).as_deref(), Ok(expected));
    }

    #[test]
    fn s_31_kept_the_schemes_that_are_checked() {
        assert_eq!(possession_algorithm(SignatureScheme::Ecdsa(Sha384)), Ok("ECDSA"));
        assert_eq!(possession_algorithm(SignatureScheme::RsaPkcs1(Sha256)), Ok("RSA_PSS"));
        assert_eq!(possession_algorithm(SignatureScheme::Ed25519), Ok("ED25519"));
    }

    #[test]
    fn s_31_broken_the_schemes_that_are_not() {
        for scheme in [SignatureScheme::RsaPss(Sha256), SignatureScheme::Ed25519ph] {
            let proof = possession(scheme);
            assert_eq!(written(proof.body()), Err(Error::Scheme { scheme }));
            assert_eq!(written(proof.legacy_body()), Err(Error::Scheme { scheme }));
        }
    }
}
