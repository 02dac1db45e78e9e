//! Step 3, the log: proofs, promises, checkpoints, inclusion, counting, key periods.

use sigstore_checkpoint::{Error as NoteError, Part};
use sigstore_engine::{KeyKind, NoteSigner, RekorV1, SigningKey, Witness};
use sigstore_json::ErrorKind;
use sigstore_merkle::Error as MerkleError;
use sigstore_rekor_types::{EntryLogId, Error as EntryError, KindVersion};
use sigstore_traits::{Message, SignatureScheme};
use sigstore_verify::{ProvenTime, UnreadableError, Waived, WaivedBy};
use sigstore_world::{key, rsa_key};

use super::*;

fn no_v1_promise() -> Rejection {
    Rejection::Promise { entry: 0, log: id_v1() }
}

fn too_few(found: usize, required: usize, unknown: &[LogId]) -> Rejection {
    Rejection::TooFewLogEntries { found, required, unknown: unknown.to_vec() }
}

/// Why the checkpoint is none.
fn no_note(draft: Draft) -> NoteError {
    let Unreadable { place, error } = unreadable(draft);
    assert_eq!(place, "tlogEntries[0].inclusionProof.checkpoint.envelope");
    match error {
        UnreadableError::Checkpoint(error) => error,
        other => panic!("{other:?}"),
    }
}

/// Why the body is none.
fn no_body(draft: Draft) -> EntryError {
    let Unreadable { place, error } = unreadable(draft);
    assert_eq!(place, "tlogEntries[0].canonicalizedBody");
    match error {
        UnreadableError::Body(error) => error,
        other => panic!("{other:?}"),
    }
}

/// Why the entry is none.
fn no_entry(change: impl Fn(&mut Value) + 'static) -> EntryError {
    match unparsed(hello().bundle_json(move |bundle| change(entry(bundle, 0)))) {
        sigstore_bundle::Error::Entry(error) => error,
        other => panic!("{other:?}"),
    }
}

/// The world after its logs took one entry more.
fn later_world() -> World {
    let mut world = World::new();
    let kind = || KindVersion::from(EntryKind::HashedRekordV001);
    world.rekor_v1.include(kind(), b"more".to_vec(), after(0));
    world.rekor_v2.include(kind(), b"more".to_vec());
    world
}

/// The same signature, logged twice in Rekor v1.
pub(super) fn logged_twice() -> Draft {
    let later = later_world().message(b"hello").make();
    let mut later: Value = serde_json::from_str(&later.bundle_json).unwrap();
    let second = entry(&mut later, 0).take();
    hello().bundle_json(move |bundle| {
        push(&mut bundle["verificationMaterial"]["tlogEntries"], second.clone());
    })
}

fn operated(root: &mut Value) {
    for log in root["tlogs"].as_array_mut().unwrap() {
        log["operator"] = "sigstore.test".into();
    }
}

/// A line that the key of nobody known made, under this name.
fn unknown_line(name: &str) -> String {
    let signer = NoteSigner::c2sp(name, key(KeyKind::P256, "nobody"));
    signer.line("another text\n").unwrap()
}

/// Puts a line before the first one.
fn put_first(note: &mut String, line: &str) {
    let text = note.find("\n\n").unwrap() + 2;
    note.insert_str(text, line);
}

// What must be there.

#[test]
fn v_3_shape_what_is_not_in_the_bundle_is_missing() {
    let promised = hello().bundle_json(without_proof);
    let bare = hello().rekor_v2().bundle_json(without_proof);
    let missing = |promised| Rejection::NoProof { entry: 0, promised };
    assert_eq!(refusal(promised), missing(true));
    assert_eq!(refusal(bare), missing(false));
}

#[test]
fn v_11_kept_a_promise_in_0_1() {
    accept(hello().version_0_1());
}

#[test]
fn v_11_broken_no_promise_in_0_1() {
    let draft = hello().version_0_1().timestamps(1);
    let rejection = refusal(draft.bundle_json(without_promise));
    assert_eq!(rejection, Rejection::NoPromise { entry: 0 });
}

#[test]
fn v_11_accepted_no_promise_in_later_versions_beside_another_time() {
    accept(hello().version_0_2().timestamps(1).bundle_json(without_promise));
    accept(hello().timestamps(1).bundle_json(without_promise));
}

#[test]
fn v_12_kept_a_checkpoint_beside_each_proof() {
    accept(hello());
    accept(hello().rekor_v2());
}

#[test]
fn v_12_broken_a_proof_without_checkpoint_in_any_version() {
    let no_checkpoint = Rejection::NoCheckpoint { entry: 0 };
    for draft in [hello(), hello().version_0_2(), hello().version_0_1()] {
        let rejection = refusal(draft.proof(|proof| proof.checkpoint = None));
        assert_eq!(rejection, no_checkpoint);
    }
}

#[test]
fn v_12_broken_a_waived_proof_that_is_there_without_checkpoint() {
    let draft = hello().version_0_1().proof(|proof| proof.checkpoint = None);
    let rejection =
        refusal_under(draft, |policy| policy.waive(Waived::InclusionProof, WaivedBy::Caller));
    assert_eq!(rejection, Rejection::NoCheckpoint { entry: 0 });
}

