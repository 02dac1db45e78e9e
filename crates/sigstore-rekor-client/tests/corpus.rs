//! The answers of real logs: each file of the corpus is read by the question that it answers, and
//! comes out as `corpus.txt` says; the requests are those that this crate writes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use core::num::NonZeroU8;

use http::{Method, Request, Uri};
use sigstore_crypto::AwsLcSuite;
use sigstore_json::{Limits, Value, canonical, ordered, parse};
use sigstore_rekor_client::{
    CheckpointV2, ConsistencyProof, CreateEntry, CreateEntryV2, Created, EntryBundleV2,
    EntryByIndex, EntryByUuid, Error, LogInfo, PublicKey, Retrieve, SearchIndex, TileV2,
    dsse_proposal, hashedrekord_proposal,
};
use sigstore_rekor_types::{Uuid, Verifier};
use sigstore_testing::{Recorded, assert_as_listed};
use sigstore_traits::{Digest, HashAlgorithm, KeyDetails, SignatureScheme, SignatureSuite};
use sigstore_transport::Exchange;

const FOLDERS: [&str; 2] = ["rekor-v1", "rekor-v2"];
const LIMITS: Limits = Limits::new(16 << 20);
const BASE: &str = "http://127.0.0.1:3000";
const SUITE: AwsLcSuite = AwsLcSuite;

/// The good requests that this crate writes otherwise.
const OTHER_REQUESTS: [(&str, &str); 6] = [
    ("rekor-v1/62-get-by-uuid-upper", "a name in upper case, where lower case is written"),
    ("rekor-v1/80-accepted-retrieve-empty", "nothing is asked for, which is refused here"),
    ("rekor-v1/84-proof-default-first", "the first size left out, where 1 is written"),
    ("rekor-v2/50-content-type-text", "another content type"),
    ("rekor-v2/51-snake-case-names", "other names of the members"),
    ("rekor-v2/52-digest-base64url", "base64 of another alphabet"),
];

/// A question and its answer.
struct Case(Recorded);

impl std::ops::Deref for Case {
    type Target = Recorded;

    fn deref(&self) -> &Recorded {
        &self.0
    }
}

impl Case {
    /// All of them.
    fn all() -> Vec<Self> {
        Recorded::all(&FOLDERS).into_iter().map(Self).collect()
    }

    fn path(&self) -> &str {
        self.request.uri().path()
    }

    fn member(&self, name: &str) -> Option<String> {
        let query = self.request.uri().query()?;
        let mut members = query.split('&').filter_map(|member| member.split_once('='));
        members.find(|(member, _)| *member == name).map(|(_, value)| value.into())
    }

    /// The answer and the request of the question to which the answer is one.
    fn asked(&self) -> (String, Option<Request<Vec<u8>>>) {
        let suite = &SUITE;
        let number = |name: &str| self.member(name).and_then(|text| text.parse().ok());
        match self.path() {
            "/ping" | "/healthz" => ("not asked: health is no question of a signer".into(), None),
            "/api/v1/log" if self.name.starts_with("rekor-v1") => self.ask(&LogInfo, |state| {
                assert!(state.inactive.is_empty());
                format!("tree {} of {}", state.active.tree_id, state.active.tree_size)
            }),
            "/api/v1/log/publicKey" => self
                .ask(&PublicKey { tree_id: None }, |spki| format!("key of {} bytes", spki.len())),
            "/api/v1/log/proof" => {
                let question = ConsistencyProof {
                    first_size: number("firstSize").unwrap_or(1),
                    last_size: number("lastSize").unwrap_or(0),
                    tree_id: number("treeID"),
                };
                self.ask(&question, |proof| format!("proof of {} hashes", proof.hashes.len()))
            }
            "/api/v1/index/retrieve" => {
                let body = parse(self.request.body(), &LIMITS).unwrap();
                let hash = body.member("hash").unwrap().node().string().unwrap();
                let digest = Digest::Sha256(hex(hash.strip_prefix("sha256:").unwrap()));
                let question = SearchIndex { digest: Some(digest), ..SearchIndex::default() };
                self.ask(&question, |names| format!("{} names", names.len()))
            }
            "/api/v1/log/entries/retrieve" => self.retrieve(),
            "/api/v1/log/entries" if self.request.method() == Method::GET => {
                let question = EntryByIndex { index: number("logIndex").unwrap_or(0), suite };
                self.ask(&question, |found| entry(&found))
            }
            "/api/v2/checkpoint" => self.ask(&CheckpointV2, |note| {
                format!("checkpoint of {}", note.lines().nth(1).unwrap())
            }),
            "/api/v2/log/entries" => self.create_v2(),
            path if path.starts_with("/api/v1/log/entries/") => {
                let name = path.rsplit('/').next().unwrap().to_lowercase();
                let nothing = Uuid { tree_id: None, leaf_hash: [0; 32] };
                let uuid = Uuid::parse(&name).unwrap_or(nothing);
                self.ask(&EntryByUuid { uuid, suite }, |found| entry(&found))
            }
            path if path.starts_with("/api/v2/tile/") => self.tile(path),
            // What no question asks is read like a proposal: it is a refusal.
            _ => {
                let proposed = String::from_utf8(self.request.body().clone()).unwrap();
                self.ask(&CreateEntry { proposed: &proposed, suite }, |found| entry(&found))
            }
        }
    }

