use sigstore_traits::{
    Authority, AuthorityCertificate, Rule, RuleKind, SignatureSuite, Trust, UnixTime,
};
use sigstore_tsa::Timestamp;

use crate::case::Case;
use crate::check::Evidence;
use crate::several::Several;
use crate::tally::{Source, Tally};
use crate::{Fields, Rejection};

pub(crate) static V_43: Rule = Rule {
    id: "V-43",
    title: "A timestamp's imprint is the digest of the raw signature bytes: not of the artifact, nor of their base64.",
    source: "sigstore protobuf-specs sigstore_bundle.proto, TimestampVerificationData; client-spec.md section 4.2.1",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Imprints::check",
};

pub(crate) static V_44: Rule = Rule {
    id: "V-44",
    title: "A timestamp is signed by the leaf certificate of a trusted timestamp authority, which it names; certificates that it brings along are never anchors.",
    source: "RFC 3161 section 2.4.2; sigstore architecture-docs client-spec.md section 4.2.1",
    kind: RuleKind::Refusal,
    place: "sigstore-verify SignedTimestamps::check",
};

pub(crate) static V_46: Rule = Rule {
    id: "V-46",
    title: "A timestamp's time lies in the period of every certificate of its authority's chain; the present does not matter.",
    source: "sigstore architecture-docs client-spec.md section 4.2.1; RFC 5280 section 4.1.2.5",
    kind: RuleKind::Refusal,
    place: "sigstore-verify ValidTimestamps::check",
};

pub(crate) static V_47: Rule = Rule {
    id: "V-47",
    title: "A timestamp's time lies in the period of its authority, both ends included.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, CertificateAuthority.valid_for",
    kind: RuleKind::Refusal,
    place: "sigstore-verify ValidTimestamps::check",
};

pub(crate) static V_122: Rule = Rule {
    id: "V-122",
    title: "Evidence of a known log or authority must hold, also beside good evidence; that of an unknown one is not counted and is told.",
    source: "sigstore architecture-docs client-spec.md section 4.2.1; hardening",
    kind: RuleKind::Refusal,
    place: "sigstore-verify KnownTimestamps::find",
};

pub(crate) static V_49: Rule = Rule {
    id: "V-49",
    title: "Timestamps of as many distinct trusted authorities as the policy demands are there.",
    source: "sigstore protobuf-specs sigstore_verification.proto, TimestampAuthorityOptions",
    kind: RuleKind::Refusal,
    place: "sigstore-verify CountedTimestamps::check",
};

/// The timestamps that name a trusted authority, with the authorities that they name: a trusted
/// root may list one more than once, with different periods.
pub(crate) struct KnownTimestamps<'c, S: SignatureSuite> {
    known: Vec<KnownTimestamp<'c, S>>,
    unknown: usize,
}

struct KnownTimestamp<'c, S: SignatureSuite> {
    number: usize,
    timestamp: &'c Timestamp<'c>,
    signers: Several<Signer<'c, S>>,
}

/// An authority with the certificate that it signs with.
struct Signer<'c, S: SignatureSuite> {
    certificate: &'c AuthorityCertificate<S>,
    authority: Authority<'c, S>,
}

impl<'c, S: SignatureSuite> KnownTimestamps<'c, S> {
    pub(crate) fn find<T: Trust<Suite = S>>(case: &'c Case<'c, T>) -> Self {
        let mut found = Self { known: Vec::new(), unknown: 0 };
        for (number, timestamp) in case.material.timestamps.iter().enumerate() {
            let signers = case.trust.timestamp_authorities().filter_map(|authority| {
                let certificate = authority.chain.first()?;
                timestamp.names(certificate).then_some(Signer { certificate, authority })
            });
            match Several::of(signers) {
                Some(signers) => found.known.push(KnownTimestamp { number, timestamp, signers }),
                None => found.unknown += 1,
            }
        }
        found
    }
}

/// The known timestamps are about the signature of the bundle.
pub(crate) struct Imprints(usize);

impl Imprints {
    pub(crate) fn check<T: Trust>(
        case: &Case<'_, T>,
        timestamps: &KnownTimestamps<'_, T::Suite>,
    ) -> Result<Self, Rejection> {
        for known in &timestamps.known {
            let found = known.timestamp.imprint();
            let expected = case.trust.suite().digest(found.algorithm(), &[case.signature()]);
            if found != expected {
                let timestamp = known.number;
                return Err(Rejection::TimestampImprint { timestamp, found, expected });
            }
        }
        Ok(Self(timestamps.known.len()))
    }
}

impl Evidence for Imprints {
    fn fields(&self) -> Fields {
        Fields::new().with("timestamps", self.0)
    }
}

