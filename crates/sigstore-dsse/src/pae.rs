use sigstore_traits::{Rule, RuleKind};

pub(crate) static V_106: Rule = Rule {
    id: "V-106",
    title: "What is signed is the version, the type and the payload, each of the two after its length in bytes.",
    source: "DSSE protocol.md, Signature Definition",
    kind: RuleKind::Acceptance,
    place: "sigstore-dsse Pae::new",
};

/// The pre-authentication encoding of a payload: the bytes that a DSSE signature is over.
///
/// ```text
/// PAE = "DSSEv1" SP LEN(type) SP type SP LEN(payload) SP payload
/// ```
///
/// `SP` is one space, `LEN` the number of bytes in ASCII decimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pae<'p> {
    header: String,
    payload: &'p [u8],
}

impl<'p> Pae<'p> {
    /// The encoding of a payload of this type.
    pub fn new(payload_type: &str, payload: &'p [u8]) -> Self {
        let (type_length, length) = (payload_type.len(), payload.len());
        Self { header: format!("DSSEv1 {type_length} {payload_type} {length} "), payload }
    }

    /// Its two parts, to be hashed one after the other.
    pub fn parts(&self) -> [&[u8]; 2] {
        [self.header.as_bytes(), self.payload]
    }

    /// The whole, for schemes that sign the message and no digest of it.
    pub fn to_vec(&self) -> Vec<u8> {
        self.parts().concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of DSSE protocol.md.
    #[test]
    fn v_106_accepted_the_example_of_the_specification() {
        let pae = Pae::new("http://example.com/HelloWorld", b"hello world");
        let expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world";
        assert_eq!(pae.to_vec(), expected);
        assert_eq!(pae.parts().concat(), expected);
    }

    #[test]
    fn v_106_accepted_lengths_count_bytes() {
        assert_eq!(Pae::new("é", "éé".as_bytes()).to_vec(), "DSSEv1 2 é 4 éé".as_bytes());
        assert_eq!(Pae::new("", b"").to_vec(), b"DSSEv1 0  0 ");
    }
}