    fn ask<E: Exchange<Error = Error>>(
        &self,
        question: &E,
        show: impl FnOnce(E::Reply) -> String,
    ) -> (String, Option<Request<Vec<u8>>>) {
        let reply = question.reply(self.response.clone().unwrap());
        let written = question.request(&Uri::from_static(BASE));
        (shown(reply, show), written.ok())
    }

    fn retrieve(&self) -> (String, Option<Request<Vec<u8>>>) {
        let body = parse(self.request.body(), &LIMITS).unwrap();
        let list = |name| match body.member(name) {
            Some(Value::Array(elements)) => elements.clone(),
            _ => Vec::new(),
        };
        let uuids: Vec<_> = list("entryUUIDs")
            .iter()
            .map(|name| Uuid::parse(name.node().string().unwrap()).unwrap())
            .collect();
        let indexes: Vec<_> =
            list("logIndexes").iter().map(|index| index.node().uint64().unwrap()).collect();
        let proposed: Vec<_> = list("entries").iter().map(ordered).collect();
        let proposed: Vec<_> = proposed.iter().map(String::as_str).collect();
        let question =
            Retrieve { uuids: &uuids, indexes: &indexes, proposed: &proposed, suite: &SUITE };
        self.ask(&question, |entries| format!("{} entries", entries.len()))
    }

    fn tile(&self, path: &str) -> (String, Option<Request<Vec<u8>>>) {
        let mut parts = path.strip_prefix("/api/v2/tile/").unwrap().splitn(2, '/');
        let (level, place) = (parts.next().unwrap(), parts.next().unwrap());
        let (index, width) = match place.split_once(".p/") {
            Some((index, width)) => (index, Some(width.parse().unwrap())),
            None => (place, None),
        };
        let index = index.replace(['x', '/'], "").parse().unwrap();
        let width: Option<NonZeroU8> = width;
        if level == "entries" {
            return self.ask(&EntryBundleV2 { index, width }, |entries| {
                let bodies = entries.iter().filter(|body| body.starts_with(b"{\"apiVersion\""));
                format!("{} of {} entries", bodies.count(), entries.len())
            });
        }
        let question = TileV2 { level: level.parse().unwrap(), index, width };
        self.ask(&question, |hashes| format!("{} hashes", hashes.len()))
    }

    fn create_v2(&self) -> (String, Option<Request<Vec<u8>>>) {
        let upload = Upload::read(self.request.body());
        let question = CreateEntryV2 {
            digest: upload.digest,
            signature: &upload.signature,
            verifier: &upload.verifier,
            key_details: upload.key_details,
        };
        self.ask(&question, |entry| {
            // The very bytes, so that a lost entry is found by its leaf hash.
            assert_eq!(question.recorded().canonical(), entry.canonicalized_body, "{}", self.name);
            let proof = entry.inclusion_proof.unwrap();
            format!("recorded at {} in a tree of {}", entry.log_index, proof.tree_size)
        })
    }
}

fn entry(found: &Created) -> String {
    let kind = &found.entry.entry.kind_version;
    format!("{kind} at {}", found.entry.entry.log_index)
}

