use sigstore_json::base64;
use sigstore_traits::{HashAlgorithm, KeyAlgorithm, LogId, Message, SignatureError, UnixTime};

use crate::SigningKey;
use crate::hash::sha256;

/// A name and a key that sign checkpoints (C2SP signed-note).
#[derive(Debug)]
pub struct NoteSigner {
    /// The name in its signature line.
    pub name: String,
    /// Its key. Another one put here signs under the ids of the first.
    pub key: SigningKey,
    /// What the line names the key by: the beginning of the hash that is a log's id.
    pub key_id: [u8; 4],
    key_hash: [u8; 32],
}

impl NoteSigner {
    /// As Rekor v1 has it: the id of any key is the SHA-256 of its SubjectPublicKeyInfo.
    pub fn rekor_v1(name: &str, key: SigningKey) -> Self {
        let key_hash = sha256(&[key.spki()]);
        Self::with_key_hash(name, key, key_hash)
    }

    /// As C2SP signed-note and Rekor v2 have it: the id of Ed25519 and RSA keys binds the name.
    pub fn c2sp(name: &str, key: SigningKey) -> Self {
        let name_line = [name.as_bytes(), b"\n"].concat();
        let key_hash = match key.algorithm() {
            KeyAlgorithm::Ed25519 => sha256(&[&name_line, &[0x01], ed25519_point(&key)]),
            KeyAlgorithm::Rsa { .. } => {
                sha256(&[&name_line, &[0xff], b"PKIX-RSA-PKCS#1v1.5", key.spki()])
            }
            _ => sha256(&[key.spki()]),
        };
        Self::with_key_hash(name, key, key_hash)
    }

    fn with_key_hash(name: &str, key: SigningKey, key_hash: [u8; 32]) -> Self {
        Self { name: name.into(), key_id: first_four(&key_hash), key, key_hash }
    }

    /// The id of a log that signs so: the whole hash whose beginning is the key id.
    pub fn log_id(&self) -> LogId {
        LogId(self.key_hash)
    }

    /// Signs as logs do, promises too: ECDSA and RSA keys of any size with SHA-256.
    pub(crate) fn sign(&self, message: Message<'_>) -> Result<Vec<u8>, SignatureError> {
        self.key.sign(self.key.scheme_with(HashAlgorithm::Sha256), message)
    }

    /// The signature line under `text`.
    ///
    /// # Errors
    /// [`SignatureError`] if the key can't sign.
    pub fn line(&self, text: &str) -> Result<String, SignatureError> {
        let signature = self.sign(Message::Bytes(text.as_bytes()))?;
        Ok(line(&self.name, &self.key_id, &signature))
    }
}

/// A witness that cosigns checkpoints (C2SP tlog-cosignature, `cosignature/v1`).
#[derive(Debug)]
pub struct Witness {
    /// The name in its signature line.
    pub name: String,
    /// Ed25519.
    pub key: SigningKey,
}

impl Witness {
    /// The signature line under `text`, with the time that it says.
    ///
    /// # Errors
    /// [`SignatureError`] if the key can't sign.
    pub fn line(&self, text: &str, time: UnixTime) -> Result<String, SignatureError> {
        let message = format!("cosignature/v1\ntime {}\n{text}", time.seconds());
        let signature = self.key.sign(self.key.scheme(), Message::Bytes(message.as_bytes()))?;
        let payload = [&time.seconds().to_be_bytes()[..], &signature].concat();
        let name_line = [self.name.as_bytes(), b"\n"].concat();
        let key_hash = sha256(&[&name_line, &[0x04], ed25519_point(&self.key)]);
        Ok(line(&self.name, &first_four(&key_hash), &payload))
    }
}

/// `— <name> <base64 of key id and signature>`
fn line(name: &str, key_id: &[u8; 4], signature: &[u8]) -> String {
    format!("— {name} {}\n", base64(&[key_id, signature].concat()))
}

/// The last 32 bytes of the SubjectPublicKeyInfo (RFC 8410 section 4).
fn ed25519_point(key: &SigningKey) -> &[u8] {
    key.spki().last_chunk::<32>().map_or(&[], <[u8; 32]>::as_slice)
}

fn first_four([a, b, c, d, ..]: &[u8; 32]) -> [u8; 4] {
    [*a, *b, *c, *d]
}
