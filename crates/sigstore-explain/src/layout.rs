//! Text in columns.

use std::fmt::Write;

/// Paragraphs, each with its lines indented and no longer than the width.
pub(crate) fn paragraphs(out: &mut String, text: &str, indent: usize, width: usize) {
    for paragraph in text.split('\n').filter(|paragraph| !paragraph.is_empty()) {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let joined = indent + line.chars().count() + 1 + word.chars().count();
            if !line.is_empty() && joined > width {
                flush(out, &mut line, indent);
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        flush(out, &mut line, indent);
    }
}

fn flush(out: &mut String, line: &mut String, indent: usize) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{:indent$}{line}", "");
    line.clear();
}

/// A heading, and paragraphs under it; nothing if there are none.
pub(crate) fn section(out: &mut String, heading: &str, text: &str, width: usize) {
    if !text.is_empty() {
        out.push_str(&format!("\n{heading}\n"));
        paragraphs(out, text, 2, width);
    }
}

/// A heading, and under it a list of names with what they are.
pub(crate) fn table<'t>(
    out: &mut String,
    heading: &str,
    rows: impl Iterator<Item = (&'t str, &'t str)>,
    width: usize,
) {
    let rows: Vec<_> = rows.collect();
    let Some(longest) = rows.iter().map(|(name, _)| name.chars().count()).max() else {
        return;
    };
    out.push_str(&format!("\n{heading}\n"));
    for (name, text) in rows {
        let mut lines = String::new();
        paragraphs(&mut lines, text, longest + 4, width);
        let name = format!("  {name:longest$}  ");
        out.push_str(&name);
        out.push_str(lines.get(name.len()..).unwrap_or("\n"));
    }
}
