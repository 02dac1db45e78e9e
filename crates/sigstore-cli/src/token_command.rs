//! `sigscope token`: gets a token, reads one, checks one.

use clap::ArgMatches;
use http::Uri;
use sigstore_crypto::AwsLcSuite;
use sigstore_json::{Value, ordered};
use sigstore_jwt::{Error, IdentityToken, KeySet, MAX_KEY_SET};
use sigstore_oidc_client::{Discovery, Error as OidcError, KeySetRequest};
use sigstore_report::visible;
use sigstore_traits::Refusal;
use sigstore_transport::{Exchange, ask};

use crate::failure::{Exit, Failure};
use crate::live::{Live, Teller};
use crate::output::Output;
use crate::services::Services;
use crate::token::{self, Source};
use crate::token_text::{Shown, object, text};
use crate::{capture, input, machine};

/// How far the clock here may be behind or ahead of the issuer's, in seconds.
const LEEWAY: u64 = 5;

/// `sigscope token`.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let Some((name, matches)) = matches.subcommand() else { return Exit::Usage };
    let output = Output::of(matches);
    let teller = Teller::silent(output);
    let told = match name {
        "get" => get(matches, &output, &teller),
        "show" => return show(matches, &output).unwrap_or_else(|failure| failure.tell(&output)),
        _ => check(matches, &output, &teller),
    };
    let exit = told.unwrap_or_else(|failure| failure.tell(&output));
    teller.with(|conversation| capture::write(matches, conversation, &output, exit))
}

fn kind(matches: &ArgMatches) -> Option<&str> {
    matches.get_one::<String>("kind").map(String::as_str)
}

/// From where `sign` takes it. The token itself is the result only if it is asked for.
fn get(matches: &ArgMatches, output: &Output, teller: &Teller) -> Result<Exit, Failure> {
    let source = Source::of(matches)?;
    let asks = !matches!(source, Source::Given(_));
    if matches.get_flag("offline") && asks {
        return Err(Failure::usage("an issuer is asked, which --offline forbids", ""));
    }
    let issuer = match matches.get_one::<String>("login") {
        Some(issuer) => issuer.clone(),
        None if asks => {
            let chosen = Services::of(matches)?.config.services(machine::now());
            chosen.map_err(|error| Failure::new(Exit::Trust, "signing config", &error))?.oidc.url
        }
        None => String::new(),
    };
    let transport = Live::new(machine::transport(matches)?, teller.clone());
    let token = machine::run(source.token(&transport, &issuer))?;
    let exposed = matches.get_flag("print-secret");
    if output.json {
        let secret = exposed.then(|| ("token", text(token.expose())));
        tell(output, &token, kind(matches), "sigscope.token/1", secret);
    } else if exposed {
        output.line(token.expose());
    } else {
        output.line("An identity token, as it came; --print-secret prints it:");
        output.line(&Shown::of(&token, kind(matches)).to_text());
    }
    Ok(Exit::Done)
}

/// Decodes it, and says that nothing was checked.
fn show(matches: &ArgMatches, output: &Output) -> Result<Exit, Failure> {
    let token = thing(matches)?;
    if output.json {
        let checked = Some(("checked", Value::Bool(false)));
        tell(output, &token, kind(matches), "sigscope.token/1", checked);
    } else {
        output.line("An identity token; nothing was checked, anyone can write one like it:");
        output.line(&Shown::of(&token, kind(matches)).to_text());
    }
    Ok(Exit::Done)
}

fn tell(
    output: &Output,
    token: &IdentityToken,
    kind: Option<&str>,
    format: &str,
    more: Option<(&'static str, Value<'static>)>,
) {
    let members = [("format", text(format))].into_iter().chain(more);
    let members = members.chain(Shown::of(token, kind).members());
    output.line(&ordered(&object(members)));
}

