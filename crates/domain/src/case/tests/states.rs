//! Every command in every state: what happens, or why it is turned down. A command that is turned
//! down leaves the case as it was.

use std::collections::BTreeMap;
use std::fmt::Write;

use uuid::Uuid;

use super::super::*;
use super::story::*;
use crate::actor::{Actor, Rank};
use crate::definition::{Procedure, RevocationGround, TermEffect};
use crate::evidence::Verdict::{Met, Unknown, Unmet};
use crate::value::Value;

/// When everything is tried: Wednesday 2 December at noon, in the term's last hours.
const NOW: &str = "2026-12-02 12:00";

fn words() -> crate::text::Words {
    "Words.".into()
}

fn ruling(outcome: Outcome) -> Ruling {
    Ruling {
        outcome,
        rights: rights_after(outcome),
        overruled: Vec::new(),
        lateness: None,
    }
}

fn by_the_machine() -> Vec<(&'static str, Command)> {
    let appeal = Uuid::from_u128(100);
    let given = RulingGiven {
        appeal,
        ruling: Some(ruling(Outcome::Annulled)),
        by: Some(officer_id(8)),
    };
    let lodge = Command::Lodge {
        appeal,
        number: "2026-000100".into(),
        replaced: false,
    };
    vec![
        ("advance", Command::Advance),
        ("record-evidence", answered(child_of(&father(), at(NOW)))),
        ("assess", assessed([Met, Met, Unmet])),
        ("recount", Command::Recount),
        ("lodge", lodge),
        ("apply-ruling", Command::ApplyRuling(given)),
        ("confirm-issue", issue_confirmed("2")),
    ]
}

fn by_the_person() -> Vec<(&'static str, Command)> {
    let answer = Command::Answer {
        requirement: CHOICE.into(),
        ask: "kindergarten".into(),
        value: Value::Int(7),
    };
    vec![
        ("supply", supplied(RECORD, 7)),
        ("answer", answer),
        ("read-letter", Command::ReadLetter(0)),
        ("object", Command::Object(words())),
        ("waive-hearing", Command::WaiveHearing),
        ("ask-oral-hearing", Command::AskOralHearing),
        ("remark", Command::Remark(words())),
        ("ask-correction", Command::AskCorrection(words())),
        ("note-court", Command::NoteCourt(words())),
        ("withdraw", Command::Withdraw),
    ]
}

fn by_an_officer() -> Vec<(&'static str, Command)> {
    let receipt = Command::RecordReceipt {
        letter: 0,
        proof: Proof::RegisteredLetter {
            number: "RR1".into(),
        },
        on: at("2026-12-01 12:00"),
    };
    let redirect = Command::Redirect {
        to: Competent {
            body: "registrar-7510".into(),
            superior: None,
        },
        reasons: words(),
    };
    let extend = Command::Extend {
        until: "2027-01-15".parse().unwrap(),
        reasons: words(),
    };
    let pause = Command::Pause {
        ground: "expertise".into(),
        reasons: words(),
    };
    let correct = Command::Correct {
        was: "awarded".into(),
        reads: "given".into(),
        answers: false,
    };
    vec![
        ("record-receipt", receipt),
        ("redirect", redirect),
        ("extend", extend),
        ("pause", pause),
        ("resume", Command::Resume),
        ("approve", Command::Approve),
        ("return", Command::Return { words: words() }),
        ("hold-hearing", Command::HoldHearing { protocol: words() }),
        ("correct", correct),
        ("decline", Command::DeclineCorrection { why: words() }),
    ]
}

fn by_an_officer_on_the_merits() -> Vec<(&'static str, Command)> {
    let not_accept = Command::RefuseAcceptance {
        requirements: vec![RECORD.into()],
        reasons: words(),
    };
    let revoke = Command::PrepareRevocation {
        ground: RevocationGround::Offence,
        reasons: words(),
        without: None,
    };
    let unburden = Command::RevokeBurden {
        ground: RevocationGround::UnlawfulBurden,
        reasons: words(),
    };
    let rule = Command::Rule {
        ruling: ruling(Outcome::Annulled),
        reasons: words(),
    };
    let dismiss = Command::PrepareRuling {
        ruling: ruling(Outcome::Dismissed),
        reasons: words(),
        without: None,
    };
    vec![
        ("grant", Command::Grant),
        ("grant-provisionally", Command::GrantProvisionally),
        ("ask-for-cure", cure_asked(AWARD)),
        ("accept-document", accepted(1)),
        ("turn-down-document", turned_down(1)),
        ("prepare-refusal", refusal_of(&[AWARD])),
        ("refuse-acceptance", not_accept),
        ("pass-post-check", Command::PassPostCheck),
        ("prepare-revocation", revoke),
        ("revoke-burden", unburden),
        ("rule", rule),
        ("prepare-ruling", dismiss),
    ]
}

