use core::iter;

use sigstore_traits::{
    Authority, AuthorityCertificate, Rule, RuleKind, SignatureSuite, Trust, UnixTime, Validity,
};

use crate::extension::{AUTHORITY_KEY_IDENTIFIER, authority_key_id};
use crate::{Certificate, Error, Limit, Name, PathPart};

/// See [`CandidatePath::check_at`].
pub static V_50: Rule = Rule {
    id: "V-50",
    title: "At every proven time of the signature the leaf, every certificate of its path and the authority's own period hold, first and last second included.",
    source: "sigstore architecture-docs client-spec.md section 4.3; RFC 5280 section 4.1.2.5",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate CandidatePath::check_at",
};

/// See [`candidate_paths`].
pub static V_51: Rule = Rule {
    id: "V-51",
    title: "A leaf is issued by a certificate of a trusted authority, by name and by signature; every authority and every place in its chain is tried.",
    source: "sigstore architecture-docs client-spec.md section 4.3, fulcio-spec.md section 7.2; RFC 5280 section 6.1.3",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate candidate_paths",
};

/// See [`CandidatePath::sct_issuer`].
pub static V_61: Rule = Rule {
    id: "V-61",
    title: "The issuer of which an SCT speaks is the one of the trusted path, or its issuer if it only signs precertificates.",
    source: "RFC 6962 sections 3.1 and 3.2",
    kind: RuleKind::Refusal,
    place: "sigstore-certificate CandidatePath::sct_issuer",
};

/// The most places in the trusted chains that may have the name of a leaf's issuer. Trusted roots
/// in use have up to 6, one more for each renewal of an intermediate; each may cost a signature check.
pub const MAX_CANDIDATES: usize = 8;

/// A path from a leaf to a trusted anchor, by names and signatures. The time is not looked at:
/// trusted roots hold several authorities of one name whose periods overlap, so which path serves
/// is known when the times of the signature are.
#[derive(Debug)]
#[non_exhaustive]
pub struct CandidatePath<'t, S: SignatureSuite> {
    /// The authority.
    pub authority: Authority<'t, S>,
    /// The place of the leaf's issuer in the authority's chain.
    pub from: usize,
    issuer: &'t AuthorityCertificate<S>,
}

/// Every path from the leaf to an anchor of `trust` ([`V_51`]).
///
/// # Errors
/// If there is none: the issuer is unknown, or the signature is not its. If there are more than
/// [`MAX_CANDIDATES`] to try.
pub fn candidate_paths<'t, T: Trust>(
    leaf: &Certificate<'_>,
    trust: &'t T,
) -> Result<Vec<CandidatePath<'t, T::Suite>>, Error> {
    let places = trust.certificate_authorities().flat_map(|authority| {
        let place = move |(from, issuer)| CandidatePath { authority, from, issuer };
        authority.chain.iter().enumerate().map(place)
    });
    let named = places.filter(|path| path.issuer.subject == leaf.issuer());
    let mut named: Vec<_> = named.take(MAX_CANDIDATES + 1).collect();
    if named.len() > MAX_CANDIDATES {
        return Err(Error::TooMuch { limit: Limit::Candidates, found: named.len() });
    }
    let spki = signing_key(leaf, &named, trust.suite())?;
    named.retain(|path| path.issuer.spki == spki);
    Ok(named)
}

/// The key that signed the leaf: no other key of the trusted ones can have made that signature.
/// The authority key identifier says which one to try first, no more.
fn signing_key<'t, S: SignatureSuite>(
    leaf: &Certificate<'_>,
    named: &[CandidatePath<'t, S>],
    suite: &S,
) -> Result<&'t [u8], Error> {
    let scheme = leaf.signature_scheme()?;
    let hint = leaf.find(&AUTHORITY_KEY_IDENTIFIER).map(authority_key_id).transpose()?.flatten();
    let mut issuers: Vec<&AuthorityCertificate<S>> = named.iter().map(|path| path.issuer).collect();
    issuers.sort_by_key(|issuer| (issuer.key_id.as_deref() != hint, &issuer.spki));
    issuers.dedup_by_key(|issuer| &issuer.spki);
    if let Some(issuer) = issuers.iter().find(|i| leaf.is_signed_by(&i.key, scheme, suite)) {
        return Ok(&issuer.spki);
    }
    let issuer = Name(leaf.issuer().to_vec());
    match issuers.len() {
        0 => Err(Error::UnknownIssuer { issuer }),
        keys => Err(Error::IssuerSignature { issuer, keys }),
    }
}

