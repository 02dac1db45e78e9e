//! Where the parts of a bundle stand, for errors about a part that was read or put together.

pub(crate) const MATERIAL: &str = "$.verificationMaterial";
pub(crate) const CERTIFICATES: &str = "$.verificationMaterial.x509CertificateChain.certificates";
pub(crate) const ENTRIES: &str = "$.verificationMaterial.tlogEntries";
pub(crate) const TIMESTAMPS: &str =
    "$.verificationMaterial.timestampVerificationData.rfc3161Timestamps";
pub(crate) const DIGEST: &str = "$.messageSignature.messageDigest";
pub(crate) const KEY_ID: &str = "$.dsseEnvelope.signatures[0].keyid";
