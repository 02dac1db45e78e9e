use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::num::NonZeroU8;

use http::Uri;
use sigstore_merkle::{Hash, Sha256, Tile, TiledPath, Tiles, leaf_hash};
use sigstore_rekor_client::{CheckpointV2, CreateEntryV2, Error as RekorError, TileV2};
use sigstore_rekor_types::{Body, InclusionProof, TransparencyLogEntry};
use sigstore_traits::{KeyDetails, Rule, RuleKind, SignatureSuite, Trust};
use sigstore_transport::Transport;
use sigstore_verify::check_checkpoint;

use crate::signing::Unanswered;
use crate::{Published, Signed, Signing, Why};

/// See [`Signing::log`].
pub(crate) static S_51: Rule = Rule {
    id: "S-51",
    title: "An entry of Rekor v2 that is there already, or whose answer was lost, is proven from the log's tiles to a checkpoint that the log signed; else the error says that it may be public.",
    source: "sigstore/rekor-tiles CLIENTS.md; internal/server/service.go; C2SP tlog-tiles, APIs",
    kind: RuleKind::Refusal,
    place: "sigstore-sign Signing::log",
};

/// Among how many leaves, the newest of the log, an entry is searched for whose answer was lost.
///
/// A question and its repetitions end within three minutes: twice 30 seconds of waiting, or four
/// times with pauses. In that time a log that takes 20 entries in a second takes 3,600. As leaf
/// hashes, of which 256 are in a tile, these are 17 questions of 8 KiB at most.
pub const MAX_SEARCHED: u64 = 4096;

impl<T: Trust + Sync, X: Transport + Sync> Signing<'_, T, X>
where
    T::Suite: Sync,
{
    /// Has a log of Rekor v2 record the signature. If that may have been done, but no entry came
    /// back, it is taken from the log's tiles (S-51).
    pub(crate) async fn record_v2(
        &self,
        signed: &Signed<'_>,
        key_details: KeyDetails,
        base: &Uri,
    ) -> Result<TransparencyLogEntry, Unanswered<X::Error>> {
        let verifier = signed.holder.verifier();
        let (digest, signature) = (signed.digest, signed.signature());
        let question = CreateEntryV2 { digest, signature, verifier: &verifier, key_details };
        let lost = match self.ask(&question, base).await {
            Err(lost) if is_lost(&lost) => lost,
            other => return other,
        };
        let mut index = index_of_equal(&lost.why);
        if matches!(lost.why, Why::Transport(_)) {
            // No log takes an equal entry twice: asked again it makes this one, or tells where it is.
            match self.ask(&question, base).await {
                Ok(entry) => return Ok(entry),
                Err(again) => index = index_of_equal(&again.why),
            }
        }
        let found = self.find(&question.recorded(), index, base).await;
        found.map_err(|search| {
            let (lost, search) = (Box::new(lost.why), Box::new(search));
            Unanswered { why: Why::NotRecovered { lost, search }, done: Published::Perhaps }
        })
    }

    /// The entry of this body, with the proof that the log's tiles make; at this index, or where
    /// it is among the newest.
    async fn find(
        &self,
        body: &Body,
        index: Option<u64>,
        base: &Uri,
    ) -> Result<TransparencyLogEntry, Why<X::Error>> {
        let (canonicalized_body, hashing) = (body.canonical(), Hashing(self.trust.suite()));
        let leaf = leaf_hash(&canonicalized_body, &hashing);
        // A log that failed was waited for already.
        let note = self.ask_once(&CheckpointV2, base).await.map_err(|unanswered| unanswered.why)?;
        let head = check_checkpoint(&note, self.trust).map_err(Why::Verification)?;
        let (size, mut fetched) = (head.tree.size, Fetched::default());
        let index = match index {
            Some(index) => index,
            None => self.search(&leaf, size, &mut fetched, base).await?,
        };
        let tiled = TiledPath::new(index, size).map_err(Why::Proof)?;
        for tile in tiled.tiles() {
            self.fetch(tile, &mut fetched, base).await?;
        }
        let path = tiled.path(&fetched, &hashing).map_err(Why::Proof)?;
        let proof = sigstore_merkle::InclusionProof { index, size, path: path.hashes() };
        proof.check(&leaf, &head.tree, &hashing).map_err(Why::Proof)?;
        let proof = InclusionProof {
            log_index: index,
            root_hash: Some(head.tree.root),
            tree_size: size,
            hashes: path.hashes().to_vec(),
            checkpoint: Some(note),
        };
        Ok(TransparencyLogEntry {
            log_index: index,
            log_id: head.log_id.into(),
            kind_version: body.entry_kind().into(),
            integrated_time: 0,
            inclusion_promise: None,
            inclusion_proof: Some(proof),
            canonicalized_body,
        })
    }

    /// The index of this leaf, if it is one of the newest of a tree of this size.
    async fn search(
        &self,
        leaf: &Hash,
        size: u64,
        fetched: &mut Fetched,
        base: &Uri,
    ) -> Result<u64, Why<X::Error>> {
        let width = u64::from(Tile::FULL);
        let oldest = size.saturating_sub(MAX_SEARCHED) / width;
        for number in (oldest..size.div_ceil(width)).rev() {
            let Some(tile) = Tile::of_tree(size, 0, number) else { continue };
            let hashes = self.fetch(tile, fetched, base).await?;
            if let Some((place, _)) = (0..).zip(hashes).find(|(_, hash)| *hash == leaf) {
                return Ok(number * width + place);
            }
        }
        Err(Why::NotAmongNewest { searched: size - oldest * width, size })
    }

    /// The hashes of a tile, which is asked for once.
    async fn fetch<'f>(
        &self,
        tile: Tile,
        fetched: &'f mut Fetched,
        base: &Uri,
    ) -> Result<&'f [Hash], Why<X::Error>> {
        Ok(match fetched.0.entry(tile) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(place) => place.insert(self.ask_tile(tile, base).await?),
        })
    }

    /// Asks for a tile. In place of one that was not full there may be the full one by now (C2SP
    /// tlog-tiles, Partial Tiles).
    async fn ask_tile(&self, tile: Tile, base: &Uri) -> Result<Vec<Hash>, Why<X::Error>> {
        let (Tile { level, index, .. }, width) = (tile, width(tile));
        match self.ask(&TileV2 { level, index, width }, base).await {
            Err(Unanswered { why: Why::Rekor(error), .. })
                if width.is_some() && is_not_found(&error) =>
            {
                let full = self.ask(&TileV2 { level, index, width: None }, base).await;
                let mut hashes = full.map_err(|unanswered| unanswered.why)?;
                hashes.truncate(tile.width.into());
                Ok(hashes)
            }
            other => other.map_err(|unanswered| unanswered.why),
        }
    }
}

