use sigstore_bundle::{Content as BundleContent, MessageSignature};
use sigstore_traits::{
    Digest, HashAlgorithm, KeyAlgorithm, KeyDetails, Message, Rule, RuleKind, SignatureScheme,
    SignatureSuite, Signer, Trust,
};
use sigstore_transport::Transport;
use sigstore_verify::{Artifact, Needs};

use crate::content::{envelope, pae, subject_of};
use crate::credential::Holder;
use crate::scheme::{details, scheme};
use crate::{Content, Credential, Error, Public, Recorders, Signing, Step, Why};

/// See [`Signed`].
pub(crate) static S_65: Rule = Rule {
    id: "S-65",
    title: "A bundle is of version 0.3 and holds the signer's certificate alone, or the hint of the key: the base64 of the SHA-256 of its SubjectPublicKeyInfo.",
    source: "sigstore protobuf-specs sigstore_bundle.proto, VerificationMaterial; sigstore_common.proto, PublicKeyIdentifier",
    kind: RuleKind::Shape,
    place: "sigstore-sign Signing::log",
};

/// See [`Signing::sign`].
pub(crate) static S_66: Rule = Rule {
    id: "S-66",
    title: "The signature of an artifact comes with the digest that it is over.",
    source: "sigstore protobuf-specs sigstore_common.proto, MessageSignature.message_digest",
    kind: RuleKind::Refusal,
    place: "sigstore-sign Signing::sign",
};

/// A signature that nobody has recorded yet.
#[derive(Clone, Debug)]
pub struct Signed<'r> {
    pub(crate) recorders: &'r Recorders,
    pub(crate) holder: Holder,
    pub(crate) content: BundleContent,
    /// What the bundle is verified for.
    pub(crate) artifact: Artifact,
    /// What a log of digests records: of the artifact, or of what the envelope signs.
    pub(crate) digest: Digest,
    /// The registry's name for the key and its scheme, which a log of Rekor v2 asks for.
    pub(crate) details: Option<KeyDetails>,
    pub(crate) algorithm: KeyAlgorithm,
}

impl Signed<'_> {
    /// The bytes of the signature.
    pub fn signature(&self) -> &[u8] {
        match &self.content {
            BundleContent::Message(message) => &message.signature,
            BundleContent::Dsse(envelope) => &envelope.signature.sig,
        }
    }

    pub(crate) fn public(&self) -> Public {
        self.holder.public()
    }
}

impl<T: Trust, X: Transport> Signing<'_, T, X> {
    /// What must be known of an artifact to sign it with this key for these logs, so that one pass
    /// over it yields that ([`Artifact::read`]).
    ///
    /// # Errors
    /// [`Why::Unsuitable`] if the logs ask for different signatures of such a key.
    pub fn needs<K>(
        &self,
        credential: &Credential<K>,
        recorders: &Recorders,
    ) -> Result<Needs, Error<X::Error>> {
        let scheme = suiting(credential, false, recorders);
        let scheme = scheme.map_err(|why| self.refuse_to_sign(credential, why))?;
        Ok(Needs { digests: scheme.hash().into_iter().collect(), bytes: false })
    }

    /// Signs. The credential stays, for the next one.
    ///
    /// # Errors
    /// [`Why::Expired`] if the certificate has ended, or why the key can't sign this for these logs.
    pub fn sign<'r, K: Signer>(
        &self,
        credential: &Credential<K>,
        content: Content<'_>,
        recorders: &'r Recorders,
    ) -> Result<Signed<'r>, Error<X::Error>> {
        self.signed(credential, content, recorders)
            .map_err(|why| self.refuse_to_sign(credential, why))
    }

    fn refuse_to_sign<K>(&self, credential: &Credential<K>, why: Why<X::Error>) -> Error<X::Error> {
        self.error(Step::Signature, &credential.holder.public(), why)
    }

    fn signed<'r, K: Signer>(
        &self,
        credential: &Credential<K>,
        content: Content<'_>,
        recorders: &'r Recorders,
    ) -> Result<Signed<'r>, Why<X::Error>> {
        credential.holder.check(self.now())?;
        let scheme = suiting(credential, content.is_envelope(), recorders)?;
        let algorithm = credential.algorithm;
        let details = details(algorithm, scheme);
        let (artifact, digest, content) = match content {
            Content::Artifact(artifact) => sign_artifact(&credential.key, scheme, artifact)?,
            Content::Statement(statement) => {
                self.sign_statement(&credential.key, scheme, statement)?
            }
        };
        let holder = credential.holder.clone();
        Ok(Signed { recorders, holder, content, artifact, digest, details, algorithm })
    }

    fn sign_statement(
        &self,
        key: &impl Signer,
        scheme: SignatureScheme,
        statement: &[u8],
    ) -> Result<Parts, Why<X::Error>> {
        let artifact = subject_of(statement)?;
        let pae = pae(statement);
        let hash = scheme.hash().unwrap_or(HashAlgorithm::Sha256);
        let digest = self.trust.suite().digest(hash, &pae.parts());
        let signature = match scheme.hash() {
            Some(_) => key.sign_with(scheme, Message::Digest(&digest)),
            None => key.sign_with(scheme, Message::Bytes(&pae.to_vec())),
        };
        let signature = signature.map_err(Why::Signature)?;
        Ok((artifact, digest, BundleContent::Dsse(envelope(statement, signature))))
    }
}

/// What the bundle is verified for, what a log of digests records, what the bundle holds.
type Parts = (Artifact, Digest, BundleContent);

fn sign_artifact<X>(
    key: &impl Signer,
    scheme: SignatureScheme,
    artifact: &Artifact,
) -> Result<Parts, Why<X>> {
    let needed = scheme.hash().unwrap_or(HashAlgorithm::Sha512);
    let digest = *artifact.digest(needed).ok_or(Why::Digest { needed })?;
    let signature = key.sign_with(scheme, Message::Digest(&digest)).map_err(Why::Signature)?;
    let message = MessageSignature { digest: Some(digest), signature };
    Ok((artifact.clone(), digest, BundleContent::Message(message)))
}

fn suiting<K, X>(
    credential: &Credential<K>,
    is_envelope: bool,
    recorders: &Recorders,
) -> Result<SignatureScheme, Why<X>> {
    let algorithm = credential.algorithm;
    scheme(algorithm, is_envelope, recorders).ok_or(Why::Unsuitable { algorithm })
}
