use sigstore_traits::{Rule, RuleKind};

use crate::about::entry_content;
use crate::certified::scts;
use crate::logged::{entries, heads, included, promises, timestamps};
use crate::{
    about, answer, artifact, case, certified, identified, in_time, logged, policy, signed, tally,
};

static V_1: Rule = Rule {
    id: "V-1",
    title: "A verification goes through six steps in one order, all of which must hold; nothing ends it early with success.",
    source: "sigstore architecture-docs client-spec.md sections 4.2 to 4.5",
    kind: RuleKind::Shape,
    place: "sigstore-verify walk",
};

static V_118: Rule = Rule {
    id: "V-118",
    title: "What a verification returns is what it proved: no claimed time and no digest hint is among it, and only `verify` makes a `Verified`.",
    source: "sigstore architecture-docs client-spec.md section 4; hardening",
    kind: RuleKind::Shape,
    place: "sigstore-verify Verified::of",
};

static V_36: Rule = Rule {
    id: "V-36",
    title: "A bundle of another instance is refused: its authority and its logs are unknown to the trusted root.",
    source: "sigstore architecture-docs client-spec.md section 4.3",
    kind: RuleKind::Refusal,
    place: "sigstore-verify Paths::check",
};

const fn decided(id: &'static str, title: &'static str, source: &'static str) -> Rule {
    Rule { id, title, source, kind: RuleKind::Elsewhere, place: "sigstore-verify" }
}

static V_15: Rule = decided(
    "V-15",
    "A self-signed root in a bundle is no anchor; whether it refuses the bundle is decided by V-119: it is ignored and told.",
    "sigstore protobuf-specs sigstore_common.proto, X509CertificateChain",
);

static V_39: Rule = decided(
    "V-39",
    "A Rekor v2 entry has no time of its own; what it must not carry is decided by V-120, that a timestamp is needed by V-37.",
    "sigstore rekor-tiles CLIENTS.md",
);

static V_80: Rule = decided(
    "V-80",
    "The name under which a Rekor v2 log signs its checkpoints is decided by V-126.",
    "C2SP signed-note.md; sigstore rekor-tiles CLIENTS.md",
);

static V_81: Rule = decided(
    "V-81",
    "The name under which a Rekor v1 log signs its checkpoints is decided by V-126.",
    "C2SP signed-note.md; sigstore rekor pkg/util/checkpoint.go",
);

static V_97: Rule = decided(
    "V-97",
    "Whether a v2 body is rebuilt or read is decided by V-125: it is read, and must be canonical byte for byte.",
    "sigstore architecture-docs rekor-v2-spec.md section 6.1.4",
);

/// The rules that this crate enforces.
pub static RULES: &[&Rule] = &[
    &V_1,
    &V_15,
    &V_36,
    &V_39,
    &V_80,
    &V_81,
    &V_97,
    &V_118,
    &policy::V_2,
    &entries::V_3,
    &entries::V_11,
    &entries::V_12,
    &entries::V_13,
    &entries::V_20,
    &certified::V_22,
    &answer::V_66,
    &logged::V_37,
    &promises::V_38,
    &promises::V_40,
    &timestamps::V_43,
    &timestamps::V_44,
    &timestamps::V_46,
    &timestamps::V_47,
    &timestamps::V_49,
    &in_time::V_50,
    &scts::V_57,
    &scts::V_62,
    &scts::V_63,
    &scts::V_64,
    &scts::V_65,
    &identified::V_67,
    &identified::V_69,
    &identified::V_72,
    &entries::V_73,
    &entries::V_74,
    &promises::V_75,
    &heads::V_82,
    &heads::V_83,
    &included::V_87,
    &heads::V_88,
    &included::V_89,
    &entry_content::V_93,
    &entry_content::V_94,
    &entry_content::V_95,
    &entry_content::V_96,
    &entry_content::V_98,
    &entry_content::V_99,
    &entry_content::V_100,
    &entry_content::V_102,
    &about::V_103,
    &artifact::V_104,
    &signed::V_107,
    &about::V_108,
    &about::V_110,
    &certified::V_112,
    &certified::V_113,
    &in_time::V_114,
    &policy::V_115,
    &tally::V_116,
    &heads::V_117,
    &certified::V_119,
    &promises::V_120,
    &identified::V_121,
    &timestamps::V_122,
    &heads::V_124,
    &heads::V_126,
    &case::V_128,
    &entries::V_129,
    &entries::V_130,
    &policy::V_132,
    &logged::V_133,
    &about::V_134,
    &identified::V_135,
    &about::A_3,
];
