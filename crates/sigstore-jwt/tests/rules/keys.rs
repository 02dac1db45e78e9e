//! Key sets and signatures: A-40, A-60, and the whole check of S-7.
use sigstore_crypto::AwsLcSuite;
use sigstore_json::{Error as JsonError, ErrorKind};
use sigstore_jwt::{
    Algorithm, Error, Expectations, IdentityToken, Jws, KeySet, MAX_KEYS, Part, Unusable, check,
};
use sigstore_testing::RustCryptoSuite;
use sigstore_traits::{KeyError, SignatureError, SignatureSuite, UnixTime};

use crate::issuer::{CLAIMS, Issuer, base64url, key_set};

const RS256_TOKEN: &str = include_str!("../data/rs256.jwt");
const RS256_KEYS: &str = include_str!("../data/rs256.jwks.json");
const SIGNERS: [Algorithm; 3] = [Algorithm::Es256, Algorithm::Es384, Algorithm::EdDsa];

fn verify(keys: &str, token: &str) -> Result<(), Error> {
    fn with<S: SignatureSuite>(suite: &S, keys: &str, token: &str) -> Result<(), Error> {
        KeySet::parse(keys.as_bytes(), suite)?.verify_jws(&Jws::parse(token)?, suite)
    }
    let verdict = with(&AwsLcSuite, keys, token);
    assert_eq!(with(&RustCryptoSuite, keys, token), verdict);
    verdict
}

fn unusable(key: String) -> Error {
    let set = KeySet::parse(key_set(&[key]).as_bytes(), &AwsLcSuite).unwrap();
    assert_eq!(set.keys().len(), 0);
    let [Unusable { place, error, .. }] = set.unusable() else { panic!("{set:?}") };
    assert_eq!(place, "$.keys[0]");
    error.clone()
}

const INVALID: Error = Error::Signature { error: SignatureError::Invalid };

#[test]
fn a_40_kept_the_four_algorithms() {
    assert_eq!(verify(RS256_KEYS, RS256_TOKEN), Ok(()));
    for algorithm in SIGNERS {
        let issuer = Issuer::new(algorithm, 1);
        assert_eq!(verify(&issuer.key_set(), &issuer.token()), Ok(()), "{algorithm}");
    }
    for algorithm in Algorithm::ALL {
        assert_eq!(Algorithm::from_name(algorithm.name()), Some(algorithm));
    }
}

#[test]
fn a_40_broken_another_key_or_another_text() {
    for algorithm in SIGNERS {
        let (issuer, other) = (Issuer::new(algorithm, 1), Issuer::new(algorithm, 2));
        assert_eq!(verify(&other.key_set(), &issuer.token()), Err(INVALID));
        let changed = CLAIMS.replacen("alice", "alicf", 1);
        let token = issuer.token().replacen(
            &base64url(CLAIMS.as_bytes()),
            &base64url(changed.as_bytes()),
            1,
        );
        assert_eq!(verify(&issuer.key_set(), &token), Err(INVALID));
    }
}

