use sigstore_json::{Limits, Node, Object, parse};
use sigstore_traits::{Rule, RuleKind};

use crate::{AuthorityInstance, Error, LogInstance};

/// See [`TrustedRootDocument::unknown_members`].
pub(crate) static V_6: Rule = Rule {
    id: "V-6",
    title: "A member that a trusted root does not have is reported with its path and not refused: new members reach deployed verifiers by update.",
    source: "ProtoJSON (protobuf.dev, JSON Wire Safety); sigstore protobuf-specs sigstore_trustroot.proto, TrustedRoot",
    kind: RuleKind::Acceptance,
    place: "sigstore-trust-root TrustedRootDocument::unknown_members",
};

/// See [`MEDIA_TYPES`].
pub(crate) static V_25: Rule = Rule {
    id: "V-25",
    title: "A trusted root has one of the three media types of versions 0.1 and 0.2.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, TrustedRoot.media_type",
    kind: RuleKind::Refusal,
    place: "sigstore-trust-root TrustedRootDocument::read",
};

/// See [`TrustedRootDocument::read`].
pub(crate) static V_26: Rule = Rule {
    id: "V-26",
    title: "A trusted root is four lists: signature logs, certificate authorities, certificate logs, timestamp authorities; each member has the type that the message gives it.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, TrustedRoot, TransparencyLogInstance, CertificateAuthority",
    kind: RuleKind::Refusal,
    place: "sigstore-trust-root TrustedRootDocument::read",
};

/// The media types of a trusted root (V-25): the first form of 0.1, which is the one in use, the
/// second, and 0.2.
pub const MEDIA_TYPES: [&str; 3] = [
    "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    "application/vnd.dev.sigstore.trustedroot.v0.1+json",
    "application/vnd.dev.sigstore.trustedroot.v0.2+json",
];

/// The most bytes of a document that are read. The largest in use has 32 KiB.
pub const MAX_DOCUMENT: usize = 1024 * 1024;

/// The most instances of one list that are read. The longest in use has six.
pub const MAX_INSTANCES: usize = 128;

/// How much of a document is read: trusted root or client trust config.
pub const LIMITS: Limits = Limits::new(MAX_DOCUMENT).values(20_000).arrays(&[
    ("tlogs", MAX_INSTANCES),
    ("certificateAuthorities", MAX_INSTANCES),
    ("ctlogs", MAX_INSTANCES),
    ("timestampAuthorities", MAX_INSTANCES),
]);

/// What a trusted root says, in its order. Nothing in it has been tried: keys are bytes and
/// algorithms are names.
///
/// ```json
/// {
///   "mediaType": "application/vnd.dev.sigstore.trustedroot.v0.2+json",
///   "tlogs": [],
///   "certificateAuthorities": [],
///   "ctlogs": [],
///   "timestampAuthorities": []
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedRootDocument {
    media_type: &'static str,
    entry_logs: Vec<LogInstance>,
    certificate_authorities: Vec<AuthorityInstance>,
    certificate_logs: Vec<LogInstance>,
    timestamp_authorities: Vec<AuthorityInstance>,
    unknown_members: Vec<String>,
}

impl TrustedRootDocument {
    /// Reads the JSON text of a trusted root.
    ///
    /// # Errors
    /// [`Error`] for a document that is not one. A single instance that turns out to be of no use
    /// is no such error: see [`TrustedRoot::unusable`](crate::TrustedRoot::unusable).
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(parse(bytes, &LIMITS)?.node())
    }

    /// Reads a trusted root inside another document.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn read(node: Node<'_>) -> Result<Self, Error> {
        let root = node.object()?;
        let media_type = media_type(&root, &MEDIA_TYPES, &V_25)?;
        let mut unknown_members = Vec::new();
        let unknown = &mut unknown_members;
        let entry_logs = list(&root, "tlogs", unknown, LogInstance::read)?;
        let read = AuthorityInstance::read;
        let certificate_authorities = list(&root, "certificateAuthorities", unknown, read)?;
        let certificate_logs = list(&root, "ctlogs", unknown, LogInstance::read)?;
        let timestamp_authorities = list(&root, "timestampAuthorities", unknown, read)?;
        unknown_members.extend(root.unknown());
        Ok(Self {
            media_type,
            entry_logs,
            certificate_authorities,
            certificate_logs,
            timestamp_authorities,
            unknown_members,
        })
    }

    /// The media type.
    pub fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// The signature logs: `tlogs`.
    pub fn entry_logs(&self) -> &[LogInstance] {
        &self.entry_logs
    }

    /// The authorities whose certificates name a signer: `certificateAuthorities`.
    pub fn certificate_authorities(&self) -> &[AuthorityInstance] {
        &self.certificate_authorities
    }

    /// The certificate logs: `ctlogs`.
    pub fn certificate_logs(&self) -> &[LogInstance] {
        &self.certificate_logs
    }

    /// The authorities that sign the time: `timestampAuthorities`.
    pub fn timestamp_authorities(&self) -> &[AuthorityInstance] {
        &self.timestamp_authorities
    }

    /// The paths of the members that are not known here, and so have no effect (V-6).
    pub fn unknown_members(&self) -> &[String] {
        &self.unknown_members
    }
}

/// The media type of a document, if it is one of `known`.
pub(crate) fn media_type(
    object: &Object<'_>,
    known: &'static [&'static str],
    rule: &'static Rule,
) -> Result<&'static str, Error> {
    let node = object.required("mediaType")?;
    let found = node.string()?;
    let matching = known.iter().find(|media_type| **media_type == found);
    matching.copied().ok_or_else(|| Error::MediaType {
        place: node.path(),
        found: found.into(),
        known,
        rule,
    })
}

/// A repeated member: absent and `null` are the empty list (V-6).
pub(crate) fn list<T>(
    object: &Object<'_>,
    name: &'static str,
    unknown: &mut Vec<String>,
    read: impl Fn(Node<'_>, &mut Vec<String>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    match object.optional(name) {
        None => Ok(Vec::new()),
        Some(list) => list.array()?.map(|node| read(node, unknown)).collect(),
    }
}

/// A string member; absent is empty (V-6).
pub(crate) fn text<'v>(object: &Object<'v>, name: &'static str) -> Result<&'v str, Error> {
    match object.optional(name) {
        None => Ok(""),
        Some(node) => Ok(node.string()?),
    }
}

/// What a string member says, unless it is empty.
pub(crate) fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.into())
}
