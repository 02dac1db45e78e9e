use sigstore_json::Value;
use sigstore_traits::{Rule, RuleKind};

use crate::answer::object;
use crate::find::variable;
use crate::process::output;
use crate::{Error, Provider, Surroundings, Token};

pub(crate) static S_25: Rule = Rule {
    id: "S-25",
    title: "A job of CircleCI has its program make a token for the audience, from the issuer that all organisations share.",
    source: "CircleCI documentation, OpenID Connect tokens with custom claims; sigstore/fulcio config.yaml for the issuer",
    kind: RuleKind::Refusal,
    place: "sigstore-ambient Ambient::find",
};

pub(crate) fn token(audience: &str, here: &impl Surroundings) -> Result<Option<Token>, Error> {
    if variable(here, "CIRCLECI").is_none() {
        return Ok(None);
    }
    let claims = object([("aud", Value::String(audience.into()))]);
    let arguments = ["run", "oidc", "get", "--claims", &claims, "--root-issuer"];
    output(Provider::Circleci, "circleci", &arguments, here).map(Some)
}
