//! Each rule with a real answer that keeps it and the smallest change that breaks it.
#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod advisories;
mod errors;
mod node;
mod request;
mod sample;
mod v_41;
mod v_42_content;
mod v_42_signer;
mod v_43;
mod v_44;
mod v_48;
