use super::super::*;
use super::story::*;
use crate::definition::TermEffect;
use crate::evidence::Verdict::{Met, Unmet};
use crate::term::{TermLength, TermUnit};

#[test]
fn silence_is_a_refusal_at_the_terms_last_instant_and_not_before() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met; 3]);
    assert_eq!(story.wake("2026-12-02 23:59:59.999999999"), [] as [&str; 0]);
    assert_eq!(story.wake("2026-12-03 00:00"), ["deemed-refused"]);
    assert_eq!(story.phase(), "deemed-refused");
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::DeemedRefused
    );
}

#[test]
fn silence_found_late_took_effect_at_the_terms_end_and_once() {
    let mut story = Story::filed(procedure());
    assert_eq!(story.wake("2027-03-01 09:00"), ["deemed-refused"]);
    assert_eq!(story.case.deemed_refused_at, Some(at("2026-12-03 00:00")));
    assert_eq!(story.wake("2027-03-02 09:00"), [] as [&str; 0]);
    assert_eq!(story.next_wake(), None);
}

#[test]
fn an_officer_who_decides_too_late_finds_the_silence_recorded_first_and_may_still_grant() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met; 3]);
    assert_eq!(
        story.tell("2026-12-03 09:00", &officer(1), Command::Grant),
        Ok(vec!["deemed-refused", "granted"])
    );
    assert_eq!(story.phase(), "granted");
    assert_eq!(story.case.deemed_refused_at, Some(at("2026-12-03 00:00")));
}

#[test]
fn a_grant_in_the_last_second_is_in_time() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met; 3]);
    assert_eq!(
        story.tell("2026-12-02 23:59:59", &officer(1), Command::Grant),
        Ok(vec!["granted"])
    );
    assert_eq!(story.wake("2026-12-03 00:00"), [] as [&str; 0]);
}

#[test]
fn a_late_refusal_can_still_be_given_and_the_silence_stays_on_record() {
    let mut story = Story::filed(without_hearing());
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story.wake("2026-12-03 00:00");
    assert_eq!(
        story.tell("2026-12-03 09:00", &officer(1), refusal_of(&[AWARD])),
        Ok(vec!["refusal-prepared"])
    );
    assert_eq!(story.phase(), "hearing");
    assert_eq!(
        story.wake("2026-12-05 00:00"),
        [] as [&str; 0],
        "silence has its effect once"
    );
    assert_eq!(
        story.tell("2026-12-05 09:00", &officer(2), Command::Approve),
        Ok(vec!["refused"])
    );
    assert_eq!(story.phase(), "refused");
    assert_eq!(story.case.deemed_refused_at, Some(at("2026-12-03 00:00")));
}

#[test]
fn who_is_refused_late_is_heard_all_the_same() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
        .tell("2026-12-03 09:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    let told = story.tell("2026-12-31 09:00", &officer(2), Command::Approve);
    assert_eq!(told, Err(Rejection::NotReceived));
}

#[test]
fn a_late_refusal_sent_back_leaves_the_case_deemed_refused() {
    let mut story = Story::filed(without_hearing());
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
        .tell("2026-12-03 09:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    let back = Command::Return {
        words: "Look again.".into(),
    };
    story.tell("2026-12-04 09:00", &officer(2), back).unwrap();
    assert_eq!(story.phase(), "deemed-refused");
    assert_eq!(story.wake("2026-12-05 00:00"), [] as [&str; 0]);
    assert_eq!(story.next_wake(), None);
}

#[test]
fn after_the_silence_the_person_is_still_asked_before_a_late_refusal() {
    let mut story = Story::filed(without_hearing());
    story.wake("2026-12-03 00:00");
    story.assess("2026-12-03 09:00", [Unmet, Met, Met]);
    assert_eq!(
        story.tell("2026-12-03 10:00", &officer(1), refusal_of(&[RECORD])),
        Err(Rejection::CureOpen)
    );
    assert_eq!(
        story.tell("2026-12-03 10:01", &officer(1), cure_asked(RECORD)),
        Ok(vec!["deficiency-noted"]),
        "the term is over: nothing stands still"
    );
    assert_eq!(story.phase(), "deemed-refused");
    let over = story.case.deficiencies[0].ends_at;
    assert_eq!(
        story.tell_at(over, &officer(1), refusal_of(&[RECORD])),
        Ok(vec!["deficiency-lapsed", "refusal-prepared"])
    );
}

#[test]
fn a_hearing_does_not_stop_the_term() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
        .tell("2026-12-01 09:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    assert_eq!(story.wake("2026-12-03 00:00"), ["deemed-refused"]);
}

#[test]
fn a_term_that_stands_still_does_not_end() {
    let mut story = Story::filed(with_effect(TermEffect::Pause));
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    assert_eq!(story.wake("2026-12-08 23:59:59"), [] as [&str; 0]);
    assert_eq!(story.phase(), "curing");
}

#[test]
fn a_term_that_runs_on_ends_although_a_window_is_open() {
    let mut story = Story::filed(with_effect(TermEffect::None));
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    assert_eq!(story.wake("2026-12-03 00:00"), ["deemed-refused"]);
    assert_eq!(
        story.bring("2026-12-04 12:00", 1),
        ["letter-received", "supplied"],
        "the window is still open"
    );
    story.assess("2026-12-04 12:01", [Met; 3]);
    assert_eq!(
        story.tell("2026-12-04 13:00", &officer(1), Command::Grant),
        Ok(vec!["granted"])
    );
}

#[test]
fn a_window_that_closes_as_the_term_ends_closes_first() {
    let mut story = Story::filed_for(with_effect(TermEffect::None), TermLength::working_days(10));
    story.assess("2026-11-23 12:00", [Unmet, Met, Met]);
    assert_eq!(story.case.deficiencies[0].ends_at, story.case.term.ends_at);
    assert_eq!(
        story.wake("2026-12-08 00:00"),
        ["deficiency-lapsed", "deemed-refused"]
    );
}

#[test]
fn a_term_of_minutes_ends_by_the_minute() {
    let length = TermLength {
        count: 30,
        unit: TermUnit::Minutes,
    };
    let mut story = Story::filed_for(procedure(), length);
    assert_eq!(story.wake("2026-11-23 10:29:59"), [] as [&str; 0]);
    assert_eq!(story.wake("2026-11-23 10:30"), ["deemed-refused"]);
}

#[test]
fn a_person_may_withdraw_after_the_silence() {
    let mut story = Story::filed(procedure());
    assert_eq!(
        story.tell("2026-12-03 00:00", &filer(), Command::Withdraw),
        Ok(vec!["deemed-refused", "withdrawn"])
    );
}
