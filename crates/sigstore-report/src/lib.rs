//! The owned report of a verification, as JSON and as text, with the catalogue of all rules.
//!
//! [`Report`] takes what [`sigstore_verify::examine`] found and owns it: it can be kept, sent and
//! shown long after the bundle is gone. [`Report::to_json`] writes the document `sigscope.report/1`
//! whose names are a contract; [`Report::headline`] and [`Report::explain`] write it for people.
//! [`catalogue`] lists every rule that any crate of the workspace enforces.
//!
//! It decides nothing, reads nothing and prints nothing.
#![forbid(unsafe_code)]

mod catalogue;
mod explain;
mod failure;
mod json;
mod report;

pub use catalogue::{CatalogueRule, catalogue};
pub use explain::Paint;
pub use failure::failure_json;
pub use report::{CheckReport, Report, TrustSource, Verdict};
