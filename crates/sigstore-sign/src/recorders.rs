use http::Uri;
use sigstore_traits::{Rule, RuleKind, Trust};
use sigstore_transport::Transport;

use crate::signing::address;
use crate::{Error, Public, Signing, Step, Why};

/// See [`Signing::recorders`].
pub(crate) static S_63: Rule = Rule {
    id: "S-63",
    title: "There is a log to sign with, and beside one of Rekor v2, which tells no time, a timestamp authority; else nobody is asked for anything.",
    source: "sigstore architecture-docs rekor-v2-spec.md section 4.2; client-spec.md section 2.2",
    kind: RuleKind::Refusal,
    place: "sigstore-sign Signing::recorders",
};

/// Those who record a signature: logs, and timestamp authorities, which are asked first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorders {
    pub(crate) logs: Vec<Log>,
    pub(crate) tsas: Vec<Uri>,
}

/// A signature log to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Its address, to which the paths of its API are appended.
    pub base: Uri,
    /// What it speaks.
    pub version: LogVersion,
}

/// The versions of signature logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogVersion {
    /// Rekor v1: tells the time, records digests and envelopes.
    V1,
    /// Rekor v2: tells no time, records digests.
    V2,
}

impl Recorders {
    /// The logs, in the order in which they are asked.
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// The timestamp authorities, in the order in which they are asked.
    pub fn tsas(&self) -> &[Uri] {
        &self.tsas
    }
}

impl<T: Trust, X: Transport> Signing<'_, T, X> {
    /// The recorders that a signing config has chosen.
    ///
    /// # Errors
    /// [`Why::Address`], [`Why::NoLog`] or [`Why::NoTime`].
    pub fn recorders(
        &self,
        chosen: &sigstore_signing_config::Recorders,
    ) -> Result<Recorders, Error<X::Error>> {
        let refuse = |why| self.error(Step::Token, &Public::default(), why);
        let read = |url: &str| address(url).map_err(|error| refuse(Why::Address(error)));
        let logs = chosen.logs.iter().map(|log| {
            let version = if log.version >= 2 { LogVersion::V2 } else { LogVersion::V1 };
            Ok(Log { base: read(&log.url)?, version })
        });
        let logs: Vec<_> = logs.collect::<Result<_, _>>()?;
        let tsas = chosen.tsas.iter().map(|tsa| read(&tsa.url));
        let tsas: Vec<_> = tsas.collect::<Result<_, _>>()?;
        if logs.is_empty() {
            return Err(refuse(Why::NoLog));
        }
        match logs.iter().find(|log| log.version == LogVersion::V2) {
            Some(log) if tsas.is_empty() => Err(refuse(Why::NoTime { log: log.base.to_string() })),
            _ => Ok(Recorders { logs, tsas }),
        }
    }
}
