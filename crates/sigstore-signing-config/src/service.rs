use sigstore_json::{Node, Object, timestamp};
use sigstore_traits::{Rule, RuleKind, UnixTime, Validity};

use crate::Error;

/// See [`ServiceInstance`].
pub(crate) static S_58: Rule = Rule {
    id: "S-58",
    title: "A service has an address of http or https, a version and a period that has a start; each list of logs or timestamp authorities has a selector, and EXACT a count.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, Service and ServiceConfiguration",
    kind: RuleKind::Refusal,
    place: "sigstore-signing-config SigningConfig::read",
};

/// A service as the document describes it.
///
/// ```json
/// {
///   "url": "https://log2025-1.rekor.sigstore.dev",
///   "majorApiVersion": 2,
///   "validFor": {"start": "2025-09-23T00:00:00Z"},
///   "operator": "sigstore.dev"
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceInstance {
    /// Its path in the document: `$.caUrls[0]`.
    pub place: String,
    /// Its address: a base, of a timestamp authority the whole.
    pub url: String,
    /// The version of its API.
    pub version: u32,
    /// When it may be used.
    pub valid_for: Validity,
    /// Who runs it. Empty if the document does not say.
    pub operator: String,
}

impl ServiceInstance {
    pub(crate) fn read(node: Node<'_>, unknown: &mut Vec<String>) -> Result<Self, Error> {
        let service = node.object()?;
        let operator = service.optional("operator").map(Node::string).transpose()?;
        let instance = Self {
            place: node.path(),
            url: url(service.required("url")?)?,
            version: version(&service)?,
            valid_for: started_period(&service, unknown)?,
            operator: operator.unwrap_or_default().into(),
        };
        unknown.extend(service.unknown());
        Ok(instance)
    }

    /// A service of version 0.1, which is an address and nothing else: version 1, at any time.
    pub(crate) fn address_only(node: Node<'_>) -> Result<Self, Error> {
        Ok(Self {
            place: node.path(),
            url: url(node)?,
            version: 1,
            valid_for: Validity { start: None, end: None },
            operator: String::new(),
        })
    }
}

fn url(node: Node<'_>) -> Result<String, Error> {
    let url = node.string()?;
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match host.filter(|host| !host.is_empty()) {
        Some(_) => Ok(url.into()),
        None => Err(Error::Url { place: node.path(), found: url.into() }),
    }
}

/// Absent is 0 (ProtoJSON), the version of what is not released.
fn version(service: &Object<'_>) -> Result<u32, Error> {
    let Some(node) = service.optional("majorApiVersion") else {
        return Ok(0);
    };
    uint32(node)
}

pub(crate) fn uint32(node: Node<'_>) -> Result<u32, Error> {
    let number = node.uint64()?;
    u32::try_from(number).map_err(|_| Error::Number { place: node.path(), found: number })
}

fn started_period(service: &Object<'_>, unknown: &mut Vec<String>) -> Result<Validity, Error> {
    let missing =
        || Error::MissingStart { place: format!("{}.validFor.start", service.node().path()) };
    let range = service.optional("validFor").ok_or_else(missing)?.object()?;
    let validity = Validity { start: bound(&range, "start")?, end: bound(&range, "end")? };
    unknown.extend(range.unknown());
    validity.start.map(|_| validity).ok_or_else(missing)
}

fn bound(range: &Object<'_>, name: &'static str) -> Result<Option<UnixTime>, Error> {
    let Some(node) = range.optional(name) else {
        return Ok(None);
    };
    let text = node.string()?;
    let time = timestamp(text);
    time.map(Some).ok_or_else(|| Error::Timestamp { place: node.path(), found: text.into() })
}