#[test]
fn v_13_kept_a_proof_in_every_version() {
    for draft in [hello(), hello().version_0_2(), hello().version_0_1()] {
        accept(draft);
    }
}

#[test]
fn v_13_broken_a_promise_that_holds_and_no_proof() {
    for draft in [hello(), hello().version_0_2(), hello().version_0_1()] {
        let rejection = refusal(draft.bundle_json(without_proof));
        let promised = true;
        assert_eq!(rejection, Rejection::NoProof { entry: 0, promised });
    }
}

#[test]
fn v_13_broken_an_entry_of_an_unknown_log_without_proof() {
    let draft = hello().both_logs().trusted_root(distrust("tlogs", 1));
    let rejection = refusal(draft.bundle_json(|bundle| remove(entry(bundle, 1), "inclusionProof")));
    let promised = false;
    assert_eq!(rejection, Rejection::NoProof { entry: 1, promised });
}

#[test]
fn v_20_kept_one_entry() {
    assert_eq!(accepted(hello()).log_entries().len(), 1);
}

#[test]
fn v_20_broken_no_entry() {
    assert_eq!(refusal(hello().no_log().timestamps(1)), too_few(0, 1, &[]));
}

#[test]
fn v_20_accepted_no_entry_if_that_is_waived() {
    accept_under(hello().no_log().timestamps(1), |policy| {
        policy.waive(Waived::TransparencyLog, WaivedBy::Caller)
    });
}

// Which log.

#[test]
fn v_73_kept_the_log_of_the_entrys_id() {
    let (v1, v2) = (accepted(hello()), accepted(hello().rekor_v2()));
    assert_eq!(v1.log_entries()[0].log_id, id_v1());
    assert_eq!(v2.log_entries()[0].log_id, id_v2());
}

#[test]
fn v_73_broken_an_entry_of_an_unknown_log() {
    let draft = hello().trusted_root(distrust("tlogs", 0));
    assert_eq!(refusal(draft), too_few(0, 1, &[id_v1()]));
}

#[test]
fn v_73_broken_a_certificate_log_is_no_signature_log() {
    let draft = hello().trusted_root(|root| {
        let log = take(&mut root["tlogs"], 0);
        push(&mut root["ctlogs"], log);
    });
    assert_eq!(refusal(draft), too_few(0, 1, &[id_v1()]));
}

#[test]
fn v_62_broken_a_signature_log_is_no_certificate_log() {
    let draft = hello().trusted_root(|root| {
        let log = take(&mut root["ctlogs"], 0);
        push(&mut root["tlogs"], log);
    });
    let unknown = vec![World::new().certificate_log.id()];
    let (found, required) = (0, 1);
    assert_eq!(refusal(draft), Rejection::TooFewScts { found, required, unknown });
}

#[test]
fn v_73_accepted_an_unknown_log_beside_a_known_one() {
    let draft = || hello().both_logs().trusted_root(distrust("tlogs", 1));
    let verified = accepted(draft());
    let logs: Vec<_> = verified.log_entries().iter().map(|entry| entry.log_id).collect();
    assert_eq!(logs, [id_v1()]);
    let told = told(draft(), "log-entries");
    assert!(told.contains(&format!("unknown_logs=[{}]", id_v2())), "{told}");
}

#[test]
fn v_73_accepted_a_log_that_is_listed_twice_with_other_periods() {
    accept(hello().trusted_root(|root| {
        let mut retired = root["tlogs"][0].clone();
        retired["publicKey"]["validFor"]["end"] = "2025-06-01T00:00:00Z".into();
        root["tlogs"].as_array_mut().unwrap().insert(0, retired);
    }));
}

#[test]
fn v_130_kept_an_id_of_32_bytes() {
    accept(hello());
}

#[test]
fn v_130_broken_an_id_that_is_absent_short_or_zero() {
    for bytes in [&[0; 32][..], &[1; 4], &[1; 33]] {
        let found = EntryLogId(bytes.into());
        let draft = hello().bundle_json(move |bundle| {
            entry(bundle, 0)["logId"]["keyId"] = Base64::encode_string(bytes).into();
        });
        assert_eq!(refusal(draft), Rejection::LogId { entry: 0, found });
    }
    let missing = |name, place: &str| {
        let (kind, place) = (ErrorKind::MissingMember { name }, place.into());
        EntryError::Json(sigstore_json::Error { kind, place })
    };
    let empty = no_entry(|entry| entry["logId"]["keyId"] = "".into());
    let log_id = "$.verificationMaterial.tlogEntries[0].logId";
    assert_eq!(empty, missing("keyId", log_id));
    let absent = no_entry(|entry| remove(entry, "logId"));
    let entry = "$.verificationMaterial.tlogEntries[0]";
    assert_eq!(absent, missing("logId", entry));
}

