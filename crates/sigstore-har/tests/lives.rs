//! What was written is shown as it was before: whole lives of this workspace.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use serde_json::Value;
use sigstore_har::{Capture, FORMAT, write};
use sigstore_lives::Life;
use sigstore_record::{Conversation, Secrets};

use crate::shown::{archived, shown, without_proof};

mod shown;

fn read(archive: &str) -> Capture {
    Capture::parse(archive.as_bytes()).unwrap()
}

#[test]
fn every_life_is_shown_as_before_with_its_secrets_masked() {
    let lives = Life::all();
    assert_eq!(lives.len(), 28);
    for life in lives {
        let lived = life.live();
        let archive = write(lived.conversation(), Secrets::Masked);
        let capture = read(&archive);
        let (text, json) = without_proof(shown(lived.conversation()));
        let (text_again, json_again) = shown(&capture.conversation);
        assert_eq!(text_again, text, "{}", life.name());
        assert_eq!(json_again, json, "{}", life.name());
        assert_eq!(capture.notes, [""; 0], "{}", life.name());
        assert!(capture.is_own);
        // And once more.
        let again = write(&capture.conversation, Secrets::Masked);
        assert!(archived(&again) == archived(&archive), "{}", life.name());
    }
}

#[test]
fn every_life_is_kept_byte_for_byte_where_its_secrets_are_asked_for() {
    for life in Life::all() {
        let lived = life.live();
        let capture = read(&write(lived.conversation(), Secrets::Exposed));
        assert_eq!(shown(&capture.conversation), shown(lived.conversation()), "{}", life.name());
        for turn in lived.conversation().turns() {
            let bytes = |conversation: &Conversation| conversation.bytes(*turn, Secrets::Exposed);
            assert_eq!(bytes(&capture.conversation), bytes(lived.conversation()));
        }
    }
}

/// That a token is the issuer's is seen by its signature, which is not kept: the link is gone.
#[test]
fn a_masked_token_proves_nothing() {
    let lived = Life::all()[0].live();
    let proofs = |conversation: &Conversation| {
        let proof = without_proof(shown(conversation)).0;
        shown(conversation).0.lines().count() - proof.lines().count()
    };
    let kept = |secrets| read(&write(lived.conversation(), secrets)).conversation;
    assert_eq!(proofs(lived.conversation()), 1);
    assert_eq!(proofs(&kept(Secrets::Exposed)), 1);
    assert_eq!(proofs(&kept(Secrets::Masked)), 0);
}

/// Developer tools want these members; the names are those of HAR 1.2 section 3.
#[test]
fn a_life_is_an_archive_that_other_programs_read() {
    let lived = Life::all()[0].live();
    let archive: Value =
        serde_json::from_str(&write(lived.conversation(), Secrets::Masked)).unwrap();
    let log = &archive["log"];
    assert_eq!(log["version"], "1.2");
    assert_eq!(log["creator"]["name"], "sigscope");
    assert_eq!(log["_sigstore"]["format"], FORMAT);
    assert_eq!(log["_sigstore"]["secrets"], "masked");
    assert_eq!(log["_sigstore"]["reports"][0]["report"]["outcome"], "verified");
    let entries = log["entries"].as_array().unwrap();
    let files = log["_sigstore"]["files"].as_array().unwrap();
    assert_eq!(entries.len() + files.len(), lived.conversation().messages().len());
    for entry in entries {
        for number in ["/time", "/timings/send", "/timings/wait", "/timings/receive"] {
            assert!(entry.pointer(number).unwrap().is_u64(), "{number}");
        }
        for text in ["/startedDateTime", "/request/method", "/request/url", "/response/statusText"]
        {
            assert!(entry.pointer(text).unwrap().is_string(), "{text}");
        }
        for list in ["/request/headers", "/request/cookies", "/request/queryString"] {
            assert!(entry.pointer(list).unwrap().is_array(), "{list}");
        }
        for number in ["/request/headersSize", "/request/bodySize", "/response/headersSize"] {
            assert!(entry.pointer(number).unwrap().is_i64(), "{number}");
        }
        assert!(entry["request"]["url"].as_str().unwrap().starts_with("http://"));
        assert!(entry["response"]["content"]["size"].is_u64());
        assert!(entry["response"]["content"]["mimeType"].is_string());
        assert!(entry["cache"].is_object());
        assert!(!entry["_sigstore"]["reply"]["fields"].as_array().unwrap().is_empty());
    }
}
