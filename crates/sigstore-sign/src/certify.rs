use sigstore_certificate::Certificate;
use sigstore_fulcio_client::{
    CertificationRequest, IssuedCertificate, Proof, SctDelivery, SigningCertV1, SigningCertV2,
};
use sigstore_signing_config::Service;
use sigstore_traits::{
    Message, Rule, RuleKind, SignatureScheme, SignatureSuite, Signer, Trust, Validity,
};
use sigstore_transport::Transport;
use sigstore_verify::{Policy, Unreadable, UnreadableError, Waived, WaivedBy, check_certificate};
use tracing::Instrument;

use crate::credential::Holder;
use crate::signing::address;
use crate::{Credential, Error, Identity, Public, Published, Signing, Step, Why};

/// See [`Signing::certify`].
pub(crate) static S_4: Rule = Rule {
    id: "S-4",
    title: "A certificate is used only if it is for the key, below a trusted authority and valid now, promised by a trusted log (inside it or beside it), and names who the token says and its issuer.",
    source: "sigstore architecture-docs client-spec.md section 2.1.3",
    kind: RuleKind::Refusal,
    place: "sigstore-sign Signing::certify",
};

/// How whoever asks for a certificate shows that the key is theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProofForm {
    /// A signature over the claim of the token by which the authority knows the subject.
    #[default]
    Possession,
    /// A PKCS#10 request, which signs itself and asks for no claim.
    Csr,
}

/// Which API of the certificate authority is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FulcioApi {
    /// `POST /api/v2/signingCert`
    #[default]
    V2,
    /// `POST /api/v1/signingCert`, the one of 2022.
    V1,
}

/// A made proof, to be shown.
enum Proven {
    Possession(SignatureScheme, Vec<u8>),
    Csr(String),
}

impl<T: Trust, X: Transport + Sync> Signing<'_, T, X> {
    /// Has a key certified, and checks the certificate before anything is signed with it (S-4).
    ///
    /// Once the authority has answered, the certificate is public, whether it can be used or not.
    ///
    /// # Errors
    /// Why there is no certificate, or why it can't be used.
    pub async fn certify<K: Signer>(
        &self,
        identity: &Identity<'_>,
        key: K,
        form: ProofForm,
        ca: &Service,
    ) -> Result<Credential<K>, Error<X::Error>> {
        self.certify_by(FulcioApi::V2, identity, key, form, ca).await
    }

    /// As [`certify`](Self::certify), over this API.
    ///
    /// # Errors
    /// As [`certify`](Self::certify).
    pub async fn certify_by<K: Signer>(
        &self,
        api: FulcioApi,
        identity: &Identity<'_>,
        key: K,
        form: ProofForm,
        ca: &Service,
    ) -> Result<Credential<K>, Error<X::Error>> {
        self.check_token(identity.token)?;
        let before = |why| self.error(Step::Certificate, &Public::default(), why);
        let base = address(&ca.url).map_err(|error| before(Why::Address(error)))?;
        let algorithm = self.key_algorithm(key.spki()).map_err(|error| before(Why::Key(error)))?;
        let proven = prove(identity, &key, form).map_err(before)?;
        let at_peer = |certificate, why| Error {
            step: Step::Certificate,
            peer: Some(ca.url.clone()),
            public: Public { certificate, entries: Vec::new() },
            why: Box::new(why),
        };
        let span = tracing::info_span!(target: "sigstore::sign", "certify", service = %base);
        let (token, proof) = (identity.token.expose(), proven.shown(key.spki()));
        let issued = async {
            match api {
                FulcioApi::V2 => self.ask(&SigningCertV2 { token, proof }, &base).await,
                FulcioApi::V1 => self.ask(&SigningCertV1 { token, proof }, &base).await,
            }
        };
        let issued = issued.instrument(span).await;
        let issued =
            issued.map_err(|unanswered| at_peer(unanswered.published(), unanswered.why))?;
        let certificate = Published::Yes(self.sha256_of(&issued));
        let holder = self.check_issued(identity, key.spki(), issued);
        let holder = holder.map_err(|why| at_peer(certificate, why))?;
        Ok(Credential { key, algorithm, holder })
    }

    fn sha256_of(&self, issued: &IssuedCertificate) -> [u8; 32] {
        let leaf = issued.chain.first().map(Vec::as_slice).unwrap_or_default();
        self.trust.suite().sha256(&[leaf])
    }

    /// The certificate, if it is what was asked for and everything about it holds (S-4).
    fn check_issued(
        &self,
        identity: &Identity<'_>,
        spki: &[u8],
        issued: IssuedCertificate,
    ) -> Result<Holder, Why<X::Error>> {
        let sha256 = self.sha256_of(&issued);
        let der = issued.chain.into_iter().next().unwrap_or_default();
        let validity = validity_if_for(spki, &der)?;
        let (detached, policy) = match issued.sct {
            SctDelivery::Detached(sct) => (Some(sct), unbundled_sct(identity.policy())),
            SctDelivery::Embedded | SctDelivery::Absent => (None, identity.policy()),
        };
        let (detached, expected) = (detached.as_deref(), identity.policy());
        check_certificate(&der, detached, self.now(), self.trust, &expected)
            .map_err(Why::Verification)?;
        Ok(Holder::Certificate { der, sha256, validity, policy: Box::new(policy) })
    }
}

/// The period of the certificate, if it is for this key.
fn validity_if_for<X>(spki: &[u8], der: &[u8]) -> Result<Validity, Why<X>> {
    let certificate = Certificate::parse(der).map_err(|error| {
        let (place, error) = ("certificate".into(), UnreadableError::Certificate(error));
        Why::Verification(sigstore_verify::Error::Unreadable(Unreadable { place, error }))
    })?;
    if certificate.spki() == spki { Ok(certificate.validity()) } else { Err(Why::OtherKey) }
}

/// A bundle has no place for an SCT that came beside the certificate. It is checked when it comes,
/// and is not asked for in the bundle.
fn unbundled_sct(policy: Policy) -> Policy {
    policy.waive(Waived::Sct, WaivedBy::Caller)
}

fn prove<X>(identity: &Identity<'_>, key: &impl Signer, form: ProofForm) -> Result<Proven, Why<X>> {
    match form {
        ProofForm::Possession => {
            let claim = Message::Bytes(identity.challenge.value.as_bytes());
            let signature = key.sign(claim).map_err(Why::Signature)?;
            Ok(Proven::Possession(key.scheme(), signature))
        }
        ProofForm::Csr => {
            let request = CertificationRequest::new(key.spki(), key.scheme());
            let request = request.map_err(Why::Fulcio)?;
            let signature = key.sign(Message::Bytes(request.info())).map_err(Why::Signature)?;
            Ok(Proven::Csr(request.assemble(&signature)))
        }
    }
}

impl Proven {
    fn shown<'p>(&'p self, spki: &'p [u8]) -> Proof<'p> {
        match self {
            Self::Possession(scheme, signature) => {
                Proof::Possession { spki, scheme: *scheme, signature }
            }
            Self::Csr(pem) => Proof::Csr { pem },
        }
    }
}
