//! After the decision: provisional grants and their check, slips of the pen, a claim to court.

use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::definition::{Procedure, RevocationGround};
use crate::evidence::Verdict::{Met, Unknown, Unmet};
use crate::value::Value;

/// Granted before the last requirement was looked at; the result was made at 11:01.
fn provisional() -> Story {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met, Met, Unknown]);
    story.rejects(
        "2026-11-23 11:00",
        &officer(1),
        Command::Grant,
        Rejection::RequirementsNotMet,
    );
    assert_eq!(
        story.tell("2026-11-23 11:00", &officer(1), Command::GrantProvisionally),
        Ok(vec!["granted"])
    );
    assert_eq!(
        story.tell("2026-11-23 11:01", &Actor::Machine, issue_confirmed("1")),
        Ok(vec!["issued", "post-check-begun"])
    );
    story
}

#[test]
fn a_provisional_grant_is_checked_when_a_register_answers_after_all() {
    let mut story = provisional();
    assert_eq!(story.phase(), "post-check");
    assert!(story.case.phase.is_open() && story.case.wants_evidence());
    assert!(story.case.result_holds().is_some());
    assert_eq!(
        story.assess("2026-11-25 12:00", [Met; 3]),
        ["assessed", "post-check-ended"]
    );
    assert_eq!(story.phase(), "issued");
    let check = story.case.post_check.as_ref().unwrap();
    assert_eq!(check.until.to_string(), "2026-12-07");
    assert_eq!(check.ended, Some((at("2026-11-25 12:00"), true)));
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::PostChecked
    );
}

#[test]
fn an_act_that_nobody_checked_stands() {
    let mut story = provisional();
    assert_eq!(story.wake("2026-12-07 23:59:59"), [] as [&str; 0]);
    assert_eq!(story.wake("2026-12-09 00:00"), ["post-check-ended"]);
    let check = story.case.post_check.as_ref().unwrap();
    assert_eq!(check.ended, Some((at("2026-12-08 00:00"), false)));
    assert_eq!(story.next_wake(), None);
    story.rejects(
        "2026-12-09 12:00",
        &officer(1),
        Command::PassPostCheck,
        Rejection::WrongPhase,
    );
}

#[test]
fn an_officer_confirms_what_no_register_tells_but_not_what_stands_against_it() {
    let mut story = provisional();
    assert_eq!(
        story.tell("2026-11-25 12:00", &officer(1), Command::PassPostCheck),
        Ok(vec!["post-check-ended"])
    );
    let mut against = provisional();
    assert_eq!(
        against.assess("2026-11-25 12:00", [Met, Met, Unmet]),
        ["assessed"],
        "nothing is taken back by itself"
    );
    against.rejects(
        "2026-11-25 13:00",
        &officer(1),
        Command::PassPostCheck,
        Rejection::RequirementsNotMet,
    );
}

#[test]
fn a_provisional_grant_whose_condition_is_broken_is_revoked_after_a_hearing() {
    let mut story = provisional();
    story.assess("2026-11-25 12:00", [Met, Met, Unmet]);
    let revocation = Command::PrepareRevocation {
        ground: RevocationGround::ConditionBroken,
        reasons: "It was awarded before.".into(),
        without: None,
    };
    story
        .tell("2026-11-25 13:00", &officer(1), revocation)
        .unwrap();
    story.read("2026-11-25 14:00", LetterKind::Preliminary);
    assert_eq!(
        story.tell("2026-12-08 12:00", &officer(2), Command::Approve),
        Ok(vec!["decision-revoked"]),
        "the check does not end while it is being taken back"
    );
    assert_eq!(story.phase(), "revoked");
    assert!(
        story
            .case
            .post_check
            .as_ref()
            .is_some_and(|check| check.ended.is_some())
    );
}

