//! The invariants of decisions: each thing that is wrong is seen, and it alone.

use uuid::Uuid;

use super::super::*;
use super::story::*;
use super::watched::{Step, granted, issued, lacking, refused, revoked, seen_in};
use crate::actor::Actor;
use crate::definition::{Acceptance, TermEffect};
use crate::evidence::Verdict::{Met, Unknown, Unmet};
use crate::term::TermLength;

const APPEAL: Uuid = Uuid::from_u128(100);
const UNNAMED: &str = "a decision changed without a named cause";
const UNFOUNDED: [&str; 1] = ["granted although something does not hold"];
const CUT_SHORT: &str = "against the person before the promised end";

fn another_grant() -> (jiff::Timestamp, Decision) {
    let by = Decider::Officer(officer_id(9));
    let granted = Decision::Granted {
        amount: None,
        by,
        provisional: false,
    };
    (at("2026-11-24 11:00"), granted)
}

fn outage(step: &mut Step) {
    let down = down(at("2026-11-24 12:00"));
    step.before.evidence.0.insert("child".into(), down);
}

/// The revocation of what was granted is appealed, and annulled.
fn restored() -> Step {
    let mut story = revoked().story;
    let lodge = Command::Lodge {
        appeal: APPEAL,
        number: "2026-000100".into(),
        replaced: false,
    };
    let machine = Actor::Machine;
    story.tell("2026-12-01 12:00", &machine, lodge).unwrap();
    let annul = ruled(Outcome::Annulled);
    story.tell("2026-12-07 12:00", &machine, annul).unwrap();
    Step::last(story, machine, "decision-annulled")
}

fn ruled(outcome: Outcome) -> Command {
    Command::ApplyRuling(RulingGiven {
        appeal: APPEAL,
        ruling: Some(Ruling {
            outcome,
            rights: Rights::Restored,
            overruled: vec![AWARD.into()],
            lateness: None,
        }),
        by: Some(officer_id(8)),
    })
}

fn corrected() -> Step {
    let mut story = refused().story;
    let correct = Command::Correct {
        was: "awarded".into(),
        reads: "given".into(),
        answers: false,
    };
    story
        .tell("2026-12-02 12:00", &officer(1), correct)
        .unwrap();
    Step::last(story, officer(1), "slip-corrected")
}

fn ruling_corrected() -> Step {
    let length = TermLength::working_days(5);
    let mut story = Story::filed_about(complained(), complaint_procedure(), length, false);
    let rule = Command::Rule {
        ruling: Ruling {
            outcome: Outcome::Upheld,
            rights: Rights::Restored,
            overruled: Vec::new(),
            lateness: None,
        },
        reasons: "The file lay in a drawer.".into(),
    };
    story.tell("2026-11-24 12:00", &officer(3), rule).unwrap();
    let correct = Command::Correct {
        was: "drawer".into(),
        reads: "cupboard".into(),
        answers: false,
    };
    story
        .tell("2026-11-25 12:00", &officer(3), correct)
        .unwrap();
    Step::last(story, officer(3), "slip-corrected")
}

/// Refused for a record that was asked for, and a document of it that was turned down.
fn refused_for_the_record() -> Step {
    let mut story = Story::filed_for(without_hearing(), TermLength::working_days(15));
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    story.bring("2026-11-26 12:00", 1);
    let now = "2026-11-26 13:00";
    story.tell(now, &officer(1), turned_down(1)).unwrap();
    story.wake("2026-12-09 00:00");
    let now = "2026-12-09 12:00";
    story.tell(now, &officer(1), refusal_of(&[RECORD])).unwrap();
    story.tell(now, &officer(2), Command::Approve).unwrap();
    Step::last(story, officer(2), "refused")
}

fn not_accepted() -> Step {
    let mut story = Story::filed(refusing_at_the_door());
    story.assess("2026-11-23 12:00", [Unmet, Met, Met]);
    let refuse = Command::RefuseAcceptance {
        requirements: vec![RECORD.into()],
        reasons: "No paper.".into(),
    };
    story.tell("2026-11-24 12:00", &officer(1), refuse).unwrap();
    Step::last(story, officer(1), "not-accepted")
}

