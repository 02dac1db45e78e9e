/// How much is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageOptions {
    /// The most bytes of one body that are shown as they crossed the wire; of a longer one the
    /// beginning is.
    pub max_raw: usize,
}

impl Default for PageOptions {
    fn default() -> Self {
        Self { max_raw: 32 << 10 }
    }
}
