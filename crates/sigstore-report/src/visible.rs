/// A text as it may stand on a terminal: what would move the cursor, end the line or turn the
/// direction of writing is escaped. Nobody who writes a certificate draws on the reader's screen.
pub fn visible(text: &str) -> String {
    text.chars().flat_map(Visible::of).collect()
}

/// A character, or its escape.
enum Visible {
    As(Option<char>),
    Escaped(std::char::EscapeUnicode),
}

impl Visible {
    fn of(character: char) -> Self {
        let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if character.is_control() || turns {
            Self::Escaped(character.escape_unicode())
        } else {
            Self::As(Some(character))
        }
    }
}

impl Iterator for Visible {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::As(character) => character.take(),
            Self::Escaped(escape) => escape.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(visible("plain é \u{1f600}"), "plain é \u{1f600}");
        assert_eq!(visible("a\r\u{1b}[2Kb\n"), "a\\u{d}\\u{1b}[2Kb\\u{a}");
        assert_eq!(visible("a\u{202e}b"), "a\\u{202e}b");
    }
}
