use core::fmt;

use der::SliceReader;
use der::asn1::ObjectIdentifier;
use sigstore_traits::HashAlgorithm::{self, Sha256, Sha384, Sha512};
use sigstore_traits::Rule;
use sigstore_traits::SignatureScheme::{self, Ecdsa, Ed25519, RsaPkcs1};
use spki::AlgorithmIdentifierRef;

use crate::Error;
use crate::imprint::V_43;
use crate::reader::{ReadDer, oid};
use crate::signed_data::V_42;

const HASHES: [(ObjectIdentifier, HashAlgorithm); 3] = [
    (oid("2.16.840.1.101.3.4.2.1"), Sha256),
    (oid("2.16.840.1.101.3.4.2.2"), Sha384),
    (oid("2.16.840.1.101.3.4.2.3"), Sha512),
];

const SCHEMES: [(ObjectIdentifier, SignatureScheme); 7] = [
    (oid("1.2.840.10045.4.3.2"), Ecdsa(Sha256)),
    (oid("1.2.840.10045.4.3.3"), Ecdsa(Sha384)),
    (oid("1.2.840.10045.4.3.4"), Ecdsa(Sha512)),
    (oid("1.2.840.113549.1.1.11"), RsaPkcs1(Sha256)),
    (oid("1.2.840.113549.1.1.12"), RsaPkcs1(Sha384)),
    (oid("1.2.840.113549.1.1.13"), RsaPkcs1(Sha512)),
    (oid("1.3.101.112"), Ed25519),
];

/// rsaEncryption, which leaves the hash to `digestAlgorithm` (RFC 3370 section 3.2).
const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");

/// What an algorithm is named for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlgorithmUse {
    /// The digest that is stamped.
    Imprint,
    /// The digest of the content, in the SignerInfo.
    Digest,
    /// The signature, in the SignerInfo.
    Signature,
    /// The digest of the signer's certificate, in a signed attribute.
    CertificateId,
}

impl AlgorithmUse {
    /// The rule that an algorithm breaks which is not supported there.
    pub(crate) const RULES: &'static [&'static Rule] = &[&V_43, &V_42];

    pub(crate) const fn rule(self) -> &'static Rule {
        match self {
            Self::Imprint => &V_43,
            Self::Digest | Self::Signature | Self::CertificateId => &V_42,
        }
    }
}

impl fmt::Display for AlgorithmUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Imprint => "messageImprint.hashAlgorithm",
            Self::Digest => "SignerInfo.digestAlgorithm",
            Self::Signature => "SignerInfo.signatureAlgorithm",
            Self::CertificateId => "ESSCertIDv2.hashAlgorithm",
        })
    }
}

/// An algorithm as the token names it; whether it is supported shows when it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Algorithm<'a> {
    purpose: AlgorithmUse,
    identifier: AlgorithmIdentifierRef<'a>,
}

impl<'a> Algorithm<'a> {
    pub(crate) fn read(
        purpose: AlgorithmUse,
        reader: &mut SliceReader<'a>,
    ) -> Result<Self, der::Error> {
        let identifier = reader.value()?;
        Ok(Self { purpose, identifier })
    }

    /// The hash that it names, with NULL or no parameters: RFC 5754 section 2 has both read.
    pub(crate) fn hash(&self) -> Result<HashAlgorithm, Error> {
        self.known(&HASHES)
            .filter(|_| self.null_or_no_parameters())
            .ok_or_else(|| self.unsupported())
    }

    /// The signature scheme that it names beside a `digestAlgorithm`.
    ///
    /// RSA is with NULL or no parameters, the others without (RFC 5754 section 3, RFC 8419
    /// section 2.2). Both algorithms have the same hash, since the signature is over the digest
    /// (RFC 5652 section 5.6); Ed25519 goes with SHA-512 (RFC 8419 section 3.1).
    pub(crate) fn scheme(&self, digest: HashAlgorithm) -> Result<SignatureScheme, Error> {
        let scheme =
            if self.identifier.oid == RSA { Some(RsaPkcs1(digest)) } else { self.known(&SCHEMES) };
        let fits = |scheme: &SignatureScheme| match scheme {
            RsaPkcs1(_) => self.null_or_no_parameters(),
            _ => self.identifier.parameters.is_none(),
        };
        let scheme = scheme.filter(fits).ok_or_else(|| self.unsupported())?;
        let signature = scheme.hash().unwrap_or(Sha512);
        if signature == digest {
            Ok(scheme)
        } else {
            Err(Error::HashMismatch { digest, signature })
        }
    }

    fn known<T: Copy>(&self, table: &[(ObjectIdentifier, T)]) -> Option<T> {
        let row = table.iter().find(|(oid, _)| *oid == self.identifier.oid);
        row.map(|(_, value)| *value)
    }

    fn null_or_no_parameters(&self) -> bool {
        self.identifier.parameters.is_none_or(|any| any.is_null())
    }

    fn unsupported(&self) -> Error {
        Error::UnsupportedAlgorithm {
            purpose: self.purpose,
            oid: self.identifier.oid,
            parameters: self.identifier.parameters.is_some(),
        }
    }
}

/// The object identifier of a hash.
pub(crate) fn hash_oid(hash: HashAlgorithm) -> ObjectIdentifier {
    let [(sha256, _), (sha384, _), (sha512, _)] = HASHES;
    match hash {
        Sha256 => sha256,
        Sha384 => sha384,
        Sha512 => sha512,
    }
}
