use crate::{Number, Value};

/// Writes a value as OLPC Canonical JSON does, which TUF signs; `None` if a number is no integer of
/// 64 bits.
///
/// ```text
/// object  {"name":value,…}  members in the order of the bytes of their names, no white space
/// array   [value,…]
/// string  "…"               only `"` and `\` escaped; everything else as it is, in UTF-8
/// number  an integer        no fraction, no exponent, no leading zero, no minus before zero
/// ```
pub fn olpc_canonical(value: &Value<'_>) -> Option<String> {
    let mut out = String::new();
    write(&mut out, value)?;
    Some(out)
}

fn write(out: &mut String, value: &Value<'_>) -> Option<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(Number::Unsigned(number)) => out.push_str(&number.to_string()),
        Value::Number(Number::Negative(number)) => out.push_str(&number.to_string()),
        Value::Number(Number::Float(_)) => return None,
        Value::String(text) => write_string(out, text),
        Value::Array(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                write(out, element)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
            out.push('{');
            for (index, (name, member)) in sorted.into_iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                write_string(out, name);
                out.push(':');
                write(out, member)?;
            }
            out.push('}');
        }
    }
    Some(())
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{Limits, parse};

    fn of(json: &str) -> Option<String> {
        olpc_canonical(&parse(json.as_bytes(), &Limits::new(1024)).unwrap())
    }

    #[test]
    fn r_10_kept_the_form_of_each_kind_of_value() {
        let json = r#" { "b" : [ true , false, null, -1, 18446744073709551615 ],
            "a" : "\"\\\n\u0001\u00e9\ud83d\ude00/" , "B": {} , "Ａ":0, "😀":1 } "#;
        let expected = "{\"B\":{},\"a\":\"\\\"\\\\\n\u{1}é😀/\",\
            \"b\":[true,false,null,-1,18446744073709551615],\"Ａ\":0,\"😀\":1}";
        assert_eq!(of(json).as_deref(), Some(expected));
    }

    #[test]
    fn r_10_broken_numbers_that_are_no_integers() {
        for json in ["1.0", "1e3", "-0", "18446744073709551616", "[{\"a\":0.5}]"] {
            assert_eq!(of(json), None, "{json}");
        }
    }
}
