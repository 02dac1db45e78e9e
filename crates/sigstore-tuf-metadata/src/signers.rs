use std::collections::BTreeSet;

use sigstore_json::{Node, Object};
use sigstore_traits::{Rule, RuleKind, SignatureSuite};

use crate::envelope::Envelope;
use crate::key::{Key, Keys};
use crate::limits::{MAX_KEY_IDS, R_48};
use crate::{Error, Fault, Role, integer};

/// See [`Signers::check`].
pub(crate) static R_13: Rule = Rule {
    id: "R-13",
    title: "A role's threshold is at least 1 and is met by signatures of as many different keys of that role: a key counts once under all its ids, other signatures don't spoil the file, and no key id signs it twice.",
    source: "TUF 1.0.34 sections 4.2.1, 4.3 and 5.3.4",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Signers::check",
};

/// The keys that may sign for a role, and how many of them must.
#[derive(Clone, Debug)]
pub(crate) struct Signers {
    pub(crate) key_ids: Vec<String>,
    pub(crate) threshold: u64,
}

/// What enough keys signed, which ones, and nothing else: only the check makes it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Signed<T> {
    /// What they signed.
    pub body: T,
    /// The ids of the keys, as many as had to sign.
    pub by: Vec<String>,
}

/// Who names the keys of a role: a role and the version of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegator {
    /// The role.
    pub role: Role,
    /// The version of its metadata.
    pub version: u64,
}

impl Signers {
    /// Reads `"keyids": […], "threshold": n` of an object.
    pub(crate) fn read(object: &Object<'_>) -> Result<Self, Fault> {
        let key_ids = object.required("keyids")?;
        let ids = key_ids.array()?;
        if ids.len() > MAX_KEY_IDS {
            return Err(Fault::at(key_ids, &R_48, "at most 1024 key ids", &ids.len().to_string()));
        }
        let key_ids = ids.map(|id| id.string().map(Into::into)).collect::<Result<_, _>>()?;
        let threshold = object.required("threshold")?;
        Ok(Self { key_ids, threshold: positive(threshold, &R_13)? })
    }

    /// Checks that enough of these keys signed, and says which.
    ///
    /// No more signatures are verified than the threshold needs.
    pub(crate) fn check<S: SignatureSuite>(
        &self,
        role: &Role,
        keys: &Keys<S>,
        envelope: &Envelope<'_>,
        by: impl FnOnce() -> Delegator,
        suite: &S,
    ) -> Result<Vec<String>, Error> {
        let message = envelope.canonical.as_bytes();
        let mut counted: Vec<&Key<S>> = Vec::new();
        let (mut signed_by, mut unusable, mut valid) = (Vec::new(), 0, 0);
        for signature in envelope.signatures.iter().filter(|s| self.key_ids.contains(&s.key_id)) {
            if valid == self.threshold {
                break;
            }
            let Some(key) = keys.get(&signature.key_id) else { continue };
            if counted.iter().any(|other| other.material() == key.material()) {
                continue;
            }
            match key.signed(message, signature.bytes.as_deref(), suite) {
                Ok(true) => {
                    valid += 1;
                    counted.push(key);
                    signed_by.push(signature.key_id.clone());
                }
                Ok(false) => {}
                Err(_) => unusable += 1,
            }
        }
        if valid < self.threshold {
            let (role, threshold) = (role.clone(), self.threshold);
            return Err(Error::Threshold { role, by: by(), valid, threshold, unusable });
        }
        Ok(signed_by)
    }

    /// The different keys behind the ids, so that a key under a new id is the same key.
    pub(crate) fn materials<'k, S: SignatureSuite>(&self, keys: &'k Keys<S>) -> BTreeSet<&'k [u8]> {
        self.key_ids.iter().filter_map(|id| keys.get(id)).map(Key::material).collect()
    }
}

/// An integer above 0.
pub(crate) fn positive(node: Node<'_>, rule: &'static Rule) -> Result<u64, Fault> {
    match integer(node)? {
        0 => Err(Fault::at(node, rule, "an integer above 0", "0")),
        number => Ok(number),
    }
}
