//! Every fault of a register at every step of the birth journey, against registers in a process of
//! their own, over TLS and on simulated time.
//!
//! Each story is played once with healthy registers. With each fault the person must then be told
//! the right thing while it lasts; nothing is refused and no date moves; and once the register is
//! mended, all must end as it ended without a fault.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod process;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use jiff::Timestamp;
use jiff::civil::DateTime;
use tower::ServiceExt as _;
use tutas_app::rehearsal::Rehearsal;
use tutas_app::view::PhaseView;
use tutas_app::{App, Identity, OfficerProfile, Staff};
use tutas_catalog::{Actor, CaseRef, Catalog, Example, ExampleStep as Step, Verb};

use tutas_domain::actor::Rank;
use tutas_domain::person::PersonId;
use tutas_domain::text::Texts;
use uuid::Uuid;

use self::process::{Far, Process};

/// What a fault looks like from the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Looks {
    /// Nobody answers.
    Silent,
    /// Somebody answers what must not be used.
    Unusable,
}

const FAULTS: [(&str, Looks); 12] = [
    ("down", Looks::Silent),
    ("error", Looks::Silent),
    ("slow:1s", Looks::Silent),
    ("half", Looks::Silent),
    ("wrong-subject", Looks::Unusable),
    ("stale", Looks::Unusable),
    ("malformed", Looks::Unusable),
    ("forged-hash", Looks::Unusable),
    ("huge", Looks::Unusable),
    ("redirect", Looks::Unusable),
    ("garbage", Looks::Unusable),
    ("packed", Looks::Unusable),
];

const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

/// A story in which something is down and then up again, and what the person is told meanwhile.
struct Story {
    name: &'static str,
    example: Example,
    /// The services whose pages must each tell of it; where none is named, one page must.
    of: &'static [&'static str],
    /// The messages that a page of theirs has, for a register that is silent or unusable.
    told: fn(Looks) -> &'static [&'static str],
}

/// How a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stand {
    phase: PhaseView,
    due: Timestamp,
    letters: usize,
}

type Stands = BTreeMap<String, Stand>;

fn of_evidence(looks: Looks) -> &'static [&'static str] {
    match looks {
        Looks::Silent => &["case-outages", "case-outage-rest", "next-register-retried"],
        Looks::Unusable => &[
            "case-unusable-answers",
            "case-outage-rest",
            "next-register-retried",
        ],
    }
}

fn of_the_entry(_: Looks) -> &'static [&'static str] {
    &["where-granted"]
}

#[tokio::test]
async fn while_the_preview_is_read() {
    let mut example = example("register-down");
    example
        .script
        .retain(|step| !matches!(step.verb, Verb::Down(_) | Verb::Up(_)));
    for step in &mut example.script {
        if let Verb::Begin(begin) = &mut step.verb {
            // Whom the act names as father is not known yet.
            begin.known.clear();
            begin.asked.clear();
            for child in &mut begin.answers.children {
                child.remove("patronymic");
            }
        }
    }
    // What the example expects on the way is expected of registers that fail otherwise.
    let last = example.script.len() - 1;
    let mut place = 0..;
    example
        .script
        .retain(|step| place.next() == Some(last) || !matches!(step.verb, Verb::Expect(_)));
    let grant = at(&example, |verb| matches!(verb, Verb::Grant(_)));
    breaks(&mut example, grant, &["marriages"], "2026-06-24T15:00");
    example
        .script
        .insert(0, down(&["marriages"], "2026-06-24T10:01"));
    matrix(Story {
        name: "preview",
        example,
        of: &[],
        told: of_evidence,
    })
    .await;
}

#[tokio::test]
async fn while_what_was_lacking_is_read_after_filing() {
    // The record of the birth comes a day later, and only then can be asked what is looked up by it.
    let mut example = example("missing-record-arrives");
    let arrives = at(&example, |verb| matches!(verb, Verb::Register(_)));
    breaks(&mut example, arrives + 1, &["births"], "2026-04-02T14:00");
    let down = down(&["births"], "2026-04-02T09:30");
    example.script.insert(arrives, down);
    matrix(Story {
        name: "gather",
        example,
        of: &[],
        told: of_evidence,
    })
    .await;
}

