//! What officers and decrees do to the term: extended, standing still, worked out again; and clocks
//! that were set back.

use super::super::*;
use super::story::*;
use crate::actor::{Actor, Rank};
use crate::definition::{ExtensionFrom, Procedure, TermEffect};
use crate::evidence::Verdict::{Met, Unmet};
use crate::term::{TermLength, TermUnit};

fn extend(until: &str) -> Command {
    Command::Extend {
        until: until.parse().unwrap(),
        reasons: "An expert must be heard.".into(),
    }
}

fn pause() -> Command {
    Command::Pause {
        ground: "expertise".into(),
        reasons: "An expert looks at it.".into(),
    }
}

fn deputy() -> Actor {
    ranked(6, Rank::Deputy)
}

#[test]
fn a_deputy_extends_the_term_once_and_the_reason_is_sent() {
    let mut story = Story::filed(procedure());
    assert_eq!(
        story.tell("2026-11-30 12:00", &deputy(), extend("2027-01-15")),
        Ok(vec!["term-extended"])
    );
    assert_eq!(story.last_day(), "2027-01-15");
    assert_eq!(story.next_wake(), Some(at("2027-01-16 00:00")));
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::Extended
    );
    let (when, by, reasons) = story.case.extended.as_ref().unwrap();
    assert_eq!((*when, by), (at("2026-11-30 12:00"), &officer_id(6)));
    assert_eq!(reasons.as_str(), "An expert must be heard.");
    story.rejects(
        "2026-12-01 12:00",
        &ranked(7, Rank::Head),
        extend("2027-01-20"),
        Rejection::OnlyOnce,
    );
}

#[test]
fn an_extension_ends_on_a_day_that_is_worked() {
    let mut story = Story::filed(procedure());
    story
        .tell("2026-11-30 12:00", &deputy(), extend("2027-01-16"))
        .unwrap();
    assert_eq!(story.last_day(), "2027-01-18");
}

#[test]
fn an_extension_is_no_longer_than_the_law_lets() {
    let now = "2026-11-30 12:00";
    let mut story = Story::filed(procedure());
    // Two months from 30 November end on Saturday 30 January, and so on Monday.
    story.rejects(now, &deputy(), extend("2027-02-02"), Rejection::TooLong);
    assert!(story.tell(now, &deputy(), extend("2027-02-01")).is_ok());
    let mut procedure = procedure();
    if let Some(extension) = &mut procedure.extension {
        extension.counted_from = ExtensionFrom::End;
        extension.at_most = legal(10);
    }
    let mut from_end = Story::filed(procedure);
    // Ten working days from 2 December; 16 December is a holiday.
    from_end.rejects(now, &deputy(), extend("2026-12-18"), Rejection::TooLong);
    assert!(from_end.tell(now, &deputy(), extend("2026-12-17")).is_ok());
}

#[test]
fn a_term_is_extended_forwards_with_reasons_while_it_runs() {
    let now = "2026-11-30 12:00";
    let mut story = Story::filed(procedure());
    let rank = Rejection::RankNeeded;
    story.rejects(now, &officer(1), extend("2027-01-15"), rank);
    for until in ["2026-12-02", "2026-11-27"] {
        story.rejects(now, &deputy(), extend(until), Rejection::NotThen);
    }
    let wordless = Command::Extend {
        until: "2027-01-15".parse().unwrap(),
        reasons: " ".into(),
    };
    story.rejects(now, &deputy(), wordless, Rejection::WordsNeeded);
    story.rejects(
        "2026-12-03 00:00",
        &deputy(),
        extend("2027-01-15"),
        Rejection::TermOver,
    );
    let mut paused = Story::filed(procedure());
    paused.tell(now, &officer(1), pause()).unwrap();
    paused.rejects(
        now,
        &deputy(),
        extend("2027-01-15"),
        Rejection::TermStandsStill,
    );
    let minutes = TermLength {
        count: 30,
        unit: TermUnit::Minutes,
    };
    let mut quick = Story::filed_for(procedure(), minutes);
    quick.rejects(
        "2026-11-23 10:10",
        &deputy(),
        extend("2026-11-24"),
        Rejection::TermStandsStill,
    );
    let mut unknown = Story::filed(Procedure {
        extension: None,
        ..procedure()
    });
    unknown.rejects(now, &deputy(), extend("2027-01-15"), Rejection::NoSuchStep);
}

