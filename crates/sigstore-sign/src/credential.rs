use sigstore_bundle::Material;
use sigstore_json::base64;
use sigstore_rekor_types::Verifier;
use sigstore_traits::{
    KeyAlgorithm, Rule, RuleKind, SignatureSuite, Signer, Trust, UnixTime, Validity,
};
use sigstore_transport::Transport;
use sigstore_verify::Policy;

use crate::{Error, Public, Published, Signing, Step, Why};

/// See [`Credential`].
pub(crate) static S_5: Rule = Rule {
    id: "S-5",
    title: "One certificate serves for any number of signatures until it ends, and for none after.",
    source: "sigstore architecture-docs client-spec.md section 2.1; RFC 5280 section 4.1.2.5",
    kind: RuleKind::Refusal,
    place: "sigstore-sign Signing::sign",
};

/// A key that can sign: with a certificate that was checked, or known to the verifier.
///
/// It serves for any number of signatures; with a certificate, until that ends (S-5). The key is
/// dropped with it.
#[derive(Debug)]
pub struct Credential<K> {
    pub(crate) key: K,
    pub(crate) algorithm: KeyAlgorithm,
    pub(crate) holder: Holder,
}

/// What vouches for the key.
#[derive(Clone, Debug)]
pub(crate) enum Holder {
    /// A certificate that was checked.
    Certificate { der: Vec<u8>, sha256: [u8; 32], validity: Validity, policy: Box<Policy> },
    /// The verifier, who has the key.
    Verifier { spki: Vec<u8>, hint: String },
}

impl<K> Credential<K> {
    /// The certificate in DER, if there is one.
    pub fn certificate(&self) -> Option<&[u8]> {
        match &self.holder {
            Holder::Certificate { der, .. } => Some(der),
            Holder::Verifier { .. } => None,
        }
    }

    /// When the certificate can be used; a managed key has no end here.
    pub fn validity(&self) -> Option<Validity> {
        self.holder.validity()
    }

    /// What kind of key it is.
    pub fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }
}

impl Holder {
    pub(crate) fn validity(&self) -> Option<Validity> {
        match self {
            Self::Certificate { validity, .. } => Some(*validity),
            Self::Verifier { .. } => None,
        }
    }

    /// What a bundle holds of it (S-65).
    pub(crate) fn material(&self) -> Material {
        match self {
            Self::Certificate { der, .. } => Material::Certificate(der.clone()),
            Self::Verifier { hint, .. } => Material::PublicKey { hint: hint.clone() },
        }
    }

    /// What a log records of it.
    pub(crate) fn verifier(&self) -> Verifier {
        match self {
            Self::Certificate { der, .. } => Verifier::Certificate(der.clone()),
            Self::Verifier { spki, .. } => Verifier::PublicKey(spki.clone()),
        }
    }

    /// What a verifier must be told to find exactly this signer.
    pub(crate) fn policy(&self) -> Policy {
        match self {
            Self::Certificate { policy, .. } => Policy::clone(policy),
            Self::Verifier { spki, .. } => Policy::key(spki.clone(), None),
        }
    }

    pub(crate) fn public(&self) -> Public {
        let certificate = match self {
            Self::Certificate { sha256, .. } => Published::Yes(*sha256),
            Self::Verifier { .. } => Published::No,
        };
        Public { certificate, entries: Vec::new() }
    }

    /// Whether it can be used at `now`.
    pub(crate) fn check<X>(&self, now: UnixTime) -> Result<(), Why<X>> {
        match self.validity().filter(|validity| !validity.contains(now)) {
            Some(validity) => Err(Why::Expired { now, validity }),
            None => Ok(()),
        }
    }
}

impl<T: Trust, X: Transport> Signing<'_, T, X> {
    /// A key that the verifier has: no token, no certificate.
    ///
    /// # Errors
    /// [`Why::Key`] if the key is not one that can be verified.
    pub fn managed<K: Signer>(&self, key: K) -> Result<Credential<K>, Error<X::Error>> {
        let spki = key.spki().to_vec();
        let refuse = |error| self.error(Step::Token, &Public::default(), Why::Key(error));
        let algorithm = self.key_algorithm(&spki).map_err(refuse)?;
        let hint = base64(&self.trust.suite().sha256(&[&spki]));
        Ok(Credential { key, algorithm, holder: Holder::Verifier { spki, hint } })
    }

    pub(crate) fn key_algorithm(
        &self,
        spki: &[u8],
    ) -> Result<KeyAlgorithm, sigstore_traits::KeyError> {
        let suite = self.trust.suite();
        suite.key(spki).map(|key| suite.key_algorithm(&key))
    }
}
