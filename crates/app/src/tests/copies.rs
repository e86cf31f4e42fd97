//! What was read from a copy is of when the copy was made.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use tutas_catalog::Verb;
use tutas_domain::evidence::{Known, Source};

use super::Scene;
use crate::Clock;
use crate::registers::{Read, ReadAnswer, ReadFailure, Registers, Reply, Write, WriteAnswer};
use crate::reply::is_stale;

/// Registers that are read from copies ten minutes old.
struct Copied {
    registers: Arc<dyn Registers>,
    clock: Arc<dyn Clock>,
    made_at: Arc<Mutex<Vec<Timestamp>>>,
}

impl Registers for Copied {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        Box::pin(async move {
            let mut answer = self.registers.read(read).await?;
            let made_at = self.clock.now() - SignedDuration::from_mins(10);
            self.made_at.lock().unwrap().push(made_at);
            answer.dated = Some(made_at);
            Ok(answer)
        })
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        self.registers.write(write)
    }
}

#[tokio::test]
async fn what_a_copy_tells_grows_old_from_when_it_was_made_and_not_from_when_it_was_read() {
    let made_at = Arc::new(Mutex::new(Vec::new()));
    let made = Arc::clone(&made_at);
    // The record of the birth has come, and was not read yet.
    let next = |verb: &Verb| matches!(verb, Verb::WaitUntil(_));
    let scene = Scene::until("missing-record-arrives", next)
        .await
        .with(|parts| {
            parts.registers = Arc::new(Copied {
                registers: Arc::clone(&parts.registers),
                clock: Arc::clone(&parts.clock),
                made_at: made,
            });
        });
    scene.wait(180).await;
    let case = scene.case("birth-registration").state;
    let made_at = made_at.lock().unwrap();
    let of_copy = |known: &&Known| match known {
        Known::Records {
            source: Source::Register { at, .. },
            ..
        } => made_at.contains(at),
        _ => false,
    };
    let known = case.evidence.0.values().find(of_copy);
    let Some(
        known @ Known::Records {
            source: Source::Register { register, at, .. },
            ..
        },
    ) = known
    else {
        panic!("a copy was read at {made_at:?}");
    };
    let register = &scene.app.catalog().registers[register];
    let used_up = *at + SignedDuration::from_mins(i64::from(register.fresh_minutes));
    assert!(!is_stale(known, register, used_up));
    let after = used_up + SignedDuration::from_secs(1);
    assert!(is_stale(known, register, after));
}
