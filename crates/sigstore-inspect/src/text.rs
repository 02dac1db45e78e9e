use sigstore_field::{Field, Meaning, Text};

use crate::bounds::{Budget, more, shortened};
use crate::{Thing, raw};

impl Thing {
    /// A line a field, each deeper than what it is in; what only a verification can say is marked.
    /// With `raw`, the bytes that each field stands for below it. Control characters are as they
    /// came.
    pub fn to_text(&self, raw: bool) -> String {
        let mut writer = Writer { raw, budget: Budget::new(), out: String::new() };
        writer.line(1, &shown(self.field()));
        if raw {
            writer.raw(self.field(), 1);
        }
        writer.children(self.field(), 1);
        if let Some(facts) = self.refused() {
            writer.line(1, &format!("a verifier does not read it: {facts}"));
        }
        writer.out
    }
}

struct Writer {
    raw: bool,
    budget: Budget,
    out: String,
}

impl Writer {
    fn children(&mut self, field: &Field, depth: usize) {
        let (fields, mut written) = (field.fields(), 0);
        while let Some(field) = fields.get(written).filter(|_| self.budget.spend(written)) {
            self.field(field, depth);
            written += 1;
        }
        if fields.len() > written {
            self.line(depth, &more(fields.len() - written));
        }
    }

    fn field(&mut self, field: &Field, depth: usize) {
        let (name, text) = (field.name().replace('\n', "\\n"), shown(field));
        let mark = if claims(field.meaning()) { "  (not verified)" } else { "" };
        match text.contains('\n') {
            false => self.line(depth, format!("{name}: {text}{mark}").trim_end()),
            true => {
                self.line(depth, &format!("{name}:{mark}"));
                text.lines().for_each(|line| self.line(depth + 1, &format!("| {line}")));
            }
        }
        if self.raw {
            self.raw(field, depth + 1);
        }
        self.children(field, depth + 1);
    }

    fn raw(&mut self, field: &Field, depth: usize) {
        let lines = raw::bytes(field).map(raw::dump).unwrap_or_default();
        lines.iter().for_each(|line| self.line(depth, line));
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.out.push_str(&"  ".repeat(depth));
        self.out.push_str(text);
        self.out.push('\n');
    }
}

/// What may be shown of a field.
pub(crate) fn shown(field: &Field) -> String {
    match field.text() {
        Text::Shown(text) => shortened(text),
        Text::Masked(mask) => mask.to_string(),
    }
}

/// Whether a field says what only a verification can tell.
pub(crate) const fn claims(meaning: Meaning) -> bool {
    matches!(
        meaning,
        Meaning::Certificate
            | Meaning::Identity
            | Meaning::Signature
            | Meaning::Time
            | Meaning::Token
    )
}
