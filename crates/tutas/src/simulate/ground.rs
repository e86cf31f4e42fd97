//! Reads and their grounds, and what is left when a year is over.

use std::collections::{BTreeMap, HashSet};

use jiff::SignedDuration;
use serde::Deserialize;
use tutas_app::Probe;
use tutas_catalog::{Basis, Catalog, Need, Whose};
use tutas_domain::actor::{Actor, Officer, Rank};
use tutas_domain::case::{Command, Dispute, LetterKind, Phase, Proof, next_wake};
use tutas_domain::person::{Iin, PersonId};
use tutas_domain::text::Law;
use tutas_store::Access;
use uuid::Uuid;

use super::family::Family;
use super::officer::officer;
use super::registers::ReadNote;
use super::world::World;

/// How many records of reads are looked through for one: first few, then many.
const ROWS: [usize; 2] = [8, 120];

/// How long may pass at most from the record of a read to its answer: some that are asked before it
/// may be slow.
const LONGEST_READ: SignedDuration = SignedDuration::from_mins(10);

/// Records of reads that were found to be of one read each: access, and place in it.
pub(super) type Paired = HashSet<(Uuid, usize)>;

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
    /// 8 and 9: every read has a ground valid then, has a record of its own for whom it concerns, and
    /// asks for no field that is not declared.
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
                if !on_record {
                    let found = records_of(probe, home, &read, &self.paired)?;
                    on_record = found.is_some();
                    self.paired.extend(found.into_iter().flatten());
                }
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
        self.clock.jump(SignedDuration::ZERO);
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

    /// 7, 13, 20 and 28: nothing that was due is left, every state is the fold of its events, every
    /// steward was told, and what rested on a mistake was looked at again.
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
            let told = |dispute: &Dispute| self.watch.cases.contains_key(&dispute.defect);
            let is_told = case.disputes.iter().all(told);
            let looked = !followed.owes_a_look || !case.phase.is_undecided();
            let checks = &mut self.watch.checks;
            checks.check(28, is_told, "what is disputed was told to no steward");
            checks.check(
                28,
                looked,
                "a register was corrected and a case not looked at again",
            );
            if !(fired && made && is_told && looked) && self.plan.tells {
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

/// Whether somebody whose consent may carry the read had given one that covers it then. A withdrawal is
/// a step of its own, in which nothing is read: what stands after a step stood when it was read.
fn consented(probe: Probe<'_>, family: &Family, read: &ReadNote) -> anyhow::Result<bool> {
    for who in [&family.filer, &family.mother, &family.father] {
        let person = probe
            .person(who)
            .map_err(|error| anyhow::anyhow!("a person cannot be loaded: {error}"))?;
        let covers = person.agreements.iter().any(|agreement| {
            family.applications.contains(&agreement.application)
                && agreement.withdrawn_at.is_none()
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

/// A record of the read, and of no other one, for everybody it was looked up by, or for who filed;
/// none, if it lacks for one of them. Of what is asked again there is a record again.
fn records_of(
    probe: Probe<'_>,
    family: &Family,
    read: &ReadNote,
    paired: &Paired,
) -> anyhow::Result<Option<Vec<(Uuid, usize)>>> {
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
    named.sort();
    named.dedup();
    if named.is_empty() {
        named.push(family.filer.clone());
    }
    let mut found = Vec::new();
    for who in named {
        let key = probe.person_key(&who);
        let mut one = None;
        for rows in ROWS {
            let rows = probe.store().accesses_of(key, None, rows)?;
            one = rows.iter().find_map(|row| record_in(row, read, paired));
            if one.is_some() {
                break;
            }
        }
        let Some(one) = one else { return Ok(None) };
        found.push(one);
    }
    Ok(Some(found))
}

/// Where in a record made just then the read stands, if no other read was found there.
fn record_in(row: &Access, read: &ReadNote, paired: &Paired) -> Option<(Uuid, usize)> {
    if row.at.duration_until(read.at).abs() > LONGEST_READ {
        return None;
    }
    let told: Row = serde_json::from_slice(&row.details).ok()?;
    let mut looks = told.looks.iter().enumerate();
    let (place, _) = looks.find(|(place, look)| {
        look.register.as_ref() == Some(&read.register)
            && look.fields == read.fields
            && look.number == read.issue
            && !paired.contains(&(row.id, *place))
    })?;
    Some((row.id, place))
}
