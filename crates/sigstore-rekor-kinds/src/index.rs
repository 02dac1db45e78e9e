use std::collections::BTreeSet;

use sigstore_certificate::Certificate;
use sigstore_json::{Limits, Value, hex};
use sigstore_rekor_types::{Body, PemVerifier, Verifier};
use sigstore_traits::{Rule, RuleKind, SignatureSuite};

use crate::{AnyBody, Format};

pub(crate) static T_6: Rule = Rule {
    id: "T-6",
    title: "An entry is found by every name in the certificate of its signer; a bare key names nobody, and whom a PGP key names is for a reader of PGP.",
    source: "sigstore/rekor pkg/pki; sigstore/sigstore pkg/cryptoutils/sans.go",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-kinds AnyBody::index_keys",
};

pub(crate) static T_7: Rule = Rule {
    id: "T-7",
    title: "What an entry is found by is in lower case, whatever it was in.",
    source: "sigstore/rekor pkg/indexstorage/redis/redis.go; pkg/api/index.go",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-kinds AnyBody::index_keys",
};

pub(crate) static T_8: Rule = Rule {
    id: "T-8",
    title: "The hash of a key is indexed bare, but in dsse and intoto after the name of its algorithm.",
    source: "sigstore/rekor pkg/types/dsse/v0.0.1/entry.go, pkg/types/intoto, IndexKeys; pkg/api/index.go",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-kinds AnyBody::index_keys",
};

pub(crate) static T_10: Rule = Rule {
    id: "T-10",
    title: "A digest is indexed as the name of its algorithm, a colon, and lower-case hex.",
    source: "sigstore/rekor pkg/types, IndexKeys of each kind",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-kinds AnyBody::index_keys",
};

pub(crate) static T_23: Rule = Rule {
    id: "T-23",
    title: "A hashedrekord 0.0.1 is found by its key, whom that names, and its digest.",
    source: "sigstore/rekor pkg/types/hashedrekord/v0.0.1/entry.go, IndexKeys",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-kinds AnyBody::index_keys",
};

pub(crate) static T_33: Rule = Rule {
    id: "T-33",
    title: "A dsse 0.0.1 is found by its signers, its hashes, and what its statement is about.",
    source: "sigstore/rekor pkg/types/dsse/v0.0.1/entry.go, IndexKeys",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-kinds AnyBody::index_keys",
};

pub(crate) static T_41: Rule = Rule {
    id: "T-41",
    title: "An intoto 0.0.1 is found by its key, both hashes, and what its statement is about.",
    source: "sigstore/rekor pkg/types/intoto/v0.0.1/entry.go, IndexKeys",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-kinds AnyBody::index_keys",
};

pub(crate) static T_44: Rule = Rule {
    id: "T-44",
    title: "An intoto 0.0.2 is found by its signers, the payload's hash, and what its statement is about; not by the envelope's hash.",
    source: "sigstore/rekor pkg/types/intoto/v0.0.2/entry.go, IndexKeys",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-kinds AnyBody::index_keys",
};

/// What a log's search finds an entry by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexKeys {
    /// `sha256:<hex>`, bare hex, names: all in lower case.
    pub keys: BTreeSet<String>,
    /// The signers whose names the log indexes too, and which this crate can't read.
    pub unread: Vec<Unread>,
}

/// A signer whose names were not read: a PGP key, or a certificate that is malformed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The format.
    pub format: Format,
    /// The key as the log hashed it.
    pub bytes: Vec<u8>,
}

/// Whether a statement is found by what its predicate says went into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Materials {
    /// It is: in dsse and intoto.
    Indexed,
    /// It is not: in cose.
    PassedOver,
}

impl IndexKeys {
    /// Inserts a key, in lower case (T-7).
    pub fn insert(&mut self, key: &str) {
        self.keys.insert(key.to_lowercase());
    }

    /// Inserts the digests of what a statement is about. A log records a payload that it can't
    /// read; it just does not find it by it.
    pub fn insert_statement(&mut self, payload: &[u8], materials: Materials) {
        let Ok(statement) = sigstore_json::parse(payload, &Limits::new(payload.len())) else {
            return;
        };
        let predicate = statement.member("predicate").filter(|_| materials == Materials::Indexed);
        let materials = predicate.and_then(|predicate| predicate.member("materials"));
        let lists = [statement.member("subject"), materials].into_iter().flatten();
        for item in lists.filter_map(|list| list.node().array().ok()).flatten() {
            self.insert_digests(item.value());
        }
    }

