//! The real certificates of the corpus: what is read from them, and which of them are refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use serde_json::Value;
use sigstore_certificate::{
    Certificate, Error, Fault, IdentityKind, KeyUsage, Oid, Purpose, Role, candidate_paths,
    load_chain,
};
use sigstore_crypto::AwsLcSuite;
use sigstore_traits::{
    Authority, AuthorityCertificate, LogId, Trust, TrustedLog, UnixTime, Validity,
};
use x509_parser::prelude::{FromDer, X509Certificate};

/// The corpus, or `None` where it is absent.
fn corpus(cases: &str) -> Option<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    if root.exists() {
        return Some(root.to_owned());
    }
    eprintln!("skipped: {cases} (no ../shared/corpus)");
    None
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(path).unwrap()).ok()
}

/// Every certificate of a PEM file.
fn pem(path: &Path) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(path).unwrap();
    let blocks = text.split("-----BEGIN CERTIFICATE-----").skip(1);
    let der = |block: &str| {
        let body = block.split("-----END").next().unwrap();
        Base64::decode_vec(&body.split_whitespace().collect::<String>()).unwrap()
    };
    blocks.map(der).collect()
}

fn oid(octets: &'static [u8]) -> Oid<'static> {
    Oid::new(octets).unwrap()
}

fn raw_bytes(value: &Value) -> Option<Vec<u8>> {
    Base64::decode_vec(value["rawBytes"].as_str()?).ok()
}

/// A trusted root's certificate authorities.
struct Root {
    authorities: Vec<(Vec<AuthorityCertificate<AwsLcSuite>>, Validity)>,
}

impl Root {
    fn load(document: &Value) -> Self {
        let load = |authority: &Value| (chain(authority, Purpose::CodeSigning), period(authority));
        let authorities = document["certificateAuthorities"].as_array().unwrap();
        Self { authorities: authorities.iter().map(load).collect() }
    }
}

fn chain(authority: &Value, purpose: Purpose) -> Vec<AuthorityCertificate<AwsLcSuite>> {
    let certificates = authority["certChain"]["certificates"].as_array().unwrap();
    let certificates: Vec<_> = certificates.iter().map(|c| raw_bytes(c).unwrap()).collect();
    load_chain(purpose, &certificates, &AwsLcSuite).unwrap_or_else(|e| panic!("{e}"))
}

fn period(authority: &Value) -> Validity {
    let bound = |name| authority["validFor"][name].as_str().map(time);
    Validity { start: bound("start"), end: bound("end") }
}

/// `2022-04-13T20:06:15Z` or `2022-04-13T20:06:15+00:00`; a fraction is dropped.
fn time(text: &str) -> UnixTime {
    let number = |at: std::ops::Range<usize>| text[at].parse::<u32>().unwrap();
    let date = (number(0..4).into(), number(5..7), number(8..10));
    UnixTime::from_civil(date, (number(11..13), number(14..16), number(17..19)), 0).unwrap()
}

impl Trust for Root {
    type Suite = AwsLcSuite;

    fn suite(&self) -> &AwsLcSuite {
        &AwsLcSuite
    }

    fn entry_logs(&self, _: &LogId) -> impl Iterator<Item = TrustedLog<'_, AwsLcSuite>> {
        std::iter::empty()
    }

    fn every_entry_log(&self) -> impl Iterator<Item = TrustedLog<'_, AwsLcSuite>> {
        std::iter::empty()
    }

    fn certificate_logs(&self, _: &LogId) -> impl Iterator<Item = TrustedLog<'_, AwsLcSuite>> {
        std::iter::empty()
    }

    fn certificate_authorities(&self) -> impl Iterator<Item = Authority<'_, AwsLcSuite>> {
        self.authorities.iter().map(|(chain, validity)| Authority {
            chain,
            validity: *validity,
            uri: "",
            operator: None,
        })
    }

    fn timestamp_authorities(&self) -> impl Iterator<Item = Authority<'_, AwsLcSuite>> {
        std::iter::empty()
    }
}

