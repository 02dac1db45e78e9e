use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use clap::ArgMatches;
use sigstore_bundle::Bundle;
use sigstore_crypto::KeyKind;
use sigstore_dump::dump;
use sigstore_jwt::IdentityToken;
use sigstore_local::{Instance, LogChoice, Options};
use sigstore_record::{Document, Party, Secrets, json};
use sigstore_report::{Report, Verdict};
use sigstore_server::Observer;
use sigstore_sign::{Content, FulcioApi, Identity, ProofForm, Signing};
use sigstore_signing_config::{Recorders, Service, Services as Chosen};
use sigstore_verify::{Artifact, examine};

use crate::browser::Browser;
use crate::failure::{Exit, Failure};
use crate::input::Subject;
use crate::live::{Live, Teller};
use crate::login::{Login, Person};
use crate::output::Output;
use crate::services::Services;
use crate::sign::OFFLINE;
use crate::token::Source;
use crate::trust::suite;
use crate::{capture, html, machine, walk};

/// `sigscope life`.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let output = Output::of(matches);
    let teller = Teller::new(output);
    let lived = Life::of(matches, teller.clone()).and_then(|life| machine::run(life.live()));
    let exit = match lived {
        Ok(report) => {
            if !output.json {
                output.line(report.explain(output.paint).trim_end());
            }
            let exit = match report.verdict() {
                Verdict::Verified => Exit::Done,
                Verdict::Refused => Exit::Refused,
            };
            teller.with(|conversation| conversation.conclude(report));
            exit
        }
        // What was said until then is told all the same.
        Err(failure) => {
            teller.tell();
            failure.tell(&output)
        }
    };
    if output.json && exit != Exit::Usage {
        teller.with(|conversation| output.line(&json(conversation)));
    }
    let exit = teller.with(|conversation| html::write(matches, conversation, &output, exit));
    let exit = teller.with(|conversation| capture::write(matches, conversation, &output, exit));
    // Where nothing could be meant, nothing was lived.
    let dump = matches.get_one::<String>("dump").filter(|_| exit != Exit::Usage);
    match dump.map(|directory| write(directory, matches, &teller)) {
        Some(Err(failure)) => exit.and(failure.tell(&output)),
        _ => exit,
    }
}

/// A file, the Sigstore that it is signed with, and how.
struct Life<'m> {
    matches: &'m ArgMatches,
    teller: Teller,
    file: String,
    services: Services,
    chosen: Chosen,
    embedded: Option<Instance>,
    api: FulcioApi,
    form: ProofForm,
}

impl<'m> Life<'m> {
    fn of(matches: &'m ArgMatches, teller: Teller) -> Result<Self, Failure> {
        let text = |name| matches.get_one::<String>(name).map(String::as_str);
        if let Some(directory) = text("dump") {
            let made = fs::create_dir_all(directory);
            made.map_err(|error| Failure::unavailable(directory, error.kind()))?;
        }
        let article = matches.get_flag("article");
        let here = matches!(text("against"), None | Some("local")) && text("oidc").is_none();
        if matches.get_flag("offline") && !here {
            return Err(Failure::usage(OFFLINE, ""));
        }
        let log = match text("rekor").filter(|_| !article) {
            Some("v2") => LogChoice::V2,
            Some("both") => LogChoice::Both,
            _ => LogChoice::V1,
        };
        let (services, embedded) = match text("against") {
            None | Some("local") => {
                let embedded = start(log, &teller)?;
                let services = Services::given(embedded.trusted_root(), embedded.signing_config())?;
                (services, Some(embedded))
            }
            Some(name) => (Services::named(name)?, None),
        };
        let chosen = services.config.services(machine::now());
        let mut chosen =
            chosen.map_err(|error| Failure::new(Exit::Trust, "signing config", &error))?;
        if let (Some(embedded), LogChoice::Both) = (&embedded, log) {
            chosen.recorders.logs = both(embedded, &chosen.recorders);
        }
        if article {
            // In 2022 the log told the time.
            chosen.recorders.tsas.clear();
        }
        Ok(Self {
            matches,
            teller,
            file: text("file").unwrap_or_default().to_owned(),
            services,
            chosen,
            embedded,
            api: match text("fulcio") {
                Some("v1") => FulcioApi::V1,
                _ if article => FulcioApi::V1,
                _ => FulcioApi::V2,
            },
            form: match text("request").filter(|_| !article) {
                Some("csr") => ProofForm::Csr,
                _ => ProofForm::Possession,
            },
        })
    }

    async fn live(self) -> Result<Report, Failure> {
        let transport = Live::new(machine::transport(self.matches)?, self.teller.clone());
        self.hand_over()?;
        let root = &self.services.trusted.root;
        let (clock, entropy) = (machine::now, machine::random);
        let signing =
            Signing { trust: root, transport: &transport, clock: &clock, entropy: &entropy };
        let recorders = signing.recorders(&self.chosen.recorders);
        let recorders = recorders.map_err(|error| walk::failed(&error))?;
        let token = self.token(&transport).await?;
        let identity = walk::identity(&signing, &token, &self.chosen).await?;
        let key = walk::new_key(KeyKind::P256)?;
        let (how, chosen) = ((self.api, self.form), &self.chosen);
        let credential = walk::credential(&signing, how, &identity, key, chosen).await?;
        let needs = signing.needs(&credential, &recorders);
        let needs = needs.map_err(|error| walk::failed(&error))?;
        let artifact = Subject::Path(self.file.clone()).artifact(&needs, &suite())?;
        let content = Content::Artifact(&artifact);
        let finished = walk::bundle(&signing, &credential, content, &recorders).await?;
        self.conclude(&artifact, &finished.bundle, &identity)
    }

