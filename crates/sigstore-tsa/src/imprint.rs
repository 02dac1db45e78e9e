use der::asn1::OctetStringRef;
use der::{SliceReader, Tag};
use sigstore_traits::{Digest, Rule, RuleKind};

use crate::algorithm::Algorithm;
use crate::reader::ReadDer;
use crate::{AlgorithmUse, Error};

/// See [`read`].
pub(crate) static V_43: Rule = Rule {
    id: "V-43",
    title: "A timestamp is over a SHA-256, SHA-384 or SHA-512 digest of the length that its algorithm has.",
    source: "RFC 3161 sections 2.4.1 and 2.4.2, MessageImprint; sigstore protobuf-specs sigstore_bundle.proto, TimestampVerificationData",
    kind: RuleKind::Refusal,
    place: "sigstore-tsa Timestamp::parse",
};

/// Reads the digest that is stamped (V-43).
///
/// ```text
/// MessageImprint ::= SEQUENCE {
///     hashAlgorithm  AlgorithmIdentifier,
///     hashedMessage  OCTET STRING }
/// ```
pub(crate) fn read(reader: &mut SliceReader<'_>) -> Result<Digest, Error> {
    reader.inside(Tag::Sequence, |reader| {
        let algorithm = Algorithm::read(AlgorithmUse::Imprint, reader)?.hash()?;
        let digest = reader.value::<&OctetStringRef>()?.as_bytes();
        Digest::new(algorithm, digest)
            .ok_or(Error::ImprintLength { algorithm, bytes: digest.len() })
    })
}
