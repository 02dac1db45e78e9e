//! Says of a rule, a check or an error code what it means, which attack it stops and what to do.
//!
//! The rules and codes themselves stand beside the functions that enforce them; whoever links those
//! crates hands them over as a [`Catalogue`]. This crate has the prose: for each rule what an
//! attacker or an accident could do without it, and what whoever meets it can do. It is written as
//! Markdown, an area to a file, below `text/`; a test beside the whole catalogue holds it complete.
//!
//! It decides nothing, reads no file and writes to no terminal.
//!
//! ```
//! use sigstore_explain::{Catalogue, CatalogueRule, Topic};
//!
//! let rule = CatalogueRule {
//!     id: "V-88",
//!     title: "A proof is for the size of the tree head that it is checked against.",
//!     source: "RFC 9162 section 2.1.3",
//!     kind: "refusal",
//!     place: "sigstore-merkle InclusionProof::check",
//! };
//! let catalogue = Catalogue { rules: vec![rule], codes: vec![] };
//! let topics = catalogue.find("v-88")?;
//! let [topic @ Topic::Rule(_)] = topics.as_slice() else { panic!("a rule") };
//! assert!(catalogue.text(topic, 80).contains("A proof against a root that comes from the proof"));
//! # Ok::<(), Vec<String>>(())
//! ```
#![forbid(unsafe_code)]

mod catalogue;
mod json;
mod layout;
mod meaning;
mod near;
mod text;

pub use catalogue::{Catalogue, CatalogueCode, CatalogueRule, Topic};
pub use meaning::{Meaning, advice_on_code, advised, explained};
