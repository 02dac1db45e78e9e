use sigstore_traits::{Rule, RuleKind, SignatureScheme, SignatureSuite};

/// See [`key_id()`], [`rekor_v1_key_id`] and [`cosigner_key_id`].
pub(crate) static V_77: Rule = Rule {
    id: "V-77",
    title: "Four bytes of key id stand before the signature; they begin the SHA-256 of the key, with name and type before it where the key's kind binds its name.",
    source: "C2SP signed-note.md, Signatures and Signature types; sigstore protobuf-specs sigstore_trustroot.proto, TransparencyLogInstance.checkpoint_key_id",
    kind: RuleKind::Refusal,
    place: "sigstore-checkpoint key_id, rekor_v1_key_id, cosigner_key_id, Checkpoint::parse",
};

/// The id under which a log of Rekor v2, or of C2SP, signs notes with this key (V-77). `spki` is
/// its DER SubjectPublicKeyInfo. `None`: keys of this scheme sign no notes.
///
/// | scheme | first four bytes of |
/// |---|---|
/// | Ed25519 | `SHA-256(name \|\| 0x0A \|\| 0x01 \|\| 32-byte key)` |
/// | ECDSA | `SHA-256(spki)` |
/// | RSA PKCS#1 v1.5 | `SHA-256(name \|\| 0x0A \|\| 0xFF \|\| "PKIX-RSA-PKCS#1v1.5" \|\| spki)` |
pub fn key_id(
    name: &str,
    spki: &[u8],
    scheme: SignatureScheme,
    suite: &impl SignatureSuite,
) -> Option<[u8; 4]> {
    let name = name.as_bytes();
    match scheme {
        SignatureScheme::Ed25519 => {
            let key = ed25519_key(spki)?;
            Some(hash(&[name, b"\n\x01", key], suite))
        }
        SignatureScheme::Ecdsa(_) => Some(hash(&[spki], suite)),
        SignatureScheme::RsaPkcs1(_) => {
            Some(hash(&[name, b"\n\xffPKIX-RSA-PKCS#1v1.5", spki], suite))
        }
        SignatureScheme::RsaPss(_) | SignatureScheme::Ed25519ph => None,
    }
}

/// The id under which a log of Rekor v1 signs checkpoints, whatever its key: the first four bytes
/// of `SHA-256(spki)` (V-77).
pub fn rekor_v1_key_id(spki: &[u8], suite: &impl SignatureSuite) -> [u8; 4] {
    hash(&[spki], suite)
}

/// The id under which a witness cosigns with an Ed25519 key: the first four bytes of
/// `SHA-256(name || 0x0A || 0x04 || 32-byte key)` (V-77). `None`: not an Ed25519 key.
pub fn cosigner_key_id(name: &str, spki: &[u8], suite: &impl SignatureSuite) -> Option<[u8; 4]> {
    let key = ed25519_key(spki)?;
    Some(hash(&[name.as_bytes(), b"\n\x04", key], suite))
}

fn hash(parts: &[&[u8]], suite: &impl SignatureSuite) -> [u8; 4] {
    let [a, b, c, d, ..] = suite.sha256(parts);
    [a, b, c, d]
}

/// The 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410 section 4), which has one
/// encoding only:
///
/// ```text
/// 30 2a             SEQUENCE
///   30 05           SEQUENCE (AlgorithmIdentifier)
///     06 03 2b6570  OBJECT IDENTIFIER 1.3.101.112
///   03 21 00        BIT STRING, no unused bits, then the key
/// ```
fn ed25519_key(spki: &[u8]) -> Option<&[u8]> {
    let prefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    spki.strip_prefix(&prefix).filter(|key| key.len() == 32)
}
