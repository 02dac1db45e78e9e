use sigstore_field::Field;

use crate::leaf::Leaf;

/// What the members of a JSON document mean. A path is of member names; `*` stands for any name
/// and for every element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schema {
    pub(crate) members: &'static [(&'static str, Leaf)],
    /// What the other strings are.
    pub(crate) other: Leaf,
    pub(crate) whole: Whole,
}

/// What a document means as a whole.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whole {
    Nothing,
    /// A DSSE envelope: the signature is over its pre-authentication encoding.
    Envelope,
    /// An entry with its proof.
    Entry,
    /// What a log is asked to record: it stores the canonical form.
    Proposal,
}

impl Schema {
    pub(crate) const fn new(members: &'static [(&'static str, Leaf)]) -> Self {
        Self { members, other: Leaf::Plain, whole: Whole::Nothing }
    }

    /// A text under a name at the top.
    pub(crate) fn text(&self, name: &str, text: &str) -> Field {
        self.leaf(&[name.into()]).text(name, text)
    }

    /// What stands at a path.
    pub(crate) fn leaf(&self, path: &[String]) -> Leaf {
        let fits = |pattern: &str| {
            let mut segments = pattern.split('.');
            path.iter().all(|name| segments.next().is_some_and(|own| own == "*" || own == name))
                && segments.next().is_none()
        };
        let found = self.members.iter().find(|(pattern, _)| fits(pattern));
        found.map_or(self.other, |(_, leaf)| *leaf)
    }
}
