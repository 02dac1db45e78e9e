use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use sigstore_crypto::{KeyKind, MAX_KEY_FILE, PrivateKey};
use sigstore_json::{Value, ordered};
use sigstore_sign::{Content, Credential, Finished, FulcioApi, ProofForm, Recorders, Signing};
use sigstore_traits::UnixTime;
use sigstore_verify::Signer;

use crate::failure::{Exit, Failure};
use crate::input::{self, Subject};
use crate::live::{Live, Teller};
use crate::output::Output;
use crate::services::Services;
use crate::token::Source;
use crate::trust::suite;
use crate::walk::{self, Key, Walk};
use crate::{Suite, capture, machine};

/// Why nothing is signed where the network is forbidden.
pub(crate) const OFFLINE: &str = "signing asks services, which --offline forbids";

/// What is read of a command line that signs.
const INPUTS: [&str; 7] = [
    "artifact",
    "predicate",
    "statement",
    "identity-token",
    "key",
    "trusted-root",
    "signing-config",
];

/// What is signed, under which name it is told, and where its bundle goes.
pub(crate) struct Job {
    pub(crate) name: String,
    pub(crate) content: JobContent,
    pub(crate) bundle: PathBuf,
}

pub(crate) enum JobContent {
    /// A file, read when it is its turn.
    File(String),
    /// A statement.
    Statement(Vec<u8>),
}

impl Job {
    /// What is signed is part of the conversation; what comes through a pipe is not.
    fn hand_over(&self, teller: &Teller) -> Result<(), Failure> {
        match &self.content {
            JobContent::File(path) if path == "-" => Ok(()),
            JobContent::File(path) => {
                teller.with(|conversation| capture::artifact(conversation, path))
            }
            JobContent::Statement(statement) => {
                capture::statement(teller, statement);
                Ok(())
            }
        }
    }
}

/// `sigscope sign`.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let output = Output::of(matches);
    if let Some(contradiction) = contradiction(matches).or_else(|| several(matches)) {
        return Failure::usage(contradiction, "").tell(&output);
    }
    let artifacts = matches.get_many::<String>("artifact").into_iter().flatten();
    let jobs = artifacts.map(|artifact| {
        let bundle = destination(matches, artifact)?;
        let content = JobContent::File(artifact.clone());
        Ok(Job { name: artifact.clone(), content, bundle })
    });
    let jobs = jobs.collect::<Result<Vec<_>, Failure>>();
    match jobs.and_then(prepared) {
        Ok(jobs) => sign(matches, &output, &jobs),
        Err(failure) => failure.tell(&output),
    }
}

/// What can be seen to fail before anything is public: a file that is not there, and two bundles in
/// one place.
fn prepared(jobs: Vec<Job>) -> Result<Vec<Job>, Failure> {
    let mut places = BTreeSet::new();
    for job in &jobs {
        if !places.insert(&job.bundle) {
            let place = job.bundle.display().to_string();
            return Err(Failure::usage("the bundles of two artifacts would be one file", &place));
        }
        if let Subject::Path(path) = Subject::of(&job.name) {
            let there = if path == "-" { Ok(()) } else { fs::File::open(&path).map(drop) };
            there.map_err(|error| Failure::unavailable(&path, error.kind()))?;
        }
    }
    Ok(jobs)
}

/// What can't be meant by a command that signs.
pub(crate) fn contradiction(matches: &ArgMatches) -> Option<&'static str> {
    if matches.get_flag("offline") {
        Some(OFFLINE)
    } else {
        input::reads_twice(matches, &INPUTS).then_some(input::ONCE)
    }
}

fn several(matches: &ArgMatches) -> Option<&'static str> {
    let artifacts = matches.get_many::<String>("artifact").into_iter().flatten().count();
    let one = matches.contains_id("bundle") && artifacts > 1;
    one.then_some("one --bundle can't hold several")
}

/// Where the bundle of this artifact goes: `ARTIFACT.sigstore.json` unless it is said (S-69).
pub(crate) fn destination(matches: &ArgMatches, artifact: &str) -> Result<PathBuf, Failure> {
    if let Some(path) = matches.get_one::<String>("bundle") {
        return Ok(path.into());
    }
    let name = Path::new(artifact).file_name().filter(|_| artifact != "-");
    let name =
        name.ok_or_else(|| Failure::usage("--bundle FILE says where the bundle goes", ""))?;
    let mut file = name.to_owned();
    file.push(".sigstore.json");
    Ok(match matches.get_one::<String>("output-dir") {
        Some(directory) => Path::new(directory).join(file),
        None => Path::new(artifact).with_file_name(file),
    })
}

/// Signs all of them, as long as the certificate lives.
pub(crate) fn sign(matches: &ArgMatches, output: &Output, jobs: &[Job]) -> Exit {
    if let Err(failure) = folders(jobs) {
        return failure.tell(output);
    }
    let teller = Teller::silent(*output);
    let exit = match machine::run(sign_all(matches, output, jobs, &teller)) {
        Ok(exit) => exit,
        Err(failure) => failure.tell(output),
    };
    teller.with(|conversation| capture::write(matches, conversation, output, exit))
}

/// Makes the folders of the bundles.
fn folders(jobs: &[Job]) -> Result<(), Failure> {
    let folders = jobs.iter().filter_map(|job| job.bundle.parent());
    for folder in folders.filter(|folder| !folder.as_os_str().is_empty()) {
        let made = fs::create_dir_all(folder);
        made.map_err(|error| Failure::unavailable(&folder.display().to_string(), error.kind()))?;
    }
    Ok(())
}

