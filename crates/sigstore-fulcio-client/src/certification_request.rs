use sigstore_traits::HashAlgorithm::{Sha256, Sha384, Sha512};
use sigstore_traits::{Rule, RuleKind, SignatureScheme};

use crate::{Error, pem, possession_algorithm};

pub(crate) static S_32: Rule = Rule {
    id: "S-32",
    title: "A CSR is a PKCS#10 request that its key signs, with an empty subject and no attributes: Fulcio takes the identity from the token.",
    source: "sigstore/fulcio fulcio.proto, certificate_signing_request; RFC 2986 section 4",
    kind: RuleKind::Shape,
    place: "sigstore-fulcio-client CertificationRequest",
};

/// A PKCS#10 request, to be signed by the key that it is about (S-32).
///
/// ```text
/// CertificationRequest ::= SEQUENCE {                     -- RFC 2986 section 4.2
///     certificationRequestInfo  CertificationRequestInfo,
///     signatureAlgorithm        AlgorithmIdentifier,
///     signature                 BIT STRING }
///
/// CertificationRequestInfo ::= SEQUENCE {                 -- section 4.1
///     version        INTEGER { v1(0) },
///     subject        Name,                                -- empty
///     subjectPKInfo  SubjectPublicKeyInfo,
///     attributes     [0] IMPLICIT SET OF Attribute }      -- none
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificationRequest {
    info: Vec<u8>,
    algorithm: &'static [u8],
}

impl CertificationRequest {
    /// A request about the key in `spki`, a SubjectPublicKeyInfo in DER, which signs with `scheme`.
    ///
    /// # Errors
    /// [`Error::Scheme`] for the schemes that Fulcio does not check (S-31).
    pub fn new(spki: &[u8], scheme: SignatureScheme) -> Result<Self, Error> {
        possession_algorithm(scheme)?;
        let algorithm = algorithm_identifier(scheme).ok_or(Error::Scheme { scheme })?;
        let info = der(0x30, &[VERSION_1, EMPTY_NAME, spki, NO_ATTRIBUTES]);
        Ok(Self { info, algorithm })
    }

    /// The CertificationRequestInfo in DER: what is signed.
    pub fn info(&self) -> &[u8] {
        &self.info
    }

    /// The whole request, in PEM.
    pub fn assemble(&self, signature: &[u8]) -> String {
        // The first octet counts the unused bits of the last.
        let signature = der(0x03, &[&[0], signature]);
        pem::write("CERTIFICATE REQUEST", &der(0x30, &[&self.info, self.algorithm, &signature]))
    }
}

const VERSION_1: &[u8] = &[0x02, 0x01, 0x00];
const EMPTY_NAME: &[u8] = &[0x30, 0x00];
const NO_ATTRIBUTES: &[u8] = &[0xa0, 0x00];

/// ecdsa-with-SHA2 (RFC 5758 section 3.2), sha2WithRSAEncryption (RFC 8017 appendix A.2.4, with
/// the NULL that it demands), id-Ed25519 (RFC 8410 section 3).
const fn algorithm_identifier(scheme: SignatureScheme) -> Option<&'static [u8]> {
    Some(match scheme {
        SignatureScheme::Ecdsa(Sha256) => b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02",
        SignatureScheme::Ecdsa(Sha384) => b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03",
        SignatureScheme::Ecdsa(Sha512) => b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04",
        SignatureScheme::RsaPkcs1(Sha256) => {
            b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00"
        }
        SignatureScheme::RsaPkcs1(Sha384) => {
            b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c\x05\x00"
        }
        SignatureScheme::RsaPkcs1(Sha512) => {
            b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d\x05\x00"
        }
        SignatureScheme::Ed25519 => b"\x30\x05\x06\x03\x2b\x65\x70",
        SignatureScheme::RsaPss(_) | SignatureScheme::Ed25519ph => return None,
    })
}

/// A value in DER: the shortest form of its length (X.690 section 10.1).
fn der(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let contents = contents.concat();
    let length = contents.len().to_be_bytes();
    let zeros = length.iter().take_while(|octet| **octet == 0).count();
    let significant = length.get(zeros..).unwrap_or_default();
    let mut der = vec![tag];
    if !matches!(significant, [] | [..=0x7f]) {
        der.extend(u8::try_from(significant.len()).map(|octets| 0x80 | octets));
    }
    der.extend(if significant.is_empty() { &[0] } else { significant });
    der.extend(contents);
    der
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_32_shape_an_empty_subject_and_no_attributes() {
        let spki = [0x30, 0x03, 0x01, 0x02, 0x03];
        let request = CertificationRequest::new(&spki, SignatureScheme::Ed25519);
        let Ok(request) = request else { unreachable!("{request:?}") };
        assert_eq!(request.info(), b"\x30\x0c\x02\x01\x00\x30\x00\x30\x03\x01\x02\x03\xa0\x00",);
        assert_eq!(
            request.assemble(b"\xff\xfe"),
            "-----BEGIN CERTIFICATE REQUEST-----\n\
             MBowDAIBADAAMAMBAgOgADAFBgMrZXADAwD//g==\n\
             -----END CERTIFICATE REQUEST-----\n",
        );
    }

    #[test]
    fn s_31_broken_a_request_signed_with_another_scheme() {
        for scheme in [SignatureScheme::RsaPss(Sha256), SignatureScheme::Ed25519ph] {
            assert_eq!(CertificationRequest::new(&[], scheme), Err(Error::Scheme { scheme }));
        }
    }

    #[test]
    fn lengths_have_the_shortest_form() {
        let start = |length: usize| der(0x04, &[&vec![0; length]]).get(..4).map(<[u8]>::to_vec);
        assert_eq!(der(0x04, &[]), [0x04, 0x00]);
        assert_eq!(start(127), Some(vec![0x04, 0x7f, 0, 0]));
        assert_eq!(start(128), Some(vec![0x04, 0x81, 0x80, 0]));
        assert_eq!(start(256), Some(vec![0x04, 0x82, 0x01, 0x00]));
    }
}
