//! The questions of a signature, in order.

use sigstore_transport::Service;

/// A question to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Where the issuer has its endpoints.
    Discovery,
    /// The keys of the issuer.
    Keys,
    /// The token for the code.
    Token,
    /// The certificate for the token.
    Certificate,
    /// The time of the signature.
    Timestamp,
    /// The entry, in Rekor v1.
    LogV1,
    /// The entry, in Rekor v2.
    LogV2,
}

impl Step {
    /// The step as the error names it. The token is checked once it and the keys are there.
    pub(crate) fn in_words(self, code: &str) -> &'static str {
        match self {
            Self::Keys if is_of_the_check(code) => "token",
            Self::Discovery => "discovery",
            Self::Keys => "keys",
            Self::Token => "token",
            Self::Certificate => "certificate",
            Self::Timestamp => "timestamp",
            Self::LogV1 | Self::LogV2 => "log",
        }
    }

    /// Whether this one must have gone well before such a service is asked.
    pub(crate) fn comes_before(self, service: Service) -> bool {
        let later: &[Service] = match self {
            Self::Discovery | Self::Keys | Self::Token => {
                &[Service::CertificateAuthority, Service::TimestampAuthority, Service::SignatureLog]
            }
            Self::Certificate => &[Service::TimestampAuthority, Service::SignatureLog],
            Self::Timestamp => &[Service::SignatureLog],
            Self::LogV1 | Self::LogV2 => &[],
        };
        later.contains(&service)
    }

    /// Whether the same question may be put again: a code is spent once.
    pub(crate) fn is_repeatable(self) -> bool {
        self != Self::Token
    }
}

/// Whether an error is one of the token's check, to which the whole issuer stands, and not one of
/// its endpoints.
pub(crate) fn is_of_the_check(code: &str) -> bool {
    ["jwt-no-key", "jwt-signature", "jwt-nonce"].contains(&code)
}
