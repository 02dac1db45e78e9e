//! A server in front of a service, which passes questions on and spoils the answers.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::fault::Fault;
use crate::message::Message;
use crate::spoiled::{Deed, Spoiler};

/// It listens until it is dropped.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    fault: Option<Fault>,
    state: Arc<State>,
}

struct State {
    spoiler: Spoiler,
    over: AtomicBool,
    asked: Mutex<usize>,
    /// The last answer of the service.
    last: Mutex<Option<Message>>,
}

impl Proxy {
    pub(crate) fn start(spoiler: Spoiler) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let fault = spoiler.fault;
        let over = AtomicBool::new(fault == Some(Fault::Refused));
        let (asked, last) = (Mutex::default(), Mutex::default());
        let state = Arc::new(State { spoiler, over, asked, last });
        let here = Arc::clone(&state);
        // Where nobody listens, the listener ends here.
        if fault != Some(Fault::Refused) {
            thread::spawn(move || listen(&listener, &here));
        }
        Self { address, fault, state }
    }

    pub(crate) fn fault(&self) -> Option<Fault> {
        self.fault
    }

    pub(crate) fn last(&self) -> Option<Message> {
        self.state.last.lock().unwrap().clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::Relaxed);
        // The listener wakes up and sees it.
        let _ = TcpStream::connect(self.address);
    }
}

fn listen(listener: &TcpListener, state: &Arc<State>) {
    for stream in listener.incoming() {
        if state.over.load(Ordering::Relaxed) {
            return;
        }
        let state = Arc::clone(state);
        // Whoever leaves early makes an error that nobody needs to hear about.
        thread::spawn(move || stream.and_then(|stream| state.serve(stream)));
    }
}

impl State {
    /// One question and what comes of it.
    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let (question, length) = await_question(&stream)?;
        let number = {
            let mut asked = self.asked.lock().unwrap();
            *asked += 1;
            *asked
        };
        let mut last = None;
        let deed = self.spoiler.deed(&question, number, &mut last);
        if last.is_some() {
            *self.last.lock().unwrap() = last;
        }
        // What is not read when the connection ends makes the kernel cut it: RST instead of FIN.
        let unread = usize::from(matches!(deed, Deed::Cut(_)));
        stream.read_exact(&mut vec![0; length - unread])?;
        match deed {
            Deed::End(bytes) | Deed::Cut(bytes) => stream.write_all(&bytes),
            Deed::Hold(bytes) => {
                stream.write_all(&bytes)?;
                stream.read_to_end(&mut Vec::new()).map(|_| ())
            }
            Deed::Drip(head) => {
                stream.write_all(&head)?;
                repeat(&mut stream, b" ", Duration::from_millis(20))
            }
            Deed::Pour(head, part) => {
                stream.write_all(&head)?;
                repeat(&mut stream, &part, Duration::ZERO)
            }
        }
    }
}

/// Looks at what has come, without taking it, until it is a whole question.
fn await_question(stream: &TcpStream) -> std::io::Result<(Message, usize)> {
    let mut bytes = vec![0; 256 * 1024];
    loop {
        let come = stream.peek(&mut bytes)?;
        if let Some(whole) = Message::read(&bytes[..come]) {
            return Ok(whole);
        }
        if come == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Until the other side leaves.
fn repeat(stream: &mut TcpStream, part: &[u8], pause: Duration) -> std::io::Result<()> {
    loop {
        stream.write_all(part)?;
        thread::sleep(pause);
    }
}
