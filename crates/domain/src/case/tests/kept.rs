//! What a person keeps: a result while more is asked, the time to mend, the hearing of each act.

use uuid::Uuid;

use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::definition::RevocationGround;
use crate::evidence::Verdict::{Met, Unmet};

const APPEAL: Uuid = Uuid::from_u128(100);

fn lodge(replaced: bool) -> Command {
    Command::Lodge {
        appeal: APPEAL,
        number: "2026-000100".into(),
        replaced,
    }
}

fn ruled(outcome: Outcome) -> Command {
    Command::ApplyRuling(RulingGiven {
        appeal: APPEAL,
        ruling: Some(Ruling {
            outcome,
            rights: rights_after(outcome),
            overruled: Vec::new(),
            lateness: None,
        }),
        by: Some(superior_id(8)),
    })
}

/// Given, taken back on 30 November.
fn taken_back() -> Story {
    let mut story = given();
    story
        .tell(
            "2026-11-24 12:00",
            &officer(1),
            take_back(RevocationGround::Offence),
        )
        .unwrap();
    story.read("2026-11-24 13:00", LetterKind::Preliminary);
    story
        .tell("2026-11-30 09:00", &officer(2), Command::Approve)
        .unwrap();
    story
}

fn holding(story: &Story) -> Option<&str> {
    story.case.result_holds().map(|issue| issue.number.as_str())
}

#[test]
fn who_appeals_for_more_keeps_what_was_given_until_there_is_more() {
    let mut story = given();
    let machine = &Actor::Machine;
    story
        .tell("2026-11-30 12:00", machine, lodge(false))
        .unwrap();
    story
        .tell("2026-12-07 12:00", machine, ruled(Outcome::Annulled))
        .unwrap();
    assert_eq!(holding(&story), Some("1"), "while it is decided anew");
    story.rejects(
        "2026-12-07 13:00",
        &filer(),
        Command::Withdraw,
        Rejection::AlreadyDecided,
    );
    assert_eq!(story.wake("2026-12-18 00:00"), ["deemed-refused"]);
    assert_eq!(holding(&story), Some("1"), "although nobody decided");
    story.assess("2026-12-18 10:00", [Met; 3]);
    story
        .tell("2026-12-18 11:00", &officer(3), Command::Grant)
        .unwrap();
    assert_eq!(holding(&story), Some("1"), "until the new one is made");
    story
        .tell("2026-12-18 11:01", machine, issue_confirmed("2"))
        .unwrap();
    assert_eq!(holding(&story), Some("2"));
}

#[test]
fn what_another_case_gives_meanwhile_is_not_brought_back_by_an_appeal() {
    let mut story = taken_back();
    let machine = &Actor::Machine;
    story
        .tell("2026-12-01 12:00", machine, lodge(true))
        .unwrap();
    assert_eq!(holding(&story), None);
    story
        .tell("2026-12-07 12:00", machine, ruled(Outcome::Annulled))
        .unwrap();
    let held_up = |by: Option<&str>| Command::HoldUp {
        by: by.map(str::to_owned),
    };
    assert_eq!(
        story.tell("2026-12-07 12:00", machine, held_up(Some("2026-000777"))),
        Ok(vec!["held-up"])
    );
    assert_eq!((story.phase(), holding(&story)), ("issued", None));
    assert_eq!(
        story.tell("2026-12-08 12:00", machine, held_up(None)),
        Ok(vec!["held-up"])
    );
    assert_eq!(holding(&story), Some("1"));
    assert_eq!(story.case.letters.last().unwrap().kind, LetterKind::Issued);
}

#[test]
fn what_gives_nothing_because_another_case_gives_it_can_be_given_up() {
    let mut story = Story::filed(granted_by_law());
    story.assess("2026-11-23 10:01", [Met; 3]);
    let now = "2026-11-23 10:02";
    story.rejects(now, &filer(), Command::Withdraw, Rejection::AlreadyDecided);
    let by = Some("2026-000777".to_owned());
    story
        .tell(now, &Actor::Machine, Command::HoldUp { by })
        .unwrap();
    assert_eq!(
        story.tell(now, &filer(), Command::Withdraw),
        Ok(vec!["withdrawn"])
    );
}

