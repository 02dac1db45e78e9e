use std::fmt::Write;

use crate::html::Html;
use crate::words::count;

/// A body as it crossed the wire: as text if it is text, else in hex; of a long one the beginning.
pub(crate) fn draw(html: &mut Html, bytes: &[u8], max: usize) {
    let size = count(bytes.len(), "byte", "bytes");
    let start = bytes.get(..max).unwrap_or(bytes);
    html.element("details", &[("class", "raw")], |html| {
        html.element("summary", &[], |html| {
            html.text("As it crossed the wire ");
            html.leaf("span", &[("class", "muted")], &size);
        });
        let attributes = [("tabindex", "0"), ("aria-label", "Bytes of the body")];
        html.element("pre", &attributes, |html| match text(start) {
            Some(text) => html.lines(text),
            None => html.lines(&hex(start)),
        });
        if start.len() < bytes.len() {
            let left = count(bytes.len() - start.len(), "byte", "bytes");
            html.leaf("p", &[("class", "muted")], &format!("… and {left} more"));
        }
    });
}

/// What can be read; a character that the end of the beginning cuts in two is left out.
fn text(bytes: &[u8]) -> Option<&str> {
    const LONGEST: usize = 3;
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error)
            if bytes.len() - error.valid_up_to() <= LONGEST && error.error_len().is_none() =>
        {
            str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    (!text.contains(odd)).then_some(text)
}

/// `00000000  30 82 02 8e 30 03 02 01  00 30 82 02 85 06 09 2a  |0...0....0.....*|`
fn hex(bytes: &[u8]) -> String {
    const COLUMNS: usize = 16;
    let mut out = String::new();
    for (row, line) in bytes.chunks(COLUMNS).enumerate() {
        // Writing to a String does not fail.
        let _ = write!(out, "{:08x} ", row * COLUMNS);
        for column in 0..COLUMNS {
            out.push_str(if column == COLUMNS / 2 { "  " } else { " " });
            let _ = match line.get(column) {
                Some(byte) => write!(out, "{byte:02x}"),
                None => write!(out, "  "),
            };
        }
        let printable = |byte: &u8| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '.',
        };
        let _ = writeln!(out, "  |{}|", line.iter().map(printable).collect::<String>());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_hex() {
        let bytes: Vec<u8> = (0x30..0x43).collect();
        let expected = "00000000  30 31 32 33 34 35 36 37  38 39 3a 3b 3c 3d 3e 3f  |0123456789:;<=>?|\n\
                        00000010  40 41 42                                          |@AB|\n";
        assert_eq!(hex(&bytes), expected);
    }

    #[test]
    fn what_is_text() {
        assert_eq!(text("añ".as_bytes()), Some("añ"));
        assert_eq!(text(b"a\xc3"), Some("a"));
        assert_eq!(text(b"a\xc3b"), None);
        assert_eq!(text(b"a\0"), None);
    }
}
