use std::path::{Path, PathBuf};

use clap::ArgMatches;
use sigstore_json::{Limits, ordered, parse};
use sigstore_roots::{Embedded, PUBLIC_GOOD, PUBLIC_GOOD_SIGNING, STAGING, STAGING_SIGNING};
use sigstore_signing_config::SigningConfig;
use sigstore_traits::Refusal;
use sigstore_trust_root::{ClientTrustConfig, MAX_DOCUMENT};

use crate::failure::{Exit, Failure};
use crate::input;
use crate::trust::Trusted;

/// A Sigstore to sign with: whom to trust, which services to ask, and both documents as they are.
pub(crate) struct Services {
    pub(crate) trusted: Trusted,
    pub(crate) config: SigningConfig,
    pub(crate) root_json: Vec<u8>,
    pub(crate) config_json: Vec<u8>,
}

impl Services {
    /// The files given; what is not given comes from the profile named. Without a name it is the
    /// public good instance, whose services are not asked under another root.
    pub(crate) fn of(matches: &ArgMatches) -> Result<Self, Failure> {
        let text = |name| matches.get_one::<String>(name).map(String::as_str);
        let (root, config) = (text("trusted-root"), text("signing-config"));
        let named = match (text("trust"), root, config) {
            (_, Some(root), Some(config)) => {
                return Self::new(root, document(root)?, config, document(config)?);
            }
            (None, Some(_), None) => {
                return Err(Failure::usage("--trusted-root needs --signing-config beside it", ""));
            }
            (name, ..) => Self::named(name.unwrap_or("public-good"))?,
        };
        match (root, config) {
            (Some(root), _) => {
                Self::new(root, document(root)?, "signing config", named.config_json)
            }
            (_, Some(config)) => {
                Self::new("trusted root", named.root_json, config, document(config)?)
            }
            _ => Ok(named),
        }
    }

    /// A profile, a directory, or a client trust config.
    pub(crate) fn named(name: &str) -> Result<Self, Failure> {
        match name {
            "public-good" => Self::embedded(&PUBLIC_GOOD, &PUBLIC_GOOD_SIGNING),
            "staging" => Self::embedded(&STAGING, &STAGING_SIGNING),
            "local" => Ok(Self::directory(&local_directory())?.of_profile(name)),
            path if Path::new(path).is_dir() => {
                Ok(Self::directory(Path::new(path))?.of_profile(name))
            }
            path => Self::trust_config(path),
        }
    }

    /// Documents that a server has just given out.
    pub(crate) fn given(root: &str, config: &str) -> Result<Self, Failure> {
        let (root, config) = (root.as_bytes().to_vec(), config.as_bytes().to_vec());
        let given = Self::new("trusted_root.json", root, "signing_config.json", config)?;
        Ok(given.of_profile("local"))
    }

    fn of_profile(mut self, name: &str) -> Self {
        self.trusted.source.profile = Some(name.into());
        self
    }

    fn embedded(root: &'static Embedded, config: &'static Embedded) -> Result<Self, Failure> {
        let (root_json, config_json) = (root.json.as_bytes(), config.json.as_bytes());
        Ok(Self {
            trusted: Trusted::embedded(root)?,
            config: read_config(config.profile, config_json)?,
            root_json: root_json.to_vec(),
            config_json: config_json.to_vec(),
        })
    }

    fn directory(directory: &Path) -> Result<Self, Failure> {
        let path = |name: &str| directory.join(name).display().to_string();
        let (root, config) = (path("trusted_root.json"), path("signing_config.json"));
        Self::new(&root, document(&root)?, &config, document(&config)?)
    }

    fn trust_config(path: &str) -> Result<Self, Failure> {
        let json = document(path)?;
        let not_usable = |error: &dyn Refusal| Failure::trust(path, error.facts());
        let value = parse(&json, &Limits::new(MAX_DOCUMENT)).map_err(|error| not_usable(&error))?;
        ClientTrustConfig::read(value.node()).map_err(|error| not_usable(&error))?;
        let part = |name| -> Result<Vec<u8>, Failure> {
            let members = value.node().object().map_err(|error| not_usable(&error))?;
            let member = members.required(name).map_err(|error| not_usable(&error))?;
            Ok(ordered(member.value()).into_bytes())
        };
        Self::new(path, part("trustedRoot")?, path, part("signingConfig")?)
    }

    fn new(
        root_name: &str,
        root_json: Vec<u8>,
        config_name: &str,
        config_json: Vec<u8>,
    ) -> Result<Self, Failure> {
        let trusted = Trusted::document(root_name, &root_json, None)?;
        let config = read_config(config_name, &config_json)?;
        Ok(Self { trusted, config, root_json, config_json })
    }
}

/// Where `local up` writes unless it is told otherwise.
pub(crate) fn local_directory() -> PathBuf {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")));
    cache.unwrap_or_default().join("sigscope/local")
}

fn document(path: &str) -> Result<Vec<u8>, Failure> {
    let not_usable = |failure: Failure| Failure { exit: Exit::Trust, ..failure };
    input::read(path, MAX_DOCUMENT).map_err(not_usable)
}

fn read_config(name: &str, json: &[u8]) -> Result<SigningConfig, Failure> {
    SigningConfig::parse(json).map_err(|error| Failure::new(Exit::Trust, name, &error))
}
