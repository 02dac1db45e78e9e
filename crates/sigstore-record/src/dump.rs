use sigstore_json::{Value, base64, ordered};
use sigstore_rekor_types::{LogEntry, set_payload};
use sigstore_traits::SignatureScheme;

use crate::decoded::{Decoded, Half};
use crate::index::{Entry, index};
use crate::message::Head;
use crate::message::Side::{self, Reply, Request};
use crate::{Conversation, Meaning, Secrets, material, schema, token, walk};

/// The files of a life, with their names: each message in the form in which other programs read
/// it, and `INDEX.md`, which says which step made a file and how to look at it by hand.
///
/// With several logs or timestamps the files of the second are called `logentry-2.json` and so on.
pub fn dump(conversation: &Conversation, secrets: Secrets) -> Vec<(String, Vec<u8>)> {
    let mut files = Files { decoded: conversation.decoded(), secrets, made: Vec::new() };
    ITEMS.iter().for_each(|item| files.add(item));
    let index = index(&files.made);
    let mut made: Vec<_> = files.made.into_iter().map(|made| (made.name, made.bytes)).collect();
    made.push(("INDEX.md".into(), index.into_bytes()));
    made
}

/// A file of a dump: its name, the messages and the half that it is made from, and how.
struct Item {
    name: &'static str,
    kinds: &'static [&'static str],
    side: Side,
    take: fn(&Files<'_>, &Half<'_>) -> Option<Vec<u8>>,
    /// Commands to look at it: the first whose files are there.
    looks: &'static [&'static str],
}

struct Files<'c> {
    decoded: Decoded<'c>,
    secrets: Secrets,
    made: Vec<Entry>,
}

impl Files<'_> {
    fn add(&mut self, item: &Item) {
        if item.kinds.is_empty() {
            return self.add_reports(item);
        }
        let is = |half: &&Half<'_>| {
            half.turn().side == item.side && item.kinds.contains(&half.message().kind().word)
        };
        let good =
            |half: &&Half<'_>| half.message().status().is_none_or(|status| status.is_success());
        let halves = self.decoded.halves().iter();
        // What was refused is only of interest if nothing else came of it.
        let any_good = halves.clone().filter(is).any(|half| good(&half));
        let chosen = halves.filter(is).filter(|half| !any_good || good(half));
        let made: Vec<_> = chosen.map(|half| self.entry(item, half)).collect();
        for (number, entry) in made.into_iter().enumerate() {
            let Some(entry) = entry else { continue };
            let name = numbered(&entry.name, number + 1);
            if !self.made.iter().any(|made| made.name == name) {
                self.made.push(Entry { name, number: number + 1, ..entry });
            }
        }
    }

    fn entry(&self, item: &Item, half: &Half<'_>) -> Option<Entry> {
        let name = match (&half.said.head, item.name) {
            (Head::File(_, name), "") => plain_name(&self.decoded.safe(name)),
            _ => item.name.into(),
        };
        let message = half.message();
        let number = half.turn().message + 1;
        let made_by = format!("[{number}] {}: {}", message.step().name(), message.title());
        let bytes = (item.take)(self, half)?;
        Some(Entry { name, number: 1, bytes, made_by, looks: item.looks })
    }

    fn add_reports(&mut self, item: &Item) {
        for (number, report) in self.decoded.reports().iter().enumerate() {
            self.made.push(Entry {
                name: numbered(item.name, number + 1),
                number: number + 1,
                bytes: format!("{}\n", report.to_json()).into_bytes(),
                made_by: "the verification: every check".into(),
                looks: item.looks,
            });
        }
    }
}

/// `logentry.json`, `logentry-2.json`.
pub(crate) fn numbered(name: &str, number: usize) -> String {
    match (number, name.rsplit_once('.')) {
        (..=1, _) => name.into(),
        (_, Some((stem, ending))) => format!("{stem}-{number}.{ending}"),
        (_, None) => format!("{name}-{number}"),
    }
}

/// The name of a file without its folders; nothing in it leads out of the dump, ends a line or is
/// taken for another file of it.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe = |c: char| if c.is_control() || matches!(c, '`' | ':') { '_' } else { c };
    let name: String = last.chars().map(safe).collect();
    let taken = ITEMS.iter().any(|item| item.name.eq_ignore_ascii_case(&name));
    match name.as_str() {
        "" | "." | ".." => "data".into(),
        _ if taken || name.eq_ignore_ascii_case("INDEX.md") => format!("data-{name}"),
        _ => name,
    }
}

fn body(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    files.decoded.bytes(half.turn(), files.secrets)
}

/// The answer, if it is JSON, or if it is not.
fn json_body(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    schema::parse(&half.said.body).ok()?;
    body(files, half)
}

fn other_body(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    schema::parse(&half.said.body).is_err().then(|| body(files, half))?
}

