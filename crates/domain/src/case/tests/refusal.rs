use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::definition::{Hearing, LegalTerm, TermEffect};
use crate::evidence::Verdict::{Met, Unknown, Unmet};
use crate::term::TermLength;

/// Awarded before: an unmet requirement that nothing mends. The term is long enough for a hearing.
fn awarded_before() -> Story {
    let mut story = Story::filed_for(procedure(), TermLength::working_days(15));
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
}

/// A refusal prepared on Tuesday 24 November by officer 1.
fn prepared() -> Story {
    let mut story = awarded_before();
    let told = story.tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]));
    assert_eq!(told, Ok(vec!["refusal-prepared"]));
    story
}

fn preliminary_letter(story: &Story) -> usize {
    story
        .case
        .letters
        .iter()
        .rposition(|letter| letter.kind == LetterKind::Preliminary)
        .unwrap()
}

/// The person opens the preliminary decision.
fn read(story: &mut Story, now: &str) {
    let letter = preliminary_letter(story);
    let told = story.tell(now, &filer(), Command::ReadLetter(letter));
    assert_eq!(told, Ok(vec!["letter-received"]));
}

fn approve(story: &mut Story, now: &str) -> Result<Vec<&'static str>, Rejection> {
    story.tell(now, &officer(2), Command::Approve)
}

fn returned(words: &str) -> Command {
    Command::Return {
        words: words.into(),
    }
}

#[test]
fn an_unmet_requirement_refuses_nobody_by_itself() {
    let mut story = awarded_before();
    assert_eq!(story.phase(), "examining");
    assert_eq!(story.wake("2026-12-14 23:59"), [] as [&str; 0]);
}

#[test]
fn a_silent_person_is_refused_after_notice_and_the_time_to_object() {
    let mut story = prepared();
    let Phase::Hearing(preliminary) = &story.case.phase else {
        panic!()
    };
    // Three whole working days of notice: 25, 26, 27 November.
    assert_eq!(preliminary.not_before.unwrap().to_string(), "2026-11-30");
    read(&mut story, "2026-11-26 20:00");
    // Two working days from receipt: 27 and 30 November.
    assert_eq!(
        approve(&mut story, "2026-11-30 23:59:59"),
        Err(Rejection::HearingOpen)
    );
    assert_eq!(approve(&mut story, "2026-12-01 00:00"), Ok(vec!["refused"]));
    let Some((
        _,
        Decision::Refused {
            grounds,
            prepared_by,
            approved_by,
            ..
        },
    )) = &story.case.decision
    else {
        panic!()
    };
    assert_eq!(grounds[0].requirement, AWARD);
    assert_eq!((prepared_by, approved_by), (&officer_id(1), &officer_id(2)));
    assert_eq!(story.case.letters.last().unwrap().kind, LetterKind::Refused);
}

#[test]
fn who_has_objected_need_not_be_waited_for_but_the_notice_runs_its_course() {
    let mut story = prepared();
    read(&mut story, "2026-11-24 13:00");
    let object = Command::Object("It was for my other child.".into());
    assert_eq!(
        story.tell("2026-11-24 14:00", &filer(), object),
        Ok(vec!["objected"])
    );
    assert_eq!(
        approve(&mut story, "2026-11-29 23:59:59"),
        Err(Rejection::HearingOpen)
    );
    assert_eq!(approve(&mut story, "2026-11-30 09:00"), Ok(vec!["refused"]));
}

#[test]
fn who_has_objected_has_received_the_preliminary_decision() {
    let mut story = prepared();
    let object = Command::Object("It was for my other child.".into());
    assert_eq!(
        story.tell("2026-11-24 14:00", &filer(), object.clone()),
        Ok(vec!["letter-received", "objected"]),
        "read on the page of the case, not in the letter"
    );
    let letter = &story.case.letters[preliminary_letter(&story)];
    assert_eq!(letter.received_at, Some(at("2026-11-24 14:00")));
    let Phase::Hearing(preliminary) = &story.case.phase else {
        panic!()
    };
    assert_eq!(
        preliminary.objection_until.unwrap().to_string(),
        "2026-11-26"
    );
    assert_eq!(
        story.tell("2026-11-25 14:00", &filer(), object),
        Ok(Vec::new()),
        "said once"
    );
    let more = Command::Object("And it was in another year.".into());
    assert_eq!(
        story.tell("2026-11-25 14:00", &filer(), more),
        Ok(vec!["objected"]),
        "received once"
    );
    assert_eq!(approve(&mut story, "2026-11-30 09:00"), Ok(vec!["refused"]));
}

