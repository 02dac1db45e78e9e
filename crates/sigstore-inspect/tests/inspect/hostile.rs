use std::panic::catch_unwind;

use sigstore_inspect::{Kind, MAX_CHILDREN, MAX_FIELDS, MAX_TEXT, Thing};

use crate::things::{thing, things};

/// The most bytes that one thing is written as.
const MAX_OUTPUT: usize = 4 << 20;

/// Kinds of which a prefix can be one: nothing marks the end of the others, and a note and a tile end
/// between two of their lines and entries.
const OPEN: [Kind; 8] = [
    Kind::Pgp,
    Kind::Minisign,
    Kind::Ssh,
    Kind::PrivateKey,
    Kind::Token,
    Kind::Checkpoint,
    Kind::Tile,
    Kind::EntryTile,
];

/// Cut short at every byte: no panic, bounded output, and of what is said to be of its kind it is
/// said where reading stopped, or what a verifier does not read.
#[test]
fn cut_short_at_every_byte() {
    for (kind, bytes) in things() {
        let whole = bytes.trim_ascii_end().len();
        // Of long ones every 7th byte: the ends of all their parts are met all the same.
        let step = if whole > 3_000 { 7 } else { 1 };
        for length in (0..whole).step_by(step) {
            let short = &bytes[..length];
            let read = catch_unwind(|| {
                let guessed = Thing::read(short, None).ok();
                let said = Thing::read(short, Some(kind)).unwrap();
                // Writing takes longer than reading.
                let written = [guessed.as_ref(), Some(&said)].into_iter().flatten();
                let written = written.filter(|_| length % 31 == 0).map(output).max();
                (told(&said), written.unwrap_or_default())
            });
            let (told, written) =
                read.unwrap_or_else(|_| panic!("{} cut to {length}: panics", kind.name()));
            assert!(written < MAX_OUTPUT);
            let open = OPEN.contains(&kind) || length == 0;
            assert!(open || told, "{} cut to {length} of {whole}: nothing said", kind.name());
        }
    }
}

fn output(thing: &Thing) -> usize {
    thing.to_text(true).len().max(thing.to_json(true).len())
}

/// A few bytes changed: no panic, whatever it is taken for. The changes are the same in every run.
#[test]
fn bytes_changed_anywhere() {
    const ROUNDS: usize = 40;
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    for (kind, bytes) in things() {
        for round in 0..ROUNDS {
            let mut changed = bytes.clone();
            for _ in 0..=round % 4 {
                changed[next(bytes.len())] = next(256).to_le_bytes()[0];
            }
            let read = catch_unwind(|| {
                let things =
                    [Thing::read(&changed, None).ok(), Thing::read(&changed, Some(kind)).ok()];
                things.iter().flatten().map(output).max()
            });
            let written = read.unwrap_or_else(|_| panic!("{} panics: {changed:?}", kind.name()));
            assert!(written.is_some_and(|length| length < MAX_OUTPUT), "{}", kind.name());
        }
    }
}

/// Whether it says that something is missing.
fn told(thing: &Thing) -> bool {
    let mut unreadable = false;
    thing.field().visit(&mut |field| {
        unreadable |= field.meaning() == sigstore_field::Meaning::Unreadable;
    });
    unreadable || thing.refused().is_some()
}

/// What came before the cut is shown, and the place is told.
#[test]
fn what_came_before_is_shown() {
    let bundle = thing(Kind::Bundle);
    let end = String::from_utf8(bundle.clone()).unwrap().find("\"tlogEntries\"").unwrap();
    let short = Thing::read(&bundle[..end + 40], None).unwrap();
    assert_eq!(short.kind(), Kind::Bundle);
    assert!(short.stopped().unwrap().contains("the JSON text ends early"));
    let certificate = short.field().at(&["verificationMaterial", "certificate", "rawBytes"]);
    assert!(certificate.unwrap().at(&["serial"]).is_some());

    let certificate = thing(Kind::Certificate);
    let short = Thing::read(&certificate[..200], None).unwrap();
    assert_eq!(short.kind(), Kind::Certificate);
    let path = ["asn1", "SEQUENCE @0", "SEQUENCE @4", "[0] @8", "INTEGER @10"];
    assert!(short.field().at(&path).is_some());
    assert!(short.field().at(&["asn1", "SEQUENCE @0", "SEQUENCE @4", "unreadable"]).is_some());
}

/// One strange field hides no other.
#[test]
fn one_strange_field() {
    let mut bundle: serde_json::Value = serde_json::from_slice(&thing(Kind::Bundle)).unwrap();
    bundle["verificationMaterial"]["certificate"]["rawBytes"] = "no base64!".into();
    bundle["verificationMaterial"]["tlogEntries"][0]["logIndex"] = "-1".into();
    let thing = Thing::read(bundle.to_string().as_bytes(), None).unwrap();
    assert_eq!((thing.kind(), thing.stopped()), (Kind::Bundle, None));
    let strange = thing.field().at(&["verificationMaterial", "certificate", "rawBytes"]).unwrap();
    assert_eq!(strange.meaning(), sigstore_field::Meaning::Unreadable);
    assert!(thing.field().at(&["dsseEnvelope", "payload", "subject"]).is_some());
    assert_eq!(thing.refused().unwrap().place, "$.verificationMaterial.certificate.rawBytes");
}

/// However much there is, what is written is bounded, and says how much more there is.
#[test]
fn output_is_bounded() {
    let many = format!("[{}0]", "0,".repeat(50_000));
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(100_000));
    let wide = format!("[{}0]", format!("[{}0],", "1,".repeat(900)).repeat(100));
    for (text, more) in [
        (many, "… 49001 more".to_owned()),
        (long, format!("… {} more characters", 100_000 - MAX_TEXT)),
        (wide, "… ".to_owned()),
    ] {
        let thing = Thing::read(text.as_bytes(), Some(Kind::Json)).unwrap();
        for written in [thing.to_text(true), thing.to_json(true)] {
            assert!(written.len() < MAX_OUTPUT, "{}", written.len());
            assert!(written.contains(&more), "{more}");
        }
        assert!(thing.to_text(false).lines().count() <= MAX_FIELDS + 200);
        let json: serde_json::Value = serde_json::from_str(&thing.to_json(false)).unwrap();
        for list in [&json["fields"], &json["parts"]] {
            let elements = list.as_array().map_or(0, Vec::len);
            assert!(elements <= MAX_CHILDREN + 1, "{elements}");
        }
    }
}

/// DER in DER, as deep as there is room.
#[test]
fn depth_is_bounded() {
    let mut der = vec![5, 0];
    while der.len() < 60_000 {
        let length = u16::try_from(der.len()).unwrap().to_be_bytes();
        der = [&[0x30, 0x82], length.as_slice(), &der].concat();
    }
    let thing = Thing::read(&der, None).unwrap();
    assert_eq!(thing.kind(), Kind::Asn1);
    let text = thing.to_text(false);
    assert!(text.contains("no more is taken apart, at 128"), "{}", &text[..2_000]);
}
