use core::num::NonZeroU32;

use aws_lc_rs::cipher::{AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::pbkdf2;
use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Reader, SliceReader};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use crate::Error;
use crate::scrypt::Scrypt;

/// The most rounds of PBKDF2. OpenSSL writes 2,048, the advice of today is 600,000.
pub const MAX_ITERATIONS: u32 = 10_000_000;

const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
const PBKDF2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.12");
const SCRYPT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11591.4.11");
const AES_256_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.42");
const HMAC_SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.7");
const HMAC_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.9");
const HMAC_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.10");
const HMAC_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.11");

/// A PKCS#8 document encrypted by PBES2 (RFC 5958 section 3, RFC 8018 section 6.2).
///
/// ```text
/// EncryptedPrivateKeyInfo ::= SEQUENCE {
///     encryptionAlgorithm  SEQUENCE { pbes2, PBES2-params },
///     encryptedData        OCTET STRING }
/// PBES2-params ::= SEQUENCE {
///     keyDerivationFunc    AlgorithmIdentifier,   -- PBKDF2 or scrypt
///     encryptionScheme     AlgorithmIdentifier }  -- aes256-CBC, its parameter the IV
/// ```
pub(crate) struct Pbes2<'d> {
    derivation: Derivation<'d>,
    iv: [u8; 16],
    encrypted: &'d [u8],
}

