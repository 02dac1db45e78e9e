use sigstore_json::{Limits, Node, Number, Object, Value, canonical};
use sigstore_traits::{Rule, RuleKind};

use crate::index::Indexer;
use crate::{Artifact, Error, Format, MAX_ANY_BODY, Signed, Signer, content};

pub(crate) static T_121: Rule = Rule {
    id: "T-121",
    title: "A stored tuf 0.0.1 holds metadata and the root that vouches for it, each as RFC 8785 writes it, and the version of the specification that the root names.",
    source: "sigstore/rekor pkg/types/tuf/v0.0.1/tuf_v0_0_1_schema.json, entry.go; RFC 8785",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-kinds AnyBody::parse, TufV001::of",
};

const LIMITS: Limits = Limits::new(MAX_ANY_BODY);

/// Metadata of The Update Framework, with the root whose keys signed it.
///
/// ```text
/// {"metadata":{"content":"<base64 of JSON>"},"root":{"content":"<base64 of JSON>"},
///  "spec_version":"1.0.31"}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TufV001 {
    metadata: String,
    root: String,
    spec_version: String,
    role: String,
    version: u64,
}

impl TufV001 {
    /// The entry of two documents of TUF: their `signed` and `signatures`, and nothing else of them.
    ///
    /// # Errors
    /// [`Error::Json`] if they are not such documents; its paths begin at `metadata` and `root`.
    pub fn of(metadata: Node<'_>, root: Node<'_>) -> Result<Self, Error> {
        let spec_version = text(&signed(root)?, "spec_version")?;
        let (metadata, root) = (envelope(metadata)?, envelope(root)?);
        Self::new(canonical(&metadata), canonical(&root), spec_version)
    }

    fn new(metadata: String, root: String, spec_version: String) -> Result<Self, Error> {
        let of_metadata = |error| Error::Document { place: METADATA, error };
        let value = sigstore_json::parse(metadata.as_bytes(), &LIMITS).map_err(of_metadata)?;
        let (role, version) = role_and_version(value.node()).map_err(of_metadata)?;
        let of_root = |error| Error::Document { place: ROOT, error };
        let value = sigstore_json::parse(root.as_bytes(), &LIMITS).map_err(of_root)?;
        signed(value.node()).map_err(of_root)?;
        Ok(Self { metadata, root, spec_version, role, version })
    }

    /// The metadata, JSON as the log hashed it.
    pub fn metadata(&self) -> &str {
        &self.metadata
    }

    /// The root, JSON as the log hashed it.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The version of the specification that the root follows.
    pub fn spec_version(&self) -> &str {
        &self.spec_version
    }

    /// The role of the metadata, such as `targets`.
    pub fn role(&self) -> &str {
        &self.role
    }

    /// The version of the metadata.
    pub fn version(&self) -> u64 {
        self.version
    }

    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let object = spec.object()?;
        let metadata = read_text(object.required("metadata")?)?;
        let root = read_text(object.required("root")?)?;
        let spec_version = text(&object, "spec_version")?;
        object.finish()?;
        Self::new(metadata, root, spec_version)
    }

    pub(crate) fn artifact(&self) -> Artifact<'_> {
        let signature = Some(self.metadata.as_bytes().into());
        let signer = Signer::Other(Format::Tuf, self.root.as_bytes());
        Artifact::inside(Signed { format: Format::Tuf, signature, signer })
    }

    pub(crate) fn index(&self, index: &mut Indexer<'_>) {
        index.bare(self.metadata.as_bytes());
        index.word(&self.role);
        index.word(&self.version.to_string());
        index.bare(self.root.as_bytes());
    }

    pub(crate) fn to_value(&self) -> Value<'_> {
        Value::message([
            ("metadata", Some(content::write(self.metadata.as_bytes()))),
            ("root", Some(content::write(self.root.as_bytes()))),
            ("spec_version", Some(Value::text(&self.spec_version))),
        ])
    }
}

const METADATA: &str = "$.spec.metadata.content";
const ROOT: &str = "$.spec.root.content";

/// Base64 of text.
fn read_text(node: Node<'_>) -> Result<String, Error> {
    let bytes = content::read(node)?;
    String::from_utf8(bytes).map_err(|_| node.error("UTF-8", "other bytes").into())
}

fn text(object: &Object<'_>, name: &'static str) -> Result<String, sigstore_json::Error> {
    Ok(object.required(name)?.string()?.into())
}

fn signed(document: Node<'_>) -> Result<Object<'_>, sigstore_json::Error> {
    document.object()?.required("signed")?.object()
}

fn role_and_version(document: Node<'_>) -> Result<(String, u64), sigstore_json::Error> {
    let signed = signed(document)?;
    let version = signed.required("version")?;
    match version.value() {
        Value::Number(Number::Unsigned(number)) => Ok((text(&signed, "_type")?, *number)),
        _ => Err(version.error("a number of digits", "something else")),
    }
}

/// What a log keeps of a document: `signed` as it is, and of each signature its key id and value.
///
/// ```text
/// {"signatures":[{"keyid":"<hex>","sig":"<hex>"}],"signed":{…}}
/// ```
fn envelope<'v>(document: Node<'v>) -> Result<Value<'v>, sigstore_json::Error> {
    let object = document.object()?;
    let signed = object.required("signed")?.value().clone();
    let signature = |node: Node<'v>| {
        let object = node.object()?;
        let text = |name| Ok(Value::text(object.required(name)?.string()?));
        Ok(Value::message([("keyid", Some(text("keyid")?)), ("sig", Some(text("sig")?))]))
    };
    let signatures = object.required("signatures")?.array()?.map(signature);
    let signatures = signatures.collect::<Result<_, sigstore_json::Error>>()?;
    Ok(Value::message([("signatures", Some(Value::Array(signatures))), ("signed", Some(signed))]))
}
