//! The entries of the corpus: bodies read and written, proposals made into what a real log stored.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sigstore_crypto::AwsLcSuite;
use sigstore_json::{Limits, Value, base64, canonical, parse};
use sigstore_rekor_kinds::{
    AnyBody, AnyKind, DsseProposal, Error, Format, Properties, Proposal, RekordKey, TufV001,
};
use sigstore_rekor_types::{Body, PemVerifier};

const LIMITS: Limits = Limits::new(16 << 20);
const SUITE: AwsLcSuite = AwsLcSuite;

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
        ("hashedrekord 0.0.2", 9),
        ("intoto 0.0.1", 1),
        ("intoto 0.0.2", 7),
        ("rekord 0.0.1", 4),
    ];
    assert_eq!(counts, expected);
}

/// What a server of Rekor v1 made of an upload.
struct Taken {
    name: String,
    upload: Vec<u8>,
    stored: Vec<u8>,
    attestation: Option<Vec<u8>>,
}

/// The uploads that a server of Rekor v1 recorded.
fn taken() -> Vec<Taken> {
    let names = files("exchanges/rekor-v1");
    names.into_iter().filter_map(|name| Taken::read(&name)).collect()
}

impl Taken {
    fn read(name: &str) -> Option<Self> {
        let exchange = fs::read(corpus().join("exchanges/rekor-v1").join(name)).unwrap();
        let exchange = parse(&exchange, &LIMITS).unwrap();
        let (request, response) = (exchange.member("request")?, exchange.member("response")?);
        if response.member("status")?.node().uint64() != Ok(201) {
            return None;
        }
        let upload = request.member("body_base64")?.node().standard_bytes().unwrap();
        let answer = response.member("body_json")?;
        Some(Self {
            name: name.into(),
            upload,
            stored: body_of(answer)?,
            attestation: None,
        })
    }
}

/// What the log stored, from the proposal and what only others can read: taken from the log's own
/// body where it stands in for them.
fn stored(proposal: &Proposal, theirs: &AnyBody) -> Result<AnyBody, Error> {
    Ok(match (proposal.canonicalise(&SUITE), proposal, theirs) {
        (
            Err(Error::Unpaired { .. }),
            Proposal::DsseV001(proposal),
            AnyBody::Verifiable(Body::DsseV001(stored)),
        ) => {
            let signers = signers(proposal, stored);
            AnyBody::Verifiable(Body::DsseV001(proposal.stored(&signers, &SUITE)?))
        }
        (
            Err(Error::Foreign { .. }),
            Proposal::RekordV001(proposal),
            AnyBody::RekordV001(stored),
        ) => {
            assert_eq!(proposal.key.format(), stored.key.format());
            let (signature, key) = (stored.signature.clone(), stored.key.clone());
            AnyBody::RekordV001(proposal.stored(signature, key, &SUITE)?)
        }
        (
            Err(Error::Unopened { part: ".PKGINFO", .. }),
            Proposal::AlpineV001(proposal),
            AnyBody::AlpineV001(stored),
        ) => {
            let pkginfo = stored.pkginfo.clone().unwrap();
            AnyBody::AlpineV001(proposal.stored(pkginfo, &SUITE)?)
        }
        (
            Err(Error::Unopened { part: "headers", .. }),
            Proposal::RpmV001(proposal),
            AnyBody::RpmV001(stored),
        ) => {
            let headers = stored.headers.clone().unwrap();
            AnyBody::RpmV001(proposal.stored(stored.key.clone(), headers, &SUITE)?)
        }
        (
            Err(Error::Unopened { part: "the signature in META-INF", .. }),
            Proposal::JarV001(proposal),
            AnyBody::JarV001(stored),
        ) => {
            let (signature, certificate) = (stored.signature.clone(), stored.certificate.clone());
            AnyBody::JarV001(proposal.stored(signature, certificate, &SUITE)?)
        }
        (
            Err(Error::Foreign { format: Format::Pgp, .. }),
            Proposal::HelmV001(proposal),
            AnyBody::HelmV001(stored),
        ) => AnyBody::HelmV001(proposal.stored(stored.signature.clone(), stored.key.clone())),
        (canonical, ..) => canonical?,
    })
}

/// The verifier that the log found for each signature.
fn signers(
    proposal: &DsseProposal,
    stored: &sigstore_rekor_types::DsseV001,
) -> Vec<PemVerifier> {
    let signatures = proposal.envelope.signatures.iter();
    let signer = |signature: &Vec<u8>| {
        let found = stored.signatures.iter().find(|one| one.signature == *signature).unwrap();
        assert!(proposal.verifiers.contains(&found.verifier));
        found.verifier.clone()
    };
    signatures.map(signer).collect()
}

#[test]
fn t_2_kept_every_upload_is_stored_as_a_real_log_stored_it() {
    let mut counts = BTreeMap::new();
    for Taken { name, upload, stored: theirs, .. } in taken() {
        let proposal = match Proposal::parse(&upload) {
            Ok(proposal) => proposal,
            // Against its schema, the log stores hex in upper case as it came (T-20).
            Err(error) if name == "98-hash-upper-case.json" => {
                let place = "$.spec.data.hash.value".into();
                let hex = sigstore_rekor_types::Error::Hex { place, characters: 64, expected: 64 };
                assert_eq!(error, Error::Entry(hex));
                continue;
            }
            // A key in DER, which a log takes and a schema of PEM does not foresee.
            Err(error) => panic!("{name}: {error}"),
        };
        let body = AnyBody::parse(&theirs).unwrap();
        assert_eq!(Some(proposal.kind()), body.kind());
        assert_eq!(body.canonical(), theirs, "{name}");
        let ours = stored(&proposal, &body).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(String::from_utf8(ours.canonical()), String::from_utf8(theirs), "{name}");
        *counts.entry(proposal.kind().to_string()).or_insert(0) += 1;
    }
    if counts.is_empty() {
        return;
    }
    let counts: Vec<_> = counts.iter().map(|(kind, count)| (&**kind, *count)).collect();
    assert_eq!(counts, []);
}
