//! Reads the answers of Sigstore's services: the body that was asked for, or the refusal.
//!
//! Fulcio, Rekor and the timestamp authorities refuse in one form: a status, and JSON with a code
//! and a message. What stands before a service refuses in another: a web page, or nothing. An
//! [`Answer`] is one of a status that its question may have; what is none is [`Unusable`], with
//! what there is to tell of it, shortened. Each client gives that a code of its own.
//!
//! It knows no question, and says nothing about whether what was answered holds.
//!
//! ```
//! use http::{Response, StatusCode};
//! use sigstore_answer::{Answer, Unusable};
//!
//! let body = br#"{"code":3,"message":"There was an error processing the identity token"}"#;
//! let response = Response::builder().status(400).body(body.to_vec()).unwrap();
//! let message = "There was an error processing the identity token".into();
//! assert_eq!(
//!     Answer::of(response, &[StatusCode::OK]).err(),
//!     Some(Unusable::Refused { status: 400, code: Some(3), message }),
//! );
//! ```
#![forbid(unsafe_code)]

mod answer;
mod unusable;

pub use answer::Answer;
pub use unusable::Unusable;
