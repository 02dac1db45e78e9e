//! What a signature costs on an instance, beside the cryptography that it can't do without.
//!
//! One certificate signs 1,000 artifacts, one after the other: each gets a timestamp and an entry
//! of Rekor v1, over sockets, and a bundle that was verified. `ours` is the time of one, client and
//! servers together; `floor` is what both of them sign, check and hash for it, on aws-lc-rs with
//! keys that are parsed already. They are measured by turns of 100, and the median turn stands.
//! Besides: signatures in a second, and the most memory that the process ever had, with all that
//! the logs keep. The row is written as JSON to the file after `--json`, else printed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(missing_docs)]

#[allow(dead_code, reason = "shared with the benchmark of verification")]
#[path = "../../sigstore-verify/benches/recording.rs"]
mod recording;

use std::fs;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use http::Request;
use sigstore_crypto::{AwsLcSuite, KeyKind, PrivateKey};
use sigstore_hyper::HyperTransport;
use sigstore_jwt::IdentityToken;
use sigstore_local::{Instance, Options};
use sigstore_sign::{Content, Credential, ProofForm, Recorders, Signing};
use sigstore_signing_config::{Services, SigningConfig};
use sigstore_traits::{SignatureSuite, Trust, UnixTime};
use sigstore_transport::Transport;
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::Artifact;

use recording::{Floor, Recording};

const TURNS: u32 = 10;
const OF_A_TURN: u32 = 100;

/// A certificate holds for ten minutes, on whatever machine this runs.
const NOW: UnixTime = UnixTime::from_seconds(1_795_426_917);

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let row = runtime.block_on(measure());
    let json = format!("[{row}]\n");
    let mut arguments = std::env::args().skip_while(|argument| argument != "--json");
    match arguments.nth(1) {
        Some(file) => fs::write(file, json).unwrap(),
        None => print!("{json}"),
    }
}

async fn measure() -> String {
    let mut options = Options::new(Box::new(random(1)));
    options.clock = Arc::new(|| NOW);
    let instance = Instance::start(options).unwrap();
    let transport = HyperTransport::builder().build().unwrap();
    let root = instance.trusted_root().as_bytes();
    let recording = TrustedRoot::load(root, Recording::default()).unwrap();
    let trust = TrustedRoot::load(root, AwsLcSuite).unwrap();
    let (clock, entropy) = (|| NOW, |bytes: &mut [u8]| random(2)(bytes));
    let transport = &transport;
    let recorded = Signing { trust: &recording, transport, clock: &clock, entropy: &entropy };
    let signing = Signing { trust: &trust, transport, clock: &clock, entropy: &entropy };

    let services = SigningConfig::parse(instance.signing_config().as_bytes()).unwrap();
    let services = services.services(NOW).unwrap();
    let token = token(&instance, transport).await;
    let credential = certify(&signing, &token, &services).await;
    let recorders = signing.recorders(&services.recorders).unwrap();
    recording.suite().take();
    one(&recorded, &credential, &recorders, 0).await;
    let bare = Bare::of(Floor::of(recording.suite().take()));
    eprintln!("sign on an instance: {}; {SIGNATURES} signatures and one check more", bare.client);

    let before = memory("VmRSS:");
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let start = Instant::now();
        for number in 1..=OF_A_TURN {
            one(&signing, &credential, &recorders, turn * OF_A_TURN + number).await;
        }
        ours.push(start.elapsed() / OF_A_TURN);
        let start = Instant::now();
        (0..OF_A_TURN).for_each(|_| bare.run());
        floor.push(start.elapsed() / OF_A_TURN);
    }
    row(median(ours), median(floor), before)
}

/// In seconds.
fn median(mut turns: Vec<Duration>) -> f64 {
    turns.sort();
    turns[turns.len() / 2].as_secs_f64()
}

fn row(ours: f64, floor: f64, before: Option<u64>) -> String {
    let peak = memory("VmHWM:");
    let grown = peak.zip(before).map(|(peak, before)| peak.saturating_sub(before));
    let number = |bytes: Option<u64>| bytes.map_or_else(|| "null".into(), |it| it.to_string());
    format!(
        r#"{{"name":"sign {} artifacts with one certificate","ours_ns":{:.0},"floor_ns":{:.0},"ratio":{:.3},"per_second":{:.1},"peak_bytes":{},"grown_bytes":{}}}"#,
        TURNS * OF_A_TURN,
        ours * 1e9,
        floor * 1e9,
        ours / floor,
        1.0 / ours,
        number(peak),
        number(grown),
    )
}

/// A line of `/proc/self/status`, in bytes; `None` on systems without.
fn memory(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// A token of the instance's issuer, which believes everyone.
async fn token(instance: &Instance, transport: &HyperTransport) -> IdentityToken {
    let claims = br#"{"email":"alice@example.org","email_verified":true}"#;
    let request = Request::post(format!("{}/mint", instance.oidc_url()));
    let request = request.body(claims.to_vec()).unwrap();
    let response = transport.send(request, 64 * 1024).await.unwrap();
    IdentityToken::parse(str::from_utf8(response.body()).unwrap()).unwrap()
}

type Signer<'s, S> = Signing<'s, TrustedRoot<S>, HyperTransport>;

async fn certify(
    signing: &Signer<'_, AwsLcSuite>,
    token: &IdentityToken,
    services: &Services,
) -> Credential<PrivateKey> {
    let identity = signing.identity(token).unwrap();
    let key = PrivateKey::generate(KeyKind::P256).unwrap();
    let form = ProofForm::Possession;
    signing.certify(&identity, key, form, &services.ca).await.unwrap()
}

/// One artifact, up to its verified bundle.
async fn one<S: SignatureSuite<Key: Sync> + Sync>(
    signing: &Signer<'_, S>,
    credential: &Credential<PrivateKey>,
    recorders: &Recorders,
    number: u32,
) {
    let needs = signing.needs(credential, recorders).unwrap();
    let bytes = number.to_be_bytes();
    let artifact = Artifact::read(&bytes[..], &needs, signing.trust.suite()).unwrap();
    let signed = signing.sign(credential, Content::Artifact(&artifact), recorders).unwrap();
    let stamped = signing.stamp(signed).await.unwrap();
    black_box(signing.log(stamped).await.unwrap());
}

/// The signer's signature; the timestamp; the promise and the checkpoint of the log.
const SIGNATURES: u32 = 4;

/// What client and servers can't do without.
struct Bare {
    /// What the client checks and hashes.
    client: Floor,
    /// The log checks the signature that it records.
    log: Floor,
    key: EcdsaKeyPair,
    random: SystemRandom,
}

impl Bare {
    fn of(client: Floor) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        Self { client, log: recording::p256(), key, random: SystemRandom::new() }
    }

    fn run(&self) {
        self.client.run();
        self.log.run();
        for _ in 0..SIGNATURES {
            black_box(self.key.sign(&self.random, black_box(&[7; 32])).unwrap());
        }
    }
}

/// Different bytes at each call, the same in each run.
fn random(seed: u64) -> impl FnMut(&mut [u8]) + Send {
    let mut state = seed;
    move |bytes: &mut [u8]| {
        for byte in bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = state.to_be_bytes()[0];
        }
    }
}
