use sigstore_json::Value;
use sigstore_server::value::{count, object, text};
use sigstore_traits::{Rule, RuleKind, UnixTime};

pub(crate) static S_58: Rule = Rule {
    id: "S-58",
    title: "A signing config names each service with its address, the version of its API and the start of its period, and how many logs and timestamp authorities to use.",
    source: "sigstore protobuf-specs sigstore_trustroot.proto, SigningConfig and Service",
    kind: RuleKind::Shape,
    place: "sigstore-local Instance::signing_config",
};

const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.signingconfig.v0.2+json";

/// Which services a client is to use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SigningConfig {
    /// Certificate authorities, newest first.
    pub(crate) authorities: Vec<Endpoint>,
    /// OIDC issuers.
    pub(crate) issuers: Vec<Endpoint>,
    /// Signature logs.
    pub(crate) logs: Vec<Endpoint>,
    /// Timestamp authorities, by the whole address that is asked.
    pub(crate) timestamps: Vec<Endpoint>,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// Its address.
    pub(crate) url: String,
    /// The version of its API.
    pub(crate) version: u64,
}

impl SigningConfig {
    /// The document; every service is there from `start` on.
    pub(crate) fn document(&self, start: UnixTime) -> Value<'_> {
        let list = |endpoints: &'_ [Endpoint]| {
            Value::Array(endpoints.iter().map(|endpoint| endpoint.entry(start)).collect())
        };
        let any = || object([("selector", text("ANY"))]);
        object([
            ("mediaType", text(MEDIA_TYPE)),
            ("caUrls", list(&self.authorities)),
            ("oidcUrls", list(&self.issuers)),
            ("rekorTlogUrls", list(&self.logs)),
            ("rekorTlogConfig", any()),
            ("tsaUrls", list(&self.timestamps)),
            ("tsaConfig", any()),
        ])
    }
}

impl Endpoint {
    fn entry(&self, start: UnixTime) -> Value<'static> {
        object([
            ("url", text(self.url.clone())),
            ("majorApiVersion", count(self.version)),
            ("validFor", object([("start", text(start.to_string()))])),
            ("operator", text(sigstore_engine::ORGANIZATION)),
        ])
    }
}
