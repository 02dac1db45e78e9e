use std::collections::BTreeMap;
use std::fmt;

use sigstore_json::{Node, canonical, hex_bytes};
use sigstore_traits::HashAlgorithm::{Sha256, Sha384};
use sigstore_traits::SignatureScheme::{Ecdsa, Ed25519, RsaPss};
use sigstore_traits::{
    KeyAlgorithm, KeyError, Message, Rule, RuleKind, SignatureScheme, SignatureSuite,
};

use crate::limits::{MAX_KEYS, R_48};
use crate::{Fault, pem};

/// See [`Key::read`].
pub(crate) static R_5: Rule = Rule {
    id: "R-5",
    title: "A key on P-256 may call its type `ecdsa` or by its scheme, and be an uncompressed point in hex instead of PEM, as in the first roots of Sigstore.",
    source: "sigstore/root-signing metadata/root_history; TUF 1.0.34 section 4.2.2",
    kind: RuleKind::Acceptance,
    place: "sigstore-tuf-metadata Key::read",
};

/// See [`Keys`]. TUF 1.0.34 section 4.3 still has clients compute the ids, over a form of the key that
/// it does not fix; TAP 12 ends that, and real repositories have ids of more than one form.
pub(crate) static R_6: Rule = Rule {
    id: "R-6",
    title: "A key id is a name: it is looked up and never computed from the key, and members of a key that nobody knows change nothing but what is signed.",
    source: "TUF TAP 12, Keyids; TUF 1.0.34 section 4",
    kind: RuleKind::Acceptance,
    place: "sigstore-tuf-metadata Keys::read",
};

/// See [`Key::read`].
pub(crate) static R_12: Rule = Rule {
    id: "R-12",
    title: "Keys sign with ECDSA on P-256 or P-384, Ed25519 or RSA-PSS with SHA-256; a key of another scheme, or one that can't be read, counts for nothing and spoils nothing.",
    source: "TUF 1.0.34 section 4.2.2",
    kind: RuleKind::Acceptance,
    place: "sigstore-tuf-metadata Key::read",
};

/// The keys that a root or a delegating role names, by the ids that it gives them.
#[derive(Debug)]
pub(crate) struct Keys<S: SignatureSuite>(BTreeMap<String, Key<S>>);

impl<S: SignatureSuite> Keys<S> {
    /// Reads `{KEYID: KEY, …}`.
    pub(crate) fn read(node: Node<'_>, suite: &S) -> Result<Self, Fault> {
        let object = node.object()?;
        let count = object.entries().count();
        if count > MAX_KEYS {
            return Err(Fault::at(node, &R_48, "at most 1024 keys", &count.to_string()));
        }
        let keys = object.entries().map(|(id, key)| Ok((id.into(), Key::read(key, suite)?)));
        keys.collect::<Result<_, Fault>>().map(Self)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Key<S>> {
        self.0.get(id)
    }

    /// The keys that count for nothing, with the reason.
    pub(crate) fn unusable(&self) -> impl Iterator<Item = (&str, &Unusable)> {
        self.0.iter().filter_map(|(id, key)| Some((id.as_str(), key.usable.as_ref().err()?)))
    }
}

/// A key, usable or not.
#[derive(Debug)]
pub(crate) struct Key<S: SignatureSuite> {
    /// The DER of the key; of one that can't be read, `keyval` as it came.
    material: Vec<u8>,
    usable: Result<(SignatureScheme, S::Key), Unusable>,
}

impl<S: SignatureSuite> Key<S> {
    /// Reads a key.
    ///
    /// ```text
    /// { "keytype": "ecdsa", "scheme": "ecdsa-sha2-nistp256", "keyval": { "public": "…" } }
    /// ```
    fn read(node: Node<'_>, suite: &S) -> Result<Self, Fault> {
        let object = node.object()?;
        let kind = object.required("keytype")?.string()?;
        let scheme = object.required("scheme")?.string()?;
        let value = object.required("keyval")?;
        // Of a scheme that nobody knows, the key may have any form.
        let der = named_scheme(kind, scheme).and_then(|scheme| {
            let der = public(value).and_then(|public| spki(scheme, public));
            Ok((scheme, der.ok_or(Unusable::Encoding)?))
        });
        let as_it_came = || canonical(value.value()).into_bytes();
        let material = der.as_ref().map_or_else(|_| as_it_came(), |(_, der)| der.clone());
        let usable = der.and_then(|(scheme, der)| usable(scheme, &der, suite));
        Ok(Self { material, usable })
    }

