//! A case whose decision or silence is appealed: what the ruling does to it, and that nobody is worse
//! off for having appealed.

use uuid::Uuid;

use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::definition::{Procedure, RevocationGround};
use crate::evidence::Verdict::{Met, Unmet};

const APPEAL: Uuid = Uuid::from_u128(100);

fn lodge(appeal: Uuid) -> Command {
    Command::Lodge {
        appeal,
        number: "2026-000100".into(),
        replaced: false,
    }
}

fn ruling(outcome: Outcome) -> Ruling {
    Ruling {
        outcome,
        rights: Rights::Restored,
        overruled: Vec::new(),
        lateness: None,
    }
}

fn given(appeal: Uuid, ruling: Option<Ruling>) -> Command {
    Command::ApplyRuling(RulingGiven {
        appeal,
        ruling,
        by: Some(officer_id(8)),
    })
}

impl Story {
    fn lodged(mut self, now: &str) -> Self {
        let told = self.tell(now, &Actor::Machine, lodge(APPEAL));
        assert_eq!(told, Ok(vec!["appeal-lodged"]));
        self
    }

    fn ruled(&mut self, now: &str, outcome: Outcome) -> Vec<&'static str> {
        let command = given(APPEAL, Some(ruling(outcome)));
        self.tell(now, &Actor::Machine, command).unwrap()
    }
}

/// Refused on Monday 23 November for the award.
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

fn amounting(amount: i64) -> Command {
    Command::Assess {
        findings: findings([Met; 3]),
        amount: Some(amount.into()),
        complete: true,
    }
}

#[test]
fn an_appeal_suspends_execution_where_the_law_says_so_and_is_noted_once() {
    let mut story = refused().lodged("2026-11-30 12:00");
    assert!(story.case.is_suspended());
    assert_eq!(
        story.tell("2026-11-30 12:01", &Actor::Machine, lodge(APPEAL)),
        Ok(Vec::new())
    );
    let mut at_once = Story::filed(Procedure {
        appeal: crate::definition::AppealRoute {
            suspends: None,
            ..procedure().appeal
        },
        ..procedure()
    });
    at_once.wake("2026-12-03 00:00");
    let at_once = at_once.lodged("2026-12-04 12:00");
    assert!(!at_once.case.is_suspended());
}

#[test]
fn only_the_program_lodges_and_only_against_what_was_decided_or_kept_silent() {
    let mut open = Story::filed(procedure());
    let now = "2026-11-24 12:00";
    open.rejects(now, &Actor::Machine, lodge(APPEAL), Rejection::WrongPhase);
    let mut story = refused();
    for actor in [filer(), officer(1)] {
        story.rejects(now, &actor, lodge(APPEAL), Rejection::OnlyTheProgram);
        let ruling = given(APPEAL, None);
        story.rejects(now, &actor, ruling, Rejection::OnlyTheProgram);
    }
    let ruling = given(APPEAL, None);
    story.rejects(now, &Actor::Machine, ruling, Rejection::NoSuchItem);
}

#[test]
fn what_is_annulled_is_decided_anew_in_a_term_of_its_own() {
    let mut story = refused().lodged("2026-11-30 12:00");
    assert_eq!(
        story.ruled("2026-12-07 12:00", Outcome::Annulled),
        ["decision-annulled"]
    );
    assert_eq!(story.phase(), "gathering");
    assert!(story.case.wants_evidence() && story.case.findings.is_empty());
    assert_eq!(story.last_day(), "2026-12-17");
    assert!(!story.case.is_suspended());
    let former = &story.case.former[0];
    assert_eq!(former.ended, Ended::Annulled { appeal: APPEAL });
    assert!(matches!(
        former.decision,
        Some((_, Decision::Refused { .. }))
    ));
    assert_eq!(
        story.case.letters.last().unwrap().kind,
        LetterKind::RulingApplied
    );
    assert_eq!(
        story.ruled("2026-12-07 12:01", Outcome::Annulled),
        [] as [&str; 0]
    );
    assert_eq!(story.wake("2026-12-18 00:00"), ["deemed-refused"]);
}

#[test]
fn what_is_sent_back_is_decided_soon() {
    let mut story = refused().lodged("2026-11-30 12:00");
    story.ruled("2026-12-07 12:00", Outcome::Remanded);
    // Five working days: 8 to 14 December.
    assert_eq!(story.last_day(), "2026-12-14");
}

