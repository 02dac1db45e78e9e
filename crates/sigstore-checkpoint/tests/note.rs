//! The grammar: what is read, and the smallest changes that are not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use sigstore_checkpoint::{Checkpoint, Error, MAX_NOTE, MAX_SIGNATURES, Part};

/// Rekor v1, production, 2023.
const V1: &str = "\
rekor.sigstore.dev - 2605736670972794746
23083062
dauhleYK4YyAdxwwDtR0l0KnSOWZdG2bwqHftlanvcI=
Timestamp: 1689177396617352539

— rekor.sigstore.dev wNI9ajBFAiBxaGyEtxkzFLkaCSEJqFuSS3dJjEZCNiyByVs1CNVQ8gIhAOoNnXtmMtTctV2oRnSRUZAo4EWUYPK/vBsqOzAU6TMs
";

/// Rekor v2, staging, 2025, with the lines of two witnesses.
const V2: &str = "\
log2025-alpha1.rekor.sigstage.dev
736
rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDI=

— log2025-alpha1.rekor.sigstage.dev 8w1amdbj1mjNN674dHAkD92+QZoEgBC7o0mXYSTRluDjQrOPjrps3zQB9ut+ShLepyZPsWBDi5IB3yXyjgjQT6OG9A8=
— witness.example/w1 sE1vjwAAAABopPLqcjWVAVGAl48d2/LUcCJsxS4CoGtBo8oagCPd7pWZvtei7ieKnoopQqgf3KCun6hyT2YAXBmzTIRsWZInogTDAw==
— witness.example/w2 xaMp5gAAAABopPLqBlp4hGNxwLQsDPSRBF4nQcnUibHPupXT4ZYHjr0KSc1v3BtpCtRSopyN8mOE7lJzUqwvUcoRqijR4oW/GoQPBA==
";

const ROOT: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// A note with this text and one signature line.
fn note(text: &str) -> String {
    format!("{text}\n— name AAAAAAA=\n")
}

fn refused(note: &str) -> Error {
    Checkpoint::parse(note).unwrap_err()
}

/// `V2` with the one occurrence of `from` replaced.
fn changed(from: &str, to: &str) -> String {
    assert_eq!(V2.matches(from).count(), 1);
    V2.replace(from, to)
}

fn empty_line(line: usize, expected: Part) -> Error {
    Error::EmptyLine { line, expected }
}

#[test]
fn v_78_kept_real_checkpoints_are_read_and_written_back() {
    let v1 = Checkpoint::parse(V1).unwrap();
    assert_eq!(v1.origin(), "rekor.sigstore.dev - 2605736670972794746");
    assert_eq!(v1.tree_head().size, 23_083_062);
    assert_eq!(v1.tree_head().root[..3], [0x75, 0xab, 0xa1]);
    let extensions: Vec<&str> = v1.extensions().collect();
    assert_eq!(extensions, ["Timestamp: 1689177396617352539"]);
    assert_eq!(v1.signed_text(), &V1[..V1.find("\n\n").unwrap() + 1]);
    assert_eq!(v1.to_string(), V1);

    let v2 = Checkpoint::parse(V2).unwrap();
    assert_eq!(v2.origin(), "log2025-alpha1.rekor.sigstage.dev");
    assert_eq!(v2.tree_head().size, 736);
    assert_eq!(v2.extensions().count(), 0);
    assert_eq!(v2.to_string(), V2);
    let lines: Vec<_> = v2.signatures().iter().map(|line| (line.line(), line.name())).collect();
    let (log, one, two) = (v2.origin(), "witness.example/w1", "witness.example/w2");
    assert_eq!(lines, [(5, log), (6, one), (7, two)]);
    assert_eq!(v2.signatures()[0].key_id(), [0xf3, 0x0d, 0x5a, 0x99]);
    assert_eq!(v2.signatures()[0].signature().len(), 64);
    let line = V2.lines().nth(5).unwrap();
    assert_eq!(v2.signatures()[1].to_string(), line);
}

#[test]
fn v_78_kept_several_extension_lines() {
    let note = note(&format!("o\n0\n{ROOT}\na b\n— name AAAAAAA=\n"));
    let checkpoint = Checkpoint::parse(&note).unwrap();
    assert_eq!(checkpoint.extensions().collect::<Vec<_>>(), ["a b", "— name AAAAAAA="]);
    assert_eq!(checkpoint.signatures().len(), 1);
    assert_eq!(checkpoint.to_string(), note);
}

