//! The hearing: its exceptions, by word of mouth, and doing without it on request.

use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::definition::{ExceptionGround, Hearing, Procedure, RevocationGround};
use crate::evidence::Verdict::{Met, Unmet};
use crate::term::TermLength;

fn awarded_before(procedure: Procedure) -> Story {
    let mut story = Story::filed_for(procedure, TermLength::working_days(15));
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
}

fn refusal_without(ground: ExceptionGround, why: &str) -> Command {
    Command::PrepareRefusal {
        requirements: vec![AWARD.into()],
        reasons: "It was awarded before.".into(),
        without: Some(WithoutHearing {
            ground,
            why: why.into(),
        }),
    }
}

/// Prepared on Tuesday 24 November, read at once: objections until the 26th, the act from the 30th.
fn being_heard() -> Story {
    let mut story = awarded_before(procedure());
    story
        .tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    story.read("2026-11-24 13:00", LetterKind::Preliminary);
    story
}

fn protocol(words: &str) -> Command {
    Command::HoldHearing {
        protocol: words.into(),
    }
}

#[test]
fn what_is_urgent_is_adopted_without_a_hearing_and_says_why() {
    let mut story = awarded_before(procedure());
    let urgent = refusal_without(ExceptionGround::Urgent, "Lives are in danger.");
    assert_eq!(
        story.tell("2026-11-24 12:00", &officer(1), urgent),
        Ok(vec!["refusal-prepared"])
    );
    let Phase::Hearing(preliminary) = &story.case.phase else {
        panic!()
    };
    assert_eq!(preliminary.law, law("73(2)4)"));
    assert_eq!(preliminary.not_before, None);
    assert_eq!(
        preliminary.without,
        Some((ExceptionGround::Urgent, "Lives are in danger.".into()))
    );
    assert!(
        story
            .case
            .letters
            .iter()
            .all(|letter| letter.kind != LetterKind::Preliminary)
    );
    story.rejects(
        "2026-11-24 12:01",
        &officer(1),
        Command::Approve,
        Rejection::SamePerson,
    );
    assert_eq!(
        story.tell("2026-11-24 12:01", &officer(2), Command::Approve),
        Ok(vec!["refused"])
    );
}

#[test]
fn an_exception_is_listed_reasoned_and_if_it_is_the_persons_wish_wished() {
    let mut story = awarded_before(procedure());
    for (ground, why, rejection) in [
        (ExceptionGround::CourtBan, "A ban.", Rejection::NoSuchStep),
        (ExceptionGround::Urgent, " ", Rejection::WordsNeeded),
        (ExceptionGround::Petition, "Wished.", Rejection::NotAskedFor),
    ] {
        let command = refusal_without(ground, why);
        story.rejects("2026-11-24 12:00", &officer(1), command, rejection);
    }
    assert_eq!(
        story.tell("2026-11-24 13:00", &filer(), Command::WaiveHearing),
        Ok(vec!["hearing-waived"])
    );
    let petition = refusal_without(ExceptionGround::Petition, "Wished.");
    story
        .tell("2026-11-24 14:00", &officer(1), petition)
        .unwrap();
    assert_eq!(
        story.tell("2026-11-24 14:01", &officer(2), Command::Approve),
        Ok(vec!["refused"])
    );
}

#[test]
fn where_there_is_no_hearing_no_exception_is_looked_at() {
    let mut story = awarded_before(without_hearing());
    let named = refusal_without(ExceptionGround::CourtBan, "");
    story.tell("2026-11-24 12:00", &officer(1), named).unwrap();
    let Phase::Hearing(preliminary) = &story.case.phase else {
        panic!()
    };
    assert_eq!(
        (&preliminary.law, &preliminary.without),
        (&law("73(2)"), &None)
    );
}

#[test]
fn who_asks_for_a_decision_without_a_hearing_is_taken_at_their_word() {
    let mut story = awarded_before(procedure());
    story
        .tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    story.rejects(
        "2026-11-24 12:30",
        &officer(2),
        Command::Approve,
        Rejection::NotReceived,
    );
    story
        .tell("2026-11-24 13:00", &filer(), Command::WaiveHearing)
        .unwrap();
    assert_eq!(
        story.tell("2026-11-24 13:00", &filer(), Command::WaiveHearing),
        Ok(Vec::new())
    );
    assert_eq!(
        story.tell("2026-11-24 14:00", &officer(2), Command::Approve),
        Ok(vec!["refused"])
    );
}

