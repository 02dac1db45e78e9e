use sigstore_json::{Error, ErrorKind, Limits, Value, parse};

/// As much JSON as a thing can have.
pub(crate) const LIMITS: Limits = Limits::new(64 << 20).depth(64).values(2_000_000);

/// A JSON document, as far as it can be read.
pub(crate) enum Read<'t> {
    /// All of it.
    Whole(Value<'t>),
    /// What comes before the place where reading stopped, closed again, and why it stopped.
    Part { prefix: String, why: Error },
    /// Nothing of it.
    Nothing { why: Error },
}

/// Reads a document; where it is cut short, or is none from some place on, all that came before.
pub(crate) fn read(text: &str) -> Read<'_> {
    match parse(text.as_bytes(), &LIMITS) {
        Ok(value) => Read::Whole(value),
        Err(why) => {
            let readable = end(text, &why).and_then(|end| text.get(..end)).and_then(closed);
            let readable = readable.filter(|text| parse(text.as_bytes(), &LIMITS).is_ok());
            match readable {
                Some(prefix) => Read::Part { prefix, why },
                None => Read::Nothing { why },
            }
        }
    }
}

/// Where the text stops being JSON; of other reasons, nowhere.
fn end(text: &str, why: &Error) -> Option<usize> {
    let (line, column) = match why.kind {
        ErrorKind::EndOfText { .. } => return Some(text.len()),
        ErrorKind::Syntax { line, column } => (line, column),
        _ => return None,
    };
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = (before + column.saturating_sub(1)).min(text.len());
    (0..=end).rev().find(|end| text.is_char_boundary(*end))
}

/// The text up to its last whole value, with the closing brackets that are missing.
fn closed(text: &str) -> Option<String> {
    let mut scan = Scan::default();
    let mut good = None;
    for (place, byte) in text.bytes().enumerate() {
        // Before a comma and after a bracket all values are whole.
        if let Some(after) = scan.step(byte) {
            good = Some((place + usize::from(after), scan.open.len()));
        }
    }
    let (place, depth) = good?;
    let kept = text.get(..place)?;
    let mut again = Scan::default();
    kept.bytes().for_each(|byte| {
        again.step(byte);
    });
    let closing = again.open.iter().take(depth).rev().map(|byte| char::from(*byte));
    Some(kept.chars().chain(closing).collect())
}

/// Goes through JSON, keeping which brackets are open.
#[derive(Default)]
struct Scan {
    /// The bracket that closes each.
    open: Vec<u8>,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// Whether all values that began are whole: `true` with this byte, `false` without it.
    fn step(&mut self, byte: u8) -> Option<bool> {
        if self.in_string {
            self.in_string = byte != b'"' || self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
            return None;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' => self.open.push(b'}'),
            b'[' => self.open.push(b']'),
            b'}' | b']' => {
                self.open.pop();
            }
            b',' => return Some(false),
            _ => {}
        }
        matches!(byte, b'{' | b'[' | b'}' | b']').then_some(true)
    }
}
