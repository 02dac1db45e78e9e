use sigstore_rekor_kinds::{AnyBody, Format, Signed, Signer};
use sigstore_traits::{Facts, Refusal};

use super::{Tree, entry, timestamp};

/// The canonical body of an entry, of any kind. One that nobody knows is shown as it came.
pub(crate) fn body(json: &[u8]) -> Result<Tree, Facts> {
    AnyBody::parse(json).map(|body| tree(&body)).map_err(|error| error.facts())
}

/// A body inside something else.
pub(crate) fn nested(json: &[u8]) -> Tree {
    Tree::of(AnyBody::parse(json).map(|body| tree(&body)))
}

fn tree(body: &AnyBody) -> Tree {
    let named =
        |kind: &str, version: &str| Tree::group().with("kind", kind).with("version", version);
    match (body, body.kind()) {
        (AnyBody::Verifiable(body), _) => entry::body_tree(body),
        (AnyBody::Unknown(body), _) => {
            named(&body.kind, &body.version).with("json", body.json.as_str())
        }
        (_, kind) => {
            let names = kind.map_or(("", ""), |kind| (kind.kind(), kind.version()));
            artifact(named(names.0, names.1), body)
        }
    }
}

fn artifact(tree: Tree, body: &AnyBody) -> Tree {
    let artifact = body.artifact();
    let digests = artifact
        .digests
        .iter()
        .fold(Tree::group(), |tree, (of, digest)| tree.with(of.name(), digest.to_string()));
    let properties = artifact.properties.map(|properties| {
        let texts = properties.iter();
        texts.fold(Tree::group(), |tree, (name, text)| tree.with(name.clone(), text.as_str()))
    });
    tree.with("digests", digests)
        .with("signatures", Tree::list(artifact.signatures.iter().map(signed)))
        .with_some("properties", properties)
}

fn signed(signed: &Signed<'_>) -> Tree {
    let signature = signed.signature.as_deref().map(|bytes| match signed.format {
        Format::X509 => Tree::hex(bytes),
        Format::Rfc3161 => timestamp::nested(bytes),
        _ => text(bytes),
    });
    let tree = Tree::group().with("format", signed.format.name()).with_some("signature", signature);
    match signed.signer {
        Signer::X509(verifier) => tree.with("signer", entry::verifier(verifier)),
        Signer::Other(format, bytes) => {
            tree.with("signer", Tree::group().with(format.name(), text(bytes)))
        }
        Signer::Inside => tree,
    }
}

/// The formats but X.509 are text; bytes that are none are shown in hex.
fn text(bytes: &[u8]) -> Tree {
    str::from_utf8(bytes).map_or_else(|_| Tree::hex(bytes), Tree::from)
}
