//! How cases are opened: an application, an appeal in either instance, a complaint.

use jiff::civil::time;
use tutas_domain::actor::{Actor, OfficerId};
use tutas_domain::case::{
    Appeal, Command, Complaint, Filing, Former, Level, Matter, Phase, RunningTerm, Subject,
};
use tutas_domain::definition::LegalTerm;
use tutas_domain::evidence::Record;
use tutas_domain::term::{TermLength, registered_at};
use tutas_domain::text::{Lang, Words};
use uuid::Uuid;

use super::country;
use super::words;
use super::world::{Stop, Told, World};

impl World {
    fn filing(&self, matter: Matter, legal: LegalTerm, body: &str, superior: &str) -> Filing {
        let registered_at = registered_at(
            self.now,
            time(9, 0, 0, 0),
            time(18, 30, 0, 0),
            &self.calendar,
        );
        Filing {
            number: format!("2026-{:06}", self.cases.len() + 1),
            bundle: Uuid::from_u128(1),
            service: "service".into(),
            matter,
            definition: "definition".into(),
            filer: words::the_person(),
            lang: Lang::Kk,
            subject: Subject {
                key: None,
                ordinal: 0,
                of: 1,
                record: Record::new(),
            },
            answers: Record::new(),
            said_wrong: Vec::new(),
            body: body.into(),
            superior: (!superior.is_empty()).then(|| superior.to_owned()),
            automated_consent: self.consents,
            follows: false,
            earlier: None,
            received_at: self.now,
            registered_at,
            term: RunningTerm::begin(legal, registered_at, &self.calendar),
        }
    }

    /// An application by the person, or by a clerk for them.
    pub(crate) fn apply(&mut self, actor: &Actor, length: TermLength) -> Result<(), Stop> {
        if self.cases.contains_key("the case") {
            return Err("there is one application in a scenario".into());
        }
        let legal = LegalTerm {
            length,
            law: country::law("76(1)"),
        };
        let filing = self.filing(Matter::Service, legal, words::BODY, words::SUPERIOR);
        self.open("the case", self.service.clone(), actor, filing)
    }

    /// The same application again, after one that ended without what was asked.
    pub(crate) fn apply_again(&mut self, actor: &Actor) -> Result<(), Stop> {
        self.wait()?;
        let earlier = self
            .cases
            .remove("the case")
            .ok_or("nothing was applied for before")?;
        let legal = earlier.case.filing.term.legal.clone();
        let mut filing = self.filing(Matter::Service, legal, words::BODY, words::SUPERIOR);
        filing.earlier = Some(earlier.id);
        self.cases.insert("the earlier case", earlier);
        self.verdicts.clear();
        self.open("the case", self.service.clone(), actor, filing)
    }

    /// An appeal against what stands in the case, filed with the body that acted.
    pub(crate) fn file_appeal(&mut self, actor: &Actor, said: &str) -> Result<(), Stop> {
        self.wait()?;
        let case = self.challenged()?;
        let (act_at, learned_at) = (acted_at(&case.case), case.case.learned_at());
        let acted = case.case.acted.clone();
        let appeal = Challenge {
            instance: 1,
            act_at,
            learned_at,
            acted,
        };
        self.lodge(
            "the appeal",
            &appeal,
            actor,
            said,
            words::BODY,
            words::SUPERIOR,
        )
    }

    /// An appeal to the second instance against how the first one was decided.
    pub(crate) fn file_second_appeal(&mut self, actor: &Actor, said: &str) -> Result<(), Stop> {
        self.wait()?;
        let first = self
            .cases
            .get("the appeal")
            .ok_or("there was no appeal before")?;
        let mut acted = self.challenged()?.case.acted.clone();
        acted.extend(first.case.acted.clone());
        let appeal = Challenge {
            instance: 2,
            act_at: acted_at(&first.case),
            learned_at: first.case.learned_at(),
            acted,
        };
        self.lodge(
            "the second appeal",
            &appeal,
            actor,
            said,
            words::SUPERIOR,
            words::ABOVE,
        )
    }

