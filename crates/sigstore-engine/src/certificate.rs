use std::net::IpAddr;

use sigstore_traits::{HashAlgorithm, KeyAlgorithm, Message, SignatureError, UnixTime};

use crate::asn1::{self, Arcs};
use crate::hash::sha256;
use crate::{SigningKey, arcs};

/// What a certificate says, before it is signed: every part can still be altered.
///
/// ```text
/// TBSCertificate  ::=  SEQUENCE  {                            -- RFC 5280 section 4.1
///      version         [0]  EXPLICIT Version DEFAULT v1,
///      serialNumber         CertificateSerialNumber,
///      signature            AlgorithmIdentifier,
///      issuer               Name,
///      validity             Validity,
///      subject              Name,
///      subjectPublicKeyInfo SubjectPublicKeyInfo,
///      extensions      [3]  EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tbs {
    /// 2 is v3; 0 is v1, which is written by its absence.
    pub version: u8,
    /// The magnitude of the serial number, big-endian.
    pub serial: Vec<u8>,
    /// DER of the AlgorithmIdentifier inside; the one outside is the signer's.
    pub algorithm: Vec<u8>,
    /// DER of the issuer's Name.
    pub issuer: Vec<u8>,
    /// The first second of the period.
    pub not_before: UnixTime,
    /// The last second of the period.
    pub not_after: UnixTime,
    /// DER of the subject's Name.
    pub subject: Vec<u8>,
    /// DER of the SubjectPublicKeyInfo.
    pub spki: Vec<u8>,
    /// In the order of the certificate; none leaves the field out.
    pub extensions: Vec<Extension>,
}

/// `Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Which one.
    pub id: Vec<u32>,
    /// Whether a reader that does not know it must refuse the certificate.
    pub critical: bool,
    /// The content of the OCTET STRING.
    pub value: Vec<u8>,
}

impl Tbs {
    /// The DER that is signed.
    pub fn der(&self) -> Vec<u8> {
        let version = match self.version {
            0 => Vec::new(),
            version => asn1::context(0, &[&asn1::unsigned(&[version])]),
        };
        let extensions: Vec<_> = self.extensions.iter().map(Extension::der).collect();
        let extensions = match extensions.as_slice() {
            [] => Vec::new(),
            some => asn1::context(3, &[&asn1::sequence(&[&some.concat()])]),
        };
        asn1::sequence(&[
            &version,
            &asn1::unsigned(&self.serial),
            &self.algorithm,
            &self.issuer,
            &asn1::sequence(&[&asn1::time(self.not_before), &asn1::time(self.not_after)]),
            &self.subject,
            &self.spki,
            &extensions,
        ])
    }

    /// The certificate, signed by `key` with `hash` (pure Ed25519 has its own).
    ///
    /// # Errors
    /// [`SignatureError`] if the key can't sign so.
    pub fn sign(&self, key: &SigningKey, hash: HashAlgorithm) -> Result<Vec<u8>, SignatureError> {
        let tbs = self.der();
        let signature = key.sign(key.scheme_with(hash), Message::Bytes(&tbs))?;
        Ok(asn1::sequence(&[
            &tbs,
            &signature_algorithm(key.algorithm(), hash),
            &asn1::bit_string(&signature),
        ]))
    }

    /// The extension with this id.
    pub fn extension_mut(&mut self, id: &Arcs) -> Option<&mut Extension> {
        self.extensions.iter_mut().find(|extension| extension.id == id)
    }

    /// Takes the extension with this id out.
    pub fn remove_extension(&mut self, id: &Arcs) {
        self.extensions.retain(|extension| extension.id != id);
    }
}

impl Extension {
    /// The bit of `KeyUsage` of keys that sign anything but certificates.
    pub const DIGITAL_SIGNATURE: u8 = 0x80;
    /// The bits of `KeyUsage` of authorities.
    pub const CERT_SIGN_AND_CRL_SIGN: u8 = 0x06;

    /// One that a reader may skip.
    pub fn new(id: &Arcs, value: Vec<u8>) -> Self {
        Self { id: id.to_vec(), critical: false, value }
    }

    /// One that a reader must know.
    pub fn critical(id: &Arcs, value: Vec<u8>) -> Self {
        Self { critical: true, ..Self::new(id, value) }
    }

    /// `KeyUsage`, critical: its bits from `digitalSignature` (0x80) downwards.
    pub fn key_usage(bits: u8) -> Self {
        let unused = u8::try_from(bits.trailing_zeros().min(7)).unwrap_or(0);
        let value = asn1::element(0x03, &[&[unused, bits]]);
        Self::critical(arcs::KEY_USAGE, value)
    }

