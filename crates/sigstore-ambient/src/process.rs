use crate::answer::MAX_ANSWER;
use crate::error::masked;
use crate::{Error, Provider, Surroundings, Token};

/// The token that a program writes.
pub(crate) fn output(
    provider: Provider,
    program: &'static str,
    arguments: &[&str],
    here: &impl Surroundings,
) -> Result<Token, Error> {
    let end = here.run(program, arguments, MAX_ANSWER);
    let end = end.map_err(|fault| Error::Process { provider, program, fault })?;
    if end.code != Some(0) {
        let message = masked(&end.stderr);
        return Err(Error::Failed { provider, program, code: end.code, message });
    }
    Token::read(provider, &String::from_utf8_lossy(&end.stdout))
}