#[test]
fn v_78_broken_a_line_is_missing() {
    let tree_size = |found: &str| Error::TreeSize { found: found.into() };
    let root = "rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDI=";
    let without_origin = V2.split_once('\n').unwrap().1;
    assert_eq!(refused(without_origin), tree_size(root));
    assert_eq!(refused(&changed("\n736\n", "\n")), tree_size(root));
    assert_eq!(refused(&changed(root, "")), empty_line(3, Part::RootHash));
    let without_root = changed(&format!("{root}\n"), "");
    assert_eq!(refused(&without_root), empty_line(3, Part::RootHash));
    assert_eq!(refused(&changed("736\n", "\n")), empty_line(2, Part::TreeSize));
    assert_eq!(refused(&note("o\n")), empty_line(2, Part::TreeSize));
    assert_eq!(refused(&format!("\n{V2}")), empty_line(1, Part::Origin));
    assert_eq!(refused("\n\n"), empty_line(1, Part::Origin));
}

#[test]
fn v_78_broken_the_root_hash_is_not_the_base64_of_32_bytes() {
    let root = "rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDI=";
    for wrong in [
        // 31, 33 and 34 bytes.
        "rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTA==",
        "rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDIA",
        "rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDIAAA==",
        // No padding, too much of it, the other alphabet, a space, stray bits in the last character.
        "rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDI",
        "rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDI==",
        "rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5-eGUTDI=",
        " rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDI=",
        "rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDI= ",
        "rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDJ=",
        "aecd583d8d3274057497181faeae69138a11a54270a37b327a9b39f9e1944c32",
    ] {
        let found = wrong.into();
        assert_eq!(refused(&changed(root, wrong)), Error::RootHash { found });
    }
}

#[test]
fn a_57_kept_a_size_in_its_shortest_form() {
    for size in [0, 1, 9, 10, 42, 1 << 62, i64::MAX.unsigned_abs() + 1, u64::MAX] {
        let note = note(&format!("o\n{size}\n{ROOT}\n"));
        let checkpoint = Checkpoint::parse(&note).unwrap();
        assert_eq!(checkpoint.tree_head().size, size);
        assert_eq!(checkpoint.to_string(), note);
    }
}

#[test]
fn a_57_broken_another_spelling_of_the_size() {
    for wrong in [
        "+42",
        "-42",
        "0042",
        "042",
        "00",
        "-0",
        "42 ",
        " 42",
        "4 2",
        "4_2",
        "42.0",
        "4e1",
        "0x2a",
        "٤٢",
        "４２",
        "18446744073709551616",
        "99999999999999999999",
    ] {
        let found = wrong.into();
        assert_eq!(refused(&changed("736", wrong)), Error::TreeSize { found });
    }
}

#[test]
fn a_57_broken_crlf() {
    let error = |line| Error::ControlCharacter { line, found: '\r' };
    assert_eq!(refused(&V2.replace('\n', "\r\n")), error(1));
    assert_eq!(refused(&changed("736\n", "736\r\n")), error(2));
    assert_eq!(refused(&changed("A8=\n", "A8=\r\n")), error(5));
}

#[test]
fn a_57_broken_a_third_text_block() {
    let error = empty_line(4, Part::Extension);
    assert_eq!(refused(&changed("UTDI=\n\n", "UTDI=\n\nmore\n\n")), error);
    // Signatures of the inner note become text.
    assert_eq!(refused(&format!("{V2}\n{}", V2.lines().last().unwrap().to_owned() + "\n")), error);
    assert_eq!(refused(&format!("{V2}\n")), error);
    let error = empty_line(5, Part::Extension);
    assert_eq!(refused(&changed("UTDI=\n\n", "UTDI=\next\n\n\n")), error);
}

#[test]
fn v_76_broken_a_control_character() {
    for found in ['\0', '\t', '\u{1f}'] {
        let error = |line| Error::ControlCharacter { line, found };
        assert_eq!(refused(&format!("{found}{V2}")), error(1));
        assert_eq!(refused(&changed("A8=\n", &format!("A8={found}\n"))), error(5));
        assert_eq!(refused(&format!("{V2}{found}")), error(8));
    }
}

#[test]
fn v_76_kept_an_origin_of_any_other_characters() {
    for origin in [" ", "a b", "\u{7f}", "\u{85}", "ned è subito sera+", "— — —"] {
        let note = note(&format!("{origin}\n0\n{ROOT}\n"));
        let checkpoint = Checkpoint::parse(&note).unwrap();
        assert_eq!(checkpoint.origin(), origin);
        assert_eq!(checkpoint.to_string(), note);
    }
}

