//! Receipt: windows run from it, by whichever channel it is proven; and nobody loses anything by a
//! notice that did not arrive.

use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::definition::TermEffect;
use crate::evidence::Verdict::{Met, Unmet};

/// The record is lacking, as noted on Tuesday 24 November at noon; nobody has read it yet.
fn noted(effect: TermEffect) -> Story {
    let mut procedure = from_receipt();
    procedure.cure.effect = effect;
    let mut story = Story::filed(procedure);
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    story
}

fn registered_letter(letter: usize, on: &str) -> Command {
    Command::RecordReceipt {
        letter,
        proof: Proof::RegisteredLetter {
            number: "RR123KZ".into(),
        },
        on: at(on),
    }
}

#[test]
fn the_window_runs_from_the_day_the_notice_was_opened() {
    let mut story = noted(TermEffect::Pause);
    assert_eq!(story.case.deficiencies[0].until.to_string(), "2026-12-08");
    assert_eq!(
        story.read("2026-11-26 20:00", LetterKind::Deficiency),
        ["letter-received"]
    );
    let deficiency = &story.case.deficiencies[0];
    assert_eq!(deficiency.until.to_string(), "2026-12-10");
    assert_eq!(story.next_wake(), Some(at("2026-12-11 00:00")));
    assert_eq!(
        story.wake("2026-12-11 00:00"),
        ["deficiency-lapsed", "term-runs"]
    );
}

#[test]
fn a_notice_nobody_received_does_not_lapse_and_the_body_gains_no_time_by_it() {
    let mut story = noted(TermEffect::Pause);
    assert_eq!(story.wake("2026-12-08 23:59:59"), [] as [&str; 0]);
    assert_eq!(
        story.wake("2026-12-09 00:00"),
        ["delivery-owed", "term-runs"]
    );
    let deficiency = &story.case.deficiencies[0];
    assert_eq!(deficiency.state, DeficiencyState::Open);
    assert_eq!(deficiency.delivery_owed_at, Some(at("2026-12-09 00:00")));
    // Six working days were left; 16 December is a holiday.
    assert_eq!(story.last_day(), "2026-12-17");
    story.rejects(
        "2026-12-15 12:00",
        &officer(1),
        refusal_of(&[RECORD]),
        Rejection::CureOpen,
    );
    assert_eq!(story.wake("2026-12-18 00:00"), ["deemed-refused"]);
    story.rejects(
        "2027-03-01 12:00",
        &officer(1),
        refusal_of(&[RECORD]),
        Rejection::CureOpen,
    );
}

#[test]
fn another_channel_proves_receipt_and_the_whole_window_runs_from_it() {
    let mut story = noted(TermEffect::Pause);
    story.wake("2026-12-09 00:00");
    let letter = story.letter(LetterKind::Deficiency);
    assert_eq!(
        story.tell(
            "2026-12-11 09:00",
            &officer(1),
            registered_letter(letter, "2026-12-10 12:00")
        ),
        Ok(vec!["letter-received", "term-paused"])
    );
    assert_eq!(story.case.deficiencies[0].until.to_string(), "2026-12-25");
    assert_eq!(
        story.case.letters[letter].received_at,
        Some(at("2026-12-10 12:00"))
    );
    assert_eq!(
        story.bring("2026-12-24 12:00", 1),
        ["supplied", "term-runs"]
    );
}

#[test]
fn a_receipt_proven_months_later_closes_the_window_when_it_closed() {
    let mut story = noted(TermEffect::None);
    let letter = story.letter(LetterKind::Deficiency);
    assert_eq!(
        story.tell(
            "2026-12-30 09:00",
            &officer(1),
            registered_letter(letter, "2026-11-25 12:00")
        ),
        Ok(vec![
            "deemed-refused",
            "delivery-owed",
            "letter-received",
            "deficiency-lapsed"
        ])
    );
    let lapsed = story.journal.last().unwrap();
    assert_eq!(lapsed.effective_at, at("2026-12-10 00:00"));
}