    /// `ExtKeyUsageSyntax`, not critical.
    pub fn extended_key_usage(purposes: &[&Arcs]) -> Self {
        let purposes: Vec<_> = purposes.iter().map(|purpose| asn1::oid(purpose)).collect();
        Self::new(arcs::EXTENDED_KEY_USAGE, asn1::sequence(&[&purposes.concat()]))
    }

    /// `BasicConstraints` of an authority, critical.
    pub fn authority(path_length: Option<u8>) -> Self {
        let path_length = path_length.map(|length| asn1::unsigned(&[length]));
        let value = asn1::sequence(&[&asn1::boolean(true), &path_length.unwrap_or_default()]);
        Self::critical(arcs::BASIC_CONSTRAINTS, value)
    }

    /// `SubjectAltName` of a server, not critical: `dNSName [2]`, `iPAddress [7]`.
    pub fn server_names((hosts, addresses): (&[&str], &[IpAddr])) -> Self {
        let host = |host: &&str| asn1::context_primitive(2, host.as_bytes());
        let address = |address: &IpAddr| match address {
            IpAddr::V4(address) => asn1::context_primitive(7, &address.octets()),
            IpAddr::V6(address) => asn1::context_primitive(7, &address.octets()),
        };
        let names: Vec<_> = hosts.iter().map(host).chain(addresses.iter().map(address)).collect();
        Self::new(arcs::SUBJECT_ALT_NAME, asn1::sequence(&[&names.concat()]))
    }

    /// `SubjectKeyIdentifier` of this key.
    pub fn subject_key_id(spki: &[u8]) -> Self {
        Self::new(arcs::SUBJECT_KEY_ID, asn1::octet_string(&key_id(spki)))
    }

    /// `AuthorityKeyIdentifier` with the id of this key.
    pub fn authority_key_id(spki: &[u8]) -> Self {
        let id = asn1::context_primitive(0, &key_id(spki));
        Self::new(arcs::AUTHORITY_KEY_ID, asn1::sequence(&[&id]))
    }

    fn der(&self) -> Vec<u8> {
        let critical = match self.critical {
            true => asn1::boolean(true),
            false => Vec::new(),
        };
        asn1::sequence(&[&asn1::oid(&self.id), &critical, &asn1::octet_string(&self.value)])
    }
}

/// A Name of organization and common name, as the authorities of Sigstore have it.
pub fn name(organization: &str, common_name: &str) -> Vec<u8> {
    let attribute = |id: &Arcs, text| {
        let attribute = asn1::sequence(&[&asn1::oid(id), &asn1::printable_string(text)]);
        asn1::set_of(vec![attribute])
    };
    asn1::sequence(&[
        &attribute(arcs::ORGANIZATION, organization),
        &attribute(arcs::COMMON_NAME, common_name),
    ])
}

/// A serial number of 159 random bits (RFC 5280 section 4.1.2.2: positive, 20 octets at most).
pub(crate) fn serial(entropy: &[u8; 32]) -> Vec<u8> {
    let mut serial: Vec<u8> = entropy.iter().copied().take(20).collect();
    if let Some(first) = serial.first_mut() {
        *first &= 0x7f;
    }
    serial
}

/// The AlgorithmIdentifier of a signature: RFC 5758 (ECDSA), RFC 8017 (PKCS#1 v1.5), RFC 8410.
pub(crate) fn signature_algorithm(key: KeyAlgorithm, hash: HashAlgorithm) -> Vec<u8> {
    let number = match hash {
        HashAlgorithm::Sha256 => 0,
        HashAlgorithm::Sha384 => 1,
        HashAlgorithm::Sha512 => 2,
    };
    let (id, parameters) = match key {
        KeyAlgorithm::Ed25519 => (asn1::oid(&[1, 3, 101, 112]), Vec::new()),
        KeyAlgorithm::Rsa { .. } => {
            (asn1::oid(&[1, 2, 840, 113549, 1, 1, 11 + number]), asn1::null())
        }
        KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 | KeyAlgorithm::EcdsaP521 => {
            (asn1::oid(&[1, 2, 840, 10045, 4, 3, 2 + number]), Vec::new())
        }
    };
    asn1::sequence(&[&id, &parameters])
}

/// The id of a key, which may be any hash of it (RFC 5280 section 4.2.1.2, RFC 7093): 160 bits of
/// the SHA-256 of its SubjectPublicKeyInfo.
fn key_id(spki: &[u8]) -> Vec<u8> {
    sha256(&[spki]).into_iter().take(20).collect()
}
