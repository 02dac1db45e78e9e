//! Keys of the tests, and files that they sign.

use serde_json::{Value, json};
use sigstore_engine::{KeyKind, SigningKey};
use sigstore_json::{base64, hex};
use sigstore_traits::Message;

/// The key of a name: what stands before the dash is its kind, Ed25519 if it is no other.
pub(crate) fn key(name: &str) -> SigningKey {
    let mut seed = [0; 32];
    seed.iter_mut().zip(name.bytes()).for_each(|(seed, byte)| *seed = byte);
    let kind = match name.split('-').next() {
        Some("p256") => KeyKind::P256,
        Some("p384") => KeyKind::P384,
        _ => KeyKind::Ed25519,
    };
    SigningKey::from_seed(kind, &seed)
}

/// A key as metadata writes it.
pub(crate) fn key_json(name: &str) -> Value {
    let key = key(name);
    let (kind, scheme) = match name.split('-').next() {
        Some("p256") => ("ecdsa", "ecdsa-sha2-nistp256"),
        Some("p384") => ("ecdsa", "ecdsa-sha2-nistp384"),
        _ => ("ed25519", "ed25519"),
    };
    let public = match kind {
        "ed25519" => hex(&key.spki()[12..]),
        _ => pem(key.spki()),
    };
    json!({"keytype": kind, "scheme": scheme, "keyval": {"public": public}})
}

pub(crate) fn pem(spki: &[u8]) -> String {
    let text = base64(spki);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|l| str::from_utf8(l).unwrap()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}

/// OLPC canonical JSON, written apart from the crate's own.
pub(crate) fn canonical(value: &Value) -> String {
    let text = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    match value {
        Value::String(string) => text(string),
        Value::Array(elements) => {
            format!("[{}]", elements.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(name, _)| *name);
            let members = sorted.iter().map(|(n, v)| format!("{}:{}", text(n), canonical(v)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

pub(crate) fn signature(signed: &Value, name: &str) -> Value {
    let key = key(name);
    let bytes = key.sign(key.scheme(), Message::Bytes(canonical(signed).as_bytes())).unwrap();
    json!({"keyid": name, "sig": hex(&bytes)})
}

/// A file, signed by the keys of these names, whose names are their ids.
pub(crate) fn sign(signed: &Value, names: &[&str]) -> Vec<u8> {
    let signatures: Vec<_> = names.iter().map(|name| signature(signed, name)).collect();
    file(signed, &signatures)
}

pub(crate) fn file(signed: &Value, signatures: &[Value]) -> Vec<u8> {
    serde_json::to_vec(&json!({"signed": signed, "signatures": signatures})).unwrap()
}

/// The first root of a repository, to be signed: two of three keys sign roots, one each the others.
pub(crate) fn root_json() -> Value {
    let names = ["root-a", "root-b", "root-c", "online", "targets"];
    let keys: serde_json::Map<_, _> =
        names.iter().map(|name| ((*name).to_owned(), key_json(name))).collect();
    json!({"_type": "root", "spec_version": "1.0.34", "version": 1,
    "expires": "2027-01-01T00:00:00Z", "consistent_snapshot": true, "keys": keys,
    "roles": {
        "root": {"keyids": ["root-a", "root-b", "root-c"], "threshold": 2},
        "timestamp": {"keyids": ["online"], "threshold": 1},
        "snapshot": {"keyids": ["online"], "threshold": 1},
        "targets": {"keyids": ["targets"], "threshold": 1},
    }})
}