#[test]
fn a_receipt_is_proven_by_a_listed_channel_for_a_letter_given_before() {
    let mut story = noted(TermEffect::Pause);
    let letter = story.letter(LetterKind::Deficiency);
    let now = "2026-11-26 09:00";
    for (on, why) in [
        ("2026-11-26 09:01", Rejection::NotThen),
        ("2026-11-24 11:59", Rejection::NotThen),
    ] {
        story.rejects(now, &officer(1), registered_letter(letter, on), why);
    }
    let nothing = registered_letter(99, "2026-11-25 12:00");
    story.rejects(now, &officer(1), nothing, Rejection::NoSuchItem);
    let by = |proof| Command::RecordReceipt {
        letter,
        proof,
        on: at("2026-11-25 12:00"),
    };
    let message = by(Proof::Message { id: "1".into() });
    story.rejects(now, &officer(1), message, Rejection::NoSuchStep);
    let nameless = by(Proof::RegisteredLetter { number: " ".into() });
    story.rejects(now, &officer(1), nameless, Rejection::WordsNeeded);
    let ours = registered_letter(letter, "2026-11-25 12:00");
    for actor in [Actor::Machine, filer(), clerk()] {
        story.rejects(now, &actor, ours.clone(), Rejection::NotAnOfficer);
    }
    assert!(story.tell(now, &officer(1), ours).is_ok());
}

#[test]
fn a_receipt_has_a_proof_that_leads_somewhere_and_the_person_is_told_of_it() {
    let mut listed = procedure();
    listed.receipt.push(crate::definition::Channel::Message);
    let mut story = Story::filed(listed);
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    let letter = story.letter(LetterKind::Deficiency);
    let by = |proof| Command::RecordReceipt {
        letter,
        proof,
        on: at("2026-11-25 12:00"),
    };
    let now = "2026-11-26 09:00";
    let nameless = by(Proof::Message { id: " ".into() });
    story.rejects(now, &officer(1), nameless, Rejection::WordsNeeded);
    let anothers = by(Proof::Counter {
        clerk: officer_id(2),
        signed: false,
    });
    story.rejects(now, &officer(1), anothers, Rejection::NotCompetent);
    let own = by(Proof::Counter {
        clerk: officer_id(1),
        signed: false,
    });
    story.tell(now, &officer(1), own).unwrap();
    assert_eq!(story.case.letters[letter].put_down_by, Some(officer_id(1)));
    let last = story.case.letters.last().unwrap();
    assert_eq!(last.kind, LetterKind::ReceiptRecorded);
}

#[test]
fn what_the_person_opened_is_told_by_no_other_letter() {
    let mut story = noted(TermEffect::Pause);
    story.read("2026-11-26 20:00", LetterKind::Deficiency);
    let kinds = story.case.letters.iter().map(|letter| letter.kind);
    assert!(
        kinds
            .clone()
            .all(|kind| kind != LetterKind::ReceiptRecorded)
    );
}

#[test]
fn a_letter_is_received_once() {
    let mut story = noted(TermEffect::Pause);
    story.read("2026-11-26 20:00", LetterKind::Deficiency);
    let letter = story.letter(LetterKind::Deficiency);
    let later = registered_letter(letter, "2026-11-30 12:00");
    assert_eq!(
        story.tell("2026-12-01 09:00", &officer(1), later),
        Ok(Vec::new())
    );
    assert_eq!(story.case.letters[letter].proof, Some(Proof::Cabinet));
}

