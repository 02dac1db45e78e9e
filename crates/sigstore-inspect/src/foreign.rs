//! Keys and signatures of other formats: named, and their keys fingerprinted.

use sigstore_crypto::AwsLcSuite;
use sigstore_field::{Field, Meaning};
use sigstore_json::{base64, base64_bytes};
use sigstore_traits::SignatureSuite;

use crate::{Kind, pgp};

/// Which of the formats a text is in.
pub(crate) fn kind(text: &str) -> Option<Kind> {
    if text.starts_with("-----BEGIN PGP ") {
        return Some(Kind::Pgp);
    }
    if text.starts_with("-----BEGIN SSH SIGNATURE-----") || ssh_blob(text).is_some() {
        return Some(Kind::Ssh);
    }
    let commented = text.starts_with("untrusted comment:");
    (commented || minisign(text).is_some()).then_some(Kind::Minisign)
}

/// The same of what was in base64: a key of minisign is often written without its comment.
pub(crate) fn binary(bytes: &[u8]) -> Option<Kind> {
    let minisign = matches!(bytes, [b'E', b'd', ..]) && bytes.len() == MINISIGN_KEY;
    minisign.then_some(Kind::Minisign)
}

/// Whether a text is, or holds, a private key. Whatever stands under the comment of minisign's that
/// is neither a key nor a signature is one.
pub(crate) fn is_secret(text: &str) -> bool {
    let minisign = || text.starts_with("untrusted comment:") && minisign(text).is_none();
    text.contains("PRIVATE KEY-----")
        || text.contains("PRIVATE KEY BLOCK-----")
        || (minisign() && text.contains("secret key"))
}

/// What a key or signature of another format says; of everything else, nothing.
pub(crate) fn fields(bytes: &[u8]) -> Vec<Field> {
    let Some(text) = crate::dress::text(bytes) else {
        return minisign_fields(bytes).unwrap_or_default();
    };
    let found = match kind(text) {
        Some(Kind::Pgp) => Some(pgp::fields(text)),
        Some(Kind::Ssh) => ssh(text),
        Some(_) => minisign(text).and_then(|bytes| minisign_fields(&bytes)),
        None => None,
    };
    found.unwrap_or_default()
}

const MINISIGN_KEY: usize = 2 + 8 + 32;
const MINISIGN_SIGNATURE: usize = 2 + 8 + 64;

/// What stands in base64 in the first line that is no comment.
fn minisign(text: &str) -> Option<Vec<u8>> {
    let line = text.lines().find(|line| !line.starts_with("untrusted comment:"))?;
    let bytes = base64_bytes(line.trim())?;
    minisign_fields(&bytes).map(|_| bytes)
}

/// ```text
/// signature_algorithm || key_id || public_key, or signature   -- minisign "Public key format"
/// ```
fn minisign_fields(bytes: &[u8]) -> Option<Vec<Field>> {
    let (algorithm, rest) = bytes.split_first_chunk::<2>()?;
    let (id, rest) = rest.split_first_chunk::<8>()?;
    let algorithm = match (algorithm, bytes.len()) {
        (b"Ed", MINISIGN_KEY | MINISIGN_SIGNATURE) => "Ed25519",
        (b"ED", MINISIGN_SIGNATURE) => "Ed25519 over the BLAKE2b-512 of the file",
        _ => return None,
    };
    // The number of a key is written as people see it: most significant first.
    let id = format!("{:016X}", u64::from_le_bytes(*id));
    let (name, meaning) = match bytes.len() {
        MINISIGN_KEY => ("key", Meaning::Key),
        _ => ("signature", Meaning::Signature),
    };
    Some(vec![
        Field::plain("algorithm", algorithm),
        Field::word("key id", Meaning::Identity, &id),
        Field::bytes(name, meaning, rest),
    ])
}

fn ssh(text: &str) -> Option<Vec<Field>> {
    match text.strip_prefix("-----BEGIN SSH SIGNATURE-----") {
        Some(rest) => {
            let (body, _) = rest.split_once("-----END SSH SIGNATURE-----").unwrap_or((rest, ""));
            ssh_signature(&crate::dress::base64_prefix(body))
        }
        None => {
            let comment = text.lines().next()?.splitn(3, ' ').nth(2).unwrap_or_default();
            let mut fields = ssh_key(&ssh_blob(text)?)?;
            fields.push(Field::plain("comment", comment.trim()));
            Some(fields)
        }
    }
}

/// The key of a line of `authorized_keys` (sshd(8)), if its first word is the algorithm in it.
fn ssh_blob(text: &str) -> Option<Vec<u8>> {
    let mut words = text.lines().next()?.split(' ');
    let (algorithm, blob) = (words.next()?, base64_bytes(words.next()?)?);
    let (own, _) = string(&blob)?;
    (own == algorithm.as_bytes()).then_some(blob)
}

/// The algorithm, and the fingerprint as OpenSSH writes it.
fn ssh_key(blob: &[u8]) -> Option<Vec<Field>> {
    let (algorithm, _) = string(blob)?;
    let sha256 = AwsLcSuite.sha256(&[blob]);
    let fingerprint = format!("SHA256:{}", base64(&sha256).trim_end_matches('='));
    Some(vec![
        Field::plain("algorithm", String::from_utf8_lossy(algorithm)),
        Field::new("fingerprint", Meaning::Identity, fingerprint).same(&sha256),
    ])
}

/// ```text
/// byte[6] "SSHSIG", uint32 version, string publickey, string namespace, string reserved,
/// string hash_algorithm, string signature   -- OpenSSH PROTOCOL.sshsig
/// ```
fn ssh_signature(bytes: &[u8]) -> Option<Vec<Field>> {
    let rest = bytes.strip_prefix(b"SSHSIG")?.split_first_chunk::<4>()?.1;
    let (key, rest) = string(rest)?;
    let (namespace, rest) = string(rest)?;
    let (_, rest) = string(rest)?;
    let (hash, rest) = string(rest)?;
    let (signature, _) = string(rest)?;
    let mut fields = ssh_key(key)?;
    fields.push(Field::plain("namespace", String::from_utf8_lossy(namespace)));
    fields.push(Field::plain("hash algorithm", String::from_utf8_lossy(hash)));
    fields.push(Field::bytes("signature", Meaning::Signature, signature));
    Some(fields)
}

/// Bytes after their length in four (RFC 4251 section 5).
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}
