/// At least one thing of a kind, in order: the logs of one id, the authorities that a timestamp names.
pub(crate) struct Several<T> {
    first: T,
    others: Vec<T>,
}

impl<T> Several<T> {
    /// All of them, if there is one.
    pub(crate) fn of(things: impl IntoIterator<Item = T>) -> Option<Self> {
        let mut things = things.into_iter();
        let first = things.next()?;
        Some(Self { first, others: things.collect() })
    }

    /// Just this one.
    pub(crate) fn one(first: T) -> Self {
        Self { first, others: Vec::new() }
    }

    pub(crate) fn first(&self) -> &T {
        &self.first
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The first under which `check` holds; if there is none, what was wrong with the first.
    pub(crate) fn under_any<E>(&self, check: impl Fn(&T) -> Result<(), E>) -> Result<&T, E> {
        let Err(refusal) = check(&self.first) else {
            return Ok(&self.first);
        };
        self.others.iter().find(|other| check(other).is_ok()).ok_or(refusal)
    }
}
