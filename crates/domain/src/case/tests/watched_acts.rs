//! The invariants of who acts, and of acts against a person: each thing that is wrong is seen, and it
//! alone.

use super::super::*;
use super::story::*;
use super::watched::{Step, hearing, refused, revoked};
use crate::actor::{Actor, Author, Rank};
use crate::definition::{ExceptionGround, RevocationGround};
use crate::evidence::Verdict::{Met, Unmet};
use crate::term::TermLength;

const ANOTHERS_HAND: [&str; 1] = ["an act without the officer who signs it"];

fn by_the_machine(step: &mut Step) {
    step.actor = Actor::Machine;
    step.recorded.by = Author::Machine;
}

fn awarded_before() -> Story {
    let mut story = Story::filed_for(procedure(), TermLength::working_days(15));
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
}

/// Refused without a hearing, on an exception that an officer chose.
fn refused_without(ground: ExceptionGround) -> Step {
    let mut story = awarded_before();
    if ground == ExceptionGround::Petition {
        let now = "2026-11-24 11:00";
        story.tell(now, &filer(), Command::WaiveHearing).unwrap();
    }
    let refusal = Command::PrepareRefusal {
        requirements: vec![AWARD.into()],
        reasons: "It was awarded before.".into(),
        without: Some(WithoutHearing {
            ground,
            why: "It cannot wait.".into(),
        }),
    };
    let now = "2026-11-24 12:00";
    story.tell(now, &officer(1), refusal).unwrap();
    story.tell(now, &officer(2), Command::Approve).unwrap();
    Step::last(story, officer(2), "refused")
}

