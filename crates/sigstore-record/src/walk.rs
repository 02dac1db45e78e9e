use sigstore_dsse::Envelope;
use sigstore_json::{Number, Value, ordered};
use sigstore_merkle::{Hash, InclusionProof, Sha256, leaf_hash};
use sigstore_rekor_types::{
    Body, DsseSignature, DsseV001, HashedRekordV002, LogEntry, PemVerifier, TransparencyLogEntry,
    Verifier, set_payload,
};
use sigstore_traits::{Digest, HashAlgorithm, KeyDetails, SignatureSuite, UnixTime};

use crate::digest::{from_hex, sha256};
use crate::field::{Field, Relation};
use crate::form::{Leaf, Parts, Schema, Whole};
use crate::material::{self, certificate, key, pem_or_der, timestamp};
use crate::signed::Signed;
use crate::{Meaning, address, note, schema, token};

/// Goes through a JSON document and makes a field of every value, as its schema says.
pub(crate) struct Walker {
    schema: &'static Schema,
    path: Vec<String>,
}

impl Walker {
    pub(crate) fn new(schema: &'static Schema) -> Self {
        Self { schema, path: Vec::new() }
    }

    pub(crate) fn children(&mut self, value: &Value<'_>) -> Vec<Field> {
        match value {
            Value::Object(members) => {
                members.iter().map(|(name, value)| self.field(name, value)).collect()
            }
            Value::Array(elements) => {
                let numbered = elements.iter().enumerate();
                numbered.map(|(number, value)| self.field(&number.to_string(), value)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn field(&mut self, name: &str, value: &Value<'_>) -> Field {
        self.path.push(name.into());
        let leaf = self.schema.leaf(&self.path);
        let field = match value {
            Value::String(text) => self::leaf(name, text, leaf),
            Value::Number(number) => self::number(name, *number, leaf),
            Value::Object(_) | Value::Array(_) => self.inner(name, value, leaf),
            Value::Null | Value::Bool(_) => Field::plain(name, ordered(value)),
        };
        self.path.pop();
        field
    }

    fn inner(&mut self, name: &str, value: &Value<'_>, leaf: Leaf) -> Field {
        match leaf {
            Leaf::Nested(schema) => nested(name, value, schema),
            Leaf::Entry(schema) => {
                let uuid = vec![entry_name("uuid", name)];
                with_whole(Field::group(name, uuid), value, schema)
            }
            _ => Field::group(name, self.children(value)),
        }
    }
}

fn nested(name: &str, value: &Value<'_>, schema: &'static Schema) -> Field {
    with_whole(Field::group(name, Vec::new()), value, schema)
}

fn with_whole(field: Field, value: &Value<'_>, schema: &'static Schema) -> Field {
    let (fields, values) = parts(value, schema, ordered(value).as_bytes());
    field.with(fields).stands_for_all(&values)
}

/// The members of a document, and what else it stands for; its signature is told what it is over.
pub(crate) fn parts(value: &Value<'_>, schema: &'static Schema, bytes: &[u8]) -> Parts {
    let mut document = Field::group("", Walker::new(schema).children(value));
    if let Some((path, signed)) = signed(schema.whole, value, bytes) {
        document.put(path, signed);
    }
    (document.into_fields(), whole(schema.whole, value, bytes))
}

/// Names under which messages of any kind carry secrets.
const SECRETS: [&str; 11] = [
    "access_token",
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "id_token",
    "oidcIdentityToken",
    "password",
    "refresh_token",
    "token",
    "value",
];

/// A text under a name, by the schema of its place.
pub(crate) fn named_leaf(name: &str, text: &str, schema: &Schema) -> Field {
    leaf(name, text, schema.leaf(&[name.into()]))
}

/// A text. What looks like a token is one, and what has the name of a secret is one, wherever it
/// stands: `value` is the name of a token in GitHub's answer and of a digest elsewhere.
fn leaf(name: &str, text: &str, leaf: Leaf) -> Field {
    if let Some(token) = token::token(name, text) {
        return token;
    }
    match leaf {
        Leaf::Plain | Leaf::Word(_) if SECRETS.contains(&name) => {
            Field::secret(name, text.as_bytes()).hashed(text.as_bytes())
        }
        _ => read(name, text, leaf).unwrap_or_else(|why| Field::unreadable(name, text, why)),
    }
}

fn read(name: &str, text: &str, leaf: Leaf) -> Result<Field, String> {
    Ok(match leaf {
        // ProtoJSON may write what is not there.
        _ if text.is_empty() => Field::plain(name, ""),
        Leaf::Plain | Leaf::Seconds | Leaf::Milliseconds => seconds(name, text, leaf),
        Leaf::Nested(_) | Leaf::Entry(_) => Field::plain(name, text),
        Leaf::Word(meaning) => Field::word(name, meaning, text),
        Leaf::Secret => Field::secret(name, text.as_bytes()).hashed(text.as_bytes()),
        Leaf::Hidden => Field::hidden(name, text.as_bytes()),
        Leaf::Authorization => token::authorization(name, text),
        Leaf::Address => Field::plain(name, address::shown(text))
            .same(text.as_bytes())
            .with(address::of_text(text)),
        Leaf::Base64(meaning) => Field::bytes(name, meaning, &bytes(text)?),
        Leaf::Hex(meaning) => Field::bytes(name, meaning, &hex_bytes(text)?),
        Leaf::Named => digest_name(name, text)?,
        Leaf::Uuid => entry_name(name, text),
        Leaf::Pem => material::pem(name, text)?,
        Leaf::Pem64 => pem_or_der(name, &bytes(text)?)?,
        Leaf::Certificate => certificate(name, &bytes(text)?),
        Leaf::Key => key(name, &bytes(text)?),
        Leaf::Timestamp => stamp(name, &bytes(text)?)?,
        Leaf::DigitallySigned => digitally_signed(name, &bytes(text)?)?,
        Leaf::Note => note::checkpoint(name, text),
        Leaf::Body => body(name, &bytes(text)?)?,
        Leaf::Json64(schema) => json(name, &bytes(text)?, schema)?,
        Leaf::JsonText(schema) => json(name, text.as_bytes(), schema)?,
    })
}

fn bytes(text: &str) -> Result<Vec<u8>, String> {
    Value::String(text.into()).node().bytes().map_err(|error| error.to_string())
}

fn hex_bytes(text: &str) -> Result<Vec<u8>, String> {
    from_hex(text).ok_or_else(|| "not hex".into())
}

/// `sha256:` and hex.
fn digest_name(name: &str, text: &str) -> Result<Field, String> {
    let (_, digits) = text.split_once(':').ok_or("no algorithm before a digest")?;
    Ok(Field::new(name, Meaning::Digest, text).same(&hex_bytes(digits)?))
}

/// The name of an entry holds the hash of its leaf, after the id of its tree.
pub(crate) fn entry_name(name: &str, text: &str) -> Field {
    let field = Field::new(name, Meaning::Digest, text);
    let Some(bytes) = from_hex(text.trim_matches('"')) else {
        return field;
    };
    let Some((tree, leaf)) = bytes.split_last_chunk::<32>() else {
        return field;
    };
    let mut parts = vec![Field::bytes("leaf hash", Meaning::Digest, leaf)];
    if !tree.is_empty() {
        parts.insert(0, Field::bytes("tree id", Meaning::Digest, tree));
    }
    field.same(&bytes).with(parts)
}

fn stamp(name: &str, bytes: &[u8]) -> Result<Field, String> {
    let field = Field::document(name, Meaning::Document, "timestamp", bytes);
    Ok(field.with(timestamp(bytes)?))
}

/// ```text
/// struct { SignatureAndHashAlgorithm algorithm; opaque signature<0..2^16-1>; } DigitallySigned;
/// ```
fn digitally_signed(name: &str, bytes: &[u8]) -> Result<Field, String> {
    match bytes {
        [_, _, high, low, signature @ ..]
            if usize::from(u16::from_be_bytes([*high, *low])) == signature.len() =>
        {
            Ok(Field::bytes(name, Meaning::Signature, signature))
        }
        _ => Err("not a digitally-signed struct".into()),
    }
}

fn body(name: &str, bytes: &[u8]) -> Result<Field, String> {
    let leaf_hash = leaf_hash(bytes, &Hasher);
    Ok(json(name, bytes, &schema::BODY)?.stands_for(Relation::LeafHash, &leaf_hash))
}

fn json(name: &str, bytes: &[u8], schema: &'static Schema) -> Result<Field, String> {
    let value = schema::parse(bytes).map_err(|error| error.to_string())?;
    let field = Field::document(name, Meaning::Document, "JSON", bytes);
    let (fields, values) = parts(&value, schema, bytes);
    Ok(field.with(fields).stands_for_all(&values))
}

/// A time that is spelt as a string is one as well (ProtoJSON).
fn seconds(name: &str, text: &str, leaf: Leaf) -> Field {
    match (leaf, text.parse()) {
        (Leaf::Plain, _) | (_, Err(_)) => Field::plain(name, text),
        (_, Ok(value)) => number(name, Number::Unsigned(value), leaf),
    }
}

fn number(name: &str, number: Number, leaf: Leaf) -> Field {
    let time = match (leaf, number) {
        (Leaf::Seconds, Number::Unsigned(value)) => {
            i64::try_from(value).ok().map(UnixTime::from_seconds)
        }
        (Leaf::Milliseconds, Number::Unsigned(value)) => Some(UnixTime::from_milliseconds(value)),
        _ => None,
    };
    let text = ordered(&Value::Number(number));
    match time.filter(|time| time.seconds() != 0) {
        Some(time) => Field::new(name, Meaning::Time, format!("{text} ({time})")),
        None => Field::plain(name, text),
    }
}

/// The digests that others may name a file by.
pub(crate) fn digests(bytes: &[u8]) -> Vec<(Relation, Vec<u8>)> {
    let digest = |algorithm, relation| {
        let digest = sigstore_crypto::AwsLcSuite.digest(algorithm, &[bytes]);
        (relation, digest.as_bytes().to_vec())
    };
    vec![
        digest(HashAlgorithm::Sha384, Relation::Sha384),
        digest(HashAlgorithm::Sha512, Relation::Sha512),
    ]
}

/// Where the signature of a document stands, and what it is over.
fn signed(
    whole: Whole,
    value: &Value<'_>,
    bytes: &[u8],
) -> Option<(&'static [&'static str], Signed)> {
    match whole {
        Whole::Nothing => None,
        Whole::Envelope => {
            let envelope = Envelope::read(value.node()).ok()?;
            let signed = Signed::bytes("the pre-authentication encoding", envelope.pae().to_vec());
            Some((&["signatures", "0", "sig"], signed))
        }
        Whole::Entry => promise(value),
        Whole::Proposal => {
            let over = "what has this digest";
            match recorded(value, bytes)? {
                Body::HashedRekordV001(body) => {
                    Some((&["spec", "signature", "content"], Signed::digest(over, body.digest)))
                }
                Body::HashedRekordV002(body) => Some((
                    &["hashedRekordRequestV002", "signature", "content"],
                    Signed::digest(over, body.digest),
                )),
                _ => None,
            }
        }
    }
}

/// The promise of Rekor v1 is over body, time, log and index (`set-payload.json` in a dump).
fn promise(value: &Value<'_>) -> Option<(&'static [&'static str], Signed)> {
    let path: &[&str] = match value.member("verification") {
        Some(_) => &["verification", "signedEntryTimestamp"],
        None => &["inclusionPromise", "signedEntryTimestamp"],
    };
    let entry = entry_of(value)?;
    let (body, time) = (&entry.canonicalized_body, entry.integrated_time);
    let payload = set_payload(body, time, &entry.log_id.id()?, entry.log_index);
    Some((path, Signed::bytes("body, time, log and index", payload)))
}

/// What else a document stands for.
fn whole(whole: Whole, value: &Value<'_>, bytes: &[u8]) -> Vec<(Relation, Vec<u8>)> {
    match whole {
        Whole::Nothing => Vec::new(),
        Whole::Envelope => envelope(value).into_iter().collect(),
        Whole::Entry => entry(value).into_iter().collect(),
        Whole::Proposal => {
            let body = recorded(value, bytes);
            body.map(|body| (Relation::Canonical, body.canonical())).into_iter().collect()
        }
    }
}

/// The root to which body and proof lead. Whether it is the one that was signed, is seen by
/// comparing.
fn entry(value: &Value<'_>) -> Option<(Relation, Vec<u8>)> {
    let entry = entry_of(value)?;
    let proof = entry.inclusion_proof?;
    let (index, size, path) = (proof.log_index, proof.tree_size, proof.hashes.as_slice());
    let leaf = leaf_hash(&entry.canonicalized_body, &Hasher);
    let root = InclusionProof { index, size, path }.root(&leaf, &Hasher).ok()?;
    Some((Relation::Root, root.to_vec()))
}

/// An entry in the form of either API.
fn entry_of(value: &Value<'_>) -> Option<TransparencyLogEntry> {
    match LogEntry::read_alone(value.node()) {
        Ok(answer) => Some(answer.entry),
        Err(_) => TransparencyLogEntry::read(value.node()).ok(),
    }
}

struct Hasher;

impl Sha256 for Hasher {
    fn sha256(&self, parts: &[&[u8]]) -> Hash {
        sha256(parts)
    }
}

fn envelope(value: &Value<'_>) -> Option<(Relation, Vec<u8>)> {
    let envelope = Envelope::read(value.node()).ok()?;
    let digest = sha256(&envelope.pae().parts());
    Some((Relation::EncodingSha256, digest.to_vec()))
}

/// What a log will record when it is asked this, if it is of a kind that is in use. That a log does
/// the same is not taken from here: the two are compared.
fn recorded(value: &Value<'_>, bytes: &[u8]) -> Option<Body> {
    if let Some(request) = value.member("hashedRekordRequestV002") {
        return recorded_v2(request);
    }
    match value.member("spec")?.member("proposedContent") {
        Some(content) => recorded_envelope(content),
        None => Body::parse(bytes).ok(),
    }
}

fn recorded_envelope(content: &Value<'_>) -> Option<Body> {
    let text = content.member("envelope")?.node().string().ok()?;
    let verifier = content.member("verifiers")?.node().array().ok()?.next()?;
    let envelope = Envelope::parse(text.as_bytes()).ok()?;
    let digest = |bytes: &[u8]| Digest::Sha256(sha256(&[bytes]));
    Some(Body::DsseV001(DsseV001 {
        envelope_hash: digest(text.as_bytes()),
        payload_hash: digest(&envelope.payload),
        signatures: vec![DsseSignature {
            signature: envelope.signature.sig.clone(),
            verifier: PemVerifier::parse(&verifier.bytes().ok()?).ok()?,
        }],
    }))
}

fn recorded_v2(request: &Value<'_>) -> Option<Body> {
    let signature = request.member("signature")?;
    let verifier = signature.member("verifier")?;
    let raw = |member: &str| verifier.member(member)?.member("rawBytes")?.node().bytes().ok();
    let details =
        KeyDetails::from_proto_name(verifier.member("keyDetails")?.node().string().ok()?)?;
    let digest = request.member("digest")?.node().bytes().ok()?;
    Some(Body::HashedRekordV002(HashedRekordV002 {
        digest: Digest::new(details.scheme()?.hash()?, &digest)?,
        signature: signature.member("content")?.node().bytes().ok()?,
        key_details: details,
        verifier: match raw("x509Certificate") {
            Some(der) => Verifier::Certificate(der),
            None => Verifier::PublicKey(raw("publicKey")?),
        },
    }))
}

/// A certificate in PEM.
pub(crate) fn pem(der: &[u8]) -> String {
    PemVerifier::from(Verifier::Certificate(der.into())).text().into()
}
