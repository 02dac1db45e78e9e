//! Says what a thing is, takes it apart to the last field, and compares two.
//!
//! [`Thing::read`] guesses the [`Kind`] of bytes from their content, or is told it, and gives a tree
//! of [`Field`](sigstore_field::Field)s: those of `sigstore-decode`, and what a person who looks at
//! one thing wants to know beyond them (the extensions of a certificate, the signer of a timestamp,
//! the fingerprint of a key of OpenPGP, the ASN.1 of what nothing else reads). Clothes are taken off
//! first: PEM, base64, base64 of PEM. [`Thing::to_text`] and [`Thing::to_json`] write it, and
//! [`Difference::between`] compares two by the paths of their fields.
//!
//! ```
//! use sigstore_inspect::{Kind, Thing};
//!
//! let request = [
//!     b"\x30\x39\x02\x01\x01\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"
//!         .as_slice(),
//!     &[7; 32],
//!     b"\x01\x01\xff",
//! ]
//! .concat();
//! let thing = Thing::read(&request, None)?;
//! assert_eq!(thing.kind(), Kind::TimestampRequest);
//! assert_eq!(thing.field().at(&["imprint"]).unwrap().value(), Some([7; 32].as_slice()));
//! assert_eq!(thing.stopped(), None);
//!
//! // Cut short it is shown as far as it goes.
//! let thing = Thing::read(&request[..40], None)?;
//! assert!(thing.stopped().is_some());
//! assert!(thing.field().at(&["asn1", "SEQUENCE @0", "INTEGER @2"]).is_some());
//! # Ok::<(), sigstore_inspect::Unrecognised>(())
//! ```
//!
//! Nothing is verified, and every output says so. Nothing is refused either, but what no kind fits
//! ([`Unrecognised`]): where reading stops, what came before is shown, and why it stopped; what the
//! strict reader of a kind refuses is told beside ([`Thing::refused`]). A private key is named and not
//! shown, a token is shown without its signature. Output is bounded: [`MAX_FIELDS`], [`MAX_TEXT`].
#![forbid(unsafe_code)]

mod blocks;
mod bounds;
mod capture;
mod certificate;
mod decode;
mod deepen;
mod diff;
mod dress;
mod guess;
mod guess_json;
mod json;
mod kind;
mod prefix;
mod raw;
mod scts;
mod shape;
mod strict;
mod text;
mod thing;
mod tile;

pub use bounds::{MAX_CHILDREN, MAX_FIELDS, MAX_RAW, MAX_TEXT};
pub use diff::{Difference, Ignore};
pub use kind::Kind;
pub use thing::{Thing, Unrecognised};
