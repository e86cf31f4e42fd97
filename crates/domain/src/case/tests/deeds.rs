//! Random people, what they do, and under which law.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

use super::super::*;
use super::story::*;
use crate::actor::{Actor, Rank};
use crate::definition::{
    Acceptance, AutomatedGrant, ExceptionGround, Hearing, LegalTerm, Procedure, RevocationGround,
    Silence, TermEffect, WindowFrom,
};
use crate::evidence::Verdict;
use crate::term::{TermLength, TermUnit};
use crate::text::Words;
use crate::value::Value;

/// What happens: somebody does something so many minutes later, or days are made free by decree.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    Done(i64, Actor, Box<Command>),
    Decreed(&'static str),
}

fn any_actor() -> impl Strategy<Value = Actor> {
    let other_body = officer_with(3, "registrar-7510", Vec::new());
    let kin = officer_with(4, "registrar-2710", vec![mother()]);
    let fathers_kin = officer_with(5, "registrar-2710", vec![father()]);
    prop_oneof![
        6 => Just(filer()),
        2 => Just(clerk()),
        6 => any_officer(),
        6 => Just(Actor::Machine),
        1 => Just(stranger()),
        1 => Just(other_body),
        1 => Just(kin),
        1 => Just(fathers_kin),
    ]
}

/// Officers of the body and of the one above it. Posts 1 and 2 acted in the case that is appealed.
fn any_officer() -> impl Strategy<Value = Actor> {
    prop_oneof![
        3 => Just(officer(1)),
        3 => Just(officer(2)),
        2 => Just(ranked(6, Rank::Deputy)),
        2 => Just(ranked(7, Rank::Head)),
        2 => Just(superior(8)),
        2 => Just(superior(10)),
        1 => Just(superior(2)),
    ]
}

fn any_requirement() -> impl Strategy<Value = &'static str> {
    select(vec![RECORD, RECORD, CHOICE, AWARD, AWARD, "no such thing"])
}

fn any_verdicts() -> impl Strategy<Value = [Verdict; 3]> {
    use Verdict::{Met, Unknown, Unmet};
    prop_oneof![
        3 => Just([Met; 3]),
        2 => Just([Met, Met, Unmet]),
        2 => Just([Met, Met, Unknown]),
        2 => Just([Unmet, Met, Met]),
        2 => Just([Met, Unmet, Met]),
        3 => [select(vec![Met, Unmet, Unknown]), select(vec![Met, Unmet]), select(vec![Met, Unmet])],
    ]
}

fn any_words() -> impl Strategy<Value = Words> {
    select(vec![
        "",
        " ",
        "Words.",
        "Other words.",
        "It was awarded before.",
    ])
    .prop_map(Words::from)
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_i64..140).prop_map(|days| {
        let first = Date::constant(2026, 11, 20);
        first.saturating_add(jiff::Span::new().days(days))
    })
}

/// What the machine does: asks registers, looks at the requirements, hears of the result.
pub(super) fn machine_command() -> impl Strategy<Value = Command> {
    let since = at("2026-11-23 11:00");
    let amounts = |(verdicts, amount): ([Verdict; 3], i64)| Command::Assess {
        findings: findings(verdicts),
        amount: Some(amount.into()),
        complete: amount > 0,
    };
    let appeal = || (0_u128..3).prop_map(|id| Uuid::from_u128(100 + id));
    let lodged = |appeal| Command::Lodge {
        appeal,
        number: "2026-000100".into(),
        replaced: false,
    };
    let given = |(appeal, ruling)| {
        Command::ApplyRuling(RulingGiven {
            appeal,
            ruling,
            by: Some(officer_id(10)),
        })
    };
    prop_oneof![
        3 => Just(Command::Advance),
        2 => Just(answered(down(since))),
        2 => Just(answered(child_of(&father(), since))),
        7 => any_verdicts().prop_map(assessed),
        1 => (any_verdicts(), select(vec![0, 100_000, 200_000])).prop_map(amounts),
        2 => select(vec!["1", "2"]).prop_map(issue_confirmed),
        1 => Just(Command::Recount),
        3 => appeal().prop_map(lodged),
        4 => (appeal(), proptest::option::of(any_ruling())).prop_map(given),
    ]
}

