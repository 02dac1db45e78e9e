//! Reads and writes Sigstore bundles 0.1 to 0.3.
//!
//! A [`Bundle`] is everything that vouches for an artifact, in one JSON file: who signed
//! ([`Material`]), what was signed ([`Content`]), and what logs and timestamp authorities say of
//! it. Reading takes the file apart and holds it to the shape of its version ([`MediaType`]); it
//! stops at the first member that is one too many, before anything is decoded.
//!
//! Nothing is verified here, and no certificate, timestamp, checkpoint or entry body is read. A
//! proof or promise that is missing is no error here: a verifier says what it demands.
//!
//! | rule | what |
//! |---|---|
//! | V-5 to V-7, V-123 | ProtoJSON, strictly (`sigstore-json`) |
//! | V-8 | one content: a message signature or an envelope |
//! | V-9 | one material: a key, a chain or a certificate |
//! | V-10 | the four media types |
//! | V-14 | a chain is not empty |
//! | V-17 | the envelope's key id, if it names a key, names the bundle's |
//! | V-19, A-9, A-53 | limits on everything, no entry and no timestamp twice |
//! | V-24 | the digest of a message is of a known algorithm and of its length |
//! | V-127 | which material belongs to which version |
//! | V-16, V-18 | envelopes (`sigstore-dsse`) and entries (`sigstore-rekor-types`) |
//!
//! ```
//! use sigstore_bundle::{Bundle, Content, MediaType};
//!
//! let json = br#"{
//!   "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
//!   "verificationMaterial": {"publicKey": {"hint": "my key"}},
//!   "messageSignature": {"signature": "MAYCAQECAQE="}
//! }"#;
//! let bundle = Bundle::parse(json)?;
//! assert_eq!(bundle.media_type, MediaType::V03);
//! assert!(matches!(&bundle.content, Content::Message(message) if message.digest.is_none()));
//! assert_eq!(Bundle::parse(bundle.to_json().as_bytes())?, bundle);
//! # Ok::<(), sigstore_bundle::Error>(())
//! ```
#![forbid(unsafe_code)]

mod bundle;
mod content;
mod error;
mod limits;
mod material;
mod media_type;
mod place;

pub use bundle::Bundle;
pub use content::{Content, MessageSignature};
pub use error::Error;
pub use limits::{LIMITS, MAX_BUNDLE, MAX_CERTIFICATES, MAX_ENTRIES, MAX_TIMESTAMPS};
pub use material::Material;
pub use media_type::MediaType;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &content::V_8,
    &content::V_24,
    &material::V_9,
    &media_type::V_10,
    &material::V_14,
    &bundle::V_17,
    &limits::V_19,
    &material::V_127,
];
