use sigstore_traits::{HashAlgorithm, Rule, RuleKind, SignatureScheme};

/// See [`note_scheme`].
pub(crate) static V_84: Rule = Rule {
    id: "V-84",
    title: "A note is signed over its text: by ECDSA and RSA keys of any size with SHA-256, by Ed25519 keys directly; keys of other schemes sign none.",
    source: "C2SP signed-note.md, Signature types and Ed25519 signatures",
    kind: RuleKind::Refusal,
    place: "sigstore-checkpoint note_scheme",
};

/// The scheme with which a key signs notes, where `scheme` is the one of its key details; `None`
/// if it signs none (V-84). The message is [`Checkpoint::signed_text`](crate::Checkpoint::signed_text).
pub const fn note_scheme(scheme: SignatureScheme) -> Option<SignatureScheme> {
    match scheme {
        SignatureScheme::Ecdsa(_) => Some(SignatureScheme::Ecdsa(HashAlgorithm::Sha256)),
        SignatureScheme::RsaPkcs1(_) => Some(SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256)),
        SignatureScheme::Ed25519 => Some(SignatureScheme::Ed25519),
        SignatureScheme::RsaPss(_) | SignatureScheme::Ed25519ph => None,
    }
}
