//! The lives of other clients against real servers, recorded by a proxy: nothing but bytes is
//! known of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64ct::{Base64, Encoding};
use http::{Request, Response};
use serde_json::Value;
use sigstore_dump::dump;
use sigstore_field::{Field, Meaning};
use sigstore_record::{Conversation, Decoder, Document, Party, Secrets, Side, Turn, json};
use sigstore_show::{Style, text};
use sigstore_traits::UnixTime;

const LIVES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/exchanges");

fn lives() -> Vec<PathBuf> {
    let Ok(folders) = fs::read_dir(Path::new(LIVES).join("lives")) else {
        eprintln!("skipped: 20 lives (no ../shared/corpus)");
        return Vec::new();
    };
    let mut lives: Vec<_> = folders.map(|folder| folder.unwrap().path()).collect();
    lives.sort();
    assert_eq!(lives.len(), 20);
    lives
}

fn time() -> UnixTime {
    UnixTime::from_seconds(1_795_427_884)
}

/// A life: what was given, what was said, what came of it.
fn conversation(life: &Path) -> Conversation {
    let mut conversation = Conversation::new();
    let mut names: Vec<_> = fs::read_dir(life)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let given = [
        ("artifact.txt", Document::Artifact),
        ("statement.json", Document::Statement),
        ("trusted_root.json", Document::TrustedRoot),
    ];
    for (name, document) in given {
        if let Ok(bytes) = fs::read(life.join(name)) {
            conversation.hand(Party::User, Party::Client, document, name, bytes, time());
        }
    }
    for name in names.iter().filter(|name| name.starts_with(|c: char| c.is_ascii_digit())) {
        observe(&mut conversation, &life.join(name));
    }
    if let Ok(bytes) = fs::read(life.join("bundle.sigstore.json")) {
        let name = "artifact.txt.sigstore.json";
        conversation.hand(Party::Client, Party::User, Document::Bundle, name, bytes, time());
    }
    conversation
}

