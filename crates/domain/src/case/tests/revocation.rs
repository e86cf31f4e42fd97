//! Taking a decision back: what was given by two and after a hearing, what was refused by one.

use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::definition::{Procedure, RevocationGround};
use crate::evidence::Verdict::{Met, Unmet};

const NOW: &str = "2026-11-24 12:00";

fn refused() -> Story {
    let mut story = Story::filed(without_hearing());
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
        .tell("2026-11-23 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    story
        .tell("2026-11-23 12:01", &officer(2), Command::Approve)
        .unwrap();
    story
}

fn unburden(ground: RevocationGround) -> Command {
    Command::RevokeBurden {
        ground,
        reasons: "The award was another's.".into(),
    }
}

/// Prepared on the 24th, read at once, adopted on 30 November.
fn taken_back(ground: RevocationGround) -> Story {
    let mut story = given();
    assert_eq!(
        story.tell(NOW, &officer(1), take_back(ground)),
        Ok(vec!["revocation-prepared"])
    );
    story.read("2026-11-24 13:00", LetterKind::Preliminary);
    story.rejects(
        "2026-11-29 12:00",
        &officer(2),
        Command::Approve,
        Rejection::HearingOpen,
    );
    story.rejects(
        "2026-11-30 09:00",
        &officer(1),
        Command::Approve,
        Rejection::SamePerson,
    );
    assert_eq!(
        story.tell("2026-11-30 09:00", &officer(2), Command::Approve),
        Ok(vec!["decision-revoked"])
    );
    story
}

#[test]
fn what_was_given_is_taken_back_on_a_listed_ground_after_a_hearing_by_two() {
    let mut story = taken_back(RevocationGround::PublicInterest);
    assert_eq!(story.phase(), "revoked");
    assert_eq!((&story.case.decision, &story.case.issued), (&None, &None));
    assert_eq!(story.case.result_holds(), None);
    let former = story.case.former.last().unwrap();
    assert_eq!(former.ended_at, at("2026-11-30 09:00"));
    let Ended::Revoked {
        ground,
        compensated,
        prepared_by,
        approved_by,
        ..
    } = &former.ended
    else {
        panic!()
    };
    assert_eq!(
        (*ground, *compensated),
        (RevocationGround::PublicInterest, true)
    );
    assert_eq!(
        (prepared_by, approved_by),
        (&officer_id(1), &Some(officer_id(2)))
    );
    assert_eq!(story.case.letters.last().unwrap().kind, LetterKind::Revoked);
    assert!(story.case.is_appealable() && story.case.phase.ended_without());
    assert_eq!(story.wake("2027-12-01 00:00"), [] as [&str; 0]);
    story.rejects(
        "2027-12-01 00:00",
        &Actor::Machine,
        issue_confirmed("1"),
        Rejection::WrongPhase,
    );
}

#[test]
fn damage_is_paid_only_on_the_grounds_that_say_so() {
    let story = taken_back(RevocationGround::KnowinglyFalse);
    let former = story.case.former.last().unwrap();
    assert!(matches!(
        former.ended,
        Ended::Revoked {
            compensated: false,
            ..
        }
    ));
}

#[test]
fn a_revocation_sent_back_leaves_what_was_given_as_it_was() {
    let mut story = given();
    let before = story.case.decision.clone();
    story
        .tell(NOW, &officer(1), take_back(RevocationGround::Offence))
        .unwrap();
    assert!(story.case.issued.is_some(), "it holds until it is adopted");
    story.rejects(NOW, &filer(), Command::Withdraw, Rejection::AlreadyDecided);
    let back = Command::Return {
        words: "Nothing is proved.".into(),
    };
    story.tell("2026-11-25 12:00", &officer(2), back).unwrap();
    assert_eq!((story.phase(), &story.case.decision), ("issued", &before));
}

#[test]
fn what_was_given_is_not_taken_back_on_any_other_ground() {
    let mut story = given();
    for ground in [
        RevocationGround::UnlawfulBurden,
        RevocationGround::LawfulBurden,
    ] {
        story.rejects(NOW, &officer(1), take_back(ground), Rejection::WrongPhase);
        story.rejects(NOW, &officer(1), unburden(ground), Rejection::WrongPhase);
    }
    let offence = RevocationGround::Offence;
    let wordless = Command::PrepareRevocation {
        ground: offence,
        reasons: " ".into(),
        without: None,
    };
    story.rejects(NOW, &officer(1), wordless, Rejection::WordsNeeded);
    for actor in [Actor::Machine, filer()] {
        let why = Rejection::NotAnOfficer;
        story.rejects(NOW, &actor, take_back(offence), why);
    }
    let kin = officer_with(4, "registrar-2710", vec![mother()]);
    story.rejects(NOW, &kin, take_back(offence), Rejection::BarredKin);
    story.procedure.revocation.clear();
    story.rejects(NOW, &officer(1), take_back(offence), Rejection::NoSuchStep);
}

#[test]
fn nothing_is_taken_back_before_it_is_given() {
    let offence = take_back(RevocationGround::Offence);
    let mut story = Story::filed(procedure());
    story.rejects(NOW, &officer(1), offence.clone(), Rejection::WrongPhase);
    refused().rejects(NOW, &officer(1), offence, Rejection::WrongPhase);
    let burden = unburden(RevocationGround::UnlawfulBurden);
    story.rejects(NOW, &officer(1), burden, Rejection::WrongPhase);
}

#[test]
fn a_result_that_is_made_while_it_is_being_taken_back_is_taken_back_with_it() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met; 3]);
    story
        .tell("2026-11-23 11:00", &officer(1), Command::Grant)
        .unwrap();
    story
        .tell(NOW, &officer(1), take_back(RevocationGround::Offence))
        .unwrap();
    assert_eq!(
        story.tell(NOW, &Actor::Machine, issue_confirmed("1")),
        Ok(vec!["issued"])
    );
    assert_eq!(story.phase(), "hearing");
    story.read("2026-11-24 13:00", LetterKind::Preliminary);
    story
        .tell("2026-11-30 09:00", &officer(2), Command::Approve)
        .unwrap();
    let former = story.case.former.last().unwrap();
    assert_eq!(former.issued.as_ref().unwrap().number, "1");
}

