//! What a service does with people's data, and what may come of it: the transparency notice and the
//! privacy impact assessment, both worked out from the definition.
//!
//! `uses` finds what each field that is read serves; `assess` weighs the risks by the country's
//! published model (`privacy.yaml`), whose points and levels are data, so that no level is ever
//! typed; `notice` puts it together for a page or as JSON. A definition whose level asks for it goes
//! live only with the opinion of a data protection officer on exactly its data part ([`Opinion`]).

mod assess;
mod form;
mod notice;
pub(crate) mod uses;

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::Serialize;
use tutas_domain::definition::LegalTerm;
use tutas_domain::text::{Law, Texts};

pub use assess::{Assessment, Fact, Facts, Level, RiskFound};
pub use notice::{Entry, FieldRead, Notice, Read};
pub use uses::{Purpose, Use};

use crate::agreement::Contents;
use crate::model::{Catalog, LifeEvent, Service};

/// The rights of whose data is read, and the model by which risks are weighed.
pub struct Privacy {
    /// Objecting to an automated decision.
    pub objection: LegalTerm,
    /// Reading stops after consent is withdrawn.
    pub withdrawal: LegalTerm,
    /// Data that are wrong are put right.
    pub correction: LegalTerm,
    /// Where the data stay, and whether they leave the country.
    pub place: PlainRule,
    /// What every agreement says beside what its definition does, if the country has said it.
    pub contents: Option<Contents>,
    /// Points from which a level begins: the first level needs none.
    pub levels: Vec<(Level, u32)>,
    /// The level, before measures, from which an officer signs.
    pub sign_off: Level,
    /// Risks, in the order in which they are told.
    pub risks: Vec<Risk>,
    /// Measures, in the order in which they are told.
    pub measures: Vec<Measure>,
    /// How many people a year a service or life event is for, where it is known.
    pub people_a_year: BTreeMap<String, u32>,
}

/// A rule that is told as it stands.
pub struct PlainRule {
    /// In plain words.
    pub text: Texts,
    /// Its law.
    pub law: Law,
}

/// A thing that may go wrong for people.
pub struct Risk {
    /// Its name in the model.
    pub id: String,
    /// What it is called.
    pub title: Texts,
    /// What may happen.
    pub text: Texts,
    /// It is there when each of these facts is at least so much.
    pub when: BTreeMap<Fact, u32>,
    /// How many points it adds.
    pub points: u32,
}

/// What makes risks smaller.
pub struct Measure {
    /// Its name in the model.
    pub id: String,
    /// What it is called.
    pub title: Texts,
    /// What is done.
    pub text: Texts,
    /// It is there when each of these facts is at least so much,
    pub when: BTreeMap<Fact, u32>,
    /// and not when one of these is.
    pub unless: BTreeMap<Fact, u32>,
    /// How many points it takes from each risk.
    pub against: BTreeMap<String, u32>,
}

/// What a data protection officer says of one data part of one definition, signed.
pub struct Opinion {
    /// The service or life event.
    pub of: String,
    /// Who signed.
    pub by: Texts,
    /// Their post.
    pub post: Texts,
    /// When.
    pub on: Date,
    /// The hash of the data part it is about.
    pub data: String,
    /// Whether it may go live.
    pub approved: bool,
    /// Why, and on what conditions.
    pub text: Texts,
}

/// A version that may not go live: nobody signed its data part as it now stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unsigned {
    /// The service or life event.
    pub id: String,
    /// Its version.
    pub from: Date,
    /// The hash of its data part.
    pub data: String,
    /// Points before measures.
    pub points: u32,
    /// What was signed last of it, if anything was: when, and whether it was approved for this very
    /// data part.
    pub last: Option<(Date, Refused)>,
}

/// Why the last opinion does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refused {
    /// It is about other data: the definition has changed since.
    OtherData,
    /// It says no.
    NotApproved,
}

impl Catalog {
    /// The notice of the version of a service in force on `date`.
    pub fn notice(&self, service: &str, date: Date) -> Option<Notice<'_>> {
        // An appeal is about another case: it reads nothing of its own.
        let versions = self.services.get(service)?;
        let in_force = versions.iter().rev().find(|one| one.from <= date)?;
        Some(Notice::of_service(self, in_force))
    }

    /// The notice of the version of a life event in force on `date`.
    pub fn event_notice(&self, event: &str, date: Date) -> Option<Notice<'_>> {
        Some(Notice::of_event(self, self.life_event(event, date)?))
    }

    /// The notices of every version that is published.
    pub fn notices(&self) -> impl Iterator<Item = Notice<'_>> {
        let services = self.services.values().flatten();
        let events = self.life_events.values().flatten();
        services
            .map(|service: &Service| Notice::of_service(self, service))
            .chain(events.map(|event: &LifeEvent| Notice::of_event(self, event)))
    }

    /// Whether it may go live: what needs an officer's opinion has one on its data part as it is.
    pub fn may_go_live(&self) -> Result<(), NotLive> {
        if self.privacy.is_none() {
            return Err(NotLive::NoModel);
        }
        let unsigned: Vec<Unsigned> = self
            .notices()
            .filter_map(|notice| notice.unsigned())
            .collect();
        if unsigned.is_empty() {
            Ok(())
        } else {
            Err(NotLive::Unsigned(unsigned))
        }
    }
}

/// Why a catalog may not go live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotLive {
    /// Nobody has said how risks are weighed.
    NoModel,
    /// These versions need an opinion.
    Unsigned(Vec<Unsigned>),
}

impl NotLive {
    /// What to write where nobody has said how risks are weighed.
    pub(crate) const NO_MODEL: &str = "the catalog has no privacy.yaml: without a model of risks nobody can say what needs the \
         opinion of a data protection officer";
}

impl fmt::Display for NotLive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoModel => f.write_str(Self::NO_MODEL),
            Self::Unsigned(unsigned) => {
                for (position, one) in unsigned.iter().enumerate() {
                    let between = if position == 0 { "" } else { "; " };
                    write!(f, "{between}{one}; {}", one.help())?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for NotLive {}

impl fmt::Display for Unsigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, points, .. } = self;
        write!(f, "`{id}` puts people at risk ({points} points), and ")?;
        match self.last {
            None => f.write_str("no data protection officer has signed it"),
            Some((on, Refused::OtherData)) => write!(
                f,
                "its data have changed since the opinion of {on}, which no longer holds"
            ),
            Some((on, Refused::NotApproved)) => write!(f, "the opinion of {on} says no"),
        }
    }
}

impl Unsigned {
    /// What to do.
    pub fn help(&self) -> String {
        let Self { id, .. } = self;
        format!(
            "run `tutas print opinion --of {id}`, have the form completed and signed, and add it to \
             opinions/{id}.yaml"
        )
    }
}
