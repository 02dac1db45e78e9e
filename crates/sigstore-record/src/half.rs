use http::StatusCode;
use sigstore_decode::{Form, address, header};
use sigstore_field::{Field, Meaning, Signed, Text};
use sigstore_traits::UnixTime;

use crate::kind::Kind;
use crate::message::{Head, Said};
use crate::{Document, Message, Party, Side, Step, Turn};

/// One half of a message, taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Half<'c> {
    turn: Turn,
    message: &'c Message,
    pub(crate) said: &'c Said,
    fields: &'c [Field],
}

impl<'c> Half<'c> {
    pub(crate) fn new(
        turn: Turn,
        message: &'c Message,
        said: &'c Said,
        fields: &'c [Field],
    ) -> Self {
        Self { turn, message, said, fields }
    }

    /// Which half of which message.
    pub fn turn(&self) -> Turn {
        self.turn
    }

    /// The message.
    pub fn message(&self) -> &'c Message {
        self.message
    }

    /// Who says it.
    pub fn from(&self) -> Party {
        match self.turn.side {
            Side::Request => self.message.from(),
            Side::Reply => self.message.to(),
        }
    }

    /// To whom.
    pub fn to(&self) -> Party {
        match self.turn.side {
            Side::Request => self.message.to(),
            Side::Reply => self.message.from(),
        }
    }

    /// The part of the life that it belongs to.
    pub fn step(&self) -> Step {
        self.message.step()
    }

    /// When it was said.
    pub fn time(&self) -> UnixTime {
        self.said.time
    }

    /// What the file is, if it is one.
    pub fn document(&self) -> Option<Document> {
        match self.said.head {
            Head::File(document, _) => Some(document),
            _ => None,
        }
    }

    /// The status, if it is an answer.
    pub fn status(&self) -> Option<StatusCode> {
        match self.said.head {
            Head::Reply(status) => Some(status),
            _ => None,
        }
    }

    /// The head and the body.
    pub fn fields(&self) -> &'c [Field] {
        self.fields
    }

    /// The name of the file, if it is one.
    pub(crate) fn file(&self) -> Option<&'c str> {
        match &self.said.head {
            Head::File(_, name) => Some(name),
            _ => None,
        }
    }
}

/// One half of a message taken apart: its head, then its body.
pub(crate) fn fields(kind: &Kind, said: &Said) -> Vec<Field> {
    let mut fields = match &said.head {
        Head::Request(_, uri) => address(uri.path_and_query().map_or("", |path| path.as_str())),
        Head::Reply(_) => Vec::new(),
        Head::File(_, name) => return vec![body(name, kind, said)],
        Head::Silence(why) => return vec![Field::plain("no answer", why)],
    };
    fields.extend(said.headers.iter().map(|(name, value)| match value.to_str() {
        Ok(text) => header(name.as_str(), text),
        Err(_) => Field::secret(name.as_str(), value.as_bytes()),
    }));
    if !said.body.is_empty() {
        fields.push(body("body", kind, said));
    }
    possession(&mut fields);
    fields
}

fn body(name: &str, kind: &Kind, said: &Said) -> Field {
    // Services say what is wrong in JSON or in plain text, whatever they answer otherwise.
    let refused = matches!(said.head, Head::Reply(status) if !status.is_success());
    let form = if refused && !kind.is_secretive() { Form::Plain } else { kind.form(said) };
    let form = if form == Form::Plain && said.is_page() { Form::Page } else { form };
    let what = match said.content_type().split(';').next() {
        None | Some("") => "content",
        Some(content_type) => content_type,
    };
    match &said.original {
        None => form.decode(name, what, &said.body),
        Some(original) => {
            let why = original.unreadable.as_deref();
            form.decode_kept(name, what, &said.body, &said.mask(), why)
        }
    }
}

/// The proof that one has the private key is a signature over who the token names, which may stand
/// in the head.
fn possession(fields: &mut [Field]) -> Option<()> {
    let mut challenge = None;
    for field in fields.iter() {
        field.visit(&mut |field| {
            if field.meaning() == Meaning::Token && challenge.is_none() {
                challenge = claim(field, "email", "the e-mail address in the token")
                    .or_else(|| claim(field, "sub", "the subject of the token"));
            }
        });
    }
    let body = fields.last_mut()?;
    let v2 = ["publicKeyRequest", "proofOfPossession"];
    let path: &[&str] = if body.at(&v2).is_some() { &v2 } else { &["signedEmailAddress"] };
    body.put(path, challenge?);
    Some(())
}

fn claim(token: &Field, name: &str, over: &'static str) -> Option<Signed> {
    match token.at(&["claims", name])?.text() {
        Text::Shown(text) => Some(Signed::bytes(over, text.as_bytes())),
        Text::Masked(_) => None,
    }
}
