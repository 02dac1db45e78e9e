use core::fmt;

use der::asn1::{BitStringRef, Utf8StringRef};
use der::{SliceReader, Tag};
use sigstore_traits::{Rule, RuleKind};

use crate::Error;
use crate::reader::ReadDer;

/// See [`require_granted`].
pub(crate) static V_41: Rule = Rule {
    id: "V-41",
    title: "A timestamp is a TimeStampResp in DER, nothing after it, whose status is granted or grantedWithMods, with a token.",
    source: "RFC 3161 section 2.4.2, TimeStampResp and PKIStatusInfo; sigstore protobuf-specs sigstore_common.proto, RFC3161SignedTimestamp",
    kind: RuleKind::Refusal,
    place: "sigstore-tsa Timestamp::parse",
};

/// The most texts of a status that are read.
const MAX_TEXTS: usize = 16;

macro_rules! numbered {
    ($(#[$doc:meta])* $type:ident($number:ty, $unknown:literal) { $($(#[$of:meta])* $variant:ident = $value:literal, $name:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type {
            $($(#[$of])* $variant,)*
            /// A number that the RFC does not have.
            Unknown($number),
        }

        impl $type {
            fn of(number: $number) -> Self {
                match number { $($value => Self::$variant,)* _ => Self::Unknown(number) }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$variant => f.write_str($name),)* Self::Unknown(number) => write!(f, $unknown, number) }
            }
        }
    };
}

numbered! {
    /// What an authority answers (RFC 3161 section 2.4.2, PKIStatus).
    Status(u8, "status {}") {
        /// A token as it was asked for.
        Granted = 0, "granted";
        /// A token that differs from what was asked for.
        GrantedWithMods = 1, "grantedWithMods";
        /// The request was refused.
        Rejection = 2, "rejection";
        /// The request waits.
        Waiting = 3, "waiting";
        /// A revocation of the authority's certificate is near.
        RevocationWarning = 4, "revocationWarning";
        /// The authority's certificate has been revoked.
        RevocationNotification = 5, "revocationNotification";
    }
}

numbered! {
    /// Why an authority refused a request (RFC 3161 section 2.4.2, PKIFailureInfo).
    Failure(usize, "bit {}") {
        /// The hash algorithm is not known or not supported.
        BadAlg = 0, "badAlg";
        /// The request is not permitted or not supported.
        BadRequest = 2, "badRequest";
        /// The request has the wrong format.
        BadDataFormat = 5, "badDataFormat";
        /// The time source is not available.
        TimeNotAvailable = 14, "timeNotAvailable";
        /// The policy is not supported.
        UnacceptedPolicy = 15, "unacceptedPolicy";
        /// An extension is not supported.
        UnacceptedExtension = 16, "unacceptedExtension";
        /// Additional information was not understood or is not available.
        AddInfoNotAvailable = 17, "addInfoNotAvailable";
        /// The system failed.
        SystemFailure = 25, "systemFailure";
    }
}

/// Reads the inside of the status of a response; any but granted is the error (V-41).
///
/// ```text
/// PKIStatusInfo ::= SEQUENCE {                             -- RFC 3161 section 2.4.2
///     status        INTEGER,
///     statusString  SEQUENCE SIZE (1..MAX) OF UTF8String OPTIONAL,
///     failInfo      BIT STRING OPTIONAL }
/// ```
pub(crate) fn require_granted(reader: &mut SliceReader<'_>) -> Result<(), Error> {
    let status = Status::of(reader.value()?);
    let text = read_text(reader)?;
    let bits = reader.value::<Option<BitStringRef<'_>>>()?;
    if let Status::Granted | Status::GrantedWithMods = status {
        return Ok(());
    }
    let set = bits.into_iter().flat_map(BitStringRef::bits).enumerate();
    Err(Error::NotGranted {
        status,
        failures: set.filter(|bit| bit.1).map(|bit| Failure::of(bit.0)).collect(),
        text,
    })
}

/// The texts, a space between them, shortened to 80 characters.
fn read_text(reader: &mut SliceReader<'_>) -> Result<String, Error> {
    let texts = reader.each(Tag::Sequence, MAX_TEXTS, |reader| {
        Ok(reader.value::<Utf8StringRef<'_>>()?.as_str())
    })?;
    Ok(texts.join(" ").chars().take(80).collect())
}