#[test]
fn v_76_broken_the_note_ends_early() {
    assert_eq!(refused(""), Error::Ended { line: 1, expected: Part::Newline });
    assert_eq!(refused(&V2[..V2.len() - 1]), Error::Ended { line: 7, expected: Part::Newline });
    assert_eq!(refused("\n"), Error::Ended { line: 2, expected: Part::EmptyLine });
    assert_eq!(
        refused(&changed("\n\n", "\n")),
        Error::Ended { line: 7, expected: Part::EmptyLine }
    );
    let text_end = V2.find("\n\n").unwrap();
    assert_eq!(refused(&V2[..=text_end]), Error::Ended { line: 4, expected: Part::EmptyLine });
    assert_eq!(refused(&V2[..text_end + 2]), Error::Ended { line: 5, expected: Part::Signature });
}

#[test]
fn v_76_broken_a_line_after_the_text_is_no_signature_line() {
    let good = "— witness.example/w1 ";
    let line_6 = V2.lines().nth(5).unwrap();
    let excerpt = |line: &str| line.chars().take(80).collect::<String>() + "…";
    for wrong in [
        "- witness.example/w1 ",
        "–\u{20}witness.example/w1 ",
        "—witness.example/w1 ",
        "—\u{a0}witness.example/w1 ",
        " — witness.example/w1 ",
        "witness.example/w1 ",
        "— witness.example/w1",
    ] {
        let found = excerpt(&line_6.replace(good, wrong));
        let error = Error::NotSignature { line: 6, found };
        assert_eq!(refused(&changed(good, wrong)), error);
    }
    let found = "—".into();
    assert_eq!(refused(&format!("{V2}—\n")), Error::NotSignature { line: 8, found });
}

#[test]
fn v_76_broken_a_key_name_with_a_space_or_a_plus_or_nothing() {
    for name in ["", "a+b", "+", "a\u{a0}b", "a\u{2003}", "\u{3000}", "\u{85}"] {
        let error = Error::KeyName { line: 6, found: name.into() };
        assert_eq!(refused(&changed("witness.example/w1", name)), error);
    }
    // An ordinary space ends the name: what follows is not base64.
    let error = Error::SignatureBase64 { line: 6, characters: 106 };
    assert_eq!(refused(&changed("witness.example/w1", "w 1")), error);
}

#[test]
fn v_76_kept_a_key_name_of_other_characters() {
    let note = changed("witness.example/w1", "ключ—\u{200b}\u{7f}");
    let checkpoint = Checkpoint::parse(&note).unwrap();
    assert_eq!(checkpoint.signatures()[1].name(), "ключ—\u{200b}\u{7f}");
    assert_eq!(checkpoint.to_string(), note);
}

#[test]
fn v_76_broken_a_signature_that_is_not_strict_base64() {
    let good = "sWZInogTDAw==";
    for (wrong, characters) in [
        ("sWZInogTDAw=", 103),
        ("sWZInogTDAw", 102),
        ("sWZInogTDAw===", 105),
        ("sWZInogTDAx==", 104),
        ("sWZInogTDA-==", 104),
        ("sWZInogTDAw== ", 105),
        ("sWZInogTDAw==é", 105),
    ] {
        let error = Error::SignatureBase64 { line: 6, characters };
        assert_eq!(refused(&changed(good, wrong)), error, "{wrong}");
    }
}

#[test]
fn v_77_broken_no_room_for_a_key_id_and_a_signature() {
    for (base64, bytes) in [("", 0), ("AAAA", 3), ("AAAAAA==", 4)] {
        let note = format!("o\n0\n{ROOT}\n\n— name {base64}\n");
        assert_eq!(refused(&note), Error::SignatureLength { line: 5, bytes });
    }
}

#[test]
fn v_77_kept_a_key_id_and_one_byte() {
    let note = format!("o\n0\n{ROOT}\n\n— name AAECAwQ=\n");
    let checkpoint = Checkpoint::parse(&note).unwrap();
    assert_eq!(checkpoint.signatures()[0].key_id(), [0, 1, 2, 3]);
    assert_eq!(checkpoint.signatures()[0].signature(), [4]);
    assert_eq!(checkpoint.to_string(), note);
}

#[test]
fn v_82_accepted_the_log_line_wherever_it_stands() {
    let (text, lines) = V2.split_once("\n\n").unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0]] {
        let lines = order.map(|number| lines[number]).join("\n");
        let note = format!("{text}\n\n{lines}\n");
        let checkpoint = Checkpoint::parse(&note).unwrap();
        let key_id = [0xf3, 0x0d, 0x5a, 0x99];
        let found: Vec<_> = checkpoint.lines_of(checkpoint.origin(), key_id).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].signature()[..2], [0xd6, 0xe3]);
    }
}

