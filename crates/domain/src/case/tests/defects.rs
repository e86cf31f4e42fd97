//! What a register has wrong: the steward's case, and the case that rests on it.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::super::*;
use super::story::*;
use crate::actor::{Actor, Rank};
use crate::definition::{Kind, Procedure};
use crate::evidence::Verdict::{Met, Unmet};
use crate::evidence::{Known, Record, Source};
use crate::term::TermLength;

const DEFECT: Uuid = Uuid::from_u128(70);

fn steward_procedure() -> Procedure {
    Procedure {
        kind: Kind::DataDefect,
        mending: Some(legal(1)),
        ..complaint_procedure()
    }
}

/// Said on Monday 23 November; to be looked into within five working days, to 30 November.
fn said() -> Story {
    let defect = Defect {
        about: Uuid::from_u128(1),
        number: "2026-000001".into(),
        register: "persons".into(),
        need: "mother".into(),
        shown: vec![Record::new()],
        words: "My name is spelt otherwise.".into(),
    };
    let matter = Matter::DataDefect(Box::new(defect));
    let length = TermLength::working_days(5);
    Story::filed_about(matter, steward_procedure(), length, false)
}

fn confirm() -> Command {
    Command::ConfirmDefect {
        reasons: "A slip of whoever copied the act.".into(),
    }
}

fn rule(outcome: Outcome) -> Command {
    Command::Rule {
        ruling: Ruling {
            outcome,
            rights: rights_after(outcome),
            overruled: Vec::new(),
            lateness: None,
        },
        reasons: "It reads as the act does now.".into(),
    }
}

fn dismiss() -> Command {
    let Command::Rule { mut ruling, .. } = rule(Outcome::Unchanged) else {
        unreachable!()
    };
    ruling.rights = Rights::NotViolated;
    Command::PrepareRuling {
        ruling,
        reasons: "The act reads so.".into(),
        without: None,
    }
}

fn answered(register: &str) -> Known {
    Known::Records {
        records: [Record::new()].into(),
        source: Source::Register {
            register: register.into(),
            request: "r".into(),
            at: at("2026-11-23 10:00"),
        },
    }
}

/// A case on what two registers answered and a document says.
fn resting(verdicts: [crate::evidence::Verdict; 3]) -> Story {
    resting_on(without_hearing(), verdicts)
}

fn resting_on(procedure: Procedure, verdicts: [crate::evidence::Verdict; 3]) -> Story {
    let mut story = Story::filed(procedure);
    let needs = BTreeMap::from([
        ("mother".to_owned(), answered("persons")),
        ("home".to_owned(), answered("residence")),
    ]);
    let command = Command::RecordEvidence(needs);
    story
        .tell("2026-11-23 10:01", &Actor::Machine, command)
        .unwrap();
    story.assess("2026-11-23 10:02", verdicts);
    story
}

fn dispute() -> Command {
    Command::Dispute {
        defect: DEFECT,
        number: "2026-000070".into(),
        need: "mother".into(),
    }
}

fn settle(corrected: bool) -> Command {
    Command::SettleDispute {
        defect: DEFECT,
        register: "persons".into(),
        corrected,
    }
}

const NOW: &str = "2026-11-24 12:00";

#[test]
fn what_is_confirmed_is_corrected_within_a_working_day_and_ruled_then() {
    let mut story = said();
    story.rejects(
        NOW,
        &officer(1),
        rule(Outcome::Corrected),
        Rejection::NotConfirmed,
    );
    assert_eq!(
        story.tell(NOW, &officer(1), confirm()),
        Ok(vec!["defect-confirmed"])
    );
    let owed = story.case.mending.clone().unwrap();
    assert_eq!(owed.until.to_string(), "2026-11-25");
    assert_eq!(story.last_day(), "2026-11-30", "no date comes earlier");
    story.rejects(NOW, &officer(1), confirm(), Rejection::OnlyOnce);
    story.rejects(NOW, &officer(1), dismiss(), Rejection::WrongPhase);
    assert_eq!(
        story.tell("2026-11-25 10:00", &officer(1), rule(Outcome::Corrected)),
        Ok(vec!["ruled"])
    );
    assert!(!story.wake("2027-01-01 10:00").contains(&"mending-overdue"));
}

#[test]
fn a_correction_that_does_not_come_goes_up_and_the_person_is_told() {
    let mut story = said();
    story.tell(NOW, &officer(1), confirm()).unwrap();
    assert_eq!(story.wake("2026-11-26 00:00"), ["mending-overdue"]);
    assert_eq!(story.case.escalated, Some(Rank::Head));
    assert!(story.case.mending.as_ref().unwrap().overdue);
    let told = story.case.letters.last().unwrap();
    assert_eq!(told.kind, LetterKind::MendingOverdue);
    assert_eq!(story.wake("2026-11-26 00:01"), [""; 0]);
}

#[test]
fn the_case_outlasts_the_time_for_a_correction_that_is_confirmed_late() {
    let mut story = said();
    let last = "2026-11-30 17:00";
    story.tell(last, &officer(1), confirm()).unwrap();
    assert_eq!(story.last_day(), "2026-12-01");
    assert_eq!(story.wake("2026-12-01 10:00"), [""; 0]);
}

