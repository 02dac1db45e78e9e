use sigstore_json::Value;

use crate::Meaning;
use crate::field::{Field, Relation};
use crate::kind::Kind;
use crate::material::{pem, timestamp, timestamp_request};
use crate::message::{Head, Said};
use crate::{address, schema, signed, token, walk};

/// What a body is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    /// JSON without a schema, or bytes.
    Plain,
    /// HTML, of which only the title is told: the rest can hold the name of a login.
    Page,
    /// Nobody knows what: only the shape of JSON is shown.
    Unknown,
    Artifact,
    Json(&'static Schema),
    Parameters(&'static Schema),
    Pem,
    Note,
    TimestampRequest,
    Timestamp,
    /// A token, alone or as a member of JSON.
    Token,
    /// What a registry stores: JSON of some kind, or bytes.
    Blob,
}

/// What the members of a JSON document mean. A path is of member names; `*` stands for any name
/// and for every element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schema {
    pub(crate) members: &'static [(&'static str, Leaf)],
    /// What the other strings are.
    pub(crate) other: Leaf,
    pub(crate) whole: Whole,
}

/// What a document means as a whole.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whole {
    Nothing,
    /// A DSSE envelope: the signature is over its pre-authentication encoding.
    Envelope,
    /// An entry with its proof.
    Entry,
    /// What a log is asked to record: it stores the canonical form.
    Proposal,
}

/// How a member is spelt and what it means.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leaf {
    Plain,
    Word(Meaning),
    Secret,
    /// What may be a secret: not shown, and not looked for elsewhere.
    Hidden,
    Authorization,
    /// An address with parameters.
    Address,
    Seconds,
    Milliseconds,
    Base64(Meaning),
    Hex(Meaning),
    /// `sha256:` and hex.
    Named,
    /// The name of an entry of Rekor v1.
    Uuid,
    Pem,
    /// Base64 of PEM, or of DER.
    Pem64,
    /// Base64 of DER.
    Certificate,
    Key,
    Timestamp,
    /// Base64 of a TLS `digitally-signed` (RFC 5246 section 4.7).
    DigitallySigned,
    Note,
    /// Base64 of a body that was logged.
    Body,
    Json64(&'static Schema),
    JsonText(&'static Schema),
    /// An object with a schema of its own.
    Nested(&'static Schema),
    /// An object under the name of an entry.
    Entry(&'static Schema),
}

impl Schema {
    pub(crate) const fn new(members: &'static [(&'static str, Leaf)]) -> Self {
        Self { members, other: Leaf::Plain, whole: Whole::Nothing }
    }

    pub(crate) fn leaf(&self, path: &[String]) -> Leaf {
        let fits = |pattern: &str| {
            let mut segments = pattern.split('.');
            path.iter().all(|name| segments.next().is_some_and(|own| own == "*" || own == name))
                && segments.next().is_none()
        };
        let found = self.members.iter().find(|(pattern, _)| fits(pattern));
        found.map_or(self.other, |(_, leaf)| *leaf)
    }
}

/// One half of a message taken apart: its head, then its body.
pub(crate) fn decode(kind: &Kind, said: &Said) -> Vec<Field> {
    let mut fields = match &said.head {
        Head::Request(_, uri) => address::fields(uri),
        Head::Reply(_) => Vec::new(),
        Head::File(_, name) => {
            let mut fields = vec![body(kind, said).named(name)];
            signed::complete(&mut fields);
            return fields;
        }
        Head::Silence(why) => return vec![Field::plain("no answer", why)],
    };
    fields.extend(said.headers.iter().map(|(name, value)| match value.to_str() {
        Ok(text) => walk::named_leaf(name.as_str(), text, &schema::HEADERS),
        Err(_) => Field::secret(name.as_str(), value.as_bytes()),
    }));
    if !said.body.is_empty() {
        fields.push(body(kind, said));
    }
    signed::complete(&mut fields);
    fields
}

fn body(kind: &Kind, said: &Said) -> Field {
    let bytes = &said.body;
    // Services say what is wrong in JSON or in plain text, whatever they answer otherwise.
    let refused = matches!(said.head, Head::Reply(status) if !status.is_success());
    let form = if refused && !kind.is_secretive() { Form::Plain } else { kind.form(said) };
    let form = if matches!(form, Form::Plain) && said.is_page() { Form::Page } else { form };
    let what = match said.content_type().split(';').next() {
        None | Some("") => "content",
        Some(content_type) => content_type,
    };
    let size = (said.length(), &said.sha256());
    let field = Field::original("body", Meaning::Document, what, bytes, size);
    if matches!(form, Form::Artifact) && said.original.is_some() {
        // Its other digests are not told.
        return field;
    }
    match fields(form, bytes) {
        Ok((fields, values)) => field.with(fields).stands_for_all(&values),
        Err(why) => field.unread(said.unreadable().unwrap_or(why)),
    }
}

pub(crate) type Parts = (Vec<Field>, Vec<(Relation, Vec<u8>)>);

fn fields(form: Form, bytes: &[u8]) -> Result<Parts, String> {
    let text = || str::from_utf8(bytes).map_err(|error| error.to_string());
    let fields = match form {
        Form::Artifact => return Ok((Vec::new(), walk::digests(bytes))),
        Form::Json(schema) => return json(bytes, schema),
        Form::Unknown => return Ok(json(bytes, &schema::UNKNOWN).unwrap_or_default()),
        Form::Plain => return Ok(json(bytes, &schema::PLAIN).unwrap_or_else(|_| plain(bytes))),
        Form::Blob => return Ok(blob(bytes)),
        Form::Parameters(schema) => address::parameters(text()?, schema),
        Form::Page => {
            title(text()?).map(|title| Field::plain("title", title)).into_iter().collect()
        }
        Form::Pem => pem("", text()?).map(|field| vec![field.named("pem")])?,
        Form::Note => vec![crate::note::checkpoint("checkpoint", text()?)],
        Form::TimestampRequest => timestamp_request(bytes)?,
        Form::Timestamp => timestamp(bytes)?,
        Form::Token => match token::token("token", text()?.trim()) {
            Some(token) => vec![token],
            None => return json(bytes, &schema::TOKEN_RESPONSE),
        },
    };
    Ok((fields, Vec::new()))
}

/// Short text without JSON is what a server says is wrong.
fn plain(bytes: &[u8]) -> Parts {
    const SHORT: usize = 500;
    let text = str::from_utf8(bytes).ok().filter(|text| text.len() <= SHORT);
    let fields = text.map(|text| vec![Field::plain("text", text.trim_end())]);
    (fields.unwrap_or_default(), Vec::new())
}

/// The title of a page in HTML.
fn title(page: &str) -> Option<&str> {
    let (_, after) = page.split_once("<title>")?;
    Some(after.split_once("</title>")?.0.trim())
}

fn json(bytes: &[u8], schema: &'static Schema) -> Result<Parts, String> {
    let value = schema::parse(bytes).map_err(|error| error.to_string())?;
    Ok(walk::parts(&value, schema, bytes))
}

fn blob(bytes: &[u8]) -> Parts {
    let value = schema::parse(bytes);
    let media_type = match value.as_ref().ok().and_then(|value| value.member("mediaType")) {
        Some(Value::String(text)) => text.as_ref(),
        _ => "",
    };
    let bundle = media_type.starts_with("application/vnd.dev.sigstore.bundle");
    let schema = if bundle { &schema::BUNDLE } else { &schema::MANIFEST };
    json(bytes, schema).unwrap_or_default()
}