fn all() -> Vec<(&'static str, Actor, Command)> {
    let with = |actor: Actor, commands: Vec<(&'static str, Command)>| {
        commands
            .into_iter()
            .map(move |(name, command)| (name, actor.clone(), command))
    };
    with(Actor::Machine, by_the_machine())
        .chain(with(filer(), by_the_person()))
        .chain(with(ranked(3, Rank::Head), by_an_officer()))
        .chain(with(ranked(3, Rank::Head), by_an_officer_on_the_merits()))
        .collect()
}

fn assessed_as(procedure: Procedure, verdicts: [crate::evidence::Verdict; 3]) -> Story {
    let mut story = Story::filed(procedure);
    story.assess("2026-11-23 12:00", verdicts);
    story
}

fn told(mut story: Story, deeds: &[(&str, Actor, Command)]) -> Story {
    for (now, actor, command) in deeds {
        story.tell(now, actor, command.clone()).unwrap();
    }
    story
}

fn granted() -> Story {
    let story = assessed_as(procedure(), [Met; 3]);
    told(story, &[("2026-11-24 12:00", officer(1), Command::Grant)])
}

fn issued() -> Story {
    let now = "2026-11-24 12:01";
    told(granted(), &[(now, Actor::Machine, issue_confirmed("1"))])
}

fn refused() -> Story {
    let now = "2026-11-24 12:00";
    told(
        assessed_as(without_hearing(), [Met, Met, Unmet]),
        &[
            (now, officer(1), refusal_of(&[AWARD])),
            (now, officer(2), Command::Approve),
        ],
    )
}

fn states() -> Vec<(&'static str, Story)> {
    let mut states = while_undecided();
    states.extend(after_a_decision());
    states.extend(appeals());
    states
}

fn while_undecided() -> Vec<(&'static str, Story)> {
    let now = "2026-11-24 12:00";
    let none = TermEffect::None;
    let curing = || assessed_as(with_effect(none), [Unmet, Met, Met]);
    let mut deemed = Story::filed(procedure());
    deemed.wake("2026-12-03 00:00");
    vec![
        ("filed", Story::filed(procedure())),
        ("curing", curing()),
        (
            "curing, a document was brought",
            told(curing(), &[(now, filer(), supplied(RECORD, 1))]),
        ),
        ("examining", assessed_as(procedure(), [Met, Met, Unmet])),
        ("ready to be granted", assessed_as(procedure(), [Met; 3])),
        (
            "hearing",
            told(
                assessed_as(procedure(), [Met, Met, Unmet]),
                &[(now, officer(1), refusal_of(&[AWARD]))],
            ),
        ),
        ("deemed refused", deemed),
    ]
}

fn after_a_decision() -> Vec<(&'static str, Story)> {
    let now = "2026-11-24 12:00";
    let revocation = Command::PrepareRevocation {
        ground: RevocationGround::Offence,
        reasons: words(),
        without: None,
    };
    let not_accept = Command::RefuseAcceptance {
        requirements: vec![RECORD.into()],
        reasons: words(),
    };
    let provisional = [
        (now, officer(1), Command::GrantProvisionally),
        (now, Actor::Machine, issue_confirmed("1")),
    ];
    vec![
        ("granted", granted()),
        ("issued", issued()),
        (
            "post-check",
            told(assessed_as(procedure(), [Met, Met, Unknown]), &provisional),
        ),
        ("refused", refused()),
        (
            "not accepted",
            told(
                assessed_as(refusing_at_the_door(), [Unmet, Met, Met]),
                &[(now, officer(1), not_accept)],
            ),
        ),
        (
            "revocation prepared",
            told(issued(), &[(now, officer(1), revocation.clone())]),
        ),
        (
            "revoked",
            told(
                issued(),
                &[
                    (now, officer(1), revocation),
                    (now, filer(), Command::WaiveHearing),
                    (now, officer(2), Command::Approve),
                ],
            ),
        ),
        (
            "withdrawn",
            told(
                Story::filed(procedure()),
                &[(now, filer(), Command::Withdraw)],
            ),
        ),
    ]
}

