use sigstore_decode::Form;
use sigstore_field::{Field, Meaning};

use crate::Kind;

/// The bytes of a hash.
const HASH: usize = 32;

/// The most hashes and the most entries of a tile (C2SP tlog-tiles, "Merkle Tree Tiles").
const WIDTH: usize = 256;

/// The lengths of signatures by Ed25519 and RSA, which tiles of few hashes have as well.
const SIGNATURES: [usize; 4] = [64, 256, 384, 512];

/// Which tile it can be: the one of entries by its lengths, the one of hashes by its length alone.
pub(crate) fn kind(bytes: &[u8]) -> Option<Kind> {
    let (entries, rest) = entries(bytes);
    let more_than_text = str::from_utf8(bytes).map_or(true, |text| text.contains(is_no_text));
    if !entries.is_empty() && entries.len() <= WIDTH && rest.is_empty() && more_than_text {
        return Some(Kind::EntryTile);
    }
    let hashes = bytes.len().is_multiple_of(HASH) && (1..=WIDTH * HASH).contains(&bytes.len());
    (hashes && more_than_text && !SIGNATURES.contains(&bytes.len())).then_some(Kind::Tile)
}

fn is_no_text(character: char) -> bool {
    character.is_control() && !character.is_whitespace()
}

/// The hashes of a tile, in the order of their leaves.
pub(crate) fn hashes(bytes: &[u8]) -> Result<Vec<Field>, String> {
    let (chunks, rest) = bytes.as_chunks::<HASH>();
    let numbered = chunks.iter().enumerate();
    let hashes =
        numbered.map(|(number, hash)| Field::bytes(&number.to_string(), Meaning::Digest, hash));
    let mut fields: Vec<_> = hashes.collect();
    if !rest.is_empty() {
        let why = format!("a hash has {HASH} bytes, {} are there", rest.len());
        fields.push(Field::unreadable("rest", &sigstore_json::hex(rest), why));
    }
    Ok(fields)
}

/// The entries of a tile: those of Rekor are bodies.
///
/// ```text
/// struct { TileLeaf leaves<1..2^16-1>; }   -- each entry after its length in two bytes
/// ```
pub(crate) fn entry_fields(bytes: &[u8]) -> Vec<Field> {
    let (entries, rest) = entries(bytes);
    let numbered = entries.iter().enumerate();
    let mut fields: Vec<_> =
        numbered.map(|(number, entry)| field(&number.to_string(), entry)).collect();
    if !rest.is_empty() {
        let why = "an entry is cut short, or is none";
        fields.push(Field::unreadable("rest", &sigstore_json::hex(rest), why));
    }
    fields
}

fn field(name: &str, entry: &[u8]) -> Field {
    match str::from_utf8(entry) {
        Ok(text) if text.starts_with('{') => Form::EntryBody.decode(name, "body", entry),
        Ok(text) => Field::word(name, Meaning::Plain, text),
        Err(_) => Field::document(name, Meaning::Document, "entry", entry),
    }
}

fn entries(bytes: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    let (mut entries, mut rest) = (Vec::new(), bytes);
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length));
        let Some((entry, after)) = after.split_at_checked(length) else { break };
        entries.push(entry);
        rest = after;
    }
    (entries, rest)
}
