//! A life that these tests make themselves, and what is shown of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "made/life.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod made;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64ct::{Base64UrlUnpadded, Encoding};
use http::{Request, Response};

use made::{Flow, SECRETS, live, unchanged};
use sigstore_certificate::Certificate;
use sigstore_dump::dump;
use sigstore_record::{
    Conversation, Decoded, Decoder, Link, Party, Recorder, Secrets, Side, Turn, json,
};
use sigstore_show::{Style, text};
use sigstore_transport::Transport;
use sigstore_world::World;

/// Compares with a file; `UPDATE_SNAPSHOTS=1` writes it.
fn snapshot(name: &str, found: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&file, found).unwrap();
    }
    let expected = fs::read_to_string(&file).expect("a snapshot; UPDATE_SNAPSHOTS=1 writes it");
    assert_eq!(found, expected, "{name}");
}

const FLOWS: [(Flow, &str); 4] = [
    (Flow::Article, "article"),
    (Flow::V2, "v2"),
    (Flow::EnvelopeV1, "envelope-v1"),
    (Flow::EnvelopeV2, "envelope-v2"),
];

/// Every link of a conversation, as it is written.
fn links(conversation: &Conversation) -> BTreeSet<String> {
    let mut decoder = Decoder::new();
    let decoded = decoder.follow(conversation);
    decoded.links().iter().map(|link| written(&decoded, link)).collect()
}

fn written(decoded: &Decoded<'_>, link: &Link) -> String {
    let (later, earlier) = (decoded.describe(&link.later), decoded.describe(&link.earlier));
    format!("{later} | {} {:?} | {earlier}", link.relation.name(), link.computed)
}

