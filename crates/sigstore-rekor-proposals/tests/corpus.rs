//! The proposed entries of the corpus, made into what a real log stored.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sigstore_crypto::AwsLcSuite;
use sigstore_json::{ErrorKind, Limits, Value, base64, canonical, parse};
use sigstore_rekor_kinds::{AnyBody, AnyKind, Format, Unread};
use sigstore_rekor_proposals::{DsseProposal, Error, Proposal};
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

/// What a server of Rekor v1 made of an upload.
struct Taken {
    name: String,
    upload: Vec<u8>,
    stored: Vec<u8>,
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
        Some(Self { name: name.into(), upload, stored: body_of(answer)? })
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
fn signers(proposal: &DsseProposal, stored: &sigstore_rekor_types::DsseV001) -> Vec<PemVerifier> {
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
    for Taken { name, upload, stored: theirs } in taken() {
        let proposal = match Proposal::parse(&upload) {
            Ok(proposal) => proposal,
            // Against its schema, the log stores hex in upper case as it came (T-20).
            Err(error) if name == "98-hash-upper-case.json" => {
                let place = "$.spec.data.hash.value".into();
                let hex = sigstore_rekor_types::Error::Hex { place, characters: 64, expected: 64 };
                assert_eq!(error, Error::Entry(hex));
                continue;
            }
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
    let expected = [
        ("alpine 0.0.1", 1),
        ("cose 0.0.1", 3),
        ("dsse 0.0.1", 6),
        ("hashedrekord 0.0.1", 9),
        ("helm 0.0.1", 1),
        ("intoto 0.0.1", 1),
        ("intoto 0.0.2", 1),
        ("jar 0.0.1", 1),
        ("rekord 0.0.1", 4),
        ("rfc3161 0.0.1", 1),
        ("rpm 0.0.1", 1),
        ("tuf 0.0.1", 2),
    ];
    assert_eq!(counts, expected);
}

/// What the entries of a real server are found by, worked out from its answers with another
/// program, by the rules alone.
const INDEXED: &[(&str, &[&str])] = &[
    (
        "13-hashedrekord-chain",
        &[
            "alice@example.org",
            "f78fec7efa54fb27039bf3e78cde0757f2d43c69cdbf3a623f40064b42fff9d8",
            "sha256:dcc784e4739ee4c567e3eb64c10d81bf418235b9be5f2f61321573a4a5915f69",
        ],
    ),
    (
        "17-create-dsse-two-signatures",
        &[
            "sha256:17edf1c24596ec3efddff8361a620255862af3c287ed5ba353553b726a897fcc",
            "sha256:a196170148f3259126430190be3a1c0d509553a4d24286d5180b6e632f6e70cb",
            "sha256:a535ee7ae9002666ec344370bda71f55d3a51df1429ab46eb7d7dcf0618c3371",
            "sha256:b847d039b84f18cf98cbec63182f2498f1f3f1a5792cb400f6c9ae998c2401b8",
            "sha256:dcc784e4739ee4c567e3eb64c10d81bf418235b9be5f2f61321573a4a5915f69",
        ],
    ),
    (
        "25-create-intoto-002",
        &[
            "sha256:17edf1c24596ec3efddff8361a620255862af3c287ed5ba353553b726a897fcc",
            "sha256:a196170148f3259126430190be3a1c0d509553a4d24286d5180b6e632f6e70cb",
            "sha256:dcc784e4739ee4c567e3eb64c10d81bf418235b9be5f2f61321573a4a5915f69",
        ],
    ),
    (
        "27-create-intoto-001",
        &[
            "sha256:17edf1c24596ec3efddff8361a620255862af3c287ed5ba353553b726a897fcc",
            "sha256:821b20986cc27333a2ca4118b9695ff8f6d8b9d15ce5b2e11d7d9fa5d6069986",
            "sha256:a196170148f3259126430190be3a1c0d509553a4d24286d5180b6e632f6e70cb",
            "sha256:dcc784e4739ee4c567e3eb64c10d81bf418235b9be5f2f61321573a4a5915f69",
        ],
    ),
    (
        "28-create-rekord-x509",
        &[
            "a196170148f3259126430190be3a1c0d509553a4d24286d5180b6e632f6e70cb",
            "sha256:dcc784e4739ee4c567e3eb64c10d81bf418235b9be5f2f61321573a4a5915f69",
        ],
    ),
    (
        "29-create-rekord-pgp",
        &[
            "5080f5e1e256154400e9ca03b85de65caf7188512977f3f09d44637ca705fb4c",
            "sha256:45c7b11fcbf07dec1694adecd8c5b85770a12a6c8dfdcf2580a2db0c47c31779",
        ],
    ),
    (
        "34-create-rekord-ssh",
        &[
            "7f12fe740de986aeebf4a59a777b67358f1ad8bb081334d70cf9f30434b5cb71",
            "alice@example.org",
            "sha256:dcc784e4739ee4c567e3eb64c10d81bf418235b9be5f2f61321573a4a5915f69",
        ],
    ),
    (
        "35-create-rekord-minisign",
        &[
            "61500da82ac82a72981fa49c7d7f1292e8e39b0bd34b405da0258fe87c378dbe",
            "sha256:dcc784e4739ee4c567e3eb64c10d81bf418235b9be5f2f61321573a4a5915f69",
        ],
    ),
    (
        "36-create-rfc3161",
        &["sha256:5b185613378b61a905a662c33cf31b9f4c135d13008661d09afe8e96e1cf3c32"],
    ),
    (
        "38-create-alpine",
        &[
            "9c102bcc376af1498d549b77bdbfa815ae86faa1d2d82f040e616b18ef2df2d4",
            "sha256:a8ccb330c68d349b76378fad43cb6a1f6433b3418a7577fb02d9577ac0c49047",
        ],
    ),
    (
        "39-create-helm",
        &[
            "0f3d82ac2aced4cdc58256b0524a8952a40b4314c6ef586c6a8f4b2fcf40c138",
            "sha256:6dec7ea21e655d5796c1e214cfb75b73428b2abfa2e66c8f7bc64ff4a7b3b29f",
        ],
    ),
    (
        "40-create-jar",
        &[
            "58b436378c5ce749d8d802f98d40d0ddc509f75cfcc163913069be2a647cc5a4",
            "sha256:4a9d0ab4e10597497ed6c4617c983c35fa9e964e75cdd6f9fae3a0da1929acc6",
        ],
    ),
    (
        "42-create-cose-own-aad",
        &[
            "a196170148f3259126430190be3a1c0d509553a4d24286d5180b6e632f6e70cb",
            "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
            "sha256:7151e49ba5d61b2323a217ed0bc02e5c523c41dfc291f2aad1fe5913737e3c0b",
        ],
    ),
    (
        "43-create-cose-in-toto",
        &[
            "a196170148f3259126430190be3a1c0d509553a4d24286d5180b6e632f6e70cb",
            "sha256:17edf1c24596ec3efddff8361a620255862af3c287ed5ba353553b726a897fcc",
            "sha256:3bcd752213d46a29b907b56c8359d92beaf6cde2ff5742a3aa3b94ddb1fb5e02",
            "sha256:dcc784e4739ee4c567e3eb64c10d81bf418235b9be5f2f61321573a4a5915f69",
        ],
    ),
    (
        "47-create-tuf-own-targets",
        &[
            "3",
            "914ec6a649e1b7847322395e2000074b404e83e74ec125e2ee6f5d9580fc648a",
            "e5eae2c013ceebc6b3e890e6e482749cdcec4e3a750a6a512b9a5802858773ba",
            "targets",
        ],
    ),
    (
        "52-create-rpm",
        &[
            "7684cf4c8a63aa1ad5c8b90faa386a8b4bd94e9ad031e7aca7ddc917cc155b62",
            "sha256:4ad11835c72a04a231553e55c56916b2b2059d39e5af6dc31bbc7f9454717876",
        ],
    ),
];

#[test]
fn t_8_t_9_t_23_t_33_t_41_t_44_accepted_what_real_entries_are_found_by() {
    let taken: BTreeMap<_, _> = taken().into_iter().map(|one| (one.name.clone(), one)).collect();
    for (name, expected) in INDEXED.iter().filter(|_| !taken.is_empty()) {
        let Taken { upload, stored, .. } = &taken[&format!("{name}.json")];
        let body = AnyBody::parse(stored).unwrap();
        let found = Proposal::parse(upload).unwrap().index_keys(&body, &SUITE);
        let keys: Vec<_> = found.keys.iter().map(String::as_str).collect();
        assert_eq!(keys, *expected, "{name}");
        let pgp = ["29-create-rekord-pgp", "39-create-helm", "52-create-rpm"].contains(name);
        let formats: Vec<_> = found.unread.iter().map(|unread: &Unread| unread.format).collect();
        assert_eq!(formats, if pgp { vec![Format::Pgp] } else { vec![] }, "{name}");
        // The body alone tells no more, and all but what only the upload had.
        let by_body = body.index_keys(&SUITE);
        assert!(by_body.keys.is_subset(&found.keys), "{name}");
    }
}

/// What a real server refused, and what is wrong with it here: nothing, if it takes a verification
/// or a look into a package to see it.
const REFUSED: &[(&str, &str)] = &[
    ("22-err-dsse-envelope-malformed", "json-end-of-text"),
    ("23-err-dsse-no-verifier", "json-unexpected"),
    ("24-err-dsse-no-signature", "proposal-no-signatures"),
    ("26-err-intoto-002-no-hash", "json-missing-member"),
    ("31-err-rekord-pgp-other-data", "proposal-hash-mismatch"),
    ("33-err-rekord-without-data", "proposal-not-inline"),
    ("37-err-rfc3161-garbage", ""),
    ("44-err-cose-aad-missing", ""),
    ("45-err-cose-other-key", ""),
    ("48-err-tuf-other-signer", ""),
    ("49-rekor-test-cose", ""),
    ("50-cose-without-data", "json-missing-member"),
    ("51-err-tuf-expired", ""),
    ("54-err-rpm-other-key", "proposal-unopened"),
    ("55-err-rpm-unsigned", "proposal-unopened"),
    ("56-err-rpm-garbage", "proposal-unopened"),
    ("57-err-alpine-other-key", "proposal-unopened"),
    ("97-err-hash-length", "entry-hex"),
    ("99-err-hash-sha1", "entry-hash-algorithm"),
    ("102-err-unknown-kind", "proposal-unknown-kind"),
    ("103-err-unknown-version", "proposal-unknown-kind"),
    ("104-err-no-kind", "json-missing-member"),
    ("105-err-no-spec", "json-missing-member"),
    ("106-err-no-public-key", "json-missing-member"),
    ("107-err-public-key-garbage", "entry-pem"),
    ("109-public-key-der", "entry-pem"),
];

/// What was sent to a real server.
fn upload(name: &str) -> Vec<u8> {
    let file = corpus().join(format!("exchanges/rekor-v1/{name}.json"));
    let exchange = fs::read(file).unwrap();
    let exchange = parse(&exchange, &LIMITS).unwrap();
    let upload = exchange.member("request").unwrap().member("body_base64").unwrap();
    upload.node().standard_bytes().unwrap()
}

#[test]
fn t_1_t_3_t_5_broken_as_a_real_server_refuses_it() {
    let names = files("exchanges/rekor-v1");
    for (name, code) in REFUSED.iter().filter(|_| !names.is_empty()) {
        let upload = upload(name);
        let proposal = Proposal::parse(&upload).and_then(|sent| sent.canonicalise(&SUITE));
        let found = proposal.err().map_or("", |error| sigstore_traits::Refusal::code(&error));
        assert_eq!(found, *code, "{name}");
    }
}

/// A proposed entry of these parts.
fn proposed(kind: &str, spec: &str) -> Result<Proposal, Error> {
    let body = format!(r#"{{"apiVersion":"0.0.1","kind":"{kind}","spec":{spec}}}"#);
    Proposal::parse(body.as_bytes())
}

fn base64_of(name: &str) -> String {
    base64(&read(name))
}

fn rekord(format: &str, data: &str, signature: &str, key: &str) -> Result<AnyBody, Error> {
    let [data, signature, key] = [data, signature, key].map(base64_of);
    let spec = format!(
        r#"{{"data":{{"content":"{data}"}},"signature":{{"content":"{signature}","format":"{format}","publicKey":{{"content":"{key}"}}}}}}"#
    );
    proposed("rekord", &spec)?.canonicalise(&SUITE)
}

fn tuf(metadata: &str, root: &str) -> Result<AnyBody, Error> {
    let [metadata, root] = [metadata, root].map(|name| String::from_utf8(read(name)).unwrap());
    let spec = format!(r#"{{"metadata":{{"content":{metadata}}},"root":{{"content":{root}}}}}"#);
    proposed("tuf", &spec)?.canonicalise(&SUITE)
}

/// What becomes of each file that is, or is a part of, a proposed entry: what is stored by name, or
/// the code of the error. A second name is that of the file that goes with it.
fn outcome(name: &str) -> String {
    let whole =
        |name: &str| Proposal::parse(&read(name)).and_then(|sent| sent.canonicalise(&SUITE));
    let key = |name: &str| rekord("minisign", "pki/minisign/hello_world.txt", name, name);
    let package = |kind: &str, content: &str, key: &str| {
        let [content, key] = [content, key].map(base64_of);
        let spec = format!(
            r#"{{"package":{{"content":"{content}"}},"publicKey":{{"content":"{key}"}},"archive":{{"content":"{content}"}},"chart":{{"provenance":{{"content":"{content}"}}}},"tsr":{{"content":"{content}"}}}}"#
        );
        proposed(kind, &spec)?.canonicalise(&SUITE)
    };
    let outcome = match name.rsplit_once('.').map_or(name, |(_, ending)| ending) {
        "json" if name.starts_with("pki/tuf/") => tuf(name, "proposed/tuf/test_root.json"),
        "json" if name.starts_with("proposed/tuf/") => tuf(name, "pki/tuf/1.root.json"),
        "json" => whole(name),
        "minisig" | "signify" => key(name),
        _ if name.starts_with("pki/minisign") => key(name),
        "apk" => package("alpine", name, "proposed/test_alpine.pub"),
        "jar" => package("jar", name, name),
        "prov" => package("helm", name, "proposed/helm/test_helm_armor.pub"),
        "tgz" => package("rpm", name, "proposed/helm/test_helm_armor.pub"),
        "cbor" => {
            let [message, key] = [name, "proposed/test_cose.pub"].map(base64_of);
            let spec = format!(r#"{{"data":{{}},"message":"{message}","publicKey":"{key}"}}"#);
            proposed("cose", &spec).and_then(|sent| sent.canonicalise(&SUITE))
        }
        "pub" | "pem" => rekord("x509", "pki/x509/hello_world.txt", name, name),
        _ => rekord("pgp", name, name, name),
    };
    match outcome {
        Ok(body) => body.kind().unwrap().to_string(),
        Err(error) => sigstore_traits::Refusal::code(&error).to_owned(),
    }
}

#[test]
fn t_2_t_5_t_12_broken_and_kept_every_proposed_entry_and_its_parts() {
    let mut outcomes = BTreeMap::new();
    for folder in ["proposed", "pki"] {
        for file in files(&format!("rekor-entries/{folder}")) {
            let name = format!("{folder}/{file}");
            outcomes.insert(name.clone(), outcome(&name));
        }
    }
    let lines: Vec<_> = outcomes.iter().map(|(name, found)| format!("{name}: {found}")).collect();
    let expected: Vec<_> = PROPOSED.lines().skip(1).collect();
    if !lines.is_empty() {
        assert_eq!(lines, expected, "{}", lines.join("\n"));
    }
}

const PROPOSED: &str = include_str!("proposed.txt");

/// Each schema names a kind, and what it requires is missed when it is missing.
#[test]
fn t_1_broken_what_a_schema_requires_is_missing() {
    let uploads: Vec<_> = taken().into_iter().map(|one| one.upload).collect();
    let mut kinds = Vec::new();
    for name in files("rekor-entries/schemas") {
        let (kind, version) = name.split_once("_v").unwrap();
        let version = version.trim_end_matches("_schema.json").replace('_', ".");
        let kind = AnyKind::from_names(kind, &version).unwrap();
        let schema = read(&format!("schemas/{name}"));
        let schema = parse(&schema, &LIMITS).unwrap();
        let required = schema.member("required").map(|names| names.node().array().unwrap());
        let names: Vec<_> =
            required.into_iter().flatten().map(|name| name.string().unwrap()).collect();
        let of_kind =
            |upload: &&Vec<u8>| Proposal::parse(upload).is_ok_and(|sent| sent.kind() == kind);
        let upload = uploads.iter().find(of_kind).unwrap();
        for required in names {
            assert_eq!(without(upload, required), missing(required), "{kind}: {required}");
        }
        kinds.push(kind);
    }
    assert!(kinds.is_empty() || kinds.len() == 12);
}

fn missing(name: &str) -> (String, String) {
    (name.into(), "$.spec".into())
}

/// The member that is missed, and where, in a proposed entry from which it is taken.
fn without(upload: &[u8], name: &str) -> (String, String) {
    let mut value = parse(upload, &LIMITS).unwrap();
    let Value::Object(members) = &mut value else { panic!() };
    let (_, spec) = members.iter_mut().find(|(member, _)| member == "spec").unwrap();
    let Value::Object(spec) = spec else { panic!() };
    spec.retain(|(member, _)| member != name);
    match Proposal::parse(canonical(&value).as_bytes()) {
        Err(Error::Json(sigstore_json::Error {
            kind: ErrorKind::MissingMember { name },
            place,
        })) => (name.into(), place),
        other => panic!("{other:?}"),
    }
}

/// Which of the uploads that a real server recorded and refused are verified here, and how.
const CHECKED: &[(&str, &str)] = &[
    ("28-create-rekord-x509", ""),
    ("29-create-rekord-pgp", "proposal-unverifiable"),
    ("36-create-rfc3161", ""),
    ("38-create-alpine", "proposal-unverifiable"),
    ("39-create-helm", "proposal-unverifiable"),
    ("40-create-jar", "proposal-unverifiable"),
    ("41-create-cose-own", ""),
    ("42-create-cose-own-aad", ""),
    ("43-create-cose-in-toto", ""),
    ("44-err-cose-aad-missing", "proposal-signature"),
    ("45-err-cose-other-key", "proposal-signature"),
    ("46-create-tuf-own-root", "proposal-unverifiable"),
    ("49-rekor-test-cose", "proposal-signature"),
    ("52-create-rpm", "proposal-unverifiable"),
];

#[test]
fn t_4_kept_as_a_real_server_checks_it() {
    let names = files("exchanges/rekor-v1");
    for (name, code) in CHECKED.iter().filter(|_| !names.is_empty()) {
        let proposal = Proposal::parse(&upload(name)).unwrap();
        let found = proposal.check(&SUITE).err();
        let found = found.map_or("", |error| sigstore_traits::Refusal::code(&error));
        assert_eq!(found, *code, "{name}");
    }
}

#[test]
fn t_4_broken_another_artifact() {
    let names = files("exchanges/rekor-v1");
    if names.is_empty() {
        return;
    }
    let Ok(Proposal::RekordV001(mut proposal)) = Proposal::parse(&upload("28-create-rekord-x509"))
    else {
        panic!()
    };
    assert_eq!(Proposal::RekordV001(proposal.clone()).check(&SUITE), Ok(()));
    proposal.artifact.content[0] ^= 1;
    let refused = Proposal::RekordV001(proposal).check(&SUITE);
    assert_eq!(refused, Err(Error::Signature(sigstore_traits::SignatureError::Invalid)));
}
