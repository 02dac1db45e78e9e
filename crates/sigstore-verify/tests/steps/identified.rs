//! Step 2: subject, kind, issuer and extensions of the certificate.

use std::sync::Arc;

use sigstore_certificate::{DerFault, Error, IdentityKind, Oid};
use sigstore_engine::{self as engine, Extension, arcs, asn1};
use sigstore_policy::{AnchoredRegex, Glob};
use sigstore_traits::Refusal;
use sigstore_verify::{Identity, IssuerPolicy, MaterialKind, Policy, Rejection, Signer, Text};
use sigstore_world::Draft;

use crate::{accepted, accepted_by, hello, naming, outcome, proof, refused, refused_by};

const NAME: &str = "https://example.com/workflow.yml@refs/heads/main";
const ISSUER: &str = "https://issuer.example.com";
const OTHER: &str = "https://other.example.com";

fn exact(name: &str, issuer: &str) -> Policy {
    Policy::identity(Identity::exact(name, issuer))
}

fn good() -> Identity {
    Identity::exact(NAME, ISSUER)
}

fn another_name(found: &str, expected: &[&str]) -> Rejection {
    Rejection::Identity {
        found: found.into(),
        expected: expected.iter().map(|&name| name.into()).collect(),
    }
}

fn another_issuer(found: Option<&str>, expected: &[IssuerPolicy]) -> Rejection {
    Rejection::Issuer { found: found.map(str::to_owned), expected: expected.to_vec() }
}

fn issuer(url: &str) -> IssuerPolicy {
    IssuerPolicy::Exact(url.into())
}

/// A certificate that names no issuer, as there are some.
fn without_issuer() -> Draft {
    hello().leaf(|tbs| {
        for number in [1, 8] {
            tbs.remove_extension(&[arcs::FULCIO, &[number]].concat());
        }
    })
}

#[test]
fn v_67_kept_name_and_issuer() {
    let verified = accepted_by(&exact(NAME, ISSUER), hello());
    let Signer::Certificate { identity, issuer, .. } = verified.signer() else {
        panic!("{verified:?}")
    };
    assert_eq!((identity.as_str(), issuer.as_deref()), (NAME, Some(ISSUER)));
}

#[test]
fn v_67_broken_another_issuer() {
    for other in [OTHER, "https://issuer.example.com/", "issuer.example.com", ""] {
        let rejection = refused_by(&exact(NAME, other), hello());
        assert_eq!(rejection, another_issuer(Some(ISSUER), &[issuer(other)]));
        assert_eq!(rejection.rule().id, "V-67");
    }
}

/// The name of one identity and the issuer of another are no identity.
#[test]
fn v_67_broken_name_and_issuer_of_different_identities() {
    let policy = exact(NAME, OTHER).or(Identity::exact("another name", ISSUER));
    let rejection = refused_by(&policy, hello());
    assert_eq!(rejection, another_issuer(Some(ISSUER), &[issuer(OTHER)]));
}

#[test]
fn v_69_kept_the_same_text() {
    for name in ["Signer@Example.com", "signer%40example.com", " "] {
        let draft = || hello().identity(engine::Identity::Email(name.into()));
        let _ = accepted_by(&exact(name, ISSUER), draft());
    }
}

#[test]
fn v_121_broken_an_empty_text_names_nobody() {
    let nobody = || hello().identity(engine::Identity::Email(String::new()));
    let rejection = refused_by(&exact("", ISSUER), nobody());
    assert_eq!(
        rejection,
        Rejection::Identity { found: String::new(), expected: vec![String::new()] }
    );
}

#[test]
fn v_69_broken_a_similar_text() {
    for similar in [
        "https://example.com/workflow.yml@refs/heads/main/",
        "https://example.com/workflow.yml@refs/heads/mai",
        "https://example.com/workflow.yml@refs/heads/Main",
        "https://EXAMPLE.com/workflow.yml@refs/heads/main",
        "https://example.com:443/workflow.yml@refs/heads/main",
        "https://example.com/./workflow.yml@refs/heads/main",
        "https://example.com/workflow.yml%40refs/heads/main",
        "https://example.com/workflow.yml@refs/heads/main\0",
        "https://example.com/workflow.yml@*",
        ".*",
        "",
    ] {
        let rejection = refused_by(&exact(similar, ISSUER), hello());
        assert_eq!(rejection, another_name(NAME, &[similar]));
    }
}

#[test]
fn v_2_v_69_kept_one_of_several_identities() {
    let others = || exact("another name", ISSUER).or(Identity::exact(NAME, OTHER));
    let _ = accepted_by(&others().or(good()), hello());
    let _ = accepted_by(&exact(NAME, ISSUER).or(Identity::exact(NAME, OTHER)), hello());
}

