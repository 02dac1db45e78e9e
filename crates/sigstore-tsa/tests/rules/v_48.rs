use sigstore_traits::UnixTime;
use sigstore_tsa::{Error, Timestamp};

use crate::sample::{INFO, RESPONSE, at, refused, replaced};

fn time(text: &[u8]) -> UnixTime {
    let response = replaced(&at(INFO, &[4]), text);
    Timestamp::parse(&response).unwrap().time()
}

#[test]
fn v_48_kept_a_real_time() {
    let timestamp = Timestamp::parse(RESPONSE).unwrap();
    assert_eq!(timestamp.time().to_string(), "2026-11-24T18:47:46.083Z");
}

#[test]
fn v_48_kept_fractions_to_the_nanosecond() {
    for (text, written) in [
        ("20261124094307Z", "2026-11-24T09:43:07Z"),
        ("20240229235959Z", "2024-02-29T23:59:59Z"),
        ("00000101000000Z", "0000-01-01T00:00:00Z"),
        ("20261124000000.5Z", "2026-11-24T00:00:00.5Z"),
        ("20261124000000.05Z", "2026-11-24T00:00:00.05Z"),
        ("20261124000000.000000001Z", "2026-11-24T00:00:00.000000001Z"),
        ("20261124000000.999999999Z", "2026-11-24T00:00:00.999999999Z"),
    ] {
        assert_eq!(time(text.as_bytes()).to_string(), written);
    }
}

#[test]
fn v_48_broken_other_spellings_and_no_times() {
    for text in [
        "",
        "Z",
        // No seconds, no zone, another zone, small letter, space, more behind it.
        "202611240943Z",
        "20261124094307",
        "20261124094307+0000",
        "20261124094307z",
        "20261124094307 Z",
        "20261124094307Z0",
        // Fractions: empty, zero, trailing zero, comma, sign, other digits, ten digits.
        "20261124094307.Z",
        "20261124094307.0Z",
        "20261124094307.50Z",
        "20261124094307,5Z",
        "20261124094307.+5Z",
        "20261124094307.5",
        "20261124094307.٥Z",
        "20261124094307.0000000001Z",
        // Digits.
        "2026112409430:Z",
        "2026112409430/Z",
        "+0261124094307Z",
        "2026 124094307Z",
        // The calendar and the clock.
        "20260229000000Z",
        "20261301000000Z",
        "20260001000000Z",
        "20261100000000Z",
        "20261124240000Z",
        "20261124096000Z",
        "20261124094360Z",
    ] {
        let error = refused(&replaced(&at(INFO, &[4]), text.as_bytes()));
        let found = text.as_bytes().escape_ascii().to_string();
        assert_eq!(error, Error::Time { found });
        assert!(error.is_malformed());
    }
}

#[test]
fn v_48_broken_long_text_is_shortened() {
    let error = refused(&replaced(&at(INFO, &[4]), &[b'2'; 81]));
    assert_eq!(error, Error::Time { found: "2".repeat(80) });
}

#[test]
fn v_48_broken_utc_time() {
    let mut response = crate::node::Node::parse(RESPONSE);
    let time = response.at(&at(INFO, &[4]));
    *time = crate::node::Node::bytes(0x17, b"261124094307Z");
    assert!(matches!(refused(&response.der()), Error::Der(_)));
}
