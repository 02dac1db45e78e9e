//! What the store keeps when the disk stops: every point at which it can is tried.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;

use http::{Request, Response};
use sigstore_crypto::AwsLcSuite;
use sigstore_engine::{Hash, KeyKind, NoteSigner, RekorV1, RekorV2, SigningKey};
use sigstore_json::base64;
use sigstore_local_rekor::{RekorV1Server, RekorV2Server};
use sigstore_store::{Disk, Durable, Folder, Store, StoreError};
use sigstore_traits::HashAlgorithm::Sha256;
use sigstore_traits::{Message, SignatureSuite, UnixTime};

const NOW: UnixTime = UnixTime::from_seconds(1_795_427_308);
const JOURNAL: &str = "journal";
const HEADER: usize = "sigstore-local journal 1\n".len();

fn entropy(bytes: &mut [u8]) {
    bytes.fill(9);
}

// A disk that stops.

type Files = BTreeMap<String, Vec<u8>>;

/// Files as the process sees them and as they would survive, and how much more the disk does.
#[derive(Debug, Default)]
struct State {
    written: Files,
    synced: Files,
    /// Steps until the disk stops: one before and one after each operation, one for each byte.
    steps: Option<usize>,
}

impl State {
    fn step(&mut self) -> io::Result<()> {
        match &mut self.steps {
            Some(0) => Err(io::ErrorKind::BrokenPipe.into()),
            Some(steps) => {
                *steps -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// What may be there after a crash: of what was not synced any beginning, with nothing or
    /// zeros in the place of the rest.
    fn survivors(&self) -> Vec<Files> {
        let (Some(written), Some(synced)) = (self.written.get(JOURNAL), self.synced.get(JOURNAL))
        else {
            return vec![self.synced.clone()];
        };
        let with = |journal: Vec<u8>| {
            let mut files = self.synced.clone();
            files.insert(JOURNAL.into(), journal);
            files
        };
        let lengths = synced.len()..=written.len();
        let short = lengths.clone().map(|length| with(written[..length].to_vec()));
        let zeros = lengths.map(|length| {
            let mut journal = written[..length].to_vec();
            journal.resize(written.len(), 0);
            with(journal)
        });
        short.chain(zeros).collect()
    }
}

#[derive(Clone, Debug, Default)]
struct MemoryDisk(Rc<RefCell<State>>);

impl MemoryDisk {
    fn with(files: &Files, steps: Option<usize>) -> Self {
        let state = State { written: files.clone(), synced: files.clone(), steps };
        Self(Rc::new(RefCell::new(state)))
    }

    fn files(&self) -> Files {
        self.0.borrow().synced.clone()
    }
}

impl Disk for MemoryDisk {
    fn read(&mut self, file: &str) -> io::Result<Option<Vec<u8>>> {
        let mut state = self.0.borrow_mut();
        state.step()?;
        Ok(state.written.get(file).cloned())
    }

    fn append(&mut self, file: &str, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.0.borrow_mut();
        state.step()?;
        for byte in bytes {
            state.step()?;
            state.written.get_mut(file).unwrap().push(*byte);
        }
        state.step()
    }

    fn sync(&mut self, file: &str) -> io::Result<()> {
        let mut state = self.0.borrow_mut();
        state.step()?;
        let written = state.written[file].clone();
        state.synced.insert(file.into(), written);
        state.step()
    }

    fn replace(&mut self, file: &str, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.0.borrow_mut();
        state.step()?;
        state.written.insert(file.into(), bytes.into());
        state.synced.insert(file.into(), bytes.into());
        state.step()
    }
}

// Records.

const CHANGES: [(&str, &str); 3] = [("one", "{\"a\":1}"), ("two", "{}"), ("one", "{\"b\":22}")];

fn names(records: &[sigstore_store::Record]) -> Vec<(&str, &str)> {
    let change = |change| str::from_utf8(change).unwrap();
    records.iter().map(|record| (record.party.as_str(), change(&record.change))).collect()
}

/// Opens and writes until the disk stops; how many writes were acknowledged.
fn write(disk: MemoryDisk, changes: &[(&str, &str)]) -> usize {
    let Ok(mut opened) = Store::open(disk) else { return 0 };
    let store = opened.store();
    let writes = changes.iter().map(|(party, change)| store.append(party, change.as_bytes()));
    writes.take_while(Result::is_ok).count()
}

#[test]
fn s_41_kept_what_was_acknowledged_survives_every_stop() {
    let mut stops = 0;
    for steps in 0.. {
        let disk = MemoryDisk::with(&Files::new(), Some(steps));
        let acknowledged = write(disk.clone(), &CHANGES);
        for files in disk.0.borrow().survivors() {
            check_survivor(&files, acknowledged);
            stops += 1;
        }
        if acknowledged == CHANGES.len() {
            break;
        }
    }
    assert!(stops > 8_000, "{stops}");
}

/// All that was acknowledged is there, at most the write that was under way besides; the store
/// goes on from there, also if the disk stops again while it is opened.
fn check_survivor(files: &Files, acknowledged: usize) {
    for steps in 0.. {
        let disk = MemoryDisk::with(files, Some(steps));
        let opened = Store::open(disk.clone());
        let done = opened.is_ok();
        for files in disk.0.borrow().survivors() {
            check_records(&files, acknowledged);
        }
        if done {
            break;
        }
    }
}

fn check_records(files: &Files, acknowledged: usize) {
    let disk = MemoryDisk::with(files, None);
    let mut opened = Store::open(disk.clone()).unwrap();
    let kept = opened.records().len();
    assert!((acknowledged..=acknowledged + 1).contains(&kept), "{kept} of {acknowledged}");
    assert_eq!(names(opened.records()), CHANGES[..kept]);
    opened.store().append("three", b"{\"c\":3}").unwrap();
    let again = Store::open(MemoryDisk::with(&disk.files(), None)).unwrap();
    assert_eq!(names(again.records()).pop(), Some(("three", "{\"c\":3}")));
    assert_eq!((again.records().len(), again.cut()), (kept + 1, 0));
}

fn journal() -> Vec<u8> {
    let disk = MemoryDisk::default();
    assert_eq!(write(disk.clone(), &CHANGES), 3);
    disk.files()[JOURNAL].clone()
}

fn open_journal(journal: Vec<u8>) -> Result<usize, StoreError> {
    let files = Files::from([(JOURNAL.into(), journal)]);
    Store::open(MemoryDisk::with(&files, None)).map(|opened| opened.records().len())
}

#[test]
fn s_41_broken_every_damaged_byte_is_found() {
    let good = journal();
    assert_eq!(open_journal(good.clone()), Ok(3));
    for place in 0..good.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut damaged = good.clone();
            damaged[place] ^= mask;
            let found = open_journal(damaged);
            let expected = match place {
                ..HEADER => matches!(found, Err(StoreError::Header { .. })),
                _ => matches!(found, Err(StoreError::Damaged { .. })),
            };
            assert!(expected, "byte {place}: {found:?}");
        }
    }
}

#[test]
fn s_41_broken_a_record_that_is_missing_in_the_middle_or_stands_elsewhere() {
    let good = journal();
    let length = |change: (&str, &str)| 4 + 4 + 32 + 1 + change.0.len() + change.1.len();
    let (first, second) =
        (HEADER + length(CHANGES[0]), HEADER + length(CHANGES[0]) + length(CHANGES[1]));
    let missing = [&good[..first], &good[second..]].concat();
    assert_eq!(open_journal(missing), Err(StoreError::Damaged { offset: first }));
    let swapped = [&good[..HEADER], &good[first..second], &good[HEADER..first]].concat();
    assert_eq!(open_journal(swapped), Err(StoreError::Damaged { offset: HEADER }));
}

#[test]
fn s_41_broken_a_length_that_no_record_has() {
    let length = 0x7fff_ffffu32;
    let header = [length.to_be_bytes(), (!length).to_be_bytes()].concat();
    let journal = [&journal()[..HEADER], &header].concat();
    assert_eq!(open_journal(journal), Err(StoreError::RecordLength { bytes: 0x7fff_ffff }));
}

#[test]
fn s_41_broken_after_a_failed_write_nothing_more_is_kept() {
    let disk = MemoryDisk::default();
    let mut opened = Store::open(disk.clone()).unwrap();
    let store = opened.store();
    store.append("one", b"{}").unwrap();
    disk.0.borrow_mut().steps = Some(20);
    let refused = StoreError::Disk {
        operation: "append",
        file: JOURNAL.into(),
        kind: io::ErrorKind::BrokenPipe,
    };
    assert_eq!(store.append("one", b"{}"), Err(refused));
    disk.0.borrow_mut().steps = None;
    assert_eq!(store.append("one", b"{}"), Err(StoreError::Unusable));
    let get = Request::builder().uri("/ping").body(Vec::new()).unwrap();
    let answer = store.answer("v1", &mut rekor_v1(), &get, NOW, &mut entropy);
    assert_eq!(answer.map(Response::into_body), Err(StoreError::Unusable));
    assert_eq!(open_journal(disk.0.borrow().written[JOURNAL].clone()), Ok(1));
}

#[test]
fn s_41_broken_a_party_without_a_name_that_fits() {
    let mut opened = Store::open(MemoryDisk::default()).unwrap();
    let refused = Err(StoreError::PartyName { bytes: 256 });
    assert_eq!(opened.store().append(&"p".repeat(256), b"{}"), refused);
}

// Keys.

#[test]
fn s_41_kept_the_keys_are_those_of_the_first_time() {
    let disk = MemoryDisk::default();
    let mut opened = Store::open(disk.clone()).unwrap();
    let first = opened.store().seed(&mut entropy).unwrap().derive("log");
    let mut again = Store::open(MemoryDisk::with(&disk.files(), None)).unwrap();
    let seed = again.store().seed(&mut |bytes: &mut [u8]| bytes.fill(1)).unwrap();
    assert_eq!(seed.derive("log"), first);
    assert_ne!(seed.derive("tsa"), first);
    assert_eq!(format!("{seed:?}"), "Seed(32 bytes)");
}

#[test]
fn s_41_broken_entries_without_their_keys_or_with_damaged_ones() {
    let disk = MemoryDisk::default();
    write(disk.clone(), &CHANGES);
    let seed = |files: &Files| {
        let mut opened = Store::open(MemoryDisk::with(files, None)).unwrap();
        opened.store().seed(&mut entropy).map(|seed| seed.derive(""))
    };
    assert_eq!(seed(&disk.files()), Err(StoreError::KeysMissing));
    let empty = MemoryDisk::default();
    Store::open(empty.clone()).unwrap().store().seed(&mut entropy).unwrap();
    let good = empty.files();
    for place in 0..good["keys"].len() {
        let mut damaged = good.clone();
        damaged.get_mut("keys").unwrap()[place] ^= 1;
        assert!(seed(&damaged).is_err(), "byte {place}");
    }
}

// Servers.

fn key(kind: KeyKind, seed: u8) -> SigningKey {
    SigningKey::from_seed(kind, &[seed; 32])
}

fn rekor_v1() -> RekorV1Server {
    let signer = NoteSigner::rekor_v1("rekor.localhost", key(KeyKind::Ed25519, 1));
    RekorV1Server::new(RekorV1::new(signer, 7, 0))
}

fn rekor_v2() -> RekorV2Server {
    RekorV2Server::new(RekorV2::new(NoteSigner::c2sp("log.localhost", key(KeyKind::Ed25519, 2))))
}

fn post(path: &str, body: String) -> Request<Vec<u8>> {
    let request = Request::post(path).header("content-type", "application/json");
    request.body(body.into_bytes()).unwrap()
}

fn upload_v1(message: &[u8]) -> Request<Vec<u8>> {
    let signer = key(KeyKind::P256, 3);
    let digest = AwsLcSuite.digest(Sha256, &[message]);
    let signature = signer.sign(signer.scheme(), Message::Digest(&digest)).unwrap();
    let verifier = sigstore_rekor_types::Verifier::PublicKey(signer.spki().to_vec());
    let pem = sigstore_rekor_types::PemVerifier::from(verifier);
    let digest = digest.to_string();
    let body = format!(
        r#"{{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{{"data":{{"hash":{{"algorithm":"sha256","value":"{}"}}}},"signature":{{"content":"{}","publicKey":{{"content":"{}"}}}}}}}}"#,
        digest.trim_start_matches("sha256:"),
        base64(&signature),
        base64(pem.text().as_bytes()),
    );
    post("/api/v1/log/entries", body)
}

fn upload_v2(message: &[u8]) -> Request<Vec<u8>> {
    let signer = key(KeyKind::P256, 3);
    let digest = AwsLcSuite.digest(Sha256, &[message]);
    let signature = signer.sign(signer.scheme(), Message::Digest(&digest)).unwrap();
    let body = format!(
        r#"{{"hashedRekordRequestV002":{{"digest":"{}","signature":{{"content":"{}","verifier":{{"publicKey":{{"rawBytes":"{}"}},"keyDetails":"PKIX_ECDSA_P256_SHA_256"}}}}}}}}"#,
        base64(digest.as_bytes()),
        base64(&signature),
        base64(signer.spki()),
    );
    post("/api/v2/log/entries", body)
}

/// Both logs over one store.
struct Logs<D> {
    v1: RekorV1Server,
    v2: RekorV2Server,
    store: Store<D>,
}

impl<D: Disk> Logs<D> {
    fn open(disk: D) -> Result<Self, StoreError> {
        let (mut v1, mut v2) = (rekor_v1(), rekor_v2());
        let opened = Store::open(disk)?;
        let store = opened.restore(&mut [("v1", &mut v1), ("v2", &mut v2)])?;
        Ok(Self { v1, v2, store })
    }

