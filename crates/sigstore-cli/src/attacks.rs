use sigstore_traits::{Rule, RuleKind};

/// An attack that became known, and what stands against it here.
const fn attack(
    id: &'static str,
    title: &'static str,
    source: &'static str,
    place: &'static str,
) -> Rule {
    Rule { id, title, source, kind: RuleKind::Refusal, place }
}

/// An attack on something that does not exist here, and why.
const fn later(
    id: &'static str,
    title: &'static str,
    source: &'static str,
    place: &'static str,
) -> Rule {
    Rule { id, title, source, kind: RuleKind::Elsewhere, place }
}

/// The attacks on verifiers that became known, but for those that stand beside a function.
#[rustfmt::skip]
pub(crate) static ATTACKS: &[Rule] = &[
    attack("A-1", "A log entry that is valid for something else does not vouch for this signature.", "CVE-2022-23649", "sigstore-verify About::check"),
    attack("A-2", "An entry is tied to artifact, signature and key at once, and every part of the policy is compared.", "CVE-2022-36056", "sigstore-verify About::check, Identified::check"),
    later("A-4", "The number of signatures that a registry offers is bounded.", "CVE-2023-46737", "no registry is read yet"),
    attack("A-5", "Nothing is read before its size is bounded.", "CVE-2024-29902, CVE-2024-29903", "sigstore-bundle Bundle::parse; sigstore-verify Artifact::read"),
    attack("A-6", "The entry is compared in every bundle format, old ones too.", "CVE-2026-22703", "sigstore-verify About::check"),
    attack("A-7", "An expired certificate above the leaf is refused, with or without a log.", "CVE-2026-24122", "sigstore-verify ValidPath::check"),
    attack("A-8", "A payload that can't be parsed is an error, never a success.", "CVE-2026-39395", "sigstore-dsse Statement::parse"),
    attack("A-9", "Entries, timestamps, subjects and digests are counted while reading, before anything is computed.", "CVE-2024-45395", "sigstore-bundle Bundle::parse; sigstore-dsse Statement::parse"),
    attack("A-10", "A threshold counts distinct logs and operators, not entries.", "CVE-2026-49834", "sigstore-verify Tally"),
    attack("A-11", "A key is used within its period only.", "CVE-2026-54787", "sigstore-verify InKeyPeriod::check, Scts::check"),
    attack("A-12", "A time that the log did not sign is no time.", "CVE-2024-55655", "sigstore-verify Promises::check"),
    attack("A-13", "The same in every bundle version.", "CVE-2026-48816", "sigstore-verify Promises::check"),
    attack("A-14", "No option of a policy is dropped on the way.", "CVE-2026-48815", "sigstore-verify Policy"),
    attack("A-15", "An unrelated entry of the log is refused.", "CVE-2024-53267", "sigstore-verify About::check"),
    attack("A-16", "A root hash counts only under the log's signature.", "CVE-2024-54140", "sigstore-verify Heads::check"),
    attack("A-17", "A statement about something else is an error that can't be overlooked.", "CVE-2026-31830", "sigstore-verify MatchedSubject::check"),
    attack("A-19", "A log's key comes from the trusted root, never from the log.", "CVE-2023-47122", "sigstore-verify KnownEntries::find"),
    later("A-20", "Of several answers of a log the one that matches is taken.", "CVE-2024-51746", "an entry is verified together with its bundle, wherever it came from: A-1"),
    attack("A-21", "An empty list of certificates is refused, without a panic.", "CVE-2026-44310", "sigstore-bundle Bundle::parse"),
    attack("A-22", "What is hashed are the bytes as they came, not a normal form of them.", "CVE-2026-44309", "sigstore-verify Included::check"),
    later("A-23", "No attestation at all is no success.", "CVE-2025-25204", "sigstore-cli Verification::lines"),
    later("A-24", "A credential never crosses to another host.", "CVE-2026-48501", "sigstore-hyper follows no redirect of a request that carries a credential: S-6"),
    later("A-25", "What a package registry attests is compared with the package.", "GHSA-r2xv-vpr2-42m9", "no attestation of a registry is verified yet"),
    attack("A-26", "Constraints are checked on the certificate that signed a timestamp, not on the first that came along.", "CVE-2026-39984", "sigstore-tsa Timestamp::check_signer"),
    attack("A-27", "Object identifiers and lengths are read in linear time and bounded memory.", "CVE-2025-66564, CVE-2025-66506", "sigstore-certificate Certificate::parse; sigstore-tsa Timestamp::parse"),
    later("A-28", "Decompression is bounded.", "CVE-2023-30551, CVE-2026-48702", "nothing is decompressed"),
    attack("A-29", "A malformed entry of any kind is an error, never a panic.", "CVE-2023-33199, CVE-2026-23831", "sigstore-rekor-types Body::parse"),
    later("A-30", "No URL out of data is fetched, and no pattern over issuers is open at its ends.", "CVE-2026-24117, CVE-2026-22772", "addresses come from the caller, a signing config or the issuer's own discovery document: S-14; patterns: A-66"),
    attack("A-31", "TUF metadata never goes back to an older version.", "CVE-2022-29173", "sigstore-tuf Refresh::accept"),
    attack("A-32", "A TUF threshold is at least one, of distinct keys.", "CVE-2024-47534, CVE-2026-23992", "sigstore-tuf-metadata Signers::check"),
    attack("A-33", "A name out of metadata never becomes a path.", "CVE-2026-24686, CVE-2026-24137", "sigstore-tuf-metadata TargetName::parse, Role::file_name"),
    attack("A-34", "The same signature twice is one signature.", "CVE-2020-15093", "sigstore-tuf-metadata Signers::check"),
    attack("A-35", "TUF delegations end, and a cache is written after all checks.", "CVE-2025-2885 to CVE-2025-2888", "sigstore-tuf Search, Accepted::is_to_be_stored"),
    attack("A-36", "Building certificate paths has a budget, and name constraints are never passed over.", "RUSTSEC-2023-0053", "sigstore-certificate candidate_paths, load_chain"),
    attack("A-37", "A CMS signature is over signed attributes, of exactly one signer.", "CVE-2026-3336, CVE-2026-3338", "sigstore-tsa Timestamp::check_signer"),
    attack("A-38", "An authority without basic constraints is none.", "CVE-2026-33896", "sigstore-certificate load_chain"),
    attack("A-39", "Nesting is bounded, malformed DER never panics, and a key of one algorithm is never used as another's.", "RUSTSEC-2022-0093, RUSTSEC-2023-0062", "sigstore-json parse; sigstore-tsa Timestamp::parse"),
    attack("A-41", "That the log is not asked for is a value in the result and in the output.", "review of a Sigstore client, 2026", "sigstore-verify Waiver"),
    attack("A-42", "An integrated time is read by nobody before the promise over it holds.", "review of a Sigstore client, 2026", "sigstore-verify Promises::check"),
    attack("A-43", "The certificate is valid at every proven time, not at the earliest.", "review of a Sigstore client, 2026", "sigstore-verify ValidPath::check"),
    attack("A-44", "An unknown algorithm or curve is refused when the key is read.", "review of a Sigstore client, 2026", "sigstore-crypto AwsLcSuite::key"),
    later("A-45", "Hashing a large artifact blocks no executor.", "review of a Sigstore client, 2026", "sigstore-verify Artifact::read is synchronous: whoever has an executor chooses where it runs"),
    attack("A-46", "An envelope has one signature: the one verified is the one logged.", "review of a Sigstore client, 2026", "sigstore-dsse Envelope::read"),
    attack("A-47", "A cache is checked on every read.", "review of a Sigstore client, 2026", "sigstore-tuf Refresh::accept, Search::accept"),
    attack("A-48", "A timestamp is held against the periods of the authority that signed it.", "review of a Sigstore client, 2026", "sigstore-verify ValidTimestamps::check"),
    attack("A-49", "The issuer that an SCT names comes from the verified path, a proof is held against a signed root only, and a stored TUF role is checked like a fetched one.", "review of a Sigstore client, 2026", "sigstore-verify Scts::check, Included::check; sigstore-tuf Search::accept"),
    attack("A-50", "A newer bundle relabelled as 0.1 without its inclusion proof is refused.", "hardening", "sigstore-verify Proofs::check"),
    attack("A-51", "An extra entry with neither proof nor promise is refused.", "hardening", "sigstore-verify Proofs::check"),
    attack("A-52", "A log id of zeros is refused.", "hardening", "sigstore-verify LogIds::check"),
    attack("A-53", "Copies of one entry or timestamp are refused before any cryptography.", "hardening", "sigstore-bundle Bundle::parse"),
    attack("A-54", "A checkpoint with thousands of signature lines is refused before any cryptography.", "hardening", "sigstore-checkpoint Checkpoint::parse"),
    attack("A-55", "The line that is accepted carries the name in the checkpoint's first line.", "hardening", "sigstore-verify Heads::check"),
    attack("A-56", "A proof for another tree size than the checkpoint's is refused.", "hardening", "sigstore-verify SameHead::check"),
    attack("A-57", "A tree size has one spelling.", "hardening", "sigstore-checkpoint Checkpoint::parse"),
    attack("A-58", "What can't be parsed is never replaced by zeros or by nothing.", "hardening", "sigstore-bundle Bundle::parse"),
    later("A-59", "The number is not used.", "none", "nowhere"),
    attack("A-60", "A signature whose numbers begin with zeros is read like any other.", "hardening", "sigstore-crypto AwsLcSuite::verify"),
    attack("A-61", "A TUF key id is looked up, never recomputed.", "hardening", "sigstore-tuf-metadata Keys::read"),
    attack("A-62", "One unusable key in a trusted root does not spoil the others, and is told.", "hardening", "sigstore-trust-root TrustedRoot::from_document; sigstore-tuf-metadata Keys::read"),
    attack("A-63", "The end of a period belongs to it.", "hardening", "sigstore-traits Validity::contains"),
    later("A-64", "An answer from a cache is held to the same checks as a fresh one.", "hardening", "a stored file of TUF is read as a fetched one: R-24, R-26"),
    attack("A-65", "A stream that ends early is an error, never a digest of what came.", "hardening", "sigstore-verify Artifact::read"),
];
