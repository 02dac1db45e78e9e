//! `--capture FILE`: what passed, to be looked at elsewhere.

use std::fs;
use std::io::Write;
use std::path::Path;

use clap::ArgMatches;
use sigstore_har::MAX_ARTIFACT;
use sigstore_record::{Conversation, Document, Original, Party, Secrets};
use sigstore_traits::HashAlgorithm;
use sigstore_verify::Needs;

use crate::failure::{Exit, Failure};
use crate::input::{self, Subject};
use crate::life::private;
use crate::live::Teller;
use crate::machine;
use crate::output::Output;
use crate::services::Services;
use crate::trust::suite;

/// Where a capture goes, and whether with its secrets.
#[derive(Clone)]
pub(crate) struct CaptureFile {
    path: String,
    secrets: Secrets,
}

impl CaptureFile {
    pub(crate) fn of(matches: &ArgMatches) -> Option<Self> {
        let path = matches.get_one::<String>("capture")?.clone();
        let exposed = matches.get_flag("capture-secrets");
        let secrets = if exposed { Secrets::Exposed } else { Secrets::Masked };
        Some(Self { path, secrets })
    }

    /// Writes the capture beside its name and moves it there: no reader sees half of it, and whoever
    /// is killed leaves the one before.
    pub(crate) fn write(&self, conversation: &Conversation) -> Result<(), Failure> {
        let beside = format!("{}.part", self.path);
        let archive = sigstore_har::write(conversation, self.secrets);
        let exposed = self.secrets == Secrets::Exposed;
        let written = private(Path::new(&beside), exposed)
            .and_then(|mut file| file.write_all(archive.as_bytes()))
            .and_then(|()| fs::rename(&beside, &self.path));
        written.map_err(|error| Failure::unavailable(&self.path, error.kind()))
    }
}

/// Writes the capture, if one is asked for, and says how the run ends.
pub(crate) fn write(
    matches: &ArgMatches,
    conversation: &Conversation,
    output: &Output,
    exit: Exit,
) -> Exit {
    // Where nothing could be meant, nothing was said.
    let file = CaptureFile::of(matches).filter(|_| exit != Exit::Usage);
    match file.map(|file| file.write(conversation)) {
        Some(Err(failure)) => exit.and(failure.tell(output)),
        _ => exit,
    }
}

/// What a signer is given before anyone speaks.
pub(crate) fn given(teller: &Teller, services: &Services) {
    teller.with(|conversation| {
        hand(conversation, Document::TrustedRoot, "trusted_root.json", &services.root_json);
        hand(conversation, Document::SigningConfig, "signing_config.json", &services.config_json);
    });
}

/// A file to sign, or to verify: the whole of it, or of a large one its length and SHA-256.
pub(crate) fn artifact(conversation: &mut Conversation, path: &str) -> Result<(), Failure> {
    let start = input::start(path, MAX_ARTIFACT + 1)?;
    if start.len() <= MAX_ARTIFACT {
        hand(conversation, Document::Artifact, path, &start);
        return Ok(());
    }
    let needs = Needs { digests: vec![HashAlgorithm::Sha256], bytes: false };
    let artifact = Subject::Path(path.into()).artifact(&needs, &suite())?;
    let sha256 = artifact.digest(HashAlgorithm::Sha256);
    let sha256 = sha256.and_then(|digest| digest.as_bytes().try_into().ok());
    let size = fs::metadata(path).map_err(|error| Failure::unavailable(path, error.kind()))?;
    let length = usize::try_from(size.len()).unwrap_or(usize::MAX);
    let original = Original { length, sha256: sha256.unwrap_or_default(), unreadable: None };
    let (user, client, now) = (Party::User, Party::Client, machine::now());
    let name = file_name(path);
    conversation.hand_known(user, client, Document::Artifact, &name, original, now);
    Ok(())
}

/// A statement to sign.
pub(crate) fn statement(teller: &Teller, statement: &[u8]) {
    teller.with(|conversation| {
        hand(conversation, Document::Statement, "statement.json", statement);
    });
}

/// The result, which the client gives back.
pub(crate) fn result(teller: &Teller, path: &str, json: &str) {
    teller.with(|conversation| {
        let (client, user, now) = (Party::Client, Party::User, machine::now());
        let (name, bytes) = (file_name(path), json.as_bytes().to_vec());
        conversation.hand(client, user, Document::Bundle, &name, bytes, now);
    });
}

/// A file that the user hands over.
pub(crate) fn hand(conversation: &mut Conversation, document: Document, path: &str, bytes: &[u8]) {
    let (user, client, now) = (Party::User, Party::Client, machine::now());
    conversation.hand(user, client, document, &file_name(path), bytes.to_vec(), now);
}

fn file_name(path: &str) -> String {
    let name = Path::new(path).file_name();
    name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
