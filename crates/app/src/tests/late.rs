//! What could not be asked at first, since there was nothing to ask by, and is silent once there is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tutas_catalog::Verb;
use tutas_domain::case::{Command, Phase, Rejection};
use tutas_domain::evidence::Verdict;

use super::Scene;
use crate::AppError;
use crate::registers::{Read, ReadAnswer, ReadFailure, Registers, Reply, Write, WriteAnswer};

/// Registers of which that of births may be silent.
struct Births {
    registers: Arc<dyn Registers>,
    are_silent: Arc<AtomicBool>,
}

impl Registers for Births {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        if read.register.id == "births" && self.are_silent.load(Ordering::Relaxed) {
            return Box::pin(async { Err(ReadFailure::Down) });
        }
        self.registers.read(read)
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        self.registers.write(write)
    }
}

fn not_registered(scene: &Scene) -> (Verdict, Phase) {
    let case = scene.case("birth-registration").state;
    let verdict = case.finding("not registered").unwrap().verdict;
    (verdict, case.phase.clone())
}

#[tokio::test]
async fn what_nobody_could_ask_before_is_unknown_while_its_register_is_silent() {
    let are_silent = Arc::new(AtomicBool::new(true));
    let silent = Arc::clone(&are_silent);
    let next = |verb: &Verb| matches!(verb, Verb::WaitUntil(_));
    // The record of the birth has come, and was not read yet.
    let scene = Scene::until("missing-record-arrives", next)
        .await
        .with(|parts| {
            parts.registers = Arc::new(Births {
                registers: Arc::clone(&parts.registers),
                are_silent: silent,
            });
        });
    scene.wait(180).await;
    let case = scene.case("birth-registration");
    assert_eq!(
        not_registered(&scene),
        (Verdict::Unknown, Phase::Gathering),
        "{:?}",
        case.state.evidence.known("act")
    );
    let officer = "registrar-2758/1";
    let grant = scene.app.desk_command(officer, case.id.0, Command::Grant);
    assert!(matches!(
        grant.await,
        Err(AppError::Rejected(Rejection::RequirementsNotMet))
    ));

    are_silent.store(false, Ordering::Relaxed);
    scene.wait(120).await;
    assert_eq!(not_registered(&scene), (Verdict::Met, Phase::Examining));
}
