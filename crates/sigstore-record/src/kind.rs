use http::{Method, Uri};

use crate::form::Form;
use crate::message::{Head, Said};
use crate::schema;
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
    pub(crate) fn of(message: &Message) -> &'static Self {
        let known = KINDS.iter().find(|kind| kind.sign.is_on(message));
        known.unwrap_or(&UNKNOWN)
    }

    pub(crate) fn form(&self, said: &Said) -> Form {
        match said.head {
            Head::Reply(_) => self.reply,
            _ => self.request,
        }
    }

    const fn new(word: &'static str, to: Party, step: Step, sign: Sign) -> Self {
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
    schema::parse(body).is_ok_and(|value| value.member(member).is_some())
}

fn is_token(body: &[u8]) -> bool {
    str::from_utf8(body).is_ok_and(|text| crate::token::parts(text.trim()).is_some())
}

/// A message of no known kind: what can be said of any body is said.
static UNKNOWN: Kind =
    Kind::new("unknown", Party::Server, Step::Other, Sign::Nothing).titled("says something else");

const JSON: Form = Form::Json(&schema::PLAIN);

/// The first whose sign is on a message is its kind.
static KINDS: &[Kind] = &[
    Kind::new("artifact", Party::Client, Step::Given, Sign::File(Document::Artifact))
        .titled("the file to sign")
        .asks(Form::Artifact),
    Kind::new("statement", Party::Client, Step::Given, Sign::File(Document::Statement))
        .titled("the statement to sign")
        .asks(Form::Json(&schema::STATEMENT)),
    Kind::new("trusted-root", Party::Client, Step::Given, Sign::File(Document::TrustedRoot))
        .titled("whom to trust")
        .asks(Form::Json(&schema::TRUSTED_ROOT)),
    Kind::new("signing-config", Party::Client, Step::Given, Sign::File(Document::SigningConfig))
        .titled("which services to ask")
        .asks(JSON),
    Kind::new("bundle", Party::User, Step::Bundle, Sign::File(Document::Bundle))
        .titled("all that a verifier needs")
        .asks(Form::Json(&schema::BUNDLE)),
    // OpenID Connect Discovery 1.0 section 4, OpenID Connect Core 1.0 section 3.1, RFC 8628.
    Kind::new(
        "oidc-discovery",
        Party::Issuer,
        Step::Identity,
        Sign::Ends("GET", "/.well-known/openid-configuration"),
    )
    .titled("asks where the issuer's endpoints are")
    .answers(Form::Json(&schema::DISCOVERY)),
    Kind::new("oidc-authorization", Party::Issuer, Step::Identity, Sign::Asks("response_type"))
        .titled("sends the user to the issuer, to say who they are"),
    Kind::new("oidc-token", Party::Issuer, Step::Identity, Sign::Asks("grant_type"))
        .titled("changes the code for an identity token")
        .asks(Form::Parameters)
        .answers(JSON),
    Kind::new("oidc-callback", Party::Client, Step::Identity, Sign::Ends("GET", "/auth/callback"))
        .titled("brings the code back to the client"),
    Kind::new("oidc-device", Party::Issuer, Step::Identity, Sign::Answers("device_code"))
        .titled("asks for a code that the user types in elsewhere")
        .asks(Form::Parameters)
        .answers(JSON),
    Kind::new("oidc-device", Party::Issuer, Step::Identity, Sign::Ends("POST", "/device/code"))
        .titled("asks for a code that the user types in elsewhere")
        .asks(Form::Parameters)
        .answers(JSON),
    Kind::new("oidc-key-set", Party::Issuer, Step::Identity, Sign::Answers("keys"))
        .titled("asks for the keys that tokens are signed with")
        .answers(Form::Json(&schema::KEY_SET)),
    Kind::new("ambient-token", Party::Ambient, Step::Identity, Sign::Asks("audience"))
        .titled("asks the environment for an identity token")
        .answers(Form::Token),
    // Fulcio.
    Kind::new(
        "fulcio-v2-signing-cert",
        Party::Fulcio,
        Step::Certificate,
        Sign::Ends("POST", "/api/v2/signingCert"),
    )
    .titled("asks for a certificate")
    .asks(Form::Json(&schema::SIGNING_CERT))
    .answers(Form::Json(&schema::SIGNED_CERT)),
    Kind::new(
        "fulcio-v1-signing-cert",
        Party::Fulcio,
        Step::Certificate,
        Sign::Ends("POST", "/api/v1/signingCert"),
    )
    .titled("asks for a certificate")
    .asks(Form::Json(&schema::SIGNING_CERT))
    .answers(Form::Pem),
    Kind::new(
        "fulcio-trust-bundle",
        Party::Fulcio,
        Step::Certificate,
        Sign::Ends("GET", "/api/v2/trustBundle"),
    )
    .titled("asks for the certificates of the authority")
    .answers(Form::Json(&schema::SIGNED_CERT)),
    Kind::new(
        "fulcio-root-cert",
        Party::Fulcio,
        Step::Certificate,
        Sign::Ends("GET", "/api/v1/rootCert"),
    )
    .titled("asks for the certificates of the authority")
    .answers(Form::Pem),
    Kind::new(
        "fulcio-configuration",
        Party::Fulcio,
        Step::Certificate,
        Sign::Ends("GET", "/api/v2/configuration"),
    )
    .titled("asks which issuers are accepted")
    .answers(JSON),
    // RFC 6962 section 4.
    Kind::new(
        "ct-add-pre-chain",
        Party::CtLog,
        Step::Certificate,
        Sign::Ends("POST", "/ct/v1/add-pre-chain"),
    )
    .titled("logs the certificate to come, for a promise to stand in it")
    .asks(Form::Json(&schema::CT_CHAIN))
    .answers(Form::Json(&schema::SCT)),
    Kind::new(
        "ct-add-chain",
        Party::CtLog,
        Step::Certificate,
        Sign::Ends("POST", "/ct/v1/add-chain"),
    )
    .titled("logs the certificate")
    .asks(Form::Json(&schema::CT_CHAIN))
    .answers(Form::Json(&schema::SCT)),
    Kind::new("ct-read", Party::CtLog, Step::Certificate, Sign::Holds("GET", "/ct/v1/"))
        .titled("reads the log of certificates")
        .answers(JSON),
    // RFC 3161 section 3.4.
    Kind::new(
        "tsa-timestamp",
        Party::TimestampAuthority,
        Step::Timestamp,
        Sign::Type("application/timestamp-query"),
    )
    .titled("asks for the time of the signature")
    .asks(Form::TimestampRequest)
    .answers(Form::Timestamp),
    Kind::new(
        "tsa-timestamp",
        Party::TimestampAuthority,
        Step::Timestamp,
        Sign::Ends("POST", "/api/v1/timestamp"),
    )
    .titled("asks for the time of the signature")
    .asks(Form::Json(&schema::TIMESTAMP_REQUEST))
    .answers(Form::Timestamp),
    Kind::new(
        "tsa-certificate-chain",
        Party::TimestampAuthority,
        Step::Timestamp,
        Sign::Ends("GET", "/timestamp/certchain"),
    )
    .titled("asks for the certificates of the authority")
    .answers(Form::Pem),
    // Rekor v1 and v2.
    Kind::new(
        "rekor-v1-create-entry",
        Party::Rekor,
        Step::Log,
        Sign::Ends("POST", "/api/v1/log/entries"),
    )
    .titled("asks for the signature to be logged")
    .asks(Form::Json(&schema::PROPOSAL))
    .answers(Form::Json(&schema::ENTRIES)),
    Kind::new(
        "rekor-v1-retrieve",
        Party::Rekor,
        Step::Log,
        Sign::Ends("POST", "/api/v1/log/entries/retrieve"),
    )
    .titled("looks entries up")
    .asks(JSON)
    .answers(Form::Json(&schema::ENTRY_LIST)),
    Kind::new("rekor-v1-entry", Party::Rekor, Step::Log, Sign::Holds("GET", "/api/v1/log/entries"))
        .titled("reads an entry")
        .answers(Form::Json(&schema::ENTRIES)),
    Kind::new(
        "rekor-v1-search-index",
        Party::Rekor,
        Step::Log,
        Sign::Ends("POST", "/api/v1/index/retrieve"),
    )
    .titled("searches for entries")
    .asks(JSON)
    .answers(JSON),
    Kind::new(
        "rekor-v1-public-key",
        Party::Rekor,
        Step::Log,
        Sign::Ends("GET", "/api/v1/log/publicKey"),
    )
    .titled("asks for the key of the log")
    .answers(Form::Pem),
    Kind::new("rekor-v1-log", Party::Rekor, Step::Log, Sign::Holds("GET", "/api/v1/log"))
        .titled("asks how large the log is")
        .answers(Form::Json(&schema::LOG)),
    Kind::new(
        "rekor-v2-create-entry",
        Party::Rekor,
        Step::Log,
        Sign::Ends("POST", "/api/v2/log/entries"),
    )
    .titled("asks for the signature to be logged")
    .asks(Form::Json(&schema::PROPOSAL))
    .answers(Form::Json(&schema::ENTRY_V2)),
    Kind::new("rekor-v2-checkpoint", Party::Rekor, Step::Log, Sign::Ends("GET", "/checkpoint"))
        .titled("asks for the signed head of the log")
        .answers(Form::Note),
    Kind::new("rekor-v2-tile", Party::Rekor, Step::Log, Sign::Holds("GET", "/tile/"))
        .titled("reads a part of the log"),
    // OCI distribution specification section 3.
    Kind::new("oci", Party::Registry, Step::Storage, Sign::Starts("/v2/"))
        .titled("stores or reads what belongs to an image")
        .asks(Form::Blob)
        .answers(Form::Blob),
    // Last: what only the answer shows.
    Kind::new("oidc-mint", Party::Issuer, Step::Identity, Sign::Token)
        .titled("gets an identity token")
        .asks(JSON)
        .answers(Form::Token),
];
