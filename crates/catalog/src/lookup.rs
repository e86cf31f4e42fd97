//! Finding things in a catalog: versions by date and by hash, bodies by place and by rank.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use tutas_domain::calendar::{Calendar, Swap};
use tutas_domain::definition::Kind;
use tutas_domain::text::Texts;

use crate::model::{Body, Catalog, Country, DeciderBy, LifeEvent, Service, UnitValue};

impl Catalog {
    /// The version in force on `date` of a service, or of a definition of appeals or complaints.
    pub fn service(&self, id: &str, date: Date) -> Option<&Service> {
        in_force(self.versions(id)?, date)
    }

    /// The version with this hash.
    pub fn service_by_hash(&self, id: &str, hash: &str) -> Option<&Service> {
        self.versions(id)?
            .iter()
            .find(|version| version.hash == hash)
    }

    /// Every version of every definition that a case can pin: services, appeals, complaints.
    pub fn definitions(&self) -> impl Iterator<Item = &Service> {
        self.services
            .values()
            .chain(self.matters.values())
            .flatten()
    }

    /// How appeals (complaints, data defects) filed on `date` with the body concerned are handled.
    pub fn of_kind(&self, kind: Kind, date: Date) -> Option<&Service> {
        self.matter(kind, date, |by| !matches!(by, DeciderBy::Authority))
    }

    /// How complaints (or appeals) filed on `date` with the authority are handled.
    pub fn of_kind_at_authority(&self, kind: Kind, date: Date) -> Option<&Service> {
        self.matter(kind, date, |by| matches!(by, DeciderBy::Authority))
    }

    /// The body that handles an appeal or complaint under this definition, when it is about the body
    /// `concerned`.
    pub fn handler(&self, matter: &Service, concerned: &str) -> Option<&Body> {
        let concerned = self.bodies.get(concerned)?;
        match matter.decider.by {
            DeciderBy::Authority => self.body_for(&matter.decider.kind, &concerned.territory),
            _ => Some(concerned),
        }
    }

    /// The body above this one.
    pub fn superior_of(&self, body: &str) -> Option<&Body> {
        self.bodies.get(self.bodies.get(body)?.superior.as_ref()?)
    }

    fn versions(&self, id: &str) -> Option<&[Service]> {
        let found = self.services.get(id).or_else(|| self.matters.get(id))?;
        Some(found)
    }

    fn matter(
        &self,
        kind: Kind,
        date: Date,
        filed: impl Fn(&DeciderBy) -> bool,
    ) -> Option<&Service> {
        self.matters
            .values()
            .filter_map(|versions| in_force(versions, date))
            .find(|version| version.procedure.kind == kind && filed(&version.decider.by))
    }

    /// The version of a life event with this hash.
    pub fn life_event_by_hash(&self, id: &str, hash: &str) -> Option<&LifeEvent> {
        let mut versions = self.life_events.get(id)?.iter();
        versions.find(|version| version.hash == hash)
    }

    /// The version of a life event in force on `date`.
    pub fn life_event(&self, id: &str, date: Date) -> Option<&LifeEvent> {
        self.life_events
            .get(id)?
            .iter()
            .rev()
            .find(|version| version.from <= date)
    }

    /// The body of `kind` whose territory is the longest prefix of `kato`; one for the whole country
    /// if there is none nearer.
    pub fn body_for(&self, kind: &str, kato: &str) -> Option<&Body> {
        self.bodies
            .values()
            .filter(|body| body.kind == kind && kato.starts_with(&body.territory))
            .max_by_key(|body| body.territory.len())
    }

    /// The calendar of a body: the days of the country, in the zone that the body keeps.
    pub fn calendar_of(&self, body: &str) -> &Calendar {
        self.bodies
            .get(body)
            .and_then(|body| self.elsewhere.get(&body.time_zone))
            .unwrap_or(&self.calendar)
    }

    /// The zones that bodies keep beside the country's, by name.
    pub fn other_zones(&self) -> impl Iterator<Item = (&str, &TimeZone)> {
        let calendars = self.elsewhere.iter();
        calendars.map(|(name, calendar)| (name.as_str(), calendar.zone()))
    }

    /// After a further decree some days are free, others are worked instead, in every zone.
    pub fn decree(&mut self, swaps: &[Swap]) {
        for calendar in self.elsewhere.values_mut().chain([&mut self.calendar]) {
            *calendar = calendar.decreed(swaps);
        }
    }
}

fn in_force(versions: &[Service], date: Date) -> Option<&Service> {
    versions.iter().rev().find(|version| version.from <= date)
}

impl Country {
    /// The value of a unit on `date`.
    pub fn unit(&self, name: &str, date: Date) -> Option<&UnitValue> {
        self.units
            .get(name)?
            .values
            .iter()
            .rev()
            .find(|value| value.from <= date)
    }

    /// What people read for a code of this kind: `channel`, `portal`; the code where the country has
    /// no word for it.
    pub fn word(&self, kind: &str, code: &str) -> Texts {
        let word = self.words.get(&format!("{kind}.{code}"));
        word.cloned().unwrap_or_else(|| Texts::same(code))
    }

    /// The time zone of a territory: its own, that of the one it is in, or the country's.
    pub(crate) fn zone_in(&self, territory: &str) -> &str {
        self.time_zones
            .iter()
            .filter(|(kato, _)| territory.starts_with(kato.as_str()))
            .max_by_key(|(kato, _)| kato.len())
            .map_or(&self.time_zone, |(_, zone)| zone)
    }
}
