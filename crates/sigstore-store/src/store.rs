use std::fmt;

use http::{Request, Response};
use sigstore_crypto::AwsLcSuite;
use sigstore_server::Server;
use sigstore_traits::{Rule, RuleKind, SignatureSuite, UnixTime};

use crate::StoreError;
use crate::folder::Disk;

pub(crate) static S_41: Rule = Rule {
    id: "S-41",
    title: "What was answered as recorded stays recorded: it is on disk before the answer is given, and a log that is taken up again comes to the tree heads that it vouched for.",
    source: "sigstore/rekor openapi.yaml, createLogEntry 201; RFC 9162 section 2.1.4",
    kind: RuleKind::Refusal,
    place: "sigstore-store Store::answer",
};

/// The longest change that is kept: a request of 32 MiB with its payload in base64.
pub const MAX_RECORD: usize = 64 << 20;

const JOURNAL: &str = "journal";
const KEYS: &str = "keys";
const HEADER: &[u8] = b"sigstore-local journal 1\n";
const KEYS_HEADER: &[u8] = b"sigstore-local keys 1\n";

/// A server whose state outlives its process.
pub trait Durable: Server {
    /// What its answers have changed since this was last asked.
    fn take_changes(&mut self) -> Vec<Vec<u8>>;

    /// Makes a change again, in the order in which they were made.
    ///
    /// # Errors
    /// [`StoreError::Change`], [`StoreError::TreeHead`].
    fn restore(&mut self, change: &[u8]) -> Result<(), StoreError>;
}

/// Keeps what servers change, on a disk that may stop at any moment.
///
/// The journal is a header and records:
///
/// ```text
/// Record = uint32 length of the content ‖ the length's complement ‖ SHA-256 ‖ content
/// content = uint8 length ‖ party ‖ change
/// ```
///
/// The hash is over that of the record before (zeros for the first) and the content: a record is
/// whole, and in its place, or it is none. Integers are big-endian. A write that was cut off
/// leaves the file short of its last record, or ending in zeros; nobody was answered then, and
/// that record is removed when the journal is opened again. All else that is not as it was written
/// is damage. The keys stand in a file of their own, which is written once.
#[derive(Debug)]
pub struct Store<D> {
    disk: D,
    /// The hash of the last record.
    last: [u8; 32],
    empty: bool,
    usable: bool,
}

/// A store with what it holds, to be [restored](Self::restore).
#[derive(Debug)]
pub struct Opened<D> {
    store: Store<D>,
    records: Vec<Record>,
    cut: usize,
}

/// A change and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The server's name.
    pub party: String,
    /// As it writes it.
    pub change: Vec<u8>,
}

/// The secret that all keys of an instance are derived from. It is not copied, and its `Debug`
/// does not show it.
pub struct Seed([u8; 32]);

impl<D: Disk> Store<D> {
    /// Opens the journal, or begins one.
    ///
    /// # Errors
    /// [`StoreError::Disk`], [`StoreError::Header`], [`StoreError::Damaged`],
    /// [`StoreError::RecordLength`].
    pub fn open(mut disk: D) -> Result<Opened<D>, StoreError> {
        let Some(bytes) = disk.read(JOURNAL).map_err(refused("read", JOURNAL))? else {
            disk.replace(JOURNAL, HEADER).map_err(refused("replace", JOURNAL))?;
            return Ok(Opened {
                store: Self::at([0; 32], disk, true),
                records: Vec::new(),
                cut: 0,
            });
        };
        let journal = Journal::read(&bytes)?;
        let cut = bytes.len().saturating_sub(journal.whole.len());
        if cut > 0 {
            disk.replace(JOURNAL, journal.whole).map_err(refused("replace", JOURNAL))?;
        }
        let store = Self::at(journal.last, disk, journal.records.is_empty());
        Ok(Opened { store, records: journal.records, cut })
    }

    fn at(last: [u8; 32], disk: D, empty: bool) -> Self {
        Self { disk, last, empty, usable: true }
    }

