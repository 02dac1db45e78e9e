//! The user's browser, played by the program: the embedded issuer has a page to log in on, and
//! somebody must fill it in. Everything goes over HTTP, and everything is recorded.

use std::sync::{Arc, Mutex, PoisonError};

use http::{Request, Response, Uri, header};
use sigstore_hyper::HyperTransport;
use sigstore_record::{Conversation, Party};
use sigstore_transport::Transport;

use crate::failure::Failure;
use crate::machine;

/// The most bytes of a page.
const MAX_PAGE: usize = 64 * 1024;

pub(crate) struct Browser {
    transport: HyperTransport,
    conversation: Arc<Mutex<Conversation>>,
}

impl Browser {
    pub(crate) fn new(conversation: Arc<Mutex<Conversation>>) -> Result<Self, Failure> {
        Ok(Self { transport: machine::browser()?, conversation })
    }

    /// Opens the address, logs in on the page that it finds there, and follows the way back.
    pub(crate) async fn log_in(&self, address: &Uri, email: &str) -> Result<(), Failure> {
        let page = self.visit(Party::Issuer, get(address)?).await?;
        let text = String::from_utf8_lossy(page.body()).into_owned();
        let form = Form::find(&text).ok_or_else(|| Failure::no_login(address))?;
        let back = self.visit(Party::Issuer, form.filled(address, email)?).await?;
        let location = back.headers().get(header::LOCATION).and_then(|it| it.to_str().ok());
        let location = location.and_then(|it| it.parse::<Uri>().ok());
        let location = location.ok_or_else(|| Failure::no_login(address))?;
        self.visit(Party::Client, get(&location)?).await.map(drop)
    }

    async fn visit(
        &self,
        to: Party,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let address = request.uri().to_string();
        let number = {
            let mut conversation = self.lock();
            conversation.ask_of(Party::Browser, to, &request, machine::now())
        };
        let sent = self.transport.send(request, MAX_PAGE).await;
        let response = sent.map_err(|error| Failure::service(&address, &error))?;
        self.lock().answer(number, &response, machine::now());
        Ok(response)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Conversation> {
        self.conversation.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A form of a page, as far as a login needs it.
struct Form<'p> {
    action: &'p str,
    hidden: Vec<(&'p str, &'p str)>,
}

impl<'p> Form<'p> {
    /// The first form of the page that asks for an address.
    fn find(page: &'p str) -> Option<Self> {
        let (_, rest) = page.split_once("<form")?;
        let (form, _) = rest.split_once("</form>")?;
        let action = attribute(form, "action")?;
        let inputs = form.split("<input").skip(1);
        let hidden = inputs.filter(|input| attribute(input, "type") == Some("hidden"));
        let hidden =
            hidden.filter_map(|it| Some((attribute(it, "name")?, attribute(it, "value")?)));
        form.contains("name=\"email\"").then(|| Self { action, hidden: hidden.collect() })
    }

    /// What is sent when the address is filled in and the button pressed.
    fn filled(&self, page: &Uri, email: &str) -> Result<Request<Vec<u8>>, Failure> {
        let fields = self.hidden.iter().copied().chain([("email", email)]);
        let body: Vec<_> =
            fields.map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        let scheme = page.scheme_str().unwrap_or("http");
        let host = page.authority().map_or("", |authority| authority.as_str());
        let request = Request::post(format!("{scheme}://{host}{}", self.action))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.body(body.join("&").into_bytes()).map_err(|_| Failure::no_login(page))
    }
}

fn get(address: &Uri) -> Result<Request<Vec<u8>>, Failure> {
    let request = Request::get(address.clone()).body(Vec::new());
    request.map_err(|_| Failure::no_login(address))
}

/// The value of an attribute of the first tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (tag, _) = tag.split_once('>')?;
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// `application/x-www-form-urlencoded`: all but letters, digits and four signs as percent and hex.
fn escape(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_filled_in_as_a_browser_does() {
        let page = "<h1>x</h1><form method=\"post\" action=\"/auth/login\"><input type=\"hidden\" \
                    name=\"request\" value=\"a-b\"><input type=\"email\" name=\"email\"></form>";
        let form = Form::find(page);
        let filled = form.and_then(|form| {
            form.filled(&Uri::from_static("http://127.0.0.1:1/auth?x=y"), "a+b@example.com").ok()
        });
        let filled = filled.map(|it| (it.uri().to_string(), it.into_body()));
        let body = b"request=a-b&email=a%2Bb%40example.com".to_vec();
        assert_eq!(filled, Some(("http://127.0.0.1:1/auth/login".into(), body)));
        assert!(Form::find("<p>nothing").is_none());
    }
}
