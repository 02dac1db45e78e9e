use std::time::Duration;
use std::{error, io};

use tokio::time::{Instant, timeout_at};

use crate::reply::MAX_HEADER;
use crate::retry::Failed;
use crate::{Error, Part, Phase, TlsFault};

/// A step on the way of a request, with the moment at which patience with the whole way ends.
#[derive(Clone, Copy)]
pub(crate) struct Stage<'a> {
    pub(crate) host: &'a str,
    pub(crate) phase: Phase,
    timeout: Duration,
    deadline: Instant,
}

/// The longest time that a caller can give; more would leave the clock's range.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

impl<'a> Stage<'a> {
    pub(crate) fn first(host: &'a str, timeout: Duration) -> Self {
        let timeout = timeout.min(LONGEST);
        Self { host, phase: Phase::Resolving, timeout, deadline: Instant::now() + timeout }
    }

    pub(crate) fn phase(self, phase: Phase) -> Self {
        Self { phase, ..self }
    }

    pub(crate) fn host(self, host: &'a str) -> Self {
        Self { host, ..self }
    }

    /// Does the work of this step, in what time there is left.
    pub(crate) async fn run<T, E: Fault>(
        self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Error> {
        let done = timeout_at(self.deadline, work).await.map_err(|_| self.timed_out())?;
        done.map_err(|fault| fault.at(self))
    }

    /// Sends a request. The error says besides whether something of it was sent.
    pub(crate) async fn send<T>(
        self,
        work: impl Future<Output = Result<T, (bool, hyper::Error)>>,
    ) -> Result<T, Failed> {
        match timeout_at(self.deadline, work).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err((false, fault))) => Err(Failed::NotSent(fault.at(self))),
            Ok(Err((true, fault))) => Err(Failed::Sent(fault.at(self))),
            Err(_) => Err(Failed::Sent(self.timed_out())),
        }
    }

    fn timed_out(self) -> Error {
        let Self { host, phase, timeout, .. } = self;
        Error::Timeout { host: host.to_owned(), phase, after: timeout }
    }
}

/// What goes wrong below this crate, said in its words.
pub(crate) trait Fault {
    fn at(&self, stage: Stage<'_>) -> Error;
}

impl Fault for io::Error {
    fn at(&self, Stage { host, phase, .. }: Stage<'_>) -> Error {
        let host = host.to_owned();
        let inner = self.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        if let Some(inner) = inner {
            return Error::Tls { host, fault: TlsFault::of(inner) };
        }
        match self.kind() {
            io::ErrorKind::ConnectionRefused => Error::Refused { host },
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe => Error::Reset { host, phase },
            io::ErrorKind::UnexpectedEof => Error::Closed { host, phase },
            kind => Error::Unreachable { host, phase, kind },
        }
    }
}

impl Fault for hyper::Error {
    fn at(&self, stage: Stage<'_>) -> Error {
        let Stage { host, phase, .. } = stage;
        let host = host.to_owned();
        if self.is_parse_too_large() {
            return Error::TooLarge { host, part: Part::Header, limit: MAX_HEADER };
        }
        // The cause may lie several errors deep, and HTTP/2 has a layer of its own.
        let mut source = error::Error::source(self);
        while let Some(error) = source {
            if let Some(error) = error.downcast_ref::<io::Error>() {
                return error.at(stage);
            }
            source = error.source();
        }
        match self.is_incomplete_message() || self.is_canceled() || self.is_closed() {
            true => Error::Closed { host, phase },
            false => Error::NotHttp { host, phase },
        }
    }
}
