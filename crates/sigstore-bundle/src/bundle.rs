use sigstore_json::{Node, Value, ordered};
use sigstore_rekor_types::TransparencyLogEntry;
use sigstore_traits::{Rule, RuleKind};

use crate::limits::{check_count, limits};
use crate::{Content, Error, MAX_BUNDLE, MAX_ENTRIES, MAX_TIMESTAMPS, Material, MediaType, place};

pub(crate) static V_17: Rule = Rule {
    id: "V-17",
    title: "The key id of an envelope, if it is not empty, is the hint of the public key beside it.",
    source: "sigstore protobuf-specs sigstore_bundle.proto, Bundle.verification_material",
    kind: RuleKind::Refusal,
    place: "sigstore-bundle Bundle::new",
};

/// A signature with everything that vouches for it.
///
/// Only [`parse`](Self::parse) and [`new`](Self::new) make one, so that its shape is that of its
/// version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bundle {
    /// The version.
    pub media_type: MediaType,
    /// What the signature is verified with.
    pub material: Material,
    /// What logs say, at most [`MAX_ENTRIES`], no log and index twice.
    pub entries: Vec<TransparencyLogEntry>,
    /// What timestamp authorities say: RFC 3161 responses in DER, at most [`MAX_TIMESTAMPS`], none
    /// twice.
    pub timestamps: Vec<Vec<u8>>,
    /// What was signed.
    pub content: Content,
}

impl Bundle {
    /// Reads a bundle of at most [`MAX_BUNDLE`] bytes.
    ///
    /// ```text
    /// {"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",
    ///  "verificationMaterial":{"certificate":{"rawBytes":"<base64>"},"tlogEntries":[{…}],
    ///    "timestampVerificationData":{"rfc3161Timestamps":[{"signedTimestamp":"<base64>"}]}},
    ///  "messageSignature":{…}}
    /// ```
    ///
    /// # Errors
    /// [`Error`] with the path of what was refused.
    pub fn parse(json: &[u8]) -> Result<Self, Error> {
        Self::parse_with(json, MAX_BUNDLE)
    }

    /// Reads a bundle of at most `max_bytes`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_with(json: &[u8], max_bytes: usize) -> Result<Self, Error> {
        let value = sigstore_json::parse(json, &limits(max_bytes))?;
        let object = value.node().object()?;
        let media_type = MediaType::read(object.required("mediaType")?)?;
        let verification = object.required("verificationMaterial")?.object()?;
        let material = Material::read(&verification)?;
        let entries = elements(verification.optional("tlogEntries"), |entry| {
            Ok(TransparencyLogEntry::read(entry)?)
        })?;
        let timestamps = verification.optional("timestampVerificationData");
        let timestamps = timestamps.map_or(Ok(Vec::new()), read_timestamps)?;
        verification.finish()?;
        let content = Content::read(&object)?;
        object.finish()?;
        Self::new(media_type, material, entries, timestamps, content)
    }

    /// Puts a bundle together.
    ///
    /// # Errors
    /// [`Error`] with the path at which the part would stand: what does not fit the version, what
    /// stands twice, what is too much, what contradicts another part.
    pub fn new(
        media_type: MediaType,
        material: Material,
        entries: Vec<TransparencyLogEntry>,
        timestamps: Vec<Vec<u8>>,
        content: Content,
    ) -> Result<Self, Error> {
        material.check(media_type)?;
        check_entries(&entries)?;
        check_timestamps(&timestamps)?;
        check_key_id(&material, &content)?;
        Ok(Self { media_type, material, entries, timestamps, content })
    }

    /// The signer's certificate in DER, if there is one.
    pub fn leaf(&self) -> Option<&[u8]> {
        match &self.material {
            Material::PublicKey { .. } => None,
            Material::Chain(chain) => chain.first().map(Vec::as_slice),
            Material::Certificate(der) => Some(der),
        }
    }

    /// Writes the bundle, in one spelling.
    pub fn to_json(&self) -> String {
        let timestamp =
            |bytes: &Vec<u8>| Value::message([("signedTimestamp", Some(Value::bytes(bytes)))]);
        let timestamps = Value::repeated(self.timestamps.iter().map(timestamp));
        let entries = self.entries.iter().map(TransparencyLogEntry::to_value);
        let verification = Value::message([
            self.material.to_member(),
            ("tlogEntries", Value::repeated(entries)),
            ("timestampVerificationData", Value::message_of("rfc3161Timestamps", timestamps)),
        ]);
        ordered(&Value::message([
            ("mediaType", Some(Value::text(self.media_type.name()))),
            ("verificationMaterial", Some(verification)),
            self.content.to_member(),
        ]))
    }
}

fn read_timestamps(node: Node<'_>) -> Result<Vec<Vec<u8>>, Error> {
    let object = node.object()?;
    let timestamps = elements(object.optional("rfc3161Timestamps"), read_timestamp)?;
    object.finish()?;
    Ok(timestamps)
}

fn read_timestamp(node: Node<'_>) -> Result<Vec<u8>, Error> {
    let object = node.object()?;
    let response = object.required_stated("signedTimestamp")?.bytes()?;
    object.finish()?;
    Ok(response)
}

/// The elements of an array, which may be absent.
pub(crate) fn elements<T>(
    node: Option<Node<'_>>,
    read: impl Fn(Node<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    match node {
        Some(node) => node.array()?.map(read).collect(),
        None => Ok(Vec::new()),
    }
}

/// V-19: not too many, and no log and index twice.
fn check_entries(entries: &[TransparencyLogEntry]) -> Result<(), Error> {
    check_count(place::ENTRIES, entries.len(), MAX_ENTRIES)?;
    let twice = first_pair(entries, |a, b| (&a.log_id, a.log_index) == (&b.log_id, b.log_index));
    match twice {
        None => Ok(()),
        Some((first, second, entry)) => Err(Error::DuplicateEntry {
            first,
            second,
            log_id: entry.log_id.clone(),
            log_index: entry.log_index,
        }),
    }
}

/// V-19: not too many, and none twice.
fn check_timestamps(timestamps: &[Vec<u8>]) -> Result<(), Error> {
    check_count(place::TIMESTAMPS, timestamps.len(), MAX_TIMESTAMPS)?;
    match first_pair(timestamps, |a, b| a == b) {
        None => Ok(()),
        Some((first, second, _)) => Err(Error::DuplicateTimestamp { first, second }),
    }
}

/// The first two elements that are the `same`, by index, and the second of them.
fn first_pair<T>(list: &[T], same: impl Fn(&T, &T) -> bool) -> Option<(usize, usize, &T)> {
    list.iter().enumerate().find_map(|(second, b)| {
        let first = list.iter().take(second).position(|a| same(a, b))?;
        Some((first, second, b))
    })
}

fn check_key_id(material: &Material, content: &Content) -> Result<(), Error> {
    let (Material::PublicKey { hint }, Content::Dsse(envelope)) = (material, content) else {
        return Ok(());
    };
    match &envelope.signature.keyid {
        Some(keyid) if keyid != hint => {
            Err(Error::KeyId { keyid: keyid.clone(), hint: hint.clone() })
        }
        _ => Ok(()),
    }
}