/// The tiles that were asked for. Nothing vouches for them.
#[derive(Default)]
struct Fetched(HashMap<Tile, Vec<Hash>>);

impl Tiles for Fetched {
    fn hashes(&self, tile: &Tile) -> Option<&[Hash]> {
        self.0.get(tile).map(Vec::as_slice)
    }
}

/// Whether the entry may be there though none came back. A log that answers with something else
/// is not asked where it has put ours.
fn is_lost<X>(unanswered: &Unanswered<X>) -> bool {
    let answered_otherwise = match &unanswered.why {
        Why::Transport(_) => false,
        Why::Rekor(error) => !matches!(
            error,
            RekorError::AlreadyAtIndex { .. }
                | RekorError::Refused { .. }
                | RekorError::NotFound { .. }
                | RekorError::NotUnderstood { .. }
                | RekorError::Frozen { .. }
        ),
        _ => true,
    };
    unanswered.done != Published::No && !answered_otherwise
}

/// Where the log says that an equal entry is.
fn index_of_equal<X>(why: &Why<X>) -> Option<u64> {
    match why {
        Why::Rekor(RekorError::AlreadyAtIndex { index }) => Some(*index),
        _ => None,
    }
}

fn is_not_found(error: &RekorError) -> bool {
    matches!(error, RekorError::NotFound { .. } | RekorError::Refused { status: 404, .. })
}

/// As a path has it: a full tile has none.
fn width(tile: Tile) -> Option<NonZeroU8> {
    u8::try_from(tile.width).ok().and_then(NonZeroU8::new)
}

/// The suite's SHA-256, for Merkle trees.
struct Hashing<'a, S>(&'a S);

impl<S: SignatureSuite> Sha256 for Hashing<'_, S> {
    fn sha256(&self, parts: &[&[u8]]) -> Hash {
        self.0.sha256(parts)
    }
}
