use sigstore_json::{Node, Value};
use sigstore_rekor_types::PemVerifier;
use sigstore_traits::{Rule, RuleKind};

use crate::index::Indexer;
use crate::{Artifact, Error, Format, Signed, content};

pub(crate) static T_91: Rule = Rule {
    id: "T-91",
    title: "A stored jar 0.0.1 holds the SHA-256 of the archive, the PKCS #7 signature found in it, and the signer's certificate in PEM.",
    source: "sigstore/rekor pkg/types/jar/v0.0.1/jar_v0_0_1_schema.json",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-kinds AnyBody::parse",
};

/// A signed Java archive.
///
/// ```text
/// {"archive":{"hash":{"algorithm":"sha256","value":"<hex>"}},
///  "signature":{"content":"<base64 of PEM>","publicKey":{"content":"<base64 of PEM>"}}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JarV001 {
    /// SHA-256 of the whole archive.
    pub sha256: [u8; 32],
    /// The signature over the archive's manifest: PEM with the label `PKCS7`.
    pub signature: Vec<u8>,
    /// The certificate of the signer.
    pub certificate: PemVerifier,
}

impl JarV001 {
    pub(crate) fn read(spec: Node<'_>) -> Result<Self, Error> {
        let object = spec.object()?;
        let archive = object.required("archive")?.object()?;
        let signature = object.required("signature")?.object()?;
        let entry = Self {
            sha256: content::read_sha256(archive.required("hash")?)?,
            signature: signature.required("content")?.standard_bytes()?,
            certificate: content::read_pem(signature.required("publicKey")?)?,
        };
        archive.finish()?;
        signature.finish()?;
        object.finish()?;
        Ok(entry)
    }

    pub(crate) fn artifact(&self) -> Artifact<'_> {
        let signed = Signed::x509(Some(&self.signature), self.certificate.verifier());
        Artifact::signed(&self.sha256, Signed { format: Format::Pkcs7, ..signed })
    }

    pub(crate) fn index(&self, index: &mut Indexer<'_>) {
        index.bare(&self.signature);
        index.digest(&self.sha256);
    }

    pub(crate) fn to_value(&self) -> Value<'_> {
        let signature = Value::message([
            ("content", Some(content::base64(&self.signature))),
            ("publicKey", Some(content::write_pem(&self.certificate))),
        ]);
        Value::message([
            ("archive", Value::message_of("hash", Some(content::write_sha256(&self.sha256)))),
            ("signature", Some(signature)),
        ])
    }
}
