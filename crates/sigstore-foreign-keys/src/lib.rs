//! Names keys and signatures of OpenPGP, minisign and OpenSSH.
//!
//! A log of Rekor v1 holds them, and people have them in files. [`ForeignFormat`] says which of the
//! formats a text is in, and [`ForeignFormat::fields`] what its program would say of it: the
//! fingerprint of a key, its number, who made a signature.
//!
//! ```
//! use sigstore_field::Text;
//! use sigstore_foreign_keys::ForeignFormat;
//!
//! let line = "ssh-ed25519 \
//!     AAAAC3NzaC1lZDI1NTE5AAAAIBql4yx40wQkH0zXr2TMduVEawVdk3zyGPyzYdQp2s4X me";
//! let format = ForeignFormat::of(line.as_bytes()).unwrap();
//! assert_eq!(format, ForeignFormat::Ssh);
//! // As `ssh-keygen -l` writes it.
//! let fingerprint = "SHA256:DxXrgUCnJkF4hi5BxUXdX2srZPHFvU5UHDUCmg5j844";
//! let fields = format.fields(line.as_bytes());
//! assert_eq!(fields[1].text(), &Text::Shown(fingerprint.into()));
//! ```
//!
//! The outer form is read by hand: the libraries for these formats hold their cryptography too, of
//! which nothing is used here. Nothing is verified, a private key is named
//! ([`is_private_key`]) and not read, and it enforces no rule.
#![forbid(unsafe_code)]

mod armour;
mod foreign_format;
mod minisign;
mod pgp;
mod ssh;

pub use foreign_format::{ForeignFormat, is_private_key};
