use jiff::civil::date;
use tutas_catalog::{Catalog, Offer};
use tutas_domain::person::{Iin, PersonId};
use tutas_domain::value::Value;
use tutas_store::CommitFault;

use super::{Scene, loaded};
use crate::view::AccessBy;
use crate::{AppError, Asked, Unanswered};

const ACTS: &str = "KZ-DEMO/GOV/CIVIL/acts";
const FATHER: &str = "970218591350";
const FIELDS: [&str; 2] = ["application_no", "signed_on"];

/// What is offered of statements, changed.
fn offering(change: impl FnOnce(&mut Offer)) -> Catalog {
    let (mut catalog, _) = loaded();
    let register = catalog.registers.get_mut("statements").unwrap();
    change(&mut register.offered[0]);
    catalog
}

impl Scene {
    async fn asked_by(
        &self,
        (key, value): (&str, &str),
        represented: Option<&str>,
    ) -> Result<usize, Unanswered> {
        let fields = FIELDS.map(str::to_owned);
        let asked = Asked {
            client: ACTS,
            service: "statements",
            keys: &[(key.to_owned(), value.to_owned())],
            fields: &fields,
            issue: Some("77"),
            user: None,
            represented,
        };
        let records = self.app.answer_member(asked).await?;
        for record in &records {
            let day = record["signed_on"].as_ref().and_then(Value::as_date);
            assert!(day > Some(date(2026, 3, 18)));
            assert_eq!(record.len(), FIELDS.len());
        }
        Ok(records.len())
    }

    fn told_of(&self, iin: &str) -> usize {
        let who = PersonId::Iin(Iin::parse(iin).unwrap());
        let looks = self.looks(&who).into_iter();
        looks
            .filter(|line| matches!(line.by, AccessBy::Member(_)))
            .count()
    }
}

#[tokio::test]
async fn what_cannot_be_put_on_record_is_not_answered() {
    let scene = Scene::after("unmarried-joint").await;
    let catalog = offering(|offer| offer.by.push("father_iin".to_owned()));
    let scene = scene.with(|parts| parts.catalog = catalog.into());
    let store = scene.app.store();
    store.fail_commits([Some(CommitFault::Lost)]);
    let unanswered = scene.asked_by(("father_iin", FATHER), None).await;
    assert!(matches!(
        unanswered,
        Err(Unanswered::Failed(AppError::Unrecorded))
    ));
    assert_eq!(scene.told_of(FATHER), 0);
    assert_eq!(
        scene.asked_by(("father_iin", FATHER), None).await.unwrap(),
        1
    );
    assert_eq!(scene.told_of(FATHER), 1);
    // That there is nothing is an answer about somebody too.
    let nobody = "900101100014";
    assert_eq!(
        scene.asked_by(("father_iin", nobody), None).await.unwrap(),
        0
    );
    assert_eq!(scene.told_of(nobody), 1);
}

#[tokio::test]
async fn a_statement_is_found_by_the_mother_who_asked_for_it_and_by_nobody_elses_number() {
    let scene = Scene::after("unmarried-joint").await;
    let catalog = offering(|offer| offer.by.push("mother_iin".to_owned()));
    let scene = scene.with(|parts| parts.catalog = catalog.into());
    let mother = scene.who.iin().unwrap().as_str().to_owned();
    assert_eq!(
        scene.asked_by(("mother_iin", &mother), None).await.unwrap(),
        1
    );
    assert_eq!(
        scene.asked_by(("mother_iin", FATHER), None).await.unwrap(),
        0
    );
}

#[tokio::test]
async fn an_agreement_that_is_over_or_with_another_covers_nothing() {
    let scene = Scene::after("unmarried-joint").await;
    let on_behalf = scene.asked_by(("application_no", "1"), Some("COM/SHOP"));
    assert!(matches!(on_behalf.await, Err(Unanswered::NotAgreed)));
    let catalog = offering(|offer| offer.until = Some(date(2026, 3, 1)));
    let scene = scene.with(|parts| parts.catalog = catalog.into());
    let over = scene.asked_by(("application_no", "1"), None).await;
    assert!(matches!(over, Err(Unanswered::NotAgreed)));
}

#[tokio::test]
async fn an_auditor_finds_what_a_member_of_the_exchange_was_told_and_nothing_else_by_its_address() {
    let scene = Scene::after("unmarried-joint").await;
    let catalog = offering(|offer| offer.by.push("father_iin".to_owned()));
    let scene = scene.with(|parts| parts.catalog = catalog.into());
    scene.asked_by(("father_iin", FATHER), None).await.unwrap();
    let app = &scene.app;
    assert!(app.members().contains_key(ACTS));
    let found = async |member: &str| {
        let mut query = app.usual_audit();
        query.member = member.to_owned();
        let export = app.audit_export("state-corporation/audit", &query, None);
        export.await.unwrap()
    };
    let told = found(ACTS).await;
    assert!(!told.is_empty());
    assert!(told.iter().all(|one| one.member.as_deref() == Some(ACTS)));
    let all = found("").await.into_iter();
    assert_eq!(all.filter(|one| one.member.is_some()).count(), told.len());
    assert!(found("KZ-DEMO/GOV/EDU/places").await.is_empty());
}
