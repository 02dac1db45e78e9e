use sigstore_certificate::{Certificate, Error as CertificateError};
use sigstore_engine::asn1;
use sigstore_traits::{Message, SignatureSuite};

use sigstore_engine::Hash;

/// The most certificates of a submission.
const MAX_CHAIN: usize = 10;

/// The poison of a precertificate (RFC 6962 section 3.1).
const POISON: &str = "1.3.6.1.4.1.11129.2.4.3";

/// A chain that leads to an accepted root.
pub(super) struct Submission<'s> {
    /// The first certificate.
    pub(super) leaf: &'s [u8],
    /// For a precertificate: the hash of its issuer's key, and what the certificate will say.
    pub(super) precertificate: Option<(Hash, Vec<u8>)>,
    above: Vec<&'s [u8]>,
}

impl<'s> Submission<'s> {
    /// Checks names and signatures from the leaf to a root, which may be left out.
    pub(super) fn check(
        chain: &'s [Vec<u8>],
        roots: &'s [Vec<u8>],
        precertificate: bool,
        suite: &impl SignatureSuite,
    ) -> Result<Self, String> {
        let Some((leaf, above)) = chain.split_first() else {
            return Err("the chain is empty".into());
        };
        if chain.len() > MAX_CHAIN {
            return Err(format!("the chain has {} certificates", chain.len()));
        }
        let mut above: Vec<&[u8]> = above.iter().map(Vec::as_slice).collect();
        let certificate = read(leaf)?;
        let mut last = certificate.clone();
        for issuer in &above {
            last = issued_by(&last, issuer, suite)?;
        }
        if !roots.iter().any(|root| root == last.der()) {
            let root = roots.iter().find(|root| issued_by(&last, root, suite).is_ok());
            above.push(root.ok_or("the chain leads to no accepted root")?);
        }
        let precertificate = match (precertificate, certificate.extension(POISON)) {
            (false, None) => None,
            (true, Some(poison)) if poison.critical => {
                let issuer = above.first().copied().unwrap_or(leaf);
                let hash = suite.sha256(&[read(issuer)?.spki()]);
                Some((hash, without_poison(&certificate)))
            }
            (false, Some(_)) => return Err("it is a precertificate".into()),
            (true, _) => return Err("it is no precertificate".into()),
        };
        Ok(Self { leaf, precertificate, above })
    }

    /// ```text
    /// struct { ASN.1Cert pre_certificate;  ASN.1Cert precertificate_chain<0..2^24-1>; }
    ///     PrecertChainEntry;                                  -- RFC 6962 section 3.1
    /// ASN.1Cert certificate_chain<0..2^24-1>;                 -- of a certificate
    /// ```
    pub(super) fn extra_data(&self) -> Vec<u8> {
        let above: Vec<_> = self.above.iter().map(|der| with_length_24(der)).collect();
        let chain = with_length_24(&above.concat());
        match self.precertificate {
            Some(_) => [with_length_24(self.leaf), chain].concat(),
            None => chain,
        }
    }
}

fn read(der: &[u8]) -> Result<Certificate<'_>, String> {
    Certificate::parse(der).map_err(|error: CertificateError| error.to_string())
}

/// The certificate of the issuer, if it has issued this one.
fn issued_by<'i>(
    certificate: &Certificate<'_>,
    issuer: &'i [u8],
    suite: &impl SignatureSuite,
) -> Result<Certificate<'i>, String> {
    let issuer = read(issuer)?;
    if certificate.issuer() != issuer.subject() {
        return Err("a certificate is not followed by its issuer".into());
    }
    let key = suite.key(issuer.spki()).map_err(|error| error.to_string())?;
    let scheme = certificate.signature_scheme().map_err(|error| error.to_string())?;
    let message = Message::Bytes(certificate.tbs());
    let verified = suite.verify(&key, scheme, message, certificate.signature());
    verified.map_err(|_| "a certificate is not signed by the next one")?;
    Ok(issuer)
}

/// The TBSCertificate without its poison (RFC 6962 section 3.2).
fn without_poison(certificate: &Certificate<'_>) -> Vec<u8> {
    let kept = certificate.extensions().filter(|extension| extension.oid.to_string() != POISON);
    let kept: Vec<_> = kept.map(|extension| extension.encoding).collect();
    let extensions = asn1::context(3, &[&asn1::sequence(&kept)]);
    asn1::sequence(&[certificate.tbs_before_extensions(), &extensions])
}

fn with_length_24(bytes: &[u8]) -> Vec<u8> {
    let [.., high, middle, low] = bytes.len().to_be_bytes();
    [&[high, middle, low], bytes].concat()
}
