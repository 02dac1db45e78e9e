use std::net::IpAddr;

use sigstore_traits::{HashAlgorithm, SignatureError, UnixTime};

use crate::asn1::Arcs;
use crate::certificate::{name, serial, signature_algorithm};
use crate::hash::sha256;
use crate::{Extension, SigningKey, Tbs, arcs};

/// The organization in the names of all authorities.
pub const ORGANIZATION: &str = "sigstore.test";

/// The certificates of an authority with their private keys, not yet signed: every part can still
/// be altered. They are signed when they are asked for, the same way every time.
#[derive(Debug)]
pub struct Chain {
    /// The one that issues certificates, or signs the time.
    pub issuing: Link,
    /// The others, each the issuer of the one before it; the last is the anchor.
    pub above: Vec<Link>,
}

/// A certificate of an authority with its private key.
#[derive(Debug)]
pub struct Link {
    /// What the certificate will say.
    pub tbs: Tbs,
    /// The key that it certifies.
    pub key: SigningKey,
    /// The hash with which this key signs certificates.
    pub hash: HashAlgorithm,
}

impl Chain {
    /// An authority that has signed itself.
    pub fn root(common_name: &str, period: [UnixTime; 2], key: SigningKey) -> Self {
        let extensions = vec![
            Extension::key_usage(Extension::CERT_SIGN_AND_CRL_SIGN),
            Extension::authority(None),
        ];
        Self { issuing: Link::new(None, common_name, period, key, extensions), above: Vec::new() }
    }

    /// Adds an authority for this purpose below; `path_length` more may stand below it.
    #[must_use]
    pub fn intermediate(
        self,
        common_name: &str,
        period: [UnixTime; 2],
        key: SigningKey,
        purpose: &Arcs,
        path_length: u8,
    ) -> Self {
        let extensions = vec![
            Extension::key_usage(Extension::CERT_SIGN_AND_CRL_SIGN),
            Extension::extended_key_usage(&[purpose]),
            Extension::authority(Some(path_length)),
        ];
        self.below(common_name, period, key, extensions)
    }

    /// Adds the certificate of a key that signs the time (RFC 3161 section 2.3) below.
    #[must_use]
    pub fn time_signer(self, common_name: &str, period: [UnixTime; 2], key: SigningKey) -> Self {
        let mut purpose = Extension::extended_key_usage(&[arcs::TIME_STAMPING]);
        purpose.critical = true;
        let usage = Extension::key_usage(Extension::DIGITAL_SIGNATURE);
        self.below(common_name, period, key, vec![usage, purpose])
    }

    /// Adds the certificate of a TLS server (RFC 5280 section 4.2.1.12) with these names below.
    #[must_use]
    pub fn tls_server(
        self,
        common_name: &str,
        period: [UnixTime; 2],
        key: SigningKey,
        names: (&[&str], &[IpAddr]),
    ) -> Self {
        let extensions = vec![
            Extension::key_usage(Extension::DIGITAL_SIGNATURE),
            Extension::extended_key_usage(&[arcs::SERVER_AUTH]),
            Extension::server_names(names),
        ];
        self.below(common_name, period, key, extensions)
    }

    fn below(
        mut self,
        common_name: &str,
        period: [UnixTime; 2],
        key: SigningKey,
        extensions: Vec<Extension>,
    ) -> Self {
        let link = Link::new(Some(&self.issuing), common_name, period, key, extensions);
        self.above.insert(0, self.issuing);
        Self { issuing: link, above: self.above }
    }

    /// The certificates, DER, issuing one first: each signed by the next, the last by itself.
    ///
    /// # Errors
    /// [`SignatureError`] if a key can't sign so.
    pub fn certificates(&self) -> Result<Vec<Vec<u8>>, SignatureError> {
        let links = || std::iter::once(&self.issuing).chain(&self.above);
        let issuers = links().skip(1).chain(links().last());
        links().zip(issuers).map(|(link, issuer)| link.tbs.sign(&issuer.key, issuer.hash)).collect()
    }
}

impl Link {
    /// A certificate below `issuer`, or a self-signed one: these `extensions`, then the key ids.
    pub fn new(
        issuer: Option<&Self>,
        common_name: &str,
        period: [UnixTime; 2],
        key: SigningKey,
        mut extensions: Vec<Extension>,
    ) -> Self {
        let hash = HashAlgorithm::Sha384;
        let subject = name(ORGANIZATION, common_name);
        let issuer_key = issuer.map_or(&key, |issuer| &issuer.key);
        let issuer_hash = issuer.map_or(hash, |issuer| issuer.hash);
        let [not_before, not_after] = period;
        extensions.push(Extension::subject_key_id(key.spki()));
        extensions.push(Extension::authority_key_id(issuer_key.spki()));
        let tbs = Tbs {
            version: 2,
            serial: serial(&sha256(&[key.spki()])),
            algorithm: signature_algorithm(issuer_key.algorithm(), issuer_hash),
            issuer: issuer.map_or(&subject, |issuer| &issuer.tbs.subject).clone(),
            not_before,
            not_after,
            subject,
            spki: key.spki().to_vec(),
            extensions,
        };
        Self { tbs, key, hash }
    }
}
