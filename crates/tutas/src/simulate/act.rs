//! Who does what in a world: families apply and look after their cases, officers come or do not.

use std::collections::BTreeSet;

use jiff::Timestamp;
use tutas_app::view::Consents;
use tutas_app::{App, AppError, Clock as _, Supplied, UploadFile};
use tutas_domain::actor::{Actor, Rank};
use tutas_domain::case::{Command, Competent};
use tutas_domain::evidence::Verdict;
use tutas_domain::person::PersonId;
use tutas_domain::text::Lang;
use tutas_store::StreamId;
use uuid::Uuid;

use super::fault::Fault;
use super::form::Form;
use super::node::{Working, unless_it_dies};
use super::officer::{Desk, officer};
use super::person::{Wish, is_the_programs, misuse, wish};
use super::stage::after;
use super::world::{What, World};

/// So often a body and a person come to see one case.
const MOST_VISITS: u32 = 14;

impl World {
    /// A family applies; if something breaks off, they try again on another day.
    pub(super) async fn apply(&mut self, number: usize) -> anyhow::Result<()> {
        let (automated, registers, again, doubts) = {
            let chance = &mut self.families[number].chance;
            (
                chance.permille(800),
                chance.permille(970),
                chance.between(4, 60),
                usize::try_from(chance.between(-8, 2)).unwrap_or(0),
            )
        };
        let left_out: BTreeSet<&'static str> = {
            let chance = &mut self.families[number].chance;
            [
                "care-allowance",
                "kindergarten-queue",
                "clinic-attachment",
                "birth-allowance",
            ]
            .into_iter()
            .filter(|_| chance.permille(80))
            .collect()
        };
        let app = self.app()?.clone();
        let from = self.clock.now();
        self.commits_may_fail(&app);
        let who = self.families[number].filer.clone();
        let begun = unless_it_dies(&app, app.begin(&who, "birth", Lang::Kk)).await;
        let outcome = match begun {
            Ok(draft) => {
                self.families[number].applications.push(draft);
                self.owner.insert(draft, number);
                let consents = Consents {
                    registers,
                    automated,
                };
                let form = Form {
                    app: &app,
                    family: &self.families[number],
                    district: &self.district,
                    who: &who,
                    draft,
                };
                unless_it_dies(&app, form.file(consents, &left_out, doubts)).await
            }
            Err(error) => Err(error),
        };
        let crashed = self.commits_are_well(&app);
        drop(app);
        self.tell(|world| match &outcome {
            Ok(()) => format!("{} applies", world.who(number)),
            Err(error) => format!("{} applies, in vain: {error}", world.who(number)),
        });
        if let Err(error) = &outcome {
            self.failed("apply", error);
            let family = &mut self.families[number];
            family.attempts += 1;
            if family.attempts < 6 && !matches!(error, AppError::AlreadyFiled(_)) {
                let at = after(self.clock.truth(), again);
                self.agenda.put(at, What::Apply(number));
            }
        }
        let actor = Actor::Person(who);
        self.look(number, &[actor, Actor::Machine], from)?;
        if crashed {
            self.kill()?;
        }
        Ok(())
    }

    /// Plans who comes to look at a case that changed.
    pub(super) fn plan_visits(&mut self, case: Uuid, number: usize) {
        let Some(followed) = self.watch.cases.get(&case) else {
            return;
        };
        let undecided = followed.case.phase.is_undecided();
        let silent = followed.case.deemed_refused_at.is_some();
        let owes = undecided || followed.case.correction.is_some() || followed.case.phase.is_open();
        // Now and then somebody comes back to what is decided.
        let owes = owes || self.families[number].chance.permille(150);
        let is_new = !self.visits.contains_key(&case);
        let nobody_comes = !self.plan.without.contains(&Fault::Never);
        let now = self.clock.truth();
        let family = &mut self.families[number];
        let visits = self.visits.entry(case).or_default();
        let dice = (
            family.chance.permille(60),
            family.chance.between(1, 45),
            family.chance.between(1, 160),
            family.chance.permille(500),
        );
        if is_new {
            visits.never = dice.0 && nobody_comes;
        }
        let awake = !visits.never || (silent && dice.3);
        if owes && awake && !visits.officer && visits.officers < MOST_VISITS {
            visits.officer = true;
            let hours = if silent { dice.1 * 8 } else { dice.1 };
            self.agenda.put(after(now, hours), What::Officer(case));
        }
        if !visits.person && visits.persons < MOST_VISITS {
            visits.person = true;
            self.agenda.put(after(now, dice.2), What::Person(case));
        }
    }

    /// Somebody at the body looks at a case.
    pub(super) async fn officer(&mut self, case: Uuid) -> anyhow::Result<()> {
        let Some(number) = self.owner.get(&case).copied() else {
            return Ok(());
        };
        if let Some(visits) = self.visits.get_mut(&case) {
            visits.officer = false;
            visits.officers += 1;
        }
        let app = self.app()?.clone();
        let probe = app.probe();
        let Ok((_, state)) = probe.case(case) else {
            return Ok(());
        };
        let Ok(service) = probe.service(&state) else {
            return Ok(());
        };
        let now = self.clock.now();
        let challenged = state.filing.matter.against().map(|id| probe.case(id));
        let findings = challenged.and_then(Result::ok);
        let findings = findings
            .into_iter()
            .flat_map(|(_, case)| case.findings.clone());
        let desk = Desk {
            doubtful: findings
                .filter(|finding| finding.verdict != Verdict::Met)
                .map(|finding| finding.requirement)
                .collect(),
            case: &state,
            service,
            today: app.catalog().calendar.local(now).date(),
            now,
            other_body: self
                .district
                .other_registrar(&state.body)
                .map(|body| Competent {
                    superior: app
                        .catalog()
                        .superior_of(&body)
                        .map(|above| above.id.clone()),
                    body,
                }),
        };
        let mut chance = self.families[number].chance.clone();
        let wished = desk.wish(&self.families[number], &mut chance);
        self.families[number].chance = chance;
        drop(app);
        if let Some((command, actor)) = wished {
            self.give(number, case, command, actor).await?;
        } else {
            // Not now: they come again.
            let family = &mut self.families[number];
            let at = after(self.clock.truth(), family.chance.between(6, 60));
            if let Some(visits) = self.visits.get_mut(&case)
                && visits.officers < MOST_VISITS
                && state.phase.is_open()
            {
                visits.officer = true;
                self.agenda.put(at, What::Officer(case));
            }
        }
        Box::pin(self.something_wrong(number, case)).await
    }

    /// The person looks at a case.
    pub(super) async fn person(&mut self, case: Uuid) -> anyhow::Result<()> {
        let Some(number) = self.owner.get(&case).copied() else {
            return Ok(());
        };
        if let Some(visits) = self.visits.get_mut(&case) {
            visits.person = false;
            visits.persons += 1;
        }
        let app = self.app()?.clone();
        let probe = app.probe();
        let Ok((_, state)) = probe.case(case) else {
            return Ok(());
        };
        let Ok(service) = probe.service(&state) else {
            return Ok(());
        };
        let mut chance = self.families[number].chance.clone();
        let family = &self.families[number];
        let wished = wish(&state, service, family, &self.district, &mut chance);
        self.families[number].chance = chance;
        drop(app);
        if let Some(wish) = wished {
            self.grant_wish(number, case, wish, &state.body).await?;
        }
        let open = state.phase.is_open();
        let family = &mut self.families[number];
        let at = after(self.clock.truth(), family.chance.between(4, 120));
        if let Some(visits) = self.visits.get_mut(&case)
            && !visits.person
            && open
            && visits.persons < MOST_VISITS
        {
            visits.person = true;
            self.agenda.put(at, What::Person(case));
        }
        Box::pin(self.something_wrong(number, case)).await
    }

    async fn grant_wish(
        &mut self,
        number: usize,
        case: Uuid,
        wish: Wish,
        body: &str,
    ) -> anyhow::Result<()> {
        let who = self.families[number].filer.clone();
        if let Wish::Give(command) = wish {
            let actor = if self.families[number].at_counter {
                Actor::Clerk {
                    clerk: officer(body, Rank::Officer, "counter"),
                    person: who,
                }
            } else {
                Actor::Person(who)
            };
            return self.give(number, case, command, actor).await;
        }
        let app = self.app()?.clone();
        let from = self.clock.now();
        self.commits_may_fail(&app);
        let father = self.families[number].father.clone();
        let signs = self.families[number].chance.permille(800);
        let Some((what, work)) = wished(&app, (&who, &father), case, wish, signs) else {
            return Ok(());
        };
        let outcome = unless_it_dies(&app, work).await;
        let crashed = self.commits_are_well(&app);
        drop(app);
        self.tell(|world| match &outcome {
            Ok(()) => format!("{} {what} ({})", world.who(number), world.name_of(case)),
            Err(error) => format!(
                "{} {what} ({}): {error}",
                world.who(number),
                world.name_of(case)
            ),
        });
        if let Err(error) = &outcome {
            self.failed(what, error);
        }
        let actors = [Actor::Person(who), Actor::Person(father), Actor::Machine];
        self.look(number, &actors, from)?;
        if crashed {
            self.kill()?;
        }
        Ok(())
    }

    /// Gives a command, perhaps while another node works; looks at what came of it.
    pub(super) async fn give(
        &mut self,
        number: usize,
        case: Uuid,
        command: Command,
        actor: Actor,
    ) -> anyhow::Result<()> {
        let app = self.app()?.clone();
        let probe = app.probe();
        let from = self.clock.now();
        let before = version(&app, case);
        let races =
            !self.calm && !self.plan.without.contains(&Fault::Race) && self.chance.permille(30);
        self.commits_may_fail(&app);
        let outcome = if races {
            self.count_fault("two-nodes-at-once");
            let (outcome, stepped) = tokio::join!(
                unless_it_dies(&app, probe.command(case, command.clone(), &actor)),
                unless_it_dies(&app, app.step())
            );
            if let Err(error) = stepped {
                self.failed("work", &error);
            }
            outcome
        } else {
            unless_it_dies(&app, probe.command(case, command.clone(), &actor)).await
        };
        let crashed = self.commits_are_well(&app);
        let changed = version(&app, case) != before;
        drop(app);
        self.tell(|world| {
            let what = format!("{command:?}");
            let what = what
                .split([' ', '(', '{'])
                .next()
                .unwrap_or_default()
                .to_owned();
            let said = match &outcome {
                Ok(()) => "done".to_owned(),
                Err(error) => error.to_string(),
            };
            format!(
                "{} {what} ({}): {said}",
                actor_name(&actor),
                world.name_of(case)
            )
        });
        if let Err(error) = &outcome {
            self.failed("command", error);
        }
        if !races && matches!(outcome, Err(AppError::Rejected(_))) {
            let checks = &mut self.watch.checks;
            checks.check(
                18,
                !changed,
                "a command that was turned down changed the case",
            );
        }
        if is_the_programs(&command) && actor != Actor::Machine && !races {
            let checks = &mut self.watch.checks;
            checks.check(15, !changed, "somebody did what only the program does");
        }
        self.watch.note_at(number, "a command");
        let actors = [actor, Actor::Machine];
        if races {
            self.look_at_busy(&actors, from)?;
        }
        self.look(number, &actors, from)?;
        if crashed {
            self.kill()?;
        }
        Ok(())
    }

    /// After two nodes worked at once any family may have news.
    fn look_at_busy(&mut self, actors: &[Actor], from: Timestamp) -> anyhow::Result<()> {
        let families: BTreeSet<usize> = self.owner.values().copied().collect();
        for family in families {
            self.look(family, actors, from)?;
        }
        Ok(())
    }

    /// Now and then somebody does what they may not, or the same twice.
    async fn something_wrong(&mut self, number: usize, case: Uuid) -> anyhow::Result<()> {
        let wrong = self.families[number].chance.permille(120);
        if !wrong || self.plan.without.contains(&Fault::Misuse) || self.calm {
            return Ok(());
        }
        let Some(followed) = self.watch.cases.get(&case) else {
            return Ok(());
        };
        let state = followed.case.clone();
        let next = (number + 1) % self.families.len();
        let stranger = self.families[next].filer.clone();
        let mut chance = self.families[number].chance.clone();
        let family = &self.families[number];
        let now = self.clock.now();
        let (command, actor) = misuse(&state, family, &stranger, now, &mut chance);
        let twice = chance.permille(250);
        self.families[number].chance = chance;
        self.count_fault("misuse");
        if twice {
            self.count_fault("twice");
            self.give(number, case, command.clone(), actor.clone())
                .await?;
        }
        self.give(number, case, command, actor).await
    }

    fn who(&self, number: usize) -> String {
        let family = &self.families[number];
        format!("family {number} ({:?})", family.sort)
    }

    fn name_of(&self, case: Uuid) -> String {
        self.watch.cases.get(&case).map_or_else(
            || "a new case".into(),
            |followed| {
                let filing = &followed.case.filing;
                format!("{}, {}", filing.service, followed.case.phase.name())
            },
        )
    }
}

