//! Whole walks: logs, proofs, contents, keys.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod lab;

use lab::{ALICE, Fault, Lab, SUITE, claims, run, services, token};
use sigstore_bundle::{Bundle, Content as BundleContent, Material, MediaType};
use sigstore_crypto::{KeyKind, PrivateKey};
use sigstore_ed25519ph::Ed25519Key;
use sigstore_sign::{
    Content, Credential, Error, Finished, ProofForm, Public, Published, Signing, Step, Why,
};
use sigstore_traits::{KeyAlgorithm, SignatureSuite, Signer, UnixTime};
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::{Artifact, Policy, WaivedBy, verify};
use sigstore_world::statement;

type Key = Box<dyn Signer + Send + Sync>;
type Failure = Error<lab::Unreachable>;

fn key(kind: KeyKind) -> Key {
    match kind {
        KeyKind::Ed25519 => Box::new(Ed25519Key::from_seed(&[3; 32])),
        kind => Box::new(PrivateKey::generate(kind).unwrap()),
    }
}

/// What is signed, by whom, with what.
#[derive(Clone, Copy, Debug)]
struct Case {
    logs: &'static [u32],
    form: Option<ProofForm>,
    statement: bool,
    kind: KeyKind,
}

impl Case {
    fn sign(&self, lab: &Lab, trust: &TrustedRoot<lab::Suite>) -> Result<Finished, Failure> {
        let (clock, entropy) = (|| lab.now(), |bytes: &mut [u8]| bytes.fill(0x41));
        let signing = Signing { trust, transport: lab, clock: &clock, entropy: &entropy };
        run(async {
            let services = services(self.logs);
            let recorders = signing.recorders(&services.recorders)?;
            let token = token(&claims());
            let credential: Credential<Key> = match self.form {
                Some(form) => {
                    let identity = signing.identity(&token)?;
                    signing.certify(&identity, key(self.kind), form, &services.ca).await?
                }
                None => signing.managed(key(self.kind))?,
            };
            let signed = if self.statement {
                let statement = statement(b"artifact");
                signing.sign(&credential, Content::Statement(statement.as_bytes()), &recorders)?
            } else {
                let needs = signing.needs(&credential, &recorders)?;
                let artifact = Artifact::read(&b"artifact"[..], &needs, &SUITE).unwrap();
                signing.sign(&credential, Content::Artifact(&artifact), &recorders)?
            };
            signing.log(signing.stamp(signed).await?).await
        })
    }
}

fn forms() -> [Option<ProofForm>; 3] {
    [Some(ProofForm::Possession), Some(ProofForm::Csr), None]
}

#[test]
fn s_3_s_48_kept_every_walk_ends_with_a_bundle_that_verifies() {
    for logs in [&[1][..], &[2], &[1, 2], &[2, 1]] {
        for form in forms() {
            for statement in [false, true] {
                for kind in [KeyKind::P256, KeyKind::P384, KeyKind::Ed25519] {
                    let case = Case { logs, form, statement, kind };
                    let mixed = statement && logs.len() > 1 && kind != KeyKind::P256;
                    if !mixed {
                        assert_whole(&case);
                    }
                }
            }
        }
    }
}

fn assert_whole(case: &Case) {
    let lab = Lab::new();
    let trust = lab.trust();
    let finished = case.sign(&lab, &trust).unwrap_or_else(|error| panic!("{case:?}: {error}"));
    // What is written down reads back, and verifies for whoever knows whom to expect.
    let bundle = Bundle::parse(finished.bundle.to_json().as_bytes()).unwrap();
    assert_eq!(bundle, finished.bundle);
    assert_eq!(bundle.media_type, MediaType::V03);
    assert_eq!((bundle.entries.len(), bundle.timestamps.len()), (case.logs.len(), 1), "{case:?}");
    assert_eq!(finished.public.entries.len(), case.logs.len());
    let policy = match &bundle.material {
        Material::Certificate(_) => {
            let issuer = "https://accounts.google.com";
            Policy::identity(sigstore_verify::Identity::exact(ALICE, issuer))
        }
        Material::PublicKey { hint } => {
            let spki = spki_of(&bundle);
            assert_eq!(*hint, sigstore_json::base64(&SUITE.sha256(&[&spki])));
            Policy::key(spki, None)
        }
        Material::Chain(_) => panic!("{case:?}"),
    };
    let needs = sigstore_verify::needs(&bundle, &policy, &SUITE).unwrap();
    let artifact = Artifact::read(&b"artifact"[..], &needs, &SUITE).unwrap();
    assert_eq!(verify(&artifact, &bundle, &trust, &policy), Ok(finished.verified), "{case:?}");
}