    fn upload(&mut self, message: &[u8]) -> Result<[u16; 2], StoreError> {
        let request = upload_v1(message);
        let v1 = self.store.answer("v1", &mut self.v1, &request, NOW, &mut entropy)?;
        let request = upload_v2(message);
        let v2 = self.store.answer("v2", &mut self.v2, &request, NOW, &mut entropy)?;
        Ok([v1.status().as_u16(), v2.status().as_u16()])
    }

    fn heads(&self) -> [(u64, Hash); 2] {
        [self.v1.log().tree(), self.v2.log().tree()].map(|tree| (tree.size(), tree.root()))
    }
}

#[test]
fn s_41_kept_an_answered_entry_survives_every_stop() {
    let mut before = Logs::open(MemoryDisk::default()).unwrap();
    before.upload(b"before").unwrap();
    let start = before.heads();
    let disk = MemoryDisk::default();
    Logs::open(disk.clone()).unwrap().upload(b"before").unwrap();
    let (files, request) = (disk.files(), upload_v1(b"artifact"));
    for steps in 0.. {
        let disk = MemoryDisk::with(&files, None);
        let mut logs = Logs::open(disk.clone()).unwrap();
        assert_eq!(logs.heads(), start);
        disk.0.borrow_mut().steps = Some(steps);
        let answer = logs.store.answer("v1", &mut logs.v1, &request, NOW, &mut entropy);
        let survivors = disk.0.borrow().survivors();
        // What lies between these is tried with smaller records.
        for files in survivors.iter().rev().take(1).chain(survivors.first()) {
            check_log(files, &request, answer.as_ref().ok());
        }
        if answer.is_ok() {
            break;
        }
    }
}

/// An entry that was answered is there with its id; one that was not is there whole or not at all,
/// and can be uploaded.
fn check_log(files: &Files, request: &Request<Vec<u8>>, answer: Option<&Response<Vec<u8>>>) {
    let mut logs = Logs::open(MemoryDisk::with(files, None)).unwrap();
    let size = logs.v1.log().tree().size();
    assert!(size == 2 || size == 1 && answer.is_none(), "{size}");
    if let Some(answer) = answer {
        let location = answer.headers()["location"].to_str().unwrap();
        let get = Request::get(location).body(Vec::new()).unwrap();
        assert_eq!(logs.v1.answer(&get, NOW, &mut entropy).body(), answer.body());
    }
    let again = logs.store.answer("v1", &mut logs.v1, request, NOW, &mut entropy).unwrap();
    assert_eq!(again.status(), if size == 2 { 409 } else { 201 });
}

#[test]
fn s_41_kept_logs_are_taken_up_again_as_they_were() {
    let disk = MemoryDisk::default();
    let mut logs = Logs::open(disk.clone()).unwrap();
    for message in [b"one", b"two"] {
        assert_eq!(logs.upload(message), Ok([201, 201]));
    }
    let search =
        post("/api/v1/index/retrieve", r#"{"hash":"HASH"}"#.replace("HASH", &hash(b"one")));
    let found = logs.v1.answer(&search, NOW, &mut entropy);
    let mut again = Logs::open(MemoryDisk::with(&disk.files(), None)).unwrap();
    assert_eq!(again.heads(), logs.heads());
    assert_eq!(again.v1.answer(&search, NOW, &mut entropy).body(), found.body());
    assert_eq!(again.upload(b"one"), Ok([409, 409]));
    assert_eq!(again.upload(b"three"), Ok([201, 201]));
    assert_eq!(again.heads().map(|(size, _)| size), [3, 3]);
}

fn hash(message: &[u8]) -> String {
    AwsLcSuite.digest(Sha256, &[message]).to_string()
}

#[test]
fn s_41_broken_a_log_that_comes_to_another_head() {
    let head = r#""head":{"treeSize":1,"rootHash":"HASH"}"#.replace("HASH", &"00".repeat(32));
    let change = format!(r#"{{"kind":"k","version":"v","body":"AA==",{head}}}"#);
    let mut log = rekor_v2();
    let Err(StoreError::TreeHead { expected_root, found_size, found_root, .. }) =
        log.restore(change.as_bytes())
    else {
        panic!("taken up");
    };
    assert_eq!((expected_root, found_size), ([0; 32], 1));
    assert_eq!(found_root, AwsLcSuite.sha256(&[&[0], &[0]]));
}

#[test]
fn s_41_broken_changes_that_nobody_made() {
    let mut log = rekor_v1();
    assert!(matches!(log.restore(b"{}"), Err(StoreError::Change(_))));
    let disk = MemoryDisk::default();
    write(disk.clone(), &CHANGES);
    let opened = Store::open(MemoryDisk::with(&disk.files(), None)).unwrap();
    let refused = opened.restore(&mut [("v1", &mut log)]).map(drop);
    assert_eq!(refused, Err(StoreError::UnknownParty { party: "one".into() }));
}

// Files.

fn folder(name: &str) -> std::path::PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    path
}

#[test]
fn s_41_kept_a_folder_is_taken_up_again() {
    let path = folder("store-folder");
    let mut logs = Logs::open(Folder::open(&path).unwrap()).unwrap();
    logs.store.seed(&mut entropy).unwrap();
    assert_eq!(logs.upload(b"one"), Ok([201, 201]));
    let heads = logs.heads();
    drop(logs);
    let journal = path.join(JOURNAL);
    let whole = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, [&whole[..], b"\0\0\0"].concat()).unwrap();
    let mut logs = Logs::open(Folder::open(&path).unwrap()).unwrap();
    assert_eq!(std::fs::read(&journal).unwrap(), whole);
    assert_eq!(logs.heads(), heads);
    assert_eq!(logs.upload(b"two"), Ok([201, 201]));
    assert!(logs.store.seed(&mut entropy).is_ok());
    assert!(std::fs::read(&journal).unwrap().len() > whole.len());
}

#[cfg(unix)]
#[test]
fn s_41_kept_the_files_are_for_their_owner() {
    use std::os::unix::fs::PermissionsExt;
    let path = folder("store-permissions");
    let mut opened = Store::open(Folder::open(&path).unwrap()).unwrap();
    opened.store().seed(&mut entropy).unwrap();
    for file in ["keys", "journal", "lock"] {
        let mode = std::fs::metadata(path.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

const HELD: &str = "SIGSTORE_LOCAL_TEST_FOLDER";

/// Not a test of its own: what the process below does that holds a folder until it is killed.
#[test]
fn a_process_that_holds_a_folder() {
    let Ok(path) = std::env::var(HELD) else { return };
    let _folder = Folder::open(Path::new(&path)).unwrap();
    println!("held");
    std::thread::sleep(std::time::Duration::from_secs(60));
}

#[test]
fn s_41_broken_a_folder_that_another_process_has() {
    use std::io::{BufRead, BufReader};
    let path = folder("store-locked");
    let mut holder = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_process_that_holds_a_folder", "--nocapture"])
        .env(HELD, &path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.contains("held")));
    let locked = StoreError::Locked { folder: path.display().to_string() };
    assert_eq!(Folder::open(&path).map(drop), Err(locked));
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert_eq!(Folder::open(&path).map(drop), Ok(()));
}
