use sigstore_json::Node;
use sigstore_traits::{Rule, RuleKind};

use crate::document::media_type;
use crate::{Error, TrustedRootDocument};

/// See [`ClientTrustConfig::read`].
pub(crate) static V_35: Rule = Rule {
    id: "V-35",
    title: "A client trust config has its media type, a trusted root and a signing config; none of them may be absent.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, ClientTrustConfig",
    kind: RuleKind::Refusal,
    place: "sigstore-trust-root ClientTrustConfig::read",
};

/// The media type of a client trust config (V-35).
const MEDIA_TYPES: [&str; 1] = ["application/vnd.dev.sigstore.clienttrustconfig.v0.1+json"];

/// What a client of one instance needs: whom to trust, and where to sign.
///
/// ```
/// use sigstore_trust_root::{ClientTrustConfig, LIMITS};
///
/// let text = br#"{
///   "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
///   "trustedRoot": {"mediaType": "application/vnd.dev.sigstore.trustedroot.v0.2+json"},
///   "signingConfig": {"mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json"}
/// }"#;
/// let value = sigstore_json::parse(text, &LIMITS)?;
/// let config = ClientTrustConfig::read(value.node())?;
/// assert_eq!(config.signing_config.path(), "$.signingConfig");
/// # Ok::<(), sigstore_trust_root::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClientTrustConfig<'v> {
    /// Whom to trust.
    pub trusted_root: TrustedRootDocument,
    /// Where to sign: an object that is not read here.
    pub signing_config: Node<'v>,
    /// The paths of the members beside these two that are not known (V-6).
    pub unknown_members: Vec<String>,
}

impl<'v> ClientTrustConfig<'v> {
    /// Reads a client trust config from JSON that was parsed with [`LIMITS`](crate::LIMITS).
    ///
    /// # Errors
    /// [`Error`] for a document that is not one.
    pub fn read(node: Node<'v>) -> Result<Self, Error> {
        let config = node.object()?;
        media_type(&config, &MEDIA_TYPES, &V_35)?;
        let trusted_root = TrustedRootDocument::read(config.required("trustedRoot")?)?;
        let signing_config = config.required("signingConfig")?;
        signing_config.object()?;
        Ok(Self { trusted_root, signing_config, unknown_members: config.unknown() })
    }
}
