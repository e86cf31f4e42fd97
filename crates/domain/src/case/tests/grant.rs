use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::evidence::Verdict::{Met, Unknown, Unmet};
use crate::term::TermLength;

#[test]
fn filing_fixes_the_term_and_gives_a_letter() {
    let story = Story::filed(procedure());
    assert_eq!(story.last_day(), "2026-12-02");
    assert_eq!(story.next_wake(), Some(at("2026-12-03 00:00")));
    assert_eq!(story.case.letters[0].kind, LetterKind::Filed);
    assert_eq!(story.phase(), "gathering");
}

#[test]
fn an_officer_grants_when_every_requirement_is_met_and_the_register_issues() {
    let mut story = Story::filed(procedure());
    assert_eq!(story.assess("2026-11-23 10:01", [Met; 3]), ["assessed"]);
    assert_eq!(story.phase(), "examining");
    assert_eq!(
        story.tell("2026-11-24 11:00", &officer(1), Command::Grant),
        Ok(vec!["granted"])
    );
    assert_eq!(
        story.tell("2026-11-24 11:01", &Actor::Machine, issue_confirmed("1")),
        Ok(vec!["issued"])
    );
    assert_eq!(story.phase(), "issued");
    assert!(!story.case.phase.is_open());
    let Some((when, Decision::Granted { amount, by, .. })) = &story.case.decision else {
        panic!()
    };
    assert_eq!(
        (*when, *amount),
        (at("2026-11-24 11:00"), Some(164_350.into()))
    );
    assert_eq!(by, &Decider::Officer(officer_id(1)));
}

#[test]
fn nothing_is_granted_before_the_requirements_were_looked_at() {
    let mut story = Story::filed(procedure());
    assert_eq!(
        story.tell("2026-11-24 11:00", &officer(1), Command::Grant),
        Err(Rejection::RequirementsNotMet)
    );
}

#[test]
fn nothing_is_granted_on_an_unmet_or_unknown_requirement() {
    for verdict in [Unmet, Unknown] {
        let mut story = Story::filed(procedure());
        story.assess("2026-11-23 10:01", [Met, Met, verdict]);
        assert_eq!(
            story.tell("2026-11-24 11:00", &officer(1), Command::Grant),
            Err(Rejection::RequirementsNotMet)
        );
    }
}

/// Every requirement is met, but the amount hangs on a register that was not read.
fn met_but_incomplete() -> Command {
    Command::Assess {
        findings: findings([Met; 3]),
        amount: None,
        complete: false,
    }
}

#[test]
fn nothing_is_granted_while_it_cannot_be_told_what_a_grant_gives() {
    let mut story = Story::filed(granted_by_law());
    let told = story.tell("2026-11-23 10:01", &Actor::Machine, met_but_incomplete());
    assert_eq!(told, Ok(vec!["assessed"]), "no machine grants it");
    assert_eq!(
        story.tell("2026-11-24 11:00", &officer(1), Command::Grant),
        Err(Rejection::ResultNotKnown)
    );
    assert_eq!(
        story.assess("2026-11-24 12:00", [Met; 3]),
        ["assessed", "granted"]
    );
}

#[test]
fn a_case_that_follows_another_is_opened_and_not_filed() {
    let mut filing = Story::filed(procedure()).case.filing;
    filing.follows = true;
    let recorded = Recorded {
        effective_at: filing.received_at,
        recorded_at: filing.received_at,
        by: filer().author(),
        event: Event::Filed(Box::new(filing)),
    };
    let case = Case::fold(&[recorded]).unwrap();
    let kinds: Vec<LetterKind> = case.letters.iter().map(|letter| letter.kind).collect();
    assert_eq!(kinds, [LetterKind::Opened]);
    assert!(case.is_news(&case.letters[0]));
    let own = Story::filed(procedure()).case;
    assert!(!own.is_news(&own.letters[0]), "its slip tells of it");
}

#[test]
fn the_machine_grants_by_a_law_that_lets_it() {
    let mut story = Story::filed(granted_by_law());
    assert_eq!(
        story.assess("2026-11-23 10:01", [Met; 3]),
        ["assessed", "granted"]
    );
    let Some((_, Decision::Granted { by, .. })) = &story.case.decision else {
        panic!()
    };
    assert_eq!(by, &Decider::Machine { law: law("36") });
}

#[test]
fn the_machine_grants_by_consent_only_to_who_consented() {
    let week = TermLength::working_days(7);
    let mut with = Story::filed_by(granted_by_consent(), week, true);
    assert_eq!(
        with.assess("2026-11-23 10:01", [Met; 3]),
        ["assessed", "granted"]
    );
    let mut without = Story::filed_by(granted_by_consent(), week, false);
    assert_eq!(without.assess("2026-11-23 10:01", [Met; 3]), ["assessed"]);
    assert_eq!(without.phase(), "examining");
}

