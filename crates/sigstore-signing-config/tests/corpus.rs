//! Every signing config of the corpus: read whole, and what it chooses.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use sigstore_signing_config::{Services, SigningConfig};
use sigstore_traits::UnixTime;

/// 2026-11-24T16:00:00Z
const NOW: UnixTime = UnixTime::from_seconds(1_795_536_000);

/// The corpus, or `None` and a word on the terminal.
fn corpus(cases: &str) -> Option<PathBuf> {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    if corpus.exists() {
        return Some(corpus.into());
    }
    eprintln!("skipped: {cases} (no ../shared/corpus)");
    None
}

fn read(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn urls(services: &Services) -> [String; 4] {
    let join = |list: &[sigstore_signing_config::Service]| {
        let urls: Vec<_> =
            list.iter().map(|service| format!("{} v{}", service.url, service.version)).collect();
        urls.join(" ")
    };
    let Services { ca, oidc, recorders } = services;
    [ca.url.clone(), oidc.url.clone(), join(&recorders.logs), join(&recorders.tsas)]
}

const PUBLIC_GOOD: [&str; 4] = [
    "https://fulcio.sigstore.dev",
    "https://oauth2.sigstore.dev/auth",
    "https://rekor.sigstore.dev v1",
    "https://timestamp.sigstore.dev/api/v1/timestamp v1",
];
const STAGING: [&str; 4] = [
    "https://fulcio.sigstage.dev",
    "https://oauth2.sigstage.dev/auth",
    "https://rekor.sigstage.dev v1",
    "https://timestamp.sigstage.dev/api/v1/timestamp v1",
];
const EXAMPLE: [&str; 4] = [
    "https://fulcio.example.com",
    "https://oauth2.example.com/auth",
    "https://rekor.example.com v1",
    "https://timestamp.example.com/api/v1/timestamp v1",
];

#[test]
fn every_signing_config_is_read_whole_and_chooses() {
    let Some(corpus) = corpus("11 cases") else {
        return;
    };
    let log = |config: [&'static str; 4], log| [config[0], config[1], log, config[3]];
    let no_time = |config: [&'static str; 4]| [config[0], config[1], config[2], ""];
    let v2 = "https://log2025-1.rekor.sigstore.dev v2";
    let staging_v2 = "https://log2025-alpha3.rekor.sigstage.dev v2";
    let global_v2 = "https://global.rekor.sigstage.dev v2";
    let example_v2 = "https://rekor-v2.example.com v2";
    let slash = "https://oauth2.sigstage.dev/auth/";
    for (file, expected) in [
        ("trust/public-good-signing_config.v0.2.json", PUBLIC_GOOD),
        ("trust/public-good-signing_config.json", no_time(PUBLIC_GOOD)),
        ("trust/public-good-signing_config_rekor_v2.v0.2.json", log(PUBLIC_GOOD, v2)),
        ("trust/staging-signing_config.v0.2.json", log(STAGING, global_v2)),
        ("trust/sigstore-go-signing_config.v0.2.json", STAGING),
        ("trust/staging-signing_config.json", [STAGING[0], slash, STAGING[2], ""]),
        ("trust/staging-signing_config_rekor_v2.v0.2.json", log(STAGING, staging_v2)),
        ("trust/python-signing_config/signingconfig-only-v1-rekor.v2.json", EXAMPLE),
        ("trust/python-signing_config/signingconfig.v2.json", log(EXAMPLE, example_v2)),
        (
            "exchanges/trust/signing_config_v1.json",
            [
                "http://localhost:7555",
                "http://localhost:7401",
                "http://localhost:7300 v1",
                "http://localhost:7304/api/v1/timestamp v1",
            ],
        ),
        (
            "exchanges/trust/signing_config_v2.json",
            [
                "http://localhost:7555",
                "http://localhost:7401",
                "http://localhost:7303 v2",
                "http://localhost:7304/api/v1/timestamp v1",
            ],
        ),
    ] {
        let config = SigningConfig::parse(&read(&corpus.join(file)));
        let config = config.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(config.unknown_members, [""; 0], "{file}");
        let services = config.services(NOW).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(urls(&services), expected, "{file}");
    }
}
