//! At the door: what is not accepted because a special law commands it, and what is sent on.

use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::definition::TermEffect;
use crate::evidence::Verdict::{Met, Unknown, Unmet};

fn not_accept(requirements: &[&str], reasons: &str) -> Command {
    Command::RefuseAcceptance {
        requirements: requirements.iter().map(ToString::to_string).collect(),
        reasons: reasons.into(),
    }
}

fn incomplete() -> Story {
    let mut story = Story::filed(refusing_at_the_door());
    story.assess("2026-11-23 12:00", [Unmet, Met, Met]);
    story
}

fn to(body: &str) -> Command {
    Command::Redirect {
        to: Competent {
            body: body.into(),
            superior: Some("ministry".into()),
        },
        reasons: "They live there.".into(),
    }
}

#[test]
fn a_special_law_commands_not_to_accept_incomplete_papers_and_the_record_says_so() {
    let mut story = incomplete();
    assert_eq!(
        story.tell(
            "2026-11-25 23:59:59",
            &officer(1),
            not_accept(&[RECORD], "No paper.")
        ),
        Ok(vec!["not-accepted"])
    );
    assert_eq!(story.phase(), "not-accepted");
    let Some((
        _,
        Decision::NotAccepted {
            grounds,
            law: cited,
            by,
            ..
        },
    )) = &story.case.decision
    else {
        panic!()
    };
    assert_eq!((grounds.len(), &*grounds[0].requirement), (1, RECORD));
    assert_eq!((cited, by), (&law("19"), &officer_id(1)));
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::NotAccepted
    );
    assert!(story.case.is_appealable() && story.case.phase.ended_without());
    assert_eq!(story.next_wake(), None);
}

#[test]
fn without_such_a_law_everything_is_registered() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 12:00", [Unmet, Met, Met]);
    let command = not_accept(&[RECORD], "No paper.");
    story.rejects(
        "2026-11-23 13:00",
        &officer(1),
        command,
        Rejection::MustAccept,
    );
}

#[test]
fn what_was_not_turned_away_in_time_is_accepted() {
    let mut story = incomplete();
    story.rejects(
        "2026-11-26 00:00",
        &officer(1),
        not_accept(&[RECORD], "No paper."),
        Rejection::TooLate,
    );
}

#[test]
fn only_a_paper_that_is_lacking_keeps_a_case_from_being_accepted() {
    let now = "2026-11-23 13:00";
    let mut story = incomplete();
    for (grounds, why) in [
        (&[][..], Rejection::GroundsNotUnmet),
        (&[CHOICE], Rejection::GroundsNotUnmet),
        (&[AWARD], Rejection::GroundsNotUnmet),
        (&["no such thing"], Rejection::GroundsNotUnmet),
    ] {
        story.rejects(now, &officer(1), not_accept(grounds, "No."), why);
    }
    let blank = not_accept(&[RECORD], " ");
    story.rejects(now, &officer(1), blank, Rejection::WordsNeeded);
    let mut unmet = Story::filed(refusing_at_the_door());
    unmet.assess("2026-11-23 12:00", [Met, Met, Unmet]);
    let against = not_accept(&[AWARD], "Awarded before.");
    unmet.rejects(now, &officer(1), against, Rejection::GroundsNotUnmet);
}

#[test]
fn a_register_that_is_down_turns_nobody_away() {
    let mut story = Story::filed(refusing_at_the_door());
    let since = at("2026-11-23 10:01");
    story
        .tell_at(since, &Actor::Machine, answered(down(since)))
        .unwrap();
    story.assess("2026-11-23 10:02", [Unknown, Met, Met]);
    let command = not_accept(&[RECORD], "No paper.");
    story.rejects(
        "2026-11-23 13:00",
        &officer(1),
        command,
        Rejection::RegisterDown,
    );
}

#[test]
fn a_paper_that_was_brought_is_looked_at_first() {
    let mut story = incomplete();
    story.bring("2026-11-23 12:30", 1);
    let command = not_accept(&[RECORD], "No paper.");
    story.rejects(
        "2026-11-23 13:00",
        &officer(1),
        command,
        Rejection::CureOpen,
    );
}

