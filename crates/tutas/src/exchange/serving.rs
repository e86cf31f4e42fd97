//! A running server behind one or more doors.

use anyhow::{Context as _, Result};
use axum::Router;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Door;

/// What is served. It ends when this is dropped, and orderly with [`Serving::stop`].
pub(crate) struct Serving {
    stop: watch::Sender<()>,
    tasks: Vec<JoinHandle<std::io::Result<()>>>,
}

impl Serving {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            stop: watch::Sender::new(()),
            tasks: Vec::new(),
        }
    }

    /// Answers at one more door.
    pub(crate) fn at(mut self, door: Door, router: Router) -> Self {
        let mut stopping = self.stop.subscribe();
        let server = axum::serve(door, router).with_graceful_shutdown(async move {
            // A dropped handle stops the server as well.
            let _stopped_or_dropped = stopping.changed().await;
        });
        self.tasks.push(tokio::spawn(server.into_future()));
        self
    }

    /// Answers what has been asked, and ends.
    pub(crate) async fn stop(self) -> Result<()> {
        // Nobody listens any more if the server has ended by itself: the tasks tell why.
        let _ended_already = self.stop.send(());
        for task in self.tasks {
            task.await?
                .context("what is served by the exchange failed")?;
        }
        Ok(())
    }
}
