//! A certificate authority, CT log, Rekor v1 and v2 and timestamp authority as pure functions of
//! state, request, clock and entropy.
//!
//! The engine of a local Sigstore: what stands behind its HTTP, and what tests and fixtures are
//! made with. Whoever drives it brings the time and the randomness; the same calls give the same
//! bytes, signatures included (RFC 6979). Each party answers in one call
//! ([`CertificateAuthority::issue`], [`CtLog::add`], [`RekorV1::add`], [`RekorV2::add`],
//! [`TimestampAuthority::reply`]), and each call is made of steps between which its parts can be
//! altered ([`Tbs`], [`Sct`], checkpoint texts, [`TstInfo`], [`Token`]): what is wrong in a test is
//! then signed like everything else.
//!
//! It opens no socket and no file, knows no clock, and does not decide who somebody is: a
//! [`LeafRequest`] is for an identity that was checked before, an entry of a log for an upload that was
//! (`sigstore-upload`). RSA keys come with their own
//! library ([`RsaKey`]). The trees are kept in memory, whole.
//!
//! ```
//! use sigstore_engine::{
//!     CertificateAuthority, Chain, CtLog, Identity, KeyKind, LeafRequest, SigningKey,
//! };
//! use sigstore_traits::UnixTime;
//!
//! let now = UnixTime::from_seconds(1_767_268_800);
//! let period = [now, UnixTime::from_seconds(1_798_804_800)];
//! let key = |seed| SigningKey::from_seed(KeyKind::P384, &[seed; 32]);
//! let authority = CertificateAuthority { chain: Chain::root("fulcio", period, key(1)) };
//! let mut log = CtLog::new(SigningKey::from_seed(KeyKind::P256, &[2; 32]));
//!
//! let request = LeafRequest {
//!     spki: key(3).spki().to_vec(),
//!     identity: Identity::Email("someone@example.com".into()),
//!     issuer: "https://accounts.example.com".into(),
//!     extensions: Vec::new(),
//! };
//! let mut issue = || authority.issue(&request, now, &[4; 32], Some(&mut log));
//! assert_eq!(issue()?, issue()?);
//! # Ok::<(), sigstore_traits::SignatureError>(())
//! ```
#![forbid(unsafe_code)]

pub mod arcs;
pub mod asn1;
mod certificate;
mod certificate_authority;
mod chain;
mod ct_log;
mod hash;
mod key;
mod note;
mod rekor;
mod timestamp_authority;
mod tree;
mod trusted_root;

pub use certificate::{Extension, Tbs, name};
pub use certificate_authority::{CertificateAuthority, Identity, LEAF_LIFETIME, LeafRequest};
pub use chain::{Chain, Link, ORGANIZATION};
pub use ct_log::{CtEntry, CtLog, Sct};
pub use key::{KeyKind, RsaKey, SigningKey};
pub use note::{NoteSigner, Witness};
pub use rekor::{RekorV1, RekorV2};
pub use timestamp_authority::{TimestampAuthority, TimestampQuery, Token, TstInfo};
pub use tree::{Hash, Tree};
pub use trusted_root::{AuthorityInstance, LogInstance, TrustedRoot};
