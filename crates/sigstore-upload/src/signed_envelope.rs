use sigstore_dsse::{MAX_ENVELOPE, MAX_SIGNATURES};
use sigstore_json::{Limits, Node};

use crate::Error;

const LIMITS: Limits = Limits::new(MAX_ENVELOPE).arrays(&[("signatures", MAX_SIGNATURES)]);

/// A DSSE envelope with any number of signatures, as logs take it; a bundle's has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignedEnvelope {
    /// The payload, decoded.
    pub(crate) payload: Vec<u8>,
    /// The media type of the payload.
    pub(crate) payload_type: String,
    /// The signatures over both, decoded.
    pub(crate) signatures: Vec<Vec<u8>>,
}

impl SignedEnvelope {
    /// Reads its JSON. Members that are not known are passed over (DSSE envelope.md).
    ///
    /// ```text
    /// {"payload":"<base64>","payloadType":"…","signatures":[{"keyid":"…","sig":"<base64>"}]}
    /// ```
    ///
    /// # Errors
    /// [`Error::Envelope`].
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        Self::read(text).map_err(|error| Error::Envelope(sigstore_dsse::Error::Json(error)))
    }

    fn read(text: &str) -> Result<Self, sigstore_json::Error> {
        let value = sigstore_json::parse(text.as_bytes(), &LIMITS)?;
        let object = value.node().object()?;
        let signature = |node: Node<'_>| node.object()?.required("sig")?.bytes();
        Ok(Self {
            payload: object.required("payload")?.bytes()?,
            payload_type: object.required("payloadType")?.string()?.into(),
            signatures: object
                .required("signatures")?
                .array()?
                .map(signature)
                .collect::<Result<_, _>>()?,
        })
    }
}
