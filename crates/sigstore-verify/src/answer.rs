//! The checks that a signer makes of what it is answered, before there is a bundle: the same
//! functions as in a verification, over a bundle that holds nothing else.

use std::ops::ControlFlow;

use sigstore_bundle::{Bundle, Content, Material as KeyMaterial, MediaType, MessageSignature};
use sigstore_checkpoint::Checkpoint;
use sigstore_merkle::TreeHead;
use sigstore_traits::{Digest, LogId, Rule, RuleKind, Trust, UnixTime};

use crate::case::Case;
use crate::certified::Certified;
use crate::check::FirstRefusal;
use crate::host::Host;
use crate::identified::Identified;
use crate::logged::Logged;
use crate::logged::heads::LogLine;
use crate::material::Material;
use crate::several::Several;
use crate::{Artifact, Error, Policy, Rejection, Thresholds, Unreadable, UnreadableError};

/// See [`check_certificate`].
pub(crate) static V_66: Rule = Rule {
    id: "V-66",
    title: "An SCT that comes beside a new certificate is over the certificate itself; it counts as one inside does.",
    source: "RFC 6962 section 3.2; sigstore architecture-docs fulcio-spec.md section 4",
    kind: RuleKind::Refusal,
    place: "sigstore-verify check_certificate",
};

/// Checks a certificate that was just issued, before anything is signed with its key: its profile,
/// a trusted path that is valid at `now`, its SCTs, and that it names whom the policy says.
///
/// `leaf` is DER. `detached_sct` is an SCT that came beside it (RFC 6962 section 3.2).
///
/// # Errors
/// [`Error`] with the first check that does not hold.
pub fn check_certificate(
    leaf: &[u8],
    detached_sct: Option<&[u8]>,
    now: UnixTime,
    trust: &impl Trust,
    policy: &Policy,
) -> Result<(), Error> {
    let bundle = bundle(KeyMaterial::Certificate(leaf.to_vec()), Vec::new(), &[])?;
    let material = Material::read(&bundle).map_err(Error::Unreadable)?;
    let material = material.with_detached_sct(detached_sct).map_err(Error::Unreadable)?;
    let nothing = nothing();
    let case = Case::new(&material, &nothing, trust, policy);
    let walk = &mut FirstRefusal;
    let certified = kept(Certified::check(walk, &case))?;
    kept(Identified::check(walk, &case))?;
    let Some(certificate) = certified.certificate else {
        return Ok(());
    };
    let validity = certificate.leaf.validity();
    let valid = certificate.paths.candidates.under_any(|path| path.check_at(validity, now));
    valid.map(|_| ()).map_err(|error| Error::Rejected(Rejection::Certificate(error)))
}

/// Checks a timestamp that was just given over these signature bytes, and says its time: it is
/// about them, and signed by a trusted authority in its period.
///
/// `response` is an RFC 3161 TimeStampResp in DER.
///
/// # Errors
/// [`Error`] with the first check that does not hold; an unknown authority is one.
pub fn check_timestamp(
    response: &[u8],
    signature: &[u8],
    trust: &impl Trust,
) -> Result<UnixTime, Error> {
    let hint = KeyMaterial::PublicKey { hint: String::new() };
    let bundle = bundle(hint, vec![response.to_vec()], signature)?;
    let material = Material::read(&bundle).map_err(Error::Unreadable)?;
    let policy = Policy::key(Vec::new(), None);
    let policy = policy.thresholds(Thresholds { timestamps: 1, ..Thresholds::default() });
    let nothing = nothing();
    let case = Case::new(&material, &nothing, trust, &policy);
    let counted = kept(Logged::timestamps(&mut FirstRefusal, &case))?;
    let time = counted.times.first().map(|(time, _)| *time);
    time.ok_or(Error::Rejected(Rejection::NoProvenTime))
}

/// The head of a tree that a trusted log signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedHead {
    /// The id of the log.
    pub log_id: LogId,
    /// What it signed.
    pub tree: TreeHead,
}

/// Checks a checkpoint that a log of Rekor v2 serves, before anything is looked for in its tree:
/// its origin is the host of a trusted log, and every line of that log signs it.
///
/// `note` is a signed note (C2SP tlog-checkpoint).
///
/// # Errors
/// [`Error`] with the first check that does not hold; an unknown log is one.
pub fn check_checkpoint(note: &str, trust: &impl Trust) -> Result<SignedHead, Error> {
    let checkpoint = Checkpoint::parse(note).map_err(|error| {
        let (place, error) = ("checkpoint".into(), UnreadableError::Checkpoint(error));
        Error::Unreadable(Unreadable { place, error })
    })?;
    let name = checkpoint.origin();
    let named = trust.every_entry_log().filter(|log| Host::of(log.base_url).has_name(name));
    let unknown = || {
        let (found, expected) = (name.into(), "the host of a trusted log".into());
        Error::Rejected(Rejection::Origin { entry: 0, found, expected })
    };
    let logs = Several::of(named).ok_or_else(unknown)?;
    let (number, suite, checkpoint) = (0, trust.suite(), &checkpoint);
    let signed = logs.under_any(|log| LogLine { number, checkpoint, v2: true, log, suite }.check());
    let log_id = signed.map_err(Error::Rejected)?.id;
    Ok(SignedHead { log_id, tree: checkpoint.tree_head() })
}

fn bundle(
    material: KeyMaterial,
    timestamps: Vec<Vec<u8>>,
    signature: &[u8],
) -> Result<Bundle, Error> {
    let message = MessageSignature { digest: None, signature: signature.to_vec() };
    let content = Content::Message(message);
    Bundle::new(MediaType::V03, material, Vec::new(), timestamps, content).map_err(|error| {
        let error = UnreadableError::Bundle(error);
        Error::Unreadable(Unreadable { place: String::new(), error })
    })
}

/// No check that is made here looks at the artifact.
fn nothing() -> Artifact {
    Artifact::from_digest(Digest::Sha256([0; 32]))
}

fn kept<P>(walked: ControlFlow<Rejection, P>) -> Result<P, Error> {
    match walked {
        ControlFlow::Continue(proof) => Ok(proof),
        ControlFlow::Break(rejection) => Err(Error::Rejected(rejection)),
    }
}
