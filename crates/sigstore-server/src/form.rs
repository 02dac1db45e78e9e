use std::borrow::Cow;

/// The most parameters of a query or form that are read.
pub const MAX_PARAMETERS: usize = 32;

/// The parameters of a query or of a form
/// (`application/x-www-form-urlencoded`, WHATWG URL section 5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form<'f>(Vec<(Cow<'f, str>, Cow<'f, str>)>);

impl<'f> Form<'f> {
    /// Reads `a=b&c=d`. `None` if a name occurs twice (RFC 6749 section 3.1), if there are more
    /// than [`MAX_PARAMETERS`], or if what the percent signs write is no UTF-8.
    pub fn parse(text: &'f str) -> Option<Self> {
        let mut form = Self(Vec::new());
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name)?, decode(value)?);
            if form.get(&name).is_some() || form.0.len() == MAX_PARAMETERS {
                return None;
            }
            form.0.push((name, value));
        }
        Some(form)
    }

    /// The parameter with this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_ref())
    }
}

fn decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains(['%', '+']) {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            other => other,
        });
    }
    String::from_utf8(out).ok().map(Cow::Owned)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Writes a value of a parameter: everything outside RFC 3986 section 2.3 by its percent sign.
pub fn percent_encoded(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn parameters_read_back_as_they_were_written() {
        let value = "a b&c=d/é<>%+";
        let query = format!("x={}&y=&z", percent_encoded(value));
        let form = Form::parse(&query).unwrap();
        assert_eq!(form.get("x"), Some(value));
        assert_eq!(form.get("y"), Some(""));
        assert_eq!(form.get("z"), Some(""));
        assert_eq!(form.get("w"), None);
        assert_eq!(Form::parse("x=a+b").unwrap().get("x"), Some("a b"));
    }

    #[test]
    fn a_name_that_occurs_twice_and_half_an_escape_are_none() {
        assert!(Form::parse("a=1&a=2").is_none());
        assert!(Form::parse("a=1&%61=2").is_none());
        for broken in ["a=%", "a=%4", "a=%zz", "a=%ff"] {
            assert!(Form::parse(broken).is_none(), "{broken}");
        }
        let many: Vec<_> = (0..=MAX_PARAMETERS).map(|number| format!("{number}=")).collect();
        assert!(Form::parse(&many.join("&")).is_none());
    }
}