#[test]
fn v_130_broken_beside_a_good_entry() {
    let draft = hello().bundle_json(|bundle| {
        let mut other = entry(bundle, 0).clone();
        other["logId"]["keyId"] = "AQ==".into();
        push(&mut bundle["verificationMaterial"]["tlogEntries"], other);
    });
    let rejection = refusal(draft);
    assert_eq!(rejection, Rejection::LogId { entry: 1, found: EntryLogId(vec![1]) });
    assert_eq!(
        rejection.to_string(),
        "the log entry names no log at tlogEntries[1]: found 1 bytes, expected 32 bytes, not all \
         zero (V-130)"
    );
}

#[test]
fn v_18_kept_everything_that_an_entry_names() {
    accept(hello());
}

#[test]
fn v_18_broken_numbers_below_zero() {
    let negative = |place: &str| EntryError::Negative {
        place: format!("$.verificationMaterial.tlogEntries[0].{place}"),
        found: -1,
    };
    let index = no_entry(|entry| entry["logIndex"] = "-1".into());
    assert_eq!(index, negative("logIndex"));
    for member in ["logIndex", "treeSize"] {
        let error = no_entry(move |entry| entry["inclusionProof"][member] = "-1".into());
        assert_eq!(error, negative(&format!("inclusionProof.{member}")));
    }
}

#[test]
fn v_18_broken_no_kind_or_no_body() {
    for member in ["kindVersion", "canonicalizedBody"] {
        let error = no_entry(move |entry| remove(entry, member));
        assert_eq!(error.code(), "json-missing-member", "{member}");
    }
}

// Promises.

#[test]
fn v_40_kept_a_promise_beside_a_timestamp() {
    assert_eq!(accepted(hello().timestamps(1)).times().len(), 2);
}

#[test]
fn v_40_broken_a_promise_that_does_not_hold_beside_a_timestamp() {
    let draft = hello().timestamps(1);
    let rejection = refusal(draft.promise(|promise| *promise.last_mut().unwrap() ^= 1));
    assert_eq!(rejection, no_v1_promise());
}

#[test]
fn v_75_kept_the_promise_over_the_four_members() {
    let verified = accepted(hello());
    assert_eq!(verified.log_entries()[0].index, Some(1005));
}

/// Rekor v1 signs with SHA-256, whatever the curve of its key.
#[test]
fn v_75_kept_the_promise_of_a_log_with_another_curve() {
    for kind in [KeyKind::P384, KeyKind::P521] {
        let mut world = World::new();
        world.rekor_v1.signer = NoteSigner::rekor_v1("rekor.sigstore.test", key(kind, "log"));
        accept(world.message(b"hello"));
    }
}

#[test]
fn v_75_broken_a_promise_over_anything_else() {
    let changes = [
        ("\"integratedTime\":1", "\"integratedTime\":2"),
        // The index in the shard, not the one over all shards.
        ("\"logIndex\":1005", "\"logIndex\":5"),
        ("\"logIndex\":1005", "\"logIndex\":\"1005\""),
        ("\"body\":\"e", "\"body\":\"f"),
        ("\"logID\":\"", "\"logID\":\"0"),
        ("{\"body\"", "{ \"body\""),
    ];
    for (from, to) in changes {
        let draft = hello().set_payload(move |payload| {
            assert!(payload.contains(from), "{payload}");
            *payload = payload.replacen(from, to, 1);
        });
        assert_eq!(refusal(draft), no_v1_promise(), "{to}");
    }
}

#[test]
fn v_75_broken_a_promise_of_another_log() {
    let draft = hello().promise(|promise| {
        let payload = b"{}";
        *promise = World::new().rekor_v1.promise(payload).unwrap();
    });
    assert_eq!(refusal(draft), no_v1_promise());
}

#[test]
fn v_38_kept_a_promised_time_is_a_time() {
    let promised = ProvenTime {
        time: after(5),
        source: TimeSource::LogPromise,
        authority: format!("https://{V1}"),
    };
    assert_eq!(accepted(hello()).times(), [promised]);
}

#[test]
fn v_38_broken_a_time_without_promise_is_none() {
    let rejection = refusal(hello().bundle_json(without_promise));
    assert_eq!(rejection, Rejection::NoProvenTime);
}

#[test]
fn v_38_accepted_a_time_without_promise_whatever_it_says() {
    let draft = hello().timestamps(1).bundle_json(|bundle| {
        without_promise(bundle);
        entry(bundle, 0)["integratedTime"] = "4102444800".into();
    });
    let verified = accepted(draft);
    let times: Vec<_> = verified.times().iter().map(|proven| proven.time).collect();
    assert_eq!(times, [after(2)]);
}

#[test]
fn v_118_kept_what_nothing_proves_is_not_told() {
    let draft = hello().timestamps(1).bundle_json(|bundle| {
        without_promise(bundle);
        entry(bundle, 0)["logIndex"] = "999999".into();
    });
    let verified = accepted(draft);
    let logged = &verified.log_entries()[0];
    assert_eq!((logged.index, logged.proof_index), (None, Some(5)));
}

#[test]
fn v_120_kept_no_promise_and_no_time_in_v2() {
    accept(hello().rekor_v2());
}

