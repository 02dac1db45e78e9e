//! Every recorded request to Rekor v1, Rekor v2 and the timestamp authority, put to our own: the
//! answers have the recorded status, content type and shape. Where they differ, a table says why.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use http::{Request, Response};
use sigstore_engine::{
    Chain, KeyKind, NoteSigner, RekorV1, RekorV2, SigningKey, TimestampAuthority, Tree, Witness,
    arcs,
};
use sigstore_json::{Limits, Value, base64};
use sigstore_local::TsaServer;
use sigstore_local_rekor::{RekorV1Server, RekorV2Server};
use sigstore_store::Durable;
use sigstore_traits::{HashAlgorithm, UnixTime};
use sigstore_tsa::Timestamp;

const NOW: UnixTime = UnixTime::from_seconds(1_795_427_308);
const PERIOD: [UnixTime; 2] = [NOW, UnixTime::from_seconds(2_051_222_400)];

/// A recorded request and what was answered.
struct Exchange {
    name: String,
    request: Request<Vec<u8>>,
    status: u16,
    content_type: Option<String>,
    /// The others that are compared.
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Headers whose values do not depend on keys: ids and indexes are ours too, since the trees are.
const HEADERS: [&str; 5] = ["allow", "cache-control", "etag", "location", "x-log-index"];

/// File name, how our answer differs, why it may.
type Differences = &'static [(&'static str, &'static str, &'static str)];

/// The exchanges with a service in the order of their numbers; none without the corpus.
fn exchanges(service: &str) -> Vec<Exchange> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    let Ok(files) = fs::read_dir(folder.join("exchanges").join(service)) else {
        eprintln!("skipped: the exchanges with {service} (no ../shared/corpus)");
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    let number = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.split('-').next().unwrap().parse::<u32>().unwrap()
    };
    paths.sort_by_key(number);
    paths.iter().map(read).collect()
}

fn read(path: &PathBuf) -> Exchange {
    let text = fs::read(path).unwrap();
    let value = sigstore_json::parse(&text, &Limits::new(64 << 20)).unwrap();
    let (request, response) = (value.member("request").unwrap(), value.member("response").unwrap());
    let string =
        |value: &Value<'_>, name| value.member(name).unwrap().node().string().unwrap().to_owned();
    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut built =
        Request::builder().method(string(request, "method").as_str()).uri(string(request, "path"));
    for (header, value) in request.member("headers").unwrap().node().object().unwrap().entries() {
        built = built.header(header, value.string().unwrap());
    }
    let headers = response.member("headers").unwrap();
    Exchange {
        request: built.body(body(request).unwrap_or_else(|| not_kept(&name))).unwrap(),
        status: u16::try_from(response.member("status").unwrap().node().uint64().unwrap()).unwrap(),
        headers: read_headers(headers),
        content_type: headers
            .member("content-type")
            .map(|value| value.node().string().unwrap().into()),
        body: body(response).unwrap_or_default(),
        name,
    }
}

/// Without the tags that a file server makes of a file's time.
fn read_headers(headers: &Value<'_>) -> Vec<(String, String)> {
    let headers = headers.node().object().unwrap();
    let named = headers.entries().filter(|(name, _)| HEADERS.contains(name));
    let texts = named.map(|(name, value)| (name.to_owned(), value.string().unwrap().to_owned()));
    texts.filter(|(_, value)| !value.starts_with('"')).collect()
}

fn body(message: &Value<'_>) -> Option<Vec<u8>> {
    let noted = message.member("body_note").is_some();
    match message.member("body_base64") {
        Some(Value::String(_)) => {
            Some(message.member("body_base64").unwrap().node().bytes().unwrap())
        }
        _ if noted => None,
        _ => Some(Vec::new()),
    }
}