#[test]
fn neither_machine_nor_person_nor_hearing_turns_anybody_away() {
    let mut story = incomplete();
    for actor in [Actor::Machine, filer(), clerk()] {
        let command = not_accept(&[RECORD], "No paper.");
        story.rejects("2026-11-23 13:00", &actor, command, Rejection::NotAnOfficer);
    }
    let mut heard = Story::filed(refusing_at_the_door());
    heard.assess("2026-11-23 12:00", [Met, Met, Unmet]);
    heard
        .tell("2026-11-23 12:01", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    let command = not_accept(&[RECORD], "No paper.");
    heard.rejects(
        "2026-11-23 13:00",
        &officer(1),
        command,
        Rejection::WrongPhase,
    );
}

#[test]
fn a_case_sent_on_in_three_days_has_its_term_anew_from_arrival() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met; 3]);
    assert_eq!(
        story.tell("2026-11-26 23:59:59", &officer(1), to("registrar-7510")),
        Ok(vec!["redirected"])
    );
    assert_eq!(story.last_day(), "2026-12-07", "seven days from the 26th");
    assert_eq!(story.case.body, "registrar-7510");
    assert_eq!(story.case.filing.body, "registrar-2710");
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::Redirected
    );
    story.rejects(
        "2026-11-27 09:00",
        &officer(1),
        Command::Grant,
        Rejection::OtherBody,
    );
    let there = officer_with(3, "registrar-7510", Vec::new());
    assert_eq!(
        story.tell("2026-11-27 09:00", &there, Command::Grant),
        Ok(vec!["granted"])
    );
}

#[test]
fn a_body_that_found_out_late_gains_no_time() {
    let mut story = Story::filed(procedure());
    story
        .tell("2026-11-27 00:00", &officer(1), to("registrar-7510"))
        .unwrap();
    assert_eq!(story.last_day(), "2026-12-02");
}

#[test]
fn a_term_that_stands_still_is_not_begun_anew_by_sending_on() {
    let mut story = Story::filed(with_effect(TermEffect::Pause));
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    story
        .tell("2026-11-25 12:00", &officer(1), to("registrar-7510"))
        .unwrap();
    assert_eq!(story.last_day(), "2026-12-02");
    assert_eq!(story.case.term.paused_at, Some(at("2026-11-24 12:00")));
}

#[test]
fn the_new_body_has_the_whole_escalation_before_it() {
    let mut story = Story::filed_for(escalating(), crate::term::TermLength::working_days(2));
    assert_eq!(story.wake("2026-11-24 00:00"), ["escalated"]);
    story
        .tell("2026-11-25 12:00", &officer(1), to("registrar-7510"))
        .unwrap();
    assert_eq!(story.case.escalated, None);
    assert_eq!(story.wake("2026-11-26 00:00"), ["escalated"]);
}

#[test]
fn a_case_is_sent_on_with_reasons_and_elsewhere_and_begins_anew_once() {
    let mut story = Story::filed(procedure());
    let wordless = Command::Redirect {
        to: Competent {
            body: "registrar-7510".into(),
            superior: None,
        },
        reasons: "".into(),
    };
    let now = "2026-11-24 12:00";
    story.rejects(now, &officer(1), wordless, Rejection::WordsNeeded);
    let home = to("registrar-2710");
    story.rejects(now, &officer(1), home, Rejection::NotCompetent);
    story.tell(now, &officer(1), to("registrar-7510")).unwrap();
    let there = officer_with(3, "registrar-7510", Vec::new());
    let last_day = story.last_day();
    // Who got it by mistake sends it on, or back; no term begins anew by that.
    assert_eq!(
        story.tell("2026-11-25 12:00", &there, to("registrar-2710")),
        Ok(vec!["redirected"])
    );
    assert_eq!(
        (&*story.case.body, story.last_day()),
        ("registrar-2710", last_day)
    );
}

#[test]
fn nothing_is_sent_on_in_a_hearing_or_after_the_decision_or_without_a_law() {
    let now = "2026-11-24 12:00";
    let mut heard = Story::filed(procedure());
    heard.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    heard
        .tell("2026-11-23 11:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    heard.rejects(
        now,
        &officer(1),
        to("registrar-7510"),
        Rejection::WrongPhase,
    );
    let mut granted = Story::filed(granted_by_law());
    granted.assess("2026-11-23 10:01", [Met; 3]);
    granted.rejects(
        now,
        &officer(1),
        to("registrar-7510"),
        Rejection::AlreadyDecided,
    );
    let mut unknown = Story::filed(crate::definition::Procedure {
        redirection: None,
        ..procedure()
    });
    unknown.rejects(
        now,
        &officer(1),
        to("registrar-7510"),
        Rejection::NoSuchStep,
    );
}
