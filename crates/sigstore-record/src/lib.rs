//! The recorded conversation: messages as bytes that crossed the wire, with checks and links
//! between equal values.
//!
//! A [`Conversation`] holds who said what to whom in the life of a signature. A [`Recorder`] fills
//! it, and servers and browsers add what only they see ([`Conversation::observe`]); files that
//! change hands are messages too ([`Conversation::hand`]). [`Conversation::decoded`] takes the
//! bytes apart into [`Field`]s and finds the [`Link`]s between them: the digest that is the
//! SHA-256 of the file, the key that is in the certificate, the body that is the entry sent above,
//! the signature that verifies with a key told before.
//!
//! [`text`], [`json`] and [`dump`] show this model and nothing else. A message is shown from its
//! bytes, never from the value that made them; a link is found by comparing values or by verifying
//! a signature. One byte that
//! is changed on the way changes what is shown, and the link is gone.
//!
//! A secret has no text: its field holds a [`Mask`], whoever prints it, and wherever else the same
//! bytes stand they are replaced. Bytes with secrets come out only with [`Secrets::Exposed`].
//!
//! ```
//! use http::{Request, Response};
//! use sigstore_record::{Conversation, Document, Party, Style, text};
//! use sigstore_traits::UnixTime;
//!
//! let time = UnixTime::from_seconds(1_767_268_800);
//! let mut life = Conversation::new();
//! life.hand(Party::User, Party::Client, Document::Artifact, "data.txt", b"hello".to_vec(), time);
//! let digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
//! let proposal = format!(r#"{{"spec":{{"data":{{"hash":{{"value":"{digest}"}}}}}}}}"#);
//! let request = Request::post("http://rekor.example/api/v1/log/entries");
//! let request = request.body(proposal.into_bytes()).unwrap();
//! life.observe(Party::Client, Party::Rekor, &request, &Response::new(Vec::new()), time);
//! assert!(text(&life, Style::default()).contains("= SHA-256 of data.txt"));
//! ```
//!
//! It opens no connection, reads no clock and no file, and decides nothing: that a signature is by
//! a key does not say whose the key is. The checks come from `sigstore-report`.
#![forbid(unsafe_code)]

mod address;
mod conversation;
mod decoded;
mod digest;
mod dump;
mod field;
mod form;
mod index;
mod items;
mod json;
mod kind;
mod link;
mod masked;
mod material;
mod message;
mod note;
mod party;
mod recorder;
mod schema;
mod secret;
mod signed;
mod take;
mod text;
mod token;
mod transcript;
mod walk;

pub use conversation::{Conversation, Secrets, Turn};
pub use decoded::{Decoded, Half};
pub use dump::dump;
pub use field::{Field, MIN_VALUE, Meaning, Relation, Text};
pub use json::json;
pub use kind::Document;
pub use link::{Computed, Link, Place};
pub use message::{Asked, Head, Message, Original, Said, Side};
pub use party::{Party, Step};
pub use recorder::Recorder;
pub use secret::Mask;
pub use text::{Style, half_text, text};
pub use transcript::{ToldReport, Transcribed, Transcript};
