//! What a record tells to those who draw it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "made/life.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod made;

use made::{DATA, EMAIL, Flow, live, unchanged};
use sigstore_crypto::AwsLcSuite;
use sigstore_field::{Field, Relation, Text};
use sigstore_json::hex;
use sigstore_page::{Certified, Inclusion};
use sigstore_record::Decoder;
use sigstore_traits::{SignatureSuite, UnixTime};

#[test]
fn a_fingerprint_is_that_of_the_bytes() {
    let life = live(Flow::V2, unchanged);
    let mut decoder = Decoder::new();
    let decoded = decoder.follow(&life);
    let digest = AwsLcSuite.sha256(&[DATA]);
    let file = &decoded.halves()[0].fields()[0];
    assert!(file.fingerprints().any(|own| own == (Relation::Same, digest)));
    let of_digest = (Relation::Sha256, AwsLcSuite.sha256(&[&digest]));
    assert!(file.fingerprints().any(|own| own == of_digest));
    // The digest itself, wherever it is told.
    let mut told = 0;
    let is_told = |field: &Field| *field.text() == Text::Shown(hex(&digest));
    for field in decoded.halves().iter().flat_map(|half| half.fields()) {
        count(field, &is_told, &of_digest.1, &mut told);
    }
    assert!(told >= 3, "{told}");
}

fn count(field: &Field, is_told: &impl Fn(&Field) -> bool, print: &[u8; 32], told: &mut usize) {
    if is_told(field) {
        assert!(field.fingerprints().any(|own| own == (Relation::Same, *print)));
        *told += 1;
    }
    field.fields().iter().for_each(|child| count(child, is_told, print, told));
}

#[test]
fn the_way_of_an_entry_leads_to_the_signed_root() {
    for flow in [Flow::Article, Flow::V2, Flow::EnvelopeV1, Flow::EnvelopeV2] {
        let life = live(flow, unchanged);
        let inclusions = Inclusion::all(&Decoder::new().follow(&life));
        // The log's answer and the bundle tell the same.
        assert_eq!(inclusions.len(), 1);
        let inclusion = &inclusions[0];
        assert_eq!((inclusion.index, inclusion.size), (5, 6));
        let nodes = inclusion.nodes.as_ref().unwrap();
        assert_eq!(nodes.iter().map(|node| node.left).collect::<Vec<_>>(), [true, true]);
        assert_eq!(inclusion.root(), inclusion.signed);
        assert_eq!(inclusion.root(), inclusion.told);
    }
}

/// One byte of the answer is another, and the way leads elsewhere; the root that was signed stays.
#[test]
fn another_hash_leads_to_another_root() {
    let life = live(Flow::V2, |path, body| {
        if path == "/api/v2/log/entries" {
            let text = String::from_utf8(body.to_vec()).unwrap();
            let at = text.find("\"hashes\":[\"").unwrap() + 12;
            body[at] = if body[at] == b'A' { b'B' } else { b'A' };
        }
    });
    let inclusion = Inclusion::all(&Decoder::new().follow(&life)).remove(0);
    assert_ne!(inclusion.root(), inclusion.signed);
    assert_eq!(inclusion.told, inclusion.signed);
}

#[test]
fn a_certificate_lives_for_ten_minutes() {
    let life = live(Flow::V2, unchanged);
    let lifetimes = Certified::all(&Decoder::new().follow(&life));
    assert_eq!(lifetimes.len(), 1, "the certificate and the one before it was logged are one");
    assert_eq!(lifetimes[0].identity, EMAIL);
    let (start, end) = lifetimes[0].validity.start.zip(lifetimes[0].validity.end).unwrap();
    assert_eq!(end, UnixTime::from_seconds(start.seconds() + 600));
}
