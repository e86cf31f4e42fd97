//! Registers as they answer behind X-Road: generic, driven by the catalog. With certificates they
//! answer only to whoever shows one, and what only a demonstration has, under `/admin`, is on
//! another port of the loopback.
//!
//! | request | what it does |
//! |---|---|
//! | `GET /r1/…/v1/records?key=value&fields=a,b` | a look-up |
//! | `POST /r1/…/v1/records` | a write, once for each `X-Road-Id` |
//! | `POST /admin/faults` `{"register": "births", "fault": "slow:3s"}` | a fault on demand |
//! | `POST /admin/records` `{"register": "births", "record": {…}}` | a record that appears |
//! | `PATCH /admin/records` `{"register": "births", "of": {…}, "record": {…}}` | fields that its steward puts right |
//! | `DELETE /admin/records` | all records go |
//! | `GET /healthz` | whether the server is up |

mod exchange;
mod fault;
mod record;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::{Result, bail};
use axum::Router;
use axum::routing::{any, get, post};
use rusqlite::Connection;
use tutas_catalog::Catalog;
use tutas_gateway::Certificates;

pub(crate) use self::fault::{Fault, Faults, parse_fault};
use super::definition::Definitions;
use super::storage;
use crate::exchange::{Door, Serving as Server};

/// A running server. It ends when this is dropped, and orderly with [`Serving::stop`].
pub(crate) struct Serving {
    /// Where registers are asked; with the port it was given if none was asked for.
    pub(crate) url: String,
    /// Where faults and records are wished for, always on loopback.
    pub(crate) admin: SocketAddr,
    server: Server,
}

/// Serves the database at `db` for the registers of `catalog` at `address`, with these faults from
/// the start. Without certificates that is on loopback: the registers of a demonstration are nobody
/// else's business.
pub(crate) async fn serve(
    db: &Path,
    catalog: &Catalog,
    address: SocketAddr,
    certificates: Option<&Certificates>,
    faults: Faults,
) -> Result<Serving> {
    let definitions = Definitions::of(catalog);
    serve_for(db, definitions, address, certificates, faults).await
}

pub(super) async fn serve_for(
    db: &Path,
    definitions: Definitions,
    address: SocketAddr,
    certificates: Option<&Certificates>,
    faults: Faults,
) -> Result<Serving> {
    if let Some(unknown) = faults
        .keys()
        .find(|id| !definitions.registers.contains_key(*id))
    {
        bail!("the catalog has no register `{unknown}` that could fail");
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
        faults: Mutex::new(faults),
    });
    let door = Door::open(address, certificates).await?;
    let (url, mut admin) = (door.url(), door.address());
    let mut server = Server::new();
    if certificates.is_some() {
        let own = Door::open(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), None).await?;
        admin = own.address();
        server = server.at(own, wishes().with_state(Arc::clone(&state)));
        server = server.at(door, asked().with_state(state));
    } else {
        server = server.at(door, asked().merge(wishes()).with_state(state));
    }
    Ok(Serving { url, admin, server })
}

impl Serving {
    /// Answers what has been asked, and ends.
    pub(crate) async fn stop(self) -> Result<()> {
        self.server.stop().await
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

fn asked() -> Router<Arc<Registers>> {
    Router::new().route("/r1/{*service}", any(exchange::exchange))
}

fn wishes() -> Router<Arc<Registers>> {
    Router::new()
        .route("/admin/faults", post(fault::set))
        .route(
            "/admin/records",
            post(record::appear)
                .patch(record::correct)
                .delete(record::vanish),
        )
        .route("/healthz", get(|| async { "ok" }))
}
