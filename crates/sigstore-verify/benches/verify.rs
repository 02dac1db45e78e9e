//! What a verification costs beside the cryptography that it can't do without.
//!
//! Each row has two sides: `ours`, and `floor`: the very signature checks and digests that ours
//! asked its suite for, replayed on aws-lc-rs with keys that are parsed already. They are measured
//! by turns, and the median turn stands: what else the machine does meets both.
//! A verification starts from a parsed bundle, a loaded root and the artifact's digest. The rows
//! are written as JSON to the file after `--json`, else printed: a list of `{"name", "ours_ns", "floor_ns", "ratio"}`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(missing_docs)]

mod recording;

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::Criterion;
use sigstore_bundle::Bundle;
use sigstore_merkle::{InclusionProof, Sha256, TreeHead, leaf_hash, node_hash};
use sigstore_policy::read_policy;
use sigstore_traits::SignatureSuite;
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::{Artifact, Identity, Policy, needs, verify};

use recording::{Floor, Recording};

/// How long one side goes on before the other's turn, at least one iteration: long beside the
/// reading of a clock, short beside what else a busy machine does.
const TURN: Duration = Duration::from_micros(100);

type Suite = sigstore_ed25519ph::WithEd25519ph<sigstore_crypto::AwsLcSuite>;

fn suite() -> Suite {
    sigstore_ed25519ph::WithEd25519ph(sigstore_crypto::AwsLcSuite)
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(60)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(3))
        .without_plots();
    let mut rows = Vec::new();
    for (name, folder) in [
        ("verify v0.3 hashedrekord", "v0.3-hashedrekord-v1"),
        ("verify Rekor v2", "v0.3-hashedrekord-v2"),
        ("verify DSSE", "v0.3-dsse-v1"),
        ("verify managed key", "v0.3-managed-key"),
    ] {
        rows.push(verification(&mut criterion, name, &fixtures().join(folder)));
    }
    let public_good = corpus().map(|corpus| corpus.join("bundles/conformance-happy-path-v0.3"));
    match public_good {
        Some(folder) => {
            rows.push(real(&mut criterion, "verify v0.3 hashedrekord, public good", &folder))
        }
        None => eprintln!("skipped: 1 row (no ../shared/corpus)"),
    }
    rows.push(loading(&mut criterion));
    rows.push(merkle(&mut criterion));
    rows.extend(parsing(&mut criterion));
    rows.push(refusing(&mut criterion));
    let rows: Vec<_> = rows.iter().map(Row::to_json).collect();
    let json = format!("[{}]\n", rows.join(",\n "));
    let mut arguments = std::env::args().skip_while(|argument| argument != "--json");
    match arguments.nth(1) {
        Some(file) => fs::write(file, json).unwrap(),
        None => print!("{json}"),
    }
}

struct Row {
    name: String,
    ours: f64,
    floor: f64,
}

impl Row {
    fn to_json(&self) -> String {
        let Self { name, ours, floor } = self;
        let ratio = ours / floor;
        format!(
            "{{\"name\":\"{name}\",\"ours_ns\":{ours:.0},\"floor_ns\":{floor:.0},\"ratio\":{ratio:.3}}}"
        )
    }

    fn measure(
        criterion: &mut Criterion,
        name: &str,
        mut ours: impl FnMut(),
        mut floor: impl FnMut(),
    ) -> Self {
        let iterations = (TURN.as_nanos() / turn(1, &mut ours).as_nanos().max(1)).clamp(1, 1000);
        let iterations = u32::try_from(iterations).unwrap();
        let mut turns = Vec::new();
        criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|rounds| {
                let start = turns.len();
                let both = |_| [turn(iterations, &mut ours), turn(iterations, &mut floor)];
                turns.extend((0..rounds).map(both));
                turns[start..].iter().map(|[ours, _]: &[Duration; 2]| *ours).sum()
            });
        });
        let [ours, floor] =
            [0, 1].map(|side| median(turns.iter().map(|turn| turn[side])) / f64::from(iterations));
        Self { name: name.into(), ours, floor }
    }
}

/// How long some iterations of one side take.
fn turn(iterations: u32, work: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    (0..iterations).for_each(|_| work());
    start.elapsed()
}

