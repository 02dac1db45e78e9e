//! What is shown of a conversation, and of one that was kept without its secrets.

use serde_json::Value;
use sigstore_record::{Conversation, json};
use sigstore_show::{Style, text};

/// A signature that is masked verifies with no key: what a kept token no longer proves.
const OF_TOKEN: &str = "header and claims";

/// The text and the document of a conversation.
pub(crate) fn shown(conversation: &Conversation) -> (String, Value) {
    let document = serde_json::from_str(&json(conversation)).unwrap();
    (text(conversation, Style::default()), document)
}

/// The same without the proof of tokens.
pub(crate) fn without_proof((text, mut document): (String, Value)) -> (String, Value) {
    let proof = format!("= signature over {OF_TOKEN}, ");
    let lines = text.lines().filter(|line| !line.trim_start().starts_with(&proof));
    let text = lines.flat_map(|line| [line, "\n"]).collect();
    remove(&mut document);
    (text, document)
}

/// An archive as a document, without it.
pub(crate) fn archived(archive: &str) -> Value {
    let mut document = serde_json::from_str(archive).unwrap();
    remove(&mut document);
    document
}

fn remove(value: &mut Value) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(remove),
        Value::Object(members) => {
            if let Some(Value::Array(links)) = members.get_mut("links") {
                links.retain(|link| link["over"] != OF_TOKEN);
                if links.is_empty() {
                    members.remove("links");
                }
            }
            members.values_mut().for_each(remove);
        }
        _ => {}
    }
}
