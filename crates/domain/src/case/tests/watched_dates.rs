//! The invariants of terms, windows and clocks: each thing that is wrong is seen, and it alone.

use super::super::*;
use super::story::*;
use super::watched::{Step, deemed, granted, issued, lacking, refused, seen_in};
use crate::actor::{Actor, Rank};
use crate::definition::TermEffect;
use crate::evidence::Verdict::{Met, Unknown, Unmet};
use crate::invariant::Checks;
use crate::term::{TermLength, TermUnit};

const HONEST: [&str; 0] = [];

#[test]
fn a_window_that_closes_unreceived_or_at_another_time_is_seen() {
    let lapsed = || {
        let mut story = lacking(TermEffect::None);
        story.wake("2026-12-09 00:00");
        Step::last(story, Actor::Machine, "deficiency-lapsed")
    };
    let seen = ["a window closed at another time than was said, or unreceived"];
    let mended = |step: &mut Step| step.before.deficiencies[0].state = DeficiencyState::Supplied;
    lapsed().sees(mended, &seen);
    lapsed().sees(|step| step.before.deficiencies[0].received = false, &seen);
    let early = |step: &mut Step| step.before.deficiencies[0].ends_at = at("2026-12-08 23:59");
    lapsed().sees(early, &seen);
}

#[test]
fn a_deficiency_of_an_outage_or_noted_twice_is_seen() {
    let noted = || {
        let story = lacking(TermEffect::None);
        Step::last(story, Actor::Machine, "deficiency-noted")
    };
    let unknown = |step: &mut Step| step.before.findings[0].verdict = Unknown;
    let outage = |step: &mut Step| {
        let down = down(at("2026-11-24 12:00"));
        step.before.evidence.0.insert("child".into(), down);
    };
    noted().sees(unknown, &HONEST);
    noted().sees(outage, &HONEST);
    let both = |step: &mut Step| {
        unknown(step);
        outage(step);
    };
    noted().sees(both, &["an outage made a deficiency"]);
    let asked_by_an_officer = |step: &mut Step| {
        both(step);
        if let Event::DeficiencyNoted { asked, .. } = &mut step.recorded.event {
            *asked = Some((officer_id(1), "Please explain.".into()));
        }
    };
    noted().sees(asked_by_an_officer, &HONEST);
    let twice = |step: &mut Step| {
        let known = step.after.deficiencies[0].clone();
        step.before.deficiencies.push(known.clone());
        step.after.deficiencies.push(known);
    };
    noted().sees(twice, &["asked twice for the same at a time"]);
}

#[test]
fn an_officer_who_counts_a_term_again_is_seen() {
    let mut story = Story::filed(procedure());
    let told = story.decree("2026-11-25 12:00", &["2026-11-30"]);
    assert_eq!(told, ["term-recounted"]);
    let chosen = |step: &mut Step| {
        step.actor = officer(1);
        step.recorded.by = officer(1).author();
    };
    let step = Step::last(story, Actor::Machine, "term-recounted");
    step.sees(chosen, &["somebody chose to count again"]);
}

#[test]
fn a_silence_at_another_time_or_beside_an_outcome_is_seen() {
    let late = || {
        let mut story = Story::filed(procedure());
        story.wake("2026-12-04 00:00");
        Step::last(story, Actor::Machine, "deemed-refused")
    };
    let moved = ["silence had its effect at another time than the term's end"];
    let effective = |step: &mut Step| step.recorded.effective_at = at("2026-12-03 00:01");
    late().sees(effective, &moved);
    let noted = |step: &mut Step| step.after.deemed_refused_at = Some(at("2026-12-03 00:01"));
    late().sees(noted, &moved);
    let beside = ["silence had its effect although there was an outcome"];
    let decided = |step: &mut Step| {
        let decision = granted().after.decision;
        step.before.decision.clone_from(&decision);
        step.after.decision = decision;
    };
    late().sees(decided, &beside);
    let deemed = |step: &mut Step| step.before.deemed_granted_at = Some(at("2026-12-03 00:00"));
    late().sees(deemed, &beside);
}

