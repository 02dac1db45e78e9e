//! Real repositories, from their roots to their targets, at the dates at which they were good.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sigstore_crypto::AwsLcSuite;
use sigstore_testing::{RustCryptoSuite, corpus};
use sigstore_traits::{Refusal, SignatureSuite, UnixTime};
use sigstore_tuf::{Answer, Error, Refresh, Source, Trusted, Want};
use sigstore_tuf_metadata::{Delegator, Error as File, Role, TargetName};

/// A repository in a directory.
struct Repository {
    name: &'static str,
    metadata: &'static str,
    /// Where roots lie, by their versions.
    roots: &'static str,
    pinned: &'static str,
    targets: &'static str,
    /// Whether the names of its files have versions and hashes before them.
    named_by_version: bool,
    now: &'static str,
    /// The last versions of root, timestamp, snapshot and targets.
    versions: [u64; 4],
    /// Targets to find, with the role that lists them and their lengths.
    finds: &'static [(&'static str, &'static str, u64)],
}

const REPOSITORIES: &[Repository] = &[
    Repository {
        name: "public good, from its first root",
        metadata: "public-good/metadata",
        roots: "public-good/metadata/root_history",
        pinned: "public-good/metadata/root_history/1.root.json",
        targets: "public-good/targets",
        named_by_version: false,
        now: "2026-08-25T00:00:00Z",
        versions: [15, 762, 165, 14],
        finds: &[
            ("trusted_root.json", "targets", 6_787),
            ("signing_config.v0.2.json", "targets", 1_034),
            ("registry.npmjs.org/keys.json", "registry.npmjs.org", 2_121),
        ],
    },
    Repository {
        name: "staging, from its first root",
        metadata: "staging/metadata",
        roots: "staging/metadata/root_history",
        pinned: "staging/metadata/root_history/1.root.json",
        targets: "staging/targets",
        named_by_version: false,
        now: "2026-08-25T00:00:00Z",
        versions: [14, 703, 25, 28],
        finds: &[
            ("trusted_root.json", "targets", 12_722),
            ("registry.npmjs.org/keys.json", "registry.npmjs.org", 1_018),
        ],
    },
    Repository {
        name: "staging in 2025",
        metadata: "python-staging",
        roots: "staging/metadata/root_history",
        pinned: "staging/metadata/root_history/1.root.json",
        targets: "python-staging/targets",
        named_by_version: true,
        now: "2025-07-28T00:00:00Z",
        versions: [14, 353, 16, 17],
        finds: &[("trusted_root.json", "targets", 6_824)],
    },
    Repository {
        name: "public good in 2025, as a conformance suite keeps it",
        metadata: "tuf-conformance-static/sigstore-root-signing/metadata",
        roots: "tuf-conformance-static/sigstore-root-signing/metadata",
        pinned: "tuf-conformance-static/sigstore-root-signing/metadata/1.root.json",
        targets: "tuf-conformance-static/sigstore-root-signing/targets",
        named_by_version: true,
        now: "2025-02-09T12:02:08Z",
        versions: [12, 272, 159, 11],
        finds: &[("trusted_root.json", "targets", 4_537)],
    },
    Repository {
        name: "tuf-on-ci 0.11, as the same suite keeps it",
        metadata: "tuf-conformance-static/tuf-on-ci-0.11/metadata",
        roots: "tuf-conformance-static/tuf-on-ci-0.11/metadata",
        pinned: "tuf-conformance-static/tuf-on-ci-0.11/initial_root.json",
        targets: "tuf-conformance-static/tuf-on-ci-0.11/targets",
        named_by_version: true,
        now: "2025-02-09T09:17:23Z",
        versions: [1, 2, 2, 1],
        finds: &[("delegatedrole/artifact", "delegatedrole", 34)],
    },
    Repository {
        name: "the reference implementation's, with RSA and Ed25519",
        metadata: "sigstore-rust/tuf-reference-impl/metadata",
        roots: "sigstore-rust/tuf-reference-impl/metadata",
        pinned: "sigstore-rust/tuf-reference-impl/metadata/1.root.json",
        targets: "sigstore-rust/tuf-reference-impl/targets",
        named_by_version: false,
        now: "2026-08-25T00:00:00Z",
        versions: [1, 1, 1, 1],
        finds: &[
            ("file1.txt", "targets", 31),
            ("file2.txt", "targets", 39),
            ("file3.txt", "role1", 28),
        ],
    },
];

fn directory() -> Option<PathBuf> {
    let directory = corpus().map(|corpus| corpus.join("tuf"));
    if directory.is_none() {
        eprintln!("skipped: {} repositories (no ../shared/corpus)", REPOSITORIES.len());
    }
    directory
}

fn time(text: &str) -> UnixTime {
    sigstore_json::timestamp(text).unwrap()
}

impl Repository {
    fn answer(&self, corpus: &Path, want: &Want) -> Option<Vec<u8>> {
        if want.source == Source::Store {
            return None;
        }
        let file = match want.role {
            Role::Root => {
                return fs::read(corpus.join(self.roots).join(want.repository_name())).ok();
            }
            _ if self.named_by_version => want.repository_name(),
            _ => want.role.file_name(),
        };
        Some(fs::read(corpus.join(self.metadata).join(file)).unwrap())
    }

