//! An appeal as a case: filed with the body that acted, which satisfies it in full or sees it go on.

use super::super::*;
use super::story::*;
use crate::actor::{Actor, Rank};
use crate::term::TermLength;

/// Filed on Monday 23 November; it goes on by itself as Friday the 27th begins.
fn filed(late: bool) -> Story {
    let length = TermLength::working_days(20);
    Story::filed_about(appealed(late), appeal_procedure(), length, false)
}

/// With the ministry, since Friday 27 November.
fn above(late: bool) -> Story {
    let mut story = filed(late);
    assert_eq!(story.wake("2026-11-27 00:00"), ["redirected"]);
    story
}

fn of(outcome: Outcome, lateness: Option<Lateness>) -> Ruling {
    Ruling {
        outcome,
        rights: rights_after(outcome),
        overruled: Vec::new(),
        lateness,
    }
}

fn rule(outcome: Outcome) -> Command {
    Command::Rule {
        ruling: of(outcome, None),
        reasons: "The award was another's.".into(),
    }
}

fn dismiss(lateness: Option<Lateness>) -> Command {
    Command::PrepareRuling {
        ruling: of(Outcome::Dismissed, lateness),
        reasons: "It was awarded before.".into(),
        without: None,
    }
}

const NOW: &str = "2026-11-30 12:00";

#[test]
fn an_appeal_is_a_case_of_its_own_with_its_term() {
    let story = filed(false);
    assert_eq!(story.phase(), "examining");
    assert_eq!(story.last_day(), "2026-12-22");
    assert_eq!(story.next_wake(), Some(at("2026-11-27 00:00")));
    assert!(!story.case.wants_evidence());
}

#[test]
fn what_is_neither_satisfied_nor_sent_on_goes_on_by_itself_with_its_term_anew() {
    let mut story = filed(false);
    assert_eq!(story.wake("2026-11-26 23:59:59"), [] as [&str; 0]);
    assert_eq!(story.wake("2026-12-05 12:00"), ["redirected"]);
    assert_eq!(story.case.redirected_at, Some(at("2026-11-27 00:00")));
    assert_eq!(
        (&*story.case.body, &story.case.superior),
        ("ministry", &None)
    );
    assert_eq!(story.last_day(), "2026-12-28", "twenty days from the 27th");
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::Redirected
    );
}

#[test]
fn the_body_that_acted_satisfies_it_in_full_or_not_at_all() {
    let now = "2026-11-24 12:00";
    let mut story = filed(false);
    assert_eq!(
        story.tell(now, &ranked(6, Rank::Deputy), rule(Outcome::Replaced)),
        Ok(vec!["ruled"])
    );
    assert_eq!(story.phase(), "ruled");
    assert_eq!(story.wake("2027-12-01 12:00"), [] as [&str; 0]);
    let mut story = filed(false);
    // To annul without giving what was asked would keep the appeal from ever going up.
    for outcome in [Outcome::Annulled, Outcome::Remanded, Outcome::Left] {
        let why = Rejection::NotCompetent;
        story.rejects(now, &officer(3), rule(outcome), why);
    }
    story.rejects(now, &officer(3), dismiss(None), Rejection::NotCompetent);
    let above = superior(8);
    story.rejects(now, &above, rule(Outcome::Annulled), Rejection::OtherBody);
}

#[test]
fn that_the_body_was_wrong_is_said_by_those_who_lead_it() {
    let now = "2026-11-24 12:00";
    let mut story = filed(false);
    let replaced = || rule(Outcome::Replaced);
    story.rejects(now, &officer(3), replaced(), Rejection::RankNeeded);
    let head = ranked(7, Rank::Head);
    assert_eq!(story.tell(now, &head, replaced()), Ok(vec!["ruled"]));
}

#[test]
fn a_silence_is_not_annulled_and_who_decided_is_not_told_to_decide() {
    let against_silence = || {
        let Matter::Appeal(appeal) = appealed(false) else {
            panic!("an appeal")
        };
        let silence = Appeal {
            silence: true,
            ..*appeal
        };
        let length = TermLength::working_days(20);
        let matter = Matter::Appeal(Box::new(silence));
        Story::filed_about(matter, appeal_procedure(), length, false)
    };
    let now = "2026-11-24 12:00";
    // Who slept would only give itself another term.
    let order = || rule(Outcome::Ordered);
    against_silence().rejects(now, &officer(1), order(), Rejection::NotCompetent);
    let mut up = against_silence();
    up.wake("2026-11-27 12:00");
    up.rejects(
        NOW,
        &superior(8),
        rule(Outcome::Annulled),
        Rejection::WrongKind,
    );
    assert_eq!(up.tell(NOW, &superior(8), order()), Ok(vec!["ruled"]));
    above(false).rejects(NOW, &superior(8), order(), Rejection::WrongKind);
}