#[test]
fn a_refusal_after_an_appeal_against_the_silence_is_appealed_on_its_own() {
    let mut story = Story::filed(without_hearing());
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story.wake("2026-12-03 00:00");
    story
        .tell("2026-12-04 12:00", &Actor::Machine, lodge(false))
        .unwrap();
    story
        .tell("2026-12-05 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    story
        .tell("2026-12-05 12:01", &officer(2), Command::Approve)
        .unwrap();
    assert_eq!(
        story.tell("2026-12-07 12:00", &Actor::Machine, ruled(Outcome::Ordered)),
        Ok(vec!["appeal-ended"])
    );
    assert_eq!(story.phase(), "refused");
}

#[test]
fn the_silence_ends_a_hearing_with_a_word_and_with_it_what_was_given_up_for_it() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
        .tell("2026-12-01 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    story
        .tell("2026-12-01 13:00", &filer(), Command::WaiveHearing)
        .unwrap();
    assert_eq!(story.wake("2026-12-03 00:00"), ["deemed-refused"]);
    let letters: Vec<LetterKind> = story.case.letters.iter().map(|one| one.kind).collect();
    assert!(letters.ends_with(&[LetterKind::PreliminaryWithdrawn, LetterKind::DeemedRefused]));
    story
        .tell("2026-12-04 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    story.rejects(
        "2026-12-04 12:01",
        &officer(2),
        Command::Approve,
        Rejection::NotReceived,
    );
}

#[test]
fn who_gave_up_the_hearing_of_one_revocation_is_heard_before_another() {
    let mut story = given();
    let machine = &Actor::Machine;
    story
        .tell(
            "2026-11-24 12:00",
            &officer(1),
            take_back(RevocationGround::Offence),
        )
        .unwrap();
    story
        .tell("2026-11-24 13:00", &filer(), Command::WaiveHearing)
        .unwrap();
    story
        .tell("2026-11-24 14:00", &officer(2), Command::Approve)
        .unwrap();
    story
        .tell("2026-12-01 12:00", machine, lodge(false))
        .unwrap();
    story
        .tell("2026-12-07 12:00", machine, ruled(Outcome::Annulled))
        .unwrap();
    story
        .tell(
            "2026-12-08 12:00",
            &officer(1),
            take_back(RevocationGround::PublicInterest),
        )
        .unwrap();
    story.rejects(
        "2026-12-08 12:01",
        &officer(2),
        Command::Approve,
        Rejection::NotReceived,
    );
}

#[test]
fn after_the_silence_a_window_still_runs_and_counts_a_day_made_free() {
    let mut story = Story::filed(with_effect(crate::definition::TermEffect::None));
    story.assess("2026-12-02 12:00", [Unmet, Met, Met]);
    assert_eq!(story.wake("2026-12-03 00:00"), ["deemed-refused"]);
    assert!(story.case.wants_evidence(), "what mends it may still come");
    let until = story.case.deficiencies[0].until;
    assert_eq!(
        story.decree("2026-12-03 12:00", &["2026-12-04"]),
        ["term-recounted"]
    );
    assert!(story.case.deficiencies[0].until > until);
    assert_eq!(story.last_day(), "2026-12-02", "the term is over");
}

#[test]
fn a_letter_comes_from_the_body_that_acted() {
    let mut story = Story::filed(escalating());
    story.assess("2026-11-23 10:01", [Met; 3]);
    story.wake("2026-12-03 00:00");
    story
        .tell("2026-12-03 12:00", &officer(1), Command::Grant)
        .unwrap();
    let from = |story: &Story, kind| {
        let letter = &story.case.letters[story.letter(kind)];
        letter.from.clone()
    };
    assert_eq!(story.case.owing_body(), "ministry");
    assert_eq!(from(&story, LetterKind::Filed), "registrar-2710");
    assert_eq!(from(&story, LetterKind::Granted), "registrar-2710");
    let signed = story.case.signed_by();
    assert_eq!(signed, Some(&officer_id(1)));
}

#[test]
fn an_ended_case_is_written_in_the_form_its_digests_are_of() {
    // Where this is no longer so, the store's `rest::FORM` counts on: a digest that was kept says
    // nothing about a state that is written otherwise.
    let case = serde_json::to_value(&given().case).unwrap();
    let names: Vec<&String> = case.as_object().unwrap().keys().collect();
    insta::assert_debug_snapshot!(names);
}