#[test]
fn v_120_broken_a_promise_in_v2() {
    let promise = |bundle: &mut Value| {
        entry(bundle, 0)["inclusionPromise"] =
            serde_json::json!({ "signedEntryTimestamp": "AA==" });
    };
    let known = hello().rekor_v2().bundle_json(promise);
    assert_eq!(refusal(known), Rejection::PromiseInV2 { entry: 0 });
    let unknown = hello().rekor_v2().bundle_json(promise);
    let unknown = unknown.trusted_root(distrust("tlogs", 1));
    assert_eq!(refusal(unknown), Rejection::PromiseInV2 { entry: 0 });
}

#[test]
fn v_120_accepted_an_empty_promise_and_any_time_in_v2() {
    let draft = hello().rekor_v2().bundle_json(|bundle| {
        let entry = entry(bundle, 0);
        entry["inclusionPromise"] = serde_json::json!({ "signedEntryTimestamp": "" });
        entry["integratedTime"] = "4102444800".into();
    });
    let verified = accepted(draft);
    let sources: Vec<_> = verified.times().iter().map(|proven| proven.source).collect();
    assert_eq!(sources, [TimeSource::TimestampAuthority]);
}

#[test]
fn v_37_kept_the_promise_or_a_timestamp() {
    accept(hello());
    accept(hello().timestamps(1).bundle_json(without_promise));
    accept(hello().rekor_v2());
}

#[test]
fn v_37_broken_no_time_at_all() {
    let rejection = refusal(hello().rekor_v2().timestamps(0));
    assert_eq!(rejection, Rejection::NoProvenTime);
}

#[test]
fn v_39_kept_a_timestamp_in_v2() {
    let verified = accepted(hello().rekor_v2());
    assert_eq!(verified.times()[0].source, TimeSource::TimestampAuthority);
}

#[test]
fn v_39_broken_nothing_but_the_logs_own_time_in_v2() {
    let draft = hello().rekor_v2().timestamps(0);
    let draft = draft.entry(|entry| entry.integrated_time = after(5).seconds());
    assert_eq!(refusal(draft), Rejection::NoProvenTime);
}

#[test]
fn v_133_accepted_a_key_without_a_period_and_without_any_time() {
    let draft = hello().rekor_v2().timestamps(0).managed_key();
    assert_eq!(accepted(draft).times(), []);
}

#[test]
fn v_133_broken_a_key_with_a_period_or_a_minimum_of_timestamps_and_no_time() {
    let made = hello().rekor_v2().timestamps(0).managed_key().make();
    let spki = read_key(made.key_pem.as_ref().unwrap().as_bytes()).unwrap();
    let with_period = Policy::key(spki.clone(), Some(until(None)));
    let rejected = |rejection| Err(Error::Rejected(rejection));
    assert_eq!(verdict_under(&made, &with_period), rejected(Rejection::NoProvenTime));
    let with_minimum = signed_timestamps(1)(Policy::key(spki, None));
    let (found, required, unknown) = (0, 1, 0);
    assert_eq!(
        verdict_under(&made, &with_minimum),
        rejected(Rejection::TooFewTimestamps { found, required, unknown })
    );
}

// Checkpoints.

#[test]
fn v_76_kept_a_note() {
    accept(hello());
}

#[test]
fn v_76_broken_a_line_with_another_dash() {
    let draft = hello().note(|note| *note = note.replacen("— ", "– ", 1));
    let error = no_note(draft);
    assert!(matches!(error, NoteError::NotSignature { line: 6, .. }), "{error:?}");
}

#[test]
fn v_76_broken_no_signature_lines() {
    let draft = hello().note(|note| note.truncate(note.find("\n\n").unwrap() + 2));
    let (line, expected) = (6, Part::Signature);
    assert_eq!(no_note(draft), NoteError::Ended { line, expected });
}

#[test]
fn v_76_broken_no_newline_at_the_end() {
    let error = no_note(hello().note(|note| _ = note.pop()));
    let (line, expected) = (6, Part::Newline);
    assert_eq!(error, NoteError::Ended { line, expected });
}

#[test]
fn v_78_kept_origin_size_and_root() {
    let verified = accepted(hello());
    let logged = &verified.log_entries()[0];
    assert_eq!(logged.origin.as_deref(), Some("rekor.sigstore.test - 1111"));
    assert_eq!(logged.tree_size, Some(6));
}

#[test]
fn v_78_broken_a_line_too_few() {
    let signed_without = |number: usize| {
        hello().rekor_v2().checkpoint_text(move |text| {
            let mut lines: Vec<_> = text.lines().collect();
            lines.remove(number);
            *text = lines.join("\n") + "\n";
        })
    };
    let origin = no_note(signed_without(0));
    assert!(matches!(origin, NoteError::TreeSize { .. }), "{origin:?}");
    let size = no_note(signed_without(1));
    assert!(matches!(size, NoteError::TreeSize { .. }), "{size:?}");
    let (line, expected) = (3, Part::RootHash);
    assert_eq!(no_note(signed_without(2)), NoteError::EmptyLine { line, expected });
}

