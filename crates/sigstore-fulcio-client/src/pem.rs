use base64ct::{Base64, Encoding};

use crate::Error;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";
const WIDTH: usize = 64;

/// Reads certificates in PEM, at least one and at most `max`: lines of 64 characters as RFC 7468
/// section 3 writes them, the last newline or not. Empty lines may stand between the blocks, as
/// Fulcio writes them between chains, and nothing else.
pub(crate) fn certificates(text: &str, max: usize, place: &str) -> Result<Vec<Vec<u8>>, Error> {
    let lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
    let mut certificates = Vec::new();
    let mut block: Option<String> = None;
    let mut number = 0;
    let refused = |line: usize, expected| Error::Pem { place: place.to_owned(), line, expected };
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

/// Writes one block.
pub(crate) fn write(label: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for (index, character) in sigstore_json::base64(der).char_indices() {
        text.push_str(if index > 0 && index % WIDTH == 0 { "\n" } else { "" });
        text.push(character);
    }
    text.push_str(&format!("\n-----END {label}-----\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Vec<u8>>, Error> {
        certificates(text, 2, "$")
    }

    fn refused(line: usize, expected: &'static str) -> Result<Vec<Vec<u8>>, Error> {
        Err(Error::Pem { place: "$".into(), line, expected })
    }

    #[test]
    fn s_34_kept_what_is_written_is_read() {
        for length in [1, 47, 48, 49, 96, 1000] {
            let der = vec![7; length];
            let text = write("CERTIFICATE", &der);
            assert_eq!(read(&text), Ok(vec![der.clone()]));
            assert_eq!(read(text.trim_end()), Ok(vec![der.clone()]));
            assert_eq!(read(&text.repeat(2)), Ok(vec![der.clone(), der.clone()]));
            assert_eq!(read(&format!("{text}\n{text}")), Ok(vec![der.clone(), der]));
        }
    }

    #[test]
    fn s_34_broken_pem_of_another_form() {
        let text = write("CERTIFICATE", &[7; 100]);
        assert_eq!(read(""), refused(1, BEGIN));
        assert_eq!(read(&text.repeat(3)), refused(11, "the end"));
        assert_eq!(read(&write("PUBLIC KEY", &[7])), refused(1, BEGIN));
        assert_eq!(read(&text.replace('\n', "\r\n")), refused(1, BEGIN));
        assert_eq!(read(&format!("{text} \n")), refused(6, BEGIN));
        assert_eq!(read(&text.replacen("Bwc", "B\nwc", 1)), refused(3, "lines of 64 characters"));
        assert_eq!(read(&text.replacen("Bwc", "Bw!", 1)), refused(5, "base64 before it"));
        assert_eq!(read(&text.replace(&format!("{END}\n"), "")), refused(5, END));
        assert_eq!(read(&format!("{BEGIN}\n{END}")), refused(2, "base64 before it"));
    }
}
