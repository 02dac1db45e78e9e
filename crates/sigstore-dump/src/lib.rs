//! The files of a life, with an index that says how to look at each by hand.
//!
//! [`dump`] gives what was said in the life of a signature as files, each in the form in which other
//! programs read it: the certificate in PEM, the timestamp in DER, the entry in JSON. `INDEX.md` says
//! which message each was taken from, and a command for `openssl`, `jq` and `diff` that finds in it
//! what another file says.
//!
//! ```
//! use sigstore_dump::dump;
//! use sigstore_record::{Conversation, Document, Party, Secrets};
//! use sigstore_traits::UnixTime;
//!
//! let time = UnixTime::from_seconds(1_767_268_800);
//! let mut life = Conversation::new();
//! life.hand(Party::User, Party::Client, Document::Artifact, "data.txt", b"hello".to_vec(), time);
//! let files = dump(&life, Secrets::Masked);
//! assert_eq!(files[0], ("data.txt".into(), b"hello".to_vec()));
//! assert!(String::from_utf8_lossy(&files[1].1).contains("`openssl dgst -sha256 -r data.txt`"));
//! ```
//!
//! A token is written without its signature unless secrets are asked for. It writes no file itself.
#![forbid(unsafe_code)]

mod dump;
mod index;
mod items;
mod take;

pub use dump::dump;
