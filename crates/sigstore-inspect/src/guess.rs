use std::borrow::Cow;

use sigstore_decode::TokenParts;
use sigstore_foreign_keys::{ForeignFormat, is_private_key};

use crate::dress::{likely_base64, text};
use crate::{Kind, blocks, guess_json, scts, shape, tile};

/// What bytes are, and the bytes without base64 around them.
pub(crate) fn guess(bytes: &[u8]) -> Option<(Kind, Cow<'_, [u8]>)> {
    if let Some(kind) = of_content(bytes) {
        return Some((kind, Cow::Borrowed(bytes)));
    }
    if let Some(inner) = likely_base64(bytes) {
        return Some((of_content(&inner)?, Cow::Owned(inner)));
    }
    // Tiles have no mark of their own: they are the last guess.
    tile::kind(bytes).map(|kind| (kind, Cow::Borrowed(bytes)))
}

/// What bytes say of themselves.
fn of_content(bytes: &[u8]) -> Option<Kind> {
    text(bytes)
        .and_then(of_text)
        .or_else(|| foreign(bytes))
        .or_else(|| shape::kind(bytes))
        .or_else(|| scts::list(bytes).is_ok().then_some(Kind::SctList))
}

fn of_text(text: &str) -> Option<Kind> {
    if is_private_key(text) {
        return Some(Kind::PrivateKey);
    }
    if text.starts_with(['{', '[']) {
        return guess_json::kind(text);
    }
    if text.contains("\n\n\u{2014} ") {
        return Some(Kind::Checkpoint);
    }
    foreign(text.as_bytes())
        .or_else(|| blocks::kind(text))
        .or_else(|| TokenParts::of(text.trim_end()).map(|_| Kind::Token))
}

fn foreign(bytes: &[u8]) -> Option<Kind> {
    ForeignFormat::of(bytes).map(|format| match format {
        ForeignFormat::Pgp => Kind::Pgp,
        ForeignFormat::Minisign => Kind::Minisign,
        ForeignFormat::Ssh => Kind::Ssh,
    })
}
