//! Takes anything that Sigstore makes apart into named fields.
//!
//! Bytes and the [`Form`] that they should have give a [`Field`](sigstore_field::Field): its size and
//! SHA-256, and in it every part to the last, under the name that its specification gives. Base64,
//! PEM and DER inside JSON are taken apart where they stand. A part says what it is for and what it
//! stands for (the hash of its leaf, the root to which a proof leads, the canonical form of a
//! proposal), and a signature what it should be over.
//!
//! ```
//! use sigstore_decode::Form;
//! use sigstore_field::Meaning;
//!
//! let statement = br#"{"subject":[{"digest":{"sha256":"2cf24dba5fb0a30e26e83b2ac5b9e29e"}}]}"#;
//! let field = Form::Statement.decode("statement.json", "content", statement);
//! let digest = field.at(&["subject", "0", "digest", "sha256"]).unwrap();
//! assert_eq!(digest.meaning(), Meaning::Digest);
//! assert_eq!(digest.value().unwrap()[..4], [0x2c, 0xf2, 0x4d, 0xba]);
//!
//! let broken = Form::Timestamp.decode("body", "application/timestamp-reply", b"no DER");
//! assert_eq!(broken.meaning(), Meaning::Unreadable);
//! ```
//!
//! Whatever looks like a token is shown without its signature, and what has the name of a secret is
//! masked, whichever document it stands in ([`TokenParts`], [`shown_address`], [`header`]).
//!
//! It knows no conversation, decides nothing and refuses nothing: what cannot be read is told with
//! the reason. It enforces no rule; the crates of the formats do.
#![forbid(unsafe_code)]

mod address;
mod certificate;
mod form;
mod hash;
mod header;
mod json;
mod leaf;
mod note;
mod parts;
mod pem;
mod promise;
mod request;
mod schema;
mod schemas;
mod timestamp;
mod token;
mod walk;
mod whole;

pub use address::{address, shown_address};
pub use form::Form;
pub use header::header;
pub use json::MAX_JSON;
pub use pem::pem_blocks;
pub use token::TokenParts;
