use std::path::Path;
use std::sync::Arc;

use tutas_catalog::{Catalog, Example, Verb};
use tutas_domain::actor::Rank;
use tutas_domain::text::{Lang, Texts};
use tutas_store::StreamId;

use super::*;
use crate::rehearsal::{Aftermath, aftermath};
use crate::{Identity, OfficerProfile, Staff};

const OFFICER: &str = "registrar-2710/1";
const LACKING: &str = "medical record";

/// What an example leaves behind when it stops before one of its steps.
struct Scene {
    app: App,
    who: PersonId,
    case: Uuid,
}

impl Scene {
    async fn before(example: &str, service: &str, step: fn(&Verb) -> bool) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
        let loaded = tutas_catalog::load(&folder).unwrap();
        let catalog = Arc::new(loaded.catalog.unwrap());
        let mut examples = loaded.examples.into_iter();
        let mut example: Example = examples.find(|one| one.id == example).unwrap();
        let end = example.script.iter().position(|one| step(&one.verb));
        example.script.truncate(end.unwrap());
        let played = aftermath(&catalog, &example, &staff(&catalog)).await;
        let Ok(Aftermath { app, applications }) = played else {
            panic!("the example fails");
        };
        let (who, bundle) = applications[0].clone();
        let of_service = |case: &StreamId| {
            let case = app.load_case(case.0).unwrap().state;
            case.filing.service == service
        };
        let cases = app.store().cases_of_bundle(StreamId(bundle)).unwrap();
        let case = cases.into_iter().find(of_service).unwrap().0;
        Self { app, who, case }
    }

    /// A mother whose child's medical record is missing.
    async fn lacking() -> Self {
        let supplies = |verb: &Verb| matches!(verb, Verb::Supply(_));
        Self::before("missing-record", "birth-registration", supplies).await
    }

    async fn sends(&self, requirement: &str, given: Supplied) -> Result<(), AppError> {
        let taken = self.app.supply(&self.who, self.case, requirement, given);
        taken.await.map(|taken| assert_eq!(taken, Ok(())))
    }

    fn files(&self) -> Vec<Uuid> {
        let supplies = self
            .app
            .load_case(self.case)
            .unwrap()
            .state
            .deficiencies
            .clone();
        supplies
            .into_iter()
            .flat_map(|deficiency| deficiency.supplies)
            .filter_map(|supply| Some(supply.upload?.id))
            .collect()
    }

    /// Files in the store: those of the case, and those still with the person.
    fn stored(&self) -> (Vec<Uuid>, Vec<Uuid>) {
        let of = |home| {
            let files = self.app.store().uploads_of(home, 100).unwrap();
            files.into_iter().map(|file| file.id).collect()
        };
        (of(self.case), of(self.home()))
    }

    fn home(&self) -> Uuid {
        let owner = self.app.person_key(&self.who);
        self.app.store().person_stream(&owner).0
    }

    fn looked_at(&self) -> usize {
        let (entries, _) = self.app.accesses(&self.who, None).unwrap();
        entries.iter().map(|entry| entry.lines.len()).sum()
    }
}

fn staff(catalog: &Catalog) -> Staff {
    let mut staff = Staff::default();
    for body in catalog.bodies.keys() {
        for desk in ["1", "2", "head"] {
            let profile = OfficerProfile {
                name: desk.to_owned(),
                post: Texts::default(),
                body: body.clone(),
                rank: Rank::default(),
                family: Vec::new(),
                audits: false,
            };
            staff.0.insert(format!("{body}/{desk}"), profile);
        }
    }
    staff
}

fn file(content: &str) -> Supplied {
    let bytes = format!("%PDF-1.7\n{content}").into_bytes();
    let name = "scan.pdf".to_owned();
    Supplied {
        file: Some(UploadFile { name, bytes }),
        ..Supplied::default()
    }
}

fn words(text: &str) -> Supplied {
    Supplied {
        text: Some(text.to_owned()),
        ..Supplied::default()
    }
}

