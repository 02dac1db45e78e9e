//! Step 1 without the SCTs: key material, the signer's key, the certificate's profile and its paths.

use sigstore_certificate::{Error, Fault, KeyUsage, Name, Oid, Role};
use sigstore_engine::{
    AuthorityInstance, Chain, CtLog, Extension, Identity, KeyKind, Link, NoteSigner, RekorV1, arcs,
    asn1, name,
};
use sigstore_json::base64;
use sigstore_traits::{HashAlgorithm, KeyError, Refusal};
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::{MaterialKind, Outcome, Policy, Rejection, Signer};
use sigstore_world::{Draft, World, key, rsa_key};

use crate::{
    accepted, at, broken, envelope, hello, judge, naming, outcome, proof, refused, refused_by,
};

const CODE_SIGNING: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x03";

fn oid(octets: &'static [u8]) -> Oid<'static> {
    Oid::new(octets).unwrap()
}

fn certificate(error: Error) -> Rejection {
    Rejection::Certificate(error)
}

fn unfit(fault: Fault) -> Rejection {
    let role = Role::Signer;
    certificate(Error::Unfit { role, fault })
}

fn intermediate() -> Name {
    Name(name("sigstore.test", "fulcio intermediate"))
}

#[test]
fn v_113_kept_a_certificate_for_an_identity_and_a_key_for_a_key() {
    let _ = accepted(hello());
    let _ = accepted(hello().managed_key());
}

#[test]
fn v_113_broken_a_key_for_an_identity() {
    let made = hello().managed_key().make();
    let policy = naming(&hello().make());
    let (found, expected) = (MaterialKind::PublicKey, MaterialKind::Certificate);
    let rejection = Rejection::KeyMaterial { found, expected };
    assert_eq!(broken(&made, &policy), [("key-material", rejection)]);
    // There is no certificate that could name anyone.
    assert_eq!(outcome(&made, &policy, "identity").name(), "not-applicable");
}

#[test]
fn v_113_broken_a_certificate_for_a_key() {
    let policy = naming(&hello().managed_key().make());
    let (found, expected) = (MaterialKind::Certificate, MaterialKind::PublicKey);
    let rejection = Rejection::KeyMaterial { found, expected };
    assert_eq!(refused_by(&policy, hello()), rejection);
    // Whose key it would be is not known; the certificate itself is looked at.
    let made = hello().make();
    assert_eq!(outcome(&made, &policy, "signature").name(), "not-reached");
    assert_eq!(outcome(&made, &policy, "certificate-path").name(), "kept");
}

#[test]
fn v_112_accepted_a_key_whatever_the_hint_says() {
    let hint = |text: &'static str| {
        hello().managed_key().bundle_json(move |bundle| {
            bundle["verificationMaterial"]["publicKey"]["hint"] = text.into()
        })
    };
    for text in ["", "https://example.com/keys/1"] {
        let verified = accepted(hint(text));
        let Signer::Key { hint, .. } = verified.signer() else { panic!("{verified:?}") };
        assert_eq!(hint, text);
    }
}

#[test]
fn v_112_accepted_nothing_of_a_certificate_is_asked_of_a_key() {
    let made = hello().managed_key().make();
    let policy = naming(&made);
    for check in [
        "certificate-profile",
        "certificate-path",
        "sct",
        "identity",
        "issuer",
        "extensions",
        "certificate-in-time",
    ] {
        let why = "the signer is a key, not a certificate";
        assert_eq!(outcome(&made, &policy, check), Outcome::NotApplicable(why));
    }
}

#[test]
fn v_22_kept_keys_of_every_supported_algorithm() {
    use KeyKind::{Ed25519, P256, P384, P521};
    for kind in [P256, P384, P521, Ed25519] {
        let _ = accepted(hello().key(kind));
        let _ = accepted(hello().key(kind).managed_key());
    }
    for bits in [2048, 3072] {
        let _ = accepted(hello().signer(rsa_key(bits)));
    }
    let made = hello().key(P384).make();
    assert_eq!(proof(&made, &naming(&made), "signer-key"), "algorithm=ECDSA P-384");
}

/// The SubjectPublicKeyInfo of a key of this curve.
fn ec_key(curve: &[u32]) -> Vec<u8> {
    let algorithm = [asn1::oid(&[1, 2, 840, 10045, 2, 1]), asn1::oid(curve)];
    let algorithm = asn1::sequence(&[&algorithm.concat()]);
    asn1::sequence(&[&algorithm, &asn1::bit_string(&[4; 65])])
}

