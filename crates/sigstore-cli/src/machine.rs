//! The clock, the randomness, the network and the runtime of this machine.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use clap::ArgMatches;
use sigstore_ambient::METADATA_HOST;
use sigstore_hyper::{Builder, HyperTransport, Proxies};

use crate::failure::{Exit, Failure};
use crate::input;

pub(crate) use sigstore_local::system_time as now;

/// The most bytes of roots of one's own.
const MAX_ROOTS: usize = 4 << 20;

/// How long work may take to end by itself once it is interrupted.
const GRACE: Duration = Duration::from_millis(500);

/// Fills `bytes` with randomness. A machine that has none can make no key and no nonce: nothing
/// that could be done in its place would be safe.
pub(crate) fn random(bytes: &mut [u8]) {
    if sigstore_crypto::random(bytes).is_err() {
        std::process::abort();
    }
}

/// Entropy of a fixed size.
pub(crate) fn entropy<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    random(&mut bytes);
    bytes
}

/// What carries requests: proxies from the environment, and the roots of `--ca-file` besides those
/// of the system.
pub(crate) fn transport(matches: &ArgMatches) -> Result<HyperTransport, Failure> {
    let roots = match matches.get_one::<String>("ca-file") {
        Some(path) => input::read(path, MAX_ROOTS)?,
        None => Vec::new(),
    };
    let built = builder(&roots).and_then(Builder::build);
    built.map_err(|error| Failure::new(Exit::Usage, "the network", &error))
}

fn builder(roots: &[u8]) -> Result<Builder, sigstore_hyper::Error> {
    let proxies = Proxies::from_variables(|name| std::env::var(name).ok())?;
    let builder = HyperTransport::builder().proxies(proxies).plain_http_to(METADATA_HOST);
    Ok(if roots.is_empty() { builder } else { builder.extra_roots(roots) })
}

/// What carries the requests of somebody else to these hosts, redirects included: whoever names a
/// host without TLS wants it spoken to like that.
pub(crate) fn forwarder(matches: &ArgMatches, hosts: &[&str]) -> Result<HyperTransport, Failure> {
    let roots = match matches.get_one::<String>("ca-file") {
        Some(path) => input::read(path, MAX_ROOTS)?,
        None => Vec::new(),
    };
    let builder = builder(&roots).map(|builder| {
        let builder = hosts.iter().fold(builder, |builder, host| builder.plain_http_to(host));
        builder.show_redirects()
    });
    let built = builder.and_then(Builder::build);
    built.map_err(|error| Failure::new(Exit::Usage, "the network", &error))
}

/// What carries the requests of a browser, which sees redirects.
pub(crate) fn browser() -> Result<HyperTransport, Failure> {
    let built = HyperTransport::builder().user_agent("sigscope as a browser").show_redirects();
    built.build().map_err(|error| Failure::new(Exit::Usage, "the network", &error))
}

/// Runs work that waits, until it is done or the user interrupts.
pub(crate) fn run<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = runtime().map_err(|error| Failure::unavailable("the runtime", error.kind()))?;
    let ended = Arc::new(AtomicBool::new(false));
    end_anyway(Arc::clone(&ended));
    let result = runtime.block_on(async {
        let (mut work, mut interrupt) = (pin!(work), pin!(told_to_end()));
        poll_fn(|context| match interrupt.as_mut().poll(context) {
            Poll::Ready(Ok(())) => Poll::Ready(Err(Failure::interrupted())),
            // Without signals the work goes on.
            Poll::Ready(Err(_)) | Poll::Pending => work.as_mut().poll(context),
        })
        .await
    });
    ended.store(true, Ordering::SeqCst);
    result
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// Work that reads a file or a terminal does not see that it is interrupted: it ends with the
/// process, a moment later.
fn end_anyway(ended: Arc<AtomicBool>) {
    let watch = move || {
        let Ok(runtime) = runtime() else { return };
        if runtime.block_on(told_to_end()).is_err() {
            return;
        }
        std::thread::sleep(GRACE);
        if !ended.load(Ordering::SeqCst) {
            std::process::exit(Exit::Interrupted.code().into());
        }
    };
    // Without a thread it takes a signal that can't be caught.
    let _ = std::thread::Builder::new().name("interrupt".into()).spawn(watch);
}

/// Waits until the user, or whoever manages the process, says that it is to end.
async fn told_to_end() -> std::io::Result<()> {
    let mut interrupt = pin!(tokio::signal::ctrl_c());
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    poll_fn(|context| {
        #[cfg(unix)]
        if terminate.poll_recv(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        interrupt.as_mut().poll(context)
    })
    .await
}

/// Waits until the user interrupts.
pub(crate) async fn interrupted() -> Result<(), Failure> {
    // Without signals there is no end but the process's own.
    let _ = told_to_end().await;
    Ok(())
}

/// Randomness for servers.
pub(crate) fn fill() -> Box<sigstore_server::Fill> {
    Box::new(random)
}

/// The clock for servers.
pub(crate) fn clock() -> sigstore_server::Clock {
    Arc::new(now)
}