pub(super) fn any_ruling() -> impl Strategy<Value = Ruling> {
    let outcomes = vec![
        Outcome::Annulled,
        Outcome::Replaced,
        Outcome::Ordered,
        Outcome::Remanded,
        Outcome::Left,
        Outcome::Dismissed,
        Outcome::Dismissed,
        Outcome::Upheld,
    ];
    let lateness = select(vec![
        None,
        Some(Lateness::Excused),
        Some(Lateness::NotExcused),
    ]);
    let overruled = select(vec![
        vec![],
        vec![AWARD.to_owned()],
        vec![RECORD.to_owned()],
    ]);
    (select(outcomes), overruled, lateness).prop_map(|(outcome, overruled, lateness)| Ruling {
        outcome,
        rights: rights_after(outcome),
        overruled,
        lateness,
    })
}

pub(super) fn person_command() -> impl Strategy<Value = Command> {
    let answer = |(requirement, ask): (&str, &str)| Command::Answer {
        requirement: requirement.into(),
        ask: ask.into(),
        value: Value::Int(7),
    };
    let explain = |(requirement, words): (&str, Words)| Command::Supply {
        requirement: requirement.into(),
        upload: None,
        words: Some(words),
    };
    prop_oneof![
        4 => (any_requirement(), 1_u128..6).prop_map(|(name, id)| supplied(name, id)),
        1 => (any_requirement(), any_words()).prop_map(explain),
        1 => (any_requirement(), select(vec!["kindergarten", "iban"])).prop_map(answer),
        2 => Just((CHOICE, "kindergarten")).prop_map(answer),
        6 => (0_usize..12).prop_map(Command::ReadLetter),
        2 => any_words().prop_map(Command::Object),
        2 => Just(Command::AskOralHearing),
        1 => Just(Command::WaiveHearing),
        2 => any_words().prop_map(Command::Remark),
        1 => any_words().prop_map(Command::AskCorrection),
        1 => any_words().prop_map(Command::NoteCourt),
        1 => Just(Command::Withdraw),
    ]
}

/// What an officer does with any case.
fn common_command() -> impl Strategy<Value = Command> {
    let returned = |words| Command::Return { words };
    let protocol = |protocol| Command::HoldHearing { protocol };
    let declined = |why| Command::DeclineCorrection { why };
    let extended = |(until, reasons)| Command::Extend { until, reasons };
    let paused = |(ground, reasons): (&str, Words)| Command::Pause {
        ground: ground.into(),
        reasons,
    };
    let redirected = |(body, reasons): (&str, Words)| Command::Redirect {
        to: Competent {
            body: body.into(),
            superior: (body != "ministry").then(|| "ministry".into()),
        },
        reasons,
    };
    let received = |(letter, days): (usize, i64)| Command::RecordReceipt {
        letter,
        proof: Proof::RegisteredLetter {
            number: "RR1".into(),
        },
        on: later(at("2026-11-23 10:00"), days * 1_440),
    };
    let corrected = |(was, reads): (&str, &str)| Command::Correct {
        was: was.into(),
        reads: reads.into(),
        answers: false,
    };
    prop_oneof![
        8 => Just(Command::Approve),
        1 => any_words().prop_map(returned),
        2 => any_words().prop_map(protocol),
        1 => any_words().prop_map(declined),
        2 => (any_day(), any_words()).prop_map(extended),
        2 => (select(vec!["expertise", "no such ground"]), any_words()).prop_map(paused),
        1 => Just(Command::Resume),
        1 => (select(vec!["registrar-7510", "ministry"]), any_words()).prop_map(redirected),
        4 => (0_usize..12, 0_i64..60).prop_map(received),
        1 => select(vec![("awarded", "given"), ("before", "long before")]).prop_map(corrected),
    ]
}