#[test]
fn only_the_person_gives_the_hearing_up_and_only_where_the_law_lets_them() {
    let mut story = awarded_before(procedure());
    for actor in [officer(1), Actor::Machine, stranger()] {
        let why = Rejection::NotTheFiler;
        story.rejects("2026-11-24 12:00", &actor, Command::WaiveHearing, why);
    }
    let mut excepted = awarded_before(without_hearing());
    excepted.rejects(
        "2026-11-24 12:00",
        &filer(),
        Command::WaiveHearing,
        Rejection::NoSuchStep,
    );
}

#[test]
fn a_hearing_given_up_for_one_decision_is_not_given_up_for_its_revocation() {
    let mut story = Story::filed(procedure());
    story
        .tell("2026-11-23 10:30", &filer(), Command::WaiveHearing)
        .unwrap();
    story.assess("2026-11-23 11:00", [Met; 3]);
    story
        .tell("2026-11-23 12:00", &officer(1), Command::Grant)
        .unwrap();
    let revocation = Command::PrepareRevocation {
        ground: RevocationGround::KnowinglyFalse,
        reasons: "The paper was forged.".into(),
        without: None,
    };
    story.rejects(
        "2026-11-24 12:00",
        &filer(),
        Command::WaiveHearing,
        Rejection::AlreadyDecided,
    );
    story
        .tell("2026-11-24 12:00", &officer(1), revocation)
        .unwrap();
    story.rejects(
        "2026-12-24 12:00",
        &officer(2),
        Command::Approve,
        Rejection::NotReceived,
    );
    story
        .tell("2026-12-24 13:00", &filer(), Command::WaiveHearing)
        .unwrap();
    assert_eq!(
        story.tell("2026-12-24 14:00", &officer(2), Command::Approve),
        Ok(vec!["decision-revoked"])
    );
}

#[test]
fn who_asks_to_be_heard_by_word_of_mouth_is_heard_before_the_act() {
    let mut story = being_heard();
    assert_eq!(
        story.tell("2026-11-26 23:59:59", &filer(), Command::AskOralHearing),
        Ok(vec!["oral-hearing-asked"])
    );
    assert_eq!(
        story.tell("2026-11-26 23:59:59", &filer(), Command::AskOralHearing),
        Ok(Vec::new())
    );
    story.rejects(
        "2026-12-10 12:00",
        &officer(2),
        Command::Approve,
        Rejection::OralHearingOwed,
    );
    story.rejects(
        "2026-12-10 13:00",
        &officer(1),
        protocol(" "),
        Rejection::WordsNeeded,
    );
    assert_eq!(
        story.tell("2026-12-10 13:00", &officer(1), protocol("She said …")),
        Ok(vec!["oral-hearing-held"])
    );
    assert_eq!(
        story.tell("2026-12-10 13:00", &officer(1), protocol("Again.")),
        Ok(Vec::new())
    );
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::Protocol
    );
    // Three working days for remarks: 11, 14, 15 December.
    story.rejects(
        "2026-12-14 12:00",
        &officer(2),
        Command::Approve,
        Rejection::HearingOpen,
    );
    // The term ended on 14 December meanwhile; the act is prepared and heard anew.
    assert_eq!(story.wake("2026-12-15 00:00"), ["deemed-refused"]);
}

/// Heard by word of mouth on Friday 27 November; remarks until 2 December.
fn heard_by_word_of_mouth() -> Story {
    let mut story = being_heard();
    story
        .tell("2026-11-25 12:00", &filer(), Command::AskOralHearing)
        .unwrap();
    story
        .tell("2026-11-27 12:00", &officer(1), protocol("She said …"))
        .unwrap();
    story
}

#[test]
fn the_protocol_can_be_remarked_on_until_its_last_day() {
    let mut story = heard_by_word_of_mouth();
    story.rejects(
        "2026-12-02 23:59:59",
        &officer(2),
        Command::Approve,
        Rejection::HearingOpen,
    );
    let remark = |words: &str| Command::Remark(words.into());
    let now = "2026-12-02 23:59:59";
    story.rejects(now, &filer(), remark(" "), Rejection::WordsNeeded);
    story.rejects(now, &stranger(), remark("No."), Rejection::NotTheFiler);
    assert_eq!(
        story.tell(now, &filer(), remark("I said more.")),
        Ok(vec!["protocol-remarked"])
    );
    assert_eq!(
        story.tell(now, &filer(), remark("I said more.")),
        Ok(Vec::new())
    );
    story.rejects(
        "2026-12-03 00:00",
        &filer(),
        remark("And more."),
        Rejection::WindowClosed,
    );
    assert_eq!(
        story.tell("2026-12-03 00:00", &officer(2), Command::Approve),
        Ok(vec!["refused"])
    );
}

