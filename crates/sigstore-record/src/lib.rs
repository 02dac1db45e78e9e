//! The recorded conversation: messages as bytes that crossed the wire, with checks and links
//! between equal values.
//!
//! A [`Conversation`] holds who said what to whom in the life of a signature. A [`Recorder`] fills
//! it, and servers and browsers add what only they see ([`Conversation::observe`]); files that
//! change hands are messages too ([`Conversation::hand`]). A [`Decoder`] follows it: it takes the
//! bytes apart into fields and finds the [`Link`]s between them: the digest that is the SHA-256 of
//! the file, the key that is in the certificate, the body that is the entry sent above, the
//! signature that verifies with a key told before.
//!
//! All output is made from [`Decoded`] and nothing else: [`json`] here, the terminal's and the files
//! of a dump in crates of their own. A message is shown from its bytes, never from the value that
//! made them; a link is found by comparing values or by verifying a signature. One byte that is
//! changed on the way changes what is shown, and the link is gone.
//!
//! A secret has no text: its field holds a mask, whoever prints it, and wherever else the same bytes
//! stand they are replaced. Bytes with secrets come out only with [`Secrets::Exposed`].
//!
//! ```
//! use http::{Request, Response};
//! use sigstore_record::{Conversation, Decoder, Document, Party};
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
//!
//! let mut decoder = Decoder::new();
//! let decoded = decoder.follow(&life);
//! let link = &decoded.links()[0];
//! assert_eq!(link.later.path, "spec.data.hash.value");
//! assert_eq!((link.relation.name(), decoded.describe_earlier(link)), ("sha256", "data.txt".into()));
//! ```
//!
//! To whoever listens, each half is told as a `tracing` event of target `sigstore::message` at once,
//! without its secrets; `docs/EVENTS.md` lists the fields.
//!
//! It opens no connection, reads no clock and no file, and decides nothing: that a signature is by
//! a key does not say whose the key is. The checks come from `sigstore-report`.
#![forbid(unsafe_code)]

mod conversation;
mod decoded;
mod decoder;
mod event;
mod half;
mod json;
mod kind;
mod link;
mod masked;
mod message;
mod party;
mod recorder;
mod redaction;
mod transcript;

pub use conversation::{Conversation, Secrets, Turn};
pub use decoded::Decoded;
pub use decoder::Decoder;
pub use half::Half;
pub use json::json;
pub use kind::Document;
pub use link::{Computed, Link, Place};
pub use message::{Asked, Head, Message, Original, Said, Side};
pub use party::{Party, Step};
pub use recorder::Recorder;
pub use transcript::{ToldReport, Transcribed, Transcript};