fn provisional() -> Step {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met, Met, Unknown]);
    let now = "2026-11-23 11:00";
    let grant = Command::GrantProvisionally;
    story.tell(now, &officer(1), grant).unwrap();
    Step::last(story, officer(1), "granted")
}

fn granted_event(step: &mut Step, change: impl FnOnce(&mut Decider, &mut bool)) {
    match &mut step.recorded.event {
        Event::Decided(Decision::Granted {
            by, provisional, ..
        }) => change(by, provisional),
        event => panic!("{}", event.name()),
    }
}

#[test]
fn a_case_whose_phase_decision_and_document_disagree_is_seen() {
    let now = "2026-11-30 09:00";
    let seen = |step: &Step, change: fn(&mut Case)| {
        let mut case = step.after.clone();
        change(&mut case);
        seen_in(&step.story, &case, now)
    };
    let undecided = ["the phase and the decision do not agree"];
    assert_eq!(seen(&granted(), |case| case.decision = None), undecided);
    let decided = |case: &mut Case| case.decision = Some(another_grant());
    assert_eq!(seen(&revoked(), decided), undecided);
    let shown = |case: &mut Case| case.issued.clone_from(&case.former[0].issued);
    let outlived = [
        "a document without the grant it rests on",
        "what was taken back still shows as valid",
    ];
    assert_eq!(seen(&revoked(), shown), outlived);
    let later = |case: &mut Case| case.issued.as_mut().unwrap().at = at("2026-11-24 10:59");
    assert_eq!(seen(&issued(), later), outlived[..1]);
}

#[test]
fn two_decisions_are_seen_unless_the_first_was_ended() {
    let step = granted();
    let with = |names: &[&str]| {
        let mut case = step.after.clone();
        let event = |name: &&str| (at("2026-11-24 11:00"), (*name).to_owned());
        case.history.extend(names.iter().map(event));
        seen_in(&step.story, &case, "2026-11-24 11:00")
    };
    for again in [
        "granted",
        "refused",
        "not-accepted",
        "ruled",
        "deemed-granted",
    ] {
        assert_eq!(with(&[again]), ["two decisions at a time"]);
        assert_eq!(with(&["decision-annulled", again]), [] as [&str; 0]);
        assert_eq!(with(&["decision-revoked", again]), [] as [&str; 0]);
    }
}

#[test]
fn a_decision_that_takes_the_place_of_another_is_seen() {
    let replaced = |step: &mut Step| step.after.decision = Some(another_grant());
    revoked().sees(replaced, &[UNNAMED]);
    issued().sees(replaced, &[UNNAMED]);
    restored().sees(replaced, &[UNNAMED]);
    let of_nothing = |step: &mut Step| step.before.phase = Phase::Examining;
    restored().sees(of_nothing, &[UNNAMED]);
    let lost = |step: &mut Step| step.after.former.last_mut().unwrap().decision = None;
    revoked().sees(lost, &["a decision that ended is not on record"]);
}

#[test]
fn a_consent_by_silence_that_something_else_changes_is_seen() {
    let consented = || {
        let mut story = Story::filed(consent_by_silence());
        story.assess("2026-11-23 10:01", [Met; 3]);
        story.wake("2026-12-03 00:00");
        let now = "2026-12-03 00:01";
        story
            .tell(now, &Actor::Machine, issue_confirmed("1"))
            .unwrap();
        Step::last(story, Actor::Machine, "issued")
    };
    let changed = |step: &mut Step| step.after.decision = Some(another_grant());
    let seen = "something else than revocation changed a deemed consent";
    consented().sees(changed, &[seen, UNNAMED]);
}