/// In nanoseconds.
fn median(turns: impl Iterator<Item = Duration>) -> f64 {
    let mut turns: Vec<_> = turns.collect();
    turns.sort();
    turns[turns.len() / 2].as_secs_f64() * 1e9
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn fixtures() -> PathBuf {
    repository().join("fixtures")
}

fn corpus() -> Option<PathBuf> {
    repository().join("../shared/corpus").canonicalize().ok()
}

fn verification(criterion: &mut Criterion, name: &str, folder: &Path) -> Row {
    let policy = read_policy(&fs::read(folder.join("policy.json")).unwrap()).unwrap();
    let root = fs::read(folder.join("trusted_root.json")).unwrap();
    let bundle = folder.join("artifact.sigstore.json");
    compare(criterion, name, &bundle, &folder.join("artifact"), &root, &policy)
}

fn real(criterion: &mut Criterion, name: &str, folder: &Path) -> Row {
    let policy = Policy::identity(Identity::exact(
        "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main",
        "https://token.actions.githubusercontent.com",
    ));
    let root = sigstore_roots::PUBLIC_GOOD.json.as_bytes();
    let bundle = folder.join("bundle.sigstore.json");
    compare(criterion, name, &bundle, &folder.join("a.txt"), root, &policy)
}

fn compare(
    criterion: &mut Criterion,
    name: &str,
    bundle: &Path,
    artifact: &Path,
    root: &[u8],
    policy: &Policy,
) -> Row {
    let bundle = Bundle::parse(&fs::read(bundle).unwrap()).unwrap();
    let needs = needs(&bundle, policy, &suite()).unwrap();
    let artifact = Artifact::read(fs::File::open(artifact).unwrap(), &needs, &suite()).unwrap();
    let recording = TrustedRoot::load(root, Recording::default()).unwrap();
    let _ = sigstore_traits::Trust::suite(&recording).take();
    let _ = verify(&artifact, &bundle, &recording, policy).unwrap();
    let floor = Floor::of(sigstore_traits::Trust::suite(&recording).take());
    eprintln!("{name}: {floor}");
    let trust = TrustedRoot::load(root, suite()).unwrap();
    let ours = || {
        let verified = verify(black_box(&artifact), black_box(&bundle), &trust, policy);
        assert!(black_box(verified).is_ok());
    };
    Row::measure(criterion, name, ours, || floor.run())
}

fn loading(criterion: &mut Criterion) -> Row {
    let root = sigstore_roots::PUBLIC_GOOD.json.as_bytes();
    let recording = TrustedRoot::load(root, Recording::default()).unwrap();
    let floor = Floor::of(sigstore_traits::Trust::suite(&recording).take());
    eprintln!("load the public good root: {floor}");
    let ours = || assert!(TrustedRoot::load(black_box(root), suite()).is_ok());
    Row::measure(criterion, "load the public good root", ours, || floor.run())
}

struct Hashing;

impl Sha256 for Hashing {
    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        sigstore_crypto::AwsLcSuite.sha256(parts)
    }
}

/// A proof of 20 hashes in a tree of 2^20 leaves.
fn merkle(criterion: &mut Criterion) -> Row {
    const INDEX: u64 = 0x5_5555;
    let path: Vec<[u8; 32]> = (0..20_u8).map(|level| [level; 32]).collect();
    let leaf = leaf_hash(b"leaf", &Hashing);
    let root = path.iter().enumerate().fold(leaf, |hash, (level, sibling)| {
        let right = INDEX >> level & 1 == 1;
        if right {
            node_hash(sibling, &hash, &Hashing)
        } else {
            node_hash(&hash, sibling, &Hashing)
        }
    });
    let head = TreeHead { size: 1 << 20, root };
    let ours = || {
        let proof = InclusionProof { index: INDEX, size: head.size, path: black_box(&path) };
        proof.check(black_box(&leaf), &head, &Hashing).unwrap();
    };
    // Each hash is of the one before: a processor can't work on two of them at once.
    let floor = || {
        let mut node = [1_u8; 65];
        for _ in 0..20 {
            let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, black_box(&node));
            node[1..33].copy_from_slice(hash.as_ref());
        }
        black_box(node);
    };
    Row::measure(criterion, "Merkle inclusion in a tree of 2^20", ours, floor)
}

/// Parsing a bundle of about 10 KB beside one P-256 verification, and the base64 in it alone.
fn parsing(criterion: &mut Criterion) -> [Row; 2] {
    let json = fs::read(fixtures().join("v0.3-two-logs/artifact.sigstore.json")).unwrap();
    eprintln!("parse a bundle: {} bytes", json.len());
    let p256 = recording::p256();
    let ours = || assert!(Bundle::parse(black_box(&json)).is_ok());
    let whole = Row::measure(
        criterion,
        "parse a 10 KB bundle (floor: one P-256 verification)",
        ours,
        || p256.run(),
    );
    let strings: Vec<String> = long_strings(&json);
    let base64 = || {
        for text in &strings {
            use base64ct::Encoding as _;
            black_box(base64ct::Base64::decode_vec(black_box(text)).unwrap());
        }
    };
    let share = Row::measure(
        criterion,
        "base64 of that bundle (floor: one P-256 verification)",
        base64,
        || p256.run(),
    );
    [whole, share]
}

fn long_strings(json: &[u8]) -> Vec<String> {
    use base64ct::Encoding as _;
    let text = std::str::from_utf8(json).unwrap();
    let strings = text.split('"').filter(|text| text.len() > 40);
    strings.filter(|text| base64ct::Base64::decode_vec(text).is_ok()).map(str::to_owned).collect()
}

/// 5,000 copies of one entry: refused while reading, before any cryptography. The floor is the
/// budget of 5 ms.
fn refusing(criterion: &mut Criterion) -> Row {
    let json =
        fs::read_to_string(fixtures().join("v0.3-hashedrekord-v1/artifact.sigstore.json")).unwrap();
    let (before, entry) = json.split_once("\"tlogEntries\":[").unwrap();
    let depth = |(depth, _): (i32, usize), (at, byte): (usize, char)| match byte {
        '{' => (depth + 1, at),
        '}' => (depth - 1, at),
        _ => (depth, at),
    };
    let mut state = (0, 0);
    let end = entry.char_indices().find_map(|step| {
        state = depth(state, step);
        (state.0 == 0).then_some(step.0 + 1)
    });
    let (entry, after) = entry.split_at(end.unwrap());
    let copies = vec![entry; 5_000].join(",");
    let json = format!("{before}\"tlogEntries\":[{copies}{after}");
    eprintln!("refuse 5,000 entries: {} bytes", json.len());
    let name = "refuse 5,000 entries (floor: the budget of 5 ms)";
    let refuse = || assert!(Bundle::parse(black_box(json.as_bytes())).is_err());
    Row { floor: 5e6, ..Row::measure(criterion, name, refuse, || {}) }
}
