//! The pages, without scripts and without anything from elsewhere.

use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{Response, StatusCode};
use sigstore_server::answer::{reply, with};

use super::not_stored;

/// Asks who it is; `request` is the login that waits.
pub(super) fn login(request: &str) -> Response<Vec<u8>> {
    page(
        StatusCode::OK,
        "Log in",
        &format!(
            "<p>This issuer is for learning and tests: you are who you say you are.\n\
             <form method=\"post\" action=\"/auth/login\">\n\
             <input type=\"hidden\" name=\"request\" value=\"{}\">\n{WHO}</form>\n",
            escape(request)
        ),
    )
}

/// Asks for the code that a device shows, and who it is.
pub(super) fn device(user_code: &str) -> Response<Vec<u8>> {
    page(
        StatusCode::OK,
        "Connect a device",
        &format!(
            "<p>Is this the code that the device shows?\n\
             <form method=\"post\" action=\"/device\">\n\
             <p><label>Code <input name=\"user_code\" value=\"{}\" autofocus></label>\n{WHO}\
             </form>\n",
            escape(user_code)
        ),
    )
}

/// Says something, such as why it does not go on.
pub(super) fn message(status: StatusCode, title: &str, text: &str) -> Response<Vec<u8>> {
    page(status, title, &format!("<p>{}\n", escape(text)))
}

/// Shows a code to be copied.
pub(super) fn code(code: &str) -> Response<Vec<u8>> {
    let body = format!("<p>Enter this code where you came from:\n<pre>{}</pre>\n", escape(code));
    page(StatusCode::OK, "Logged in", &body)
}

const WHO: &str = "<p><label>E-mail <input type=\"email\" name=\"email\"></label>\n\
    <p><button>Log in</button>\n\
    <button name=\"cancel\" value=\"1\" formnovalidate>Cancel</button>\n";

/// `form-action` is not restricted: the way back from a login is a redirect to another port.
const POLICY: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

fn page(status: StatusCode, title: &str, body: &str) -> Response<Vec<u8>> {
    let title = escape(title);
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <h1>{title}</h1>\n{body}</html>\n"
    );
    let response = not_stored(reply(status, "text/html; charset=utf-8", html));
    let response = with(response, CONTENT_SECURITY_POLICY, POLICY);
    let response = with(response, REFERRER_POLICY, "no-referrer");
    with(response, X_CONTENT_TYPE_OPTIONS, "nosniff")
}

/// What came from outside, so that it is text in HTML and in its attributes.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
