//! An instance over its sockets, whose log of Rekor v2 stands behind a server that drops answers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use sigstore_crypto::{AwsLcSuite, KeyKind, PrivateKey};
use sigstore_hyper::{Error as HyperError, HyperTransport};
use sigstore_jwt::IdentityToken;
use sigstore_local::{Instance, LogChoice, Options};
use sigstore_sign::{Content, Error, Finished, ProofForm, Published, Signing};
use sigstore_signing_config::SigningConfig;
use sigstore_traits::UnixTime;
use sigstore_transport::Transport;
use sigstore_trust_root::TrustedRoot;
use sigstore_verify::Artifact;

const NOW: UnixTime = UnixTime::from_seconds(1_795_426_917);

/// How many entries the log makes without a word of it.
#[derive(Clone, Copy)]
enum Dropped {
    First,
    All,
}

/// A server in front of a log, which drops the connection once the log has recorded.
struct Dropper {
    upstream: String,
    dropped: Dropped,
    /// The first lines of what was asked.
    asked: Mutex<Vec<String>>,
}

impl Dropper {
    fn start(upstream: &str, dropped: Dropped) -> (SocketAddr, Arc<Self>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let upstream = upstream.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        let dropper = Arc::new(Self { upstream, dropped, asked: Mutex::default() });
        let here = Arc::clone(&dropper);
        thread::spawn(move || listener.incoming().for_each(|stream| here.serve(stream.unwrap())));
        (address, dropper)
    }

    /// One question of a connection, which ends with it.
    fn serve(&self, mut stream: TcpStream) {
        let Some(question) = read_message(&mut stream) else { return };
        let head = String::from_utf8_lossy(&question);
        let line = head.lines().next().unwrap().to_owned();
        let creates = line.starts_with("POST /api/v2/log/entries");
        let is_first = self.asked.lock().unwrap().iter().all(|earlier| *earlier != line);
        self.asked.lock().unwrap().push(line);
        let mut log = TcpStream::connect(&self.upstream).unwrap();
        log.write_all(&question).unwrap();
        let answer = read_message(&mut log).unwrap();
        match self.dropped {
            Dropped::All if creates => {}
            Dropped::First if creates && is_first => {}
            _ => {
                let end = answer.windows(2).position(|two| two == b"\r\n").unwrap();
                let (line, rest) = answer.split_at(end);
                stream.write_all(&[line, b"\r\nconnection: close", rest].concat()).unwrap();
            }
        }
    }
}

/// A whole message of HTTP/1.1 with an announced length; `None` if none comes.
fn read_message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let whole = end + 4 + length.map_or(0, |length| length.parse::<usize>().unwrap());
            if bytes.len() >= whole {
                return Some(bytes);
            }
        }
        let mut part = [0; 4096];
        match stream.read(&mut part).ok()? {
            0 => return None,
            come => bytes.extend(&part[..come]),
        }
    }
}

/// Different bytes at each call, the same in each run.
fn random(seed: u64) -> impl FnMut(&mut [u8]) + Send {
    let mut state = seed;
    move |bytes: &mut [u8]| {
        for byte in bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = state.to_be_bytes()[0];
        }
    }
}

/// Alice signs three artifacts, each answer of the log as it is dropped; and what the log was
/// asked.
fn three(dropped: Dropped) -> (Vec<Finished>, Vec<String>) {
    let mut options = Options::new(Box::new(random(1)));
    options.clock = Arc::new(|| NOW);
    options.log = LogChoice::V2;
    let instance = Instance::start(options).unwrap();
    let log = instance.log_urls()[1];
    let (address, dropper) = Dropper::start(log, dropped);
    let log = log.trim_end_matches('/');
    let config = instance.signing_config().replace(log, &format!("http://{address}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let finished = runtime.block_on(sign(&instance, &config)).unwrap();
    let asked = dropper.asked.lock().unwrap().clone();
    (finished, asked)
}

async fn sign(instance: &Instance, config: &str) -> Result<Vec<Finished>, Error<HyperError>> {
    let transport = HyperTransport::builder().build().unwrap();
    let trust = TrustedRoot::load(instance.trusted_root().as_bytes(), AwsLcSuite).unwrap();
    let (clock, entropy) = (|| NOW, |bytes: &mut [u8]| random(2)(bytes));
    let signing =
        Signing { trust: &trust, transport: &transport, clock: &clock, entropy: &entropy };
    let services = SigningConfig::parse(config.as_bytes()).unwrap().services(NOW).unwrap();
    let recorders = signing.recorders(&services.recorders)?;
    let claims = br#"{"email":"alice@example.org","email_verified":true}"#.to_vec();
    let mint = http::Request::post(format!("{}/mint", instance.oidc_url())).body(claims).unwrap();
    let token = transport.send(mint, 64 * 1024).await.unwrap().into_body();
    let token = IdentityToken::parse(str::from_utf8(&token).unwrap()).unwrap();
    let identity = signing.identity(&token)?;
    let key = PrivateKey::generate(KeyKind::P256).unwrap();
    let credential = signing.certify(&identity, key, ProofForm::Possession, &services.ca).await?;
    let mut all = Vec::new();
    for artifact in ["first", "second", "third"] {
        let needs = signing.needs(&credential, &recorders)?;
        let artifact = Artifact::read(artifact.as_bytes(), &needs, &AwsLcSuite).unwrap();
        let signed = signing.sign(&credential, Content::Artifact(&artifact), &recorders)?;
        all.push(signing.log(signing.stamp(signed).await?).await?);
    }
    Ok(all)
}

fn indices(finished: &[Finished]) -> Vec<Published<u64>> {
    finished.iter().map(|one| one.public.entries[0].index).collect()
}

const POST: &str = "POST /api/v2/log/entries HTTP/1.1";
const CHECKPOINT: &str = "GET /api/v2/checkpoint HTTP/1.1";

#[test]
fn s_51_kept_one_answer_that_is_dropped() {
    let (finished, asked) = three(Dropped::First);
    assert_eq!(indices(&finished), [0, 1, 2].map(Published::Yes));
    // The first entry stands alone in the log: its proof has no hash, and needs no tile.
    assert_eq!(asked, [POST, POST, CHECKPOINT, POST, POST]);
}

#[test]
fn s_51_kept_every_answer_is_dropped() {
    let (finished, asked) = three(Dropped::All);
    assert_eq!(indices(&finished), [0, 1, 2].map(Published::Yes));
    let tile = |width: u8| format!("GET /api/v2/tile/0/000.p/{width} HTTP/1.1");
    let one = |width| [POST.into(), POST.into(), CHECKPOINT.into(), tile(width)];
    assert_eq!(asked, [one(1), one(2), one(3)].concat());
}