#[tokio::test]
async fn while_the_act_is_written() {
    let mut example = example("married-parents");
    let grant = at(&example, |verb| matches!(verb, Verb::Grant(_)));
    breaks(&mut example, grant + 1, &["births"], "2026-03-19T14:00");
    example
        .script
        .insert(grant, down(&["births"], "2026-03-19T09:00"));
    matrix(Story {
        name: "write",
        example,
        of: &[],
        told: of_the_entry,
    })
    .await;
}

#[tokio::test]
async fn while_allowances_are_decided() {
    let mut example = example("register-down");
    let up = at(&example, |verb| matches!(verb, Verb::Up(_)));
    example.script.remove(up);
    // What is expected of the example while the register is down is not so with healthy registers.
    example.script.remove(up - 1);
    breaks(&mut example, up - 1, &["benefits"], "2026-06-25T16:00");
    matrix(Story {
        name: "allowances",
        example,
        of: &[],
        told: of_evidence,
    })
    .await;
}

/// The services that follow when the birth is registered and she takes all that is offered her, and
/// who decides each.
const FOLLOWING: [(&str, &str); 3] = [
    ("birth-allowance", "social-office-2710"),
    ("kindergarten-queue", "education-2710"),
    ("clinic-attachment", "clinic-2710-1"),
];

/// The registers that these look into, and write to.
const THEIRS: [&str; 3] = ["benefits", "kindergarten-queue", "clinic-attachments"];

#[tokio::test]
async fn while_the_kindergarten_and_the_clinic_are_looked_up() {
    let mut example = example("married-parents");
    let grant = at(&example, |verb| matches!(verb, Verb::Grant(_)));
    // The queue's term is half an hour: what lasts longer ends in the law's silence, and is granted late.
    breaks(&mut example, grant + 1, &THEIRS[1..], "2026-03-19T09:40");
    let down = down(&THEIRS[1..], "2026-03-19T09:00");
    example.script.insert(grant, down);
    matrix(Story {
        name: "kindergarten and clinic",
        example,
        of: &["kindergarten-queue", "clinic-attachment"],
        told: of_evidence,
    })
    .await;
}

#[tokio::test]
async fn while_an_allowance_a_place_and_a_clinic_are_written() {
    let mut example = example("married-parents");
    for step in &mut example.script {
        if let Verb::Begin(begin) = &mut step.verb {
            // Officers decide, so that what is read is known before the registers fail.
            begin.consent.retain(|consent| consent != "automated");
        }
    }
    let grant = at(&example, |verb| matches!(verb, Verb::Grant(_)));
    let grants = FOLLOWING.map(|(service, body)| Step {
        actor: Some(Actor::Officer {
            body: body.to_owned(),
            desk: "1".to_owned(),
        }),
        ..step(Verb::Grant(CaseRef {
            service: service.to_owned(),
            child: None,
        }))
    });
    breaks(&mut example, grant + 1, &THEIRS, "2026-03-19T14:00");
    let steps = [down(&THEIRS, "2026-03-19T09:40")];
    let steps = steps.into_iter().chain(grants);
    let after = grant + 1;
    example.script.splice(after..after, steps);
    matrix(Story {
        name: "results",
        example,
        of: &["birth-allowance", "kindergarten-queue", "clinic-attachment"],
        told: of_the_entry,
    })
    .await;
}

