//! Step 3, the timestamps: what they say, who signed them, when that authority could.

use sigstore_certificate::Error as CertificateError;
use sigstore_engine::{Chain, CtEntry, CtLog, KeyKind, ORGANIZATION, SigningKey, arcs, asn1, name};
use sigstore_traits::SignatureError;
use sigstore_tsa::{AlgorithmUse, Error as TsaError, Status};
use sigstore_verify::UnreadableError;
use sigstore_world::key;

use super::*;

/// A timestamp is the only time of this one.
fn stamped() -> Draft {
    hello().rekor_v2()
}

/// The same, of a world whose first authority was changed, in the trusted root too.
fn stamped_by(change: impl Fn(&mut Chain)) -> Draft {
    let mut world = World::new();
    change(&mut world.timestamp_authorities[0].chain);
    world.message(b"hello").rekor_v2()
}

fn no_timestamp(draft: Draft) -> TsaError {
    let Unreadable { place, error } = unreadable(draft);
    assert_eq!(place, "rfc3161Timestamps[0].signedTimestamp");
    match error {
        UnreadableError::Timestamp(error) => error,
        other => panic!("{other:?}"),
    }
}

/// Why the authority's word does not count.
fn not_signed(draft: Draft) -> TsaError {
    match refusal(draft) {
        Rejection::Timestamp { timestamp: 0, error } => error,
        other => panic!("{other:?}"),
    }
}

fn times(draft: Draft) -> Vec<UnixTime> {
    let verified = accepted(draft);
    verified.times().iter().map(|proven| proven.time).collect()
}

fn too_few(found: usize, required: usize, unknown: usize) -> Rejection {
    Rejection::TooFewTimestamps { found, required, unknown }
}

/// What another key would answer to this name and serial number.
fn forged_certificate() -> Vec<u8> {
    let mut tbs = World::new().timestamp_authorities.remove(0).chain.issuing.tbs;
    let forger = key(KeyKind::P256, "forger");
    tbs.spki = forger.spki().to_vec();
    tbs.sign(&forger, HashAlgorithm::Sha384).unwrap()
}

fn certificate_of(authority: usize) -> Vec<u8> {
    let chain = World::new().timestamp_authorities.remove(authority).chain;
    chain.certificates().unwrap().remove(0)
}

// What is read.

#[test]
fn v_41_kept_a_granted_response() {
    accept(stamped());
}

#[test]
fn v_41_accepted_granted_with_modifications() {
    accept(stamped().replies(|replies| replies[0][8] = 1));
}

#[test]
fn v_41_broken_a_refused_response() {
    let error = no_timestamp(stamped().replies(|replies| {
        assert_eq!(replies[0][4..9], [0x30, 3, 2, 1, 0]);
        replies[0][8] = 2;
    }));
    let expected = TsaError::NotGranted {
        status: Status::Rejection,
        failures: Vec::new(),
        text: String::new(),
    };
    assert_eq!(error, expected);
}

#[test]
fn v_41_broken_a_bare_token() {
    let error = no_timestamp(stamped().replies(|replies| drop(replies[0].drain(..9))));
    assert!(matches!(error, TsaError::Der(_)), "{error:?}");
}

#[test]
fn v_42_kept_signed_attributes_over_the_content() {
    accept(stamped());
}

#[test]
fn v_42_broken_another_version() {
    let error = no_timestamp(stamped().timestamp(|info| info.version = 2));
    let (structure, found, expected) = ("TSTInfo", 2, 1);
    assert_eq!(error, TsaError::Version { structure, found, expected });
}

#[test]
fn v_42_broken_another_content_type() {
    let error = no_timestamp(stamped().token(|token| {
        token.content_type = arcs::SIGNED_DATA.to_vec();
    }));
    let TsaError::ContentType { structure, .. } = error else { panic!("{error:?}") };
    assert_eq!(structure, "EncapsulatedContentInfo");
}

#[test]
fn v_42_broken_another_content_type_in_the_attribute() {
    let error = no_timestamp(stamped().token(|token| {
        let content_type = |attribute: &&mut (Vec<u32>, _)| attribute.0 == arcs::CONTENT_TYPE;
        let attribute = token.attributes.iter_mut().find(content_type).unwrap();
        attribute.1 = asn1::oid(arcs::SIGNED_DATA);
    }));
    let TsaError::ContentType { structure, .. } = error else { panic!("{error:?}") };
    assert_eq!(structure, "content-type");
}

