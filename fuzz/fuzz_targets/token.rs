//! Whatever a token is, it is read or refused, and what was read is what was given.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigstore_jwt::IdentityToken;

fuzz_target!(|text: &str| {
    if let Ok(token) = IdentityToken::parse(text) {
        assert_eq!(token.expose(), text);
        let shown = format!("{token:?}");
        assert!(!shown.contains(text), "a token does not print");
        let _ = (token.challenge(), token.federated_issuer(), token.redacted());
    }
});