#[test]
fn v_82_accepted_all_lines_of_a_key_and_none_of_others() {
    let checkpoint = |lines: &str| format!("o\n0\n{ROOT}\n\n{lines}");
    let note = checkpoint("— a AAECAwE=\n— b AAECAwI=\n— a AAECBAM=\n— a AAECAwQ=\n");
    let checkpoint = Checkpoint::parse(&note).unwrap();
    let signatures = |name: &str, key_id| -> Vec<u8> {
        let lines = checkpoint.lines_of(name, key_id);
        lines.map(|line| line.signature()[0]).collect()
    };
    assert_eq!(signatures("a", [0, 1, 2, 3]), [1, 4]);
    assert_eq!(signatures("b", [0, 1, 2, 3]), [2]);
    assert_eq!(signatures("a", [0, 1, 2, 4]), [3]);
    assert_eq!(signatures("b", [0, 1, 2, 4]), []);
    assert_eq!(signatures("A", [0, 1, 2, 3]), []);
}

#[test]
fn a_54_at_most_64_signature_lines() {
    let note = |lines: usize| format!("o\n0\n{ROOT}\n\n{}", "— name AAAAAAA=\n".repeat(lines));
    for lines in [16, MAX_SIGNATURES] {
        let note = note(lines);
        assert_eq!(Checkpoint::parse(&note).unwrap().signatures().len(), lines);
    }
    let error = |found| Error::TooManySignatures { line: 69, found };
    assert_eq!(refused(&note(65)), error(65));
    assert_eq!(refused(&note(5001)), error(5001));
}

#[test]
fn a_54_at_most_512_kib() {
    let note = |bytes: usize| {
        let rest = note(&format!("o\n0\n{ROOT}\n\n")).len();
        note(&format!("o\n0\n{ROOT}\n{}\n", "x".repeat(bytes - rest)))
    };
    assert_eq!(note(MAX_NOTE).len(), MAX_NOTE);
    assert!(Checkpoint::parse(&note(MAX_NOTE)).is_ok());
    let bytes = MAX_NOTE + 1;
    assert_eq!(refused(&note(bytes)), Error::TooLarge { bytes });
}

#[test]
fn v_79_accepted_the_name_before_a_tree_id() {
    for (origin, name) in [
        ("rekor.sigstore.dev - 2605736670972794746", Some("rekor.sigstore.dev")),
        ("localhost:8000 - 0", Some("localhost:8000")),
        ("a - 1 - 2", Some("a - 1")),
        ("a -  - 2", Some("a - ")),
        ("log2025-1.rekor.sigstore.dev", None),
        ("a - ", None),
        (" - 1", None),
        ("a -1", None),
        ("a- 1", None),
        ("a - 1a", None),
        ("a - +1", None),
        ("a - 1 ", None),
        ("a - ١", None),
    ] {
        let note = note(&format!("{origin}\n0\n{ROOT}\n"));
        let checkpoint = Checkpoint::parse(&note).unwrap();
        assert_eq!(checkpoint.rekor_v1_name(), name, "{origin}");
    }
}

#[test]
fn evidence_is_shortened() {
    let long = "é".repeat(81);
    let found = "é".repeat(80) + "…";
    assert_eq!(refused(&changed("736", &long)), Error::TreeSize { found });
    let found = "é".repeat(80);
    assert_eq!(refused(&changed("736", &found)), Error::TreeSize { found });
}

/// A real note with a character replaced, inserted or removed somewhere.
fn edited() -> impl Strategy<Value = String> {
    let characters = prop::sample::select(vec![
        '\n', '\r', ' ', '+', '-', '—', '0', '7', 'A', 'z', '/', '=', '\u{a0}', 'é', '\0',
    ]);
    let edit = (prop::sample::select(vec![V1, V2]), any::<prop::sample::Index>(), 0..3, characters);
    edit.prop_map(|(note, place, kind, character)| {
        let mut characters: Vec<char> = note.chars().collect();
        let place = place.index(characters.len());
        match kind {
            0 => characters[place] = character,
            1 => characters.insert(place, character),
            _ => drop(characters.remove(place)),
        }
        characters.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4096) })]

    #[test]
    fn what_is_read_is_written_back(note in edited()) {
        if let Ok(checkpoint) = Checkpoint::parse(&note) {
            prop_assert_eq!(checkpoint.to_string(), note);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(note in "[o0A=\n \r—+]{0,40}") {
        if let Ok(checkpoint) = Checkpoint::parse(&note) {
            prop_assert_eq!(checkpoint.to_string(), note);
        }
    }
}