#[test]
fn v_82_kept_the_line_of_the_log() {
    accept(hello());
    accept(hello().rekor_v2());
}

#[test]
fn v_82_broken_the_log_signed_something_else() {
    let v1 = refusal(hello().note(|note| damage_line(note, V1)));
    let v2 = refusal(hello().rekor_v2().note(|note| damage_line(note, V2)));
    let not_signed = |log| Rejection::Checkpoint { entry: 0, log };
    assert_eq!((v1, v2), (not_signed(id_v1()), not_signed(id_v2())));
}

#[test]
fn v_82_broken_one_of_two_lines_of_the_log() {
    for last in [false, true] {
        let draft = hello().rekor_v2().note(move |note| {
            let mut damaged = note.clone();
            damage_line(&mut damaged, V2);
            let line = damaged.lines().last().unwrap().to_owned() + "\n";
            match last {
                true => note.push_str(&line),
                false => put_first(note, &line),
            }
        });
        let log = id_v2();
        assert_eq!(refusal(draft), Rejection::Checkpoint { entry: 0, log });
    }
}

#[test]
fn v_82_accepted_lines_of_witnesses_before_and_after() {
    let mut world = World::new();
    for name in ["witness.test/a", "witness.test/b"] {
        let (name, key) = (name.into(), key(KeyKind::Ed25519, name));
        world.rekor_v2.witnesses.push(Witness { name, key });
    }
    accept(world.message(b"hello").rekor_v2());
    let first = |note: &mut String| put_first(note, &unknown_line("witness.test/c"));
    accept(hello().rekor_v2().note(first));
    accept(hello().note(first));
}

#[test]
fn v_82_accepted_an_unknown_second_key_of_the_same_origin() {
    accept(hello().rekor_v2().note(|note| put_first(note, &unknown_line(V2))));
    accept(hello().rekor_v2().note(|note| note.push_str(&unknown_line(V2))));
}

#[test]
fn v_82_accepted_64_lines() {
    accept(hello().rekor_v2().note(|note| {
        for number in 0..63 {
            put_first(note, &unknown_line(&format!("witness.test/{number}")));
        }
    }));
}

#[test]
fn v_83_kept_the_key_id_of_the_log() {
    accept(hello().rekor_v2());
}

#[test]
fn v_83_broken_another_key_id_over_the_same_signature() {
    let v1 = refusal(hello().note(|note| alter_line(note, V1, |line| line[0] ^= 1)));
    let v2 = hello().rekor_v2();
    let v2 = refusal(v2.note(|note| alter_line(note, V2, |line| line[3] ^= 1)));
    let no_line = |log, name: &str| Rejection::NoLogLine { entry: 0, log, name: name.into() };
    assert_eq!((v1, v2), (no_line(id_v1(), V1), no_line(id_v2(), V2)));
}

#[test]
fn v_83_broken_the_line_of_another_trusted_log() {
    let draft = hello().note(|note| {
        let (text, _) = note.split_at(note.find("\n\n").unwrap() + 1);
        let line = World::new().rekor_v2.signer.line(text).unwrap();
        *note = format!("{text}\n{line}");
    });
    let (log, name) = (id_v1(), V1.into());
    assert_eq!(refusal(draft), Rejection::NoLogLine { entry: 0, log, name });
}

/// A log of Rekor v2 with this key, whose line is a signature of this scheme over what `signed`
/// makes of the text.
fn signing(
    log: fn() -> SigningKey,
    scheme: SignatureScheme,
    signed: impl Fn(&[u8]) -> Vec<u8> + 'static,
) -> Draft {
    let mut world = World::new();
    world.rekor_v2.signer = NoteSigner::c2sp(V2, log());
    world.message(b"hello").rekor_v2().note(move |note| {
        let (text, _) = note.split_at(note.find("\n\n").unwrap() + 1);
        let message = signed(text.as_bytes());
        let signature = log().sign(scheme, Message::Bytes(&message)).unwrap();
        alter_line(note, V2, |line| {
            line.truncate(4);
            line.extend_from_slice(&signature);
        });
    })
}

#[test]
fn v_84_kept_ecdsa_and_rsa_with_sha_256_and_ed25519_over_the_text() {
    let ecdsa = SignatureScheme::Ecdsa(HashAlgorithm::Sha256);
    let rsa = SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256);
    accept(signing(|| key(KeyKind::P256, "note"), ecdsa, <[u8]>::to_vec));
    accept(signing(|| key(KeyKind::P384, "note"), ecdsa, <[u8]>::to_vec));
    accept(signing(|| rsa_key(2048), rsa, <[u8]>::to_vec));
    let ed25519 = || key(KeyKind::Ed25519, "note");
    accept(signing(ed25519, SignatureScheme::Ed25519, <[u8]>::to_vec));
    // Rekor v1 likewise.
    let mut world = World::new();
    let signer = NoteSigner::rekor_v1(V1, ed25519());
    world.rekor_v1 = RekorV1::new(signer, 1111, 0);
    accept(world.message(b"hello"));
}