#[test]
fn a_life_is_shown_as_it_was() {
    for (flow, name) in FLOWS {
        let conversation = live(flow, unchanged);
        snapshot(&format!("{name}.txt"), &text(&conversation, Style::default()));
        let json = json(&conversation);
        let _: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert!(json.starts_with(r#"{"format":"sigscope.life/1","#));
        // The longest of the snapshots: what an envelope adds is in the text.
        if !name.starts_with("envelope") {
            snapshot(&format!("{name}.json"), &(json + "\n"));
        }
    }
}

/// At every turn, what a decoder that followed from the first shows is what one shows that takes all
/// of it apart at once; and it took each half apart once.
#[test]
fn a_life_can_be_followed() {
    for (flow, name) in FLOWS {
        let conversation = live(flow, unchanged);
        let mut decoder = Decoder::new();
        for turns in 0..=conversation.turns().len() {
            let until = conversation.until(turns);
            let followed = format!("{:?}", decoder.follow(&until));
            assert_eq!(followed, format!("{:?}", Decoder::new().follow(&until)), "{name} {turns}");
            assert_eq!(decoder.count(), turns, "{name}");
        }
    }
}

#[test]
fn the_messages_hang_together() {
    for (flow, name) in FLOWS {
        let links = links(&live(flow, unchanged));
        let lines: String = links.iter().map(|link| format!("{link}\n")).collect();
        snapshot(&format!("{name}.links.txt"), &lines);
    }
}

#[test]
fn no_secret_is_in_anything_that_is_written() {
    for (flow, name) in FLOWS {
        let conversation = live(flow, unchanged);
        let mut outputs = vec![
            ("text".to_owned(), text(&conversation, Style::default()).into_bytes()),
            // Without wrapping, which could break a secret up.
            (
                "wide".to_owned(),
                text(&conversation, Style { width: 1 << 20, ..Style::default() }).into_bytes(),
            ),
            ("json".to_owned(), json(&conversation).into_bytes()),
            (
                "debug".to_owned(),
                format!("{conversation:?}{:?}", Decoder::new().follow(&conversation)).into_bytes(),
            ),
        ];
        outputs.extend(dump(&conversation, Secrets::Masked));
        for (output, bytes) in outputs {
            let shown = String::from_utf8_lossy(&bytes);
            for secret in SECRETS {
                assert!(!shown.contains(secret), "{name}: {secret} in {output}");
            }
        }
        let exposed = dump(&conversation, Secrets::Exposed);
        let token = exposed.iter().find(|(name, _)| name == "jwt").unwrap();
        assert_eq!(token.1, format!("{}\n", made::token()).into_bytes());
    }
}

/// One byte, changed on the way back, and the link that it cuts.
#[test]
fn a_byte_that_is_changed_on_the_way_is_shown_and_cuts_the_link() {
    let cases: [(Flow, Change, &str); 12] = [
        (
            Flow::V2,
            flip_key,
            "certificates.0.key in the reply of [9] | same Later | publicKeyRequest.publicKey.content in the request of [9]",
        ),
        (
            Flow::Article,
            flip_key,
            "pem.0.key in the reply of [9] | same Later | publicKey.content in the request of [9]",
        ),
        (
            Flow::V2,
            flip_imprint,
            "imprint in the reply of [11] | same Later | imprint in the request of [11]",
        ),
        (
            Flow::V2,
            flip_v2_body,
            "canonicalizedBody in the reply of [12] | canonical Later | body in the request of [12]",
        ),
        (
            Flow::Article,
            flip_v1_body,
            ".body in the reply of [12] | canonical Later | body in the request of [12]",
        ),
        (
            Flow::V2,
            flip_v2_body,
            "inclusionProof.checkpoint.envelope.root in the reply of [12] | root Later | body in the reply of [12]",
        ),
        (
            Flow::V2,
            flip_key,
            "certificates.0.signature in the reply of [9] | signature Later | certificateAuthorities.0.certChain.certificates.0.rawBytes.key in trusted_root.json",
        ),
        (
            Flow::Article,
            flip_v1_body,
            "signedEntryTimestamp in the reply of [12] | signature Later | tlogs.0.publicKey.rawBytes in trusted_root.json",
        ),
        (Flow::V2, flip_imprint, STAMPED),
        (Flow::V2, flip_stamp, STAMPED),
        (
            Flow::V2,
            flip_issuer_key,
            "authorization in the request of [9] | signature Later | keys.0.key in the reply of [8]",
        ),
        (
            Flow::EnvelopeV1,
            flip_v1_body,
            ".body in the reply of [13] | canonical Later | body in the request of [13]",
        ),
    ];
    for (flow, change, cut) in cases {
        let (good, changed) = (live(flow, unchanged), live(flow, change));
        let holds = |conversation| links(conversation).iter().any(|link| link.contains(cut));
        assert!(holds(&good), "{cut}: {:#?}", links(&good));
        assert!(!holds(&changed), "{cut}");
        let shown = |conversation| text(conversation, Style::default());
        assert_ne!(shown(&good), shown(&changed), "{cut}");
        assert_ne!(json(&good), json(&changed), "{cut}");
    }
}

const STAMPED: &str = "signature in the reply of [11] | signature Later | timestampAuthorities.0.certChain.certificates.0.rawBytes.key in trusted_root.json";

/// The token is of the issuer whose keys were told, and says what the issuer signed.
#[test]
fn a_token_is_linked_to_the_key_that_signed_it() {
    let life = live(Flow::V2, unchanged);
    let told = life.messages().iter().position(|message| message.word() == "oidc-key-set");
    let keys = life.bytes(Turn { message: told.unwrap(), side: Side::Reply }, Secrets::Exposed);
    let token = made::token();
    let parts: Vec<_> = token.split('.').collect();
    let claims = String::from_utf8(Base64UrlUnpadded::decode_vec(parts[1]).unwrap()).unwrap();
    let other = Base64UrlUnpadded::encode_string(claims.replace("alice@", "alicf@").as_bytes());
    let other = format!("{}.{other}.{}", parts[0], parts[2]);
    for (token, holds) in [(&token, true), (&other, false)] {
        let mut conversation = Conversation::new();
        let request = Request::get("https://issuer.example/keys").body(Vec::new()).unwrap();
        let response = Response::new(keys.clone().unwrap());
        conversation.observe(Party::Client, Party::Issuer, &request, &response, made::now());
        let request = Request::post("https://fulcio.example/api/v2/signingCert")
            .header("authorization", format!("Bearer {token}"))
            .body(Vec::new());
        conversation.ask(Party::Client, &request.unwrap(), made::now());
        let link = "authorization in the request of [2] | signature Later | keys.0.key in the reply of [1]";
        assert_eq!(links(&conversation).contains(link), holds, "{:#?}", links(&conversation));
    }
}

#[test]
fn an_intoto_body_is_linked_to_its_proposal() {
    for version in ["0.0.1", "0.0.2"] {
        let (proposal, body) = made::intoto(version);
        let good = made::logged_v1(&mut World::new(), &body, made::now());
        let mut changed = good.clone();
        let at = find(&changed, b"\"body\":\"") + 300;
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        for (reply, holds) in [(good, true), (changed, false)] {
            let request = Request::post("https://rekor.example/api/v1/log/entries");
            let request = request.body(proposal.to_string().into_bytes()).unwrap();
            let mut conversation = Conversation::new();
            let (from, to) = (Party::Client, Party::Rekor);
            conversation.observe(from, to, &request, &Response::new(reply), made::now());
            let link = ".body in the reply of [1] | canonical Later | body in the request of [1]";
            let found = links(&conversation);
            assert_eq!(found.iter().any(|own| own.contains(link)), holds, "{version} {found:#?}");
        }
    }
}

/// The proof is over the name in the token that it comes with.
#[test]
fn a_proof_of_possession_is_linked_to_its_key_if_it_is_over_the_name_in_the_token() {
    let part = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
    let life = live(Flow::V2, unchanged);
    let asked = life.messages().iter().position(|message| message.to() == Party::Fulcio).unwrap();
    let turn = Turn { message: asked, side: Side::Request };
    let body = life.bytes(turn, Secrets::Exposed).unwrap();
    for (email, holds) in [(made::EMAIL, true), ("mallory@example.org", false)] {
        let claims = part(&format!(r#"{{"email":"{email}"}}"#));
        let token = format!("{}.{claims}.{}", part("{}"), part("a signature of an issuer"));
        let request = Request::post("https://fulcio.example/api/v2/signingCert")
            .header("authorization", format!("Bearer {token}"))
            .body(body.clone());
        let mut conversation = Conversation::new();
        conversation.ask(Party::Client, &request.unwrap(), made::now());
        let shown = text(&conversation, Style { width: 1 << 20, ..Style::default() });
        let link = "= signature over the e-mail address in the token, with the key publicKeyRequest.publicKey.content below";
        assert_eq!(shown.contains(link), holds, "{shown}");
    }
}

type Change = fn(&str, &mut [u8]);

/// What is shown is what came, not what was sent.
#[test]
fn the_changed_value_is_what_is_shown() {
    let shown = text(&live(Flow::V2, flip_imprint), Style { width: 1 << 20, ..Style::default() });
    let imprint = |line: &&str| line.trim_start().starts_with("imprint: ");
    let imprints: Vec<_> = shown.lines().filter(imprint).collect();
    assert_eq!(imprints.len(), 2);
    let differences = imprints[0].bytes().zip(imprints[1].bytes()).filter(|(a, b)| a != b).count();
    assert!((1..=2).contains(&differences), "one byte is at most two digits: {imprints:?}");
}

/// The first byte whose change leaves a certificate, with another key.
fn flip_key(path: &str, body: &mut [u8]) {
    if !path.ends_with("/signingCert") {
        return;
    }
    let key = |body: &[u8]| {
        let der = made::leaf(body)?;
        Some(Certificate::parse(&der).ok()?.spki().to_vec())
    };
    let good = key(body);
    for at in 0..body.len() {
        let before = body[at];
        body[at] = if before == b'A' { b'B' } else { b'A' };
        let found = key(body);
        if found.is_some() && found != good {
            return;
        }
        body[at] = before;
    }
    panic!("no byte of the key was found");
}

fn flip_imprint(path: &str, body: &mut [u8]) {
    if path == "/api/v1/timestamp" {
        let imprint = sigstore_tsa::Timestamp::parse(body).unwrap().imprint();
        let at = find(body, imprint.as_bytes());
        body[at] ^= 1;
    }
}

fn flip_stamp(path: &str, body: &mut [u8]) {
    if path == "/api/v1/timestamp" {
        let signature = sigstore_tsa::Timestamp::parse(body).unwrap().signature().to_vec();
        let at = find(body, &signature) + 10;
        body[at] ^= 1;
    }
}

fn flip_issuer_key(path: &str, body: &mut [u8]) {
    if path == "/keys" {
        let at = find(body, b"\"x\":\"") + 10;
        body[at] = if body[at] == b'A' { b'B' } else { b'A' };
    }
}

fn flip_v1_body(path: &str, body: &mut [u8]) {
    if path == "/api/v1/log/entries" {
        flip_after(body, b"\"body\":\"");
    }
}

fn flip_v2_body(path: &str, body: &mut [u8]) {
    if path == "/api/v2/log/entries" {
        flip_after(body, b"\"canonicalizedBody\":\"");
    }
}

/// A character in the middle of base64, where it is part of a value.
fn flip_after(body: &mut [u8], name: &[u8]) {
    let at = find(body, name) + name.len() + 800;
    body[at] = if body[at] == b'A' { b'B' } else { b'A' };
}

fn find(body: &[u8], needle: &[u8]) -> usize {
    body.windows(needle.len()).position(|window| window == needle).unwrap()
}

/// Answers nothing.
struct Nobody;

impl Transport for Nobody {
    type Error = &'static str;

    async fn send(&self, _: Request<Vec<u8>>, _: usize) -> Result<Response<Vec<u8>>, &'static str> {
        Err("nobody is there")
    }
}

#[test]
fn a_question_without_an_answer_is_recorded() {
    let conversation = Arc::new(Mutex::new(Conversation::new()));
    let recorder = Recorder::new(Nobody, Arc::clone(&conversation), made::now);
    let request = Request::get("http://rekor.example/api/v1/log").body(Vec::new()).unwrap();
    assert_eq!(made::block_on(recorder.send(request, 1)).unwrap_err(), "nobody is there");
    let conversation = conversation.lock().unwrap();
    assert_eq!(conversation.turns().len(), 2);
    let shown = text(&conversation, Style::default());
    assert!(shown.contains("no answer: nobody is there"), "{shown}");
    assert!(json(&conversation).contains(r#""no_answer":"nobody is there""#));
}