    fn challenged(&self) -> Result<&Told, Stop> {
        self.cases
            .get("the case")
            .ok_or_else(|| "there is nothing to appeal against".into())
    }

    fn lodge(
        &mut self,
        name: &'static str,
        appeal: &Challenge,
        actor: &Actor,
        said: &str,
        body: &str,
        superior: &str,
    ) -> Result<(), Stop> {
        let case = self.challenged()?;
        let (id, number) = (case.id, case.case.filing.number.clone());
        let route = case.procedure.appeal.clone();
        let within = match &route.within_if_not_told {
            Some(longer) if !self.says_how_to_appeal => longer.length,
            _ => route.within.length,
        };
        let today = self.calendar.local(self.now).date();
        let last_day = appeal
            .learned_at
            .map(|learned| within.last_day(self.calendar.local(learned).date(), &self.calendar));
        let forward = self
            .appeal
            .redirection
            .as_ref()
            .map(|redirection| redirection.within.length)
            .ok_or("an appeal that is not sent on")?;
        let mut filing = self.filing(Matter::Service, route.decided_in, body, superior);
        let registered_on = self.calendar.local(filing.registered_at).date();
        filing.answers = self.challenged()?.case.parties_as_answers();
        filing.matter = Matter::Appeal(Box::new(Appeal {
            against: id,
            number,
            instance: appeal.instance,
            act_at: appeal.act_at,
            silence: self.challenged()?.case.decision.is_none()
                && self.challenged()?.case.phase != Phase::Revoked,
            last_day,
            late: last_day.is_some_and(|last| today > last),
            forward_until: forward.last_day(registered_on, &self.calendar),
            forward_at: forward.ends_at(filing.registered_at, &self.calendar),
            acted: appeal.acted.clone(),
            above: (appeal.instance == 1).then(|| words::ABOVE.to_owned()),
            words: said.into(),
        }));
        let number = filing.number.clone();
        let appeal = self.next_id();
        let lodge = Command::Lodge {
            appeal,
            number,
            replaced: false,
        };
        self.tell_one("the case", &Actor::Machine, lodge)?;
        self.open(name, self.appeal.clone(), actor, filing)
    }

    /// A complaint about how the service is given.
    pub(crate) fn complain(&mut self, actor: &Actor, level: Level, said: &str) -> Result<(), Stop> {
        self.wait()?;
        let earlier = self.cases.remove("the complaint").map(|told| told.id);
        let case = self.challenged()?;
        let matter = Matter::Complaint(Box::new(Complaint {
            about: case.id,
            number: case.case.filing.number.clone(),
            level,
            earlier,
            acted: case.case.acted.clone(),
            words: Words::from(said),
        }));
        let (body, days) = match level {
            Level::Provider => (words::BODY, 5),
            Level::Authority => (words::AUTHORITY, 15),
        };
        let legal = country::working_days(days, "88-V, 25");
        let answers = case.case.parties_as_answers();
        let mut filing = self.filing(matter, legal, body, "");
        filing.answers = answers;
        self.open("the complaint", self.complaint.clone(), actor, filing)
    }
}

/// What is appealed against.
struct Challenge {
    instance: u8,
    act_at: jiff::Timestamp,
    learned_at: Option<jiff::Timestamp>,
    acted: Vec<OfficerId>,
}

/// When what stands was adopted, or deemed.
fn acted_at(case: &tutas_domain::case::Case) -> jiff::Timestamp {
    let ended = |former: &Former| former.ended_at;
    let revoked = match case.phase {
        Phase::Revoked => case.former.last().map(ended),
        _ => None,
    };
    revoked
        .or(case.decision.as_ref().map(|(at, _)| *at))
        .or(case.deemed_refused_at)
        .unwrap_or(case.as_of)
}
