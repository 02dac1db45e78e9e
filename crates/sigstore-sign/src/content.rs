use sigstore_dsse::{Envelope, EnvelopeSignature, Pae, Statement};
use sigstore_traits::{Rule, RuleKind};
use sigstore_verify::Artifact;

use crate::Why;

/// See [`Content::Statement`].
pub(crate) static S_67: Rule = Rule {
    id: "S-67",
    title: "The payload of an envelope is the statement byte for byte as it was given; it is read, so that what can't be verified is not signed, and never written again.",
    source: "sigstore architecture-docs client-spec.md section 4.5; DSSE protocol.md, Signature Definition",
    kind: RuleKind::Refusal,
    place: "sigstore-sign Signing::sign",
};

/// The payload type of an in-toto statement.
pub const IN_TOTO: &str = "application/vnd.in-toto+json";

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub enum Content<'c> {
    /// An artifact, by the digest that [`Signing::needs`](crate::Signing::needs) asks for.
    Artifact(&'c Artifact),
    /// An in-toto statement about artifacts: its JSON, in a DSSE envelope.
    Statement(&'c [u8]),
}

impl Content<'_> {
    pub(crate) fn is_envelope(&self) -> bool {
        matches!(self, Self::Statement(_))
    }
}

/// The envelope around a statement.
pub(crate) fn envelope(statement: &[u8], sig: Vec<u8>) -> Envelope {
    Envelope {
        payload: statement.to_vec(),
        payload_type: IN_TOTO.into(),
        signature: EnvelopeSignature { sig, keyid: None },
    }
}

/// What is signed of a statement.
pub(crate) fn pae(statement: &[u8]) -> Pae<'_> {
    Pae::new(IN_TOTO, statement)
}

/// An artifact that the statement is about: what the bundle is verified for.
pub(crate) fn subject_of<X>(statement: &[u8]) -> Result<Artifact, Why<X>> {
    let statement = Statement::parse(statement).map_err(Why::Statement)?;
    let mut digests = statement.subjects.iter().flat_map(|subject| subject.known_digests());
    digests.next().copied().map(Artifact::from_digest).ok_or(Why::NoSubject)
}
