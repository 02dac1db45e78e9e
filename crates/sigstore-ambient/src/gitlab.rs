use sigstore_traits::{Rule, RuleKind};

use crate::find::{granted, variable};
use crate::{Error, Provider, Surroundings, Token};

pub(crate) static S_22: Rule = Rule {
    id: "S-22",
    title: "A job of GitLab has its token in the variable that it declares under `id_tokens:`, named after the audience.",
    source: "GitLab documentation, OpenID Connect (OIDC) Authentication Using ID Tokens; di/id README.md for the name",
    kind: RuleKind::Refusal,
    place: "sigstore-ambient Ambient::find",
};

pub(crate) fn token(audience: &str, here: &impl Surroundings) -> Result<Option<Token>, Error> {
    if variable(here, "GITLAB_CI").is_none() {
        return Ok(None);
    }
    let text = granted(here, Provider::Gitlab, &name(audience))?;
    Token::read(Provider::Gitlab, &text).map(Some)
}

/// `SIGSTORE_ID_TOKEN` for `sigstore`: in upper case, with `_` for what a variable can't have.
fn name(audience: &str) -> String {
    let mut name = String::new();
    for letter in audience.to_uppercase().chars() {
        let fits = letter.is_ascii_uppercase() || (letter.is_ascii_digit() && !name.is_empty());
        name.push(if fits { letter } else { '_' });
    }
    name + "_ID_TOKEN"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_22_kept_the_variable_is_named_after_the_audience() {
        assert_eq!(name("sigstore"), "SIGSTORE_ID_TOKEN");
        assert_eq!(name("https://log.example"), "HTTPS___LOG_EXAMPLE_ID_TOKEN");
        assert_eq!(name("1a_2"), "_A_2_ID_TOKEN");
    }
}
