use sigstore_traits::HashAlgorithm::Sha256;
use sigstore_traits::{LogId, Message, SignatureError, SignatureScheme, UnixTime};

use crate::hash::sha256;
use crate::{Extension, SigningKey, arcs, asn1};

/// A log of certificates. It promises, counts and signs; the tree of its entries is for whoever
/// keeps them.
#[derive(Debug)]
pub struct CtLog {
    /// ECDSA P-256 or RSA (RFC 6962 section 2.1.4).
    pub key: SigningKey,
    /// Whether an SCT carries the index of its entry (C2SP static-ct-api).
    pub leaf_index: bool,
    /// How many entries it has taken.
    pub size: u64,
}

/// A promise of the log, a Signed Certificate Timestamp; it can be altered before it is signed and
/// after.
///
/// ```text
/// struct {                                                  -- RFC 6962 section 3.2
///     Version sct_version;  LogID id;  uint64 timestamp;  CtExtensions extensions;
///     digitally-signed struct { … };
/// } SignedCertificateTimestamp;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sct {
    /// 0 is v1.
    pub version: u8,
    /// SHA-256 of the log's SubjectPublicKeyInfo.
    pub log_id: LogId,
    /// Milliseconds since 1970.
    pub timestamp: u64,
    /// Without the length before it.
    pub extensions: Vec<u8>,
    /// Hash and signature algorithm as TLS numbers them (RFC 5246 section 7.4.1.4.1).
    pub algorithm: [u8; 2],
    /// Empty until the log has signed.
    pub signature: Vec<u8>,
}

/// What a log promises to take.
#[derive(Clone, Copy, Debug)]
pub enum CtEntry<'e> {
    /// A certificate to come, without SCTs.
    Precertificate {
        /// SHA-256 of the SubjectPublicKeyInfo of its issuer.
        issuer_key_hash: [u8; 32],
        /// DER of its TBSCertificate.
        tbs: &'e [u8],
    },
    /// A certificate, DER; the SCT travels beside it.
    Certificate(&'e [u8]),
}

impl CtLog {
    /// An empty log.
    pub fn new(key: SigningKey) -> Self {
        Self { key, leaf_index: false, size: 0 }
    }

    /// Its id.
    pub fn id(&self) -> LogId {
        LogId(sha256(&[self.key.spki()]))
    }

    /// Takes an entry and promises it.
    ///
    /// # Errors
    /// [`SignatureError`] if the log's key can't sign.
    pub fn add(&mut self, entry: CtEntry<'_>, time: UnixTime) -> Result<Sct, SignatureError> {
        let promise = self.promise(time);
        self.sign(promise, entry)
    }

    /// The promise for the next entry, not yet signed.
    pub fn promise(&mut self, time: UnixTime) -> Sct {
        let index = self.size;
        self.size = index.wrapping_add(1);
        Sct {
            version: 0,
            log_id: self.id(),
            timestamp: milliseconds(time),
            extensions: if self.leaf_index { leaf_index(index) } else { Vec::new() },
            algorithm: self.algorithm(),
            signature: Vec::new(),
        }
    }

    /// Signs a tree head: the signature as [`Sct::digitally_signed`] writes it.
    ///
    /// ```text
    /// digitally-signed struct {                              -- RFC 6962 section 3.5
    ///     Version version;  SignatureType signature_type = tree_hash(1);
    ///     uint64 timestamp;  uint64 tree_size;  opaque sha256_root_hash[32];
    /// } TreeHeadSignature;
    /// ```
    ///
    /// # Errors
    /// [`SignatureError`] if the log's key can't sign.
    pub fn sign_tree_head(
        &self,
        timestamp: u64,
        size: u64,
        root: &[u8; 32],
    ) -> Result<Vec<u8>, SignatureError> {
        let (timestamp, size) = (timestamp.to_be_bytes(), size.to_be_bytes());
        let message = [&[0, 1][..], &timestamp, &size, root].concat();
        let signature = self.key.sign(self.key.scheme_with(Sha256), Message::Bytes(&message))?;
        Ok([&self.algorithm()[..], &with_length_16(&signature)].concat())
    }

    /// Hash and signature algorithm as TLS numbers them (RFC 5246 section 7.4.1.4.1).
    fn algorithm(&self) -> [u8; 2] {
        match self.key.scheme() {
            SignatureScheme::RsaPkcs1(_) => [4, 1],
            _ => [4, 3],
        }
    }

    /// Signs a promise of this entry, as the promise now reads.
    ///
    /// # Errors
    /// [`SignatureError`] if the log's key can't sign.
    pub fn sign(&self, promise: Sct, entry: CtEntry<'_>) -> Result<Sct, SignatureError> {
        let scheme = self.key.scheme_with(Sha256);
        let message = promise.signed_message(entry);
        Ok(Sct { signature: self.key.sign(scheme, Message::Bytes(&message))?, ..promise })
    }
}

