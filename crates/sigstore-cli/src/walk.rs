//! The walk from a token to a verified bundle, for `life`, `sign` and `attest`.

use sigstore_crypto::{KeyKind, PrivateKey};
use sigstore_ed25519ph::Ed25519Key;
use sigstore_hyper::Error as HttpError;
use sigstore_jwt::IdentityToken;
use sigstore_sign::{
    Credential, Error, Finished, FulcioApi, Identity, ProofForm, Recorders, Signing, Why,
};
use sigstore_signing_config::Services as Chosen;
use sigstore_traits::Signer;
use sigstore_transport::Transport;
use sigstore_trust_root::TrustedRoot;

use crate::Suite;
use crate::failure::{Exit, Failure};

/// A key that signs, whatever its kind.
pub(crate) type Key = Box<dyn Signer + Send + Sync>;

/// A signing over the program's suite.
pub(crate) type Walk<'s, X> = Signing<'s, TrustedRoot<Suite>, X>;

/// A new key for one certificate.
pub(crate) fn new_key(kind: KeyKind) -> Result<Key, Failure> {
    let key = PrivateKey::generate(kind);
    key.map(boxed).map_err(|error| Failure::new(Exit::Unreadable, "a new key", &error))
}

/// An Ed25519 key signs digests too, which takes the suite that has Ed25519ph.
pub(crate) fn boxed(key: PrivateKey) -> Key {
    match key.into_ed25519_seed() {
        Ok(seed) => Box::new(Ed25519Key::from_seed(&seed)),
        Err(key) => Box::new(key),
    }
}

/// The identity of a token: by its known issuer, else by what the authority says of it.
pub(crate) async fn identity<'t, X>(
    signing: &Walk<'_, X>,
    token: &'t IdentityToken,
    chosen: &Chosen,
) -> Result<Identity<'t>, Failure>
where
    X: Transport<Error = HttpError> + Sync,
{
    match signing.identity(token) {
        Err(Error { why, .. }) if matches!(*why, Why::UnknownIssuer { .. }) => {
            signing.ask_identity(token, &chosen.ca).await.map_err(|error| failed(&error))
        }
        known => known.map_err(|error| failed(&error)),
    }
}

/// A key and its certificate.
pub(crate) async fn credential<X>(
    signing: &Walk<'_, X>,
    (api, form): (FulcioApi, ProofForm),
    identity: &Identity<'_>,
    key: Key,
    chosen: &Chosen,
) -> Result<Credential<Key>, Failure>
where
    X: Transport<Error = HttpError> + Sync,
{
    let certified = signing.certify_by(api, identity, key, form, &chosen.ca).await;
    certified.map_err(|error| failed(&error))
}

/// The bundle of one thing.
pub(crate) async fn bundle<X>(
    signing: &Walk<'_, X>,
    credential: &Credential<Key>,
    content: sigstore_sign::Content<'_>,
    recorders: &Recorders,
) -> Result<Finished, Failure>
where
    X: Transport<Error = HttpError> + Sync,
{
    let signed = signing.sign(credential, content, recorders).map_err(|error| failed(&error))?;
    let stamped = signing.stamp(signed).await.map_err(|error| failed(&error))?;
    signing.log(stamped).await.map_err(|error| failed(&error))
}

/// What went wrong, at whom, and what is public all the same.
pub(crate) fn failed(error: &Error<HttpError>) -> Failure {
    let exit = match &*error.why {
        Why::Transport(_)
        | Why::Fulcio(_)
        | Why::Tsa(_)
        | Why::Rekor(_)
        | Why::NotRecovered { .. }
        | Why::OtherKey => Exit::Service,
        // The peer's answer, not an input, is what does not hold.
        Why::Verification(_) if error.peer.is_some() => Exit::Service,
        Why::Address(_) | Why::UnknownIssuer { .. } | Why::NoTime { .. } | Why::NoLog => {
            Exit::Trust
        }
        Why::Token(_) | Why::Expired { .. } | Why::Verification(_) => Exit::Refused,
        Why::Unsuitable { .. } => Exit::Usage,
        _ => Exit::Unreadable,
    };
    let input = error.peer.clone().unwrap_or_else(|| "signing".into());
    let failure = Failure::new(exit, input, error);
    if error.public.is_nothing() {
        return failure;
    }
    let mut facts = failure.facts;
    let found = [facts.found.as_str(), &format!("public all the same: {}", error.public)];
    let found: Vec<_> = found.into_iter().filter(|text| !text.is_empty()).collect();
    facts.found = found.join("; ");
    Failure { facts, ..failure }
}