/// Checks it as its addressee does: every check is told, whatever the others say.
fn check(matches: &ArgMatches, output: &Output, teller: &Teller) -> Result<Exit, Failure> {
    let named = |name| matches.get_one::<String>(name).map(String::as_str);
    if matches.get_flag("offline") && named("keys").is_none() {
        return Err(Failure::usage(
            "the issuer's keys are asked for, which --offline forbids; see --keys",
            "",
        ));
    }
    if input::reads_twice(matches, &["token", "keys"]) {
        return Err(Failure::usage(input::ONCE, ""));
    }
    let token = thing(matches)?;
    let issuer = named("issuer").unwrap_or(&token.claims().issuer);
    let (keys, source) = match named("keys") {
        Some(path) => (keys_of(path)?, path.to_owned()),
        None => machine::run(ask_keys(matches, output, teller, issuer))?,
    };
    let audience = named("audience").unwrap_or("sigstore");
    let checks = [
        ("signature", keys.verify(&token, &AwsLcSuite)),
        ("issuer", token.check_issuer(issuer)),
        ("audience", token.check_audience(audience)),
        ("times", token.check_times(machine::now(), LEEWAY)),
    ];
    let kept = checks.iter().all(|(_, outcome)| outcome.is_ok());
    if output.json {
        let outcome = text(if kept { "verified" } else { "refused" });
        let checks = Value::Array(checks.iter().map(check_value).collect());
        let shown = Shown::of(&token, kind(matches)).members();
        let members = [("format", text("sigscope.token-check/1")), ("outcome", outcome)];
        let keys = [("keys", text(&source)), ("checks", checks)];
        output.line(&ordered(&object(members.into_iter().chain(keys).chain(shown))));
    } else {
        for (name, outcome) in &checks {
            let line = match outcome {
                Ok(()) => format!("kept    {name}"),
                Err(error) => format!("broken  {name}: {error}"),
            };
            output.line(&visible(&line));
        }
        let whose = if named("keys").is_some() { "the keys in" } else { "the keys that are at" };
        output.line(&visible(&format!("by {whose} {source}; the token says:")));
        output.line(&Shown::of(&token, kind(matches)).to_text());
    }
    Ok(if kept { Exit::Done } else { Exit::Refused })
}

fn check_value((name, outcome): &(&'static str, Result<(), Error>)) -> Value<'static> {
    let error = match outcome {
        Ok(()) => Value::Null,
        Err(error) => {
            let facts = error.facts();
            object([
                ("code", text(facts.code)),
                ("found", text(&facts.found)),
                ("expected", text(&facts.expected)),
                ("message", text(&error.to_string())),
            ])
        }
    };
    let outcome = if outcome.is_ok() { "kept" } else { "broken" };
    object([("check", text(name)), ("outcome", text(outcome)), ("error", error)])
}

/// A token by its text, or in a file.
fn thing(matches: &ArgMatches) -> Result<IdentityToken, Failure> {
    token::thing(matches.get_one::<String>("token").map_or("-", String::as_str))
}

/// Keys that the user has at hand. What they are is the user's trust.
fn keys_of(path: &str) -> Result<KeySet<AwsLcSuite>, Failure> {
    let not_usable = |failure: Failure| Failure { exit: Exit::Trust, ..failure };
    let json = input::read(path, MAX_KEY_SET).map_err(not_usable)?;
    KeySet::parse(&json, &AwsLcSuite).map_err(|error| Failure::new(Exit::Trust, path, &error))
}

/// The keys that the issuer publishes now, and their address. Who is asked is said first.
async fn ask_keys(
    matches: &ArgMatches,
    output: &Output,
    teller: &Teller,
    issuer: &str,
) -> Result<(KeySet<AwsLcSuite>, String), Failure> {
    let transport = Live::new(machine::transport(matches)?, teller.clone());
    let discovery = Discovery { issuer };
    // The token's own word, unless the user says whom to ask.
    let base = discovery.base().map_err(|error| Failure::unreadable(issuer, &error))?;
    output.complain(&visible(&format!("asks {issuer} for its keys")));
    let config = answer(&discovery, &base, issuer, &transport).await?;
    let json = answer(&KeySetRequest { issuer }, &config.jwks_uri, issuer, &transport).await?;
    let keys = KeySet::parse(&json, &AwsLcSuite);
    let keys = keys.map_err(|error| Failure::service(issuer, &error))?;
    Ok((keys, config.jwks_uri.to_string()))
}

async fn answer<E>(
    exchange: &E,
    base: &Uri,
    issuer: &str,
    transport: &Live,
) -> Result<E::Reply, Failure>
where
    E: Exchange<Error = OidcError> + Sync,
{
    use sigstore_transport::Failure::{Answer, Question, Transport};
    ask(exchange, base, transport).await.map_err(|failure| match failure {
        Question(error) | Answer(error) => Failure::service(issuer, error.without_issuer()),
        Transport(error) => Failure::service(issuer, &error),
    })
}
