//! The world of one scenario: its time, its calendar, and the cases in it with their journals.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rust_decimal::Decimal;
use tutas_domain::actor::Actor;
use tutas_domain::calendar::{Calendar, Swap};
use tutas_domain::case::{
    Case, Command, Context, Decision, Filing, Phase, Recorded, Rejection, RulingGiven, decide,
};
use tutas_domain::definition::{Kind, Procedure};
use tutas_domain::evidence::{Finding, Known, Record, Source, Unknown, Verdict};
use tutas_domain::invariant::{self, Checks};
use tutas_domain::value::Value;
use uuid::Uuid;

use super::country;
use super::words;

/// Why a step did not happen.
pub(crate) enum Stop {
    /// The engine turned the command down.
    Rejected(Rejection),
    /// The scenario makes no sense, or an invariant does not hold.
    Broken(String),
}

impl From<Rejection> for Stop {
    fn from(why: Rejection) -> Self {
        Self::Rejected(why)
    }
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::Broken(message)
    }
}

impl From<&str> for Stop {
    fn from(message: &str) -> Self {
        Self::Broken(message.to_owned())
    }
}

/// One case with its journal and the definition it is pinned to.
pub(crate) struct Told {
    pub(crate) id: Uuid,
    pub(crate) procedure: Procedure,
    pub(crate) case: Case,
    pub(crate) journal: Vec<Recorded>,
    /// What was last carried to the case it is directed against.
    carried: Option<&'static str>,
}

