use sigstore_local::{LogChoice, Parties, Site};
use sigstore_server::{Observer, Shared};
use sigstore_sign::LogVersion;

use crate::entropy::seed;
use crate::{SIGNS, Who};

/// The servers of a whole Sigstore with fixed keys, each at its address.
pub(crate) struct Instance(Parties);

impl Instance {
    /// Servers that have done nothing yet; what they ask each other is seen.
    pub(crate) fn new(observer: Observer) -> Self {
        Self(Parties::new(&site(), key_seed, None, Some(observer)).expect(SIGNS))
    }

    /// The server at this address.
    pub(crate) fn server(&self, address: &str) -> Option<&Shared> {
        let party = self.0.all().iter().find(|party| party.url == address);
        party.map(|party| &party.server)
    }

    /// Whom to trust.
    pub(crate) fn trusted_root(&self) -> String {
        self.0.trusted_root()
    }
}

/// The signing config: the services, with the log of this version.
pub(crate) fn signing_config(log: LogVersion) -> String {
    site().signing_config(match log {
        LogVersion::V1 => LogChoice::V1,
        LogVersion::V2 => LogChoice::V2,
    })
}

fn site() -> Site {
    let at = |name| format!("http://{name}.sigstore.test");
    Site {
        issuers: Who::ALL.map(|who| (who.accepted(), seed(who.issuer()))).into(),
        certificate_log: at("ctlog"),
        authority: at("fulcio"),
        rekor_v1: at("rekor-v1"),
        first_index: 1000,
        rekor_v2: at("rekor-v2"),
        timestamp_authority: at("tsa"),
    }
}

/// The seed of a key. Two have names of their own in the fixtures, which stay as they are.
fn key_seed(name: &str) -> [u8; 32] {
    seed(match name {
        "fulcio intermediate" => "fulcio",
        "ct" => "ctlog",
        name => name,
    })
}
