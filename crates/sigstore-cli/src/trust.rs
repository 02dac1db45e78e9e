use clap::ArgMatches;
use sigstore_crypto::AwsLcSuite;
use sigstore_ed25519ph::WithEd25519ph;
use sigstore_report::TrustSource;
use sigstore_roots::{Embedded, GITHUB, PUBLIC_GOOD, STAGING};
use sigstore_traits::{HashAlgorithm, SignatureSuite};
use sigstore_trust_root::{MAX_DOCUMENT, TrustedRoot};
use sigstore_verify::{Policy, Thresholds, Waived, WaivedBy};

use crate::Suite;
use crate::failure::{Exit, Failure};
use crate::hint::Hints;
use crate::input;
use crate::policy::thresholds;
use crate::services::local_directory;

/// What is trusted, where it came from, and what the profile that was chosen asks for.
pub(crate) struct Trusted {
    pub(crate) root: TrustedRoot<Suite>,
    pub(crate) source: TrustSource,
    pub(crate) hints: Hints,
    /// The document.
    pub(crate) json: Vec<u8>,
    profile: Option<&'static Embedded>,
}

pub(crate) fn suite() -> Suite {
    WithEd25519ph(AwsLcSuite)
}

impl Trusted {
    /// The file given, else the profile named, else the public good instance.
    pub(crate) fn of(matches: &ArgMatches) -> Result<Self, Failure> {
        if let Some(path) = matches.get_one::<String>("trusted-root") {
            return Self::file(path, None);
        }
        match matches.get_one::<String>("trust").map(String::as_str) {
            None | Some("public-good") => Self::embedded(&PUBLIC_GOOD),
            Some("staging") => Self::embedded(&STAGING),
            Some("github") => Self::embedded(&GITHUB),
            Some("local") => {
                let root = local_directory().join("trusted_root.json");
                Self::file(&root.display().to_string(), Some("local"))
            }
            Some(directory) => {
                Self::file(&format!("{directory}/trusted_root.json"), Some(directory))
            }
        }
    }

    pub(crate) fn file(path: &str, profile: Option<&str>) -> Result<Self, Failure> {
        let not_usable = |failure: Failure| Failure { exit: Exit::Trust, ..failure };
        Self::document(path, &input::read(path, MAX_DOCUMENT).map_err(not_usable)?, profile)
    }

    /// A trusted root that was read from a file of this name.
    pub(crate) fn document(
        path: &str,
        json: &[u8],
        profile: Option<&str>,
    ) -> Result<Self, Failure> {
        let root = Self::load(path, json)?;
        let source = source(&root, json, profile.map(Into::into), "file", None);
        Ok(Self { root, source, hints: Hints::beside(None), json: json.into(), profile: None })
    }

    pub(crate) fn embedded(embedded: &'static Embedded) -> Result<Self, Failure> {
        let root = Self::load(embedded.profile, embedded.json.as_bytes())?;
        let (profile, made) = (Some(embedded.profile.into()), Some(embedded.date.into()));
        let source = source(&root, embedded.json.as_bytes(), profile, "embedded", made);
        let hints = Hints::beside(Some(embedded.profile));
        let json = embedded.json.into();
        Ok(Self { root, source, hints, json, profile: Some(embedded) })
    }

    fn load(input: &str, json: &[u8]) -> Result<TrustedRoot<Suite>, Failure> {
        TrustedRoot::load(json, suite()).map_err(|error| Failure::new(Exit::Trust, input, &error))
    }

    /// What the chosen profile changes in the policy. GitHub's internal instance has a timestamp
    /// authority, no log and no SCT.
    pub(crate) fn narrow(&self, policy: Policy, matches: &ArgMatches) -> Policy {
        let stated = policy.demanded();
        let thresholds = thresholds(matches, &policy);
        if self.profile.is_none_or(|profile| profile.profile != GITHUB.profile) {
            return policy.thresholds(thresholds);
        }
        let timestamps = thresholds.timestamps.max(1);
        let policy = policy.thresholds(Thresholds { timestamps, ..thresholds });
        // A minimum that the caller states is not waived by the profile.
        let default = Thresholds::default();
        let asks = |name, stated, default| matches.contains_id(name) || stated != default;
        let policy = match asks("min-log-entries", stated.log_entries, default.log_entries) {
            true => policy,
            false => policy.waive(Waived::TransparencyLog, WaivedBy::Profile),
        };
        match asks("min-scts", stated.scts, default.scts) {
            true => policy,
            false => policy.waive(Waived::Sct, WaivedBy::Profile),
        }
    }
}

fn source(
    root: &TrustedRoot<Suite>,
    json: &[u8],
    profile: Option<String>,
    source: &'static str,
    made: Option<String>,
) -> TrustSource {
    let digest = suite().digest(HashAlgorithm::Sha256, &[json]);
    let sha256 = sigstore_json::hex(digest.as_bytes());
    let unusable = root.unusable().iter().map(ToString::to_string).collect();
    TrustSource { profile, source, sha256, made, unusable }
}
