//! What a conversation holds of what a verification needs.

use sigstore_bundle::{Bundle, Content, MAX_BUNDLE, MessageSignature};
use sigstore_dsse::Envelope;
use sigstore_json::{Limits, parse};
use sigstore_record::{Conversation, Document, Head, Said, Secrets};
use sigstore_rekor_types::{Body, LogEntry, MAX_LOG_ENTRY, TransparencyLogEntry, Verifier};
use sigstore_traits::{Digest, SignatureSuite, UnixTime};
use sigstore_tsa::Timestamp;
use sigstore_verify::{Artifact, Needs};

use crate::detached::shape;
use crate::failure::Failure;
use crate::trust::suite;

/// What was handed over and answered, as far as it can be verified.
#[derive(Default)]
pub(crate) struct Evidence {
    pub(crate) root: Option<Vec<u8>>,
    artifacts: Vec<Handed>,
    bundles: Vec<(String, Vec<u8>)>,
    entries: Vec<Entry>,
    timestamps: Vec<Vec<u8>>,
    /// The answers of the certificate authority, with their times.
    pub(crate) certificates: Vec<(usize, Vec<u8>, UnixTime)>,
}

/// A file to sign, as far as it was kept.
struct Handed {
    name: String,
    body: Vec<u8>,
    /// What it was, if this is not the whole of it.
    sha256: Option<[u8; 32]>,
}

/// The answer of a log, and what it was asked.
struct Entry {
    message: usize,
    proposal: Vec<u8>,
    entry: TransparencyLogEntry,
}

/// A bundle to verify, from where, and the artifact that goes with it.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) bundle: Bundle,
}

impl Evidence {
    pub(crate) fn of(conversation: &Conversation) -> Self {
        let mut evidence = Self::default();
        let transcript = conversation.transcript(Secrets::Exposed);
        let words = conversation.messages().iter().map(|message| message.word().to_owned());
        for (number, (message, word)) in transcript.messages.into_iter().zip(words).enumerate() {
            match (message.request, message.reply) {
                (Said { head: Head::File(document, name), body, original, .. }, _) => {
                    let sha256 = original.map(|original| original.sha256);
                    evidence.file(document, Handed { name, body, sha256 });
                }
                (asked, Some(Said { head: Head::Reply(status), body, time, .. }))
                    if status.is_success() =>
                {
                    evidence.answer(number + 1, &word, asked.body, (body, time));
                }
                _ => {}
            }
        }
        evidence
    }

    fn file(&mut self, document: Document, handed: Handed) {
        match document {
            Document::Artifact => self.artifacts.push(handed),
            Document::TrustedRoot => self.root = Some(handed.body),
            Document::Bundle => self.bundles.push((handed.name, handed.body)),
            _ => {}
        }
    }

    fn answer(&mut self, message: usize, word: &str, asked: Vec<u8>, reply: (Vec<u8>, UnixTime)) {
        let (body, time) = reply;
        match word {
            "rekor-v1-create-entry" | "rekor-v2-create-entry" => {
                let entry = entry(&body);
                let entry = entry.map(|entry| Entry { message, proposal: asked, entry });
                self.entries.extend(entry);
            }
            "tsa-timestamp" => self.timestamps.push(body),
            "fulcio-v1-signing-cert" | "fulcio-v2-signing-cert" => {
                self.certificates.push((message, body, time));
            }
            _ => {}
        }
    }

    /// The bundles that changed hands; without any, what was logged, put together.
    pub(crate) fn cases(&self) -> Vec<Result<Case, Failure>> {
        if self.bundles.is_empty() {
            let whole = self.entries.iter().filter_map(|entry| self.assembled(entry));
            return whole.map(Ok).collect();
        }
        let read = |(name, json): &(String, Vec<u8>)| {
            let bundle = Bundle::parse_with(json, MAX_BUNDLE);
            let bundle = bundle.map_err(|error| Failure::unreadable(name, &error))?;
            Ok(Case { name: name.clone(), bundle })
        };
        self.bundles.iter().map(read).collect()
    }

    /// Whether there was a bundle, rather than parts of one.
    pub(crate) fn has_bundles(&self) -> bool {
        !self.bundles.is_empty()
    }

