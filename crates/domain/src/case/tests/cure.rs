use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::definition::TermEffect;
use crate::evidence::Verdict::{Met, Unknown, Unmet};
use crate::term::{TermLength, TermUnit};
use crate::value::Value;

/// The record is lacking, as seen on Tuesday 24 November at noon.
fn lacking(effect: TermEffect) -> Story {
    let mut story = Story::filed(with_effect(effect));
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    story
}

fn words(text: &str) -> Command {
    Command::Supply {
        requirement: RECORD.into(),
        upload: None,
        words: Some(text.into()),
    }
}

fn kindergarten(ask: &str) -> Command {
    Command::Answer {
        requirement: CHOICE.into(),
        ask: ask.into(),
        value: Value::Text("kindergarten 7".into()),
    }
}

#[test]
fn what_can_be_mended_brings_a_notice_with_a_date_and_stops_the_term() {
    let mut story = Story::filed(procedure());
    assert_eq!(
        story.assess("2026-11-24 12:00", [Unmet, Met, Met]),
        ["assessed", "deficiency-noted", "term-paused"]
    );
    let deficiency = &story.case.deficiencies[0];
    assert_eq!(
        deficiency.until.to_string(),
        "2026-12-08",
        "ten working days"
    );
    assert_eq!(deficiency.ends_at, at("2026-12-09 00:00"));
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::Deficiency
    );
    assert_eq!(story.phase(), "curing");
    assert_eq!(story.next_wake(), Some(at("2026-12-09 00:00")));
}

#[test]
fn assessing_again_brings_no_second_notice() {
    let mut story = lacking(TermEffect::Restart);
    assert_eq!(
        story.assess("2026-11-25 12:00", [Unmet, Met, Met]),
        [] as [&str; 0]
    );
    assert_eq!(
        story.assess("2026-11-25 12:00", [Unknown, Met, Met]),
        ["assessed"]
    );
}

#[test]
fn a_restarted_term_begins_anew_on_the_day_of_the_cure() {
    let mut story = lacking(TermEffect::Restart);
    assert_eq!(
        story.bring("2026-12-01 15:00", 1),
        ["letter-received", "supplied", "term-runs"]
    );
    assert_eq!(story.last_day(), "2026-12-10");
    assert_eq!(story.phase(), "examining");
}

#[test]
fn a_paused_term_runs_on_with_the_days_that_were_left() {
    let mut story = lacking(TermEffect::Pause);
    // Six working days were left after 24 November.
    story.bring("2026-12-01 15:00", 1);
    assert_eq!(story.last_day(), "2026-12-09");
}

#[test]
fn a_term_that_runs_on_is_not_touched() {
    let mut story = Story::filed(with_effect(TermEffect::None));
    assert_eq!(
        story.assess("2026-11-24 12:00", [Unmet, Met, Met]),
        ["assessed", "deficiency-noted"]
    );
    assert_eq!(
        story.bring("2026-12-01 15:00", 1),
        ["letter-received", "supplied"]
    );
    assert_eq!(story.last_day(), "2026-12-02");
}

#[test]
fn a_pause_within_a_day_or_a_weekend_costs_no_working_day() {
    let mut within_a_day = lacking(TermEffect::Pause);
    within_a_day.bring("2026-11-24 18:00", 1);
    assert_eq!(within_a_day.last_day(), "2026-12-02");

    let mut weekend = Story::filed(with_effect(TermEffect::Pause));
    weekend.assess("2026-11-27 17:00", [Unmet, Met, Met]);
    weekend.bring("2026-11-29 10:00", 1);
    assert_eq!(weekend.last_day(), "2026-12-02");
}

#[test]
fn a_term_paused_on_its_last_day_ends_on_the_day_it_runs_on() {
    let mut story = Story::filed(with_effect(TermEffect::Pause));
    story.assess("2026-12-02 17:00", [Unmet, Met, Met]);
    story.bring("2026-12-04 10:00", 1);
    assert_eq!(story.last_day(), "2026-12-04");
    assert_eq!(story.case.term.ends_at, at("2026-12-05 00:00"));
}