/// Bodies of which the recording has only a description.
fn not_kept(name: &str) -> Vec<u8> {
    match name {
        "117-err-oversized" => {
            let data = base64(&vec![7; 3 << 20]);
            format!(r#"{{"apiVersion":"0.0.1","kind":"rekord","spec":{{"data":{{"content":"{data}"}}}}}}"#)
                .into_bytes()
        }
        "53-err-oversized" => {
            let content = "A".repeat(5 << 20);
            format!(r#"{{"hashedRekordRequestV002":{{"signature":{{"content":"{content}"}}}}}}"#)
                .into_bytes()
        }
        "39-err-oversized" => [&[0x30, 0x83, 0x20, 0, 0][..], &vec![0; 2 << 20]].concat(),
        _ => panic!("{name}: its body is not kept, and not described here"),
    }
}

fn is_json(content_type: Option<&str>, body: &[u8]) -> bool {
    content_type.is_some_and(|kind| kind.starts_with("application/json")) || body.starts_with(b"{")
}

/// How an answer differs from the recorded one; the first of the ways.
fn difference(exchange: &Exchange, ours: &Response<Vec<u8>>) -> Option<String> {
    let content_type = ours.headers().get("content-type").map(|value| value.to_str().unwrap());
    if ours.status().as_u16() != exchange.status {
        return Some(format!("status {} for {}", ours.status().as_u16(), exchange.status));
    }
    if content_type != exchange.content_type.as_deref() {
        return Some(format!("type {content_type:?} for {:?}", exchange.content_type));
    }
    for (name, expected) in &exchange.headers {
        let found = ours.headers().get(name).map(|value| value.to_str().unwrap());
        if found != Some(expected) {
            return Some(format!("{name} {found:?} for {expected}"));
        }
    }
    if let (Some(found), expected) = (code(ours.body()), code(&exchange.body))
        && Some(found) != expected
    {
        return Some(format!("code {found} for {expected:?}"));
    }
    let shape = |body: &[u8]| shape(content_type, body);
    let (found, expected) = (shape(ours.body()), shape(&exchange.body));
    (found != expected).then(|| format!("{found} for {expected}"))
}

/// The code in the body of a refusal.
fn code(body: &[u8]) -> Option<u64> {
    let value = sigstore_json::parse(body, &Limits::new(64 << 20)).ok()?;
    value.member("code")?.node().uint64().ok()
}

/// What of a body does not depend on keys and times.
fn shape(content_type: Option<&str>, body: &[u8]) -> String {
    if is_json(content_type, body) {
        let value = sigstore_json::parse(body, &Limits::new(64 << 20)).unwrap();
        return json_shape(&value);
    }
    match (content_type, str::from_utf8(body)) {
        (Some("application/timestamp-reply"), _) => {
            let stamp = Timestamp::parse(body).unwrap();
            let (imprint, nonce) = (stamp.imprint(), stamp.nonce());
            format!("{imprint} {nonce:?} {} certificates", stamp.certificates().len())
        }
        // A note or PEM: as many lines, or blocks.
        (_, Ok(text)) if text.contains("-----BEGIN") => {
            format!("{} blocks", text.matches("-----BEGIN").count())
        }
        (_, Ok(text)) if text.contains("\n— ") => {
            let names = text.lines().filter_map(|line| line.strip_prefix("— "));
            let names: Vec<_> = names.map(|line| line.split(' ').next().unwrap()).collect();
            format!("{} lines, {names:?}", text.lines().count())
        }
        // Tiles and bundles: the very bytes.
        _ => format!("{} bytes, {:x?}", body.len(), sum(body)),
    }
}

fn sum(body: &[u8]) -> u32 {
    body.iter().fold(1, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)))
}

/// Member names and types; ids as names are one name.
fn json_shape(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "bool".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "string".into(),
        Value::Array(elements) => {
            let mut shapes: Vec<_> = elements.iter().map(json_shape).collect();
            if shapes.iter().all(|shape| shape == "string") {
                shapes.dedup();
            }
            format!("[{}]", shapes.join(","))
        }
        Value::Object(members) => {
            let is_id = |name: &str| {
                matches!(name.len(), 64 | 80) && name.bytes().all(|byte| byte.is_ascii_hexdigit())
            };
            let name = |name: &str| if is_id(name) { "<id>".into() } else { name.to_owned() };
            let mut shapes: Vec<_> = members
                .iter()
                .map(|(member, value)| format!("{}:{}", name(member), json_shape(value)))
                .collect();
            shapes.sort();
            format!("{{{}}}", shapes.join(","))
        }
    }
}

