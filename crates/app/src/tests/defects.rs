//! Something that a register has wrong: said in a case, corrected by its steward, looked at again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tutas_catalog::Verb;
use tutas_domain::case::{Command, LetterKind, Outcome, Phase, Rejection, Rights, Ruling};
use tutas_domain::evidence::Verdict;
use tutas_domain::value::Value;

use super::Scene;
use crate::registers::{Read, ReadAnswer, ReadFailure, Registers, Reply, Write, WriteAnswer};
use crate::view::{AccessBy, AccessLine};
use crate::{App, AppError};

/// Registers of which one is corrected at some time: the status of a person.
struct Mended {
    registers: Arc<dyn Registers>,
    is_mended: Arc<AtomicBool>,
}

impl Registers for Mended {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        let is_persons = read.register.id == "persons";
        let answer = self.registers.read(read);
        Box::pin(async move {
            let mut answer = answer.await?;
            if is_persons && self.is_mended.load(Ordering::Relaxed) {
                for status in answer
                    .records
                    .iter_mut()
                    .filter_map(|one| one.get_mut("status"))
                {
                    *status = Some(Value::Text("kandas".to_owned()));
                }
            }
            Ok(answer)
        })
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        self.registers.write(write)
    }
}

/// A student whom the register of persons has as staying for a time only.
pub(super) async fn student() -> (Scene, Arc<AtomicBool>) {
    let prepares = |verb: &Verb| matches!(verb, Verb::PrepareRefusal { .. });
    let is_mended = Arc::new(AtomicBool::new(false));
    let mended = Arc::clone(&is_mended);
    let scene = Scene::until("no-right", prepares).await.with(|parts| {
        parts.registers = Arc::new(Mended {
            registers: Arc::clone(&parts.registers),
            is_mended: mended,
        });
    });
    (scene, is_mended)
}

fn status(scene: &Scene) -> Verdict {
    let case = scene.case("birth-allowance").state;
    case.finding("status").unwrap().verdict
}

pub(super) async fn confirm(app: &App, defect: uuid::Uuid) {
    let confirm = Command::ConfirmDefect {
        reasons: "The kandas certificate of 2025 was not entered.".into(),
    };
    app.desk_command("ministry-interior/1", defect, confirm)
        .await
        .unwrap();
}

pub(super) fn rule(outcome: Outcome) -> Command {
    Command::Rule {
        ruling: Ruling {
            outcome,
            rights: Rights::Restored,
            overruled: Vec::new(),
            lateness: None,
        },
        reasons: "It is entered now.".into(),
    }
}

fn refuse() -> Command {
    Command::PrepareRefusal {
        requirements: vec!["status".to_owned()],
        reasons: "She stays for a time only.".into(),
        without: None,
    }
}

/// The need that reads the person's status.
pub(super) fn need(scene: &Scene) -> String {
    let case = scene.case("birth-allowance").state;
    let finding = case.finding("status").unwrap();
    let seen = finding.seen.iter().map(|seen| seen.path.as_str());
    let mut needs = seen.filter_map(|path| path.split_once('.'));
    let (need, _) = needs.find(|(_, field)| *field == "status").unwrap();
    need.to_owned()
}

