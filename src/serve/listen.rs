//! The door: connections in, requests through, a tidy end.
//!
//! In: a listener, a router, a [`Stop`]. Out: nothing, when told to stop. Invariant: a client that says nothing, or says it slowly,
//! is let go, and so is one that
//! does not take its answer; more connections than the limit wait outside; requests under way when the end comes have a few seconds.

use super::stalled::Stalled;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

const CONNECTIONS: usize = 8192;
const SILENCE: Duration = Duration::from_secs(30);
/// What the head of a request may take: with every connection in use, 128 MB in all.
const HEAD: usize = 16 * 1024;
const LAST_WORDS: Duration = Duration::from_secs(3);
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(100);

/// Tells every part of the process to come to an end. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(watch::channel(false).0))
    }
}

impl Stop {
    /// Says that it is time to stop.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was said.
    pub fn is_stopping(&self) -> bool {
        *self.0.borrow()
    }

    /// For whoever waits in a way of their own: becomes true when it is said.
    pub fn receiver(&self) -> watch::Receiver<bool> {
        self.0.subscribe()
    }

    /// Waits until it is said.
    pub async fn stopped(&self) {
        let mut told = self.0.subscribe();
        let _ = told.wait_for(|stopping| *stopping).await;
    }
}

/// Serves `router` to whoever connects, until `stop`.
pub async fn listen(listener: TcpListener, router: Router, stop: Stop) {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        tokio::select! {
            () = stop.stopped() => break,
            (stream, permit) = next(&listener, &room) => {
                tokio::spawn(converse(stream, router.clone(), graceful.watcher(), permit));
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(LAST_WORDS, graceful.shutdown()).await.is_err() {
        tracing::info!("ended with requests still under way");
    }
}

async fn next(listener: &TcpListener, room: &Arc<Semaphore>) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    let permit = Arc::clone(room).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, permit),
            Err(error) => after(&error).await,
        }
    }
}

/// A client that went away at once is no reason to wait; no file handles left is.
async fn after(error: &io::Error) {
    let theirs = [io::ErrorKind::ConnectionAborted, io::ErrorKind::ConnectionReset, io::ErrorKind::ConnectionRefused];
    if !theirs.contains(&error.kind()) {
        tracing::warn!(%error, "cannot take connections just now");
        tokio::time::sleep(PAUSE_AFTER_ERROR).await;
    }
}

async fn converse(stream: TcpStream, router: Router, watcher: Watcher, permit: Option<OwnedSemaphorePermit>) {
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(SILENCE).max_buf_size(HEAD);
    let connection = builder.serve_connection(TokioIo::new(Stalled::after(SILENCE, stream)), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
    drop(permit);
}
