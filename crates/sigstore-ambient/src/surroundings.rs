use std::io;
use std::time::Duration;

use sigstore_transport::Transport;

/// What a program can see and reach of where it runs. [`ThisMachine`](crate::ThisMachine) is the
/// real one.
pub trait Surroundings: Sync {
    /// What carries requests to the platform's servers.
    type Transport: Transport + Sync;

    /// A variable of the environment, if it is set.
    fn variable(&self, name: &str) -> Option<String>;

    /// The content of a file; `None` if there is no such file.
    ///
    /// # Errors
    /// The system's word for what else is wrong; `FileTooLarge` if it has more than `max` bytes.
    fn read(&self, path: &str, max: usize) -> Result<Option<Vec<u8>>, io::ErrorKind>;

    /// Runs a program to its end, which may take a while and block. `max` is the most bytes of
    /// each of its outputs.
    ///
    /// # Errors
    /// [`ProcessFault`] if it did not run to its end. That it failed is no error here.
    fn run(
        &self,
        program: &str,
        arguments: &[&str],
        max: usize,
    ) -> Result<ProcessEnd, ProcessFault>;

    /// What carries requests to the platform's servers.
    fn transport(&self) -> &Self::Transport;
}

/// How a program ended. It does not print: the output may be a token.
pub struct ProcessEnd {
    /// Its exit code, if it was not killed.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
}

/// Why a program did not run to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProcessFault {
    /// There is no such program.
    Missing,
    /// It took too long, and was killed.
    TimedOut {
        /// How long it had.
        after: Duration,
    },
    /// It wrote more than was wanted.
    TooLarge {
        /// The most bytes that are read.
        max: usize,
    },
    /// Another fault of the system.
    Other {
        /// The system's word for it.
        kind: io::ErrorKind,
    },
}
