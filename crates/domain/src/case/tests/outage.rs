use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::evidence::Unknown as Why;
use crate::evidence::Verdict::{Met, Unknown, Unmet};
use crate::evidence::{Known, Source};

/// The register of births does not answer.
fn register_down() -> Story {
    let mut story = Story::filed(procedure());
    let since = at("2026-11-23 10:01");
    story
        .tell_at(since, &Actor::Machine, answered(down(since)))
        .unwrap();
    story.assess("2026-11-23 10:01", [Unknown, Met, Met]);
    story
}

#[test]
fn a_register_that_is_down_makes_no_deficiency_and_moves_no_deadline() {
    let story = register_down();
    assert!(story.case.deficiencies.is_empty());
    assert_eq!(story.last_day(), "2026-12-02");
    assert_eq!(story.case.term.paused_at, None);
    assert_eq!(story.phase(), "gathering");
    assert!(story.case.wants_evidence());
}

#[test]
fn a_register_that_only_the_amount_needs_is_waited_for_too() {
    let mut story = Story::filed(procedure());
    let since = at("2026-11-23 10:01");
    story
        .tell_at(since, &Actor::Machine, answered(down(since)))
        .unwrap();
    let met = Command::Assess {
        findings: findings([Met; 3]),
        amount: None,
        complete: false,
    };
    story.tell_at(since, &Actor::Machine, met).unwrap();
    assert_eq!(story.phase(), "gathering");
    assert!(story.case.wants_evidence());
}

#[test]
fn a_register_that_is_down_refuses_nobody() {
    let mut story = register_down();
    let told = story.tell("2026-11-24 12:00", &officer(1), refusal_of(&[RECORD]));
    assert_eq!(told, Err(Rejection::RegisterDown));
}

#[test]
fn an_outage_during_the_hearing_refuses_nobody_either() {
    let mut story = Story::filed(without_hearing());
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
        .tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    let since = at("2026-11-24 12:01");
    story
        .tell_at(since, &Actor::Machine, answered(down(since)))
        .unwrap();
    story.assess("2026-11-24 12:01", [Met, Met, Unknown]);
    let told = story.tell("2026-11-24 12:02", &officer(2), Command::Approve);
    assert_eq!(told, Err(Rejection::RegisterDown));
    story
        .tell(
            "2026-11-24 12:03",
            &officer(2),
            Command::Return {
                words: "Wait.".into(),
            },
        )
        .unwrap();
    assert_eq!(story.phase(), "gathering", "the register is asked again");
}

#[test]
fn an_outage_keeps_the_time_it_began() {
    let mut story = register_down();
    let later = at("2026-11-24 10:00");
    let told = story.tell_at(later, &Actor::Machine, answered(down(later)));
    assert_eq!(told, Ok(Vec::new()));
    let Known::Unknown(Why::Unavailable { since, .. }) = story.case.evidence.known("child") else {
        panic!()
    };
    assert_eq!(*since, at("2026-11-23 10:01"));
}

#[test]
fn when_the_register_answers_the_case_goes_on() {
    let mut story = register_down();
    let now = at("2026-11-25 10:00");
    let told = story.tell_at(now, &Actor::Machine, answered(child_of(&father(), now)));
    assert_eq!(told, Ok(vec!["evidence-recorded"]));
    assert_eq!(story.assess("2026-11-25 10:00", [Met; 3]), ["assessed"]);
    assert_eq!(story.phase(), "examining");
}

#[test]
fn a_register_that_answers_without_news_frees_the_case_for_the_officer() {
    let mut story = Story::filed(procedure());
    let since = at("2026-11-23 10:01");
    story
        .tell_at(since, &Actor::Machine, answered(down(since)))
        .unwrap();
    story.assess("2026-11-23 10:01", [Met, Met, Unknown]);
    assert_eq!(story.phase(), "gathering");
    let now = at("2026-11-25 10:00");
    story
        .tell_at(now, &Actor::Machine, answered(child_of(&father(), now)))
        .unwrap();
    story.assess("2026-11-25 10:00", [Met, Met, Unknown]);
    assert_eq!(story.phase(), "examining");
}

#[test]
fn what_nobody_was_asked_for_is_not_known_once_a_register_is_silent() {
    let mut story = Story::filed(procedure());
    let now = at("2026-11-23 10:01");
    let nothing_to_ask_by = Known::Records {
        records: [].into(),
        source: Source::Derived { at: now },
    };
    story
        .tell_at(now, &Actor::Machine, answered(nothing_to_ask_by))
        .unwrap();
    let later = at("2026-11-24 10:00");
    let told = story.tell_at(later, &Actor::Machine, answered(down(later)));
    assert_eq!(told, Ok(vec!["evidence-recorded"]));
    assert!(story.case.has_outage());
}

#[test]
fn what_is_known_is_not_lost_to_a_later_silence() {
    let mut story = Story::filed(procedure());
    let now = at("2026-11-23 10:01");
    story
        .tell_at(now, &Actor::Machine, answered(child_of(&father(), now)))
        .unwrap();
    let told = story.tell_at(now, &Actor::Machine, answered(down(now)));
    assert_eq!(told, Ok(Vec::new()));
    assert!(!story.case.has_outage());
}

#[test]
fn an_accepted_document_gives_way_to_a_record_but_not_to_none() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    story.bring("2026-11-25 12:00", 1);
    story
        .tell("2026-11-25 13:00", &officer(1), accepted(1))
        .unwrap();
    let now = at("2026-11-26 10:00");
    let Known::Records { source, .. } = child_of(&father(), now) else {
        panic!()
    };
    let none = Known::Records {
        records: [].into(),
        source,
    };
    assert_eq!(
        story.tell_at(now, &Actor::Machine, answered(none)),
        Ok(Vec::new())
    );
    let told = story.tell_at(now, &Actor::Machine, answered(child_of(&father(), now)));
    assert_eq!(told, Ok(vec!["evidence-recorded"]));
}

#[test]
fn an_outage_does_not_keep_silence_from_having_its_effect() {
    let mut story = register_down();
    assert_eq!(story.wake("2026-12-03 00:00"), ["deemed-refused"]);
    assert!(story.case.wants_evidence(), "a decision is still owed");
}
