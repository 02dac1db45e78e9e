use core::fmt;

use sigstore_traits::LogId;

/// The id of a log as an entry writes it: any bytes. A log has an id of 32, which are not all zero;
/// an entry with another names none.
///
/// `Display` and `Debug` write lower-case hex, no more than a log's id has.
#[derive(Clone, PartialEq, Eq)]
pub struct EntryLogId(pub Vec<u8>);

impl EntryLogId {
    /// The id, if it can be a log's.
    pub fn id(&self) -> Option<LogId> {
        let id = self.0.as_slice().try_into().ok().filter(|id| *id != [0; 32]);
        id.map(LogId)
    }
}

impl From<LogId> for EntryLogId {
    fn from(id: LogId) -> Self {
        Self(id.0.into())
    }
}

impl fmt::Display for EntryLogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.get(..32).unwrap_or(&self.0);
        let dots = if shown.len() < self.0.len() { "…" } else { "" };
        write!(f, "{}{dots}", sigstore_json::hex(shown))
    }
}

impl fmt::Debug for EntryLogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
