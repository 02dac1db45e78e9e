use std::cell::OnceCell;

use sigstore_bundle::Content;
use sigstore_dsse::Envelope;
use sigstore_rekor_types::Body;
use sigstore_traits::{
    Digest, HashAlgorithm, KeyAlgorithm, Rule, RuleKind, SignatureScheme, SignatureSuite, Trust,
};

use crate::logged::entries::KnownEntries;
use crate::material::Material;
use crate::policy::SignerPolicy;
use crate::{Artifact, Needs, Outcome, Policy, Rejection, Waived};

pub(crate) static V_128: Rule = Rule {
    id: "V-128",
    title: "The hash of a signature is the one that its log entry names, else the bundle's digest, else the registry's for the key; exactly one is tried. A logged message or v2 entry of an Ed25519 key means Ed25519ph.",
    source: "sigstore architecture-docs algorithm-registry.md; rekor-v2-spec.md section 4.3",
    kind: RuleKind::Acceptance,
    place: "sigstore-verify Case::scheme",
};

/// Everything that a verification looks at.
pub(crate) struct Case<'c, T: Trust> {
    pub(crate) material: &'c Material<'c>,
    pub(crate) known: KnownEntries<'c, T::Suite>,
    pub(crate) artifact: &'c Artifact,
    pub(crate) trust: &'c T,
    pub(crate) policy: &'c Policy,
    /// The digest of what a DSSE envelope signs, computed once for the log entry and the signature.
    pae: OnceCell<Digest>,
}

impl<'c, T: Trust> Case<'c, T> {
    pub(crate) fn new(
        material: &'c Material<'c>,
        artifact: &'c Artifact,
        trust: &'c T,
        policy: &'c Policy,
    ) -> Self {
        let known = KnownEntries::find(&material.entries, trust);
        Self { material, known, artifact, trust, policy, pae: OnceCell::new() }
    }

    /// The key that must have signed, as SubjectPublicKeyInfo: the certificate's, or the policy's.
    pub(crate) fn signer_spki(&self) -> &'c [u8] {
        self.material.signer_spki(self.policy)
    }

    /// Whether the signature needs a proven time (V-37, V-133).
    pub(crate) fn needs_time(&self) -> bool {
        match self.policy.signer {
            SignerPolicy::Key { validity, .. } => validity.is_some(),
            _ => true,
        }
    }

    /// Why nothing is asked of log entries, if there is none.
    pub(crate) fn without_entries(&self) -> Option<Outcome> {
        let none = self.material.entries.is_empty();
        none.then_some(Outcome::NotApplicable("the bundle has no log entry"))
    }

    /// Why nothing is asked of the content of log entries, if there is none of a known log.
    pub(crate) fn without_known_entries(&self) -> Option<Outcome> {
        let none = self.known.known.is_empty();
        none.then_some(Outcome::NotApplicable("the bundle has no entry of a trusted log"))
    }

    /// Why no time is asked for, if none is needed and there is none.
    pub(crate) fn without_time(&self) -> Option<Outcome> {
        let material = self.material;
        let none = material.timestamps.is_empty()
            && material.entries.iter().all(|entry| entry.entry.inclusion_promise.is_none());
        let moot = none && !self.needs_time();
        moot.then_some(Outcome::NotApplicable("a key without a period needs no time"))
    }

    /// How the signature of the bundle was made with a key of this algorithm (V-128): the first
    /// entry of a known log says so.
    pub(crate) fn scheme(&self, key: KeyAlgorithm) -> SignatureScheme {
        let body = self.known.known.first().map(|known| &known.entry.body);
        self.material.scheme(key, body)
    }

    /// The bytes of the bundle's signature.
    pub(crate) fn signature(&self) -> &'c [u8] {
        match &self.material.bundle.content {
            Content::Message(message) => &message.signature,
            Content::Dsse(envelope) => &envelope.signature.sig,
        }
    }

    /// The digest of the artifact that a signature or an entry needs (V-104).
    pub(crate) fn artifact_digest(&self, needed: HashAlgorithm) -> Result<&Digest, Rejection> {
        let given = || self.artifact.describe();
        self.artifact
            .digest(needed)
            .ok_or_else(|| Rejection::ArtifactDigest { given: given(), needed })
    }

    /// The digest of the pre-authentication encoding of the envelope.
    pub(crate) fn pae_digest(&self, algorithm: HashAlgorithm, envelope: &Envelope) -> Digest {
        let compute = || self.trust.suite().digest(algorithm, &envelope.pae().parts());
        match self.pae.get_or_init(compute) {
            digest if digest.algorithm() == algorithm => *digest,
            _ => compute(),
        }
    }
}