fn run<T>(story: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(story)
}

#[test]
fn a_file_is_stored_only_for_what_the_case_takes() {
    run(async {
        let scene = Scene::lacking().await;
        for requirement in ["statement", "no such thing"] {
            let turned_down = scene.sends(requirement, file("a")).await;
            assert!(matches!(turned_down, Err(AppError::Rejected(_))));
        }
        assert_eq!(scene.stored(), (Vec::new(), Vec::new()));
        scene.sends(LACKING, file("a")).await.unwrap();
        assert_eq!(scene.files().len(), 1);
        assert_eq!(scene.stored(), (scene.files(), Vec::new()));
    });
}

#[test]
fn the_same_bytes_sent_twice_are_one_file_and_others_are_another() {
    run(async {
        let scene = Scene::lacking().await;
        for content in ["a", "a", "b", "a"] {
            scene.sends(LACKING, file(content)).await.unwrap();
        }
        assert_eq!(scene.files().len(), 2);
        assert_eq!(scene.stored(), (scene.files(), Vec::new()));
        let with_words = Supplied {
            text: Some("It is the same one.".to_owned()),
            ..file("a")
        };
        scene.sends(LACKING, with_words).await.unwrap();
        let case = scene.app.load_case(scene.case).unwrap().state;
        assert_eq!(case.deficiencies[0].supplies.len(), 3);
        assert_eq!(scene.files().len(), 2);
    });
}

#[test]
fn words_that_are_sent_again_since_no_answer_came_count_once() {
    run(async {
        let scene = Scene::lacking().await;
        let both = |text: &str| Supplied {
            text: Some(text.to_owned()),
            ..file("a")
        };
        let supplies = || {
            let case = scene.app.load_case(scene.case).unwrap().state;
            case.deficiencies[0].supplies.len()
        };
        for _ in 0..2 {
            scene.sends(LACKING, both("Here it is.")).await.unwrap();
            assert_eq!(supplies(), 1);
        }
        for (text, count) in [("I wait.", 2), ("I wait.", 2), ("I still wait.", 3)] {
            scene.sends(LACKING, words(text)).await.unwrap();
            assert_eq!(supplies(), count);
        }
        // Long after, the same words are said anew.
        let later = scene.app.now() + SignedDuration::from_hours(2);
        assert!(scene.app.parts.clock.advance_to(later));
        scene.sends(LACKING, words("I wait.")).await.unwrap();
        assert_eq!(supplies(), 4);
    });
}

#[test]
fn what_is_begun_again_before_anything_was_said_is_one_draft() {
    run(async {
        let scene = Scene::lacking().await;
        let begin = async || {
            let begun = scene.app.begin(&scene.who, "birth", Lang::Ru).await;
            begun.unwrap()
        };
        let first = begin().await;
        assert_eq!(begin().await, first);
        let consents = crate::view::Consents::default();
        let given = scene.app.give_consents(&scene.who, first, consents);
        given.await.unwrap();
        assert_ne!(begin().await, first);
    });
}

#[test]
fn a_file_that_was_turned_down_may_be_sent_again() {
    run(async {
        let scene = Scene::lacking().await;
        scene.sends(LACKING, file("a")).await.unwrap();
        let first = scene.files()[0];
        let why = "The date cannot be read.".to_owned();
        let turned_down = scene
            .app
            .turn_down_document(OFFICER, scene.case, first, why);
        turned_down.await.unwrap();
        scene.sends(LACKING, file("a")).await.unwrap();
        assert_eq!(scene.files().len(), 2);
    });
}

