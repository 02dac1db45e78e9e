use core::fmt;

/// The formats of signatures and keys in a log. What X.509 needs is read by this workspace; the
/// others are bytes here, named and fingerprinted by whoever knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// A key or certificate in PEM, and a bare signature.
    X509,
    /// OpenPGP (RFC 9580), ASCII-armoured.
    Pgp,
    /// minisign.
    Minisign,
    /// OpenSSH: a line of `authorized_keys`, and an armoured `SSHSIG`.
    Ssh,
    /// CMS `SignedData` (RFC 5652) in PEM with the label `PKCS7`.
    Pkcs7,
    /// Metadata of The Update Framework with its root of keys, as JSON.
    Tuf,
    /// `COSE_Sign1` (RFC 9052).
    Cose,
    /// A timestamp response (RFC 3161), which holds its signature and its signer.
    Rfc3161,
}

impl Format {
    /// The word for it; that of `rekord` and of the search API where they have one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::X509 => "x509",
            Self::Pgp => "pgp",
            Self::Minisign => "minisign",
            Self::Ssh => "ssh",
            Self::Pkcs7 => "pkcs7",
            Self::Tuf => "tuf",
            Self::Cose => "cose",
            Self::Rfc3161 => "rfc3161",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