pub(super) fn officer_command() -> impl Strategy<Value = Command> {
    let refuse =
        |(requirements, reasons, without): (Vec<&str>, Words, _)| Command::PrepareRefusal {
            requirements: requirements.into_iter().map(String::from).collect(),
            reasons,
            without,
        };
    let not_accept = |(requirement, reasons): (&str, Words)| Command::RefuseAcceptance {
        requirements: vec![requirement.into()],
        reasons,
    };
    let revoke = |(ground, reasons, without)| Command::PrepareRevocation {
        ground,
        reasons,
        without,
    };
    let unburden = |(ground, reasons)| Command::RevokeBurden { ground, reasons };
    let grounds = proptest::collection::vec(any_requirement(), 0..2);
    let any_ground = || select(RevocationGround::ALL.to_vec());
    prop_oneof![
        3 => Just(Command::Grant),
        2 => Just(Command::GrantProvisionally),
        1 => Just(Command::PassPostCheck),
        2 => any_requirement().prop_map(cure_asked),
        2 => (1_u128..6).prop_map(accepted),
        2 => (1_u128..6).prop_map(turned_down),
        3 => (grounds, any_words(), any_exception()).prop_map(refuse),
        4 => Just(refusal_of(&[AWARD])),
        2 => Just(refusal_of(&[RECORD])),
        2 => (any_requirement(), any_words()).prop_map(not_accept),
        3 => (any_ground(), any_words(), any_exception()).prop_map(revoke),
        2 => (any_ground(), any_words()).prop_map(unburden),
        16 => common_command(),
    ]
}

fn any_exception() -> impl Strategy<Value = Option<WithoutHearing>> {
    let grounds = vec![
        ExceptionGround::Urgent,
        ExceptionGround::Petition,
        ExceptionGround::CourtBan,
    ];
    let named = (select(grounds), any_words()).prop_map(|(ground, why)| {
        let exception = WithoutHearing { ground, why };
        Some(exception)
    });
    prop_oneof![5 => Just(None), 1 => named]
}

/// What an officer does with an appeal or a complaint.
fn ruling_command() -> impl Strategy<Value = Command> {
    let rule = |(ruling, reasons)| Command::Rule { ruling, reasons };
    let prepare = |(ruling, reasons, without)| Command::PrepareRuling {
        ruling,
        reasons,
        without,
    };
    prop_oneof![
        1 => (any_ruling(), any_words()).prop_map(rule),
        2 => (any_ruling(), any_words(), any_exception()).prop_map(prepare),
        3 => common_command(),
    ]
}

fn done((minutes, (actor, command)): (i64, (Actor, Command))) -> Deed {
    Deed::Done(minutes, actor, Box::new(command))
}

/// Mostly each does what is theirs; sometimes anybody tries anything.
pub(super) fn any_deeds(wait: impl Strategy<Value = i64>) -> impl Strategy<Value = Vec<Deed>> {
    let any_command = prop_oneof![machine_command(), person_command(), officer_command()];
    let doing = prop_oneof![
        4 => (Just(Actor::Machine), machine_command()),
        3 => (Just(filer()), person_command()),
        1 => (Just(clerk()), person_command()),
        6 => (any_officer(), officer_command()),
        2 => (any_actor(), any_command),
    ];
    (select(beginnings()), deeds(wait, doing)).prop_map(|(begun, rest)| [begun, rest].concat())
}

/// How a story may begin, so that it gets further than chance alone would bring it.
fn beginnings() -> Vec<Vec<Deed>> {
    use Verdict::{Met, Unknown, Unmet};
    let by = |actor: Actor, command| Deed::Done(1, actor, Box::new(command));
    let machine = |command| by(Actor::Machine, command);
    let heard = [
        machine(assessed([Met, Met, Unmet])),
        by(officer(1), refusal_of(&[AWARD])),
    ];
    let granted = [
        machine(assessed([Met; 3])),
        by(officer(1), Command::Grant),
        machine(issue_confirmed("1")),
    ];
    let provisional = [
        machine(assessed([Met, Met, Unknown])),
        by(officer(1), Command::GrantProvisionally),
        machine(issue_confirmed("1")),
    ];
    let asked = [by(filer(), Command::AskOralHearing)];
    let held = [by(
        officer(2),
        Command::HoldHearing {
            protocol: "They were heard.".into(),
        },
    )];
    let oral = [&heard[..], &asked, &held].concat();
    let lacking = [machine(assessed([Unmet, Met, Met]))];
    let brought = [by(filer(), supplied(RECORD, 1))];
    let nothing = Vec::new();
    vec![
        nothing,
        lacking.to_vec(),
        [&lacking[..], &brought].concat(),
        heard.to_vec(),
        oral,
        granted.to_vec(),
        provisional.to_vec(),
    ]
}

