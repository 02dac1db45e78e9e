//! Draws a recorded conversation as one self-contained HTML page.
//!
//! [`page`] writes a file that needs nothing else: no network, no library, no other file. On top it
//! says in one sentence who signed what and when, and whether it holds; where it does not hold, the
//! check that broke comes first, with what was found and what was expected. Below stand the
//! messages in the lanes of the parties, each of which opens to its decoded form and its bytes; the
//! values that occur in several of them; the certificate's few minutes with the proven times in
//! them; the Merkle path from the entry to the root; every check with its rule and its evidence.
//! What a record does not have, the page leaves out.
//!
//! ```
//! use sigstore_page::{PageOptions, page};
//! use sigstore_record::{Conversation, Document, Party};
//! use sigstore_traits::UnixTime;
//!
//! let time = UnixTime::from_seconds(1_767_268_800);
//! let mut life = Conversation::new();
//! let name = "<b>data</b>.txt";
//! life.hand(Party::User, Party::Client, Document::Artifact, name, b"hello".to_vec(), time);
//! let page = page(&life, &PageOptions::default());
//! assert!(page.starts_with("<!DOCTYPE html>"));
//! assert!(page.contains("&lt;b&gt;data&lt;/b&gt;.txt") && !page.contains(name));
//! ```
//!
//! It is made from a record alone: the same record gives the same bytes, on every machine and on
//! every day. All that comes from outside is escaped, in one place. The page's
//! `Content-Security-Policy` lets it load nothing and run nothing but its own script, which is
//! named by its digest; without a script everything can be read all the same. Secrets do not come
//! into it: it shows what `sigstore-record` shows, masked.
//!
//! It opens no file and no connection, reads no clock, and decides nothing.
#![forbid(unsafe_code)]

mod certified;
mod checks;
mod fields;
mod html;
mod inclusion;
mod lifetime;
mod merkle;
mod options;
mod page;
mod raw;
mod summary;
mod talk;
mod threads;
mod words;

pub use certified::Certified;
pub use inclusion::{Inclusion, InclusionNode};
pub use options::PageOptions;
pub use page::page;
