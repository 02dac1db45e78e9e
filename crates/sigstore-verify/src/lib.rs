//! Decides whether a Sigstore bundle vouches for an artifact.
//!
//! The bundle is what the signer hands over: a signature, the certificate or the hint of the key
//! that made it, and the evidence of a transparency log and of timestamp authorities. A
//! verification goes through six steps, in the order in which a signature comes to be:
//!
//! 1. **certified**: a trusted authority signed the certificate, and certificate logs saw it;
//! 2. **identified**: the certificate names the signer that the [`Policy`] expects;
//! 3. **logged**: a trusted log holds the entry, and log and timestamps prove *when*;
//! 4. **in time**: certificate and authorities were valid at every proven time;
//! 5. **about**: the log entry and the statement are about this very artifact;
//! 6. **signed**: the signature is made with the certified key.
//!
//! There are two entrances over one list of [`CHECKS`]: [`verify`] stops at the first that does
//! not hold, [`examine`] makes all that it can and returns what became of each.
//!
//! A signer needs to know on the way whether it can go on: [`check_certificate`],
//! [`check_timestamp`] and [`check_checkpoint`] make those of the checks that need no bundle.
//!
//! Nothing here reads a clock, a file, the environment or the network: the same input gives the
//! same answer on every machine and on every day. Cryptography and trust come in through
//! [`SignatureSuite`] and [`Trust`].
//!
//! The rules are in [`RULES`], each beside the function that enforces it; `docs/RULES.md` of the
//! repository lists them all with sources and tests. Each check tells its outcome as a `tracing`
//! event of target `sigstore::check` with the fields `check`, `rule`, `spec`, `kept` and `proof`
//! or `why`.
#![forbid(unsafe_code)]

mod about;
mod answer;
mod artifact;
mod case;
mod certified;
mod check;
mod checks;
mod error;
mod fields;
mod host;
mod identified;
mod in_time;
mod logged;
mod material;
mod policy;
mod rejection;
mod rules;
mod several;
mod signed;
mod tally;
mod verified;

use std::ops::ControlFlow;

use sigstore_bundle::Bundle;
use sigstore_traits::{SignatureSuite, Trust};

use crate::about::About;
use crate::case::Case;
use crate::certified::Certified;
use crate::check::{FirstRefusal, Recorder, Walk};
use crate::identified::Identified;
use crate::in_time::InTime;
use crate::logged::Logged;
use crate::material::Material;
use crate::signed::Signed;
use crate::verified::Steps;

pub use answer::{SignedHead, check_certificate, check_checkpoint, check_timestamp};
pub use artifact::{Artifact, Needs};
pub use check::{Check, Outcome, Step};
pub use checks::CHECKS;
pub use error::{Error, MaterialKind};
pub use fields::{Field, Fields};
pub use logged::{ProvenTime, TimeSource};
pub use material::{Unreadable, UnreadableError};
pub use policy::{
    Identity, IssuerPolicy, Pattern, Policy, Text, Thresholds, Waived, WaivedBy, Waiver,
};
pub use rejection::Rejection;
pub use rules::RULES;
pub use verified::{Examination, LoggedEntry, SignedStatement, Signer, Verified};

/// The steps of a verification: the one list behind both entrances.
fn walk<'c, T: Trust, W: Walk>(
    w: &mut W,
    case: &'c Case<'c, T>,
) -> ControlFlow<W::Stop, Steps<'c, T::Suite, W>> {
    let certified = Certified::check(w, case)?;
    let identified = Identified::check(w, case)?;
    let logged = Logged::check(w, case)?;
    let in_time = InTime::check(w, case, &certified, &logged)?;
    let about = About::check(w, case, &certified)?;
    let signed = Signed::check(w, case, &certified)?;
    ControlFlow::Continue(Steps { certified, identified, logged, in_time, about, signed })
}

/// Verifies that `bundle` vouches for `artifact`, and says what it proved.
///
/// # Errors
/// [`Error::Unreadable`] if something in the bundle can't be decoded, else [`Error::Rejected`] with
/// the first check that does not hold.
pub fn verify(
    artifact: &Artifact,
    bundle: &Bundle,
    trust: &impl Trust,
    policy: &Policy,
) -> Result<Verified, Error> {
    let material = Material::read(bundle).map_err(Error::Unreadable)?;
    let case = Case::new(&material, artifact, trust, policy);
    match walk(&mut FirstRefusal, &case) {
        ControlFlow::Continue(steps) => Ok(Verified::of(steps, &case)),
        ControlFlow::Break(rejection) => Err(Error::Rejected(rejection)),
    }
}

/// Makes every check that does not logically need a missing proof, and says what became of each.
///
/// # Errors
/// [`Unreadable`] if something in the bundle can't be decoded: there is nothing to check then.
pub fn examine(
    artifact: &Artifact,
    bundle: &Bundle,
    trust: &impl Trust,
    policy: &Policy,
) -> Result<Examination, Unreadable> {
    let material = Material::read(bundle)?;
    let case = Case::new(&material, artifact, trust, policy);
    let mut recorder = Recorder::default();
    let ControlFlow::Continue(steps) = walk(&mut recorder, &case);
    Ok(Examination::of(steps, recorder.outcomes(), &case))
}

/// What a verification of `bundle` needs to know of the artifact, so that one pass over it yields
/// everything ([`Artifact::read`]).
///
/// # Errors
/// [`Unreadable`] if something in the bundle can't be decoded.
pub fn needs(
    bundle: &Bundle,
    policy: &Policy,
    suite: &impl SignatureSuite,
) -> Result<Needs, Unreadable> {
    let material = Material::read(bundle)?;
    // A key that can't be read needs nothing: the verification refuses it.
    let key = suite.key(material.signer_spki(policy)).ok();
    Ok(material.needs(key.map(|key| suite.key_algorithm(&key)), policy))
}
