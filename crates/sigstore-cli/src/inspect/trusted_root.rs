use sigstore_traits::{Facts, Refusal};
use sigstore_trust_root::{AuthorityInstance, LogInstance, TrustedRoot, TrustedRootDocument};

use super::{Tree, certificate};
use crate::trust::suite;

/// A trusted root, with what in it can't be used.
pub(crate) fn trusted_root(json: &[u8]) -> Result<Tree, Facts> {
    let document = TrustedRootDocument::parse(json).map_err(|error| error.facts())?;
    let root = TrustedRoot::from_document(document, suite());
    let document = root.document();
    let authorities = |list: &[AuthorityInstance]| Tree::list(list.iter().map(authority));
    let logs = |list: &[LogInstance]| Tree::list(list.iter().map(log));
    let texts = |list: Vec<String>| Tree::list(list.into_iter().map(Tree::from));
    Ok(Tree::group()
        .with("media_type", document.media_type())
        .with("entry_logs", logs(document.entry_logs()))
        .with("certificate_authorities", authorities(document.certificate_authorities()))
        .with("certificate_logs", logs(document.certificate_logs()))
        .with("timestamp_authorities", authorities(document.timestamp_authorities()))
        .with("unusable", texts(root.unusable().iter().map(ToString::to_string).collect()))
        .with("unknown_members", texts(root.unknown_members().to_vec())))
}

fn log(log: &LogInstance) -> Tree {
    Tree::group()
        .with("base_url", log.base_url.as_str())
        .with("log_id", log.log_id.to_string())
        .with("key_details", log.key_details.as_str())
        .with("valid_for", log.valid_for.to_string())
        .with_some("operator", log.operator.as_deref())
        .with_some("checkpoint_key_id", log.checkpoint_key_id.as_deref().map(Tree::hex))
        .with("key", Tree::hex(&log.key_bytes))
}

fn authority(authority: &AuthorityInstance) -> Tree {
    Tree::group()
        .with_some("organization", authority.organization.as_deref())
        .with_some("common_name", authority.common_name.as_deref())
        .with("uri", authority.uri.as_str())
        .with("valid_for", authority.valid_for.to_string())
        .with_some("operator", authority.operator.as_deref())
        .with(
            "chain",
            Tree::list(authority.certificates.iter().map(|der| certificate::nested(der))),
        )
}
