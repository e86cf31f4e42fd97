//! What an officer asks of a person: when they may, and how it is settled.

use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::definition::{CuringMeans, Procedure, TermEffect};
use crate::evidence::Verdict::{Met, Unknown, Unmet};
use crate::value::Value;

/// A register is down, so that nothing was noted by itself, and the officer asks the person.
fn asked_in_an_outage(procedure: Procedure, requirement: &str) -> Story {
    let mut story = Story::filed(procedure);
    let since = at("2026-11-24 11:00");
    story
        .tell_at(since, &Actor::Machine, answered(down(since)))
        .unwrap();
    let verdict = |name| if name == requirement { Unknown } else { Met };
    story.assess("2026-11-24 12:00", REQUIREMENTS.map(verdict));
    assert_eq!(
        story.tell("2026-11-24 13:00", &officer(1), cure_asked(requirement)),
        Ok(vec!["deficiency-noted", "term-paused"])
    );
    story
}

fn kindergarten() -> Command {
    Command::Answer {
        requirement: CHOICE.into(),
        ask: "kindergarten".into(),
        value: Value::Text("kindergarten 7".into()),
    }
}

#[test]
fn an_officer_asks_in_their_own_words_and_a_register_does_not_settle_it() {
    let mut story = asked_in_an_outage(procedure(), RECORD);
    assert_eq!(
        story.tell("2026-11-24 13:00", &officer(1), cure_asked(RECORD)),
        Err(Rejection::NoSuchItem),
        "asked already"
    );
    assert_eq!(story.assess("2026-11-25 12:00", [Met; 3]), ["assessed"]);
    assert_eq!(
        story.tell("2026-11-25 12:00", &officer(1), Command::Grant),
        Err(Rejection::CureOpen)
    );
    story.bring("2026-11-26 12:00", 1);
    story
        .tell("2026-11-26 13:00", &officer(1), accepted(1))
        .unwrap();
    assert_eq!(
        story.assess("2026-11-26 13:01", [Met; 3]),
        ["deficiency-cured"]
    );
}

#[test]
fn an_officer_does_not_ask_without_words() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-24 12:00", [Met, Met, Unmet]);
    let wordless = Command::AskForCure {
        requirement: AWARD.into(),
        words: "".into(),
    };
    assert_eq!(
        story.tell("2026-11-24 13:00", &officer(1), wordless),
        Err(Rejection::WordsNeeded)
    );
}

#[test]
fn a_better_answer_settles_what_an_officer_asked() {
    let mut story = asked_in_an_outage(procedure(), CHOICE);
    assert_eq!(
        story.tell("2026-11-25 12:00", &filer(), kindergarten()),
        Ok(vec!["letter-received", "answered"])
    );
    assert_eq!(
        story.assess("2026-11-25 12:00", [Met; 3]),
        ["assessed", "deficiency-cured", "term-runs"]
    );
    assert_eq!(
        story.tell("2026-11-25 13:00", &officer(1), Command::Grant),
        Ok(vec!["granted"])
    );
}

#[test]
fn a_signed_statement_settles_what_an_officer_asked() {
    let mut procedure = procedure();
    procedure.requirements[1].cured_by = Some(CuringMeans::Statement {
        need: "statement".into(),
    });
    let mut story = asked_in_an_outage(procedure, CHOICE);
    assert_eq!(
        story.assess("2026-11-25 12:00", [Met; 3]),
        ["assessed", "deficiency-cured", "term-runs"]
    );
}

#[test]
fn a_file_that_no_officer_can_copy_out_is_read_and_blocks_nothing() {
    let mut story = Story::filed(without_hearing());
    story.assess("2026-11-24 12:00", [Met, Met, Unmet]);
    story
        .tell("2026-11-24 13:00", &officer(1), cure_asked(AWARD))
        .unwrap();
    story
        .tell("2026-11-25 12:00", &filer(), supplied(AWARD, 1))
        .unwrap();
    assert_eq!(
        story.tell("2026-12-07 12:00", &officer(1), refusal_of(&[AWARD])),
        Err(Rejection::CureOpen),
        "the promised window is still open"
    );
    assert!(
        story
            .tell("2026-12-09 00:00", &officer(1), refusal_of(&[AWARD]))
            .is_ok_and(|events| events.ends_with(&["refusal-prepared"]))
    );
    assert!(
        story
            .tell("2026-12-09 00:01", &officer(2), Command::Approve)
            .is_ok()
    );
}

#[test]
fn nothing_is_asked_about_what_is_met_or_was_not_looked_at() {
    let mut story = Story::filed(procedure());
    for requirement in REQUIREMENTS {
        let told = story.tell("2026-11-24 11:00", &officer(1), cure_asked(requirement));
        assert_eq!(told, Err(Rejection::NoSuchItem), "not looked at");
    }
    story.assess("2026-11-24 12:00", [Met; 3]);
    for requirement in REQUIREMENTS {
        let told = story.tell("2026-11-24 13:00", &officer(1), cure_asked(requirement));
        assert_eq!(told, Err(Rejection::NoSuchItem), "met");
    }
}

#[test]
fn asking_again_about_the_same_neither_stops_the_term_nor_begins_it_anew() {
    let mut story = Story::filed(with_effect(TermEffect::Restart));
    story.assess("2026-11-24 12:00", [Met, Unmet, Met]);
    story
        .tell("2026-11-25 12:00", &filer(), kindergarten())
        .unwrap();
    story.assess("2026-11-25 12:00", [Met; 3]);
    assert_eq!(story.last_day(), "2026-12-04", "anew: seven working days");
    story.assess("2026-11-26 12:00", [Met, Unmet, Met]);
    story
        .tell("2026-11-26 12:00", &officer(1), cure_asked(CHOICE))
        .unwrap();
    story
        .tell("2026-11-30 12:00", &filer(), kindergarten())
        .unwrap();
    assert_eq!(
        story.assess("2026-11-30 12:00", [Met; 3]),
        ["assessed", "deficiency-cured"]
    );
    assert_eq!(story.last_day(), "2026-12-04");
}

#[test]
fn a_first_ask_mended_together_with_a_second_one_begins_the_term_anew() {
    let mut story = Story::filed(with_effect(TermEffect::Restart));
    story.assess("2026-11-24 12:00", [Met, Unmet, Met]);
    story
        .tell("2026-11-25 12:00", &filer(), kindergarten())
        .unwrap();
    story.assess("2026-11-25 12:00", [Met; 3]);
    story.assess("2026-11-26 12:00", [Unmet, Unmet, Met]);
    story
        .tell("2026-11-26 12:00", &officer(1), cure_asked(CHOICE))
        .unwrap();
    story.assess("2026-11-30 12:00", [Met; 3]);
    assert_eq!(story.last_day(), "2026-12-09");
}