#[test]
fn v_84_broken_ecdsa_with_another_hash() {
    let scheme = SignatureScheme::Ecdsa(HashAlgorithm::Sha384);
    let draft = signing(|| key(KeyKind::P384, "note"), scheme, <[u8]>::to_vec);
    let log = NoteSigner::c2sp(V2, key(KeyKind::P384, "note")).log_id();
    assert_eq!(refusal(draft), Rejection::Checkpoint { entry: 0, log });
}

#[test]
fn v_84_broken_ed25519_over_the_digest() {
    let digest = |text: &[u8]| sha256(text).as_bytes().to_vec();
    let ed25519 = || key(KeyKind::Ed25519, "rekor v2");
    let draft = signing(ed25519, SignatureScheme::Ed25519, digest);
    let log = id_v2();
    assert_eq!(refusal(draft), Rejection::Checkpoint { entry: 0, log });
}

/// A log of Rekor v2 that signs under this name, at `https://` and that.
fn named(name: &str) -> Draft {
    let mut world = World::new();
    world.rekor_v2.signer = NoteSigner::c2sp(name, key(KeyKind::Ed25519, "rekor v2"));
    world.message(b"hello").rekor_v2()
}

fn at(base_url: &'static str, number: usize) -> impl Fn(&mut Value) {
    move |root| root["tlogs"][number]["baseUrl"] = base_url.into()
}

#[test]
fn v_126_kept_the_host_of_the_base_url() {
    accept(hello().rekor_v2());
    accept(named("localhost:3003"));
    accept(named("localhost").trusted_root(at("http://localhost:3003/api/", 1)));
}

#[test]
fn v_126_broken_another_host() {
    let elsewhere = at("https://log2026-2.rekor.sigstore.test", 1);
    let rejection = refusal(hello().rekor_v2().trusted_root(elsewhere));
    let (found, expected) = (V2.into(), "log2026-2.rekor.sigstore.test".into());
    let entry = 0;
    assert_eq!(rejection, Rejection::Origin { entry, found, expected });
}

#[test]
fn v_126_broken_another_port() {
    let draft = named("localhost:3003").trusted_root(at("https://localhost:3004", 1));
    let (found, expected) = ("localhost:3003".into(), "localhost:3004".into());
    let entry = 0;
    assert_eq!(refusal(draft), Rejection::Origin { entry, found, expected });
}

#[test]
fn v_126_broken_a_signed_origin_of_another_host() {
    let draft = hello().rekor_v2();
    let draft = draft.checkpoint_text(|text| *text = text.replacen("log2026-1", "log2026-2", 1));
    let found = "log2026-2.rekor.sigstore.test".into();
    let (entry, expected) = (0, V2.into());
    assert_eq!(refusal(draft), Rejection::Origin { entry, found, expected });
}

#[test]
fn v_126_broken_a_line_under_another_name_in_v1() {
    // The name in the line is not signed; the key id does not bind it.
    let draft = hello().note(|note| *note = note.replacen("— rekor", "— other", 1));
    let (log, name) = (id_v1(), V1.into());
    assert_eq!(refusal(draft), Rejection::NoLogLine { entry: 0, log, name });
}

#[test]
fn v_126_accepted_any_base_url_in_v1() {
    accept(hello().trusted_root(at("http://pod-7f9c:8000", 0)));
}

// Tree heads and inclusion.

#[test]
fn v_88_kept_copies_of_size_and_root() {
    accept(hello());
    accept(hello().rekor_v2());
}

#[test]
fn v_88_broken_another_size_in_the_proof() {
    let rejection = refusal(hello().proof(|proof| proof.tree_size = 7));
    let (found, expected) = (7, 6);
    let entry = 0;
    assert_eq!(rejection, Rejection::TreeSize { entry, found, expected });
}

#[test]
fn v_88_broken_another_root_in_the_proof() {
    let rejection = refusal(hello().proof(|proof| proof.root_hash.as_mut().unwrap()[0] ^= 1));
    let Rejection::RootHash { entry: 0, mut found, expected } = rejection else {
        panic!("{rejection:?}")
    };
    found[0] ^= 1;
    assert_eq!(found, expected);
}

#[test]
fn v_88_broken_a_signed_head_of_another_tree() {
    let draft = hello().checkpoint_text(|text| *text = text.replacen("\n6\n", "\n7\n", 1));
    let (found, expected) = (6, 7);
    let entry = 0;
    assert_eq!(refusal(draft), Rejection::TreeSize { entry, found, expected });
}

#[test]
fn v_88_accepted_no_copies() {
    for draft in [hello(), hello().rekor_v2()] {
        accept(draft.proof(|proof| (proof.tree_size, proof.root_hash) = (0, None)));
    }
}

#[test]
fn v_124_kept_a_copy_of_the_index_in_v2() {
    accept(hello().rekor_v2());
}

#[test]
fn v_124_broken_another_index_in_the_proof_in_v2() {
    let rejection = refusal(hello().rekor_v2().proof(|proof| proof.log_index = 4));
    let (found, expected) = (4, 5);
    let entry = 0;
    assert_eq!(rejection, Rejection::ProofIndex { entry, found, expected });
}