#[test]
fn one_deficiency_takes_ten_files_and_twenty_supplies() {
    run(async {
        let scene = Scene::lacking().await;
        for number in 0..Limit::Files.most() {
            let sent = scene.sends(LACKING, file(&number.to_string())).await;
            sent.unwrap();
        }
        let one_more = scene.sends(LACKING, file("more")).await;
        assert!(matches!(one_more, Err(AppError::TooMany(Limit::Files))));
        assert_eq!(scene.stored(), (scene.files(), Vec::new()));
        assert_eq!(scene.files().len(), 10);
        for number in Limit::Files.most()..Limit::Supplies.most() {
            let sent = scene.sends(LACKING, words(&number.to_string())).await;
            sent.unwrap();
        }
        let one_more = scene.sends(LACKING, words("more")).await;
        assert!(matches!(one_more, Err(AppError::TooMany(Limit::Supplies))));
    });
}

#[test]
fn one_case_takes_twenty_objections() {
    run(async {
        let objects = |verb: &Verb| matches!(verb, Verb::Object { .. });
        let scene = Scene::before("no-right", "birth-allowance", objects).await;
        let object = |text: String| scene.app.object(&scene.who, scene.case, text);
        for number in 0..Limit::Objections.most() {
            object(number.to_string()).await.unwrap();
        }
        let one_more = object("more".to_owned()).await;
        assert!(matches!(
            one_more,
            Err(AppError::TooMany(Limit::Objections))
        ));
    });
}

#[test]
fn nothing_is_awaited_from_strangers_or_where_nothing_lacks() {
    run(async {
        let scene = Scene::lacking().await;
        let awaits = async |who: &PersonId| scene.app.awaits_supply(who, scene.case).await;
        assert!(awaits(&scene.who).await.is_ok());
        let stranger = PersonId::Document("UZB:AB1234567".into());
        assert!(matches!(awaits(&stranger).await, Err(AppError::NotFound)));
        let stolen = scene.app.supply(&stranger, scene.case, LACKING, file("a"));
        assert!(matches!(stolen.await, Err(AppError::NotFound)));
        assert_eq!(scene.stored(), (Vec::new(), Vec::new()));
        scene.app.withdraw(&scene.who, scene.case).await.unwrap();
        assert!(matches!(
            awaits(&scene.who).await,
            Err(AppError::Rejected(_))
        ));
    });
}

#[test]
fn what_a_broken_off_sending_left_goes_when_the_person_sends_again() {
    run(async {
        let scene = Scene::lacking().await;
        let now = scene.app.now();
        let owner = scene.app.person_key(&scene.who);
        for (id, hours) in [(1, 2), (2, 0)] {
            let left = NewUpload {
                id: Uuid::from_u128(id),
                home: UploadHome::Draft {
                    draft: scene.home(),
                    owner,
                },
                name: "left.pdf",
                media_type: "application/pdf",
                bytes: b"%PDF-",
                now: now - SignedDuration::from_hours(hours),
            };
            scene.app.store().put_upload(&left).await.unwrap();
        }
        scene.sends(LACKING, file("a")).await.unwrap();
        // Another one may be on its way in another window.
        assert_eq!(scene.stored(), (scene.files(), vec![Uuid::from_u128(2)]));
    });
}

#[test]
fn an_officer_who_takes_a_file_is_on_record_with_the_person() {
    run(async {
        let scene = Scene::lacking().await;
        scene.sends(LACKING, file("a")).await.unwrap();
        let id = scene.files()[0];
        let before = scene.looked_at();
        let own = Identity::Person(scene.who.clone());
        let (_, _, bytes) = scene.app.upload(&own, scene.case, id).await.unwrap();
        assert_eq!(bytes, b"%PDF-1.7\na");
        assert_eq!(scene.looked_at(), before);
        let other = Identity::Officer("registrar-10/1".to_owned());
        let stolen = scene.app.upload(&other, scene.case, id).await;
        assert!(matches!(stolen, Err(AppError::NotFound)));
        assert_eq!(scene.looked_at(), before + 1, "that it was tried");
        let officer = Identity::Officer(OFFICER.to_owned());
        scene.app.upload(&officer, scene.case, id).await.unwrap();
        assert_eq!(scene.looked_at(), before + 2);
    });
}