#[test]
fn what_a_higher_instance_holds_to_be_met_is_met() {
    let mut story = refused().lodged("2026-11-30 12:00");
    let mut annulled = ruling(Outcome::Annulled);
    annulled.overruled = vec![AWARD.into()];
    story
        .tell(
            "2026-12-07 12:00",
            &Actor::Machine,
            given(APPEAL, Some(annulled)),
        )
        .unwrap();
    assert!(story.case.is_overruled(AWARD));
    story.assess("2026-12-07 12:30", [Met, Met, Unmet]);
    story.rejects(
        "2026-12-07 13:00",
        &officer(1),
        refusal_of(&[AWARD]),
        Rejection::Worsening,
    );
    assert_eq!(
        story.tell("2026-12-07 14:00", &officer(1), Command::Grant),
        Ok(vec!["granted"])
    );
}

#[test]
fn what_was_asked_is_given_with_the_ruling_if_all_of_it_is_known() {
    let mut story = refused().lodged("2026-11-30 12:00");
    let mut replaced = ruling(Outcome::Replaced);
    replaced.overruled = vec![AWARD.into()];
    assert_eq!(
        story.tell(
            "2026-12-07 12:00",
            &Actor::Machine,
            given(APPEAL, Some(replaced))
        ),
        Ok(vec!["decision-annulled", "granted"])
    );
    let Some((_, Decision::Granted { by, amount, .. })) = &story.case.decision else {
        panic!()
    };
    assert_eq!(
        by,
        &Decider::OnAppeal {
            officer: officer_id(8),
            appeal: APPEAL
        }
    );
    assert_eq!(*amount, Some(164_350.into()));
    // The grounds fall with the refusal, whether the ruling names them or not.
    let mut unnamed = refused().lodged("2026-11-30 12:00");
    assert_eq!(
        unnamed.ruled("2026-12-07 12:00", Outcome::Replaced),
        ["decision-annulled", "granted"]
    );
    assert_eq!(unnamed.case.overruled, [AWARD]);
    let mut nothing_looked_at = Story::filed(procedure());
    nothing_looked_at.wake("2026-12-03 00:00");
    let mut nothing_looked_at = nothing_looked_at.lodged("2026-12-04 12:00");
    assert_eq!(
        nothing_looked_at.ruled("2026-12-07 12:00", Outcome::Replaced),
        ["decision-annulled"]
    );
}

#[test]
fn a_dismissal_or_a_withdrawal_of_the_appeal_changes_nothing() {
    for ruled in [
        None,
        Some(ruling(Outcome::Dismissed)),
        Some(ruling(Outcome::Left)),
    ] {
        let mut story = refused().lodged("2026-11-30 12:00");
        let command = given(APPEAL, ruled);
        assert_eq!(
            story.tell("2026-12-07 12:00", &Actor::Machine, command.clone()),
            Ok(vec!["appeal-ended"])
        );
        assert_eq!(
            (story.phase(), story.case.is_suspended()),
            ("refused", false)
        );
        assert_eq!(
            story.tell("2026-12-07 12:01", &Actor::Machine, command),
            Ok(Vec::new())
        );
    }
}

#[test]
fn a_ruling_that_comes_after_the_silence_on_the_appeal_still_counts_once() {
    let mut story = refused().lodged("2026-11-30 12:00");
    story
        .tell("2027-01-15 12:00", &Actor::Machine, given(APPEAL, None))
        .unwrap();
    assert_eq!(
        story.ruled("2027-01-20 12:00", Outcome::Annulled),
        ["decision-annulled"]
    );
    assert_eq!(
        story.ruled("2027-01-20 12:01", Outcome::Annulled),
        [] as [&str; 0]
    );
}

#[test]
fn a_silence_is_appealed_like_a_refusal() {
    let mut story = Story::filed(procedure());
    story.wake("2026-12-03 00:00");
    let mut story = story.lodged("2026-12-04 12:00");
    assert_eq!(
        story.ruled("2026-12-07 12:00", Outcome::Ordered),
        ["decision-annulled"]
    );
    assert_eq!(story.case.deemed_refused_at, None);
    assert_eq!(story.case.former[0].deemed_at, Some(at("2026-12-03 00:00")));
    assert_eq!(story.wake("2026-12-18 00:00"), ["deemed-refused"]);
    assert_eq!(story.case.deemed_refused_at, Some(at("2026-12-18 00:00")));
}

#[test]
fn a_late_grant_is_not_annulled_by_a_ruling_on_the_silence_before_it() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met; 3]);
    story.wake("2026-12-03 00:00");
    let mut story = story.lodged("2026-12-04 12:00");
    story
        .tell("2026-12-05 12:00", &officer(1), Command::Grant)
        .unwrap();
    assert_eq!(
        story.ruled("2026-12-07 12:00", Outcome::Ordered),
        ["appeal-ended"]
    );
    assert_eq!(story.phase(), "granted");
}

