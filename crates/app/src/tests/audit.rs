use tutas_domain::inquiry::Verdict;
use tutas_domain::person::PersonId;
use uuid::Uuid;

use super::{Scene, is_grant};
use crate::view::{AuditQuery, AuditedBy, SampleOf, Seen};
use crate::{AppError, Identity};

const LATE: &str = "silence-then-late-grant";
const AUDITOR: &str = "state-corporation/audit";
const OFFICER: &str = "registrar-2710/1";

impl Scene {
    fn asked(&self) -> AuditQuery {
        self.app.usual_audit()
    }

    /// All accesses found, newest first.
    async fn found(&self, query: &AuditQuery) -> Vec<Uuid> {
        let (mut all, mut from) = (Vec::new(), None);
        loop {
            let list = self.app.audit(AUDITOR, query, from).await.unwrap();
            all.extend(list.rows.iter().map(|row| row.id));
            from = list.next;
            if from.is_none() {
                return all;
            }
        }
    }
}

#[tokio::test]
async fn an_auditor_finds_who_looked_by_body_officer_register_and_service() {
    let scene = Scene::until(LATE, is_grant).await;
    let case = scene.case("birth-registration");
    scene.app.desk_case(OFFICER, case.id.0).await.unwrap();
    let all = scene.found(&scene.asked()).await;
    let with = |change: fn(&mut AuditQuery)| {
        let mut query = scene.asked();
        change(&mut query);
        query
    };
    let by_officer = with(|query| query.officer = OFFICER.to_owned());
    let found = scene.found(&by_officer).await;
    assert!(!found.is_empty() && found.len() < all.len());
    let of_body = with(|query| query.body = "registrar-2710".to_owned());
    assert_eq!(scene.found(&of_body).await, found);
    let births = with(|query| {
        query.register = "medical-births".to_owned();
        query.service = "birth-registration".to_owned();
    });
    let read = scene.found(&births).await;
    assert!(!read.is_empty() && read.iter().all(|id| all.contains(id)));
    let both = with(|query| {
        query.officer = OFFICER.to_owned();
        query.register = "medical-births".to_owned();
    });
    assert!(scene.found(&both).await.is_empty(), "he read no register");
    let before = with(|query| query.until = query.from);
    assert!(scene.found(&before).await.is_empty());
    let backwards = with(|query| std::mem::swap(&mut query.from, &mut query.until));
    let turned = scene.app.audit(AUDITOR, &backwards, None).await;
    assert!(matches!(
        turned,
        Err(AppError::NotAllowed("audit-period-wrong"))
    ));
}

#[tokio::test]
async fn what_an_auditor_looks_at_is_on_record_and_shown_to_the_person() {
    let scene = Scene::until(LATE, is_grant).await;
    let told = |who: &PersonId| {
        let lines = scene.looks(who);
        let seen = lines.iter().filter(|line| line.seen == Seen::Record);
        seen.count()
    };
    assert_eq!(told(&scene.who), 0);
    let before = scene.found(&scene.asked()).await;
    let looks = told(&scene.who);
    assert!(looks > 0);
    let lines = scene.looks(&scene.who);
    assert!(!lines[0].purpose.kk.is_empty() && !lines[0].law.articles.is_empty());
    assert_eq!(
        scene.found(&scene.asked()).await,
        before,
        "who audits does not find themselves"
    );
    let mut also = scene.asked();
    also.auditors = true;
    also.officer = AUDITOR.to_owned();
    assert!(!scene.found(&also).await.is_empty());
    let asked = scene.asked();
    let export = scene.app.audit_export(AUDITOR, &asked, None);
    assert_eq!(export.await.unwrap().len(), before.len());
    assert_eq!(scene.looks(&scene.who)[0].seen, Seen::Export);
}

#[tokio::test]
async fn a_sample_is_drawn_again_by_its_seed_and_what_is_found_stays() {
    let scene = Scene::until(LATE, is_grant).await;
    let app = &scene.app;
    let of = SampleOf { seed: 7, size: 3 };
    let draw = async || {
        let drawn = app.audit_sample(AUDITOR, &scene.asked(), of).await.unwrap();
        assert!(drawn.among.unwrap() >= 3);
        drawn.rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let drawn = draw().await;
    assert_eq!((drawn.len(), draw().await), (3, drawn.clone()));
    let silent = app.mark_access(AUDITOR, drawn[0], Verdict::Doubtful, "".into());
    assert!(matches!(
        silent.await,
        Err(AppError::NotAllowed("inquiry-doubt-without-words"))
    ));
    for (verdict, words) in [(Verdict::Doubtful, "Іс жоқ"), (Verdict::WellFounded, "")] {
        app.mark_access(AUDITOR, drawn[0], verdict, words.into())
            .await
            .unwrap();
    }
    let row = app.audited(AUDITOR, drawn[0]).await.unwrap();
    let verdicts: Vec<_> = row.findings.iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, [Verdict::Doubtful, Verdict::WellFounded]);
    let asked = scene.asked();
    let export = app.audit_export(AUDITOR, &asked, Some(of));
    let export = export.await.unwrap();
    let marked = export.iter().find(|record| record.access == drawn[0]);
    assert_eq!(marked.unwrap().verdict, Some(Verdict::WellFounded));
    assert!(export.iter().all(|record| record.by != AuditedBy::Auditor));
    assert_eq!(app.verify().unwrap().problems, []);
}

#[tokio::test]
async fn an_export_has_codes_and_no_personal_value() {
    let scene = Scene::until(LATE, is_grant).await;
    let asked = scene.asked();
    let records = scene.app.audit_export(AUDITOR, &asked, None);
    let text = serde_json::to_string(&records.await.unwrap()).unwrap();
    assert!(text.contains("medical-births.certificate_no"), "{text}");
    let number = scene.who.iin().unwrap().as_str();
    let name = scene
        .app
        .name_of(&scene.case("birth-registration").state, &scene.who);
    for personal in [number, name.unwrap().split(' ').next().unwrap()] {
        assert!(!personal.is_empty() && !text.contains(personal));
    }
}

#[tokio::test]
async fn only_an_auditor_audits_and_an_auditor_handles_no_case() {
    let scene = Scene::until(LATE, is_grant).await;
    let app = &scene.app;
    let audited = app.audit(OFFICER, &scene.asked(), None).await;
    assert!(matches!(audited, Err(AppError::NotFound)));
    let as_officer = Identity::Officer(AUDITOR.to_owned());
    let entered = app.sign_in(as_officer, "…".to_owned()).await;
    assert!(matches!(entered, Err(AppError::NotFound)));
    let case = scene.case("birth-registration").id.0;
    let opened = app.desk_case(AUDITOR, case).await;
    assert!(matches!(opened, Err(AppError::NotFound)));
}
