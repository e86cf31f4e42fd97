//! Nobody decides: the case goes up, silence has its effect, and the body above answers for it.

use super::super::*;
use super::story::*;
use crate::actor::{Actor, Rank};
use crate::definition::RevocationGround;
use crate::evidence::Verdict::{Met, Unmet};
use crate::term::{TermLength, TermUnit};

#[test]
fn a_case_goes_up_to_the_head_before_its_end_and_to_the_body_above_at_its_end() {
    let mut story = Story::filed(escalating());
    assert_eq!(story.next_wake(), Some(at("2026-12-01 00:00")));
    assert_eq!(story.wake("2026-12-01 00:00"), ["escalated"]);
    assert_eq!(story.case.escalated, Some(Rank::Head));
    assert_eq!(
        story.wake("2026-12-03 00:00"),
        ["deemed-refused", "escalated"]
    );
    assert_eq!(story.case.escalated, Some(Rank::LastResort));
    assert_eq!(story.next_wake(), None);
}

#[test]
fn the_body_above_decides_once_the_case_came_to_it_and_not_before() {
    let mut story = Story::filed(escalating());
    story.assess("2026-11-23 10:01", [Met; 3]);
    story.rejects(
        "2026-12-01 12:00",
        &superior(8),
        Command::Grant,
        Rejection::OtherBody,
    );
    let kin = officer_with(8, "ministry", vec![mother()]);
    story.rejects(
        "2026-12-03 12:00",
        &kin,
        Command::Grant,
        Rejection::BarredKin,
    );
    let elsewhere = officer_with(8, "registrar-7510", Vec::new());
    story.rejects(
        "2026-12-03 12:00",
        &elsewhere,
        Command::Grant,
        Rejection::OtherBody,
    );
    assert_eq!(
        story.tell("2026-12-03 12:00", &superior(8), Command::Grant),
        Ok(vec!["escalated", "deemed-refused", "escalated", "granted"])
    );
    assert_eq!(story.case.acted, [superior_id(8)]);
}

#[test]
fn the_body_itself_may_still_grant_late() {
    let mut story = Story::filed(escalating());
    story.assess("2026-11-23 10:01", [Met; 3]);
    story.wake("2026-12-03 00:00");
    assert_eq!(
        story.tell("2026-12-07 12:00", &officer(1), Command::Grant),
        Ok(vec!["granted"])
    );
}

#[test]
fn what_stands_still_does_not_go_up() {
    let mut story = Story::filed(escalating());
    story.assess("2026-11-30 12:00", [Unmet, Met, Met]);
    assert_eq!(story.wake("2026-12-10 12:00"), [] as [&str; 0]);
    story.bring("2026-12-14 12:00", 1);
    assert_eq!(story.last_day(), "2026-12-24");
    assert_eq!(story.wake("2026-12-22 23:59"), [] as [&str; 0]);
    assert_eq!(story.wake("2026-12-23 00:00"), ["escalated"]);
}

#[test]
fn a_case_whose_day_came_while_it_stood_still_goes_up_when_it_runs_on() {
    let mut procedure = escalating();
    procedure.cure.effect = crate::definition::TermEffect::Pause;
    let mut story = Story::filed(procedure);
    story.assess("2026-11-30 12:00", [Unmet, Met, Met]);
    // Two days were left: 2 December is gone, and the last day is now the 3rd.
    assert_eq!(
        story.bring("2026-12-01 12:00", 1),
        ["letter-received", "supplied", "term-runs"]
    );
    assert_eq!(story.last_day(), "2026-12-03");
    assert_eq!(story.wake("2026-12-02 00:00"), ["escalated"]);
}

#[test]
fn minutes_go_up_at_their_end_only() {
    let length = TermLength {
        count: 30,
        unit: TermUnit::Minutes,
    };
    let mut procedure = escalating();
    procedure.escalation.remove(0);
    let mut story = Story::filed_for(procedure, length);
    assert_eq!(story.wake("2026-11-23 10:29"), [] as [&str; 0]);
    assert_eq!(
        story.wake("2026-11-23 10:30"),
        ["deemed-refused", "escalated"]
    );
}

#[test]
fn silence_is_consent_where_a_law_says_so() {
    let mut story = Story::filed(consent_by_silence());
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    assert_eq!(story.wake("2026-12-02 23:59:59"), [] as [&str; 0]);
    assert_eq!(story.wake("2026-12-05 00:00"), ["deemed-granted"]);
    assert_eq!(story.phase(), "granted");
    assert_eq!(story.case.deemed_granted_at, Some(at("2026-12-03 00:00")));
    let Some((when, Decision::Granted { by, amount, .. })) = &story.case.decision else {
        panic!()
    };
    assert_eq!(*when, at("2026-12-03 00:00"));
    assert_eq!(by, &Decider::Silence { law: law("91-1") });
    assert_eq!(*amount, Some(164_350.into()));
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::DeemedGranted
    );
}

fn consented() -> Story {
    let mut story = Story::filed(consent_by_silence());
    story.assess("2026-11-23 10:01", [Met; 3]);
    story.wake("2026-12-03 00:00");
    story
        .tell("2026-12-03 00:01", &Actor::Machine, issue_confirmed("1"))
        .unwrap();
    story
}

#[test]
fn a_consent_by_silence_is_taken_back_by_revocation_only() {
    let mut story = consented();
    let now = "2026-12-04 12:00";
    for command in [Command::Grant, refusal_of(&[AWARD])] {
        story.rejects(now, &officer(1), command, Rejection::AlreadyDecided);
    }
    let lodge = Command::Lodge {
        appeal: uuid::Uuid::from_u128(100),
        number: "2026-000100".into(),
        replaced: false,
    };
    story.rejects(now, &Actor::Machine, lodge, Rejection::WrongPhase);
    let revocation = Command::PrepareRevocation {
        ground: RevocationGround::PublicInterest,
        reasons: "It endangers others.".into(),
        without: None,
    };
    story.tell(now, &officer(1), revocation).unwrap();
    story.read("2026-12-04 13:00", LetterKind::Preliminary);
    assert_eq!(
        story.tell("2026-12-11 12:00", &officer(2), Command::Approve),
        Ok(vec!["decision-revoked"])
    );
    assert_eq!(story.case.deemed_granted_at, None);
    let former = story.case.former.last().unwrap();
    assert_eq!(former.deemed_at, Some(at("2026-12-03 00:00")));
    assert!(former.issued.is_some() && story.case.issued.is_none());
}