#[test]
fn calendar_days_stand_still_as_calendar_days() {
    let length = TermLength {
        count: 30,
        unit: TermUnit::CalendarDays,
    };
    let mut story = Story::filed_for(with_effect(TermEffect::Pause), length);
    assert_eq!(story.last_day(), "2026-12-23");
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    story.bring("2026-11-29 12:00", 1);
    assert_eq!(
        story.last_day(),
        "2026-12-28",
        "29 days after Sunday 29 November"
    );
}

#[test]
fn minutes_stand_still_as_minutes() {
    let length = TermLength {
        count: 30,
        unit: TermUnit::Minutes,
    };
    let mut story = Story::filed_for(with_effect(TermEffect::Pause), length);
    story.assess("2026-11-23 10:10", [Unmet, Met, Met]);
    story.bring("2026-11-25 12:00", 1);
    assert_eq!(story.case.term.ends_at, at("2026-11-25 12:20"));
    assert_eq!(story.last_day(), "2026-11-25");
}

#[test]
fn a_clock_set_back_never_brings_the_end_forward() {
    for effect in [TermEffect::Restart, TermEffect::Pause] {
        let mut story = lacking(effect);
        story.bring("2026-11-23 09:00", 1);
        assert!(
            story.last_day().as_str() >= "2026-12-02",
            "{effect:?}: {}",
            story.last_day()
        );
    }
}

#[test]
fn a_register_that_comes_to_hold_the_record_cures_it() {
    let mut story = lacking(TermEffect::Restart);
    assert!(story.case.wants_evidence(), "registers go on being asked");
    assert_eq!(
        story.assess("2026-11-26 12:00", [Met; 3]),
        ["assessed", "deficiency-cured", "term-runs"]
    );
    assert_eq!(story.last_day(), "2026-12-07");
    assert_eq!(story.case.deficiencies[0].state, DeficiencyState::Cured);
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::DeficiencyCured
    );
}

#[test]
fn an_accepted_document_is_evidence_and_cures() {
    let mut story = lacking(TermEffect::Restart);
    story.bring("2026-11-26 12:00", 1);
    assert_eq!(
        story.tell("2026-11-27 12:00", &officer(1), accepted(1)),
        Ok(vec!["document-accepted"])
    );
    assert!(story.case.evidence.records("child").is_some());
    assert_eq!(
        story.assess("2026-11-27 12:01", [Met; 3]),
        ["assessed", "deficiency-cured"]
    );
    assert_eq!(
        story.tell("2026-11-27 12:02", &officer(1), turned_down(1)),
        Err(Rejection::NoSuchItem),
        "a document is looked at once"
    );
}

#[test]
fn a_document_turned_down_in_time_leaves_what_was_left_of_the_window() {
    let mut story = lacking(TermEffect::Restart);
    // Brought on Thursday 26 November with eight of ten working days left; Monday it is looked at.
    story.bring("2026-11-26 12:00", 1);
    assert_eq!(
        story.tell("2026-11-30 12:00", &officer(1), turned_down(1)),
        Ok(vec!["document-turned-down", "term-paused"])
    );
    assert_eq!(story.phase(), "curing");
    assert_eq!(story.case.deficiencies[0].state, DeficiencyState::Open);
    assert_eq!(story.case.deficiencies[0].until.to_string(), "2026-12-10");
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::DocumentTurnedDown
    );
}

#[test]
fn a_document_turned_down_after_the_window_leaves_time_for_a_better_one() {
    let mut story = lacking(TermEffect::Restart);
    story.bring("2026-12-08 23:00", 1);
    story
        .tell("2026-12-11 12:00", &officer(1), turned_down(1))
        .unwrap();
    assert_eq!(story.case.deficiencies[0].until.to_string(), "2026-12-14");
    assert_eq!(
        story.wake("2026-12-11 12:01"),
        [] as [&str; 0],
        "the window has not lapsed"
    );
    assert_eq!(
        story.bring("2026-12-14 23:59", 2),
        ["supplied", "term-runs"]
    );
}

