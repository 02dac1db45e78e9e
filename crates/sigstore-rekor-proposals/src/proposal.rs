use sigstore_json::{Limits, Object};
use sigstore_rekor_kinds::{AnyBody, AnyKind, IndexKeys, Materials, Rfc3161V001, TufV001};
use sigstore_rekor_types::{
    Body, EntryKind, HashedRekordV001, MAX_BODY_SIGNATURES, PemVerifier, read_hash,
};
use sigstore_traits::{Digest, HashAlgorithm, Rule, RuleKind, SignatureSuite};

use crate::envelope::IN_TOTO;
use crate::{
    AlpineProposal, CoseProposal, DsseProposal, Error, HelmProposal, IntotoPartsProposal,
    IntotoProposal, JarProposal, RekordProposal, RpmProposal, content,
};

pub(crate) static T_1: Rule = Rule {
    id: "T-1",
    title: "A proposed entry names a kind and a version of it that the log takes, and holds what the schema of these wants.",
    source: "sigstore/rekor openapi.yaml, ProposedEntry; pkg/types/entries.go",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-proposals Proposal::parse",
};

pub(crate) static T_2: Rule = Rule {
    id: "T-2",
    title: "What is stored is the canonical form of the kind and no transcript of the upload; where that takes a look into a package, it is not made up.",
    source: "sigstore/rekor pkg/types/entries.go, CanonicalizeEntry",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-proposals Proposal::canonicalise",
};

pub(crate) static T_5: Rule = Rule {
    id: "T-5",
    title: "A key is stored in the one spelling of its format; those of PGP, minisign and SSH are written by readers of these.",
    source: "sigstore/rekor pkg/pki",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-proposals Proposal::canonicalise",
};

pub(crate) static T_9: Rule = Rule {
    id: "T-9",
    title: "A hashedrekord is found by the hash of its key as it was submitted.",
    source: "sigstore/rekor pkg/types/hashedrekord/v0.0.1/entry.go, IndexKeys",
    kind: RuleKind::Acceptance,
    place: "sigstore-rekor-proposals Proposal::index_keys",
};

/// The most bytes of a proposed entry that are read: 24 MiB of package in base64.
pub const MAX_PROPOSAL: usize = 32 << 20;

const LIMITS: Limits = Limits::new(MAX_PROPOSAL)
    .arrays(&[("signatures", MAX_BODY_SIGNATURES), ("verifiers", MAX_BODY_SIGNATURES)]);

/// What a client asks a log of Rekor v1 to record, as it was sent.
///
/// Its signatures are not verified by reading it: see [`check`](Self::check).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposal {
    /// `hashedrekord` 0.0.1
    HashedRekordV001(HashedRekordProposal),
    /// `dsse` 0.0.1
    DsseV001(DsseProposal),
    /// `intoto` 0.0.1
    IntotoV001(IntotoProposal),
    /// `intoto` 0.0.2
    IntotoV002(IntotoPartsProposal),
    /// `rekord` 0.0.1
    RekordV001(RekordProposal),
    /// `alpine` 0.0.1
    AlpineV001(AlpineProposal),
    /// `cose` 0.0.1
    CoseV001(CoseProposal),
    /// `helm` 0.0.1
    HelmV001(HelmProposal),
    /// `jar` 0.0.1
    JarV001(JarProposal),
    /// `rfc3161` 0.0.1, which is stored as it is proposed.
    Rfc3161V001(Rfc3161V001),
    /// `rpm` 0.0.1
    RpmV001(RpmProposal),
    /// `tuf` 0.0.1, of which a log stores what was proposed, spelt its own way.
    TufV001(TufV001),
}

/// A proposed `hashedrekord` 0.0.1, which has the shape of the stored one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashedRekordProposal {
    /// The digest of the artifact.
    pub digest: Digest,
    /// The signature over it.
    pub signature: Vec<u8>,
    /// The key or certificate as it was submitted.
    pub submitted: Vec<u8>,
    /// The same as the log would write it.
    pub verifier: PemVerifier,
}