#[test]
fn v_42_broken_an_attribute_too_few() {
    let without = |id: &'static asn1::Arcs| {
        let draft = stamped().token(move |token| token.attributes.retain(|one| one.0 != id));
        no_timestamp(draft)
    };
    let missing = |attribute| TsaError::AttributeMissing { attribute };
    assert_eq!(without(arcs::CONTENT_TYPE), missing("content-type"));
    assert_eq!(without(arcs::MESSAGE_DIGEST), missing("message-digest"));
}

#[test]
fn v_42_broken_no_signed_attributes() {
    let error = no_timestamp(stamped().token(|token| token.attributes.clear()));
    assert_eq!(error, TsaError::NoSignedAttributes);
}

#[test]
fn v_42_broken_the_digest_of_another_content() {
    let error = not_signed(stamped().token(|token| {
        let digest = |attribute: &&mut (Vec<u32>, _)| attribute.0 == arcs::MESSAGE_DIGEST;
        let attribute = token.attributes.iter_mut().find(digest).unwrap();
        attribute.1 = asn1::octet_string(&[0; 32]);
    }));
    let TsaError::ContentDigest { found, .. } = error else { panic!("{error:?}") };
    assert_eq!(found, "00".repeat(32));
}

#[test]
fn v_42_broken_the_identifier_of_another_certificate() {
    let error = not_signed(stamped().token(|token| {
        let id = |attribute: &&mut (Vec<u32>, _)| attribute.0 == arcs::SIGNING_CERTIFICATE_V2;
        let (_, value) = token.attributes.iter_mut().find(id).unwrap();
        let hash = value.windows(2).position(|two| two == [4, 32]).unwrap();
        value[hash + 2] ^= 1;
    }));
    let TsaError::SigningCertificate(mismatch) = error else { panic!("{error:?}") };
    assert_eq!(mismatch.field, "certHash");
    assert_eq!(mismatch.expected, hex(sha256(&certificate_of(0))));
}

#[test]
fn v_42_accepted_no_identifier_of_the_certificate() {
    accept(stamped().token(|token| {
        token.attributes.retain(|one| one.0 != arcs::SIGNING_CERTIFICATE_V2);
    }));
}

#[test]
fn v_42_broken_another_signature() {
    let draft = stamped().replies(|replies| *replies[0].last_mut().unwrap() ^= 1);
    assert_eq!(not_signed(draft), TsaError::Signature(SignatureError::Invalid));
}

#[test]
fn v_48_kept_a_time_with_a_fraction() {
    let half = || UnixTime::new(after(2).seconds(), 500_000_000).unwrap();
    let draft = stamped().timestamp(move |info| info.time = half());
    assert_eq!(times(draft), [half()]);
}

#[test]
fn v_48_broken_a_fraction_after_the_last_second() {
    let half = || UnixTime::new(after(2).seconds(), 500_000_000).unwrap();
    let draft = stamped().timestamp(move |info| info.time = half());
    let ends = period("timestampAuthorities", 0, START, "2026-01-01T12:00:02Z");
    let expected = Rejection::TimestampAuthorityPeriod {
        timestamp: 0,
        time: half(),
        period: until(Some(after(2))),
    };
    assert_eq!(refusal(draft.trusted_root(ends)), expected);
}

#[test]
fn v_48_broken_a_time_in_another_spelling() {
    let good = b"20260101120002Z";
    for (text, found) in
        [(b"20260101120002z", "20260101120002z"), (b"20261301120002Z", "20261301120002Z")]
    {
        let error = no_timestamp(stamped().token(move |token| {
            let content = &mut token.content;
            let time = content.windows(15).position(|part| part == good).unwrap();
            content[time..time + 15].copy_from_slice(text);
        }));
        let found = found.into();
        assert_eq!(error, TsaError::Time { found });
    }
}

// What is stamped.

#[test]
fn v_43_kept_the_signatures_digest_by_each_hash() {
    for hash in HashAlgorithm::ALL {
        accept(stamped().timestamp_hash(hash));
    }
    accept(envelope().rekor_v2());
}

#[test]
fn v_43_broken_the_digest_of_something_else() {
    let signature = signature(&stamped().make());
    let expected = sha256(&signature);
    let text = Base64::encode_string(&signature);
    for found in [sha256(b"hello"), sha256(text.as_bytes()), flipped(expected)] {
        let imprint = found.as_bytes().to_vec();
        let draft = stamped().timestamp(move |info| info.imprint.clone_from(&imprint));
        let timestamp = 0;
        assert_eq!(refusal(draft), Rejection::TimestampImprint { timestamp, found, expected });
    }
}

