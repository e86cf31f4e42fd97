//! Forms are read before they take a place, so what they keep in memory meanwhile has a bound of
//! its own, however many come and however slowly.
//!
//! A form's first bytes are free: ordinary ones fit, and their number is that of the connections.
//! What a form has beyond is counted as it comes, over all of them, until its answer is made. So
//! who sends large forms slowly crowds out other large forms, and nobody else.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::form::Sent;
use crate::problem::Fault;

/// The largest form without a file, in bytes. A browser sends six for a letter of Kazakh, and who
/// writes far too much is told so on the form, where the text stays.
pub(crate) const FORM_LIMIT: usize = 512 * 1024;

/// So much of each form is free.
const FREE: usize = 16 * 1024;

/// So much more do all forms that are read or answered keep in memory together.
pub(super) const FORMS_AT_MOST: usize = 32 * 1024 * 1024;

/// A form has come after this time.
const FORM_WITHIN: Duration = Duration::from_secs(30);

/// The memory of forms, taken as they come.
pub(super) struct Memory {
    free: Arc<Semaphore>,
}

/// What one form has of it; given back with this value.
#[derive(Default)]
pub(super) struct Held(Option<OwnedSemaphorePermit>);

impl Memory {
    pub(super) fn new() -> Self {
        Self {
            free: Arc::new(Semaphore::new(FORMS_AT_MOST)),
        }
    }

    /// How much is taken.
    pub(super) fn taken(&self) -> usize {
        FORMS_AT_MOST.saturating_sub(self.free.available_permits())
    }

    /// Takes what a form of so many bytes needs and does not have yet, if there is as much.
    fn hold(&self, held: &mut Held, bytes: usize) -> Result<(), Fault> {
        let has = held.0.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let more = bytes.saturating_sub(FREE).saturating_sub(has);
        let more = u32::try_from(more).map_err(|_| Fault::TooLarge)?;
        if more == 0 {
            return Ok(());
        }
        let more = Arc::clone(&self.free).try_acquire_many_owned(more);
        let more = more.map_err(|_| Fault::Busy)?;
        match &mut held.0 {
            Some(held) => held.merge(more),
            none => *none = Some(more),
        }
        Ok(())
    }
}

/// Reads a form whole, as long as there is memory for it.
pub(super) async fn read(
    memory: &Memory,
    parts: &Parts,
    mut body: Body,
) -> Result<(Sent, Held), Fault> {
    let length = parts.headers.get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > FORM_LIMIT) {
        return Err(Fault::TooLarge);
    }
    let mut held = Held::default();
    let mut sent = Vec::new();
    let reading = async {
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            // Who breaks off on the way.
            let frame = frame.map_err(|_| Fault::TooSlow)?;
            let Some(more) = frame.data_ref() else {
                continue;
            };
            let bytes = sent.len() + more.len();
            if bytes > FORM_LIMIT {
                return Err(Fault::TooLarge);
            }
            memory.hold(&mut held, bytes)?;
            // Not by doubling, so that what is kept is what is counted; nor byte by byte.
            if sent.capacity() < bytes {
                sent.reserve_exact(more.len().max(FREE));
            }
            sent.extend_from_slice(more);
        }
        Ok(())
    };
    timeout(FORM_WITHIN, reading)
        .await
        .unwrap_or(Err(Fault::TooSlow))?;
    Ok((Sent::new(Bytes::from(sent)), held))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_keeps_is_counted_once_and_given_back() {
        let memory = Memory::new();
        let mut held = Held::default();
        memory.hold(&mut held, FREE).unwrap();
        assert_eq!(memory.taken(), 0);
        for bytes in [FREE + 1, FREE + 1_000, FREE + 1_000] {
            memory.hold(&mut held, bytes).unwrap();
            assert_eq!(memory.taken(), bytes - FREE);
        }
        let mut all = Held::default();
        let rest = FORMS_AT_MOST - memory.taken();
        memory.hold(&mut all, FREE + rest).unwrap();
        assert!(matches!(
            memory.hold(&mut held, FREE + 1_001),
            Err(Fault::Busy)
        ));
        // An ordinary form is read all the same.
        memory.hold(&mut Held::default(), FREE).unwrap();
        drop((held, all));
        assert_eq!(memory.taken(), 0);
    }
}
