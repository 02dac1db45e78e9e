/// The most fields of a thing that are written: more than any real thing has.
pub const MAX_FIELDS: usize = 10_000;

/// The most fields of one field that are written.
pub const MAX_CHILDREN: usize = 1_000;

/// The most characters of one text that are written.
pub const MAX_TEXT: usize = 2_000;

/// The most bytes of one field that are written in hex.
pub const MAX_RAW: usize = 4_096;

/// How many fields may still be written.
pub(crate) struct Budget {
    left: usize,
}

impl Budget {
    pub(crate) const fn new() -> Self {
        Self { left: MAX_FIELDS }
    }

    /// Whether one more of the fields of a field is written, when so many were.
    pub(crate) fn spend(&mut self, written: usize) -> bool {
        let left = self.left.checked_sub(1).filter(|_| written < MAX_CHILDREN);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }
}

/// A text of at most [`MAX_TEXT`] characters, and how many more there are.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        None => text.into(),
        Some((end, _)) => {
            let (start, rest) = text.split_at_checked(end).unwrap_or((text, ""));
            format!("{start}… {} more characters", rest.chars().count())
        }
    }
}

/// What stands for the rest of a list.
pub(crate) fn more(count: usize) -> String {
    format!("… {count} more")
}