#[test]
fn what_is_right_is_dismissed_by_two() {
    let mut story = said();
    let one_alone = Command::Rule {
        ruling: Ruling {
            outcome: Outcome::Unchanged,
            rights: Rights::NotViolated,
            overruled: Vec::new(),
            lateness: None,
        },
        reasons: "The act reads so.".into(),
    };
    story.rejects(NOW, &officer(1), one_alone, Rejection::SecondNeeded);
    story.tell(NOW, &officer(1), dismiss()).unwrap();
    story.rejects(NOW, &officer(1), Command::Approve, Rejection::SamePerson);
    assert_eq!(
        story.tell(NOW, &officer(2), Command::Approve),
        Ok(vec!["ruled"])
    );
}

#[test]
fn only_a_stewards_case_is_confirmed_with_words_and_by_its_officers() {
    let mut story = said();
    let wordless = Command::ConfirmDefect {
        reasons: " ".into(),
    };
    story.rejects(NOW, &officer(1), wordless, Rejection::WordsNeeded);
    story.rejects(NOW, &filer(), confirm(), Rejection::NotAnOfficer);
    let mut service = Story::filed(procedure());
    service.rejects(NOW, &officer(1), confirm(), Rejection::WrongKind);
}

#[test]
fn nobody_is_refused_before_the_steward_has_answered_and_everybody_may_be_granted() {
    let mut story = resting([Met, Met, Unmet]);
    assert_eq!(
        story.tell(NOW, &Actor::Machine, dispute()),
        Ok(vec!["disputed"])
    );
    assert_eq!(story.tell(NOW, &Actor::Machine, dispute()), Ok(vec![]));
    let term = story.case.term.clone();
    story.rejects(NOW, &officer(1), refusal_of(&[AWARD]), Rejection::Disputed);
    assert_eq!(
        story.tell(NOW, &Actor::Machine, settle(false)),
        Ok(vec!["dispute-settled"])
    );
    assert_eq!(story.case.term, term);
    story.tell(NOW, &officer(1), refusal_of(&[AWARD])).unwrap();

    let mut granted = resting([Met; 3]);
    granted.tell(NOW, &Actor::Machine, dispute()).unwrap();
    assert_eq!(
        granted.tell(NOW, &officer(1), Command::Grant),
        Ok(vec!["granted"])
    );
}

#[test]
fn a_refusal_that_was_prepared_is_not_adopted_while_it_is_disputed() {
    let mut story = resting([Met, Met, Unmet]);
    story.tell(NOW, &officer(1), refusal_of(&[AWARD])).unwrap();
    story.tell(NOW, &Actor::Machine, dispute()).unwrap();
    story.rejects(NOW, &officer(2), Command::Approve, Rejection::Disputed);
    story.tell(NOW, &Actor::Machine, settle(false)).unwrap();
    story.tell(NOW, &officer(2), Command::Approve).unwrap();
}

#[test]
fn the_machine_grants_nothing_on_what_is_disputed() {
    let mut story = resting_on(granted_by_law(), [Met, Met, Unmet]);
    story.tell(NOW, &Actor::Machine, dispute()).unwrap();
    assert!(!story.assess(NOW, [Met; 3]).contains(&"granted"));
    let told = story.tell(NOW, &Actor::Machine, settle(false)).unwrap();
    assert_eq!(told, ["dispute-settled", "granted"]);
}

#[test]
fn what_was_corrected_is_asked_anew_with_all_that_was_looked_up_by_it() {
    let mut story = resting([Met, Met, Unmet]);
    story.tell(NOW, &officer(1), refusal_of(&[AWARD])).unwrap();
    story.tell(NOW, &Actor::Machine, dispute()).unwrap();
    let (term, told) = (story.case.term.clone(), story.case.letters.len());
    story.tell(NOW, &Actor::Machine, settle(true)).unwrap();
    assert!(story.case.evidence.0.is_empty());
    assert_eq!(story.phase(), "gathering");
    assert_eq!(story.case.term, term);
    let letters = story.case.letters.split_off(told);
    assert!(
        letters
            .iter()
            .any(|one| one.kind == LetterKind::RegisterCorrected)
    );
}

#[test]
fn another_case_that_rests_on_the_register_is_looked_at_again_too() {
    let mut other = resting([Met, Met, Unmet]);
    other.tell(NOW, &Actor::Machine, settle(true)).unwrap();
    assert!(other.case.evidence.0.is_empty());
    let mut elsewhere = Story::filed(procedure());
    assert_eq!(
        elsewhere.tell(NOW, &Actor::Machine, settle(true)),
        Ok(vec![])
    );
    let mut same = resting([Met, Met, Unmet]);
    assert_eq!(same.tell(NOW, &Actor::Machine, settle(false)), Ok(vec![]));
}

#[test]
fn what_was_decided_stays_decided_and_the_person_is_told_of_the_correction() {
    let mut story = resting([Met; 3]);
    story.tell(NOW, &officer(1), Command::Grant).unwrap();
    story.tell(NOW, &Actor::Machine, dispute()).unwrap();
    story.tell(NOW, &Actor::Machine, settle(true)).unwrap();
    assert_eq!(story.phase(), "granted");
    assert!(!story.case.evidence.0.is_empty());
    let told = story.case.letters.last().unwrap();
    assert_eq!(told.kind, LetterKind::RegisterCorrected);
}

#[test]
fn only_what_a_register_answered_is_disputed_and_by_the_program_alone() {
    let mut story = resting([Met; 3]);
    story.rejects(NOW, &filer(), dispute(), Rejection::OnlyTheProgram);
    let unknown = Command::Dispute {
        defect: DEFECT,
        number: "2026-000070".into(),
        need: "father".into(),
    };
    story.rejects(NOW, &Actor::Machine, unknown, Rejection::NoSuchItem);
}
