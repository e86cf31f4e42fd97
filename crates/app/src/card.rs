//! The card of a register: whether it answers, how soon, with what gaps, and what became of what was
//! said to be wrong in it. For everybody, so it holds numbers and nothing of anybody.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use jiff::{SignedDuration, Timestamp};
use tutas_domain::case::{Case, Decision, Outcome as Ruled};
use tutas_store::{PartyRow, PersonKey, StreamId, StreamKind};

use crate::measured::{minute_of, uptime};
use crate::view::{DefectFigures, RegisterFigures, Stewardship};
use crate::{App, AppError};

/// Over how many days a card adds up.
const DAYS: i64 = 30;

/// For so long figures are shown again as they are.
const SHOWN_FOR: SignedDuration = SignedDuration::from_mins(1);

/// So many cases of one kind about a register are looked through at most, the last ones.
const LAST: usize = 500;

/// Figures of all registers, as they were last added up. However many look, one adds up, and whoever
/// looks meanwhile is shown what was known before.
#[derive(Default)]
pub(crate) struct Cards {
    known: Mutex<Option<(Timestamp, Arc<Figures>)>>,
    /// Held by whoever adds up.
    pub(crate) adding: Mutex<()>,
}

impl Cards {
    fn known(&self) -> Option<(Timestamp, Arc<Figures>)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }

    /// Those that are still shown as they are.
    fn fresh(&self, now: Timestamp) -> Option<Arc<Figures>> {
        let (at, figures) = self.known()?;
        (at <= now && now.duration_since(at) < SHOWN_FOR).then_some(figures)
    }
}

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
        if let Some(figures) = self.cards.fresh(now) {
            return Ok(figures);
        }
        let _adding = match self.cards.adding.try_lock() {
            Ok(adding) => adding,
            Err(TryLockError::Poisoned(adding)) => adding.into_inner(),
            Err(TryLockError::WouldBlock) => {
                if let Some((_, before)) = self.cards.known() {
                    return Ok(before);
                }
                // Just after the start there is nothing to show yet.
                let adding = self.cards.adding.lock();
                adding.unwrap_or_else(PoisonError::into_inner)
            }
        };
        // Another one may just have been done.
        if let Some(figures) = self.cards.fresh(now) {
            return Ok(figures);
        }
        let mut figures = Figures::new();
        for register in self.catalog().registers.keys() {
            figures.insert(register.clone(), self.figures_of(register, now)?);
        }
        let figures = Arc::new(figures);
        let mut known = self
            .cards
            .known
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *known = Some((now, Arc::clone(&figures)));
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
        let (rows, of_last) = self.last_of(self.register_key(register), StreamKind::Case)?;
        let mut figures = DefectFigures {
            of_last,
            ..DefectFigures::default()
        };
        let mut times: Vec<SignedDuration> = Vec::new();
        for row in rows {
            let case = self.case_in_passing(row.stream)?;
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

    /// A case, looked at in passing: what people read lately stays decoded.
    fn case_in_passing(&self, id: StreamId) -> Result<Case, AppError> {
        let kept = self.store().load_kept(id)?.ok_or(AppError::NotFound)?;
        self.case_of(id, kept.version, &kept.state.open()?)
    }

    /// The last streams of a kind under a key; where there are more, also how many these are.
    pub(crate) fn last_of(
        &self,
        key: PersonKey,
        kind: StreamKind,
    ) -> Result<(Vec<PartyRow>, Option<usize>), AppError> {
        let mut rows = self.store().streams_of(key, kind, None, LAST + 1)?;
        let of_last = (rows.len() > LAST).then_some(LAST);
        rows.truncate(LAST);
        Ok((rows, of_last))
    }

    /// Under what the cases about a register are found: the register stands in them as a party.
    pub(crate) fn register_key(&self, register: &str) -> PersonKey {
        self.store().person_key(&format!("register:{register}"))
    }

    /// Under what is found who may stand in a register twice: another key, so that neither list reads
    /// past what is on the other.
    pub(crate) fn twice_key(&self, register: &str) -> PersonKey {
        let name = format!("register-twice:{register}");
        self.store().person_key(&name)
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
