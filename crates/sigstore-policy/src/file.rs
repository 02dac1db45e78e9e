use std::sync::Arc;

use sigstore_certificate::{FulcioExtension, IdentityKind};
use sigstore_json::{Limits, Node, Object, Value, parse};
use sigstore_traits::{Rule, RuleKind};
use sigstore_verify::{
    Identity, IssuerPolicy, Pattern, Policy, Text, Thresholds, Waived, WaivedBy,
};

use crate::{AnchoredRegex, Error, Glob, read_key};

pub(crate) static V_2: Rule = Rule {
    id: "V-2",
    title: "A policy file names identities, any of which suffices, or one key, and not neither nor both; a member that it does not know is refused.",
    source: "sigstore protobuf-specs sigstore_verification.proto, ArtifactVerificationOptions.signers",
    kind: RuleKind::Refusal,
    place: "sigstore-policy read_policy",
};

pub(crate) static V_121: Rule = Rule {
    id: "V-121",
    title: "An identity in a policy file says which issuer there is, or null: that there is none. Saying nothing is an error, and so is an empty text.",
    source: "sigstore architecture-docs fulcio-spec.md section 2.2; hardening",
    kind: RuleKind::Refusal,
    place: "sigstore-policy read_policy",
};

/// The most bytes of a policy file.
pub const MAX_POLICY: usize = 1 << 20;

const LIMITS: Limits = Limits::new(MAX_POLICY).arrays(&[("any_of", 1024), ("waive", 16)]);
const FORMAT: &str = "sigscope.policy/1";

/// Reads a policy file.
///
/// ```json
/// {"any_of": [{"issuer": "https://accounts.example.org", "identity": "alice@example.org",
///              "identity_kind": "email", "require": {"source-repository-uri": "https://…"}}],
///  "predicate_type": "https://slsa.dev/provenance/v1",
///  "thresholds": {"log_entries": 1, "scts": 1, "timestamps": 0}, "waive": ["sct"]}
/// ```
/// Instead of `any_of`, `"key"` holds a PEM public key; instead of `identity`, `identity_glob` or
/// `identity_regex` holds a pattern; an `issuer` of `null` demands that there is none.
///
/// # Errors
/// [`Error`]: the caller's mistake, with its path.
pub fn read_policy(file: &[u8]) -> Result<Policy, Error> {
    let value = parse(file, &LIMITS).map_err(Error::Json)?;
    let object = value.node().object().map_err(Error::Json)?;
    if let Some(format) = object.optional("format") {
        choose(format, &[(FORMAT, ())])?;
    }
    let policy = signer(&object)?;
    let policy = match object.optional("predicate_type") {
        Some(uri) => policy.predicate_type(text(uri, "predicate_type")?),
        None => policy,
    };
    let policy = match object.optional("thresholds") {
        Some(node) => policy.thresholds(thresholds(node)?),
        None => policy,
    };
    let policy = waivers(policy, object.optional("waive"))?;
    object.finish().map_err(Error::Json)?;
    Ok(policy)
}

fn signer(object: &Object<'_>) -> Result<Policy, Error> {
    match (object.optional("any_of"), object.optional("key")) {
        (Some(_), Some(_)) => Err(Error::IdentitiesAndKey),
        (None, None) => Err(Error::Empty),
        (None, Some(key)) => {
            let pem = key.string().map_err(Error::Json)?;
            Ok(Policy::key(read_key(pem.as_bytes())?, None))
        }
        (Some(identities), None) => {
            let nodes = identities.array().map_err(Error::Json)?.enumerate();
            let mut identities = nodes.map(|(number, node)| identity(number, node));
            let first = identities.next().ok_or(Error::Empty)??;
            identities.try_fold(Policy::identity(first), |policy, next| Ok(policy.or(next?)))
        }
    }
}

