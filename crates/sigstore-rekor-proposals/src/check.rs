use sigstore_certificate::Certificate;
use sigstore_rekor_kinds::{Format, RekordKey};
use sigstore_rekor_types::Verifier;
use sigstore_traits::{
    HashAlgorithm, KeyAlgorithm, Message, Rule, RuleKind, SignatureScheme, SignatureSuite,
};

use crate::{CoseProposal, CoseSign1, Error, Proposal, RekordProposal};

pub(crate) static T_4: Rule = Rule {
    id: "T-4",
    title: "A log records an artifact or a message only if the key beside it verifies the signature; what it can't verify, it does not record.",
    source: "sigstore architecture-docs rekor-spec.md section 5.2; RFC 9052 section 4.4",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-proposals Proposal::check",
};

impl Proposal {
    /// Checks the signature of a proposal, where it stands there in full and its key is of X.509:
    /// of a `rekord` and of a `cose`. A timestamp has nothing to check beside it.
    ///
    /// Envelopes and digests are for `Upload` of `sigstore-engine`.
    ///
    /// # Errors
    /// [`Error::Signature`], [`Error::Key`], [`Error::Certificate`]; [`Error::Unverifiable`] for
    /// the other kinds and formats.
    pub fn check(&self, suite: &impl SignatureSuite) -> Result<(), Error> {
        match self {
            Self::RekordV001(proposal) => proposal.check(suite),
            Self::CoseV001(proposal) => proposal.check(suite),
            Self::Rfc3161V001(_) => Ok(()),
            Self::HelmV001(_) | Self::RpmV001(_) => unverifiable(Format::Pgp),
            Self::JarV001(_) => unverifiable(Format::Pkcs7),
            Self::TufV001(_) => unverifiable(Format::Tuf),
            Self::AlpineV001(_)
            | Self::HashedRekordV001(_)
            | Self::DsseV001(_)
            | Self::IntotoV001(_)
            | Self::IntotoV002(_) => unverifiable(Format::X509),
        }
    }
}

const fn unverifiable(format: Format) -> Result<(), Error> {
    Err(Error::Unverifiable { format })
}

impl RekordProposal {
    /// A signature of X.509 is over the artifact, with SHA-256 whatever the curve.
    fn check(&self, suite: &impl SignatureSuite) -> Result<(), Error> {
        let RekordKey::X509(pem) = &self.key else { return unverifiable(self.key.format()) };
        let key = read_key(suite, pem.verifier())?;
        let scheme = match suite.key_algorithm(&key) {
            KeyAlgorithm::Ed25519 => SignatureScheme::Ed25519,
            KeyAlgorithm::Rsa { .. } => SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256),
            _ => SignatureScheme::Ecdsa(HashAlgorithm::Sha256),
        };
        let message = Message::Bytes(&self.artifact.content);
        suite.verify(&key, scheme, message, &self.signature).map_err(Error::Signature)
    }
}

impl CoseProposal {
    /// A message is signed by ES256, or by PS256 with a key of RSA; a log takes no others.
    fn check(&self, suite: &impl SignatureSuite) -> Result<(), Error> {
        let message = CoseSign1::parse(&self.message)?;
        let signed = signed_bytes(message.protected, &self.additional, message.payload);
        let key = read_key(suite, self.key.verifier())?;
        let bytes = Message::Bytes(&signed);
        let (scheme, signature) = match suite.key_algorithm(&key) {
            KeyAlgorithm::EcdsaP256 => {
                (SignatureScheme::Ecdsa(HashAlgorithm::Sha256), der_signature(message.signature))
            }
            KeyAlgorithm::Rsa { .. } => {
                (SignatureScheme::RsaPss(HashAlgorithm::Sha256), message.signature.to_vec())
            }
            _ => return unverifiable(Format::Cose),
        };
        suite.verify(&key, scheme, bytes, &signature).map_err(Error::Signature)
    }
}

fn read_key<S: SignatureSuite>(suite: &S, verifier: &Verifier) -> Result<S::Key, Error> {
    match verifier {
        Verifier::PublicKey(spki) => suite.key(spki).map_err(Error::Key),
        Verifier::Certificate(der) => {
            let certificate = Certificate::parse(der).map_err(Error::Certificate)?;
            suite.key(certificate.spki()).map_err(Error::Key)
        }
    }
}

/// What a COSE_Sign1 signs (RFC 9052 section 4.4).
///
/// ```text
/// Sig_structure = [ "Signature1", protected: bstr, external_aad: bstr, payload: bstr ]
/// ```
fn signed_bytes(protected: &[u8], additional: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut out = b"\x84\x6aSignature1".to_vec();
    for bytes in [protected, additional, payload] {
        push_head(&mut out, bytes.len());
        out.extend(bytes);
    }
    out
}

/// The head of a byte string in its shortest form (RFC 8949 section 3).
fn push_head(out: &mut Vec<u8>, length: usize) {
    let octets = u64::try_from(length).unwrap_or(u64::MAX).to_be_bytes();
    match octets {
        [0, 0, 0, 0, 0, 0, 0, short @ 0..24] => out.push(0x40 | short),
        [0, 0, 0, 0, 0, 0, 0, byte] => out.extend([0x58, byte]),
        [0, 0, 0, 0, 0, 0, high, low] => out.extend([0x59, high, low]),
        [0, 0, 0, 0, four @ ..] => {
            out.push(0x5a);
            out.extend(four);
        }
        eight => {
            out.push(0x5b);
            out.extend(eight);
        }
    }
}

/// The two numbers of an ECDSA signature as the DER that suites read: COSE writes them one after
/// the other (RFC 9053 section 2.1).
///
/// ```text
/// Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }
/// ```
fn der_signature(numbers: &[u8]) -> Vec<u8> {
    let (r, s) = numbers.split_at(numbers.len() / 2);
    let content = [r, s].map(der_integer).concat();
    // Of P-256, a number has 33 bytes at most; of anything longer the suite makes nothing.
    let length = u8::try_from(content.len()).unwrap_or(u8::MAX);
    [&[0x30, length][..], &content].concat()
}

fn der_integer(octets: &[u8]) -> Vec<u8> {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let (_, digits) = octets.split_at(zeros);
    let sign: &[u8] = if digits.first().is_none_or(|first| *first > 0x7f) { &[0] } else { &[] };
    let length = u8::try_from(sign.len() + digits.len()).unwrap_or(u8::MAX);
    [&[0x02, length][..], sign, digits].concat()
}
