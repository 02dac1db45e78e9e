use sigstore_field::Field;

use crate::{minisign, pgp, ssh};

/// A format of keys and signatures that no part of Sigstore verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ForeignFormat {
    /// OpenPGP (RFC 9580), in armour.
    Pgp,
    /// minisign and signify.
    Minisign,
    /// OpenSSH: a line of `authorized_keys`, or an armoured signature.
    Ssh,
}

impl ForeignFormat {
    /// The format of a key or signature; `None`: it is in none of them.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if minisign::is_key(bytes) {
            return Some(Self::Minisign);
        }
        Self::of_text(str::from_utf8(bytes).ok()?.trim_start())
    }

    fn of_text(text: &str) -> Option<Self> {
        if text.starts_with("-----BEGIN PGP ") {
            return Some(Self::Pgp);
        }
        if text.starts_with("-----BEGIN SSH SIGNATURE-----") || ssh::blob(text).is_some() {
            return Some(Self::Ssh);
        }
        let commented = text.starts_with("untrusted comment:");
        (commented || minisign::bytes(text).is_some()).then_some(Self::Minisign)
    }

    /// What a key or signature of this format says. Where it can't be read, nothing.
    pub fn fields(self, bytes: &[u8]) -> Vec<Field> {
        let text = str::from_utf8(bytes).unwrap_or_default().trim_start();
        let fields = match self {
            Self::Pgp => Some(pgp::fields(text)),
            Self::Ssh => ssh::fields(text),
            Self::Minisign if minisign::is_key(bytes) => minisign::fields(bytes),
            Self::Minisign => minisign::bytes(text).and_then(|bytes| minisign::fields(&bytes)),
        };
        fields.unwrap_or_default()
    }
}

/// Whether a text is, or holds, a private key, of PEM too. Whatever stands under a comment of
/// minisign's and is neither a key nor a signature is one.
pub fn is_private_key(text: &str) -> bool {
    let minisign = || text.starts_with("untrusted comment:") && minisign::bytes(text).is_none();
    text.contains("PRIVATE KEY-----")
        || text.contains("PRIVATE KEY BLOCK-----")
        || (minisign() && text.contains("secret key"))
}
