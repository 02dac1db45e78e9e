//! The SCTs of real certificates, with the keys of their logs.
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
use sigstore_certificate::{Certificate, Purpose, candidate_paths, load_chain};
use sigstore_crypto::AwsLcSuite;
use sigstore_sct::{Error, Sct, precertificate_tbs};
use sigstore_traits::{
    Authority, AuthorityCertificate, LogId, Message, SignatureSuite, Trust, TrustedLog, Validity,
};

const OPEN: Validity = Validity { start: None, end: None };

fn corpus(cases: &str) -> Option<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    if root.exists() {
        return Some(root.to_owned());
    }
    eprintln!("skipped: {cases} (no ../shared/corpus)");
    None
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    Base64::decode_vec(value.as_str()?).ok()
}

/// The certificate authorities of a trusted root, and the keys of its certificate logs.
struct Root {
    authorities: Vec<Vec<AuthorityCertificate<AwsLcSuite>>>,
    logs: Vec<(Vec<u8>, <AwsLcSuite as SignatureSuite>::Key)>,
}

impl Root {
    fn load(path: &Path) -> Self {
        let document = json(path).unwrap();
        let list = |name: &str| document[name].as_array().into_iter().flatten();
        let chain = |authority: &Value| {
            let certificates = authority["certChain"]["certificates"].as_array().unwrap();
            let certificates: Vec<_> =
                certificates.iter().map(|c| bytes(&c["rawBytes"]).unwrap()).collect();
            load_chain(Purpose::CodeSigning, &certificates, &AwsLcSuite).unwrap()
        };
        // The oldest log of the staging instance has its key in a form that is no SPKI.
        let log = |log: &Value| {
            let key = AwsLcSuite.key(&bytes(&log["publicKey"]["rawBytes"])?).ok()?;
            Some((bytes(&log["logId"]["keyId"])?, key))
        };
        Self {
            authorities: list("certificateAuthorities").map(chain).collect(),
            logs: list("ctlogs").filter_map(log).collect(),
        }
    }

    /// Whether the SCT is a log's over this certificate; `None` if the log is not known.
    fn holds(&self, sct: &Sct<'_>, signed: &[u8]) -> Option<bool> {
        let (_, key) = self.logs.iter().find(|(id, _)| *id == sct.log_id().0)?;
        let message = Message::Bytes(signed);
        Some(AwsLcSuite.verify(key, sct.scheme(), message, sct.signature()).is_ok())
    }
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
        let authority = |chain| Authority { chain, validity: OPEN, uri: "", operator: None };
        self.authorities.iter().map(move |chain| authority(chain.as_slice()))
    }

    fn timestamp_authorities(&self) -> impl Iterator<Item = Authority<'_, AwsLcSuite>> {
        std::iter::empty()
    }
}

/// The signer's certificate of a bundle, in either form.
fn leaf(case: &Path) -> Option<Vec<u8>> {
    let bundle = json(&case.join("bundle.sigstore.json"))?;
    let material = &bundle["verificationMaterial"];
    bytes(&material["certificate"]["rawBytes"])
        .or_else(|| bytes(&material["x509CertificateChain"]["certificates"][0]["rawBytes"]))
}

/// Each bundle that must be accepted: an SCT of a known log holds, and no known log's does not.
#[test]
fn v_60_kept_every_bundle() {
    let Some(root) = corpus("bundles") else {
        return;
    };
    let (mut held, mut without) = (0, 0);
    for case in fs::read_dir(root.join("bundles")).unwrap() {
        let case = case.unwrap().path();
        let expect = json(&case.join("expect.json")).unwrap();
        let Some(der) = leaf(&case).filter(|_| expect["outcome"] == "accept") else {
            continue;
        };
        let trusted = match expect["trusted_root"].as_str().unwrap() {
            "trusted_root.json" => case.join("trusted_root.json"),
            shared => root.join("trust").join(shared),
        };
        let trusted = Root::load(&trusted);
        let leaf = Certificate::parse(&der).unwrap();
        let Some(list) = leaf.sct_list() else {
            assert_eq!(precertificate_tbs(&leaf), Err(Error::NoList));
            without += 1;
            continue;
        };
        let path = candidate_paths(&leaf, &trusted).unwrap().remove(0);
        let issuer = path.sct_issuer().unwrap();
        let tbs = precertificate_tbs(&leaf).unwrap();
        let scts = Sct::parse_list(list).unwrap();
        let results = scts
            .iter()
            .map(|sct| trusted.holds(sct, &sct.signed_precertificate(&issuer.spki_sha256, &tbs)));
        let results: Vec<_> = results.collect();
        assert!(results.contains(&Some(true)), "{case:?} {results:?}");
        assert!(!results.contains(&Some(false)), "{case:?} {results:?}");
        held += 1;
    }
    assert!(held > 60, "{held} with and {without} without an SCT");
}