/// The known timestamps are signed by a certificate that they name.
pub(crate) struct SignedTimestamps<'c, S: SignatureSuite> {
    signed: Vec<SignedTimestamp<'c, S>>,
}

struct SignedTimestamp<'c, S: SignatureSuite> {
    number: usize,
    time: UnixTime,
    /// The authorities that sign with this certificate.
    authorities: Several<Authority<'c, S>>,
}

impl<'c, S: SignatureSuite> SignedTimestamps<'c, S> {
    pub(crate) fn check(timestamps: &KnownTimestamps<'c, S>, suite: &S) -> Result<Self, Rejection> {
        let signed = timestamps.known.iter().map(|known| known.signed(suite));
        Ok(Self { signed: signed.collect::<Result<_, _>>()? })
    }
}

impl<'c, S: SignatureSuite> KnownTimestamp<'c, S> {
    fn signed(&self, suite: &S) -> Result<SignedTimestamp<'c, S>, Rejection> {
        let signer = self.signers.under_any(|signer| {
            let refused = |error| Rejection::Timestamp { timestamp: self.number, error };
            self.timestamp.check_signer(signer.certificate, suite).map_err(refused)
        })?;
        let same = |other: &&Signer<'c, S>| other.certificate.der == signer.certificate.der;
        let others = self.signers.iter().filter(same).map(|other| other.authority);
        let authorities = Several::of(others).unwrap_or(Several::one(signer.authority));
        Ok(SignedTimestamp { number: self.number, time: self.timestamp.time(), authorities })
    }
}

impl<S: SignatureSuite> Evidence for SignedTimestamps<'_, S> {
    fn fields(&self) -> Fields {
        Fields::new().with("timestamps", self.signed.len())
    }
}

/// The times of the known timestamps, each with an authority whose periods take it.
pub(crate) struct ValidTimestamps<'c, S: SignatureSuite> {
    valid: Vec<(UnixTime, Authority<'c, S>)>,
}

impl<'c, S: SignatureSuite> ValidTimestamps<'c, S> {
    pub(crate) fn check(timestamps: &SignedTimestamps<'c, S>) -> Result<Self, Rejection> {
        let valid = timestamps.signed.iter().map(|signed| {
            let authority =
                signed.authorities.under_any(|authority| signed.in_periods_of(authority))?;
            Ok((signed.time, *authority))
        });
        Ok(Self { valid: valid.collect::<Result<_, _>>()? })
    }
}

impl<S: SignatureSuite> SignedTimestamp<'_, S> {
    fn in_periods_of(&self, authority: &Authority<'_, S>) -> Result<(), Rejection> {
        let (timestamp, time) = (self.number, self.time);
        if !authority.validity.contains(time) {
            let period = authority.validity;
            return Err(Rejection::TimestampAuthorityPeriod { timestamp, time, period });
        }
        let outside =
            authority.chain.iter().find(|certificate| !certificate.validity.contains(time));
        outside.map_or(Ok(()), |certificate| {
            let period = certificate.validity;
            Err(Rejection::TimestampCertificatePeriod { timestamp, time, period })
        })
    }
}

impl<S: SignatureSuite> Evidence for ValidTimestamps<'_, S> {
    fn fields(&self) -> Fields {
        Fields::new().with_list("times", self.valid.iter().map(|(time, _)| time.to_string()))
    }
}

/// As many timestamps as the policy demands.
pub(crate) struct CountedTimestamps {
    pub(crate) times: Vec<(UnixTime, String)>,
    unknown: usize,
}

impl CountedTimestamps {
    pub(crate) fn check<T: Trust>(
        case: &Case<'_, T>,
        known: &KnownTimestamps<'_, T::Suite>,
        valid: &ValidTimestamps<'_, T::Suite>,
    ) -> Result<Self, Rejection> {
        let mut tally = Tally::default();
        for (_, authority) in &valid.valid {
            tally.count(Source::authority(authority));
        }
        let (found, required) = (tally.distinct(), case.policy.thresholds.timestamps);
        if found < required {
            return Err(Rejection::TooFewTimestamps { found, required, unknown: known.unknown });
        }
        let times = valid.valid.iter().map(|(time, authority)| (*time, authority.uri.into()));
        Ok(Self { times: times.collect(), unknown: known.unknown })
    }
}

impl Evidence for CountedTimestamps {
    fn fields(&self) -> Fields {
        let timestamp = |(time, authority): &(UnixTime, String)| {
            Fields::new().with("time", time.to_string()).with("authority", authority.as_str())
        };
        let unknown = Some(self.unknown).filter(|number| *number > 0);
        Fields::new()
            .with_list("timestamps", self.times.iter().map(timestamp))
            .with_some("of_unknown_authorities", unknown)
    }
}