/// A second reader sees the same certificate.
fn compare_with_x509_parser(der: &[u8], ours: &Certificate<'_>) {
    let (rest, theirs) = X509Certificate::from_der(der).unwrap();
    assert_eq!(rest, b"");
    assert_eq!(ours.der(), der);
    assert_eq!(ours.tbs(), theirs.tbs_certificate.as_ref());
    assert_eq!(ours.signature(), &*theirs.signature_value.data);
    assert_eq!(ours.serial(), theirs.raw_serial());
    assert_eq!(ours.issuer(), theirs.issuer().as_raw());
    assert_eq!(ours.subject(), theirs.subject().as_raw());
    assert_eq!(ours.spki(), theirs.public_key().raw);
    let seconds = |time: Option<UnixTime>| time.unwrap().seconds();
    assert_eq!(seconds(ours.validity().start), theirs.validity().not_before.timestamp());
    assert_eq!(seconds(ours.validity().end), theirs.validity().not_after.timestamp());
    let ours = ours.extensions().map(|e| (e.oid.to_string(), e.critical, e.value));
    let theirs = theirs.extensions().iter().map(|e| (e.oid.to_id_string(), e.critical, e.value));
    assert_eq!(ours.collect::<Vec<_>>(), theirs.collect::<Vec<_>>());
}

/// The index of the corpus says what stands in each leaf: subject, issuer and every extension.
#[test]
fn v_71_kept_every_indexed_leaf() {
    let Some(root) = corpus("41 leaf certificates") else {
        return;
    };
    let index = json(&root.join("certs/index.json")).unwrap();
    let index = index.as_array().unwrap();
    assert_eq!(index.len(), 41);
    for case in index {
        let file = case["file"].as_str().unwrap();
        let der = pem(&root.join("certs").join(file)).remove(0);
        let leaf = Certificate::parse(&der).unwrap();
        compare_with_x509_parser(&der, &leaf);
        assert_eq!(leaf.leaf_profile(), Ok(()), "{file}");
        assert_eq!(leaf.identity().unwrap().text, case["san"].as_str().unwrap(), "{file}");
        assert_eq!(leaf.issuer_url().unwrap(), case["issuer"].as_str(), "{file}");
        let serial: String = leaf.serial().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(serial.trim_start_matches('0'), case["serial"].as_str().unwrap(), "{file}");
        assert_eq!(leaf.validity().start, case["not_before"].as_str().map(time), "{file}");
        assert_eq!(leaf.validity().end, case["not_after"].as_str().map(time), "{file}");
        let found = leaf.fulcio_extensions().unwrap();
        let found: std::collections::BTreeMap<_, _> = found
            .iter()
            .map(|e| (format!("1.3.6.1.4.1.57264.1.{}", e.number), e.value.to_string()))
            .collect();
        let expected = case["extensions"].as_object().unwrap();
        let expected =
            expected.iter().map(|(oid, value)| (oid.clone(), value.as_str().unwrap().to_owned()));
        assert_eq!(found, expected.collect(), "{file}");
    }
}

/// The certificates of a bundle, leaf first, in either form.
fn bundle_certificates(bundle: &Value) -> Vec<Vec<u8>> {
    let material = &bundle["verificationMaterial"];
    let chain = material["x509CertificateChain"]["certificates"].as_array();
    let one = raw_bytes(&material["certificate"]).into_iter();
    one.chain(chain.into_iter().flatten().filter_map(raw_bytes)).collect()
}

/// Every bundle that must be accepted has a leaf with a path that holds when it begins.
#[test]
fn v_51_kept_every_bundle() {
    let Some(root) = corpus("bundles") else {
        return;
    };
    let mut cases: Vec<_> = fs::read_dir(root.join("bundles")).unwrap().collect();
    cases.sort_by_key(|case| case.as_ref().unwrap().path());
    let (mut leaves, mut paths) = (0, 0);
    for case in cases {
        let case = case.unwrap().path();
        let Some(expect) = json(&case.join("expect.json")) else {
            continue;
        };
        let bundle = expect["bundle"].as_str().unwrap_or("bundle.sigstore.json");
        let Some(bundle) = json(&case.join(bundle)) else {
            continue;
        };
        let certificates = bundle_certificates(&bundle);
        if case.ends_with("rust-cosign-v3-missing-fields") {
            assert_eq!(certificates, [b"test"]);
            continue;
        }
        for der in &certificates {
            let certificate = Certificate::parse(der).unwrap_or_else(|e| panic!("{case:?}: {e}"));
            compare_with_x509_parser(der, &certificate);
        }
        let Some(leaf) = certificates.first().map(|der| Certificate::parse(der).unwrap()) else {
            continue;
        };
        assert_eq!(leaf.leaf_profile(), Ok(()), "{case:?}");
        leaf.identity().unwrap();
        leaf.issuer_url().unwrap();
        leaf.fulcio_extensions().unwrap();
        leaves += 1;
        if expect["outcome"] != "accept" {
            continue;
        }
        let trusted = match expect["trusted_root"].as_str().unwrap() {
            "trusted_root.json" => case.join("trusted_root.json"),
            shared => root.join("trust").join(shared),
        };
        let trusted = Root::load(&json(&trusted).unwrap());
        let found = candidate_paths(&leaf, &trusted).unwrap();
        let period = leaf.validity();
        assert!(
            found.iter().any(|path| path.check_at(period, period.start.unwrap()).is_ok()),
            "{case:?}"
        );
        assert!(found.iter().all(|path| path.sct_issuer().unwrap().der == path.issuer().der));
        paths += 1;
    }
    assert!(leaves > 100 && paths > 60, "{leaves} leaves, {paths} paths");
}

