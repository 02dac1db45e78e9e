use sigstore_traits::{Rule, RuleKind};

/// A rule as it stands in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatalogueRule {
    /// `V-` and a number.
    pub id: &'static str,
    /// What holds, in one sentence.
    pub title: &'static str,
    /// The public document and section that says so.
    pub source: &'static str,
    /// `refusal`, `acceptance`, `shape` or `elsewhere`.
    pub kind: &'static str,
    /// The crate and function that enforce it.
    pub place: &'static str,
}

/// Every rule of the crates that this one uses, by id: V- first, then by letter and number. A rule of which several
/// crates enforce a part stands there several times.
pub fn catalogue() -> Vec<CatalogueRule> {
    let crates: [&[&Rule]; 35] = [
        crate::RULES,
        sigstore_traits::RULES,
        sigstore_json::RULES,
        sigstore_crypto::RULES,
        sigstore_ed25519ph::RULES,
        sigstore_rekor_types::RULES,
        sigstore_rekor_kinds::RULES,
        sigstore_rekor_proposals::RULES,
        sigstore_dsse::RULES,
        sigstore_checkpoint::RULES,
        sigstore_certificate::RULES,
        sigstore_sct::RULES,
        sigstore_tsa::RULES,
        sigstore_bundle::RULES,
        sigstore_trust_root::RULES,
        sigstore_verify::RULES,
        sigstore_policy::RULES,
        sigstore_transport::RULES,
        sigstore_fulcio_client::RULES,
        sigstore_rekor_client::RULES,
        sigstore_tsa_client::RULES,
        sigstore_hyper::RULES,
        sigstore_ambient::RULES,
        sigstore_jwt::RULES,
        sigstore_oidc_client::RULES,
        sigstore_upload::RULES,
        sigstore_store::RULES,
        sigstore_local_oidc::RULES,
        sigstore_local_fulcio::RULES,
        sigstore_local_rekor::RULES,
        sigstore_local::RULES,
        sigstore_sign::RULES,
        sigstore_signing_config::RULES,
        sigstore_tuf_metadata::RULES,
        sigstore_tuf::RULES,
    ];
    let mut rules: Vec<_> =
        crates.into_iter().flatten().map(|rule| CatalogueRule::of(rule)).collect();
    rules.extend(sigstore_merkle::RULES.iter().map(|rule| CatalogueRule::of_merkle(rule)));
    rules.extend(crate::attacks::ATTACKS.iter().map(CatalogueRule::of));
    rules.sort_by_key(|rule| place(rule.id));
    rules
}

impl CatalogueRule {
    const fn of(rule: &Rule) -> Self {
        let kind = match rule.kind {
            RuleKind::Refusal => "refusal",
            RuleKind::Acceptance => "acceptance",
            RuleKind::Shape => "shape",
            RuleKind::Elsewhere => "elsewhere",
        };
        let Rule { id, title, source, place, .. } = *rule;
        Self { id, title, source, kind, place }
    }

    /// The Merkle crate stands alone and has its own type of the same shape.
    const fn of_merkle(rule: &sigstore_merkle::Rule) -> Self {
        let kind = match rule.kind {
            sigstore_merkle::RuleKind::Refusal => "refusal",
            sigstore_merkle::RuleKind::Acceptance => "acceptance",
        };
        let sigstore_merkle::Rule { id, title, source, place, .. } = *rule;
        Self { id, title, source, kind, place }
    }
}

/// Where an id stands: its letter, V first, and its number.
fn place(id: &str) -> (bool, char, u32) {
    let letter = id.chars().next().unwrap_or(' ');
    let number = id.split_once('-').and_then(|(_, number)| number.parse().ok());
    (letter != 'V', letter, number.unwrap_or(u32::MAX))
}