enum Derivation<'d> {
    Pbkdf2 { salt: &'d [u8], iterations: NonZeroU32, algorithm: pbkdf2::Algorithm },
    Scrypt { salt: &'d [u8], scrypt: Scrypt },
}

impl<'d> Pbes2<'d> {
    pub(crate) fn read(der: &'d [u8]) -> Result<Self, Error> {
        let (scheme, encrypted) = outer(der).map_err(malformed)?;
        if scheme.oid != PBES2 {
            return Err(Error::Encryption { found: scheme.oid.to_string() });
        }
        let (derivation, cipher) = inner(&scheme).map_err(malformed)?;
        if cipher.oid != AES_256_CBC {
            return Err(Error::Encryption { found: cipher.oid.to_string() });
        }
        let iv = cipher.parameters.map(AnyRef::decode_as::<&OctetStringRef>);
        let iv = iv.ok_or(Error::Malformed)?.map_err(malformed)?;
        Ok(Self {
            derivation: Derivation::read(&derivation)?,
            iv: iv.as_bytes().try_into().map_err(|_| Error::Malformed)?,
            encrypted,
        })
    }

    /// Decrypts. The encryption has no check of its own: a wrong password shows in the padding,
    /// or else in what is read next.
    pub(crate) fn open(&self, password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut key = Zeroizing::new([0; 32]);
        self.derivation.derive(password, &mut *key)?;
        let context = DecryptionContext::Iv128(FixedLength::from(self.iv));
        let mut plain = Zeroizing::new(self.encrypted.to_vec());
        let length = UnboundCipherKey::new(&AES_256, &*key)
            .and_then(PaddedBlockDecryptingKey::cbc_pkcs7)
            .and_then(|key| key.decrypt(&mut plain, context).map(|plain| plain.len()))
            .map_err(|_| Error::Password)?;
        plain.truncate(length);
        Ok(plain)
    }
}

impl<'d> Derivation<'d> {
    fn read(algorithm: &AlgorithmIdentifierRef<'d>) -> Result<Self, Error> {
        let parameters = algorithm.parameters.ok_or(Error::Malformed)?;
        match algorithm.oid {
            PBKDF2 => Self::pbkdf2(parameters),
            SCRYPT => Self::scrypt(parameters),
            oid => Err(Error::Encryption { found: oid.to_string() }),
        }
    }

    /// ```text
    /// PBKDF2-params ::= SEQUENCE {
    ///     salt            OCTET STRING,
    ///     iterationCount  INTEGER,
    ///     keyLength       INTEGER OPTIONAL,
    ///     prf             AlgorithmIdentifier DEFAULT hmacWithSHA1 }   -- its parameters NULL
    /// ```
    fn pbkdf2(parameters: AnyRef<'d>) -> Result<Self, Error> {
        let read = |reader: &mut SliceReader<'d>| {
            let salt: &OctetStringRef = reader.decode()?;
            let iterations: u32 = reader.decode()?;
            let length: Option<u16> = reader.decode()?;
            let prf: Option<AlgorithmIdentifierRef<'d>> = reader.decode()?;
            der::Result::Ok((salt.as_bytes(), iterations, length, prf))
        };
        let (salt, iterations, length, prf) = parameters.sequence(read).map_err(malformed)?;
        if iterations > MAX_ITERATIONS {
            return Err(Error::Work { found: iterations.into(), limit: MAX_ITERATIONS.into() });
        }
        let null = Some(AnyRef::NULL);
        if prf.is_some_and(|prf| prf.parameters != null) {
            return Err(Error::Malformed);
        }
        let algorithm = match prf.map_or(HMAC_SHA1, |prf| prf.oid) {
            HMAC_SHA1 => pbkdf2::PBKDF2_HMAC_SHA1,
            HMAC_SHA256 => pbkdf2::PBKDF2_HMAC_SHA256,
            HMAC_SHA384 => pbkdf2::PBKDF2_HMAC_SHA384,
            HMAC_SHA512 => pbkdf2::PBKDF2_HMAC_SHA512,
            oid => return Err(Error::Encryption { found: oid.to_string() }),
        };
        key_length(length)?;
        let iterations = NonZeroU32::new(iterations).ok_or(Error::Malformed)?;
        Ok(Self::Pbkdf2 { salt, iterations, algorithm })
    }

    /// RFC 7914 section 7:
    ///
    /// ```text
    /// scrypt-params ::= SEQUENCE {
    ///     salt                      OCTET STRING,
    ///     costParameter             INTEGER,
    ///     blockSize                 INTEGER,
    ///     parallelizationParameter  INTEGER,
    ///     keyLength                 INTEGER OPTIONAL }
    /// ```
    fn scrypt(parameters: AnyRef<'d>) -> Result<Self, Error> {
        let read = |reader: &mut SliceReader<'d>| {
            let salt: &OctetStringRef = reader.decode()?;
            let numbers: [u64; 3] = [reader.decode()?, reader.decode()?, reader.decode()?];
            let length: Option<u16> = reader.decode()?;
            der::Result::Ok((salt.as_bytes(), numbers, length))
        };
        let (salt, [cost, block, parallel], length) =
            parameters.sequence(read).map_err(malformed)?;
        key_length(length)?;
        Ok(Self::Scrypt { salt, scrypt: Scrypt::new(cost, block, parallel)? })
    }

    fn derive(&self, password: &[u8], key: &mut [u8]) -> Result<(), Error> {
        match self {
            Self::Pbkdf2 { salt, iterations, algorithm } => {
                pbkdf2::derive(*algorithm, *iterations, salt, password, key);
                Ok(())
            }
            Self::Scrypt { salt, scrypt } => scrypt.derive(password, salt, key),
        }
    }
}

fn outer(der: &[u8]) -> der::Result<(AlgorithmIdentifierRef<'_>, &[u8])> {
    let mut reader = SliceReader::new(der)?;
    let parts = reader.sequence(|reader| {
        let data: (_, &OctetStringRef) = (reader.decode()?, reader.decode()?);
        der::Result::Ok((data.0, data.1.as_bytes()))
    })?;
    reader.finish()?;
    Ok(parts)
}

type Algorithms<'d> = (AlgorithmIdentifierRef<'d>, AlgorithmIdentifierRef<'d>);

fn inner<'d>(scheme: &AlgorithmIdentifierRef<'d>) -> der::Result<Algorithms<'d>> {
    let parameters = scheme.parameters.unwrap_or(AnyRef::NULL);
    parameters.sequence(|reader| Ok((reader.decode()?, reader.decode()?)))
}

/// A key of AES-256 has 32 bytes, whether the file says so or not.
fn key_length(length: Option<u16>) -> Result<(), Error> {
    match length {
        None | Some(32) => Ok(()),
        Some(_) => Err(Error::Malformed),
    }
}

fn malformed(_: der::Error) -> Error {
    Error::Malformed
}
