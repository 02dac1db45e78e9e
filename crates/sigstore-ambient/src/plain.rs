use sigstore_traits::{Rule, RuleKind};

use crate::find::variable;
use crate::token::MAX_TOKEN;
use crate::{Error, Provider, Surroundings, Token};

pub(crate) static S_27: Rule = Rule {
    id: "S-27",
    title: "A token may stand in the variable SIGSTORE_ID_TOKEN or in the file /var/run/sigstore/cosign/oidc-token.",
    source: "sigstore/cosign pkg/providers/envvar and pkg/providers/filesystem",
    kind: RuleKind::Refusal,
    place: "sigstore-ambient Ambient::find",
};

/// Where a platform mounts a token for its containers.
const FILE: &str = "/var/run/sigstore/cosign/oidc-token";

pub(crate) fn environment(here: &impl Surroundings) -> Result<Option<Token>, Error> {
    let text = variable(here, "SIGSTORE_ID_TOKEN");
    text.map(|text| Token::read(Provider::Environment, &text)).transpose()
}

pub(crate) fn file(here: &impl Surroundings) -> Result<Option<Token>, Error> {
    let bytes = here.read(FILE, MAX_TOKEN).map_err(|kind| Error::File { path: FILE, kind })?;
    let text = bytes.as_deref().map(String::from_utf8_lossy);
    text.map(|text| Token::read(Provider::File, &text)).transpose()
}