fn version(app: &App, case: Uuid) -> u64 {
    let loaded = app.probe().store().load(StreamId(case));
    loaded.ok().flatten().map_or(0, |loaded| loaded.version)
}

fn actor_name(actor: &Actor) -> String {
    match actor {
        Actor::Person(_) => "the person:".into(),
        Actor::Clerk { clerk, .. } => format!("clerk {} for a person:", clerk.id.id),
        Actor::Officer(officer) => format!("officer {}:", officer.id.id),
        Actor::Machine => "the program:".into(),
    }
}

/// The other parent answers what is asked of them.
async fn sign(app: &App, who: &PersonId, signs: bool) -> Result<(), AppError> {
    let asked = app.probe().person(who)?.requests.clone();
    let open = asked.iter().find(|request| request.answer.is_none());
    match open {
        Some(request) => app.sign_statement(who, request.application, signs).await,
        None => Ok(()),
    }
}

/// Consent is taken back, if any stands.
async fn take_back_consent(
    app: &App,
    who: &PersonId,
    case: Uuid,
    all: bool,
) -> Result<(), AppError> {
    let filing = app.probe().case(case)?.1.filing.clone();
    let person = app.probe().person(who)?;
    let purpose = (!all).then_some(&*filing.service);
    let mut given = person.agreements.iter();
    let stands = given.any(|one| {
        one.application == filing.bundle
            && one.withdrawn_at.is_none()
            && (purpose.is_none() || one.purpose() == purpose)
    });
    if stands {
        app.withdraw_consent(who, filing.bundle, purpose).await?;
    }
    Ok(())
}

