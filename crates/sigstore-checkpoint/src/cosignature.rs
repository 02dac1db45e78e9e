use sigstore_traits::{Rule, RuleKind, UnixTime};

use crate::{Checkpoint, Error, SignatureLine};

/// See [`SignatureLine::cosignature`] and [`Checkpoint::cosigned_message`].
pub(crate) static V_85: Rule = Rule {
    id: "V-85",
    title: "A witness's Ed25519 cosignature is a time of seconds below 2⁶³ and 64 bytes over that time and the checkpoint's text.",
    source: "C2SP tlog-cosignature.md, Format and Ed25519 signed message",
    kind: RuleKind::Refusal,
    place: "sigstore-checkpoint SignatureLine::cosignature, Checkpoint::cosigned_message",
};

/// What a witness says in its signature line: that it had seen the tree grow up to this
/// checkpoint at this time.
///
/// ```text
/// struct {
///     u64 timestamp;
///     opaque ed25519_signature[64];
/// } timestamped_signature;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cosignature {
    /// When, in whole seconds.
    pub time: UnixTime,
    /// Ed25519 over [`Checkpoint::cosigned_message`] with that time.
    pub signature: [u8; 64],
}

impl SignatureLine<'_> {
    /// Reads the signature as the Ed25519 cosignature of a witness. Whether it is one is known by
    /// the key alone: see [`cosigner_key_id`](crate::cosigner_key_id).
    ///
    /// # Errors
    /// [`Error::CosignatureLength`], [`Error::CosignatureTime`] (V-85).
    pub fn cosignature(&self) -> Result<Cosignature, Error> {
        let (line, bytes) = (self.line(), self.signature().len());
        let wrong_length = Error::CosignatureLength { line, bytes };
        let Some((time, signature)) = self.signature().split_first_chunk() else {
            return Err(wrong_length);
        };
        let signature = signature.try_into().map_err(|_| wrong_length)?;
        let found = u64::from_be_bytes(*time);
        match i64::try_from(found) {
            Ok(seconds) => Ok(Cosignature { time: UnixTime::from_seconds(seconds), signature }),
            Err(_) => Err(Error::CosignatureTime { line, found }),
        }
    }
}

impl Checkpoint<'_> {
    /// What a witness signs that cosigns this checkpoint at `time` (V-85).
    ///
    /// ```text
    /// cosignature/v1
    /// time 1679315147
    /// example.com/behind-the-sofa
    /// 20852163
    /// CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
    /// ```
    pub fn cosigned_message(&self, time: UnixTime) -> String {
        let (seconds, text) = (time.seconds(), self.signed_text());
        format!("cosignature/v1\ntime {seconds}\n{text}")
    }
}