/// The key in the log entry.
fn spki_of(bundle: &Bundle) -> Vec<u8> {
    use sigstore_rekor_types::{Body, Verifier};
    let verifier = match bundle.entries[0].body().unwrap() {
        Body::HashedRekordV001(record) => record.verifier.verifier().clone(),
        Body::HashedRekordV002(record) => record.verifier,
        Body::DsseV001(record) => record.signatures[0].verifier.verifier().clone(),
        other => panic!("{other:?}"),
    };
    match verifier {
        Verifier::PublicKey(spki) => spki,
        Verifier::Certificate(_) => panic!("a certificate"),
    }
}

#[test]
fn s_48_broken_logs_that_ask_for_different_signatures() {
    for kind in [KeyKind::P384, KeyKind::Ed25519] {
        let case = Case { logs: &[1, 2], form: None, statement: true, kind };
        let lab = Lab::new();
        let error = case.sign(&lab, &lab.trust()).unwrap_err();
        let algorithm = match kind {
            KeyKind::P384 => KeyAlgorithm::EcdsaP384,
            _ => KeyAlgorithm::Ed25519,
        };
        assert_eq!(error.step, Step::Signature);
        assert_eq!(*error.why, Why::Unsuitable { algorithm });
        assert_eq!(error.public, Public::default());
        assert_eq!(*lab.asked.lock().unwrap(), [""; 0]);
    }
}

const USUAL: Case =
    Case { logs: &[1], form: Some(ProofForm::Possession), statement: false, kind: KeyKind::P256 };

#[test]
fn s_76_shape_the_timestamp_authority_is_asked_before_the_logs() {
    let lab = Lab::new();
    let case = Case { logs: &[1, 2], ..USUAL };
    let _ = case.sign(&lab, &lab.trust()).unwrap();
    let expected = [
        "fulcio-v2-signing-cert",
        "tsa-timestamp",
        "rekor-v1-create-entry",
        "rekor-v2-create-entry",
    ];
    assert_eq!(*lab.asked.lock().unwrap(), expected);
}

#[test]
fn s_65_shape_a_bundle_0_3_with_the_certificate_alone() {
    let lab = Lab::new();
    let bundle = USUAL.sign(&lab, &lab.trust()).unwrap().bundle;
    assert_eq!(bundle.media_type, MediaType::V03);
    assert!(matches!(&bundle.material, Material::Certificate(_)));
    assert!(!bundle.to_json().contains('\n'));
}

#[test]
fn s_66_s_68_kept_what_stands_in_the_bundle() {
    let lab = Lab::new();
    let bundle = USUAL.sign(&lab, &lab.trust()).unwrap().bundle;
    let BundleContent::Message(message) = &bundle.content else { panic!("{bundle:?}") };
    let digest = SUITE.digest(sigstore_traits::HashAlgorithm::Sha256, &[b"artifact"]);
    assert_eq!(message.digest, Some(digest));
    assert!(
        sigstore_verify::check_timestamp(&bundle.timestamps[0], &message.signature, &lab.trust())
            .is_ok()
    );
    assert!(!bundle.to_json().contains('\n'));
}

#[test]
fn s_67_s_70_kept_the_statement_is_signed_sent_and_bundled_as_given() {
    let lab = Lab::new();
    let case = Case { statement: true, ..USUAL };
    let bundle = case.sign(&lab, &lab.trust()).unwrap().bundle;
    let BundleContent::Dsse(envelope) = &bundle.content else { panic!("{bundle:?}") };
    assert_eq!(envelope.payload, statement(b"artifact").as_bytes());
    assert_eq!(envelope.payload_type, "application/vnd.in-toto+json");
    let sent = lab.bodies.lock().unwrap().pop().unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&sent).unwrap();
    let sent = sent["spec"]["proposedContent"]["envelope"].as_str().unwrap();
    assert_eq!(sigstore_dsse::Envelope::parse(sent.as_bytes()).as_ref(), Ok(envelope));
}