#[test]
fn a_consent_by_silence_that_no_law_gives_is_seen() {
    let consented = || {
        let mut story = Story::filed(consent_by_silence());
        story.assess("2026-11-23 10:01", [Met; 3]);
        story.wake("2026-12-03 00:00");
        Step::last(story, Actor::Machine, "deemed-granted")
    };
    let uncited = |step: &mut Step| {
        step.recorded.event = Event::DeemedGranted { law: law("none") };
    };
    let seen = ["silence has an effect the definition does not cite"];
    consented().sees(uncited, &seen);
    let moved = |step: &mut Step| step.after.deemed_granted_at = None;
    let seen = ["silence had its effect at another time than the term's end"];
    consented().sees(moved, &seen);
}

#[test]
fn a_window_or_a_notice_that_shrinks_or_disappears_is_seen() {
    let supplied = || {
        let mut story = lacking(TermEffect::None);
        story.bring("2026-11-26 12:00", 1);
        Step::last(story, filer(), "supplied")
    };
    let shrunk = ["a window's end came earlier"];
    let day = |step: &mut Step| step.after.deficiencies[0].until = "2026-12-07".parse().unwrap();
    supplied().sees(day, &shrunk);
    let instant = |step: &mut Step| step.after.deficiencies[0].ends_at = at("2026-12-08 23:59");
    supplied().sees(instant, &shrunk);
    let gone = ["a notice disappeared"];
    supplied().sees(|step| step.after.deficiencies.clear(), &gone);
    supplied().sees(|step| drop(step.after.letters.pop()), &gone);
    let term = ["the term's end came earlier"];
    let day = |step: &mut Step| step.after.term.last_day = "2026-12-01".parse().unwrap();
    supplied().sees(day, &term);
    let instant = |step: &mut Step| step.after.term.ends_at = at("2026-12-02 23:59");
    supplied().sees(instant, &term);
}

#[test]
fn a_hearing_that_shrinks_is_seen() {
    let objected = || {
        let mut story = Story::filed_for(procedure(), TermLength::working_days(15));
        story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
        story
            .tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]))
            .unwrap();
        story.read("2026-11-24 13:00", LetterKind::Preliminary);
        let words = Command::Object("It is my first.".into());
        story.tell("2026-11-25 12:00", &filer(), words).unwrap();
        Step::last(story, filer(), "objected")
    };
    let after = |step: &mut Step, change: fn(&mut Preliminary)| match &mut step.after.phase {
        Phase::Hearing(preliminary) => change(preliminary),
        phase => panic!("{phase:?}"),
    };
    let seen = ["the hearing's end came earlier"];
    let act = |later: &mut Preliminary| later.not_before = "2026-11-27".parse().ok();
    objected().sees(|step| after(step, act), &seen);
    let words = |later: &mut Preliminary| later.objection_until = "2026-11-25".parse().ok();
    objected().sees(|step| after(step, words), &seen);
    let another = |later: &mut Preliminary| {
        later.at = at("2026-11-25 12:00");
        later.objection_until = None;
    };
    objected().sees(|step| after(step, another), &HONEST);
}

#[test]
fn an_answer_about_a_slip_that_is_promised_for_earlier_is_seen() {
    let asked = || {
        let mut story = refused().story;
        let words = Command::AskCorrection("Awarded is misspelt.".into());
        story.tell("2026-12-02 12:00", &filer(), words).unwrap();
        story.read("2026-12-02 13:00", LetterKind::Refused);
        Step::last(story, filer(), "letter-received")
    };
    let correction = |step: &mut Step, change: fn(&mut CorrectionAsked)| {
        change(step.after.correction.as_mut().unwrap());
    };
    let earlier = |asked: &mut CorrectionAsked| asked.ends_at = at("2026-12-05 00:00");
    let seen = ["the answer's last day came earlier"];
    asked().sees(|step| correction(step, earlier), &seen);
    let another = |asked: &mut CorrectionAsked| {
        asked.at = at("2026-12-02 13:00");
        asked.ends_at = at("2026-12-05 00:00");
    };
    asked().sees(|step| correction(step, another), &HONEST);
}

#[test]
fn a_term_counts_no_more_once_there_is_an_outcome() {
    for outcome in [issued, deemed] {
        let step = outcome();
        assert_eq!(
            seen_in(&step.story, &step.after, "2027-06-01 12:00"),
            HONEST
        );
    }
}