impl<'t, S: SignatureSuite> CandidatePath<'t, S> {
    /// The certificate whose key signed the leaf.
    pub const fn issuer(&self) -> &'t AuthorityCertificate<S> {
        self.issuer
    }

    /// The certificate whose key the SCTs in the leaf name as its issuer's ([`V_61`]).
    ///
    /// # Errors
    /// If that is the issuer of the anchor, which is not known.
    pub fn sct_issuer(&self) -> Result<&'t AuthorityCertificate<S>, Error> {
        if !self.issuer.signs_precertificates {
            return Ok(self.issuer);
        }
        let issuer = self.authority.chain.get(self.from + 1);
        issuer.ok_or_else(|| Error::UnknownIssuer { issuer: Name(self.issuer.issuer.clone()) })
    }

    /// Checks that the path holds at this time, for a leaf with this period ([`V_50`]).
    ///
    /// # Errors
    /// Which part of the path is outside of its period.
    pub fn check_at(&self, leaf: Validity, time: UnixTime) -> Result<(), Error> {
        let chain = self.authority.chain.iter().enumerate().skip(self.from);
        let chain =
            chain.map(|(index, certificate)| (PathPart::Chain(index), certificate.validity));
        let parts = iter::once((PathPart::Leaf, leaf))
            .chain(chain)
            .chain(iter::once((PathPart::Authority, self.authority.validity)));
        for (part, period) in parts {
            if !period.contains(time) {
                return Err(Error::OutsidePeriod { part, time, period });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{
        ECDSA_P521_SHA256_ASN1_SIGNING, ECDSA_P521_SHA384_ASN1_SIGNING,
        ECDSA_P521_SHA512_ASN1_SIGNING, EcdsaKeyPair, KeyPair,
    };

    use super::*;
    use crate::template::{
        EXTENDED_KEY_USAGE, Root, Template, code_signing, name, seconds, seq, spki, tlv,
    };

    const OPEN: Validity = Validity { start: None, end: None };

    fn root(number: u8) -> Vec<u8> {
        Template::authority(number, "root", "root").signed_by(number)
    }

    fn intermediate(number: u8) -> Vec<u8> {
        Template::authority(number, "ca", "root").signed_by(1)
    }

    /// The places where the leaf's issuer stands: which authority, and where in its chain.
    fn places(leaf: &[u8], trust: &Root) -> Result<Vec<(Validity, usize)>, Error> {
        let paths = candidate_paths(&Certificate::parse(leaf).unwrap(), trust)?;
        Ok(paths.iter().map(|path| (path.authority.validity, path.from)).collect())
    }

    #[test]
    fn v_51_kept_the_issuer_is_found_at_any_place() {
        let trust = Root::default().with(OPEN, &[intermediate(2), root(1)]);
        let by_intermediate = Template::leaf("ca").signed_by(2);
        assert_eq!(places(&by_intermediate, &trust), Ok(vec![(OPEN, 0)]));
        let by_root = Template::leaf("root").signed_by(1);
        assert_eq!(places(&by_root, &trust), Ok(vec![(OPEN, 1)]));
        let leaf = Certificate::parse(&by_root).unwrap();
        let path = candidate_paths(&leaf, &trust).unwrap().remove(0);
        assert_eq!(path.issuer().subject, name("root"));
    }

    /// Authorities of one name: each that has the key, whatever their periods.
    #[test]
    fn v_51_kept_every_authority_is_tried() {
        let trust = Root::default()
            .with(seconds(0, 1), &[intermediate(2), root(1)])
            .with(seconds(0, 2), &[intermediate(3), root(1)])
            .with(seconds(0, 3), &[intermediate(2)])
            .with(seconds(0, 4), &[root(1)]);
        let leaf = |number| Template::leaf("ca").signed_by(number);
        let first = [(seconds(0, 1), 0), (seconds(0, 3), 0)];
        assert_eq!(places(&leaf(2), &trust).as_deref(), Ok(&first[..]));
        assert_eq!(places(&leaf(3), &trust), Ok(vec![(seconds(0, 2), 0)]));
        let leaf = Template::leaf("root").signed_by(1);
        let all = [(seconds(0, 1), 1), (seconds(0, 2), 1), (seconds(0, 4), 0)];
        assert_eq!(places(&leaf, &trust).as_deref(), Ok(&all[..]));
    }

    #[test]
    fn v_51_broken_an_issuer_that_is_not_known() {
        let trust = Root::default().with(OPEN, &[intermediate(2), root(1)]);
        let leaf = Template::leaf("other").signed_by(2);
        let error = places(&leaf, &trust).unwrap_err();
        assert_eq!(error, Error::UnknownIssuer { issuer: Name(name("other")) });
        assert_eq!(trust.suite.signatures.get(), 0);
        let error = places(&leaf, &Root::default()).unwrap_err();
        assert_eq!(error, Error::UnknownIssuer { issuer: Name(name("other")) });
    }

    #[test]
    fn v_51_broken_a_signature_of_another_key() {
        let trust = Root::default()
            .with(seconds(0, 1), &[intermediate(2), root(1)])
            .with(seconds(0, 2), &[intermediate(3)])
            .with(seconds(0, 3), &[intermediate(3)]);
        let leaf = Template::leaf("ca").signed_by(4);
        let error = places(&leaf, &trust).unwrap_err();
        assert_eq!(error, Error::IssuerSignature { issuer: Name(name("ca")), keys: 2 });
        // The root's key does not sign in the name of the intermediate.
        let leaf = Template::leaf("ca").signed_by(1);
        assert!(matches!(places(&leaf, &trust), Err(Error::IssuerSignature { .. })));
        // A bit of what was signed.
        let mut leaf = Template::leaf("ca").signed_by(2);
        assert!(places(&leaf, &trust).is_ok());
        let place = leaf.windows(5).position(|window| window == b"examp").unwrap();
        leaf[place] ^= 1;
        assert!(matches!(places(&leaf, &trust), Err(Error::IssuerSignature { .. })));
    }

    /// A self-signed leaf is no anchor of its own.
    #[test]
    fn v_51_broken_a_leaf_that_issued_itself() {
        let trust = Root::default().with(OPEN, &[intermediate(2), root(1)]);
        let mut leaf = Template::leaf("root");
        leaf.subject = name("root");
        let error = places(&leaf.signed_by(99), &trust).unwrap_err();
        assert_eq!(error, Error::IssuerSignature { issuer: Name(name("root")), keys: 1 });
    }

    #[test]
    fn v_51_broken_an_algorithm_that_is_not_supported() {
        let trust = Root::default().with(OPEN, &[root(1)]);
        let mut leaf = Template::leaf("root");
        leaf.inner = seq(&[b"\x06\x01\x2a"]);
        leaf.outer = leaf.inner.clone();
        let error = places(&leaf.signed_by(1), &trust).unwrap_err();
        assert!(matches!(error, Error::SignatureAlgorithm { .. }));
    }

    /// The key identifiers say which key to try first; wrong or absent ones change nothing else.
    #[test]
    fn a_49_kept_the_work_is_bounded_by_the_keys() {
        const SUBJECT: &[u8] = b"\x55\x1d\x0e";
        const AUTHORITY: &[u8] = b"\x55\x1d\x23";
        let authority = |number: u8| {
            let id = tlv(0x04, &[number]);
            [Template::authority(number, "ca", "root").with(SUBJECT, false, &id).signed_by(1)]
        };
        let leaf = |number, hint: u8| {
            let hint = seq(&[&tlv(0x80, &[hint])]);
            Template::leaf("ca").with(AUTHORITY, false, &hint).signed_by(number)
        };
        for number in 2..=5 {
            let mut trust = Root::default();
            for other in (2..=5).chain(2..=5) {
                trust = trust.with(OPEN, &authority(other));
            }
            assert_eq!(places(&leaf(number, number), &trust).map(|found| found.len()), Ok(2));
            assert_eq!(trust.suite.signatures.get(), 1);
            assert_eq!(places(&leaf(number, number + 1), &trust).map(|found| found.len()), Ok(2));
            let unhinted = Template::leaf("ca").signed_by(number);
            assert_eq!(places(&unhinted, &trust).map(|found| found.len()), Ok(2));
            trust.suite.signatures.set(0);
            assert!(places(&leaf(99, number), &trust).is_err());
            assert_eq!(trust.suite.signatures.get(), 4);
        }
        let broken = Template::leaf("ca").with(AUTHORITY, false, b"").signed_by(2);
        let trust = Root::default().with(OPEN, &[intermediate(2)]);
        assert!(matches!(places(&broken, &trust), Err(Error::Der { .. })));
    }

    #[test]
    fn v_19_broken_one_candidate_more() {
        let mut trust = Root::default();
        for _ in 0..MAX_CANDIDATES {
            trust = trust.with(OPEN, &[intermediate(2)]);
        }
        let leaf = Template::leaf("ca").signed_by(2);
        assert_eq!(places(&leaf, &trust).map(|found| found.len()), Ok(8));
        let trust = trust.with(OPEN, &[root(1)]);
        assert!(places(&leaf, &trust).is_ok());
        let trust = trust.with(OPEN, &[intermediate(3)]);
        let error = Error::TooMuch { limit: Limit::Candidates, found: 9 };
        assert_eq!(places(&leaf, &trust), Err(error));
    }

    /// One curve with each hash: the algorithm of the signature names it.
    #[test]
    fn v_56_accepted_any_hash_with_any_curve() {
        for (signing, last) in [
            (&ECDSA_P521_SHA256_ASN1_SIGNING, 2),
            (&ECDSA_P521_SHA384_ASN1_SIGNING, 3),
            (&ECDSA_P521_SHA512_ASN1_SIGNING, 4),
        ] {
            let key = EcdsaKeyPair::generate(signing).unwrap();
            let mut authority = Template::authority(1, "ca", "root");
            authority.spki =
                AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).unwrap().as_ref().to_vec();
            let trust = Root::default().with(OPEN, &[authority.signed_by(1)]);
            let mut leaf = Template::leaf("ca");
            leaf.inner =
                seq(&[&[b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03".as_slice(), &[last]].concat()]);
            leaf.outer = leaf.inner.clone();
            let signature = key.sign(&SystemRandom::new(), &leaf.tbs()).unwrap();
            let leaf = leaf.with_signature(signature.as_ref());
            assert_eq!(places(&leaf, &trust).map(|found| found.len()), Ok(1));
        }
    }

    /// The key of the certificate of which an SCT in the leaf speaks.
    fn sct_issuer(chain: &[Vec<u8>]) -> Result<Vec<u8>, Error> {
        let trust = Root::default().with(OPEN, chain);
        let leaf = Template::leaf("ca").signed_by(2);
        let paths = candidate_paths(&Certificate::parse(&leaf).unwrap(), &trust).unwrap();
        paths[0].sct_issuer().map(|issuer| issuer.spki.clone())
    }

    fn issuer_for(purposes: &[&[u8]]) -> Vec<u8> {
        let issuer = Template::authority(2, "ca", "root");
        issuer.with(EXTENDED_KEY_USAGE, false, &seq(purposes)).signed_by(1)
    }

    const PRECERTIFICATES: &[u8] = b"\x06\x0a\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x04";

    #[test]
    fn v_61_kept_an_sct_speaks_of_the_issuer() {
        let key = |number| Ok(spki(&crate::template::key(number)));
        assert_eq!(sct_issuer(&[intermediate(2), root(1)]), key(2));
        assert_eq!(sct_issuer(&[issuer_for(&[&code_signing()]), root(1)]), key(2));
        let signer = issuer_for(&[&code_signing(), PRECERTIFICATES]);
        assert_eq!(sct_issuer(&[signer, root(1)]), key(1));
    }

    #[test]
    fn v_61_broken_the_issuer_of_the_anchor_is_not_known() {
        let signer = issuer_for(&[&code_signing(), PRECERTIFICATES]);
        let unknown = Error::UnknownIssuer { issuer: Name(name("root")) };
        assert_eq!(sct_issuer(&[signer]), Err(unknown));
    }

    /// 2026-01-01T00:00:00Z, where the certificates of the tests begin; they hold 600 seconds.
    const BEGIN: i64 = 1_767_225_600;

    fn check(leaf: Validity, authority: Validity, time: UnixTime) -> Result<(), Error> {
        let mut issuing = Template::authority(2, "ca", "root");
        issuing.validity = seq(&[b"\x17\x0d260101000100Z", b"\x17\x0d260101000900Z"]);
        let mut anchor = Template::authority(1, "root", "root");
        anchor.validity = seq(&[b"\x17\x0d260101000200Z", b"\x17\x0d260101000800Z"]);
        let trust = Root::default().with(authority, &[issuing.signed_by(1), anchor.signed_by(1)]);
        let der = Template::leaf("ca").signed_by(2);
        let paths = candidate_paths(&Certificate::parse(&der).unwrap(), &trust).unwrap();
        paths[0].check_at(leaf, time)
    }

    fn at(seconds: i64) -> UnixTime {
        UnixTime::from_seconds(BEGIN + seconds)
    }

    #[test]
    fn v_50_a_63_kept_the_first_and_the_last_second() {
        let wide = seconds(BEGIN, BEGIN + 600);
        for time in [120, 300, 480] {
            assert_eq!(check(wide, wide, at(time)), Ok(()));
            let narrow = seconds(BEGIN + time, BEGIN + time);
            assert_eq!(check(narrow, narrow, at(time)), Ok(()));
        }
        assert_eq!(check(wide, OPEN, at(300)), Ok(()));
    }

    #[test]
    fn v_50_broken_each_part_of_the_path() {
        let wide = seconds(BEGIN, BEGIN + 600);
        let outside = |part, time, (start, end)| {
            let period = seconds(BEGIN + start, BEGIN + end);
            Err(Error::OutsidePeriod { part, time, period })
        };
        let narrow = seconds(BEGIN + 200, BEGIN + 400);
        for time in [at(199), at(401), UnixTime::new(BEGIN + 400, 1).unwrap()] {
            assert_eq!(check(narrow, wide, time), outside(PathPart::Leaf, time, (200, 400)));
            assert_eq!(check(wide, narrow, time), outside(PathPart::Authority, time, (200, 400)));
        }
        for time in [at(59), at(541)] {
            assert_eq!(check(wide, wide, time), outside(PathPart::Chain(0), time, (60, 540)));
        }
        for time in [at(119), at(481)] {
            assert_eq!(check(wide, wide, time), outside(PathPart::Chain(1), time, (120, 480)));
        }
    }

    /// An expired intermediate, below an anchor and with a leaf that still hold.
    #[test]
    fn a_7_broken_an_expired_intermediate() {
        let mut issuing = Template::authority(2, "ca", "root");
        issuing.validity = seq(&[b"\x17\x0d260101000000Z", b"\x17\x0d260101000400Z"]);
        let trust = Root::default().with(OPEN, &[issuing.signed_by(1), root(1)]);
        let der = Template::leaf("ca").signed_by(2);
        let leaf = Certificate::parse(&der).unwrap();
        let paths = candidate_paths(&leaf, &trust).unwrap();
        assert_eq!(paths[0].check_at(leaf.validity(), at(240)), Ok(()));
        let error = paths[0].check_at(leaf.validity(), at(241)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the time of the signature is outside of the period at certificate 0 of the \
             authority's chain: found 2026-01-01T00:04:01Z, expected 2026-01-01T00:00:00Z to \
             2026-01-01T00:04:00Z (V-50)"
        );
    }

    /// A certificate below the leaf's issuer is no part of its path.
    #[test]
    fn v_50_kept_a_certificate_that_is_not_on_the_path_may_have_expired() {
        let mut below = Template::authority(2, "ca", "root");
        below.validity = seq(&[b"\x17\x0d250101000000Z", b"\x17\x0d250101000400Z"]);
        let trust = Root::default().with(OPEN, &[below.signed_by(1), root(1)]);
        let der = Template::leaf("root").signed_by(1);
        let leaf = Certificate::parse(&der).unwrap();
        let paths = candidate_paths(&leaf, &trust).unwrap();
        assert_eq!(paths[0].check_at(leaf.validity(), at(300)), Ok(()));
    }
}