/// Heard by word of mouth on Friday 27 November: remarks until 2 December.
fn refused_after_an_oral_hearing() -> Step {
    let mut story = awarded_before();
    story
        .tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    story.read("2026-11-24 13:00", LetterKind::Preliminary);
    story
        .tell("2026-11-25 12:00", &filer(), Command::AskOralHearing)
        .unwrap();
    let hold = Command::HoldHearing {
        protocol: "She said …".into(),
    };
    story.tell("2026-11-27 12:00", &officer(1), hold).unwrap();
    story
        .tell("2026-12-03 09:00", &officer(2), Command::Approve)
        .unwrap();
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

fn unburdened() -> Step {
    let mut story = refused().story;
    let revoke = Command::RevokeBurden {
        ground: RevocationGround::LawfulBurden,
        reasons: "The award was another's.".into(),
    };
    story.tell("2026-12-02 12:00", &officer(3), revoke).unwrap();
    Step::last(story, officer(3), "decision-revoked")
}

fn ruling(outcome: Outcome) -> Ruling {
    Ruling {
        outcome,
        rights: rights_after(outcome),
        overruled: Vec::new(),
        lateness: None,
    }
}

fn rule(outcome: Outcome) -> Command {
    Command::Rule {
        ruling: ruling(outcome),
        reasons: "The file lay in a drawer.".into(),
    }
}

fn complaint() -> Story {
    let length = TermLength::working_days(5);
    Story::filed_about(complained(), complaint_procedure(), length, false)
}

fn upheld() -> Step {
    let mut story = complaint();
    let now = "2026-11-24 12:00";
    story.tell(now, &officer(3), rule(Outcome::Upheld)).unwrap();
    Step::last(story, officer(3), "ruled")
}

fn dismissed() -> Step {
    let mut story = complaint();
    let prepare = Command::PrepareRuling {
        ruling: ruling(Outcome::Dismissed),
        reasons: "It was answered.".into(),
        without: None,
    };
    let now = "2026-11-24 12:00";
    story.tell(now, &officer(3), prepare).unwrap();
    story.tell(now, &officer(4), Command::Approve).unwrap();
    Step::last(story, officer(4), "ruled")
}

fn ruled(step: &mut Step, change: impl FnOnce(&mut Ruling, &mut Option<crate::actor::OfficerId>)) {
    match &mut step.recorded.event {
        Event::Decided(Decision::Ruled {
            ruling,
            approved_by,
            ..
        }) => change(ruling, approved_by),
        event => panic!("{}", event.name()),
    }
}

#[test]
fn an_act_under_another_officers_name_is_seen() {
    let anothers = |step: &mut Step| step.recorded.by = officer(3).author();
    let seen = [
        "an event bears another author's name",
        "an event bears another officer's name",
        "no officer adopted an act against the person",
    ];
    refused().sees(anothers, &seen);
}

#[test]
fn an_act_that_no_officer_signed_is_seen() {
    not_accepted().sees(by_the_machine, &ANOTHERS_HAND);
    unburdened().sees(by_the_machine, &ANOTHERS_HAND);
    upheld().sees(by_the_machine, &ANOTHERS_HAND);
}

#[test]
fn the_body_above_acts_only_once_the_case_came_to_it() {
    let granted_above = || {
        let mut story = Story::filed(escalating());
        story.assess("2026-11-23 10:01", [Met; 3]);
        let now = "2026-12-03 12:00";
        story.tell(now, &superior(8), Command::Grant).unwrap();
        Step::last(story, superior(8), "granted")
    };
    let seen = ["an officer of another body acted"];
    let with_the_head = |step: &mut Step| step.before.escalated = Some(Rank::Head);
    granted_above().sees(with_the_head, &seen);
    granted_above().sees(|step| step.before.superior = None, &seen);
}

#[test]
fn an_exception_from_the_hearing_that_is_none_is_seen() {
    let seen = ["no hearing, and no exception"];
    let uncited = |step: &mut Step| hearing(step).law = law("none");
    let wordless = |step: &mut Step| match &mut hearing(step).without {
        Some((_, why)) => *why = " ".into(),
        None => panic!("an exception was chosen"),
    };
    for ground in [ExceptionGround::Urgent, ExceptionGround::Petition] {
        refused_without(ground).sees(uncited, &seen);
        refused_without(ground).sees(wordless, &seen);
    }
    let unwished = |step: &mut Step| {
        let returned = (at("2026-11-25 12:00"), "act-returned".to_owned());
        step.before.history.push(returned);
    };
    refused_without(ExceptionGround::Petition).sees(unwished, &seen);
    let by_itself = |step: &mut Step| hearing(step).without = None;
    refused_without(ExceptionGround::Urgent).sees(by_itself, &seen);
}

#[test]
fn a_hearing_that_is_cut_short_is_seen_although_something_was_said() {
    let day = || "2026-12-01".parse().ok();
    let objected = |step: &mut Step| {
        let words = "It is my first.".into();
        hearing(step)
            .objections
            .push((at("2026-11-25 12:00"), words));
        hearing(step).objection_until = day();
    };
    refused().sees(objected, &["the time for objections was cut short"]);
    let seen = ["who asked to be heard was not, or could not remark on it"];
    let unheard = |step: &mut Step| hearing(step).oral.as_mut().unwrap().held = None;
    refused_after_an_oral_hearing().sees(unheard, &seen);
    let remarking = |step: &mut Step| {
        let oral = hearing(step).oral.as_mut().unwrap();
        oral.held.as_mut().unwrap().remarks_until = "2026-12-03".parse().unwrap();
    };
    refused_after_an_oral_hearing().sees(remarking, &seen);
    let early = |step: &mut Step| hearing(step).not_before = "2026-12-02".parse().ok();
    refused().sees(early, &["the notice was too short"]);
    // Told by a calendar that is not that of the day any more.
    let received = |step: &mut Step| hearing(step).received_at = Some(at("2026-12-01 09:00"));
    refused().sees(received, &["a day made free since was not counted"]);
    let waived = |step: &mut Step| {
        let waived = (at("2026-11-25 12:00"), "hearing-waived".to_owned());
        step.before.history.push(waived);
        hearing(step).objection_until = day();
    };
    refused().sees(waived, &[]);
}

#[test]
fn an_act_prepared_by_one_and_signed_as_anothers_is_seen() {
    let anothers = |step: &mut Step| hearing(step).by = officer_id(3);
    refused().sees(anothers, &["another prepared it"]);
    let unapproved = |step: &mut Step| ruled(step, |_, approved_by| *approved_by = None);
    let seen = [
        "no officer adopted an act against the person",
        "one person prepared and adopted an act against the person",
    ];
    dismissed().sees(unapproved, &seen);
}

#[test]
fn a_complaint_answered_by_whom_it_is_about_is_seen() {
    let seen = ["who acted in the case ruled on the appeal"];
    let acted = |step: &mut Step| match &mut step.before.filing.matter {
        Matter::Complaint(complaint) => complaint.acted.push(officer_id(3)),
        _ => panic!("a complaint"),
    };
    upheld().sees(acted, &seen);
    dismissed().sees(acted, &seen);
    let nothing = |step: &mut Step| step.before.filing.matter = Matter::Service;
    upheld().sees(
        nothing,
        &["a ruling on what was no appeal and no complaint"],
    );
}

#[test]
fn the_body_that_acted_and_does_not_satisfy_in_full_is_seen() {
    let length = TermLength::working_days(20);
    let mut story = Story::filed_about(appealed(false), appeal_procedure(), length, false);
    let now = "2026-11-24 12:00";
    let honest = rule(Outcome::Replaced);
    let head = ranked(1, Rank::Head);
    story.tell(now, &head, honest).unwrap();
    let annulled = |step: &mut Step| ruled(step, |ruling, _| ruling.outcome = Outcome::Annulled);
    let seen = ["the body that acted judged its own act"];
    Step::last(story, head, "ruled").sees(annulled, &seen);
}

#[test]
fn a_revocation_by_another_law_or_in_the_way_of_another_act_is_seen() {
    let uncited = |step: &mut Step| {
        if let Event::DecisionRevoked { law: cited, .. } = &mut step.recorded.event {
            *cited = law("none");
        }
    };
    let unlisted = ["taken back on a ground the definition does not list"];
    revoked().sees(uncited, &unlisted);
    unburdened().sees(uncited, &unlisted);
    let another_way = ["taken back on a ground of another kind of act"];
    let reopened = |step: &mut Step| {
        let begun = step.before.term.clone();
        if let Event::DecisionRevoked { term, .. } = &mut step.recorded.event {
            *term = Some(begun);
        }
    };
    revoked().sees(reopened, &another_way);
    let closed = |step: &mut Step| {
        if let Event::DecisionRevoked { term, .. } = &mut step.recorded.event {
            *term = None;
        }
    };
    unburdened().sees(closed, &another_way);
}
