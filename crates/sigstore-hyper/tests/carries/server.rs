//! A server that answers as it is told, and a client that does not sleep.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use http::{Request, Response};
use sigstore_hyper::{Builder, Error, HyperTransport};
use sigstore_transport::{About, Service, Transport};

/// What is done with one request.
pub(crate) enum Answer {
    /// Written; the connection stays.
    Keep(String),
    /// Written; then the connection ends.
    Close(String),
    /// Written, after which nothing comes for a while.
    Stall(String),
    /// The connection is cut before the request has been read.
    Reset,
}

/// Requests as they arrived, and the number of connections that they came over.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) requests: Vec<String>,
    pub(crate) connections: usize,
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) seen: Arc<Mutex<Seen>>,
}

impl Server {
    /// Gives the answers in order, to whatever is asked.
    pub(crate) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let answers: Arc<Mutex<VecDeque<_>>> = Arc::new(Mutex::new(answers.into_iter().collect()));
        let here = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                here.lock().unwrap().connections += 1;
                let (seen, answers) = (Arc::clone(&here), Arc::clone(&answers));
                thread::spawn(move || serve(stream.unwrap(), &seen, &answers));
            }
        });
        Self { address, seen }
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.clone()
    }
}

fn serve(mut stream: TcpStream, seen: &Mutex<Seen>, answers: &Mutex<VecDeque<Answer>>) {
    loop {
        if stream.peek(&mut [0]).unwrap_or(0) == 0 {
            return;
        }
        let answer = answers.lock().unwrap().pop_front().expect("no more answers");
        if matches!(answer, Answer::Reset) {
            // What was not read makes the kernel send RST instead of FIN.
            return;
        }
        let request = read_request(&mut stream);
        seen.lock().unwrap().requests.push(request);
        match answer {
            Answer::Keep(text) => stream.write_all(text.as_bytes()).unwrap(),
            Answer::Close(text) => return stream.write_all(text.as_bytes()).unwrap_or_default(),
            Answer::Stall(text) => {
                stream.write_all(text.as_bytes()).unwrap();
                thread::sleep(Duration::from_secs(5));
            }
            Answer::Reset => return,
        }
    }
}

/// A head, and as much body as it announces.
fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
        bytes.push(byte[0]);
    }
    let mut text = String::from_utf8(bytes).unwrap();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    text.push_str(&String::from_utf8(body).unwrap());
    text
}

/// An answer with its length announced.
pub(crate) fn text(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status} Word\r\ncontent-length: {length}\r\n{headers}\r\n{body}")
}

pub(crate) fn ok(body: &str) -> Answer {
    Answer::Keep(text(200, "", body))
}

/// A transport that writes its pauses down instead of waiting.
pub(crate) fn quick(builder: Builder) -> (HyperTransport, Arc<Mutex<Vec<u64>>>) {
    let pauses = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&pauses);
    let builder = builder.pause(move |pause| {
        kept.lock().unwrap().push(pause.as_secs());
        std::future::ready(())
    });
    (builder.build().unwrap(), pauses)
}

/// Limits that no test reaches by accident.
pub(crate) const ABOUT: About = About::new(Service::SignatureLog, "test").timeout(20);
pub(crate) const MAX_REPLY: usize = 100;

pub(crate) fn get(address: &str) -> Request<Vec<u8>> {
    Request::get(address).extension(ABOUT).body(Vec::new()).unwrap()
}

pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(work)
}

/// Sends one request over a transport of its own.
pub(crate) fn send(request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Error> {
    run(quick(HyperTransport::builder()).0.send(request, MAX_REPLY))
}