#[test]
fn v_43_broken_a_digest_by_sha_1() {
    let error = no_timestamp(stamped().timestamp(|info| {
        info.imprint_algorithm = vec![1, 3, 14, 3, 2, 26];
        info.imprint.truncate(20);
    }));
    let TsaError::UnsupportedAlgorithm { purpose, oid, .. } = error else { panic!("{error:?}") };
    assert_eq!(purpose, AlgorithmUse::Imprint);
    assert_eq!(oid.to_string(), "1.3.14.3.2.26");
}

// Who signed.

#[test]
fn v_44_kept_with_and_without_the_signers_certificate() {
    accept(stamped());
    accept(stamped().without_embedded_certificates());
}

#[test]
fn v_44_kept_a_signer_named_by_its_key_id() {
    accept(stamped().token(|token| {
        let chain = World::new().timestamp_authorities.remove(0).chain;
        let mut tbs = chain.issuing.tbs;
        let key_id = tbs.extension_mut(arcs::SUBJECT_KEY_ID).unwrap();
        token.signer_version = 3;
        token.signer = asn1::context_primitive(0, &key_id.value[2..]);
    }));
}

#[test]
fn v_44_broken_a_signer_whose_key_signed_not() {
    let draft = stamped_by(|chain| chain.issuing.key = key(KeyKind::P256, "forger"));
    let invalid = TsaError::Signature(SignatureError::Invalid);
    assert_eq!(not_signed(draft), invalid);
    let draft = stamped_by(|chain| chain.issuing.key = key(KeyKind::P256, "forger"));
    assert_eq!(not_signed(draft.without_embedded_certificates()), invalid);
}

#[test]
fn v_44_broken_another_certificate_under_the_signers_name() {
    let draft = stamped().token(|token| token.certificates = vec![forged_certificate()]);
    assert_eq!(not_signed(draft), TsaError::EmbeddedSigner);
    // Also beside the right one.
    let draft = stamped().token(|token| token.certificates.push(forged_certificate()));
    assert_eq!(not_signed(draft), TsaError::EmbeddedSigner);
}

#[test]
fn v_44_broken_an_unknown_authority_with_and_without_its_certificate() {
    let unknown = || stamped().trusted_root(distrust("timestampAuthorities", 0));
    assert_eq!(refusal(unknown()), Rejection::NoProvenTime);
    let bare = unknown().without_embedded_certificates();
    assert_eq!(refusal(bare), Rejection::NoProvenTime);
}

#[test]
fn v_44_broken_a_certificate_authority_is_no_timestamp_authority() {
    // Its key signs the time, and it is trusted, for certificates.
    let mut world = World::new();
    world.timestamp_authorities[0].chain = World::new().authority.chain;
    let draft = world.message(b"hello").rekor_v2().trusting(&World::new());
    assert_eq!(refusal(draft), Rejection::NoProvenTime);
}

#[test]
fn v_44_broken_a_timestamp_authority_among_the_certificate_authorities() {
    let draft = stamped().trusted_root(|root| {
        let authority = take(&mut root["timestampAuthorities"], 0);
        push(&mut root["certificateAuthorities"], authority);
    });
    assert_eq!(refusal(draft), Rejection::NoProvenTime);
}

#[test]
fn v_51_broken_a_timestamp_authority_is_no_certificate_authority() {
    // Its root issued the certificate, and is trusted, for timestamps.
    let root = World::new().timestamp_authorities.remove(0).chain.above.remove(0);
    let subject = root.tbs.subject.clone();
    let mut world = World::new();
    world.authority.chain = Chain { issuing: root, above: Vec::new() };
    let draft = world.message(b"hello").trusting(&World::new());
    assert_eq!(subject, name(ORGANIZATION, "tsa 1 root"));
    let issuer = sigstore_certificate::Name(subject);
    let unknown = CertificateError::UnknownIssuer { issuer };
    assert_eq!(refusal(draft), Rejection::Certificate(unknown));
}

/// An authority that is not fit is not used: its timestamps are of nobody known.
fn unfit(change: impl Fn(&mut Chain)) {
    let made = stamped_by(change).make();
    let places: Vec<_> = trust(&made).unusable().iter().map(|one| one.place.clone()).collect();
    assert_eq!(places, ["$.timestampAuthorities[0]"]);
    assert_eq!(verdict(&made), Err(Error::Rejected(Rejection::NoProvenTime)));
}

