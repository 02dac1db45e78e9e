use sigstore_traits::{Facts, Refusal};
use sigstore_tsa::{Timestamp, TimestampRequest};

use super::{Tree, certificate};

/// A TimeStampResp.
pub(crate) fn response(der: &[u8]) -> Result<Tree, Facts> {
    Timestamp::parse(der).map(|timestamp| tree(&timestamp)).map_err(|error| error.facts())
}

/// A bare token.
pub(crate) fn token(der: &[u8]) -> Result<Tree, Facts> {
    Timestamp::parse_token(der).map(|timestamp| tree(&timestamp)).map_err(|error| error.facts())
}

/// A timestamp inside something else.
pub(crate) fn nested(der: &[u8]) -> Tree {
    Tree::of(Timestamp::parse(der).map(|timestamp| tree(&timestamp)))
}

/// A TimeStampReq.
pub(crate) fn request(der: &[u8]) -> Result<Tree, Facts> {
    let request = TimestampRequest::parse(der).map_err(|error| error.facts())?;
    Ok(Tree::group()
        .with("imprint", request.imprint().to_string())
        .with_some("policy", request.policy().map(|oid| oid.to_string()))
        .with_some("nonce", request.nonce().map(Tree::hex))
        .with("wants_certificate", request.wants_certificate()))
}

fn tree(timestamp: &Timestamp<'_>) -> Tree {
    let certificates = timestamp.certificates().iter().map(|der| certificate::nested(der));
    Tree::group()
        .with("time", timestamp.time().to_string())
        .with("imprint", timestamp.imprint().to_string())
        .with("serial", Tree::hex(timestamp.serial()))
        .with("policy", timestamp.policy().to_string())
        .with_some("nonce", timestamp.nonce().map(Tree::hex))
        .with("signer", timestamp.signer().to_string())
        .with("certificates", Tree::list(certificates))
}