#[test]
fn of_two_appeals_against_one_act_the_second_finds_it_gone() {
    let second = Uuid::from_u128(101);
    let mut story = refused().lodged("2026-11-30 12:00");
    story
        .tell("2026-11-30 13:00", &Actor::Machine, lodge(second))
        .unwrap();
    story.ruled("2026-12-07 12:00", Outcome::Annulled);
    story.assess("2026-12-08 11:00", [Met, Met, Unmet]);
    story
        .tell("2026-12-08 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    story
        .tell("2026-12-08 12:01", &officer(2), Command::Approve)
        .unwrap();
    let late = given(second, Some(ruling(Outcome::Annulled)));
    assert_eq!(
        story.tell("2026-12-09 12:00", &Actor::Machine, late),
        Ok(vec!["appeal-ended"])
    );
    assert_eq!(story.phase(), "refused");
}

#[test]
fn who_withdrew_has_nothing_left_to_appeal() {
    let mut story = Story::filed(procedure());
    story.wake("2026-12-03 00:00");
    let mut story = story.lodged("2026-12-04 12:00");
    story
        .tell("2026-12-05 12:00", &filer(), Command::Withdraw)
        .unwrap();
    assert_eq!(
        story.ruled("2026-12-07 12:00", Outcome::Ordered),
        ["appeal-ended"]
    );
    assert_eq!(story.phase(), "withdrawn");
}

#[test]
fn who_appeals_against_a_grant_does_not_end_with_a_refusal_or_with_less() {
    let mut story = granted().lodged("2026-11-30 12:00");
    assert_eq!(
        story.ruled("2026-12-07 12:00", Outcome::Annulled),
        ["decision-annulled"]
    );
    let now = "2026-12-08 12:00";
    story.assess("2026-12-08 11:00", [Met, Met, Unmet]);
    let refusal = refusal_of(&[AWARD]);
    story.rejects(now, &officer(1), refusal, Rejection::Worsening);
    story
        .tell(now, &Actor::Machine, amounting(164_349))
        .unwrap();
    // What was given is given again at least, whatever is found now.
    assert!(story.tell(now, &officer(1), Command::Grant).is_ok());
    let Some((_, Decision::Granted { amount, .. })) = &story.case.decision else {
        panic!()
    };
    assert_eq!(*amount, Some(164_350.into()));
}

#[test]
fn no_machine_and_no_silence_gives_less_either() {
    let mut procedure = granted_by_law();
    procedure.silence = consent_by_silence().silence;
    let mut story = Story::filed(procedure);
    story.assess("2026-11-23 10:01", [Met; 3]);
    let mut story = story.lodged("2026-11-30 12:00");
    story.ruled("2026-12-07 12:00", Outcome::Annulled);
    assert_eq!(
        story.tell("2026-12-08 12:00", &Actor::Machine, amounting(100)),
        Ok(vec!["assessed"])
    );
    assert_eq!(story.wake("2026-12-18 00:00"), ["deemed-granted"]);
    let Some((_, Decision::Granted { amount, .. })) = &story.case.decision else {
        panic!()
    };
    assert_eq!(*amount, Some(164_350.into()));
}

#[test]
fn a_replacing_ruling_does_not_give_less_than_what_it_replaces() {
    let mut story = Story::filed(Procedure {
        issues: true,
        ..procedure()
    });
    story
        .tell("2026-11-23 10:01", &Actor::Machine, amounting(200_000))
        .unwrap();
    story
        .tell("2026-11-23 11:00", &officer(1), Command::Grant)
        .unwrap();
    let mut story = story.lodged("2026-11-30 12:00");
    story.case.amount = Some(100.into());
    let context = Context {
        now: at("2026-12-07 12:00"),
        actor: &Actor::Machine,
        calendar: &story.calendar,
        procedure: &story.procedure,
    };
    let command = given(APPEAL, Some(ruling(Outcome::Replaced)));
    let events = decide(Some(&story.case), command, &context).unwrap();
    assert_eq!(events.len(), 1);
}

/// Granted and issued, then taken back.
fn taken_back() -> Story {
    let mut story = granted();
    story
        .tell("2026-11-23 11:01", &Actor::Machine, issue_confirmed("1"))
        .unwrap();
    let revocation = Command::PrepareRevocation {
        ground: RevocationGround::Offence,
        reasons: "An offence was proved.".into(),
        without: None,
    };
    story
        .tell("2026-11-24 12:00", &officer(1), revocation)
        .unwrap();
    story.read("2026-11-24 13:00", LetterKind::Preliminary);
    story
        .tell("2026-11-30 09:00", &officer(2), Command::Approve)
        .unwrap();
    story
}

#[test]
fn what_was_taken_back_holds_on_while_an_appeal_suspends_it() {
    let mut story = taken_back().lodged("2026-12-01 12:00");
    assert_eq!(story.case.result_holds().unwrap().number, "1");
    story.ruled("2026-12-07 12:00", Outcome::Dismissed);
    assert_eq!(story.case.result_holds(), None);
}

#[test]
fn a_revocation_that_is_annulled_lets_what_it_took_back_stand_again() {
    for outcome in [Outcome::Annulled, Outcome::Replaced] {
        let mut story = taken_back().lodged("2026-12-01 12:00");
        assert_eq!(
            story.ruled("2026-12-07 12:00", outcome),
            ["decision-annulled"]
        );
        assert_eq!(story.phase(), "issued");
        assert_eq!(story.case.result_holds().unwrap().number, "1");
        let Some((when, Decision::Granted { by, .. })) = &story.case.decision else {
            panic!()
        };
        assert_eq!(
            (*when, by),
            (at("2026-11-23 11:00"), &Decider::Officer(officer_id(1)))
        );
        assert_eq!(story.case.floor, None);
        assert_eq!(story.next_wake(), None);
    }
}

#[test]
fn a_consent_by_silence_stands_again_as_one() {
    let mut story = Story::filed(consent_by_silence());
    story.assess("2026-11-23 10:01", [Met; 3]);
    story.wake("2026-12-03 00:00");
    let revocation = Command::PrepareRevocation {
        ground: RevocationGround::Offence,
        reasons: "An offence was proved.".into(),
        without: None,
    };
    story
        .tell("2026-12-04 12:00", &officer(1), revocation)
        .unwrap();
    story.read("2026-12-04 13:00", LetterKind::Preliminary);
    story
        .tell("2026-12-11 09:00", &officer(2), Command::Approve)
        .unwrap();
    let mut story = story.lodged("2026-12-14 12:00");
    story.ruled("2026-12-17 12:00", Outcome::Annulled);
    assert_eq!(story.phase(), "granted");
    assert_eq!(story.case.deemed_granted_at, Some(at("2026-12-03 00:00")));
}

#[test]
fn a_second_provisional_grant_is_checked_too() {
    use crate::evidence::Verdict::Unknown;
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met, Met, Unknown]);
    let grant = |story: &mut Story, now: &str| {
        story
            .tell(now, &officer(1), Command::GrantProvisionally)
            .unwrap();
        story
            .tell(now, &Actor::Machine, issue_confirmed("1"))
            .unwrap()
    };
    let begun = ["issued", "post-check-begun"];
    assert_eq!(grant(&mut story, "2026-11-23 11:00"), begun);
    let mut story = story.lodged("2026-11-30 12:00");
    story.ruled("2026-12-01 12:00", Outcome::Annulled);
    story.assess("2026-12-01 13:00", [Met, Met, Unknown]);
    assert_eq!(grant(&mut story, "2026-12-02 11:00"), begun);
}