#[tokio::test]
async fn what_a_register_has_wrong_is_said_corrected_and_the_case_looked_at_again() {
    let (scene, is_mended) = student().await;
    let (app, who) = (&scene.app, &scene.who);
    let case = scene.case("birth-allowance").id.0;
    let due = scene.case("birth-allowance").state.term.ends_at;
    assert_eq!(status(&scene), Verdict::Unmet);
    let need = need(&scene);
    let said = app.case(who, case).await.unwrap().may.dispute;
    assert!(said.iter().any(|may| may.need == need));

    let defect = app
        .file_defect(who, case, &need, "I am a kandas.".into())
        .await
        .unwrap();
    let twice = app.file_defect(who, case, &need, "Once more.".into()).await;
    assert!(matches!(
        twice,
        Err(AppError::Rejected(Rejection::OnlyOnce))
    ));
    let officer = "social-office-2710/1";
    let early = app.desk_command(officer, case, refuse()).await;
    assert!(matches!(
        early,
        Err(AppError::Rejected(Rejection::Disputed))
    ));

    // The steward sees what was said and what the register answered, and nobody else's desk does.
    let view = app.desk_case("ministry-interior/1", defect).await.unwrap();
    let facts = view.reviews.own.unwrap().defect.unwrap();
    assert!(!facts.shown.is_empty());
    assert!(view.desk.unwrap().may_confirm_defect);
    assert!(app.desk_case("clinic-2710-1/1", defect).await.is_err());
    // What the register answered is the steward's to see; the rest of the case is not.
    let whole = app.desk_case("ministry-interior/1", case).await;
    assert!(matches!(whole, Err(AppError::NotFound)));
    let by_steward = |line: AccessLine| match line.by {
        AccessBy::Officer(body) => body.en == "Ministry of Internal Affairs",
        AccessBy::Program | AccessBy::Member(_) => false,
    };
    assert!(scene.looks(who).into_iter().any(by_steward));

    confirm(app, defect).await;
    is_mended.store(true, Ordering::Relaxed);
    app.desk_command("ministry-interior/1", defect, rule(Outcome::Corrected))
        .await
        .unwrap();
    app.settle().await.unwrap();
    assert_eq!(status(&scene), Verdict::Met);
    let at = scene.case("birth-allowance").state;
    assert_eq!(at.term.ends_at, due, "no deadline moves");
    assert!(!at.is_disputed());
    let letters = at.letters.iter();
    let told = letters.filter(|one| one.kind == LetterKind::RegisterCorrected);
    assert_eq!(told.count(), 1);
    assert_eq!(scene.case("data-defect").state.phase, Phase::Ruled);
}

#[tokio::test]
async fn a_register_that_is_right_stays_and_the_case_goes_its_way() {
    let (scene, _) = student().await;
    let (app, who) = (&scene.app, &scene.who);
    let case = scene.case("birth-allowance").id.0;
    let defect = app
        .file_defect(who, case, &need(&scene), "It is wrong.".into())
        .await
        .unwrap();
    let Command::Rule {
        mut ruling,
        reasons,
    } = rule(Outcome::Unchanged)
    else {
        unreachable!()
    };
    ruling.rights = Rights::NotViolated;
    let prepare = Command::PrepareRuling {
        ruling,
        reasons,
        without: None,
    };
    app.desk_command("ministry-interior/1", defect, prepare)
        .await
        .unwrap();
    app.desk_command("ministry-interior/2", defect, Command::Approve)
        .await
        .unwrap();
    app.settle().await.unwrap();
    assert!(!scene.case("birth-allowance").state.is_disputed());
    assert_eq!(status(&scene), Verdict::Unmet);
    let officer = "social-office-2710/1";
    app.desk_command(officer, case, refuse()).await.unwrap();
}

#[tokio::test]
async fn who_takes_it_back_lets_the_case_go_on() {
    let (scene, _) = student().await;
    let (app, who) = (&scene.app, &scene.who);
    let case = scene.case("birth-allowance").id.0;
    let defect = app
        .file_defect(who, case, &need(&scene), "It is wrong.".into())
        .await
        .unwrap();
    app.withdraw(who, defect).await.unwrap();
    app.settle().await.unwrap();
    assert!(!scene.case("birth-allowance").state.is_disputed());
}

#[tokio::test]
async fn nobody_disputes_what_was_not_answered_nor_without_words() {
    let (scene, _) = student().await;
    let (app, who) = (&scene.app, &scene.who);
    let case = scene.case("birth-allowance").id.0;
    let unknown = app.file_defect(who, case, "nothing", "…".into()).await;
    assert!(matches!(unknown, Err(AppError::NotFound)));
    let wordless = app.file_defect(who, case, &need(&scene), " ".into()).await;
    assert!(matches!(
        wordless,
        Err(AppError::Rejected(Rejection::WordsNeeded))
    ));
}
