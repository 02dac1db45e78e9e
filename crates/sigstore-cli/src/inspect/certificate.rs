use sigstore_certificate::{Certificate, Extension};
use sigstore_sct::Sct;
use sigstore_traits::{Facts, HashAlgorithm, Refusal, SignatureSuite};

use super::Tree;
use crate::trust::suite;

/// A certificate.
pub(crate) fn certificates(der: &[u8]) -> Result<Tree, Facts> {
    Certificate::parse(der).map(|certificate| tree(&certificate)).map_err(|error| error.facts())
}

/// A certificate inside something else.
pub(crate) fn nested(der: &[u8]) -> Tree {
    Tree::of(Certificate::parse(der).map(|certificate| tree(&certificate)))
}

/// A SubjectPublicKeyInfo.
pub(crate) fn public_key(spki: &[u8]) -> Result<Tree, Facts> {
    match suite().key(spki) {
        Ok(key) => Ok(Tree::group()
            .with("algorithm", suite().key_algorithm(&key).to_string())
            .with("sha256", digest(spki))
            .with("bytes", Tree::hex(spki))),
        Err(error) => Err(sigstore_verify::Rejection::SignerKey(error).facts()),
    }
}

fn digest(bytes: &[u8]) -> String {
    suite().digest(HashAlgorithm::Sha256, &[bytes]).to_string()
}

fn key(spki: &[u8]) -> Tree {
    public_key(spki).unwrap_or_else(|facts| {
        Tree::group().with("unreadable", facts.to_string()).with("bytes", Tree::hex(spki))
    })
}

fn tree(certificate: &Certificate<'_>) -> Tree {
    let validity = certificate.validity();
    let scheme = match certificate.signature_scheme() {
        Ok(scheme) => scheme.to_string(),
        Err(error) => error.to_string(),
    };
    let extensions =
        certificate.extensions().map(|extension| self::extension(certificate, extension));
    Tree::group()
        .with("subject", name(certificate.subject()))
        .with("issuer", name(certificate.issuer()))
        .with("serial", Tree::hex(certificate.serial()))
        .with_some("not_before", validity.start.map(|time| time.to_string()))
        .with_some("not_after", validity.end.map(|time| time.to_string()))
        .with("key", key(certificate.spki()))
        .with("names", names(certificate))
        .with("extensions", Tree::list(extensions))
        .with("signature_algorithm", scheme)
        .with("signature", Tree::hex(certificate.signature()))
        .with("sha256", digest(certificate.der()))
}

fn name(der: &[u8]) -> String {
    let name = sigstore_certificate::Name(der.to_vec()).to_string();
    if name.is_empty() { "(empty)".into() } else { name }
}

/// What Fulcio wrote into it.
fn names(certificate: &Certificate<'_>) -> Tree {
    let tree = match certificate.identity() {
        Ok(identity) => Tree::group()
            .with("identity", identity.text.as_ref())
            .with("identity_kind", identity.kind.name()),
        Err(error) => Tree::group().with("identity", error.to_string()),
    };
    match certificate.fulcio_extensions() {
        Ok(extensions) => extensions
            .into_iter()
            .fold(tree, |tree, extension| tree.with(extension.name, extension.value.as_ref())),
        Err(error) => tree.with("unreadable", error.to_string()),
    }
}

fn extension(certificate: &Certificate<'_>, extension: &Extension<'_>) -> Tree {
    let tree = Tree::group()
        .with("oid", extension.oid.to_string())
        .with("critical", extension.critical)
        .with("value", Tree::hex(extension.value));
    match certificate.sct_list() {
        Some(list) if list == extension.value => tree.with("scts", scts(list)),
        _ => tree,
    }
}

fn scts(list: &[u8]) -> Tree {
    let sct = |sct: &Sct<'_>| {
        Tree::group()
            .with("log_id", sct.log_id().to_string())
            .with("time", sct.time().to_string())
            .with_some("leaf_index", sct.leaf_index())
            .with("scheme", sct.scheme().to_string())
            .with("signature", Tree::hex(sct.signature()))
    };
    Tree::of(Sct::parse_list(list).map(|scts| Tree::list(scts.iter().map(sct))))
}