/// Plays a story with each fault.
async fn matrix(story: Story) {
    let process = Arc::new(Process::start(story.name));
    let (healthy, end) = play(&story, &process, None).await.unwrap();
    let mut wrong = String::new();
    for fault in FAULTS {
        let problems = match play(&story, &process, Some(fault)).await {
            Ok((during, ended)) => differences(&healthy, &end, &during, &ended),
            Err(problem) => vec![problem],
        };
        for problem in problems {
            writeln!(wrong, "{}: {problem}", fault.0).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{}\n{wrong}", story.name);
}

/// In what a story with a fault came out otherwise than with healthy registers.
fn differences(healthy: &Stands, end: &Stands, during: &Stands, ended: &Stands) -> Vec<String> {
    let mut differences = Vec::new();
    let compare = |what: &str, service: &str, one: &Stand, other: &Stand| {
        (one != other).then(|| format!("{service} {what} as {one:?}, not as {other:?}"))
    };
    for (service, stand) in during {
        // The date of a case that was opened meanwhile with healthy registers, or in the end.
        let due = healthy.get(service).or(end.get(service));
        let due = due.map_or(stand.due, |stand| stand.due);
        let dated = Stand {
            due,
            ..stand.clone()
        };
        differences.extend(compare("stands", service, stand, &dated));
    }
    for (service, stand) in end {
        let Some(found) = ended.get(service) else {
            differences.push(format!("{service} is lost"));
            continue;
        };
        // A case that was opened only when the register was mended has a date of its own.
        let due = during.get(service).map_or(found.due, |_| stand.due);
        let expected = Stand {
            due,
            ..stand.clone()
        };
        differences.extend(compare("ended", service, found, &expected));
    }
    differences
}

/// How all stands before the register is mended, and in the end.
async fn play(
    story: &Story,
    process: &Arc<Process>,
    fault: Option<(&'static str, Looks)>,
) -> Result<(Stands, Stands), String> {
    let (catalog, _) = country();
    let registers = |clock, ids| -> Arc<dyn tutas_app::rehearsal::Playable> {
        let fault = fault.map(|(fault, _)| fault);
        Arc::new(Far::new(process, catalog, fault, clock, ids))
    };
    let said = |failures: Vec<tutas_app::rehearsal::Failure>| {
        let lines = failures.into_iter();
        let lines = lines.map(|one| format!("line {}: {}", one.line, one.message));
        lines.collect::<Vec<_>>().join("; ")
    };
    let mut rehearsal =
        Rehearsal::of(catalog, &story.example, &staff(catalog), &registers).map_err(said)?;
    rehearsal.until(|verb| matches!(verb, Verb::Up(_))).await;
    let Some((who, application)) = rehearsal.applications().first().cloned() else {
        let failed = rehearsal.to_the_end().await.err().map(said);
        return Err(failed.unwrap_or_else(|| "nothing was filed".to_owned()));
    };
    let during = stands(rehearsal.app(), &who, application).await;
    if let Some((_, looks)) = fault {
        let told = told(rehearsal.app(), &who, application, story, looks).await;
        told.map_err(|problem| format!("{problem}; it stands so: {during:?}"))?;
    }
    for (service, stand) in &during {
        let ended = [
            PhaseView::Refused,
            PhaseView::DeemedRefused,
            PhaseView::NotAccepted,
            PhaseView::Withdrawn,
        ];
        if ended.contains(&stand.phase) {
            return Err(format!("{service} ended while a register failed"));
        }
    }
    let after = rehearsal.to_the_end().await.map_err(said)?;
    Ok((during, stands(&after.app, &who, application).await))
}

/// The person's cases that must tell them of it do, in each language.
async fn told(
    app: &App,
    who: &PersonId,
    application: Uuid,
    story: &Story,
    looks: Looks,
) -> Result<(), String> {
    let messages = (story.told)(looks);
    let router = tutas_web::router(&tutas_web::Web::new(app.clone(), false).unwrap()).unwrap();
    let identity = Identity::Person(who.clone());
    let cookie = app.sign_in(identity, "Somebody".to_owned()).await.unwrap();
    for language in LANGUAGES {
        let mut lacking = BTreeMap::new();
        for (service, case) in cases(app, application) {
            let request = Request::get(format!("/{language}/cases/{case}"))
                .header(header::HOST, "127.0.0.1")
                .header(header::COOKIE, format!("sid={cookie}"))
                .body(Body::empty())
                .unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK);
            let page = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
            let page = String::from_utf8(page.to_vec()).unwrap();
            let missing = messages
                .iter()
                .filter(|id| !page.contains(&message(language, id)));
            lacking.insert(service, missing.collect::<Vec<_>>());
        }
        let tells = |service: &&str| lacking.get(*service).is_some_and(Vec::is_empty);
        let told = match story.of {
            [] => lacking.values().any(Vec::is_empty),
            named => named.iter().all(tells),
        };
        if !told {
            return Err(format!("pages in {language} do not say all: {lacking:?}"));
        }
    }
    Ok(())
}

/// A message as a page has it.
fn message(language: &str, id: &str) -> String {
    let folder = repository().join("locales").join(language);
    let begins = format!("{id} = ");
    let files = fs::read_dir(folder).unwrap();
    let found = files.into_iter().find_map(|file| {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(&begins));
        line.map(str::to_owned)
    });
    found.unwrap_or_else(|| panic!("{id} is no message"))
}

async fn stands(app: &App, who: &PersonId, application: Uuid) -> Stands {
    let mut stands = Stands::new();
    for (service, case) in cases(app, application) {
        let view = app.case(who, case).await.unwrap();
        let stand = Stand {
            phase: view.summary.phase,
            due: view.summary.term.ends_at,
            letters: view.letters.len(),
        };
        stands.insert(service, stand);
    }
    stands
}

fn cases(app: &App, application: Uuid) -> Vec<(String, Uuid)> {
    let bundle = app.probe().bundle(application).unwrap();
    let steps = bundle.application.steps.iter();
    steps
        .filter_map(|step| Some((step.service.clone(), step.state.case()?)))
        .collect()
}

fn country() -> &'static (Arc<Catalog>, Vec<Example>) {
    static COUNTRY: OnceLock<(Arc<Catalog>, Vec<Example>)> = OnceLock::new();
    COUNTRY.get_or_init(|| {
        let loaded = tutas_catalog::load(&repository().join("catalog")).unwrap();
        (Arc::new(loaded.catalog.unwrap()), loaded.examples)
    })
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn example(id: &str) -> Example {
    let mut examples = country().1.iter();
    examples.find(|one| one.id == id).unwrap().clone()
}

fn at(example: &Example, is_it: fn(&Verb) -> bool) -> usize {
    let mut script = example.script.iter();
    script.position(|step| is_it(&step.verb)).unwrap()
}

/// Before the step of this place, time passes until the register is mended; then it goes on.
fn breaks(example: &mut Example, place: usize, registers: &[&str], mended: &str) {
    let until: DateTime = mended.parse().unwrap();
    let later = until.saturating_add(jiff::Span::new().minutes(90));
    let steps = [
        step(Verb::WaitUntil(until)),
        step(Verb::Up(owned(registers))),
        step(Verb::WaitUntil(later)),
    ];
    example.script.splice(place..place, steps);
}

fn owned(registers: &[&str]) -> Vec<String> {
    registers.iter().map(ToString::to_string).collect()
}

fn down(registers: &[&str], when: &str) -> Step {
    Step {
        at: Some(when.parse().unwrap()),
        ..step(Verb::Down(owned(registers)))
    }
}

fn step(verb: Verb) -> Step {
    Step {
        line: 0,
        column: 0,
        at: None,
        actor: None,
        verb,
    }
}

fn staff(catalog: &Catalog) -> Staff {
    let mut staff = Staff::default();
    for body in catalog.bodies.keys() {
        for desk in ["1", "2"] {
            let profile = OfficerProfile {
                name: desk.to_owned(),
                post: Texts::default(),
                body: body.clone(),
                rank: Rank::Officer,
                family: Vec::new(),
                audits: false,
            };
            staff.0.insert(format!("{body}/{desk}"), profile);
        }
    }
    staff
}