fn shown<T>(reply: Result<T, Error>, show: impl FnOnce(T) -> String) -> String {
    match reply {
        Ok(reply) => show(reply),
        Err(Error::Refused { status, code: Some(code), message }) => {
            format!("refused {status} {code} {message:?}")
        }
        Err(Error::AlreadyRecorded { uuid }) => format!("there as {uuid}"),
        Err(Error::AlreadyAtIndex { index }) => format!("there at {index}"),
        Err(Error::NotFound { content_type, body_start }) => {
            format!("not found, {content_type:?} of {} characters", body_start.chars().count())
        }
        Err(other) => format!("{other:?}"),
    }
}

/// What a recorded body asks of Rekor v2; where it asks nothing that can be, anything.
struct Upload {
    digest: Digest,
    signature: Vec<u8>,
    verifier: Verifier,
    key_details: KeyDetails,
}

impl Upload {
    fn read(body: &[u8]) -> Self {
        let value = parse(body, &LIMITS).unwrap_or(Value::Null);
        let find = |path: [&str; 2]| {
            let names = ["hashedRekordRequestV002", "hashed_rekord_request_v002"];
            let request = names.iter().find_map(|name| value.member(name))?;
            path.iter().try_fold(request, |value, name| match *name {
                "" => Some(value),
                name => value.member(name),
            })
        };
        let bytes = |value: Option<&Value<'_>>| {
            value.and_then(|value| value.node().bytes().ok()).unwrap_or_default()
        };
        let verifier = find(["signature", "verifier"]);
        let raw = |names: [&str; 2]| {
            let key = names.iter().find_map(|name| verifier?.member(name))?;
            Some(bytes(key.member("rawBytes").or(key.member("raw_bytes"))))
        };
        let details = ["keyDetails", "key_details"];
        let details = details.iter().find_map(|name| verifier?.member(name));
        let details =
            details.and_then(|name| KeyDetails::from_proto_name(name.node().string().ok()?));
        let key_details = details.unwrap_or(KeyDetails::PkixEcdsaP256Sha256);
        let hash = key_details.scheme().and_then(SignatureScheme::hash);
        let digest =
            Digest::new(hash.unwrap_or(HashAlgorithm::Sha256), &bytes(find(["digest", ""])));
        Self {
            digest: digest.unwrap_or(Digest::Sha256([0; 32])),
            signature: bytes(find(["signature", "content"])),
            verifier: raw(["x509Certificate", "x509_certificate"]).map_or_else(
                || Verifier::PublicKey(raw(["publicKey", "public_key"]).unwrap_or_default()),
                Verifier::Certificate,
            ),
            key_details,
        }
    }
}

#[test]
fn s_41_s_43_s_44_s_45_s_50_s_51_s_52_s_73_kept_every_answer_comes_out_as_listed() {
    let found = Case::all().into_iter().map(|case| (case.name.clone(), case.asked().0));
    assert_as_listed(include_str!("corpus.txt"), found);
}

#[test]
fn s_39_shape_requests_are_those_that_real_logs_took() {
    for recorded in Case::all() {
        let good = recorded.response.as_ref().is_some_and(|answer| answer.status().is_success());
        let exception = OTHER_REQUESTS.iter().find(|(name, _)| *name == recorded.name);
        let health = ["/ping", "/healthz"].contains(&recorded.path());
        if !good || health {
            continue;
        }
        let same = recorded.asked().1.is_some_and(|written| equal(&written, &recorded.request));
        assert_eq!(same, exception.is_none(), "{} {exception:?}", recorded.name);
    }
}

#[test]
fn s_52_kept_the_entries_of_a_bundle_hash_to_those_of_its_tile() {
    let all = Case::all();
    let body = |name: &str| {
        let recorded = all.iter().find(|recorded| recorded.name == name)?;
        recorded.response.clone()
    };
    let pairs = [
        ("62-tile-0-partial-small", "63-entries-partial-small", NonZeroU8::new(34)),
        ("66-tile-0-000-full", "70-entries-000-full", None),
        ("68-tile-0-002-partial", "71-entries-002-partial", NonZeroU8::new(48)),
    ];
    for (tile, bundle, width) in pairs {
        let (tile, bundle) = (format!("rekor-v2/{tile}"), format!("rekor-v2/{bundle}"));
        let (Some(tile), Some(bundle)) = (body(&tile), body(&bundle)) else { return };
        let hashes = TileV2 { level: 0, index: 0, width }.reply(tile).unwrap();
        let entries = EntryBundleV2 { index: 0, width }.reply(bundle).unwrap();
        let hashed = entries.iter().map(|entry| SUITE.sha256(&[&[0], entry]));
        assert_eq!(hashed.collect::<Vec<_>>(), hashes);
    }
}

