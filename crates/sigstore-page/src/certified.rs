use sigstore_certificate::Certificate;
use sigstore_field::{Field, Meaning};
use sigstore_record::Decoded;
use sigstore_traits::Validity;

/// A certificate of a signer: whose it is, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certified {
    /// The name that it certifies.
    pub identity: String,
    /// From when to when.
    pub validity: Validity,
    /// Its serial number.
    pub serial: Vec<u8>,
}

impl Certified {
    /// The signers' certificates, each once, in the order in which they were first told. One that
    /// is yet to be logged has the serial number of the one that comes of it, and is not told apart.
    pub fn all(decoded: &Decoded<'_>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for field in decoded.halves().iter().flat_map(|half| half.fields()) {
            field.visit(&mut |field| {
                let new = Self::of(field).filter(|certified| !all.contains(certified));
                all.extend(new);
            });
        }
        all
    }

    /// An authority's certificate names nobody.
    fn of(field: &Field) -> Option<Self> {
        let der = field.value().filter(|_| field.meaning() == Meaning::Certificate)?;
        let certificate = Certificate::parse(der).ok()?;
        let identity = certificate.identity().ok()?.text.into_owned();
        let (validity, serial) = (certificate.validity(), certificate.serial().to_vec());
        Some(Self { identity, validity, serial })
    }
}
