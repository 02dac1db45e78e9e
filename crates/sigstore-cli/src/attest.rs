use clap::ArgMatches;
use sigstore_dsse::{MAX_PAYLOAD, Statement, StatementType};
use sigstore_json::{Limits, hex, parse, write_string};
use sigstore_traits::{HashAlgorithm, Rule, RuleKind};
use sigstore_verify::{Artifact, Needs};

use crate::complaint::Complaint;
use crate::failure::{Exit, Failure};
use crate::input::{self, Subject};
use crate::output::Output;
use crate::sign::{self, Job, JobContent};
use crate::trust::suite;

pub(crate) static SUBJECT: Rule = Rule {
    id: "attest",
    title: "A statement that is signed for an artifact names it among its subjects, by digest.",
    source: "sigscope attest --help",
    kind: RuleKind::Elsewhere,
    place: "sigstore-cli attest",
};

/// The types of predicates that have a short name, in the words of cosign's `--type`.
const TYPES: [(&str, &str); 10] = [
    ("slsaprovenance", "https://slsa.dev/provenance/v0.2"),
    ("slsaprovenance02", "https://slsa.dev/provenance/v0.2"),
    ("slsaprovenance1", "https://slsa.dev/provenance/v1"),
    ("spdx", "https://spdx.dev/Document"),
    ("spdxjson", "https://spdx.dev/Document"),
    ("cyclonedx", "https://cyclonedx.org/bom"),
    ("link", "https://in-toto.io/Link/v1"),
    ("vuln", "https://cosign.sigstore.dev/attestation/vuln/v1"),
    ("openvex", "https://openvex.dev/ns"),
    ("custom", "https://cosign.sigstore.dev/attestation/v1"),
];

/// A predicate is read as deep as it may stand in a statement.
const PREDICATE: Limits = Limits::new(MAX_PAYLOAD).depth(63).values(1_000_000);

/// `sigscope attest`.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let output = Output::of(matches);
    if let Some(contradiction) = sign::contradiction(matches) {
        return Failure::usage(contradiction, "").tell(&output);
    }
    match job(matches) {
        Ok(job) => sign::sign(matches, &output, &[job]),
        Err(failure) => failure.tell(&output),
    }
}

/// A type of predicates: a short name, or a URI as it is.
pub(crate) fn predicate_type(text: &str) -> Result<String, String> {
    let known = TYPES.iter().find(|(name, _)| *name == text).map(|(_, uri)| *uri);
    let uri = known.or_else(|| text.contains(':').then_some(text));
    uri.map(Into::into).ok_or_else(|| {
        let names: Vec<_> = TYPES.iter().map(|(name, _)| *name).collect();
        format!("a URI, or one of {}", names.join(", "))
    })
}

/// One statement about all artifacts, and one bundle.
fn job(matches: &ArgMatches) -> Result<Job, Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let artifacts: Vec<_> = matches.get_many::<String>("artifact").into_iter().flatten().collect();
    let stated = text("statement");
    let bundle = match (artifacts.as_slice(), stated) {
        _ if text("bundle").is_some() => sign::destination(matches, "-")?,
        ([artifact], _) => sign::destination(matches, artifact)?,
        ([], Some(statement)) => sign::destination(matches, statement)?,
        _ => return Err(Failure::usage("--bundle FILE says where the bundle of several goes", "")),
    };
    let subjects = artifacts.iter().map(|text| Subject::of(text)).collect::<Vec<_>>();
    let statement = match stated {
        Some(path) => given(path, &subjects)?,
        None => made(matches, &subjects)?,
    };
    let names: Vec<_> = subjects.iter().map(Subject::name).collect();
    let name = if names.is_empty() { stated.unwrap_or_default().into() } else { names.join(", ") };
    Ok(Job { name, content: JobContent::Statement(statement), bundle })
}

/// A statement as it is, which is about each of the artifacts.
fn given(path: &str, subjects: &[Subject]) -> Result<Vec<u8>, Failure> {
    let bytes = input::read(path, MAX_PAYLOAD)?;
    let statement = read(path, &bytes)?;
    let needs = Needs { digests: HashAlgorithm::ALL.to_vec(), bytes: false };
    for subject in subjects {
        let artifact = subject.artifact(&needs, &suite())?;
        let mut known = statement.subjects.iter().flat_map(|subject| subject.known_digests());
        if !known.any(|digest| artifact.digests().contains(digest)) {
            return Err(not_named(subject.name(), &artifact));
        }
    }
    Ok(bytes)
}

/// A statement about the artifacts with the predicate byte for byte as it was given.
///
/// ```text
/// {"_type":"https://in-toto.io/Statement/v1",
///  "subject":[{"name":"a.txt","digest":{"sha256":"<hex>"}}],
///  "predicateType":"<uri>","predicate":<as given>}
/// ```
fn made(matches: &ArgMatches, subjects: &[Subject]) -> Result<Vec<u8>, Failure> {
    let text = |name| matches.get_one::<String>(name).map_or("", String::as_str);
    let path = text("predicate");
    let predicate = input::read(path, MAX_PAYLOAD)?;
    let value = parse(&predicate, &PREDICATE).map_err(|error| Failure::unreadable(path, &error))?;
    value.node().object().map_err(|error| Failure::unreadable(path, &error))?;
    let mut out = String::from(r#"{"_type":"#);
    write_string(&mut out, StatementType::V1.uri());
    out.push_str(r#","subject":["#);
    for (number, subject) in subjects.iter().enumerate() {
        out.push_str(if number == 0 { "" } else { "," });
        write_subject(&mut out, subject)?;
    }
    out.push_str(r#"],"predicateType":"#);
    write_string(&mut out, text("type"));
    out.push_str(r#","predicate":"#);
    let mut statement = out.into_bytes();
    statement.extend_from_slice(predicate.trim_ascii());
    statement.push(b'}');
    read(path, &statement)?;
    Ok(statement)
}

/// An artifact with the name of its file, where it has one.
fn write_subject(out: &mut String, subject: &Subject) -> Result<(), Failure> {
    let needs = Needs { digests: vec![HashAlgorithm::Sha256], bytes: false };
    let artifact = subject.artifact(&needs, &suite())?;
    out.push('{');
    if let Some(name) = subject.file_name() {
        out.push_str(r#""name":"#);
        write_string(out, &name);
        out.push(',');
    }
    let digests = artifact.digests().iter();
    let digests = digests
        .map(|digest| format!(r#""{}":"{}""#, digest.algorithm().name(), hex(digest.as_bytes())));
    out.push_str(&format!(r#""digest":{{{}}}}}"#, digests.collect::<Vec<_>>().join(",")));
    Ok(())
}

fn read(input: &str, statement: &[u8]) -> Result<Statement, Failure> {
    Statement::parse(statement).map_err(|error| Failure::unreadable(input, &error))
}

fn not_named(name: &str, artifact: &Artifact) -> Failure {
    let digest = artifact.digests().first().map_or_else(String::new, ToString::to_string);
    let facts = Complaint::NotNamed { digest }.facts();
    Failure { exit: Exit::Refused, input: name.into(), facts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_a_short_name_or_a_uri() {
        let provenance = Ok("https://slsa.dev/provenance/v1".to_owned());
        assert_eq!(predicate_type("slsaprovenance1"), provenance);
        assert_eq!(predicate_type("https://slsa.dev/provenance/v1"), provenance);
        assert!(predicate_type("slsa").is_err_and(|told| told.contains("slsaprovenance1")));
    }
}