impl Proposal {
    /// Reads a proposed entry. Members that its schema does not know are passed over, as a log
    /// passes over them.
    ///
    /// ```text
    /// {"apiVersion":"0.0.1","kind":"rekord","spec":{…}}
    /// ```
    ///
    /// # Errors
    /// [`Error::UnknownKind`], and what the reading of its kind refuses.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let value = sigstore_json::parse(bytes, &LIMITS)?;
        let object = value.node().object()?;
        let kind = object.required("kind")?.string()?;
        let version = object.required("apiVersion")?.string()?;
        let spec = object.required("spec")?.object()?;
        let known = AnyKind::from_names(kind, version);
        let proposal = known.map(|known| Self::read(known, &spec)).transpose()?.flatten();
        proposal.ok_or_else(|| Error::UnknownKind { kind: kind.into(), version: version.into() })
    }

    /// `None` for the kinds of Rekor v2, which takes no such proposals.
    fn read(kind: AnyKind, spec: &Object<'_>) -> Result<Option<Self>, Error> {
        Ok(Some(match kind {
            AnyKind::Verifiable(EntryKind::HashedRekordV001) => {
                Self::HashedRekordV001(HashedRekordProposal::read(spec)?)
            }
            AnyKind::Verifiable(EntryKind::DsseV001) => Self::DsseV001(DsseProposal::read(spec)?),
            AnyKind::Verifiable(EntryKind::IntotoV001) => {
                Self::IntotoV001(IntotoProposal::read(spec)?)
            }
            AnyKind::Verifiable(EntryKind::IntotoV002) => {
                Self::IntotoV002(IntotoPartsProposal::read(spec)?)
            }
            AnyKind::RekordV001 => Self::RekordV001(RekordProposal::read(spec)?),
            AnyKind::AlpineV001 => Self::AlpineV001(AlpineProposal::read(spec)?),
            AnyKind::CoseV001 => Self::CoseV001(CoseProposal::read(spec)?),
            AnyKind::HelmV001 => Self::HelmV001(HelmProposal::read(spec)?),
            AnyKind::JarV001 => Self::JarV001(JarProposal::read(spec)?),
            AnyKind::Rfc3161V001 => Self::Rfc3161V001(read_rfc3161(spec)?),
            AnyKind::RpmV001 => Self::RpmV001(RpmProposal::read(spec)?),
            AnyKind::TufV001 => Self::TufV001(read_tuf(spec)?),
            AnyKind::Verifiable(EntryKind::HashedRekordV002) | AnyKind::DsseV002 => {
                return Ok(None);
            }
        }))
    }

    /// Its kind.
    pub const fn kind(&self) -> AnyKind {
        match self {
            Self::HashedRekordV001(_) => AnyKind::Verifiable(EntryKind::HashedRekordV001),
            Self::DsseV001(_) => AnyKind::Verifiable(EntryKind::DsseV001),
            Self::IntotoV001(_) => AnyKind::Verifiable(EntryKind::IntotoV001),
            Self::IntotoV002(_) => AnyKind::Verifiable(EntryKind::IntotoV002),
            Self::RekordV001(_) => AnyKind::RekordV001,
            Self::AlpineV001(_) => AnyKind::AlpineV001,
            Self::CoseV001(_) => AnyKind::CoseV001,
            Self::HelmV001(_) => AnyKind::HelmV001,
            Self::JarV001(_) => AnyKind::JarV001,
            Self::Rfc3161V001(_) => AnyKind::Rfc3161V001,
            Self::RpmV001(_) => AnyKind::RpmV001,
            Self::TufV001(_) => AnyKind::TufV001,
        }
    }

    /// What the log stores, where that is a matter of the proposal's own bytes.
    ///
    /// # Errors
    /// [`Error::HashMismatch`], [`Error::NoSignatures`], [`Error::Cose`]; or, where it takes more,
    /// [`Error::Unpaired`], [`Error::Foreign`] or [`Error::Unopened`]: whoever verified the
    /// signatures, or read the key or the package, then has `stored` on the proposal of the kind.
    pub fn canonicalise(&self, suite: &impl SignatureSuite) -> Result<AnyBody, Error> {
        Ok(match self {
            Self::HashedRekordV001(proposal) => {
                AnyBody::Verifiable(Body::HashedRekordV001(proposal.canonical()))
            }
            Self::DsseV001(proposal) => {
                AnyBody::Verifiable(Body::DsseV001(proposal.canonical(suite)?))
            }
            Self::IntotoV001(proposal) => {
                AnyBody::Verifiable(Body::IntotoV001(proposal.canonical(suite)))
            }
            Self::IntotoV002(proposal) => {
                AnyBody::Verifiable(Body::IntotoV002(proposal.canonical(suite)))
            }
            Self::RekordV001(proposal) => AnyBody::RekordV001(proposal.canonical(suite)?),
            Self::AlpineV001(proposal) => return Err(proposal.unopened(suite)),
            Self::CoseV001(proposal) => AnyBody::CoseV001(proposal.canonical(suite)?),
            Self::HelmV001(proposal) => return Err(proposal.foreign()),
            Self::JarV001(proposal) => return Err(proposal.unopened(suite)),
            Self::Rfc3161V001(entry) => AnyBody::Rfc3161V001(entry.clone()),
            Self::RpmV001(proposal) => return Err(proposal.unopened(suite)),
            Self::TufV001(entry) => AnyBody::TufV001(entry.clone()),
        })
    }

    /// What the search of a log finds the entry by: the keys of the body that it has stored, and
    /// what only the proposal tells.
    pub fn index_keys(&self, stored: &AnyBody, suite: &impl SignatureSuite) -> IndexKeys {
        let mut keys = stored.index_keys(suite);
        match self {
            Self::HashedRekordV001(proposal) => {
                let key = |bytes| sigstore_json::hex(&suite.sha256(&[bytes]));
                keys.keys.remove(&key(proposal.verifier.text().as_bytes()));
                keys.insert(&key(&proposal.submitted));
            }
            Self::DsseV001(DsseProposal { envelope, .. })
            | Self::IntotoV001(IntotoProposal { envelope, .. }) => {
                insert_payload(&mut keys, &envelope.payload_type, &envelope.payload);
            }
            Self::IntotoV002(proposal) => {
                insert_payload(&mut keys, &proposal.payload_type, &proposal.payload);
            }
            Self::CoseV001(proposal) => proposal.index(&mut keys),
            Self::RekordV001(proposal) => proposal.index(&mut keys),
            Self::AlpineV001(_)
            | Self::HelmV001(_)
            | Self::JarV001(_)
            | Self::Rfc3161V001(_)
            | Self::RpmV001(_)
            | Self::TufV001(_) => {}
        }
        keys
    }
}