#[test]
fn v_2_v_69_broken_none_of_several_identities() {
    let policy = exact("one", ISSUER).or(Identity::exact("two", ISSUER));
    let rejection = refused_by(&policy, hello());
    assert_eq!(rejection, another_name(NAME, &["one", "two"]));
    let policy =
        exact(NAME, OTHER).or(Identity::new(Text::Exact(NAME.into()), IssuerPolicy::Absent));
    let rejection = refused_by(&policy, hello());
    let expected = [issuer(OTHER), IssuerPolicy::Absent];
    assert_eq!(rejection, another_issuer(Some(ISSUER), &expected));
}

fn glob(source: &str) -> Policy {
    let glob = Text::Pattern(Arc::new(Glob::new(source).unwrap()));
    Policy::identity(Identity::new(glob, issuer(ISSUER)))
}

fn regex(source: &str) -> Policy {
    let regex = Text::Pattern(Arc::new(AnchoredRegex::new(source).unwrap()));
    Policy::identity(Identity::new(regex, issuer(ISSUER)))
}

#[test]
fn v_69_kept_a_pattern_over_the_whole_name() {
    let _ = accepted_by(&glob("https://example.com/*@refs/heads/*"), hello());
    let _ = accepted_by(&regex(r"https://example\.com/.+@refs/heads/(main|next)"), hello());
}

#[test]
fn v_69_broken_a_pattern_over_a_part_of_the_name() {
    for source in ["https://example.com/*", "https://example.com/*@refs/tags/*"] {
        let rejection = refused_by(&glob(source), hello());
        assert_eq!(rejection, another_name(NAME, &[&format!("glob {source}")]));
    }
    for source in [r"https://example\.com/", "main", "main|https://example.com"] {
        let rejection = refused_by(&regex(source), hello());
        assert_eq!(rejection, another_name(NAME, &[&format!("regex {source}")]));
    }
}

#[test]
fn v_121_kept_no_issuer_where_none_is_expected() {
    let none = Identity::new(Text::Exact(NAME.into()), IssuerPolicy::Absent);
    let policy = Policy::identity(none);
    let _ = accepted_by(&policy, without_issuer());
    let made = without_issuer().make();
    assert_eq!(proof(&made, &policy, "issuer"), "issuer=none");
}

#[test]
fn v_121_broken_an_issuer_where_none_is_expected() {
    let none = Identity::new(Text::Exact(NAME.into()), IssuerPolicy::Absent);
    let rejection = refused_by(&Policy::identity(none), hello());
    let expected = another_issuer(Some(ISSUER), &[IssuerPolicy::Absent]);
    assert_eq!(rejection, expected);
    assert_eq!(rejection.rule().id, "V-121");
}

#[test]
fn v_121_broken_no_issuer_where_one_is_expected() {
    for expected in [ISSUER, "", "none"] {
        let rejection = refused_by(&exact(NAME, expected), without_issuer());
        assert_eq!(rejection, another_issuer(None, &[issuer(expected)]));
    }
}

#[test]
fn v_70_kept_either_extension() {
    for number in [1, 8] {
        let _ = accepted(hello().leaf(move |tbs| {
            tbs.remove_extension(&[arcs::FULCIO, &[number]].concat());
        }));
    }
}

/// Changes the value of the extension `.1.N`.
fn extension(number: u32, value: Vec<u8>) -> Draft {
    hello().leaf(move |tbs| {
        let id = [arcs::FULCIO, &[number]].concat();
        tbs.extension_mut(&id).unwrap().value = value.clone();
    })
}

#[test]
fn v_70_broken_two_issuers() {
    let error = Error::TwoIssuers { first: OTHER.into(), second: ISSUER.into() };
    let rejection = refused(extension(1, OTHER.into()));
    assert_eq!(rejection, Rejection::Certificate(error));
}

#[test]
fn v_70_broken_an_issuer_in_another_encoding() {
    let trailing = [asn1::utf8_string(ISSUER), vec![0]].concat();
    for value in [ISSUER.into(), trailing, asn1::printable_string(ISSUER)] {
        let rejection = refused(extension(8, value));
        let found = matches!(rejection, Rejection::Certificate(Error::Der { .. }));
        assert!(found, "{rejection:?}");
    }
}

fn named(name: engine::Identity) -> Draft {
    hello().identity(name)
}

fn of_each_kind() -> [(engine::Identity, IdentityKind); 3] {
    use engine::Identity::{Email, OtherName, Uri};
    [
        (Email("signer@example.com".into()), IdentityKind::Email),
        (Uri("signer@example.com".into()), IdentityKind::Uri),
        (OtherName("signer@example.com".into()), IdentityKind::OtherName),
    ]
}

#[test]
fn v_68_kept_each_kind_of_name() {
    for (name, kind) in of_each_kind() {
        let made = named(name).make();
        let expected = format!("identity=signer@example.com identity_kind={}", kind.name());
        assert_eq!(proof(&made, &naming(&made), "identity"), expected);
    }
}

