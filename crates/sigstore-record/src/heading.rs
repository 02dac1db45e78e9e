use crate::decoded::{Decoded, Half};
use crate::message::Head;
use crate::{Document, address};

impl Half<'_> {
    /// What kind of file it is, if it is one.
    pub fn document(&self) -> Option<Document> {
        match self.said.head {
            Head::File(document, _) => Some(document),
            _ => None,
        }
    }
}

impl Decoded<'_> {
    /// The line above headers and body, without the secrets in it: method and address, or the
    /// status. A file and an answer that did not come have none.
    pub fn first_line(&self, half: &Half<'_>) -> Option<String> {
        match &half.said.head {
            Head::Request(method, uri) => {
                let address = address::shown(&uri.to_string());
                Some(self.safe(&format!("{method} {address}")))
            }
            Head::Reply(status) => Some(status.to_string()),
            Head::File(..) | Head::Silence(_) => None,
        }
    }
}
