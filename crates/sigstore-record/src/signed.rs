use sigstore_certificate::Certificate;
use sigstore_crypto::AwsLcSuite;
use sigstore_sct::{Sct, precertificate_tbs};
use sigstore_traits::{Digest, KeyAlgorithm, Message, SignatureScheme, SignatureSuite};

use crate::Meaning;
use crate::digest::sha256;
use crate::field::{Field, Text};

/// A public key, read.
pub(crate) type Key = <AwsLcSuite as SignatureSuite>::Key;

/// What a signature should be over. Whether it is, and by whose key, is seen by trying the keys that
/// were told before.
pub(crate) struct Signed {
    /// In words.
    pub(crate) over: &'static str,
    message: Content,
}

enum Content {
    Bytes(Vec<u8>),
    Digest(Digest),
}

impl Signed {
    pub(crate) fn bytes(over: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { over, message: Content::Bytes(bytes.into()) }
    }

    pub(crate) fn digest(over: &'static str, digest: Digest) -> Self {
        Self { over, message: Content::Digest(digest) }
    }

    /// Whether the holder of the key made the signature over it.
    pub(crate) fn is_by(&self, key: &Key, signature: &[u8]) -> bool {
        let message = match &self.message {
            Content::Bytes(bytes) => Message::Bytes(bytes),
            Content::Digest(digest) => Message::Digest(digest),
        };
        let algorithm = AwsLcSuite.key_algorithm(key);
        let schemes = algorithm.signing_hashes().iter().map(|hash| match algorithm {
            KeyAlgorithm::Ed25519 => SignatureScheme::Ed25519,
            KeyAlgorithm::Rsa { .. } => SignatureScheme::RsaPkcs1(*hash),
            _ => SignatureScheme::Ecdsa(*hash),
        });
        schemes.into_iter().any(|s| AwsLcSuite.verify(key, s, message, signature).is_ok())
    }
}

/// Says of the signatures in one half of a message what they are over, where that stands elsewhere in
/// it than beside them.
pub(crate) fn complete(fields: &mut [Field]) {
    possession(fields);
    let mut certificates = Vec::new();
    for field in fields.iter() {
        field.visit(&mut |field| {
            let der = field.value().filter(|_| field.meaning() == Meaning::Certificate);
            certificates.extend(der.map(<[u8]>::to_vec));
        });
    }
    for field in fields {
        field.visit_mut(&mut |field| {
            promises(field, &certificates);
        });
    }
}

/// The proof that one has the private key is a signature over who the token names.
fn possession(fields: &mut [Field]) -> Option<()> {
    let mut challenge = None;
    for field in fields.iter() {
        field.visit(&mut |field| {
            if field.meaning() == Meaning::Token && challenge.is_none() {
                challenge = claim(field, "email", "the e-mail address in the token")
                    .or_else(|| claim(field, "sub", "the subject of the token"));
            }
        });
    }
    let body = fields.last_mut()?;
    let v2 = ["publicKeyRequest", "proofOfPossession"];
    let path: &[&str] = if body.at(&v2).is_some() { &v2 } else { &["signedEmailAddress"] };
    body.put(path, challenge?);
    Some(())
}

fn claim(token: &Field, name: &str, over: &'static str) -> Option<Signed> {
    match token.at(&["claims", name])?.text() {
        Text::Shown(text) => Some(Signed::bytes(over, text.as_bytes())),
        Text::Masked(_) => None,
    }
}

/// What a log promised of a certificate is over the certificate without the promise, and names the
/// key of its issuer (RFC 6962 section 3.2).
fn promises(field: &mut Field, certificates: &[Vec<u8>]) -> Option<()> {
    let der = field.value().filter(|_| field.meaning() == Meaning::Certificate)?.to_vec();
    let certificate = Certificate::parse(&der).ok()?;
    let scts = Sct::parse_list(certificate.sct_list()?).ok()?;
    let tbs = precertificate_tbs(&certificate).ok()?;
    let mut issuers = certificates.iter().filter_map(|der| Certificate::parse(der).ok());
    let issuer = issuers.find(|issuer| issuer.subject() == certificate.issuer())?;
    let issuer = sha256(&[issuer.spki()]);
    for (field, sct) in field.named_mut("sct").zip(&scts) {
        let message = sct.signed_precertificate(&issuer, &tbs);
        field.put(&["signature"], Signed::bytes("the certificate without its promises", message));
    }
    Some(())
}