/// What one real SCT does not hold over.
#[test]
fn v_60_broken_anything_else() {
    let Some(root) = corpus("1 bundle") else {
        return;
    };
    let der = leaf(&root.join("bundles/conformance-happy-path-v0.3")).unwrap();
    let leaf = Certificate::parse(&der).unwrap();
    let trusted = Root::load(&root.join("trust/public-good-trusted_root.json"));
    let path = candidate_paths(&leaf, &trusted).unwrap().remove(0);
    let hash = &path.issuer().spki_sha256;
    let tbs = precertificate_tbs(&leaf).unwrap();
    let scts = Sct::parse_list(leaf.sct_list().unwrap()).unwrap();
    let [sct] = scts.as_slice() else { panic!("{} SCTs", scts.len()) };

    let signed = sct.signed_precertificate(hash, &tbs);
    assert_eq!(trusted.holds(sct, &signed), Some(true));
    for place in 0..signed.len() {
        let mut changed = signed.clone();
        changed[place] ^= 1;
        assert_eq!(trusted.holds(sct, &changed), Some(false), "{place}");
    }
    // The root's key, the certificate with its list, the certificate itself.
    let anchor = &path.authority.chain.last().unwrap().spki_sha256;
    assert_eq!(trusted.holds(sct, &sct.signed_precertificate(anchor, &tbs)), Some(false));
    assert_eq!(trusted.holds(sct, &sct.signed_precertificate(hash, leaf.tbs())), Some(false));
    assert_eq!(trusted.holds(sct, &sct.signed_certificate(leaf.der())), Some(false));

    // The logs of another instance.
    let other = Root::load(&root.join("trust/staging-trusted_root.json"));
    assert_eq!(other.holds(sct, &signed), None);
}

/// the issuer is the one of the trusted path, which signed the leaf.
#[test]
fn a_49_broken_another_issuer() {
    let Some(root) = corpus("1 bundle") else {
        return;
    };
    let der = leaf(&root.join("bundles/conformance-happy-path-v0.3")).unwrap();
    let leaf = Certificate::parse(&der).unwrap();
    let trusted = Root::load(&root.join("trust/public-good-trusted_root.json"));
    let path = candidate_paths(&leaf, &trusted).unwrap().remove(0);
    let tbs = precertificate_tbs(&leaf).unwrap();
    let sct = Sct::parse_list(leaf.sct_list().unwrap()).unwrap().remove(0);
    for authority in trusted.authorities.iter().flatten() {
        let signed = sct.signed_precertificate(&authority.spki_sha256, &tbs);
        let is_issuer = authority.spki == path.issuer().spki;
        assert_eq!(trusted.holds(&sct, &signed), Some(is_issuer));
    }
}

/// A static CT log writes the place of the certificate into the extensions of its SCT.
#[test]
fn v_59_accepted_extensions_are_signed() {
    let Some(root) = corpus("1 bundle") else {
        return;
    };
    let case = root.join("bundles/conformance-bundle-with-sct-with-extensions");
    let der = leaf(&case).unwrap();
    let leaf = Certificate::parse(&der).unwrap();
    let trusted = Root::load(&case.join("trusted_root.json"));
    let path = candidate_paths(&leaf, &trusted).unwrap().remove(0);
    let tbs = precertificate_tbs(&leaf).unwrap();
    let sct = Sct::parse_list(leaf.sct_list().unwrap()).unwrap().remove(0);
    assert_eq!(sct.extensions().len(), 8);
    assert!(sct.leaf_index().is_some());

    let signed = sct.signed_precertificate(&path.issuer().spki_sha256, &tbs);
    assert_eq!(trusted.holds(&sct, &signed), Some(true));
    let without = [&signed[..signed.len() - 10], b"\x00\x00"].concat();
    assert_eq!(trusted.holds(&sct, &without), Some(false));
}
