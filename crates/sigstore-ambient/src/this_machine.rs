//! The environment, files and processes of this machine as a capability: the only place of the
//! crate that touches them.

use std::fs::File;
use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};
use std::{env, thread};

use sigstore_transport::Transport;

use crate::{ProcessEnd, ProcessFault, Surroundings};

/// How long a program may take.
const PROCESS_TIME: Duration = Duration::from_secs(30);
/// How often it is asked whether it has ended.
const POLL_TIME: Duration = Duration::from_millis(10);

/// The machine that the program runs on, with a transport for what is elsewhere.
pub struct ThisMachine<T> {
    transport: T,
    process_time: Duration,
}

impl<T> ThisMachine<T> {
    /// Programs get 30 seconds.
    pub fn new(transport: T) -> Self {
        Self { transport, process_time: PROCESS_TIME }
    }

    /// The same with another time for programs, of at most a day.
    #[must_use]
    pub fn process_time(self, process_time: Duration) -> Self {
        Self { process_time: process_time.min(Duration::from_secs(24 * 60 * 60)), ..self }
    }
}

impl<T: Transport + Sync> Surroundings for ThisMachine<T> {
    type Transport = T;

    fn variable(&self, name: &str) -> Option<String> {
        // What is not Unicode is kept, so that its reader refuses it instead of seeing nothing.
        env::var_os(name).map(|value| value.to_string_lossy().into_owned())
    }

    fn read(&self, path: &str, max: usize) -> Result<Option<Vec<u8>>, io::ErrorKind> {
        match File::open(path) {
            Ok(file) => match read(file, max).map_err(|error| error.kind())? {
                Some(bytes) => Ok(Some(bytes)),
                None => Err(io::ErrorKind::FileTooLarge),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.kind()),
        }
    }

    fn run(
        &self,
        program: &str,
        arguments: &[&str],
        max: usize,
    ) -> Result<ProcessEnd, ProcessFault> {
        let deadline = Instant::now() + self.process_time;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(fault)?;
        // Both are read while it runs, or a full pipe would stop it.
        let (stdout, stderr) = (reader(child.stdout.take(), max), reader(child.stderr.take(), max));
        let code = self.wait(&mut child, deadline)?;
        let all = |output: &Receiver<io::Result<Option<Vec<u8>>>>| {
            // Something that the program started may still hold the pipe.
            let left = deadline.saturating_duration_since(Instant::now());
            let read = output.recv_timeout(left).map_err(|_| self.timed_out())?;
            read.map_err(fault)?.ok_or(ProcessFault::TooLarge { max })
        };
        Ok(ProcessEnd { code, stdout: all(&stdout)?, stderr: all(&stderr)? })
    }

    fn transport(&self) -> &T {
        &self.transport
    }
}

impl<T> ThisMachine<T> {
    fn wait(&self, child: &mut Child, deadline: Instant) -> Result<Option<i32>, ProcessFault> {
        loop {
            if let Some(status) = child.try_wait().map_err(fault)? {
                return Ok(status.code());
            }
            if Instant::now() >= deadline {
                child.kill().and_then(|()| child.wait()).map_err(fault)?;
                return Err(self.timed_out());
            }
            thread::sleep(POLL_TIME);
        }
    }

    fn timed_out(&self) -> ProcessFault {
        ProcessFault::TimedOut { after: self.process_time }
    }
}

/// Reads in a thread of its own, which ends with the pipe or the limit.
fn reader(
    pipe: Option<impl Read + Send + 'static>,
    max: usize,
) -> Receiver<io::Result<Option<Vec<u8>>>> {
    let (sender, receiver) = sync_channel(1);
    thread::spawn(move || {
        let read = pipe.map_or(Ok(Some(Vec::new())), |pipe| read(pipe, max));
        // Nobody waits any more if the time is up.
        drop(sender.send(read));
    });
    receiver
}

/// `None` if there is more than `max`.
fn read(from: impl Read, max: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    from.take(limit).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= max).then_some(bytes))
}

fn fault(error: io::Error) -> ProcessFault {
    match error.kind() {
        io::ErrorKind::NotFound => ProcessFault::Missing,
        kind => ProcessFault::Other { kind },
    }
}
