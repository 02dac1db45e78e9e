use http::{Request, Response, StatusCode, Uri};
use sigstore_answer::Answer;
use sigstore_json::{Value, ordered};
use sigstore_rekor_types::{Body, HashedRekordV002, TransparencyLogEntry, Verifier};
use sigstore_traits::{Digest, KeyDetails, Rule, RuleKind, SignatureScheme};
use sigstore_transport::{About, Exchange, Service};

use crate::answer::LIMITS;
use crate::question::{self, bytes, object, text};
use crate::{Error, MAX_REPLY};

pub(crate) static S_47: Rule = Rule {
    id: "S-47",
    title: "What is proposed to Rekor v2 is a digest of the hash that the key's algorithm names, the signature, and a certificate or key in DER.",
    source: "sigstore/rekor-tiles api/proto/rekor/v2/hashedrekord.proto, HashedRekordRequestV002; CLIENTS.md",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-client CreateEntryV2::request",
};

pub(crate) static S_48: Rule = Rule {
    id: "S-48",
    title: "An algorithm that signs no digest, such as pure Ed25519, or that the registry has no scheme for, can't be recorded in Rekor v2.",
    source: "sigstore architecture-docs rekor-v2-spec.md; sigstore/rekor-tiles internal/algorithmregistry",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-client CreateEntryV2::request",
};

pub(crate) static S_49: Rule = Rule {
    id: "S-49",
    title: "Of a DSSE envelope Rekor v2 records the digest of its pre-authentication encoding; whoever signs computes it.",
    source: "sigstore architecture-docs rekor-v2-spec.md section 4.3",
    kind: RuleKind::Elsewhere,
    place: "sigstore-rekor-client CreateEntryV2::digest",
};

pub(crate) static S_50: Rule = Rule {
    id: "S-50",
    title: "Rekor v2 answers with status 201 and the entry, whose body is the canonical form of what was sent.",
    source: "sigstore/rekor-tiles CLIENTS.md; api/proto/rekor/v2/rekor_service.proto, CreateEntry",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-client CreateEntryV2::reply",
};

pub(crate) static S_51: Rule = Rule {
    id: "S-51",
    title: "Status 409 says at which index an equal entry is, 405 that the log is frozen and another takes entries, 503 that it is busy.",
    source: "sigstore/rekor-tiles internal/server/service.go; CLIENTS.md",
    kind: RuleKind::Refusal,
    place: "sigstore-rekor-client CreateEntryV2::reply",
};

pub(crate) static S_53: Rule = Rule {
    id: "S-53",
    title: "The same may be recorded in several logs, at once or one after the other: each question stands alone.",
    source: "sigstore/rekor-tiles CLIENTS.md",
    kind: RuleKind::Elsewhere,
    place: "sigstore-rekor-client CreateEntryV2",
};

/// Asks Rekor v2 to record a signature over a digest.
#[derive(Clone, Copy, Debug)]
pub struct CreateEntryV2<'a> {
    /// The digest that was signed: of an artifact, or of the pre-authentication encoding of a DSSE
    /// envelope.
    pub digest: Digest,
    /// The signature over it.
    pub signature: &'a [u8],
    /// What verifies the signature.
    pub verifier: &'a Verifier,
    /// The algorithm of its key.
    pub key_details: KeyDetails,
}

impl Exchange for CreateEntryV2<'_> {
    type Reply = TransparencyLogEntry;
    type Error = Error;
    const ABOUT: About = About::new(Service::SignatureLog, "rekor-v2-create-entry");
    const MAX_REPLY: usize = MAX_REPLY;

    /// ```text
    /// {"hashedRekordRequestV002":{"digest":"<base64>","signature":{"content":"<base64>",
    ///   "verifier":{"x509Certificate":{"rawBytes":"<base64 of DER>"},
    ///               "keyDetails":"PKIX_ECDSA_P256_SHA_256"}}}}
    /// ```
    ///
    /// A bare key stands in `publicKey` in place of `x509Certificate`.
    fn request(&self, base: &Uri) -> Result<Request<Vec<u8>>, Error> {
        let (found, key_details) = (self.digest.algorithm(), self.key_details);
        match key_details.scheme().and_then(SignatureScheme::hash) {
            None => return Err(Error::NotPrehashed { key_details }),
            Some(expected) if expected != found => {
                return Err(Error::OtherHash { key_details, found, expected });
            }
            Some(_) => {}
        }
        question::post(base, "/api/v2/log/entries", ordered(&self.body()))
    }

    fn reply(&self, response: Response<Vec<u8>>) -> Result<TransparencyLogEntry, Error> {
        if let Some(index) = already_recorded(&response) {
            return Err(Error::AlreadyAtIndex { index });
        }
        let answer =
            Answer::of(response, &[StatusCode::CREATED]).map_err(|error| frozen(error.into()))?;
        let entry =
            answer.json(&LIMITS, |node| Ok::<_, Error>(TransparencyLogEntry::read(node)?))?;
        if entry.body()? != self.recorded() {
            return Err(Error::OtherEntry { index: entry.log_index });
        }
        Ok(entry)
    }
}

impl<'a> CreateEntryV2<'a> {
    fn body(&self) -> Value<'a> {
        let (certificate, key) = match self.verifier {
            Verifier::Certificate(der) => (Some(raw_bytes(der)), None),
            Verifier::PublicKey(der) => (None, Some(raw_bytes(der))),
        };
        let verifier = object([
            ("x509Certificate", certificate),
            ("publicKey", key),
            ("keyDetails", text(self.key_details.proto_name())),
        ]);
        let signature = object([("content", bytes(self.signature)), ("verifier", Some(verifier))]);
        let request =
            object([("digest", bytes(self.digest.as_bytes())), ("signature", Some(signature))]);
        object([("hashedRekordRequestV002", Some(request))])
    }

    /// What the log makes of it: in canonical form, the bytes that it hashes.
    pub fn recorded(&self) -> Body {
        Body::HashedRekordV002(HashedRekordV002 {
            digest: self.digest,
            signature: self.signature.to_vec(),
            key_details: self.key_details,
            verifier: self.verifier.clone(),
        })
    }
}

fn raw_bytes(der: &[u8]) -> Value<'static> {
    object([("rawBytes", bytes(der))])
}

/// The index of the entry that is there, if the answer says it (S-51).
fn already_recorded(response: &Response<Vec<u8>>) -> Option<u64> {
    let text = response.headers().get("x-log-index")?.to_str().ok()?;
    let index = text.parse().ok().filter(|index: &u64| index.to_string() == text);
    index.filter(|_| response.status() == StatusCode::CONFLICT)
}

/// The method is the only one of the path: 405 says that the log takes no entries any more (S-51).
fn frozen(error: Error) -> Error {
    match error {
        Error::Refused { status: 405, message, .. } => Error::Frozen { message },
        other => other,
    }
}
