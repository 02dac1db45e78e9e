//! The object identifiers that the engine writes, by their arcs.

use crate::asn1::Arcs;

/// `organizationName` (X.520)
pub const ORGANIZATION: &Arcs = &[2, 5, 4, 10];
/// `commonName` (X.520)
pub const COMMON_NAME: &Arcs = &[2, 5, 4, 3];
/// `subjectKeyIdentifier` (RFC 5280 section 4.2.1.2)
pub const SUBJECT_KEY_ID: &Arcs = &[2, 5, 29, 14];
/// `keyUsage` (RFC 5280 section 4.2.1.3)
pub const KEY_USAGE: &Arcs = &[2, 5, 29, 15];
/// `subjectAltName` (RFC 5280 section 4.2.1.6)
pub const SUBJECT_ALT_NAME: &Arcs = &[2, 5, 29, 17];
/// `basicConstraints` (RFC 5280 section 4.2.1.9)
pub const BASIC_CONSTRAINTS: &Arcs = &[2, 5, 29, 19];
/// `nameConstraints` (RFC 5280 section 4.2.1.10)
pub const NAME_CONSTRAINTS: &Arcs = &[2, 5, 29, 30];
/// `authorityKeyIdentifier` (RFC 5280 section 4.2.1.1)
pub const AUTHORITY_KEY_ID: &Arcs = &[2, 5, 29, 35];
/// `extKeyUsage` (RFC 5280 section 4.2.1.12)
pub const EXTENDED_KEY_USAGE: &Arcs = &[2, 5, 29, 37];
/// `id-kp-serverAuth` (RFC 5280 section 4.2.1.12)
pub const SERVER_AUTH: &Arcs = &[1, 3, 6, 1, 5, 5, 7, 3, 1];
/// `id-kp-codeSigning` (RFC 5280 section 4.2.1.12)
pub const CODE_SIGNING: &Arcs = &[1, 3, 6, 1, 5, 5, 7, 3, 3];
/// `id-kp-timeStamping` (RFC 5280 section 4.2.1.12)
pub const TIME_STAMPING: &Arcs = &[1, 3, 6, 1, 5, 5, 7, 3, 8];
/// The arc of Fulcio's extensions; the extension `.1.N` is one arc more.
pub const FULCIO: &Arcs = &[1, 3, 6, 1, 4, 1, 57264, 1];
/// The policy of Sigstore's timestamp authority.
pub const TIMESTAMP_POLICY: &Arcs = &[1, 3, 6, 1, 4, 1, 57264, 2];
/// The list of SCTs in a certificate (RFC 6962 section 3.3)
pub const SCT_LIST: &Arcs = &[1, 3, 6, 1, 4, 1, 11129, 2, 4, 2];
/// The poison of a precertificate (RFC 6962 section 3.1)
pub const POISON: &Arcs = &[1, 3, 6, 1, 4, 1, 11129, 2, 4, 3];
/// `id-signedData` (RFC 5652 section 5.1)
pub const SIGNED_DATA: &Arcs = &[1, 2, 840, 113549, 1, 7, 2];
/// `id-contentType` (RFC 5652 section 11.1)
pub const CONTENT_TYPE: &Arcs = &[1, 2, 840, 113549, 1, 9, 3];
/// `id-messageDigest` (RFC 5652 section 11.2)
pub const MESSAGE_DIGEST: &Arcs = &[1, 2, 840, 113549, 1, 9, 4];
/// `id-signingTime` (RFC 5652 section 11.3)
pub const SIGNING_TIME: &Arcs = &[1, 2, 840, 113549, 1, 9, 5];
/// `id-ct-TSTInfo` (RFC 3161 section 2.4.2)
pub const TST_INFO: &Arcs = &[1, 2, 840, 113549, 1, 9, 16, 1, 4];
/// `id-aa-signingCertificate` (RFC 2634 section 5.4)
pub const SIGNING_CERTIFICATE: &Arcs = &[1, 2, 840, 113549, 1, 9, 16, 2, 12];
/// `id-aa-signingCertificateV2` (RFC 5035 section 3)
pub const SIGNING_CERTIFICATE_V2: &Arcs = &[1, 2, 840, 113549, 1, 9, 16, 2, 47];
