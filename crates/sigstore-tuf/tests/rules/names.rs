//! Names of roles and targets, and the bytes of targets.

use serde_json::json;
use sigstore_crypto::AwsLcSuite;
use sigstore_json::hex;
use sigstore_traits::{HashAlgorithm, SignatureSuite};
use sigstore_tuf_metadata::Error as File;

use crate::files::value;
use crate::lab::{Repo, content, delegate, delegation, sha256, targets_json};

#[test]
fn r_45_accepted_any_name_of_a_role_is_one_name_of_a_file() {
    for (role, file) in [
        ("role", "role"),
        ("registry.example-1_~", "registry.example-1_~"),
        ("?", "%3F"),
        ("#", "%23"),
        ("/delegated", "%2Fdelegated"),
        ("../delegated", "..%2Fdelegated"),
        ("a%2Fb", "a%252Fb"),
        ("é", "%C3%A9"),
        ("..", ".."),
    ] {
        let mut repo = Repo::new();
        delegate(&mut repo.targets, &[delegation(role, &["f"], false)]);
        repo.delegated.insert(role.into(), targets_json(&["f"]));
        repo.publish();
        let mut client = repo.client();
        assert_eq!(client.get(&repo, "f").unwrap().role().name(), role);
        assert_eq!(client.asked[4..], [format!("1.{file}.json")]);
        assert!(client.store.contains_key(&format!("{file}.json")));
    }
}

#[test]
fn r_46_kept_length_and_every_digest() {
    let repo = Repo::new();
    let target = repo.client().get(&repo, "dir/inner.txt").unwrap();
    let bytes = content("dir/inner.txt");
    assert_eq!(target.check(&bytes, &AwsLcSuite), Ok(()));
    let hash = hex(sha256(&bytes).as_bytes());
    assert_eq!(target.repository_name(), format!("dir/{hash}.inner.txt"));
    assert_eq!(target.name().as_str(), "dir/inner.txt");
    assert_eq!(target.length(), u64::try_from(bytes.len()).unwrap());
    let target = repo.client().get(&repo, "file.txt").unwrap();
    let hash = hex(sha256(&content("file.txt")).as_bytes());
    assert_eq!(target.repository_name(), format!("{hash}.file.txt"));
}

#[test]
fn r_46_kept_other_algorithms_are_passed_over() {
    let bytes = content("file.txt");
    let sha512 = AwsLcSuite.digest(HashAlgorithm::Sha512, &[&bytes]);
    let mut repo = Repo::new();
    let sha512_hex = hex(sha512.as_bytes());
    repo.targets["targets"]["file.txt"]["hashes"] = json!({"md5": "00", "sha512": sha512_hex});
    repo.publish();
    let target = repo.client().get(&repo, "file.txt").unwrap();
    assert_eq!(target.digests(), [sha512]);
    assert_eq!(target.repository_name(), format!("{sha512_hex}.file.txt"));
    assert_eq!(target.check(&bytes, &AwsLcSuite), Ok(()));
}

#[test]
fn r_46_broken_other_bytes() {
    let repo = Repo::new();
    let target = repo.client().get(&repo, "file.txt").unwrap();
    let good = content("file.txt");
    let length = target.length();
    let mut other = good.clone();
    other[0] ^= 1;
    let (found, expected) = (sha256(&other), sha256(&good));
    let file = || "file.txt".to_owned();
    let hash = File::Hash { file: file(), found, expected };
    assert_eq!(target.check(&other, &AwsLcSuite), Err(hash));
    let longer = File::Length { file: file(), found: length + 1, expected: length };
    assert_eq!(target.check(&[&good[..], b"x"].concat(), &AwsLcSuite), Err(longer));
    let shorter = File::Length { file: file(), found: length - 1, expected: length };
    assert_eq!(target.check(&good[1..], &AwsLcSuite), Err(shorter));
}

#[test]
fn r_46_broken_a_second_digest_that_is_wrong() {
    let mut repo = Repo::new();
    repo.targets["targets"]["file.txt"]["hashes"]["sha512"] = json!("00".repeat(64));
    repo.publish();
    let target = repo.client().get(&repo, "file.txt").unwrap();
    let bytes = content("file.txt");
    let found = AwsLcSuite.digest(HashAlgorithm::Sha512, &[&bytes]);
    let error = target.check(&bytes, &AwsLcSuite);
    assert!(matches!(error, Err(File::Hash { found: f, .. }) if f == found), "{error:?}");
}

#[test]
fn r_46_broken_no_digest_that_can_be_checked() {
    let with = |hashes| {
        let mut repo = Repo::new();
        repo.targets["targets"]["file.txt"]["hashes"] = hashes;
        repo.publish();
        value(repo.client().update(&repo).err())
    };
    let place = "$.signed.targets.file.txt.hashes";
    let known = "sha256, sha384 or sha512";
    for hashes in [json!({}), json!({"md5": "d41d8cd98f00b204e9800998ecf8427e"})] {
        let expected = (place.to_owned(), known, "none of them".into(), "R-46");
        assert_eq!(with(hashes), expected);
    }
    for hash in ["AB".repeat(32), "ab".repeat(31), String::new()] {
        let expected =
            (format!("{place}.sha256"), "a digest in lower-case hex", hash.clone(), "R-46");
        assert_eq!(with(json!({"sha256": hash})), expected);
    }
}