#[test]
fn turning_a_document_down_needs_a_reason() {
    let mut story = lacking(TermEffect::Restart);
    story.bring("2026-11-26 12:00", 1);
    let wordless = Command::TurnDownDocument {
        upload: file(1).id,
        why: "  ".into(),
    };
    assert_eq!(
        story.tell("2026-11-27 12:00", &officer(1), wordless),
        Err(Rejection::WordsNeeded)
    );
}

#[test]
fn a_document_turned_down_after_the_register_answered_reopens_nothing() {
    let mut story = lacking(TermEffect::Restart);
    story.bring("2026-11-26 12:00", 1);
    story.assess("2026-11-26 13:00", [Met; 3]);
    story
        .tell("2026-11-27 12:00", &officer(1), turned_down(1))
        .unwrap();
    assert_eq!(story.case.deficiencies[0].state, DeficiencyState::Cured);
    assert_eq!(story.phase(), "examining");
}

#[test]
fn an_old_document_turned_down_after_a_second_notice_lapsed_stops_no_clock() {
    let mut story = lacking(TermEffect::None);
    story.bring("2026-11-26 12:00", 1);
    story.assess("2026-11-26 13:00", [Met; 3]);
    story.assess("2026-11-26 13:30", [Unmet, Met, Met]);
    story
        .tell("2026-11-26 14:00", &officer(1), cure_asked(RECORD))
        .unwrap();
    story.wake("2026-12-20 12:00");
    story
        .tell("2026-12-20 12:01", &officer(1), turned_down(1))
        .unwrap();
    assert_eq!(story.wake("2027-02-01 12:00"), [] as [&str; 0]);
}

#[test]
fn while_another_document_waits_the_person_is_not_asked_again() {
    let mut story = lacking(TermEffect::Restart);
    story.bring("2026-11-26 12:00", 1);
    story.bring("2026-11-26 13:00", 2);
    story
        .tell("2026-11-27 12:00", &officer(1), turned_down(1))
        .unwrap();
    assert_eq!(story.case.deficiencies[0].state, DeficiencyState::Supplied);
    story
        .tell("2026-11-27 13:00", &officer(1), turned_down(2))
        .unwrap();
    assert_eq!(story.case.deficiencies[0].state, DeficiencyState::Open);
}

#[test]
fn the_same_file_sent_twice_is_one_file() {
    let mut story = lacking(TermEffect::Restart);
    story.bring("2026-11-26 12:00", 1);
    assert_eq!(story.bring("2026-11-26 12:00", 1), [] as [&str; 0]);
    assert_eq!(story.case.deficiencies[0].supplies.len(), 1);
}

#[test]
fn a_window_closes_at_the_end_of_its_last_day_and_the_term_runs_on() {
    let mut story = lacking(TermEffect::Restart);
    assert_eq!(story.wake("2026-12-08 23:59:59"), [] as [&str; 0]);
    assert_eq!(
        story.wake("2026-12-09 00:00"),
        ["deficiency-lapsed", "term-runs"]
    );
    // Six working days were left; 16 December is a holiday. It does not begin anew.
    assert_eq!(story.last_day(), "2026-12-17");
    assert_eq!(
        story.tell("2026-12-09 00:00", &filer(), words("Here it is.")),
        Err(Rejection::WindowClosed)
    );
}

#[test]
fn what_comes_in_the_last_second_of_the_window_counts() {
    let mut story = lacking(TermEffect::Restart);
    assert_eq!(
        story.bring("2026-12-08 23:59:59", 1),
        ["letter-received", "supplied", "term-runs"]
    );
    assert_eq!(
        story.wake("2026-12-09 00:00"),
        [] as [&str; 0],
        "it waits for the officer now"
    );
}

