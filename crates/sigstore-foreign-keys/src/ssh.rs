use sigstore_crypto::AwsLcSuite;
use sigstore_field::{Field, Meaning};
use sigstore_json::{base64, base64_bytes};
use sigstore_traits::SignatureSuite;

use crate::armour;

/// What a line of `authorized_keys` or an armoured signature says.
pub(crate) fn fields(text: &str) -> Option<Vec<Field>> {
    match text.strip_prefix("-----BEGIN SSH SIGNATURE-----") {
        Some(rest) => {
            let (body, _) = rest.split_once("-----END SSH SIGNATURE-----").unwrap_or((rest, ""));
            signature(&armour::bytes(body))
        }
        None => {
            let comment = text.lines().next()?.splitn(3, ' ').nth(2).unwrap_or_default();
            let mut fields = key(&blob(text)?)?;
            fields.push(Field::plain("comment", comment.trim()));
            Some(fields)
        }
    }
}

/// The key of a line of `authorized_keys` (sshd(8)), if its first word is the algorithm in it.
pub(crate) fn blob(text: &str) -> Option<Vec<u8>> {
    let mut words = text.lines().next()?.split(' ');
    let (algorithm, blob) = (words.next()?, base64_bytes(words.next()?)?);
    let (own, _) = string(&blob)?;
    (own == algorithm.as_bytes()).then_some(blob)
}

/// The algorithm, and the fingerprint as OpenSSH writes it.
fn key(blob: &[u8]) -> Option<Vec<Field>> {
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
fn signature(bytes: &[u8]) -> Option<Vec<Field>> {
    let rest = bytes.strip_prefix(b"SSHSIG")?.split_first_chunk::<4>()?.1;
    let (blob, rest) = string(rest)?;
    let (namespace, rest) = string(rest)?;
    let (_, rest) = string(rest)?;
    let (hash, rest) = string(rest)?;
    let (signature, _) = string(rest)?;
    let mut fields = key(blob)?;
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