impl Sct {
    /// The TLS encoding.
    pub fn to_bytes(&self) -> Vec<u8> {
        [
            &[self.version][..],
            &self.log_id.0,
            &self.timestamp.to_be_bytes(),
            &with_length_16(&self.extensions),
            &self.digitally_signed(),
        ]
        .concat()
    }

    /// The signature with its algorithms and its length (RFC 5246 section 4.7).
    pub fn digitally_signed(&self) -> Vec<u8> {
        [&self.algorithm[..], &with_length_16(&self.signature)].concat()
    }

    /// `version || certificate_timestamp || timestamp || entry_type || entry || extensions`
    ///
    /// These are the bytes of the MerkleTreeLeaf too (RFC 6962 section 3.4), since its leaf type
    /// `timestamped_entry` is 0 like the signature type `certificate_timestamp`.
    pub fn signed_message(&self, entry: CtEntry<'_>) -> Vec<u8> {
        let entry = match entry {
            CtEntry::Certificate(der) => [&[0, 0][..], &with_length_24(der)].concat(),
            CtEntry::Precertificate { issuer_key_hash, tbs } => {
                [&[0, 1][..], &issuer_key_hash, &with_length_24(tbs)].concat()
            }
        };
        [
            &[self.version, 0][..],
            &self.timestamp.to_be_bytes(),
            &entry,
            &with_length_16(&self.extensions),
        ]
        .concat()
    }
}

impl Extension {
    /// The list of SCTs (RFC 6962 section 3.3), each as [`Sct::to_bytes`] writes it.
    pub fn sct_list(scts: &[Vec<u8>]) -> Self {
        let list: Vec<_> = scts.iter().map(|sct| with_length_16(sct)).collect();
        let list = with_length_16(&list.concat());
        Self::new(arcs::SCT_LIST, asn1::octet_string(&list))
    }
}

/// `struct { ExtensionType type = leaf_index(0); uint16 length = 5; uint40 leaf_index; }`
/// (C2SP static-ct-api)
fn leaf_index(index: u64) -> Vec<u8> {
    let [_, _, _, index @ ..] = index.to_be_bytes();
    [&[0, 0, 5][..], &index].concat()
}

fn milliseconds(time: UnixTime) -> u64 {
    let seconds = u64::try_from(time.seconds()).unwrap_or(0);
    seconds.saturating_mul(1000) + u64::from(time.nanoseconds() / 1_000_000)
}

fn with_length_16(bytes: &[u8]) -> Vec<u8> {
    let [.., high, low] = bytes.len().to_be_bytes();
    [&[high, low], bytes].concat()
}

fn with_length_24(bytes: &[u8]) -> Vec<u8> {
    let [.., high, middle, low] = bytes.len().to_be_bytes();
    [&[high, middle, low], bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::KeyKind;

    fn log() -> CtLog {
        CtLog {
            leaf_index: true,
            size: 0x0102_0304_0506,
            ..CtLog::new(SigningKey::from_seed(KeyKind::P256, &[1; 32]))
        }
    }

    #[test]
    fn a_promise_is_written_as_rfc_6962_lays_it_out() {
        let mut log = log();
        let promise = log.promise(UnixTime::from_milliseconds(0x0a0b));
        assert_eq!(log.size, 0x0102_0304_0507);
        let sct = Sct { log_id: LogId([9; 32]), signature: vec![7, 8], ..promise };
        let expected = [
            &[0][..],
            &[9; 32],
            &[0, 0, 0, 0, 0, 0, 0x0a, 0x0b],
            &[0, 8, 0, 0, 5, 2, 3, 4, 5, 6],
            &[4, 3, 0, 2, 7, 8],
        ];
        assert_eq!(sct.to_bytes(), expected.concat());
        let list = Extension::sct_list(&[vec![1], vec![2, 3]]);
        assert_eq!(list.value, [4, 9, 0, 7, 0, 1, 1, 0, 2, 2, 3]);
    }

    #[test]
    fn what_is_signed_names_the_kind_of_entry() {
        let sct =
            Sct { timestamp: 1, extensions: vec![6], ..log().promise(UnixTime::from_seconds(0)) };
        let head = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        let message = sct.signed_message(CtEntry::Certificate(&[5]));
        assert_eq!(message, [&head[..], &[0, 0, 0, 0, 1, 5, 0, 1, 6]].concat());
        let message =
            sct.signed_message(CtEntry::Precertificate { issuer_key_hash: [3; 32], tbs: &[5, 5] });
        let expected = [&head[..], &[0, 1], &[3; 32], &[0, 0, 2, 5, 5, 0, 1, 6]];
        assert_eq!(message, expected.concat());
    }
}