#[test]
fn what_was_refused_unlawfully_is_taken_back_by_one_and_decided_anew() {
    let mut story = refused();
    assert_eq!(
        story.tell(NOW, &officer(2), unburden(RevocationGround::UnlawfulBurden)),
        Ok(vec!["decision-revoked"])
    );
    assert_eq!(story.phase(), "gathering");
    assert_eq!(story.last_day(), "2026-12-03", "a term of its own");
    assert!(matches!(
        story.case.former[0].decision,
        Some((_, Decision::Refused { .. }))
    ));
    story.assess("2026-11-25 12:00", [Met; 3]);
    assert_eq!(
        story.tell("2026-11-25 13:00", &officer(1), Command::Grant),
        Ok(vec!["granted"])
    );
}

#[test]
fn the_term_in_which_it_is_decided_anew_ends_in_silence_too() {
    let mut story = refused();
    story
        .tell(NOW, &officer(2), unburden(RevocationGround::LawfulBurden))
        .unwrap();
    assert_eq!(story.wake("2026-12-04 00:00"), ["deemed-refused"]);
}

#[test]
fn a_burden_is_taken_back_on_a_ground_of_its_kind_with_words() {
    let mut story = refused();
    let offence = unburden(RevocationGround::Offence);
    story.rejects(NOW, &officer(1), offence, Rejection::WrongPhase);
    let wordless = Command::RevokeBurden {
        ground: RevocationGround::UnlawfulBurden,
        reasons: "".into(),
    };
    story.rejects(NOW, &officer(1), wordless, Rejection::WordsNeeded);
    story.procedure = Procedure {
        revocation: Vec::new(),
        ..without_hearing()
    };
    let burden = unburden(RevocationGround::UnlawfulBurden);
    story.rejects(NOW, &officer(1), burden, Rejection::NoSuchStep);
}
