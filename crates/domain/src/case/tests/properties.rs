//! Random people do random things at random times. Every step checks the invariants.

use proptest::prelude::*;
use proptest::sample::select;

use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::definition::{AutomatedGrant, Hearing, LegalTerm, Procedure, TermEffect};
use crate::evidence::{Record, Verdict};
use crate::term::{TermLength, TermUnit};
use crate::text::Law;
use crate::value::Value;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

fn any_actor() -> impl Strategy<Value = Actor> {
    let other_body = officer_with(3, "registrar-7510", Vec::new());
    let kin = officer_with(4, "registrar-2710", vec![mother()]);
    let fathers_kin = officer_with(5, "registrar-2710", vec![father()]);
    prop_oneof![
        6 => Just(filer()),
        6 => Just(officer(1)),
        6 => Just(officer(2)),
        6 => Just(Actor::Machine),
        1 => Just(stranger()),
        1 => Just(other_body),
        1 => Just(kin),
        1 => Just(fathers_kin),
    ]
}

fn any_requirement() -> impl Strategy<Value = &'static str> {
    select(vec![RECORD, RECORD, CHOICE, AWARD, AWARD, "no such thing"])
}

fn any_verdicts() -> impl Strategy<Value = [Verdict; 3]> {
    use Verdict::{Met, Unknown, Unmet};
    prop_oneof![
        2 => Just([Met; 3]),
        2 => Just([Met, Met, Unmet]),
        2 => Just([Unmet, Met, Met]),
        2 => Just([Met, Unmet, Met]),
        3 => [select(vec![Met, Unmet, Unknown]), select(vec![Met, Unmet]), select(vec![Met, Unmet])],
    ]
}

fn any_words() -> impl Strategy<Value = String> {
    select(vec!["", " ", "Words.", "Other words."]).prop_map(String::from)
}

/// What the machine does: asks registers, looks at the requirements, hears of the result.
fn machine_command() -> impl Strategy<Value = Command> {
    let since = at("2026-11-23 11:00");
    prop_oneof![
        3 => Just(Command::Advance),
        2 => Just(answered(down(since))),
        2 => Just(answered(child_of(&father(), since))),
        6 => any_verdicts().prop_map(assessed),
        1 => select(vec!["1", "2"]).prop_map(issue_confirmed),
    ]
}

fn person_command() -> impl Strategy<Value = Command> {
    let answer = |(requirement, ask): (&str, &str)| Command::Answer {
        requirement: requirement.into(),
        ask: ask.into(),
        value: Value::Int(7),
    };
    let explain = |(requirement, words): (&str, String)| Command::Supply {
        requirement: requirement.into(),
        upload: None,
        words: Some(words),
    };
    prop_oneof![
        4 => (any_requirement(), 1_u128..6).prop_map(|(name, id)| supplied(name, id)),
        1 => (any_requirement(), any_words()).prop_map(explain),
        1 => (any_requirement(), select(vec!["kindergarten", "iban"])).prop_map(answer),
        2 => Just((CHOICE, "kindergarten")).prop_map(answer),
        4 => (0_usize..8).prop_map(Command::ReadLetter),
        2 => any_words().prop_map(Command::Object),
        1 => Just(Command::Withdraw),
    ]
}

fn officer_command() -> impl Strategy<Value = Command> {
    let accept = |id| Command::AcceptDocument {
        upload: Uuid::from_u128(id),
        record: Record::new(),
    };
    let refuse = |(requirements, reasons): (Vec<&str>, String)| Command::PrepareRefusal {
        requirements: requirements.into_iter().map(String::from).collect(),
        reasons,
    };
    let grounds = proptest::collection::vec(any_requirement(), 0..2);
    let returned = |words| Command::ReturnRefusal { words };
    prop_oneof![
        2 => Just(Command::Grant),
        2 => any_requirement().prop_map(cure_asked),
        2 => (1_u128..6).prop_map(accept),
        2 => (1_u128..6).prop_map(turned_down),
        4 => (grounds, any_words()).prop_map(refuse),
        4 => Just(refusal_of(&[AWARD])),
        2 => Just(refusal_of(&[RECORD])),
        8 => Just(Command::ApproveRefusal),
        1 => any_words().prop_map(returned),
    ]
}

/// Mostly each does what is theirs; sometimes anybody tries anything.
fn any_deed() -> impl Strategy<Value = (Actor, Command)> {
    let any_command = prop_oneof![machine_command(), person_command(), officer_command()];
    prop_oneof![
        3 => (Just(Actor::Machine), machine_command()),
        3 => (Just(filer()), person_command()),
        4 => (select(vec![officer(1), officer(2)]), officer_command()),
        2 => (any_actor(), any_command),
    ]
}

fn any_unit() -> impl Strategy<Value = TermUnit> {
    select(vec![
        TermUnit::WorkingDays,
        TermUnit::WorkingDays,
        TermUnit::CalendarDays,
        TermUnit::Minutes,
        TermUnit::Months,
    ])
}

fn any_length() -> impl Strategy<Value = TermLength> {
    (1_u32..25, any_unit()).prop_map(|(count, unit)| match unit {
        TermUnit::Minutes => TermLength {
            count: count * 600,
            unit,
        },
        TermUnit::Months => TermLength {
            count: count % 3 + 1,
            unit,
        },
        _ => TermLength { count, unit },
    })
}

