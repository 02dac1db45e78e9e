//! The only files that this crate opens.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::StoreError;

/// What the store asks of a disk.
///
/// After a crash a file has all that was synced, and of what was appended since any beginning,
/// with nothing or with zeros in the place of the rest. A replaced file is the old or the new one.
pub trait Disk {
    /// The whole of a file; `None` if there is none.
    ///
    /// # Errors
    /// What the disk says.
    fn read(&mut self, file: &str) -> io::Result<Option<Vec<u8>>>;

    /// Appends to a file that is there. If it fails, any part of the bytes may stand there.
    ///
    /// # Errors
    /// What the disk says.
    fn append(&mut self, file: &str, bytes: &[u8]) -> io::Result<()>;

    /// Returns when all that was appended to the file would survive a crash.
    ///
    /// # Errors
    /// What the disk says.
    fn sync(&mut self, file: &str) -> io::Result<()>;

    /// Puts a file in the place of the one of this name, whole and synced.
    ///
    /// # Errors
    /// What the disk says.
    fn replace(&mut self, file: &str, bytes: &[u8]) -> io::Result<()>;
}

/// A folder of files, for its owner to read and for one process at a time.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    open: HashMap<String, File>,
    /// Held as long as this value lives; the system lets go of it when the process ends, however
    /// it ends.
    _lock: File,
}

impl Folder {
    /// Takes the folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Locked`] if another process has it, [`StoreError::Disk`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let refused = |operation, error: &io::Error| StoreError::Disk {
            operation,
            file: path.display().to_string(),
            kind: error.kind(),
        };
        fs::create_dir_all(path).map_err(|error| refused("make", &error))?;
        let lock = options().write(true).create(true).open(path.join("lock"));
        let lock = lock.map_err(|error| refused("lock", &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.into(), open: HashMap::new(), _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                Err(StoreError::Locked { folder: path.display().to_string() })
            }
            Err(TryLockError::Error(error)) => Err(refused("lock", &error)),
        }
    }

    fn appender(&mut self, file: &str) -> io::Result<&mut File> {
        match self.open.entry(file.into()) {
            std::collections::hash_map::Entry::Occupied(entry) => Ok(entry.into_mut()),
            std::collections::hash_map::Entry::Vacant(entry) => {
                Ok(entry.insert(OpenOptions::new().append(true).open(self.path.join(file))?))
            }
        }
    }
}

impl Disk for Folder {
    fn read(&mut self, file: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path.join(file)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn append(&mut self, file: &str, bytes: &[u8]) -> io::Result<()> {
        self.appender(file)?.write_all(bytes)
    }

    fn sync(&mut self, file: &str) -> io::Result<()> {
        self.appender(file)?.sync_data()
    }

    fn replace(&mut self, file: &str, bytes: &[u8]) -> io::Result<()> {
        let new = self.path.join(format!("{file}.new"));
        let mut written = options().write(true).create(true).truncate(true).open(&new)?;
        written.write_all(bytes)?;
        written.sync_all()?;
        // What is open is the old file.
        self.open.remove(file);
        fs::rename(&new, self.path.join(file))?;
        sync_folder(&self.path)
    }
}

/// For the owner's eyes: keys are among the files.
#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    OpenOptions::new()
}

/// A new name survives when its folder is synced too.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