#[test]
fn without_proof_of_receipt_nobody_is_refused() {
    let mut story = prepared();
    assert_eq!(
        approve(&mut story, "2026-12-10 12:00"),
        Err(Rejection::NotReceived)
    );
}

#[test]
fn the_preliminary_decision_is_received_once() {
    let mut story = prepared();
    read(&mut story, "2026-11-24 13:00");
    let letter = preliminary_letter(&story);
    let again = story.tell("2026-11-27 13:00", &filer(), Command::ReadLetter(letter));
    assert_eq!(again, Ok(Vec::new()));
    let Phase::Hearing(preliminary) = &story.case.phase else {
        panic!()
    };
    assert_eq!(preliminary.received_at, Some(at("2026-11-24 13:00")));
}

#[test]
fn another_letter_proves_no_receipt_of_this_one() {
    let mut story = prepared();
    story
        .tell("2026-11-24 13:00", &filer(), Command::ReadLetter(0))
        .unwrap();
    let Phase::Hearing(preliminary) = &story.case.phase else {
        panic!()
    };
    assert_eq!(preliminary.received_at, None);
    assert_eq!(
        story.tell("2026-11-24 13:00", &filer(), Command::ReadLetter(99)),
        Err(Rejection::NoSuchItem)
    );
}

#[test]
fn only_who_filed_reads_and_objects() {
    let mut story = prepared();
    let letter = preliminary_letter(&story);
    for actor in [stranger(), officer(2), Actor::Machine] {
        for command in [Command::ReadLetter(letter), Command::Object("No.".into())] {
            let told = story.tell("2026-11-24 13:00", &actor, command);
            assert_eq!(told, Err(Rejection::NotTheFiler));
        }
    }
    let wordless = story.tell("2026-11-24 13:00", &filer(), Command::Object(" ".into()));
    assert_eq!(wordless, Err(Rejection::WordsNeeded));
}

#[test]
fn who_prepared_a_refusal_does_not_approve_it() {
    let mut story = prepared();
    read(&mut story, "2026-11-24 13:00");
    let told = story.tell("2026-12-01 09:00", &officer(1), Command::Approve);
    assert_eq!(told, Err(Rejection::SamePerson));
}

#[test]
fn kin_and_other_bodies_neither_prepare_nor_approve() {
    let kin = officer_with(3, "registrar-2710", vec![mother()]);
    let elsewhere = officer_with(3, "registrar-7510", Vec::new());
    for (actor, rejection) in [
        (kin, Rejection::BarredKin),
        (elsewhere, Rejection::OtherBody),
    ] {
        let mut story = awarded_before();
        let told = story.tell("2026-11-24 12:00", &actor, refusal_of(&[AWARD]));
        assert_eq!(told, Err(rejection));
        let mut story = prepared();
        read(&mut story, "2026-11-24 13:00");
        let told = story.tell("2026-12-01 09:00", &actor, Command::Approve);
        assert_eq!(told, Err(rejection));
    }
}

#[test]
fn no_machine_and_no_citizen_refuses() {
    for actor in [Actor::Machine, filer(), stranger()] {
        let mut story = awarded_before();
        let told = story.tell("2026-11-24 12:00", &actor, refusal_of(&[AWARD]));
        assert_eq!(told, Err(Rejection::NotAnOfficer));
        let mut story = prepared();
        read(&mut story, "2026-11-24 13:00");
        let told = story.tell("2026-12-01 09:00", &actor, Command::Approve);
        assert_eq!(told, Err(Rejection::NotAnOfficer));
    }
}

