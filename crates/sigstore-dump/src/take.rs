//! How the files of a dump are taken from the halves of messages.

use sigstore_certificate::Certificate;
use sigstore_decode::{MAX_JSON, TokenParts, pem_blocks};
use sigstore_field::{Field, Meaning};
use sigstore_json::{Error, Limits, Value, base64, ordered};
use sigstore_record::{Half, Secrets};
use sigstore_rekor_types::{LogEntry, PemVerifier, Verifier, set_payload};
use sigstore_sct::Sct;
use sigstore_traits::SignatureScheme;

use crate::dump::Files;

pub(crate) fn body(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    files.decoded.bytes(half.turn(), files.secrets)
}

/// The body as it came, to take something from that is no secret.
fn raw(files: &Files<'_>, half: &Half<'_>) -> Vec<u8> {
    files.decoded.bytes(half.turn(), Secrets::Exposed).unwrap_or_default()
}

fn parse(bytes: &[u8]) -> Result<Value<'_>, Error> {
    sigstore_json::parse(bytes, &Limits::new(MAX_JSON))
}

/// The answer, if it is JSON, or if it is not.
pub(crate) fn json_body(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    parse(&raw(files, half)).ok()?;
    body(files, half)
}

pub(crate) fn other_body(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    parse(&raw(files, half)).is_err().then(|| body(files, half))?
}

pub(crate) fn authorize_url(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    files.decoded.address(half).map(|(_, address)| line(&address))
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
    (files.secrets == Secrets::Masked)
        .then(|| with_token(half, |text| Some(TokenParts::of(text)?.redacted())))?
        .map(|t| line(&t))
}

pub(crate) fn token_exposed(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    (files.secrets == Secrets::Exposed).then(|| with_token(half, |text| Some(line(text))))?
}

pub(crate) fn token_header(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    with_token(half, |text| Some(TokenParts::of(text)?.header().to_vec()))
}

pub(crate) fn token_claims(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    with_token(half, |text| Some(TokenParts::of(text)?.claims().to_vec()))
}

pub(crate) fn csr(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    member(files, half, &["certificateSigningRequest"], |value| value.node().bytes().ok())
}

pub(crate) fn chain(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let text = match member(files, half, &["*", "chain", "certificates"], certificates) {
        Some(text) => text,
        None => String::from_utf8(raw(files, half)).ok()?,
    };
    let chain: String = pem_blocks(&text)?.into_iter().map(pem).collect();
    (!chain.is_empty()).then(|| chain.into_bytes())
}

fn certificates(value: &Value<'_>) -> Option<String> {
    value.node().array().ok()?.map(|node| node.string().ok()).collect()
}

/// The promise in the certificate, as a log answers it (RFC 6962 section 4.1).
pub(crate) fn sct(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let chain = chain(files, half)?;
    let blocks = pem_blocks(str::from_utf8(&chain).ok()?)?;
    let certificate = Certificate::parse(blocks.first()?).ok()?;
    let scts = Sct::parse_list(certificate.sct_list()?).ok()?;
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
pub(crate) fn certificate(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let v1 = ["spec", "signature", "publicKey", "content"];
    if let Some(text) = member(files, half, &v1, string) {
        return Some(line(&text));
    }
    if let Some(text) = member(files, half, &["spec", "proposedContent", "verifiers", "0"], string)
    {
        return Some(line(&text));
    }
    let v2 = ["hashedRekordRequestV002", "signature", "verifier", "x509Certificate", "rawBytes"];
    let der = body_at(half, &v2)?.value()?;
    Some(line(&base64(pem(der.into()).as_bytes())))
}

pub(crate) fn signature(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let paths: [&[&str]; 3] = [
        &["spec", "signature", "content"],
        &["hashedRekordRequestV002", "signature", "content"],
        &["spec", "proposedContent", "envelope", "signatures", "0", "sig"],
    ];
    let field = paths.iter().find_map(|path| body_at(half, path))?;
    Some(line(&base64(field.value()?)))
}

/// The inner object of Rekor v1, with `body` at the top; the whole answer of Rekor v2.
pub(crate) fn log_entry(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let v1 = member(files, half, &["*"], |value| value.member("logID").map(|_| pretty(value)));
    v1.or_else(|| member(files, half, &[], |value| value.member("logId").map(|_| pretty(value))))
}

pub(crate) fn inclusion_proof(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let v1 = ["*", "verification", "inclusionProof"];
    let show = |value: &Value<'_>| Some(pretty(value));
    member(files, half, &v1, show).or_else(|| member(files, half, &["inclusionProof"], show))
}

pub(crate) fn checkpoint(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let v1 = ["*", "verification", "inclusionProof", "checkpoint"];
    let v2 = ["inclusionProof", "checkpoint", "envelope"];
    let text = member(files, half, &v1, string).or_else(|| member(files, half, &v2, string));
    text.map(String::into_bytes)
}

pub(crate) fn promise_payload(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let entry = LogEntry::parse(&raw(files, half)).ok()?.entry;
    let (body, time) = (&entry.canonicalized_body, entry.integrated_time);
    Some(set_payload(body, time, &entry.log_id.id()?, entry.log_index))
}

fn member<T>(
    files: &Files<'_>,
    half: &Half<'_>,
    path: &[&str],
    take: impl Fn(&Value<'_>) -> Option<T>,
) -> Option<T> {
    let body = raw(files, half);
    take(at(&parse(&body).ok()?, path)?)
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

/// The field at a path of names, from the body of the half on.
fn body_at<'h>(half: &'h Half<'_>, path: &[&str]) -> Option<&'h Field> {
    half.fields().last()?.at(path)
}

/// A certificate in PEM.
fn pem(der: Vec<u8>) -> String {
    PemVerifier::from(Verifier::Certificate(der)).text().into()
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
