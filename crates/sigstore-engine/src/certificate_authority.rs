use sigstore_traits::{SignatureError, UnixTime};

use crate::certificate::{serial, signature_algorithm};
use crate::hash::sha256;
use crate::{Chain, CtEntry, CtLog, Extension, Tbs, arcs, asn1};

/// How long a signer's certificate lives, in seconds.
pub const LEAF_LIFETIME: i64 = 600;

/// The authority that certifies signers (Fulcio).
#[derive(Debug)]
pub struct CertificateAuthority {
    /// Its certificates and keys.
    pub chain: Chain,
}

/// Whom to certify. That the identity is theirs was checked before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafRequest {
    /// The signer's public key, DER SubjectPublicKeyInfo.
    pub spki: Vec<u8>,
    /// Who they are.
    pub identity: Identity,
    /// Who says so: the URL of the token's issuer.
    pub issuer: String,
    /// Further extensions `.1.N` with their texts, in any order.
    pub extensions: Vec<(u32, String)>,
}

/// Who a certificate speaks of: the one GeneralName of its SubjectAltName.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// `rfc822Name [1]`
    Email(String),
    /// `uniformResourceIdentifier [6]`
    Uri(String),
    /// `otherName [0]` of type `.1.7`: `user!domain`
    OtherName(String),
}

impl CertificateAuthority {
    /// Certifies a signer, for ten minutes from `time`. With a log the certificate carries its SCT.
    ///
    /// # Errors
    /// [`SignatureError`] if a key can't sign.
    pub fn issue(
        &self,
        request: &LeafRequest,
        time: UnixTime,
        entropy: &[u8; 32],
        log: Option<&mut CtLog>,
    ) -> Result<Vec<u8>, SignatureError> {
        let mut tbs = self.leaf(request, time, entropy);
        if let Some(log) = log {
            let sct = log.add(self.ct_entry(&tbs.der()), time)?;
            tbs.extensions.push(Extension::sct_list(&[sct.to_bytes()]));
        }
        self.sign(&tbs)
    }

    /// What the certificate will say, without SCT (Fulcio certificate specification section 7.3).
    pub fn leaf(&self, request: &LeafRequest, time: UnixTime, entropy: &[u8; 32]) -> Tbs {
        let issuer = &self.chain.issuing;
        let time = UnixTime::from_seconds(time.seconds());
        let mut extensions = vec![
            Extension::key_usage(Extension::DIGITAL_SIGNATURE),
            Extension::extended_key_usage(&[arcs::CODE_SIGNING]),
            Extension::subject_key_id(&request.spki),
            Extension::authority_key_id(issuer.key.spki()),
            Extension::subject_alt_name(std::slice::from_ref(&request.identity)),
        ];
        let mut texts = request.extensions.clone();
        texts.extend([1, 8].map(|number| (number, request.issuer.clone())));
        texts.sort();
        let texts = texts.iter().map(|(number, text)| Extension::fulcio(*number, text));
        extensions.extend(texts);
        Tbs {
            version: 2,
            serial: serial(entropy),
            algorithm: signature_algorithm(issuer.key.algorithm(), issuer.hash),
            issuer: issuer.tbs.subject.clone(),
            not_before: time,
            not_after: UnixTime::from_seconds(time.seconds().saturating_add(LEAF_LIFETIME)),
            subject: asn1::sequence(&[]),
            spki: request.spki.clone(),
            extensions,
        }
    }

    /// What a log is asked to promise of a certificate that this authority will issue.
    pub fn ct_entry<'e>(&self, tbs: &'e [u8]) -> CtEntry<'e> {
        CtEntry::Precertificate { issuer_key_hash: sha256(&[self.chain.issuing.key.spki()]), tbs }
    }

    /// Signs a certificate as it now reads.
    ///
    /// # Errors
    /// [`SignatureError`] if the key can't sign.
    pub fn sign(&self, tbs: &Tbs) -> Result<Vec<u8>, SignatureError> {
        let issuing = &self.chain.issuing;
        tbs.sign(&issuing.key, issuing.hash)
    }
}

impl Extension {
    /// `SubjectAltName`, critical since the subject is empty; one name in a signer's certificate.
    pub fn subject_alt_name(names: &[Identity]) -> Self {
        let names: Vec<_> = names.iter().map(Identity::general_name).collect();
        Self::critical(arcs::SUBJECT_ALT_NAME, asn1::sequence(&[&names.concat()]))
    }

    /// The extension `.1.N`: up to 6 the bare text, from 8 on a DER UTF8String.
    pub fn fulcio(number: u32, text: &str) -> Self {
        let value = match number {
            0..=6 => text.as_bytes().to_vec(),
            _ => asn1::utf8_string(text),
        };
        Self::new(&[arcs::FULCIO, &[number]].concat(), value)
    }
}

impl Identity {
    /// The text, whatever its kind.
    pub fn text(&self) -> &str {
        match self {
            Self::Email(text) | Self::Uri(text) | Self::OtherName(text) => text,
        }
    }

    fn general_name(&self) -> Vec<u8> {
        match self {
            Self::Email(text) => asn1::context_primitive(1, text.as_bytes()),
            Self::Uri(text) => asn1::context_primitive(6, text.as_bytes()),
            Self::OtherName(text) => {
                let value = asn1::context(0, &[&asn1::utf8_string(text)]);
                let id = asn1::oid(&[arcs::FULCIO, &[7]].concat());
                asn1::context(0, &[&id, &value])
            }
        }
    }
}
