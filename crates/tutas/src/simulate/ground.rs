//! Reads and their grounds, and what is left when a year is over.

use std::collections::BTreeMap;

use serde::Deserialize;
use tutas_app::Probe;
use tutas_catalog::{Basis, Catalog, Need, Whose};
use tutas_domain::actor::{Actor, Officer, Rank};
use tutas_domain::case::{Command, LetterKind, Phase, Proof, next_wake};
use tutas_domain::person::{Iin, PersonId};
use tutas_domain::text::Law;
use uuid::Uuid;

use super::family::Family;
use super::officer::officer;
use super::registers::ReadNote;
use super::world::World;

/// How many records of reads are looked through for one: first few, then many.
const ROWS: [usize; 2] = [8, 120];

/// What the definitions declare of each register: fields, whose data, and on what basis.
pub(super) struct Declared(BTreeMap<String, Vec<One>>);

struct One {
    fields: Vec<String>,
    public: bool,
    law: Law,
    consent: bool,
}

impl Declared {
    pub(super) fn of(catalog: &Catalog) -> Self {
        let services = catalog.services.values().flatten().map(|one| &one.needs);
        let events = catalog.life_events.values().flatten().map(|one| &one.needs);
        let mut all: BTreeMap<String, Vec<One>> = BTreeMap::new();
        for need in services.chain(events).flatten() {
            all.entry(need.register.clone())
                .or_default()
                .push(one(need));
        }
        Self(all)
    }
}

fn one(need: &Need) -> One {
    let (law, consent) = match &need.basis {
        Basis::Law(law) => (law.clone(), false),
        Basis::Consent { law } => (law.clone(), true),
    };
    One {
        fields: need.fields.clone(),
        public: need.of == Whose::Public,
        law,
        consent,
    }
}

/// What the record of reads made at one moment says.
#[derive(Deserialize)]
struct Row {
    looks: Vec<Look>,
}

#[derive(Deserialize)]
struct Look {
    register: Option<String>,
    #[serde(default)]
    fields: Vec<String>,
    number: String,
}

impl World {
    /// 8 and 9: every read has a ground valid then, is on record for whom it concerns, and asks for
    /// no field that is not declared.
    pub(super) fn look_at_reads(&mut self, acting: usize) -> anyhow::Result<()> {
        let app = self.app()?.clone();
        let probe = app.probe();
        for read in self.registers.take_reads() {
            // A case tells by its number whose it is; a draft has none, and is of who acts. A case
            // whose opening was lost with its number was of somebody the program worked for.
            let known = self.watch.numbers.get(&read.issue).copied();
            let number = known.unwrap_or(acting);
            let others = self.families.iter().filter(|_| known.is_none());
            let homes: Vec<&Family> = self
                .families
                .get(number)
                .into_iter()
                .chain(others)
                .collect();
            let declared = self.declared.0.get(&read.register);
            let fitting: Vec<&One> = declared
                .into_iter()
                .flatten()
                .filter(|one| read.fields.iter().all(|field| one.fields.contains(field)))
                .collect();
            let checks = &mut self.watch.checks;
            checks.check(
                9,
                !fitting.is_empty(),
                "a field was asked for that is not declared",
            );
            if fitting.iter().any(|one| one.public) {
                continue;
            }
            let by_law = fitting
                .iter()
                .any(|one| !one.consent && one.law == read.law);
            let may_be_agreed = read.by_consent && fitting.iter().any(|one| one.consent);
            let (mut grounded, mut on_record) = (false, false);
            for home in homes {
                if grounded && on_record {
                    break;
                }
                grounded = by_law || (may_be_agreed && consented(probe, home, &read)?);
                on_record = is_on_record(probe, home, &read)?;
            }
            checks.check(8, grounded, "a read without a ground valid then");
            checks.check(8, on_record, "a read that is not on record");
            self.watch
                .note_at(number, &format!("read of {}", read.register));
        }
        Ok(())
    }

    /// Faults stop; bodies deliver what they owe, so that no case waits for a letter for ever.
    pub(super) async fn all_is_well(&mut self) -> anyhow::Result<()> {
        self.calm = true;
        self.clock.jump(jiff::SignedDuration::ZERO);
        self.carrier.fail(0, 0);
        self.registers
            .weather(|weather| *weather = super::registers::Weather::default());
        self.work().await?;
        let waiting: Vec<(Uuid, usize, String, Vec<usize>)> = self
            .watch
            .cases
            .iter()
            .filter(|(_, followed)| followed.case.phase.is_undecided())
            .map(|(id, followed)| {
                let letters = followed.case.letters.iter().enumerate();
                let unread = letters
                    .filter(|(_, letter)| {
                        letter.kind == LetterKind::Deficiency && letter.received_at.is_none()
                    })
                    .map(|(index, _)| index)
                    .collect();
                (*id, followed.family, followed.case.body.clone(), unread)
            })
            .collect();
        for (case, family, body, letters) in waiting {
            for letter in letters {
                let command = Command::RecordReceipt {
                    letter,
                    proof: Proof::RegisteredLetter {
                        number: "RL-2".into(),
                    },
                    on: jiff::Timestamp::UNIX_EPOCH,
                };
                self.deliver(case, family, command, officer(&body, Rank::Officer, "1"))
                    .await?;
            }
        }
        Ok(())
    }

