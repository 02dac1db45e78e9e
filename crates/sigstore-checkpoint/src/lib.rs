//! Reads signed tree heads.
//!
//! A transparency log signs the size and the root of its Merkle tree in a checkpoint: a signed
//! note (C2SP signed-note) with a fixed text (C2SP tlog-checkpoint). [`Checkpoint::parse`] reads
//! one strictly. There is one spelling per value: what is accepted is written back byte for byte,
//! and the bytes that were signed are a slice of the input. Signature lines are looked up by the
//! name of a key and its id; the functions [`key_id()`], [`rekor_v1_key_id`] and
//! [`cosigner_key_id`] compute the id, [`note_scheme`] says how such a key signs. A witness's
//! line reads as a [`Cosignature`].
//!
//! It has no keys and checks no signature: a checkpoint says nothing until its caller has checked
//! a line of a key that it trusts.
//!
//! | rule | what | source |
//! |---|---|---|
//! | V-76 | the grammar of a note: text, empty line, signature lines, no control characters | C2SP signed-note.md, Format |
//! | V-77 | the key ids of logs and witnesses, and that a signature follows them | C2SP signed-note.md, Signature types; rekor-tiles CLIENTS.md |
//! | V-78 | the text: origin, tree size, root hash, extension lines | C2SP tlog-checkpoint.md, Note text |
//! | V-79 | an origin of Rekor v1 ends in its tree id | sigstore-public-deployment-spec.md section 3.3 |
//! | V-82 | lines of unknown keys are no obstacle, wherever they stand; at most 64 lines | C2SP signed-note.md, Signatures |
//! | V-84 | ECDSA and RSA sign the SHA-256 of the text, Ed25519 the text | C2SP signed-note.md, Signature types |
//! | V-85 | time, signature and message of a cosignature | C2SP tlog-cosignature.md, Format |
//! | A-54, A-57 | bounded work; one spelling per size | |
//!
//! ```
//! use sigstore_checkpoint::Checkpoint;
//!
//! let note = "\
//! example.com/behind-the-sofa
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//!
//! — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
//! ";
//! let checkpoint = Checkpoint::parse(note)?;
//! assert_eq!(checkpoint.tree_head().size, 20_852_163);
//! assert_eq!(checkpoint.to_string(), note);
//!
//! let mut lines = checkpoint.lines_of("example.com/behind-the-sofa", [0x03, 0x3d, 0xe0, 0xae]);
//! assert_eq!(lines.next().map(|line| line.signature().len()), Some(64));
//! # Ok::<(), sigstore_checkpoint::Error>(())
//! ```
#![forbid(unsafe_code)]

mod checkpoint;
mod cosignature;
mod error;
mod key_id;
mod note;
mod scheme;
mod signature_line;

pub use checkpoint::Checkpoint;
pub use cosignature::Cosignature;
pub use error::{Error, Part};
pub use key_id::{cosigner_key_id, key_id, rekor_v1_key_id};
pub use note::{MAX_NOTE, MAX_SIGNATURES};
pub use scheme::note_scheme;
pub use signature_line::SignatureLine;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &note::V_76,
    &key_id::V_77,
    &checkpoint::V_78,
    &checkpoint::V_79,
    &note::V_82,
    &scheme::V_84,
    &cosignature::V_85,
];
