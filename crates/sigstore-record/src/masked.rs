//! What is kept of a half of a message where its secrets are not.
//!
//! A body is kept in the first of these forms that shows the same fields as the original and holds
//! no secret: its bytes with each secret replaced by its mask; its document written anew with
//! masks; the mask of the whole.

use std::borrow::Cow;

use http::header::LOCATION;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use sigstore_decode::{MAX_JSON, shown_address};
use sigstore_field::{Field, Mask, Meaning, Text};
use sigstore_json::{Limits, Value, ordered, parse};

use crate::half::fields;
use crate::message::{Head, Original, Said};
use crate::{Decoded, Half, Message, Party, Step};

/// A half of a message without its secrets.
pub(crate) fn masked(decoded: &Decoded<'_>, half: &Half<'_>) -> Said {
    let masker = Masker { decoded, half };
    let (body, original) = masker.body();
    let (head, headers) = (masker.head(), masker.headers());
    Said { time: half.said.time, head, headers, body, original }
}

impl Message {
    /// Whether what can't be read of a body is taken for a secret.
    pub(crate) fn is_guarded(&self) -> bool {
        self.kind().is_secretive() || self.kind().to == Party::Fulcio
    }
}

struct Masker<'d> {
    decoded: &'d Decoded<'d>,
    half: &'d Half<'d>,
}

impl Masker<'_> {
    fn head(&self) -> Head {
        let safe = |text: &str| self.decoded.safe(text);
        match &self.half.said.head {
            Head::Request(method, uri) => {
                // A mask can stand in an address.
                let uri = safe(&shown_address(&uri.to_string())).parse::<Uri>();
                Head::Request(method.clone(), uri.unwrap_or_default())
            }
            Head::Reply(status) => Head::Reply(*status),
            Head::File(document, name) => Head::File(*document, safe(name)),
            Head::Silence(why) => Head::Silence(safe(why)),
        }
    }

    fn headers(&self) -> HeaderMap {
        let headers = &self.half.said.headers;
        let fields = self.half.fields();
        let last = fields.len() - usize::from(self.body_field().is_some());
        let fields = fields.get(last.saturating_sub(headers.len())..last).unwrap_or_default();
        let kept = headers.iter().zip(fields);
        kept.map(|((name, value), field)| (name.clone(), self.header(name, value, field))).collect()
    }

    fn header(&self, name: &HeaderName, value: &HeaderValue, field: &Field) -> HeaderValue {
        let whole = Mask::of(value.as_bytes()).to_string();
        let text = match (field.text(), value.to_str()) {
            (Text::Masked(mask), _) => match field.at(&["scheme"]).map(Field::text) {
                Some(Text::Shown(scheme)) if !scheme.is_empty() => format!("{scheme} {mask}"),
                _ => mask.to_string(),
            },
            (Text::Shown(_), Ok(text)) if name == LOCATION => {
                self.decoded.safe(&shown_address(text))
            }
            (Text::Shown(_), Ok(text)) => self.decoded.safe(text),
            (Text::Shown(_), Err(_)) => whole.clone(),
        };
        let value = HeaderValue::try_from(&text).ok().filter(|value| {
            let headers = HeaderMap::from_iter([(name.clone(), value.clone())]);
            let fields =
                self.decoded_as(&Said { headers, ..self.said(Head::Reply(StatusCode::OK)) });
            !fields.iter().any(tells)
        });
        value.or_else(|| HeaderValue::try_from(whole).ok()).unwrap_or(HeaderValue::from_static(""))
    }

    /// The body, and what it was if it is no longer that.
    fn body(&self) -> (Vec<u8>, Option<Original>) {
        let said = self.half.said;
        let Some(field) = self.body_field() else { return (Vec::new(), None) };
        let original = Original {
            length: said.length(),
            sha256: said.sha256(),
            unreadable: unreadable(field),
        };
        let forms: [&dyn Fn() -> Option<Vec<u8>>; 4] =
            [&|| self.replaced(field), &|| self.json(field), &|| self.parameters(field), &|| {
                self.page(field)
            }];
        let mut forms = forms.iter().filter_map(|form| form());
        let kept = forms.find(|body| self.shows(body, &original, field));
        let kept = kept.unwrap_or_else(|| self.half.said.mask().to_string().into_bytes());
        let changed = said.original.is_some() || kept != said.body;
        (kept, changed.then_some(original))
    }

    /// Whether there can be a secret where no field is.
    fn is_opaque(&self, field: &Field) -> bool {
        let unread = is_unreadable(field) || self.half.said.is_page();
        self.half.message().is_guarded() && unread
    }

    /// Its bytes, where nothing in them is secret but what is known to be.
    fn replaced(&self, field: &Field) -> Option<Vec<u8>> {
        let hidden = self.half.message().step() == Step::Other || self.is_opaque(field);
        (!hidden).then(|| self.decoded.redaction.bytes(&self.half.said.body))
    }

    /// Its JSON with a mask in the place of each text that has one.
    fn json(&self, field: &Field) -> Option<Vec<u8>> {
        let value = parse(&self.half.said.body, &Limits::new(MAX_JSON))
            .ok()
            .filter(|_| !self.is_opaque(field))?;
        Some(ordered(&self.value(&value, field)?).into_bytes())
    }

    /// Each value by the field that tells whether it is a secret; none that has no field.
    fn value<'v>(&self, value: &'v Value<'v>, field: &Field) -> Option<Value<'v>> {
        Some(match (value, field.text()) {
            (Value::String(_), Text::Masked(mask)) => Value::String(mask.to_string().into()),
            (Value::String(text), _) => Value::String(self.decoded.safe(text).into()),
            (Value::Object(members), _) => {
                let fields = last(field.fields(), members.len())?;
                let member = |((name, value), field): (&'v (Cow<'v, str>, Value<'v>), &Field)| {
                    let name = self.decoded.safe(name);
                    let value = self.value(value, field).filter(|_| field.name() == name)?;
                    Some((Cow::Owned(name), value))
                };
                Value::Object(members.iter().zip(fields).map(member).collect::<Option<_>>()?)
            }
            (Value::Array(elements), _) => {
                let fields = last(field.fields(), elements.len())?;
                let elements = elements.iter().zip(fields);
                let elements = elements.map(|(value, field)| self.value(value, field));
                Value::Array(elements.collect::<Option<_>>()?)
            }
            (other, _) => other.clone(),
        })
    }

    /// Its parameters likewise.
    fn parameters(&self, field: &Field) -> Option<Vec<u8>> {
        let text = str::from_utf8(&self.half.said.body).ok().filter(|_| !self.is_opaque(field))?;
        let pairs: Vec<_> = text.split('&').filter(|pair| !pair.is_empty()).collect();
        let fields = last(field.fields(), pairs.len())?;
        let pairs = pairs.into_iter().zip(fields).map(|(pair, field)| {
            let (name, _) = pair.split_once('=').unwrap_or((pair, ""));
            let name = self.decoded.safe(name);
            match field.text() {
                _ if field.name() != name => None,
                Text::Masked(mask) => Some(format!("{name}={mask}")),
                Text::Shown(_) => Some(self.decoded.safe(pair)),
            }
        });
        Some(pairs.collect::<Option<Vec<_>>>()?.join("&").into_bytes())
    }

    /// The title of a page, which is all that is shown of it.
    fn page(&self, field: &Field) -> Option<Vec<u8>> {
        self.half.said.is_page().then_some(())?;
        match field.at(&["title"])?.text() {
            Text::Shown(title) => {
                let mask = self.half.said.mask();
                Some(format!("<title>{title}</title>{mask}").into_bytes())
            }
            Text::Masked(_) => None,
        }
    }

    /// Whether this body, kept for the original, shows the same and tells no secret.
    fn shows(&self, body: &[u8], original: &Original, field: &Field) -> bool {
        let kept = Said {
            headers: self.half.said.headers.clone(),
            body: body.into(),
            original: Some(original.clone()),
            ..self.said(self.half.said.head.clone())
        };
        let mut fields = self.decoded_as(&kept);
        let Some(kept) = fields.last_mut() else { return false };
        // What is a secret elsewhere can be encoded here, where replacing does not find it.
        let hides = self.encodes(kept);
        kept.rewrite(&|text| self.decoded.safe(text));
        !hides && !tells(kept) && same(kept, field)
    }

    fn decoded_as(&self, said: &Said) -> Vec<Field> {
        fields(self.half.message().kind(), said)
    }

    /// Whether a secret of the conversation is in what is shown of a field.
    fn encodes(&self, field: &Field) -> bool {
        let mut found = false;
        field.visit(&mut |field| {
            let shown = |text: &String| self.decoded.safe(text) != *text;
            found |= matches!(field.text(), Text::Shown(text) if shown(text));
        });
        found
    }

    fn said(&self, head: Head) -> Said {
        Said::bare(head, Vec::new(), self.half.said.time)
    }

    /// The field of the body, if there is one: the last.
    fn body_field(&self) -> Option<&Field> {
        let said = self.half.said;
        let is_file = matches!(said.head, Head::File(..));
        (is_file || !said.body.is_empty()).then(|| self.half.fields().last())?
    }
}