#[test]
fn a_revocation_sent_back_after_the_check_was_over_lets_the_act_stand() {
    let mut story = provisional();
    let revocation = Command::PrepareRevocation {
        ground: RevocationGround::ConditionBroken,
        reasons: "It was awarded before.".into(),
        without: None,
    };
    story
        .tell("2026-11-25 13:00", &officer(1), revocation)
        .unwrap();
    let back = Command::Return {
        words: "It was not.".into(),
    };
    assert_eq!(
        story.tell("2026-12-20 12:00", &officer(2), back),
        Ok(vec!["act-returned", "post-check-ended"])
    );
    assert_eq!(
        story.journal.last().unwrap().effective_at,
        at("2026-12-20 12:00")
    );
}

#[test]
fn only_what_the_law_lists_may_be_looked_at_later() {
    let now = "2026-11-24 12:00";
    for verdicts in [[Met, Met, Unmet], [Unmet, Met, Met]] {
        let mut story = Story::filed(procedure());
        story.assess("2026-11-23 10:01", verdicts);
        story.rejects(
            now,
            &officer(1),
            Command::GrantProvisionally,
            Rejection::RequirementsNotMet,
        );
    }
    let mut nothing = Story::filed(procedure());
    nothing.rejects(
        now,
        &officer(1),
        Command::GrantProvisionally,
        Rejection::RequirementsNotMet,
    );
    let mut unknown = Story::filed(Procedure {
        provisional: None,
        ..procedure()
    });
    unknown.assess("2026-11-23 10:01", [Met, Met, Unknown]);
    unknown.rejects(
        now,
        &officer(1),
        Command::GrantProvisionally,
        Rejection::NoSuchStep,
    );
}

#[test]
fn what_holds_altogether_is_simply_granted() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met; 3]);
    story
        .tell("2026-11-23 11:00", &officer(1), Command::GrantProvisionally)
        .unwrap();
    assert!(matches!(
        story.case.decision,
        Some((
            _,
            Decision::Granted {
                provisional: false,
                ..
            }
        ))
    ));
}

#[test]
fn a_service_that_makes_no_document_is_checked_from_the_grant() {
    let mut story = Story::filed(Procedure {
        issues: false,
        ..procedure()
    });
    story.assess("2026-11-23 10:01", [Met, Met, Unknown]);
    assert_eq!(
        story.tell("2026-11-23 11:00", &officer(1), Command::GrantProvisionally),
        Ok(vec!["granted", "post-check-begun"])
    );
    assert_eq!(
        story.tell("2026-11-23 12:00", &officer(1), Command::PassPostCheck),
        Ok(vec!["post-check-ended"])
    );
    assert_eq!(story.phase(), "granted");
}

/// Refused on 24 November: `It was awarded before.`
fn refused() -> Story {
    let mut story = Story::filed(without_hearing());
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
        .tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    story
        .tell("2026-11-24 12:01", &officer(2), Command::Approve)
        .unwrap();
    story
}

fn correct(was: &str, reads: &str) -> Command {
    Command::Correct {
        was: was.into(),
        reads: reads.into(),
        answers: false,
    }
}

fn reasons(story: &Story) -> &str {
    let (_, decision) = story.case.decision.as_ref().unwrap();
    decision.reasons().unwrap().as_str()
}

#[test]
fn a_slip_of_the_pen_is_put_right_and_nothing_else_changes() {
    let mut story = refused();
    let asked = Command::AskCorrection("Awarded is misspelt.".into());
    assert_eq!(
        story.tell("2026-11-25 12:00", &filer(), asked.clone()),
        Ok(vec!["correction-asked"])
    );
    story.rejects("2026-11-25 12:01", &filer(), asked, Rejection::OnlyOnce);
    assert_eq!(
        story.case.correction.as_ref().unwrap().until.to_string(),
        "2026-11-30"
    );
    assert_eq!(
        story.tell(
            "2026-11-26 12:00",
            &officer(1),
            correct("before", "earlier")
        ),
        Ok(vec!["slip-corrected"])
    );
    assert!(story.case.correction.is_some(), "it was another slip");
    let answering = |was: &str, reads: &str| Command::Correct {
        was: was.into(),
        reads: reads.into(),
        answers: true,
    };
    assert_eq!(
        story.tell(
            "2026-11-26 12:00",
            &officer(1),
            answering("awarded", "given")
        ),
        Ok(vec!["slip-corrected"])
    );
    assert_eq!(reasons(&story), "It was given earlier.");
    assert_eq!(story.case.correction, None);
    let unasked = answering("given", "paid");
    story.rejects(
        "2026-11-26 12:00",
        &officer(1),
        unasked,
        Rejection::NotAskedFor,
    );
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::Corrected
    );
}