    /// What is there before anyone speaks.
    fn hand_over(&self) -> Result<(), Failure> {
        self.teller.with(|conversation| capture::artifact(conversation, &self.file))?;
        let (root, config) = (self.services.root_json.clone(), self.services.config_json.clone());
        self.teller.with(|conversation| {
            let (user, client, now) = (Party::User, Party::Client, machine::now());
            let kind = Document::TrustedRoot;
            conversation.hand(user, client, kind, "trusted_root.json", root, now);
            let kind = Document::SigningConfig;
            conversation.hand(user, client, kind, "signing_config.json", config, now);
        });
        Ok(())
    }

    /// The user logs in; on the embedded issuer's page the program does it for them.
    async fn token(&self, transport: &Live) -> Result<IdentityToken, Failure> {
        if self.embedded.is_none() || Source::is_given(self.matches) {
            return Source::of(self.matches)?.token(transport, &self.chosen.oidc.url).await;
        }
        let email = self.matches.get_one::<String>("identity").map(String::as_str);
        let browser = Browser::new(Arc::clone(&self.teller.conversation))?;
        let login = Login { issuer: &self.chosen.oidc.url, transport };
        login.browser(Person::Played(&browser, email.unwrap_or("you@example.com"))).await
    }

    fn conclude(
        &self,
        artifact: &Artifact,
        bundle: &Bundle,
        identity: &Identity<'_>,
    ) -> Result<Report, Failure> {
        let json = bundle.to_json();
        let name = format!("{}.sigstore.json", self.file);
        self.teller.with(|conversation| {
            let (client, user, now) = (Party::Client, Party::User, machine::now());
            let bytes = json.clone().into_bytes();
            conversation.hand(client, user, Document::Bundle, &name, bytes, now);
        });
        // As any verifier reads it.
        let bundle = Bundle::parse(json.as_bytes());
        let bundle = bundle.map_err(|error| Failure::unreadable(&name, &error))?;
        let (trusted, policy) = (&self.services.trusted, identity.policy());
        let examined = examine(artifact, &bundle, &trusted.root, &policy);
        let examined = examined.map_err(|error| Failure::unreadable(&name, &error))?;
        let source = trusted.source.clone();
        Ok(Report::new(&self.file, artifact, &examined, &policy, source))
    }
}

/// An embedded Sigstore. What its servers say to each other is part of the conversation.
fn start(log: LogChoice, teller: &Teller) -> Result<Instance, Failure> {
    let overheard = teller.clone();
    let observer: Observer = Arc::new(move |seen| {
        let Some(from) = seen.from else { return };
        overheard.with(|conversation| {
            let (from, to) = (from.into(), seen.service.into());
            conversation.observe(from, to, seen.request, seen.response, seen.at);
        });
    });
    let options = Options { log, observer: Some(observer), ..Options::new(machine::fill()) };
    Instance::start(options).map_err(|error| Failure::unreadable("the embedded Sigstore", &error))
}

/// A client takes the highest version that a signing config names; here both are wanted.
fn both(embedded: &Instance, chosen: &Recorders) -> Vec<Service> {
    let operator = chosen.logs.first().map_or_else(String::new, |log| log.operator.clone());
    let service = |(url, version): (&str, u32)| Service {
        url: url.into(),
        version,
        operator: operator.clone(),
    };
    embedded.log_urls().into_iter().zip([1, 2]).map(service).collect()
}

/// The files of the conversation.
fn write(directory: &str, matches: &ArgMatches, teller: &Teller) -> Result<(), Failure> {
    let exposed = matches.get_flag("dump-secrets");
    let secrets = if exposed { Secrets::Exposed } else { Secrets::Masked };
    let unavailable = |path: &str, error: std::io::Error| Failure::unavailable(path, error.kind());
    fs::create_dir_all(directory).map_err(|error| unavailable(directory, error))?;
    let mut files = teller.with(|conversation| dump(conversation, secrets));
    let archive = teller.with(|conversation| sigstore_har::write(conversation, secrets));
    if let Some((_, index)) = files.iter_mut().find(|(name, _)| name == "INDEX.md") {
        index.extend_from_slice(ABOUT_ARCHIVE.as_bytes());
    }
    files.push(("capture.har".into(), archive.into_bytes()));
    for (name, bytes) in files {
        let path = Path::new(directory).join(&name);
        let written = private(&path, exposed).and_then(|mut file| file.write_all(&bytes));
        written.map_err(|error| unavailable(&path.display().to_string(), error))?;
    }
    Ok(())
}

/// What the index says of the archive, which holds all the others.
const ABOUT_ARCHIVE: &str = "- `capture.har` (all of it: for `sigscope replay` and developer tools): `jq -r '.log.entries[]._sigstore.kind' capture.har`\n";

/// A new file; with secrets in it, for its owner only.
pub(crate) fn private(path: &Path, secret: bool) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    options.open(path)
}