/// Every authority of the trusted roots loads.
#[test]
fn v_31_kept_every_trusted_root() {
    let Some(root) = corpus("trusted roots") else {
        return;
    };
    for (file, issuing, timestamping) in [
        ("public-good-trusted_root.json", vec![1, 2], vec![2]),
        ("staging-trusted_root.json", vec![2, 2], vec![2, 2]),
        ("github-trusted_root.json", vec![3; 6], vec![3; 6]),
        ("sigstore-go-trusted-roots/scaffolding.json", vec![1], vec![]),
    ] {
        let document = json(&root.join("trust").join(file)).unwrap();
        let lengths = |list: &str, purpose| -> Vec<usize> {
            let list = document[list].as_array().into_iter().flatten();
            list.map(|authority| chain(authority, purpose).len()).collect()
        };
        assert_eq!(lengths("certificateAuthorities", Purpose::CodeSigning), issuing, "{file}");
        assert_eq!(lengths("timestampAuthorities", Purpose::TimeStamping), timestamping, "{file}");
    }
}

/// A timestamp authority of an older trusted root does not mark its extended key usage critical.
#[test]
fn v_45_broken_a_real_one() {
    let Some(root) = corpus("1 trusted root") else {
        return;
    };
    let document = json(&root.join("trust/sigstore-go-trusted-roots/public-good.json")).unwrap();
    let certificates = &document["timestampAuthorities"][0]["certChain"]["certificates"];
    let certificates: Vec<_> =
        certificates.as_array().unwrap().iter().map(|c| raw_bytes(c).unwrap()).collect();
    let fault = Fault::NotCritical { oid: oid(b"\x55\x1d\x25") };
    let error = Error::Unfit { role: Role::TimestampSigner, fault };
    assert_eq!(
        load_chain(Purpose::TimeStamping, &certificates, &AwsLcSuite).err(),
        Some(Error::InChain { index: 0, error: Box::new(error) })
    );
}

/// `None` if the chain loads, else why its certificate at a place is refused.
fn refusal(root: &Path, files: &[&str]) -> Option<(usize, Error)> {
    let chain: Vec<_> = files.iter().flat_map(|file| pem(&root.join("certs").join(file))).collect();
    match load_chain(Purpose::CodeSigning, &chain, &AwsLcSuite) {
        Ok(_) => None,
        Err(Error::InChain { index, error }) => Some((index, *error)),
        Err(error) => panic!("{error}"),
    }
}

fn unfit(index: usize, fault: Fault) -> Option<(usize, Error)> {
    Some((index, Error::Unfit { role: Role::Authority, fault }))
}

