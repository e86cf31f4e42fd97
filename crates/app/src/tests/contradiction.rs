//! Two registers that say different things of the same: nothing is decided on either in silence.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tutas_catalog::Verb;
use tutas_domain::case::{Command, Outcome, Phase, Rejection, Rights, Ruling};
use tutas_domain::evidence::Verdict;
use tutas_domain::value::Value;

use super::Scene;
use crate::AppError;
use crate::registers::{Read, ReadAnswer, ReadFailure, Registers, Reply, Write, WriteAnswer};

/// Registers of which that of births has another day of birth than the clinic, until it is mended.
struct Contradicting {
    registers: Arc<dyn Registers>,
    is_mended: Arc<AtomicBool>,
}

impl Registers for Contradicting {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        let is_wrong = read.register.id == "births" && !self.is_mended.load(Ordering::Relaxed);
        let answer = self.registers.read(read);
        Box::pin(async move {
            let mut answer = answer.await?;
            for record in answer.records.iter_mut().filter(|_| is_wrong) {
                if let Some(Some(Value::Date(day))) = record.get_mut("born_on") {
                    *day = day.yesterday().unwrap();
                }
            }
            Ok(answer)
        })
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        self.registers.write(write)
    }
}

fn agree(scene: &Scene) -> (Verdict, Phase) {
    let case = scene.case("birth-allowance").state;
    let verdict = case.finding("registers agree").unwrap().verdict;
    (verdict, case.phase.clone())
}

#[tokio::test]
async fn registers_that_contradict_each_other_are_a_finding_and_never_a_choice() {
    let is_mended = Arc::new(AtomicBool::new(false));
    let mended = Arc::clone(&is_mended);
    let goes_down = |verb: &Verb| matches!(verb, Verb::Down(_));
    let scene = Scene::until("register-down", goes_down)
        .await
        .with(|parts| {
            parts.registers = Arc::new(Contradicting {
                registers: Arc::clone(&parts.registers),
                is_mended: mended,
            });
        });
    let app = &scene.app;
    let registration = scene.case("birth-registration").id.0;
    app.desk_command("registrar-2760/1", registration, Command::Grant)
        .await
        .unwrap();
    app.settle().await.unwrap();

    // The machine would grant at once; it does not, and says which registers differ in what.
    assert_eq!(agree(&scene), (Verdict::Unmet, Phase::Curing));
    let allowance = scene.case("birth-allowance");
    let finding = allowance.state.finding("registers agree").unwrap();
    let seen: Vec<&str> = finding.seen.iter().map(|seen| seen.path.as_str()).collect();
    assert!(seen.contains(&"child.born_on") && seen.contains(&"act.born_on"));
    let refuse = Command::PrepareRefusal {
        requirements: vec!["registers agree".to_owned()],
        reasons: "They differ.".into(),
        without: None,
    };
    let refused = app.desk_command("social-office-2760/1", allowance.id.0, refuse);
    assert!(matches!(
        refused.await,
        Err(AppError::Rejected(Rejection::CureOpen))
    ));

    // The mother says which one is wrong; its steward corrects it, and the case goes on.
    let words = "She was born a day later.".into();
    let defect = app.file_defect(&scene.who, allowance.id.0, "act", words);
    let defect = defect.await.unwrap();
    let steward = "state-corporation/1";
    let confirm = Command::ConfirmDefect {
        reasons: "A slip of the pen.".into(),
    };
    app.desk_command(steward, defect, confirm).await.unwrap();
    is_mended.store(true, Ordering::Relaxed);
    let corrected = Command::Rule {
        ruling: Ruling {
            outcome: Outcome::Corrected,
            rights: Rights::Restored,
            overruled: Vec::new(),
            lateness: None,
        },
        reasons: "It says what the clinic says.".into(),
    };
    app.desk_command(steward, defect, corrected).await.unwrap();
    app.settle().await.unwrap();
    // What once did not hold is granted by an officer.
    assert_eq!(agree(&scene), (Verdict::Met, Phase::Examining));
}
