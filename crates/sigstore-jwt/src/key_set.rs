use core::fmt;

use sigstore_json::Limits;
use sigstore_traits::{Message, SignatureSuite};

use crate::error::excerpt;
use crate::jwk::Jwk;
use crate::{Algorithm, Error, Header, IdentityToken, Jws, Part};

/// The most bytes of a key set that are read. A key with its certificate chain has 6 KiB.
pub const MAX_KEY_SET: usize = 512 * 1024;

/// The most keys of a set. Issuers that change theirs daily have 5 at a time.
pub const MAX_KEYS: usize = 64;

const KEY_SET: Limits = Limits::new(MAX_KEY_SET).depth(6).arrays(&[("keys", MAX_KEYS)]);

/// The keys that an issuer signs with (RFC 7517 section 5), read once for many tokens.
pub struct KeySet<S: SignatureSuite> {
    keys: Vec<SetKey<S>>,
    unusable: Vec<Unusable>,
}

/// A key and the one algorithm that it is for.
struct SetKey<S: SignatureSuite> {
    key_id: Option<String>,
    algorithm: Algorithm,
    key: S::Key,
}

/// A key of a set that no token is checked with, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// Its path in the set.
    pub place: String,
    /// Its `kid`, if it has one that can be read.
    pub key_id: Option<String>,
    /// Why.
    pub error: Error,
}

impl<S: SignatureSuite> KeySet<S> {
    /// Reads a JWK set. A key that can't be used stands in [`unusable`](Self::unusable) and does
    /// not spoil the others (RFC 7517 section 5).
    ///
    /// # Errors
    /// [`Error::Json`] if it is no set of at most [`MAX_KEYS`] keys.
    pub fn parse(json: &[u8], suite: &S) -> Result<Self, Error> {
        let error = |error| Error::Json { part: Part::KeySet, error };
        let value = sigstore_json::parse(json, &KEY_SET).map_err(error)?;
        let set = value.node().object().map_err(error)?;
        let nodes = set.required("keys").and_then(|keys| keys.array()).map_err(error)?;
        let mut read = Self { keys: Vec::new(), unusable: Vec::new() };
        for node in nodes {
            let jwk = Jwk::read(node);
            let key = jwk.and_then(|jwk| {
                Ok(SetKey {
                    key: suite.key(&jwk.spki).map_err(|error| Error::Key { error })?,
                    algorithm: jwk.algorithm,
                    key_id: jwk.key_id,
                })
            });
            match key {
                Ok(key) => read.keys.push(key),
                Err(error) => read.unusable.push(Unusable {
                    place: node.path(),
                    key_id: Jwk::key_id(node),
                    error,
                }),
            }
        }
        Ok(read)
    }

    /// The keys that can't be used.
    pub fn unusable(&self) -> &[Unusable] {
        &self.unusable
    }

    /// The ids and algorithms of the keys that can be used.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = (Option<&str>, Algorithm)> {
        self.keys.iter().map(|key| (key.key_id.as_deref(), key.algorithm))
    }

    /// Checks the signature of a token.
    ///
    /// # Errors
    /// See [`verify_jws`](Self::verify_jws).
    pub fn verify(&self, token: &IdentityToken, suite: &S) -> Result<(), Error> {
        self.verify_jws(token.jws(), suite)
    }

    /// Checks the signature of a JWS with the one key that it names and that is for its algorithm;
    /// where it names none, with the only key of the set that is for its algorithm.
    ///
    /// # Errors
    /// [`Error::NoKey`], [`Error::AmbiguousKey`], [`Error::SignatureLength`], [`Error::Signature`].
    pub fn verify_jws(&self, jws: &Jws, suite: &S) -> Result<(), Error> {
        let key = self.key_of(jws.header())?;
        let signature = key.algorithm.signature(jws.signature())?;
        let message = Message::Bytes(jws.signing_input().as_bytes());
        suite
            .verify(&key.key, key.algorithm.scheme(), message, &signature)
            .map_err(|error| Error::Signature { error })
    }

    fn key_of(&self, header: &Header) -> Result<&SetKey<S>, Error> {
        let fits = |key: &&SetKey<S>| {
            key.algorithm == header.algorithm
                && (header.key_id.is_none() || key.key_id == header.key_id)
        };
        let key_id = || header.key_id.as_deref().map(excerpt);
        let mut fitting = self.keys.iter().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key),
            (None, _) => Err(Error::NoKey {
                key_id: key_id(),
                algorithm: header.algorithm,
                keys: self.keys.len(),
            }),
            (Some(_), Some(_)) => {
                Err(Error::AmbiguousKey { key_id: key_id(), algorithm: header.algorithm })
            }
        }
    }
}

impl<S: SignatureSuite> fmt::Debug for KeySet<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<_> = self.keys().collect();
        f.debug_struct("KeySet").field("keys", &keys).field("unusable", &self.unusable).finish()
    }
}
