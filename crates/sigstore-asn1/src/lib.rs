//! Takes any DER apart, by the names of its tags.
//!
//! [`values`] makes a [`Field`](sigstore_field::Field) of every value: its name is that of its tag
//! with its offset in the whole ([`AT`] between the two), its text what it says, and what is in it
//! stands below it, in strings of octets and bits too. It is for what no reader of a format reads:
//! unknown extensions, messages that are cut short or wrong. [`Tlv`] is one value, for whoever wants
//! to see what bytes look like.
//!
//! ```
//! use sigstore_asn1::values;
//! use sigstore_field::Text;
//!
//! let name = values(b"\x30\x0a\x06\x03\x55\x04\x03\x0c\x03abc");
//! let text = |field: &str| name[0].at(&[field]).unwrap().text().clone();
//! assert_eq!(text("OBJECT IDENTIFIER @2"), Text::Shown("2.5.4.3 (commonName)".into()));
//! assert_eq!(text("UTF8String @7"), Text::Shown("abc".into()));
//!
//! // Cut short it is shown as far as it goes, and says where it stops.
//! let short = values(b"\x30\x0a\x06\x03\x55\x04\x03\x0c\x03ab");
//! assert!(short[0].at(&["UTF8String @7", "unreadable"]).is_some());
//! ```
//!
//! Nothing is refused, and nothing is checked but lengths: how deep and how much is bounded by
//! [`MAX_DEPTH`] and [`MAX_VALUES`]. It enforces no rule; the crates of the formats do.
#![forbid(unsafe_code)]

mod oid;
mod tlv;
mod values;

pub use oid::{oid_name, oid_text};
pub use tlv::{Broken, Tlv};
pub use values::{AT, MAX_DEPTH, MAX_VALUES, values};
