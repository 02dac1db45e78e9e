use crate::dump::numbered;

/// A file of a dump, made.
pub(crate) struct Entry {
    pub(crate) name: String,
    /// Which of several of its name it is.
    pub(crate) number: usize,
    pub(crate) bytes: Vec<u8>,
    pub(crate) made_by: String,
    pub(crate) looks: &'static [Look],
    /// What it is called in commands.
    pub(crate) item: &'static str,
}

/// Files that must be there for a command, though it does not name them, after a `=` those of the
/// same number only; and the command.
pub(crate) struct Look(pub(crate) &'static [&'static str], pub(crate) &'static str);

/// What commands call the file that was signed; its own name is the user's.
pub(crate) const ARTIFACT: &str = "data";

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
/// or that of another, of the same number where there are several.
fn look(entry: &Entry, entries: &[Entry]) -> Option<String> {
    entry.looks.iter().find_map(|Look(needs, template)| {
        needs.iter().all(|need| is_there(need, entry, entries)).then_some(())?;
        let parts = template.split('%').enumerate();
        let filled = parts.map(|(place, part)| match place % 2 {
            0 => Some(part.into()),
            _ => named(part, entry, entries),
        });
        filled.collect()
    })
}

fn is_there(need: &str, entry: &Entry, entries: &[Entry]) -> bool {
    match need.strip_prefix('=') {
        Some(name) => entries.iter().any(|other| other.name == numbered(name, entry.number)),
        None => named(need, entry, entries).is_some(),
    }
}

fn named(name: &str, entry: &Entry, entries: &[Entry]) -> Option<String> {
    let there = |name: &str| entries.iter().find(|entry| entry.name == name);
    let found = match name {
        "own" => Some(entry),
        ARTIFACT => entries.iter().find(|entry| entry.item == ARTIFACT),
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