#[test]
fn a_lapse_found_late_takes_effect_when_it_fell_due() {
    let mut story = lacking(TermEffect::Pause);
    assert_eq!(
        story.wake("2027-01-15 09:00"),
        ["deficiency-lapsed", "term-runs", "deemed-refused"]
    );
    let when: Vec<_> = story
        .journal
        .iter()
        .rev()
        .take(3)
        .map(|event| event.effective_at)
        .collect();
    assert_eq!(
        when,
        ["2026-12-18 00:00", "2026-12-09 00:00", "2026-12-09 00:00"].map(at)
    );
}

#[test]
fn the_term_stands_still_until_the_last_of_two_deficiencies_is_mended() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-24 12:00", [Unmet, Unmet, Met]);
    assert_eq!(
        story.bring("2026-11-25 12:00", 1),
        ["letter-received", "supplied"]
    );
    assert!(story.case.term.paused_at.is_some());
    assert_eq!(
        story.assess("2026-11-26 12:00", [Unmet, Met, Met]),
        ["assessed", "deficiency-cured", "term-runs"]
    );
    assert_eq!(story.last_day(), "2026-12-07");
}

#[test]
fn the_term_begins_anew_for_what_is_mended_and_runs_on_for_what_lapsed() {
    // The first notice is mended, the second lapses: the lapse gives no whole new term.
    let mut story = Story::filed(procedure());
    story.assess("2026-11-24 12:00", [Met, Unmet, Unmet]);
    story
        .tell("2026-11-24 12:00", &officer(1), cure_asked(AWARD))
        .unwrap();
    story.assess("2026-11-25 12:00", [Unmet, Unmet, Unmet]);
    story.bring("2026-11-26 12:00", 1);
    story.wake("2026-12-09 00:00");
    assert_eq!(story.last_day(), "2026-12-17");
}

#[test]
fn nobody_but_who_filed_supplies_or_answers() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-24 12:00", [Unmet, Unmet, Met]);
    for actor in [stranger(), officer(1), Actor::Machine] {
        for command in [
            supplied(RECORD, 1),
            words("Here."),
            kindergarten("kindergarten"),
        ] {
            assert_eq!(
                story.tell("2026-11-25 12:00", &actor, command),
                Err(Rejection::NotTheFiler)
            );
        }
    }
}

#[test]
fn something_must_be_supplied_and_for_something_lacking() {
    let mut story = lacking(TermEffect::Restart);
    assert_eq!(
        story.tell("2026-11-25 12:00", &filer(), words(" ")),
        Err(Rejection::WordsNeeded)
    );
    assert_eq!(
        story.tell("2026-11-25 12:00", &filer(), supplied(AWARD, 1)),
        Err(Rejection::NoSuchItem)
    );
    assert_eq!(
        story.tell("2026-11-25 12:00", &filer(), kindergarten("kindergarten")),
        Err(Rejection::NoSuchItem),
        "nothing is wrong with the choice"
    );
}

#[test]
fn a_better_answer_cures_once_it_is_assessed_and_changes_that_answer_only() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-24 12:00", [Met, Unmet, Met]);
    assert_eq!(
        story.tell("2026-11-25 12:00", &filer(), kindergarten("iban")),
        Err(Rejection::NoSuchItem)
    );
    assert_eq!(
        story.tell("2026-11-25 12:00", &filer(), kindergarten("kindergarten")),
        Ok(vec!["letter-received", "answered"])
    );
    assert_eq!(
        story.assess("2026-11-25 12:00", [Met; 3]),
        ["assessed", "deficiency-cured", "term-runs"]
    );
}

#[test]
fn a_document_answers_only_what_a_document_mends() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-24 12:00", [Met, Unmet, Met]);
    story
        .tell("2026-11-25 12:00", &filer(), supplied(CHOICE, 1))
        .unwrap();
    assert_eq!(
        story.tell("2026-11-25 13:00", &officer(1), accepted(1)),
        Err(Rejection::NoSuchItem)
    );
    assert!(
        story
            .tell("2026-11-25 13:00", &officer(1), turned_down(1))
            .is_ok()
    );
}
