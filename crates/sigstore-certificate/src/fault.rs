use sigstore_traits::{Facts, Rule, facts};

use crate::{KeyUsage, Oid, V_14, V_45, V_52, V_53, V_55};

/// Whose certificate it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A signer of artifacts.
    Signer,
    /// A timestamp authority's, for signing timestamps.
    TimestampSigner,
    /// An authority that signs certificates.
    Authority,
}

impl Role {
    /// What is refused, of whichever role.
    const REFUSAL: &'static str = "the certificate does not fit its role";

    const fn refusal(self) -> &'static str {
        match self {
            Self::Signer => "the certificate is not a signer's",
            Self::TimestampSigner => "the certificate is not a timestamp signer's",
            Self::Authority => "the certificate is not an authority's",
        }
    }
}

/// What stands against a certificate in its role.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It is a precertificate.
    Precertificate,
    /// A critical extension is not known.
    UnknownCritical {
        /// Which.
        oid: Oid<'static>,
    },
    /// An extension that must be critical is not.
    NotCritical {
        /// Which.
        oid: Oid<'static>,
    },
    /// Basic constraints say the other thing, or are missing.
    Authority {
        /// Whether they say that it is an authority's.
        found: bool,
    },
    /// The key may not be used for this.
    KeyUsage {
        /// What it may be used for.
        found: KeyUsage,
        /// What it must.
        expected: KeyUsage,
    },
    /// The certificate is not made for this.
    ExtendedKeyUsage {
        /// What it is made for.
        found: Vec<Oid<'static>>,
        /// What it must be.
        expected: Oid<'static>,
    },
    /// There are name constraints, which are not supported.
    NameConstraints,
    /// There are more authorities below than it allows.
    PathLength {
        /// Authorities between it and the leaf, self-issued ones not counted.
        found: u32,
        /// The most that it allows.
        allowed: u32,
    },
}

impl Fault {
    facts! {
        pub const CODES; fn row(&self, role: Role, rule: &'static Rule);
        Self::Precertificate => "certificate-precertificate", in &[&V_55, &V_45, &V_52] => rule,
            in Role::REFUSAL => role.refusal(), "", "a precertificate", "";
        Self::UnknownCritical { oid } => "certificate-unknown-critical", in Self::RULES => rule,
            in Role::REFUSAL => role.refusal(), "", format_args!("critical extension {oid}"), "";
        Self::NotCritical { oid } => "certificate-not-critical", in Self::RULES => rule,
            in Role::REFUSAL => role.refusal(), "",
            format_args!("extension {oid} not critical"), "critical";
        Self::Authority { found } => "certificate-authority", in &[&V_14, &V_45, &V_52] => rule,
            in Role::REFUSAL => role.refusal(), "",
            format_args!("cA {found}"), format_args!("cA {}", !found);
        Self::KeyUsage { found, expected } => "certificate-key-usage", in Self::RULES => rule,
            in Role::REFUSAL => role.refusal(), "", format_args!("key usage {found}"), expected;
        Self::ExtendedKeyUsage { found, expected } => "certificate-extended-key-usage",
            in Self::RULES => rule, in Role::REFUSAL => role.refusal(), "",
            format_args!("extended key usage {}", listed(found)), expected;
        Self::NameConstraints => "certificate-name-constraints", in Self::RULES => rule,
            in Role::REFUSAL => role.refusal(), "", "name constraints", "none";
        Self::PathLength { found, allowed } => "certificate-path-length", in Self::RULES => rule,
            in Role::REFUSAL => role.refusal(), "",
            format_args!("{found} authorities below it"), format_args!("at most {allowed}");
    }

    /// A signer's, a timestamp signer's, an authority's.
    const RULES: &'static [&'static Rule] = &[&V_53, &V_45, &V_52];

    pub(crate) fn facts(&self, role: Role) -> Facts {
        self.row(role, self.rule(role))
    }

    const fn rule(&self, role: Role) -> &'static Rule {
        match (role, self) {
            (Role::Signer, Self::Precertificate) => &V_55,
            (Role::Signer, Self::Authority { .. }) => &V_14,
            (Role::Signer, _) => &V_53,
            (Role::TimestampSigner, _) => &V_45,
            (Role::Authority, _) => &V_52,
        }
    }
}

