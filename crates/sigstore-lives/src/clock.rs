use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use sigstore_traits::UnixTime;

/// The one clock of everybody: it goes on when a request crosses the wire, and never else.
#[derive(Clone, Debug)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    /// A clock that shows this second.
    pub(crate) fn at(seconds: i64) -> Self {
        Self(Arc::new(AtomicI64::new(seconds)))
    }

    pub(crate) fn now(&self) -> UnixTime {
        UnixTime::from_seconds(self.0.load(Ordering::Relaxed))
    }

    /// A second goes by.
    pub(crate) fn tick(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}
