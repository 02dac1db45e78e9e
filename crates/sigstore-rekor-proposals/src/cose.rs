use sigstore_json::{Node, Object};
use sigstore_rekor_kinds::{CoseV001, IndexKeys, Materials};
use sigstore_rekor_types::PemVerifier;
use sigstore_traits::SignatureSuite;

use crate::envelope::IN_TOTO;
use crate::{CoseSign1, Error, content};

/// A proposed `cose` 0.0.1.
///
/// ```text
/// {"message":"<base64 of COSE_Sign1>","publicKey":"<base64 of PEM>","data":{"aad":"<base64>"}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoseProposal {
    /// The message.
    pub message: Vec<u8>,
    /// What was signed beside it; often nothing.
    pub additional: Vec<u8>,
    /// The key or certificate, as the log would write it.
    pub key: PemVerifier,
}

impl CoseProposal {
    pub(crate) fn read(spec: &Object<'_>) -> Result<Self, Error> {
        let additional = spec.required("data")?.object()?.optional("aad");
        let message = spec.required("message")?.standard_bytes()?;
        CoseSign1::parse(&message)?;
        Ok(Self {
            message,
            additional: additional.map_or(Ok(Vec::new()), Node::standard_bytes)?,
            key: content::read_canonical_pem(spec.required("publicKey")?)?,
        })
    }

    pub(crate) fn canonical(&self, suite: &impl SignatureSuite) -> Result<CoseV001, Error> {
        let message = CoseSign1::parse(&self.message)?;
        Ok(CoseV001 {
            envelope_sha256: suite.sha256(&[&self.message]),
            payload_sha256: suite.sha256(&[message.payload]),
            key: self.key.clone(),
        })
    }

    /// A statement is found by what it is about; the log does not store it in the body.
    pub(crate) fn index(&self, keys: &mut IndexKeys) {
        if let Ok(CoseSign1 { content_type: Some(IN_TOTO), payload, .. }) =
            CoseSign1::parse(&self.message)
        {
            keys.insert_statement(payload, Materials::PassedOver);
        }
    }
}