#[test]
fn where_the_law_excepts_the_hearing_a_second_person_still_approves() {
    let mut story = Story::filed(without_hearing());
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
        .tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    assert!(
        story
            .case
            .letters
            .iter()
            .all(|letter| letter.kind != LetterKind::Preliminary)
    );
    let same = story.tell("2026-11-24 12:01", &officer(1), Command::Approve);
    assert_eq!(same, Err(Rejection::SamePerson));
    let objection = story.tell("2026-11-24 12:01", &filer(), Command::Object("No.".into()));
    assert_eq!(objection, Err(Rejection::WrongPhase));
    assert_eq!(approve(&mut story, "2026-11-24 12:02"), Ok(vec!["refused"]));
}

#[test]
fn a_refusal_names_requirements_that_fail_and_gives_reasons() {
    let mut story = awarded_before();
    for grounds in [&[][..], &[RECORD], &["no such thing"], &[AWARD, RECORD]] {
        let told = story.tell("2026-11-24 12:00", &officer(1), refusal_of(grounds));
        assert_eq!(told, Err(Rejection::GroundsNotUnmet), "{grounds:?}");
    }
    let wordless = Command::PrepareRefusal {
        requirements: vec![AWARD.into()],
        reasons: "\n".into(),
        without: None,
    };
    let told = story.tell("2026-11-24 12:00", &officer(1), wordless);
    assert_eq!(told, Err(Rejection::WordsNeeded));
}

#[test]
fn nobody_is_refused_while_something_can_still_be_mended() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-24 12:00", [Unmet, Met, Unmet]);
    for grounds in [[RECORD], [AWARD]] {
        let told = story.tell("2026-12-08 23:59", &officer(1), refusal_of(&grounds));
        assert_eq!(told, Err(Rejection::CureOpen), "{grounds:?}");
    }
    let told = story.tell("2026-12-09 00:00", &officer(1), refusal_of(&[RECORD]));
    assert_eq!(
        told,
        Ok(vec!["deficiency-lapsed", "term-runs", "refusal-prepared"])
    );
}

#[test]
fn nobody_is_refused_for_something_unknown_they_were_never_asked_about() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-24 12:00", [Met, Met, Unknown]);
    let told = story.tell("2026-11-24 13:00", &officer(1), refusal_of(&[AWARD]));
    assert_eq!(told, Err(Rejection::CureOpen));
    story
        .tell("2026-11-24 13:00", &officer(1), cure_asked(AWARD))
        .unwrap();
    story.wake("2026-12-09 00:00");
    assert!(
        story
            .tell("2026-12-09 09:00", &officer(1), refusal_of(&[AWARD]))
            .is_ok()
    );
}

#[test]
fn nobody_is_refused_over_a_document_that_was_not_looked_at() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    story.bring("2026-11-25 12:00", 1);
    let told = story.tell("2026-11-26 12:00", &officer(1), refusal_of(&[RECORD]));
    assert_eq!(told, Err(Rejection::CureOpen));
    story
        .tell("2026-11-26 12:00", &officer(1), accepted(1))
        .unwrap();
    let told = story.tell("2026-12-07 12:01", &officer(1), refusal_of(&[RECORD]));
    assert_eq!(
        told,
        Err(Rejection::CureOpen),
        "a better one may still come until 8 December"
    );
    assert!(
        story
            .tell("2026-12-09 00:00", &officer(1), refusal_of(&[RECORD]))
            .is_ok()
    );
}

#[test]
fn words_close_no_window_early() {
    let mut story = Story::filed_for(with_effect(TermEffect::None), TermLength::working_days(40));
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    let words = Command::Supply {
        requirement: RECORD.into(),
        upload: None,
        words: Some("The clinic will bring it.".into()),
    };
    story.tell("2026-11-24 12:05", &filer(), words).unwrap();
    for early in ["2026-11-24 12:06", "2026-12-08 23:59:59"] {
        let told = story.tell(early, &officer(1), refusal_of(&[RECORD]));
        assert_eq!(told, Err(Rejection::CureOpen), "{early}");
    }
    let told = story.tell("2026-12-09 00:00", &officer(1), refusal_of(&[RECORD]));
    assert_eq!(told, Ok(vec!["refusal-prepared"]));
}

