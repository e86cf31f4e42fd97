//! Connections: so many at a time, each for no longer than it gets on.
//!
//! Who sends a request's head slowly, or does not take what was asked for, is cut off; who sends a
//! form slowly is dealt with in [`crate::traffic`], where they can be told so.

use std::future::Future;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio_io_timeout::TimeoutStream;

use crate::Web;
use crate::traffic::Traffic;

/// So many connections are open at a time, if nobody says otherwise.
pub const USUAL_CONNECTIONS: usize = 4_096;

/// The head of a request has come after this time; so long is a connection kept that asks nothing.
const HEAD_WITHIN: Duration = Duration::from_secs(20);

/// Who takes nothing, or sends nothing of what was begun, for this long is gone. A form that comes
/// slowly is dealt with before.
const STALLED: Duration = Duration::from_secs(60);

/// The largest head of a request: our longest address and a browser's cookies are far below it.
const HEAD_BYTES: usize = 32 * 1024;
const HEAD_LINES: usize = 64;

/// After the machine could not open a connection, it is let alone for a moment.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until told to stop: then nobody new is let in, and what was begun is finished. Ends when
/// the last has left; whoever cannot wait for them ends the program.
///
/// The door has a thread of its own.
pub async fn serve(
    web: &Web,
    router: Router,
    listener: TcpListener,
    connections: usize,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let traffic = Arc::clone(&web.traffic);
    traffic
        .connections_limit
        .store(connections, Ordering::Relaxed);
    let listener = listener.into_std()?;
    let door = Builder::new_current_thread().enable_all().build()?;
    let (left, all_left) = oneshot::channel();
    thread::Builder::new()
        .name("tutas-door".to_owned())
        .spawn(move || {
            let served = door.block_on(async {
                let listener = TcpListener::from_std(listener)?;
                keep(&traffic, &router, listener, connections, stop).await;
                Ok(())
            });
            // Who did not wait for it is not told.
            let _ = left.send(served);
        })?;
    all_left
        .await
        .unwrap_or_else(|_| Err(io::Error::other("the door broke off")))
}

/// Keeps the door.
async fn keep(
    traffic: &Arc<Traffic>,
    router: &Router,
    listener: TcpListener,
    connections: usize,
    stop: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(connections));
    let leaving = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = tokio::select! {
            biased;
            () = &mut stop => break,
            next = accept(&listener, &places) => next,
        };
        let Some((stream, place)) = next else {
            continue;
        };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .max_buf_size(HEAD_BYTES)
            .max_headers(HEAD_LINES)
            .serve_connection(
                TokioIo::new(Box::pin(patient(stream))),
                TowerToHyperService::new(router.clone()),
            );
        let connection = leaving.watch(connection);
        let open = Open::new(Arc::clone(traffic), place);
        tokio::spawn(async move {
            // Who breaks off has gone; there is nobody to tell.
            let _ = connection.await;
            drop(open);
        });
    }
    drop(listener);
    leaving.shutdown().await;
}

/// The next connection, once there is a place for it; none if it came to nothing.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => {
            // What is small is sent at once.
            let _ = stream.set_nodelay(true);
            Some((stream, place))
        }
        Err(error) => {
            let own = [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset];
            if !own.contains(&error.kind()) {
                tracing::error!(%error, "no connection can be opened");
                tokio::time::sleep(PAUSE).await;
            }
            None
        }
    }
}

fn patient(stream: TcpStream) -> TimeoutStream<TcpStream> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_read_timeout(Some(STALLED));
    stream.set_write_timeout(Some(STALLED));
    stream
}

/// A connection that is counted while it is open.
struct Open {
    traffic: Arc<Traffic>,
    _place: OwnedSemaphorePermit,
}

impl Open {
    fn new(traffic: Arc<Traffic>, place: OwnedSemaphorePermit) -> Self {
        traffic.connections.fetch_add(1, Ordering::Relaxed);
        Self {
            traffic,
            _place: place,
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.traffic.connections.fetch_sub(1, Ordering::Relaxed);
    }
}