    /// The secret of this folder, made from `entropy` the first time.
    ///
    /// # Errors
    /// [`StoreError::KeysMissing`] if there are entries already, [`StoreError::Header`],
    /// [`StoreError::Damaged`], [`StoreError::Disk`].
    pub fn seed(&mut self, entropy: &mut dyn FnMut(&mut [u8])) -> Result<Seed, StoreError> {
        if let Some(bytes) = self.disk.read(KEYS).map_err(refused("read", KEYS))? {
            return Seed::read(&bytes);
        }
        if !self.empty {
            return Err(StoreError::KeysMissing);
        }
        let mut seed = Seed([0; 32]);
        entropy(&mut seed.0);
        self.disk.replace(KEYS, &seed.write()).map_err(refused("replace", KEYS))?;
        Ok(seed)
    }

    /// Lets a server answer, and gives the answer when what it changed is on disk.
    ///
    /// # Errors
    /// [`StoreError::Disk`] if it can't be kept: then the answer is none, and the store says
    /// [`StoreError::Unusable`] from there on, since the server has changed all the same.
    pub fn answer(
        &mut self,
        party: &str,
        server: &mut dyn Durable,
        request: &Request<Vec<u8>>,
        now: UnixTime,
        entropy: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Response<Vec<u8>>, StoreError> {
        if !self.usable {
            return Err(StoreError::Unusable);
        }
        let response = server.answer(request, now, entropy);
        for change in server.take_changes() {
            self.append(party, &change)?;
        }
        Ok(response)
    }

    /// Keeps a change; it is on disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::Disk`], [`StoreError::Unusable`] after one of these,
    /// [`StoreError::PartyName`], [`StoreError::RecordLength`].
    pub fn append(&mut self, party: &str, change: &[u8]) -> Result<(), StoreError> {
        if !std::mem::replace(&mut self.usable, false) {
            return Err(StoreError::Unusable);
        }
        let (record, hash) = write_record(&self.last, party, change)?;
        self.disk.append(JOURNAL, &record).map_err(refused("append", JOURNAL))?;
        self.disk.sync(JOURNAL).map_err(refused("sync", JOURNAL))?;
        (self.last, self.empty, self.usable) = (hash, false, true);
        Ok(())
    }
}

impl<D> Opened<D> {
    /// What is kept, in order.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// How many bytes of a write that was cut off were removed.
    pub fn cut(&self) -> usize {
        self.cut
    }

    /// The store alone, for its [seed](Store::seed): servers need their keys first.
    pub fn store(&mut self) -> &mut Store<D> {
        &mut self.store
    }

    /// Gives all changes back to their servers, which are new.
    ///
    /// # Errors
    /// [`StoreError::UnknownParty`], and what [`Durable::restore`] refuses.
    pub fn restore(self, servers: &mut [(&str, &mut dyn Durable)]) -> Result<Store<D>, StoreError> {
        for Record { party, change } in &self.records {
            let server = servers.iter_mut().find(|(name, _)| name == party);
            let unknown = || StoreError::UnknownParty { party: party.clone() };
            server.ok_or_else(unknown)?.1.restore(change)?;
        }
        Ok(self.store)
    }
}

impl Seed {
    /// A secret of its own for each name.
    pub fn derive(&self, name: &str) -> [u8; 32] {
        AwsLcSuite.sha256(&[&self.0, name.as_bytes()])
    }

    /// Header, hash of the secret, secret.
    fn write(&self) -> Vec<u8> {
        [KEYS_HEADER, &AwsLcSuite.sha256(&[&self.0]), &self.0].concat()
    }

    fn read(bytes: &[u8]) -> Result<Self, StoreError> {
        let rest = bytes.strip_prefix(KEYS_HEADER).ok_or(StoreError::Header { file: KEYS })?;
        let whole = |(hash, secret): (&[u8; 32], &[u8])| {
            let secret: [u8; 32] = secret.try_into().ok()?;
            (AwsLcSuite.sha256(&[&secret]) == *hash).then_some(Self(secret))
        };
        let seed = rest.split_first_chunk().and_then(whole);
        seed.ok_or(StoreError::Damaged { offset: KEYS_HEADER.len() })
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seed({} bytes)", self.0.len())
    }
}

/// What a journal holds, and how far it is whole.
struct Journal<'b> {
    whole: &'b [u8],
    records: Vec<Record>,
    last: [u8; 32],
}