/// Everything a scenario is about.
pub(crate) struct World {
    pub(crate) now: Timestamp,
    /// Which case the sentence is about.
    pub(crate) about: &'static str,
    pub(crate) service: Procedure,
    pub(crate) appeal: Procedure,
    pub(crate) complaint: Procedure,
    pub(crate) calendar: Calendar,
    pub(crate) swaps: Vec<Swap>,
    pub(crate) cases: BTreeMap<&'static str, Told>,
    /// What is known of the requirements; those not named hold.
    pub(crate) verdicts: BTreeMap<String, Verdict>,
    /// Needs whose register does not answer.
    pub(crate) down: BTreeSet<String>,
    pub(crate) amount: Option<Decimal>,
    /// Whether the person consents to an automated decision.
    pub(crate) consents: bool,
    /// Whether the act says how to appeal.
    pub(crate) says_how_to_appeal: bool,
    /// Whether the evidence names the other parent.
    pub(crate) names_other_parent: bool,
    pub(crate) uploads: u128,
    opened: u128,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            now: Timestamp::UNIX_EPOCH,
            about: "the case",
            service: country::service(),
            appeal: country::appeal(),
            complaint: country::complaint(),
            calendar: country::calendar(&[]),
            swaps: Vec::new(),
            cases: BTreeMap::new(),
            verdicts: BTreeMap::new(),
            down: BTreeSet::new(),
            amount: Some(Decimal::from(164_350)),
            consents: false,
            says_how_to_appeal: true,
            names_other_parent: false,
            uploads: 0,
            opened: 1,
        }
    }

    /// The case the sentence is about.
    pub(crate) fn told(&self) -> Result<&Told, String> {
        let about = self.about;
        self.cases
            .get(about)
            .ok_or_else(|| format!("there is no such case here: {about}"))
    }

    /// Opens a case.
    pub(crate) fn open(
        &mut self,
        name: &'static str,
        procedure: Procedure,
        actor: &Actor,
        filing: Filing,
    ) -> Result<(), Stop> {
        let context = Context {
            now: self.now,
            actor,
            calendar: &self.calendar,
            procedure: &procedure,
        };
        let journal = decide(None, Command::File(Box::new(filing)), &context)?;
        let (mut before, mut checks) = (None, Checks::default());
        for event in &journal {
            let after = Case::apply(before.clone(), event).ok_or("a case that is not filed")?;
            invariant::after_event(before.as_ref(), event, &after, &context, &mut checks);
            before = Some(after);
        }
        let case = before.ok_or("a filing without an event")?;
        invariant::of_case(&case, &journal, &context, &mut checks);
        hold(&checks)?;
        let told = Told {
            id: self.next_id(),
            procedure,
            case,
            journal,
            carried: None,
        };
        self.opened += 1;
        self.cases.insert(name, told);
        Ok(())
    }

    /// The id that the next case will have.
    pub(crate) fn next_id(&self) -> Uuid {
        Uuid::from_u128(self.opened)
    }

    /// Gives a command to the case the sentence is about; every other case lives on to the same time.
    pub(crate) fn tell(&mut self, actor: &Actor, command: Command) -> Result<(), Stop> {
        let about = self.about;
        self.others_live_on(about)?;
        self.tell_one(about, actor, command)?;
        self.carry_rulings()
    }

    /// Lets time pass for every case.
    pub(crate) fn wait(&mut self) -> Result<(), Stop> {
        self.others_live_on("")?;
        self.carry_rulings()
    }

    fn others_live_on(&mut self, about: &str) -> Result<(), Stop> {
        let others: Vec<&'static str> = self
            .cases
            .keys()
            .copied()
            .filter(|name| *name != about)
            .collect();
        for name in others {
            self.tell_one(name, &Actor::Machine, Command::Advance)?;
        }
        Ok(())
    }

    pub(crate) fn tell_one(
        &mut self,
        name: &str,
        actor: &Actor,
        command: Command,
    ) -> Result<(), Stop> {
        let told = self
            .cases
            .get_mut(name)
            .ok_or_else(|| format!("there is no such case here: {name}"))?;
        let context = Context {
            now: self.now,
            actor,
            calendar: &self.calendar,
            procedure: &told.procedure,
        };
        let mut checks = Checks::default();
        for event in decide(Some(&told.case), command, &context)? {
            let before = told.case.clone();
            told.case = Case::apply(Some(before.clone()), &event)
                .ok_or("an event that cannot be applied")?;
            invariant::after_event(Some(&before), &event, &told.case, &context, &mut checks);
            told.journal.push(event);
        }
        invariant::of_case(&told.case, &told.journal, &context, &mut checks);
        hold(&checks)
    }

    /// A ruling, a withdrawal or a silence on an appeal comes back to the case it is directed against,
    /// as the program sees to it.
    fn carry_rulings(&mut self) -> Result<(), Stop> {
        let mut given = Vec::new();
        for told in self.cases.values_mut() {
            let phase = told.case.phase.name();
            let over = matches!(
                told.case.phase,
                Phase::Ruled | Phase::Withdrawn | Phase::DeemedRefused
            );
            if told.case.kind() != Kind::Appeal || !over || told.carried == Some(phase) {
                continue;
            }
            told.carried = Some(phase);
            let (ruling, by) = match &told.case.decision {
                Some((
                    _,
                    Decision::Ruled {
                        ruling,
                        prepared_by,
                        approved_by,
                        ..
                    },
                )) => {
                    let by = approved_by.as_ref().unwrap_or(prepared_by);
                    (Some(ruling.clone()), Some(by.clone()))
                }
                _ => (None, None),
            };
            given.push(RulingGiven {
                appeal: told.id,
                ruling,
                by,
            });
        }
        for one in given {
            self.tell_one("the case", &Actor::Machine, Command::ApplyRuling(one))?;
        }
        Ok(())
    }

    /// What the registers and the findings say now is put down, as the program does it.
    pub(crate) fn assess(&mut self) -> Result<(), Stop> {
        let evidence = country::REQUIREMENTS
            .into_iter()
            .map(|need| (need.to_owned(), self.known(need)))
            .collect();
        self.tell(&Actor::Machine, Command::RecordEvidence(evidence))?;
        let findings: Vec<Finding> = country::REQUIREMENTS
            .into_iter()
            .map(|name| Finding {
                requirement: name.to_owned(),
                verdict: self.verdicts.get(name).copied().unwrap_or(Verdict::Met),
                seen: Vec::new(),
            })
            .collect();
        let assess = Command::Assess {
            findings,
            amount: self.amount,
            complete: self.amount.is_some(),
        };
        self.tell(&Actor::Machine, assess)
    }

    fn known(&self, need: &str) -> Known {
        if self.down.contains(need) {
            return Known::Unknown(Unknown::Unavailable {
                since: self.now,
                next_try: self.now,
            });
        }
        let mut record = Record::from([("holds".to_owned(), Some(Value::Bool(true)))]);
        if self.names_other_parent && need == country::RECORD {
            let iin = words::the_other_parent().key_text().replace("iin:", "");
            record.insert("father_iin".to_owned(), Some(Value::Text(iin)));
        }
        Known::Records {
            records: [record].into(),
            source: Source::Register {
                register: need.to_owned(),
                request: "r-1".into(),
                at: self.now,
            },
        }
    }
}

/// Every invariant of the engine holds after every step of every scenario.
fn hold(checks: &Checks) -> Result<(), Stop> {
    let Some(violation) = checks.violations().first() else {
        return Ok(());
    };
    let (number, text) = (violation.invariant, violation.text);
    Err(format!("invariant {number} does not hold: {text}").into())
}
