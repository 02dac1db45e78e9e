use sigstore_report::visible;

/// An attribute of an element. Its name is the page's own, its value may be anybody's.
pub(crate) type Attribute<'a> = (&'static str, &'a str);

/// A document that is written from its beginning to its end.
///
/// The only way for a text from outside into it is [`text`](Self::text), [`lines`](Self::lines) or
/// the value of an attribute, and each escapes it: no text can open a tag, end one, or leave the
/// quotes of an attribute. What would turn the direction of writing is made visible. Elements are
/// closed by the function that opened them.
#[derive(Debug, Default)]
pub(crate) struct Html(String);

impl Html {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }

    /// An element and what is in it.
    pub(crate) fn element(
        &mut self,
        name: &'static str,
        attributes: &[Attribute<'_>],
        content: impl FnOnce(&mut Self),
    ) {
        self.void(name, attributes);
        content(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element with nothing but a text in it.
    pub(crate) fn leaf(&mut self, name: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.element(name, attributes, |html| html.text(text));
    }

    /// An element that has no end.
    pub(crate) fn void(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            if !value.is_empty() {
                self.0.push_str("=\"");
                self.text(value);
                self.0.push('"');
            }
        }
        self.0.push('>');
    }

    /// A text on one line.
    pub(crate) fn text(&mut self, text: &str) {
        for character in visible(text).chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
    }

    /// A text whose lines stay lines.
    pub(crate) fn lines(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.0.push('\n');
            }
            self.text(line);
        }
    }

    /// A file of this crate, as it is.
    pub(crate) fn own(&mut self, file: &'static str) {
        self.0.push_str(file);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_becomes_markup() {
        let mut html = Html::new();
        let attack = "</script>\"'><img src=x onerror=alert(1)>&amp;\u{202e}\0";
        html.element("p", &[("title", attack)], |html| html.text(attack));
        let escaped = "&lt;/script&gt;&quot;&#39;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;\\u{202e}\\u{0}";
        assert_eq!(html.into_string(), format!("<p title=\"{escaped}\">{escaped}</p>"));
    }

    #[test]
    fn lines_stay_lines() {
        let mut html = Html::new();
        html.lines("a<\r\n\nb");
        assert_eq!(html.into_string(), "a&lt;\\u{d}\n\nb");
    }
}