fn any_procedure() -> impl Strategy<Value = Procedure> {
    let automated = select(vec![
        None,
        None,
        Some(AutomatedGrant::Law { law: law("36") }),
        Some(AutomatedGrant::Consent { law: law("36") }),
    ]);
    let term = |length| LegalTerm {
        length,
        law: Law::default(),
    };
    let hearing = select(vec![
        procedure().hearing,
        Hearing::Excepted { law: law("73(2)") },
    ]);
    let effect = select(vec![
        TermEffect::Restart,
        TermEffect::Pause,
        TermEffect::None,
    ]);
    (automated, hearing, effect, any_length()).prop_map(
        move |(automated, hearing, effect, window)| {
            let mut procedure = Procedure {
                hearing,
                automated,
                ..procedure()
            };
            procedure.cure.effect = effect;
            procedure.cure.window = term(window);
            procedure
        },
    )
}

/// Minutes between two deeds: some at once, some days apart, none further than ten days.
fn any_wait() -> impl Strategy<Value = i64> {
    prop_oneof![3 => 0_i64..3, 3 => 0_i64..2_000, 1 => 0_i64..14_400]
}

/// As before, but the clock of another machine may lag behind by days.
fn any_jump() -> impl Strategy<Value = i64> {
    prop_oneof![3 => any_wait(), 1 => -8_000_i64..0]
}

type Deed = (i64, (Actor, Command));

fn play(procedure: Procedure, length: TermLength, consented: bool, deeds: &[Deed]) -> Story {
    let mut story = Story::filed_by(procedure, length, consented);
    let mut now = at("2026-11-23 10:00");
    for (minutes, (actor, command)) in deeds {
        now = later(now, *minutes);
        let before = story.case.clone();
        if story.tell_at(now, actor, command.clone()).is_ok() {
            repeating_is_harmless(&mut story, now, actor, command);
        } else {
            assert_eq!(story.case, before, "a rejection changes nothing");
        }
    }
    story
}

/// 18: a message that arrives twice gives the same final state.
fn repeating_is_harmless(story: &mut Story, now: Timestamp, actor: &Actor, command: &Command) {
    if matches!(
        command,
        Command::Advance
            | Command::RecordEvidence(_)
            | Command::Assess { .. }
            | Command::ReadLetter(_)
            | Command::ConfirmIssue { .. }
    ) && let Ok(events) = story.tell_at(now, actor, command.clone())
    {
        assert_eq!(events, [] as [&str; 0], "{command:?} again");
    }
}

fn later(now: Timestamp, minutes: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

fn any_deeds(wait: impl Strategy<Value = i64>) -> impl Strategy<Value = Vec<Deed>> {
    proptest::collection::vec((wait, any_deed()), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_case_keeps_the_law_as_time_goes_on(
        procedure in any_procedure(), length in any_length(), consented: bool,
        deeds in any_deeds(any_wait())
    ) {
        let story = play(procedure, length, consented, &deeds);
        let times = story.journal.iter().map(|recorded| recorded.effective_at);
        prop_assert!(times.is_sorted(), "what happened later takes effect later");
        let text = serde_json::to_string(&story.journal).unwrap();
        let journal: Vec<Recorded> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(Case::fold(&journal), Some(story.case));
    }

    #[test]
    fn every_case_keeps_the_law_when_clocks_jump(
        procedure in any_procedure(), length in any_length(), consented: bool,
        deeds in any_deeds(any_jump())
    ) {
        play(procedure, length, consented, &deeds);
    }

    #[test]
    fn once_everybody_is_silent_every_case_comes_to_rest(
        procedure in any_procedure(), length in any_length(), consented: bool,
        deeds in any_deeds(any_wait())
    ) {
        let mut story = play(procedure, length, consented, &deeds);
        story.tell_at(at("2028-06-01 00:00"), &Actor::Machine, Command::Advance).unwrap();
        prop_assert_eq!(next_wake(&story.case), None);
        let outcome = story.case.decision.is_some()
            || story.case.deemed_refused_at.is_some()
            || story.case.phase == Phase::Withdrawn;
        prop_assert!(outcome, "silence has an outcome too");
    }
}

/// The random deeds reach what they are meant to reach: else the properties would prove little.
#[test]
fn the_random_stories_reach_every_kind_of_event() {
    use std::collections::BTreeSet;

    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    let strategy = (
        any_procedure(),
        any_length(),
        any::<bool>(),
        any_deeds(any_wait()),
    );
    for _ in 0..1_000 {
        let (procedure, length, consented, deeds) =
            strategy.new_tree(&mut runner).unwrap().current();
        let story = play(procedure, length, consented, &deeds);
        seen.extend(story.journal.iter().map(|recorded| recorded.event.name()));
    }
    let all = [
        "answered",
        "assessed",
        "deemed-refused",
        "deficiency-cured",
        "deficiency-lapsed",
        "deficiency-noted",
        "document-accepted",
        "document-turned-down",
        "evidence-recorded",
        "filed",
        "granted",
        "issued",
        "letter-received",
        "objected",
        "refusal-prepared",
        "refusal-returned",
        "refused",
        "supplied",
        "term-paused",
        "term-runs",
        "withdrawn",
    ];
    assert_eq!(seen, BTreeSet::from(all));
}