fn listed(purposes: &[Oid<'_>]) -> String {
    let names: Vec<_> = purposes.iter().map(Oid::to_string).collect();
    if names.is_empty() { "none".into() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use sigstore_traits::Refusal;

    use super::*;
    use crate::Error;

    fn oid(octets: &'static [u8]) -> Oid<'static> {
        Oid::new(octets).unwrap()
    }

    #[test]
    fn the_words_of_each_fault() {
        let text = |role, fault| Error::Unfit { role, fault }.to_string();
        let purposes = |found: &[Oid<'static>]| Fault::ExtendedKeyUsage {
            found: found.to_vec(),
            expected: oid(b"\x2b\x06\x01\x05\x05\x07\x03\x03"),
        };
        for (role, fault, words) in [
            (
                Role::Signer,
                Fault::Precertificate,
                "the certificate is not a signer's: found a precertificate (V-55)",
            ),
            (
                Role::Signer,
                Fault::Authority { found: true },
                "the certificate is not a signer's: found cA true, expected cA false (V-14)",
            ),
            (
                Role::TimestampSigner,
                Fault::Authority { found: true },
                "the certificate is not a timestamp signer's: found cA true, expected cA false \
                 (V-45)",
            ),
            (
                Role::Authority,
                Fault::Authority { found: false },
                "the certificate is not an authority's: found cA false, expected cA true (V-52)",
            ),
            (
                Role::Signer,
                Fault::UnknownCritical { oid: oid(b"\x2a\x03") },
                "the certificate is not a signer's: found critical extension 1.2.3 (V-53)",
            ),
            (
                Role::Authority,
                Fault::NotCritical { oid: oid(b"\x55\x1d\x13") },
                "the certificate is not an authority's: found extension 2.5.29.19 not critical, \
                 expected critical (V-52)",
            ),
            (
                Role::Signer,
                Fault::KeyUsage {
                    found: KeyUsage::KEY_CERT_SIGN,
                    expected: KeyUsage::DIGITAL_SIGNATURE,
                },
                "the certificate is not a signer's: found key usage keyCertSign, expected \
                 digitalSignature (V-53)",
            ),
            (
                Role::Signer,
                purposes(&[]),
                "the certificate is not a signer's: found extended key usage none, expected \
                 1.3.6.1.5.5.7.3.3 (V-53)",
            ),
            (
                Role::Signer,
                purposes(&[oid(b"\x2a\x03"), oid(b"\x2a\x04")]),
                "the certificate is not a signer's: found extended key usage 1.2.3, 1.2.4, \
                 expected 1.3.6.1.5.5.7.3.3 (V-53)",
            ),
            (
                Role::Authority,
                Fault::NameConstraints,
                "the certificate is not an authority's: found name constraints, expected none \
                 (V-52)",
            ),
            (
                Role::Authority,
                Fault::PathLength { found: 2, allowed: 1 },
                "the certificate is not an authority's: found 2 authorities below it, expected \
                 at most 1 (V-52)",
            ),
        ] {
            assert_eq!(text(role, fault), words);
        }
    }

    #[test]
    fn codes_are_those_of_the_fault() {
        let expected = KeyUsage::DIGITAL_SIGNATURE;
        let found = KeyUsage::default();
        for (fault, code) in [
            (Fault::Precertificate, "certificate-precertificate"),
            (Fault::UnknownCritical { oid: oid(b"\x2a") }, "certificate-unknown-critical"),
            (Fault::NotCritical { oid: oid(b"\x2a") }, "certificate-not-critical"),
            (Fault::Authority { found: true }, "certificate-authority"),
            (Fault::KeyUsage { found, expected }, "certificate-key-usage"),
            (
                Fault::ExtendedKeyUsage { found: vec![], expected: oid(b"\x2a") },
                "certificate-extended-key-usage",
            ),
            (Fault::NameConstraints, "certificate-name-constraints"),
            (Fault::PathLength { found: 1, allowed: 0 }, "certificate-path-length"),
        ] {
            assert_eq!(Error::Unfit { role: Role::Signer, fault }.code(), code);
        }
    }
}
