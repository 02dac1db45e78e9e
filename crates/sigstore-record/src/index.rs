use crate::dump::numbered;

/// A file of a dump, made.
pub(crate) struct Entry {
    pub(crate) name: String,
    /// Which of several of its name it is.
    pub(crate) number: usize,
    pub(crate) bytes: Vec<u8>,
    pub(crate) made_by: String,
    pub(crate) looks: &'static [&'static str],
}

/// `INDEX.md`: a line for each file.
pub(crate) fn index(entries: &[Entry]) -> String {
    let mut out = String::from(
        "# The files of a life\n\n\
         Which step made each, and a command for bash that looks at it; a `diff` that prints nothing found no difference.\n\n",
    );
    for entry in entries {
        out.push_str(&format!("- `{}` ({})", entry.name, entry.made_by));
        if let Some(look) = look(entry, entries) {
            out.push_str(&format!(": `{look}`"));
        }
        out.push('\n');
    }
    out
}

/// The first command whose files are all there. Between percent signs stand names: the file's own,
/// that of the file that was signed, or that of another, of the same number where there are
/// several.
fn look(entry: &Entry, entries: &[Entry]) -> Option<String> {
    entry.looks.iter().find_map(|template| {
        let parts = template.split('%').enumerate();
        let filled: Option<String> = parts
            .map(|(place, part)| match place % 2 {
                0 => Some(part.into()),
                _ => named(part, entry, entries),
            })
            .collect();
        filled
    })
}

fn named(name: &str, entry: &Entry, entries: &[Entry]) -> Option<String> {
    let there = |name: &str| entries.iter().find(|entry| entry.name == name);
    let found = match name {
        "own" => Some(entry),
        "data" => entries.first().filter(|first| first.made_by.contains("the file to sign")),
        _ => there(&numbered(name, entry.number)).or_else(|| there(name)),
    };
    found.map(|found| quoted(&found.name))
}

/// A name as one word for a shell.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    match name {
        name if name.chars().all(plain) && !name.starts_with('-') => name.into(),
        name => format!("'./{}'", name.replace('\'', r"'\''")),
    }
}
