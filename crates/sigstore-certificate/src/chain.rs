use sigstore_traits::{AuthorityCertificate, Rule, RuleKind, SignatureSuite};

use crate::extension::{SUBJECT_KEY_IDENTIFIER, subject_key_id};
use crate::{Certificate, Error, Limit, Name, Purpose};

/// See [`load_chain`].
pub static V_31: Rule = Rule {
    id: "V-31",
    title: "The chain of an authority begins with the certificate that issues, or with the timestamp signer's, and ends with the anchor, self-signed or not; each certificate is issued by the next.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, CertificateAuthority; RFC 5280 section 6.1.3",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate load_chain",
};

/// The most certificates in an authority's chain. Trusted roots in use have up to 3.
pub const MAX_CHAIN: usize = 10;

/// Reads the chain of a trusted authority and checks all in it that does not depend on the time
/// ([`V_31`], [`V_45`](crate::V_45), [`V_52`](crate::V_52)).
///
/// The anchor is trusted as it is: its own signature is checked only if it is self-issued.
///
/// # Errors
/// What is wrong with the chain, or with which certificate of it.
pub fn load_chain<S: SignatureSuite>(
    purpose: Purpose,
    certificates: &[Vec<u8>],
    suite: &S,
) -> Result<Vec<AuthorityCertificate<S>>, Error> {
    match certificates.len() {
        0 => return Err(Error::EmptyChain),
        1..=MAX_CHAIN => {}
        found => {
            return Err(Error::TooMuch { limit: Limit::Certificates, found });
        }
    }
    let mut read: Vec<Certificate<'_>> = Vec::with_capacity(certificates.len());
    let mut chain = Vec::with_capacity(certificates.len());
    let mut below = 0;
    for (index, der) in certificates.iter().enumerate() {
        let certificate = Certificate::parse(der).map_err(in_chain(index))?;
        let signs_timestamps = purpose == Purpose::TimeStamping && index == 0;
        let path_length = if signs_timestamps {
            certificate.timestamp_profile().map(|()| None)
        } else {
            certificate.authority_profile(purpose, below)
        };
        let path_length = path_length.map_err(in_chain(index))?;
        chain.push(loaded(&certificate, path_length, suite).map_err(in_chain(index))?);
        // RFC 5280 section 6.1.4 (l): self-issued certificates are not counted.
        below += u32::from(!signs_timestamps && !certificate.is_self_issued());
        read.push(certificate);
    }
    for (index, certificate) in read.iter().enumerate() {
        let anchor = || chain.last().filter(|_| certificate.is_self_issued());
        if let Some(issuer) = chain.get(index + 1).or_else(anchor) {
            issued_by(certificate, issuer, suite).map_err(in_chain(index))?;
        }
    }
    Ok(chain)
}

fn in_chain(index: usize) -> impl Fn(Error) -> Error {
    move |error| Error::InChain { index, error: Box::new(error) }
}

fn loaded<S: SignatureSuite>(
    certificate: &Certificate<'_>,
    path_length: Option<u32>,
    suite: &S,
) -> Result<AuthorityCertificate<S>, Error> {
    let key_id = certificate.find(&SUBJECT_KEY_IDENTIFIER).map(subject_key_id).transpose()?;
    Ok(AuthorityCertificate {
        der: certificate.der().to_vec(),
        subject: certificate.subject().to_vec(),
        issuer: certificate.issuer().to_vec(),
        serial: certificate.serial().to_vec(),
        key_id: key_id.map(<[u8]>::to_vec),
        spki: certificate.spki().to_vec(),
        spki_sha256: suite.sha256(&[certificate.spki()]),
        key: suite.key(certificate.spki()).map_err(Error::Key)?,
        validity: certificate.validity(),
        path_length,
        signs_precertificates: certificate.signs_precertificates()?,
    })
}