#[test]
fn what_was_found_is_looked_at_anew_unless_the_ruling_itself_gives_what_was_asked() {
    let mut annulled = granted().lodged("2026-11-30 12:00");
    annulled.ruled("2026-12-07 12:00", Outcome::Annulled);
    assert_eq!(annulled.case.findings, []);
    assert_eq!(annulled.phase(), "gathering");
    let mut refused = refused().lodged("2026-11-30 12:00");
    refused.ruled("2026-12-07 12:00", Outcome::Annulled);
    assert_eq!(refused.case.findings, []);
    let mut replaced = granted().lodged("2026-11-30 12:00");
    replaced.ruled("2026-12-07 12:00", Outcome::Replaced);
    assert_eq!(replaced.case.findings, findings([Met; 3]));
    assert_eq!(replaced.phase(), "granted");
}

#[test]
fn the_machine_gives_more_than_was_appealed_against_and_not_the_same_again() {
    let mut story = Story::filed(granted_by_law());
    assert_eq!(
        story.assess("2026-11-23 10:01", [Met; 3]),
        ["assessed", "granted"]
    );
    let mut story = story.lodged("2026-11-30 12:00");
    story.ruled("2026-12-07 12:00", Outcome::Annulled);
    let mut found = |amount| {
        let now = "2026-12-07 13:00";
        story.tell(now, &Actor::Machine, amounting(amount)).unwrap()
    };
    assert_eq!(found(164_350), ["assessed"]);
    assert_eq!(found(164_351), ["assessed", "granted"]);
}
