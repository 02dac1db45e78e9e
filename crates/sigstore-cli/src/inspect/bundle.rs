use sigstore_bundle::{Bundle, Content, Material};
use sigstore_dsse::{Envelope, Statement};
use sigstore_traits::{Facts, Refusal};

use super::{Tree, certificate, entry, timestamp};

/// A bundle, with everything inside it.
pub(crate) fn bundle(json: &[u8]) -> Result<Tree, Facts> {
    let bundle = Bundle::parse(json).map_err(|error| error.facts())?;
    let material = match &bundle.material {
        Material::PublicKey { hint } => Tree::group().with("public_key_hint", hint.as_str()),
        Material::Certificate(der) => Tree::group().with("certificate", certificate::nested(der)),
        Material::Chain(chain) => Tree::group()
            .with("chain", Tree::list(chain.iter().map(|der| certificate::nested(der)))),
    };
    let content = match &bundle.content {
        Content::Message(message) => Tree::group()
            .with_some("message_digest", message.digest.as_ref().map(ToString::to_string))
            .with("signature", Tree::hex(&message.signature)),
        Content::Dsse(envelope) => envelope_tree(envelope),
    };
    Ok(Tree::group()
        .with("media_type", bundle.media_type.name())
        .with("material", material)
        .with("log_entries", Tree::list(bundle.entries.iter().map(entry::entry_tree)))
        .with("timestamps", Tree::list(bundle.timestamps.iter().map(|der| timestamp::nested(der))))
        .with("content", content))
}

/// A DSSE envelope.
pub(crate) fn envelope(json: &[u8]) -> Result<Tree, Facts> {
    Envelope::parse(json).map(|envelope| envelope_tree(&envelope)).map_err(|error| error.facts())
}

fn envelope_tree(envelope: &Envelope) -> Tree {
    let signature = &envelope.signature;
    let payload = match envelope.payload_type.as_str() {
        "application/vnd.in-toto+json" => Tree::of(
            Statement::parse(&envelope.payload).map(|statement| statement_tree(&statement)),
        ),
        _ => Tree::from(String::from_utf8_lossy(&envelope.payload).into_owned()),
    };
    Tree::group()
        .with("payload_type", envelope.payload_type.as_str())
        .with("payload", payload)
        .with_some("keyid", signature.keyid.as_deref())
        .with("signature", Tree::hex(&signature.sig))
}

/// An in-toto statement.
pub(crate) fn statement(json: &[u8]) -> Result<Tree, Facts> {
    Statement::parse(json)
        .map(|statement| statement_tree(&statement))
        .map_err(|error| error.facts())
}

fn statement_tree(statement: &Statement) -> Tree {
    let subjects = statement.subjects.iter().map(|subject| {
        let digests = subject.known_digests().map(|digest| Tree::from(digest.to_string()));
        Tree::group()
            .with_some("name", subject.name.as_deref())
            .with("digests", Tree::list(digests))
    });
    Tree::group()
        .with("type", statement.statement_type.uri())
        .with("predicate_type", statement.predicate_type.as_str())
        .with("subjects", Tree::list(subjects))
}
