use sigstore_bundle::Bundle;
use sigstore_engine::SigningKey;
use sigstore_json::{Value, hex, ordered};
use sigstore_pem::Block;
use sigstore_policy::read_policy;
use sigstore_record::{Conversation, Document, json};
use sigstore_report::{Report, TrustSource};
use sigstore_show::{Style, text};
use sigstore_traits::SignatureSuite;
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::{Artifact, examine, needs};

use crate::{By, SUITE, Suite, What};

/// What is signed, or what the statement is about.
pub(crate) const ARTIFACT: &[u8] = b"the artifact of the lives\n";

/// The name of the bundle.
pub(crate) const BUNDLE: &str = "artifact.sigstore.json";

/// What is left of a life.
#[derive(Debug)]
pub struct Lived {
    files: Vec<(&'static str, Vec<u8>)>,
    conversation: Conversation,
}

/// A file that is there before.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) document: Document,
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// What a verifier must demand.
#[derive(Debug)]
pub(crate) struct Demand {
    /// The key, where it is to be known.
    pub(crate) key: Option<String>,
    /// A policy file.
    pub(crate) policy: String,
}

impl Lived {
    pub(crate) fn new(
        given: Vec<Given>,
        bundle: Vec<u8>,
        demand: Demand,
        report: &Report,
        conversation: Conversation,
    ) -> Self {
        let mut files: Vec<_> = given.into_iter().map(|given| (given.name, given.bytes)).collect();
        files.push((BUNDLE, bundle));
        files.extend(demand.key.map(|pem| ("key.pub", pem.into_bytes())));
        let line = |text: String| format!("{text}\n").into_bytes();
        files.push(("policy.json", line(demand.policy)));
        files.push(("report.json", line(report.to_json())));
        files.push(("life.json", line(json(&conversation))));
        files.push(("life.txt", text(&conversation, Style::default()).into_bytes()));
        Self { files, conversation }
    }

    /// The files of its folder.
    pub fn files(&self) -> &[(&'static str, Vec<u8>)] {
        &self.files
    }

    /// One of them.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|(own, _)| *own == name).map(|(_, bytes)| bytes.as_slice())
    }

    /// What was said.
    pub fn conversation(&self) -> &Conversation {
        &self.conversation
    }
}

impl Given {
    /// Everything that a client is given.
    pub(crate) fn all(what: What, trusted_root: &str, signing_config: &str) -> Vec<Self> {
        let given = |document, name, bytes: &[u8]| Self { document, name, bytes: bytes.into() };
        let mut all = vec![given(Document::Artifact, "artifact", ARTIFACT)];
        if what == What::Dsse {
            all.push(given(Document::Statement, "statement.json", statement().as_bytes()));
        }
        all.push(given(Document::TrustedRoot, "trusted_root.json", trusted_root.as_bytes()));
        all.push(given(Document::SigningConfig, "signing_config.json", signing_config.as_bytes()));
        all
    }
}

/// A statement about the artifact.
pub(crate) fn statement() -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"artifact","digest":{{"sha256":"{}"}}}}],"predicateType":"https://example.com/predicate/v1","predicate":{{}}}}"#,
        hex(&SUITE.sha256(&[ARTIFACT])),
    )
}

impl Demand {
    /// Exactly this signer.
    pub(crate) fn of(by: By, key: &SigningKey) -> Self {
        match by {
            By::Certificate(_, who) => {
                let [kind, identity, issuer] = who.certified();
                let policy = format!(
                    r#"{{"any_of":[{{"issuer":"{issuer}","identity":"{identity}","identity_kind":"{kind}"}}]}}"#
                );
                Self { key: None, policy }
            }
            By::ManagedKey => {
                let content = key.spki().to_vec();
                let pem = Block { label: "PUBLIC KEY", content }.to_string();
                let quoted = ordered(&Value::String(pem.as_str().into()));
                Self { key: Some(pem), policy: format!(r#"{{"key":{quoted}}}"#) }
            }
        }
    }
}

/// What a verifier finds who has the files and makes the demand.
pub(crate) fn report(
    bundle: &Bundle,
    trust: &TrustedRoot<Suite>,
    trusted_root: &[u8],
    demand: &Demand,
) -> Report {
    let policy = read_policy(demand.policy.as_bytes()).expect("a policy");
    let needs = needs(bundle, &policy, &SUITE).expect("a bundle that can be read");
    let artifact = Artifact::read(ARTIFACT, &needs, &SUITE).expect("bytes");
    let examination =
        examine(&artifact, bundle, trust, &policy).expect("a bundle that can be read");
    let source = TrustSource {
        profile: None,
        source: "file",
        sha256: hex(&SUITE.sha256(&[trusted_root])),
        made: None,
        unusable: trust.unusable().iter().map(ToString::to_string).collect(),
    };
    Report::new("artifact", &artifact, &examination, &policy, source)
}