/// The SubjectPublicKeyInfo of an RSA key of this many bits.
fn rsa_spki(bits: usize) -> Vec<u8> {
    let modulus = asn1::unsigned(&vec![0xff; bits / 8]);
    let rsa = asn1::sequence(&[&modulus, &asn1::unsigned(&[1, 0, 1])]);
    let algorithm = [asn1::oid(&[1, 2, 840, 113549, 1, 1, 1]), asn1::null()];
    let algorithm = asn1::sequence(&[&algorithm.concat()]);
    asn1::sequence(&[&algorithm, &asn1::bit_string(&rsa)])
}

#[test]
fn v_22_broken_an_unknown_curve() {
    let rejection = refused(hello().leaf(|tbs| tbs.spki = ec_key(&[1, 3, 132, 0, 10])));
    let algorithm = "1.2.840.10045.2.1 1.3.132.0.10".to_owned();
    let error = KeyError::Unsupported { algorithm };
    assert_eq!(rejection, Rejection::SignerKey(error));
}

#[test]
fn v_22_broken_a_weak_key() {
    let rejection = refused(hello().leaf(|tbs| tbs.spki = rsa_spki(1024)));
    let error = KeyError::ModulusSize { bits: 1024 };
    assert_eq!(rejection, Rejection::SignerKey(error));
}

#[test]
fn v_22_broken_a_callers_key_that_is_none() {
    let policy = Policy::key(b"a key".to_vec(), None);
    let rejection = refused_by(&policy, hello().managed_key());
    assert_eq!(rejection, Rejection::SignerKey(KeyError::Malformed));
}

/// Puts further certificates behind the leaf.
fn followed_by(draft: Draft, certificates: Vec<Vec<u8>>) -> Draft {
    draft.bundle_json(move |bundle| {
        let chain = &mut bundle["verificationMaterial"]["x509CertificateChain"]["certificates"];
        let chain = chain.as_array_mut().unwrap();
        for der in &certificates {
            let mut certificate = chain[0].clone();
            certificate["rawBytes"] = base64(der).into();
            chain.push(certificate);
        }
    })
}

#[test]
fn v_119_accepted_certificates_behind_the_leaf() {
    let authority = || World::new().authority.chain.certificates().unwrap();
    for draft in [hello().version_0_1(), hello().version_0_2()] {
        let made = followed_by(draft, authority()).make();
        let proof = proof(&made, &naming(&made), "key-material");
        assert_eq!(proof, "material=a certificate ignored_certificates=2");
    }
    // Whatever they are.
    let _ = accepted(followed_by(hello().version_0_2(), vec![b"no certificate".to_vec()]));
}

#[test]
fn v_51_kept_by_an_intermediate_and_by_a_root() {
    let made = hello().make();
    assert_eq!(
        proof(&made, &naming(&made), "certificate-path"),
        "candidates=[(authority=https://fulcio.sigstore.test certificates=2 \
         period=2025-01-01T00:00:00Z to …)]"
    );
    let _ = accepted(root_issues().message(b"hello"));
}

/// Without an intermediate.
fn root_issues() -> World {
    let mut world = World::new();
    let chain = &mut world.authority.chain;
    chain.issuing = chain.above.remove(0);
    world
}

/// A name says little: it is the key that counts, wherever it stands.
#[test]
fn v_51_kept_among_authorities_of_the_same_name() {
    let mut other = World::new();
    other.authority.chain = another_chain();
    let other = other.trusted_root().certificate_authorities;
    let draft = hello().trusted_root(move |root| {
        let authorities = root["certificateAuthorities"].as_array_mut().unwrap();
        authorities.insert(0, authority(&authorities[0], &other[0]));
    });
    let _ = accepted(draft);
}

/// The same names, other keys.
fn another_chain() -> Chain {
    let period = [at(-1000), at(1000)];
    Chain::root("fulcio root", period, key(KeyKind::P384, "another root")).intermediate(
        "fulcio intermediate",
        period,
        key(KeyKind::P384, "another intermediate"),
        arcs::CODE_SIGNING,
        0,
    )
}