fn observe(conversation: &mut Conversation, file: &Path) {
    let exchange: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let (asked, answered) = (&exchange["request"], &exchange["response"]);
    let body = |side: &Value| {
        side["body_base64"]
            .as_str()
            .map(|text| Base64::decode_vec(text).unwrap())
            .unwrap_or_default()
    };
    let uri = format!("http://service.example{}", asked["path"].as_str().unwrap());
    let mut request = Request::builder().method(asked["method"].as_str().unwrap()).uri(uri);
    for (name, value) in asked["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    let status = u16::try_from(answered["status"].as_u64().unwrap()).unwrap();
    let mut response = Response::builder().status(if status == 0 { 599 } else { status });
    for (name, value) in answered["headers"].as_object().into_iter().flatten() {
        response = response.header(name, value.as_str().unwrap());
    }
    let (request, response) =
        (request.body(body(asked)).unwrap(), response.body(body(answered)).unwrap());
    conversation.observe(Party::Client, Party::Server, &request, &response, time());
}

/// The parts that could not be read, with their reasons.
fn unreadable(conversation: &Conversation) -> Vec<String> {
    fn visit(field: &Field, found: &mut Vec<String>) {
        if field.meaning() == Meaning::Unreadable {
            found.push(format!("{field:?}"));
        }
        field.fields().iter().for_each(|field| visit(field, found));
    }
    let mut found = Vec::new();
    for half in Decoder::new().follow(conversation).halves() {
        half.fields().iter().for_each(|field| visit(field, &mut found));
    }
    found
}

fn links(conversation: &Conversation) -> Vec<String> {
    let mut decoder = Decoder::new();
    let decoded = decoder.follow(conversation);
    let links = decoded.links().iter().map(|link| {
        let (later, earlier) = (decoded.describe(&link.later), decoded.describe(&link.earlier));
        format!("{later} | {} | {earlier}", link.relation.name())
    });
    links.collect()
}

#[test]
fn every_message_of_every_life_is_known_and_read() {
    for life in lives() {
        let conversation = conversation(&life);
        for message in conversation.messages() {
            assert!(message.is_known(), "{}: {message:?}", life.display());
        }
        assert_eq!(unreadable(&conversation), [""; 0], "{}", life.display());
        let _: Value = serde_json::from_str(&json(&conversation)).unwrap();
    }
}

/// A decoder that follows a life takes each half apart once, but those before the answer that shows
/// a question for a token to be one: these twice. At the end it shows what one shows that takes all
/// of it apart at once.
#[test]
fn the_lives_can_be_followed() {
    for life in lives() {
        let conversation = conversation(&life);
        let mut decoder = Decoder::new();
        for turns in 0..conversation.turns().len() {
            decoder.follow(&conversation.until(turns));
        }
        let followed = format!("{:?}", decoder.follow(&conversation));
        assert_eq!(followed, format!("{:?}", Decoder::new().follow(&conversation)));
        let is_token = |turn: &Turn| {
            let message = &conversation.messages()[turn.message];
            turn.side == Side::Reply && message.word() == "oidc-mint"
        };
        let before = conversation.turns().iter().position(is_token).unwrap();
        assert_eq!(decoder.count(), conversation.turns().len() + before, "{}", life.display());
    }
}

#[test]
fn the_signing_lives_hang_together() {
    for life in lives().iter().filter(|life| life.join("bundle.sigstore.json").exists()) {
        let conversation = conversation(life);
        let links = links(&conversation);
        let name = life.file_name().unwrap().to_str().unwrap();
        let image = name.contains("image");
        let mut expected: Vec<[&str; 3]> = vec![
            ["authorization in", "same", "body in the reply of"],
            [
                "certificates.0.key in",
                "same",
                if name.contains("python") {
                    "certificateSigningRequest.key"
                } else {
                    "publicKeyRequest.publicKey.content"
                },
            ],
            ["certificates.0.identity (email)", "same", "token.claims.email"],
            ["certificates.0.issuer-v2", "same", "token.claims.iss"],
            ["certificates.0.sct.log id", "same", "ctlogs"],
            ["imprint in the reply", "same", "imprint in the request"],
            ["", "sha256", "imprint in the request"],
            ["signature in the reply", "signature", "timestampAuthorities"],
            [
                "verificationMaterial.certificate.rawBytes in artifact.txt.sigstore.json",
                "same",
                "certificates.0 in the reply",
            ],
            ["signedTimestamp in artifact.txt.sigstore.json", "same", "body in the reply"],
            ["canonicalizedBody in artifact.txt.sigstore.json", "same", "in the re"],
            [
                if name.ends_with("v1") {
                    ".body in the reply"
                } else {
                    "canonicalizedBody in the reply"
                },
                "canonical",
                "body in the request",
            ],
        ];
        match (name.contains("dsse") || image, name.ends_with("v1")) {
            (false, true) => expected.push(["spec.data.hash.value", "sha256", "artifact.txt"]),
            (false, false) => {
                expected.push(["hashedRekordRequestV002.digest", "sha256", "artifact.txt"])
            }
            (true, true) => expected.push(["envelope.payload", "same", "statement.json"]),
            (true, false) => expected.push([
                "dsseEnvelope in artifact",
                "encoding-sha256",
                "hashedRekordRequestV002.digest",
            ]),
        }
        for [later, relation, earlier] in expected {
            let found = links.iter().any(|link| {
                let parts: Vec<_> = link.split(" | ").collect();
                parts[0].contains(later) && parts[1] == relation && parts[2].contains(earlier)
            });
            assert!(found, "{name}: {later} | {relation} | {earlier}\n{}", links.join("\n"));
        }
    }
}

/// What stands in a token after its second point opens doors.
#[test]
fn no_token_is_shown() {
    for life in lives() {
        let token: Value =
            serde_json::from_slice(&fs::read(life.join("01-oidc-mint.json")).unwrap()).unwrap();
        let token = token["response"]["body_text"].as_str().unwrap();
        let signature = token.rsplit('.').next().unwrap();
        let conversation = conversation(&life);
        let wide = Style { width: 1 << 20, ..Style::default() };
        assert!(!text(&conversation, wide).contains(signature));
        assert!(!json(&conversation).contains(signature));
        for (name, bytes) in dump(&conversation, Secrets::Masked) {
            assert!(!String::from_utf8_lossy(&bytes).contains(signature), "{name}");
        }
    }
}

/// Every command of every index finds what it looks for.
#[test]
fn the_commands_of_the_indexes_run() {
    if !["bash", "jq", "openssl", "xxd"]
        .iter()
        .all(|tool| Command::new(tool).arg("--version").output().is_ok())
    {
        eprintln!("skipped: the commands of the indexes (bash, jq, openssl or xxd is missing)");
        return;
    }
    for life in lives().iter().filter(|life| life.join("bundle.sigstore.json").exists()) {
        let name = life.file_name().unwrap().to_str().unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in dump(&conversation(life), Secrets::Masked) {
            fs::write(folder.join(name), bytes).unwrap();
        }
        let index = fs::read_to_string(folder.join("INDEX.md")).unwrap();
        let commands = index.lines().filter_map(|line| line.split_once("): `"));
        for command in commands.map(|(_, command)| command.trim_end_matches('`')) {
            let output =
                Command::new("bash").args(["-c", command]).current_dir(&folder).output().unwrap();
            let (out, err) =
                (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            // What `openssl ts` always says.
            let complains = err.lines().any(|line| !line.starts_with("Using configuration"));
            assert!(output.status.success() && !complains, "{name}: {command}\n{out}{err}");
        }
    }
}

/// Whether a server is up is no message of the life of a signature.
const NO_MESSAGES: [&str; 2] = ["/healthz", "/ping"];

/// What the servers answer to good and bad requests, each alone: all of it is shown, refusals as
/// well, and only what a server itself could not read is unreadable.
#[test]
fn every_exchange_is_known() {
    let Ok(folders) = fs::read_dir(LIVES) else {
        eprintln!("skipped: exchanges of servers (no ../shared/corpus)");
        return;
    };
    let mut count = 0;
    let (mut unknown, mut unread) = (Vec::new(), Vec::new());
    for folder in folders.map(|folder| folder.unwrap().path()) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        if !folder.is_dir() || ["lives", "trust"].contains(&name.as_str()) {
            continue;
        }
        for file in fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()) {
            let exchange: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
            let mut conversation = Conversation::new();
            observe(&mut conversation, &file);
            count += 1;
            let _: Value = serde_json::from_str(&json(&conversation)).unwrap();
            assert!(!dump(&conversation, Secrets::Masked).is_empty());
            let path = exchange["request"]["path"].as_str().unwrap().to_owned();
            let file = file.file_name().unwrap().to_str().unwrap().to_owned();
            // A wrong path or method is refused, and nobody knows what it was to be.
            let good = exchange["response"]["status"].as_u64().unwrap() < 300;
            if !good {
                continue;
            }
            if !conversation.messages()[0].is_known() && !NO_MESSAGES.contains(&path.as_str()) {
                unknown.push(format!("{name}/{file} {path}"));
            }
            let whys = unreadable(&conversation).into_iter();
            unread.extend(whys.map(|why| format!("{name}/{file}: {why}")));
        }
    }
    assert!(count > 400, "{count}");
    assert_eq!(unknown, [""; 0]);
    // A version that RFC 3161 does not have, and that the server takes all the same.
    unread.retain(|why| !why.starts_with("tsa/30-accepted-version-2.json"));
    assert_eq!(unread, [""; 0]);
}
