//! Bodies of every kind that verification leaves out, made for these tests and as small as they
//! can be: what is read, what is refused, by error value. The corpus has real ones of each.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use sigstore_crypto::AwsLcSuite;
use sigstore_json::{ErrorKind, base64, hex};
use sigstore_rekor_kinds::{
    AnyBody, AnyKind, Artifact, DigestOf, Error, Format, IndexKeys, MAX_PROPERTIES, Signed, Signer,
    Unknown, Unread,
};
use sigstore_rekor_types::Verifier;
use sigstore_traits::{Digest, HashAlgorithm, Refusal, SignatureSuite};

const KEY: &str = "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n";
/// No certificate, which only shows when its names are looked for.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
/// SHA-256 of nothing.
const HASH: &str = r#"{"algorithm":"sha256","value":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}"#;
const NAMED: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const ROOT: &str =
    r#"{"signatures":[],"signed":{"_type":"root","spec_version":"1.0","version":1}}"#;
const TARGETS: &str = r#"{"signatures":[],"signed":{"_type":"targets","version":7}}"#;

fn body(kind: &str, version: &str, spec: &str) -> String {
    format!(r#"{{"apiVersion":"{version}","kind":"{kind}","spec":{spec}}}"#)
}

fn dsse_v002() -> String {
    let spec = r#"{"dsseV002":{"payloadHash":{"algorithm":"SHA2_256","digest":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},"signatures":[{"content":"AQID","verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256","publicKey":{"rawBytes":"MAA="}}}]}}"#;
    body("dsse", "0.0.2", spec)
}

fn rekord(format: &str, key: &str) -> String {
    let spec = format!(
        r#"{{"data":{{"hash":{HASH}}},"signature":{{"content":"AQID","format":"{format}","publicKey":{{"content":"{}"}}}}}}"#,
        base64(key.as_bytes()),
    );
    body("rekord", "0.0.1", &spec)
}

fn alpine() -> String {
    let key = base64(KEY.as_bytes());
    let spec = format!(
        r#"{{"package":{{"hash":{HASH},"pkginfo":{{"pkgname":"a"}}}},"publicKey":{{"content":"{key}"}}}}"#
    );
    body("alpine", "0.0.1", &spec)
}

fn cose() -> String {
    let key = base64(KEY.as_bytes());
    let spec =
        format!(r#"{{"data":{{"envelopeHash":{HASH},"payloadHash":{HASH}}},"publicKey":"{key}"}}"#);
    body("cose", "0.0.1", &spec)
}

fn helm() -> String {
    let spec = format!(
        r#"{{"chart":{{"hash":{HASH},"provenance":{{"signature":{{"content":"AQID"}}}}}},"publicKey":{{"content":"S0VZ"}}}}"#
    );
    body("helm", "0.0.1", &spec)
}

fn jar() -> String {
    let certificate = base64(CERTIFICATE.as_bytes());
    let spec = format!(
        r#"{{"archive":{{"hash":{HASH}}},"signature":{{"content":"AQID","publicKey":{{"content":"{certificate}"}}}}}}"#
    );
    body("jar", "0.0.1", &spec)
}

fn rfc3161() -> String {
    body("rfc3161", "0.0.1", r#"{"tsr":{"content":"AQID"}}"#)
}

fn rpm() -> String {
    let spec = format!(
        r#"{{"package":{{"hash":{HASH},"headers":{{"Name":"a"}}}},"publicKey":{{"content":"S0VZ"}}}}"#
    );
    body("rpm", "0.0.1", &spec)
}

fn tuf_of(metadata: &str, root: &str) -> String {
    let [metadata, root] = [metadata, root].map(|text| base64(text.as_bytes()));
    let spec = format!(
        r#"{{"metadata":{{"content":"{metadata}"}},"root":{{"content":"{root}"}},"spec_version":"1.0"}}"#
    );
    body("tuf", "0.0.1", &spec)
}

fn tuf() -> String {
    tuf_of(TARGETS, ROOT)
}

fn all() -> [(AnyKind, String); 12] {
    [
        (AnyKind::DsseV002, dsse_v002()),
        (AnyKind::RekordV001, rekord("x509", KEY)),
        (AnyKind::RekordV001, rekord("pgp", "KEY")),
        (AnyKind::RekordV001, rekord("minisign", "KEY")),
        (AnyKind::RekordV001, rekord("ssh", "KEY")),
        (AnyKind::AlpineV001, alpine()),
        (AnyKind::CoseV001, cose()),
        (AnyKind::HelmV001, helm()),
        (AnyKind::JarV001, jar()),
        (AnyKind::Rfc3161V001, rfc3161()),
        (AnyKind::RpmV001, rpm()),
        (AnyKind::TufV001, tuf()),
    ]
}

fn parse(body: &str) -> Result<AnyBody, Error> {
    AnyBody::parse(body.as_bytes())
}

fn refused(body: &str, from: &str, to: &str) -> Error {
    assert!(body.contains(from), "{body} has no {from}");
    parse(&body.replacen(from, to, 1)).unwrap_err()
}

#[test]
fn t_51_t_61_t_71_t_81_t_91_t_100_t_111_t_121_t_132_kept_every_kind_is_written_as_it_was_read() {
    for (kind, text) in all() {
        let body = parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(body.kind(), Some(kind));
        assert_eq!(String::from_utf8(body.canonical()).unwrap(), text);
        assert_eq!(AnyKind::from_names(kind.kind(), kind.version()), Some(kind));
    }
}

/// Every object of every kind, in turn, gets a member that it does not have; but for the maps,
/// which have any.
#[test]
fn t_51_t_61_t_71_t_81_t_91_t_100_t_111_t_121_t_132_broken_a_member_that_the_kind_does_not_have() {
    for (_, body) in all() {
        for (at, _) in body.match_indices('{') {
            let (before, after) = body.split_at(at + 1);
            if before.ends_with(r#""pkginfo":{"#) || before.ends_with(r#""headers":{"#) {
                continue;
            }
            let error = parse(&format!(r#"{before}"zz":0,{after}"#)).unwrap_err();
            assert_eq!(error.code(), "json-unknown-member", "{before}: {error}");
            assert!(error.to_string().contains("zz"));
        }
    }
}

/// Every member of every kind, in turn, is missing.
#[test]
fn t_51_t_61_t_71_t_81_t_91_t_100_t_111_t_121_t_132_broken_a_member_is_missing() {
    for (_, body) in all() {
        for (at, _) in body.match_indices("\":") {
            let start = body[..at].rfind('"').unwrap() + 1;
            let name = &body[start..at];
            if ["pkginfo", "headers", "pkgname", "Name"].contains(&name) {
                continue;
            }
            let (before, after) = body.split_at(start);
            let error = parse(&format!("{before}-{after}")).unwrap_err();
            let expected = if name == "publicKey" && body.contains("dsseV002") {
                "json-unexpected"
            } else {
                "json-missing-member"
            };
            assert_eq!(error.code(), expected, "{name} of {body}: {error}");
        }
    }
}

#[test]
fn t_61_t_111_kept_what_a_package_says_of_itself_may_be_absent() {
    for (text, properties) in
        [(alpine(), r#","pkginfo":{"pkgname":"a"}"#), (rpm(), r#","headers":{"Name":"a"}"#)]
    {
        let text = text.replace(properties, "");
        let body = parse(&text).unwrap();
        assert_eq!(String::from_utf8(body.canonical()).unwrap(), text);
        assert_eq!(body.artifact().properties, None);
    }
}

#[test]
fn t_61_t_111_broken_more_properties_than_a_package_has() {
    let many: Vec<_> = (0..=MAX_PROPERTIES).map(|number| format!(r#""{number}":"""#)).collect();
    let full = many[1..].join(",");
    assert!(parse(&alpine().replace(r#""pkgname":"a""#, &full)).is_ok());
    let over = many.join(",");
    for (text, one) in [(alpine(), r#""pkgname":"a""#), (rpm(), r#""Name":"a""#)] {
        assert_eq!(refused(&text, one, &over).code(), "json-too-many-elements");
    }
}

#[test]
fn t_51_broken_another_format() {
    let place = "$.spec.signature.format".into();
    let kind =
        ErrorKind::Unexpected { expected: "pgp, minisign, x509 or ssh", found: "pkcs7".into() };
    let expected = Error::Json(sigstore_json::Error { kind, place });
    assert_eq!(refused(&rekord("pgp", "KEY"), "pgp", "pkcs7"), expected);
}

#[test]
fn t_51_t_61_t_71_t_81_t_91_t_111_broken_another_hash() {
    let allowed = &[HashAlgorithm::Sha256];
    for (_, text) in all().into_iter().filter(|(_, text)| text.contains("sha256")) {
        match refused(&text, "sha256", "sha512") {
            Error::Entry(sigstore_rekor_types::Error::HashAlgorithm {
                found,
                allowed: known,
                ..
            }) => {
                assert_eq!((found.as_str(), known), ("sha512", &allowed[..]));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn t_51_t_61_t_71_t_91_broken_a_key_that_is_not_pem() {
    for (_, text) in all() {
        for pem in [KEY, CERTIFICATE].map(|pem| base64(pem.as_bytes())) {
            if text.contains(&pem) {
                let error = refused(&text, &pem, "S0VZ");
                assert_eq!(error.code(), "entry-pem", "{text}");
            }
        }
    }
}

#[test]
fn t_132_broken_no_signature_or_another_spelling() {
    let (before, _) =
        dsse_v002().split_once(r#"[{"content"#).map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let place = "$.spec.dsseV002.signatures".into();
    assert_eq!(parse(&format!("{before}[]}}}}}}")), Err(Error::NoSignatures { place }));
    let not_canonical = sigstore_rekor_types::Error::NotCanonical { offset: 0 };
    assert_eq!(refused(&dsse_v002(), "{", " {"), Error::Entry(not_canonical));
    assert!(parse(&rfc3161().replacen('{', " {", 1)).is_ok());
}

#[test]
fn t_121_broken_metadata_or_root_that_is_none() {
    let document = |place, kind, inner: &str| Error::Document {
        place,
        error: sigstore_json::Error { kind, place: inner.into() },
    };
    let (metadata, root) = ("$.spec.metadata.content", "$.spec.root.content");
    let missing = |name| ErrorKind::MissingMember { name };
    for (metadata_text, root_text, expected) in [
        ("{}", ROOT, document(metadata, missing("signed"), "$")),
        (r#"{"signed":{"version":1}}"#, ROOT, document(metadata, missing("_type"), "$.signed")),
        (r#"{"signed":{"_type":"a"}}"#, ROOT, document(metadata, missing("version"), "$.signed")),
        (TARGETS, "{}", document(root, missing("signed"), "$")),
    ] {
        assert_eq!(parse(&tuf_of(metadata_text, root_text)), Err(expected));
    }
    for version in ["-1", "1.5", r#""1""#] {
        let text = TARGETS.replace('7', version);
        let error = parse(&tuf_of(&text, ROOT)).unwrap_err();
        assert_eq!(error.facts().place, "$.spec.metadata.content, $.signed.version");
    }
}

#[test]
fn t_121_kept_role_and_version_come_out() {
    let AnyBody::TufV001(entry) = parse(&tuf()).unwrap() else { panic!() };
    assert_eq!((entry.role(), entry.version(), entry.spec_version()), ("targets", 7, "1.0"));
    assert_eq!((entry.metadata(), entry.root()), (TARGETS, ROOT));
}

#[test]
fn t_135_accepted_another_kind_or_version_is_shown_with_its_json() {
    for (kind, version) in [("rekord", "0.0.2"), ("new", "0.0.1"), ("dsse", "0.0.3")] {
        let json =
            format!(r#" {{"kind":"{kind}","spec":[1,{{"a":null}}],"apiVersion":"{version}"}}"#);
        let expected = Unknown { kind: kind.into(), version: version.into(), json: json.clone() };
        let body = parse(&json).unwrap();
        assert_eq!(body.canonical(), json.as_bytes());
        assert_eq!((body.kind(), body.artifact()), (None, Artifact::default()));
        assert_eq!(body.index_keys(&AwsLcSuite), IndexKeys::default());
        assert_eq!(body, AnyBody::Unknown(expected));
    }
    for (text, code) in [("[]", "json-type"), (r#"{"kind":"new"}"#, "json-missing-member")] {
        assert_eq!(parse(text).unwrap_err().code(), code);
    }
}

#[test]
fn t_135_accepted_a_verifiable_kind_is_the_body_of_its_own_crate() {
    let key = base64(KEY.as_bytes());
    let text =
        body("intoto", "0.0.1", &format!(r#"{{"content":{{"hash":{HASH}}},"publicKey":"{key}"}}"#));
    let AnyBody::Verifiable(read) = parse(&text).unwrap() else { panic!() };
    assert_eq!(read, sigstore_rekor_types::Body::parse(text.as_bytes()).unwrap());
    let error = refused(&text, "publicKey", "publickey");
    assert_eq!(error.code(), "json-missing-member");
}

fn empty() -> Digest {
    AwsLcSuite.digest(HashAlgorithm::Sha256, &[])
}

/// What each kind says: the digests, the formats of signature and signer, and whether the
/// signature is in it.
#[test]
fn t_51_t_61_t_71_t_81_t_91_t_100_t_111_t_121_t_132_kept_what_an_entry_says_about_the_artifact() {
    let key = Verifier::PublicKey(vec![0x30, 0]);
    let certificate = Verifier::Certificate(vec![0x30, 0]);
    let (x509, signer) = (Format::X509, Signer::X509(&key));
    let pgp = Signer::Other(Format::Pgp, b"KEY");
    let artifact = vec![(DigestOf::Artifact, empty())];
    let payload = (DigestOf::Payload, empty());
    let envelope = vec![payload, (DigestOf::Envelope, empty())];
    let bytes: &[u8] = &[1, 2, 3];
    let tuf_signer = Signer::Other(Format::Tuf, ROOT.as_bytes());
    for (text, digests, format, signature, signer) in [
        (dsse_v002(), vec![payload], x509, Some(bytes), signer),
        (rekord("x509", KEY), artifact.clone(), x509, Some(bytes), signer),
        (rekord("pgp", "KEY"), artifact.clone(), Format::Pgp, Some(bytes), pgp),
        (alpine(), artifact.clone(), x509, None, signer),
        (cose(), envelope, Format::Cose, None, signer),
        (helm(), artifact.clone(), Format::Pgp, Some(bytes), pgp),
        (jar(), artifact.clone(), Format::Pkcs7, Some(bytes), Signer::X509(&certificate)),
        (rfc3161(), vec![], Format::Rfc3161, Some(bytes), Signer::Inside),
        (rpm(), artifact, Format::Pgp, None, pgp),
        (tuf(), vec![], Format::Tuf, Some(TARGETS.as_bytes()), tuf_signer),
    ] {
        let body = parse(&text).unwrap();
        let found = body.artifact();
        let signed = Signed { format, signature: signature.map(Into::into), signer };
        assert_eq!((found.digests, found.signatures), (digests, vec![signed]), "{text}");
        let named = found.properties.is_some_and(|properties| properties.values().eq(["a"]));
        assert_eq!(named, text.contains(r#":"a""#), "{text}");
    }
}

fn bare(bytes: &str) -> String {
    hex(&AwsLcSuite.sha256(&[bytes.as_bytes()]))
}

#[test]
fn t_6_t_7_t_10_accepted_what_each_kind_is_found_by() {
    let pgp =
        |keys: Vec<String>| (keys, vec![Unread { format: Format::Pgp, bytes: b"KEY".into() }]);
    let named = || NAMED.to_owned();
    for (text, (keys, unread)) in [
        (dsse_v002(), (vec![], vec![])),
        (rekord("x509", KEY), (vec![bare(KEY), named()], vec![])),
        (rekord("pgp", "KEY"), pgp(vec![bare("KEY"), named()])),
        (rekord("ssh", "KEY"), (vec![bare("KEY"), named()], vec![])),
        (rekord("minisign", "KEY"), (vec![bare("KEY"), named()], vec![])),
        (alpine(), (vec![bare(KEY), named()], vec![])),
        (cose(), (vec![bare(KEY), named()], vec![])),
        (helm(), pgp(vec![bare("KEY"), named()])),
        (jar(), (vec![bare("\u{1}\u{2}\u{3}"), named()], vec![])),
        (rfc3161(), (vec![format!("sha256:{}", bare("\u{1}\u{2}\u{3}"))], vec![])),
        (rpm(), pgp(vec![bare("KEY"), named()])),
        (tuf(), (vec![bare(TARGETS), bare(ROOT), "targets".into(), "7".into()], vec![])),
    ] {
        let found = parse(&text).unwrap().index_keys(&AwsLcSuite);
        assert_eq!(found, IndexKeys { keys: keys.into_iter().collect(), unread }, "{text}");
    }
}

#[test]
fn t_7_accepted_a_role_in_upper_case_is_found_in_lower_case() {
    let text = tuf_of(&TARGETS.replace("targets", "TarGets"), ROOT);
    assert!(parse(&text).unwrap().index_keys(&AwsLcSuite).keys.contains("targets"));
}

/// A certificate that can't be read names somebody whom the log may know.
#[test]
fn t_6_accepted_a_malformed_certificate_is_told() {
    let text = rekord("x509", CERTIFICATE);
    let unread = vec![Unread { format: Format::X509, bytes: CERTIFICATE.into() }];
    assert_eq!(parse(&text).unwrap().index_keys(&AwsLcSuite).unread, unread);
}

#[test]
fn t_13_kept_an_attestation_is_what_the_entry_is_about() {
    let cose = parse(&cose()).unwrap();
    assert_eq!(cose.check_attestation(b"", &AwsLcSuite), Ok(()));
    let found = AwsLcSuite.sha256(&[b"a"]);
    let expected = Some(AwsLcSuite.sha256(&[]));
    assert_eq!(
        cose.check_attestation(b"a", &AwsLcSuite),
        Err(Error::Attestation { found, expected })
    );
    let rekord = parse(&rekord("pgp", "KEY")).unwrap();
    let expected = None;
    assert_eq!(
        rekord.check_attestation(b"a", &AwsLcSuite),
        Err(Error::Attestation { found, expected })
    );
}

#[test]
fn t_13_broken_another_attestation() {
    let (found, expected) = (AwsLcSuite.sha256(&[b"a"]), Some(AwsLcSuite.sha256(&[])));
    let refused = parse(&cose()).unwrap().check_attestation(b"a", &AwsLcSuite);
    assert_eq!(refused, Err(Error::Attestation { found, expected }));
}

/// SHA-256 of the letter a.
const OTHER: &str = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";

/// Of the three kinds of envelopes, the last is not found by the envelope's own hash.
#[test]
fn t_8_t_23_t_33_t_41_t_44_accepted_what_the_verifiable_kinds_are_found_by() {
    let key = base64(KEY.as_bytes());
    let payload = HASH.replace(NAMED.trim_start_matches("sha256:"), OTHER);
    let hashed_rekord = format!(
        r#"{{"data":{{"hash":{HASH}}},"signature":{{"content":"AQID","publicKey":{{"content":"{key}"}}}}}}"#
    );
    let dsse = format!(
        r#"{{"envelopeHash":{HASH},"payloadHash":{payload},"signatures":[{{"signature":"AQID","verifier":"{key}"}}]}}"#
    );
    let intoto_v001 =
        format!(r#"{{"content":{{"hash":{HASH},"payloadHash":{payload}}},"publicKey":"{key}"}}"#);
    let intoto_v002 = format!(
        r#"{{"content":{{"envelope":{{"payloadType":"a","signatures":[{{"publicKey":"{key}","sig":"QVFJRA=="}}]}},"hash":{HASH},"payloadHash":{payload}}}}}"#
    );
    let named_key = || format!("sha256:{}", bare(KEY));
    let payload_hash = || format!("sha256:{OTHER}");
    for (kind, version, spec, expected) in [
        ("hashedrekord", "0.0.1", hashed_rekord, vec![bare(KEY), NAMED.into()]),
        ("dsse", "0.0.1", dsse, vec![named_key(), payload_hash(), NAMED.into()]),
        ("intoto", "0.0.1", intoto_v001, vec![named_key(), payload_hash(), NAMED.into()]),
        ("intoto", "0.0.2", intoto_v002, vec![named_key(), payload_hash()]),
    ] {
        let found = parse(&body(kind, version, &spec)).unwrap().index_keys(&AwsLcSuite);
        let keys = expected.into_iter().collect();
        assert_eq!(found, IndexKeys { keys, unread: vec![] }, "{kind} {version}");
    }
}