fn equal(written: &Request<Vec<u8>>, recorded: &Request<Vec<u8>>) -> bool {
    let body = |request: &Request<Vec<u8>>| {
        parse(request.body(), &LIMITS).map_or(String::new(), |body| canonical(&body))
    };
    let content_type = |request: &Request<Vec<u8>>| request.headers().get("content-type").cloned();
    written.method() == recorded.method()
        && written.uri().path_and_query() == recorded.uri().path_and_query()
        && content_type(written) == content_type(recorded)
        && body(written) == body(recorded)
}

/// The good proposals of the two kinds that this crate writes otherwise.
const OTHER_PROPOSALS: [(&str, &str); 4] = [
    ("rekor-v1/17-create-dsse-two-signatures", "two verifiers, where one is written"),
    ("rekor-v1/18-dsse-one-signature-two-verifiers", "two verifiers, where one is written"),
    ("rekor-v1/98-hash-upper-case", "hex in upper case, where lower case is written"),
    ("rekor-v1/110-extra-field", "a member that the schema does not have"),
];

#[test]
fn s_40_shape_proposals_are_those_that_a_real_log_took() {
    let mut compared = 0;
    for recorded in Case::all() {
        let status = recorded.response.as_ref().map(|answer| answer.status().as_u16());
        if recorded.path() != "/api/v1/log/entries" || status != Some(201) {
            continue;
        }
        let body = parse(recorded.request.body(), &LIMITS).unwrap();
        let Some(written) = written(&body) else { continue };
        let written = canonical(&parse(written.as_bytes(), &LIMITS).unwrap());
        let exception = OTHER_PROPOSALS.iter().find(|(name, _)| *name == recorded.name);
        assert_eq!(written == canonical(&body), exception.is_none(), "{}", recorded.name);
        compared += 1;
    }
    assert!([0, 16].contains(&compared), "{compared} compared");
}

/// The same proposal as this crate writes it, if it is of a kind that it writes.
fn written(body: &Value<'_>) -> Option<String> {
    let find = |path: &[&str]| path.iter().try_fold(body, |value, name| value.member(name));
    let text = |path: &[&str]| find(path).map_or("", |value| value.node().string().unwrap());
    let bytes = |path: &[&str]| find(path).unwrap().node().standard_bytes().unwrap();
    match text(&["kind"]) {
        "hashedrekord" => {
            let algorithm = text(&["spec", "data", "hash", "algorithm"]);
            let value = text(&["spec", "data", "hash", "value"]).to_lowercase();
            let digest = match HashAlgorithm::from_name(algorithm).unwrap() {
                HashAlgorithm::Sha256 => Digest::Sha256(hex(&value)),
                HashAlgorithm::Sha384 => Digest::Sha384(hex(&value)),
                HashAlgorithm::Sha512 => Digest::Sha512(hex(&value)),
            };
            let signature = bytes(&["spec", "signature", "content"]);
            let pem = bytes(&["spec", "signature", "publicKey", "content"]);
            Some(hashedrekord_proposal(&digest, &signature, str::from_utf8(&pem).unwrap()))
        }
        "dsse" => {
            let envelope = text(&["spec", "proposedContent", "envelope"]);
            let Some(Value::Array(verifiers)) = find(&["spec", "proposedContent", "verifiers"])
            else {
                panic!()
            };
            let pem = verifiers.first().unwrap().node().standard_bytes().unwrap();
            Some(dsse_proposal(envelope, str::from_utf8(&pem).unwrap()))
        }
        _ => None,
    }
}

fn hex<const N: usize>(text: &str) -> [u8; N] {
    let digits = text.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap());
    let bytes: Vec<_> = digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
    bytes.try_into().unwrap()
}
