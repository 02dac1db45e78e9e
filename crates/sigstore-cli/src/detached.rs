//! Evidence that lies in files of its own, in the forms of 2022, put together into a bundle.

use clap::ArgMatches;
use sigstore_bundle::{Bundle, Content, MAX_TIMESTAMPS, Material, MediaType, MessageSignature};
use sigstore_certificate::{Certificate, MAX_CERTIFICATE};
use sigstore_json::{Limits, parse};
use sigstore_rekor_types::{LogEntry, MAX_LOG_ENTRY, MAX_PROOF_HASHES, TransparencyLogEntry};
use sigstore_traits::{Refusal, Rule, RuleKind};
use sigstore_tsa::{MAX_RESPONSE, Timestamp};

use crate::complaint::Complaint;
use crate::dress::{decode_base64, undress};
use crate::failure::{Exit, Failure};
use crate::input;

pub(crate) static FORMS: Rule = Rule {
    id: "detached",
    title: "A signature in a file of its own is base64, or its bytes.",
    source: "sigscope verify --help",
    kind: RuleKind::Elsewhere,
    place: "sigstore-cli detached",
};

/// The most bytes of a file with a signature; RSA of 16,384 bits has 2 KiB.
const MAX_SIGNATURE: usize = 16 << 10;

const LIMITS: Limits = Limits::new(MAX_LOG_ENTRY).arrays(&[("hashes", MAX_PROOF_HASHES)]);

/// The bundle of what the command line names, and the file whose name it goes by.
pub(crate) fn bundle(matches: &ArgMatches) -> Result<Option<(String, Bundle)>, Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let Some(path) = text("signature") else { return Ok(None) };
    let certificate = text("certificate").map(certificate).transpose()?;
    let entries: Vec<_> = text("log-entry").map(log_entry).transpose()?.into_iter().collect();
    let (media_type, material) = shape(certificate, &entries);
    let timestamps = matches.get_many::<String>("timestamp").into_iter().flatten();
    let timestamps = timestamps.take(MAX_TIMESTAMPS + 1).map(|path| timestamp(path));
    let timestamps = timestamps.collect::<Result<_, _>>()?;
    let content = Content::Message(MessageSignature { digest: None, signature: signature(path)? });
    let bundle = Bundle::new(media_type, material, entries, timestamps, content);
    bundle
        .map(|bundle| Some((path.to_owned(), bundle)))
        .map_err(|error| Failure::unreadable(path, &error))
}

/// The version of bundles that holds this. Logs once answered with a promise only: bundles 0.1 may
/// lack the proof, if the caller waives it.
pub(crate) fn shape(
    certificate: Option<Vec<u8>>,
    entries: &[TransparencyLogEntry],
) -> (MediaType, Material) {
    let old = entries.iter().any(|entry| entry.inclusion_proof.is_none());
    let media_type = if old { MediaType::V01 } else { MediaType::V03 };
    let material = match certificate {
        None => Material::PublicKey { hint: String::new() },
        Some(der) if old => Material::Chain(vec![der]),
        Some(der) => Material::Certificate(der),
    };
    (media_type, material)
}

/// Base64 of PEM (the form in a log entry), PEM, or DER.
fn certificate(path: &str) -> Result<Vec<u8>, Failure> {
    let der = undress(&input::read(path, 4 * MAX_CERTIFICATE)?);
    Certificate::parse(&der).map_err(|error| Failure::unreadable(path, &error))?;
    Ok(der)
}

/// Base64, or the bytes. A text that is no base64 is no signature.
fn signature(path: &str) -> Result<Vec<u8>, Failure> {
    let bytes = input::read(path, MAX_SIGNATURE)?;
    let text = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    match decode_base64(&bytes) {
        Some(signature) => Ok(signature),
        None if bytes.iter().all(text) => {
            let facts = Complaint::SignatureText { characters: bytes.len() }.facts();
            Err(Failure { exit: Exit::Unreadable, input: path.into(), facts })
        }
        None => Ok(bytes),
    }
}

/// The object under the UUID, the one-entry map that Rekor v1 answers, or the entry of a bundle,
/// which is what Rekor v2 answers.
fn log_entry(path: &str) -> Result<TransparencyLogEntry, Failure> {
    let unreadable = |error: &dyn Refusal| Failure {
        exit: Exit::Unreadable,
        input: path.into(),
        facts: error.facts(),
    };
    let json = input::read(path, MAX_LOG_ENTRY)?;
    let value = parse(&json, &LIMITS).map_err(|error| unreadable(&error))?;
    let read = if value.member("canonicalizedBody").is_some() {
        TransparencyLogEntry::read(value.node())
    } else if value.member("body").is_some() {
        LogEntry::read_alone(value.node()).map(|read| read.entry)
    } else {
        LogEntry::read(value.node()).map(|read| read.entry)
    };
    read.map_err(|error| unreadable(&error))
}

/// A reply as RFC 3161 has it, or base64 of one.
fn timestamp(path: &str) -> Result<Vec<u8>, Failure> {
    let response = undress(&input::read(path, 2 * MAX_RESPONSE)?);
    Timestamp::parse(&response).map_err(|error| Failure::unreadable(path, &error))?;
    Ok(response)
}
