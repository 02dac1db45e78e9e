use core::fmt;

use sigstore_traits::{Facts, Refusal, facts};

use crate::{MAX_KEY_FILE, key_kind};

/// Why there is no private key. Nothing of the key or the password is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The file has more than [`MAX_KEY_FILE`] bytes.
    TooLarge {
        /// Bytes found.
        bytes: usize,
    },
    /// The file is not one PEM block of RFC 7468.
    Pem,
    /// A PEM block of another kind.
    Label {
        /// Its label, shortened.
        found: String,
        /// What to do with it, if something can be done.
        advice: Option<&'static str>,
    },
    /// The DER inside is not the structure that the label says, or the key in it is not valid.
    /// With an encrypted file a wrong password can be the reason.
    Malformed,
    /// A key of a kind that does not sign here.
    Algorithm {
        /// The object identifiers of algorithm and curve, dotted.
        found: String,
    },
    /// The file is encrypted and there is no password.
    PasswordNeeded,
    /// An encryption that is not PBES2 by PBKDF2 or scrypt with AES-256-CBC.
    Encryption {
        /// The object identifier of the part that is not supported, dotted.
        found: String,
    },
    /// Opening the file would be more work than any password needs.
    Work {
        /// The rounds, bytes or lanes that the file asks for.
        found: u64,
        /// The most that there are.
        limit: u64,
    },
    /// The password is wrong, or the file is damaged.
    Password,
    /// AWS-LC made no key: it has no entropy or no memory.
    NotMade,
}

impl Error {
    pub(crate) fn label(label: &str) -> Self {
        let advice = match label {
            "EC PRIVATE KEY" => Some("PRIVATE KEY: openssl pkcs8 -topk8 -nocrypt -in KEY"),
            // Of cosign: scrypt and the secretbox of NaCl around the same PKCS#8.
            "ENCRYPTED SIGSTORE PRIVATE KEY" | "ENCRYPTED COSIGN PRIVATE KEY" => {
                Some("ENCRYPTED PRIVATE KEY: PKCS#8, not the encryption of cosign")
            }
            "RSA PRIVATE KEY" => Some("a key on P-256 or P-384, or Ed25519"),
            "CERTIFICATE" | "PUBLIC KEY" => Some("the private key, not the public one"),
            _ => None,
        };
        Self::Label { found: label.chars().take(80).collect(), advice }
    }

    facts! {
        pub const CODES; fn row(&self);
        Self::TooLarge { .. } => "key-too-large", &key_kind::S_33,
            "a private key file is too large";
        Self::Pem => "key-pem", &key_kind::S_33, "a private key file is not PEM";
        Self::Label { .. } => "key-label", &key_kind::S_33,
            "a PEM file is no private key in PKCS#8";
        Self::Malformed => "key-malformed", &key_kind::S_33, "a private key can't be read";
        Self::Algorithm { .. } => "key-algorithm", &key_kind::S_33,
            "a private key is of a kind that does not sign here";
        Self::PasswordNeeded => "key-password-needed", &key_kind::S_33,
            "a private key file is encrypted";
        Self::Encryption { .. } => "key-encryption", &key_kind::S_33,
            "a private key is encrypted in an unsupported way";
        Self::Work { .. } => "key-work", &key_kind::S_33,
            "a private key file asks for too much work";
        Self::Password => "key-password", &key_kind::S_33,
            "a private key file does not open with this password";
        Self::NotMade => "key-not-made", &key_kind::S_33, "no private key could be made";
    }

    fn evidence(&self) -> (String, String) {
        match self {
            Self::TooLarge { bytes } => {
                (format!("{bytes} bytes"), format!("at most {MAX_KEY_FILE}"))
            }
            Self::Label { found, advice } => {
                (found.clone(), advice.unwrap_or("PRIVATE KEY or ENCRYPTED PRIVATE KEY").into())
            }
            Self::Algorithm { found } => {
                (found.clone(), "ECDSA on P-256 or P-384, or Ed25519".into())
            }
            Self::Encryption { found } => {
                (found.clone(), "PBES2 by PBKDF2 or scrypt with AES-256-CBC".into())
            }
            Self::Work { found, limit } => (found.to_string(), format!("at most {limit}")),
            Self::PasswordNeeded => ("no password".into(), "its password".into()),
            Self::Pem => (String::new(), "-----BEGIN PRIVATE KEY-----".into()),
            Self::Malformed | Self::Password | Self::NotMade => Default::default(),
        }
    }
}

impl Refusal for Error {
    fn facts(&self) -> Facts {
        let (found, expected) = self.evidence();
        self.row().with("", found, expected)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts().fmt(f)
    }
}

impl std::error::Error for Error {}
