use sigstore_traits::{Rule, RuleKind};

use crate::extension::{
    BASIC_CONSTRAINTS, BasicConstraints, EXTENDED_KEY_USAGE, KEY_USAGE, NAME_CONSTRAINTS,
    PRECERTIFICATE_POISON, SUBJECT_ALT_NAME, key_purposes,
};
use crate::{Certificate, Error, Fault, KeyUsage, Oid, Role};

/// See [`Certificate::leaf_profile`].
pub static V_14: Rule = Rule {
    id: "V-14",
    title: "The certificate of a signer is an end-entity certificate, not an authority's.",
    source: "sigstore protobuf-specs sigstore_common.proto, X509CertificateChain; RFC 5280 section 4.2.1.9",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate Certificate::leaf_profile",
};

/// See [`Certificate::leaf_profile`].
pub static V_53: Rule = Rule {
    id: "V-53",
    title: "The certificate of a signer has the key usage digitalSignature and the extended key usage codeSigning, and names one subject.",
    source: "sigstore architecture-docs fulcio-spec.md section 7.3; RFC 5280 sections 4.2.1.3 and 4.2.1.12",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate Certificate::leaf_profile, Certificate::identity",
};

/// See [`Certificate::leaf_profile`].
pub static V_54: Rule = Rule {
    id: "V-54",
    title: "A critical subject alternative name of any kind is known, so it is no reason to refuse.",
    source: "sigstore architecture-docs fulcio-spec.md section 7.3; RFC 5280 section 4.2.1.6",
    kind: RuleKind::Acceptance,
    place: "sigstore-certificate Certificate::leaf_profile",
};

/// See [`Certificate::leaf_profile`].
pub static V_55: Rule = Rule {
    id: "V-55",
    title: "A precertificate, known by its poison extension, is no certificate.",
    source: "RFC 6962 section 3.1",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate Certificate::leaf_profile",
};

/// See [`Certificate::leaf_profile`].
pub static V_131: Rule = Rule {
    id: "V-131",
    title: "A subject in the certificate of a signer, and a subject alternative name that is not critical, are no reasons to refuse.",
    source: "RFC 5280 sections 4.1.2.6 and 4.2.1.6",
    kind: RuleKind::Acceptance,
    place: "sigstore-certificate Certificate::leaf_profile",
};

/// See [`crate::load_chain`].
pub static V_45: Rule = Rule {
    id: "V-45",
    title: "The certificate of a timestamp authority is no certificate authority's, and its extended key usage is critical and timeStamping alone.",
    source: "RFC 3161 section 2.3",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate load_chain",
};

/// See [`crate::load_chain`].
pub static V_52: Rule = Rule {
    id: "V-52",
    title: "A certificate authority is marked as one, critically, may sign certificates, sets bounds that its chain keeps, and demands nothing that is not known; name constraints are not supported.",
    source: "RFC 5280 sections 4.2, 4.2.1.3, 4.2.1.9, 4.2.1.10, 4.2.1.12 and 6.1.4",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate load_chain",
};

/// 2.5.29.37.0
const ANY_EXTENDED_KEY_USAGE: Oid<'_> = Oid::known(b"\x55\x1d\x25\x00");
/// 1.3.6.1.4.1.11129.2.4.4
const PRECERTIFICATE_SIGNING: Oid<'_> = Oid::known(b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x04");

/// What an authority certifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Signers: a certificate authority such as Fulcio.
    CodeSigning,
    /// The time: a timestamp authority (RFC 3161).
    TimeStamping,
}

impl Purpose {
    /// The extended key usage, 1.3.6.1.5.5.7.3.3 or .8 (RFC 5280 section 4.2.1.12).
    const fn extended_key_usage(self) -> Oid<'static> {
        match self {
            Self::CodeSigning => Oid::known(b"\x2b\x06\x01\x05\x05\x07\x03\x03"),
            Self::TimeStamping => Oid::known(b"\x2b\x06\x01\x05\x05\x07\x03\x08"),
        }
    }
}

