use alloc::vec::Vec;
use core::fmt;

use crate::digest::write_hex;
use crate::{SignatureScheme, SignatureSuite, UnixTime, Validity};

/// Everything a verifier trusts, by purpose: a key of one list never serves for another.
///
/// Retired and future instances are in the lists too; a check compares their periods with the
/// time of the signature, never with the present (V-30).
pub trait Trust {
    /// The cryptography with which the keys were read.
    type Suite: SignatureSuite;

    /// The cryptography to check signatures with.
    fn suite(&self) -> &Self::Suite;

    /// The signature logs (Rekor) with this id.
    fn entry_logs(&self, id: &LogId) -> impl Iterator<Item = TrustedLog<'_, Self::Suite>>;

    /// All signature logs: a checkpoint names its log by name and key, not by id.
    fn every_entry_log(&self) -> impl Iterator<Item = TrustedLog<'_, Self::Suite>>;

    /// The certificate logs (CT) with this id.
    fn certificate_logs(&self, id: &LogId) -> impl Iterator<Item = TrustedLog<'_, Self::Suite>>;

    /// The authorities whose certificates name a signer (Fulcio).
    fn certificate_authorities(&self) -> impl Iterator<Item = Authority<'_, Self::Suite>>;

    /// The authorities that sign the time (RFC 3161). The first certificate of each is the signer's.
    fn timestamp_authorities(&self) -> impl Iterator<Item = Authority<'_, Self::Suite>>;
}

/// A transparency log that is trusted.
#[derive(Debug)]
pub struct TrustedLog<'t, S: SignatureSuite> {
    /// Its id.
    pub id: LogId,
    /// Its key, read.
    pub key: &'t S::Key,
    /// Its key as DER SubjectPublicKeyInfo: a note's key id is computed from it.
    pub spki: &'t [u8],
    /// How it signs.
    pub scheme: SignatureScheme,
    /// When its key may be used.
    pub validity: Validity,
    /// Where it is, as the trusted root writes it.
    pub base_url: &'t str,
    /// Who runs it: evidence of one operator counts once (V-34).
    pub operator: Option<&'t str>,
}

impl<S: SignatureSuite> Clone for TrustedLog<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: SignatureSuite> Copy for TrustedLog<'_, S> {}

/// A certificate or timestamp authority that is trusted.
#[derive(Debug)]
pub struct Authority<'t, S: SignatureSuite> {
    /// The chain, issuing certificate first, anchor last (V-31). Never empty. The signatures and
    /// constraints inside it were checked when the trust was loaded; periods are not.
    pub chain: &'t [AuthorityCertificate<S>],
    /// When the authority may be used, beside the periods of its certificates.
    pub validity: Validity,
    /// Where it is, as the trusted root writes it.
    pub uri: &'t str,
    /// Who runs it.
    pub operator: Option<&'t str>,
}

impl<S: SignatureSuite> Clone for Authority<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: SignatureSuite> Copy for Authority<'_, S> {}

/// A certificate of an authority: what a path or a timestamp is checked against.
#[derive(Debug)]
pub struct AuthorityCertificate<S: SignatureSuite> {
    /// The whole certificate, DER.
    pub der: Vec<u8>,
    /// Its subject, the DER of the Name.
    pub subject: Vec<u8>,
    /// Its issuer, the DER of the Name.
    pub issuer: Vec<u8>,
    /// Its serial number, the content octets of the INTEGER.
    pub serial: Vec<u8>,
    /// Its subject key identifier, if it has one.
    pub key_id: Option<Vec<u8>>,
    /// Its public key as DER SubjectPublicKeyInfo.
    pub spki: Vec<u8>,
    /// SHA-256 of [`spki`](Self::spki): the issuer key hash of an SCT (RFC 6962 section 3.2).
    pub spki_sha256: [u8; 32],
    /// Its public key, read.
    pub key: S::Key,
    /// Its own period.
    pub validity: Validity,
    /// How many certificates may stand between it and the leaf; `None`: any number.
    pub path_length: Option<u32>,
    /// Whether it signs precertificates for its own issuer, whose key the SCTs then name (RFC 6962
    /// section 3.1).
    pub signs_precertificates: bool,
}

/// The id of a log: an opaque 32-byte name that entries, SCTs and trusted roots share.
///
/// `Display` and `Debug` write lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId(pub [u8; 32]);

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<S: SignatureSuite> Authority<'_, S> {
    /// Whether the authority and every certificate of its chain from `from` on may be used at `time`.
    pub fn valid_at(&self, from: usize, time: UnixTime) -> bool {
        self.validity.contains(time)
            && self.chain.iter().skip(from).all(|c| c.validity.contains(time))
    }
}