#[test]
fn v_45_kept_a_signer_for_timestamps_only() {
    accept(stamped());
}

#[test]
fn v_45_broken_a_signer_for_another_purpose() {
    use sigstore_engine::Extension;
    unfit(|chain| {
        let tbs = &mut chain.issuing.tbs;
        tbs.extension_mut(arcs::EXTENDED_KEY_USAGE).unwrap().critical = false;
    });
    unfit(|chain| {
        let tbs = &mut chain.issuing.tbs;
        let both = Extension::extended_key_usage(&[arcs::TIME_STAMPING, arcs::CODE_SIGNING]);
        tbs.extension_mut(arcs::EXTENDED_KEY_USAGE).unwrap().value = both.value;
    });
    unfit(|chain| chain.issuing.tbs.remove_extension(arcs::EXTENDED_KEY_USAGE));
    unfit(|chain| chain.issuing.tbs.extensions.push(Extension::authority(None)));
}

// When.

#[test]
fn v_46_kept_the_last_second_of_each_certificate() {
    accept(stamped_by(|chain| chain.issuing.tbs.not_after = after(2)));
    accept(stamped_by(|chain| chain.above[0].tbs.not_after = after(2)));
    accept(stamped_by(|chain| chain.issuing.tbs.not_before = after(2)));
}

#[test]
fn v_46_broken_a_certificate_of_the_chain_has_expired() {
    let expected = Rejection::TimestampCertificatePeriod {
        timestamp: 0,
        time: after(2),
        period: until(Some(after(1))),
    };
    let signer = stamped_by(|chain| chain.issuing.tbs.not_after = after(1));
    assert_eq!(refusal(signer), expected);
    let root = stamped_by(|chain| chain.above[0].tbs.not_after = after(1));
    assert_eq!(refusal(root), expected);
}

#[test]
fn v_47_kept_a_time_at_either_end() {
    let all = |start, end| period("timestampAuthorities", 0, start, end);
    accept(stamped().trusted_root(all(START, "2026-01-01T12:00:02Z")));
    let starts = all("2026-01-01T12:00:02Z", "2026-02-01T00:00:00Z");
    accept(stamped().trusted_root(starts));
}

#[test]
fn v_47_broken_a_time_after_the_authoritys_period() {
    let ends = period("timestampAuthorities", 0, START, "2026-01-01T12:00:01Z");
    let expected = Rejection::TimestampAuthorityPeriod {
        timestamp: 0,
        time: after(2),
        period: until(Some(after(1))),
    };
    assert_eq!(refusal(stamped().trusted_root(ends)), expected);
}

#[test]
fn v_47_accepted_an_authority_that_is_listed_twice_with_other_periods() {
    accept(stamped().trusted_root(|root| {
        let mut retired = root["timestampAuthorities"][0].clone();
        retired["validFor"]["end"] = "2025-06-01T00:00:00Z".into();
        let authorities = root["timestampAuthorities"].as_array_mut().unwrap();
        authorities.insert(0, retired);
    }));
}

// How many.

#[test]
fn v_49_kept_as_many_as_are_demanded() {
    accept_under(hello().timestamps(1), signed_timestamps(1));
    accept_under(hello().timestamps(2), signed_timestamps(2));
}

#[test]
fn v_49_broken_too_few() {
    let none = refusal_under(hello(), signed_timestamps(1));
    let one = refusal_under(hello().timestamps(1), signed_timestamps(2));
    assert_eq!((none, one), (too_few(0, 1, 0), too_few(1, 2, 0)));
}

#[test]
fn v_49_broken_of_an_unknown_authority() {
    let draft = hello().timestamps(2);
    let draft = draft.trusted_root(distrust("timestampAuthorities", 1));
    let rejection = refusal_under(draft, signed_timestamps(2));
    assert_eq!(rejection, too_few(1, 2, 1));
}

#[test]
fn v_116_broken_two_timestamps_of_one_authority_are_one() {
    accept_under(hello().timestamps(3), signed_timestamps(2));
    let rejection = refusal_under(hello().timestamps(3), signed_timestamps(3));
    assert_eq!(rejection, too_few(2, 3, 0));
}

