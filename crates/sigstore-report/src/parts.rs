use sigstore_verify::{LoggedEntry, ProvenTime, SignedStatement, Signer, Step, Waiver};

use crate::{Report, TrustSource, explain};

/// What a report says, part by part, for those who write it in a form of their own.
impl Report {
    /// What the artifact is called.
    pub fn artifact_name(&self) -> &str {
        &self.artifact_name
    }

    /// Its digest: the algorithm, a colon, hex.
    pub fn artifact_digest(&self) -> Option<&str> {
        self.artifact_digest.as_deref()
    }

    /// Who signed, as far as that was found.
    pub fn signer(&self) -> Option<&Signer> {
        self.signer.as_ref()
    }

    /// The times that were proven.
    pub fn times(&self) -> &[ProvenTime] {
        &self.times
    }

    /// The entries of trusted logs.
    pub fn log_entries(&self) -> &[LoggedEntry] {
        &self.log_entries
    }

    /// What the signed statement says, if one was signed.
    pub fn statement(&self) -> Option<&SignedStatement> {
        self.statement.as_ref()
    }

    /// What the policy waived.
    pub fn waivers(&self) -> &[Waiver] {
        &self.waivers
    }

    /// Where the trust came from.
    pub fn trust(&self) -> &TrustSource {
        &self.trust
    }
}

/// What a step of a verification is for, in a clause without a full stop.
pub const fn lesson(step: Step) -> &'static str {
    explain::lesson(step)
}
