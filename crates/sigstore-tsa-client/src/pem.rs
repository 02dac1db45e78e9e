use base64ct::{Base64, Encoding};

use crate::Error;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";
const WIDTH: usize = 64;

/// Reads certificates in PEM, at least one and at most `max`: lines of 64 characters as RFC 7468
/// section 3 writes them, the last newline or not. Empty lines may stand between the blocks, and
/// nothing else.
pub(crate) fn certificates(text: &str, max: usize) -> Result<Vec<Vec<u8>>, Error> {
    let lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
    let mut certificates = Vec::new();
    let mut block: Option<String> = None;
    let mut number = 0;
    let refused = |line, expected| Error::Pem { line, expected };
    for line in lines {
        number += 1;
        block = match block {
            None if line.is_empty() => None,
            None if certificates.len() == max => return Err(refused(number, "the end")),
            None if line == BEGIN => Some(String::new()),
            None => return Err(refused(number, BEGIN)),
            Some(base64) if line == END => {
                let der = Base64::decode_vec(&base64).ok().filter(|der| !der.is_empty());
                certificates.push(der.ok_or_else(|| refused(number, "base64 before it"))?);
                None
            }
            // A line may only follow a full one.
            Some(base64) if base64.len() % WIDTH == 0 && line.len() <= WIDTH => Some(base64 + line),
            Some(_) => return Err(refused(number, "lines of 64 characters")),
        };
    }
    match block {
        Some(_) => Err(refused(number + 1, END)),
        None if certificates.is_empty() => Err(refused(number, BEGIN)),
        None => Ok(certificates),
    }
}
