//! Everyone signs, and everyone verifies what everyone signed.

use std::path::Path;
use std::process::Command;

use super::client::{Client, Content, Files, PREDICATE_TYPE, somebody_else};
use super::embedded::IDENTITY;
use super::{Embedded, Installed, Interop};
use crate::process::{output, program};
use crate::workspace::write;

/// The versions of the log, each of an instance of its own.
const REKOR: [&str; 2] = ["v1", "v2"];

/// What a client does with a bundle.
enum Cell {
    /// It accepts it, and neither for another signer nor for another file.
    Right,
    /// The same, but for the other file, of which it is not asked.
    NoChange,
    Wrong,
}

/// One run of the matrix.
struct Matrix<'m> {
    clients: &'m [Client],
    files: Files,
    interop: &'m mut Interop,
}

/// Signs and verifies everything; a row for each bundle.
pub(super) fn run(installed: &Installed, work: &Path, interop: &mut Interop) -> Result<(), String> {
    let clients = &installed.clients;
    let mut matrix = Matrix { clients, files: Files::write(work)?, interop };
    matrix.head();
    for rekor in REKOR {
        let sigscope = clients.first().and_then(Client::sigscope).ok_or("no sigscope")?;
        let embedded = Embedded::start(sigscope, rekor, work.join(rekor))?;
        for content in [Content::Message, Content::Dsse] {
            for signer in clients {
                matrix.row(rekor, content, signer, &embedded)?;
            }
        }
    }
    let told = "ok: accepted; and neither another signer nor another file is";
    matrix.interop.line(told);
    matrix.interop.line("ok*: it leaves the subjects of a statement to its caller");
    Ok(())
}

impl Matrix<'_> {
    fn head(&mut self) {
        let mut line = format!("{:8}{:10}{:18}", "Rekor", "content", "signed by");
        for client in self.clients {
            line.push_str(&format!("{:17}", client.name()));
        }
        self.interop.line(&line);
    }

    fn row(
        &mut self,
        rekor: &str,
        content: Content,
        signer: &Client,
        embedded: &Embedded,
    ) -> Result<(), String> {
        let what = format!("{} by {}, Rekor {rekor}", content.name(), signer.name());
        if let Some(why) = signer.no_sign(content, rekor) {
            self.interop.skip(&what, why);
            return Ok(());
        }
        let name = format!("{rekor}-{}-{}.json", content.name(), signer.name());
        let bundle = self.files.artifact.with_file_name(name);
        let mut line = format!("{rekor:8}{:10}{:18}", content.name(), signer.name());
        match output(&mut signer.sign(content, &self.files, &bundle, embedded)?) {
            Ok(_) => {
                for client in self.clients {
                    let cell = self.cell(&what, content, client, &bundle, embedded);
                    line.push_str(&format!("{:17}", cell.name()));
                }
            }
            Err(error) => {
                line.push_str("NOT SIGNED");
                // Without its command line, which has a token.
                let said = error.split_once('\n').map_or("", |(_, said)| said);
                self.interop.problems.push(format!("{what}: {said}"));
            }
        }
        self.interop.line(&line);
        Ok(())
    }

    fn cell(
        &mut self,
        what: &str,
        content: Content,
        client: &Client,
        bundle: &Path,
        embedded: &Embedded,
    ) -> Cell {
        let Files { artifact, changed, .. } = &self.files;
        let verify = |file, identity: &str| client.verify(file, bundle, identity, embedded);
        let compares = client.compares(content);
        let mut wrong = Vec::new();
        wrong.extend(output(&mut verify(artifact, IDENTITY)).err());
        wrong.extend(accepted(&mut verify(artifact, &somebody_else()), "another signer"));
        if compares {
            wrong.extend(accepted(&mut verify(changed, IDENTITY), "another file"));
        }
        let cell = match (wrong.is_empty(), compares) {
            (false, _) => Cell::Wrong,
            (true, true) => Cell::Right,
            (true, false) => Cell::NoChange,
        };
        let name = client.name();
        let told = wrong.iter().map(|error| format!("{what}, verified by {name}: {error}"));
        self.interop.problems.extend(told);
        cell
    }
}

/// What is wrong if the command succeeds.
fn accepted(command: &mut Command, what: &str) -> Option<String> {
    output(command).ok().map(|_| format!("{what} is accepted"))
}

impl Cell {
    fn name(&self) -> &'static str {
        match self {
            Self::Right => "ok",
            Self::NoChange => "ok*",
            Self::Wrong => "WRONG",
        }
    }
}

impl Files {
    fn write(work: &Path) -> Result<Self, String> {
        let files = Self {
            artifact: work.join("artifact.txt"),
            changed: work.join("changed/artifact.txt"),
            predicate: work.join("predicate.json"),
            statement: work.join("statement.json"),
        };
        write(&files.artifact, "What is signed.\n")?;
        write(&files.changed, "What is signed!\n")?;
        write(&files.predicate, PREDICATE)?;
        let digest = output(program("sha256sum", "--").arg(&files.artifact))?;
        let digest = digest.split_whitespace().next().unwrap_or_default();
        let subject = format!(r#"{{"name":"artifact.txt","digest":{{"sha256":"{digest}"}}}}"#);
        let types = format!(
            r#""_type":"https://in-toto.io/Statement/v1","predicateType":"{PREDICATE_TYPE}""#
        );
        let statement = format!(r#"{{{types},"subject":[{subject}],"predicate":{PREDICATE}}}"#);
        write(&files.statement, statement)?;
        Ok(files)
    }
}

const PREDICATE: &str = r#"{"buildDefinition":{"buildType":"https://example.org/build/v1",
"externalParameters":{}},"runDetails":{"builder":{"id":"https://example.org/builder"}}}"#;
