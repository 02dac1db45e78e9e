use crate::about::entry_content;
use crate::certified::scts;
use crate::logged::{entries, heads, included, promises, timestamps};
use crate::{Check, Step, about, certified, identified, in_time, logged, signed, tally};

/// A row for each check, by step: its static, its word, its rule, the checks that it needs, the
/// codes of the errors that break it, its title.
macro_rules! checks {
    ($($step:ident { $(
        $check:ident $name:literal $rule:path, needs $needs:tt, breaks $codes:tt, $title:literal;
    )+ })+) => {
        $($(pub(crate) static $check: Check = Check {
            step: Step::$step,
            name: $name,
            rule: &$rule,
            title: $title,
            needs: &$needs,
            codes: &$codes,
        };)+)+

        /// Every check of a verification, in order: the same list in every run.
        pub static CHECKS: &[&Check] = &[$($(&$check),+),+];
    };
}

checks! {
    Certified {
        KEY_MATERIAL "key-material" certified::V_113, needs [],
            breaks ["key-material"],
            "The bundle carries what the policy asks for: a certificate for an identity, a key hint for a key.";
        SIGNER_KEY "signer-key" certified::V_22, needs ["key-material"],
            breaks ["signer-key"],
            "The signer's public key is read, and its algorithm is supported.";
        CERTIFICATE_PROFILE "certificate-profile" sigstore_certificate::V_53, needs [],
            breaks [
                "certificate-precertificate", "certificate-authority",
                "certificate-unknown-critical", "certificate-key-usage",
                "certificate-extended-key-usage", "certificate-der",
            ],
            "The certificate is made for signing code: digitalSignature, codeSigning, no authority, no precertificate.";
        CERTIFICATE_PATH "certificate-path" sigstore_certificate::V_51, needs [],
            breaks [
                "certificate-unknown-issuer", "certificate-issuer-signature",
                "certificate-signature-algorithm", "certificate-too-much", "certificate-der",
            ],
            "The certificate is signed by a trusted certificate authority: name and signature, each candidate path, whatever the time.";
        SCT "sct" scts::V_57, needs ["certificate-path"],
            breaks [
                "too-few-scts", "sct-period", "sct-scheme", "sct-signature", "sct-no-list",
                "certificate-unknown-issuer",
            ],
            "Trusted certificate transparency logs signed that they saw this certificate.";
    }
    Identified {
        IDENTITY "identity" identified::V_69, needs [],
            breaks [
                "identity", "identity-kind", "key-material", "certificate-name-count",
                "certificate-name-kind", "certificate-other-name-type", "certificate-der",
            ],
            "The subject alternative name of the certificate is one that the policy names.";
        ISSUER "issuer" identified::V_67, needs ["identity"],
            breaks ["issuer", "certificate-two-issuers", "certificate-der"],
            "The issuer of the identity token, as the certificate names it, is the one that the policy names for this identity.";
        EXTENSIONS "extensions" identified::V_72, needs ["issuer"],
            breaks ["extension", "certificate-der"],
            "The extensions that the policy requires stand in the certificate with these values.";
    }
    Logged {
        LOG_ID "log-id" entries::V_130, needs [],
            breaks ["entry-log-id"],
            "Every log entry names its log by an id of 32 bytes that are not all zero.";
        PROOF_PRESENT "proof-present" entries::V_13, needs [],
            breaks ["no-promise", "no-proof", "no-checkpoint"],
            "Every log entry carries an inclusion proof with a checkpoint, and a 0.1 bundle's also the log's promise.";
        PROMISE "promise" promises::V_75, needs [],
            breaks ["promise", "promise-in-v2"],
            "The log's promise is its signature over body, time, log id and index of the entry.";
        CHECKPOINT "checkpoint" heads::V_82, needs ["proof-present"],
            breaks ["checkpoint-origin", "checkpoint-no-log-line", "checkpoint-signature"],
            "The checkpoint is signed by the log that the entry names, under the log's own name.";
        TREE_HEAD "tree-head" heads::V_88, needs ["checkpoint"],
            breaks ["tree-size", "root-hash", "proof-index"],
            "Size, root and index that the proof repeats are those of the signed checkpoint and of the entry.";
        INCLUSION "inclusion" included::V_89, needs ["checkpoint"],
            breaks [
                "merkle-leaf-index", "merkle-inclusion-path-length", "merkle-tree-size",
                "merkle-root",
            ],
            "The hashes lead from the entry to the root of the signed checkpoint.";
        LOG_ENTRIES "log-entries" tally::V_116, needs ["inclusion", "promise"],
            breaks ["too-few-log-entries"],
            "As many distinct trusted logs as the policy demands hold the entry.";
        TIMESTAMP_IMPRINT "timestamp-imprint" timestamps::V_43, needs [],
            breaks ["timestamp-imprint"],
            "Each timestamp is about this signature: its imprint is the digest of the signature's bytes.";
        TIMESTAMP_SIGNATURE "timestamp-signature" timestamps::V_44, needs [],
            breaks [
                "timestamp-other-signer", "timestamp-embedded-signer", "timestamp-algorithm",
                "timestamp-hash-mismatch", "timestamp-content-digest",
                "timestamp-signing-certificate", "timestamp-signature",
            ],
            "Each timestamp is signed by the trusted authority that it names.";
        TIMESTAMP_PERIOD "timestamp-period" timestamps::V_46, needs ["timestamp-signature"],
            breaks ["timestamp-authority-period", "timestamp-certificate-period"],
            "Each timestamp's time lies in the periods of its authority and of every certificate of the authority's chain.";
        TIMESTAMPS "timestamps" tally::V_116, needs ["timestamp-imprint", "timestamp-period"],
            breaks ["too-few-timestamps"],
            "As many distinct trusted authorities as the policy demands signed the time.";
        PROVEN_TIME "proven-time" logged::V_37, needs ["promise", "timestamps"],
            breaks ["no-proven-time"],
            "At least one time of the signature is proven, by the log's promise or by a timestamp.";
        LOG_KEY_PERIOD "log-key-period" entries::V_74, needs ["proven-time"],
            breaks ["log-key-period"],
            "The log's key could be used at the time that the log promised, or at a proven time.";
    }
    InTime {
        CERTIFICATE_IN_TIME "certificate-in-time" in_time::V_50, needs ["certificate-path", "proven-time"],
            breaks ["certificate-outside-period"],
            "The certificate, and one path of authorities above it, are valid at every proven time.";
        KEY_IN_TIME "key-in-time" in_time::V_114, needs ["proven-time"],
            breaks ["key-period"],
            "The managed key was in its period at every proven time.";
    }
    About {
        ENTRY_KIND "entry-kind" entry_content::V_94, needs [],
            breaks ["entry-kind", "entry-kind-version"],
            "The log entry is of a kind that logs such a signature, and its body says the same kind.";
        ENTRY_DIGEST "entry-digest" entry_content::V_95, needs ["signer-key", "entry-kind"],
            breaks [
                "entry-digest", "entry-hash", "entry-no-payload-hash", "entry-payload-type",
                "entry-no-signature", "artifact-digest",
            ],
            "The digest in the log entry is that of the artifact, or of what the envelope signs.";
        ENTRY_SIGNATURE "entry-signature" entry_content::V_102, needs ["entry-kind"],
            breaks ["entry-signature", "entry-no-signature", "entry-signatures"],
            "The signature in the log entry is the bundle's.";
        ENTRY_KEY "entry-key" entry_content::V_95, needs ["signer-key", "entry-kind"],
            breaks ["entry-key", "entry-key-details", "entry-no-signature"],
            "The certificate or key in the log entry is the signer's.";
        MESSAGE_DIGEST "message-digest" about::V_103, needs [],
            breaks ["message-digest", "artifact-digest"],
            "The digest that the bundle hints at is the artifact's.";
        PAYLOAD_TYPE "payload-type" about::V_108, needs [],
            breaks ["payload-type"],
            "The envelope carries an in-toto statement.";
        SUBJECT "subject" about::V_110, needs ["payload-type"],
            breaks ["subject", "subject-contradicts", "artifact-digest"],
            "A subject of the statement is the artifact.";
        PREDICATE_TYPE "predicate-type" about::A_3, needs [],
            breaks ["predicate-type"],
            "The statement's predicate is of the type that the policy demands.";
    }
    Signed {
        SIGNATURE "signature" signed::V_107, needs ["signer-key"],
            breaks ["signature", "signature-unsupported", "artifact-digest", "artifact-bytes"],
            "The signature over the artifact, or over the envelope, is made with the signer's key.";
    }
}
