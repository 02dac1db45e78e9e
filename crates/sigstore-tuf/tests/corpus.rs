//! Real repositories, from their roots to their targets, at the dates at which they were good.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use sigstore_crypto::AwsLcSuite;
use sigstore_testing::{RustCryptoSuite, corpus};
use sigstore_traits::{SignatureSuite, UnixTime};
use sigstore_tuf::{Accepted, Answer, Refresh, Source, Want};
use sigstore_tuf_metadata::{Role, TargetName};

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

    fn update<S: SignatureSuite>(&self, corpus: &Path, suite: S) -> (Refresh<S>, Vec<Accepted>) {
        let pinned = fs::read(corpus.join(self.pinned)).unwrap();
        let mut refresh = Refresh::pinned(&pinned, suite, time(self.now)).unwrap();
        let mut accepted = Vec::new();
        while let Some(want) = refresh.next() {
            let bytes = self.answer(corpus, &want);
            let answer = bytes.as_deref().map_or(Answer::Absent, Answer::Bytes);
            accepted.push(refresh.accept(answer).unwrap());
        }
        (refresh, accepted)
    }

    fn check<S: SignatureSuite + Copy>(&self, corpus: &Path, suite: S) {
        let (refresh, _) = self.update(corpus, suite);
        let trusted = refresh.finish().unwrap();
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

#[test]
fn a_second_suite_agrees() {
    let Some(corpus) = directory() else { return };
    for repository in REPOSITORIES {
        repository.check(&corpus, RustCryptoSuite);
    }
}
