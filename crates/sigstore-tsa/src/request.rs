use der::asn1::{IntRef, ObjectIdentifier};
use sigstore_traits::Digest;

use crate::algorithm::hash_oid;
use crate::reader::{ReadDer, context, document};
use crate::tst_info::read_extensions;
use crate::{Error, imprint};

/// The longest request that is read. Real ones have less than 150 bytes.
pub const MAX_REQUEST: usize = 4 * 1024;

/// A request for a timestamp.
///
/// ```text
/// TimeStampReq ::= SEQUENCE {                              -- RFC 3161 section 2.4.1
///     version         INTEGER { v1(1) },
///     messageImprint  MessageImprint,
///     reqPolicy       OBJECT IDENTIFIER OPTIONAL,
///     nonce           INTEGER OPTIONAL,
///     certReq         BOOLEAN DEFAULT FALSE,
///     extensions      [0] IMPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampRequest {
    imprint: Digest,
    policy: Option<ObjectIdentifier>,
    nonce: Option<Vec<u8>>,
    wants_certificate: bool,
    /// As they stand in the request.
    extensions: Option<Vec<u8>>,
}

impl TimestampRequest {
    /// Asks for a timestamp over a digest. The answer must have the same nonce.
    pub fn new(imprint: Digest, nonce: u64) -> Self {
        Self {
            imprint,
            policy: None,
            nonce: Some(integer(nonce)),
            wants_certificate: false,
            extensions: None,
        }
    }

    /// Asks for the signer's certificate in the answer too.
    #[must_use]
    pub fn with_certificate(self) -> Self {
        let wants_certificate = true;
        Self { wants_certificate, ..self }
    }

    /// Reads a request.
    ///
    /// # Errors
    /// [`Error`] says what is wrong with it and where.
    pub fn parse(request: &[u8]) -> Result<Self, Error> {
        document(request, MAX_REQUEST, |reader| {
            Error::check_version("TimeStampReq", reader.value()?, 1)?;
            let imprint = imprint::read(reader)?;
            let policy = reader.value()?;
            let nonce = reader.value::<Option<IntRef<'_>>>()?;
            let wants_certificate = reader.default_false()?;
            let extensions = reader.clone().optional(context(0))?;
            read_extensions(context(0), reader)?;
            Ok(Self {
                imprint,
                policy,
                nonce: nonce.map(|nonce| nonce.as_bytes().to_vec()),
                wants_certificate,
                extensions: extensions.map(<[u8]>::to_vec),
            })
        })
    }

    /// Writes the request in DER; a hash algorithm with the NULL that every authority reads.
    pub fn to_der(&self) -> Vec<u8> {
        let optional = |tag, content: Option<&[u8]>| {
            content.map_or_else(Vec::new, |content| der_of(tag, &[content]))
        };
        let hash = der_of(0x06, &[hash_oid(self.imprint.algorithm()).as_bytes()]);
        let algorithm = der_of(0x30, &[&hash, &[0x05, 0x00]]);
        let digest = der_of(0x04, &[self.imprint.as_bytes()]);
        let certificate: Option<&[u8]> = self.wants_certificate.then_some(&[0xff]);
        der_of(
            0x30,
            &[
                &[0x02, 0x01, 0x01],
                &der_of(0x30, &[&algorithm, &digest]),
                &optional(0x06, self.policy.as_ref().map(ObjectIdentifier::as_bytes)),
                &optional(0x02, self.nonce()),
                &optional(0x01, certificate),
                self.extensions.as_deref().unwrap_or_default(),
            ],
        )
    }

    /// The digest to stamp.
    pub fn imprint(&self) -> Digest {
        self.imprint
    }

    /// The policy that is asked for.
    pub fn policy(&self) -> Option<ObjectIdentifier> {
        self.policy
    }

    /// The nonce: the content octets of the INTEGER.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// Whether the signer's certificate is asked for.
    pub fn wants_certificate(&self) -> bool {
        self.wants_certificate
    }

    /// Whether it has extensions, critical or not. An authority refuses those that it does not
    /// know (RFC 3161 section 2.4.1).
    pub fn has_extensions(&self) -> bool {
        self.extensions.is_some()
    }
}

/// The content octets of a number as INTEGER: the fewest that keep the sign (X.690 section 8.3).
fn integer(number: u64) -> Vec<u8> {
    let mut octets = [[0].as_slice(), &number.to_be_bytes()].concat();
    let zeros = octets.windows(2).take_while(|pair| matches!(pair, [0, ..=0x7f]));
    octets.split_off(zeros.count())
}

/// A value in DER. The contents are those of a request: at most 65,535 octets.
fn der_of(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let contents = contents.concat();
    let mut der = vec![tag];
    match contents.len().to_be_bytes() {
        [.., 0, short @ ..=0x7f] => der.push(short),
        [.., 0, long] => der.extend([0x81, long]),
        [.., high, low] => der.extend([0x82, high, low]),
    }
    der.extend(contents);
    der
}