fn authority(model: &serde_json::Value, instance: &AuthorityInstance) -> serde_json::Value {
    let mut authority = model.clone();
    for (index, der) in instance.certificates.iter().enumerate() {
        authority["certChain"]["certificates"][index]["rawBytes"] = base64(der).into();
    }
    authority
}

#[test]
fn v_51_broken_an_authority_that_is_not_trusted() {
    let draft = hello().trusted_root(|root| {
        root["certificateAuthorities"].take();
    });
    let issuer = intermediate();
    assert_eq!(refused(draft), certificate(Error::UnknownIssuer { issuer }));
}

#[test]
fn v_51_broken_a_signature_of_another_key() {
    let unsigned = Error::IssuerSignature { issuer: intermediate(), keys: 1 };
    let draft = hello().certificate(|der| *der.last_mut().unwrap() ^= 1);
    assert_eq!(refused(draft), certificate(unsigned.clone()));
    let mut world = World::new();
    world.authority.chain = another_chain();
    let draft = world.message(b"hello").trusting(&World::new());
    assert_eq!(refused(draft), certificate(unsigned));
}

/// What the bundle brings along does not fill a gap in what is trusted.
#[test]
fn v_51_broken_an_intermediate_that_only_the_bundle_has() {
    let chain = World::new().authority.chain.certificates().unwrap();
    let draft = followed_by(hello().version_0_2(), chain).trusted_root(|root| {
        let chain = &mut root["certificateAuthorities"][0]["certChain"]["certificates"];
        chain.as_array_mut().unwrap().remove(0);
    });
    let issuer = intermediate();
    assert_eq!(refused(draft), certificate(Error::UnknownIssuer { issuer }));
}

/// An authority with a faulty chain is none; what is said of the leaf is that it has no issuer.
fn with_faulty_authority(change: impl Fn(&mut Chain)) -> sigstore_trust_root::Error {
    let mut world = World::new();
    change(&mut world.authority.chain);
    let made = world.message(b"hello").make();
    let issuer = intermediate();
    let unknown = certificate(Error::UnknownIssuer { issuer });
    assert_eq!(broken(&made, &naming(&made)), [("certificate-path", unknown)]);
    let suite = sigstore_crypto::AwsLcSuite;
    let root = TrustedRoot::load(made.trusted_root_json.as_bytes(), suite).unwrap();
    root.unusable()[0].error.clone()
}

fn in_chain(index: usize, fault: Fault) -> sigstore_trust_root::Error {
    let role = Role::Authority;
    let error = Box::new(Error::Unfit { role, fault });
    let error = Error::InChain { index, error };
    sigstore_trust_root::Error::Chain { error }
}

#[test]
fn v_52_broken_an_issuer_that_is_no_authority() {
    let error = with_faulty_authority(|chain| {
        chain.issuing.tbs.remove_extension(arcs::BASIC_CONSTRAINTS);
    });
    assert_eq!(error, in_chain(0, Fault::Authority { found: false }));
}

#[test]
fn v_52_broken_an_issuer_that_may_not_sign_certificates() {
    let error = with_faulty_authority(|chain| {
        let usage = chain.issuing.tbs.extension_mut(arcs::KEY_USAGE).unwrap();
        *usage = Extension::key_usage(Extension::DIGITAL_SIGNATURE);
    });
    let (found, expected) = (KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_CERT_SIGN);
    assert_eq!(error, in_chain(0, Fault::KeyUsage { found, expected }));
}

#[test]
fn v_52_broken_an_issuer_for_another_purpose() {
    let error = with_faulty_authority(|chain| {
        let purpose = chain.issuing.tbs.extension_mut(arcs::EXTENDED_KEY_USAGE);
        *purpose.unwrap() = Extension::extended_key_usage(&[arcs::TIME_STAMPING]);
    });
    let found = vec![oid(b"\x2b\x06\x01\x05\x05\x07\x03\x08")];
    let expected = oid(CODE_SIGNING);
    assert_eq!(error, in_chain(0, Fault::ExtendedKeyUsage { found, expected }));
}

#[test]
fn v_52_broken_a_path_longer_than_the_root_allows() {
    let error = with_faulty_authority(|chain| {
        let constraints = chain.above[0].tbs.extension_mut(arcs::BASIC_CONSTRAINTS);
        *constraints.unwrap() = Extension::authority(Some(0));
    });
    let (found, allowed) = (1, 0);
    assert_eq!(error, in_chain(1, Fault::PathLength { found, allowed }));
}

