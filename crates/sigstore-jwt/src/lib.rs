//! Reads identity tokens and checks them against a key set.
//!
//! An identity token is a compact JWS (RFC 7515) whose payload are the claims of a JWT (RFC 7519):
//! who signed in, at which issuer, for whom the token is and until when. [`IdentityToken::parse`]
//! reads one, which is all that a signer needs: the certificate authority is the one that checks it.
//! [`check()`] does what an authority does, against the [`KeySet`] of the issuer, and [`Principal`]
//! tells what such an authority certifies: which claim becomes which name and extension.
//!
//! It fetches no key and asks no clock, and it knows no cryptographic library: signatures are
//! checked through [`SignatureSuite`](sigstore_traits::SignatureSuite). It reads no encrypted
//! token, follows no address in a token, and takes no key from one. A token does not print: only
//! [`IdentityToken::expose`] gives its text.
//!
//! | rule | what | source |
//! |---|---|---|
//! | S-7 | the form of a token, its claims, its audience and its times | RFC 7515, RFC 7519 |
//! | S-8 | which claim a proof of possession is over, where the authority says it | fulcio.proto |
//! | S-9 | the same where it was not asked; an unverified email is refused | OpenID Connect Core 1.0 section 5.1 |
//! | S-11 | the issuer behind a federating issuer | sigstore/fulcio config.yaml |
//! | S-12 | the issuers of the public instance, by kind | sigstore/fulcio config.yaml |
//! | S-13 | which claims become which name and extensions of the certificate | sigstore/fulcio oidc.md |
//! | A-27 | a token is cut in linear time, and its size has a limit | |
//! | A-40 | four algorithms; a key has exactly one of them; no `none`, no HMAC, no JWE | RFC 8725 |
//! | A-60 | ECDSA signatures are two numbers of fixed length, whatever zeros they begin with | RFC 7518 section 3.4 |
//!
//! ```
//! use sigstore_jwt::IdentityToken;
//! use sigstore_traits::UnixTime;
//!
//! // {"alg":"RS256","kid":"k"} and {"iss":"https://a.example","aud":["sigstore"],"sub":"u",
//! // "iat":10,"exp":20,"email":"a@a.example","email_verified":"true"}
//! let token = IdentityToken::parse(
//!     "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJpc3MiOiJodHRwczovL2EuZXhhbXBsZSIsImF1ZCI6WyJzaWdzdG\
//!      9yZSJdLCJzdWIiOiJ1IiwiaWF0IjoxMCwiZXhwIjoyMCwiZW1haWwiOiJhQGEuZXhhbXBsZSIsImVtYWlsX3Zlcml\
//!      maWVkIjoidHJ1ZSJ9.AA",
//! )?;
//! token.check_audience("sigstore")?;
//! token.check_times(UnixTime::from_seconds(15), 0)?;
//! assert_eq!(token.challenge()?.value, "a@a.example");
//! # Ok::<(), sigstore_jwt::Error>(())
//! ```
#![forbid(unsafe_code)]

mod algorithm;
mod challenge;
mod check;
mod claims;
mod error;
mod identity_token;
mod issuer;
mod jwk;
mod jws;
mod key_set;
mod principal;
mod template;

pub use algorithm::Algorithm;
pub use challenge::Challenge;
pub use check::{Checked, Expectations, check};
pub use claims::{Claims, FederatedClaims, MAX_AUDIENCES, MAX_CLAIMS};
pub use error::{Error, Part};
pub use identity_token::IdentityToken;
pub use issuer::IssuerKind;
pub use jwk::Jwk;
pub use jws::{Header, Jws, MAX_TOKEN};
pub use key_set::{KeySet, MAX_KEY_SET, MAX_KEYS, Unusable};
pub use principal::{Principal, SanKind, SubjectAltName};

/// The rules that this crate enforces.
pub static RULES: &[&sigstore_traits::Rule] = &[
    &jws::S_7,
    &challenge::S_8,
    &challenge::S_9,
    &claims::S_11,
    &issuer::S_12,
    &principal::S_13,
    &jws::A_27,
    &algorithm::A_40,
    &algorithm::A_60,
];
