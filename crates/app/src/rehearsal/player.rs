//! One example, from the first step of its script to the last.

use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use tutas_catalog::{Actor, Catalog, Example, ExampleStep, Verb};
use tutas_domain::bundle::StepState;
use tutas_domain::person::PersonId;
use tutas_store::Store;
use uuid::Uuid;

use super::registers::Playable;
use super::report::Failure;
use super::stage::{CountedIds, StageClock};
use crate::{App, AppError, Clock, Demo, Identity, Ids, Parts, SignInProblem, Staff};

/// The most times the workers are woken while the script's time passes.
const MOST_WAKES: usize = 100_000;

/// Why an example cannot go on, in plain words.
pub(super) struct Halt(pub(super) String);

impl From<AppError> for Halt {
    fn from(error: AppError) -> Self {
        Self(match error {
            AppError::Rejected(rejection) => format!("it was turned down: {rejection}"),
            AppError::AlreadyFiled(_) => "an application for this was filed before".into(),
            other => format!("it did not work: {other}"),
        })
    }
}

/// Plays one example.
pub(super) struct Player<'a> {
    pub(super) example: &'a Example,
    pub(super) app: App,
    pub(super) registers: Arc<dyn Playable>,
    clock: Arc<StageClock>,
    /// Applications filed so far, with who filed them.
    pub(super) applications: Vec<(PersonId, Uuid)>,
    failures: Vec<Failure>,
    /// The step that is played next; before the first, everybody signs in.
    next: Option<usize>,
    line: usize,
}

/// What makes the registers of a rehearsal, which share its clock and its chance.
pub(super) type Making<'m> = &'m dyn Fn(Arc<dyn Clock>, Arc<dyn Ids>) -> Arc<dyn Playable>;

/// One service of an application for one child.
pub(super) struct Standing {
    pub(super) service: String,
    /// From 0.
    pub(super) child: usize,
    pub(super) filer: PersonId,
    pub(super) state: StepState,
}

impl<'a> Player<'a> {
    pub(super) fn new(
        catalog: &Arc<Catalog>,
        example: &'a Example,
        staff: &Staff,
        making: Making<'_>,
    ) -> Result<Self, Halt> {
        let store = Store::open_in_memory().map_err(AppError::from)?;
        let start = instant(catalog, example.date)?;
        let clock = Arc::new(StageClock::at(start));
        let ids = Arc::new(CountedIds::default());
        let registers = making(clock.clone(), ids.clone());
        registers.add(&example.records);
        let demo = Demo::default();
        let app = App::new(Parts {
            messenger: demo.outbox.clone(),
            store,
            catalog: Arc::clone(catalog),
            registers: registers.clone(),
            clock: clock.clone(),
            ids,
            staff: staff.clone(),
            demo: Some(demo),
        });
        Ok(Self {
            example,
            app,
            registers,
            clock,
            applications: Vec::new(),
            failures: Vec::new(),
            next: None,
            line: 1,
        })
    }

    /// Plays the script to its end. What is not as expected is noted; what cannot be done ends it.
    pub(super) async fn play(&mut self) {
        self.play_until(|_| false).await;
        self.verify();
    }

    /// Plays the script up to a step, which is the next one then.
    pub(super) async fn play_until(&mut self, stop: fn(&Verb) -> bool) {
        if self.next.is_none()
            && let Err(Halt(message)) = self.sign_in().await
        {
            self.fail(message);
        }
        let mut next = self.next.unwrap_or(0);
        while let Some(step) = self.example.script.get(next)
            && !stop(&step.verb)
        {
            next += 1;
            self.line = step.line;
            if let Err(Halt(message)) = self.step(step).await {
                self.fail(message);
                next = self.example.script.len();
            }
        }
        self.next = Some(next);
    }

    /// What came out otherwise than the example says.
    pub(super) fn take_failures(&mut self) -> Vec<Failure> {
        std::mem::take(&mut self.failures)
    }

    /// Notes something that is not as the example says.
    pub(super) fn fail(&mut self, message: String) {
        let failure = Failure::of(self.example, self.line, message);
        self.failures.push(failure);
    }

    /// Everybody can sign in and is called what the example calls them.
    async fn sign_in(&mut self) -> Result<(), Halt> {
        for (_, person) in &self.example.people {
            let name = match &person.sign_in {
                PersonId::Iin(iin) => match self.app.find_person(iin.as_str()).await {
                    Ok((_, name)) => name,
                    Err(SignInProblem::Failed(error)) => return Err(error.into()),
                    Err(_) => "nobody".into(),
                },
                PersonId::Document(_) => person.name.clone(),
            };
            if name != person.name {
                let expected = &person.name;
                self.fail(format!(
                    "expected {expected} in the persons register, found {name}"
                ));
            }
            let identity = Identity::Person(person.sign_in.clone());
            let token = self.app.sign_in(identity, name).await?;
            if self.app.session(&token)?.is_none() {
                self.fail(format!("{} cannot sign in", person.name));
            }
        }
        Ok(())
    }

