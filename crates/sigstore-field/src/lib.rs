//! The named parts of what was said: what each is for, what it stands for, and what must not be
//! shown.
//!
//! A [`Field`] has a name, a [`Text`] and fields of its own. Beside the text it keeps the bytes that
//! it stands for, each in a [`Relation`] to them: two fields are found to hang together by comparing
//! these, or by trying a key on what is [`Signed`], and never by comparing texts.
//!
//! A secret has no text: its field holds a [`Mask`], its length and SHA-256, and `Debug` writes
//! that too.
//!
//! ```
//! use sigstore_field::{Field, Meaning, Relation, Text};
//!
//! let file = Field::document("data.txt", Meaning::Document, "content", b"hello sigstore");
//! let digest = file.values().iter().find(|(relation, _)| *relation == Relation::Sha256).unwrap();
//! assert_eq!(Field::bytes("hash", Meaning::Digest, &digest.1).value(), Some(&*digest.1));
//!
//! let code = Field::secret("code", b"0123456789");
//! assert!(matches!(code.text(), Text::Masked(mask) if mask.length() == 10));
//! assert!(!format!("{code:?}").contains("0123456789"));
//! ```
//!
//! It reads no format, and enforces no rule.
#![forbid(unsafe_code)]

mod field;
mod mask;
mod meaning;
mod relation;
mod signed;

pub use field::{Field, MIN_VALUE, Text};
pub use mask::Mask;
pub use meaning::Meaning;
pub use relation::Relation;
pub use signed::{Key, Signed};
