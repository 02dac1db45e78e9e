use sigstore_certificate::Name;
use sigstore_traits::{Authority, Rule, RuleKind, SignatureSuite, TrustedLog};

use crate::host::Host;

pub(crate) static V_116: Rule = Rule {
    id: "V-116",
    title: "Evidence counts by distinct logs and authorities, and by operator where one is named: two entries of one log, or of two logs of one operator, count once. A timestamp authority without an operator is one with those of its host, without a host with those of its organization: a new key makes no new authority.",
    source: "sigstore architecture-docs client-spec.md section 4.6; protobuf-specs sigstore_trustroot.proto, operator; hardening",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Tally",
};

/// Who gave a piece of evidence, as far as that is known.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Source {
    /// The id of a log, the digest of an authority's key.
    id: [u8; 32],
    operator: Option<String>,
    host: Option<String>,
    organization: Option<String>,
}

impl Source {
    pub(crate) fn log<S: SignatureSuite>(log: &TrustedLog<'_, S>) -> Self {
        // Logs that differ by their ids may share a host: shards, or certificate logs of a year.
        let operator = log.operator.map(str::to_owned);
        Self { id: log.id.0, operator, ..Self::default() }
    }

    pub(crate) fn authority<S: SignatureSuite>(authority: &Authority<'_, S>) -> Self {
        let signer = authority.chain.first();
        let subject = signer.map(|signer| Name(signer.subject.clone()));
        let host = Host::of(authority.uri).without_port.to_ascii_lowercase();
        Self {
            id: signer.map_or([0; 32], |signer| signer.spki_sha256),
            operator: authority.operator.map(str::to_owned),
            host: Some(host).filter(|host| !host.is_empty()),
            organization: subject.and_then(|subject| subject.organization()),
        }
    }

    /// By the first of operator, host and organization that both have.
    fn is_one_with(&self, other: &Self) -> bool {
        let both = |of: fn(&Self) -> &Option<String>| of(self).as_ref().zip(of(other).as_ref());
        let named = both(|source| &source.operator)
            .or_else(|| both(|source| &source.host))
            .or_else(|| both(|source| &source.organization));
        self.id == other.id || named.is_some_and(|(one, other)| one == other)
    }
}

/// Counts pieces of evidence by who gave them.
#[derive(Default)]
pub(crate) struct Tally {
    /// Evidence that counts once, together.
    groups: Vec<Vec<Source>>,
}

impl Tally {
    pub(crate) fn count(&mut self, source: Source) {
        let groups = std::mem::take(&mut self.groups).into_iter();
        let (joined, others): (Vec<_>, Vec<_>) =
            groups.partition(|group| group.iter().any(|seen| seen.is_one_with(&source)));
        let mut group = joined.concat();
        group.push(source);
        self.groups = others;
        self.groups.push(group);
    }

    /// How many distinct ones there were.
    pub(crate) fn distinct(&self) -> usize {
        self.groups.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Id, operator, host, organization; an empty text is none.
    type Evidence = (u8, &'static str, &'static str, &'static str);

    fn distinct(evidence: &[Evidence]) -> usize {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut tally = Tally::default();
        for &(id, operator, host, organization) in evidence {
            tally.count(Source {
                id: [id; 32],
                operator: some(operator),
                host: some(host),
                organization: some(organization),
            });
        }
        tally.distinct()
    }

    #[test]
    fn v_116_kept_distinct_sources_and_operators_count() {
        assert_eq!(distinct(&[]), 0);
        assert_eq!(distinct(&[(1, "", "", ""), (2, "", "", "")]), 2);
        assert_eq!(distinct(&[(1, "x", "", ""), (2, "y", "", ""), (3, "", "", "")]), 3);
        // What counts for less does not join what counts for more keeps apart.
        assert_eq!(distinct(&[(1, "x", "h", "o"), (2, "y", "h", "o")]), 2);
        assert_eq!(distinct(&[(1, "", "h", "o"), (2, "", "i", "o")]), 2);
        assert_eq!(distinct(&[(1, "", "", "o"), (2, "", "", "p")]), 2);
    }

    #[test]
    fn v_116_broken_the_same_source_or_operator_counts_once() {
        assert_eq!(distinct(&[(1, "", "", ""), (1, "", "", "")]), 1);
        assert_eq!(distinct(&[(1, "x", "h", "o"), (2, "x", "i", "p")]), 1);
        // The same log, listed once with and once without its operator.
        assert_eq!(distinct(&[(1, "", "", ""), (1, "x", "", ""), (2, "x", "", "")]), 1);
        assert_eq!(distinct(&[(1, "", "", ""), (2, "x", "", ""), (1, "x", "", "")]), 1);
    }

    #[test]
    fn v_116_broken_the_same_host_or_organization_counts_once() {
        assert_eq!(distinct(&[(1, "", "h", "o"), (2, "", "h", "p")]), 1);
        assert_eq!(distinct(&[(1, "", "", "o"), (2, "", "h", "o")]), 1);
        // An operator that only one of the two names says nothing.
        assert_eq!(distinct(&[(1, "x", "h", ""), (2, "", "h", "")]), 1);
    }
}