impl<'b> Journal<'b> {
    fn read(bytes: &'b [u8]) -> Result<Self, StoreError> {
        let mut rest = bytes.strip_prefix(HEADER).ok_or(StoreError::Header { file: JOURNAL })?;
        let (mut records, mut last) = (Vec::new(), [0; 32]);
        while !rest.is_empty() {
            let damaged = StoreError::Damaged { offset: bytes.len().saturating_sub(rest.len()) };
            match Framed::split(rest)? {
                Split::Whole(framed) => match framed.record(&last) {
                    Some(record) => {
                        records.push(record);
                        (last, rest) = (*framed.hash, framed.rest);
                    }
                    None if ends_in_zero(rest) => break,
                    None => return Err(damaged),
                },
                Split::Short => break,
                Split::NoLength if ends_in_zero(rest) => break,
                Split::NoLength => return Err(damaged),
            }
        }
        let whole = bytes.get(..bytes.len().saturating_sub(rest.len())).unwrap_or(bytes);
        Ok(Self { whole, records, last })
    }
}

/// Whether a file may have the room for a write and not its bytes.
fn ends_in_zero(bytes: &[u8]) -> bool {
    bytes.last() == Some(&0)
}

/// What begins where a record should.
enum Split<'b> {
    /// One of which all bytes are there, right or not.
    Whole(Framed<'b>),
    /// One that the file ends in.
    Short,
    /// None: the length and its complement are not each other's.
    NoLength,
}

struct Framed<'b> {
    hash: &'b [u8; 32],
    content: &'b [u8],
    rest: &'b [u8],
}

impl<'b> Framed<'b> {
    fn split(bytes: &'b [u8]) -> Result<Split<'b>, StoreError> {
        let header = || {
            let (length, rest) = bytes.split_first_chunk()?;
            let (complement, rest) = rest.split_first_chunk()?;
            Some((u32::from_be_bytes(*length), u32::from_be_bytes(*complement), rest))
        };
        let Some((length, complement, rest)) = header() else { return Ok(Split::Short) };
        if length != !complement {
            return Ok(Split::NoLength);
        }
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if length > MAX_RECORD {
            return Err(StoreError::RecordLength { bytes: length });
        }
        let framed = || {
            let (hash, rest) = rest.split_first_chunk()?;
            let (content, rest) = rest.split_at_checked(length)?;
            Some(Self { hash, content, rest })
        };
        Ok(framed().map_or(Split::Short, Split::Whole))
    }

    fn record(&self, before: &[u8; 32]) -> Option<Record> {
        if AwsLcSuite.sha256(&[before, self.content]) != *self.hash {
            return None;
        }
        let (length, rest) = self.content.split_first()?;
        let (party, change) = rest.split_at_checked(usize::from(*length))?;
        Some(Record { party: str::from_utf8(party).ok()?.into(), change: change.into() })
    }
}

/// The bytes of a record and its hash.
fn write_record(
    before: &[u8; 32],
    party: &str,
    change: &[u8],
) -> Result<(Vec<u8>, [u8; 32]), StoreError> {
    let name = u8::try_from(party.len());
    let name = name.map_err(|_| StoreError::PartyName { bytes: party.len() })?;
    let content = [&[name], party.as_bytes(), change].concat();
    let hash = AwsLcSuite.sha256(&[before, &content]);
    let bytes = content.len();
    let length = u32::try_from(bytes).ok().filter(|_| bytes <= MAX_RECORD);
    let length = length.ok_or(StoreError::RecordLength { bytes })?;
    let header = [length.to_be_bytes(), (!length).to_be_bytes()].concat();
    Ok(([&header[..], &hash, &content].concat(), hash))
}

fn refused(
    operation: &'static str,
    file: &'static str,
) -> impl FnOnce(std::io::Error) -> StoreError {
    move |error| StoreError::Disk { operation, file: file.into(), kind: error.kind() }
}
