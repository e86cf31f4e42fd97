//! Use cases on what the catalog's examples leave behind.

mod after;
mod ahead;
mod attempts;
mod audit;
mod backlog;
mod bundle;
mod cards;
mod consent;
mod contradiction;
mod copies;
mod defects;
mod desk;
mod duplicates;
mod earlier;
mod inquiry;
mod late;
mod messages;
mod offers;
mod published;
mod reads;
mod recount;
mod remedy;
mod rest;
mod reviews;
mod said;
mod waiting;
mod zones;

use std::path::Path;
use std::sync::{Arc, OnceLock};

use jiff::{SignedDuration, Timestamp};
use tutas_catalog::{Catalog, Example, Verb};
use tutas_domain::actor::Rank;
use tutas_domain::case::Case;
use tutas_domain::person::PersonId;
use tutas_domain::text::Texts;
use tutas_store::StreamId;
use uuid::Uuid;

use crate::rehearsal::{Aftermath, aftermath};
use crate::stream::At;
use crate::view::AccessLine;
use crate::{App, OfficerProfile, Parts, Staff};

/// What an example leaves behind, whole or stopped before one of its steps.
struct Scene {
    app: App,
    who: PersonId,
    bundle: Uuid,
}

impl Scene {
    async fn after(example: &str) -> Self {
        Self::until(example, |_| false).await
    }

    async fn until(example: &str, stop: fn(&Verb) -> bool) -> Self {
        let (catalog, examples) = shared();
        let mut examples = examples.iter();
        let mut example = examples.find(|one| one.id == example).unwrap().clone();
        if let Some(end) = example.script.iter().position(|one| stop(&one.verb)) {
            example.script.truncate(end);
        }
        let played = aftermath(catalog, &example, &staff(catalog)).await;
        let Ok(Aftermath { app, applications }) = played else {
            panic!("the example fails");
        };
        let (who, bundle) = applications[0].clone();
        Self { app, who, bundle }
    }

    /// The same with other parts.
    fn with(self, change: impl FnOnce(&mut Parts)) -> Self {
        let mut parts = self.app.into_parts().unwrap();
        change(&mut parts);
        Self {
            app: App::new(parts),
            ..self
        }
    }

    /// The last case of a service, or the last appeal or complaint.
    fn case(&self, service: &str) -> At<Case> {
        let cases = self.app.store().cases_of_bundle(StreamId(self.bundle));
        let mut cases = cases.unwrap().into_iter().rev();
        cases
            .find_map(|id| {
                let case = self.app.load_case(id.0).unwrap();
                (case.state.filing.service == service).then_some(case)
            })
            .unwrap()
    }

    /// All that is on record of looks at a person's data, newest first.
    fn looks(&self, who: &PersonId) -> Vec<AccessLine> {
        let (mut all, mut from) = (Vec::new(), None);
        loop {
            let (entries, next) = self.app.accesses(who, from).unwrap();
            all.extend(entries.into_iter().flat_map(|entry| entry.lines));
            from = next;
            if from.is_none() {
                return all;
            }
        }
    }

    async fn wait(&self, minutes: i64) {
        let to: Timestamp = self.app.now() + SignedDuration::from_mins(minutes);
        assert!(self.app.parts.clock.advance_to(to));
        self.app.settle().await.unwrap();
    }
}

/// The catalog of the repository, read once for all tests.
fn shared() -> &'static (Arc<Catalog>, Vec<Example>) {
    static SHARED: OnceLock<(Arc<Catalog>, Vec<Example>)> = OnceLock::new();
    SHARED.get_or_init(|| {
        let (catalog, examples) = loaded();
        (Arc::new(catalog), examples)
    })
}

/// The same, to be changed.
pub(crate) fn loaded() -> (Catalog, Vec<Example>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let loaded = tutas_catalog::load(&folder).unwrap();
    (loaded.catalog.unwrap(), loaded.examples)
}

fn staff(catalog: &Catalog) -> Staff {
    let ranks = [
        ("1", Rank::Officer),
        ("2", Rank::Officer),
        ("deputy", Rank::Deputy),
        ("head", Rank::Head),
        ("appeal", Rank::Officer),
    ];
    let mut staff = Staff::default();
    for body in catalog.bodies.keys() {
        for (desk, rank) in ranks {
            let profile = OfficerProfile {
                name: desk.to_owned(),
                post: Texts::default(),
                body: body.clone(),
                rank,
                family: Vec::new(),
                audits: false,
            };
            staff.0.insert(format!("{body}/{desk}"), profile);
        }
    }
    let auditor = OfficerProfile {
        name: "audit".to_owned(),
        post: Texts::default(),
        body: "state-corporation".to_owned(),
        rank: Rank::Officer,
        family: Vec::new(),
        audits: true,
    };
    staff
        .0
        .insert("state-corporation/audit".to_owned(), auditor);
    staff
}

fn is_grant(verb: &Verb) -> bool {
    matches!(verb, Verb::Grant(_))
}
