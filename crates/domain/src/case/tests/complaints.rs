//! A complaint as a case: answered in five working days, at most ten more, by somebody else.

use super::super::*;
use super::story::*;
use crate::actor::Rank;
use crate::term::TermLength;

fn filed() -> Story {
    let length = TermLength::working_days(5);
    Story::filed_about(complained(), complaint_procedure(), length, false)
}

fn of(outcome: Outcome, rights: Rights) -> Ruling {
    Ruling {
        outcome,
        rights,
        overruled: Vec::new(),
        lateness: None,
    }
}

fn rule(outcome: Outcome, rights: Rights) -> Command {
    Command::Rule {
        ruling: of(outcome, rights),
        reasons: "The file lay in a drawer.".into(),
    }
}

const NOW: &str = "2026-11-24 12:00";

#[test]
fn a_complaint_is_upheld_with_a_code_for_what_became_of_the_rights() {
    for rights in [Rights::Restored, Rights::NotRestored] {
        let mut story = filed();
        assert_eq!(story.last_day(), "2026-11-30");
        let command = rule(Outcome::Upheld, rights);
        assert_eq!(story.tell(NOW, &officer(3), command), Ok(vec!["ruled"]));
        let Some((_, Decision::Ruled { ruling, .. })) = &story.case.decision else {
            panic!()
        };
        assert_eq!(ruling.rights, rights);
    }
}

#[test]
fn whom_it_is_about_does_not_answer_it() {
    let mut story = filed();
    let upheld = rule(Outcome::Upheld, Rights::Restored);
    story.rejects(NOW, &officer(1), upheld, Rejection::Excluded);
}

#[test]
fn a_complaint_is_dismissed_by_two_without_a_hearing_where_the_term_is_short() {
    let mut story = filed();
    let dismiss = || Command::PrepareRuling {
        ruling: of(Outcome::Dismissed, Rights::NotViolated),
        reasons: "It was answered.".into(),
        without: None,
    };
    story.rejects(NOW, &officer(2), dismiss(), Rejection::Excluded);
    story.tell(NOW, &officer(3), dismiss()).unwrap();
    story.rejects(NOW, &officer(3), Command::Approve, Rejection::SamePerson);
    story.rejects(NOW, &officer(1), Command::Approve, Rejection::Excluded);
    assert_eq!(
        story.tell(NOW, &officer(4), Command::Approve),
        Ok(vec!["ruled"])
    );
}

#[test]
fn what_is_ruled_on_a_complaint_annuls_nothing() {
    let mut story = filed();
    for outcome in [
        Outcome::Annulled,
        Outcome::Replaced,
        Outcome::Ordered,
        Outcome::Remanded,
    ] {
        let command = rule(outcome, Rights::Restored);
        story.rejects(NOW, &officer(3), command, Rejection::WrongKind);
    }
    let left = rule(Outcome::Left, Rights::NotViolated);
    story.rejects(NOW, &officer(3), left, Rejection::SecondNeeded);
}

#[test]
fn it_takes_at_most_ten_working_days_more() {
    let mut story = filed();
    let extend = |until: &str| Command::Extend {
        until: until.parse().unwrap(),
        reasons: "A witness is away.".into(),
    };
    let deputy = ranked(6, Rank::Deputy);
    story.rejects(NOW, &deputy, extend("2026-12-15"), Rejection::TooLong);
    assert!(story.tell(NOW, &deputy, extend("2026-12-14")).is_ok());
    assert_eq!(story.wake("2026-12-15 00:00"), ["deemed-refused"]);
}

#[test]
fn a_complaint_is_not_sent_on_and_ends_in_silence_too() {
    let mut story = filed();
    let to = Command::Redirect {
        to: Competent {
            body: "ministry".into(),
            superior: None,
        },
        reasons: "Not ours.".into(),
    };
    story.rejects(NOW, &officer(3), to, Rejection::NoSuchStep);
    assert_eq!(story.wake("2026-12-01 00:00"), ["deemed-refused"]);
}