    async fn step(&mut self, step: &ExampleStep) -> Result<(), Halt> {
        if let Some(at) = step.at {
            self.wait_until(at).await?;
        }
        let actor = step.actor.as_ref();
        match &step.verb {
            Verb::Begin(begin) => self.begin(self.person(actor)?, begin).await?,
            Verb::Grant(case) => self.grant(&officer(actor)?, case).await?,
            Verb::Supply(supply) => self.supply(&self.person(actor)?, supply).await?,
            Verb::Accept(accept) => self.accept(&officer(actor)?, accept).await?,
            Verb::Register(records) => self.registers.add(records),
            Verb::Sign(need) => self.sign(&self.person(actor)?, need).await?,
            Verb::PrepareRefusal(refusal) => {
                self.prepare_refusal(&officer(actor)?, refusal).await?;
            }
            Verb::Approve(case) => self.approve(&officer(actor)?, case).await?,
            Verb::Read { letter, case } => {
                self.read(&self.person(actor)?, letter, case.as_ref())
                    .await?;
            }
            Verb::Object { text, case } => {
                self.object(&self.person(actor)?, text, case.as_ref())
                    .await?;
            }
            Verb::Withdraw(case) => self.withdraw(&self.person(actor)?, case).await?,
            Verb::Appeal { case, text } => {
                self.appeal(&self.person(actor)?, case, text).await?;
            }
            Verb::Complain {
                case,
                to_authority,
                text,
            } => {
                let who = self.person(actor)?;
                self.complain(&who, case, *to_authority, text).await?;
            }
            Verb::Extend {
                case,
                until,
                reasons,
            } => {
                self.extend(&officer(actor)?, case, *until, reasons).await?;
            }
            Verb::Forward { case, reasons } => {
                self.forward(&officer(actor)?, case, reasons).await?;
            }
            Verb::Rule {
                case,
                outcome,
                reasons,
                overruled,
            } => {
                let officer = officer(actor)?;
                let said = (outcome.as_str(), reasons.as_str(), overruled.as_slice());
                self.rule(&officer, case, said).await?;
            }
            Verb::AskHearing(case) => self.ask_hearing(&self.person(actor)?, case).await?,
            Verb::HoldHearing { case, protocol } => {
                self.hold_hearing(&officer(actor)?, case, protocol).await?;
            }
            Verb::Down(registers) => self.registers.set_down(registers, true),
            Verb::Up(registers) => self.registers.set_down(registers, false),
            Verb::WaitUntil(at) => self.wait_until(*at).await?,
            Verb::Expect(expectation) => self.expect(expectation).await?,
        }
        self.app.settle().await?;
        Ok(())
    }

    /// Lets time pass, waking the workers whenever they asked for it.
    async fn wait_until(&mut self, at: DateTime) -> Result<(), Halt> {
        let to = instant(self.app.catalog(), at)?;
        if to < self.clock.now() {
            return Err(Halt(format!("{at} is earlier than the step before")));
        }
        for _ in 0..MOST_WAKES {
            self.app.settle().await?;
            let now = self.clock.now();
            // Work that failed is due again a little later, even if it is said to be due now.
            let soonest = now + SignedDuration::from_secs(1);
            let next = self.app.step().await?.next.map(|next| next.max(soonest));
            match next.filter(|next| *next < to) {
                Some(next) => self.clock.advance_to(next),
                None => break,
            };
        }
        self.clock.advance_to(to);
        self.app.settle().await?;
        Ok(())
    }

    /// Every state equals the fold of its events.
    fn verify(&mut self) {
        match self.app.verify() {
            Ok(found) => {
                for problem in found.problems {
                    self.fail(format!(
                        "a state is not what its events make: {}",
                        problem.what
                    ));
                }
            }
            Err(error) => self.fail(format!("the states cannot be verified: {error}")),
        }
    }

    fn person(&self, actor: Option<&Actor>) -> Result<PersonId, Halt> {
        let Some(Actor::Person(name)) = actor else {
            return Err(Halt(
                "only a person can do this; an officer is named".into(),
            ));
        };
        let mut people = self.example.people.iter();
        let found = people.find(|(known, _)| known == name);
        found
            .map(|(_, person)| person.sign_in.clone())
            .ok_or_else(|| Halt(format!("nobody here is called `{name}`")))
    }

    /// Every service of every application, children of a service together; then the appeals and
    /// complaints about them, oldest first.
    pub(super) fn standings(&self) -> Result<Vec<Standing>, Halt> {
        let mut all = Vec::new();
        for (filer, id) in &self.applications {
            let bundle = self.app.load_bundle(*id)?.state;
            let application = &bundle.application;
            let reviews = self.reviews(filer, *id)?;
            let mut order: Vec<&str> = Vec::new();
            for step in &application.steps {
                if !order.contains(&step.service.as_str()) {
                    order.push(&step.service);
                }
            }
            for service in order {
                let same = application
                    .steps
                    .iter()
                    .filter(|step| step.service == service);
                all.extend(same.map(|step| Standing {
                    service: step.service.clone(),
                    child: step.subject,
                    filer: filer.clone(),
                    state: step.state,
                }));
            }
            all.extend(reviews);
        }
        Ok(all)
    }
}

/// An officer's id.
fn officer(actor: Option<&Actor>) -> Result<String, Halt> {
    match actor {
        Some(Actor::Officer { body, desk }) => Ok(format!("{body}/{desk}")),
        _ => Err(Halt(
            "only an officer can do this; a person is named".into(),
        )),
    }
}

/// A local date and time of the country as an instant.
fn instant(catalog: &Catalog, at: DateTime) -> Result<Timestamp, Halt> {
    let zoned = at.to_zoned(catalog.calendar.zone().clone());
    let zoned = zoned.map_err(|_| Halt(format!("{at} cannot be placed on the clock")))?;
    Ok(zoned.timestamp())
}
