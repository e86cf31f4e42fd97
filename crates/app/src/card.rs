//! The card of a register: whether it answers, how soon, with what gaps, and what became of what was
//! said to be wrong in it. For everybody, so it holds numbers and nothing of anybody.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tutas_domain::case::{Case, Decision, Outcome as Ruled};
use tutas_store::{PersonKey, StreamKind};

use crate::measured::{minute_of, uptime};
use crate::view::{DefectFigures, RegisterFigures, Stewardship};
use crate::{App, AppError};

/// Over how many days a card adds up.
const DAYS: i64 = 30;

/// For so long figures are shown again as they are: however many look, they are added up once.
const SHOWN_FOR: SignedDuration = SignedDuration::from_mins(1);

/// So many cases about a register are looked through at most, the last ones.
const CASES: usize = 500;

/// Figures of all registers, as they were last added up.
#[derive(Default)]
pub(crate) struct Cards(Mutex<Option<(Timestamp, Arc<Figures>)>>);

/// Figures by register.
type Figures = BTreeMap<String, RegisterFigures>;

impl App {
    /// How a register did over the last days.
    pub fn register_figures(&self, register: &str) -> Result<RegisterFigures, AppError> {
        let figures = self.all_figures()?;
        figures.get(register).cloned().ok_or(AppError::NotFound)
    }

    /// Over how many days figures are added up.
    pub fn register_figures_days(&self) -> i64 {
        DAYS
    }

    /// How many of the registers that services in force rest on have somebody who answers for them.
    pub fn stewardship(&self) -> Stewardship {
        let critical = self.critical_registers();
        let registers = &self.catalog().registers;
        let has_steward = |id: &&String| {
            let register = registers.get(*id);
            register.is_some_and(|register| register.steward_body.is_some())
        };
        Stewardship {
            with_steward: critical.iter().filter(has_steward).count(),
            critical,
        }
    }

    /// The registers that a service or a life event in force reads.
    fn critical_registers(&self) -> BTreeSet<String> {
        let catalog = self.catalog();
        let today = catalog.calendar.local(self.now()).date();
        let services = catalog.services.keys();
        let services = services.filter_map(|id| catalog.service(id, today));
        let events = catalog.life_events.keys();
        let events = events.filter_map(|id| catalog.life_event(id, today));
        let of_services = services.flat_map(|service| &service.needs);
        let needs = of_services.chain(events.flat_map(|event| &event.needs));
        needs.map(|need| need.register.clone()).collect()
    }

    fn all_figures(&self) -> Result<Arc<Figures>, AppError> {
        let now = self.now();
        // Nobody waits for another one's adding up.
        let known = || self.cards.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, figures)) = &*known()
            && *at <= now
            && now.duration_since(*at) < SHOWN_FOR
        {
            return Ok(Arc::clone(figures));
        }
        let mut figures = Figures::new();
        for register in self.catalog().registers.keys() {
            figures.insert(register.clone(), self.figures_of(register, now)?);
        }
        let figures = Arc::new(figures);
        *known() = Some((now, Arc::clone(&figures)));
        Ok(figures)
    }

    fn figures_of(&self, register: &str, now: Timestamp) -> Result<RegisterFigures, AppError> {
        let minute = minute_of(now);
        let hours = self.tallies(register, minute / 60 - DAYS * 24)?;
        let mut figures = RegisterFigures {
            since: hours
                .first_key_value()
                .and_then(|(hour, _)| Timestamp::from_second(hour * 3_600).ok()),
            defects: self.defect_figures(register)?,
            duplicates: self.duplicate_figures(register, now)?,
            ..RegisterFigures::default()
        };
        let mut all = crate::measured::Tally::default();
        for tally in hours.values() {
            all.add(tally);
        }
        (figures.outside, figures.within) = uptime(&hours, minute);
        figures.calls = all.calls;
        figures.times = all.times;
        figures.answers = all.answers;
        figures.none = all.none;
        figures.gaps = all.gaps;
        figures.uses = all.uses;
        Ok(figures)
    }

    /// What became of what people said is wrong in a register.
    fn defect_figures(&self, register: &str) -> Result<DefectFigures, AppError> {
        let key = self.register_key(register);
        let rows = self
            .store()
            .streams_of(key, StreamKind::Case, None, CASES)?;
        let mut figures = DefectFigures::default();
        let mut times: Vec<SignedDuration> = Vec::new();
        for row in rows {
            let case = self.load_case(row.stream.0)?.state;
            match came_of(&case) {
                Came::Corrected(at) => times.push(at.duration_since(case.filing.registered_at)),
                Came::Unchanged => figures.dismissed += 1,
                Came::Nothing if row.index.open => figures.open += 1,
                Came::Nothing => {}
            }
        }
        times.sort_unstable();
        figures.mended = times.len();
        figures.time_to_mend = times.get(times.len() / 2).copied();
        Ok(figures)
    }

    /// Under what the cases about a register are found: the register stands in them as a party.
    pub(crate) fn register_key(&self, register: &str) -> PersonKey {
        self.store().person_key(&format!("register:{register}"))
    }
}

/// What a steward's case came to.
enum Came {
    Corrected(Timestamp),
    Unchanged,
    Nothing,
}

fn came_of(case: &Case) -> Came {
    match &case.decision {
        Some((at, Decision::Ruled { ruling, .. })) if ruling.outcome == Ruled::Corrected => {
            Came::Corrected(*at)
        }
        Some(_) => Came::Unchanged,
        None => Came::Nothing,
    }
}