#[test]
fn a_term_stands_still_on_a_listed_ground_for_as_long_as_the_law_lets() {
    let mut story = Story::filed(procedure());
    assert_eq!(
        story.tell("2026-11-24 12:00", &officer(1), pause()),
        Ok(vec!["stood-still", "term-paused"])
    );
    let standstill = story.case.standstill.as_ref().unwrap();
    assert_eq!(standstill.until.to_string(), "2026-12-23");
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::StoodStill
    );
    assert_eq!(story.wake("2026-12-23 23:59:59"), [] as [&str; 0]);
    assert_eq!(
        story.wake("2026-12-24 00:00"),
        ["standstill-ended", "term-runs"]
    );
    // Six working days were left on 24 November.
    assert_eq!(story.last_day(), "2026-12-31");
    story.rejects(
        "2026-12-24 12:00",
        &officer(1),
        pause(),
        Rejection::OnlyOnce,
    );
}

#[test]
fn an_officer_lets_the_term_run_on_sooner() {
    let mut story = Story::filed(with_effect(TermEffect::Restart));
    let now = "2026-11-30 12:00";
    story.rejects(now, &officer(1), Command::Resume, Rejection::WrongPhase);
    story
        .tell("2026-11-24 12:00", &officer(1), pause())
        .unwrap();
    story.rejects(now, &officer(1), pause(), Rejection::TermStandsStill);
    assert_eq!(
        story.tell(now, &officer(1), Command::Resume),
        Ok(vec!["standstill-ended", "term-runs"])
    );
    assert_eq!(
        story.last_day(),
        "2026-12-08",
        "what was left, not the whole term: nobody mended anything"
    );
}

#[test]
fn a_pause_has_a_ground_the_law_lists_and_reasons() {
    let mut story = Story::filed(procedure());
    let now = "2026-11-24 12:00";
    let on = |ground: &str, reasons: &str| Command::Pause {
        ground: ground.into(),
        reasons: reasons.into(),
    };
    let unlisted = on("holidays", "We are away.");
    story.rejects(now, &officer(1), unlisted, Rejection::NoSuchStep);
    let blank = on("expertise", "");
    story.rejects(now, &officer(1), blank, Rejection::WordsNeeded);
    for actor in [Actor::Machine, filer()] {
        story.rejects(now, &actor, pause(), Rejection::NotAnOfficer);
    }
    story.rejects(
        "2026-12-03 00:00",
        &officer(1),
        pause(),
        Rejection::TermOver,
    );
}

#[test]
fn a_term_that_two_things_hold_runs_when_the_last_lets_go() {
    let mut story = Story::filed(with_effect(TermEffect::Pause));
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    story
        .tell("2026-11-24 13:00", &officer(1), pause())
        .unwrap();
    assert_eq!(
        story.bring("2026-11-26 12:00", 1),
        ["letter-received", "supplied"]
    );
    assert_eq!(
        story.tell("2026-11-30 12:00", &officer(1), Command::Resume),
        Ok(vec!["standstill-ended", "term-runs"])
    );
    assert_eq!(story.last_day(), "2026-12-08");
}

#[test]
fn a_day_made_free_later_moves_the_end_and_the_person_is_told() {
    let mut story = Story::filed(procedure());
    assert_eq!(
        story.decree("2026-11-24 12:00", &["2026-11-27"]),
        ["term-recounted"]
    );
    assert_eq!(story.last_day(), "2026-12-03");
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::Recounted
    );
    assert_eq!(
        story.decree("2026-11-24 12:01", &["2026-11-27"]),
        [] as [&str; 0]
    );
}

