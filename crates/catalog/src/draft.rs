//! Everything the files say, before it is compared: what checks look at.

use std::collections::BTreeMap;

use tutas_domain::text::Texts;

use crate::annex::AnnexForm;
use crate::model::{Body, Country, Problem, Register};
use crate::privacy::{Opinion, Privacy};
use crate::read::general::GeneralDraft;
use crate::read::life_event::LifeEventDraft;
use crate::read::parts::SHARED;
use crate::read::service::ServiceDraft;

/// The whole catalog as read.
pub(crate) struct World<'n> {
    pub(crate) country: Option<Country>,
    pub(crate) territories: BTreeMap<String, Texts>,
    pub(crate) bodies: BTreeMap<String, Body>,
    pub(crate) registers: BTreeMap<String, Register>,
    /// Versions of the general procedure, oldest first.
    pub(crate) generals: Vec<GeneralDraft<'n>>,
    /// Services, and the definitions of appeals and complaints.
    pub(crate) services: Vec<ServiceDraft<'n>>,
    pub(crate) life_events: Vec<LifeEventDraft<'n>>,
    pub(crate) privacy: Option<Privacy>,
    pub(crate) annex_form: Option<AnnexForm>,
    pub(crate) opinions: Vec<Opinion>,
    /// The text of each file.
    pub(crate) texts: BTreeMap<&'n str, &'n str>,
}

impl<'n> World<'n> {
    /// The life events that have this service as a step.
    pub(crate) fn events_with(&self, service: &str) -> impl Iterator<Item = &LifeEventDraft<'n>> {
        let service = service.to_owned();
        self.life_events
            .iter()
            .filter(move |event| event.steps.iter().any(|step| step.service == service))
    }

    /// Whether any version of this service is defined.
    pub(crate) fn has_service(&self, id: &str) -> bool {
        self.services.iter().any(|service| service.id == id)
    }
}

/// A problem at a path of a version's mapping.
pub(crate) trait At {
    /// An error where the path's last key stands.
    fn error_at(&self, path: &[&str], code: &str, message: impl Into<String>) -> Problem;
}

impl At for ServiceDraft<'_> {
    /// In the file of the general procedure, if the service leaves it to that.
    fn error_at(&self, path: &[&str], code: &str, message: impl Into<String>) -> Problem {
        let said = path.get(..path.len().min(2)).unwrap_or_default();
        if let (Some(first), Some((file, general))) = (said.first(), self.general)
            && SHARED.contains(first)
            && self.node.find(said).is_none()
            && general.find(said).is_some()
        {
            return Problem::error(file, general.place_of(path), code, message);
        }
        Problem::error(self.file, self.node.place_of(path), code, message)
    }
}

impl At for LifeEventDraft<'_> {
    fn error_at(&self, path: &[&str], code: &str, message: impl Into<String>) -> Problem {
        Problem::error(self.file, self.node.place_of(path), code, message)
    }
}