impl Certificate<'_> {
    /// Checks that it is a signer's certificate ([`V_14`], [`V_53`], [`V_55`]).
    ///
    /// Its one name is checked by [`identity`](Self::identity).
    ///
    /// # Errors
    /// What is missing, or is there and must not be.
    pub fn leaf_profile(&self) -> Result<(), Error> {
        let profile = Profile { certificate: self, role: Role::Signer };
        if self.find(&PRECERTIFICATE_POISON).is_some() {
            return Err(profile.fault(Fault::Precertificate));
        }
        profile.authority(false)?;
        profile.knows_critical(&[
            KEY_USAGE,
            EXTENDED_KEY_USAGE,
            BASIC_CONSTRAINTS,
            SUBJECT_ALT_NAME,
        ])?;
        profile.key_usage(KeyUsage::DIGITAL_SIGNATURE)?;
        let expected = Purpose::CodeSigning.extended_key_usage();
        let fits = |found: &[Oid<'_>]| found.contains(&expected);
        profile.key_purposes(&expected, |found| found.is_some_and(fits))
    }

    /// Checks that it is a timestamp signer's certificate ([`V_45`]).
    pub(crate) fn timestamp_profile(&self) -> Result<(), Error> {
        let profile = Profile { certificate: self, role: Role::TimestampSigner };
        profile.authority(false)?;
        profile.knows_critical(&[KEY_USAGE, EXTENDED_KEY_USAGE, BASIC_CONSTRAINTS])?;
        let expected = Purpose::TimeStamping.extended_key_usage();
        let fits = |found: &[Oid<'_>]| matches!(found, [only] if *only == expected);
        profile.key_purposes(&expected, |found| found.is_some_and(fits))?;
        profile.marks_critical(EXTENDED_KEY_USAGE)
    }

    /// Checks that it is an authority's certificate ([`V_52`]) that has so many authorities between
    /// it and the leaf; gives the most that it allows.
    ///
    /// Name constraints are refused, critical or not: no Sigstore instance is known to have them,
    /// and to understand them by half is worse than to refuse them.
    pub(crate) fn authority_profile(
        &self,
        purpose: Purpose,
        below: u32,
    ) -> Result<Option<u32>, Error> {
        let profile = Profile { certificate: self, role: Role::Authority };
        if self.find(&NAME_CONSTRAINTS).is_some() {
            return Err(profile.fault(Fault::NameConstraints));
        }
        let path_length = profile.authority(true)?;
        profile.knows_critical(&[KEY_USAGE, EXTENDED_KEY_USAGE, BASIC_CONSTRAINTS])?;
        profile.marks_critical(BASIC_CONSTRAINTS)?;
        profile.key_usage(KeyUsage::KEY_CERT_SIGN)?;
        let expected = purpose.extended_key_usage();
        let fits = |found: &[Oid<'_>]| {
            found.contains(&expected) || found.contains(&ANY_EXTENDED_KEY_USAGE)
        };
        profile.key_purposes(&expected, |found| found.is_none_or(fits))?;
        match path_length {
            Some(allowed) if below > allowed => {
                Err(profile.fault(Fault::PathLength { found: below, allowed }))
            }
            _ => Ok(path_length),
        }
    }

    /// Whether it signs precertificates for its issuer to certify (RFC 6962 section 3.1).
    pub(crate) fn signs_precertificates(&self) -> Result<bool, Error> {
        let purposes = self.key_purposes()?;
        Ok(purposes.is_some_and(|purposes| purposes.contains(&PRECERTIFICATE_SIGNING)))
    }

    fn key_purposes(&self) -> Result<Option<Vec<Oid<'_>>>, Error> {
        self.find(&EXTENDED_KEY_USAGE).map(key_purposes).transpose()
    }
}

/// A certificate that is checked for a role.
struct Profile<'c, 'a> {
    certificate: &'c Certificate<'a>,
    role: Role,
}

