use std::fmt::Write;

use crate::{Number, Value};

/// Writes a value as RFC 8785 (JCS) does: members sorted by UTF-16 code units, no white space, the
/// shortest escapes, numbers as ECMAScript prints them.
pub fn canonical(value: &Value<'_>) -> String {
    let mut out = String::new();
    write_value(&mut out, value, Order::Sorted);
    out
}

/// Writes a value on one line with its members in their own order, and every integer exactly.
pub fn ordered(value: &Value<'_>) -> String {
    let mut out = String::new();
    write_value(&mut out, value, Order::AsIs);
    out
}

#[derive(Clone, Copy)]
enum Order {
    /// RFC 8785 section 3.2.3.
    Sorted,
    AsIs,
}

/// Appends a string in quotation marks with the escapes of RFC 8785 section 3.2.2.2.
pub fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => push_escape(out, control),
            other => out.push(other),
        }
    }
    out.push('"');
}

fn push_escape(out: &mut String, control: char) {
    // Writing to a String does not fail.
    let _ = write!(out, "\\u{:04x}", u32::from(control));
}

fn write_value(out: &mut String, value: &Value<'_>, order: Order) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(out, *number, order),
        Value::String(text) => write_string(out, text),
        Value::Array(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                write_value(out, element, order);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            if let Order::Sorted = order {
                sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            }
            out.push('{');
            for (index, (name, member)) in sorted.into_iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                write_string(out, name);
                out.push(':');
                write_value(out, member, order);
            }
            out.push('}');
        }
    }
}

/// RFC 8785 section 3.2.2.3 knows IEEE 754 doubles only: an integer beyond 2^53 is written as the
/// double next to it.
fn write_number(out: &mut String, number: Number, order: Order) {
    const EXACT: u64 = 1 << 53;
    match number {
        Number::Unsigned(value) if value <= EXACT || matches!(order, Order::AsIs) => {
            out.push_str(&value.to_string())
        }
        Number::Negative(value)
            if value.unsigned_abs() <= EXACT || matches!(order, Order::AsIs) =>
        {
            out.push_str(&value.to_string())
        }
        Number::Unsigned(value) => write_double(out, &value.to_string()),
        Number::Negative(value) => write_double(out, &value.to_string()),
        Number::Float(value) => write_double(out, &value.to_string()),
    }
}

/// ECMAScript's Number::toString, from the shortest digits that read back as the same double.
fn write_double(out: &mut String, decimal: &str) {
    let value: f64 = decimal.parse().unwrap_or(f64::NAN);
    let scientific = format!("{:e}", value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = mantissa.replace('.', "");
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    if value < 0.0 {
        out.push('-');
    }
    let length = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let (whole, fraction) = digits.split_at(usize::try_from(point.clamp(0, length)).unwrap_or(0));
    if (1..=21).contains(&point) {
        out.push_str(whole);
        out.push_str(&zeros(point - length));
        if !fraction.is_empty() {
            out.push('.');
            out.push_str(fraction);
        }
    } else if (-5..=0).contains(&point) {
        out.push_str("0.");
        out.push_str(&zeros(-point));
        out.push_str(&digits);
    } else {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let sign = if point > 0 { "+" } else { "-" };
        out.push_str(&format!("{first}{dot}{rest}e{sign}{}", (point - 1).abs()));
    }
}
