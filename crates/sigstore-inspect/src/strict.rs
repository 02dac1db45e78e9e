use sigstore_bundle::Bundle;
use sigstore_certificate::Certificate;
use sigstore_crypto::AwsLcSuite;
use sigstore_dsse::{Envelope, Statement};
use sigstore_jwt::{IdentityToken, KeySet};
use sigstore_rekor_kinds::AnyBody;
use sigstore_rekor_proposals::Proposal;
use sigstore_rekor_types::{LogEntry, TransparencyLogEntry};
use sigstore_signing_config::SigningConfig;
use sigstore_traits::{Facts, Refusal};
use sigstore_trust_root::{ClientTrustConfig, TrustedRootDocument};

use crate::{Kind, dress, prefix};

/// What the reader that a verifier uses for this kind refuses in it.
pub(crate) fn refused(kind: Kind, bytes: &[u8]) -> Option<Facts> {
    fn facts<T, E: Refusal>(read: Result<T, E>) -> Option<Facts> {
        read.err().map(|error| error.facts())
    }
    let node = |read: &dyn Fn(sigstore_json::Node<'_>) -> Option<Facts>| match sigstore_json::parse(
        bytes,
        &prefix::LIMITS,
    ) {
        Ok(value) => read(value.node()),
        Err(error) => Some(error.facts()),
    };
    match kind {
        Kind::Bundle => facts(Bundle::parse(bytes)),
        Kind::Certificate if bytes.first() == Some(&0x30) => facts(Certificate::parse(bytes)),
        Kind::Token => facts(IdentityToken::parse(dress::text(bytes)?.trim())),
        Kind::KeySet => facts(KeySet::parse(bytes, &AwsLcSuite)),
        Kind::LogEntry => node(&|node| match node.value().member("body") {
            Some(_) => facts(LogEntry::read_alone(node)),
            None if node.array().is_ok() => None,
            None => facts(LogEntry::read(node)),
        }),
        Kind::TransparencyLogEntry => node(&|node| facts(TransparencyLogEntry::read(node))),
        Kind::EntryBody => facts(AnyBody::parse(bytes.trim_ascii_end())),
        Kind::ProposedEntry => node(&|node| match node.value().member("spec") {
            Some(_) => facts(Proposal::parse(bytes)),
            None => None,
        }),
        Kind::Dsse => facts(Envelope::parse(bytes)),
        Kind::Statement => facts(Statement::parse(bytes)),
        Kind::TrustedRoot => facts(TrustedRootDocument::parse(bytes)),
        Kind::SigningConfig => facts(SigningConfig::parse(bytes)),
        Kind::ClientTrustConfig => node(&|node| facts(ClientTrustConfig::read(node))),
        _ => None,
    }
}
