//! An instance, and the ways to it: all straight but one.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use sigstore_jwt::IssuerKind;
use sigstore_local::{Instance, LogChoice, Options};
use sigstore_server::Surroundings;
use sigstore_traits::UnixTime;
use sigstore_transport::Service;

use crate::fault::Fault;
use crate::liar::{Liars, Lie};
use crate::message::Message;
use crate::proxy::Proxy;
use crate::spoiled::Spoiler;
use crate::step::{Step, is_of_the_check};
use crate::walk::{NOW, Route};

/// What one step's test needs.
pub(crate) struct Lab {
    pub(crate) step: Step,
    instance: Instance,
    liars: Liars,
    /// Who was asked, from outside.
    asked: Arc<Mutex<Vec<Service>>>,
    earlier: Mutex<Option<Message>>,
}

impl Lab {
    pub(crate) fn start(step: Step) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        let mut options = Options::new(Box::new(random(1)));
        options.clock = Arc::new(|| NOW);
        options.log = if step == Step::LogV2 { LogChoice::V2 } else { LogChoice::V1 };
        options.observer = Some(Arc::new(move |exchange| {
            if exchange.from.is_none() {
                seen.lock().unwrap().push(exchange.service);
            }
        }));
        let clock = Arc::clone(&options.clock);
        let random = Arc::new(Mutex::new(random(2)));
        let surroundings = Surroundings { clock, random, observer: None };
        let period = [1_767_225_600, 2_398_377_600].map(UnixTime::from_seconds);
        Self {
            step,
            instance: Instance::start(options).unwrap(),
            liars: Liars::start(surroundings, period),
            asked,
            earlier: Mutex::default(),
        }
    }

    /// A server in front of the service of this step.
    pub(crate) fn proxy(&self, fault: Option<Fault>) -> Proxy {
        let upstream = authority(self.upstream(fault)).to_owned();
        let remembers = match self.step {
            Step::Token | Step::Certificate => fault == Some(Fault::Stale),
            Step::LogV1 | Step::LogV2 => fault == Some(Fault::SomebodyElse),
            Step::Discovery | Step::Keys | Step::Timestamp => false,
        };
        let earlier = self.earlier.lock().unwrap().clone().filter(|_| remembers);
        Proxy::start(Spoiler { step: self.step, fault, upstream, earlier })
    }

    /// Who answers behind it.
    fn upstream(&self, fault: Option<Fault>) -> &str {
        let instance = &self.instance;
        let other = || instance.issuer_url(IssuerKind::GithubWorkflow).unwrap();
        match (self.step, fault) {
            (Step::Discovery | Step::Keys, Some(Fault::SomebodyElse)) => other(),
            (Step::Certificate, Some(Fault::SomebodyElse)) => self.liars.url(Lie::Identity),
            (Step::Certificate, Some(Fault::Sct)) => self.liars.url(Lie::Sct),
            (Step::Discovery | Step::Keys | Step::Token, _) => instance.oidc_url(),
            (Step::Certificate, _) => instance.fulcio_url(),
            (Step::Timestamp, _) => instance.timestamp_url(),
            (Step::LogV1, _) => instance.log_urls()[0],
            (Step::LogV2, _) => instance.log_urls()[1],
        }
    }

    /// Keeps what was answered, for a later question.
    pub(crate) fn remember(&self, proxy: &Proxy) {
        *self.earlier.lock().unwrap() = proxy.last();
    }

    /// Who was asked since the last time.
    pub(crate) fn asked(&self) -> Vec<Service> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// To all services, to that of this step through the proxy.
    pub(crate) fn route(&self, proxy: &Proxy) -> Route {
        let issuer = self.instance.oidc_url();
        let through = format!("http://{}", proxy.address);
        let config = self.instance.signing_config();
        let of = |step, path: &str| (self.step == step).then(|| format!("{through}{path}"));
        Route {
            issuer: issuer.into(),
            discovery: of(Step::Discovery, "/").unwrap_or_else(|| issuer.into()),
            keys: of(Step::Keys, "/keys"),
            token: of(Step::Token, "/token"),
            // The issuer is not taken from there.
            config: config.replace(authority(self.upstream(None)), &proxy.address.to_string()),
            trusted_root: self.trusted_root(),
            hasty: proxy.fault().is_some_and(Fault::is_slow).then(|| proxy.address.to_string()),
        }
    }

    /// Whom an error names.
    pub(crate) fn peer(&self, proxy: &Proxy, code: &str) -> String {
        if is_of_the_check(code) {
            return self.instance.oidc_url().into();
        }
        let path = match self.step {
            Step::Discovery | Step::LogV1 | Step::LogV2 => "/",
            Step::Keys => "/keys",
            Step::Token => "/token",
            Step::Certificate => "",
            Step::Timestamp => "/api/v1/timestamp",
        };
        format!("http://{}{path}", proxy.address)
    }

    /// The instance's, and the liars in it.
    fn trusted_root(&self) -> String {
        let mut root: Value = serde_json::from_str(self.instance.trusted_root()).unwrap();
        let liars: Value = serde_json::from_str(&self.liars.root.to_json()).unwrap();
        for list in ["certificateAuthorities", "ctlogs"] {
            let more = liars[list].as_array().unwrap().clone();
            root[list].as_array_mut().unwrap().extend(more);
        }
        root.to_string()
    }
}

/// Host and port of an address.
pub(crate) fn authority(url: &str) -> &str {
    url.strip_prefix("http://").unwrap().split('/').next().unwrap()
}

/// Different bytes at each call, the same in each run.
pub(crate) fn random(seed: u64) -> impl FnMut(&mut [u8]) + Send {
    let mut state = seed;
    move |bytes: &mut [u8]| {
        for byte in bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = (state >> 56) as u8;
        }
    }
}
