//! Walks a token to a verified bundle.
//!
//! Signing goes through steps, each of which gives what the next one takes; there is no other way
//! to any of them, so none can be left out or done before its time:
//!
//! | step | gives | by |
//! |---|---|---|
//! | who signs, by their token | [`Identity`] | [`Signing::identity`] |
//! | the key is certified, and the certificate checked | [`Credential`] | [`Signing::certify`] |
//! | … or is known to the verifier | [`Credential`] | [`Signing::managed`] |
//! | the signature | [`Signed`] | [`Signing::sign`] |
//! | the time of the signature | [`Stamped`] | [`Signing::stamp`] |
//! | log entries, and the whole bundle verified | [`Finished`] | [`Signing::log`] |
//!
//! Only [`Finished`] has a bundle, and it is verified with `sigstore-verify` before it is made. A
//! failure says in which [`Step`], at whom, why, and what of it all is [`Public`] already: a
//! certificate and a log entry can't be taken back.
//!
//! Questions are asked through a [`Transport`](sigstore_transport::Transport); clock and entropy
//! come in as functions. Nothing here opens a connection or a file, or makes a key.
//!
//! While a service is asked, a `tracing` span of target `sigstore::sign` is open: `certify`, `stamp`
//! or `log`, with the field `service`.
//!
//! | rule | what |
//! |---|---|
//! | S-1 | the order of the steps |
//! | S-3 | timestamps, entries and the whole bundle are verified before it is given out |
//! | S-4 | a certificate is checked before its key signs: path, SCT, identity, key |
//! | S-5 | one certificate serves for many signatures until it ends |
//! | S-48 | one signature in the scheme that every log takes |
//! | S-51 | an entry of Rekor v2 whose answer was lost is found in the log's tiles |
//! | S-63 | a log that tells no time needs a timestamp authority |
//! | S-65, S-66, S-68 | what stands in the bundle |
//! | S-67, S-70 | a statement is signed, sent and bundled byte for byte as it was given |
//! | S-76 | the timestamp authorities are asked before the logs |
//!
//! ```
//! use sigstore_bundle::Bundle;
//! use sigstore_jwt::IdentityToken;
//! use sigstore_sign::{Content, Error, ProofForm, Signing};
//! use sigstore_signing_config::Services;
//! use sigstore_traits::{Signer, Trust};
//! use sigstore_transport::Transport;
//! use sigstore_verify::Artifact;
//!
//! async fn sign<T: Trust + Sync, X: Transport + Sync, K: Signer>(
//!     signing: &Signing<'_, T, X>,
//!     services: &Services,
//!     token: &IdentityToken,
//!     key: K,
//!     artifact: &Artifact,
//! ) -> Result<Bundle, Error<X::Error>>
//! where
//!     T::Suite: Sync,
//! {
//!     let recorders = signing.recorders(&services.recorders)?;
//!     let identity = signing.identity(token)?;
//!     let credential =
//!         signing.certify(&identity, key, ProofForm::Possession, &services.ca).await?;
//!     let signed = signing.sign(&credential, Content::Artifact(artifact), &recorders)?;
//!     let stamped = signing.stamp(signed).await?;
//!     Ok(signing.log(stamped).await?.bundle)
//! }
//! ```
#![forbid(unsafe_code)]

mod certify;
mod content;
mod credential;
mod error;
mod identity;
mod log;
mod public;
mod recorders;
mod rekor_v2;
mod scheme;
mod sign;
mod signing;
mod stamp;

pub use certify::{FulcioApi, ProofForm};
pub use content::{Content, IN_TOTO};
pub use credential::Credential;
pub use error::{Error, Step, Why};
pub use identity::Identity;
pub use log::Finished;
pub use public::{Public, PublicEntry, Published};
pub use recorders::{Log, LogVersion, Recorders};
pub use rekor_v2::MAX_SEARCHED;
pub use sign::Signed;
pub use signing::Signing;
pub use stamp::Stamped;

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &signing::S_1,
    &log::S_3,
    &certify::S_4,
    &credential::S_5,
    &scheme::S_48,
    &rekor_v2::S_51,
    &recorders::S_63,
    &sign::S_65,
    &sign::S_66,
    &content::S_67,
    &stamp::S_68,
    &log::S_70,
    &stamp::S_76,
];