#[test]
fn without_a_law_the_machine_grants_nothing() {
    let mut story = Story::filed(procedure());
    assert_eq!(story.assess("2026-11-23 10:01", [Met; 3]), ["assessed"]);
    assert_eq!(story.wake("2026-12-02 23:59"), [] as [&str; 0]);
}

#[test]
fn the_machine_grants_nothing_that_rests_on_a_document() {
    let mut story = Story::filed(granted_by_law());
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    story.bring("2026-11-25 12:00", 1);
    story
        .tell("2026-11-26 12:00", &officer(1), accepted(1))
        .unwrap();
    assert_eq!(
        story.assess("2026-11-26 12:01", [Met; 3]),
        ["assessed", "deficiency-cured"]
    );
    assert_eq!(story.phase(), "examining");
    assert_eq!(
        story.tell("2026-11-26 13:00", &officer(1), Command::Grant),
        Ok(vec!["granted"])
    );
}

#[test]
fn only_an_officer_of_the_body_grants() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met; 3]);
    for actor in [filer(), stranger(), Actor::Machine] {
        assert_eq!(
            story.tell("2026-11-24 11:00", &actor, Command::Grant),
            Err(Rejection::NotAnOfficer)
        );
    }
    let elsewhere = officer_with(1, "registrar-7510", Vec::new());
    assert_eq!(
        story.tell("2026-11-24 11:00", &elsewhere, Command::Grant),
        Err(Rejection::OtherBody)
    );
}

#[test]
fn a_repeated_reply_of_the_register_issues_once() {
    let mut story = Story::filed(granted_by_law());
    story.assess("2026-11-23 10:01", [Met; 3]);
    story
        .tell("2026-11-23 10:02", &Actor::Machine, issue_confirmed("1"))
        .unwrap();
    let before = story.case.clone();
    for number in ["1", "2"] {
        assert_eq!(
            story.tell("2026-11-23 10:03", &Actor::Machine, issue_confirmed(number)),
            Ok(Vec::new())
        );
    }
    assert_eq!(story.case, before);
}

#[test]
fn nothing_is_issued_without_a_grant() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met; 3]);
    assert_eq!(
        story.tell("2026-11-23 10:02", &Actor::Machine, issue_confirmed("1")),
        Err(Rejection::WrongPhase)
    );
}

#[test]
fn a_decided_case_is_not_decided_again() {
    let mut story = Story::filed(granted_by_law());
    story.assess("2026-11-23 10:01", [Met; 3]);
    for command in [Command::Grant, refusal_of(&[AWARD]), Command::Approve] {
        assert_eq!(
            story.tell("2026-11-24 11:00", &officer(1), command),
            Err(Rejection::AlreadyDecided)
        );
    }
    assert_eq!(
        story.tell("2026-11-24 11:00", &filer(), Command::Withdraw),
        Err(Rejection::AlreadyDecided)
    );
    assert_eq!(
        story.wake("2027-11-24 11:00"),
        [] as [&str; 0],
        "and no clock touches it"
    );
}

#[test]
fn only_who_filed_withdraws_and_then_nothing_more_happens() {
    let mut story = Story::filed(procedure());
    for actor in [stranger(), officer(1), Actor::Machine] {
        assert_eq!(
            story.tell("2026-11-24 11:00", &actor, Command::Withdraw),
            Err(Rejection::NotTheFiler)
        );
    }
    assert_eq!(
        story.tell("2026-11-24 11:00", &filer(), Command::Withdraw),
        Ok(vec!["withdrawn"])
    );
    assert_eq!(
        story.tell("2026-11-24 11:01", &officer(1), Command::Grant),
        Err(Rejection::WrongPhase)
    );
    assert_eq!(story.wake("2027-01-01 00:00"), [] as [&str; 0]);
}

#[test]
fn a_case_is_opened_once_and_nothing_is_done_to_one_that_is_not() {
    let mut story = Story::filed(procedure());
    let again = Command::File(Box::new(story.case.filing.clone()));
    assert_eq!(
        story.tell("2026-11-24 11:00", &filer(), again),
        Err(Rejection::NoSuchCase)
    );
    let context = Context {
        now: at("2026-11-24 11:00"),
        actor: &filer(),
        calendar: &story.calendar,
        procedure: &story.procedure,
    };
    assert_eq!(
        decide(None, Command::Withdraw, &context),
        Err(Rejection::NoSuchCase)
    );
    assert_eq!(Case::fold(&story.journal[1..]), None);
}

#[test]
fn the_journal_and_the_state_survive_their_text_form() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-24 12:00", [Unmet, Met, Unmet]);
    story.bring("2026-11-25 12:00", 1);
    story
        .tell("2026-11-26 12:00", &officer(1), turned_down(1))
        .unwrap();
    let journal: Vec<Recorded> =
        serde_json::from_str(&serde_json::to_string(&story.journal).unwrap()).unwrap();
    assert_eq!(journal, story.journal);
    let case: Case = serde_json::from_str(&serde_json::to_string(&story.case).unwrap()).unwrap();
    assert_eq!(Some(case), Case::fold(&journal));
}
