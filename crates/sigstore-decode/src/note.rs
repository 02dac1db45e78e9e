use sigstore_checkpoint::Checkpoint;
use sigstore_field::{Field, Meaning, Signed};
use sigstore_json::hex;

/// A signed tree head, line by line.
pub(crate) fn checkpoint(name: &str, text: &str) -> Field {
    let field = Field::document(name, Meaning::Document, "signed note", text.as_bytes());
    match Checkpoint::parse(text) {
        Ok(checkpoint) => field.with(fields(&checkpoint)),
        Err(why) => field.unread(why.to_string()),
    }
}

fn fields(checkpoint: &Checkpoint<'_>) -> Vec<Field> {
    let head = checkpoint.tree_head();
    let mut fields = vec![
        Field::word("origin", Meaning::Identity, checkpoint.origin()),
        Field::plain("size", head.size.to_string()),
        Field::bytes("root", Meaning::Digest, &head.root),
    ];
    // Rekor v1 names its tree in decimal here and in hex in the name of an entry.
    let tree = checkpoint.origin().rsplit_once(" - ").and_then(|(_, id)| id.parse::<u64>().ok());
    fields.extend(tree.map(|id| {
        Field::new("tree id", Meaning::Digest, hex(&id.to_be_bytes())).same(&id.to_be_bytes())
    }));
    fields.extend(checkpoint.extensions().map(|line| Field::plain("extension", line)));
    fields.extend(checkpoint.signatures().iter().map(|line| {
        let name = format!("signature of {} ({})", line.name(), hex(&line.key_id()));
        let signed = Signed::bytes("the lines above it", checkpoint.signed_text());
        Field::bytes(&name, Meaning::Signature, line.signature()).over(signed)
    }));
    fields
}