/// The key decides the algorithm: a header that names another finds no key.
#[test]
fn a_40_broken_a_header_that_names_another_algorithm() {
    let issuer = Issuer::new(Algorithm::Es256, 1);
    for algorithm in [Algorithm::Rs256, Algorithm::Es384, Algorithm::EdDsa] {
        let token = issuer.sign(&format!(r#"{{"alg":"{algorithm}","kid":"k"}}"#), CLAIMS);
        let error = Error::NoKey { key_id: Some("k".into()), algorithm, keys: 1 };
        assert_eq!(verify(&issuer.key_set(), &token), Err(error));
    }
    // With the public key as its secret: refused before any key is looked for.
    let token = issuer.sign(r#"{"alg":"HS256","kid":"k"}"#, CLAIMS);
    let error = Error::Algorithm { found: "HS256".into() };
    assert_eq!(verify(&issuer.key_set(), &token), Err(error));
}

/// Whoever forges a token writes its header too: keys and addresses in it count for nothing.
#[test]
fn a_40_broken_a_key_that_the_token_brings() {
    let (issuer, forger) = (Issuer::new(Algorithm::Es256, 1), Issuer::new(Algorithm::Es256, 2));
    let jwk = forger.members();
    let header =
        format!(r#"{{"alg":"ES256","kid":"k","jwk":{{{jwk}}},"jku":"https://e.example"}}"#);
    assert_eq!(verify(&issuer.key_set(), &forger.sign(&header, CLAIMS)), Err(INVALID));
}

#[test]
fn a_40_kept_the_key_of_that_id_or_the_only_one_that_fits() {
    let (es256, eddsa) = (Issuer::new(Algorithm::Es256, 1), Issuer::new(Algorithm::EdDsa, 1));
    let other = Issuer::new(Algorithm::Es256, 2);
    let set = key_set(&[
        format!(r#"{},"kid":"other""#, other.members()),
        format!(r#"{},"kid":"k""#, eddsa.members()),
        format!(r#"{},"kid":"k""#, es256.members()),
    ]);
    assert_eq!(verify(&set, &es256.token()), Ok(()));
    assert_eq!(verify(&set, &eddsa.sign(r#"{"alg":"EdDSA"}"#, CLAIMS)), Ok(()));
}

#[test]
fn a_40_broken_no_key_or_several() {
    let issuer = Issuer::new(Algorithm::Es256, 1);
    let key = |id: &str| format!(r#"{},"kid":"{id}""#, issuer.members());
    let no_key = |key_id: Option<&str>, keys| Error::NoKey {
        key_id: key_id.map(Into::into),
        algorithm: Algorithm::Es256,
        keys,
    };
    assert_eq!(verify(&key_set(&[key("K")]), &issuer.token()), Err(no_key(Some("k"), 1)));
    assert_eq!(verify(&key_set(&[issuer.members()]), &issuer.token()), Err(no_key(Some("k"), 1)));
    let nameless = issuer.sign(r#"{"alg":"ES256"}"#, CLAIMS);
    assert_eq!(verify(&key_set(&[]), &nameless), Err(no_key(None, 0)));
    let several = |key_id: Option<&str>| Error::AmbiguousKey {
        key_id: key_id.map(Into::into),
        algorithm: Algorithm::Es256,
    };
    assert_eq!(verify(&key_set(&[key("a"), key("b")]), &nameless), Err(several(None)));
    assert_eq!(verify(&key_set(&[key("k"), key("k")]), &issuer.token()), Err(several(Some("k"))));
}

#[test]
fn a_40_kept_what_a_key_says_of_its_use() {
    let issuer = Issuer::new(Algorithm::Es256, 1);
    for more in [
        r#""use":"sig""#,
        r#""key_ops":["verify"]"#,
        r#""key_ops":["sign","verify"],"alg":"ES256""#,
        r#""alg":"ES256","use":"sig","x5t":"AA","unknown":{"a":[1]}"#,
        r#""use":null"#,
    ] {
        let set = key_set(&[format!(r#"{},"kid":"k",{more}"#, issuer.members())]);
        assert_eq!(verify(&set, &issuer.token()), Ok(()), "{more}");
    }
}

/// Each is put aside with the reason; the token then finds no key (A-62).
#[test]
fn a_40_broken_a_key_for_something_else() {
    let issuer = Issuer::new(Algorithm::Es256, 1);
    let key = |more: &str| unusable(format!("{},{more}", issuer.members()));
    assert_eq!(key(r#""use":"enc""#), Error::KeyUse { found: "enc".into() });
    assert_eq!(key(r#""key_ops":["sign"]"#), Error::KeyUse { found: "sign".into() });
    assert_eq!(key(r#""key_ops":[]"#), Error::KeyUse { found: String::new() });
    for found in ["ES384", "HS256", "none"] {
        let error = Error::KeyAlgorithm { found: found.into(), expected: Algorithm::Es256 };
        assert_eq!(key(&format!(r#""alg":"{found}""#)), error);
    }
    assert_eq!(key(r#""d":"AA""#), Error::PrivateKey);
}

#[test]
fn a_40_broken_a_key_that_is_none() {
    let malformed = Error::Key { error: KeyError::Malformed };
    let type_of = |found: &str| Error::KeyType { found: found.into() };
    let es256 = Issuer::new(Algorithm::Es256, 1).members();
    let set: serde_json::Value = serde_json::from_str(RS256_KEYS).unwrap();
    let modulus = set["keys"][0]["n"].as_str().unwrap();
    for (key, error) in [
        (r#""kty":"oct","k":"AA""#.into(), type_of("oct")),
        (es256.replacen("P-256", "P-521", 1), type_of("EC P-521")),
        (es256.replacen("P-256", "secp256k1", 1), type_of("EC secp256k1")),
        (r#""kty":"OKP","crv":"X25519","x":"AA""#.into(), type_of("OKP X25519")),
        (r#""kty":"OKP","crv":"Ed25519","x":"AA""#.into(), malformed.clone()),
        (es256.replacen("P-256", "P-384", 1), malformed.clone()),
        // A point that is not on the curve.
        (
            r#""kty":"EC","crv":"P-256","x":"AA","y":"AA""#.replace("AA", &"A".repeat(43)),
            malformed.clone(),
        ),
        (format!(r#""kty":"RSA","n":"{modulus}","e":"AAEAAQ""#), malformed.clone()),
        (format!(r#""kty":"RSA","n":"{modulus}","e":"""#), malformed.clone()),
        (
            r#""kty":"RSA","n":"gQ","e":"AQAB""#.into(),
            Error::Key { error: KeyError::ModulusSize { bits: 8 } },
        ),
    ] {
        assert_eq!(unusable(key.clone()), error, "{key}");
    }
    let json = |kind, place: &str| Error::Json {
        part: Part::KeySet,
        error: JsonError { kind, place: place.into() },
    };
    assert_eq!(
        unusable(r#""kty":"RSA","e":"AQAB""#.into()),
        json(ErrorKind::MissingMember { name: "n" }, "$.keys[0]"),
    );
    assert_eq!(
        unusable(r#""kty":"OKP","crv":"Ed25519","x":"A=""#.into()),
        json(
            ErrorKind::Unexpected {
                expected: "base64url without padding",
                found: "2 characters".into()
            },
            "$.keys[0].x"
        ),
    );
}

#[test]
fn a_62_kept_one_unusable_key_does_not_spoil_the_others() {
    let issuer = Issuer::new(Algorithm::Es384, 1);
    let set = key_set(&[
        r#""kty":"oct","kid":"mac","k":"AA""#.into(),
        format!(r#"{},"kid":"k""#, issuer.members()),
        r#""kty":7"#.into(),
    ]);
    assert_eq!(verify(&set, &issuer.token()), Ok(()));
    let read = KeySet::parse(set.as_bytes(), &AwsLcSuite).unwrap();
    let aside: Vec<_> =
        read.unusable().iter().map(|key| (&*key.place, key.key_id.as_deref())).collect();
    assert_eq!(aside, [("$.keys[0]", Some("mac")), ("$.keys[2]", None)]);
    assert_eq!(read.keys().collect::<Vec<_>>(), [(Some("k"), Algorithm::Es384)]);
}

#[test]
fn a_40_broken_more_keys_than_are_read() {
    let set = key_set(&vec![String::new(); MAX_KEYS + 1]);
    let error = KeySet::parse(set.as_bytes(), &AwsLcSuite).unwrap_err();
    let Error::Json { part: Part::KeySet, error } = error else { panic!("{error}") };
    assert_eq!(error.kind, ErrorKind::TooManyElements { max: MAX_KEYS });
    assert!(KeySet::parse(b"{}", &AwsLcSuite).is_err());
}

/// One signature in 128 begins with a zero in r or s.
#[test]
fn a_60_kept_leading_zeros_belong_to_the_signature() {
    for algorithm in [Algorithm::Es256, Algorithm::Es384] {
        let issuer = Issuer::new(algorithm, 3);
        let set = KeySet::parse(issuer.key_set().as_bytes(), &AwsLcSuite).unwrap();
        let begins_with_zero = (0..2000).find(|count: &u32| {
            let jws = Jws::parse(&issuer.sign(&issuer.header(), &count.to_string())).unwrap();
            assert_eq!(set.verify_jws(&jws, &AwsLcSuite), Ok(()), "{count}");
            let (r, s) = jws.signature().split_at(jws.signature().len() / 2);
            r[0] == 0 || s[0] == 0
        });
        assert!(begins_with_zero.is_some());
    }
}

#[test]
fn a_60_broken_a_byte_more_or_less_and_der() {
    let issuer = Issuer::new(Algorithm::Es256, 1);
    let token = issuer.token();
    let (signed, _) = token.rsplit_once('.').unwrap();
    let jws = Jws::parse(&token).unwrap();
    let good = jws.signature();
    let der = [&[0x30, 0x44, 0x02, 0x20], &good[..32], &[0x02, 0x20], &good[32..]].concat();
    let (r, s) = good.split_at(32);
    for signature in
        [good[..63].to_vec(), [good, &[0]].concat(), [&[0], r, &[0], s].concat(), der, Vec::new()]
    {
        let token = format!("{signed}.{}", base64url(&signature));
        let bytes = signature.len();
        assert_eq!(
            verify(&issuer.key_set(), &token),
            Err(Error::SignatureLength { algorithm: Algorithm::Es256, bytes }),
        );
    }
    let zeros = format!("{signed}.{}", base64url(&[0; 64]));
    assert_eq!(verify(&issuer.key_set(), &zeros), Err(INVALID));
}

fn expected() -> Expectations<'static> {
    Expectations {
        issuer: "https://issuer.example",
        audience: "sigstore",
        nonce: Some("n-0S6_WzA2Mj"),
        now: UnixTime::from_seconds(1200),
        leeway_seconds: 0,
    }
}

#[test]
fn s_7_kept_by_the_whole_check() {
    let keys = KeySet::parse(RS256_KEYS.as_bytes(), &AwsLcSuite).unwrap();
    let token = IdentityToken::parse(RS256_TOKEN).unwrap();
    let checked = check(&token, &keys, &AwsLcSuite, &expected()).unwrap();
    assert_eq!(checked.token().claims().subject.as_deref(), Some("u1"));
    let unasked = Expectations { nonce: None, ..expected() };
    assert!(check(&token, &keys, &AwsLcSuite, &unasked).is_ok());
}

#[test]
fn s_7_broken_in_each_expectation() {
    let keys = KeySet::parse(RS256_KEYS.as_bytes(), &AwsLcSuite).unwrap();
    let token = IdentityToken::parse(RS256_TOKEN).unwrap();
    let late = UnixTime::from_seconds(1600);
    for (expectations, error) in [
        (
            Expectations { issuer: "i", ..expected() },
            Error::Issuer { expected: "i".into(), found: "https://issuer.example".into() },
        ),
        (
            Expectations { audience: "a", ..expected() },
            Error::Audience { expected: "a".into(), found: vec!["sigstore".into()] },
        ),
        (
            Expectations { now: late, ..expected() },
            Error::Expired {
                now: late,
                expires_at: UnixTime::from_seconds(1600),
                leeway_seconds: 0,
            },
        ),
        (Expectations { nonce: Some("n"), ..expected() }, Error::Nonce { present: true }),
    ] {
        assert_eq!(check(&token, &keys, &AwsLcSuite, &expectations).unwrap_err(), error);
    }
    let forged = format!("{}A", &RS256_TOKEN[..RS256_TOKEN.len() - 1]);
    let forged = IdentityToken::parse(&forged).unwrap();
    assert_eq!(check(&forged, &keys, &AwsLcSuite, &expected()).unwrap_err(), INVALID);
}
