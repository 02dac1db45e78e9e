use std::ops::ControlFlow;

use sigstore_bundle::Content;
use sigstore_traits::{
    Digest, KeyAlgorithm, Message, Rule, RuleKind, SignatureError, SignatureScheme, SignatureSuite,
    Trust,
};

use crate::case::Case;
use crate::certified::{Certified, SignerKey};
use crate::check::{Evidence, Walk};
use crate::checks::SIGNATURE;
use crate::{Fields, Rejection};

pub(crate) static V_107: Rule = Rule {
    id: "V-107",
    title: "The signature verifies with the signer's key over the artifact, or over the envelope's pre-authentication encoding; the key id of an envelope chooses nothing.",
    source: "DSSE protocol.md; sigstore architecture-docs client-spec.md section 4.5",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Signed::check",
};

/// Step 6: the signature is the certified key's.
pub(crate) struct Signed<W: Walk> {
    pub(crate) signature: W::Proof<Signature>,
}

impl<W: Walk> Signed<W> {
    pub(crate) fn check<'c, T: Trust>(
        w: &mut W,
        case: &'c Case<'c, T>,
        certified: &Certified<'c, T::Suite, W>,
    ) -> ControlFlow<W::Stop, Self> {
        let check = |key: &SignerKey<'c, T::Suite>| Signature::check(case, key);
        let signature = w.check(&SIGNATURE, W::look(&certified.key), check)?;
        ControlFlow::Continue(Self { signature })
    }
}

/// The signature verifies.
pub(crate) struct Signature {
    key: KeyAlgorithm,
    scheme: SignatureScheme,
    /// The digest that it is over; `None`: the message itself.
    over: Option<Digest>,
}

impl Signature {
    fn check<T: Trust>(
        case: &Case<'_, T>,
        key: &SignerKey<'_, T::Suite>,
    ) -> Result<Self, Rejection> {
        let scheme = case.scheme(key.algorithm);
        let over = match (&case.material.bundle.content, scheme.hash()) {
            (Content::Message(_), Some(hash)) => Some(*case.artifact_digest(hash)?),
            (Content::Dsse(envelope), Some(hash)) => Some(case.pae_digest(hash, envelope)),
            (_, None) => None,
        };
        let verified = match (&over, &case.material.bundle.content) {
            (Some(digest), _) => Self::verify(case, key, scheme, Message::Digest(digest)),
            (None, Content::Message(_)) => {
                let bytes = case.artifact.bytes().ok_or(Rejection::ArtifactBytes)?;
                Self::verify(case, key, scheme, Message::Bytes(bytes))
            }
            (None, Content::Dsse(envelope)) => {
                Self::verify(case, key, scheme, Message::Bytes(&envelope.pae().to_vec()))
            }
        };
        verified.map(|()| Self { key: key.algorithm, scheme, over })
    }

    fn verify<T: Trust>(
        case: &Case<'_, T>,
        key: &SignerKey<'_, T::Suite>,
        scheme: SignatureScheme,
        message: Message<'_>,
    ) -> Result<(), Rejection> {
        let verified = case.trust.suite().verify(&key.key, scheme, message, case.signature());
        verified.map_err(|error| match error {
            SignatureError::Invalid => Rejection::Signature { scheme },
            error => Rejection::SignatureUnsupported(error),
        })
    }
}

impl Evidence for Signature {
    fn fields(&self) -> Fields {
        Fields::new()
            .with("key", self.key.to_string())
            .with("scheme", self.scheme.to_string())
            .with_some("over", self.over.map(|digest| digest.to_string()))
    }
}
