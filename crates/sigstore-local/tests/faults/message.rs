//! HTTP/1.1 messages as bytes (RFC 9112), as far as this test has them.

use std::io::{Read, Write};
use std::net::TcpStream;

/// A request or an answer whose body has an announced length.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// The first line and the headers, without the empty line after them.
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// The message that these bytes begin with, and its length; `None` before it is whole.
    pub(crate) fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut message = Self { head, body: Vec::new() };
        let length = message.header("content-length").map_or(0, |text| text.parse().unwrap());
        message.body = bytes.get(end + 4..end + 4 + length)?.to_vec();
        Some((message, end + 4 + length))
    }

    pub(crate) fn request(line: &str, host: &str, content_type: &str, body: &str) -> Self {
        let head = format!("{line} HTTP/1.1\r\nhost: {host}\r\ncontent-type: {content_type}");
        Self { head, body: body.into() }
    }

    pub(crate) fn answer(status: u16, content_type: &str, body: &str) -> Self {
        let head = format!("HTTP/1.1 {status} Word\r\ncontent-type: {content_type}");
        Self { head, body: body.into() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The same with one header of this name.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let is_other = |line: &&str| {
            line.split_once(':').is_none_or(|(found, _)| !found.eq_ignore_ascii_case(name))
        };
        let others: Vec<_> = self.head.lines().filter(is_other).collect();
        let head = format!("{}\r\n{name}: {value}", others.join("\r\n"));
        Self { head, body: self.body.clone() }
    }

    pub(crate) fn with_body(&self, body: impl Into<Vec<u8>>) -> Self {
        Self { head: self.head.clone(), body: body.into() }
    }

    /// The whole, after which the connection ends.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.bytes_of_length(self.body.len())
    }

    /// The whole with this announced length, whatever the body has.
    pub(crate) fn bytes_of_length(&self, length: usize) -> Vec<u8> {
        let head = self.with("content-length", &length.to_string()).with("connection", "close");
        [head.head.as_bytes(), b"\r\n\r\n", &self.body].concat()
    }

    /// The head and no announced length: chunks follow.
    pub(crate) fn chunked_head(&self) -> Vec<u8> {
        let is_other = |line: &&str| !line.to_ascii_lowercase().starts_with("content-length:");
        let others: Vec<_> = self.head.lines().filter(is_other).collect();
        format!("{}\r\ntransfer-encoding: chunked\r\n\r\n", others.join("\r\n")).into_bytes()
    }

    /// Puts it to a server.
    pub(crate) fn ask(&self, authority: &str) -> Self {
        let mut stream = TcpStream::connect(authority).unwrap();
        stream.write_all(&self.bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        Self::read(&answer).unwrap().0
    }
}