impl HashedRekordProposal {
    fn read(spec: &Object<'_>) -> Result<Self, Error> {
        let hash = spec.required("data")?.object()?.required("hash")?;
        let signature = spec.required("signature")?.object()?;
        let key = signature.required("publicKey")?.object()?.required("content")?;
        Ok(Self {
            digest: read_hash(hash, &HashAlgorithm::ALL)?,
            signature: signature.required("content")?.standard_bytes()?,
            submitted: key.standard_bytes()?,
            verifier: content::read_canonical_pem(key)?,
        })
    }

    fn canonical(&self) -> HashedRekordV001 {
        HashedRekordV001 {
            digest: self.digest,
            signature: self.signature.clone(),
            verifier: self.verifier.clone(),
        }
    }
}

/// What a payload is about, if it is a statement.
fn insert_payload(keys: &mut IndexKeys, payload_type: &str, payload: &[u8]) {
    if payload_type == IN_TOTO {
        keys.insert_statement(payload, Materials::Indexed);
    }
}

/// `{"tsr":{"content":"<base64 of DER>"}}`
fn read_rfc3161(spec: &Object<'_>) -> Result<Rfc3161V001, Error> {
    let response = spec.required("tsr")?.object()?.required("content")?;
    Ok(Rfc3161V001 { response: response.standard_bytes()? })
}

/// `{"metadata":{"content":{…}},"root":{"content":{…}}}`
fn read_tuf(spec: &Object<'_>) -> Result<TufV001, Error> {
    let metadata = spec.required("metadata")?.object()?.required("content")?;
    let root = spec.required("root")?.object()?.required("content")?;
    Ok(TufV001::of(metadata, root)?)
}
