//! Step 1, the SCTs.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::Value;
use sigstore_engine::{Chain, CtEntry, CtLog, KeyKind, arcs};
use sigstore_json::base64;
use sigstore_traits::{HashAlgorithm, LogId, Refusal, SignatureScheme, UnixTime, Validity};
use sigstore_verify::{Policy, Rejection, Thresholds};
use sigstore_world::{Draft, World, key, rsa_key};

use crate::{accepted, accepted_by, at, hello, naming, proof, refused, refused_by};

/// The log of the world.
fn log() -> LogId {
    World::new().certificate_log.id()
}

fn other_log() -> CtLog {
    CtLog::new(key(KeyKind::P256, "other ct log"))
}

/// A policy that demands so many SCTs.
fn demanding(scts: usize) -> Policy {
    let thresholds = Thresholds { scts, ..Thresholds::default() };
    naming(&hello().make()).thresholds(thresholds)
}

fn too_few(found: usize, required: usize, unknown: &[LogId]) -> Rejection {
    let unknown = unknown.to_vec();
    Rejection::TooFewScts { found, required, unknown }
}

/// Another log signs too that it saw the certificate, issued by a key with this hash.
fn also_in(draft: Draft, log: impl Fn() -> CtLog + 'static, issuer_key_hash: [u8; 32]) -> Draft {
    let logged = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&logged);
    draft.leaf(move |tbs| *logged.borrow_mut() = tbs.der()).scts(move |scts| {
        let mut log = log();
        let tbs: &[u8] = &seen.borrow();
        let entry = CtEntry::Precertificate { issuer_key_hash, tbs };
        scts.push(log.add(entry, at(0)).unwrap().to_bytes());
    })
}

/// The hash of the key that issues in the world.
fn issuer_key_hash() -> [u8; 32] {
    let authority = World::new().authority;
    match authority.ct_entry(&[]) {
        CtEntry::Precertificate { issuer_key_hash, .. } => issuer_key_hash,
        CtEntry::Certificate(_) => panic!("not a precertificate"),
    }
}

/// Two logs sign.
fn two_logs() -> Draft {
    also_in(hello(), other_log, issuer_key_hash())
}

/// Trusts the other log, too.
fn trust_other(root: &mut Value) {
    let log = other_log();
    let mut instance = root["ctlogs"][0].clone();
    instance["logId"]["keyId"] = base64(&log.id().0).into();
    instance["publicKey"]["rawBytes"] = base64(log.key.spki()).into();
    root["ctlogs"].as_array_mut().unwrap().push(instance);
}

#[test]
fn v_57_kept_one_sct() {
    let made = hello().make();
    let id = log();
    let line = format!(
        "scts=[(log=https://ctfe.sigstore.test/2026 log_id={id} time=2026-01-01T12:00:00Z)]"
    );
    assert_eq!(proof(&made, &naming(&made), "sct"), line);
}

#[test]
fn v_57_broken_no_sct() {
    let draft = || hello().logged_leaf(|tbs| tbs.remove_extension(arcs::SCT_LIST));
    let rejection = refused(draft());
    assert_eq!(rejection, too_few(0, 1, &[]));
    assert_eq!(rejection.rule().id, "V-57");
    let _ = accepted_by(&demanding(0), draft());
}

#[test]
fn v_57_broken_fewer_than_demanded() {
    assert_eq!(refused_by(&demanding(2), hello()), too_few(1, 2, &[]));
}

#[test]
fn v_62_kept_an_unknown_log_beside_a_known_one() {
    let made = two_logs().make();
    let proof = proof(&made, &naming(&made), "sct");
    let unknown = format!(" unknown_logs=[{}]", other_log().id());
    assert!(proof.ends_with(&unknown), "{proof}");
    let other = other_log().id();
    assert_eq!(refused_by(&demanding(2), two_logs()), too_few(1, 2, &[other]));
}

#[test]
fn v_62_broken_only_an_unknown_log() {
    let mut world = World::new();
    world.certificate_log = other_log();
    let draft = world.message(b"hello").trusting(&World::new());
    assert_eq!(refused(draft), too_few(0, 1, &[other_log().id()]));
}

/// A log that logs signatures is trusted with nothing else.
#[test]
fn v_62_broken_a_log_of_signatures() {
    let draft = hello().trusted_root(|root| {
        let logs = root["ctlogs"].take();
        let tlogs = root["tlogs"].as_array_mut().unwrap();
        tlogs.push(logs[0].clone());
    });
    assert_eq!(refused(draft), too_few(0, 1, &[log()]));
}

#[test]
fn v_63_kept_ecdsa_and_rsa() {
    let _ = accepted(hello());
    let mut world = World::new();
    world.certificate_log = CtLog::new(rsa_key(2048));
    let _ = accepted(world.message(b"hello"));
}

#[test]
fn v_63_kept_extensions_of_an_sct_are_signed() {
    let mut world = World::new();
    world.certificate_log.leaf_index = true;
    let _ = accepted(world.message(b"hello"));
    let log = log();
    let draft = hello().scts(|scts| {
        // The length of the extensions comes after version, id and time.
        scts[0].splice(41..43, [0, 1, 7]);
    });
    assert_eq!(refused(draft), Rejection::SctSignature { log });
}

#[test]
fn v_63_broken_one_bit_of_the_signature_or_the_time() {
    let log = log();
    let draft = hello().scts(|scts| *scts[0].last_mut().unwrap() ^= 1);
    assert_eq!(refused(draft), Rejection::SctSignature { log });
    let draft = hello().scts(|scts| scts[0][40] ^= 1);
    assert_eq!(refused(draft), Rejection::SctSignature { log });
}

