//! Which data would be read: told before anything is read.

use tutas_catalog::{Basis, Need, Whose};
use tutas_domain::definition::AutomatedGrant;
use tutas_domain::person::PersonId;
use tutas_domain::text::Texts;
use uuid::Uuid;

use crate::showing::whose;
use crate::view::{Consents, DataPlan, PlanBasis, PlanRow};
use crate::{App, AppError};

impl App {
    /// What would be read for this draft, whose, for what, on which basis.
    pub fn data_plan(&self, who: &PersonId, draft: Uuid) -> Result<DataPlan, AppError> {
        let draft = self.load_draft(who, draft)?;
        let state = &draft.state;
        let event = self.life_event(state)?;
        let mut rows = Vec::new();
        for need in &event.needs {
            self.add_row(&mut rows, need, None)?;
        }
        let offered = self.offered(state, self.now())?;
        for service in offered.iter().map(|offer| offer.service) {
            for need in &service.needs {
                self.add_row(&mut rows, need, Some(&service.procedure.title))?;
            }
        }
        let person = self.load_person(who)?.state;
        let (mut texts, mut ahead, mut asked_for) = (Vec::new(), Vec::new(), Vec::new());
        let services = offered.iter().map(|offer| offer.service);
        let titled = services.map(|service| (&service.procedure.title, &service.hash));
        for (title, definition) in std::iter::once((&event.title, &event.hash)).chain(titled) {
            if let Some(revision) = self.revision_of(definition)? {
                texts.push((title.clone(), revision.hash.clone()));
                let (terms, reads) = (&revision.terms, &revision.reads);
                let given = person.given_ahead(draft.id, terms, reads, self.now());
                match given.filter(|_| !reads.is_empty()) {
                    Some(given) => ahead.push((title.clone(), given.until)),
                    None if !reads.is_empty() => asked_for.push(title.clone()),
                    None => {}
                }
            }
        }
        let automated = offered
            .iter()
            .map(|offer| offer.service)
            .filter_map(|service| match &service.procedure.automated {
                Some(AutomatedGrant::Consent { law }) => {
                    Some((service.procedure.title.clone(), law.clone()))
                }
                Some(AutomatedGrant::Law { .. }) | None => None,
            })
            .collect();
        let ticked = state
            .consents
            .map_or_else(Consents::default, |(registers, automated)| Consents {
                registers,
                automated,
            });
        Ok(DataPlan {
            draft: draft.id,
            life_event: event.id.clone(),
            title: self.title(state, self.now())?,
            asks_consent: !asked_for.is_empty(),
            asked_for,
            until: self.consent_until(self.now()),
            ahead,
            rows,
            automated,
            ticked,
            already_read: !state.evidence.0.is_empty(),
            texts,
        })
    }

    /// What a service would read of another adult on their signing.
    pub(crate) fn reads_of(
        &self,
        needs: &[Need],
        title: &Texts,
        wanted: impl Fn(&Need) -> bool,
    ) -> Result<Vec<PlanRow>, AppError> {
        let mut rows = Vec::new();
        for need in needs.iter().filter(|need| wanted(need)) {
            self.add_row(&mut rows, need, Some(title))?;
        }
        Ok(rows)
    }

    /// One row a register, person, basis and law: what several services need of it stands together.
    /// Registers of our own too: what is read about a person is told, whoever holds it.
    fn add_row(
        &self,
        rows: &mut Vec<PlanRow>,
        need: &Need,
        service: Option<&Texts>,
    ) -> Result<(), AppError> {
        let register = self.register(&need.register)?;
        if need.of == Whose::Public {
            return Ok(());
        }
        let (basis, law) = match &need.basis {
            Basis::Law(law) => (PlanBasis::Law, law),
            Basis::Consent { law } => (PlanBasis::YourConsent, law),
        };
        let person = whose(&need.of);
        let fields = need
            .fields
            .iter()
            .filter_map(|name| register.fields.get(name).map(|field| field.title.clone()));
        let same = |row: &&mut PlanRow| {
            row.register == register.title
                && row.whose == person
                && (row.basis, &row.law) == (basis, law)
        };
        if let Some(row) = rows.iter_mut().find(same) {
            for field in fields {
                if !row.fields.contains(&field) {
                    row.fields.push(field);
                }
            }
            if let Some(service) = service
                && !row.services.contains(service)
            {
                row.services.push(service.clone());
            }
            return Ok(());
        }
        rows.push(PlanRow {
            register: register.title.clone(),
            owner: register.owner.clone(),
            whose: person,
            fields: fields.collect(),
            services: service.into_iter().cloned().collect(),
            law: law.clone(),
            basis,
        });
        Ok(())
    }
}
