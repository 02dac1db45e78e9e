use sigstore_json::{Node, Value};
use sigstore_traits::{Rule, RuleKind};

use crate::index::Indexer;
use crate::{Artifact, Error, Signed, content};

pub(crate) static T_81: Rule = Rule {
    id: "T-81",
    title: "A stored helm 0.0.1 holds a PGP key, the SHA-256 that the provenance file gives for the chart, and the signature of that file.",
    source: "sigstore/rekor pkg/types/helm/v0.0.1/helm_v0_0_1_schema.json",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-kinds AnyBody::parse",
};

/// A chart of Helm, by the file that was signed beside it.
///
/// ```text
/// {"chart":{"hash":{"algorithm":"sha256","value":"<hex>"},
///           "provenance":{"signature":{"content":"<base64 of PGP armour>"}}},
///  "publicKey":{"content":"<base64 of PGP armour>"}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelmV001 {
    /// SHA-256 of the chart.
    pub sha256: [u8; 32],
    /// The signature over the provenance file, armoured.
    pub signature: Vec<u8>,
    /// The PGP key that verifies it, armoured.
    pub key: Vec<u8>,
}

impl HelmV001 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let object = spec.object()?;
        let chart = object.required("chart")?.object()?;
        let provenance = chart.required("provenance")?.object()?;
        let entry = Self {
            sha256: content::read_sha256(chart.required("hash")?)?,
            signature: content::read(provenance.required("signature")?)?,
            key: content::read(object.required("publicKey")?)?,
        };
        provenance.finish()?;
        chart.finish()?;
        object.finish()?;
        Ok(entry)
    }

    pub(crate) fn artifact(&self) -> Artifact<'_> {
        Artifact::signed(&self.sha256, Signed::pgp(Some(&self.signature), &self.key))
    }

    pub(crate) fn index(&self, index: &mut Indexer<'_>) {
        index.pgp(&self.key);
        index.digest(&self.sha256);
    }

    pub(crate) fn to_value(&self) -> Value<'_> {
        let signature = content::write(&self.signature);
        let chart = Value::message([
            ("hash", Some(content::write_sha256(&self.sha256))),
            ("provenance", Value::message_of("signature", Some(signature))),
        ]);
        Value::message([("chart", Some(chart)), ("publicKey", Some(content::write(&self.key)))])
    }
}
