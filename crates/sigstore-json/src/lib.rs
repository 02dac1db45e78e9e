//! Reads JSON from outside strictly, with limits and the path in every error.
//!
//! [`parse`] reads RFC 8259 text into a [`Value`] that borrows from it. What one spelling too many
//! could hide is refused while reading: duplicate member names, nesting beyond a depth, more
//! values or elements than a limit, text after the value. A [`Node`] walks the value and knows the
//! path of every error; its accessors accept the spellings of ProtoJSON and no others.
//!
//! It knows no Sigstore message, keeps no file and writes nothing but canonical forms: RFC 8785
//! ([`canonical`]) and that of OLPC ([`olpc_canonical`]).
//!
//! | rule | what |
//! |---|---|
//! | V-5 | the names and types of ProtoJSON |
//! | V-6 | absent, `null` and default; one member of a oneof; unknown members refused or reported |
//! | V-7 | wrong JSON or base64 is an error |
//! | V-123 | the spellings of bytes and integers |
//! | V-28 | the spellings of times |
//! | A-9, A-53 | every count has a limit that stops the reader |
//!
//! ```
//! use sigstore_json::{Limits, parse};
//!
//! let value = parse(br#"{"logIndex":"42","hashes":["AQI="]}"#, &Limits::new(1024))?;
//! let object = value.node().object()?;
//! assert_eq!(object.required("logIndex")?.uint64()?, 42);
//! for hash in object.required("hashes")?.array()? {
//!     assert_eq!(hash.bytes()?, [1, 2]);
//! }
//! object.finish()?;
//! # Ok::<(), sigstore_json::Error>(())
//! ```
#![forbid(unsafe_code)]

mod base64;
mod canonical;
mod error;
mod hex;
mod limits;
mod message;
mod node;
mod olpc;
mod reader;
mod timestamp;
mod value;

pub use base64::{base64, base64_bytes};
pub use canonical::{canonical, ordered, write_string};
pub use error::{Error, ErrorKind, quote};
pub use hex::{hex, hex_bytes, hex_bytes_of_any_case};
pub use limits::Limits;
pub use node::{Node, Object};
pub use olpc::olpc_canonical;
pub use reader::parse;
pub use timestamp::timestamp;
pub use value::{Number, Value};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] =
    &[&node::V_5, &node::V_6, &reader::V_7, &reader::V_19, &base64::V_123, &timestamp::V_28];