#[test]
fn a_ruling_and_what_it_says_of_rights_do_not_contradict_one_another() {
    let mut story = above(false);
    for (outcome, rights) in [
        (Outcome::Annulled, Rights::NotViolated),
        (Outcome::Replaced, Rights::NotViolated),
        (Outcome::Dismissed, Rights::NotRestored),
    ] {
        let ruling = Ruling {
            rights,
            ..of(outcome, None)
        };
        let reasons = "It was so.".into();
        let rule = Command::Rule { ruling, reasons };
        story.rejects(NOW, &superior(8), rule, Rejection::RightsContradict);
    }
}

fn leave() -> Command {
    Command::PrepareRuling {
        ruling: of(Outcome::Left, None),
        reasons: "It is before a court.".into(),
        without: None,
    }
}

#[test]
fn it_is_left_without_examination_by_two_after_a_hearing() {
    let mut story = above(false);
    let alone = rule(Outcome::Left);
    story.rejects(NOW, &superior(8), alone, Rejection::SecondNeeded);
    assert_eq!(
        story.tell(NOW, &superior(8), leave()),
        Ok(vec!["ruling-prepared"])
    );
    let adopt = || Command::Approve;
    story.rejects(NOW, &superior(8), adopt(), Rejection::SamePerson);
    story.rejects(NOW, &superior(9), adopt(), Rejection::NotReceived);
}

#[test]
fn an_officer_sends_it_up_sooner_and_nowhere_else() {
    let now = "2026-11-24 12:00";
    let mut story = filed(false);
    let to = |body: &str| Command::Redirect {
        to: Competent {
            body: body.into(),
            superior: None,
        },
        reasons: "It cannot be satisfied.".into(),
    };
    let elsewhere = to("registrar-7510");
    story.rejects(now, &officer(1), elsewhere, Rejection::NotCompetent);
    assert_eq!(
        story.tell(now, &officer(1), to("ministry")),
        Ok(vec!["redirected"])
    );
    assert_eq!(story.last_day(), "2026-12-23");
    assert_eq!(story.wake("2026-11-27 12:00"), [] as [&str; 0]);
}

#[test]
fn the_body_above_rules_and_the_one_below_does_not_any_more() {
    for outcome in [Outcome::Annulled, Outcome::Replaced, Outcome::Remanded] {
        let mut story = above(false);
        story.rejects(NOW, &officer(3), rule(outcome), Rejection::OtherBody);
        assert_eq!(
            story.tell(NOW, &superior(8), rule(outcome)),
            Ok(vec!["ruled"])
        );
        assert_eq!(story.case.letters.last().unwrap().kind, LetterKind::Ruled);
        let again = rule(outcome);
        story.rejects(NOW, &superior(8), again, Rejection::AlreadyDecided);
    }
}

#[test]
fn who_acted_in_the_case_neither_rules_nor_prepares_nor_adopts() {
    let mut story = above(false);
    let acted = superior(2);
    story.rejects(NOW, &acted, rule(Outcome::Annulled), Rejection::Excluded);
    story.rejects(NOW, &acted, dismiss(None), Rejection::Excluded);
    story.tell(NOW, &superior(8), dismiss(None)).unwrap();
    story.read("2026-11-30 13:00", LetterKind::Preliminary);
    story.rejects(
        "2026-12-08 12:00",
        &acted,
        Command::Approve,
        Rejection::Excluded,
    );
}

#[test]
fn an_appeal_is_dismissed_by_two_after_a_hearing() {
    let mut story = above(false);
    let alone = rule(Outcome::Dismissed);
    story.rejects(NOW, &superior(8), alone, Rejection::SecondNeeded);
    assert_eq!(
        story.tell(NOW, &superior(8), dismiss(None)),
        Ok(vec!["ruling-prepared"])
    );
    let meanwhile = rule(Outcome::Annulled);
    story.rejects(NOW, &superior(10), meanwhile, Rejection::WrongPhase);
    story.rejects(
        "2026-12-08 12:00",
        &superior(10),
        Command::Approve,
        Rejection::NotReceived,
    );
    story.read("2026-12-08 13:00", LetterKind::Preliminary);
    story.rejects(
        "2026-12-14 12:00",
        &superior(8),
        Command::Approve,
        Rejection::SamePerson,
    );
    assert_eq!(
        story.tell("2026-12-14 12:00", &superior(10), Command::Approve),
        Ok(vec!["ruled"])
    );
    let Some((
        _,
        Decision::Ruled {
            prepared_by,
            approved_by,
            ..
        },
    )) = &story.case.decision
    else {
        panic!()
    };
    assert_eq!(
        (prepared_by, approved_by),
        (&superior_id(8), &Some(superior_id(10)))
    );
}