impl Profile<'_, '_> {
    fn fault(&self, fault: Fault) -> Error {
        Error::Unfit { role: self.role, fault }
    }

    /// No critical extension but these, whose meaning is checked (RFC 5280 section 4.2).
    fn knows_critical(&self, known: &[Oid<'_>]) -> Result<(), Error> {
        let mut critical = self.certificate.extensions().filter(|extension| extension.critical);
        match critical.find(|extension| !known.contains(&extension.oid)) {
            Some(unknown) => {
                let oid = unknown.oid.clone().into_owned();
                Err(self.fault(Fault::UnknownCritical { oid }))
            }
            None => Ok(()),
        }
    }

    /// This extension, if it is there, is critical.
    fn marks_critical(&self, oid: Oid<'static>) -> Result<(), Error> {
        match self.certificate.find(&oid) {
            Some(extension) if !extension.critical => Err(self.fault(Fault::NotCritical { oid })),
            _ => Ok(()),
        }
    }

    /// It is an authority's, or it is not; gives its path length constraint.
    fn authority(&self, expected: bool) -> Result<Option<u32>, Error> {
        let extension = self.certificate.find(&BASIC_CONSTRAINTS);
        let constraints = extension.map(BasicConstraints::read).transpose()?.unwrap_or_default();
        let found = constraints.authority;
        if found == expected {
            Ok(constraints.path_length)
        } else {
            Err(self.fault(Fault::Authority { found }))
        }
    }

    fn key_usage(&self, expected: KeyUsage) -> Result<(), Error> {
        let extension = self.certificate.find(&KEY_USAGE);
        let found = extension.map(KeyUsage::read).transpose()?.unwrap_or_default();
        if found.contains(expected) {
            Ok(())
        } else {
            Err(self.fault(Fault::KeyUsage { found, expected }))
        }
    }

    /// The extended key usage, `None` if it is not there, is one that fits.
    fn key_purposes(
        &self,
        expected: &Oid<'static>,
        fits: impl FnOnce(Option<&[Oid<'_>]>) -> bool,
    ) -> Result<(), Error> {
        let found = self.certificate.key_purposes()?;
        if fits(found.as_deref()) {
            return Ok(());
        }
        let found = found.into_iter().flatten().map(Oid::into_owned).collect();
        Err(self.fault(Fault::ExtendedKeyUsage { found, expected: expected.clone() }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::DerFault;
    use crate::template::{
        BASIC_CONSTRAINTS as CONSTRAINTS, EXTENDED_KEY_USAGE as PURPOSES, KEY_USAGE as USAGE,
        SUBJECT_ALT_NAME as SAN, Template, code_signing, name, seq, time_stamping, tlv,
    };

    const ANY: &[u8] = b"\x06\x04\x55\x1d\x25\x00";
    const AUTHORITY: &[u8] = b"\x30\x03\x01\x01\xff";

    fn leaf(template: &Template) -> Result<(), Error> {
        Certificate::parse(&template.signed_by(1)).unwrap().leaf_profile()
    }

    fn timestamp_signer(template: &Template) -> Result<(), Error> {
        Certificate::parse(&template.signed_by(1)).unwrap().timestamp_profile()
    }

    fn authority(template: &Template, below: u32) -> Result<Option<u32>, Error> {
        let der = template.signed_by(1);
        Certificate::parse(&der).unwrap().authority_profile(Purpose::CodeSigning, below)
    }

    fn unfit<T>(role: Role, fault: Fault) -> Result<T, Error> {
        Err(Error::Unfit { role, fault })
    }

    fn oid(octets: &'static [u8]) -> Oid<'static> {
        Oid::new(octets).unwrap()
    }

    fn usage_fault(found: KeyUsage, expected: KeyUsage) -> Fault {
        Fault::KeyUsage { found, expected }
    }

    fn purpose_fault(found: &[Oid<'static>], purpose: Purpose) -> Fault {
        Fault::ExtendedKeyUsage { found: found.to_vec(), expected: purpose.extended_key_usage() }
    }

    #[test]
    fn known_object_identifiers() {
        let text = |purpose: Purpose| purpose.extended_key_usage().to_string();
        assert_eq!(text(Purpose::CodeSigning), "1.3.6.1.5.5.7.3.3");
        assert_eq!(text(Purpose::TimeStamping), "1.3.6.1.5.5.7.3.8");
        assert_eq!(ANY_EXTENDED_KEY_USAGE.to_string(), "2.5.29.37.0");
        assert_eq!(PRECERTIFICATE_SIGNING.to_string(), "1.3.6.1.4.1.11129.2.4.4");
    }

    #[test]
    fn v_14_kept_an_end_entity() {
        let template = Template::leaf("ca");
        assert_eq!(leaf(&template), Ok(()));
        assert_eq!(leaf(&template.with(CONSTRAINTS, true, b"\x30\x00")), Ok(()));
    }

    #[test]
    fn v_14_broken_an_authority() {
        for critical in [true, false] {
            let authority = Template::leaf("ca").with(CONSTRAINTS, critical, AUTHORITY);
            let fault = Fault::Authority { found: true };
            assert_eq!(leaf(&authority), unfit(Role::Signer, fault));
        }
    }

    #[test]
    fn v_53_kept_and_broken_key_usage() {
        let template = Template::leaf("ca");
        let more = template.clone().with(USAGE, true, b"\x03\x02\x06\xc0");
        assert_eq!(leaf(&more), Ok(()));
        assert_eq!(leaf(&template.clone().with(USAGE, false, b"\x03\x02\x07\x80")), Ok(()));

        let expected = KeyUsage::DIGITAL_SIGNATURE;
        let without = template.clone().without(USAGE);
        let fault = usage_fault(KeyUsage::default(), expected);
        assert_eq!(leaf(&without), unfit(Role::Signer, fault));
        let fault = usage_fault(KeyUsage::KEY_CERT_SIGN, expected);
        let other = template.clone().with(USAGE, true, b"\x03\x02\x02\x04");
        assert_eq!(leaf(&other), unfit(Role::Signer, fault));
        assert!(matches!(leaf(&template.with(USAGE, true, b"")), Err(Error::Der { .. })));
    }

    /// An error inside of an extension has its place in the certificate.
    #[test]
    fn v_9_shape_offsets_in_extensions() {
        let der = Template::leaf("ca").with(USAGE, true, b"\x03\x02\x08\x80").signed_by(1);
        let place = der.windows(4).position(|window| window == b"\x03\x02\x08\x80").unwrap();
        let fault = DerFault::Content { expected: "a KeyUsage" };
        let error = Error::Der { offset: place + 2, fault };
        assert_eq!(Certificate::parse(&der).unwrap().leaf_profile(), Err(error));
    }

    #[test]
    fn v_53_kept_and_broken_extended_key_usage() {
        let template = Template::leaf("ca");
        let with = |value: &[u8]| leaf(&template.clone().with(PURPOSES, false, value));
        assert_eq!(with(&seq(&[&time_stamping(), &code_signing()])), Ok(()));
        let broken = |found: &[Oid<'static>]| {
            unfit(Role::Signer, purpose_fault(found, Purpose::CodeSigning))
        };
        assert_eq!(with(&seq(&[])), broken(&[]));
        assert_eq!(leaf(&template.clone().without(PURPOSES)), broken(&[]));
        // Any use is not this use, for an end-entity certificate.
        assert_eq!(with(&seq(&[ANY])), broken(&[ANY_EXTENDED_KEY_USAGE]));
        let found = Purpose::TimeStamping.extended_key_usage();
        assert_eq!(with(&seq(&[&time_stamping()])), broken(&[found]));
        assert!(matches!(with(b"\x30\x01"), Err(Error::Der { .. })));
    }

    #[test]
    fn v_131_accepted_a_subject_and_a_name_that_is_not_critical() {
        let mut template = Template::leaf("ca");
        template.subject = name("Attester");
        assert_eq!(leaf(&template), Ok(()));
        let value = seq(&[&tlv(0x86, b"https://dotcom.releases.github.com")]);
        assert_eq!(leaf(&template.with(SAN, false, &value)), Ok(()));
    }

    #[test]
    fn v_52_broken_a_critical_extension_that_is_not_known() {
        let unknown = b"\x2b\x06\x01\x04\x01\x83\xbf\x30\x01\x09";
        let fault = |role| unfit(role, Fault::UnknownCritical { oid: oid(unknown) });
        let template = Template::leaf("ca");
        assert_eq!(leaf(&template.clone().with(unknown, false, b"\x0c\x00")), Ok(()));
        assert_eq!(leaf(&template.with(unknown, true, b"\x0c\x00")), fault(Role::Signer));
        let template = Template::authority(1, "ca", "ca");
        assert_eq!(authority(&template.clone().with(unknown, false, b"\x0c\x00"), 0), Ok(None));
        assert_eq!(
            authority(&template.clone().with(unknown, true, b"\x0c\x00"), 0).map(|_| ()),
            fault(Role::Authority)
        );
        // The name of an authority is not looked at, so it may not be critical.
        let san = Fault::UnknownCritical { oid: oid(SAN) };
        assert_eq!(
            authority(&template.with(SAN, true, &seq(&[])), 0),
            unfit(Role::Authority, san.clone())
        );
        let template = Template::timestamp_signer(1, "ca");
        assert_eq!(
            timestamp_signer(&template.clone().with(unknown, true, b"\x0c\x00")),
            fault(Role::TimestampSigner)
        );
        assert_eq!(
            timestamp_signer(&template.with(SAN, true, &seq(&[]))),
            unfit(Role::TimestampSigner, san)
        );
    }

    #[test]
    fn v_55_kept_a_certificate_with_scts() {
        let scts = b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02";
        assert_eq!(leaf(&Template::leaf("ca").with(scts, false, b"")), Ok(()));
    }

    #[test]
    fn v_55_broken_a_precertificate() {
        let poison = b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x03";
        for critical in [true, false] {
            let precertificate = Template::leaf("ca").with(poison, critical, b"\x05\x00");
            assert_eq!(leaf(&precertificate), unfit(Role::Signer, Fault::Precertificate));
        }
    }

    #[test]
    fn v_45_kept_and_broken_a_timestamp_signer() {
        let template = Template::timestamp_signer(1, "ca");
        assert_eq!(timestamp_signer(&template), Ok(()));
        let end_entity = template.clone().with(CONSTRAINTS, true, b"\x30\x00");
        assert_eq!(timestamp_signer(&end_entity), Ok(()));

        let broken = |fault| unfit(Role::TimestampSigner, fault);
        let authority = template.clone().with(CONSTRAINTS, true, AUTHORITY);
        assert_eq!(timestamp_signer(&authority), broken(Fault::Authority { found: true }));
        let value = seq(&[&time_stamping()]);
        let not_critical = template.clone().with(PURPOSES, false, &value);
        let fault = Fault::NotCritical { oid: oid(PURPOSES) };
        assert_eq!(timestamp_signer(&not_critical), broken(fault));
        let [code, time] =
            [Purpose::CodeSigning, Purpose::TimeStamping].map(Purpose::extended_key_usage);
        for (value, found) in [
            (seq(&[]), vec![]),
            (seq(&[&code_signing()]), vec![code.clone()]),
            (seq(&[&time_stamping(), &code_signing()]), vec![time.clone(), code]),
            (seq(&[&time_stamping(), &time_stamping()]), vec![time.clone(), time]),
            (seq(&[ANY]), vec![ANY_EXTENDED_KEY_USAGE]),
        ] {
            let fault = purpose_fault(&found, Purpose::TimeStamping);
            let other = template.clone().with(PURPOSES, true, &value);
            assert_eq!(timestamp_signer(&other), broken(fault));
        }
        let fault = purpose_fault(&[], Purpose::TimeStamping);
        assert_eq!(timestamp_signer(&template.without(PURPOSES)), broken(fault));
    }

    #[test]
    fn v_52_kept_and_broken_an_authority_is_marked_as_one() {
        let template = Template::authority(1, "ca", "root");
        assert_eq!(authority(&template, 7), Ok(None));
        let broken = |fault| unfit(Role::Authority, fault);
        for template in [
            template.clone().without(CONSTRAINTS),
            template.clone().with(CONSTRAINTS, true, b"\x30\x00"),
            // A path length makes no authority.
            template.clone().with(CONSTRAINTS, true, b"\x30\x03\x02\x01\x00"),
        ] {
            assert_eq!(authority(&template, 0), broken(Fault::Authority { found: false }));
        }
        let not_critical = template.with(CONSTRAINTS, false, AUTHORITY);
        let fault = Fault::NotCritical { oid: oid(CONSTRAINTS) };
        assert_eq!(authority(&not_critical, 0), broken(fault));
    }

    #[test]
    fn v_52_broken_an_authority_that_may_not_sign_certificates() {
        let template = Template::authority(1, "ca", "root");
        let expected = KeyUsage::KEY_CERT_SIGN;
        let fault = usage_fault(KeyUsage::default(), expected);
        assert_eq!(authority(&template.clone().without(USAGE), 0), unfit(Role::Authority, fault));
        let fault = usage_fault(KeyUsage::DIGITAL_SIGNATURE, expected);
        let signer = template.with(USAGE, true, b"\x03\x02\x07\x80");
        assert_eq!(authority(&signer, 0), unfit(Role::Authority, fault));
    }

    #[test]
    fn v_52_kept_and_broken_extended_key_usage_nests() {
        let template = Template::authority(1, "ca", "root");
        let with = |value: &[u8]| authority(&template.clone().with(PURPOSES, false, value), 0);
        assert_eq!(with(&seq(&[&code_signing()])), Ok(None));
        assert_eq!(with(&seq(&[&time_stamping(), &code_signing()])), Ok(None));
        assert_eq!(with(&seq(&[ANY])), Ok(None));
        let found = [Purpose::TimeStamping.extended_key_usage()];
        let fault = |found| unfit(Role::Authority, purpose_fault(found, Purpose::CodeSigning));
        assert_eq!(with(&seq(&[&time_stamping()])), fault(&found));
        assert_eq!(with(&seq(&[])), fault(&[]));
    }

    #[test]
    fn v_52_kept_and_broken_path_length() {
        let allowing = |most| [b"\x30\x06\x01\x01\xff\x02\x01".as_slice(), &[most]].concat();
        for (allowed, below, kept) in
            [(0, 0, true), (0, 1, false), (1, 1, true), (1, 2, false), (5, 0, true)]
        {
            let template =
                Template::authority(1, "ca", "root").with(CONSTRAINTS, true, &allowing(allowed));
            let allowed = allowed.into();
            let fault = Fault::PathLength { found: below, allowed };
            let expected = if kept { Ok(Some(allowed)) } else { unfit(Role::Authority, fault) };
            assert_eq!(authority(&template, below), expected);
        }
    }

    /// An authority is one that says so: no default, and not by another extension.
    #[test]
    fn a_38_broken_no_basic_constraints() {
        let template = Template::authority(1, "ca", "root").without(CONSTRAINTS);
        let fault = Fault::Authority { found: false };
        assert_eq!(authority(&template, 0), unfit(Role::Authority, fault));
    }

    /// Constraints on names, with their wildcards and URIs, are not read: they refuse the chain.
    #[test]
    fn a_36_broken_name_constraints() {
        for critical in [true, false] {
            let constraints =
                Template::authority(1, "ca", "root").with(b"\x55\x1d\x1e", critical, b"\x30\x00");
            assert_eq!(authority(&constraints, 0), unfit(Role::Authority, Fault::NameConstraints));
        }
    }
}
