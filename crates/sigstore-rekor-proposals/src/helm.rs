use sigstore_json::{Object, hex_bytes};
use sigstore_rekor_kinds::{Format, HelmV001};
use sigstore_traits::{Rule, RuleKind};

use crate::{Error, Inline};

pub(crate) static T_80: Rule = Rule {
    id: "T-80",
    title: "A proposed helm 0.0.1 holds a PGP key and the whole provenance file, which lists the chart with its SHA-256.",
    source: "sigstore/rekor pkg/types/helm/v0.0.1/helm_v0_0_1_schema.json; pkg/types/helm/provenance.go",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-proposals Proposal::parse",
};

/// A proposed `helm` 0.0.1.
///
/// ```text
/// {"chart":{"provenance":{"content":"<base64 of .prov>"}},
///  "publicKey":{"content":"<base64 of PGP>"}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelmProposal {
    /// The provenance file, a clear-signed message of PGP.
    pub provenance: Vec<u8>,
    /// The PGP key, as it was submitted.
    pub key: Vec<u8>,
    chart: [u8; 32],
}

impl HelmProposal {
    pub(crate) fn read(spec: &Object<'_>) -> Result<Self, Error> {
        let provenance = spec.required("chart")?.object()?.required("provenance")?;
        let key = spec.required("publicKey")?.object()?.required("content")?;
        let provenance = Inline::read(provenance)?.content;
        let (chart, key) = (chart_sha256(&provenance)?, key.standard_bytes()?);
        Ok(Self { provenance, key, chart })
    }

    /// SHA-256 of the chart, as the provenance file gives it.
    pub fn chart_sha256(&self) -> [u8; 32] {
        self.chart
    }

    /// What the log stores, given key and signature as PGP armour in the canonical form.
    pub fn stored(&self, signature: Vec<u8>, key: Vec<u8>) -> HelmV001 {
        HelmV001 { sha256: self.chart, signature, key }
    }

    pub(crate) fn foreign(&self) -> Error {
        Error::Foreign { place: "$.spec.publicKey.content", format: Format::Pgp }
    }
}

/// The hash in a provenance file: of the first of the files that it lists after its first part.
///
/// ```text
/// -----BEGIN PGP SIGNED MESSAGE-----
/// Hash: SHA512
///
/// name: test
/// ...
/// files:
///   test-0.1.0.tgz: sha256:6dec7ea2…
/// -----BEGIN PGP SIGNATURE-----
/// ```
fn chart_sha256(provenance: &[u8]) -> Result<[u8; 32], Error> {
    let expected = |line, expected| Error::Provenance { line, expected };
    let text = str::from_utf8(provenance).map_err(|_| expected(1, "UTF-8"))?;
    let mut lines = text.lines().enumerate().map(|(number, line)| (number + 1, line));
    let last = text.lines().count();
    match lines.next() {
        Some((_, "-----BEGIN PGP SIGNED MESSAGE-----")) => {}
        _ => return Err(expected(1, "-----BEGIN PGP SIGNED MESSAGE-----")),
    }
    lines.find(|(_, line)| *line == "...").ok_or(expected(last, "..., the end of a part"))?;
    let (number, _) = lines.find(|(_, line)| *line == "files:").ok_or(expected(last, "files:"))?;
    let file = lines.next().and_then(|(_, line)| line.strip_prefix("  ")?.split_once(": sha256:"));
    let digest = file.and_then(|(_, digits)| hex_bytes(digits)?.try_into().ok());
    digest.ok_or(expected(number + 1, "the name of a chart, sha256 and 64 digits of hex"))
}