    /// What makes it the same key under another id.
    pub(crate) fn material(&self) -> &[u8] {
        &self.material
    }

    /// Whether `signature` is this key's over `message`; why not, if the key is of no use.
    pub(crate) fn signed(
        &self,
        message: &[u8],
        signature: Option<&[u8]>,
        suite: &S,
    ) -> Result<bool, &Unusable> {
        let (scheme, key) = self.usable.as_ref()?;
        let message = Message::Bytes(message);
        Ok(signature.is_some_and(|bytes| suite.verify(key, *scheme, message, bytes).is_ok()))
    }
}

/// Why a key counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unusable {
    /// A type and scheme that this crate does not have.
    Scheme {
        /// `keytype`
        kind: String,
        /// `scheme`
        scheme: String,
    },
    /// ML-DSA (FIPS 204), which no suite of this workspace has.
    MlDsa {
        /// `scheme`
        scheme: String,
    },
    /// Neither PEM nor hex of the right length.
    Encoding,
    /// The suite does not take it.
    Key(KeyError),
    /// The key is of another kind than its scheme.
    Kind {
        /// What the key is.
        found: KeyAlgorithm,
        /// How it is said to sign.
        scheme: SignatureScheme,
    },
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme { kind, scheme } => {
                write!(f, "type {kind:?} with scheme {scheme:?} is not supported")
            }
            Self::MlDsa { scheme } => write!(f, "ML-DSA ({scheme:?}) is not supported"),
            Self::Encoding => f.write_str("neither PEM nor hex of a public key"),
            Self::Key(error) => error.fmt(f),
            Self::Kind { found, scheme } => write!(f, "{found} does not sign with {scheme}"),
        }
    }
}

fn public(value: Node<'_>) -> Option<&str> {
    value.object().ok()?.optional("public")?.string().ok()
}

fn usable<S: SignatureSuite>(
    scheme: SignatureScheme,
    spki: &[u8],
    suite: &S,
) -> Result<(SignatureScheme, S::Key), Unusable> {
    let key = suite.key(spki).map_err(Unusable::Key)?;
    let found = suite.key_algorithm(&key);
    let fits = matches!(
        (found, scheme),
        (KeyAlgorithm::EcdsaP256, Ecdsa(Sha256))
            | (KeyAlgorithm::EcdsaP384, Ecdsa(Sha384))
            | (KeyAlgorithm::Ed25519, Ed25519)
            | (KeyAlgorithm::Rsa { .. }, RsaPss(Sha256))
    );
    if fits { Ok((scheme, key)) } else { Err(Unusable::Kind { found, scheme }) }
}

fn named_scheme(kind: &str, scheme: &str) -> Result<SignatureScheme, Unusable> {
    match (kind, scheme) {
        ("ecdsa" | "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256") => Ok(Ecdsa(Sha256)),
        ("ecdsa" | "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384") => Ok(Ecdsa(Sha384)),
        ("ed25519", "ed25519") => Ok(Ed25519),
        ("rsa", "rsassa-pss-sha256") => Ok(RsaPss(Sha256)),
        ("mldsa" | "ml-dsa", _) => Err(Unusable::MlDsa { scheme: scheme.into() }),
        _ => Err(Unusable::Scheme { kind: kind.into(), scheme: scheme.into() }),
    }
}

/// `SubjectPublicKeyInfo` up to the key itself: Ed25519 (RFC 8410 section 4).
const ED25519: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// The same of an uncompressed point on P-256 (RFC 5480 section 2).
const P256: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The DER of a key in the spelling of its scheme: the 32 bytes of Ed25519 in hex, otherwise PEM, or
/// the 65 bytes of a point on P-256 in hex (R-5).
fn spki(scheme: SignatureScheme, public: &str) -> Option<Vec<u8>> {
    match (scheme, hex_bytes(public)) {
        (Ed25519, Some(key)) if key.len() == 32 => Some([&ED25519[..], &key].concat()),
        (Ecdsa(Sha256), Some(key)) if key.len() == 65 => Some([&P256[..], &key].concat()),
        (Ed25519, _) => None,
        (_, _) => pem::public_key(public),
    }
}
