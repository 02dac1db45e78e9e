//! Which names are near a misspelt one.

/// The names that differ in the fewest letters from the word, or begin with it; at most three.
pub(crate) fn near<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let most = (word.chars().count() / 3).max(1);
    let distances = names.filter_map(|name| {
        let begins = word.len() > 2 && name.to_lowercase().starts_with(word);
        let distance = if begins { 1 } else { distance(word, &name.to_lowercase()) };
        (distance <= most).then_some((distance, name))
    });
    let mut found: Vec<_> = distances.collect();
    found.sort();
    found.dedup();
    let least = found.first().map_or(0, |(distance, _)| *distance);
    found.retain(|(distance, _)| *distance == least);
    found.into_iter().map(|(_, name)| name.to_owned()).take(3).collect()
}

/// How many letters must be put in, taken out or changed (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut next = vec![line + 1];
        for ((above, beside), same) in
            row.iter().skip(1).zip(&row).zip(other.iter().map(|it| *it == letter))
        {
            let before = next.last().copied().unwrap_or_default();
            let changed = beside + usize::from(!same);
            next.push((above + 1).min(before + 1).min(changed));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (one, other, expected) in
            [("", "abc", 3), ("v-51", "v-51", 0), ("v-51", "v-15", 2), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn the_nearest_come_first_and_strangers_not_at_all() {
        let names = ["sct-period", "sct-scheme", "sct-signature", "V-51", "signature"];
        assert_eq!(near("sct-perod", names.into_iter()), ["sct-period"]);
        assert_eq!(near("sct-", names.into_iter()), ["sct-period", "sct-scheme", "sct-signature"]);
        assert_eq!(near("v-511", names.into_iter()), ["V-51"]);
        assert_eq!(near("elephant", names.into_iter()), [""; 0]);
    }
}