#[test]
fn two_silences_in_one_term_are_seen_and_one_in_each_of_two_is_not() {
    let step = deemed();
    let now = "2026-12-03 00:00";
    let with = |names: &[&str]| {
        let mut case = step.after.clone();
        let event = |name: &&str| (at(now), (*name).to_owned());
        case.history.extend(names.iter().map(event));
        seen_in(&step.story, &case, now)
    };
    assert_eq!(with(&["deemed-refused"]), ["two silences in one term"]);
    assert_eq!(with(&["deemed-granted"]), ["two silences in one term"]);
    for taken_back in ["decision-annulled", "decision-revoked"] {
        assert_eq!(with(&[taken_back, "deemed-refused"]), HONEST);
    }
}

#[test]
fn a_term_that_runs_on_or_anew_otherwise_than_defined_is_seen() {
    let runs = |effect: TermEffect| {
        let mut story = lacking(effect);
        story.bring("2026-12-01 15:00", 1);
        Step::last(story, filer(), "term-runs")
    };
    let term = |step: &mut Step, change: fn(&mut RunningTerm)| match &mut step.recorded.event {
        Event::TermRuns { term } => change(term),
        event => panic!("{}", event.name()),
    };
    let longer = |term: &mut RunningTerm| term.last_day = "2026-12-21".parse().unwrap();
    let left = ["another number of days is left than before the pause"];
    runs(TermEffect::Pause).sees(|step| term(step, longer), &left);
    let whole = ["a restart does not give the whole term"];
    runs(TermEffect::Restart).sees(|step| term(step, longer), &whole);
    let undefined = |step: &mut Step| step.story.procedure.cure.effect = TermEffect::Pause;
    runs(TermEffect::Restart).sees(undefined, &whole);
    let stands = |term: &mut RunningTerm| term.paused_at = Some(term.started_at);
    let still = ["it should run and stands still"];
    runs(TermEffect::Pause).sees(|step| term(step, stands), &still);
    let ran = |step: &mut Step| step.before.term.paused_at = None;
    let seen = ["a term runs on that did not stand still"];
    runs(TermEffect::Pause).sees(ran, &seen);
}

#[test]
fn a_term_of_calendar_days_and_one_extended_beyond_its_restart_are_as_defined() {
    let calendar_days = TermLength {
        count: 10,
        unit: TermUnit::CalendarDays,
    };
    let mut story = Story::filed_for(with_effect(TermEffect::Pause), calendar_days);
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    story.bring("2026-11-26 12:00", 1);
    assert_eq!(story.last_day(), "2026-12-07");
    let mut extended = Story::filed(with_effect(TermEffect::Restart));
    let extend = Command::Extend {
        until: "2027-01-15".parse().unwrap(),
        reasons: "An expert is away.".into(),
    };
    let deputy = ranked(6, Rank::Deputy);
    extended.tell("2026-11-30 12:00", &deputy, extend).unwrap();
    extended.assess("2026-12-01 12:00", [Unmet, Met, Met]);
    extended.bring("2026-12-02 12:00", 1);
    assert_eq!(extended.last_day(), "2027-01-15");
}

#[test]
fn an_extension_that_extends_nothing_is_seen() {
    let mut story = Story::filed(procedure());
    let extend = Command::Extend {
        until: "2027-01-15".parse().unwrap(),
        reasons: "An expert is away.".into(),
    };
    let deputy = ranked(6, Rank::Deputy);
    story.tell("2026-11-30 12:00", &deputy, extend).unwrap();
    let unmoved = |step: &mut Step| {
        if let Event::TermExtended { term, .. } = &mut step.recorded.event {
            term.last_day = "2026-12-02".parse().unwrap();
        }
    };
    let seen = ["extended further than the law lets"];
    Step::last(story, deputy, "term-extended").sees(unmoved, &seen);
}

#[test]
fn no_more_than_a_thousand_violations_are_kept() {
    let mut checks = Checks::default();
    for _ in 0..1_001 {
        checks.check(5, false, "two");
    }
    assert_eq!((checks.count(5), checks.violations().len()), (1_001, 1_000));
    let mut merged = Checks::default();
    merged.check(5, false, "one");
    merged.merge(&checks);
    assert_eq!((merged.count(5), merged.violations().len()), (1_002, 1_000));
}