#[test]
fn a_correction_that_changes_more_than_words_is_seen() {
    let another = |step: &mut Step| match &mut step.after.decision {
        Some((_, decision)) => *decision = another_grant().1,
        None => panic!("refused"),
    };
    corrected().sees(another, &[UNNAMED]);
    let ground = |step: &mut Step| match &mut step.after.decision {
        Some((_, Decision::Refused { grounds, .. })) => grounds.clear(),
        _ => panic!("refused"),
    };
    corrected().sees(ground, &[UNNAMED]);
    let dated = |step: &mut Step| match &mut step.after.decision {
        Some((when, _)) => *when = at("2026-12-02 12:00"),
        None => panic!("refused"),
    };
    corrected().sees(dated, &[UNNAMED]);
    corrected().sees(|step| step.after.phase = Phase::Examining, &[UNNAMED]);
    let reversed = |step: &mut Step| match &mut step.after.decision {
        Some((_, Decision::Ruled { ruling, .. })) => ruling.outcome = Outcome::Dismissed,
        _ => panic!("ruled"),
    };
    ruling_corrected().sees(reversed, &[UNNAMED]);
}

#[test]
fn a_document_that_is_lost_with_its_grant_is_seen() {
    let lost = |step: &mut Step| step.after.former.last_mut().unwrap().issued = None;
    revoked().sees(lost, &["a revocation does not show on the document"]);
    let shown = |step: &mut Step| step.after.issued.clone_from(&step.before.issued);
    revoked().sees(shown, &["a revocation does not show on the document"]);
    let twice = |step: &mut Step| step.before.issued.clone_from(&step.after.issued);
    issued().sees(twice, &["a document was made twice or of nothing"]);
}

#[test]
fn a_refusal_for_what_the_person_was_never_asked_is_seen() {
    let never_asked = ["refused for what was never asked for"];
    let unknown = |step: &mut Step| step.before.findings[2].verdict = Unknown;
    refused().sees(unknown, &never_asked);
    let asked_otherwise = |step: &mut Step| {
        unknown(step);
        let mut other = lacking(TermEffect::None).case.deficiencies[0].clone();
        other.state = DeficiencyState::Cured;
        step.before.deficiencies.push(other.clone());
        step.after.deficiencies.push(other);
    };
    refused().sees(asked_otherwise, &never_asked);
    refused_for_the_record().sees(|step| step.before.findings[0].verdict = Unknown, &[]);
    let former = |step: &mut Step| step.before.deficiencies[0].former = true;
    refused_for_the_record().sees(former, &never_asked);
    let met = |step: &mut Step| step.before.findings[2].verdict = Met;
    refused().sees(met, &["refused for what holds"]);
    refused().sees(outage, &[]);
    let down = |step: &mut Step| {
        outage(step);
        step.before.findings[0].verdict = Unknown;
    };
    refused_for_the_record().sees(down, &["refused for an outage"]);
}

#[test]
fn a_refusal_before_the_promised_end_is_seen() {
    let unreceived = |step: &mut Step| step.before.deficiencies[0].received = false;
    refused_for_the_record().sees(unreceived, &[CUT_SHORT]);
    let now = |step: &mut Step| {
        step.before.deficiencies[0].ends_at = step.recorded.recorded_at;
        step.after.deficiencies[0].ends_at = step.recorded.recorded_at;
    };
    refused_for_the_record().sees(now, &[]);
    let later = |step: &mut Step| {
        now(step);
        let a_minute = jiff::SignedDuration::from_mins(1);
        step.before.deficiencies[0].ends_at += a_minute;
        step.after.deficiencies[0].ends_at += a_minute;
    };
    refused_for_the_record().sees(later, &[CUT_SHORT]);
    let mended = |step: &mut Step| {
        later(step);
        step.before.deficiencies[0].state = DeficiencyState::Cured;
    };
    refused_for_the_record().sees(mended, &[]);
    let another = |step: &mut Step| {
        later(step);
        step.before.deficiencies[0].requirement = CHOICE.into();
        step.before.findings[0].verdict = Unmet;
    };
    refused_for_the_record().sees(another, &["refused for what was never asked for"]);
    let prepared = || {
        let story = refused_for_the_record().story;
        Step::last(story, officer(1), "refusal-prepared")
    };
    prepared().sees(later, &[CUT_SHORT]);
}

