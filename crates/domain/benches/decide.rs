//! What one decision costs: `cargo bench -p tutas-domain --bench decide`.

#[path = "../tests/world/mod.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the small world is shared with the models, and is known to be well formed"
)]
mod world;

use divan::{Bencher, black_box};
use jiff::Timestamp;
use tutas_domain::actor::Actor;
use tutas_domain::case::{Case, Command, Context, Matter, Recorded, Upload, decide};
use tutas_domain::definition::Procedure;
use tutas_domain::evidence::Verdict::{Met, Unmet};
use uuid::Uuid;

use crate::world::{
    RECORD, assessed, at, calendar, filed, filer, officer, procedure, working_days,
};

fn main() {
    divan::main();
}

/// A case in the midst of its life: looked at, lacking a record, which was brought and accepted.
struct Midst {
    case: Case,
    journal: Vec<Recorded>,
    procedure: Procedure,
}

impl Midst {
    fn new() -> Self {
        let procedure = procedure();
        let (case, journal) = filed(Matter::Service, working_days(15), &procedure);
        let mut midst = Self {
            case,
            journal,
            procedure,
        };
        let upload = Uuid::from_u128(1);
        midst.tell("2026-11-23 10:01", &Actor::Machine, assessed(Unmet, Met));
        midst.tell("2026-11-24 12:00", &filer(), Command::ReadLetter(1));
        let supply = Command::Supply {
            requirement: RECORD.into(),
            upload: Some(Upload {
                id: upload,
                name: "certificate.pdf".into(),
            }),
            words: None,
        };
        midst.tell("2026-11-24 12:05", &filer(), supply);
        let accept = Command::AcceptDocument {
            upload,
            record: [("born_on".to_owned(), None)].into(),
        };
        midst.tell("2026-11-25 09:00", &officer(1), accept);
        midst.tell("2026-11-25 09:00", &Actor::Machine, assessed(Met, Met));
        midst
    }

    fn tell(&mut self, now: &str, actor: &Actor, command: Command) {
        let events = self.decide(at(now), actor, command, &calendar());
        for event in &events {
            self.case = Case::apply(Some(self.case.clone()), event).expect("an open case");
        }
        self.journal.extend(events);
    }

    fn decide(
        &self,
        now: Timestamp,
        actor: &Actor,
        command: Command,
        calendar: &tutas_domain::calendar::Calendar,
    ) -> Vec<Recorded> {
        let context = Context {
            now,
            actor,
            calendar,
            procedure: &self.procedure,
        };
        decide(Some(&self.case), command, &context).expect("a lawful command")
    }
}

/// An officer grants.
#[divan::bench]
fn decide_on_a_grant(bencher: Bencher<'_, '_>) {
    let (midst, calendar, officer) = (Midst::new(), calendar(), officer(1));
    let now = at("2026-11-25 10:00");
    bencher.bench(|| midst.decide(now, &officer, Command::Grant, &calendar));
}

/// A clock is looked at that is not due: nothing happens.
#[divan::bench]
fn decide_that_nothing_is_due(bencher: Bencher<'_, '_>) {
    let (midst, calendar) = (Midst::new(), calendar());
    let now = at("2026-11-25 10:00");
    bencher.bench(|| midst.decide(now, &Actor::Machine, Command::Advance, &calendar));
}

/// The machine looks at the requirements, and something is lacking: four events.
#[divan::bench]
fn decide_on_findings(bencher: Bencher<'_, '_>) {
    let procedure = procedure();
    let (case, journal) = filed(Matter::Service, working_days(15), &procedure);
    let midst = Midst {
        case,
        journal,
        procedure,
    };
    let (calendar, now) = (calendar(), at("2026-11-23 10:01"));
    bencher
        .with_inputs(|| assessed(Unmet, Met))
        .bench_values(|command| midst.decide(now, &Actor::Machine, command, &calendar));
}

/// An event is applied to a case.
#[divan::bench]
fn apply_a_grant(bencher: Bencher<'_, '_>) {
    let midst = Midst::new();
    let now = at("2026-11-25 10:00");
    let events = midst.decide(now, &officer(1), Command::Grant, &calendar());
    bencher
        .with_inputs(|| midst.case.clone())
        .bench_values(|case| Case::apply(Some(case), black_box(&events[0])));
}

/// A whole journal is folded.
#[divan::bench]
fn fold_a_journal(bencher: Bencher<'_, '_>) {
    let midst = Midst::new();
    bencher.bench(|| Case::fold(black_box(&midst.journal)));
}
