use std::borrow::Cow;
use std::ops::ControlFlow;

use sigstore_bundle::Content;
use sigstore_dsse::{Envelope, Statement, Subject};
use sigstore_rekor_types::{Body, IntotoSignature, Verifier};
use sigstore_traits::{Digest, HashAlgorithm, KeyAlgorithm, Rule, RuleKind, SignatureSuite, Trust};

use crate::case::{Case, signing_hashes};
use crate::certified::{Certified, SignerKey};
use crate::check::{Evidence, Walk};
use crate::material::{Entry, IN_TOTO};
use crate::{Check, Fields, Outcome, Rejection, Step};

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

pub(crate) static V_103: Rule = Rule {
    id: "V-103",
    title: "The digest beside a message signature proves nothing, and where it is there it is the artifact's.",
    source: "sigstore protobuf-specs sigstore_common.proto, MessageSignature",
    kind: RuleKind::Refusal,
    place: "sigstore-verify MessageDigest::check",
};

pub(crate) static V_108: Rule = Rule {
    id: "V-108",
    title: "The payload type of an envelope is in-toto's.",
    source: "sigstore architecture-docs client-spec.md section 4.5",
    kind: RuleKind::Refusal,
    place: "sigstore-verify PayloadType::check",
};

pub(crate) static V_110: Rule = Rule {
    id: "V-110",
    title: "One subject of the statement names the artifact's digest.",
    source: "sigstore architecture-docs client-spec.md section 4.5; in-toto attestation spec, Statement",
    kind: RuleKind::Refusal,
    place: "sigstore-verify MatchedSubject::check",
};

pub(crate) static V_134: Rule = Rule {
    id: "V-134",
    title: "The subject that matches does not contradict itself: every digest of it that is at hand for the artifact is the artifact's.",
    source: "in-toto attestation spec, DigestSet",
    kind: RuleKind::Refusal,
    place: "sigstore-verify MatchedSubject::check",
};

pub(crate) static A_3: Rule = Rule {
    id: "A-3",
    title: "A predicate type that the policy demands is the statement's; a bundle without a statement has none.",
    source: "in-toto attestation spec, predicateType",
    kind: RuleKind::Refusal,
    place: "sigstore-verify PredicateType::check",
};

pub(crate) static ENTRY_KIND: Check = Check {
    step: Step::About,
    name: "entry-kind",
    rule: &V_94,
    title: "The log entry is of a kind that logs such a signature, and its body says the same kind.",
    needs: &[],
};

pub(crate) static ENTRY_DIGEST: Check = Check {
    step: Step::About,
    name: "entry-digest",
    rule: &V_95,
    title: "The digest in the log entry is that of the artifact, or of what the envelope signs.",
    needs: &["signer-key", "entry-kind"],
};

pub(crate) static ENTRY_SIGNATURE: Check = Check {
    step: Step::About,
    name: "entry-signature",
    rule: &V_102,
    title: "The signature in the log entry is the bundle's.",
    needs: &["entry-kind"],
};

pub(crate) static ENTRY_KEY: Check = Check {
    step: Step::About,
    name: "entry-key",
    rule: &V_95,
    title: "The certificate or key in the log entry is the signer's.",
    needs: &["signer-key", "entry-kind"],
};

pub(crate) static MESSAGE_DIGEST: Check = Check {
    step: Step::About,
    name: "message-digest",
    rule: &V_103,
    title: "The digest that the bundle hints at is the artifact's.",
    needs: &[],
};

pub(crate) static PAYLOAD_TYPE: Check = Check {
    step: Step::About,
    name: "payload-type",
    rule: &V_108,
    title: "The envelope carries an in-toto statement.",
    needs: &[],
};

pub(crate) static SUBJECT: Check = Check {
    step: Step::About,
    name: "subject",
    rule: &V_110,
    title: "A subject of the statement is the artifact.",
    needs: &["payload-type"],
};

pub(crate) static PREDICATE_TYPE: Check = Check {
    step: Step::About,
    name: "predicate-type",
    rule: &A_3,
    title: "The statement's predicate is of the type that the policy demands.",
    needs: &[],
};

/// Step 5: the log entries and the statement are about this artifact.
pub(crate) struct About<W: Walk> {
    pub(crate) digests: W::Proof<EntryDigests>,
    pub(crate) signatures: W::Proof<EntrySignatures>,
    pub(crate) keys: W::Proof<EntryKeys>,
    pub(crate) content: AboutContent<W>,
    /// `None`: the policy demands no predicate type.
    pub(crate) predicate_type: Option<W::Proof<PredicateType>>,
}

