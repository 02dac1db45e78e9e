use sigstore_json::{Object, timestamp};
use sigstore_traits::{Rule, RuleKind, UnixTime};

use crate::signers::positive;
use crate::{Error, Fault, Role};

/// See [`Header::read`].
pub(crate) static R_14: Rule = Rule {
    id: "R-14",
    title: "A file says the type of its role, version 1 of the specification, its own version above 0, and when it expires.",
    source: "TUF 1.0.34 sections 4.2.1, 4.2.3 and 4.3",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Header::read",
};

/// See [`Header::check_unexpired`].
pub(crate) static R_15: Rule = Rule {
    id: "R-15",
    title: "Metadata has expired unless its end is after the time at which the update began, which stays the same until the update ends.",
    source: "TUF 1.0.34 sections 5.1, 5.3.10, 5.4.4, 5.5.6 and 5.6.5",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Header::check_unexpired",
};

/// What every file of metadata begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its version, from 1.
    pub version: u64,
    /// The first moment at which it is no longer good.
    pub expires: UnixTime,
}

impl Header {
    /// Reads and checks the members that all roles have.
    ///
    /// The time is `2030-01-01T00:00:00Z`; in the first roots of Sigstore it has a fraction of a
    /// second or an offset, which RFC 3339 gives one meaning and which are read.
    pub(crate) fn read(object: &Object<'_>, role: &Role) -> Result<Self, Fault> {
        let kind = object.required("_type")?;
        if kind.string()? != role.kind() {
            return Err(Fault::at(kind, &R_14, role.kind(), kind.string()?));
        }
        let spec = object.required("spec_version")?;
        if spec.string()?.split('.').next() != Some("1") {
            return Err(Fault::at(spec, &R_14, "version 1 of the specification", spec.string()?));
        }
        let version = positive(object.required("version")?, &R_14)?;
        let expires = object.required("expires")?;
        let text = expires.string()?;
        let expires = timestamp(text).ok_or_else(|| {
            Fault::at(expires, &R_14, "a time such as 2030-01-01T00:00:00Z", text)
        })?;
        Ok(Self { version, expires })
    }

    /// Checks that it is good at `now`: the time at which the update began.
    ///
    /// # Errors
    /// [`Error::Expired`]; `role` is for the error.
    pub fn check_unexpired(&self, role: &Role, now: UnixTime) -> Result<(), Error> {
        if now < self.expires {
            return Ok(());
        }
        Err(Error::Expired {
            role: role.clone(),
            version: self.version,
            expires: self.expires,
            now,
        })
    }
}
