//! The entries of the corpus: read, and written byte for byte.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sigstore_crypto::AwsLcSuite;
use sigstore_json::{Limits, Value, canonical, parse};
use sigstore_rekor_kinds::AnyBody;

const LIMITS: Limits = Limits::new(16 << 20);

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus")
}

fn read(name: &str) -> Vec<u8> {
    fs::read(corpus().join("rekor-entries").join(name)).unwrap()
}

/// Every file in a folder of the corpus and below it, by its path from there.
fn files(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![corpus().join(folder)];
    while let Some(inner) = folders.pop() {
        let Ok(list) = fs::read_dir(&inner) else { continue };
        for path in list.map(|file| file.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(corpus().join(folder)).unwrap();
                files.push(name.display().to_string());
            }
        }
    }
    files.sort();
    if files.is_empty() {
        eprintln!("skipped: {folder} (no ../shared/corpus)");
    }
    files
}

/// The body in an entry, in whichever form the entry is kept.
fn body_of(entry: &Value<'_>) -> Option<Vec<u8>> {
    let Value::Object(members) = entry else { return None };
    let here = entry.member("body").or_else(|| entry.member("canonicalizedBody"));
    let bytes = |value: &Value<'_>| value.node().standard_bytes().ok();
    here.and_then(bytes).or_else(|| members.iter().find_map(|(_, inner)| body_of(inner)))
}

fn names(expect: &Value<'_>) -> (String, String) {
    let name = |name| expect.member(name).unwrap().node().string().unwrap().to_owned();
    (name("kind"), name("version"))
}

#[test]
fn t_2_kept_every_logged_body_is_written_as_rfc_8785_says() {
    let (mut read_bodies, mut of_another_order) = (BTreeMap::new(), Vec::new());
    for name in files("rekor-entries") {
        let Some(case) = name.strip_suffix(".expect.json") else { continue };
        let (expect, entry) = (read(&name), read(&format!("{case}.json")));
        let expect = names(&parse(&expect, &LIMITS).unwrap());
        let bytes = body_of(&parse(&entry, &LIMITS).unwrap()).unwrap();
        let body = AnyBody::parse(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let kind = body.kind().unwrap();
        assert_eq!((kind.kind(), kind.version()), (&*expect.0, &*expect.1), "{name}");
        let expected = canonical(&parse(&bytes, &LIMITS).unwrap());
        assert_eq!(String::from_utf8(body.canonical()).unwrap(), expected, "{name}");
        if expected.as_bytes() != bytes {
            of_another_order.push(case.to_owned());
        }
        *read_bodies.entry(kind.to_string()).or_insert(0) += 1;
    }
    if read_bodies.is_empty() {
        return;
    }
    // In 2021 the log did not write RFC 8785 yet: here, `kind` stands last.
    assert_eq!(of_another_order, ["rekord/cosign-spec-0"]);
    let counts: Vec<_> = read_bodies.iter().map(|(kind, count)| (&**kind, *count)).collect();
    let expected = [
        ("dsse 0.0.1", 3),
        ("hashedrekord 0.0.1", 12),
        ("hashedrekord 0.0.2", 8),
        ("intoto 0.0.1", 3),
        ("intoto 0.0.2", 5),
        ("rekord 0.0.1", 4),
    ];
    assert_eq!(counts, expected);
}

/// The bodies in the answers of a real server, of every kind of Rekor v1.
#[test]
fn t_51_t_61_t_71_t_81_t_91_t_100_t_111_t_121_kept_every_body_of_a_real_server() {
    let mut counts = BTreeMap::new();
    for name in files("exchanges/rekor-v1") {
        let exchange = fs::read(corpus().join("exchanges/rekor-v1").join(&name)).unwrap();
        let exchange = parse(&exchange, &LIMITS).unwrap();
        let answer = exchange.member("response").unwrap().member("body_json");
        let Some(bytes) = answer.and_then(body_of) else { continue };
        if name == "98-hash-upper-case.json" {
            // Against its schema, the log stores hex in upper case as it came (T-20).
            let refused = AnyBody::parse(&bytes).unwrap_err();
            assert_eq!(sigstore_traits::Refusal::code(&refused), "entry-hex");
            continue;
        }
        let body = AnyBody::parse(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(body.canonical(), bytes, "{name}");
        *counts.entry(body.kind().unwrap().kind()).or_insert(0) += 1;
    }
    if !counts.is_empty() {
        let kinds: Vec<_> = counts.into_keys().collect();
        let expected = [
            "alpine",
            "cose",
            "dsse",
            "hashedrekord",
            "helm",
            "intoto",
            "jar",
            "rekord",
            "rfc3161",
            "rpm",
            "tuf",
        ];
        assert_eq!(kinds, expected);
    }
}

#[test]
fn t_13_kept_what_a_real_log_stores_beside_an_entry() {
    let name = "exchanges/rekor-v1/63-get-intoto-with-attestation.json";
    let Ok(exchange) = fs::read(corpus().join(name)) else { return };
    let exchange = parse(&exchange, &LIMITS).unwrap();
    let answer = exchange.member("response").unwrap().member("body_json").unwrap();
    let Value::Object(entries) = answer else { panic!() };
    let attestation = entries[0].1.member("attestation").unwrap().member("data").unwrap();
    let attestation = attestation.node().standard_bytes().unwrap();
    let body = AnyBody::parse(&body_of(answer).unwrap()).unwrap();
    assert_eq!(body.check_attestation(&attestation, &AwsLcSuite), Ok(()));
}