fn sign_statement(json: &str) -> Failure {
    let lab = Lab::new();
    let (clock, entropy) = (|| lab.now(), |bytes: &mut [u8]| bytes.fill(1));
    let trust = lab.trust();
    let signing = Signing { trust: &trust, transport: &lab, clock: &clock, entropy: &entropy };
    let recorders = signing.recorders(&services(&[1]).recorders).unwrap();
    let credential = signing.managed(key(KeyKind::P256)).unwrap();
    signing.sign(&credential, Content::Statement(json.as_bytes()), &recorders).unwrap_err()
}

#[test]
fn s_67_broken_what_is_no_statement_is_not_signed() {
    let good = statement(b"artifact");
    let error = sign_statement(&good.replace("sha256", "gitCommit"));
    assert_eq!(*error.why, Why::NoSubject);
    let error = sign_statement(&good.replace("Statement/v1", "Statement/v2"));
    assert!(matches!(*error.why, Why::Statement(_)), "{error}");
    assert_eq!((error.step, error.public), (Step::Signature, Public::default()));
}

#[test]
fn s_66_broken_an_artifact_without_the_digest() {
    let lab = Lab::new();
    let (clock, entropy) = (|| lab.now(), |bytes: &mut [u8]| bytes.fill(1));
    let trust = lab.trust();
    let signing = Signing { trust: &trust, transport: &lab, clock: &clock, entropy: &entropy };
    let recorders = signing.recorders(&services(&[1]).recorders).unwrap();
    let credential = signing.managed(key(KeyKind::P384)).unwrap();
    let artifact = Artifact::from_digest(sigstore_traits::Digest::Sha256([0; 32]));
    let error = signing.sign(&credential, Content::Artifact(&artifact), &recorders).unwrap_err();
    let needed = sigstore_traits::HashAlgorithm::Sha384;
    assert_eq!(*error.why, Why::Digest { needed });
}

/// One certificate, two artifacts; after ten minutes no third.
#[test]
fn s_5_kept_one_certificate_until_it_ends() {
    let lab = Lab::new();
    let (clock, entropy) = (|| lab.now(), |bytes: &mut [u8]| bytes.fill(0x42));
    let trust = lab.trust();
    let signing = Signing { trust: &trust, transport: &lab, clock: &clock, entropy: &entropy };
    let services = services(&[2]);
    let recorders = signing.recorders(&services.recorders).unwrap();
    let token = token(&claims());
    let identity = signing.identity(&token).unwrap();
    let credential = signing.certify(&identity, key(KeyKind::P256), ProofForm::Csr, &services.ca);
    let credential = run(credential).unwrap();
    let sign = |artifact: &[u8]| {
        let needs = signing.needs(&credential, &recorders).unwrap();
        let artifact = Artifact::read(artifact, &needs, &SUITE).unwrap();
        run(async {
            let signed = signing.sign(&credential, Content::Artifact(&artifact), &recorders)?;
            signing.log(signing.stamp(signed).await?).await
        })
    };
    let leaf = |finished: Finished| finished.bundle.leaf().unwrap().to_vec();
    assert_eq!(leaf(sign(b"one").unwrap()), leaf(sign(b"two").unwrap()));
    assert_eq!(lab.asked.lock().unwrap().len(), 5);
    lab.pass(600);
    let error = sign(b"three").unwrap_err();
    let Why::Expired { now, validity } = &*error.why else { panic!("{error}") };
    assert_eq!(Some(*validity), credential.validity());
    assert!(validity.end.unwrap() < *now);
    assert_eq!(error.step, Step::Signature);
    assert!(matches!(error.public.certificate, Published::Yes(_)));
    assert_eq!(lab.asked.lock().unwrap().len(), 5);
}

