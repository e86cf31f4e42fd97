//! What happens at the same instant happens in the order in which it is on record.

use uuid::Uuid;

use super::super::*;
use super::story::*;
use super::watched::{granted, revoked};
use crate::actor::Actor;

const APPEAL: Uuid = Uuid::from_u128(100);

/// Lodges an appeal, and annuls what it is against a week later.
fn annulled(mut story: Story, lodged_at: &str, ruled_at: &str) -> Vec<&'static str> {
    let lodge = Command::Lodge {
        appeal: APPEAL,
        number: "2026-000100".into(),
        replaced: false,
    };
    story.tell(lodged_at, &Actor::Machine, lodge).unwrap();
    let given = RulingGiven {
        appeal: APPEAL,
        ruling: Some(Ruling {
            outcome: Outcome::Annulled,
            rights: Rights::Restored,
            overruled: Vec::new(),
            lateness: None,
        }),
        by: Some(officer_id(8)),
    };
    let apply = Command::ApplyRuling(given);
    story.tell(ruled_at, &Actor::Machine, apply).unwrap()
}

#[test]
fn an_appeal_of_the_instant_of_the_grant_is_against_that_grant() {
    let told = annulled(granted().story, "2026-11-24 11:00", "2026-12-01 12:00");
    assert_eq!(told, ["decision-annulled"]);
}

#[test]
fn an_appeal_of_the_instant_of_the_revocation_is_against_that_revocation() {
    let told = annulled(revoked().story, "2026-11-30 09:00", "2026-12-07 12:00");
    assert_eq!(told, ["decision-annulled"]);
}

#[test]
fn a_receipt_may_be_put_down_in_the_instant_of_it() {
    let mut story = Story::filed(procedure());
    let now = "2026-11-24 12:00";
    let receipt = Command::RecordReceipt {
        letter: story.letter(LetterKind::Filed),
        proof: Proof::RegisteredLetter {
            number: "RR123456785KZ".into(),
        },
        on: at(now),
    };
    let told = story.tell(now, &officer(1), receipt);
    assert_eq!(told, Ok(vec!["letter-received"]));
}