#[test]
fn a_day_made_worked_again_never_brings_the_end_forward() {
    let mut story = Story::filed(procedure());
    story.decree("2026-11-24 12:00", &["2026-11-27", "2026-11-30"]);
    assert_eq!(story.last_day(), "2026-12-04");
    assert_eq!(story.decree("2026-11-25 12:00", &[]), [] as [&str; 0]);
    assert_eq!(story.last_day(), "2026-12-04");
}

#[test]
fn windows_are_worked_out_again_too_from_notice_and_from_receipt() {
    let mut noticed = Story::filed(procedure());
    noticed.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    assert_eq!(
        noticed.decree("2026-11-25 12:00", &["2026-12-04"]),
        ["term-recounted"]
    );
    assert_eq!(noticed.case.deficiencies[0].until.to_string(), "2026-12-09");
    let mut received = Story::filed(from_receipt());
    received.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    received.read("2026-11-26 12:00", LetterKind::Deficiency);
    received.decree("2026-11-27 12:00", &["2026-12-04"]);
    assert_eq!(
        received.case.deficiencies[0].until.to_string(),
        "2026-12-11"
    );
    assert_eq!(
        received.case.deficiencies[0].ends_at,
        at("2026-12-12 00:00")
    );
}

#[test]
fn a_term_that_stood_still_and_was_extended_is_worked_out_from_its_parts() {
    let mut story = Story::filed(procedure());
    story
        .tell("2026-11-24 12:00", &officer(1), pause())
        .unwrap();
    story
        .tell("2026-11-26 12:00", &officer(1), Command::Resume)
        .unwrap();
    assert_eq!(story.last_day(), "2026-12-04");
    story.decree("2026-11-27 12:00", &["2026-12-01"]);
    assert_eq!(story.last_day(), "2026-12-07");
    story
        .tell("2026-11-30 12:00", &deputy(), extend("2026-12-18"))
        .unwrap();
    story.decree("2026-12-01 12:00", &["2026-12-01", "2026-12-18"]);
    assert_eq!(story.last_day(), "2026-12-21");
}

#[test]
fn an_outcome_is_not_reopened_by_a_decree_and_only_the_program_counts_again() {
    let mut story = Story::filed(procedure());
    for actor in [officer(1), filer()] {
        let why = Rejection::OnlyTheProgram;
        story.rejects("2026-11-24 12:00", &actor, Command::Recount, why);
    }
    story.wake("2026-12-03 00:00");
    assert_eq!(
        story.decree("2026-12-04 12:00", &["2026-11-27"]),
        [] as [&str; 0]
    );
    assert_eq!(story.phase(), "deemed-refused");
}

#[test]
fn a_clock_that_was_set_back_says_nothing_about_the_law() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-30 12:00", [Unmet, Met, Met]);
    let told = story.tell("2026-11-20 12:00", &filer(), supplied(RECORD, 1));
    assert_eq!(told, Ok(vec!["letter-received", "supplied", "term-runs"]));
    let last = story.journal.last().unwrap();
    assert_eq!(
        (last.effective_at, last.recorded_at),
        (at("2026-11-30 12:00"), at("2026-11-30 12:00"))
    );
}

#[test]
fn papers_that_were_long_on_their_way_may_find_their_term_over() {
    let mut story = Story::filed(procedure());
    let filing = story.case.filing.clone();
    let context = Context {
        now: at("2026-12-10 09:00"),
        actor: &clerk(),
        calendar: &story.calendar,
        procedure: &story.procedure,
    };
    let file = |filing: &Filing| Command::File(Box::new(filing.clone()));
    let events = decide(None, file(&filing), &context).unwrap();
    let names: Vec<&str> = events.iter().map(|one| one.event.name()).collect();
    assert_eq!(names, ["filed", "deemed-refused"]);
    assert_eq!(events[1].effective_at, at("2026-12-03 00:00"));
    let early = Context {
        now: at("2026-11-23 09:59"),
        ..context
    };
    assert_eq!(
        decide(None, file(&filing), &early),
        Err(Rejection::NotThen),
        "nothing is received tomorrow"
    );
    story.journal = events;
}
