use sigstore_traits::{Rule, RuleKind};

pub(crate) static V_116: Rule = Rule {
    id: "V-116",
    title: "Evidence counts by distinct logs and authorities, and by operator where one is named: two entries of one log, or of two logs of one operator, count once.",
    source: "sigstore architecture-docs client-spec.md section 4.6; protobuf-specs sigstore_trustroot.proto, operator",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Tally",
};

/// Counts pieces of evidence by who gave them.
#[derive(Default)]
pub(crate) struct Tally {
    /// Evidence that counts once, together.
    groups: Vec<Vec<(Vec<u8>, Option<String>)>>,
}

impl Tally {
    /// One piece of evidence of `source`, run by `operator` if that is known.
    pub(crate) fn count(&mut self, source: &[u8], operator: Option<&str>) {
        let same = |(seen, run_by): &(Vec<u8>, Option<String>)| {
            seen == source || (operator.is_some() && run_by.as_deref() == operator)
        };
        let groups = std::mem::take(&mut self.groups).into_iter();
        let (joined, others): (Vec<_>, Vec<_>) = groups.partition(|group| group.iter().any(same));
        let mut group: Vec<_> = joined.into_iter().flatten().collect();
        group.push((source.to_vec(), operator.map(str::to_owned)));
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

    fn distinct(evidence: &[(&str, Option<&str>)]) -> usize {
        let mut tally = Tally::default();
        evidence.iter().for_each(|(source, operator)| tally.count(source.as_bytes(), *operator));
        tally.distinct()
    }

    #[test]
    fn v_116_kept_distinct_sources_and_operators_count() {
        assert_eq!(distinct(&[]), 0);
        assert_eq!(distinct(&[("a", None), ("b", None)]), 2);
        assert_eq!(distinct(&[("a", Some("x")), ("b", Some("y")), ("c", None)]), 3);
    }

    #[test]
    fn v_116_broken_the_same_source_or_operator_counts_once() {
        assert_eq!(distinct(&[("a", None), ("a", None)]), 1);
        assert_eq!(distinct(&[("a", Some("x")), ("b", Some("x"))]), 1);
        // The same log, listed once with and once without its operator.
        assert_eq!(distinct(&[("a", None), ("a", Some("x")), ("b", Some("x"))]), 1);
        assert_eq!(distinct(&[("a", None), ("b", Some("x")), ("a", Some("x"))]), 1);
    }
}
