use sigstore_json::{Value, ordered};
use sigstore_record::{Conversation, Turn, json};

use crate::error::LIMITS;

/// Each half of a message taken apart, for other programs: the fields of `sigscope.life/1`.
pub(crate) struct View {
    /// A document for each half, in the order in which they were said.
    fields: Vec<(Turn, String)>,
}

impl View {
    pub(crate) fn of(conversation: &Conversation) -> Self {
        let document = json(conversation);
        let value = sigstore_json::parse(document.as_bytes(), &LIMITS).ok();
        let halves = match value.as_ref().and_then(|value| value.member("turns")) {
            Some(Value::Array(halves)) => halves.as_slice(),
            _ => &[],
        };
        let fields = halves.iter().map(|half| half.member("fields").map_or("[]".into(), ordered));
        Self { fields: conversation.turns().iter().copied().zip(fields).collect() }
    }

    /// The number of a half, and its fields.
    pub(crate) fn half(&self, turn: Turn) -> Option<(usize, &str)> {
        let number = self.fields.iter().position(|(own, _)| *own == turn)?;
        Some((number, &self.fields.get(number)?.1))
    }
}