/// One of the answers in a case is said to be wrong, if any may be.
async fn say_wrong(app: &App, who: &PersonId, case: Uuid, which: usize) -> Result<(), AppError> {
    let answers = app.case(who, case).await?.may.dispute;
    let Some(one) = answers.get(which % answers.len().max(1)) else {
        return Ok(());
    };
    let filed = app.file_defect(who, case, &one.need, "қате".into());
    filed.await.map(|_| ())
}

/// What a person does who wishes it, and in a word what it is; nothing for a command, which is given.
fn wished<'a>(
    app: &'a App,
    (who, father): (&'a PersonId, &'a PersonId),
    case: Uuid,
    wish: Wish,
    signs: bool,
) -> Option<(&'static str, Working<'a, ()>)> {
    let (what, work): (_, Working<'a, ()>) = match wish {
        Wish::Open(letter) => ("opens a letter", {
            let opened = app.letter(who, case, letter);
            Box::pin(async { opened.await.map(|_| ()) })
        }),
        Wish::Bring(requirement) => ("brings a paper", {
            let file = UploadFile {
                name: "paper.pdf".into(),
                bytes: b"%PDF-1.7\n%%EOF\n".to_vec(),
            };
            let given = Supplied {
                file: Some(file),
                ..Supplied::default()
            };
            Box::pin(async move {
                let taken = app.supply(who, case, &requirement, given);
                taken.await.map(|_| ())
            })
        }),
        Wish::Sign => ("signs", Box::pin(sign(app, father, signs))),
        Wish::Appeal => ("appeals", {
            let filed = app.file_appeal(who, case, "шағым".into());
            Box::pin(async { filed.await.map(|_| ()) })
        }),
        Wish::Complain(level) => ("complains", {
            let filed = app.file_complaint(who, case, level, "шағым".into());
            Box::pin(async { filed.await.map(|_| ()) })
        }),
        Wish::TakeBackConsent { all } => ("takes back a consent", {
            Box::pin(take_back_consent(app, who, case, all))
        }),
        Wish::SayWrong(which) => ("says that a register is wrong", {
            Box::pin(say_wrong(app, who, case, which))
        }),
        Wish::Give(_) => return None,
    };
    Some((what, work))
}