/// Chains of other projects' tests.
#[test]
fn v_52_broken_chains_of_others() {
    let Some(root) = corpus("chains") else { return };
    let refusal = |files: &[&str]| refusal(&root, files);
    let usage = |found| Fault::KeyUsage { found, expected: KeyUsage::KEY_CERT_SIGN };

    for file in ["ecdsa", "rsa4096", "ed25519", "mismatch", "intermediate-2", "intermediate-3"] {
        assert_eq!(refusal(&[&format!("fulcio-fileca/{file}-cert.pem")]), None, "{file}");
    }
    // An authority without an extended key usage below one that has it: RFC 5280 allows it.
    assert_eq!(refusal(&["fulcio-fileca/eku-chaining-violation-cert.pem"]), None);
    assert_eq!(refusal(&["fulcio-fileca/openssl-cert.pem"]), unfit(0, usage(KeyUsage::default())));
    assert_eq!(
        refusal(&["fulcio-fileca/notca-cert.pem"]),
        unfit(0, Fault::Authority { found: false })
    );

    assert_eq!(refusal(&["fulcio-inline/pkg-ca-csc-test-go-2.pem"]), None);
    for file in ["cmd-app-grpc-test-go-1", "cmd-app-grpc-test-go-2"] {
        assert_eq!(
            refusal(&[&format!("fulcio-inline/{file}.pem")]),
            unfit(0, usage(KeyUsage::default()))
        );
    }

    assert_eq!(refusal(&["python-x509/bogus-root.pem"]), None);
    for file in ["bogus-intermediate", "bogus-intermediate-with-eku"] {
        let intermediate = format!("python-x509/{file}.pem");
        assert_eq!(refusal(&[&intermediate, "python-x509/bogus-root.pem"]), None, "{file}");
    }
    assert_eq!(
        refusal(&["python-x509/bogus-root-missing-ku.pem"]),
        unfit(0, usage(KeyUsage::default()))
    );
    assert_eq!(
        refusal(&["python-x509/bogus-root-invalid-ku.pem"]),
        unfit(0, usage(KeyUsage::DIGITAL_SIGNATURE))
    );
    assert_eq!(
        refusal(&["python-x509/bogus-root-noncritical-bc.pem"]),
        unfit(0, Fault::NotCritical { oid: oid(b"\x55\x1d\x13") })
    );
    assert_eq!(
        refusal(&["python-x509/bogus-leaf.pem"]),
        unfit(0, Fault::Authority { found: false })
    );
}

/// Leaves of other projects' tests.
#[test]
fn v_53_broken_leaves_of_others() {
    let Some(root) = corpus("leaves") else { return };
    let profile = |file: &str| {
        let der = pem(&root.join("certs").join(file)).remove(0);
        Certificate::parse(&der).unwrap().leaf_profile()
    };
    let unfit = |fault| Err(Error::Unfit { role: Role::Signer, fault });
    let purposes = |found| {
        let expected = oid(b"\x2b\x06\x01\x05\x05\x07\x03\x03");
        unfit(Fault::ExtendedKeyUsage { found, expected })
    };
    let server = oid(b"\x2b\x06\x01\x05\x05\x07\x03\x01");
    let client = oid(b"\x2b\x06\x01\x05\x05\x07\x03\x02");

    assert_eq!(profile("fulcio-inline/pkg-ca-csc-test-go-1.pem"), Ok(()));
    assert_eq!(profile("python-x509/bogus-leaf.pem"), Ok(()));
    assert_eq!(
        profile("python-x509/bogus-leaf-invalid-ku.pem"),
        unfit(Fault::KeyUsage {
            found: KeyUsage::default(),
            expected: KeyUsage::DIGITAL_SIGNATURE
        })
    );
    assert_eq!(profile("python-x509/bogus-leaf-missing-eku.pem"), purposes(vec![]));
    assert_eq!(profile("python-x509/bogus-leaf-invalid-eku.pem"), purposes(vec![server.clone()]));
    assert_eq!(profile("python-x509/bogus-root.pem"), unfit(Fault::Authority { found: true }));
    assert_eq!(profile("fulcio-fileca/notca-cert.pem"), purposes(vec![server, client]));
}

/// The three kinds of names, and one that is none.
#[test]
fn v_68_kept_the_kinds_of_names() {
    let Some(root) = corpus("names") else { return };
    let kind = |file: &str| {
        let der = pem(&root.join("certs").join(file)).remove(0);
        Certificate::parse(&der).unwrap().identity().map(|identity| identity.kind)
    };
    let leaf = "leaf/github-com-login-oauth/python-bundle.txt.pem";
    assert_eq!(kind(leaf), Ok(IdentityKind::Email));
    let leaf = "leaf/token-actions-githubusercontent-com/conformance-happy-path-v0.3.pem";
    assert_eq!(kind(leaf), Ok(IdentityKind::Uri));
    let leaf = "leaf/http-oidc-local-8080/go-othername-wrong-email.pem";
    assert_eq!(kind(leaf), Ok(IdentityKind::OtherName));
    let dns_name = kind("python-x509/bogus-leaf.pem").unwrap_err();
    assert_eq!(
        dns_name.to_string(),
        "the name in the certificate is no identity: found tag 0x82, \
         expected rfc822Name [1], uniformResourceIdentifier [6] or otherName [0] (V-68)"
    );
}
