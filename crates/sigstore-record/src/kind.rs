use http::{Method, Uri};
use sigstore_decode::{Form, MAX_JSON, TokenParts};
use sigstore_json::{Limits, parse};

use crate::message::{Head, Said};
use crate::{Message, Party, Step};

/// What a file is that changes hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Document {
    /// The file that is signed.
    Artifact,
    /// The in-toto statement that is signed.
    Statement,
    /// The roots of trust.
    TrustedRoot,
    /// Which services sign.
    SigningConfig,
    /// The result.
    Bundle,
}

/// A kind of message: how it is known, what it is about, what its bodies are.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) word: &'static str,
    pub(crate) title: &'static str,
    pub(crate) to: Party,
    pub(crate) step: Step,
    pub(crate) request: Form,
    pub(crate) reply: Form,
    sign: Sign,
}

/// How a kind is known by its bytes.
#[derive(Debug)]
enum Sign {
    File(Document),
    /// Method and the end of the path.
    Ends(&'static str, &'static str),
    /// Method and a part of the path.
    Holds(&'static str, &'static str),
    /// The beginning of the path.
    Starts(&'static str),
    /// The content type of the request.
    Type(&'static str),
    /// A parameter in the address or in a form.
    Asks(&'static str),
    /// A member at the top of the answer.
    Answers(&'static str),
    /// The answer is a token.
    Token,
    Nothing,
}

impl Kind {
    /// What its bytes show; failing that, what the client says of whom it asked.
    pub(crate) fn of(message: &Message) -> &'static Self {
        let known = KINDS.iter().find(|kind| kind.sign.is_on(message));
        known.unwrap_or_else(|| {
            match message.asked.as_ref().map(|asked| Party::from(asked.service)) {
                Some(Party::Issuer) => &OTHER_OF_ISSUER,
                Some(Party::Ambient) => &OTHER_OF_AMBIENT,
                _ => &UNKNOWN,
            }
        })
    }

    pub(crate) fn form(&self, said: &Said) -> Form {
        match said.head {
            Head::Reply(_) => self.reply,
            _ => self.request,
        }
    }

    /// Whether what is not known of its bodies is taken for a secret.
    pub(crate) fn is_secretive(&self) -> bool {
        matches!(self.step, Step::Identity | Step::Other)
    }

    const fn new((to, step): (Party, Step), word: &'static str, sign: Sign) -> Self {
        Self { word, title: "", to, step, request: Form::Plain, reply: Form::Plain, sign }
    }

    const fn titled(self, title: &'static str) -> Self {
        Self { title, ..self }
    }

    const fn asks(self, request: Form) -> Self {
        Self { request, ..self }
    }

    const fn answers(self, reply: Form) -> Self {
        Self { reply, ..self }
    }
}

impl Sign {
    fn is_on(&self, message: &Message) -> bool {
        let said = &message.request;
        let (method, uri) = match &said.head {
            Head::Request(method, uri) => (method, uri),
            Head::File(document, _) => return matches!(self, Self::File(own) if own == document),
            _ => return false,
        };
        let path = uri.path().trim_end_matches('/');
        let by = |own: &str| method == own || (own == "GET" && method == Method::HEAD);
        match self {
            Self::File(_) | Self::Nothing => false,
            Self::Ends(own, end) => by(own) && path.ends_with(end),
            Self::Holds(own, part) => by(own) && path.contains(part),
            Self::Starts(start) => uri.path().starts_with(start),
            Self::Type(own) => said.content_type().starts_with(own),
            Self::Asks(parameter) => asks(uri, said, parameter),
            Self::Answers(member) => reply_has(message, member),
            Self::Token => message.reply.as_ref().is_some_and(|reply| is_token(&reply.body)),
        }
    }
}

fn asks(uri: &Uri, said: &Said, parameter: &str) -> bool {
    let form = said.content_type().starts_with("application/x-www-form-urlencoded");
    let body = str::from_utf8(&said.body).ok().filter(|_| form).unwrap_or_default();
    let mut pairs = uri.query().unwrap_or_default().split('&').chain(body.split('&'));
    pairs.any(|pair| pair.split('=').next() == Some(parameter))
}

fn reply_has(message: &Message, member: &str) -> bool {
    let body = message.reply.as_ref().map(|reply| reply.body.as_slice()).unwrap_or_default();
    parse(body, &Limits::new(MAX_JSON)).is_ok_and(|value| value.member(member).is_some())
}

fn is_token(body: &[u8]) -> bool {
    str::from_utf8(body).is_ok_and(|text| TokenParts::of(text.trim()).is_some())
}

const GIVEN: (Party, Step) = (Party::Client, Step::Given);
const ISSUER: (Party, Step) = (Party::Issuer, Step::Identity);
const AMBIENT: (Party, Step) = (Party::Ambient, Step::Identity);
const FULCIO: (Party, Step) = (Party::Fulcio, Step::Certificate);
const CT_LOG: (Party, Step) = (Party::CtLog, Step::Certificate);
const TSA: (Party, Step) = (Party::TimestampAuthority, Step::Timestamp);
const REKOR: (Party, Step) = (Party::Rekor, Step::Log);

/// A message of no known kind.
static UNKNOWN: Kind = Kind::new((Party::Server, Step::Other), "unknown", Sign::Nothing)
    .titled("says something else")
    .asks(Form::Unknown)
    .answers(Form::Unknown);

static OTHER_OF_ISSUER: Kind = Kind::new(ISSUER, "oidc-other", Sign::Nothing)
    .titled("asks the issuer something else")
    .asks(Form::TokenRequest)
    .answers(Form::TokenResponse);

static OTHER_OF_AMBIENT: Kind = Kind::new(AMBIENT, "ambient-other", Sign::Nothing)
    .titled("asks the environment something else")
    .asks(Form::TokenResponse)
    .answers(Form::Token);

/// The first whose sign is on a message is its kind.
static KINDS: &[Kind] = &[
    Kind::new(GIVEN, "artifact", Sign::File(Document::Artifact))
        .titled("the file to sign")
        .asks(Form::Artifact),
    Kind::new(GIVEN, "statement", Sign::File(Document::Statement))
        .titled("the statement to sign")
        .asks(Form::Statement),
    Kind::new(GIVEN, "trusted-root", Sign::File(Document::TrustedRoot))
        .titled("whom to trust")
        .asks(Form::TrustedRoot),
    Kind::new(GIVEN, "signing-config", Sign::File(Document::SigningConfig))
        .titled("which services to ask")
        .asks(Form::SigningConfig),
    Kind::new((Party::User, Step::Bundle), "bundle", Sign::File(Document::Bundle))
        .titled("all that a verifier needs")
        .asks(Form::Bundle),
    // OpenID Connect Discovery 1.0 section 4, OpenID Connect Core 1.0 section 3.1.
    Kind::new(ISSUER, "oidc-discovery", Sign::Ends("GET", "/.well-known/openid-configuration"))
        .titled("asks where the issuer's endpoints are")
        .answers(Form::Discovery),
    Kind::new(ISSUER, "oidc-authorization", Sign::Asks("response_type"))
        .titled("goes to the issuer, to say who the user is"),
    Kind::new(ISSUER, "oidc-login", Sign::Ends("POST", "/auth/login"))
        .titled("logs in")
        .asks(Form::Login),
    Kind::new(ISSUER, "oidc-token", Sign::Asks("grant_type"))
        .titled("changes a code for an identity token")
        .asks(Form::TokenRequest)
        .answers(Form::TokenResponse),
    Kind::new(
        (Party::Client, Step::Identity),
        "oidc-callback",
        Sign::Ends("GET", "/auth/callback"),
    )
    .titled("brings the code back"),
    Kind::new(ISSUER, "oidc-device", Sign::Ends("POST", "/device/code"))
        .titled("asks for a code that the user types in elsewhere")
        .asks(Form::TokenRequest)
        .answers(Form::TokenResponse),
    Kind::new(AMBIENT, "ambient-token", Sign::Asks("audience"))
        .titled("asks the environment for an identity token")
        .answers(Form::Token),
    // sigstore/fulcio fulcio.proto, fulcio_legacy.proto.
    Kind::new(FULCIO, "fulcio-v2-signing-cert", Sign::Ends("POST", "/api/v2/signingCert"))
        .titled("asks for a certificate")
        .asks(Form::CertificateRequest)
        .answers(Form::CertificateChains),
    Kind::new(FULCIO, "fulcio-v1-signing-cert", Sign::Ends("POST", "/api/v1/signingCert"))
        .titled("asks for a certificate")
        .asks(Form::CertificateRequest)
        .answers(Form::Pem),
    Kind::new(FULCIO, "fulcio-trust-bundle", Sign::Ends("GET", "/api/v2/trustBundle"))
        .titled("asks for the certificates of the authority")
        .answers(Form::CertificateChains),
    Kind::new(FULCIO, "fulcio-root-cert", Sign::Ends("GET", "/api/v1/rootCert"))
        .titled("asks for the certificates of the authority")
        .answers(Form::Pem),
    Kind::new(FULCIO, "fulcio-configuration", Sign::Ends("GET", "/api/v2/configuration"))
        .titled("asks which issuers are accepted")
        .answers(Form::Json),
    // RFC 6962 section 4.
    Kind::new(CT_LOG, "ct-add-pre-chain", Sign::Ends("POST", "/ct/v1/add-pre-chain"))
        .titled("logs the certificate to come, for a promise to stand in it")
        .asks(Form::CertificateEntry)
        .answers(Form::CertificatePromise),
    Kind::new(CT_LOG, "ct-add-chain", Sign::Ends("POST", "/ct/v1/add-chain"))
        .titled("logs the certificate")
        .asks(Form::CertificateEntry)
        .answers(Form::CertificatePromise),
    Kind::new(CT_LOG, "ct-read", Sign::Holds("GET", "/ct/v1/"))
        .titled("reads the log of certificates")
        .answers(Form::Json),
    // RFC 3161 section 3.4.
    Kind::new(TSA, "tsa-timestamp", Sign::Type("application/timestamp-query"))
        .titled("asks for the time of the signature")
        .asks(Form::TimestampRequest)
        .answers(Form::Timestamp),
    Kind::new(TSA, "tsa-timestamp", Sign::Ends("POST", "/api/v1/timestamp"))
        .titled("asks for the time of the signature")
        .asks(Form::TimestampRequestJson)
        .answers(Form::Timestamp),
    Kind::new(TSA, "tsa-certificate-chain", Sign::Ends("GET", "/timestamp/certchain"))
        .titled("asks for the certificates of the authority")
        .answers(Form::Pem),
    // sigstore/rekor openapi.yaml, sigstore/rekor-tiles rekor_service.proto.
    Kind::new(REKOR, "rekor-v1-create-entry", Sign::Ends("POST", "/api/v1/log/entries"))
        .titled("asks for the signature to be logged")
        .asks(Form::Proposal)
        .answers(Form::NamedEntry),
    Kind::new(REKOR, "rekor-v1-retrieve", Sign::Ends("POST", "/api/v1/log/entries/retrieve"))
        .titled("looks entries up")
        .asks(Form::Lookup)
        .answers(Form::NamedEntries),
    Kind::new(REKOR, "rekor-v1-entry", Sign::Holds("GET", "/api/v1/log/entries"))
        .titled("reads an entry")
        .answers(Form::NamedEntry),
    Kind::new(REKOR, "rekor-v1-search-index", Sign::Ends("POST", "/api/v1/index/retrieve"))
        .titled("searches for entries")
        .asks(Form::Json)
        .answers(Form::Json),
    Kind::new(REKOR, "rekor-v1-public-key", Sign::Ends("GET", "/api/v1/log/publicKey"))
        .titled("asks for the key of the log")
        .answers(Form::Pem),
    Kind::new(REKOR, "rekor-v1-log", Sign::Holds("GET", "/api/v1/log"))
        .titled("asks how large the log is")
        .answers(Form::Log),
    Kind::new(REKOR, "rekor-v2-create-entry", Sign::Ends("POST", "/api/v2/log/entries"))
        .titled("asks for the signature to be logged")
        .asks(Form::Proposal)
        .answers(Form::Entry),
    Kind::new(REKOR, "rekor-v2-checkpoint", Sign::Ends("GET", "/checkpoint"))
        .titled("asks for the signed head of the log")
        .answers(Form::Checkpoint),
    Kind::new(REKOR, "rekor-v2-tile", Sign::Holds("GET", "/tile/"))
        .titled("reads a part of the log"),
    // OCI distribution specification section 3.
    Kind::new((Party::Registry, Step::Storage), "oci", Sign::Starts("/v2/"))
        .titled("stores or reads what belongs to an image")
        .asks(Form::Blob)
        .answers(Form::Blob),
    // Last: what only the answer shows.
    Kind::new(ISSUER, "oidc-device", Sign::Answers("device_code"))
        .titled("asks for a code that the user types in elsewhere")
        .asks(Form::TokenRequest)
        .answers(Form::TokenResponse),
    Kind::new(ISSUER, "oidc-key-set", Sign::Answers("keys"))
        .titled("asks for the keys that tokens are signed with")
        .answers(Form::KeySet),
    Kind::new(ISSUER, "oidc-mint", Sign::Token)
        .titled("gets an identity token")
        .asks(Form::Json)
        .answers(Form::Token),
];
