//! Who put down that a person received something does not adopt what rests on it.

use super::super::*;
use super::story::*;
use crate::definition::{Hearing, Procedure};
use crate::evidence::Verdict::{Met, Unmet};
use crate::term::TermLength;

/// The second officer puts down that the last letter of a kind was received by post.
fn put_down(story: &mut Story, kind: LetterKind, on: &str, now: &str) {
    let receipt = Command::RecordReceipt {
        letter: story.letter(kind),
        proof: Proof::RegisteredLetter {
            number: "RR123456785KZ".into(),
        },
        on: at(on),
    };
    story.tell(now, &officer(2), receipt).unwrap();
}

/// A record and the award stand against it; the notice about the record was received on Wednesday
/// 25 November, and its window closed on 9 December.
fn lapsed() -> Story {
    let procedure = Procedure {
        hearing: Hearing::Excepted { law: law("73(2)") },
        ..from_receipt()
    };
    let mut story = Story::filed_for(procedure, TermLength::working_days(15));
    story.assess("2026-11-24 12:00", [Unmet, Met, Unmet]);
    put_down(
        &mut story,
        LetterKind::Deficiency,
        "2026-11-25 12:00",
        "2026-11-26 09:00",
    );
    story
}

#[test]
fn nobody_adopts_a_refusal_whose_preliminary_decision_they_say_was_received() {
    let mut story = Story::filed_for(procedure(), TermLength::working_days(15));
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    let refuse = refusal_of(&[AWARD]);
    story.tell("2026-11-24 12:00", &officer(1), refuse).unwrap();
    put_down(
        &mut story,
        LetterKind::Preliminary,
        "2026-11-25 12:00",
        "2026-11-26 09:00",
    );
    let now = "2026-12-01 09:00";
    story.rejects(now, &officer(2), Command::Approve, Rejection::OwnReceipt);
    let told = story.tell(now, &officer(3), Command::Approve);
    assert_eq!(told, Ok(vec!["refused"]));
}

#[test]
fn nobody_adopts_a_refusal_for_what_they_say_the_person_was_told_of() {
    let mut story = lapsed();
    let now = "2026-12-10 12:00";
    let refuse = refusal_of(&[RECORD]);
    story.tell(now, &officer(1), refuse).unwrap();
    story.rejects(now, &officer(2), Command::Approve, Rejection::OwnReceipt);
    let told = story.tell(now, &officer(3), Command::Approve);
    assert_eq!(told, Ok(vec!["refused"]));
}

#[test]
fn what_does_not_rest_on_the_receipt_may_be_adopted() {
    let mut story = lapsed();
    let now = "2026-12-10 12:00";
    let refuse = refusal_of(&[AWARD]);
    story.tell(now, &officer(1), refuse).unwrap();
    let told = story.tell(now, &officer(2), Command::Approve);
    assert_eq!(told, Ok(vec!["refused"]));
}
