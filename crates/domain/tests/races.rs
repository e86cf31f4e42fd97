//! Races, explored exhaustively: clocks that fire late, people and officers who act at the same
//! moment, nodes whose clocks lag. In each model everybody may do their deeds at each of the instants
//! that matter, in every order, and the production `decide` answers. In every state the invariants of
//! the law hold, and when all time has passed and the clocks have fired, every case has an outcome.

#![expect(
    clippy::unwrap_used,
    reason = "a model that is not well formed should stop the test"
)]

mod world;

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::Mutex;

use jiff::Timestamp;
use stateright::{Checker, Model, Property};
use tutas_domain::actor::{Actor, Rank};
use tutas_domain::calendar::Calendar;
use tutas_domain::case::{
    Appeal, Case, Command, Context, Lateness, Matter, Outcome, Phase, Rights, Ruling, RulingGiven,
    Upload, decide, next_wake,
};
use tutas_domain::definition::{Procedure, RevocationGround, TermEffect};
use tutas_domain::evidence::Record;
use tutas_domain::evidence::Verdict::{Met, Unmet};
use tutas_domain::invariant::{self, Checks};
use uuid::Uuid;

use crate::world::{
    AWARD, RECORD, appeal_procedure, assessed, at, before, calendar, filed, filer, officer,
    officer_id, officer_of, procedure, working_days,
};

/// Something somebody may do, so many times.
struct Deed {
    actor: Actor,
    command: Command,
    times: u8,
}

fn deed(actor: Actor, command: Command, times: u8) -> Deed {
    Deed {
        actor,
        command,
        times,
    }
}

/// A case, the instants that matter, and what may be done at each.
struct Race {
    procedure: Procedure,
    calendar: Calendar,
    start: Case,
    instants: Vec<Timestamp>,
    deeds: Vec<Deed>,
    /// What happened somewhere, so that a model that proves nothing is noticed.
    seen: Mutex<BTreeSet<&'static str>>,
}

#[derive(Clone, Debug)]
struct State {
    case: Case,
    instant: usize,
    done: Vec<u8>,
    broken: Vec<&'static str>,
}

impl State {
    /// All that matters for what may follow: neither what never changes nor in which order what
    /// happened was written down.
    fn essence(&self) -> impl Hash + PartialEq + use<> {
        let case = &self.case;
        let words = (&case.evidence, &case.findings, &case.overruled, &case.acted);
        let time = (&case.as_of, &case.term, &case.standstill, &case.stood_on);
        let owed = (
            &case.body,
            case.escalated,
            &case.extended,
            case.redirected_at,
        );
        let acts = (
            &case.phase,
            &case.decision,
            &case.issued,
            &case.former,
            &case.floor,
        );
        let rest = (
            &case.deficiencies,
            &case.letters,
            &case.appeals,
            case.waived_at,
        );
        let silence = (case.deemed_refused_at, case.deemed_granted_at);
        let text =
            serde_json::to_vec(&(words, time, owed, acts, rest, silence)).expect("a case as text");
        (text, self.instant, self.done.clone(), self.broken.len())
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.essence() == other.essence()
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.essence().hash(hasher);
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Action {
    /// Time goes on; no clock fires by that alone.
    Wait,
    /// A clock fires.
    Wake,
    /// Somebody does something.
    Do(usize),
    /// Somebody does it through a node whose clock is one instant behind.
    DoBehind(usize),
}

impl Race {
    fn carry_out(
        &self,
        state: &State,
        actor: &Actor,
        command: &Command,
        now: Timestamp,
    ) -> Option<State> {
        let context = Context {
            now,
            actor,
            calendar: &self.calendar,
            procedure: &self.procedure,
        };
        let events = decide(Some(&state.case), command.clone(), &context).ok()?;
        if events.is_empty() {
            return None;
        }
        if let Ok(mut seen) = self.seen.lock() {
            seen.extend(events.iter().map(|recorded| recorded.event.name()));
        }
        let mut next = state.clone();
        let mut checks = Checks::default();
        for event in &events {
            let earlier = next.case.clone();
            next.case = Case::apply(Some(earlier.clone()), event)?;
            invariant::after_event(Some(&earlier), event, &next.case, &context, &mut checks);
        }
        invariant::of_state(&next.case, &context, &mut checks);
        let found = checks.violations().iter().map(|violation| violation.text);
        next.broken.extend(found);
        Some(next)
    }

    /// Lets the machine do this before the race begins.
    fn begun(&mut self, command: Command) {
        let context = Context {
            now: self.instants[0],
            actor: &Actor::Machine,
            calendar: &self.calendar,
            procedure: &self.procedure,
        };
        for event in decide(Some(&self.start), command, &context).unwrap() {
            self.start = Case::apply(Some(self.start.clone()), &event).unwrap();
        }
    }

    fn at(&self, state: &State) -> Timestamp {
        self.instants[state.instant]
    }
}

impl Model for Race {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            case: self.start.clone(),
            instant: 0,
            done: vec![0; self.deeds.len()],
            broken: Vec::new(),
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        if state.instant + 1 < self.instants.len() {
            actions.push(Action::Wait);
        }
        actions.push(Action::Wake);
        for (index, deed) in self.deeds.iter().enumerate() {
            if state.done[index] < deed.times {
                actions.push(Action::Do(index));
                // The time of a case never runs backwards: behind it every clock says the same.
                if state.instant > 0 && state.case.as_of < self.at(state) {
                    actions.push(Action::DoBehind(index));
                }
            }
        }
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let now = self.at(state);
        match action {
            Action::Wait => Some(State {
                instant: state.instant + 1,
                ..state.clone()
            }),
            Action::Wake => self.carry_out(state, &Actor::Machine, &Command::Advance, now),
            Action::Do(index) | Action::DoBehind(index) => {
                let deed = &self.deeds[index];
                let lag = usize::from(matches!(action, Action::DoBehind(_)));
                let now = self.instants[state.instant - lag];
                let mut next = self.carry_out(state, &deed.actor, &deed.command, now)?;
                next.done[index] += 1;
                Some(next)
            }
        }
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("the invariants hold", |_: &Race, state: &State| {
                state.broken.is_empty()
            }),
            Property::always("in the end there is an outcome", in_the_end_an_outcome),
        ]
    }
}

