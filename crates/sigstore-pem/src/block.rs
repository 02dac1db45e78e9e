use std::fmt;

use base64ct::{Base64, Encoding};

/// The characters of a full line (RFC 7468 section 2).
const WIDTH: usize = 64;

/// A block: what its label says it is, and its content.
///
/// ```text
/// -----BEGIN PUBLIC KEY-----
/// MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzQFnrfn+5pkpDs+EOWnLDPKCCmrd
/// ubRj94YXPWkBFtwxm8GCnI+EtFcoZLVAYyzDk1qkQ5VzKVcXP66mWtzzuA==
/// -----END PUBLIC KEY-----
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block<'t> {
    /// What stands after BEGIN and END.
    pub label: &'t str,
    /// The bytes between them.
    pub content: Vec<u8>,
}

impl<'t> Block<'t> {
    /// Reads the one block of a text: white space stands anywhere in the base64, and explanations
    /// before the block. `None` of everything else, of two blocks too.
    pub fn parse(text: &'t str) -> Option<Self> {
        let (_, block) = text.split_once("-----BEGIN ")?;
        let (label, block) = block.split_once("-----")?;
        let (base64, after) = block.split_once("-----END ")?;
        let after = after.strip_prefix(label)?.strip_prefix("-----")?;
        let base64: String = base64.split_ascii_whitespace().collect();
        let content = Base64::decode_vec(&base64).ok()?;
        after.trim_ascii().is_empty().then_some(Self { label, content })
    }
}

/// In lines of 64 characters, the last one ended.
impl fmt::Display for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "-----BEGIN {}-----", self.label)?;
        let base64 = Base64::encode_string(&self.content);
        let mut rest = base64.as_str();
        while !rest.is_empty() {
            let (line, more) = rest.split_at_checked(WIDTH).unwrap_or((rest, ""));
            writeln!(f, "{line}")?;
            rest = more;
        }
        writeln!(f, "-----END {}-----", self.label)
    }
}

/// A certificate, DER, as a block.
pub fn certificate(der: impl Into<Vec<u8>>) -> Block<'static> {
    Block { label: "CERTIFICATE", content: der.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_reads_back_as_it_was_written() {
        for length in [0, 1, 47, 48, 49, 100] {
            let block = Block { label: "PUBLIC KEY", content: vec![7; length] };
            let text = block.to_string();
            assert!(text.lines().all(|line| line.len() <= WIDTH));
            assert!(text.lines().rev().skip(2).all(|line| [WIDTH, 26].contains(&line.len())));
            assert_eq!(Block::parse(&text), Some(block));
        }
    }

    #[test]
    fn white_space_and_explanations_are_passed_over() {
        let text = "a key:\n-----BEGIN A-----\r\n B w\tcH\n\n-----END A-----\n \n";
        assert_eq!(Block::parse(text), Some(Block { label: "A", content: vec![7; 3] }));
    }

    #[test]
    fn what_is_no_block_or_more_than_one_is_none() {
        let good = certificate([7; 3]).to_string();
        assert!(Block::parse(&good).is_some());
        for broken in [
            "",
            "Bwc=",
            "-----BEGIN A-----\n%\n-----END A-----\n",
            "-----BEGIN A-----\nBwc\n-----END A-----\n",
            "-----BEGIN A-----\nBwcH\n-----END B-----\n",
            "-----BEGIN A-----\nBwcH\n",
            "-----BEGIN A-----\nBwcH\n-----END A-----\nmore\n",
            &good.repeat(2),
        ] {
            assert_eq!(Block::parse(broken), None, "{broken}");
        }
    }
}
