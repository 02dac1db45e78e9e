use sigstore_explain::{Catalogue, CatalogueCode, CatalogueRule};
use sigstore_traits::{Code, Rule};

use crate::complaint::Complaint;
use crate::input::InputError;

/// Every rule and every error code of the crates that this one uses: the rules by id, V- first,
/// then by letter and number, the codes by crate.
pub fn catalogue() -> Catalogue {
    Catalogue { rules: rules(), codes: codes() }
}

fn rules() -> Vec<CatalogueRule> {
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
    let mut rules: Vec<_> = crates.into_iter().flatten().map(|rule| (*rule).into()).collect();
    rules.extend(sigstore_merkle::RULES.iter().map(|rule| of_merkle(rule)));
    rules.extend(crate::attacks::ATTACKS.iter().map(CatalogueRule::from));
    rules.sort_by_key(|rule| place(rule.id));
    rules
}

/// An error with several rows in its table stands here once.
fn codes() -> Vec<CatalogueCode> {
    let crates: [&[Code]; 33] = [
        Complaint::CODES,
        InputError::CODES,
        sigstore_json::ErrorKind::CODES,
        sigstore_crypto::Error::CODES,
        sigstore_rekor_types::Error::CODES,
        sigstore_rekor_kinds::Error::CODES,
        sigstore_rekor_proposals::Error::CODES,
        sigstore_dsse::Error::CODES,
        sigstore_checkpoint::Error::CODES,
        sigstore_certificate::Error::CODES,
        sigstore_certificate::Fault::CODES,
        sigstore_sct::Error::CODES,
        sigstore_tsa::Error::CODES,
        sigstore_bundle::Error::CODES,
        sigstore_trust_root::Error::CODES,
        sigstore_tuf_metadata::Error::CODES,
        sigstore_tuf::Error::CODES,
        sigstore_verify::Rejection::CODES,
        sigstore_policy::Error::CODES,
        sigstore_transport::AddressError::CODES,
        sigstore_fulcio_client::Error::CODES,
        sigstore_rekor_client::Error::CODES,
        sigstore_tsa_client::Error::CODES,
        sigstore_hyper::Error::CODES,
        sigstore_ambient::Error::CODES,
        sigstore_jwt::Error::CODES,
        sigstore_oidc_client::Error::CODES,
        sigstore_upload::Error::CODES,
        sigstore_store::StoreError::CODES,
        sigstore_local::Error::CODES,
        sigstore_har::Error::CODES,
        sigstore_sign::Why::<sigstore_hyper::Error>::CODES,
        sigstore_signing_config::Error::CODES,
    ];
    let mut codes: Vec<_> = crates.into_iter().flatten().map(CatalogueCode::from).collect();
    codes.extend(sigstore_merkle::Error::CODES.iter().map(|(code, rule, message)| CatalogueCode {
        code,
        message,
        rules: vec![of_merkle(rule)],
        package: "sigstore-merkle",
    }));
    codes.sort_by_key(|code| code.package);
    codes.dedup();
    codes
}

/// The Merkle crate stands alone and has its own type of the same shape.
const fn of_merkle(rule: &sigstore_merkle::Rule) -> CatalogueRule {
    let kind = match rule.kind {
        sigstore_merkle::RuleKind::Refusal => "refusal",
        sigstore_merkle::RuleKind::Acceptance => "acceptance",
    };
    let sigstore_merkle::Rule { id, title, source, place, .. } = *rule;
    CatalogueRule { id, title, source, kind, place }
}

/// Where an id stands: its letter, V first, and its number.
fn place(id: &str) -> (bool, char, u32) {
    let letter = id.chars().next().unwrap_or(' ');
    let number = id.split_once('-').and_then(|(_, number)| number.parse().ok());
    (letter != 'V', letter, number.unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use sigstore_explain::{Meaning, advice_on_code, explained};
    use sigstore_verify::CHECKS;

    use super::*;

    /// What the program refuses by itself has rules of its own, which are none of the protocol.
    fn known() -> BTreeSet<&'static str> {
        let codes = Complaint::CODES.iter().chain(sigstore_har::Error::CODES);
        let own = codes.flat_map(|code| code.rules).map(|rule| rule.id);
        rules().iter().map(|rule| rule.id).chain(own).collect()
    }

    #[test]
    fn every_rule_is_explained_and_nothing_else() {
        assert_eq!(explained().collect::<BTreeSet<_>>(), known());
        for id in known() {
            let Meaning { attack, advice } = Meaning::of(id).unwrap();
            assert!(attack.ends_with(['.', '?']) && advice.ends_with(['.', '`']), "{id}");
            assert!(!attack.contains("\nDo:") && !attack.contains("\n#"), "{id}");
        }
    }

    #[test]
    fn a_code_is_of_one_error() {
        let codes = codes();
        let words: BTreeSet<_> = codes.iter().map(|code| code.code).collect();
        assert_eq!(words.len(), codes.len(), "two errors share a code");
        let letter = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
        assert_eq!(words.into_iter().find(|word| !word.chars().all(letter)), None);
    }

    #[test]
    fn every_code_breaks_a_rule_that_is_known() {
        let known = known();
        for code in codes() {
            assert!(!code.rules.is_empty(), "{}", code.code);
            let unknown = code.rules.iter().find(|rule| !known.contains(rule.id));
            assert_eq!(unknown, None, "{}", code.code);
        }
    }

    #[test]
    fn checks_and_advice_name_codes_that_there_are() {
        let codes = codes();
        let words: BTreeSet<_> = codes.iter().map(|code| code.code).collect();
        let named = CHECKS.iter().flat_map(|check| check.codes).copied();
        assert_eq!(named.chain(sigstore_explain::advised()).find(|it| !words.contains(it)), None);
        assert!(words.iter().any(|word| advice_on_code(word).is_some()));
    }
}