#[test]
fn what_is_handed_over_at_a_counter_names_the_clerk_and_the_person() {
    let mut story = noted(TermEffect::Pause);
    let letter = story.letter(LetterKind::Deficiency);
    story
        .tell("2026-11-25 12:00", &clerk(), Command::ReadLetter(letter))
        .unwrap();
    let proof = story.case.letters[letter].proof.as_ref().unwrap();
    assert_eq!(proof.channel(), crate::definition::Channel::Counter);
    assert_eq!(
        proof,
        &Proof::Counter {
            clerk: crate::actor::OfficerId {
                body: "service-hall".into(),
                ..officer_id(9)
            },
            signed: true
        }
    );
    assert_eq!(
        story.journal.last().unwrap().by,
        crate::actor::Author::Clerk {
            clerk: crate::actor::OfficerId {
                body: "service-hall".into(),
                ..officer_id(9)
            },
            person: mother()
        }
    );
    assert!(story.checks.count(19) > 0);
}

#[test]
fn each_notice_starts_its_own_window_only() {
    let mut story = Story::filed(from_receipt());
    story.assess("2026-11-24 12:00", [Unmet, Unmet, Met]);
    let of = |name: &str, story: &Story| {
        let letters = story.case.letters.iter();
        letters
            .clone()
            .position(|letter| letter.about.as_deref() == Some(name))
            .unwrap()
    };
    let record = Command::ReadLetter(of(RECORD, &story));
    story.tell("2026-11-27 12:00", &filer(), record).unwrap();
    let until: Vec<String> = story
        .case
        .deficiencies
        .iter()
        .map(|deficiency| format!("{} {}", deficiency.until, deficiency.received))
        .collect();
    assert_eq!(until, ["2026-12-11 true", "2026-12-08 false"]);
}

#[test]
fn who_supplies_something_has_received_the_notice() {
    let mut story = noted(TermEffect::Restart);
    assert_eq!(
        story.bring("2026-12-01 15:00", 1),
        ["letter-received", "supplied", "term-runs"]
    );
    assert!(story.case.deficiencies[0].received);
}

#[test]
fn the_time_to_object_runs_from_a_registered_letter_too() {
    let mut story = Story::filed_for(procedure(), crate::term::TermLength::working_days(15));
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
        .tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    let letter = story.letter(LetterKind::Preliminary);
    story
        .tell(
            "2026-12-01 09:00",
            &officer(1),
            registered_letter(letter, "2026-11-27 12:00"),
        )
        .unwrap();
    // Two working days from Friday the 27th: to Tuesday 1 December.
    story.rejects(
        "2026-12-01 23:59:59",
        &officer(2),
        Command::Approve,
        Rejection::HearingOpen,
    );
    assert_eq!(
        story.tell("2026-12-02 00:00", &officer(2), Command::Approve),
        Ok(vec!["refused"])
    );
}

#[test]
fn the_person_learns_of_a_decision_when_its_letter_is_received() {
    let mut story = Story::filed(without_hearing());
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
        .tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    story
        .tell("2026-11-24 12:01", &officer(2), Command::Approve)
        .unwrap();
    story.read("2026-11-24 13:00", LetterKind::Filed);
    assert_eq!(story.case.learned_at(), None);
    story.read("2026-11-26 13:00", LetterKind::Refused);
    assert_eq!(story.case.learned_at(), Some(at("2026-11-26 13:00")));
}

#[test]
fn what_is_debugged_names_nobody_and_leads_to_nobody() {
    let story = Story::filed(procedure());
    let mut subject = story.case.filing.subject;
    subject.key = Some("260416193458".into());
    let upload = Upload {
        id: uuid::Uuid::from_u128(1),
        name: "Akhmetova.pdf".into(),
    };
    let proof = Proof::RegisteredLetter {
        number: "RC123456789KZ".into(),
    };
    let correct = Command::Correct {
        was: "Akhmetova".into(),
        reads: "Akhmetov".into(),
        answers: false,
    };
    let told = format!("{subject:?} {upload:?} {proof:?} {correct:?}");
    for secret in ["260416193458", "Akhmetov", "RC123456789KZ"] {
        assert!(!told.contains(secret), "{told}");
    }
}