    /// A bundle of an entry, what it says of the signature, and the timestamps over that.
    fn assembled(&self, Entry { message, proposal, entry }: &Entry) -> Option<Case> {
        let (content, verifier) = content(proposal, entry)?;
        let signature = match &content {
            Content::Message(message) => &message.signature,
            Content::Dsse(envelope) => &envelope.signature.sig,
        };
        let timestamps = self.timestamps.iter().filter(|reply| is_over(reply, signature));
        let timestamps = timestamps.cloned().collect();
        let certificate = match verifier {
            Verifier::Certificate(der) => Some(der),
            Verifier::PublicKey(_) => None,
        };
        let entries = vec![entry.clone()];
        let (media_type, material) = shape(certificate, &entries);
        let bundle = Bundle::new(media_type, material, entries, timestamps, content).ok()?;
        Some(Case { name: format!("what was logged in message {message}"), bundle })
    }

    /// The artifact of a bundle: the one of its name, else the first; without any, what the bundle
    /// says that it is about. Its name, and whether it was there.
    pub(crate) fn artifact(&self, case: &Case, needs: &Needs) -> Option<(String, Artifact, bool)> {
        let named =
            |handed: &&Handed| case.name.strip_suffix(".sigstore.json") == Some(&handed.name);
        let found = self.artifacts.iter().find(named).or_else(|| self.artifacts.first());
        match found {
            Some(Handed { name, sha256: Some(sha256), .. }) => {
                let artifact = Artifact::from_digest(Digest::Sha256(*sha256));
                Some((name.clone(), artifact, true))
            }
            Some(Handed { name, body, .. }) => {
                let artifact = Artifact::read(body.as_slice(), needs, &suite()).ok()?;
                Some((name.clone(), artifact, true))
            }
            None => {
                let digest = stated(&case.bundle)?;
                Some((digest.to_string(), Artifact::from_digest(digest), false))
            }
        }
    }
}

/// An entry in the form of either API.
fn entry(body: &[u8]) -> Option<TransparencyLogEntry> {
    if let Ok(answer) = LogEntry::parse(body) {
        return Some(answer.entry);
    }
    let value = parse(body, &Limits::new(MAX_LOG_ENTRY)).ok()?;
    TransparencyLogEntry::read(value.node()).ok()
}

/// What was signed, as the log has it, and what verifies it.
fn content(proposal: &[u8], entry: &TransparencyLogEntry) -> Option<(Content, Verifier)> {
    let message = |signature| Content::Message(MessageSignature { digest: None, signature });
    match Body::parse(&entry.canonicalized_body).ok()? {
        Body::HashedRekordV001(body) => {
            Some((message(body.signature), body.verifier.verifier().clone()))
        }
        Body::HashedRekordV002(body) => Some((message(body.signature), body.verifier)),
        Body::DsseV001(body) => {
            let verifier = body.signatures.first()?.verifier.verifier().clone();
            let value = parse(proposal, &Limits::new(MAX_BUNDLE)).ok()?;
            let content = value.member("spec")?.member("proposedContent")?;
            let envelope = content.member("envelope")?.node().string().ok()?;
            Some((Content::Dsse(Envelope::parse(envelope.as_bytes()).ok()?), verifier))
        }
        _ => None,
    }
}

fn is_over(reply: &[u8], signature: &[u8]) -> bool {
    let Ok(timestamp) = Timestamp::parse(reply) else { return false };
    let imprint = timestamp.imprint();
    imprint == suite().digest(imprint.algorithm(), &[signature])
}

/// What a bundle says that it is about.
fn stated(bundle: &Bundle) -> Option<Digest> {
    let logged = bundle.entries.iter().find_map(|entry| {
        match Body::parse(&entry.canonicalized_body).ok()? {
            Body::HashedRekordV001(body) => Some(body.digest),
            Body::HashedRekordV002(body) => Some(body.digest),
            _ => None,
        }
    });
    match &bundle.content {
        Content::Message(_) => logged,
        Content::Dsse(envelope) => {
            let statement = sigstore_dsse::Statement::parse(&envelope.payload).ok()?;
            let subject = statement.subjects.first()?;
            subject.known_digests().next().copied()
        }
    }
}