/// When the last instant has come and every clock has fired, nothing is left undecided.
fn in_the_end_an_outcome(race: &Race, state: &State) -> bool {
    let case = &state.case;
    let over = state.instant + 1 == race.instants.len();
    let waits =
        next_wake(case, &race.procedure, &race.calendar).is_some_and(|wake| wake <= race.at(state));
    let outcome = case.decision.is_some()
        || case.deemed_refused_at.is_some()
        || matches!(case.phase, Phase::Withdrawn | Phase::Revoked);
    !over || waits || outcome
}

/// Explores a model to its end; counts its states and looks at what happened in them.
fn explore(name: &str, race: Race, at_least: usize, must_happen: &[&str]) {
    let checker = race.checker().threads(2).spawn_dfs().join();
    checker.assert_properties();
    let states = checker.unique_state_count();
    println!("{name}: {states} states");
    assert!(states >= at_least, "{name}: only {states} states");
    let seen = checker.model().seen.lock().unwrap().clone();
    for event in must_happen {
        assert!(seen.contains(event), "{name}: never {event}: {seen:?}");
    }
}

fn race(procedure: Procedure, start: Case, instants: &[&str]) -> Race {
    let instants = instants
        .iter()
        .map(|text| match text.strip_prefix("before ") {
            Some(text) => before(at(text)),
            None => at(text),
        })
        .collect();
    Race {
        procedure,
        calendar: calendar(),
        start,
        instants,
        deeds: Vec::new(),
        seen: Mutex::default(),
    }
}

fn refusal(requirement: &str) -> Command {
    Command::PrepareRefusal {
        requirements: vec![requirement.into()],
        reasons: "It does not hold.".into(),
        without: None,
    }
}

fn document() -> Uuid {
    Uuid::from_u128(1)
}

fn supply() -> Command {
    Command::Supply {
        requirement: RECORD.into(),
        upload: Some(Upload {
            id: document(),
            name: "certificate.pdf".into(),
        }),
        words: None,
    }
}