#[test]
fn papers_turned_away_without_a_law_or_for_no_paper_are_seen() {
    let accepting = |step: &mut Step| step.story.procedure.acceptance = Acceptance::Register;
    let seen = ["not accepted although no special law commands it"];
    not_accepted().sees(accepting, &seen);
    let ground = |step: &mut Step, name: &str, verdict| match &mut step.recorded.event {
        Event::Decided(Decision::NotAccepted { grounds, .. }) => {
            grounds[0].requirement = name.into();
            grounds[0].verdict = verdict;
        }
        event => panic!("{}", event.name()),
    };
    let choice = |step: &mut Step| ground(step, CHOICE, Unmet);
    not_accepted().sees(choice, &["not accepted for what no paper mends"]);
    not_accepted().sees(outage, &[]);
    not_accepted().sees(|step| ground(step, RECORD, Unknown), &[]);
    let down = |step: &mut Step| {
        outage(step);
        ground(step, RECORD, Unknown);
    };
    not_accepted().sees(down, &["not accepted for an outage"]);
}

#[test]
fn a_grant_of_what_does_not_hold_is_seen() {
    granted().sees(|step| step.before.findings.clear(), &UNFOUNDED);
    let unmet = |step: &mut Step| step.before.findings[2].verdict = Unmet;
    granted().sees(unmet, &UNFOUNDED);
    provisional().sees(unmet, &UNFOUNDED);
    let overruled = |step: &mut Step| {
        unmet(step);
        step.before.overruled = vec![AWARD.into()];
    };
    granted().sees(overruled, &[]);
    let finally = |step: &mut Step| granted_event(step, |_, provisional| *provisional = false);
    provisional().sees(finally, &UNFOUNDED);
    let not_later = |step: &mut Step| step.before.findings[0].verdict = Unknown;
    provisional().sees(not_later, &UNFOUNDED);
}

#[test]
fn a_grant_of_less_than_was_appealed_against_is_seen() {
    let floor = |amount: i64| {
        move |step: &mut Step| {
            let amount = Some(amount.into());
            step.before.floor = Some(Floor { amount });
        }
    };
    granted().sees(floor(164_349), &[]);
    granted().sees(floor(164_350), &[]);
    let seen = ["less is granted than was appealed against"];
    granted().sees(floor(164_351), &seen);
    let seen = ["refused after an appeal against a grant"];
    refused().sees(floor(1), &seen);
}

#[test]
fn a_grant_in_anothers_name_is_seen() {
    let by = |decider: Decider| move |step: &mut Step| granted_event(step, |by, _| *by = decider);
    let another = Decider::Officer(officer_id(2));
    granted().sees(by(another), &["granted in the name of another"]);
    let silence = Decider::Silence { law: law("91(2)") };
    let seen = ["a silence was written down as a decision"];
    granted().sees(by(silence), &seen);
    let consented = || {
        let mut story = Story::filed(granted_by_consent());
        story.assess("2026-11-23 10:01", [Met; 3]);
        Step::last(story, Actor::Machine, "granted")
    };
    let unlawful = ["the machine granted without law or consent"];
    let unasked = |step: &mut Step| step.before.filing.automated_consent = false;
    consented().sees(unasked, &unlawful);
    let uncited = Decider::Machine { law: law("none") };
    consented().sees(by(uncited), &unlawful);
}

#[test]
fn a_grant_on_an_appeal_that_nobody_lodged_is_seen() {
    let mut story = refused().story;
    let lodge = Command::Lodge {
        appeal: APPEAL,
        number: "2026-000100".into(),
        replaced: false,
    };
    let machine = Actor::Machine;
    story.tell("2026-12-02 12:00", &machine, lodge).unwrap();
    let replace = ruled(Outcome::Replaced);
    story.tell("2026-12-07 12:00", &machine, replace).unwrap();
    let step = Step::last(story, machine, "granted");
    let nobody = |step: &mut Step| step.before.appeals.clear();
    step.sees(nobody, &["granted on an appeal nobody lodged"]);
}