    fn insert_digests(&mut self, item: &Value<'_>) {
        let Some(Value::Object(digests)) = item.member("digest") else { return };
        for (algorithm, digest) in digests {
            if let Value::String(digest) = digest {
                self.insert(&format!("{algorithm}:{digest}"));
            }
        }
    }
}

impl AnyBody {
    /// What the search of a log finds the entry by, as far as the body tells it. What only the
    /// upload told (the subjects of a statement, the comment of an SSH key) is in
    /// `Proposal::index_keys` of
    /// `sigstore-rekor-proposals`. Rekor v2 has no search.
    pub fn index_keys(&self, suite: &impl SignatureSuite) -> IndexKeys {
        let sha256 = |bytes: &[u8]| suite.sha256(&[bytes]);
        let mut index = Indexer { sha256: &sha256, found: IndexKeys::default() };
        self.index(&mut index);
        index.found
    }

    pub(crate) fn index(&self, index: &mut Indexer<'_>) {
        match self {
            Self::Verifiable(body) => index.verifiable(body),
            Self::RekordV001(entry) => entry.index(index),
            Self::AlpineV001(entry) => entry.index(index),
            Self::CoseV001(entry) => entry.index(index),
            Self::HelmV001(entry) => entry.index(index),
            Self::JarV001(entry) => entry.index(index),
            Self::Rfc3161V001(entry) => entry.index(index),
            Self::RpmV001(entry) => entry.index(index),
            Self::TufV001(entry) => entry.index(index),
            Self::DsseV002(_) | Self::Unknown(_) => {}
        }
    }
}

/// Gathers what an entry is found by.
pub(crate) struct Indexer<'s> {
    pub(crate) sha256: &'s dyn Fn(&[u8]) -> [u8; 32],
    pub(crate) found: IndexKeys,
}

impl Indexer<'_> {
    pub(crate) fn word(&mut self, word: &str) {
        self.found.insert(word);
    }

    /// The bare hash of these bytes.
    pub(crate) fn bare(&mut self, bytes: &[u8]) {
        self.word(&hex(&(self.sha256)(bytes)));
    }

    /// The hash of these bytes, with the name of its algorithm.
    pub(crate) fn named(&mut self, bytes: &[u8]) {
        self.digest(&(self.sha256)(bytes));
    }

    /// A hash, with the name of its algorithm.
    pub(crate) fn digest(&mut self, sha256: &[u8; 32]) {
        self.word(&format!("sha256:{}", hex(sha256)));
    }

    /// A key of PGP: its bare hash, and the addresses of its users, which are not read here.
    pub(crate) fn pgp(&mut self, key: &[u8]) {
        self.bare(key);
        self.unread(Format::Pgp, key);
    }

    /// A key or certificate: its bare hash, and whom it names.
    pub(crate) fn x509(&mut self, pem: &PemVerifier) {
        self.bare(pem.text().as_bytes());
        self.names(pem);
    }

    fn names(&mut self, pem: &PemVerifier) {
        let Verifier::Certificate(der) = pem.verifier() else { return };
        match Certificate::parse(der).and_then(|leaf| leaf.alternative_names()) {
            Ok(names) => names.iter().for_each(|name| self.word(name)),
            Err(_) => self.unread(Format::X509, pem.text().as_bytes()),
        }
    }

    fn unread(&mut self, format: Format, bytes: &[u8]) {
        self.found.unread.push(Unread { format, bytes: bytes.into() });
    }

    /// The signer of an envelope: its hash with the name of the algorithm, and whom it names.
    fn envelope_signer(&mut self, pem: &PemVerifier) {
        self.named(pem.text().as_bytes());
        self.names(pem);
    }

    fn verifiable(&mut self, body: &Body) {
        match body {
            Body::HashedRekordV001(entry) => {
                self.x509(&entry.verifier);
                self.word(&entry.digest.to_string());
            }
            Body::HashedRekordV002(_) => {}
            Body::DsseV001(entry) => {
                entry.signatures.iter().for_each(|one| self.envelope_signer(&one.verifier));
                self.word(&entry.payload_hash.to_string());
                self.word(&entry.envelope_hash.to_string());
            }
            Body::IntotoV001(entry) => {
                self.envelope_signer(&entry.verifier);
                self.word(&entry.hash.to_string());
                entry.payload_hash.iter().for_each(|hash| self.word(&hash.to_string()));
            }
            Body::IntotoV002(entry) => {
                entry.signatures.iter().for_each(|one| self.envelope_signer(&one.verifier));
                entry.payload_hash.iter().for_each(|hash| self.word(&hash.to_string()));
            }
        }
    }
}