#[test]
fn a_dismissal_that_is_sent_back_can_become_its_opposite() {
    let mut story = above(false);
    story.tell(NOW, &superior(8), dismiss(None)).unwrap();
    let back = Command::Return {
        words: "She is right.".into(),
    };
    story.tell(NOW, &superior(10), back).unwrap();
    assert_eq!(story.phase(), "examining");
    assert!(
        story
            .tell(NOW, &superior(10), rule(Outcome::Annulled))
            .is_ok()
    );
}

#[test]
fn an_appeal_that_came_late_is_accepted_and_its_lateness_judged() {
    let mut story = above(true);
    let unjudged = Rejection::LatenessUnjudged;
    story.rejects(NOW, &superior(8), rule(Outcome::Annulled), unjudged);
    story.rejects(NOW, &superior(8), dismiss(None), unjudged);
    let not_excused = Command::Rule {
        ruling: of(Outcome::Annulled, Some(Lateness::NotExcused)),
        reasons: "Three years late.".into(),
    };
    story.rejects(NOW, &superior(8), not_excused, unjudged);
    let excused = Command::Rule {
        ruling: of(Outcome::Annulled, Some(Lateness::Excused)),
        reasons: "She was in hospital.".into(),
    };
    assert!(story.tell(NOW, &superior(8), excused).is_ok());
    let mut dismissed = above(true);
    let late = dismiss(Some(Lateness::NotExcused));
    assert!(dismissed.tell(NOW, &superior(8), late).is_ok());
    let mut left = above(true);
    assert!(left.tell(NOW, &superior(8), leave()).is_ok());
}

#[test]
fn silence_on_an_appeal_is_a_refusal_which_opens_the_way_on() {
    let mut story = above(false);
    assert_eq!(story.wake("2026-12-29 00:00"), ["deemed-refused"]);
    assert!(story.case.is_appealable());
    assert_eq!(
        story.tell("2026-12-30 12:00", &superior(8), rule(Outcome::Annulled)),
        Ok(vec!["ruled"]),
        "a decision is still owed"
    );
}

#[test]
fn an_appeal_of_a_body_without_one_above_it_stays() {
    let mut story = filed(false);
    story.case.superior = None;
    let wake = next_wake(&story.case, &story.procedure, &story.calendar);
    assert_eq!(wake, Some(at("2026-12-23 00:00")));
}

#[test]
fn rulings_are_on_appeals_and_complaints_and_of_their_kind() {
    let mut service = Story::filed(procedure());
    let now = "2026-11-24 12:00";
    let kind = Rejection::WrongKind;
    service.rejects(now, &officer(1), rule(Outcome::Annulled), kind);
    service.rejects(now, &officer(1), dismiss(None), kind);
    let mut story = above(false);
    story.rejects(NOW, &superior(8), rule(Outcome::Upheld), kind);
    for command in [
        Command::Grant,
        Command::GrantProvisionally,
        refusal_of(&[AWARD]),
        cure_asked(AWARD),
        Command::PassPostCheck,
    ] {
        story.rejects(NOW, &superior(8), command, kind);
    }
    let favourable = Command::PrepareRuling {
        ruling: of(Outcome::Annulled, None),
        reasons: "She is right.".into(),
        without: None,
    };
    let why = Rejection::GroundsNotUnmet;
    story.rejects(NOW, &superior(8), favourable, why);
    let wordless = Command::Rule {
        ruling: of(Outcome::Annulled, None),
        reasons: " ".into(),
    };
    story.rejects(NOW, &superior(8), wordless, Rejection::WordsNeeded);
    for actor in [Actor::Machine, filer(), clerk()] {
        let why = Rejection::NotAnOfficer;
        story.rejects(NOW, &actor, rule(Outcome::Annulled), why);
    }
}

#[test]
fn the_person_withdraws_an_appeal() {
    let mut story = above(false);
    assert_eq!(
        story.tell(NOW, &filer(), Command::Withdraw),
        Ok(vec!["withdrawn"])
    );
    assert_eq!(story.wake("2027-12-01 12:00"), [] as [&str; 0]);
}
