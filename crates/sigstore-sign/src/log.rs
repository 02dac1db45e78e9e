use sigstore_bundle::{Bundle, Content, MediaType};
use sigstore_dsse::Envelope;
use sigstore_json::ordered;
use sigstore_rekor_client::{CreateEntry, EntryByUuid, dsse_proposal, hashedrekord_proposal};
use sigstore_rekor_types::{PemVerifier, TransparencyLogEntry};
use sigstore_traits::{Rule, RuleKind, Trust};
use sigstore_transport::Transport;
use sigstore_verify::{Policy, Thresholds, Verified, verify};
use tracing::Instrument;

use crate::signing::Unanswered;
use crate::{Error, Log, LogVersion, Public, Published, Signed, Signing, Stamped, Step, Why};

/// See [`Signing::log`].
pub(crate) static S_3: Rule = Rule {
    id: "S-3",
    title: "Every timestamp and every log entry is verified as it comes, the entry in the bundle that it makes; a bundle that does not verify is not given out.",
    source: "sigstore architecture-docs client-spec.md sections 2.1.5, 2.1.7 and 2.1.8",
    kind: RuleKind::Refusal,
    place: "sigstore-sign Signing::log",
};

/// See [`proposal`].
pub(crate) static S_70: Rule = Rule {
    id: "S-70",
    title: "The envelope that a log of Rekor v1 gets is the one of the bundle: the same payload, type and signature.",
    source: "sigstore/rekor pkg/types/dsse/v0.0.1; sigstore protobuf-specs sigstore_bundle.proto, Bundle.dsse_envelope",
    kind: RuleKind::Refusal,
    place: "sigstore-sign Signing::log",
};

/// A bundle that was verified.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finished {
    /// The bundle.
    pub bundle: Bundle,
    /// What its verification proved.
    pub verified: Verified,
    /// What is public: the certificate, and an entry in every log.
    pub public: Public,
}

impl<T: Trust + Sync, X: Transport + Sync> Signing<'_, T, X>
where
    T::Suite: Sync,
{
    /// Has every log record the signature, verifies what it answers, and gives the bundle (S-3).
    ///
    /// The bundle with the entry of each log alone is verified as soon as the log has answered, so
    /// that an error names the log; with more than one, so is the whole.
    ///
    /// A log of Rekor v2 that has an equal entry, or whose answer was lost, is looked through for
    /// the entry (S-51): at the index that it tells, else among the newest
    /// [`MAX_SEARCHED`](crate::MAX_SEARCHED).
    ///
    /// # Errors
    /// Why there is no entry in one of them, or why it does not hold.
    pub async fn log(&self, stamped: Stamped<'_>) -> Result<Finished, Error<X::Error>> {
        let mut public = stamped.signed.public();
        let (mut entries, mut alone) = (Vec::new(), None);
        for log in &stamped.signed.recorders.logs {
            let span = tracing::info_span!(target: "sigstore::sign", "log", service = %log.base);
            let (entry, made) = self.entry(&stamped, log, &public).instrument(span).await?;
            public = public.with_entry(&log.base.to_string(), Published::Yes(entry.log_index));
            entries.push(entry);
            alone = Some(made);
        }
        let alone = alone.filter(|_| entries.len() == 1);
        let whole = alone.map_or_else(|| self.verified(&stamped, entries), Ok);
        let (bundle, verified) = whole.map_err(|why| self.error(Step::Log, &public, why))?;
        Ok(Finished { bundle, verified, public })
    }

    /// The entry of one log, and the bundle that it makes, verified.
    async fn entry(
        &self,
        stamped: &Stamped<'_>,
        log: &Log,
        public: &Public,
    ) -> Result<(TransparencyLogEntry, (Bundle, Verified)), Error<X::Error>> {
        let address = log.base.to_string();
        let error = |index, why| Error {
            step: Step::Log,
            peer: Some(address.clone()),
            public: public.with_entry(&address, index),
            why: Box::new(why),
        };
        let signed = &stamped.signed;
        signed.holder.check(self.now()).map_err(|why| error(Published::No, why))?;
        let entry = self.record(signed, log).await;
        let entry = entry.map_err(|unanswered| error(unanswered.published(), unanswered.why))?;
        // An entry that does not hold can't tell whether ours is there.
        let made = self.verified(stamped, vec![entry.clone()]);
        Ok((entry, made.map_err(|why| error(Published::Perhaps, why))?))
    }

    /// Has one log record the signature.
    async fn record(
        &self,
        signed: &Signed<'_>,
        log: &Log,
    ) -> Result<TransparencyLogEntry, Unanswered<X::Error>> {
        match (log.version, signed.details) {
            (LogVersion::V1, _) => self.record_v1(signed, log).await,
            (LogVersion::V2, Some(details)) => self.record_v2(signed, details, &log.base).await,
            // Such a signature is not made (S-48).
            (LogVersion::V2, None) => {
                let why = Why::Unsuitable { algorithm: signed.algorithm };
                Err(Unanswered { why, done: Published::No })
            }
        }
    }

    async fn record_v1(
        &self,
        signed: &Signed<'_>,
        log: &Log,
    ) -> Result<TransparencyLogEntry, Unanswered<X::Error>> {
        let (proposed, suite) = (proposal(signed), self.trust.suite());
        let question = CreateEntry { proposed: &proposed, suite };
        let created = match self.ask(&question, &log.base).await {
            // An equal signature is there: of a key that signs the same twice alike (S-43).
            Err(Unanswered {
                why: Why::Rekor(sigstore_rekor_client::Error::AlreadyRecorded { uuid }),
                ..
            }) => {
                let found = self.ask(&EntryByUuid { uuid, suite }, &log.base).await;
                found.map_err(|unanswered| Unanswered { done: Published::Perhaps, ..unanswered })
            }
            other => other,
        };
        Ok(created?.entry.entry)
    }

    /// The bundle with these entries, verified (S-3).
    fn verified(
        &self,
        Stamped { signed, timestamps }: &Stamped<'_>,
        entries: Vec<TransparencyLogEntry>,
    ) -> Result<(Bundle, Verified), Why<X::Error>> {
        let (material, content) = (signed.holder.material(), signed.content.clone());
        let bundle = Bundle::new(MediaType::V03, material, entries, timestamps.clone(), content);
        let bundle = bundle.map_err(Why::Bundle)?;
        let policy = policy(signed, timestamps.len());
        let verified = verify(&signed.artifact, &bundle, self.trust, &policy);
        Ok((bundle, verified.map_err(Why::Verification)?))
    }
}

/// Exactly this signer; a timestamp, if one was asked for.
fn policy(signed: &Signed<'_>, timestamps: usize) -> Policy {
    let thresholds = Thresholds { timestamps: timestamps.min(1), ..Thresholds::default() };
    signed.holder.policy().thresholds(thresholds)
}

/// What a log of Rekor v1 is to record: the digest with the signature, or the envelope.
fn proposal(signed: &Signed<'_>) -> String {
    let verifier = PemVerifier::from(signed.holder.verifier());
    match &signed.content {
        Content::Message(message) => {
            hashedrekord_proposal(&signed.digest, &message.signature, verifier.text())
        }
        Content::Dsse(envelope) => dsse_proposal(&json(envelope), verifier.text()),
    }
}

fn json(envelope: &Envelope) -> String {
    ordered(&envelope.to_value())
}