#[test]
fn v_63_broken_another_certificate_than_was_logged() {
    let log = log();
    let draft = hello().logged_leaf(|tbs| tbs.not_after = at(601));
    assert_eq!(refused(draft), Rejection::SctSignature { log });
}

/// The id of the known log, the key of another.
#[test]
fn v_63_broken_another_key_under_the_id() {
    let id = log();
    let mut world = World::new();
    world.certificate_log = other_log();
    let draft = world.message(b"hello").sct(move |sct| sct.log_id = id);
    let rejection = refused(draft.trusting(&World::new()));
    assert_eq!(rejection, Rejection::SctSignature { log: id });
}

#[test]
fn v_63_broken_the_algorithm_of_another_key() {
    let rejection = refused(hello().sct(|sct| sct.algorithm = [4, 1]));
    let expected = Rejection::SctScheme {
        log: log(),
        found: SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256),
        expected: SignatureScheme::Ecdsa(HashAlgorithm::Sha256),
    };
    assert_eq!(rejection, expected);
}

#[test]
fn v_61_kept_the_root_issues() {
    let mut world = World::new();
    let period = [at(-1000), at(1000)];
    world.authority.chain = Chain::root("root", period, key(KeyKind::P384, "root"));
    let _ = accepted(world.message(b"hello"));
}

/// The key hash of the intermediate's issuer does not stand for the intermediate's.
#[test]
fn v_61_broken_the_issuer_of_the_issuer() {
    let log = log();
    let hash = [7; 32];
    let draft = also_in(hello(), || World::new().certificate_log, hash).scts(|scts| {
        scts.remove(0);
    });
    assert_eq!(refused(draft), Rejection::SctSignature { log });
    // The same with the right one.
    let draft = also_in(hello(), || World::new().certificate_log, issuer_key_hash());
    let _ = accepted(draft.scts(|scts| {
        scts.remove(0);
    }));
}

/// The log's key may be used in this period only.
fn usable(draft: Draft, period: Validity) -> Draft {
    draft.trusted_root(move |root| {
        let valid = &mut root["ctlogs"][0]["publicKey"]["validFor"];
        let bounds = [("start", period.start), ("end", period.end)];
        for (name, bound) in bounds {
            if let Some(time) = bound {
                valid[name] = time.to_string().into();
            }
        }
    })
}

fn period(start: i64, end: i64) -> Validity {
    Validity { start: Some(at(start)), end: Some(at(end)) }
}

#[test]
fn v_64_kept_the_first_and_the_last_moment() {
    let _ = accepted(usable(hello(), period(0, 100)));
    let _ = accepted(usable(hello(), period(-100, 0)));
}

#[test]
fn v_64_broken_a_millisecond_outside() {
    let (log, last, first) = (log(), period(-100, 0), period(0, 100));
    let draft = hello().sct(|sct| sct.timestamp += 1);
    let expected = Rejection::SctPeriod {
        log,
        time: UnixTime::new(at(0).seconds(), 1_000_000).unwrap(),
        period: last,
    };
    assert_eq!(refused(usable(draft, last)), expected);
    let draft = hello().sct(|sct| sct.timestamp -= 1);
    let expected = Rejection::SctPeriod {
        log,
        time: UnixTime::new(at(-1).seconds(), 999_000_000).unwrap(),
        period: first,
    };
    assert_eq!(refused(usable(draft, first)), expected);
}

/// A log may be listed twice, with two periods: one of them must take the time.
#[test]
fn v_64_kept_one_of_two_periods() {
    let listed_twice = |draft: Draft| {
        usable(draft, period(-100, -50)).trusted_root(|root| {
            let mut again = root["ctlogs"][0].clone();
            again["publicKey"]["validFor"]["start"] = at(-10).to_string().into();
            again["publicKey"]["validFor"]["end"] = at(10).to_string().into();
            root["ctlogs"].as_array_mut().unwrap().push(again);
        })
    };
    let _ = accepted(listed_twice(hello()));
    let between = listed_twice(hello().sct(|sct| sct.timestamp -= 20_000));
    let expected = Rejection::SctPeriod { log: log(), time: at(-20), period: period(-100, -50) };
    assert_eq!(refused(between), expected);
}

#[test]
fn v_65_accepted_scts_of_two_logs() {
    let draft = || two_logs().trusted_root(trust_other);
    let _ = accepted(draft());
    let _ = accepted_by(&demanding(2), draft());
}

#[test]
fn v_65_accepted_two_scts_of_one_log_count_once() {
    let again = || hello().scts(|scts| scts.push(scts[0].clone()));
    let _ = accepted(again());
    assert_eq!(refused_by(&demanding(2), again()), too_few(1, 2, &[]));
    let one_operator = two_logs().trusted_root(|root| {
        trust_other(root);
        root["ctlogs"][0]["operator"] = "example".into();
        root["ctlogs"][1]["operator"] = "example".into();
    });
    assert_eq!(refused_by(&demanding(2), one_operator), too_few(1, 2, &[]));
}

/// A good one does not make up for a bad one.
#[test]
fn v_63_broken_a_bad_sct_beside_a_good_one() {
    let draft = two_logs().trusted_root(trust_other).scts(|scts| *scts[1].last_mut().unwrap() ^= 1);
    let log = other_log().id();
    assert_eq!(refused(draft), Rejection::SctSignature { log });
}
