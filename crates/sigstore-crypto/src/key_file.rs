use core::fmt;

use zeroize::Zeroizing;

use crate::Error;
use crate::pbes2::Pbes2;

/// The most bytes of a private key file that are read. A P-384 key in PKCS#8 needs 300.
pub const MAX_KEY_FILE: usize = 16 * 1024;

/// A private key file, out of its PEM (RFC 7468 sections 10 and 11).
///
/// ```text
/// -----BEGIN ENCRYPTED PRIVATE KEY-----
/// MIH0MF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBA…
/// -----END ENCRYPTED PRIVATE KEY-----
/// ```
pub(crate) enum KeyFile {
    /// A PKCS#8 document.
    Plain(Zeroizing<Vec<u8>>),
    /// One that is encrypted with a password.
    Encrypted(Vec<u8>),
}

impl KeyFile {
    pub(crate) fn read(pem: &[u8]) -> Result<Self, Error> {
        if pem.len() > MAX_KEY_FILE {
            return Err(Error::TooLarge { bytes: pem.len() });
        }
        // As long as it can become, so that it never moves and leaves a copy behind.
        let mut buffer = Zeroizing::new(vec![0; pem.len()]);
        let (label, der) = pem_rfc7468::decode(pem, &mut buffer).map_err(|_| Error::Pem)?;
        match label {
            "PRIVATE KEY" => Ok(Self::Plain(Zeroizing::new(der.to_vec()))),
            "ENCRYPTED PRIVATE KEY" => Ok(Self::Encrypted(der.to_vec())),
            _ => Err(Error::label(label)),
        }
    }

    /// The PKCS#8 document.
    pub(crate) fn open(self, password: Option<&[u8]>) -> Result<Zeroizing<Vec<u8>>, Error> {
        match (self, password) {
            (Self::Plain(der), _) => Ok(der),
            (Self::Encrypted(_), None) => Err(Error::PasswordNeeded),
            (Self::Encrypted(der), Some(password)) => Pbes2::read(&der)?.open(password),
        }
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain(_) => "KeyFile(plain)",
            Self::Encrypted(_) => "KeyFile(encrypted)",
        })
    }
}