impl Material<'_> {
    pub(crate) fn scheme(&self, key: KeyAlgorithm, body: Option<&Body>) -> SignatureScheme {
        let (hash, prehashed) = match (&self.bundle.content, body) {
            (_, Some(Body::HashedRekordV001(record))) => (Some(record.digest.algorithm()), true),
            (_, Some(Body::HashedRekordV002(record))) => (Some(record.digest.algorithm()), true),
            (_, Some(_)) => (Some(HashAlgorithm::Sha256), false),
            (Content::Message(message), None) => {
                (message.digest.as_ref().map(|hint| hint.algorithm()), false)
            }
            (Content::Dsse(_), None) => (None, false),
        };
        match key {
            KeyAlgorithm::Ed25519 if prehashed => SignatureScheme::Ed25519ph,
            KeyAlgorithm::Ed25519 => SignatureScheme::Ed25519,
            KeyAlgorithm::Rsa { .. } => self.rsa_scheme(key, body),
            KeyAlgorithm::EcdsaP256 => SignatureScheme::Ecdsa(HashAlgorithm::Sha256),
            KeyAlgorithm::EcdsaP384 | KeyAlgorithm::EcdsaP521 => {
                let hash = hash.filter(|hash| key.signing_hashes().contains(hash));
                SignatureScheme::Ecdsa(hash.unwrap_or(key.default_hash()))
            }
        }
    }

    /// PKCS#1 v1.5, unless a v2 entry says that a managed key signs with PSS.
    fn rsa_scheme(&self, key: KeyAlgorithm, body: Option<&Body>) -> SignatureScheme {
        let named = match body {
            Some(Body::HashedRekordV002(record)) if record.key_details.fits(key) => {
                record.key_details.scheme()
            }
            _ => None,
        };
        let pss = named.filter(|_| self.leaf.is_none());
        pss.unwrap_or(SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256))
    }

    /// What the bundle needs to know of the artifact: the hashes that its entries, its digest hint,
    /// its subjects and its key name (V-128).
    pub(crate) fn needs(&self, key: Option<KeyAlgorithm>, policy: &Policy) -> Needs {
        let unlogged = self.entries.is_empty() || policy.waiver(Waived::TransparencyLog).is_some();
        let bodies = self.entries.iter().map(|entry| &entry.body);
        let schemes = key.into_iter().flat_map(|key| {
            let of_entries = bodies.clone().map(move |body| self.scheme(key, Some(body)));
            of_entries.chain(std::iter::once(self.scheme(key, None)))
        });
        let (signed, hint): (Vec<_>, _) = match &self.bundle.content {
            Content::Message(message) => (schemes.collect(), message.digest.as_ref()),
            Content::Dsse(_) => (Vec::new(), None),
        };
        let logged = bodies.filter_map(|body| match body {
            Body::HashedRekordV001(record) => Some(record.digest.algorithm()),
            Body::HashedRekordV002(record) => Some(record.digest.algorithm()),
            _ => None,
        });
        let subjects = self.statement.iter().flat_map(|statement| &statement.subjects);
        let subjects = subjects
            .flat_map(|subject| subject.known_digests().copied().map(|digest| digest.algorithm()));
        let bytes = unlogged && signed.contains(&SignatureScheme::Ed25519);
        let named: Vec<_> = match &self.bundle.content {
            Content::Message(_) => {
                let signed = signed.iter().filter_map(|scheme| scheme.hash());
                logged.chain(signed).chain(hint.map(|hint| hint.algorithm())).collect()
            }
            Content::Dsse(_) => subjects.collect(),
        };
        let digests = HashAlgorithm::ALL.into_iter().filter(|hash| named.contains(hash));
        Needs { digests: digests.collect(), bytes }
    }

    pub(crate) fn signer_spki<'m>(&'m self, policy: &'m Policy) -> &'m [u8] {
        match (&policy.signer, &self.leaf) {
            (SignerPolicy::Key { spki, .. }, _) => spki,
            (_, Some(leaf)) => leaf.spki(),
            // The check of the key material has refused this before anyone asks for the key.
            (_, None) => &[],
        }
    }
}