#[test]
fn v_52_broken_name_constraints_and_unknown_critical_extensions() {
    let error = with_faulty_authority(|chain| {
        let none = Extension::critical(arcs::NAME_CONSTRAINTS, asn1::sequence(&[]));
        chain.issuing.tbs.extensions.push(none);
    });
    assert_eq!(error, in_chain(0, Fault::NameConstraints));
    let error = with_faulty_authority(|chain| {
        let unknown = Extension::critical(&[1, 2, 3], Vec::new());
        chain.issuing.tbs.extensions.push(unknown);
    });
    let oid = oid(b"\x2a\x03");
    assert_eq!(error, in_chain(0, Fault::UnknownCritical { oid }));
}

#[test]
fn v_52_kept_an_authority_without_a_bound_on_the_path() {
    let mut world = World::new();
    let constraints = world.authority.chain.issuing.tbs.extension_mut(arcs::BASIC_CONSTRAINTS);
    *constraints.unwrap() = Extension::authority(None);
    let _ = accepted(world.message(b"hello"));
}

/// The hash of a certificate's signature has nothing to do with the curve.
#[test]
fn v_56_kept_every_hash_with_a_key_of_any_size() {
    use HashAlgorithm::{Sha256, Sha384, Sha512};
    for kind in [KeyKind::P256, KeyKind::P384, KeyKind::Ed25519] {
        for hash in [Sha256, Sha384, Sha512] {
            let mut world = World::new();
            world.authority.chain = Chain::root("root", [at(-10), at(10)], key(kind, "root"));
            let issuing = &mut world.authority.chain.issuing;
            issuing.hash = hash;
            // As the certificates below it name it.
            issuing.tbs.algorithm =
                Link::new(Some(issuing), "", [at(0), at(0)], key(kind, ""), vec![]).tbs.algorithm;
            let _ = accepted(world.message(b"hello"));
        }
    }
}

#[test]
fn v_56_broken_an_algorithm_that_is_not_supported() {
    // ecdsa-with-SHA384, inside and outside.
    let known = asn1::oid(&[1, 2, 840, 10045, 4, 3, 3]);
    let draft = hello().certificate(move |der| {
        let places: Vec<_> = (0..der.len() - known.len())
            .filter(|place| der[*place..].starts_with(&known))
            .collect();
        assert_eq!(places.len(), 2);
        places.iter().for_each(|place| der[place + known.len() - 1] = 9);
    });
    let error = Error::SignatureAlgorithm {
        oid: oid(b"\x2a\x86\x48\xce\x3d\x04\x03\x09"),
        parameters: false,
    };
    assert_eq!(refused(draft), certificate(error));
}

#[test]
fn v_14_kept_a_leaf_that_says_that_it_is_no_authority() {
    let _ = accepted(hello().leaf(|tbs| {
        let no = Extension::critical(arcs::BASIC_CONSTRAINTS, asn1::sequence(&[]));
        tbs.extensions.push(no);
    }));
}

#[test]
fn v_14_broken_an_authority_as_a_signer() {
    let draft = hello().leaf(|tbs| tbs.extensions.push(Extension::authority(None)));
    assert_eq!(refused(draft), unfit(Fault::Authority { found: true }));
}

#[test]
fn v_53_kept_further_uses_beside_the_signers() {
    let _ = accepted(hello().leaf(|tbs| {
        *tbs.extension_mut(arcs::KEY_USAGE).unwrap() = Extension::key_usage(0xc0);
        let purposes = Extension::extended_key_usage(&[arcs::TIME_STAMPING, arcs::CODE_SIGNING]);
        *tbs.extension_mut(arcs::EXTENDED_KEY_USAGE).unwrap() = purposes;
    }));
}

#[test]
fn v_53_broken_a_key_for_certificates() {
    let draft = hello().leaf(|tbs| {
        *tbs.extension_mut(arcs::KEY_USAGE).unwrap() = Extension::key_usage(0x04);
    });
    let (found, expected) = (KeyUsage::KEY_CERT_SIGN, KeyUsage::DIGITAL_SIGNATURE);
    assert_eq!(refused(draft), unfit(Fault::KeyUsage { found, expected }));
}