/// It ends while the timestamp is waited for: no log is asked.
#[test]
fn s_5_broken_the_certificate_ends_on_the_way() {
    let lab = Lab::new();
    let start = UnixTime::from_seconds(1_767_268_800);
    let ticks = std::sync::atomic::AtomicI64::new(0);
    // The first four looks: identity, certify, its check, sign.
    let clock = || match ticks.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0..4 => lab.now(),
        _ => UnixTime::from_seconds(start.seconds() + 700),
    };
    let entropy = |bytes: &mut [u8]| bytes.fill(1);
    let trust = lab.trust();
    let signing = Signing { trust: &trust, transport: &lab, clock: &clock, entropy: &entropy };
    let services = services(&[2]);
    let error = run(async {
        let recorders = signing.recorders(&services.recorders)?;
        let token = token(&claims());
        let identity = signing.identity(&token)?;
        let form = ProofForm::Csr;
        let credential = signing.certify(&identity, key(KeyKind::P256), form, &services.ca).await?;
        let needs = signing.needs(&credential, &recorders)?;
        let artifact = Artifact::read(&b"artifact"[..], &needs, &SUITE).unwrap();
        let signed = signing.sign(&credential, Content::Artifact(&artifact), &recorders)?;
        signing.log(signing.stamp(signed).await?).await
    })
    .unwrap_err();
    assert!(matches!(*error.why, Why::Expired { .. }), "{error}");
    assert_eq!(error.step, Step::Log);
    assert_eq!(error.public.entries, []);
    assert_eq!(*lab.asked.lock().unwrap(), ["fulcio-v2-signing-cert", "tsa-timestamp"]);
}

#[test]
fn s_63_kept_a_v1_log_needs_no_timestamp_authority() {
    let lab = Lab::new();
    let (clock, entropy) = (|| lab.now(), |_: &mut [u8]| ());
    let trust = lab.trust();
    let signing = Signing { trust: &trust, transport: &lab, clock: &clock, entropy: &entropy };
    let mut services = services(&[1]).recorders;
    services.tsas.clear();
    let recorders = signing.recorders(&services).unwrap();
    let credential = signing.managed(key(KeyKind::P256)).unwrap();
    let needs = signing.needs(&credential, &recorders).unwrap();
    let artifact = Artifact::read(&b"artifact"[..], &needs, &SUITE).unwrap();
    let finished = run(async {
        let signed = signing.sign(&credential, Content::Artifact(&artifact), &recorders)?;
        signing.log(signing.stamp(signed).await?).await
    });
    assert_eq!(finished.unwrap().bundle.timestamps.len(), 0);
}

#[test]
fn s_63_broken_a_v2_log_needs_one() {
    let lab = Lab::new();
    let (clock, entropy) = (|| lab.now(), |_: &mut [u8]| ());
    let trust = lab.trust();
    let signing = Signing { trust: &trust, transport: &lab, clock: &clock, entropy: &entropy };
    let mut v2 = services(&[1, 2]).recorders;
    v2.tsas.clear();
    let error = signing.recorders(&v2).unwrap_err();
    assert_eq!(*error.why, Why::NoTime { log: lab::V2.into() });
    v2.logs.clear();
    assert_eq!(*signing.recorders(&v2).unwrap_err().why, Why::NoLog);
    let mut other = services(&[1]).recorders;
    other.logs[0].url = "https://a b".into();
    assert!(matches!(*signing.recorders(&other).unwrap_err().why, Why::Address(_)));
}

/// An SCT that comes beside the certificate is checked; the bundle has no place for it.
#[test]
fn s_4_kept_an_sct_beside_the_certificate() {
    let lab = Lab::with("fulcio-v2-signing-cert", Fault::Detached);
    let finished = USUAL.sign(&lab, &lab.trust()).unwrap();
    assert!(finished.bundle.leaf().is_some());
}

/// An instance without a certificate log: the caller waives the SCT, and the verifier must too.
#[test]
fn s_4_kept_no_sct_where_it_is_waived() {
    let lab = Lab::with("fulcio-v2-signing-cert", Fault::NoSct);
    let (clock, entropy) = (|| lab.now(), |bytes: &mut [u8]| bytes.fill(1));
    let trust = lab.trust();
    let signing = Signing { trust: &trust, transport: &lab, clock: &clock, entropy: &entropy };
    let services = services(&[1]);
    let token = token(&claims());
    let identity = signing.identity(&token).unwrap().without_sct(WaivedBy::Caller);
    let (key, form) = (key(KeyKind::P256), ProofForm::Possession);
    assert!(run(signing.certify(&identity, key, form, &services.ca)).is_ok());
}