fn identity(number: usize, node: Node<'_>) -> Result<Identity, Error> {
    let object = node.object().map_err(Error::Json)?;
    let issuer = object.optional("issuer");
    let issuer = match (issuer, node.value().member("issuer")) {
        (Some(url), _) => IssuerPolicy::Exact(text(url, "issuer")?),
        (None, Some(Value::Null)) => IssuerPolicy::Absent,
        (None, _) => return Err(Error::NoIssuer { identity: number }),
    };
    let identity = Identity::new(subject(number, &object)?, issuer);
    let identity = match object.optional("identity_kind") {
        Some(node) => identity.kind(choose(node, &KINDS)?),
        None => identity,
    };
    let identity = match object.optional("require") {
        Some(node) => require(identity, node)?,
        None => identity,
    };
    object.finish().map_err(Error::Json)?;
    Ok(identity)
}

const KINDS: [(&str, IdentityKind); 3] = [
    ("email", IdentityKind::Email),
    ("uri", IdentityKind::Uri),
    ("other-name", IdentityKind::OtherName),
];

fn subject(number: usize, object: &Object<'_>) -> Result<Text, Error> {
    let forms = [
        object.optional("identity").map(|node| text(node, "identity").map(Text::Exact)),
        object.optional("identity_glob").map(|node| pattern(node, Glob::new)),
        object.optional("identity_regex").map(|node| pattern(node, AnchoredRegex::new)),
    ];
    let mut forms: Vec<_> = forms.into_iter().flatten().collect();
    match (forms.len(), forms.pop()) {
        (1, Some(form)) => form,
        (found, _) => Err(Error::Subject { identity: number, found }),
    }
}

fn pattern<P: Pattern + 'static>(
    node: Node<'_>,
    new: impl FnOnce(&str) -> Result<P, Error>,
) -> Result<Text, Error> {
    let source = node.string().map_err(Error::Json)?;
    Ok(Text::Pattern(Arc::new(new(source)?)))
}

fn require(identity: Identity, node: Node<'_>) -> Result<Identity, Error> {
    let object = node.object().map_err(Error::Json)?;
    object.entries().try_fold(identity, |identity, (name, value)| {
        if !FulcioExtension::names().any(|known| known == name) {
            return Err(Error::Json(value.error("the name of a Fulcio extension", name)));
        }
        Ok(identity.require(name, value.string().map_err(Error::Json)?))
    })
}

fn thresholds(node: Node<'_>) -> Result<Thresholds, Error> {
    let object = node.object().map_err(Error::Json)?;
    let default = Thresholds::default();
    let number = |name, default| match object.optional(name) {
        Some(node) => {
            let number = node.uint64().map_err(Error::Json)?;
            Ok(usize::try_from(number).unwrap_or(usize::MAX))
        }
        None => Ok(default),
    };
    let at_least_one = |name, default| match number(name, default)? {
        0 => Err(Error::ZeroThreshold { what: name }),
        number => Ok(number),
    };
    let thresholds = Thresholds {
        log_entries: at_least_one("log_entries", default.log_entries)?,
        scts: at_least_one("scts", default.scts)?,
        timestamps: number("timestamps", default.timestamps)?,
    };
    object.finish().map_err(Error::Json)?;
    Ok(thresholds)
}

fn waivers(policy: Policy, list: Option<Node<'_>>) -> Result<Policy, Error> {
    const WAIVED: [Waived; 3] = [Waived::TransparencyLog, Waived::InclusionProof, Waived::Sct];
    let Some(list) = list else { return Ok(policy) };
    list.array().map_err(Error::Json)?.try_fold(policy, |policy, node| {
        let what = choose(node, &WAIVED.map(|waived| (waived.name(), waived)))?;
        Ok(policy.waive(what, WaivedBy::Caller))
    })
}

/// A text that says something.
fn text(node: Node<'_>, what: &'static str) -> Result<String, Error> {
    match node.string().map_err(Error::Json)? {
        "" => Err(Error::EmptyText { what }),
        text => Ok(text.into()),
    }
}

/// One of the words that may stand here.
fn choose<T: Copy>(node: Node<'_>, words: &[(&str, T)]) -> Result<T, Error> {
    let found = node.string().map_err(Error::Json)?;
    let word = words.iter().find(|(word, _)| *word == found).map(|(_, value)| *value);
    word.ok_or_else(|| Error::Json(node.error("a word that this member knows", found)))
}
