use std::fmt;

/// What can't be taken back: it stands in public logs, or may stand there.
///
/// `Display` says it in one line, and nothing if there is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Public {
    /// A certificate, which certificate logs have with the identity in it; SHA-256 of its DER.
    pub certificate: Published<[u8; 32]>,
    /// Entries of signature logs, in the order in which the logs were asked.
    pub entries: Vec<PublicEntry>,
}

/// An entry of a signature log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicEntry {
    /// The address of the log.
    pub log: String,
    /// Whether it is there, and at which index of the whole log.
    pub index: Published<u64>,
}

/// Whether something is public.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Published<T> {
    /// It is not: nobody was asked, or whoever was asked refused.
    #[default]
    No,
    /// It may be: the question was sent, and the answer does not tell.
    Perhaps,
    /// It is.
    Yes(T),
}

impl Public {
    /// The same with one more entry.
    pub(crate) fn with_entry(&self, log: &str, index: Published<u64>) -> Self {
        let mut public = self.clone();
        if index != Published::No {
            public.entries.push(PublicEntry { log: log.into(), index });
        }
        public
    }

    /// Whether nothing is public, for sure.
    pub fn is_nothing(&self) -> bool {
        self.certificate == Published::No && self.entries.is_empty()
    }
}

impl fmt::Display for Public {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certificate = match self.certificate {
            Published::No => None,
            Published::Perhaps => Some("perhaps a certificate".to_owned()),
            Published::Yes(sha256) => {
                Some(format!("the certificate sha256:{}", sigstore_json::hex(&sha256)))
            }
        };
        let entries = self.entries.iter().map(PublicEntry::to_string);
        let all: Vec<_> = certificate.into_iter().chain(entries).collect();
        match all.is_empty() {
            true => Ok(()),
            false => write!(f, "public already: {}", all.join(", ")),
        }
    }
}

impl fmt::Display for PublicEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index {
            Published::No => write!(f, "no entry of {}", self.log),
            Published::Perhaps => write!(f, "perhaps an entry of {}", self.log),
            Published::Yes(index) => write!(f, "entry {index} of {}", self.log),
        }
    }
}
