//! A folder in which what servers acknowledged is never lost.
//!
//! A server whose state outlives its process is [`Durable`]: it tells what its answers change, and
//! makes a change again. [`Store::answer`] gives an answer when what it changed is on disk, and
//! [`Opened::restore`] gives everything back, in order; a log says with each entry the [`Head`] that
//! it vouched for, and comes to the same again or is refused. The [`Disk`] may stop at any moment:
//! what a cut-off write leaves is removed, all else that is not as it was written is damage.
//! [`Folder`] is the disk of a machine, for one process at a time, readable by its owner only.
//!
//! It knows no server and reads no change.
//!
//! | rule | what |
//! |---|---|
//! | S-41 | what was answered as recorded stays recorded |
//!
//! ```
//! use sigstore_store::{Folder, Store};
//!
//! let path = std::env::temp_dir().join(format!("sigstore-store-{}", std::process::id()));
//! let mut store = Store::open(Folder::open(&path)?)?.restore(&mut [])?;
//! store.append("a server", b"a change")?;
//! drop(store);
//! let opened = Store::open(Folder::open(&path)?)?;
//! assert_eq!(opened.records()[0].change, b"a change");
//! # drop(opened);
//! # std::fs::remove_dir_all(&path).unwrap();
//! # Ok::<(), sigstore_store::StoreError>(())
//! ```
#![forbid(unsafe_code)]

mod error;
mod folder;
mod head;
mod kept;
mod store;

pub use error::StoreError;
pub use folder::{Disk, Folder};
pub use head::Head;
pub use kept::Kept;
pub use store::{Durable, MAX_RECORD, Opened, Record, Seed, Store};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[&store::S_41];