/// A refusal over a lapsed record, prepared and read, that could be approved on 16 December.
fn over_a_record_that_was_explained() -> Story {
    let mut story = Story::filed_for(with_effect(TermEffect::None), TermLength::working_days(40));
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    let words = Command::Supply {
        requirement: RECORD.into(),
        upload: None,
        words: Some("The clinic has it.".into()),
    };
    story.tell("2026-11-25 12:00", &filer(), words).unwrap();
    story
        .tell("2026-12-09 12:00", &officer(1), refusal_of(&[RECORD]))
        .unwrap();
    read(&mut story, "2026-12-09 13:00");
    story
}

#[test]
fn a_document_brought_to_the_hearing_is_looked_at_before_the_refusal() {
    let mut story = over_a_record_that_was_explained();
    story.bring("2026-12-10 12:00", 1);
    assert_eq!(
        approve(&mut story, "2026-12-17 12:00"),
        Err(Rejection::CureOpen)
    );
    story
        .tell("2026-12-17 13:00", &officer(2), turned_down(1))
        .unwrap();
    assert_eq!(story.phase(), "hearing");
    assert_eq!(
        approve(&mut story, "2026-12-17 14:00"),
        Err(Rejection::CureOpen)
    );
    let until = story.case.deficiencies[0].ends_at;
    let told = story.tell_at(until, &officer(2), Command::Approve);
    assert_eq!(told, Ok(vec!["deficiency-lapsed", "refused"]));
}

#[test]
fn a_ground_that_fell_away_during_the_hearing_refuses_nobody() {
    let mut story = over_a_record_that_was_explained();
    assert_eq!(
        story.assess("2026-12-10 12:00", [Met; 3]),
        ["assessed", "deficiency-cured"]
    );
    assert_eq!(
        approve(&mut story, "2026-12-17 12:00"),
        Err(Rejection::GroundsNotUnmet)
    );
    story
        .tell(
            "2026-12-17 12:01",
            &officer(2),
            returned("It is there now."),
        )
        .unwrap();
    assert_eq!(
        story.tell("2026-12-17 12:02", &officer(2), Command::Grant),
        Ok(vec!["granted"])
    );
}

#[test]
fn a_refusal_can_be_sent_back_with_a_reason_and_then_begins_anew() {
    let mut story = prepared();
    let wordless = story.tell("2026-11-25 12:00", &officer(2), returned(" "));
    assert_eq!(wordless, Err(Rejection::WordsNeeded));
    let told = story.tell(
        "2026-11-25 12:00",
        &officer(2),
        returned("Ask the mother first."),
    );
    assert_eq!(told, Ok(vec!["act-returned"]));
    assert_eq!(story.phase(), "examining");
    assert_eq!(
        approve(&mut story, "2026-12-01 12:00"),
        Err(Rejection::WrongPhase)
    );
    story
        .tell("2026-12-01 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    let Phase::Hearing(preliminary) = &story.case.phase else {
        panic!()
    };
    assert_eq!(
        preliminary.received_at, None,
        "a new preliminary decision, a new notice"
    );
}

#[test]
fn a_refused_case_stays_refused() {
    let mut story = prepared();
    read(&mut story, "2026-11-24 13:00");
    approve(&mut story, "2026-12-01 09:00").unwrap();
    assert_eq!(
        approve(&mut story, "2026-12-01 09:01"),
        Err(Rejection::AlreadyDecided)
    );
    let told = story.tell("2026-12-01 09:01", &Actor::Machine, assessed([Met; 3]));
    assert_eq!(told, Err(Rejection::AlreadyDecided));
    assert_eq!(story.wake("2027-12-01 09:01"), [] as [&str; 0]);
}

#[test]
fn a_short_term_is_excepted_from_the_hearing_and_a_long_one_of_the_same_service_is_not() {
    let term = |days| LegalTerm {
        length: TermLength::working_days(days),
        law: law("73(2)3)"),
    };
    let bound = term(5);
    let hearing = Hearing::Required {
        notice: term(3),
        objection: term(2),
        unless_shorter: Some(Box::new(bound.clone())),
        exceptions: Vec::new(),
        oral: None,
    };
    assert_eq!(hearing.exception(&term(2)), Some(&bound.law));
    assert_eq!(hearing.exception(&term(4)), Some(&bound.law));
    assert_eq!(hearing.exception(&term(5)), None);
    assert_eq!(hearing.exception(&term(7)), None);
}
