use sigstore_json::{Limits, Node, Object, parse};
use sigstore_traits::{Rule, RuleKind};

use crate::{Error, Selector, ServiceInstance};

/// See [`MEDIA_TYPES`].
pub(crate) static S_57: Rule = Rule {
    id: "S-57",
    title: "A signing config has the media type 0.2, or 0.1, whose services are addresses only.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, SigningConfig.media_type",
    kind: RuleKind::Refusal,
    place: "sigstore-signing-config SigningConfig::read",
};

/// The media types of a signing config (S-57): 0.2, and 0.1, which the first clients read.
pub const MEDIA_TYPES: [&str; 2] = [
    "application/vnd.dev.sigstore.signingconfig.v0.2+json",
    "application/vnd.dev.sigstore.signingconfig.v0.1+json",
];

/// The most bytes of a document that are read. The largest in use has 2 KiB.
pub const MAX_DOCUMENT: usize = 256 * 1024;

/// The most services of one list that are read. The longest in use has four.
pub const MAX_SERVICES: usize = 128;

/// How much of a document is read.
pub const LIMITS: Limits = Limits::new(MAX_DOCUMENT).values(10_000).arrays(&[
    ("caUrls", MAX_SERVICES),
    ("oidcUrls", MAX_SERVICES),
    ("rekorTlogUrls", MAX_SERVICES),
    ("tlogUrls", MAX_SERVICES),
    ("tsaUrls", MAX_SERVICES),
]);

/// What a signing config says, in its order: services of every version and period.
///
/// ```json
/// {
///   "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
///   "caUrls": [],
///   "oidcUrls": [],
///   "rekorTlogUrls": [],
///   "rekorTlogConfig": {"selector": "ANY"},
///   "tsaUrls": [],
///   "tsaConfig": {"selector": "ANY"}
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SigningConfig {
    /// The media type.
    pub media_type: &'static str,
    /// Certify keys: Fulcio.
    pub certificate_authorities: Vec<ServiceInstance>,
    /// Say who somebody is.
    pub issuers: Vec<ServiceInstance>,
    /// Record signatures: Rekor.
    pub logs: Vec<ServiceInstance>,
    /// How many logs a signature goes to.
    pub log_selector: Selector,
    /// Tell the time.
    pub timestamp_authorities: Vec<ServiceInstance>,
    /// How many of them tell the time of a signature.
    pub timestamp_authority_selector: Selector,
    /// The paths of the members that are not known here, and so have no effect (V-6).
    pub unknown_members: Vec<String>,
}

impl SigningConfig {
    /// Reads the JSON text of a signing config.
    ///
    /// # Errors
    /// [`Error`] for a document that is not one.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(parse(bytes, &LIMITS)?.node())
    }

    /// Reads a signing config inside another document, such as a client trust config.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn read(node: Node<'_>) -> Result<Self, Error> {
        let config = node.object()?;
        let media_type = config.required("mediaType")?;
        let found = media_type.string()?;
        match MEDIA_TYPES.into_iter().find(|known| *known == found) {
            Some(v02) if v02 == MEDIA_TYPES[0] => Self::read_v02(v02, config),
            Some(v01) => Self::read_v01(v01, config),
            None => Err(Error::MediaType { place: media_type.path(), found: found.into() }),
        }
    }

    fn read_v02(media_type: &'static str, config: Object<'_>) -> Result<Self, Error> {
        let mut unknown_members = Vec::new();
        let unknown = &mut unknown_members;
        let mut list = |name| match config.optional(name) {
            None => Ok(Vec::new()),
            Some(list) => list
                .array()?
                .map(|node| ServiceInstance::read(node, unknown))
                .collect::<Result<_, _>>(),
        };
        let (certificate_authorities, issuers) = (list("caUrls")?, list("oidcUrls")?);
        let (logs, timestamp_authorities) = (list("rekorTlogUrls")?, list("tsaUrls")?);
        let log_selector = Selector::read(&config, "rekorTlogConfig", logs.len(), unknown)?;
        let timestamp_authority_selector =
            Selector::read(&config, "tsaConfig", timestamp_authorities.len(), unknown)?;
        unknown_members.extend(config.unknown());
        Ok(Self {
            media_type,
            certificate_authorities,
            issuers,
            logs,
            log_selector,
            timestamp_authorities,
            timestamp_authority_selector,
            unknown_members,
        })
    }

    /// Version 0.1 has one authority and one issuer, and no selectors: any log serves.
    fn read_v01(media_type: &'static str, config: Object<'_>) -> Result<Self, Error> {
        let one = |name| {
            let node = config.optional(name).map(ServiceInstance::address_only);
            Ok::<_, Error>(node.transpose()?.into_iter().collect())
        };
        let list = |name| match config.optional(name) {
            None => Ok(Vec::new()),
            Some(list) => list.array()?.map(ServiceInstance::address_only).collect(),
        };
        Ok(Self {
            media_type,
            certificate_authorities: one("caUrl")?,
            issuers: one("oidcUrl")?,
            logs: list("tlogUrls")?,
            log_selector: Selector::Any,
            timestamp_authorities: list("tsaUrls")?,
            timestamp_authority_selector: Selector::Any,
            unknown_members: config.unknown(),
        })
    }
}
