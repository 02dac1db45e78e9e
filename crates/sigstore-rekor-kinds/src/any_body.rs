use sigstore_json::{Limits, Node, Value, canonical};
use sigstore_rekor_types::{Body, MAX_BODY_SIGNATURES, check_canonical};

use crate::{
    AlpineV001, AnyKind, CoseV001, DsseV002, Error, HelmV001, JarV001, MAX_PROPERTIES, RekordV001,
    Rfc3161V001, RpmV001, TufV001,
};

/// The most bytes of a body that are read. A database of Rekor v1 takes no leaf over 4 MiB.
pub const MAX_ANY_BODY: usize = 4 << 20;

const LIMITS: Limits = Limits::new(MAX_ANY_BODY).arrays(&[
    ("signatures", MAX_BODY_SIGNATURES),
    ("pkginfo", MAX_PROPERTIES),
    ("headers", MAX_PROPERTIES),
]);

/// The document that was logged, whatever its kind.
///
/// Nothing here can be verified against a bundle but [`Verifiable`](Self::Verifiable).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyBody {
    /// A kind that a bundle is verified against.
    Verifiable(Body),
    /// `dsse` 0.0.2
    DsseV002(DsseV002),
    /// `rekord` 0.0.1
    RekordV001(RekordV001),
    /// `alpine` 0.0.1
    AlpineV001(AlpineV001),
    /// `cose` 0.0.1
    CoseV001(CoseV001),
    /// `helm` 0.0.1
    HelmV001(HelmV001),
    /// `jar` 0.0.1
    JarV001(JarV001),
    /// `rfc3161` 0.0.1
    Rfc3161V001(Rfc3161V001),
    /// `rpm` 0.0.1
    RpmV001(RpmV001),
    /// `tuf` 0.0.1
    TufV001(TufV001),
    /// A kind or version of another name.
    Unknown(Unknown),
}

/// A body of a kind or version that this crate does not know: its names, and the whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The kind.
    pub kind: String,
    /// The version.
    pub version: String,
    /// All of the body, as it came: one JSON object.
    pub json: String,
}

impl AnyBody {
    /// Reads the bytes that a log hashed.
    ///
    /// ```text
    /// {"apiVersion":"0.0.1","kind":"rekord","spec":{…}}
    /// ```
    ///
    /// A kind of another name is no error: it is [`Unknown`].
    ///
    /// # Errors
    /// [`Error::Entry`], and what the reading of its kind refuses.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let value = sigstore_json::parse(bytes, &LIMITS)?;
        let object = value.node().object()?;
        let kind = object.required("kind")?.string()?;
        let version = object.required("apiVersion")?.string()?;
        let Some(known) = AnyKind::from_names(kind, version) else {
            return Ok(Self::Unknown(Unknown::of(kind, version, bytes)));
        };
        let body = Self::read(known, object.required("spec")?, bytes)?;
        object.finish()?;
        if let Self::DsseV002(_) = body {
            check_canonical(bytes, &body.canonical())?;
        }
        Ok(body)
    }

    fn read(kind: AnyKind, spec: Node<'_>, body: &[u8]) -> Result<Self, Error> {
        Ok(match kind {
            AnyKind::Verifiable(_) => Self::Verifiable(Body::parse(body)?),
            AnyKind::DsseV002 => Self::DsseV002(DsseV002::read(spec)?),
            AnyKind::RekordV001 => Self::RekordV001(RekordV001::read(spec)?),
            AnyKind::AlpineV001 => Self::AlpineV001(AlpineV001::read(spec)?),
            AnyKind::CoseV001 => Self::CoseV001(CoseV001::read(spec)?),
            AnyKind::HelmV001 => Self::HelmV001(HelmV001::read(spec)?),
            AnyKind::JarV001 => Self::JarV001(JarV001::read(spec)?),
            AnyKind::Rfc3161V001 => Self::Rfc3161V001(Rfc3161V001::read(spec)?),
            AnyKind::RpmV001 => Self::RpmV001(RpmV001::read(spec)?),
            AnyKind::TufV001 => Self::TufV001(TufV001::read(spec)?),
        })
    }

    /// Its kind; `None` if that is unknown.
    pub const fn kind(&self) -> Option<AnyKind> {
        Some(match self {
            Self::Verifiable(body) => AnyKind::Verifiable(body.entry_kind()),
            Self::DsseV002(_) => AnyKind::DsseV002,
            Self::RekordV001(_) => AnyKind::RekordV001,
            Self::AlpineV001(_) => AnyKind::AlpineV001,
            Self::CoseV001(_) => AnyKind::CoseV001,
            Self::HelmV001(_) => AnyKind::HelmV001,
            Self::JarV001(_) => AnyKind::JarV001,
            Self::Rfc3161V001(_) => AnyKind::Rfc3161V001,
            Self::RpmV001(_) => AnyKind::RpmV001,
            Self::TufV001(_) => AnyKind::TufV001,
            Self::Unknown(_) => return None,
        })
    }

    /// The bytes that a log hashes (T-2). Of an unknown kind they are the bytes that were read.
    pub fn canonical(&self) -> Vec<u8> {
        let (kind, spec) = match self {
            Self::Verifiable(body) => return body.canonical(),
            Self::Unknown(body) => return body.json.clone().into_bytes(),
            Self::DsseV002(entry) => (AnyKind::DsseV002, entry.to_value()),
            Self::RekordV001(entry) => (AnyKind::RekordV001, entry.to_value()),
            Self::AlpineV001(entry) => (AnyKind::AlpineV001, entry.to_value()),
            Self::CoseV001(entry) => (AnyKind::CoseV001, entry.to_value()),
            Self::HelmV001(entry) => (AnyKind::HelmV001, entry.to_value()),
            Self::JarV001(entry) => (AnyKind::JarV001, entry.to_value()),
            Self::Rfc3161V001(entry) => (AnyKind::Rfc3161V001, entry.to_value()),
            Self::RpmV001(entry) => (AnyKind::RpmV001, entry.to_value()),
            Self::TufV001(entry) => (AnyKind::TufV001, entry.to_value()),
        };
        let body = Value::message([
            ("apiVersion", Some(Value::text(kind.version()))),
            ("kind", Some(Value::text(kind.kind()))),
            ("spec", Some(spec)),
        ]);
        canonical(&body).into_bytes()
    }
}

impl Unknown {
    fn of(kind: &str, version: &str, bytes: &[u8]) -> Self {
        // What was read as JSON is UTF-8.
        let json = String::from_utf8_lossy(bytes).into();
        Self { kind: kind.into(), version: version.into(), json }
    }
}
