//! A conversation as text for a terminal.
//!
//! [`text`] writes a whole conversation, [`half_text`] one half of a message, for a program that
//! tells each as it happens. What is written is what [`Decoded`](sigstore_record::Decoded) holds:
//! the fields, masked where they are secret, and under each how it hangs together with what was said
//! before. Lines go on below where the terminal ends, and nothing from outside moves its cursor.
//!
//! ```
//! use http::{Request, Response};
//! use sigstore_record::{Conversation, Document, Party};
//! use sigstore_show::{Style, text};
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
//! It writes to no terminal itself, and asks for none's width.
#![forbid(unsafe_code)]

mod text;

pub use text::{Style, half_text, text};
