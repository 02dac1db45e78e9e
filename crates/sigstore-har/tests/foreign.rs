//! Archives of other programs: nothing is known of their messages but what they say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use sigstore_field::Relation;
use sigstore_har::{Capture, write};
use sigstore_record::{Conversation, Decoder, Party, Secrets, Side};
use sigstore_show::{Style, text};

const CHROME: &str = include_str!("data/chrome.har");
const FIREFOX: &str = include_str!("data/firefox.har");
const MITMPROXY: &str = include_str!("data/mitmproxy.har");

/// What makes the token of the samples one.
const SECRET: &str = "c2lnbmF0dXJlLW9mLWEtdG9rZW4tb2YtYS1zYW1wbGU";

fn read(archive: &str) -> Capture {
    Capture::parse(archive.as_bytes()).unwrap()
}

fn words(conversation: &Conversation) -> Vec<(String, Party, Party)> {
    let messages = conversation.messages().iter();
    messages.map(|it| (it.word().to_owned(), it.from(), it.to())).collect()
}

fn relations(conversation: &Conversation) -> Vec<Relation> {
    Decoder::new().follow(conversation).links().iter().map(|link| link.relation).collect()
}

#[test]
fn an_archive_of_chromium() {
    let capture = read(CHROME);
    assert!(!capture.is_own);
    assert_eq!(capture.creator, "WebInspector 537.36");
    let conversation = &capture.conversation;
    // As they were asked, not as they stand.
    let browser = Party::Browser;
    assert_eq!(
        words(conversation),
        [
            ("tsa-timestamp".into(), browser, Party::TimestampAuthority),
            ("rekor-v1-create-entry".into(), browser, Party::Rekor),
            ("rekor-v1-log".into(), browser, Party::Rekor),
            ("rekor-v1-public-key".into(), browser, Party::Rekor),
        ]
    );
    let message = &conversation.messages()[1];
    let time = |side| message.time(side).unwrap().to_string();
    assert_eq!(time(Side::Request), "2026-11-24T10:00:00.5Z");
    assert_eq!(time(Side::Reply), "2026-11-24T10:00:00.623Z");
    assert!(relations(conversation).contains(&Relation::Canonical));
    let shown = text(conversation, Style::default());
    assert!(shown.contains("POST https://rekor.example/api/v1/log/entries\n"), "{shown}");
    assert!(shown.contains("no answer: net::ERR_CONNECTION_REFUSED"), "{shown}");
    assert_eq!(shown.matches("set-cookie: masked-").count(), 6, "{shown}");
    assert!(!shown.contains(":authority") && !shown.contains("#top"), "{shown}");
    let content = "$.log.entries[3].response.content.text";
    assert!(capture.notes.contains(&content.to_owned()), "{:?}", capture.notes);
    assert!(capture.notes.contains(&"$.log.entries[0]._priority".to_owned()));
}

#[test]
fn an_archive_of_firefox() {
    let capture = read(FIREFOX);
    let conversation = &capture.conversation;
    assert_eq!(
        words(conversation),
        [
            ("fulcio-v2-signing-cert".into(), Party::Browser, Party::Fulcio),
            ("rekor-v1-create-entry".into(), Party::Browser, Party::Rekor),
        ]
    );
    let time = conversation.messages()[0].time(Side::Request).unwrap().to_string();
    assert_eq!(time, "2026-11-24T10:00:00.25Z");
    let found = relations(conversation);
    for relation in [Relation::Same, Relation::Canonical, Relation::Signature, Relation::Root] {
        assert!(found.contains(&relation), "{relation:?}");
    }
}

#[test]
fn an_archive_of_mitmproxy() {
    let capture = read(MITMPROXY);
    let conversation = &capture.conversation;
    assert_eq!(
        words(conversation),
        [
            ("fulcio-v2-signing-cert".into(), Party::Client, Party::Fulcio),
            ("tsa-timestamp".into(), Party::Client, Party::TimestampAuthority),
            ("rekor-v1-create-entry".into(), Party::Client, Party::Rekor),
        ]
    );
    assert!(conversation.messages().iter().all(|message| message.is_known()));
    let time = conversation.messages()[0].time(Side::Request).unwrap().to_string();
    assert_eq!(time, "2026-11-24T10:00:00.1002Z");
    assert!(relations(conversation).contains(&Relation::Signature));
}

/// Whoever is given an archive of a browser can make one of it that can be shown around.
#[test]
fn an_archive_with_secrets_is_written_without() {
    for archive in [FIREFOX, MITMPROXY] {
        assert!(archive.contains(SECRET));
        let conversation = read(archive).conversation;
        let masked = write(&conversation, Secrets::Masked);
        assert!(!masked.contains(SECRET));
        let again = read(&masked).conversation;
        assert_eq!(text(&again, Style::default()), text(&conversation, Style::default()));
        assert!(write(&conversation, Secrets::Exposed).contains(SECRET));
    }
}