#[test]
fn v_53_broken_no_purpose_and_another_purpose() {
    let fault = |found| Fault::ExtendedKeyUsage { found, expected: oid(CODE_SIGNING) };
    let draft = hello().leaf(|tbs| tbs.remove_extension(arcs::EXTENDED_KEY_USAGE));
    assert_eq!(refused(draft), unfit(fault(Vec::new())));
    let draft = hello().leaf(|tbs| {
        let purpose = Extension::extended_key_usage(&[arcs::TIME_STAMPING]);
        *tbs.extension_mut(arcs::EXTENDED_KEY_USAGE).unwrap() = purpose;
    });
    let time_stamping = oid(b"\x2b\x06\x01\x05\x05\x07\x03\x08");
    assert_eq!(refused(draft), unfit(fault(vec![time_stamping])));
}

#[test]
fn v_53_broken_an_unknown_critical_extension() {
    let unknown = |critical: bool| {
        hello().leaf(move |tbs| {
            let extension = Extension::new(&[1, 2, 3], Vec::new());
            tbs.extensions.push(Extension { critical, ..extension });
        })
    };
    let _ = accepted(unknown(false));
    let oid = oid(b"\x2a\x03");
    assert_eq!(refused(unknown(true)), unfit(Fault::UnknownCritical { oid }));
}

#[test]
fn v_53_broken_two_names_and_none() {
    let two = [
        Identity::Uri("https://example.com/workflow.yml@refs/heads/main".into()),
        Identity::Email("signer@example.com".into()),
    ];
    let draft = hello().leaf(move |tbs| {
        *tbs.extension_mut(arcs::SUBJECT_ALT_NAME).unwrap() = Extension::subject_alt_name(&two);
    });
    assert_eq!(refused(draft), certificate(Error::NameCount { found: 2 }));
    let draft = hello().leaf(|tbs| tbs.remove_extension(arcs::SUBJECT_ALT_NAME));
    assert_eq!(refused(draft), certificate(Error::NameCount { found: 0 }));
}

#[test]
fn v_54_accepted_a_critical_name_of_another_kind() {
    let name = Identity::OtherName("signer!example.com".into());
    let _ = accepted(hello().identity(name));
}

#[test]
fn v_55_kept_a_certificate_without_poison() {
    let _ = accepted(hello());
}

#[test]
fn v_55_broken_a_precertificate() {
    let draft = hello().leaf(|tbs| {
        let poison = Extension::critical(arcs::POISON, asn1::null());
        tbs.extensions.push(poison);
    });
    let rejection = refused(draft);
    assert_eq!(rejection, unfit(Fault::Precertificate));
    assert_eq!(rejection.rule().id, "V-55");
}

#[test]
fn v_131_accepted_a_subject_and_a_name_that_is_not_critical() {
    let _ = accepted(hello().leaf(|tbs| {
        tbs.subject = name("sigstore.test", "Attester");
        tbs.extension_mut(arcs::SUBJECT_ALT_NAME).unwrap().critical = false;
    }));
}

#[test]
fn v_36_kept_a_bundle_of_the_trusted_instance() {
    let _ = accepted(hello().trusting(&World::new()));
    let _ = accepted(envelope().timestamps(2).trusting(&World::new()));
}

/// Another instance of the same names: of nothing in the bundle is the key known.
#[test]
fn v_36_broken_a_bundle_of_another_instance() {
    let mut world = World::new();
    world.authority.chain = another_chain();
    world.certificate_log = CtLog::new(key(KeyKind::P256, "another ct log"));
    let signer = NoteSigner::rekor_v1("rekor.sigstore.test", key(KeyKind::P256, "another log"));
    let log = signer.log_id();
    world.rekor_v1 = RekorV1::new(signer, 1111, 1000);
    let made = world.message(b"hello").trusting(&World::new()).make();
    let policy = naming(&made);
    let unsigned = Error::IssuerSignature { issuer: intermediate(), keys: 1 };
    let none = Rejection::TooFewLogEntries { found: 0, required: 1, unknown: vec![log] };
    let expected = [
        ("certificate-path", certificate(unsigned)),
        ("log-entries", none),
        ("proven-time", Rejection::NoProvenTime),
    ];
    assert_eq!(broken(&made, &policy), expected);
    assert_eq!(judge(&made, &policy).1.signer(), None);
}
