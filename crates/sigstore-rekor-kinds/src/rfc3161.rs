use sigstore_json::{Node, Value};
use sigstore_traits::{Rule, RuleKind};

use crate::index::Indexer;
use crate::{Artifact, Error, Format, Signed, Signer, content};

pub(crate) static T_100: Rule = Rule {
    id: "T-100",
    title: "An rfc3161 0.0.1 holds a timestamp response in DER, stored as it was uploaded.",
    source: "sigstore/rekor pkg/types/rfc3161/v0.0.1/rfc3161_v0_0_1_schema.json",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-kinds AnyBody::parse",
};

/// The response of a timestamp authority, about which a log says nothing more.
///
/// ```text
/// {"tsr":{"content":"<base64 of DER>"}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rfc3161V001 {
    /// The `TimeStampResp` in DER. What it says is for a reader of RFC 3161.
    pub response: Vec<u8>,
}

impl Rfc3161V001 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let object = spec.object()?;
        let response = content::read(object.required("tsr")?)?;
        object.finish()?;
        Ok(Self { response })
    }

    pub(crate) fn artifact(&self) -> Artifact<'_> {
        let signature = Some((&self.response).into());
        Artifact::inside(Signed { format: Format::Rfc3161, signature, signer: Signer::Inside })
    }

    pub(crate) fn index(&self, index: &mut Indexer<'_>) {
        index.named(&self.response);
    }

    pub(crate) fn to_value(&self) -> Value<'_> {
        Value::message([("tsr", Some(content::write(&self.response)))])
    }
}