#[test]
fn v_116_broken_two_authorities_of_one_operator_are_one() {
    let draft = hello().timestamps(2).trusted_root(|root| {
        for authority in root["timestampAuthorities"].as_array_mut().unwrap() {
            authority["operator"] = "sigstore.test".into();
        }
    });
    let rejection = refusal_under(draft, signed_timestamps(2));
    assert_eq!(rejection, too_few(1, 2, 0));
}

/// Two authorities, of which the second has the URI of the first or another.
fn rotated(uri: &'static str) -> Draft {
    hello().timestamps(2).trusted_root(move |root| {
        for authority in root["timestampAuthorities"].as_array_mut().unwrap() {
            authority.as_object_mut().unwrap().remove("operator");
        }
        root["timestampAuthorities"][0]["uri"] = "https://tsa.sigstore.test/api/v1".into();
        root["timestampAuthorities"][1]["uri"] = uri.into();
    })
}

#[test]
fn v_116_kept_two_authorities_of_two_hosts_are_two() {
    accept_under(rotated("https://other.sigstore.test/api/v1"), signed_timestamps(2));
}

#[test]
fn v_116_broken_an_authority_with_a_new_key_is_one() {
    for uri in ["https://tsa.sigstore.test/api/v1", "tsa.sigstore.test:443/2026"] {
        accept_under(rotated(uri), signed_timestamps(1));
        assert_eq!(refusal_under(rotated(uri), signed_timestamps(2)), too_few(1, 2, 0), "{uri}");
    }
}

// Beside good evidence.

#[test]
fn v_122_kept_evidence_of_known_ones_that_holds() {
    accept(hello().both_logs().timestamps(2));
}

#[test]
fn v_122_accepted_a_timestamp_of_an_unknown_authority() {
    let draft = || {
        let draft = hello().rekor_v2().timestamps(2);
        draft.trusted_root(distrust("timestampAuthorities", 1))
    };
    assert_eq!(times(draft()), [after(2)]);
    let told = told(draft(), "timestamps");
    assert!(told.contains("of_unknown_authorities=1"), "{told}");
}

#[test]
fn v_122_accepted_a_timestamp_of_an_unknown_authority_about_anything() {
    let draft = hello().rekor_v2().timestamps(2).timestamp(|info| {
        if is_second_authority(info.tsa.as_ref()) {
            info.imprint[0] ^= 1;
        }
    });
    accept(draft.trusted_root(distrust("timestampAuthorities", 1)));
}

#[test]
fn v_122_broken_a_second_timestamp_of_a_known_authority() {
    let draft = hello().rekor_v2().timestamps(2).timestamp(|info| {
        if is_second_authority(info.tsa.as_ref()) {
            info.imprint[0] ^= 1;
        }
    });
    let expected = sha256(&signature(&hello().rekor_v2().make()));
    let found = flipped(expected);
    let timestamp = 1;
    assert_eq!(refusal(draft), Rejection::TimestampImprint { timestamp, found, expected });
}

#[test]
fn v_122_broken_a_second_timestamp_that_is_none() {
    let draft = hello().timestamps(2);
    let Unreadable { place, error } = unreadable(draft.replies(|replies| replies[1][8] = 2));
    assert_eq!(place, "rfc3161Timestamps[1].signedTimestamp");
    assert!(matches!(error, UnreadableError::Timestamp(_)), "{error:?}");
}

#[test]
fn v_122_broken_an_untrusted_timestamp_that_is_none() {
    let draft = hello().timestamps(1).replies(|replies| replies[0].truncate(100));
    let draft = draft.trusted_root(distrust("timestampAuthorities", 0));
    let error = no_timestamp(draft);
    assert!(matches!(error, TsaError::Der(_)), "{error:?}");
}

fn foreign_sct() -> Vec<u8> {
    let key: SigningKey = key(KeyKind::P256, "another ct log");
    let entry = CtEntry::Certificate(b"another certificate");
    CtLog::new(key).add(entry, after(0)).unwrap().to_bytes()
}

#[test]
fn v_122_accepted_an_sct_of_an_unknown_log() {
    accept(hello().scts(|scts| scts.insert(0, foreign_sct())));
}

#[test]
fn v_122_broken_a_second_sct_of_a_known_log() {
    let draft = hello().scts(|scts| {
        let mut second = scts[0].clone();
        *second.last_mut().unwrap() ^= 1;
        scts.push(second);
    });
    let log = World::new().certificate_log.id();
    assert_eq!(refusal(draft), Rejection::SctSignature { log });
}