/// A key that signs the same twice alike finds its entry in the log.
#[test]
fn an_entry_that_is_there_is_used() {
    let lab = Lab::with("rekor-v1-create-entry", Fault::Conflict);
    let case = Case { form: None, kind: KeyKind::Ed25519, ..USUAL };
    let finished = case.sign(&lab, &lab.trust()).unwrap();
    assert_eq!(finished.bundle.entries.len(), 1);
    assert_eq!(*lab.asked.lock().unwrap().last().unwrap(), "rekor-v1-entry-by-uuid");
}

/// The kind of an issuer that is not known is asked of the authority.
#[test]
fn s_4_kept_the_authority_says_how_tokens_become_identities() {
    let lab = Lab::new();
    let (clock, entropy) = (|| lab.now(), |bytes: &mut [u8]| bytes.fill(1));
    let trust = lab.trust();
    let signing = Signing { trust: &trust, transport: &lab, clock: &clock, entropy: &entropy };
    let mut claims = claims();
    claims["iss"] = "https://issuer.example".into();
    claims["sub"] = "https://issuer.example/robot".into();
    claims.as_object_mut().unwrap().remove("email");
    claims.as_object_mut().unwrap().remove("federated_claims");
    let token = token(&claims);
    let error = signing.identity(&token).unwrap_err();
    let issuer = "https://issuer.example".to_owned();
    assert_eq!(*error.why, Why::UnknownIssuer { issuer });
    let services = services(&[1]);
    let identity = run(signing.ask_identity(&token, &services.ca)).unwrap();
    assert_eq!(identity.name(), "https://issuer.example/robot");
    let form = ProofForm::Possession;
    let credential =
        run(signing.certify(&identity, key(KeyKind::P256), form, &services.ca)).unwrap();
    assert!(credential.certificate().is_some());
}

#[test]
fn a_token_that_can_not_be_used_is_refused_before_anyone_is_asked() {
    let lab = Lab::new();
    let (clock, entropy) = (|| lab.now(), |_: &mut [u8]| ());
    let trust = lab.trust();
    let signing = Signing { trust: &trust, transport: &lab, clock: &clock, entropy: &entropy };
    for (member, value) in [("aud", "example".into()), ("exp", serde_json::json!(1_767_268_700))] {
        let mut claims = claims();
        claims[member] = value;
        let error = signing.identity(&token(&claims)).unwrap_err();
        assert!(matches!(*error.why, Why::Token(_)), "{error}");
        assert_eq!((error.step, error.public), (Step::Token, Public::default()));
    }
    assert_eq!(*lab.asked.lock().unwrap(), [""; 0]);
}

/// A walk can be moved between threads: nothing in it is bound to one.
#[test]
fn the_steps_are_send() {
    fn is_send<T: Send>(_: &T) {}
    let lab = Lab::new();
    let (clock, entropy) = (|| lab.now(), |_: &mut [u8]| ());
    let trust = lab.trust();
    let signing = Signing { trust: &trust, transport: &lab, clock: &clock, entropy: &entropy };
    let services = services(&[1]);
    let recorders = signing.recorders(&services.recorders).unwrap();
    let token = token(&claims());
    let identity = signing.identity(&token).unwrap();
    let key = PrivateKey::generate(KeyKind::P256).unwrap();
    is_send(&signing.certify(&identity, key, ProofForm::Csr, &services.ca));
    let credential = signing.managed(PrivateKey::generate(KeyKind::P256).unwrap()).unwrap();
    let digest = SUITE.digest(sigstore_traits::HashAlgorithm::Sha256, &[b"artifact"]);
    let artifact = Artifact::from_digest(digest);
    let signed = signing.sign(&credential, Content::Artifact(&artifact), &recorders).unwrap();
    let stamp = signing.stamp(signed);
    is_send(&stamp);
    is_send(&signing.log(run(stamp).unwrap()));
}