#[test]
fn a_correction_that_contains_the_slip_is_made_once() {
    let mut story = refused();
    let now = "2026-11-26 12:00";
    let longer = correct("before", "long before");
    story.tell(now, &officer(1), longer.clone()).unwrap();
    story.rejects(now, &officer(1), longer, Rejection::NoSuchItem);
    assert_eq!(reasons(&story), "It was awarded long before.");
}

#[test]
fn the_result_is_put_right_too() {
    let mut story = Story::filed(granted_by_law());
    story.assess("2026-11-23 10:01", [Met; 3]);
    let name = Some(Value::Text("Aigerin".into()));
    let issued = Command::ConfirmIssue {
        number: "1".into(),
        kind: "certificate".into(),
        record: [("name".to_owned(), name)].into(),
    };
    story
        .tell("2026-11-23 10:02", &Actor::Machine, issued)
        .unwrap();
    story
        .tell(
            "2026-11-24 12:00",
            &officer(1),
            correct("Aigerin", "Aigerim"),
        )
        .unwrap();
    let record = &story.case.issued.as_ref().unwrap().record;
    assert_eq!(record["name"], Some(Value::Text("Aigerim".into())));
}

#[test]
fn a_code_of_the_result_is_no_slip_of_the_pen() {
    let mut story = Story::filed(granted_by_law());
    story.assess("2026-11-23 10:01", [Met; 3]);
    let text = |text: &str| Some(Value::Text(text.into()));
    let record = [
        ("name".to_owned(), text("a male name")),
        ("sex".to_owned(), text("male")),
    ];
    let issued = Command::ConfirmIssue {
        number: "1".into(),
        kind: "certificate".into(),
        record: record.into(),
    };
    let now = "2026-11-23 10:02";
    story.tell(now, &Actor::Machine, issued).unwrap();
    let now = "2026-11-24 12:00";
    let corrected = story.tell(now, &officer(1), correct("male", "female"));
    assert_eq!(corrected, Ok(vec!["slip-corrected"]));
    let record = &story.case.issued.as_ref().unwrap().record;
    assert_eq!(record["sex"], text("male"));
    assert_eq!(record["name"], text("a female name"));
}

#[test]
fn what_is_granted_while_another_case_has_the_claim_waits_until_it_is_issued() {
    let mut story = Story::filed(granted_by_law());
    let held_up = || Command::HoldUp {
        by: Some("2026-000777".into()),
    };
    let now = "2026-11-23 10:00";
    story.rejects(now, &Actor::Machine, held_up(), Rejection::WrongPhase);
    story.assess("2026-11-23 10:01", [Met; 3]);
    let now = "2026-11-23 10:02";
    story.rejects(now, &officer(1), held_up(), Rejection::OnlyTheProgram);
    assert_eq!(
        story.tell(now, &Actor::Machine, held_up()),
        Ok(vec!["held-up"])
    );
    assert_eq!(story.tell(now, &Actor::Machine, held_up()), Ok(Vec::new()));
    assert!(story.case.held_up.is_some());
    assert_eq!(story.case.letters.last().unwrap().kind, LetterKind::HeldUp);
    let now = "2026-11-25 10:02";
    story
        .tell(now, &Actor::Machine, issue_confirmed("1"))
        .unwrap();
    assert_eq!(story.case.held_up, None);
}

