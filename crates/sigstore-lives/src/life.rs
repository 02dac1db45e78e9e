use sigstore_engine::KeyKind;
use sigstore_sign::{LogVersion, ProofForm};

use crate::Who;

/// What is signed, by whom, and which log records it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Which Rekor records the signature.
    pub log: LogVersion,
    /// What vouches for the key.
    pub by: By,
    /// What is signed.
    pub what: What,
}

/// What vouches for the key that signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A certificate for an identity, asked for in this form.
    Certificate(ProofForm, Who),
    /// The verifier has it.
    ManagedKey,
}

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The artifact.
    Message,
    /// An in-toto statement about the artifact, in an envelope.
    Dsse,
}

impl Life {
    /// Every combination there is.
    pub fn all() -> Vec<Self> {
        let mut lives = Vec::new();
        for log in [LogVersion::V1, LogVersion::V2] {
            for by in By::all() {
                lives.extend([What::Message, What::Dsse].map(|what| Self { log, by, what }));
            }
        }
        lives
    }

    /// The combination in one word, such as `v1-pop-message-email`.
    pub fn name(&self) -> String {
        let (log, what) = (self.log_name(), self.what.name());
        match self.by {
            By::Certificate(form, who) => {
                format!("{log}-{}-{what}-{}", form_name(form), who.name())
            }
            By::ManagedKey => format!("{log}-{what}-managed-key"),
        }
    }

    /// The kind of key that signs: each kind of identity has another.
    pub fn key_kind(&self) -> KeyKind {
        match self.by {
            By::Certificate(_, Who::Email) | By::ManagedKey => KeyKind::P256,
            By::Certificate(_, Who::Workflow) => KeyKind::P384,
            By::Certificate(_, Who::Username) => KeyKind::Ed25519,
        }
    }

    const fn log_name(&self) -> &'static str {
        match self.log {
            LogVersion::V1 => "v1",
            LogVersion::V2 => "v2",
        }
    }
}

impl By {
    fn all() -> impl Iterator<Item = Self> {
        let certificates = [ProofForm::Possession, ProofForm::Csr]
            .into_iter()
            .flat_map(|form| Who::ALL.map(|who| Self::Certificate(form, who)));
        certificates.chain([Self::ManagedKey])
    }
}

impl What {
    const fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Dsse => "dsse",
        }
    }
}

const fn form_name(form: ProofForm) -> &'static str {
    match form {
        ProofForm::Possession => "pop",
        ProofForm::Csr => "csr",
    }
}
