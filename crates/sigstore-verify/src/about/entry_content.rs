use sigstore_bundle::Content;
use sigstore_dsse::Envelope;
use sigstore_rekor_types::{Body, Verifier};
use sigstore_traits::{Digest, HashAlgorithm, KeyAlgorithm, Rule, RuleKind, SignatureSuite, Trust};

use crate::case::Case;
use crate::certified::SignerKey;
use crate::check::Evidence;
use crate::material::Entry;
use crate::{Fields, Rejection};

pub(crate) static V_93: Rule = Rule {
    id: "V-93",
    title: "Kind and version in the body of an entry are those that the entry names outside it.",
    source: "sigstore architecture-docs client-spec.md section 4.4; rekor-tiles CLIENTS.md",
    kind: RuleKind::Refusal,
    place: "sigstore-verify EntryKinds::check",
};

pub(crate) static V_94: Rule = Rule {
    id: "V-94",
    title: "A message signature is logged as hashedrekord, an envelope as dsse 0.0.1, intoto 0.0.2 or hashedrekord 0.0.2.",
    source: "sigstore architecture-docs client-spec.md section 4.4; rekor-v2-spec.md section 4.3",
    kind: RuleKind::Refusal,
    place: "sigstore-verify EntryKinds::check",
};

pub(crate) static V_95: Rule = Rule {
    id: "V-95",
    title: "A hashedrekord 0.0.1 entry names the artifact's digest, in a hash that the key signs with, the bundle's signature and the signer's certificate or key.",
    source: "sigstore architecture-docs client-spec.md section 4.4",
    kind: RuleKind::Refusal,
    place: "sigstore-verify EntryDigests::check, EntrySignatures::check, EntryKeys::check",
};

pub(crate) static V_96: Rule = Rule {
    id: "V-96",
    title: "A hashedrekord 0.0.2 entry names digest, signature and signer likewise, and its key details are those of the key, the hash and the way of signing.",
    source: "sigstore architecture-docs rekor-v2-spec.md section 6.1.4",
    kind: RuleKind::Refusal,
    place: "sigstore-verify EntryKeys::check",
};

pub(crate) static V_98: Rule = Rule {
    id: "V-98",
    title: "The hashedrekord 0.0.2 entry of an envelope names the digest of the envelope's pre-authentication encoding.",
    source: "sigstore architecture-docs client-spec.md section 4.4; rekor-v2-spec.md section 4.3",
    kind: RuleKind::Refusal,
    place: "sigstore-verify EntryDigests::check",
};

pub(crate) static V_99: Rule = Rule {
    id: "V-99",
    title: "A dsse 0.0.1 entry names the payload's SHA-256, one signature, the envelope's, and its signer; the hash of the envelope's text is not compared.",
    source: "sigstore architecture-docs client-spec.md section 4.4",
    kind: RuleKind::Refusal,
    place: "sigstore-verify EntryDigests::check, EntrySignatures::check, EntryKeys::check",
};

pub(crate) static V_100: Rule = Rule {
    id: "V-100",
    title: "An intoto 0.0.2 entry names payload type, the payload's SHA-256, one signature and its signer; an intoto 0.0.1 entry holds no signature and vouches for none.",
    source: "sigstore architecture-docs client-spec.md section 4.4; rekor pkg/types/intoto README",
    kind: RuleKind::Refusal,
    place: "sigstore-verify EntryDigests::check, EntrySignatures::check",
};

pub(crate) static V_102: Rule = Rule {
    id: "V-102",
    title: "The logged signature is the bundle's, byte for byte, even where both are valid.",
    source: "sigstore architecture-docs client-spec.md section 4.4",
    kind: RuleKind::Refusal,
    place: "sigstore-verify EntrySignatures::check",
};

