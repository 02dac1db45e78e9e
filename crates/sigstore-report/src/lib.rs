//! The owned report of a verification, as JSON and as text.
//!
//! [`Report`] takes what [`sigstore_verify::examine`] found and owns it: it can be kept, sent and
//! shown long after the bundle is gone. [`Report::to_json`] writes the document `sigscope.report/1`
//! whose names are a contract; [`Report::headline`] and [`Report::explain`] write it for people.
//!
//! It decides nothing, reads nothing and prints nothing.
#![forbid(unsafe_code)]

mod explain;
mod failure;
mod json;
mod parts;
mod report;
mod visible;

pub use explain::Paint;
pub use failure::failure_json;
pub use parts::lesson;
pub use report::{CheckReport, Report, TrustSource, Verdict};
pub use visible::visible;
