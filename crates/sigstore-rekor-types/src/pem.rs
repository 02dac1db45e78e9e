use sigstore_json::{Node, base64, base64_bytes};
use sigstore_traits::{Rule, RuleKind};

use crate::Error;

pub(crate) static T_5: Rule = Rule {
    id: "T-5",
    title: "A key or certificate in a body of Rekor v1 is PEM; of a chain of certificates the first is the signer's.",
    source: "sigstore/rekor pkg/pki/x509; RFC 7468 section 3",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-types PemVerifier::parse",
};

const BEGIN_CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";
const END_CERTIFICATE: &str = "-----END CERTIFICATE-----";
const BEGIN_PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----";
const END_PUBLIC_KEY: &str = "-----END PUBLIC KEY-----";
const WIDTH: usize = 64;

/// What verifies a logged signature, as DER that is not read further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verifier {
    /// An X.509 certificate.
    Certificate(Vec<u8>),
    /// A SubjectPublicKeyInfo.
    PublicKey(Vec<u8>),
}

/// A verifier in PEM, with the text that the log hashed.
///
/// ```text
/// -----BEGIN PUBLIC KEY-----
/// MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzQFnrfn+5pkpDs+EOWnLDPKCCmrd
/// ubRj94YXPWkBFtwxm8GCnI+EtFcoZLVAYyzDk1qkQ5VzKVcXP66mWtzzuA==
/// -----END PUBLIC KEY-----
/// ```
///
/// Rekor writes lines of 64 characters and a final newline. What a client uploaded in an intoto
/// 0.0.2 entry the log kept as it came: there, two other spellings exist and are read, all of the
/// base64 on one line, and no final newline. Nothing stands before, between or after the blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PemVerifier {
    text: String,
    verifier: Verifier,
}

impl PemVerifier {
    /// Reads one `PUBLIC KEY`, or a chain of `CERTIFICATE` blocks of which the first counts.
    ///
    /// # Errors
    /// [`Error::Pem`] with the line.
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        Self::decode(text.into()).map_err(|malformed| malformed.at(String::new()))
    }

    /// Reads base64 of what [`parse`](Self::parse) reads.
    ///
    /// # Errors
    /// [`Error::Pem`] with the place and the line, or [`Error::Json`].
    pub fn read(node: Node<'_>) -> Result<Self, Error> {
        Self::decode(node.standard_bytes()?).map_err(|malformed| malformed.at(node.path()))
    }

    /// What it is.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The text, as the log hashed it.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn decode(text: Vec<u8>) -> Result<Self, Malformed> {
        let text = String::from_utf8(text).map_err(|_| Malformed { line: 1, expected: "UTF-8" })?;
        let verifier = Lines::new(&text).verifier()?;
        Ok(Self { text, verifier })
    }
}

/// Writes the verifier as Rekor does.
impl From<Verifier> for PemVerifier {
    fn from(verifier: Verifier) -> Self {
        let (begin, der, end) = match &verifier {
            Verifier::Certificate(der) => (BEGIN_CERTIFICATE, der, END_CERTIFICATE),
            Verifier::PublicKey(der) => (BEGIN_PUBLIC_KEY, der, END_PUBLIC_KEY),
        };
        let mut text = format!("{begin}\n");
        for (index, character) in base64(der).char_indices() {
            text.push_str(if index > 0 && index % WIDTH == 0 { "\n" } else { "" });
            text.push(character);
        }
        text.push_str(&format!("\n{end}\n"));
        Self { text, verifier }
    }
}

struct Malformed {
    line: usize,
    expected: &'static str,
}

impl Malformed {
    fn at(self, place: String) -> Error {
        Error::Pem { place, line: self.line, expected: self.expected }
    }
}

/// The lines of a text, counted from 1.
struct Lines<'t> {
    lines: core::str::Split<'t, char>,
    number: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self { lines: text.strip_suffix('\n').unwrap_or(text).split('\n'), number: 0 }
    }

    fn next(&mut self) -> Option<&'t str> {
        self.number += 1;
        self.lines.next()
    }

    fn expected<T>(&self, expected: &'static str) -> Result<T, Malformed> {
        Err(Malformed { line: self.number, expected })
    }

    fn verifier(mut self) -> Result<Verifier, Malformed> {
        match self.next() {
            Some(BEGIN_CERTIFICATE) => {
                let first = self.block(END_CERTIFICATE)?;
                while let Some(line) = self.next() {
                    if line != BEGIN_CERTIFICATE {
                        return self.expected("another certificate, or the end");
                    }
                    self.block(END_CERTIFICATE)?;
                }
                Ok(Verifier::Certificate(first))
            }
            Some(BEGIN_PUBLIC_KEY) => {
                let key = self.block(END_PUBLIC_KEY)?;
                match self.next() {
                    None => Ok(Verifier::PublicKey(key)),
                    Some(_) => self.expected("the end"),
                }
            }
            _ => self.expected("the first line of a CERTIFICATE or PUBLIC KEY"),
        }
    }

    /// The bytes in the lines before `end`.
    fn block(&mut self, end: &str) -> Result<Vec<u8>, Malformed> {
        let (mut text, mut before) = (String::new(), WIDTH);
        loop {
            match self.next() {
                None => return self.expected("the last line of the block"),
                Some(line) if line == end => break,
                // Only the first line may be longer, and then it is the only one.
                Some(line) if before != WIDTH || (!text.is_empty() && line.len() > WIDTH) => {
                    return self.expected("lines of 64 characters, or a single one");
                }
                Some(line) => {
                    text.push_str(line);
                    before = line.len();
                }
            }
        }
        match base64_bytes(&text) {
            Some(bytes) if !bytes.is_empty() => Ok(bytes),
            _ => self.expected("base64"),
        }
    }
}