/// The entries of known logs are of kinds that log such a signature.
pub(crate) struct EntryKinds(Vec<&'static str>);

impl EntryKinds {
    pub(crate) fn check<T: Trust>(case: &Case<'_, T>) -> Result<Self, Rejection> {
        let mut kinds = Vec::new();
        for known in &case.known.known {
            let (number, kind) = (known.number, known.entry.body.entry_kind());
            let named = &known.entry.entry.kind_version;
            if named.entry_kind() != Some(kind) {
                let (found, expected) = (format!("{} {}", named.kind, named.version), kind);
                return Err(Rejection::EntryKindVersion { entry: number, found, expected });
            }
            let message = matches!(case.material.bundle.content, Content::Message(_));
            let logs_it = match &known.entry.body {
                Body::HashedRekordV002(_) => true,
                Body::HashedRekordV001(_) => message,
                Body::DsseV001(_) | Body::IntotoV001(_) | Body::IntotoV002(_) => !message,
            };
            if !logs_it {
                return Err(Rejection::EntryKind { entry: number, found: kind, message });
            }
            kinds.push(kind.kind());
        }
        Ok(Self(kinds))
    }
}

impl Evidence for EntryKinds {
    fn fields(&self) -> Fields {
        Fields::new().with_list("kinds", self.0.iter().copied())
    }
}

/// The digests in the entries of known logs are the right ones.
pub(crate) struct EntryDigests(Vec<Digest>);

impl EntryDigests {
    pub(crate) fn check<T: Trust>(
        case: &Case<'_, T>,
        key: KeyAlgorithm,
    ) -> Result<Self, Rejection> {
        let known = case.known.known.iter();
        let digests = known.map(|known| Self::of(case, known.number, known.entry, key));
        Ok(Self(digests.collect::<Result<_, _>>()?))
    }

    fn of<T: Trust>(
        case: &Case<'_, T>,
        entry: usize,
        of: &Entry<'_>,
        key: KeyAlgorithm,
    ) -> Result<Digest, Rejection> {
        if let Body::IntotoV001(_) = of.body {
            return Err(Rejection::NoSignatureLogged { entry });
        }
        let found = of.body.digest().ok_or(Rejection::NoPayloadHash { entry })?;
        let expected = match (&case.material.bundle.content, &of.body) {
            (Content::Message(_), _) => {
                Self::signing_hash(entry, found.algorithm(), key)?;
                *case.artifact_digest(found.algorithm())?
            }
            (Content::Dsse(envelope), Body::HashedRekordV002(_)) => {
                Self::signing_hash(entry, found.algorithm(), key)?;
                case.pae_digest(found.algorithm(), envelope)
            }
            (Content::Dsse(envelope), body) => {
                Self::payload_type(entry, body, envelope)?;
                case.trust.suite().digest(HashAlgorithm::Sha256, &[&envelope.payload])
            }
        };
        if found != expected {
            return Err(Rejection::EntryDigest { entry, found, expected });
        }
        Ok(found)
    }

    fn signing_hash(
        entry: usize,
        found: HashAlgorithm,
        key: KeyAlgorithm,
    ) -> Result<(), Rejection> {
        match key.signing_hashes().contains(&found) {
            true => Ok(()),
            false => Err(Rejection::EntryHash { entry, found, key }),
        }
    }

    /// An intoto entry repeats the payload type.
    fn payload_type(entry: usize, body: &Body, envelope: &Envelope) -> Result<(), Rejection> {
        match body {
            Body::IntotoV002(record) if record.payload_type != envelope.payload_type => {
                let (found, expected) = (&record.payload_type, &envelope.payload_type);
                let (found, expected) = (found.clone(), expected.clone());
                Err(Rejection::EntryPayloadType { entry, found, expected })
            }
            _ => Ok(()),
        }
    }
}

impl Evidence for EntryDigests {
    fn fields(&self) -> Fields {
        Fields::new().with_list("digests", self.0.iter().map(Digest::to_string))
    }
}

/// The signatures in the entries of known logs are the bundle's.
pub(crate) struct EntrySignatures(usize);

impl EntrySignatures {
    pub(crate) fn check<T: Trust>(case: &Case<'_, T>) -> Result<Self, Rejection> {
        let signature = case.signature();
        for known in &case.known.known {
            let entry = known.number;
            match known.entry.body.signatures().as_slice() {
                [one] if one.signature.as_deref() == Some(signature) => {}
                [_] => return Err(Rejection::EntrySignature { entry }),
                [] => return Err(Rejection::NoSignatureLogged { entry }),
                several => {
                    let found = several.len();
                    return Err(Rejection::EntrySignatures { entry, found });
                }
            }
        }
        Ok(Self(case.known.known.len()))
    }
}

impl Evidence for EntrySignatures {
    fn fields(&self) -> Fields {
        Fields::new().with("entries", self.0)
    }
}

/// The certificates or keys in the entries of known logs are the signer's.
pub(crate) struct EntryKeys(usize);

impl EntryKeys {
    pub(crate) fn check<T: Trust>(
        case: &Case<'_, T>,
        key: &SignerKey<'_, T::Suite>,
    ) -> Result<Self, Rejection> {
        for known in &case.known.known {
            let (entry, body) = (known.number, &known.entry.body);
            let mut verifiers = body.signatures().into_iter().map(|one| one.verifier);
            verifiers.try_for_each(|verifier| Self::same(case, entry, verifier, key))?;
            if let Body::HashedRekordV002(record) = body {
                let (found, hash) = (record.key_details, record.digest.algorithm());
                let key = key.algorithm;
                let scheme = case.material.scheme(key, Some(body));
                let signs_so = found.scheme() == Some(scheme) && scheme.hash() == Some(hash);
                if !found.fits(key) || !signs_so {
                    return Err(Rejection::EntryKeyDetails { entry, found, key, hash });
                }
            }
        }
        Ok(Self(case.known.known.len()))
    }

    fn same<S: SignatureSuite, T: Trust<Suite = S>>(
        case: &Case<'_, T>,
        entry: usize,
        verifier: &Verifier,
        key: &SignerKey<'_, S>,
    ) -> Result<(), Rejection> {
        let same = match (verifier, &case.material.leaf) {
            (Verifier::Certificate(certificate), Some(leaf)) => certificate == leaf.der(),
            (Verifier::PublicKey(spki), None) => spki == key.spki,
            _ => false,
        };
        if same { Ok(()) } else { Err(Rejection::EntryKey { entry }) }
    }
}

impl Evidence for EntryKeys {
    fn fields(&self) -> Fields {
        Fields::new().with("entries", self.0)
    }
}