    async fn deliver(
        &mut self,
        case: Uuid,
        family: usize,
        command: Command,
        clerk: Officer,
    ) -> anyhow::Result<()> {
        use tutas_app::Clock as _;
        let app = self.app()?.clone();
        let from = self.clock.now();
        let command = match command {
            Command::RecordReceipt { letter, proof, .. } => Command::RecordReceipt {
                letter,
                proof,
                on: from,
            },
            other => other,
        };
        let actor = Actor::Officer(clerk);
        if let Err(error) = app.probe().command(case, command, &actor).await {
            self.failed("deliver", &error);
        }
        drop(app);
        self.look(family, &[actor], from)
    }

    /// 7, 13 and 20: nothing that was due is left, and every state is the fold of its events.
    pub(super) fn look_at_the_end(&mut self) -> anyhow::Result<()> {
        use tutas_app::Clock as _;
        let app = self.app()?.clone();
        let probe = app.probe();
        let now = self.clock.now();
        for (id, followed) in &self.watch.cases {
            let case = &followed.case;
            let Ok(service) = probe.service(case) else {
                continue;
            };
            let wake = next_wake(
                case,
                &service.procedure,
                app.catalog().calendar_of(&case.body),
            );
            let fired = wake.is_none_or(|at| at > now);
            self.watch
                .checks
                .check(20, fired, "a clock that was due has not fired");
            let made = case.phase != Phase::Granted;
            self.watch.checks.check(
                7,
                made,
                "what was granted was never made, though all is well",
            );
            if !(fired && made) && self.plan.tells {
                self.story
                    .push(format!("        left over: {id} {}", case.filing.service));
            }
        }
        for due in probe.store().due_effects(now, 1_000)? {
            let waits = due.kind == "gather";
            self.watch
                .checks
                .check(20, waits, "an effect that was due was never done");
            if !waits {
                *self
                    .failures
                    .entry(format!("left over: {}", due.kind))
                    .or_default() += 1;
            }
        }
        self.watch.note_at(0, "the end of the year");
        let verified = app
            .verify()
            .map_err(|error| anyhow::anyhow!("the states cannot be verified: {error}"))?;
        self.watch.checks.check(
            13,
            verified.problems.is_empty(),
            "a stored state is not the fold of its journal",
        );
        self.watch.note_at(0, "verify");
        Ok(())
    }
}

/// Whether somebody whose consent may carry the read had given one that covers it then.
fn consented(probe: Probe<'_>, family: &Family, read: &ReadNote) -> anyhow::Result<bool> {
    for who in [&family.filer, &family.mother, &family.father] {
        let person = probe
            .person(who)
            .map_err(|error| anyhow::anyhow!("a person cannot be loaded: {error}"))?;
        let covers = person.agreements.iter().any(|agreement| {
            family.applications.contains(&agreement.application)
                && agreement.was_valid(read.at)
                && read.fields.iter().all(|field| {
                    let mut reads = agreement.reads.iter();
                    reads.any(|one| one.register == read.register && one.fields.contains(field))
                })
        });
        if covers {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the read is on record for everybody it was looked up by, or for who filed.
fn is_on_record(probe: Probe<'_>, family: &Family, read: &ReadNote) -> anyhow::Result<bool> {
    let mut named: Vec<PersonId> = read
        .keys
        .iter()
        .filter_map(|(field, value)| {
            if field.ends_with("document") {
                Some(PersonId::Document(value.clone()))
            } else if field.ends_with("iin") {
                Iin::parse(value).ok().map(PersonId::Iin)
            } else {
                None
            }
        })
        .collect();
    if named.is_empty() {
        named.push(family.filer.clone());
    }
    for who in named {
        let key = probe.person_key(&who);
        let mut found = false;
        for rows in ROWS {
            if found {
                break;
            }
            let rows = probe.store().accesses_of(key, None, rows)?;
            found = rows.iter().any(|row| {
                let Ok(told) = serde_json::from_slice::<Row>(&row.details) else {
                    return false;
                };
                let mut looks = told.looks.iter();
                looks.any(|look| {
                    look.register.as_ref() == Some(&read.register)
                        && look.fields == read.fields
                        && look.number == read.issue
                })
            });
        }
        if !found {
            return Ok(false);
        }
    }
    Ok(true)
}
