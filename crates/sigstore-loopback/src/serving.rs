use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use hyper_util::server::graceful::GracefulShutdown;
use sigstore_server::{Shared, Surroundings};
use sigstore_transport::Service;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::Port;
use crate::connection::Answering;

/// The most connections of one service at a time; more wait.
pub const MAX_CONNECTIONS: usize = 64;

/// How long the answers under way have when everything stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// A server, what it is and its port.
pub struct Served {
    /// What it is.
    pub service: Service,
    /// Where it listens.
    pub port: Port,
    /// Who answers.
    pub server: Shared,
}

/// Services that answer, until this is dropped.
#[derive(Debug)]
pub struct Serving {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Serving {
    /// Lets the services answer, in a thread of their own.
    ///
    /// # Errors
    /// If the system has no thread or no event queue to give.
    pub fn start(services: Vec<Served>, surroundings: Surroundings) -> io::Result<Self> {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_io().enable_time().build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new().name("sigstore-local".into());
        let thread =
            thread.spawn(move || runtime.block_on(run(services, surroundings, stopped)))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }

    /// Stops: no new connection, answers under way are finished.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic in there was printed where it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.end();
    }
}

async fn run(services: Vec<Served>, surroundings: Surroundings, stopped: oneshot::Receiver<()>) {
    let graceful = Arc::new(GracefulShutdown::new());
    let mut accepting = JoinSet::new();
    for served in services {
        accepting.spawn(accept(served, surroundings.clone(), Arc::clone(&graceful)));
    }
    // The sender is dropped, nothing is ever sent.
    let _ = stopped.await;
    accepting.shutdown().await;
    if let Some(graceful) = Arc::into_inner(graceful) {
        // What is not done by then is cut off with the runtime.
        let _ = timeout(STOP_TIMEOUT, graceful.shutdown()).await;
    }
}

async fn accept(served: Served, surroundings: Surroundings, graceful: Arc<GracefulShutdown>) {
    let Served { service, port, server } = served;
    let url = port.url().into();
    let Ok(listener) = tokio::net::TcpListener::from_std(port.listener) else {
        return;
    };
    let answering = Answering { service, url, server, surroundings };
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, say: the next one may do.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (answering, tls) = (answering.clone(), port.tls.clone());
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            // Whoever left has heard nothing, and nobody else needs to.
            answering.converse(stream, tls, watcher).await;
            drop(place);
        });
    }
}
