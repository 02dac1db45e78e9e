//! How the files of a dump are taken from the halves of messages.

use sigstore_json::{Value, base64, ordered};
use sigstore_rekor_types::{LogEntry, set_payload};
use sigstore_traits::SignatureScheme;

use crate::decoded::Half;
use crate::dump::Files;
use crate::message::Head;
use crate::{Meaning, Secrets, address, material, schema, token, walk};

pub(crate) fn body(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    files.decoded.bytes(half.turn(), files.secrets)
}

/// The answer, if it is JSON, or if it is not.
pub(crate) fn json_body(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    schema::parse(&half.said.body).ok()?;
    body(files, half)
}

pub(crate) fn other_body(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    schema::parse(&half.said.body).is_err().then(|| body(files, half))?
}

pub(crate) fn authorize_url(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    match &half.said.head {
        Head::Request(_, uri) => Some(line(&files.decoded.safe(&address::shown(&uri.to_string())))),
        _ => None,
    }
}

/// The first token of the conversation in this half, as text.
fn with_token<T>(half: &Half<'_>, take: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut found = None;
    for field in half.fields() {
        field.visit(&mut |field| {
            let text = field.value().filter(|_| field.meaning() == Meaning::Token);
            found = found.take().or_else(|| take(str::from_utf8(text?).ok()?));
        });
    }
    found
}

pub(crate) fn token_redacted(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    (files.secrets == Secrets::Masked).then(|| with_token(half, token::redacted))?.map(|t| line(&t))
}

pub(crate) fn token_exposed(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    (files.secrets == Secrets::Exposed).then(|| with_token(half, |text| Some(line(text))))?
}

pub(crate) fn token_header(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    with_token(half, |text| Some(token::parts(text)?.header))
}

pub(crate) fn token_claims(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    with_token(half, |text| Some(token::parts(text)?.claims))
}

pub(crate) fn csr(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    member(half, &["certificateSigningRequest"], |value| value.node().bytes().ok())
}

pub(crate) fn chain(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let text = match member(half, &["*", "chain", "certificates"], certificates) {
        Some(text) => text,
        None => str::from_utf8(&half.said.body).ok()?.into(),
    };
    let blocks = material::blocks(&text).ok()?;
    let chain: String = blocks.iter().map(|(_, der)| walk::pem(der)).collect();
    (!chain.is_empty()).then(|| chain.into_bytes())
}

fn certificates(value: &Value<'_>) -> Option<String> {
    value.node().array().ok()?.map(|node| node.string().ok()).collect()
}

/// The promise in the certificate, as a log answers it (RFC 6962 section 4.1).
pub(crate) fn sct(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let chain = chain(files, half)?;
    let blocks = material::blocks(str::from_utf8(&chain).ok()?).ok()?;
    let certificate = sigstore_certificate::Certificate::parse(&blocks.first()?.1).ok()?;
    let scts = sigstore_sct::Sct::parse_list(certificate.sct_list()?).ok()?;
    let sct = scts.first()?;
    let algorithm = match sct.scheme() {
        SignatureScheme::RsaPkcs1(_) => [4, 1],
        _ => [4, 3],
    };
    let length = u16::try_from(sct.signature().len()).ok()?.to_be_bytes();
    let signature = [&algorithm, &length, sct.signature()].concat();
    let milliseconds =
        sct.time().seconds() * 1000 + i64::from(sct.time().nanoseconds() / 1_000_000);
    Some(line(&format!(
        r#"{{"sct_version":0,"id":"{}","timestamp":{milliseconds},"extensions":"{}","signature":"{}"}}"#,
        base64(&sct.log_id().0),
        base64(sct.extensions()),
        base64(&signature),
    )))
}

/// The first certificate that vouches for the signature in what a log is asked to record.
pub(crate) fn certificate(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let v1 = ["spec", "signature", "publicKey", "content"];
    if let Some(text) = member(half, &v1, string) {
        return Some(line(&text));
    }
    if let Some(text) = member(half, &["spec", "proposedContent", "verifiers", "0"], string) {
        return Some(line(&text));
    }
    let v2 = ["hashedRekordRequestV002", "signature", "verifier", "x509Certificate", "rawBytes"];
    Some(line(&base64(walk::pem(half.body_at(&v2)?.value()?).as_bytes())))
}

pub(crate) fn signature(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let paths: [&[&str]; 3] = [
        &["spec", "signature", "content"],
        &["hashedRekordRequestV002", "signature", "content"],
        &["spec", "proposedContent", "envelope", "signatures", "0", "sig"],
    ];
    let field = paths.iter().find_map(|path| half.body_at(path))?;
    Some(line(&base64(field.value()?)))
}

/// The inner object of Rekor v1, with `body` at the top; the whole answer of Rekor v2.
pub(crate) fn log_entry(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let v1 = member(half, &["*"], |value| value.member("logID").map(|_| pretty(value)));
    v1.or_else(|| member(half, &[], |value| value.member("logId").map(|_| pretty(value))))
}

pub(crate) fn inclusion_proof(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let v1 = ["*", "verification", "inclusionProof"];
    let show = |value: &Value<'_>| Some(pretty(value));
    member(half, &v1, show).or_else(|| member(half, &["inclusionProof"], show))
}

pub(crate) fn checkpoint(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let v1 = ["*", "verification", "inclusionProof", "checkpoint"];
    let v2 = ["inclusionProof", "checkpoint", "envelope"];
    let text = member(half, &v1, string).or_else(|| member(half, &v2, string));
    text.map(String::into_bytes)
}

pub(crate) fn promise_payload(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let entry = LogEntry::parse(&half.said.body).ok()?.entry;
    let (body, time) = (&entry.canonicalized_body, entry.integrated_time);
    Some(set_payload(body, time, &entry.log_id.id()?, entry.log_index))
}

fn member<T>(half: &Half<'_>, path: &[&str], take: impl Fn(&Value<'_>) -> Option<T>) -> Option<T> {
    let document = schema::parse(&half.said.body).ok()?;
    take(at(&document, path)?)
}

/// The value at a path; `*` is the first member.
fn at<'v>(value: &'v Value<'v>, path: &[&str]) -> Option<&'v Value<'v>> {
    let [name, rest @ ..] = path else { return Some(value) };
    let inner = match value {
        Value::Object(members) if *name == "*" => &members.first()?.1,
        Value::Array(elements) => elements.get(name.parse::<usize>().ok()?)?,
        other => other.member(name)?,
    };
    at(inner, rest)
}

fn string(value: &Value<'_>) -> Option<String> {
    value.node().string().ok().map(Into::into)
}

fn pretty(value: &Value<'_>) -> Vec<u8> {
    line(&ordered(value))
}

fn line(text: &str) -> Vec<u8> {
    format!("{text}\n").into_bytes()
}
