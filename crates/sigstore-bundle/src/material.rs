use sigstore_json::{Node, Object, Value};
use sigstore_traits::{Rule, RuleKind};

use crate::bundle::elements;
use crate::limits::check_count;
use crate::{Error, MAX_CERTIFICATES, MediaType, place};

pub(crate) static V_9: Rule = Rule {
    id: "V-9",
    title: "A bundle has exactly one material: a public key, a certificate chain, or a certificate.",
    source: "sigstore protobuf-specs sigstore_bundle.proto, VerificationMaterial",
    kind: RuleKind::Refusal,
    place: "sigstore-bundle Bundle::parse",
};

pub(crate) static V_14: Rule = Rule {
    id: "V-14",
    title: "A certificate chain has a certificate.",
    source: "sigstore protobuf-specs sigstore_bundle.proto, VerificationMaterial.x509_certificate_chain",
    kind: RuleKind::Refusal,
    place: "sigstore-bundle Bundle::new",
};

pub(crate) static V_127: Rule = Rule {
    id: "V-127",
    title: "Bundles 0.1 and 0.2 hold a chain and no single certificate, bundles 0.3 a single certificate and no chain; a public key may stand in each.",
    source: "sigstore protobuf-specs sigstore_bundle.proto, VerificationMaterial",
    kind: RuleKind::Refusal,
    place: "sigstore-bundle Bundle::new",
};

/// What the signature is verified with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Material {
    /// A key that the verifier must have.
    PublicKey {
        /// Which one, in the signer's words. Nothing authenticates it.
        hint: String,
    },
    /// Certificates in DER, the signer's first: bundles 0.1 and 0.2.
    Chain(Vec<Vec<u8>>),
    /// The signer's certificate in DER: bundles 0.3.
    Certificate(Vec<u8>),
}

const PUBLIC_KEY: &str = "publicKey";
const CHAIN: &str = "x509CertificateChain";
const CERTIFICATE: &str = "certificate";

impl Material {
    /// Reads one of these members of `VerificationMaterial`:
    ///
    /// ```text
    /// "publicKey":{"hint":"…"}
    /// "x509CertificateChain":{"certificates":[{"rawBytes":"<base64>"}]}
    /// "certificate":{"rawBytes":"<base64>"}
    /// ```
    pub(crate) fn read(object: &Object<'_>) -> Result<Self, Error> {
        match object.one_of(&[PUBLIC_KEY, CHAIN, CERTIFICATE])? {
            Some((PUBLIC_KEY, node)) => Self::read_public_key(node),
            Some((CHAIN, node)) => Self::read_chain(node),
            Some((_, node)) => read_certificate(node).map(Self::Certificate),
            None => Err(Error::NoMaterial),
        }
    }

    fn read_public_key(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let hint = object.optional("hint").map_or(Ok(""), Node::string)?;
        object.finish()?;
        Ok(Self::PublicKey { hint: hint.into() })
    }

    fn read_chain(node: Node<'_>) -> Result<Self, Error> {
        let object = node.object()?;
        let certificates = elements(object.optional("certificates"), read_certificate)?;
        object.finish()?;
        Ok(Self::Chain(certificates))
    }

    /// The member as which it is written, and its value.
    pub(crate) fn to_member(&self) -> (&'static str, Option<Value<'_>>) {
        match self {
            Self::PublicKey { hint } => {
                (PUBLIC_KEY, Some(Value::message([("hint", Some(Value::text(hint)))])))
            }
            Self::Chain(chain) => {
                let certificates = Value::repeated(chain.iter().map(|der| write_certificate(der)));
                (CHAIN, Some(Value::message([("certificates", certificates)])))
            }
            Self::Certificate(der) => (CERTIFICATE, Some(write_certificate(der))),
        }
    }

    /// Refuses what a bundle of this version may not hold (V-14, V-19, V-127).
    pub(crate) fn check(&self, media_type: MediaType) -> Result<(), Error> {
        let old = matches!(media_type, MediaType::V01 | MediaType::V02);
        match self {
            Self::Certificate(_) if old => {
                Err(Error::MaterialOfVersion { media_type, found: CERTIFICATE })
            }
            Self::Chain(_) if !old => Err(Error::MaterialOfVersion { media_type, found: CHAIN }),
            Self::Chain(chain) if chain.is_empty() => Err(Error::EmptyChain),
            Self::Chain(chain) => check_count(place::CERTIFICATES, chain.len(), MAX_CERTIFICATES),
            Self::Certificate(_) | Self::PublicKey { .. } => Ok(()),
        }
    }
}

fn read_certificate(node: Node<'_>) -> Result<Vec<u8>, Error> {
    let object = node.object()?;
    let der = object.required_stated("rawBytes")?.bytes()?;
    object.finish()?;
    Ok(der)
}

fn write_certificate(der: &[u8]) -> Value<'static> {
    Value::message([("rawBytes", Some(Value::bytes(der)))])
}
