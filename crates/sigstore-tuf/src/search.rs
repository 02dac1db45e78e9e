use sigstore_traits::{Rule, RuleKind, SignatureSuite};
use sigstore_tuf_metadata::{Delegation, Listed, Role, Target, TargetName, Targets};

use crate::limits::{MAX_ROLES, MAX_TARGET};
use crate::refresh::Reach;
use crate::{Accepted, Answer, Change, Error, Outcome, Source, Trusted, Want};

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

/// The search for one target, depth first: ask [`next`](Self::next), give the file to
/// [`accept`](Self::accept), and when nothing is wanted any more take the [`target`](Self::target).
///
/// An error leaves the search where it was: it can be given another file, or be given up.
#[derive(Debug)]
pub struct Search<'t, S: SignatureSuite> {
    trusted: &'t Trusted<S>,
    name: TargetName,
    /// The next role last.
    pending: Vec<Delegation<S>>,
    asked: Vec<Role>,
    source: Source,
    end: Option<Result<Target, Error>>,
}

impl<'t, S: SignatureSuite> Search<'t, S> {
    pub(crate) fn begin(trusted: &'t Trusted<S>, name: TargetName) -> Self {
        let (pending, asked, source) = (Vec::new(), Vec::new(), Source::Store);
        let mut search = Self { trusted, name, pending, asked, source, end: None };
        search.enter(&trusted.targets);
        search
    }

    /// The file that is wanted next; `None` when the search is over.
    pub fn next(&self) -> Option<Want> {
        let (delegation, listed) = self.wanted()?;
        let versioned =
            self.source == Source::Repository && self.trusted.root.consistent_snapshot();
        let version = versioned.then_some(listed.version());
        Some(Want::new(delegation.role().clone(), self.source, version, Some(listed)))
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

    /// The role that is asked next, and what the snapshot lists of its file.
    fn wanted(&self) -> Option<(&Delegation<S>, &'t Listed)> {
        let next = self.pending.last().filter(|_| self.end.is_none())?;
        Some((next, self.trusted.snapshot.listed(next.role())?))
    }

    fn take(&mut self, bytes: &[u8]) -> Result<Outcome, Error> {
        let (delegation, listed) = self.wanted().ok_or(Error::NothingWanted)?;
        let new = delegation.targets(bytes, listed, &self.trusted.suite)?;
        let header = new.body.header;
        header.check_unexpired(delegation.role(), self.trusted.now)?;
        let role = delegation.role().clone();
        self.pending.pop();
        self.asked.push(role);
        self.enter(&new.body);
        Ok(Outcome::Trusted(Change::new(&header, None, new.by)))
    }

    /// Looks into the metadata of a role: the target is there, or the roles that it delegates to
    /// are next.
    fn enter(&mut self, targets: &Targets<S>) {
        self.source = Source::Store;
        let consistent = self.trusted.root.consistent_snapshot();
        if let Some(target) = targets.target(&self.name, consistent) {
            self.end = Some(short_enough(target));
            return;
        }
        let (to, terminating) = targets.delegations_for(&self.name, &self.trusted.suite);
        if terminating {
            self.pending.clear();
        }
        self.pending.extend(to.into_iter().rev());
        // Cycles end here: no role is asked twice.
        while self.pending.pop_if(|next| self.asked.contains(next.role())).is_some() {}
        self.end = self.dead_end().map(Err);
    }

    /// Why the search can't go on, if it can't.
    fn dead_end(&self) -> Option<Error> {
        let name = || self.name.as_str().to_owned();
        let Some(next) = self.pending.last() else {
            let asked = self.asked.iter().map(|role| role.name().into());
            return Some(Error::UnknownTarget { name: name(), asked: asked.collect() });
        };
        let role = next.role();
        if self.asked.len() == MAX_ROLES {
            return Some(Error::TooManyRoles { name: name(), role: role.name().into() });
        }
        let snapshot = &self.trusted.snapshot;
        let not_listed = Error::NotListed { role: role.clone(), snapshot: snapshot.header.version };
        snapshot.listed(role).is_none().then_some(not_listed)
    }
}

fn short_enough(target: Target) -> Result<Target, Error> {
    if target.length() > MAX_TARGET {
        let (file, found) = (target.name().as_str().into(), target.length());
        return Err(Error::TooLong { file, found, max: MAX_TARGET });
    }
    Ok(target)
}