#[test]
fn v_124_accepted_no_copy_in_v2() {
    accept(hello().rekor_v2().proof(|proof| proof.log_index = 0));
}

#[test]
fn v_87_kept_the_shards_index_in_v1_and_the_entrys_in_v2() {
    let (v1, v2) = (accepted(hello()), accepted(hello().rekor_v2()));
    let of = |verified: &Verified| {
        let logged = &verified.log_entries()[0];
        (logged.index, logged.proof_index)
    };
    assert_eq!(of(&v1), (Some(1005), Some(5)));
    assert_eq!(of(&v2), (Some(5), Some(5)));
}

#[test]
fn v_87_broken_the_entrys_index_in_the_proof_in_v1() {
    let rejection = refusal(hello().proof(|proof| proof.log_index = 1005));
    let (index, size) = (1005, 6);
    let error = MerkleError::LeafIndex { index, size };
    assert_eq!(rejection, Rejection::Inclusion { entry: 0, error });
}

#[test]
fn v_87_broken_another_index_of_the_entry_in_v2() {
    let draft = hello().rekor_v2().entry(|entry| entry.log_index = 4);
    let rejection = refusal(draft.proof(|proof| proof.log_index = 0));
    assert!(is_another_root(&rejection), "{rejection:?}");
}

fn is_another_root(rejection: &Rejection) -> bool {
    let error = match rejection {
        Rejection::Inclusion { entry: 0, error } => error,
        _ => return false,
    };
    matches!(error, MerkleError::Root { .. })
}

#[test]
fn v_89_kept_the_hashes_lead_to_the_root() {
    accept(hello());
    accept(hello().rekor_v2());
}

#[test]
fn v_89_broken_another_hash() {
    for number in [0, 1] {
        let rejection = refusal(hello().proof(move |proof| proof.hashes[number][31] ^= 1));
        assert!(is_another_root(&rejection), "{rejection:?}");
    }
}

#[test]
fn v_89_broken_a_hash_too_few_or_too_many() {
    let short = refusal(hello().proof(|proof| _ = proof.hashes.pop()));
    let long = refusal(hello().proof(|proof| proof.hashes.push([0; 32])));
    let length = |found| Rejection::Inclusion {
        entry: 0,
        error: MerkleError::InclusionPathLength { found, expected: 2 },
    };
    assert_eq!((short, long), (length(1), length(3)));
}

#[test]
fn v_89_broken_another_body_under_the_promise() {
    // The log promised this body, and has another one in its tree.
    let draft = hello().entry(|entry| entry.canonicalized_body.push(b' '));
    let rejection = refusal(draft);
    assert!(is_another_root(&rejection), "{rejection:?}");
}

#[test]
fn v_97_v_125_kept_a_canonical_body_in_v2() {
    accept(hello().rekor_v2());
}

#[test]
fn v_97_v_125_broken_a_body_in_another_spelling_in_v2() {
    let good = hello().rekor_v2().make();
    let offset = bundle(&good).entries[0].canonicalized_body.len();
    let error = no_body(hello().rekor_v2().body_bytes(|body| body.push(b' ')));
    assert_eq!(error, EntryError::NotCanonical { offset });
    let spaced = hello().rekor_v2().body_bytes(|body| body.insert(1, b' '));
    assert_eq!(no_body(spaced), EntryError::NotCanonical { offset: 1 });
}

#[test]
fn v_93_broken_a_body_of_an_unknown_kind() {
    let draft = hello().body_bytes(|body| {
        let text = String::from_utf8(body.clone()).unwrap();
        *body = text.replacen("\"hashedrekord\"", "\"rekord\"", 1).into();
    });
    let (kind, version) = ("rekord".into(), "0.0.1".into());
    assert_eq!(no_body(draft), EntryError::UnsupportedKind { kind, version });
}

#[test]
fn v_93_broken_a_body_with_a_member_twice() {
    let draft = hello().body_bytes(|body| {
        let text = String::from_utf8(body.clone()).unwrap();
        *body = text.replacen("{", "{\"kind\":\"hashedrekord\",", 1).into();
    });
    assert_eq!(no_body(draft).code(), "json-duplicate-member");
}

// Counting.

#[test]
fn v_117_kept_two_entries_that_hold() {
    assert_eq!(accepted(hello().both_logs()).log_entries().len(), 2);
}

#[test]
fn v_117_broken_a_second_entry_that_does_not_hold() {
    let second = |checkpoint: Option<&String>| checkpoint.unwrap().starts_with(V2);
    let draft = hello().both_logs().proof(move |proof| {
        if second(proof.checkpoint.as_ref()) {
            proof.hashes.pop();
        }
    });
    let (found, expected) = (1, 2);
    let error = MerkleError::InclusionPathLength { found, expected };
    assert_eq!(refusal(draft), Rejection::Inclusion { entry: 1, error });
    let draft = hello().both_logs().note(|note| {
        if note.starts_with(V2) {
            damage_line(note, V2);
        }
    });
    let log = id_v2();
    assert_eq!(refusal(draft), Rejection::Checkpoint { entry: 1, log });
}

