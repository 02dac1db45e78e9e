pub(crate) mod entry_content;

use std::ops::ControlFlow;

use sigstore_bundle::Content;
use sigstore_dsse::{Envelope, Statement, Subject};
use sigstore_traits::{Digest, Rule, RuleKind, Trust};

use crate::about::entry_content::{EntryDigests, EntryKeys, EntryKinds, EntrySignatures};
use crate::case::Case;
use crate::certified::Certified;
use crate::check::{Evidence, Walk};
use crate::checks::{
    ENTRY_DIGEST, ENTRY_KEY, ENTRY_KIND, ENTRY_SIGNATURE, MESSAGE_DIGEST, PAYLOAD_TYPE,
    PREDICATE_TYPE, SUBJECT,
};
use crate::material::IN_TOTO;
use crate::{Fields, Outcome, Rejection};

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
