use std::sync::Arc;

use sigstore_traits::{Rule, RuleKind, SignatureSuite};

use crate::envelope::Envelope;
use crate::limits::{MAX_ROLES, MAX_TARGET, MAX_TARGETS};
use crate::refresh::Reach;
use crate::snapshot::Listed;
use crate::targets::{Asked, Delegations, Targets};
use crate::trusted::{Trusted, read_targets};
use crate::{
    Accepted, Answer, Change, Delegator, Error, Outcome, Role, Source, Target, TargetName, Want,
};

/// See [`Search`].
pub(crate) static R_41: Rule = Rule {
    id: "R-41",
    title: "Roles are asked in the order of their delegations, each with its own delegations before the next, none twice; after a terminating one that matches, no role outside it is asked.",
    source: "TUF 1.0.34 section 5.6.7",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf Search",
};

/// See [`Search::accept`].
pub(crate) static R_42: Rule = Rule {
    id: "R-42",
    title: "A delegated role is listed in the snapshot and has the version, length and hashes listed there, is signed and has not expired; otherwise the search ends without a target.",
    source: "TUF 1.0.34 sections 4.4 and 5.6.7",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf Search::accept",
};

/// See [`Search::accept`].
pub(crate) static R_43: Rule = Rule {
    id: "R-43",
    title: "A delegated role is checked each time against the keys and threshold of the role that led to it, stored or not.",
    source: "TUF 1.0.34 sections 3.1.2.1 and 5.6.7",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf Search::accept",
};

/// The search for one target, depth first: ask [`next`](Self::next), give the file to
/// [`accept`](Self::accept), and when nothing is wanted any more take the [`target`](Self::target).
///
/// An error leaves the search where it was: it can be given another file, or be given up.
#[derive(Debug)]
pub struct Search<'t, S: SignatureSuite> {
    trusted: &'t Trusted<S>,
    name: TargetName,
    /// The next role last.
    pending: Vec<Pending<S>>,
    asked: Vec<String>,
    source: Source,
    end: Option<Result<Target, Error>>,
}

#[derive(Debug)]
struct Pending<S: SignatureSuite> {
    role: Asked,
    by: Delegator,
    delegations: Arc<Delegations<S>>,
}

impl<'t, S: SignatureSuite> Search<'t, S> {
    pub(crate) fn begin(trusted: &'t Trusted<S>, name: TargetName) -> Self {
        let (pending, asked, source) = (Vec::new(), Vec::new(), Source::Store);
        let mut search = Self { trusted, name, pending, asked, source, end: None };
        search.enter(&Role::Targets, &trusted.targets);
        search
    }

    /// The file that is wanted next; `None` when the search is over.
    pub fn next(&self) -> Option<Want> {
        let (role, listed) = self.wanted()?;
        let versioned =
            self.source == Source::Repository && self.trusted.root.consistent_snapshot();
        Some(Want {
            role,
            source: self.source,
            version: versioned.then_some(listed.version),
            max_length: listed.length.unwrap_or(MAX_TARGETS).min(MAX_TARGETS),
        })
    }

    /// Takes the file that [`next`](Self::next) wants.
    ///
    /// # Errors
    /// Why the file of the repository is refused; [`Error::Missing`] if it has none;
    /// [`Error::NothingWanted`] if the search is over. A stored file that is refused is no error
    /// unless there is nothing but the store.
    pub fn accept(&mut self, answer: Answer<'_>) -> Result<Accepted, Error> {
        let want = self.next().ok_or(Error::NothingWanted)?;
        let outcome = match answer {
            Answer::Bytes(bytes) => want.check_length(bytes).and_then(|()| self.take(bytes)),
            Answer::Absent => {
                Err(Error::Missing { file: want.repository_name(), source: want.source })
            }
        };
        let outcome = match (outcome, want.source, self.trusted.reach) {
            (Err(why), Source::Store, Reach::Repository) => {
                self.source = Source::Repository;
                Outcome::passed_over(why)
            }
            (outcome, _, _) => outcome?,
        };
        Ok(Accepted { role: want.role, source: want.source, outcome })
    }