fn authorize_url(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    match &half.said.head {
        Head::Request(_, uri) => Some(line(&files.decoded.safe(&uri.to_string()))),
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

fn token_redacted(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    (files.secrets == Secrets::Masked).then(|| with_token(half, token::redacted))?.map(|t| line(&t))
}

fn token_exposed(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    (files.secrets == Secrets::Exposed).then(|| with_token(half, |text| Some(line(text))))?
}

fn token_header(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    with_token(half, |text| Some(token::parts(text)?.header))
}

fn token_claims(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    with_token(half, |text| Some(token::parts(text)?.claims))
}

fn csr(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    member(half, &["certificateSigningRequest"], |value| value.node().bytes().ok())
}

fn chain(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
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
fn sct(files: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
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
fn certificate(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
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

fn signature(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let paths: [&[&str]; 3] = [
        &["spec", "signature", "content"],
        &["hashedRekordRequestV002", "signature", "content"],
        &["spec", "proposedContent", "envelope", "signatures", "0", "sig"],
    ];
    let field = paths.iter().find_map(|path| half.body_at(path))?;
    Some(line(&base64(field.value()?)))
}

/// The inner object of Rekor v1, with `body` at the top; the whole answer of Rekor v2.
fn log_entry(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let v1 = member(half, &["*"], |value| value.member("logID").map(|_| pretty(value)));
    v1.or_else(|| member(half, &[], |value| value.member("logId").map(|_| pretty(value))))
}

fn inclusion_proof(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let v1 = ["*", "verification", "inclusionProof"];
    let show = |value: &Value<'_>| Some(pretty(value));
    member(half, &v1, show).or_else(|| member(half, &["inclusionProof"], show))
}

fn checkpoint(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let v1 = ["*", "verification", "inclusionProof", "checkpoint"];
    let v2 = ["inclusionProof", "checkpoint", "envelope"];
    let text = member(half, &v1, string).or_else(|| member(half, &v2, string));
    text.map(String::into_bytes)
}

fn promise_payload(_: &Files<'_>, half: &Half<'_>) -> Option<Vec<u8>> {
    let entry = LogEntry::parse(&half.said.body).ok()?.entry;
    let (body, time) = (&entry.canonicalized_body, entry.integrated_time);
    Some(set_payload(body, time, &entry.log_id, entry.log_index))
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

const CERTIFY: &[&str] = &["fulcio-v1-signing-cert", "fulcio-v2-signing-cert"];
const PROMISE: &[&str] = &["ct-add-pre-chain", "ct-add-chain"];
const STAMP: &[&str] = &["tsa-timestamp"];
const LOG: &[&str] = &["rekor-v1-create-entry", "rekor-v2-create-entry"];
/// Where a token comes from; one that was there before is first seen on its way to Fulcio.
const TOKEN: &[&str] = &["oidc-token", "oidc-mint", "ambient-token"];

const fn item(
    name: &'static str,
    kinds: &'static [&'static str],
    side: Side,
    take: fn(&Files<'_>, &Half<'_>) -> Option<Vec<u8>>,
    looks: &'static [&'static str],
) -> Item {
    Item { name, kinds, side, take, looks }
}

const SHOW_HEADER: &[&str] = &["jq -c . %own%"];
const SHOW_CLAIMS: &[&str] = &["jq -r '.iss, .email // .sub' %own%"];
const SHOW_TOKEN: &[&str] = &[
    "diff <(jq -Rr 'split(\".\")[1] | gsub(\"-\"; \"+\") | gsub(\"_\"; \"/\")' %own% | base64 -d 2>/dev/null | jq -S .) <(jq -S . %jwt-claims.json%)",
];

/// In the order of a life. Of two of one name the first that can be made counts.
static ITEMS: &[Item] = &[
    item(
        "",
        &["artifact", "statement"],
        Request,
        body,
        &[
            "diff <(openssl dgst -sha256 -binary %own% | xxd -p -c 32) <(jq -r .spec.data.hash.value %hashedrekord.json%)",
        ],
    ),
    item(
        "trusted_root.json",
        &["trusted-root"],
        Request,
        body,
        &["jq -r '.tlogs[].baseUrl, .certificateAuthorities[].uri' %own%"],
    ),
    item(
        "signing_config.json",
        &["signing-config"],
        Request,
        body,
        &["jq -r '.caUrls[].url' %own%"],
    ),
    item(
        "openid-configuration.json",
        &["oidc-discovery"],
        Reply,
        body,
        &["jq -r .token_endpoint %own%"],
    ),
    item("jwks.json", &["oidc-key-set"], Reply, body, &["jq -c '.keys[] | [.kid, .kty]' %own%"]),
    item(
        "authorize.url",
        &["oidc-authorization"],
        Request,
        authorize_url,
        &["jq -Rr 'split(\"?\")[1] | split(\"&\")[]' %own%"],
    ),
    item("token-response.json", &["oidc-token"], Reply, body, &["jq -c keys %own%"]),
    item("jwt", TOKEN, Reply, token_exposed, SHOW_TOKEN),
    item("jwt", CERTIFY, Request, token_exposed, SHOW_TOKEN),
    item("jwt.redacted", TOKEN, Reply, token_redacted, SHOW_TOKEN),
    item("jwt.redacted", CERTIFY, Request, token_redacted, SHOW_TOKEN),
    item("jwt-header.json", TOKEN, Reply, token_header, SHOW_HEADER),
    item("jwt-header.json", CERTIFY, Request, token_header, SHOW_HEADER),
    item("jwt-claims.json", TOKEN, Reply, token_claims, SHOW_CLAIMS),
    item("jwt-claims.json", CERTIFY, Request, token_claims, SHOW_CLAIMS),
    item(
        "cert-req.json",
        CERTIFY,
        Request,
        body,
        &[
            "diff <(jq -r .certificateSigningRequest %own% | base64 -d) %csr.pem%",
            "diff <(jq -r '.publicKeyRequest.publicKey.content // (.publicKey.content | @base64d)' %own% | openssl pkey -pubin -pubout) <(openssl x509 -in %chain.pem% -noout -pubkey)",
        ],
    ),
    item(
        "csr.pem",
        CERTIFY,
        Request,
        csr,
        &[
            "diff <(openssl req -in %own% -noout -pubkey) <(openssl x509 -in %chain.pem% -noout -pubkey)",
        ],
    ),
    item(
        "signing-cert-response.json",
        CERTIFY,
        Reply,
        json_body,
        &["diff -B <(jq -r '.[].chain.certificates[]' %own%) %chain.pem%"],
    ),
    item("signing-cert-response.pem", CERTIFY, Reply, other_body, &["diff -B %own% %chain.pem%"]),
    item(
        "chain.pem",
        CERTIFY,
        Reply,
        chain,
        &["openssl x509 -in %own% -noout -dates -ext subjectAltName"],
    ),
    item("sct.json", PROMISE, Reply, body, SHOW_SCT),
    item("sct.json", CERTIFY, Reply, sct, SHOW_SCT),
    item("timestamp-request.tsq", STAMP, Request, body, &["openssl ts -query -in %own% -text"]),
    item("timestamp-response.tsr", STAMP, Reply, body, &["openssl ts -reply -in %own% -text"]),
    item(
        "crt.b64",
        LOG,
        Request,
        certificate,
        &[
            "diff <(base64 -d %own% | openssl x509) <(openssl x509 -in %chain.pem%)",
            "base64 -d %own% | openssl x509 -noout -dates",
        ],
    ),
    item(
        "sig.b64",
        LOG,
        Request,
        signature,
        &[
            "openssl dgst -sha256 -verify <(openssl x509 -in %chain.pem% -noout -pubkey) -signature <(base64 -d %own%) %data%",
            "base64 -d %own% | openssl asn1parse -inform DER",
        ],
    ),
    item(
        "hashedrekord.json",
        LOG,
        Request,
        body,
        &[
            "diff <(jq -r '.spec.signature.content // .hashedRekordRequestV002.signature.content' %own%) %sig.b64%",
        ],
    ),
    item(
        "logentry.json",
        LOG,
        Reply,
        log_entry,
        &[
            "diff <(jq -r '.body // .canonicalizedBody' %own% | base64 -d | jq -S '.spec | .hashedRekordV002.signature // .signature') <(jq -S '.spec.signature // .hashedRekordRequestV002.signature' %hashedrekord.json%)",
        ],
    ),
    item(
        "set-payload.json",
        LOG,
        Reply,
        promise_payload,
        &[
            "diff <(jq -S . %own%) <(jq -S '{body, integratedTime, logID, logIndex}' %logentry.json%)",
        ],
    ),
    item(
        "checkpoint.txt",
        LOG,
        Reply,
        checkpoint,
        &[
            "diff <(jq -Rrn '[inputs][2]' %own% | base64 -d | xxd -p -c 32) <(jq -r .rootHash %inclusion-proof.json%)",
        ],
    ),
    item(
        "inclusion-proof.json",
        LOG,
        Reply,
        inclusion_proof,
        &["jq -c '[.logIndex, .treeSize, (.hashes | length)]' %own%"],
    ),
    item(
        "bundle.sigstore.json",
        &["bundle"],
        Request,
        body,
        &[
            "diff <(jq -r '.messageSignature.signature // .dsseEnvelope.signatures[0].sig' %own%) %sig.b64%",
        ],
    ),
    item(
        "report.json",
        &[],
        Reply,
        body,
        &["jq -r '.outcome, (.checks[] | .check + \" \" + .outcome)' %own%"],
    ),
];

const SHOW_SCT: &[&str] = &[
    "jq -r --slurpfile s %own% '.ctlogs[] | select(.logId.keyId == $s[0].id) | .baseUrl' %trusted_root.json%",
    "jq -r .id %own% | base64 -d | xxd -p -c 32",
];