#[test]
fn the_first_remark_does_not_end_the_time_for_another() {
    let mut story = heard_by_word_of_mouth();
    let remark = Command::Remark("I said more.".into());
    story.tell("2026-11-27 13:00", &filer(), remark).unwrap();
    story.rejects(
        "2026-12-02 23:59:59",
        &officer(2),
        Command::Approve,
        Rejection::HearingOpen,
    );
    assert_eq!(
        story.tell("2026-12-03 00:00", &officer(2), Command::Approve),
        Ok(vec!["refused"])
    );
}

#[test]
fn asking_is_also_receiving() {
    let mut story = awarded_before(procedure());
    story
        .tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    assert_eq!(
        story.tell("2026-11-24 13:00", &filer(), Command::AskOralHearing),
        Ok(vec!["letter-received", "oral-hearing-asked"])
    );
}

#[test]
fn who_asks_too_late_may_object_in_writing_only() {
    let mut story = being_heard();
    story.rejects(
        "2026-11-27 00:00",
        &filer(),
        Command::AskOralHearing,
        Rejection::WindowClosed,
    );
    let object = Command::Object("It was for my other child.".into());
    assert!(story.tell("2026-11-27 00:00", &filer(), object).is_ok());
}

#[test]
fn nobody_holds_a_hearing_that_was_not_asked_for_or_that_the_law_does_not_know() {
    let mut story = being_heard();
    let now = "2026-11-25 12:00";
    story.rejects(now, &officer(1), protocol("…"), Rejection::NotAskedFor);
    let remark = Command::Remark("No.".into());
    story.rejects(now, &filer(), remark, Rejection::WrongPhase);
    let mut written = procedure();
    if let Hearing::Required { oral, .. } = &mut written.hearing {
        *oral = None;
    }
    let mut story = awarded_before(written);
    story
        .tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    story.rejects(
        now,
        &filer(),
        Command::AskOralHearing,
        Rejection::NoSuchStep,
    );
    story.rejects(now, &officer(1), protocol("…"), Rejection::NoSuchStep);
    let mut nothing = awarded_before(procedure());
    for command in [Command::AskOralHearing, Command::Object("No.".into())] {
        nothing.rejects(now, &filer(), command, Rejection::WrongPhase);
    }
    nothing.rejects(now, &officer(1), protocol("…"), Rejection::WrongPhase);
}

#[test]
fn a_short_term_excuses_a_refusal_in_it_and_not_taking_back_what_was_given() {
    let mut short = procedure();
    if let Hearing::Required { unless_shorter, .. } = &mut short.hearing {
        let bound = crate::definition::LegalTerm {
            length: TermLength::working_days(8),
            law: law("73(2)3)"),
        };
        *unless_shorter = Some(Box::new(bound));
    }
    let prepared = |story: &Story| match &story.case.phase {
        Phase::Hearing(preliminary) => (preliminary.not_before, preliminary.law.clone()),
        phase => panic!("{phase:?}"),
    };
    let mut refused = Story::filed(short.clone());
    refused.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    let refusal = refusal_of(&[AWARD]);
    refused
        .tell("2026-11-24 12:00", &officer(1), refusal)
        .unwrap();
    assert_eq!(prepared(&refused), (None, law("73(2)3)")));
    let mut given = Story::filed(short);
    given.assess("2026-11-23 10:01", [Met; 3]);
    given
        .tell("2026-11-23 11:00", &officer(1), Command::Grant)
        .unwrap();
    let revocation = Command::PrepareRevocation {
        ground: RevocationGround::Offence,
        reasons: "An offence was proved.".into(),
        without: None,
    };
    given
        .tell("2026-11-24 12:00", &officer(1), revocation)
        .unwrap();
    assert_eq!(prepared(&given).0, "2026-11-30".parse().ok());
}
