use std::path::{Path, PathBuf};
use std::process::Command;

use super::Embedded;
use super::embedded::IDENTITY;
use crate::process::output;

/// A program that signs and verifies.
pub(super) enum Client {
    /// The one of this workspace.
    Sigscope {
        /// Where it is.
        program: PathBuf,
    },
    /// PyPI `sigstore`.
    Python {
        /// Where it is.
        program: PathBuf,
    },
    /// npm `@sigstore/sign` and `@sigstore/verify`.
    JavaScript {
        /// The script that uses them.
        script: PathBuf,
    },
    /// The conformance program of sigstore-go.
    Go {
        /// Where it is.
        program: PathBuf,
    },
}

/// What is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A file.
    Message,
    /// A statement about a file, in an envelope.
    Dsse,
}

impl Content {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Dsse => "DSSE",
        }
    }
}

/// The files of a run.
pub(super) struct Files {
    pub(super) artifact: PathBuf,
    /// Another file under the same name.
    pub(super) changed: PathBuf,
    pub(super) predicate: PathBuf,
    /// About the artifact, with the predicate.
    pub(super) statement: PathBuf,
}

pub(super) const PREDICATE_TYPE: &str = "https://slsa.dev/provenance/v1";

const STATEMENT: &str = "application/vnd.in-toto+json";

impl Client {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Sigscope { .. } => "sigscope",
            Self::Python { .. } => "sigstore-python",
            Self::JavaScript { .. } => "sigstore-js",
            Self::Go { .. } => "sigstore-go",
        }
    }

    /// Why the client does not sign such a thing.
    pub(super) fn no_sign(&self, content: Content, rekor: &str) -> Option<&'static str> {
        match (self, content, rekor) {
            (Self::Sigscope { program }, Content::Dsse, _) => {
                let help = output(Command::new(program).args(["attest", "--help"]));
                help.is_err().then_some("this sigscope has no attest")
            }
            (Self::JavaScript { .. }, Content::Dsse, "v2") => {
                Some("it asks for a DSSE entry, a kind that Rekor v2 does not have")
            }
            _ => None,
        }
    }

    /// Whether the client compares the file with what was signed.
    pub(super) fn compares(&self, content: Content) -> bool {
        !matches!((self, content), (Self::JavaScript { .. }, Content::Dsse))
    }

    /// The program of this workspace.
    pub(super) fn sigscope(&self) -> Option<&Path> {
        match self {
            Self::Sigscope { program } => Some(program),
            _ => None,
        }
    }

    /// Signs the artifact, or the statement about it.
    pub(super) fn sign(
        &self,
        content: Content,
        files: &Files,
        bundle: &Path,
        with: &Embedded,
    ) -> Result<Command, String> {
        let token = with.token()?;
        let message = content == Content::Message;
        let signed = if message { &files.artifact } else { &files.statement };
        let mut command = self.command();
        match self {
            Self::Sigscope { .. } if message => {
                command.arg("sign").arg(signed).arg("--trust").arg(with.folder());
            }
            Self::Sigscope { .. } => {
                command.args(["attest", "--statement"]).arg(signed);
                command.arg("--trust").arg(with.folder());
            }
            Self::Python { .. } => {
                command.arg("--trust-config").arg(with.document("trust_config.json"));
                command.arg(if message { "sign" } else { "attest" }).arg(&files.artifact);
                if !message {
                    command.args(["--predicate-type", PREDICATE_TYPE, "--predicate"]);
                    command.arg(&files.predicate);
                }
            }
            Self::JavaScript { .. } => {
                command.arg("sign").arg(signed).arg(with.document("signing_config.json"));
                command.args((!message).then_some(STATEMENT));
            }
            Self::Go { .. } => {
                command.arg("sign-bundle").args((!message).then_some("--in-toto"));
                command.arg("--signing-config").arg(with.document("signing_config.json"));
                command.arg("--trusted-root").arg(with.document("trusted_root.json"));
            }
        }
        command.args(["--identity-token", &token]).arg("--bundle").arg(bundle);
        if let Self::Go { .. } = self {
            // Which takes the file from the end of its words.
            command.arg(signed);
        }
        Ok(command)
    }

    /// Whether the signer of the bundle is `identity`, and the file the one that was signed.
    pub(super) fn verify(
        &self,
        file: &Path,
        bundle: &Path,
        identity: &str,
        with: &Embedded,
    ) -> Command {
        let mut command = self.command();
        match self {
            Self::Sigscope { .. } => {
                command.arg("verify").arg(file).arg("--trust").arg(with.folder());
                command.args(["--identity", identity, "--issuer", with.issuer()]);
                command.arg("--bundle").arg(bundle);
            }
            Self::Python { .. } => {
                command.arg("--trust-config").arg(with.document("trust_config.json"));
                command.args(["verify", "identity", "--cert-identity", identity]);
                command.args(["--cert-oidc-issuer", with.issuer(), "--bundle"]);
                command.arg(bundle).arg(file);
            }
            Self::JavaScript { .. } => {
                command.arg("verify").arg(file).arg(with.document("trusted_root.json"));
                command.args([identity, with.issuer()]).arg("--bundle").arg(bundle);
            }
            Self::Go { .. } => {
                command.arg("verify-bundle").arg("--bundle").arg(bundle);
                command.arg("--trusted-root").arg(with.document("trusted_root.json"));
                command.args(["--certificate-identity", identity]);
                command.args(["--certificate-oidc-issuer", with.issuer()]).arg(file);
            }
        }
        command
    }

    fn command(&self) -> Command {
        match self {
            Self::Sigscope { program } | Self::Python { program } | Self::Go { program } => {
                Command::new(program)
            }
            Self::JavaScript { script } => {
                let mut node = Command::new("node");
                node.arg(script);
                node
            }
        }
    }
}

/// Who did not sign.
pub(super) fn somebody_else() -> String {
    format!("not-{IDENTITY}")
}