/// The fields of the members of a document: others stand before them.
fn last(fields: &[Field], count: usize) -> Option<&[Field]> {
    fields.get(fields.len().checked_sub(count)?..)
}

fn is_unreadable(field: &Field) -> bool {
    field.meaning() == Meaning::Unreadable
}

/// Why the body could not be read.
fn unreadable(field: &Field) -> Option<String> {
    match field.at(&["unreadable"]).filter(|_| is_unreadable(field))?.text() {
        Text::Shown(why) => Some(why.clone()),
        Text::Masked(_) => None,
    }
}

/// Whether two fields, and all that is in them, are shown alike.
fn same(a: &Field, b: &Field) -> bool {
    let own = |field: &Field| (field.name().to_owned(), field.text().clone(), field.meaning());
    own(a) == own(b)
        && a.fields().len() == b.fields().len()
        && a.fields().iter().zip(b.fields()).all(|(a, b)| same(a, b))
}

/// Whether something that is not shown is told all the same: it is there, and no mask.
fn tells(field: &Field) -> bool {
    let mut found = false;
    field.visit(&mut |field| {
        let hidden = matches!(field.text(), Text::Masked(_));
        let mut forms = field.secret_bytes().into_iter().chain(field.value());
        found |= hidden && forms.any(|form| Mask::read(form).is_none());
    });
    found
}
