use std::sync::Arc;

use clap::ArgMatches;
use sigstore_certificate::IdentityKind;
use sigstore_policy::{AnchoredRegex, Glob, MAX_KEY, MAX_POLICY, read_key, read_policy};
use sigstore_traits::{KeyError, SignatureSuite};
use sigstore_verify::{Identity, IssuerPolicy, Policy, Text, Thresholds, Waived, WaivedBy};

use crate::failure::{Exit, Failure};
use crate::input;
use crate::trust::suite;

/// The policy of the command line, without thresholds, and the thresholds.
pub(crate) fn policy(matches: &ArgMatches) -> Result<Policy, Failure> {
    Ok(narrowed(signer(matches)?, matches))
}

/// The same; where no signer is named, anyone will do, and that is told.
pub(crate) fn policy_or_any(matches: &ArgMatches) -> Result<Policy, Failure> {
    match matches.contains_id("signer") {
        true => policy(matches),
        false => Ok(narrowed(Policy::any_identity(WaivedBy::Caller), matches)),
    }
}

fn narrowed(policy: Policy, matches: &ArgMatches) -> Policy {
    let policy = match matches.get_one::<IdentityKind>("identity-kind") {
        Some(kind) => policy.identity_kind(*kind),
        None => policy,
    };
    let required = matches.get_many::<(String, String)>("require").into_iter().flatten();
    let policy = required.fold(policy, |policy, (name, value)| policy.require(name, value));
    let policy = match matches.get_one::<String>("predicate-type") {
        Some(uri) => policy.predicate_type(uri),
        None => policy,
    };
    let waived = matches.get_many::<Waived>("waive").into_iter().flatten();
    waived.fold(policy, |policy, what| policy.waive(*what, WaivedBy::Caller))
}

/// The thresholds of the command line; those that it does not name are the policy's.
pub(crate) fn thresholds(matches: &ArgMatches, policy: &Policy) -> Thresholds {
    let number = |name, default| matches.get_one::<usize>(name).copied().unwrap_or(default);
    let Thresholds { log_entries, scts, timestamps } = policy.demanded();
    Thresholds {
        log_entries: number("min-log-entries", log_entries),
        scts: number("min-scts", scts),
        timestamps: number("min-timestamps", timestamps),
    }
}

fn signer(matches: &ArgMatches) -> Result<Policy, Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    if let Some(path) = text("policy") {
        let file = input::read(path, MAX_POLICY)?;
        return read_policy(&file).map_err(|error| Failure::new(Exit::Usage, path, &error));
    }
    if let Some(path) = text("key") {
        let file = input::read(path, MAX_KEY)?;
        let key = read_key(&file).map_err(|error| Failure::unreadable(path, &error))?;
        if let Err(KeyError::Malformed) = suite().key(&key).map(|_| ()) {
            let found = "no SubjectPublicKeyInfo".into();
            return Err(Failure::unreadable(path, &sigstore_policy::Error::Key { found }));
        }
        return Ok(Policy::key(key, None));
    }
    if matches.get_flag("any-identity") {
        return Ok(Policy::any_identity(WaivedBy::Caller));
    }
    let wrong = |error| Failure::new(Exit::Usage, "the policy", &error);
    let name = match (text("identity"), text("identity-glob"), text("identity-regex")) {
        (Some(exact), _, _) => Text::Exact(exact.into()),
        (_, Some(glob), _) => Text::Pattern(Arc::new(Glob::new(glob).map_err(wrong)?)),
        (_, _, Some(regex)) => Text::Pattern(Arc::new(AnchoredRegex::new(regex).map_err(wrong)?)),
        _ => return Err(wrong(sigstore_policy::Error::Empty)),
    };
    let issuer = text("issuer").map_or(IssuerPolicy::Absent, |url| IssuerPolicy::Exact(url.into()));
    Ok(Policy::identity(Identity::new(name, issuer)))
}
