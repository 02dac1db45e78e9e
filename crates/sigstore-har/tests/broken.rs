//! What is used is read strictly, and an error says where; the rest may be anything.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use sigstore_field::Text;
use sigstore_har::{Capture, Error, FORMAT, MAX_CAPTURE, MAX_ENTRIES, write};
use sigstore_json::ErrorKind;
use sigstore_record::{Conversation, Decoder, Document, Party, Secrets};
use sigstore_show::{Style, text};
use sigstore_traits::{Refusal, UnixTime};

const ENTRY: &str = r#"{"startedDateTime":"2026-01-01T12:00:00Z","time":1,"request":{"method":"POST","url":"http://a.example/api/v1/log/entries","headers":[{"name":"content-type","value":"application/json"}],"postData":{"mimeType":"application/json","text":"{}"}},"response":{"status":200,"headers":[],"content":{"size":2,"mimeType":"application/json","text":"e30=","encoding":"base64"}}}"#;

fn archive(entry: &str) -> String {
    format!(r#"{{"log":{{"version":"1.2","creator":{{"name":"x"}},"entries":[{entry}]}}}}"#)
}

fn own(members: &str) -> String {
    format!(
        r#"{{"log":{{"version":"1.2","entries":[],"_sigstore":{{"format":"{FORMAT}",{members}}}}}}}"#
    )
}

fn refused(archive: &str) -> Error {
    Capture::parse(archive.as_bytes()).expect_err(archive)
}

/// The smallest change to a good entry, and the place that is told.
#[test]
fn each_member_that_is_used_must_be_what_it_is() {
    assert!(Capture::parse(archive(ENTRY).as_bytes()).is_ok());
    for (good, bad, place) in [
        ("\"2026-01-01T12:00:00Z\"", "\"yesterday\"", "startedDateTime"),
        ("\"POST\"", "\"PO ST\"", "request.method"),
        ("http://a.example/", "http://a b/", "request.url"),
        ("\"name\":\"content-type\"", "\"name\":\"content type\"", "request.headers[0].name"),
        ("\"value\":\"application/json\"", "\"value\":\"a\\u0000b\"", "request.headers[0].value"),
        ("\"status\":200", "\"status\":20", "response.status"),
        ("\"e30=\"", "\"e30\\n=\"", "response.content.text"),
        ("\"encoding\":\"base64\"", "\"encoding\":\"gzip\"", "response.content.encoding"),
        ("\"text\":\"{}\"", "\"text\":1", "request.postData.text"),
        ("\"request\":{", "\"asked\":{", "request"),
    ] {
        let broken = ENTRY.replacen(good, bad, 1);
        assert_ne!(broken, ENTRY);
        let Error::Json(error) = refused(&archive(&broken)) else { panic!("{bad}") };
        let expected = match error.kind {
            ErrorKind::MissingMember { .. } => "$.log.entries[0]".to_owned(),
            _ => format!("$.log.entries[0].{place}"),
        };
        assert_eq!(error.place, expected, "{bad}");
    }
}

#[test]
fn each_member_of_our_own_must_be_what_it_is() {
    const FILE: &str = r#""files":[{"message":1,"document":"artifact","name":"a","from":"user","to":"client","turn":1,"time":"2026-01-01T12:00:00Z","text":"x","original":{"bytes":1,"sha256":"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}}]"#;
    assert!(Capture::parse(own(FILE).as_bytes()).is_ok());
    for (good, bad, place) in [
        ("\"artifact\"", "\"picture\"", "document"),
        ("\"user\"", "\"nobody\"", "from"),
        ("\"2026-01-01T12:00:00Z\"", "\"\"", "time"),
        ("\"message\":1", "\"message\":-1", "message"),
        ("\"bytes\":1", "\"bytes\":\"many\"", "original.bytes"),
        ("9824\"", "98\"", "original.sha256"),
    ] {
        let Error::Json(error) = refused(&own(&FILE.replacen(good, bad, 1))) else { panic!() };
        assert_eq!(error.place, format!("$.log._sigstore.files[0].{place}"));
    }
    let Error::Json(error) = refused(&own(r#""reports":[{"report":"verified","text":""}]"#)) else {
        panic!()
    };
    assert_eq!(error.place, "$.log._sigstore.reports[0].report");
}

#[test]
fn the_word_of_a_client_is_plain() {
    let told = r#""_sigstore":{"message":1,"service":"issuer","kind":"oidc\u001b[2J","request":{}},"startedDateTime""#;
    let entry = ENTRY.replacen("\"startedDateTime\"", told, 1);
    let archive =
        format!(r#"{{"log":{{"entries":[{entry}],"_sigstore":{{"format":"{FORMAT}"}}}}}}"#);
    let Error::Json(error) = refused(&archive) else { panic!() };
    assert_eq!(error.place, "$.log.entries[0]._sigstore.kind");
    assert!(Capture::parse(archive.replace("\\u001b[2J", "-keys").as_bytes()).is_ok());
}

#[test]
fn other_versions_and_forms_are_refused() {
    let version = refused(r#"{"log":{"version":"2.0","entries":[]}}"#);
    assert_eq!(version, Error::Version { found: "2.0".into() });
    assert_eq!(version.code(), "har-version");
    let format = refused(r#"{"log":{"entries":[],"_sigstore":{"format":"x/1"}}}"#);
    assert_eq!(format, Error::Format { found: "x/1".into() });
    assert_eq!(
        (format.code(), format.facts().place.as_str()),
        ("har-format", "$.log._sigstore.format")
    );
}

#[test]
fn there_are_limits() {
    let entries = vec![ENTRY; MAX_ENTRIES + 1].join(",");
    let Error::Json(error) = refused(&archive(&entries)) else { panic!() };
    assert_eq!(error.kind, ErrorKind::TooManyElements { max: MAX_ENTRIES });
    let Error::Json(error) = refused(&" ".repeat(MAX_CAPTURE + 1)) else { panic!() };
    assert_eq!(error.kind, ErrorKind::TooLarge { bytes: MAX_CAPTURE + 1, max: MAX_CAPTURE });
}

/// A report in a capture is told as it came, on lines that move no cursor.
#[test]
fn what_a_capture_tells_of_a_verification_is_only_told() {
    let archive =
        own(r#""reports":[{"report":{"outcome":"verified"},"text":"a: verified\u001b[2J"}]"#);
    let capture = Capture::parse(archive.as_bytes()).unwrap();
    assert_eq!(capture.conversation.reports().len(), 0);
    assert_eq!(capture.conversation.told()[0].json, r#"{"outcome":"verified"}"#);
    let shown = text(&capture.conversation, Style::default());
    assert_eq!(shown, "a: verified\\u{1b}[2J\n");
}

/// Of a body that is told to have been another, what is there is not taken for it.
#[test]
fn a_mask_is_shown_as_what_it_hides() {
    let sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    let mask = format!("masked-5-bytes-sha256-{sha256}");
    let entry = ENTRY.replacen(
        r#""name":"content-type","value":"application/json""#,
        &format!(r#""name":"x-api-key","value":"{mask}""#),
        1,
    );
    let capture = Capture::parse(archive(&entry).as_bytes()).unwrap();
    let mut decoder = Decoder::new();
    let decoded = decoder.follow(&capture.conversation);
    let field = &decoded.halves()[0].fields()[0];
    let Text::Masked(shown) = field.text() else { panic!() };
    assert_eq!((shown.length(), shown.to_string()), (5, mask));
    // One letter less, and it is a value like any other.
    let entry = entry.replacen("9824\"", "982\"", 1);
    let capture = Capture::parse(archive(&entry).as_bytes()).unwrap();
    let mut decoder = Decoder::new();
    let decoded = decoder.follow(&capture.conversation);
    let Text::Masked(shown) = decoded.halves()[0].fields()[0].text() else { panic!() };
    assert_eq!(shown.length(), 85);
}

/// A file to sign that is too large is not in an archive; its digest is.
#[test]
fn a_large_file_is_kept_by_its_digest() {
    let mut conversation = Conversation::new();
    let body = vec![b'x'; sigstore_har::MAX_ARTIFACT + 1];
    let time = UnixTime::from_seconds(0);
    conversation.hand(Party::User, Party::Client, Document::Artifact, "large", body, time);
    let archive = write(&conversation, Secrets::Masked);
    assert!(archive.len() < 2000);
    let capture = Capture::parse(archive.as_bytes()).unwrap();
    let shown = |conversation| text(conversation, Style::default());
    assert_eq!(shown(&capture.conversation), shown(&conversation));
}
