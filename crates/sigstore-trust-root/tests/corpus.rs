//! Every trusted root of the corpus: read with all its instances, or refused for the one reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use sigstore_crypto::AwsLcSuite;
use sigstore_json::ErrorKind;
use sigstore_traits::{Refusal, Trust};
use sigstore_trust_root::{
    ClientTrustConfig, Error, LIMITS, MEDIA_TYPES, TrustedRoot, TrustedRootDocument,
};

type Root = TrustedRoot<AwsLcSuite>;

/// The corpus, or `None` and a word on the terminal.
fn corpus(cases: &str) -> Option<PathBuf> {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    if corpus.exists() {
        return Some(corpus.into());
    }
    eprintln!("skipped: {cases} (no ../shared/corpus)");
    None
}

fn load(file: &Path) -> Result<Root, Error> {
    let json = fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    TrustedRoot::load(&json, AwsLcSuite)
}

/// GitHub's first timestamp authority: the extended key usage of its signer is not critical,
/// which RFC 3161 section 2.3 demands. Some roots of tests list it.
const NOT_CRITICAL: (&str, &str, &str) = (
    "$.timestampAuthorities[0].certChain, certificate 0",
    "V-45",
    "extension 2.5.29.37 not critical",
);

/// Loads a file in which everything is known, and usable but for `unusable`: place, rule, found.
fn load_but(file: &Path, unusable: &[(&str, &str, &str)]) -> Root {
    let root = load(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let facts: Vec<_> = root.unusable().iter().map(Refusal::facts).collect();
    let found: Vec<_> = facts
        .iter()
        .map(|facts| (facts.place.as_str(), facts.rule.id, facts.found.as_str()))
        .collect();
    assert_eq!(found, unusable, "{}", file.display());
    assert_eq!(root.unknown_members(), [""; 0], "{}", file.display());
    root
}

#[test]
fn the_roots_of_instances_and_of_other_clients_tests_are_whole() {
    let Some(corpus) = corpus("5 cases") else {
        return;
    };
    for file in [
        "public-good-trusted_root.json",
        "staging-trusted_root.json",
        "github-trusted_root.json",
        "sigstore-go-trusted-roots/public-key-validity.json",
        "sigstore-go-trusted-roots/scaffolding.json",
    ] {
        load_but(&corpus.join("trust").join(file), &[]);
    }
}

#[test]
fn a_62_a_timestamp_authority_that_is_not_fit_poisons_nothing_else() {
    let Some(corpus) = corpus("3 cases") else {
        return;
    };
    for file in [
        "python-trusted_root/trustedroot.v1.json",
        "python-trusted_root/trustedroot.v1.local_tlog_ed25519_rekor-tiles.json",
        "sigstore-go-trusted-roots/public-good.json",
    ] {
        let root = load_but(&corpus.join("trust").join(file), &[NOT_CRITICAL]);
        assert_eq!(root.timestamp_authorities().count(), 0, "{file}");
        assert_eq!(root.certificate_authorities().count(), 2, "{file}");
        for log in root.document().entry_logs() {
            assert_eq!(root.entry_logs(&log.log_id).count(), 1, "{file}");
        }
    }
}

#[test]
fn v_25_broken_a_media_type_of_another_clients_test() {
    let Some(corpus) = corpus("1 case") else {
        return;
    };
    let error = load(&corpus.join("trust/python-trusted_root/trustedroot.badtype.json"));
    let Err(Error::MediaType { place, found, rule, .. }) = error else { panic!("{error:?}") };
    assert_eq!(
        (place.as_str(), found.as_str(), rule.id),
        ("$.mediaType", "bad-media-type", "V-25")
    );
}

#[test]
fn documents_of_another_kind_are_no_trusted_roots() {
    let Some(corpus) = corpus("3 cases") else {
        return;
    };
    let error = |file: &str| load(&corpus.join("trust").join(file)).unwrap_err();
    let found = |file: &str| error(file).facts().found;
    assert_eq!(
        found("public-good-signing_config.v0.2.json"),
        "\"application/vnd.dev.sigstore.signingconfig.v0.2+json\""
    );
    assert_eq!(
        found("python-trust_config/config.v1.json"),
        "\"application/vnd.dev.sigstore.clienttrustconfig.v0.1+json\""
    );
    let Error::Json(error) = error("public-good-root.json") else { panic!("TUF metadata") };
    assert_eq!(error.kind, ErrorKind::MissingMember { name: "mediaType" });
}

/// A root whose one timestamp authority is the fragment.
fn with_authority(corpus: &Path, fragment: &str) -> Root {
    let file = corpus.join("trust/python-trusted_root").join(fragment);
    let fragment = fs::read_to_string(file).unwrap();
    let json =
        format!("{{\"mediaType\":\"{}\",\"timestampAuthorities\":[{fragment}]}}", MEDIA_TYPES[0]);
    TrustedRoot::load(json.as_bytes(), AwsLcSuite).unwrap()
}

#[test]
fn v_31_broken_a_timestamp_authority_of_another_clients_test() {
    let Some(corpus) = corpus("2 cases") else {
        return;
    };
    for fragment in ["certificate_authority.json", "certificate_authority.missingroot.json"] {
        let root = with_authority(&corpus, fragment);
        let [unusable] = root.unusable() else { panic!("{:?}", root.unusable()) };
        let facts = unusable.facts();
        let found = (facts.place.as_str(), facts.rule.id, facts.found.as_str());
        assert_eq!(found, NOT_CRITICAL);
    }
}

#[test]
fn v_31_broken_a_timestamp_authority_without_certificates() {
    let Some(corpus) = corpus("1 case") else {
        return;
    };
    let root = with_authority(&corpus, "certificate_authority.empty.json");
    let [unusable] = root.unusable() else { panic!("{:?}", root.unusable()) };
    assert_eq!(unusable.place, "$.timestampAuthorities[0]");
    assert_eq!(unusable.error, Error::Chain { error: sigstore_certificate::Error::EmptyChain });
    assert_eq!(root.timestamp_authorities().count(), 0);
}

/// Reads a client trust config; `spell` may change its text before.
fn trust_config(
    file: &Path,
    spell: impl Fn(String) -> String,
) -> Result<TrustedRootDocument, Error> {
    let json = spell(fs::read_to_string(file).unwrap());
    let value = sigstore_json::parse(json.as_bytes(), &LIMITS).unwrap();
    let config = ClientTrustConfig::read(value.node())?;
    let signing_config = config.signing_config.object().unwrap();
    assert!(signing_config.optional("mediaType").is_some());
    Ok(config.trusted_root)
}

/// The files spell one member `signing_config`, which V-123 does not read; with the name of
/// ProtoJSON they are whole.
#[test]
fn v_35_kept_and_broken_the_trust_configs_of_another_client() {
    let Some(corpus) = corpus("3 cases") else {
        return;
    };
    let camel_case = |json: String| json.replace("\"signing_config\"", "\"signingConfig\"");
    for file in ["trust/python-trust_config/config.v1.json", "tsa/python-trust_config.json"] {
        let file = corpus.join(file);
        let document = trust_config(&file, camel_case).unwrap();
        let root = TrustedRoot::from_document(document, AwsLcSuite);
        for unusable in root.unusable() {
            let facts = unusable.facts();
            assert_eq!((facts.rule.id, facts.found.as_str()), (NOT_CRITICAL.1, NOT_CRITICAL.2));
        }
        assert!(root.certificate_authorities().count() > 0);
        let Err(Error::Json(error)) = trust_config(&file, |json| json) else {
            panic!("{}", file.display())
        };
        let name = "signingConfig";
        assert_eq!(error.kind, ErrorKind::MissingMember { name });
    }
    let file = corpus.join("trust/python-trust_config/config.badtype.json");
    let error = trust_config(&file, camel_case).unwrap_err();
    assert_eq!(error.code(), "trust-root-media-type");
    assert_eq!(error.facts().found, "\"bad-media-type\"");
}

#[test]
fn the_roots_beside_the_bundles_are_whole_but_for_three() {
    let Some(corpus) = corpus("all trusted roots of bundles") else {
        return;
    };
    let mut roots = 0;
    for case in fs::read_dir(corpus.join("bundles")).unwrap() {
        let case = case.unwrap().path();
        let file = case.join("trusted_root.json");
        match case.file_name().and_then(|name| name.to_str()).unwrap() {
            _ if !file.exists() => continue,
            "conformance-trust-root-tlog-missing-validity-start_fail" => {
                let place = "$.tlogs[1].publicKey.validFor.start".into();
                assert_eq!(load(&file).unwrap_err(), Error::MissingStart { place });
            }
            "conformance-invalid-ct-key_fail" | "rust-invalid-ct-key_fail" => {
                load_but(&file, &[NOT_CRITICAL]);
            }
            _ => {
                load_but(&file, &[]);
            }
        }
        roots += 1;
    }
    assert_eq!(roots, 105);
}
