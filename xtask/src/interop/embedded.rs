//! The embedded Sigstore, in a process of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde::Deserialize;

use crate::workspace::at;

/// Who signs.
pub(super) const IDENTITY: &str = "alice@example.org";

const CLAIMS: &str = r#"{"email":"alice@example.org","email_verified":true}"#;

/// `sigscope local up`; it ends with this.
pub(super) struct Embedded {
    process: Child,
    folder: PathBuf,
    addresses: Addresses,
}

/// Of what it prints.
#[derive(Deserialize)]
struct Addresses {
    oidc: String,
}

impl Embedded {
    /// Starts it with this version of Rekor, and its documents in the folder.
    pub(super) fn start(sigscope: &Path, rekor: &str, folder: PathBuf) -> Result<Self, String> {
        let mut up = Command::new(sigscope);
        up.args(["local", "up", "--json", "--rekor", rekor, "--dir"]).arg(&folder);
        let mut process =
            up.stdout(Stdio::piped()).spawn().map_err(|error| at(sigscope, &error))?;
        let mut line = String::new();
        if let Some(printed) = &mut process.stdout {
            let read = BufReader::new(printed).read_line(&mut line);
            read.map_err(|error| at(sigscope, &error))?;
        }
        let addresses = serde_json::from_str(&line);
        let addresses = addresses.map_err(|error| format!("sigscope local up: {line:?}: {error}"));
        // Not before it can be ended.
        match addresses {
            Ok(addresses) => Ok(Self { process, folder, addresses }),
            Err(error) => {
                let _ = process.kill();
                Err(error)
            }
        }
    }

    /// Its issuer.
    pub(super) fn issuer(&self) -> &str {
        &self.addresses.oidc
    }

    /// The folder with its documents.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// One of its documents.
    pub(super) fn document(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A fresh identity token.
    pub(super) fn token(&self) -> Result<String, String> {
        let answer = self.mint().map_err(|error| format!("{}/mint: {error}", self.issuer()))?;
        let token = answer.split_once("\r\n\r\n").map(|(_, body)| body.trim().to_owned());
        token.ok_or_else(|| format!("{}/mint: {answer:?}", self.issuer()))
    }

    fn mint(&self) -> std::io::Result<String> {
        let host = self.issuer().trim_start_matches("http://");
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let length = CLAIMS.len();
        let close = "Connection: close\r\nContent-Type: application/json";
        write!(stream, "POST /mint HTTP/1.1\r\nHost: {host}\r\n{close}\r\n")?;
        write!(stream, "Content-Length: {length}\r\n\r\n{CLAIMS}")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