#[test]
fn a_correction_changes_words_that_are_there_and_no_number() {
    let mut story = refused();
    let now = "2026-11-25 12:00";
    for (was, reads, why) in [
        ("awarded", "awarded", Rejection::WordsNeeded),
        (" ", "given", Rejection::WordsNeeded),
        ("awarded", "", Rejection::WordsNeeded),
        ("awarded", "given 2 times", Rejection::NotASlip),
        ("164350", "more", Rejection::NotASlip),
        ("never said", "said", Rejection::NoSuchItem),
    ] {
        story.rejects(now, &officer(1), correct(was, reads), why);
    }
    for actor in [filer(), Actor::Machine] {
        let command = correct("awarded", "given");
        story.rejects(now, &actor, command, Rejection::NotAnOfficer);
    }
}

#[test]
fn who_asked_for_a_correction_is_answered_or_it_goes_up() {
    let mut story = refused();
    let asked = Command::AskCorrection("Awarded is misspelt.".into());
    story.tell("2026-11-25 12:00", &filer(), asked).unwrap();
    assert_eq!(story.wake("2026-12-01 00:00"), ["correction-overdue"]);
    assert!(story.case.correction.as_ref().unwrap().overdue);
    assert_eq!(story.next_wake(), None);
    let decline = |why: &str| Command::DeclineCorrection { why: why.into() };
    let now = "2026-12-01 12:00";
    story.rejects(now, &officer(1), decline(" "), Rejection::WordsNeeded);
    assert_eq!(
        story.tell(now, &officer(1), decline("It is spelt so.")),
        Ok(vec!["correction-declined"])
    );
    story.rejects(now, &officer(1), decline("Again."), Rejection::NotAskedFor);
}

#[test]
fn there_is_nothing_to_correct_before_a_decision_or_without_a_law() {
    let now = "2026-11-24 12:00";
    let mut story = Story::filed(procedure());
    let ask = |words: &str| Command::AskCorrection(words.into());
    story.rejects(now, &filer(), ask("What?"), Rejection::WrongPhase);
    story.rejects(
        now,
        &officer(1),
        correct("awarded", "given"),
        Rejection::WrongPhase,
    );
    let mut decided = refused();
    decided.rejects(now, &filer(), ask(" "), Rejection::WordsNeeded);
    decided.rejects(now, &stranger(), ask("What?"), Rejection::NotTheFiler);
    decided.procedure.correction = None;
    decided.rejects(now, &filer(), ask("What?"), Rejection::NoSuchStep);
    decided.rejects(
        now,
        &officer(1),
        correct("awarded", "given"),
        Rejection::NoSuchStep,
    );
}

#[test]
fn a_claim_to_court_is_noted_by_the_person_or_an_officer() {
    let note = |words: &str| Command::NoteCourt(words.into());
    let now = "2026-11-25 12:00";
    let mut story = Story::filed(procedure());
    story.rejects(now, &filer(), note("A claim."), Rejection::WrongPhase);
    for actor in [filer(), clerk(), officer(1)] {
        let mut story = refused();
        story.rejects(now, &actor, note(" "), Rejection::WordsNeeded);
        assert_eq!(
            story.tell(now, &actor, note("A claim.")),
            Ok(vec!["court-claim-noted"])
        );
        assert_eq!(story.tell(now, &actor, note("A claim.")), Ok(Vec::new()));
        assert!(story.case.court.is_some());
    }
    let mut story = refused();
    for actor in [stranger(), Actor::Machine] {
        story.rejects(now, &actor, note("A claim."), Rejection::NotTheFiler);
    }
    let elsewhere = officer_with(3, "registrar-7510", Vec::new());
    story.rejects(now, &elsewhere, note("A claim."), Rejection::OtherBody);
}