#[test]
fn v_116_kept_two_logs_are_two() {
    accept_under(hello().both_logs(), log_entries(2));
}

#[test]
fn v_116_broken_two_entries_of_one_log_are_one() {
    assert_eq!(accepted(logged_twice()).log_entries().len(), 2);
    let rejection = refusal_under(logged_twice(), log_entries(2));
    assert_eq!(rejection, too_few(1, 2, &[]));
}

#[test]
fn v_116_broken_two_logs_of_one_operator_are_one() {
    let draft = || hello().both_logs().trusted_root(operated);
    accept(draft());
    assert_eq!(refusal_under(draft(), log_entries(2)), too_few(1, 2, &[]));
}

#[test]
fn v_116_broken_an_unknown_log_is_none() {
    let draft = hello().both_logs().trusted_root(distrust("tlogs", 1));
    let rejection = refusal_under(draft, log_entries(2));
    assert_eq!(rejection, too_few(1, 2, &[id_v2()]));
}

// Key periods.

fn outside(log: LogId, time: UnixTime, period: Validity) -> Rejection {
    Rejection::LogKeyPeriod { log, time, period }
}

#[test]
fn v_74_kept_a_promise_at_either_end() {
    let ends = period("tlogs", 0, START, "2026-01-01T12:00:05Z");
    accept(hello().trusted_root(ends));
    let starts = period("tlogs", 0, "2026-01-01T12:00:05Z", "2026-02-01T00:00:00Z");
    accept(hello().trusted_root(starts));
}

#[test]
fn v_74_broken_a_promise_one_second_later() {
    let draft = hello().trusted_root(period("tlogs", 0, START, "2026-01-01T12:00:04Z"));
    let expected = outside(id_v1(), after(5), until(Some(after(4))));
    assert_eq!(refusal(draft), expected);
}

#[test]
fn v_74_broken_a_promise_outside_beside_a_timestamp_inside() {
    let draft = hello().timestamps(1);
    let draft = draft.trusted_root(period("tlogs", 0, START, "2026-01-01T12:00:03Z"));
    let expected = outside(id_v1(), after(5), until(Some(after(3))));
    assert_eq!(refusal(draft), expected);
}

/// A log in the root a second time, under the same id with another key, trusted without end.
fn with_another_key(list_index: usize, root: &mut Value) {
    let mut other = root["tlogs"][list_index].clone();
    let spki = key(KeyKind::P256, "another key of this id");
    other["publicKey"]["rawBytes"] = sigstore_json::base64(spki.spki()).into();
    other["publicKey"]["keyDetails"] = "PKIX_ECDSA_P256_SHA_256".into();
    other["publicKey"]["validFor"] = serde_json::json!({ "start": START });
    root["tlogs"].as_array_mut().unwrap().push(other);
}

#[test]
fn v_74_kept_another_key_of_the_same_id_beside_it() {
    accept(hello().trusted_root(|root| with_another_key(0, root)));
}

#[test]
fn v_74_broken_the_key_that_promised_was_over_and_another_of_its_id_is_not() {
    let draft = hello().trusted_root(|root| {
        period("tlogs", 0, START, "2026-01-01T12:00:04Z")(root);
        with_another_key(0, root);
    });
    let expected = outside(id_v1(), after(5), until(Some(after(4))));
    assert_eq!(refusal(draft), expected);
}

#[test]
fn v_129_broken_one_key_of_the_id_was_over() {
    let draft = hello().rekor_v2().trusted_root(|root| {
        period("tlogs", 1, START, "2026-01-01T12:00:01Z")(root);
        with_another_key(1, root);
    });
    let expected = outside(id_v2(), after(2), until(Some(after(1))));
    assert_eq!(refusal(draft), expected);
}

#[test]
fn v_129_kept_a_timestamp_at_the_end() {
    let ends = period("tlogs", 1, START, "2026-01-01T12:00:02Z");
    accept(hello().rekor_v2().trusted_root(ends));
}

#[test]
fn v_129_broken_no_timestamp_inside() {
    let draft = hello().rekor_v2();
    let draft = draft.trusted_root(period("tlogs", 1, START, "2026-01-01T12:00:01Z"));
    let expected = outside(id_v2(), after(2), until(Some(after(1))));
    assert_eq!(refusal(draft), expected);
}

#[test]
fn v_129_accepted_one_timestamp_of_two_inside() {
    let draft = hello().rekor_v2().timestamps(2).timestamp(|info| {
        if is_second_authority(info.tsa.as_ref()) {
            info.time = after(30);
        }
    });
    accept(draft.trusted_root(period("tlogs", 1, START, "2026-01-01T12:00:02Z")));
}

#[test]
fn v_129_accepted_a_key_without_any_time() {
    let draft = hello().rekor_v2().timestamps(0).managed_key();
    let over = period("tlogs", 1, START, "2025-06-01T00:00:00Z");
    assert_eq!(accepted(draft.trusted_root(over)).times(), []);
}
