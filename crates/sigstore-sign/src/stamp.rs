use http::Uri;
use sigstore_traits::{HashAlgorithm, Rule, RuleKind, SignatureSuite, Trust};
use sigstore_transport::Transport;
use sigstore_tsa_client::TimestampRequest;
use sigstore_verify::check_timestamp;
use tracing::Instrument;

use crate::{Error, Signed, Signing, Step, Why};

/// See [`Stamped`].
pub(crate) static S_76: Rule = Rule {
    id: "S-76",
    title: "The timestamp authorities are asked before any log: a signature whose time can't be proven is not recorded.",
    source: "sigstore architecture-docs client-spec.md section 2.1.6; sigstore-go pkg/sign/signer.go",
    kind: RuleKind::Shape,
    place: "sigstore-sign Signing::stamp",
};

/// See [`Signing::stamp`].
pub(crate) static S_68: Rule = Rule {
    id: "S-68",
    title: "A timestamp is over the bytes of the signature, and stands in the bundle as the authority answered it, whole.",
    source: "sigstore protobuf-specs sigstore_bundle.proto, TimestampVerificationData; RFC 3161 section 2.4.2",
    kind: RuleKind::Refusal,
    place: "sigstore-sign Signing::stamp",
};

/// A signature with the timestamps that were asked for, all of which hold.
#[derive(Clone, Debug)]
pub struct Stamped<'r> {
    pub(crate) signed: Signed<'r>,
    pub(crate) timestamps: Vec<Vec<u8>>,
}

impl<T: Trust, X: Transport + Sync> Signing<'_, T, X> {
    /// Asks every timestamp authority for the time of the signature, and checks what it says (S-3).
    ///
    /// Nobody learns more than the digest of the signature.
    ///
    /// # Errors
    /// Why there is no timestamp of one of them, or why it does not hold.
    pub async fn stamp<'r>(&self, signed: Signed<'r>) -> Result<Stamped<'r>, Error<X::Error>> {
        let mut timestamps = Vec::new();
        for tsa in &signed.recorders.tsas {
            let span = tracing::info_span!(target: "sigstore::sign", "stamp", service = %tsa);
            let timestamp = self.timestamp(&signed, tsa).instrument(span).await;
            timestamps.push(timestamp.map_err(|why| Error {
                step: Step::Timestamp,
                peer: Some(tsa.to_string()),
                public: signed.public(),
                why: Box::new(why),
            })?);
        }
        Ok(Stamped { signed, timestamps })
    }

    async fn timestamp(&self, signed: &Signed<'_>, tsa: &Uri) -> Result<Vec<u8>, Why<X::Error>> {
        let mut nonce = [0; 8];
        (self.entropy)(&mut nonce);
        let digest = self.trust.suite().digest(HashAlgorithm::Sha256, &[signed.signature()]);
        let nonce = u64::from_be_bytes(nonce);
        let question = TimestampRequest { digest, nonce, cert_req: false };
        let reply = self.ask(&question, tsa).await.map_err(|unanswered| unanswered.why)?;
        let response = reply.into_der();
        let time = check_timestamp(&response, signed.signature(), self.trust);
        let time = time.map_err(Why::Verification)?;
        // A time outside the certificate's proves that the signature is worth nothing.
        signed.holder.check(time)?;
        Ok(response)
    }
}
