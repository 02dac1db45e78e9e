use sigstore_traits::HashAlgorithm::Sha256;
use sigstore_traits::{KeyAlgorithm, KeyDetails, Rule, RuleKind, SignatureScheme};

use crate::{LogVersion, Recorders};

/// See [`scheme`].
pub(crate) static S_48: Rule = Rule {
    id: "S-48",
    title: "A signature is made in the scheme that every log takes: the registry's for the key, Ed25519ph where a digest is logged; of envelopes Rekor v1 takes SHA-256 and pure Ed25519.",
    source: "sigstore architecture-docs algorithm-registry.md; rekor-v2-spec.md section 4.3; sigstore/rekor pkg/types/dsse",
    kind: RuleKind::Refusal,
    place: "sigstore-sign Signing::sign",
};

/// How a key of this kind signs for these logs; `None` if they ask for different signatures.
pub(crate) fn scheme(
    key: KeyAlgorithm,
    is_envelope: bool,
    recorders: &Recorders,
) -> Option<SignatureScheme> {
    let mut schemes = recorders.logs.iter().map(|log| match (is_envelope, log.version) {
        (true, LogVersion::V1) => of_envelope_in_v1(key),
        _ => of_digest(key),
    });
    let first = schemes.next()?;
    let named = details(key, first).is_some();
    let nameless = recorders.logs.iter().all(|log| log.version == LogVersion::V1);
    (schemes.all(|scheme| scheme == first) && (named || nameless)).then_some(first)
}

fn of_digest(key: KeyAlgorithm) -> SignatureScheme {
    match key {
        KeyAlgorithm::Ed25519 => SignatureScheme::Ed25519ph,
        KeyAlgorithm::Rsa { .. } => SignatureScheme::RsaPkcs1(key.default_hash()),
        _ => SignatureScheme::Ecdsa(key.default_hash()),
    }
}

fn of_envelope_in_v1(key: KeyAlgorithm) -> SignatureScheme {
    match key {
        KeyAlgorithm::Ed25519 => SignatureScheme::Ed25519,
        KeyAlgorithm::Rsa { .. } => SignatureScheme::RsaPkcs1(Sha256),
        _ => SignatureScheme::Ecdsa(Sha256),
    }
}

/// The registry's name for a key that signs so: not the deprecated one that leaves the size open.
pub(crate) fn details(key: KeyAlgorithm, scheme: SignatureScheme) -> Option<KeyDetails> {
    let deprecated = [KeyDetails::Pkcs1RsaPkcs1v5, KeyDetails::PkixRsaPkcs1v5];
    let mut all = KeyDetails::ALL.iter().copied();
    all.find(|details| {
        !deprecated.contains(details) && details.fits(key) && details.scheme() == Some(scheme)
    })
}
