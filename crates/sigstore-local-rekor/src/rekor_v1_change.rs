use sigstore_json::{Limits, Node, Value, base64, ordered};
use sigstore_rekor_types::KindVersion;
use sigstore_server::value::{number, object, text};
use sigstore_store::{Durable, Head, StoreError};

use crate::RekorV1Server;
use crate::rekor_v1::Taken;

impl Durable for RekorV1Server {
    fn take_changes(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.changes)
    }

    fn restore(&mut self, change: &[u8]) -> Result<(), StoreError> {
        let (taken, head) = Taken::from_change(change).map_err(StoreError::Change)?;
        self.include(&taken);
        head.check(self.head())
    }
}

impl Taken {
    /// As the store keeps it, with the head of the tree that has it.
    ///
    /// ```text
    /// {"kind":"dsse","version":"0.0.1","integratedTime":1,"body":"<base64>",
    ///  "attestation":"<base64>","keys":["…"],"head":{…}}
    /// ```
    pub(crate) fn to_change(&self, head: Head) -> Vec<u8> {
        let attestation = self.attestation.as_deref().map(|bytes| text(base64(bytes)));
        ordered(&object([
            ("kind", text(&self.kind_version.kind)),
            ("version", text(&self.kind_version.version)),
            ("integratedTime", number(self.integrated_time)),
            ("body", text(base64(&self.body))),
            ("attestation", attestation.unwrap_or(Value::Null)),
            ("keys", Value::Array(self.keys.iter().map(text).collect())),
            ("head", head.to_value()),
        ]))
        .into_bytes()
    }

    /// Reads what [`to_change`](Self::to_change) writes.
    fn from_change(change: &[u8]) -> Result<(Self, Head), sigstore_json::Error> {
        let value = sigstore_json::parse(change, &Limits::new(change.len()))?;
        let object = value.node().object()?;
        let keys = object.required("keys")?.array()?;
        let attestation = object.optional("attestation").map(Node::standard_bytes);
        let taken = Self {
            kind_version: KindVersion {
                kind: object.required("kind")?.string()?.into(),
                version: object.required("version")?.string()?.into(),
            },
            body: object.required("body")?.standard_bytes()?,
            integrated_time: object.required("integratedTime")?.int64()?,
            attestation: attestation.transpose()?,
            keys: keys.map(|key| Ok(key.string()?.to_owned())).collect::<Result<_, _>>()?,
        };
        let head = Head::read(object.required("head")?)?;
        object.finish()?;
        Ok((taken, head))
    }
}
