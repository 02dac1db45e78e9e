/// How much of a document is read before it is refused.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub(crate) bytes: usize,
    pub(crate) depth: usize,
    pub(crate) values: usize,
    pub(crate) elements: &'static [(&'static str, usize)],
    pub(crate) open: Option<&'static str>,
}

impl Limits {
    /// At most so many bytes of text; 32 levels and 100,000 values unless said otherwise. Real
    /// messages of the protocol have fewer than 10 levels and 1,000 values.
    pub const fn new(bytes: usize) -> Self {
        Self { bytes, depth: 32, values: 100_000, elements: &[], open: None }
    }

    /// At most so many arrays and objects inside each other.
    #[must_use]
    pub const fn depth(self, depth: usize) -> Self {
        Self { depth, ..self }
    }

    /// At most so many values altogether.
    #[must_use]
    pub const fn values(self, values: usize) -> Self {
        Self { values, ..self }
    }

    /// By member name, the most elements of the array, or members of the object, under that name.
    /// The reader stops at the first element too many.
    #[must_use]
    pub const fn arrays(self, elements: &'static [(&'static str, usize)]) -> Self {
        Self { elements, ..self }
    }

    /// The member of the root whose schema is open: the names inside it are its own, and the limits
    /// of [`arrays`](Self::arrays) do not count there.
    #[must_use]
    pub const fn open(self, member: &'static str) -> Self {
        Self { open: Some(member), ..self }
    }

    pub(crate) fn elements_under(&self, name: &str) -> Option<usize> {
        self.elements.iter().find(|(member, _)| *member == name).map(|(_, most)| *most)
    }
}
