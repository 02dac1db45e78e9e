//! A machine whose variables, files, programs and hosts a test chooses. Its files are files, its
//! programs scripts of the shell, its hosts a server on loopback.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::{env, fs, process, thread};

use http::{Request, Response, Uri};
use sigstore_ambient::{
    Ambient, Error, Found, ProcessEnd, ProcessFault, Provider, Surroundings, ThisMachine,
};
use sigstore_hyper::HyperTransport;
use sigstore_transport::{Failure, Transport};

/// The form of a token; nobody here checks more.
pub(crate) const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

pub(crate) type Outcome = Result<Option<Found>, Failure<Error, sigstore_hyper::Error>>;

pub(crate) struct Machine {
    folder: PathBuf,
    variables: HashMap<String, String>,
    transport: ToLoopback,
    this: ThisMachine<HyperTransport>,
    server: Server,
}

impl Machine {
    /// `answers` are what its hosts say, one after another: status and body.
    pub(crate) fn new(variables: &[(&str, &str)], answers: &[(u16, &str)]) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let folder = env::temp_dir().join(format!("sigstore-ambient-{}-{number}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let server = Server::new(answers);
        let own = |(name, value): &(&str, &str)| {
            let value = value.replace("SERVER", &format!("http://{}", server.address));
            (name.to_string(), value)
        };
        let builder = || HyperTransport::builder().pause(|_| std::future::ready(()));
        Self {
            folder,
            variables: variables.iter().map(own).collect(),
            transport: ToLoopback { to: server.address, over: builder().build().unwrap() },
            this: ThisMachine::new(builder().build().unwrap()),
            server,
        }
    }

    /// With a file or a program.
    pub(crate) fn with(self, path: &str, content: &str) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path.trim_start_matches('/'))
    }

    /// Asks one provider.
    pub(crate) fn ask(&self, provider: Provider) -> Outcome {
        self.find(Ambient::default().providers(&[provider]))
    }

    pub(crate) fn find(&self, ambient: Ambient<'_>) -> Outcome {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(ambient.find(self))
    }

    /// What its hosts were asked.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.server.requests.lock().unwrap().clone()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).unwrap();
    }
}

impl Surroundings for Machine {
    type Transport = ToLoopback;

    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn read(&self, path: &str, max: usize) -> Result<Option<Vec<u8>>, io::ErrorKind> {
        self.this.read(self.path(path).to_str().unwrap(), max)
    }

    fn run(
        &self,
        program: &str,
        arguments: &[&str],
        max: usize,
    ) -> Result<ProcessEnd, ProcessFault> {
        let script = self.path(program);
        if !script.exists() {
            return self.this.run("/no/such/program", arguments, max);
        }
        self.this.run("/bin/sh", &[&[script.to_str().unwrap()], arguments].concat(), max)
    }

    fn transport(&self) -> &ToLoopback {
        &self.transport
    }
}

/// Sends every request to the server on loopback, with the host that it was for in `host`.
pub(crate) struct ToLoopback {
    to: SocketAddr,
    over: HyperTransport,
}

impl Transport for ToLoopback {
    type Error = sigstore_hyper::Error;

    async fn send(
        &self,
        mut request: Request<Vec<u8>>,
        max_reply: usize,
    ) -> Result<Response<Vec<u8>>, sigstore_hyper::Error> {
        let meant = request.uri().clone();
        let authority = format!("{}://{}", meant.scheme_str().unwrap(), meant.authority().unwrap());
        let path = meant.path_and_query().unwrap();
        *request.uri_mut() = format!("http://{}{path}", self.to).parse::<Uri>().unwrap();
        request.headers_mut().insert("x-meant-for", authority.parse().unwrap());
        self.over.send(request, max_reply).await
    }
}

struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(answers: &[(u16, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let here = Arc::clone(&requests);
        let answers: Vec<_> =
            answers.iter().map(|(code, body)| (*code, body.to_string())).collect();
        thread::spawn(move || {
            for (status, body) in answers {
                let (mut stream, _) = listener.accept().unwrap();
                here.lock().unwrap().push(read(&mut stream));
                let length = body.len();
                let head = format!("HTTP/1.1 {status} Word\r\nconnection: close\r\n");
                let kind = "content-type: application/json\r\n";
                write!(stream, "{head}{kind}content-length: {length}\r\n\r\n{body}").unwrap();
            }
        });
        Self { address, requests }
    }
}

/// A head, and as much body as it announces.
fn read(stream: &mut TcpStream) -> String {
    let (mut bytes, mut byte) = (Vec::new(), [0]);
    while !bytes.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    head + &String::from_utf8(body).unwrap()
}

/// That a token was found, and where.
#[track_caller]
pub(crate) fn assert_found(outcome: Outcome, provider: Provider) {
    let found = outcome.unwrap().unwrap();
    assert_eq!((found.provider, found.token.expose()), (provider, TOKEN));
}

/// That this is not the platform.
#[track_caller]
pub(crate) fn assert_none(outcome: Outcome) {
    assert!(outcome.unwrap().is_none());
}

/// Why there is no token: a question that could not be put.
#[track_caller]
pub(crate) fn question(outcome: Outcome) -> Error {
    let Err(Failure::Question(error)) = outcome else { panic!("{outcome:?}") };
    error
}

/// Why there is no token: an answer that is none.
#[track_caller]
pub(crate) fn answer(outcome: Outcome) -> Error {
    let Err(Failure::Answer(error)) = outcome else { panic!("{outcome:?}") };
    error
}