/// A record is lacking as the term of three working days nears its end: the window of two working
/// days, the receipt of its notice, the document, the officer, the refusal and the clock.
fn cure(effect: TermEffect) -> Race {
    let mut procedure = procedure();
    procedure.cure.effect = effect;
    let (start, _) = filed(Matter::Service, working_days(3), &procedure);
    let mut race = race(
        procedure,
        start,
        &[
            "2026-11-23 10:00",
            "before 2026-11-26 00:00",
            "2026-11-26 00:00",
            "2026-11-27 00:00",
            "2026-12-02 12:00",
            "2026-12-10 12:00",
        ],
    );
    race.begun(assessed(Unmet, Met));
    let accept = Command::AcceptDocument {
        upload: document(),
        record: Record::new(),
    };
    let turn_down = Command::TurnDownDocument {
        upload: document(),
        why: "It is unreadable.".into(),
    };
    race.deeds = vec![
        deed(Actor::Machine, assessed(Met, Met), 1),
        deed(filer(), Command::ReadLetter(1), 1),
        deed(filer(), supply(), 1),
        deed(officer(1), accept, 1),
        deed(officer(1), turn_down, 1),
        deed(officer(1), refusal(RECORD), 1),
        deed(filer(), Command::Object("It is there.".into()), 1),
        deed(officer(2), Command::Approve, 1),
        deed(officer(1), Command::Grant, 1),
    ];
    race
}

/// What is done to the term while an officer, a head, a decree and the clock all reach for it.
fn pause() -> Race {
    let procedure = procedure();
    let (start, _) = filed(Matter::Service, working_days(3), &procedure);
    let mut race = race(
        procedure,
        start,
        &[
            "2026-11-23 10:00",
            "before 2026-11-27 00:00",
            "2026-11-27 00:00",
            "2026-11-28 00:00",
            "2027-02-01 12:00",
        ],
    );
    let decree = tutas_domain::calendar::Swap {
        off: "2026-11-26".parse().unwrap(),
        worked: None,
        law: tutas_domain::text::Law::default(),
    };
    race.calendar = Calendar::build(&[], &[decree], 2024..=2030, race.calendar.zone().clone());
    let stand_still = Command::Pause {
        ground: "expertise".into(),
        reasons: "An expert looks at it.".into(),
    };
    let extend = Command::Extend {
        until: "2026-12-11".parse().unwrap(),
        reasons: "An expert is away.".into(),
    };
    race.begun(assessed(Unmet, Met));
    race.deeds = vec![
        deed(filer(), supply(), 1),
        deed(officer(1), stand_still, 1),
        deed(officer(2), Command::Resume, 1),
        deed(officer_of(3, "registrar", Rank::Head), extend, 1),
        deed(Actor::Machine, Command::Recount, 1),
        deed(Actor::Machine, assessed(Met, Met), 1),
        deed(officer(1), Command::Grant, 1),
    ];
    race
}

/// An appeal: the body that acted, the clock that sends it on, the body above, and the person.
fn appeal() -> Race {
    let procedure = appeal_procedure();
    let matter = Matter::Appeal(Box::new(Appeal {
        against: Uuid::from_u128(7),
        number: "2026-000007".into(),
        instance: 1,
        act_at: at("2026-11-20 12:00"),
        silence: false,
        last_day: None,
        late: true,
        above: None,
        forward_until: "2026-11-26".parse().unwrap(),
        forward_at: at("2026-11-27 00:00"),
        acted: vec![officer_id(1), officer_id(2)],
        words: "It is my first award.".into(),
    }));
    let (start, _) = filed(matter, working_days(4), &procedure);
    let mut race = race(
        procedure,
        start,
        &[
            "2026-11-23 10:00",
            "before 2026-11-27 00:00",
            "2026-11-27 00:00",
            "2026-12-01 12:00",
            "before 2026-12-04 00:00",
            "2026-12-04 00:00",
            "2026-12-07 12:00",
        ],
    );
    let of = |outcome, rights| Ruling {
        outcome,
        rights,
        overruled: vec![AWARD.into()],
        lateness: Some(Lateness::Excused),
    };
    let rule = || Command::Rule {
        ruling: of(Outcome::Annulled, Rights::Restored),
        reasons: "The award was another's.".into(),
    };
    let dismiss = Command::PrepareRuling {
        ruling: of(Outcome::Dismissed, Rights::NotViolated),
        reasons: "It was awarded before.".into(),
        without: None,
    };
    let up = Command::Redirect {
        to: tutas_domain::case::Competent {
            body: "ministry".into(),
            superior: None,
        },
        reasons: "It cannot be satisfied.".into(),
    };
    let above = |post| officer_of(post, "ministry", Rank::Officer);
    let words = "Look again.".into();
    let back = Command::Return { words };
    race.deeds = vec![
        deed(officer(1), rule(), 1),
        deed(officer(1), up, 1),
        deed(above(8), rule(), 1),
        deed(above(8), dismiss, 2),
        deed(above(9), Command::Approve, 1),
        deed(above(2), Command::Approve, 1),
        deed(above(9), back, 1),
        deed(filer(), Command::Object("It is my first.".into()), 1),
        deed(filer(), Command::ReadLetter(2), 1),
        deed(filer(), Command::Withdraw, 1),
    ];
    race
}