/// Changes the one name of the certificate.
fn general_name(name: Vec<u8>) -> Draft {
    hello().leaf(move |tbs| {
        let names = asn1::sequence(&[&name]);
        tbs.extension_mut(arcs::SUBJECT_ALT_NAME).unwrap().value = names;
    })
}

#[test]
fn v_68_broken_other_kinds_of_names() {
    let host = asn1::context_primitive(2, b"example.com");
    let error = Error::NameKind { found: 0x82 };
    assert_eq!(refused(general_name(host)), Rejection::Certificate(error));
    // An otherName of type 1.2.3.
    let value = asn1::context(0, &[&asn1::utf8_string("signer!example.com")]);
    let name = asn1::context(0, &[&asn1::oid(&[1, 2, 3]), &value]);
    let found = Oid::new(b"\x2a\x03").unwrap();
    let rejection = refused(general_name(name));
    assert_eq!(rejection, Rejection::Certificate(Error::OtherNameType { found }));
}

#[test]
fn v_135_kept_the_kind_that_is_named() {
    for (name, kind) in of_each_kind() {
        let email = || Identity::exact("signer@example.com", ISSUER);
        let policy = Policy::identity(email().kind(kind));
        let _ = accepted_by(&policy, named(name.clone()));
        let policy = Policy::identity(email()).identity_kind(kind);
        let _ = accepted_by(&policy, named(name.clone()));
        // Unless a kind is named, the text decides.
        let _ = accepted_by(&Policy::identity(email()), named(name.clone()));
        let [one, two, three] = of_each_kind().map(|(_, kind)| email().kind(kind));
        let _ = accepted_by(&Policy::identity(one).or(two).or(three), named(name));
    }
}

/// A URI that looks like an email address is none.
#[test]
fn v_135_broken_another_kind() {
    for (name, found) in of_each_kind() {
        for (_, expected) in of_each_kind() {
            if found == expected {
                continue;
            }
            let rejection = Rejection::IdentityKind { found, expected };
            let email = || Identity::exact("signer@example.com", ISSUER);
            let policy = Policy::identity(email().kind(expected));
            assert_eq!(refused_by(&policy, named(name.clone())), rejection);
            let policy = Policy::identity(email()).identity_kind(expected);
            assert_eq!(refused_by(&policy, named(name.clone())), rejection);
        }
    }
}

/// The kind of one identity and the name of another are no identity.
#[test]
fn v_135_broken_name_and_kind_of_different_identities() {
    let kind = |name: &str, kind| Identity::exact(name, ISSUER).kind(kind);
    let policy = Policy::identity(kind(NAME, IdentityKind::Email))
        .or(kind("another name", IdentityKind::Uri));
    let (found, expected) = (IdentityKind::Uri, IdentityKind::Email);
    let rejection = Rejection::IdentityKind { found, expected };
    assert_eq!(refused_by(&policy, hello()), rejection);
}

/// Fulcio's extension `.1.20`, and one of someone else's.
fn extended() -> Draft {
    hello().fulcio_extension(20, "push").leaf(|tbs| {
        tbs.extensions.push(Extension::new(&[1, 2, 3], vec![0xca, 0xfe]));
    })
}

fn missing(name: &str, found: Option<&str>, expected: &str) -> Rejection {
    Rejection::Extension {
        name: name.into(),
        found: found.map(str::to_owned),
        expected: expected.into(),
    }
}

#[test]
fn v_71_kept_what_the_certificate_says_is_told() {
    let verified = accepted(extended());
    let Signer::Certificate { extensions, .. } = verified.signer() else { panic!("{verified:?}") };
    let expected = [("issuer", ISSUER), ("issuer-v2", ISSUER), ("build-trigger", "push")];
    assert_eq!(*extensions, expected.map(|(name, text)| (name, text.to_owned())));
}

#[test]
fn v_71_broken_a_text_that_is_no_utf8_string() {
    let draft = hello().leaf(|tbs| {
        let id = [arcs::FULCIO, &[20]].concat();
        tbs.extensions.push(Extension::new(&id, b"push".to_vec()));
    });
    let made = draft.make();
    let policy = naming(&made);
    let outcome = outcome(&made, &policy, "extensions");
    let sigstore_verify::Outcome::Broken(Rejection::Certificate(error)) = &outcome else {
        panic!("{outcome:?}")
    };
    // `p` is no tag that is read, or not the one that is expected.
    let Error::Der { fault, .. } = error else { panic!("{error:?}") };
    let expected = DerFault::Tag { found: Some(b'p'), expected: 0x0c };
    assert_eq!(*fault, expected);
}