/// What the bundle itself says of the artifact.
pub(crate) enum AboutContent<W: Walk> {
    Message(W::Proof<MessageDigest>),
    Dsse(W::Proof<MatchedSubject>),
}

impl<W: Walk> About<W> {
    pub(crate) fn check<'c, T: Trust>(
        w: &mut W,
        case: &'c Case<'c, T>,
        certified: &Certified<'c, T::Suite, W>,
    ) -> ControlFlow<W::Stop, Self> {
        let moot = || case.without_known_entries();
        let kinds =
            w.check_unless(moot(), &ENTRY_KIND, W::given(()), |()| EntryKinds::check(case))?;
        let needs = || W::both(W::look(&certified.key), W::look(&kinds));
        let digests = w.check_unless(moot(), &ENTRY_DIGEST, needs(), |(key, _)| {
            EntryDigests::check(case, key.algorithm)
        })?;
        let signatures = w.check_unless(moot(), &ENTRY_SIGNATURE, W::look(&kinds), |_| {
            EntrySignatures::check(case)
        })?;
        let keys =
            w.check_unless(moot(), &ENTRY_KEY, needs(), |(key, _)| EntryKeys::check(case, key))?;
        let content = AboutContent::check(w, case)?;
        let predicate_type = match &case.policy.predicate_type {
            Some(expected) => Some(w.check(&PREDICATE_TYPE, W::given(()), |()| {
                PredicateType::check(case.material.statement.as_ref(), expected)
            })?),
            None => {
                let why = Outcome::NotApplicable("the policy demands no predicate type");
                w.skip(&PREDICATE_TYPE, why, ());
                None
            }
        };
        ControlFlow::Continue(Self { digests, signatures, keys, content, predicate_type })
    }
}

impl<W: Walk> AboutContent<W> {
    fn check<T: Trust>(w: &mut W, case: &Case<'_, T>) -> ControlFlow<W::Stop, Self> {
        ControlFlow::Continue(match &case.material.bundle.content {
            Content::Message(message) => {
                let hint = message.digest.as_ref();
                let check = |()| MessageDigest::check(case, hint);
                let digest = w.check(&MESSAGE_DIGEST, W::given(()), check)?;
                let why = Outcome::NotApplicable("the content is a message signature");
                w.skip(&PAYLOAD_TYPE, why.clone(), ());
                w.skip(&SUBJECT, why, ());
                Self::Message(digest)
            }
            Content::Dsse(envelope) => {
                let why = Outcome::NotApplicable("the content is a DSSE envelope");
                w.skip(&MESSAGE_DIGEST, why, ());
                let payload_type = w.check(&PAYLOAD_TYPE, W::given(()), |()| {
                    PayloadType::check(envelope, case.material.statement.as_ref())
                })?;
                let check = |payload: PayloadType<'_>| MatchedSubject::check(case, payload.0);
                Self::Dsse(w.check(&SUBJECT, payload_type, check)?)
            }
        })
    }
}