/// Checks name and signature of one link of a chain.
fn issued_by<S: SignatureSuite>(
    certificate: &Certificate<'_>,
    issuer: &AuthorityCertificate<S>,
    suite: &S,
) -> Result<(), Error> {
    if certificate.issuer() != issuer.subject {
        let (found, expected) = (issuer.subject.clone(), certificate.issuer().to_vec());
        return Err(Error::ChainName { found: Name(found), expected: Name(expected) });
    }
    let scheme = certificate.signature_scheme()?;
    if certificate.is_signed_by(&issuer.key, scheme, suite) {
        Ok(())
    } else {
        Err(Error::ChainSignature)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use sigstore_crypto::AwsLcSuite;
    use sigstore_traits::KeyError;

    use super::*;
    use crate::template::{
        BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, Template, code_signing, key, name, seq, spki,
        time_stamping,
    };
    use crate::{Fault, Role};

    type Chain = Vec<AuthorityCertificate<AwsLcSuite>>;

    fn issuing(certificates: &[Vec<u8>]) -> Result<Chain, Error> {
        load_chain(Purpose::CodeSigning, certificates, &AwsLcSuite)
    }

    fn timestamping(certificates: &[Vec<u8>]) -> Result<Chain, Error> {
        load_chain(Purpose::TimeStamping, certificates, &AwsLcSuite)
    }

    /// Why the certificate at this place is refused.
    fn refused(chain: Result<Chain, Error>, place: usize) -> Error {
        match chain.unwrap_err() {
            Error::InChain { index, error } if index == place => *error,
            other => other,
        }
    }

    fn unfit(role: Role, fault: Fault) -> Error {
        Error::Unfit { role, fault }
    }

    fn root() -> Template {
        Template::authority(1, "root", "root")
    }

    fn intermediate() -> Template {
        Template::authority(2, "intermediate", "root")
    }

    fn path_length(template: Template, allowed: u8) -> Template {
        let value = [b"\x30\x06\x01\x01\xff\x02\x01".as_slice(), &[allowed]].concat();
        template.with(BASIC_CONSTRAINTS, true, &value)
    }

    #[test]
    fn v_31_kept_a_chain_is_read_in_its_order() {
        let certificates = [
            intermediate().with(b"\x55\x1d\x0e", false, b"\x04\x02id").signed_by(1),
            path_length(root(), 1).signed_by(1),
        ];
        let chain = issuing(&certificates).unwrap();
        assert_eq!(chain.len(), 2);
        assert_eq!(chain[0].der, certificates[0]);
        assert_eq!(chain[0].subject, name("intermediate"));
        assert_eq!(chain[0].issuer, name("root"));
        assert_eq!(chain[0].serial, b"\x00\x80");
        assert_eq!(chain[0].key_id.as_deref(), Some(&b"id"[..]));
        assert_eq!(chain[0].spki, spki(&key(2)));
        assert_eq!(chain[0].spki_sha256, AwsLcSuite.sha256(&[&spki(&key(2))]));
        assert_eq!(chain[0].path_length, None);
        assert_eq!(chain[0].validity.to_string(), "2026-01-01T00:00:00Z to 2026-01-01T00:10:00Z");
        assert_eq!(chain[1].key_id, None);
        assert_eq!(chain[1].path_length, Some(1));
    }

    #[test]
    fn v_31_broken_a_chain_without_certificates() {
        assert_eq!(issuing(&[]).err(), Some(Error::EmptyChain));
    }

    #[test]
    fn v_19_broken_one_certificate_more() {
        let certificates = vec![root().signed_by(1); MAX_CHAIN];
        assert_eq!(issuing(&certificates).unwrap().len(), 10);
        let certificates = vec![root().signed_by(1); MAX_CHAIN + 1];
        let error = Error::TooMuch { limit: Limit::Certificates, found: 11 };
        assert_eq!(issuing(&certificates).err(), Some(error));
    }

    #[test]
    fn v_31_broken_the_next_certificate_has_another_name() {
        let other = Template::authority(1, "other", "other").signed_by(1);
        let error = refused(issuing(&[intermediate().signed_by(1), other]), 0);
        let (found, expected) = (Name(name("other")), Name(name("root")));
        assert_eq!(error, Error::ChainName { found, expected });
        // In the other order as well.
        let error = refused(issuing(&[root().signed_by(1), intermediate().signed_by(1)]), 0);
        let (found, expected) = (Name(name("intermediate")), Name(name("root")));
        assert_eq!(error, Error::ChainName { found, expected });
    }

    #[test]
    fn v_52_broken_the_next_certificate_has_another_key() {
        let chain = [intermediate().signed_by(3), root().signed_by(1)];
        assert_eq!(refused(issuing(&chain), 0), Error::ChainSignature);
    }

    /// The anchor is trusted as it is, but a self-signed one must be.
    #[test]
    fn v_31_kept_and_broken_the_anchor() {
        assert!(issuing(&[root().signed_by(1)]).is_ok());
        assert!(issuing(&[intermediate().signed_by(7)]).is_ok());
        assert_eq!(refused(issuing(&[root().signed_by(7)]), 0), Error::ChainSignature);
        let chain = [intermediate().signed_by(1), root().signed_by(7)];
        assert_eq!(refused(issuing(&chain), 1), Error::ChainSignature);
    }

    #[test]
    fn v_56_broken_an_algorithm_that_is_not_supported() {
        let mut template = intermediate();
        template.inner = seq(&[b"\x06\x01\x2a"]);
        template.outer = template.inner.clone();
        let error = refused(issuing(&[template.signed_by(1), root().signed_by(1)]), 0);
        assert!(matches!(error, Error::SignatureAlgorithm { parameters: false, .. }));
        // Nothing is asked of the anchor's own signature.
        assert!(issuing(&[template.signed_by(1)]).is_ok());
    }

    /// The key is read with the chain, not when it is used.
    #[test]
    fn a_44_broken_a_key_that_is_not_supported() {
        let mut template = root();
        template.spki = seq(&[&seq(&[b"\x06\x03\x2b\x65\x71"]), b"\x03\x02\x00\x00"]);
        let error = refused(issuing(&[template.signed_by(1)]), 0);
        assert!(matches!(error, Error::Key(KeyError::Unsupported { .. })), "{error}");
        template.spki = seq(&[]);
        assert_eq!(refused(issuing(&[template.signed_by(1)]), 0), Error::Key(KeyError::Malformed));
    }

    #[test]
    fn v_9_broken_a_certificate_of_the_chain() {
        let error = issuing(&[intermediate().signed_by(1), b"\x30\x00\x00".to_vec()]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the certificate is not as RFC 5280 says at certificate 1, byte 2: found the end, \
             expected tag 0x30 (V-9)"
        );
    }

    #[test]
    fn v_52_kept_and_broken_path_lengths_count_the_authorities_below() {
        let chain = |issuing, middle, anchor| {
            [
                path_length(Template::authority(3, "issuing", "middle"), issuing).signed_by(2),
                path_length(Template::authority(2, "middle", "root"), middle).signed_by(1),
                path_length(root(), anchor).signed_by(1),
            ]
        };
        assert!(issuing(&chain(0, 1, 2)).is_ok());
        let fault = |found, allowed| unfit(Role::Authority, Fault::PathLength { found, allowed });
        assert_eq!(refused(issuing(&chain(0, 0, 2)), 1), fault(1, 0));
        assert_eq!(refused(issuing(&chain(0, 1, 1)), 2), fault(2, 1));
    }

    /// RFC 5280 section 6.1.4 (l): a self-issued certificate takes no room.
    #[test]
    fn v_52_kept_self_issued_certificates_are_not_counted() {
        let rollover = Template::authority(2, "root", "root");
        let chain = [
            Template::authority(3, "issuing", "root").signed_by(2),
            rollover.signed_by(1),
            path_length(root(), 1).signed_by(1),
        ];
        assert!(issuing(&chain).is_ok());
        let chain = [chain[0].clone(), chain[1].clone(), path_length(root(), 0).signed_by(1)];
        let fault = Fault::PathLength { found: 1, allowed: 0 };
        assert_eq!(refused(issuing(&chain), 2), unfit(Role::Authority, fault));
    }

    #[test]
    fn v_52_broken_an_end_entity_in_the_chain() {
        let chain = [Template::leaf("root").signed_by(1), root().signed_by(1)];
        let fault = Fault::Authority { found: false };
        assert_eq!(refused(issuing(&chain), 0), unfit(Role::Authority, fault));
    }

    #[test]
    fn v_45_kept_a_timestamp_authority() {
        let signer = || Template::timestamp_signer(9, "intermediate").signed_by(2);
        let purpose = seq(&[&time_stamping()]);
        let chain = [
            signer(),
            path_length(intermediate(), 0).with(EXTENDED_KEY_USAGE, false, &purpose).signed_by(1),
            path_length(root(), 1).signed_by(1),
        ];
        assert_eq!(timestamping(&chain).unwrap().len(), 3);
        assert!(timestamping(&[signer()]).is_ok());
        let purpose = seq(&[&code_signing()]);
        let chain = [
            signer(),
            intermediate().with(EXTENDED_KEY_USAGE, false, &purpose).signed_by(1),
            root().signed_by(1),
        ];
        let [found, expected] =
            [&b"\x2b\x06\x01\x05\x05\x07\x03\x03"[..], b"\x2b\x06\x01\x05\x05\x07\x03\x08"]
                .map(|oid| crate::Oid::new(oid).unwrap());
        let fault = Fault::ExtendedKeyUsage { found: vec![found], expected };
        assert_eq!(refused(timestamping(&chain), 1), unfit(Role::Authority, fault));
    }

    #[test]
    fn v_45_broken_an_authority_signs_no_timestamps() {
        let fault = Fault::Authority { found: true };
        let error = refused(timestamping(&[root().signed_by(1)]), 0);
        assert_eq!(error, unfit(Role::TimestampSigner, fault));
        // Only the first certificate signs timestamps.
        let signer = Template::timestamp_signer(9, "signer").signed_by(8);
        let mut above = Template::timestamp_signer(8, "root");
        above.subject = name("signer");
        let chain = [signer, above.signed_by(1), root().signed_by(1)];
        let fault = Fault::Authority { found: false };
        assert_eq!(refused(timestamping(&chain), 1), unfit(Role::Authority, fault));
    }

    /// What a timestamp signer must be is asked of the certificate that the chain continues.
    #[test]
    fn a_26_broken_a_forged_certificate_before_the_chain() {
        let forged = Template::timestamp_signer(9, "root").signed_by(9);
        let chain =
            [forged, Template::timestamp_signer(8, "root").signed_by(1), root().signed_by(1)];
        let fault = Fault::Authority { found: false };
        assert_eq!(refused(timestamping(&chain), 1), unfit(Role::Authority, fault));
        let chain = [chain[0].clone(), chain[2].clone()];
        assert_eq!(refused(timestamping(&chain), 0), Error::ChainSignature);
    }
}