#[test]
fn v_72_kept_extensions_by_name_and_by_oid() {
    let by_name = || good().require("build-trigger", "push");
    let by_oid = || good().require_oid("1.2.3", vec![0xca, 0xfe]);
    let both = || by_name().require_oid("1.2.3", vec![0xca, 0xfe]);
    for identity in [by_name(), by_oid(), both()] {
        let _ = accepted_by(&Policy::identity(identity), extended());
    }
    // Of Fulcio's too the content octets count.
    let value = asn1::utf8_string("push");
    let identity = good().require_oid("1.3.6.1.4.1.57264.1.20", value);
    let _ = accepted_by(&Policy::identity(identity), extended());
    let policy = Policy::identity(by_oid()).require("build-trigger", "push");
    let made = extended().make();
    let required = "required=[build-trigger, 1.2.3]";
    assert_eq!(proof(&made, &policy, "extensions"), required);
}

#[test]
fn v_72_broken_another_value_by_name() {
    for value in ["Push", "push ", "pus", ""] {
        let expected = missing("build-trigger", Some("push"), value);
        let policy = Policy::identity(good().require("build-trigger", value));
        assert_eq!(refused_by(&policy, extended()), expected);
        let policy = Policy::identity(good()).require("build-trigger", value);
        assert_eq!(refused_by(&policy, extended()), expected);
    }
}

#[test]
fn v_72_broken_another_value_by_oid() {
    for (value, hex) in [(vec![0xca], "ca"), (vec![0xca, 0xfe, 0], "cafe00"), (vec![], "")] {
        let policy = Policy::identity(good().require_oid("1.2.3", value));
        let expected = missing("1.2.3", Some("cafe"), hex);
        assert_eq!(refused_by(&policy, extended()), expected);
    }
}

/// A name that nothing has is not there, and not nothing to be required.
#[test]
fn v_72_broken_an_extension_that_is_not_there() {
    for name in ["build-trigger", "no-such-name", "1.3.6.1.4.1.57264.1.8", ""] {
        let expected = missing(name, None, "push");
        let policy = Policy::identity(good().require(name, "push"));
        assert_eq!(refused_by(&policy, hello()), expected);
        let policy = Policy::identity(good()).require(name, "push");
        assert_eq!(refused_by(&policy, hello()), expected);
    }
    for oid in ["1.2.3", "1.2.3.0", "build-trigger", ""] {
        let policy = Policy::identity(good().require_oid(oid, Vec::new()));
        assert_eq!(refused_by(&policy, hello()), missing(oid, None, ""));
    }
}

#[test]
fn v_72_broken_one_of_two_extensions() {
    let expected = missing("build-trigger", Some("push"), "pull_request");
    let identity =
        good().require_oid("1.2.3", vec![0xca, 0xfe]).require("build-trigger", "pull_request");
    assert_eq!(refused_by(&Policy::identity(identity), extended()), expected);
    let policy = Policy::identity(good().require_oid("1.2.3", vec![0xca, 0xfe]));
    let policy = policy.require("build-trigger", "pull_request");
    assert_eq!(refused_by(&policy, extended()), expected);
}

/// What one identity requires is asked of that identity; what the policy requires, of each.
#[test]
fn v_2_v_72_kept_the_identity_whose_extensions_are_there() {
    let other = || good().require("build-trigger", "pull_request");
    let _ = accepted_by(&Policy::identity(other()).or(good()), extended());
    let expected = missing("build-trigger", Some("push"), "pull_request");
    let policy = Policy::identity(other()).or(good().require("build-trigger", "tag"));
    assert_eq!(refused_by(&policy, extended()), expected);
    let policy = Policy::identity(good()).or(good()).require("build-trigger", "pull_request");
    assert_eq!(refused_by(&policy, extended()), expected);
    // The identity whose extension is there is another one.
    let policy = Policy::identity(other())
        .or(Identity::exact("another name", ISSUER).require("build-trigger", "push"));
    assert_eq!(refused_by(&policy, extended()), expected);
}

#[test]
fn v_72_broken_a_key_carries_no_extension() {
    let key = || hello().managed_key();
    let spki = sigstore_policy::read_key(key().make().key_pem.unwrap().as_bytes()).unwrap();
    let policy = Policy::key(spki, None).require("token-subject", "x");
    let (name, expected) = ("token-subject".into(), "x".into());
    assert_eq!(refused_by(&policy, key()), Rejection::Extension { name, found: None, expected });
}

#[test]
fn v_135_broken_a_key_is_of_no_kind_of_identity() {
    let key = || hello().managed_key();
    let spki = sigstore_policy::read_key(key().make().key_pem.unwrap().as_bytes()).unwrap();
    let policy = Policy::key(spki, None).identity_kind(IdentityKind::Email);
    let (found, expected) = (MaterialKind::PublicKey, MaterialKind::Certificate);
    assert_eq!(refused_by(&policy, key()), Rejection::KeyMaterial { found, expected });
}
