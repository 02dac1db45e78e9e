use sigstore_traits::{Rule, RuleKind};

/// See [`matches`].
pub(crate) static R_44: Rule = Rule {
    id: "R-44",
    title: "A role is asked about a target only if a pattern of its delegation matches the whole name, no wildcard crossing a slash, or a prefix of it the name's SHA-256; a delegation has exactly one of the two.",
    source: "TUF 1.0.34 section 4.5; TUF TAP 15",
    kind: RuleKind::Refusal,
    place: "sigstore-tuf-metadata Targets::delegations_for",
};

/// Whether a pattern matches a whole name, part by part between the slashes.
///
/// ```text
/// *      any number of characters, none of them a slash
/// ?      one character, not a slash
/// [ab]   one of these; [a-z] one of a range; [!a] none of these
/// ```
///
/// A bracket that is never closed stands for itself. Upper and lower case differ.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let mut patterns = pattern.split('/');
    let mut names = name.split('/');
    loop {
        match (patterns.next(), names.next()) {
            (None, None) => return true,
            (Some(pattern), Some(name)) if part_matches(pattern, name) => {}
            _ => return false,
        }
    }
}

/// A star takes as little as it can. When what follows it fails, only the last star takes one
/// more: this finds a match if there is one, in the product of the lengths.
fn part_matches(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern, name);
    let mut last_star: Option<(&str, &str)> = None;
    loop {
        if let Some(after) = pattern.strip_prefix('*') {
            last_star = Some((after, name));
            pattern = after;
            continue;
        }
        if pattern.is_empty() && name.is_empty() {
            return true;
        }
        match one_character(pattern, name) {
            Some(rest) => (pattern, name) = rest,
            None => {
                let Some((after, taken)) = last_star else { return false };
                let mut more = taken.chars();
                if more.next().is_none() {
                    return false;
                }
                last_star = Some((after, more.as_str()));
                (pattern, name) = (after, more.as_str());
            }
        }
    }
}

/// What is left of both if the pattern begins with something that takes the first character.
fn one_character<'p, 'n>(pattern: &'p str, name: &'n str) -> Option<(&'p str, &'n str)> {
    let (mut pattern, mut name) = (pattern.chars(), name.chars());
    let (wanted, found) = (pattern.next()?, name.next()?);
    let fits = match wanted {
        '?' => true,
        '[' => match class(pattern.as_str()) {
            Some((class, rest)) => {
                pattern = rest.chars();
                class_has(class, found)
            }
            None => found == '[',
        },
        wanted => found == wanted,
    };
    fits.then_some((pattern.as_str(), name.as_str()))
}

/// What stands between the brackets, and what after them. A bracket that comes first is a member.
fn class(after_bracket: &str) -> Option<(&str, &str)> {
    let negation = usize::from(after_bracket.starts_with('!'));
    let mut ends = after_bracket.match_indices(']').map(|(at, _)| at);
    let end = ends.find(|at| *at > negation)?;
    Some((after_bracket.get(..end)?, after_bracket.get(end + 1..)?))
}

fn class_has(class: &str, found: char) -> bool {
    let (negated, members) = match class.strip_prefix('!') {
        Some(members) => (true, members),
        None => (false, class),
    };
    let mut rest = members.chars();
    let mut has = false;
    while let Some(first) = rest.next() {
        let mut range = rest.clone();
        match (range.next(), range.next()) {
            (Some('-'), Some(last)) => {
                has |= (first..=last).contains(&found);
                rest = range;
            }
            _ => has |= first == found,
        }
    }
    has != negated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_44_kept_what_a_pattern_matches() {
        for (pattern, name) in [
            ("targets/*.tgz", "targets/foo.tgz"),
            ("foo-version-?.tgz", "foo-version-a.tgz"),
            ("*.tgz", "bar.tgz"),
            ("*", ""),
            ("a*b*c", "abbbc"),
            ("a*b*c", "aXbYbZc"),
            ("**", "x"),
            ("*/*", "a/b"),
            ("[a-c]x[!a-c]", "bxd"),
            ("[]]", "]"),
            ("[!]]", "x"),
            ("[a-]", "-"),
            ("[", "["),
            ("a[b", "a[b"),
            ("é?", "éü"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn r_44_broken_what_it_does_not() {
        for (pattern, name) in [
            ("targets/*.tgz", "targets/foo.txt"),
            ("foo-version-?.tgz", "foo-version-alpha.tgz"),
            ("*.tgz", "targets/foo.tgz"),
            ("*", "a/b"),
            ("a?b", "a/b"),
            ("a[!x]b", "a/b"),
            ("a/*", "a"),
            ("a", "a/b"),
            ("a/b", "a"),
            ("foo.tgz", "Foo.tgz"),
            ("?", ""),
            ("a*b", "ac"),
            ("[a-c]", "d"),
            ("[!a-c]", "b"),
            ("[]", "]"),
            ("", "a"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn a_32_many_stars_cost_no_more_than_the_product_of_the_lengths() {
        let (pattern, name) = ("*a".repeat(512), "a".repeat(511) + "b");
        assert!(!matches(&pattern, &name));
    }
}