/// The entries of known logs are of kinds that log such a signature.
pub(crate) struct EntryKinds(Vec<&'static str>);

impl EntryKinds {
    fn check<T: Trust>(case: &Case<'_, T>) -> Result<Self, Rejection> {
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
    fn check<T: Trust>(case: &Case<'_, T>, key: KeyAlgorithm) -> Result<Self, Rejection> {
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
        let found = match &of.body {
            Body::HashedRekordV001(record) => record.digest,
            Body::HashedRekordV002(record) => record.digest,
            Body::DsseV001(record) => record.payload_hash,
            Body::IntotoV002(record) => {
                record.payload_hash.ok_or(Rejection::NoPayloadHash { entry })?
            }
            Body::IntotoV001(_) => return Err(Rejection::NoSignatureLogged { entry }),
        };
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
        match signing_hashes(key).contains(&found) {
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
    fn check<T: Trust>(case: &Case<'_, T>) -> Result<Self, Rejection> {
        let signature = case.signature();
        for known in &case.known.known {
            let entry = known.number;
            match logged(&known.entry.body).as_slice() {
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
    fn check<T: Trust>(
        case: &Case<'_, T>,
        key: &SignerKey<'_, T::Suite>,
    ) -> Result<Self, Rejection> {
        for known in &case.known.known {
            let (entry, body) = (known.number, &known.entry.body);
            let mut verifiers = logged(body).into_iter().map(|one| one.verifier);
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

/// A signature that an entry logs.
struct Logged<'b> {
    /// `None`: the entry writes it in a form that is no signature, and that no signature equals.
    signature: Option<Cow<'b, [u8]>>,
    verifier: &'b Verifier,
}

/// The signatures that an entry logs, in every kind of entry that logs any.
fn logged(body: &Body) -> Vec<Logged<'_>> {
    let of = |signature, verifier| Logged { signature: Some(Cow::Borrowed(signature)), verifier };
    match body {
        Body::HashedRekordV001(record) => vec![of(&record.signature, record.verifier.verifier())],
        Body::HashedRekordV002(record) => vec![of(&record.signature, &record.verifier)],
        Body::DsseV001(record) => record
            .signatures
            .iter()
            .map(|one| of(&one.signature, one.verifier.verifier()))
            .collect(),
        Body::IntotoV002(record) => {
            let signatures = record.signatures.iter();
            let logged = |one: &'_ IntotoSignature| one.signature().map(Cow::Owned);
            signatures
                .map(|one| Logged { signature: logged(one), verifier: one.verifier.verifier() })
                .collect()
        }
        Body::IntotoV001(_) => Vec::new(),
    }
}

/// The digest that the bundle hints at is the artifact's.
pub(crate) struct MessageDigest(Option<Digest>);

impl MessageDigest {
    fn check<T: Trust>(case: &Case<'_, T>, hint: Option<&Digest>) -> Result<Self, Rejection> {
        let Some(found) = hint else {
            return Ok(Self(None));
        };
        let expected = case.artifact_digest(found.algorithm())?;
        if found != expected {
            return Err(Rejection::MessageDigest { found: *found, expected: *expected });
        }
        Ok(Self(Some(*found)))
    }
}

impl Evidence for MessageDigest {
    fn fields(&self) -> Fields {
        Fields::new().with_some("digest", self.0.map(|digest| digest.to_string()))
    }
}

/// The envelope carries an in-toto statement.
pub(crate) struct PayloadType<'c>(&'c Statement);

impl<'c> PayloadType<'c> {
    fn check(envelope: &Envelope, statement: Option<&'c Statement>) -> Result<Self, Rejection> {
        let found = || envelope.payload_type.clone();
        statement
            .map(Self)
            .ok_or_else(|| Rejection::PayloadType { found: found(), expected: IN_TOTO })
    }
}

impl Evidence for PayloadType<'_> {
    fn fields(&self) -> Fields {
        Fields::new().with("payload_type", IN_TOTO).with("statement", self.0.statement_type.uri())
    }
}

/// The subject of the statement that is the artifact.
pub(crate) struct MatchedSubject {
    number: usize,
    name: Option<String>,
    digests: Vec<Digest>,
}

impl MatchedSubject {
    fn check<T: Trust>(case: &Case<'_, T>, statement: &Statement) -> Result<Self, Rejection> {
        let same = |digest: &Digest| {
            case.artifact.digest(digest.algorithm()).is_some_and(|given| given == digest)
        };
        let subjects = &statement.subjects;
        let matching =
            |subject: &Subject| subject.known_digests().copied().any(|digest| same(&digest));
        let Some((number, subject)) =
            subjects.iter().enumerate().find(|(_, subject)| matching(subject))
        else {
            let (found, expected) = (subjects.len(), case.artifact.describe());
            return Err(Rejection::Subject { found, expected });
        };
        let contradicts = |digest: &Digest| {
            case.artifact.digest(digest.algorithm()).is_some_and(|given| given != digest)
        };
        if let Some(found) = subject.known_digests().copied().find(contradicts) {
            let expected = *case.artifact_digest(found.algorithm())?;
            return Err(Rejection::SubjectContradicts { subject: number, found, expected });
        }
        let digests = subject.known_digests().copied().filter(same).collect();
        Ok(Self { number, name: subject.name.clone(), digests })
    }
}

impl Evidence for MatchedSubject {
    fn fields(&self) -> Fields {
        Fields::new()
            .with("subject", self.number)
            .with_some("name", self.name.as_deref())
            .with_list("digests", self.digests.iter().map(Digest::to_string))
    }
}

/// The statement's predicate is of the type that the policy demands.
pub(crate) struct PredicateType(String);

impl PredicateType {
    fn check(statement: Option<&Statement>, expected: &str) -> Result<Self, Rejection> {
        match statement.map(|statement| statement.predicate_type.as_str()) {
            Some(found) if found == expected => Ok(Self(found.into())),
            found => {
                let (found, expected) = (found.map(str::to_owned), expected.to_owned());
                Err(Rejection::PredicateType { found, expected })
            }
        }
    }
}

impl Evidence for PredicateType {
    fn fields(&self) -> Fields {
        Fields::new().with("predicate_type", self.0.as_str())
    }
}
