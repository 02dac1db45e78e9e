//! Every life: what is left of it verifies, nothing in it is unknown, no secret is in it, and it
//! is the same every time.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;

use sigstore_bundle::{Bundle, Content, Material};
use sigstore_crypto::AwsLcSuite;
use sigstore_dump::dump;
use sigstore_ed25519ph::WithEd25519ph;
use sigstore_lives::{By, Life, Lived, What, Who};
use sigstore_policy::read_policy;
use sigstore_record::{Conversation, Decoder, Secrets, Side, Step, Turn};
use sigstore_report::Verdict;
use sigstore_sign::LogVersion;
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::{Artifact, needs, verify};

#[test]
fn there_is_a_life_for_every_combination() {
    let names: BTreeSet<_> = Life::all().iter().map(Life::name).collect();
    assert_eq!(names.len(), 2 * 2 * 2 * 3 + 2 * 2);
    assert!(names.contains("v2-csr-dsse-username") && names.contains("v1-message-managed-key"));
}

#[test]
fn every_life_can_be_lived_again_and_is_what_its_name_says() {
    for life in Life::all() {
        let lived = life.live();
        assert_verifies(&life, &lived);
        assert_recorded(&life, &lived);
        assert_can_be_followed(&life, lived.conversation());
        assert_eq!(lived.files(), life.live().files(), "{}", life.name());
    }
}

/// From the files alone.
fn assert_verifies(life: &Life, lived: &Lived) {
    const SUITE: WithEd25519ph<AwsLcSuite> = WithEd25519ph(AwsLcSuite);
    let (name, file) = (life.name(), |name| lived.file(name).unwrap());
    let bundle = Bundle::parse(file("artifact.sigstore.json")).unwrap();
    let trust = TrustedRoot::load(file("trusted_root.json"), SUITE).unwrap();
    assert_eq!(trust.unusable(), []);
    let policy = read_policy(file("policy.json")).unwrap();
    let needs = needs(&bundle, &policy, &SUITE).unwrap();
    let artifact = Artifact::read(file("artifact"), &needs, &SUITE).unwrap();
    assert!(verify(&artifact, &bundle, &trust, &policy).is_ok(), "{name}");

    assert_eq!(matches!(bundle.content, Content::Dsse(_)), life.what == What::Dsse, "{name}");
    let managed = matches!(bundle.material, Material::PublicKey { .. });
    assert_eq!(managed, life.by == By::ManagedKey, "{name}");
    let [entry] = bundle.entries.as_slice() else { panic!("{name}: one entry") };
    assert_eq!(entry.inclusion_promise.is_some(), life.log == LogVersion::V1, "{name}");
    let proof = entry.inclusion_proof.as_ref().unwrap();
    assert_eq!((proof.tree_size, proof.hashes.len()), (4, 2), "{name}");
}

fn assert_recorded(life: &Life, lived: &Lived) {
    let (name, conversation) = (life.name(), lived.conversation());
    for message in conversation.messages() {
        assert!(message.is_known() && message.step() != Step::Other, "{name}: {message:?}");
    }
    let asked = |word| conversation.messages().iter().any(|message| message.word() == word);
    let by = (asked("oidc-token"), asked("oidc-mint"), asked("ct-add-pre-chain"));
    let expected = match life.by {
        By::Certificate(_, Who::Email) => (true, false, true),
        By::Certificate(..) => (false, true, true),
        By::ManagedKey => (false, false, false),
    };
    assert_eq!(by, expected, "{name}");
    assert!(asked("tsa-timestamp"), "{name}");
    // Who logs in is no secret.
    let text = std::str::from_utf8(lived.file("life.txt").unwrap()).unwrap();
    assert_eq!(text.contains("identity (email): alice@example.com"), by.0, "{name}");
    let [report] = conversation.reports() else { panic!("{name}: one report") };
    assert_eq!(report.verdict(), Verdict::Verified, "{name}");
    let secrets = secrets(conversation);
    assert_eq!(secrets.len(), if by.0 { 4 } else { usize::from(by.1) * 2 }, "{name}");
    for (file, bytes) in lived.files() {
        let text = String::from_utf8_lossy(bytes);
        assert!(secrets.iter().all(|secret| !text.contains(secret)), "{name}/{file}");
        // Hosts are named after what they are.
        assert!(!text.contains("127.0.0.1"), "{name}/{file}");
    }
}

/// A decoder that was there from the beginning shows what one shows that comes at the end, and took
/// each half apart once; what was said before a token came twice, if only that shows what was asked.
fn assert_can_be_followed(life: &Life, conversation: &Conversation) {
    let (name, mut decoder) = (life.name(), Decoder::new());
    for turns in 0..conversation.turns().len() {
        decoder.follow(&conversation.until(turns));
    }
    let followed = format!("{:?}", decoder.follow(conversation));
    assert!(followed == format!("{:?}", Decoder::new().follow(conversation)), "{name}");
    let is_token = |turn: &Turn| {
        let word = conversation.messages()[turn.message].word();
        (word, turn.side) == ("oidc-mint", Side::Reply)
    };
    let before = conversation.turns().iter().position(is_token).unwrap_or_default();
    assert_eq!(decoder.count(), conversation.turns().len() + before, "{name}");
}

/// The parts of the token that are no header, the code and its verifier.
fn secrets(conversation: &Conversation) -> Vec<String> {
    let dumped = dump(conversation, Secrets::Exposed);
    let token = dumped.into_iter().find(|(name, _)| name == "jwt");
    let token = token.map(|(_, token)| String::from_utf8(token).unwrap()).unwrap_or_default();
    let mut secrets: Vec<_> = token.trim().split('.').skip(1).map(str::to_owned).collect();
    for turn in conversation.turns() {
        let message = &conversation.messages()[turn.message];
        if (message.word(), turn.side) == ("oidc-token", Side::Request) {
            let form = conversation.bytes(*turn, Secrets::Exposed).unwrap();
            let form = String::from_utf8(form).unwrap();
            let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
            let secret = pairs.filter(|(name, _)| ["code", "code_verifier"].contains(name));
            secrets.extend(secret.map(|(_, value)| value.to_owned()));
        }
    }
    secrets
}