/// The differences found must be those of the table, and no fewer.
fn compare(found: &BTreeMap<String, String>, table: Differences) {
    let mut wrong = Vec::new();
    for (name, difference) in found {
        match table.iter().find(|(known, ..)| known == name) {
            None => wrong.push(format!("{name}: differs and is not in the table: {difference}")),
            Some((_, known, _)) if known != difference => {
                wrong.push(format!("{name}: differs in another way: {difference}"));
            }
            Some(_) => {}
        }
    }
    for (name, difference, reason) in table {
        assert!(!reason.is_empty());
        if !found.contains_key(*name) {
            wrong.push(format!("{name}: no longer differs: {difference}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), found.len(), wrong.join("\n"));
}

fn key(kind: KeyKind, seed: u8) -> SigningKey {
    SigningKey::from_seed(kind, &[seed; 32])
}

fn entropy(bytes: &mut [u8]) {
    bytes.fill(9);
}

/// The body of an entry in a recorded answer.
fn entry_body(answer: &Value<'_>) -> Vec<u8> {
    let object = answer.node().object().unwrap();
    let (_, entry) = object.entries().next().unwrap();
    entry.object().unwrap().required("body").unwrap().standard_bytes().unwrap()
}

// Rekor v1.

const TREE_ID: u64 = 1_317_327_163_698_442_469;

/// A log with what the recorded one held when it was recorded.
struct Replay {
    server: RekorV1Server,
    /// Grown beside the log, to say its heads.
    tree: Tree,
}

impl Replay {
    fn new(ten: &Exchange) -> Self {
        let signer = NoteSigner::rekor_v1("localhost", key(KeyKind::P256, 1));
        let mut server = RekorV1Server::new(RekorV1::new(signer, TREE_ID, 0));
        server.max_request = 2 << 20;
        let mut replay = Self { server, tree: Tree::default() };
        let first = sigstore_json::parse(&ten.body, &Limits::new(1 << 20)).unwrap();
        let Value::Array(first) = &first else { panic!() };
        first[..2].iter().for_each(|entry| replay.record(entry_body(entry)));
        replay
    }

    /// Has the log record a body that it would not take.
    fn record(&mut self, body: Vec<u8>) {
        self.tree.append(&body);
        let root: String = self.tree.root().iter().map(|byte| format!("{byte:02x}")).collect();
        let change = format!(
            r#"{{"kind":"k","version":"v","integratedTime":1,"body":"{}","keys":[],"head":{{"treeSize":{},"rootHash":"{root}"}}}}"#,
            base64(&body),
            self.tree.size(),
        );
        self.server.restore(change.as_bytes()).unwrap();
    }

    fn answer(&mut self, exchange: &Exchange) -> Response<Vec<u8>> {
        let ours = self.server.answer(&exchange.request, NOW, &mut entropy);
        if exchange.status == 201 {
            let text = if ours.status() == 201 { ours.body() } else { &exchange.body };
            let answer = sigstore_json::parse(text, &Limits::new(1 << 20)).unwrap();
            if ours.status() == 201 {
                self.tree.append(&entry_body(&answer));
            } else if self.tree.size() < RECORDED {
                self.record(entry_body(&answer));
            }
        }
        ours
    }
}

/// How many entries the log held while it was read.
const RECORDED: u64 = 30;

#[test]
fn rekor_v1_answers_as_recorded() {
    let exchanges = exchanges("rekor-v1");
    let Some(ten) = exchanges.iter().find(|exchange| exchange.name == "78-retrieve-ten") else {
        return;
    };
    assert_eq!(exchanges.len(), 127);
    let mut replay = Replay::new(ten);
    let mut found = BTreeMap::new();
    for exchange in &exchanges {
        let ours = replay.answer(exchange);
        if let Some(difference) = difference(exchange, &ours) {
            found.insert(exchange.name.clone(), difference);
        } else {
            check_roots(exchange, &ours);
        }
    }
    compare(&found, REKOR_V1);
}

/// While the log was read it held the same bodies as ours, so the roots are the same too; so are
/// the ids, and the texts of checkpoints.
fn check_roots(exchange: &Exchange, ours: &Response<Vec<u8>>) {
    let number: u32 = exchange.name.split('-').next().unwrap().parse().unwrap();
    if !(58..=86).contains(&number) || exchange.status != 200 {
        return;
    }
    let roots = |body: &[u8]| {
        let text = str::from_utf8(body).unwrap();
        let part =
            |text: &str| text.chars().take_while(char::is_ascii_hexdigit).collect::<String>();
        let roots: Vec<_> = text.split("\"rootHash\":\"").skip(1).map(part).collect();
        let ids: Vec<_> = text.split("{\"1248").skip(1).map(part).collect();
        let note = |text: &str| text.split("\\n\\n").next().unwrap().to_owned();
        let notes: Vec<_> = text.split("\"localhost - ").skip(1).map(note).collect();
        (roots, ids, notes)
    };
    let (found, expected) = (roots(ours.body()), roots(&exchange.body));
    assert!(exchange.status != 200 || number > 61 || !found.0.is_empty() && !found.2.is_empty());
    assert_eq!(found, expected, "{}", exchange.name);
}

const KIND: &str = "a kind that no Sigstore client uploads: refused as an unknown kind is";
const BACKEND: &str = "the log is no other process, which could be down";

const REKOR_V1: Differences = &[
    ("28-create-rekord-x509", "status 422 for 201", KIND),
    ("29-create-rekord-pgp", "status 422 for 201", KIND),
    ("30-duplicate-rekord-pgp", "status 422 for 409", KIND),
    ("31-err-rekord-pgp-other-data", "status 422 for 400", KIND),
    ("32-duplicate-rekord-pgp-other-form", "status 422 for 409", KIND),
    ("33-err-rekord-without-data", "status 422 for 400", KIND),
    ("34-create-rekord-ssh", "status 422 for 201", KIND),
    ("35-create-rekord-minisign", "status 422 for 201", KIND),
    ("36-create-rfc3161", "status 422 for 201", KIND),
    ("37-err-rfc3161-garbage", "status 422 for 400", KIND),
    ("38-create-alpine", "status 422 for 201", KIND),
    ("39-create-helm", "status 422 for 201", KIND),
    ("40-create-jar", "status 422 for 201", KIND),
    ("41-create-cose-own", "status 422 for 201", KIND),
    ("42-create-cose-own-aad", "status 422 for 201", KIND),
    ("43-create-cose-in-toto", "status 422 for 201", KIND),
    ("44-err-cose-aad-missing", "status 422 for 400", KIND),
    ("45-err-cose-other-key", "status 422 for 400", KIND),
    ("46-create-tuf-own-root", "status 422 for 201", KIND),
    ("47-create-tuf-own-targets", "status 422 for 201", KIND),
    ("48-err-tuf-other-signer", "status 422 for 400", KIND),
    ("49-rekor-test-cose", "status 422 for 400", KIND),
    ("50-cose-without-data", "status 422 for 400", KIND),
    ("51-err-tuf-expired", "status 422 for 400", KIND),
    ("52-create-rpm", "status 422 for 201", KIND),
    ("53-duplicate-rpm", "status 422 for 409", KIND),
    ("54-err-rpm-other-key", "status 422 for 400", KIND),
    ("55-err-rpm-unsigned", "status 422 for 400", KIND),
    ("56-err-rpm-garbage", "status 422 for 400", KIND),
    ("57-err-alpine-other-key", "status 422 for 400", KIND),
    (
        "92-err-index-retrieve",
        "status 200 for 501",
        "the recorded server ran without its search index",
    ),
    (
        "98-hash-upper-case",
        r#"etag Some("124816136d37f0e5746fda2b0dd9eef921bad1c7a3f688fb9fd1e43711fcb317abd0291bbabd8152") for 124816136d37f0e5354c4da054f4219c1856bc097f9ccfd448019ec5ccfd54b9b7f6fc43e743b59a"#,
        "the recorded log stores a hash in the letters in which it came; ours in lower case, the one spelling that the schema gives",
    ),
    ("125-backend-down-create", "status 201 for 500", BACKEND),
    ("126-backend-down-info", "status 200 for 500", BACKEND),
];

// Rekor v2.

/// The logs that were recorded.
struct Logs {
    plain: RekorV2Server,
    witnessed: RekorV2Server,
    ecdsa: RekorV2Server,
}

impl Logs {
    fn new() -> Self {
        let log = |name, kind| RekorV2::new(NoteSigner::c2sp(name, key(kind, 2)));
        let mut witnessed = log("127.0.0.1", KeyKind::Ed25519);
        witnessed.witnesses =
            vec![Witness { name: "w1.example".into(), key: key(KeyKind::Ed25519, 3) }];
        Self {
            plain: RekorV2Server::new(log("localhost", KeyKind::Ed25519)),
            witnessed: RekorV2Server::new(witnessed),
            ecdsa: RekorV2Server::new(log("localhost.localdomain", KeyKind::P256)),
        }
    }

    fn of(&mut self, number: u32) -> &mut RekorV2Server {
        match number {
            83 | 84 | 87 => &mut self.witnessed,
            85 | 86 | 88 | 89 => &mut self.ecdsa,
            _ => &mut self.plain,
        }
    }
}

/// Has a log record these bodies.
fn grow(server: &mut RekorV2Server, bodies: impl IntoIterator<Item = Vec<u8>>) {
    let mut tree = Tree::default();
    (0..server.log().tree().size()).for_each(|index| {
        tree.append(server.log().body(index).unwrap());
    });
    for body in bodies {
        tree.append(&body);
        let root: String = tree.root().iter().map(|byte| format!("{byte:02x}")).collect();
        let change = format!(
            r#"{{"kind":"k","version":"v","body":"{}","head":{{"treeSize":{},"rootHash":"{root}"}}}}"#,
            base64(&body),
            tree.size(),
        );
        server.restore(change.as_bytes()).unwrap();
    }
}

/// The bodies in an entry bundle.
fn bundle(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut bodies = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let (body, rest) = rest.split_at(usize::from(u16::from_be_bytes(*length)));
        bodies.push(body.to_vec());
        bytes = rest;
    }
    bodies
}

#[test]
fn rekor_v2_answers_as_recorded() {
    let exchanges = exchanges("rekor-v2");
    let bodies = |name: &str| {
        let found = exchanges.iter().find(|exchange| exchange.name == name);
        bundle(&found.map(|exchange| exchange.body.clone()).unwrap_or_default())
    };
    if exchanges.is_empty() {
        return;
    }
    assert_eq!(exchanges.len(), 89);
    let (small, full) = (bodies("63-entries-partial-small"), bodies("70-entries-000-full"));
    let mut logs = Logs::new();
    grow(&mut logs.plain, small[..18].to_vec());
    grow(&mut logs.ecdsa, [b"0".to_vec(), b"1".to_vec()]);
    let mut found = BTreeMap::new();
    for exchange in &exchanges {
        let number = exchange.name.split('-').next().unwrap().parse().unwrap();
        match number {
            65 => {
                grow(&mut logs.plain, full[34..].to_vec());
                grow(&mut logs.plain, (256..512u32).map(|index| index.to_be_bytes().to_vec()));
                grow(&mut logs.plain, bodies("71-entries-002-partial"));
            }
            87 => grow(&mut logs.witnessed, (1..5u8).map(|index| vec![index])),
            _ => {}
        }
        let ours = logs.of(number).answer(&exchange.request, NOW, &mut entropy);
        if let Some(difference) = difference(exchange, &ours) {
            found.insert(exchange.name.clone(), difference);
        }
    }
    compare(&found, REKOR_V2);
}

const NOT_FOUND: &str = "the recorded page is that of the file server before the log";
const NO_READS: &str = "the recorded server leaves reads to a file server; ours has both";
const FILLED: &str = "entries 256 to 511 are not in the recording, and others stand in for them";

const REKOR_V2: Differences = &[
    ("38-err-algorithm-ed25519-pure", "status 400 for 500", "the recorded server panics"),
    ("56-err-server-checkpoint", "status 200 for 501", NO_READS),
    ("57-err-server-tile", "status 404 for 501", NO_READS),
    ("67-tile-0-001-full", "8192 bytes, 6009ccfe for 8192 bytes, 8031c30e", FILLED),
    ("69-tile-1-000-partial", "64 bytes, b0af041b for 64 bytes, c02675de", FILLED),
    (
        "64-missing-full-tile-early",
        r#"type Some("application/json") for Some("text/html")"#,
        NOT_FOUND,
    ),
    (
        "72-err-tile-wrong-width",
        r#"type Some("application/json") for Some("text/html")"#,
        NOT_FOUND,
    ),
    ("73-err-tile-beyond", r#"type Some("application/json") for Some("text/html")"#, NOT_FOUND),
    ("74-err-tile-level-2", r#"type Some("application/json") for Some("text/html")"#, NOT_FOUND),
    ("75-err-tile-no-padding", r#"type Some("application/json") for Some("text/html")"#, NOT_FOUND),
    ("76-err-tile-x-form", r#"type Some("application/json") for Some("text/html")"#, NOT_FOUND),
    ("78-err-entry-by-index", r#"type Some("application/json") for Some("text/html")"#, NOT_FOUND),
    ("88-server-down-behind-nginx", "status 201 for 502", "ours is not down, or answers nothing"),
];

// What clients ask in the life of a signature.

/// The exchanges of all lives with a service whose name begins so.
fn lives(service: &str) -> Vec<Exchange> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/exchanges/lives");
    let Ok(lives) = fs::read_dir(folder) else {
        eprintln!("skipped: the lives (no ../shared/corpus)");
        return Vec::new();
    };
    let files = lives.flat_map(|life| fs::read_dir(life.unwrap().path()).into_iter().flatten());
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    let asks = format!("-{service}-");
    paths.retain(|path| path.file_name().unwrap().to_str().unwrap().contains(&asks));
    paths.sort();
    paths.iter().map(read).collect()
}

#[test]
fn what_clients_ask_is_answered_as_they_were() {
    let signer = NoteSigner::rekor_v1("localhost", key(KeyKind::P256, 1));
    let mut v1 = RekorV1Server::new(RekorV1::new(signer, TREE_ID, 0));
    let mut v2 = RekorV2Server::new(RekorV2::new(NoteSigner::c2sp("l", key(KeyKind::Ed25519, 2))));
    let mut tsa = first_authority();
    let (mut answered, mut all) = ([0; 3], 0);
    for (place, service) in ["rekor-v1", "rekor-v2", "tsa"].into_iter().enumerate() {
        for exchange in lives(service) {
            let request = &exchange.request;
            let ours = match place {
                0 => v1.answer(request, NOW, &mut entropy),
                1 => v2.answer(request, NOW, &mut entropy),
                _ => tsa.answer(request, NOW, &mut entropy),
            };
            let text = String::from_utf8_lossy(ours.body()).into_owned();
            assert_eq!(ours.status().as_u16(), exchange.status, "{}: {text}", exchange.name);
            answered[place] += 1;
            all += 1;
        }
    }
    assert!(all == 0 || answered == [6, 10, 16], "{answered:?}");
}

// The timestamp authority.

fn first_authority() -> TsaServer {
    let chain = Chain::root("root", PERIOD, key(KeyKind::P256, 4));
    let chain = chain.time_signer("tsa", PERIOD, key(KeyKind::P256, 5));
    TsaServer::new(TimestampAuthority { chain, hash: HashAlgorithm::Sha256 })
}

#[test]
fn the_timestamp_authority_answers_as_recorded() {
    let exchanges = exchanges("tsa");
    if exchanges.is_empty() {
        return;
    }
    assert_eq!(exchanges.len(), 44);
    let mut first = first_authority();
    let chain = Chain::root("root", PERIOD, key(KeyKind::P384, 4))
        .intermediate("intermediate", PERIOD, key(KeyKind::P384, 6), arcs::TIME_STAMPING, 0)
        .time_signer("tsa", PERIOD, key(KeyKind::P384, 5));
    let mut second = TsaServer::new(TimestampAuthority { chain, hash: HashAlgorithm::Sha384 });
    second.whole_chain = true;
    let mut found = BTreeMap::new();
    for exchange in &exchanges {
        let server = if exchange.name.contains("-second-") { &mut second } else { &mut first };
        let ours = server.answer(&exchange.request, NOW, &mut entropy);
        if let Some(difference) = difference(exchange, &ours) {
            found.insert(exchange.name.clone(), difference);
        }
    }
    compare(&found, TSA);
}

const TSA: Differences = &[(
    "30-accepted-version-2",
    "status 400 for 200",
    "RFC 3161 section 2.4.1 knows version 1 only, and ours reads requests strictly",
)];