    /// The target.
    ///
    /// # Errors
    /// [`Error::UnknownTarget`] if no role lists it, [`Error::NotListed`], [`Error::TooManyRoles`]
    /// or [`Error::TooLong`] if the search ended before; [`Error::Unfinished`] if it has not ended.
    pub fn target(self) -> Result<Target, Error> {
        let wanted = || self.next().map_or(String::new(), |want| want.repository_name());
        self.end.clone().unwrap_or_else(|| Err(Error::Unfinished { wanted: wanted() }))
    }

    fn wanted(&self) -> Option<(Role, &'t Listed)> {
        let next = self.pending.last().filter(|_| self.end.is_none())?;
        let role = Role::Delegated(next.role.name.clone());
        let listed = self.trusted.snapshot.listed(&role)?;
        Some((role, listed))
    }

    fn take(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        let (role, listed) = self.wanted().ok_or(Error::NothingWanted)?;
        let pending = self.pending.last().ok_or(Error::NothingWanted)?;
        let Trusted { suite, now, .. } = self.trusted;
        let signed = |envelope: &Envelope<'_>| {
            let (signers, keys) = (&pending.role.signers, &pending.delegations.keys);
            signers.check(&role, keys, envelope, || pending.by.clone(), suite)
        };
        let (targets, signed_by) = read_targets(&role, bytes, listed, signed, (*now, suite))?;
        self.asked.extend(self.pending.pop().map(|pending| pending.role.name));
        self.enter(&role, &targets);
        Ok(Outcome::Trusted(Change::new(&targets.header, None, signed_by)))
    }

    /// Looks into the metadata of a role: the target is there, or the roles that it delegates to
    /// are next.
    fn enter(&mut self, role: &Role, targets: &Targets<S>) {
        self.source = Source::Store;
        if let Some(file) = targets.file(&self.name) {
            self.end = Some(self.found(role, file.clone()));
            return;
        }
        if let Some(delegations) = &targets.delegations {
            let (roles, terminating) = delegations.for_target(&self.name, &self.trusted.suite);
            if terminating {
                self.pending.clear();
            }
            let by = Delegator { role: role.clone(), version: targets.header.version };
            self.pending.extend(roles.into_iter().rev().map(|role| Pending {
                role,
                by: by.clone(),
                delegations: Arc::clone(delegations),
            }));
        }
        self.skip_asked();
        self.end = self.dead_end().map(Err);
    }

    fn found(&self, role: &Role, file: crate::target::TargetFile) -> Result<Target, Error> {
        if file.length > MAX_TARGET {
            let (file, found) = (self.name.as_str().into(), file.length);
            return Err(Error::TooLong { file, found, max: MAX_TARGET });
        }
        let consistent = self.trusted.root.consistent_snapshot();
        Ok(Target { name: self.name.clone(), file, role: role.clone(), consistent })
    }

    /// Cycles end here: no role is asked twice.
    fn skip_asked(&mut self) {
        while self.pending.pop_if(|pending| self.asked.contains(&pending.role.name)).is_some() {}
    }

    /// Why the search can't go on, if it can't.
    fn dead_end(&self) -> Option<Error> {
        let Some(Pending { role: Asked { name: role, .. }, .. }) = self.pending.last() else {
            let name = self.name.as_str().into();
            return Some(Error::UnknownTarget { name, asked: self.asked.clone() });
        };
        if self.asked.len() == MAX_ROLES {
            let name = self.name.as_str().into();
            return Some(Error::TooManyRoles { name, role: role.clone() });
        }
        let snapshot = &self.trusted.snapshot;
        let role = Role::Delegated(role.clone());
        match snapshot.listed(&role) {
            Some(_) => None,
            None => Some(Error::NotListed { role, snapshot: snapshot.header.version }),
        }
    }
}
