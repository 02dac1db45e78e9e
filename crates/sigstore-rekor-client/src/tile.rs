use core::num::NonZeroU8;

use http::{Request, Response, StatusCode, Uri};
use sigstore_answer::Answer;
use sigstore_traits::{Rule, RuleKind};
use sigstore_transport::{About, Exchange, Service};

use crate::{BundleFault, Error, MAX_REPLY, question};

pub(crate) static S_52: Rule = Rule {
    id: "S-52",
    title: "Rekor v2 is read by checkpoint, tiles and entry bundles, at the paths of tlog-tiles below /api/v2; a tile or bundle has 256 elements or as many as its width says.",
    source: "C2SP tlog-tiles, APIs; sigstore/rekor-tiles api/proto/rekor/v2/rekor_service.proto",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-client CheckpointV2, TileV2, EntryBundleV2",
};

/// The most bytes of a checkpoint that are read.
pub const MAX_CHECKPOINT: usize = 1 << 20;

/// The highest level of a tile.
pub const MAX_LEVEL: u8 = 63;

/// The elements of a tile or bundle that is full.
pub const TILE_WIDTH: usize = 256;

/// The greatest length of a bundle: every entry as long as its length can say.
const MAX_BUNDLE: usize = TILE_WIDTH * (2 + 0xffff);

/// Asks Rekor v2 for its checkpoint.
#[derive(Clone, Copy, Debug)]
pub struct CheckpointV2;

impl Exchange for CheckpointV2 {
    /// A signed note, not verified.
    type Reply = String;
    type Error = Error;
    const ABOUT: About = About::new(Service::SignatureLog, "rekor-v2-checkpoint");
    const MAX_REPLY: usize = MAX_CHECKPOINT;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        question::get(base, "/api/v2/checkpoint")
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<String, Error> {
        Ok(Answer::of(response, &[StatusCode::OK])?.text()?.into())
    }
}

/// Asks Rekor v2 for hashes of its tree.
#[derive(Clone, Copy, Debug)]
pub struct TileV2 {
    /// The level: 0 has the leaf hashes, and each further level the roots of the full tiles below.
    pub level: u8,
    /// The index of the tile in its level.
    pub index: u64,
    /// How many hashes a tile has that is not full. Only the width that a checkpoint calls for is
    /// asked for.
    pub width: Option<NonZeroU8>,
}

impl Exchange for TileV2 {
    /// As many hashes as were asked for, not verified.
    type Reply = Vec<[u8; 32]>;
    type Error = Error;
    const ABOUT: About = About::new(Service::SignatureLog, "rekor-v2-tile");
    // A refusal may be longer than a tile.
    const MAX_REPLY: usize = MAX_REPLY;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        if self.level > MAX_LEVEL {
            return Err(Error::Level { found: self.level });
        }
        let place = path(self.index, self.width);
        question::get(base, &format!("/api/v2/tile/{}/{place}", self.level))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<Vec<[u8; 32]>, Error> {
        let answer = Answer::of(response, &[StatusCode::OK])?;
        let (hashes, rest) = answer.body().as_chunks();
        let expected = elements(self.width);
        if hashes.len() != expected || !rest.is_empty() {
            return Err(Error::TileLength { found: answer.body().len(), expected: expected * 32 });
        }
        Ok(hashes.to_vec())
    }
}

/// Asks Rekor v2 for bodies of entries.
#[derive(Clone, Copy, Debug)]
pub struct EntryBundleV2 {
    /// The index of the bundle: entry 1000 stands in bundle 3.
    pub index: u64,
    /// How many entries a bundle has that is not full. Only the width that a checkpoint calls for
    /// is asked for.
    pub width: Option<NonZeroU8>,
}

impl Exchange for EntryBundleV2 {
    /// As many bodies as were asked for, the bytes that the log hashed; not verified.
    type Reply = Vec<Vec<u8>>;
    type Error = Error;
    const ABOUT: About = About::new(Service::SignatureLog, "rekor-v2-entry-bundle");
    const MAX_REPLY: usize = MAX_BUNDLE;

    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        question::get(base, &format!("/api/v2/tile/entries/{}", path(self.index, self.width)))
    }

    /// ```text
    /// opaque Entry<0..2^16-1>;
    /// Entry bundle[256];          -- or as many as the width says
    /// ```
    fn reply(&self, response: Response<Vec<u8>>) -> Result<Vec<Vec<u8>>, Error> {
        let answer = Answer::of(response, &[StatusCode::OK])?;
        let mut rest = answer.body();
        let mut entries = Vec::new();
        for entry in 0..elements(self.width) {
            let cut = Error::Bundle { entry, fault: BundleFault::Cut };
            let (body, after) = split_entry(rest).ok_or(cut)?;
            entries.push(body.to_vec());
            rest = after;
        }
        if rest.is_empty() {
            return Ok(entries);
        }
        let fault = BundleFault::Trailing { bytes: rest.len() };
        Err(Error::Bundle { entry: entries.len(), fault })
    }
}

/// The first entry, and what stands after it.
fn split_entry(bundle: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bundle.split_first_chunk()?;
    rest.split_at_checked(u16::from_be_bytes(*length).into())
}

fn elements(width: Option<NonZeroU8>) -> usize {
    width.map_or(TILE_WIDTH, |width| width.get().into())
}

/// The path of an index: three digits to an element, all but the last after an `x`; and the width
/// of what is not full, as in `x001/x234/067.p/8`.
fn path(index: u64, width: Option<NonZeroU8>) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    width.map_or(path.clone(), |width| format!("{path}.p/{width}"))
}
