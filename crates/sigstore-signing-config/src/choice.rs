use sigstore_traits::{Rule, RuleKind, UnixTime};

use crate::{Error, List, Selector, ServiceInstance, SigningConfig};

/// See [`usable`].
pub(crate) static S_59: Rule = Rule {
    id: "S-59",
    title: "A service is used if the version of its API is spoken here and the present lies in its period, both ends included; version 0 is never used.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, Service",
    kind: RuleKind::Refusal,
    place: "sigstore-signing-config SigningConfig::services",
};

/// See [`SigningConfig::certificate_authority`].
pub(crate) static S_60: Rule = Rule {
    id: "S-60",
    title: "Of certificate authorities and of issuers one is used: of those of the highest version the newest, the first of equals.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, SigningConfig.ca_urls and oidc_urls",
    kind: RuleKind::Refusal,
    place: "sigstore-signing-config SigningConfig::services",
};

/// See [`SigningConfig::recorders`].
pub(crate) static S_61: Rule = Rule {
    id: "S-61",
    title: "Of logs and of timestamp authorities those of the highest version are used, the newest of each operator: all of them, any one, or exactly as many as the config says.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, ServiceSelector and ServiceConfiguration",
    kind: RuleKind::Refusal,
    place: "sigstore-signing-config SigningConfig::recorders",
};

/// See [`SigningConfig::recorders`].
pub(crate) static S_63: Rule = Rule {
    id: "S-63",
    title: "A log of Rekor v2 tells no time, so a config that chooses one must have a timestamp authority to choose.",
    source: "sigstore architecture-docs rekor-v2-spec.md section 4.2; client-spec.md section 2.2",
    kind: RuleKind::Refusal,
    place: "sigstore-signing-config SigningConfig::recorders",
};

/// A service that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its address: a base, of a timestamp authority the whole.
    pub url: String,
    /// The version of its API.
    pub version: u32,
    /// Who runs it. Empty if the document does not say.
    pub operator: String,
}

/// Everything that an identity needs to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Services {
    /// Certifies the key.
    pub ca: Service,
    /// Says who somebody is.
    pub oidc: Service,
    /// Record the signature.
    pub recorders: Recorders,
}

/// Those who record a signature: all that a managed key needs to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorders {
    /// Record the signature. Never empty.
    pub logs: Vec<Service>,
    /// Tell the time of the signature. Empty only if every log tells it.
    pub tsas: Vec<Service>,
}

impl SigningConfig {
    /// All services to sign with at `now`.
    ///
    /// # Errors
    /// [`Error`] says of which there is none, or not enough.
    pub fn services(&self, now: UnixTime) -> Result<Services, Error> {
        Ok(Services {
            ca: self.certificate_authority(now)?,
            oidc: self.issuer(now)?,
            recorders: self.recorders(now)?,
        })
    }

    /// The certificate authority at `now` (S-60).
    ///
    /// # Errors
    /// [`Error::NoService`] if there is none.
    pub fn certificate_authority(&self, now: UnixTime) -> Result<Service, Error> {
        List::CertificateAuthorities.one(&self.certificate_authorities, now)
    }

    /// The issuer of identity tokens at `now` (S-60).
    ///
    /// # Errors
    /// [`Error::NoService`] if there is none.
    pub fn issuer(&self, now: UnixTime) -> Result<Service, Error> {
        List::Issuers.one(&self.issuers, now)
    }

    /// The logs and timestamp authorities at `now` (S-61, S-63).
    ///
    /// # Errors
    /// [`Error`] says of which there is none, or not enough.
    pub fn recorders(&self, now: UnixTime) -> Result<Recorders, Error> {
        let logs = List::Logs.several(&self.logs, self.log_selector, now)?;
        if logs.is_empty() {
            return Err(List::Logs.no_service(&self.logs, now));
        }
        let authorities = &self.timestamp_authorities;
        let selector = self.timestamp_authority_selector;
        let tsas = List::TimestampAuthorities.several(authorities, selector, now)?;
        match logs.iter().find(|log| log.version >= 2) {
            Some(log) if tsas.is_empty() => Err(Error::NoTime { log: log.url.clone(), now }),
            _ => Ok(Recorders { logs, tsas }),
        }
    }
}

impl List {
    /// The versions of its services that are spoken here (S-59).
    pub(crate) const fn versions(self) -> &'static [u32] {
        match self {
            Self::CertificateAuthorities | Self::Issuers | Self::TimestampAuthorities => &[1],
            Self::Logs => &[1, 2],
        }
    }

    /// Those of the highest version that may be used at `now` (S-59).
    fn usable(self, services: &[ServiceInstance], now: UnixTime) -> Vec<&ServiceInstance> {
        let usable = services.iter().filter(|service| {
            self.versions().contains(&service.version) && service.valid_for.contains(now)
        });
        let highest = usable.clone().map(|service| service.version).max();
        usable.filter(|service| Some(service.version) == highest).collect()
    }

    fn one(self, services: &[ServiceInstance], now: UnixTime) -> Result<Service, Error> {
        let usable = self.usable(services, now);
        newest(&usable).map(chosen).ok_or_else(|| self.no_service(services, now))
    }

    fn several(
        self,
        services: &[ServiceInstance],
        selector: Selector,
        now: UnixTime,
    ) -> Result<Vec<Service>, Error> {
        let usable = self.usable(services, now);
        let of_operators = one_per_operator(&usable);
        let found = of_operators.len();
        let most = match selector {
            Selector::All => found,
            Selector::Any => 1,
            Selector::Exact(count) => {
                let most = usize::try_from(count).unwrap_or(usize::MAX);
                if found < most {
                    return Err(Error::TooFew { list: self, found, count, now });
                }
                most
            }
        };
        Ok(of_operators.into_iter().take(most).map(chosen).collect())
    }

    fn no_service(self, services: &[ServiceInstance], now: UnixTime) -> Error {
        Error::NoService { list: self, listed: services.len(), now }
    }
}

/// The newest service of each operator, in the order of the document.
fn one_per_operator<'s>(services: &[&'s ServiceInstance]) -> Vec<&'s ServiceInstance> {
    let is_newest = |service: &&&ServiceInstance| {
        let of_operator: Vec<_> =
            services.iter().copied().filter(|other| other.operator == service.operator).collect();
        newest(&of_operator).is_some_and(|newest| core::ptr::eq(newest, **service))
    };
    services.iter().filter(is_newest).copied().collect()
}

/// The service that started last; of equals the first, for the newest stand first.
fn newest<'s>(services: &[&'s ServiceInstance]) -> Option<&'s ServiceInstance> {
    services.iter().rev().copied().max_by_key(|service| service.valid_for.start)
}

fn chosen(service: &ServiceInstance) -> Service {
    Service {
        url: service.url.clone(),
        version: service.version,
        operator: service.operator.clone(),
    }
}
