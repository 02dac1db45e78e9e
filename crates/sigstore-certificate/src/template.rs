//! Certificates for the tests of this crate: each part can be replaced, and throw-away keys sign.
#![allow(clippy::unwrap_used, clippy::as_conversions, clippy::indexing_slicing)]

use std::cell::Cell;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use sigstore_crypto::{AwsLcHasher, AwsLcKey, AwsLcSuite};
use sigstore_traits::{
    Authority, AuthorityCertificate, Digest, HashAlgorithm, KeyAlgorithm, KeyError, LogId, Message,
    SignatureError, SignatureScheme, SignatureSuite, Trust, TrustedLog, UnixTime, Validity,
};

use crate::{Purpose, load_chain};

/// One value of DER.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let header = match length {
        ..=0x7f => vec![tag, length as u8],
        0x80..=0xff => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [&header, content].concat()
}

pub(crate) fn seq(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// A name with one attribute, CN.
pub(crate) fn name(text: &str) -> Vec<u8> {
    let attribute = seq(&[b"\x06\x03\x55\x04\x03", &tlv(0x0c, text.as_bytes())]);
    seq(&[&tlv(0x31, &attribute)])
}

pub(crate) fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { b"\x01\x01\xff" } else { b"" };
    seq(&[&tlv(0x06, oid), critical, &tlv(0x04, value)])
}

pub(crate) const KEY_USAGE: &[u8] = b"\x55\x1d\x0f";
pub(crate) const SUBJECT_ALT_NAME: &[u8] = b"\x55\x1d\x11";
pub(crate) const BASIC_CONSTRAINTS: &[u8] = b"\x55\x1d\x13";
pub(crate) const EXTENDED_KEY_USAGE: &[u8] = b"\x55\x1d\x25";

pub(crate) fn code_signing() -> Vec<u8> {
    tlv(0x06, b"\x2b\x06\x01\x05\x05\x07\x03\x03")
}

pub(crate) fn time_stamping() -> Vec<u8> {
    tlv(0x06, b"\x2b\x06\x01\x05\x05\x07\x03\x08")
}

pub(crate) const ED25519: &[u8] = b"\x30\x05\x06\x03\x2b\x65\x70";

/// A throw-away Ed25519 key, always the same for a number.
pub(crate) fn key(number: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[number; 32]).unwrap()
}

pub(crate) fn spki(key: &Ed25519KeyPair) -> Vec<u8> {
    AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).unwrap().as_ref().to_vec()
}

/// The parts of a certificate; all but the extensions as they are encoded.
#[derive(Clone)]
pub(crate) struct Template {
    pub(crate) version: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) inner: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) validity: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) spki: Vec<u8>,
    pub(crate) unique_ids: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
    pub(crate) after_extensions: Vec<u8>,
    pub(crate) outer: Vec<u8>,
    pub(crate) unused_bits: u8,
}

impl Template {
    /// With a key, for a subject, from an issuer.
    fn new(number: u8, subject: Vec<u8>, issuer: Vec<u8>) -> Self {
        Self {
            version: b"\xa0\x03\x02\x01\x02".to_vec(),
            serial: b"\x02\x02\x00\x80".to_vec(),
            inner: ED25519.to_vec(),
            issuer,
            validity: seq(&[b"\x17\x0d260101000000Z", b"\x17\x0d260101001000Z"]),
            subject,
            spki: spki(&key(number)),
            unique_ids: Vec::new(),
            extensions: Vec::new(),
            after_extensions: Vec::new(),
            outer: ED25519.to_vec(),
            unused_bits: 0,
        }
    }

    /// A signer's certificate as Fulcio makes it.
    pub(crate) fn leaf(issuer: &str) -> Self {
        let mut leaf = Self::new(99, seq(&[]), name(issuer));
        leaf.extensions = vec![
            extension(KEY_USAGE, true, b"\x03\x02\x07\x80"),
            extension(EXTENDED_KEY_USAGE, false, &seq(&[&code_signing()])),
            extension(SUBJECT_ALT_NAME, true, &seq(&[&tlv(0x81, b"a@example.com")])),
        ];
        leaf
    }

    /// An authority's certificate.
    pub(crate) fn authority(number: u8, subject: &str, issuer: &str) -> Self {
        let mut authority = Self::new(number, name(subject), name(issuer));
        authority.extensions = vec![
            extension(KEY_USAGE, true, b"\x03\x02\x01\x06"),
            extension(BASIC_CONSTRAINTS, true, b"\x30\x03\x01\x01\xff"),
        ];
        authority
    }

