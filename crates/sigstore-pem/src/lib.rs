//! Reads and writes PEM of public material.
//!
//! A [`Block`] of RFC 7468 is read in the lax form of its section 3, as people and programs write
//! it, and written in the strict one. What the label promises is not looked into.
//!
//! Private keys are not read here: `sigstore-crypto` does that, in constant time and into memory
//! that is wiped. Bodies of log entries are not either: `sigstore-rekor-types` keeps their very text.
//!
//! ```
//! use sigstore_pem::Block;
//!
//! let text = Block { label: "PUBLIC KEY", content: vec![7; 3] }.to_string();
//! assert_eq!(text, "-----BEGIN PUBLIC KEY-----\nBwcH\n-----END PUBLIC KEY-----\n");
//! assert_eq!(Block::parse(&text).unwrap().content, [7; 3]);
//! ```
#![forbid(unsafe_code)]

mod block;

pub use block::{Block, certificate};