async fn sign_all(
    matches: &ArgMatches,
    output: &Output,
    jobs: &[Job],
    teller: &Teller,
) -> Result<Exit, Failure> {
    let services = Services::of(matches)?;
    capture::given(teller, &services);
    let transport = Live::new(machine::transport(matches)?, teller.clone());
    let clock: fn() -> UnixTime = machine::now;
    let entropy: fn(&mut [u8]) = machine::random;
    let trust = &services.trusted.root;
    let signing = Signing { trust, transport: &transport, clock: &clock, entropy: &entropy };
    let (credential, chosen) = match matches.get_one::<String>("key") {
        Some(path) => {
            let recorders = services.config.recorders(machine::now());
            let key = managed_key(path)?;
            let credential = signing.managed(key).map_err(|error| walk::failed(&error))?;
            (credential, recorders)
        }
        None => certified(matches, &signing, &services).await?,
    };
    let chosen = chosen.map_err(|error| Failure::new(Exit::Trust, "signing config", &error))?;
    let recorders = signing.recorders(&chosen).map_err(|error| walk::failed(&error))?;
    let mut exit = Exit::Done;
    for job in jobs {
        job.hand_over(teller)?;
        let signed = one(&signing, &credential, &recorders, job).await;
        let signed = signed.and_then(|finished| {
            let path = job.bundle.display().to_string();
            capture::result(teller, &path, &finished.bundle.to_json());
            write(job, &finished, output)
        });
        exit = exit.and(signed.map_or_else(|failure| failure.tell(output), |()| Exit::Done));
    }
    Ok(exit)
}

type Chosen = Result<sigstore_signing_config::Recorders, sigstore_signing_config::Error>;

async fn certified(
    matches: &ArgMatches,
    signing: &Walk<'_, Live>,
    services: &Services,
) -> Result<(Credential<Key>, Chosen), Failure> {
    let chosen = services.config.services(machine::now());
    let chosen = chosen.map_err(|error| Failure::new(Exit::Trust, "signing config", &error))?;
    // Before anyone is asked for anything: whether there is a log to sign with.
    signing.recorders(&chosen.recorders).map_err(|error| walk::failed(&error))?;
    let token = Source::of(matches)?.token(signing.transport, &chosen.oidc.url).await?;
    let identity = walk::identity(signing, &token, &chosen).await?;
    let kind = match matches.get_one::<String>("key-type").map(String::as_str) {
        Some("p384") => KeyKind::P384,
        Some("ed25519") => KeyKind::Ed25519,
        _ => KeyKind::P256,
    };
    let (key, how) = (walk::new_key(kind)?, (FulcioApi::V2, ProofForm::Possession));
    let credential = walk::credential(signing, how, &identity, key, &chosen).await?;
    Ok((credential, Ok(chosen.recorders)))
}

/// A private key of the user's, PEM; its password comes from `SIGSCOPE_KEY_PASSWORD`.
fn managed_key(path: &str) -> Result<Key, Failure> {
    let pem = zeroize::Zeroizing::new(input::read(path, MAX_KEY_FILE)?);
    let password = std::env::var("SIGSCOPE_KEY_PASSWORD").ok().map(zeroize::Zeroizing::new);
    let password = password.as_ref().map(|password| password.as_bytes());
    let key = PrivateKey::from_pem(&pem, password);
    key.map(walk::boxed).map_err(|error| Failure::unreadable(path, &error))
}

async fn one(
    signing: &Walk<'_, Live>,
    credential: &Credential<Key>,
    recorders: &Recorders,
    job: &Job,
) -> Result<Finished, Failure> {
    match &job.content {
        JobContent::Statement(statement) => {
            walk::bundle(signing, credential, Content::Statement(statement), recorders).await
        }
        JobContent::File(path) => {
            let needs = signing.needs(credential, recorders);
            let needs = needs.map_err(|error| walk::failed(&error))?;
            let suite: Suite = suite();
            let artifact = Subject::of(path).artifact(&needs, &suite)?;
            walk::bundle(signing, credential, Content::Artifact(&artifact), recorders).await
        }
    }
}

/// Writes the bundle beside its name and moves it there: no reader sees half of it.
fn write(job: &Job, finished: &Finished, output: &Output) -> Result<(), Failure> {
    let path = job.bundle.display().to_string();
    let mut beside = job.bundle.clone().into_os_string();
    beside.push(".part");
    let json = format!("{}\n", finished.bundle.to_json());
    let written = fs::write(&beside, json).and_then(|()| fs::rename(&beside, &job.bundle));
    written.map_err(|error| Failure::unavailable(&path, error.kind()))?;
    let verified = &finished.verified;
    let signer = match verified.signer() {
        Signer::Certificate { identity, .. } => identity.clone(),
        Signer::Key { .. } => "the key".into(),
    };
    let entries = verified.log_entries().iter();
    let logged: Vec<_> = entries.map(|entry| entry.log.clone()).collect();
    if output.json {
        let text = |text: &str| Value::String(text.to_owned().into());
        let members = [
            ("format", text("sigscope.signed/1")),
            ("artifact", text(&job.name)),
            ("bundle", text(&path)),
            ("signer", text(&signer)),
            ("logs", Value::Array(logged.iter().map(|log| text(log)).collect())),
        ];
        let members = members.map(|(name, value)| (name.into(), value));
        output.line(&ordered(&Value::Object(members.into())));
    } else {
        let line =
            format!("{}: signed by {signer}, logged at {}; {path}", job.name, logged.join(", "));
        output.line(&sigstore_report::visible(&line));
    }
    Ok(())
}
