use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Reader, SliceReader, TagNumber, Tagged};
use sigstore_traits::{Rule, RuleKind};
use spki::AlgorithmIdentifierRef;

use crate::Error;
use crate::spki::{EC_PUBLIC_KEY, ED25519, SECP256R1, SECP384R1};

/// See [`KeyKind`].
pub(crate) static S_33: Rule = Rule {
    id: "S-33",
    title: "A key that signs is on P-256 or P-384, or Ed25519, and comes as PKCS#8 in PEM, perhaps encrypted; every other kind and form is refused by name.",
    source: "sigstore architecture-docs fulcio-spec.md section 7.3; RFC 5958; RFC 7468 sections 10 and 11; RFC 8018 section 6.2",
    kind: RuleKind::Refusal,
    place: "sigstore-crypto PrivateKey::from_pem",
};

/// The kinds of key that sign here. Signatures of others are verified only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// ECDSA on P-256 with SHA-256: the usual one (S-2), which every service takes.
    #[default]
    P256,
    /// ECDSA on P-384 with SHA-384.
    P384,
    /// Ed25519.
    Ed25519,
}

impl KeyKind {
    /// What kind of key a PKCS#8 document holds, which must be one document and nothing after it.
    ///
    /// ```text
    /// OneAsymmetricKey ::= SEQUENCE {
    ///     version              INTEGER { v1(0), v2(1) },
    ///     privateKeyAlgorithm  AlgorithmIdentifier,
    ///     privateKey           OCTET STRING,
    ///     attributes           [0] Attributes OPTIONAL,
    ///     publicKey            [1] BIT STRING OPTIONAL }
    /// ```
    pub(crate) fn of_pkcs8(der: &[u8]) -> Result<Self, Error> {
        let algorithm = algorithm(der).map_err(|_| Error::Malformed)?;
        let curve = algorithm.parameters_oid().ok();
        match (algorithm.oid, curve) {
            (EC_PUBLIC_KEY, Some(SECP256R1)) => Ok(Self::P256),
            (EC_PUBLIC_KEY, Some(SECP384R1)) => Ok(Self::P384),
            (ED25519, None) => Ok(Self::Ed25519),
            (oid, curve) => Err(Error::Algorithm { found: named(oid, curve) }),
        }
    }
}

fn algorithm(der: &[u8]) -> der::Result<AlgorithmIdentifierRef<'_>> {
    let mut reader = SliceReader::new(der)?;
    let algorithm = reader.sequence(|reader| {
        let version: u8 = reader.decode()?;
        let algorithm = reader.decode()?;
        let _key: &OctetStringRef = reader.decode()?;
        let mut has_public_key = false;
        while !reader.is_finished() {
            let part: AnyRef<'_> = reader.decode()?;
            has_public_key |= part.tag().number() == TagNumber(1);
        }
        // v2 if the public key is there, else v1 (RFC 5958 section 2). AWS-LC compares it.
        match (version, has_public_key) {
            (0, false) | (1, true) => der::Result::Ok(algorithm),
            _ => Err(der::ErrorKind::Failed.into()),
        }
    })?;
    reader.finish()?;
    Ok(algorithm)
}

fn named(algorithm: ObjectIdentifier, curve: Option<ObjectIdentifier>) -> String {
    match curve {
        Some(curve) => format!("{algorithm} {curve}"),
        None => algorithm.to_string(),
    }
}
