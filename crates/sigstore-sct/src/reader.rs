use crate::Error;

/// Reads TLS structures (RFC 5246 section 4) field by field, and knows at which byte.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// Of `bytes`, which begin at `offset`.
    pub(crate) const fn new(bytes: &'a [u8], offset: usize) -> Self {
        Self { rest: bytes, offset }
    }

    pub(crate) const fn offset(&self) -> usize {
        self.offset
    }

    pub(crate) const fn is_finished(&self) -> bool {
        self.rest.is_empty()
    }

    /// `opaque field[N]`
    pub(crate) fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], Error> {
        let Some((array, rest)) = self.rest.split_first_chunk() else {
            return Err(self.truncated(field, N));
        };
        *self = Self { rest, offset: self.offset + N };
        Ok(*array)
    }

    /// `opaque field<0..2^16-1>`
    pub(crate) fn vector(&mut self, field: &'static str) -> Result<Self, Error> {
        let length = u16::from_be_bytes(self.array(field)?).into();
        let Some((bytes, rest)) = self.rest.split_at_checked(length) else {
            return Err(self.truncated(field, length));
        };
        let vector = Self::new(bytes, self.offset);
        *self = Self { rest, offset: self.offset + length };
        Ok(vector)
    }

    /// What is left.
    pub(crate) const fn bytes(&self) -> &'a [u8] {
        self.rest
    }

    /// Refuses if something is left of this structure.
    pub(crate) const fn finish(&self, field: &'static str) -> Result<(), Error> {
        match self.rest.len() {
            0 => Ok(()),
            bytes => Err(Error::Trailing { field, offset: self.offset, bytes }),
        }
    }

    const fn truncated(&self, field: &'static str, expected: usize) -> Error {
        Error::Truncated { field, offset: self.offset, found: self.rest.len(), expected }
    }
}