    /// A timestamp signer's certificate.
    pub(crate) fn timestamp_signer(number: u8, issuer: &str) -> Self {
        let mut signer = Self::new(number, name("timestamps"), name(issuer));
        signer.extensions = vec![
            extension(KEY_USAGE, true, b"\x03\x02\x07\x80"),
            extension(EXTENDED_KEY_USAGE, true, &seq(&[&time_stamping()])),
        ];
        signer
    }

    /// With this extension instead of the one with its object identifier, or added to the others.
    pub(crate) fn with(mut self, oid: &[u8], critical: bool, value: &[u8]) -> Self {
        self = self.without(oid);
        self.extensions.push(extension(oid, critical, value));
        self
    }

    /// Without the extension with this object identifier.
    pub(crate) fn without(mut self, oid: &[u8]) -> Self {
        self.extensions.retain(|extension| !extension[2..].starts_with(&tlv(0x06, oid)));
        self
    }

    pub(crate) fn tbs(&self) -> Vec<u8> {
        let extensions = tlv(0xa3, &tlv(0x30, &self.extensions.concat()));
        let extensions = if self.extensions.is_empty() { &[] } else { extensions.as_slice() };
        seq(&[
            &self.version,
            &self.serial,
            &self.inner,
            &self.issuer,
            &self.validity,
            &self.subject,
            &self.spki,
            &self.unique_ids,
            extensions,
            &self.after_extensions,
        ])
    }

    /// The certificate, signed with a key.
    pub(crate) fn signed_by(&self, number: u8) -> Vec<u8> {
        self.with_signature(key(number).sign(&self.tbs()).as_ref())
    }

    pub(crate) fn with_signature(&self, signature: &[u8]) -> Vec<u8> {
        let signature = tlv(0x03, &[&[self.unused_bits], signature].concat());
        seq(&[&self.tbs(), &self.outer, &signature])
    }
}

pub(crate) fn seconds(start: i64, end: i64) -> Validity {
    let time = |seconds| Some(UnixTime::from_seconds(seconds));
    Validity { start: time(start), end: time(end) }
}

/// A suite that counts the signatures that it checks.
#[derive(Default)]
pub(crate) struct Counting {
    pub(crate) signatures: Cell<usize>,
}

impl SignatureSuite for Counting {
    type Key = AwsLcKey;
    type Hasher = AwsLcHasher;

    fn key(&self, spki: &[u8]) -> Result<AwsLcKey, KeyError> {
        AwsLcSuite.key(spki)
    }

    fn key_algorithm(&self, key: &AwsLcKey) -> KeyAlgorithm {
        AwsLcSuite.key_algorithm(key)
    }

    fn verify(
        &self,
        key: &AwsLcKey,
        scheme: SignatureScheme,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        self.signatures.set(self.signatures.get() + 1);
        AwsLcSuite.verify(key, scheme, message, signature)
    }

    fn digest(&self, algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
        AwsLcSuite.digest(algorithm, parts)
    }

    fn hasher(&self, algorithm: HashAlgorithm) -> AwsLcHasher {
        AwsLcSuite.hasher(algorithm)
    }

    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        AwsLcSuite.sha256(parts)
    }
}

/// Trusted certificate authorities.
#[derive(Default)]
pub(crate) struct Root {
    pub(crate) suite: Counting,
    authorities: Vec<(Vec<AuthorityCertificate<Counting>>, Validity)>,
}

impl Root {
    /// With this authority beside the others.
    pub(crate) fn with(mut self, validity: Validity, certificates: &[Vec<u8>]) -> Self {
        let chain = load_chain(Purpose::CodeSigning, certificates, &self.suite).unwrap();
        self.authorities.push((chain, validity));
        self.suite.signatures.set(0);
        self
    }
}

impl Trust for Root {
    type Suite = Counting;

    fn suite(&self) -> &Counting {
        &self.suite
    }

    fn entry_logs(&self, _: &LogId) -> impl Iterator<Item = TrustedLog<'_, Counting>> {
        std::iter::empty()
    }

    fn every_entry_log(&self) -> impl Iterator<Item = TrustedLog<'_, Counting>> {
        std::iter::empty()
    }

    fn certificate_logs(&self, _: &LogId) -> impl Iterator<Item = TrustedLog<'_, Counting>> {
        std::iter::empty()
    }

    fn certificate_authorities(&self) -> impl Iterator<Item = Authority<'_, Counting>> {
        self.authorities.iter().map(|(chain, validity)| Authority {
            chain,
            validity: *validity,
            uri: "https://ca.example",
            operator: None,
        })
    }

    fn timestamp_authorities(&self) -> impl Iterator<Item = Authority<'_, Counting>> {
        std::iter::empty()
    }
}