fn appeals() -> Vec<(&'static str, Story)> {
    let filed = || {
        let length = crate::term::TermLength::working_days(20);
        Story::filed_about(appealed(false), appeal_procedure(), length, false)
    };
    let mut above = filed();
    above.wake("2026-11-27 00:00");
    vec![
        ("appeal, on its way to the body above", filed()),
        ("appeal, with the body above", above),
    ]
}

fn tried(
    story: &Story,
    now: &str,
    actor: &Actor,
    command: Command,
) -> Result<Vec<&'static str>, Rejection> {
    let context = Context {
        now: at(now),
        actor,
        calendar: &story.calendar,
        procedure: &story.procedure,
    };
    let allowed = may(&story.case, command.clone(), &context);
    let decided = decide(Some(&story.case), command, &context);
    assert_eq!(allowed, decided.as_ref().map(|_| ()).map_err(|why| *why));
    let events = decided?;
    Ok(events.iter().map(|one| one.event.name()).collect())
}

/// One paragraph a state: first what is done, then what is turned down and why.
#[test]
fn every_command_in_every_state_does_what_it_did_or_is_turned_down_for_the_same_reason() {
    let mut book = String::new();
    for (state, story) in states() {
        let mut turned_down: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        writeln!(book, "# {state}").unwrap();
        for (name, actor, command) in all() {
            let actor = match actor {
                Actor::Officer(_) if story.case.body == "ministry" => superior(8),
                actor => actor,
            };
            match tried(&story, NOW, &actor, command) {
                Ok(events) if events.is_empty() => {
                    turned_down.entry("nothing happens").or_default().push(name);
                }
                Ok(events) => writeln!(book, "{name}: {}", events.join(", ")).unwrap(),
                Err(why) => turned_down.entry(why.code()).or_default().push(name),
            }
        }
        for (why, names) in turned_down {
            writeln!(book, "- {why}: {}", names.join(", ")).unwrap();
        }
        book.push('\n');
    }
    insta::assert_snapshot!(book);
}

/// Whoever has nothing to do with a case changes nothing in it: people, bodies, kin.
#[test]
fn nobody_does_what_is_not_theirs_in_any_state() {
    let nobodies = [
        stranger(),
        officer_with(3, "registrar-7510", Vec::new()),
        officer_with(4, "registrar-2710", vec![mother()]),
        officer_with(4, "ministry", vec![mother()]),
    ];
    for (state, story) in states() {
        for (name, _, command) in all() {
            for actor in &nobodies {
                let told = tried(&story, NOW, actor, command.clone());
                assert!(
                    told.is_err() || name == "advance",
                    "{state}: {name} by {actor:?}: {told:?}"
                );
            }
        }
    }
}

/// The machine does nothing of an officer's or a person's, and they do nothing of the machine's.
#[test]
fn machine_person_and_officer_keep_to_what_is_theirs() {
    for (state, story) in states() {
        let pairs = [
            (Actor::Machine, by_the_person()),
            (Actor::Machine, by_an_officer()),
            (Actor::Machine, by_an_officer_on_the_merits()),
            (filer(), by_an_officer()),
            (clerk(), by_an_officer_on_the_merits()),
            (filer(), by_the_machine()),
            (officer(3), by_the_machine()),
        ];
        for (actor, commands) in pairs {
            for (name, command) in commands {
                let told = tried(&story, NOW, &actor, command);
                assert!(
                    told.is_err() || name == "advance",
                    "{state}: {name} by {actor:?}: {told:?}"
                );
            }
        }
    }
}

/// What a person at a counter asks for is done as if they had asked themselves.
#[test]
fn a_clerk_does_for_the_person_what_the_person_may_do() {
    for (state, story) in states() {
        for (name, command) in by_the_person() {
            let own = tried(&story, NOW, &filer(), command.clone());
            let through = tried(&story, NOW, &clerk(), command);
            assert_eq!(own, through, "{state}: {name}");
        }
    }
}