/// A case in which nobody decided in time: an appeal against the silence, its ruling, the body's
/// late decision and its revocation, the result and the person meet in every order.
fn ruling() -> Race {
    let procedure = procedure();
    let (start, _) = filed(Matter::Service, working_days(1), &procedure);
    let mut race = race(
        procedure,
        start,
        &[
            "2026-11-24 12:00",
            "2026-11-25 00:00",
            "2026-11-30 12:00",
            "2026-12-14 12:00",
        ],
    );
    let appeal = Uuid::from_u128(100);
    let lodge = Command::Lodge {
        appeal,
        number: "2026-000100".into(),
        replaced: false,
    };
    let given = |ruling| {
        Command::ApplyRuling(RulingGiven {
            appeal,
            ruling,
            by: Some(officer_id(8)),
        })
    };
    let replaced = Ruling {
        outcome: Outcome::Replaced,
        rights: Rights::Restored,
        overruled: vec![AWARD.into()],
        lateness: None,
    };
    let revoke = Command::PrepareRevocation {
        ground: RevocationGround::KnowinglyFalse,
        reasons: "The paper was forged.".into(),
        without: None,
    };
    let issued = Command::ConfirmIssue {
        number: "1".into(),
        kind: "certificate".into(),
        record: Record::new(),
    };
    race.begun(assessed(Met, Unmet));
    race.deeds = vec![
        deed(Actor::Machine, assessed(Met, Met), 1),
        deed(Actor::Machine, lodge, 1),
        deed(Actor::Machine, given(Some(replaced)), 1),
        deed(Actor::Machine, given(None), 1),
        deed(officer(1), Command::Grant, 1),
        deed(officer(1), refusal(AWARD), 1),
        deed(officer(1), revoke, 1),
        deed(filer(), Command::Object("No.".into()), 1),
        deed(officer(2), Command::Approve, 1),
        deed(Actor::Machine, issued, 1),
        deed(filer(), Command::Withdraw, 1),
    ];
    race
}

#[test]
fn clock_cure_and_refusal_race_while_the_term_stands_still() {
    explore(
        "cure, the term stands still",
        cure(TermEffect::Pause),
        9_000,
        &[
            "deficiency-lapsed",
            "delivery-owed",
            "term-runs",
            "deficiency-cured",
            "refused",
            "granted",
            "deemed-refused",
        ],
    );
}

#[test]
fn clock_cure_and_refusal_race_while_the_term_begins_anew_or_runs_on() {
    for effect in [TermEffect::Restart, TermEffect::None] {
        explore(
            "cure, the term begins anew or runs on",
            cure(effect),
            9_000,
            &["deficiency-lapsed", "granted", "deemed-refused"],
        );
    }
}

#[test]
fn pause_extension_decree_and_clock_race() {
    explore(
        "pause",
        pause(),
        35_000,
        &[
            "stood-still",
            "standstill-ended",
            "term-extended",
            "term-recounted",
            "term-runs",
            "deemed-refused",
            "granted",
        ],
    );
}

#[test]
fn forwarding_ruling_hearing_and_clock_race_in_an_appeal() {
    explore(
        "appeal",
        appeal(),
        25_000,
        &[
            "redirected",
            "ruled",
            "deemed-refused",
            "act-returned",
            "withdrawn",
        ],
    );
}

#[test]
fn silence_late_decision_revocation_and_ruling_race() {
    explore(
        "ruling",
        ruling(),
        50_000,
        &[
            "deemed-refused",
            "decision-annulled",
            "appeal-ended",
            "granted",
            "refused",
            "decision-revoked",
            "issued",
            "withdrawn",
        ],
    );
}
