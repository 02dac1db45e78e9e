//! Writes and reads conversations as HAR 1.2.
//!
//! A capture is an HTTP Archive (the format that the developer tools of browsers export and open):
//! an entry for each request with the whole of both bodies. Beside them stands what only a
//! [`Conversation`](sigstore_record::Conversation) knows, in members called `_sigstore`, whose names
//! begin as HAR 1.2 asks of members that it does not have: who spoke to whom, in which order, the
//! files that changed hands, what verifications found, and each message taken apart.
//!
//! [`write()`] masks what is secret unless it is asked for; [`Capture::parse`] gives back a
//! conversation that is shown as the first was, links included. What is shown is found again from
//! the bytes: the decoded view in a capture is for other programs, and is not read.
//!
//! Archives of browsers and proxies have no such members: their messages are known by what they say.
//! What a capture tells of a verification is told on, and never taken for one.
//!
//! ```
//! use sigstore_har::{Capture, write};
//! use sigstore_record::{Conversation, Document, Party, Secrets};
//! use sigstore_show::{Style, text};
//! use sigstore_traits::UnixTime;
//!
//! let mut life = Conversation::new();
//! let time = UnixTime::from_seconds(1_767_268_800);
//! life.hand(Party::User, Party::Client, Document::Artifact, "data.txt", b"hello".to_vec(), time);
//! let archive = write(&life, Secrets::Masked);
//! let capture = Capture::parse(archive.as_bytes())?;
//! assert_eq!(text(&capture.conversation, Style::default()), text(&life, Style::default()));
//! # Ok::<(), sigstore_har::Error>(())
//! ```
//!
//! It opens no file and no connection, and verifies nothing.
#![forbid(unsafe_code)]

mod bytes;
mod capture;
mod entry;
mod error;
mod file;
mod half;
mod name;
mod notes;
mod value;
mod view;
mod write;

pub use capture::Capture;
pub use error::{Error, MAX_CAPTURE, MAX_ENTRIES};
pub use write::{FORMAT, MAX_ARTIFACT, write};