/// The same around an appeal or a complaint.
pub(super) fn any_review(wait: impl Strategy<Value = i64>) -> impl Strategy<Value = Vec<Deed>> {
    let any_command = prop_oneof![machine_command(), person_command(), ruling_command()];
    let doing = prop_oneof![
        1 => (Just(Actor::Machine), machine_command()),
        3 => (Just(filer()), person_command()),
        8 => (any_officer(), ruling_command()),
        1 => (any_actor(), any_command),
    ];
    deeds(wait, doing)
}

fn deeds(
    wait: impl Strategy<Value = i64>,
    doing: impl Strategy<Value = (Actor, Command)>,
) -> impl Strategy<Value = Vec<Deed>> {
    let decrees = select(vec!["2026-11-27", "2026-12-04", "2026-12-11", "2027-01-08"]);
    let deed = prop_oneof![
        24 => (wait, doing).prop_map(done),
        1 => decrees.prop_map(Deed::Decreed),
    ];
    proptest::collection::vec(deed, 1..40)
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

pub(super) fn any_length() -> impl Strategy<Value = TermLength> {
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

pub(super) fn any_procedure() -> impl Strategy<Value = Procedure> {
    let automated = select(vec![
        None,
        None,
        None,
        Some(AutomatedGrant::Law { law: law("36") }),
        Some(AutomatedGrant::Consent { law: law("36") }),
    ]);
    let hearing = select(vec![
        procedure().hearing,
        Hearing::Excepted { law: law("73(2)") },
    ]);
    let effect = select(vec![
        TermEffect::Restart,
        TermEffect::Pause,
        TermEffect::None,
    ]);
    let from = select(vec![WindowFrom::Notice, WindowFrom::Receipt]);
    let silence = select(vec![procedure().silence, consent_by_silence().silence]);
    let acceptance = select(vec![
        Acceptance::Register,
        refusing_at_the_door().acceptance,
    ]);
    let escalation = select(vec![Vec::new(), escalating().escalation]);
    let parts = (automated, hearing, effect, from, any_length());
    (parts, silence, acceptance, escalation, any::<bool>()).prop_map(
        |((automated, hearing, effect, from, length), silence, acceptance, escalation, issues)| {
            let mut procedure = Procedure {
                acceptance,
                hearing,
                escalation,
                silence,
                automated,
                issues,
                ..procedure()
            };
            procedure.cure.effect = effect;
            procedure.cure.from = from;
            procedure.cure.window = LegalTerm {
                length,
                law: law("cure"),
            };
            procedure
        },
    )
}

/// Something an appeal or a complaint is about, with the law by which it is looked at.
pub(super) fn any_matter() -> impl Strategy<Value = (Matter, Procedure)> {
    let silence: fn(Procedure) -> Procedure = |procedure| Procedure {
        silence: Silence::Refusal { law: law("100(5)") },
        ..procedure
    };
    select(vec![
        (appealed(false), silence(appeal_procedure())),
        (appealed(true), silence(appeal_procedure())),
        (complained(), silence(complaint_procedure())),
    ])
}

/// Minutes between two deeds: some at once, some days apart, none further than ten days.
pub(super) fn any_wait() -> impl Strategy<Value = i64> {
    prop_oneof![3 => 0_i64..3, 3 => 0_i64..2_000, 1 => 0_i64..14_400]
}

/// As before, but the clock of another machine may lag behind by days.
pub(super) fn any_jump() -> impl Strategy<Value = i64> {
    prop_oneof![3 => any_wait(), 1 => -8_000_i64..0]
}

/// Plays the deeds; what is turned down changes nothing.
pub(super) fn play(mut story: Story, deeds: &[Deed]) -> Story {
    let mut now = at("2026-11-23 10:00");
    let mut free = Vec::new();
    for deed in deeds {
        match deed {
            Deed::Decreed(day) => {
                free.push(*day);
                story.calendar = calendar_with(&free);
                story
                    .tell_at(now, &Actor::Machine, Command::Recount)
                    .unwrap();
            }
            Deed::Done(minutes, actor, command) => {
                now = later(now, *minutes);
                let before = story.case.clone();
                if story.tell_at(now, actor, (**command).clone()).is_err() {
                    assert_eq!(story.case, before, "a rejection changes nothing");
                }
            }
        }
    }
    story
}

fn later(now: Timestamp, minutes: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_mins(minutes)).unwrap()
}
