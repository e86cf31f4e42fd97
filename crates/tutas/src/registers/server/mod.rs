//! Registers as they answer behind X-Road: generic, driven by the catalog, on loopback only.
//!
//! | request | what it does |
//! |---|---|
//! | `GET /r1/…/v1/records?key=value&fields=a,b` | a look-up |
//! | `POST /r1/…/v1/records` | a write, once for each `X-Road-Id` |
//! | `POST /admin/faults` `{"register": "births", "fault": "down"}` | a fault on demand |
//! | `POST /admin/records` `{"register": "births", "record": {…}}` | a record that appears |
//! | `GET /healthz` | whether the server is up |

mod exchange;
mod fault;
mod record;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result, bail};
use axum::Router;
use axum::routing::{any, get, post};
use rusqlite::Connection;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tutas_catalog::Catalog;

use self::fault::Fault;
use super::definition::Definitions;
use super::storage;

/// A running server. It ends when this is dropped, and orderly with [`Serving::stop`].
pub(crate) struct Serving {
    /// Where it listens; with the port it was given if none was asked for.
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

/// Serves the database at `db` for the registers of `catalog` at `address`, which is on loopback:
/// the registers of a demonstration are nobody else's business.
pub(crate) async fn serve(db: &Path, catalog: &Catalog, address: SocketAddr) -> Result<Serving> {
    serve_for(db, Definitions::of(catalog), address).await
}

pub(super) async fn serve_for(
    db: &Path,
    definitions: Definitions,
    address: SocketAddr,
) -> Result<Serving> {
    if !address.ip().is_loopback() {
        bail!("the demonstration's registers listen on 127.0.0.1 only");
    }
    let services = definitions
        .registers
        .iter()
        .map(|(id, definition)| (definition.address.to_string(), id.clone()))
        .collect();
    let state = Arc::new(Registers {
        db: Mutex::new(storage::open(db)?),
        definitions,
        services,
        faults: Mutex::new(BTreeMap::new()),
    });
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("the registers cannot listen on {address}"))?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, router(state)).with_graceful_shutdown(async {
        // A dropped handle stops the server as well.
        let _stopped_or_dropped = stopped.await;
    });
    let task = tokio::spawn(server.into_future());
    Ok(Serving {
        address,
        stop,
        task,
    })
}

impl Serving {
    /// Answers what has been asked, and ends.
    pub(crate) async fn stop(self) -> Result<()> {
        // Nobody listens any more if the server has ended by itself: the task tells why.
        let _ended_already = self.stop.send(());
        self.task.await?.context("the registers' server failed")
    }
}

/// What the handlers share.
struct Registers {
    db: Mutex<Connection>,
    definitions: Definitions,
    /// Register id by the X-Road address of its service.
    services: BTreeMap<String, String>,
    faults: Mutex<BTreeMap<String, Fault>>,
}

fn router(state: Arc<Registers>) -> Router {
    Router::new()
        .route("/r1/{*service}", any(exchange::exchange))
        .route("/admin/faults", post(fault::set))
        .route("/admin/records", post(record::appear))
        .route("/healthz", get(|| async { "ok" }))
        .with_state(state)
}