    /// The whole update; `spoil` may change what the repository answers.
    fn update<S: SignatureSuite>(
        &self,
        corpus: &Path,
        suite: S,
        mut spoil: impl FnMut(&Want, &mut Vec<u8>),
    ) -> Result<Trusted<S>, Error> {
        let pinned = fs::read(corpus.join(self.pinned)).unwrap();
        let mut refresh = Refresh::pinned(&pinned, suite, time(self.now)).unwrap();
        while let Some(want) = refresh.next() {
            let mut bytes = self.answer(corpus, &want);
            bytes.iter_mut().for_each(|bytes| spoil(&want, bytes));
            refresh.accept(bytes.as_deref().map_or(Answer::Absent, Answer::Bytes))?;
        }
        refresh.finish()
    }

    fn check<S: SignatureSuite + Copy>(&self, corpus: &Path, suite: S) {
        let trusted = self.update(corpus, suite, |_, _| {}).unwrap();
        let versions = [
            trusted.root().header().version,
            trusted.timestamp().header.version,
            trusted.snapshot().header.version,
            trusted.targets().header.version,
        ];
        assert_eq!(versions, self.versions, "{}", self.name);
        for (name, role, length) in self.finds {
            let mut search = trusted.search(TargetName::parse(name).unwrap());
            while let Some(want) = search.next() {
                let bytes = self.answer(corpus, &want);
                search.accept(bytes.as_deref().map_or(Answer::Absent, Answer::Bytes)).unwrap();
            }
            let target = search.target().unwrap();
            assert_eq!((target.role().name(), target.length()), (*role, *length), "{name}");
            let file = match self.named_by_version {
                true => target.repository_name(),
                false => (*name).into(),
            };
            let bytes = fs::read(corpus.join(self.targets).join(file)).unwrap();
            assert_eq!(target.check(&bytes, &suite), Ok(()), "{name}");
        }
    }
}

#[test]
fn real_repositories_from_their_roots_to_their_targets() {
    let Some(corpus) = directory() else { return };
    for repository in REPOSITORIES {
        repository.check(&corpus, AwsLcSuite);
    }
}

/// The files of a whole update, by their names.
fn files(repository: &Repository, corpus: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let keep = |want: &Want, bytes: &mut Vec<u8>| {
        files.insert(want.repository_name(), bytes.clone());
    };
    repository.update(corpus, AwsLcSuite, keep).unwrap();
    files
}

#[test]
fn real_files_cut_short_swapped_too_long_or_signed_by_others_are_refused() {
    let Some(corpus) = directory() else { return };
    let repository = &REPOSITORIES[0];
    let good = files(repository, &corpus);
    assert_eq!(good.len(), 14 + 3);
    for (name, bytes) in &good {
        let refused = |what: &str, spoiled: &[u8]| {
            let spoil = |want: &Want, bytes: &mut Vec<u8>| {
                if want.repository_name() == *name {
                    *bytes = spoiled.to_vec();
                }
            };
            let error = repository.update(&corpus, AwsLcSuite, spoil).err();
            error.unwrap_or_else(|| panic!("{name}: {what}"))
        };
        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            refused("cut short", &bytes[..length]);
        }
        let (_, other) = good.iter().find(|(other, _)| *other != name).unwrap();
        refused("swapped", other);
        let long = refused("too long", &[&bytes[..], &vec![b' '; 6_000_000]].concat());
        assert!(matches!(long, Error::TooLong { found: 6_000_000.., .. }), "{long:?}");
        // The signatures of another file: their keys may even be the right ones.
        let mut document: Value = serde_json::from_slice(bytes).unwrap();
        let other: Value = serde_json::from_slice(other).unwrap();
        document["signatures"] = other["signatures"].clone();
        let signed = refused("signed otherwise", &serde_json::to_vec(&document).unwrap());
        let threshold = matches!(signed, Error::File(File::Threshold { valid: 0, .. }));
        assert!(threshold, "{signed:?}");
        // One member more, which nobody signed.
        let mut document: Value = serde_json::from_slice(bytes).unwrap();
        document["signed"]["x-more"] = Value::Null;
        let more = refused("one member more", &serde_json::to_vec(&document).unwrap());
        assert!(matches!(more, Error::File(File::Threshold { valid: 0, .. })), "{more:?}");
    }
}

#[test]
fn roots_that_did_not_sign_themselves() {
    let Some(corpus) = directory() else { return };
    let refused = |name: &str| {
        let file = format!("sigstore-rust/negative/{name}.root.json");
        let bytes = fs::read(corpus.join(file)).unwrap();
        Refresh::pinned(&bytes, AwsLcSuite, time("2026-08-25T00:00:00Z")).err()
    };
    let by = || Delegator { role: Role::Root, version: 1 };
    let too_few = |threshold| {
        let error =
            File::Threshold { role: Role::Root, by: by(), valid: 0, threshold, unusable: 0 };
        Some(Error::File(error))
    };
    assert_eq!(refused("no-root-json-signatures"), too_few(1));
    assert_eq!(refused("invalid-root-json-signature"), too_few(1));
    let twice = refused("duplicate-sigs").unwrap();
    assert_eq!((twice.code(), twice.rule().id), ("tuf-value", "R-13"));
}

#[test]
fn a_second_suite_agrees() {
    let Some(corpus) = directory() else { return };
    for repository in REPOSITORIES {
        repository.check(&corpus, RustCryptoSuite);
    }
}
