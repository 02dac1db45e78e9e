//! Each step, answered wrongly in each way: the error names step and peer, says what is public,
//! and there is no bundle.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod lab;
#[path = "lab/walk.rs"]
mod walk;

use Fault::{
    Another, DetachedOther, Garbage, NoAnswer, NoSct, OtherIdentity, OtherIssuer, Status, Stranger,
};
use Published::{No, Perhaps};
use lab::{CA, Fault, Lab, TSA, V1, V2, claims, token};
use sigstore_sign::{Published, Step};
use sigstore_traits::Refusal;
use walk::walk;

/// What is public of the certificate: no, perhaps, yes.
fn word<T>(published: &Published<T>) -> &'static str {
    match published {
        No => "no",
        Perhaps => "perhaps",
        Published::Yes(_) => "yes",
    }
}

const CERTIFY: &str = "fulcio-v2-signing-cert";
const STAMP: &str = "tsa-timestamp";

#[test]
fn s_4_broken_every_wrong_answer_of_the_certificate_authority() {
    for (fault, code, certificate) in [
        (NoAnswer, "test-unreachable", "perhaps"),
        (Status(400), "fulcio-refused", "no"),
        (Status(500), "fulcio-refused", "perhaps"),
        (Garbage, "fulcio-not-understood", "perhaps"),
        (Stranger, "certificate-issuer-signature", "yes"),
        (Another, "sign-other-key", "yes"),
        (OtherIdentity, "identity", "yes"),
        (OtherIssuer, "issuer", "yes"),
        (NoSct, "too-few-scts", "yes"),
        (DetachedOther, "sct-signature", "yes"),
    ] {
        let lab = Lab::with(CERTIFY, fault);
        let error = walk(&lab, &[1], false).unwrap_err();
        assert_eq!(error.code(), code, "{fault:?}: {error}");
        assert_eq!((error.step, error.peer.as_deref()), (Step::Certificate, Some(CA)), "{error}");
        assert_eq!(word(&error.public.certificate), certificate, "{fault:?}: {error}");
        assert_eq!(error.public.entries, [], "{error}");
        assert_eq!(*lab.asked.lock().unwrap(), [CERTIFY], "{error}");
    }
}

#[test]
fn s_3_s_68_broken_every_wrong_answer_of_the_timestamp_authority() {
    for (fault, code) in [
        (NoAnswer, "test-unreachable"),
        (Status(400), "tsa-refused"),
        (Status(500), "tsa-refused"),
        (Garbage, "timestamp-der"),
        (Stranger, "timestamp-signature"),
        (Another, "tsa-other-digest"),
    ] {
        let lab = Lab::with(STAMP, fault);
        let error = walk(&lab, &[1], false).unwrap_err();
        assert_eq!(error.code(), code, "{fault:?}: {error}");
        assert_eq!((error.step, error.peer.as_deref()), (Step::Timestamp, Some(TSA)), "{error}");
        assert_eq!(word(&error.public.certificate), "yes", "{error}");
        assert_eq!(error.public.entries, [], "{error}");
        assert_eq!(*lab.asked.lock().unwrap(), [CERTIFY, STAMP], "{error}");
    }
}

#[test]
fn s_3_s_70_broken_every_wrong_answer_of_a_log_of_rekor_v1() {
    for is_statement in [false, true] {
        for (fault, code, entry) in [
            (NoAnswer, "test-unreachable", "perhaps"),
            (Status(400), "rekor-refused", "no"),
            (Status(409), "rekor-refused", "perhaps"),
            (Status(500), "rekor-refused", "perhaps"),
            (Garbage, "rekor-not-understood", "perhaps"),
            (Stranger, "promise", "perhaps"),
            (Another, "entry-signature", "perhaps"),
        ] {
            let lab = Lab::with("rekor-v1-create-entry", fault);
            assert_log_error(&lab, &[1], is_statement, V1, (code, entry));
        }
    }
}

#[test]
fn s_3_broken_every_wrong_answer_of_a_log_of_rekor_v2() {
    for is_statement in [false, true] {
        for (fault, code, entry) in [
            (NoAnswer, "test-unreachable", "perhaps"),
            (Status(400), "rekor-refused", "no"),
            (Status(409), "rekor-refused", "perhaps"),
            (Status(500), "rekor-refused", "perhaps"),
            (Garbage, "rekor-not-understood", "perhaps"),
            (Stranger, "checkpoint-signature", "perhaps"),
            (Another, "rekor-other-entry", "perhaps"),
        ] {
            let lab = Lab::with("rekor-v2-create-entry", fault);
            assert_log_error(&lab, &[2], is_statement, V2, (code, entry));
        }
    }
}

fn assert_log_error(
    lab: &Lab,
    logs: &[u32],
    is_statement: bool,
    peer: &str,
    (code, entry): (&str, &str),
) {
    let error = walk(lab, logs, is_statement).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert_eq!((error.step, error.peer.as_deref()), (Step::Log, Some(peer)), "{error}");
    assert_eq!(word(&error.public.certificate), "yes", "{error}");
    let entries: Vec<_> = error.public.entries.iter().map(|entry| word(&entry.index)).collect();
    let expected: Vec<_> = Some(entry).filter(|entry| *entry != "no").into_iter().collect();
    assert_eq!(entries, expected, "{error}");
}

/// The first of two logs has answered well: its entry is public, and the error says so.
#[test]
fn the_second_of_two_logs_fails() {
    let lab = Lab::with("rekor-v2-create-entry", NoAnswer);
    let error = walk(&lab, &[1, 2], false).unwrap_err();
    assert_eq!((error.step, error.peer.as_deref()), (Step::Log, Some(V2)));
    let entries: Vec<_> =
        error.public.entries.iter().map(|entry| (entry.log.as_str(), entry.index)).collect();
    assert_eq!(entries, [(V1, Published::Yes(1005)), (V2, Perhaps)]);
    let Published::Yes(sha256) = error.public.certificate else { panic!("{error}") };
    let hex: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        error.to_string(),
        format!(
            "no answer came at step log ({V2}): found nothing; then, in the log: the entry is not \
             among the newest of the log: found none of the last 5 of 5, expected one of the last \
             4096 (S-51) (S-6); public already: the certificate sha256:{hex}, entry 1005 of {V1}, \
             perhaps an entry of {V2}"
        )
    );
}

/// The token is in no error and in no `Debug`.
#[test]
fn no_error_shows_the_token() {
    let text = token(&claims());
    let (_, claims_part) = text.expose().split_once('.').unwrap();
    for fault in [NoAnswer, Status(400), Garbage, Another] {
        let lab = Lab::with(CERTIFY, fault);
        let error = walk(&lab, &[1], false).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(&claims_part[..20]), "{shown}");
    }
}
