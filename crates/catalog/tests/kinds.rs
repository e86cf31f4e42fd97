//! Appeals and complaints, the bodies they go up to, and what a refused step means for later ones.

mod mini;

use jiff::civil::date;
use mini::{breaks_in, only, replaced, with_general_law};
use tutas_catalog::{Catalog, DeciderBy, read, report_table};
use tutas_domain::bundle::{OnRefusal, OnSilence};
use tutas_domain::definition::Kind;

const APPEAL: &str = "services/appeal.yaml";
const EVENT: &str = "life-events/birth.yaml";
const BODIES: &str = "bodies/all.yaml";

fn catalog(files: &[(String, String)]) -> Catalog {
    let loaded = read(files);
    assert_eq!(loaded.problems, [], "\n{}", report_table(&loaded));
    loaded.catalog.expect("it is good")
}

/// With a complaint to the authority, which sits in the ministry.
fn with_complaints() -> Vec<(String, String)> {
    let mut files = with_general_law();
    let provider = mini::APPEAL
        .replace("appeal\nkind: appeal", "complaint\nkind: complaint")
        .replace("    redirection: {by_itself: true}\n", "");
    let authority = provider
        .replace("service: complaint", "service: complaint-above")
        .replace("{by: concerned,", "{kind: ministry, by: authority,");
    files.push(("services/complaint.yaml".to_owned(), provider));
    files.push(("services/complaint-above.yaml".to_owned(), authority));
    files
}

#[test]
fn an_appeal_is_a_procedure_without_needs_and_no_service_for_people() {
    let loaded = read(&with_general_law());
    assert_eq!(loaded.problems, [], "\n{}", report_table(&loaded));
    assert_eq!(loaded.counts.services, 1);
    let catalog = loaded.catalog.expect("it is good");
    assert!(!catalog.services.contains_key("appeal"));
    let today = date(2026, 3, 18);
    let appeal = catalog
        .of_kind(Kind::Appeal, today)
        .expect("one can appeal");
    assert_eq!(appeal.id, "appeal");
    assert_eq!(appeal.procedure.kind, Kind::Appeal);
    assert!(appeal.procedure.requirements.is_empty() && appeal.needs.is_empty());
    assert!(!appeal.procedure.issues);
    assert!(matches!(appeal.decider.by, DeciderBy::Concerned));
    let redirection = appeal.procedure.redirection.as_ref().expect("it goes on");
    assert!(redirection.by_itself);
    assert_eq!(
        redirection.within.length.count, 3,
        "as the general law says"
    );
    assert_eq!(appeal.procedure.extension, None);
    assert_eq!(appeal.procedure.appeal.to.en, "To court");
    assert_eq!(appeal.procedure.appeal.within.length.count, 3);
    let court = appeal.procedure.appeal.court.as_ref().unwrap();
    assert_eq!(
        (court.length.count, court.law.articles.as_str()),
        (1, "136")
    );
    assert!(catalog.of_kind(Kind::Appeal, date(2023, 12, 31)).is_none());
    assert!(catalog.of_kind(Kind::Complaint, today).is_none());
    let pinned = catalog.service_by_hash("appeal", &appeal.hash);
    assert!(pinned.is_some());
    assert!(catalog.definitions().any(|one| one.hash == appeal.hash));
}

#[test]
fn a_complaint_goes_to_the_provider_or_to_the_authority() {
    let catalog = catalog(&with_complaints());
    let today = date(2026, 3, 18);
    let provider = catalog
        .of_kind(Kind::Complaint, today)
        .expect("to the body");
    let above = catalog.of_kind_at_authority(Kind::Complaint, today);
    let above = above.expect("to the authority");
    assert_eq!(
        (provider.id.as_str(), above.id.as_str()),
        ("complaint", "complaint-above")
    );
    let handler = |matter| catalog.handler(matter, "social-office-2710");
    assert_eq!(
        handler(provider).map(|body| body.id.as_str()),
        Some("social-office-2710")
    );
    assert_eq!(
        handler(above).map(|body| body.id.as_str()),
        Some("ministry")
    );
}

#[test]
fn an_appeal_has_nothing_that_belongs_to_a_service() {
    let keys = [
        "needs: {}",
        "asks: {}",
        "requires: {}",
        "gives: {}",
        "term_variants: []",
        "acceptance: {register: {law: {act: SC, articles: \"1\", mark: certain}}}",
    ];
    for key in keys {
        let name = key.split(':').next().expect("it has a name");
        let own = format!("    {key}\n    retention:");
        let problem = breaks_in(
            with_general_law(),
            APPEAL,
            "    retention:",
            &own,
            "not-of-this-kind",
            key,
        );
        let expected = format!("an appeal has no `{name}`");
        assert!(
            problem.message.starts_with(&expected),
            "{}",
            problem.message
        );
    }
}

#[test]
fn who_handles_an_appeal_is_not_asked() {
    breaks_in(
        with_general_law(),
        APPEAL,
        "{by: concerned,",
        "{kind: ministry, by: anybody,",
        "wrong-value",
        "anybody",
    );
    breaks_in(
        with_general_law(),
        APPEAL,
        "{by: concerned,",
        "{kind: court, by: authority,",
        "unknown-body",
        "kind: court",
    );
    let loaded = read(&replaced(
        with_general_law(),
        APPEAL,
        "kind: appeal",
        "kind: apeal",
    ));
    let misspelt = loaded.problems.iter().find(|one| one.line == 2);
    let help = misspelt.and_then(|one| one.help.as_deref());
    assert_eq!(help, Some("did you mean `appeal`?"));
}

#[test]
fn one_kind_is_filed_in_one_way() {
    let twin = mini::APPEAL.replace("service: appeal", "service: objection");
    let mut files = with_general_law();
    files.push(("services/objection.yaml".to_owned(), twin));
    let loaded = read(&files);
    assert_eq!(
        only(&loaded, "duplicate-kind").file,
        "services/objection.yaml"
    );
}

#[test]
fn an_appeal_is_no_step_of_a_life_event() {
    breaks_in(
        with_general_law(),
        EVENT,
        "    tones:",
        "      - {service: appeal}\n    tones:",
        "not-a-service",
        "service: appeal",
    );
}

#[test]
fn every_deciding_body_has_one_above_it_to_appeal_to() {
    let catalog = catalog(&with_general_law());
    let above = |body: &str| catalog.superior_of(body).map(|above| above.id.clone());
    assert_eq!(
        above("social-office-2710").as_deref(),
        Some("social-office-27")
    );
    assert_eq!(above("social-office-27").as_deref(), Some("ministry"));
    assert_eq!(above("ministry"), None);
    assert_eq!(above("nobody"), None);
    let body = &catalog.bodies["social-office-27"];
    assert!(
        body.subordination
            .as_ref()
            .is_some_and(|law| law.articles == "63")
    );
    let ministry = &catalog.bodies["ministry"];
    assert_eq!(
        (ministry.territory.as_str(), &ministry.subordination),
        ("", &None)
    );
    let alone = replaced(with_general_law(), BODIES, "superior: ministry, ", "");
    let loaded = read(&alone);
    let problem = only(&loaded, "no-superior");
    assert!(
        problem.message.contains("`social-office-27`"),
        "{}",
        problem.message
    );
}

#[test]
fn who_stands_above_whom_has_a_law_and_no_circle() {
    breaks_in(
        with_general_law(),
        BODIES,
        "subordination: {act: SC, articles: \"63\", mark: certain}\n",
        "",
        "missing-law",
        "ministry, opens",
    );
    let round = replaced(
        with_general_law(),
        BODIES,
        "{id: ministry, kind: ministry,",
        "{id: ministry, superior: social-office-2710, kind: ministry,",
    );
    let loaded = read(&round);
    let circles = loaded.problems.iter().filter(|one| one.code == "cycle");
    assert_eq!(circles.count(), 3, "{}", report_table(&loaded));
}

/// A second step that waits for the first.
fn with_second_step(first: &str) -> Vec<(String, String)> {
    let second = mini::SERVICE.replace("service: allowance", "service: second");
    let mut files = mini::files();
    files.push(("services/second.yaml".to_owned(), second));
    let step = "{service: allowance,";
    let files = replaced(
        files,
        EVENT,
        step,
        &format!("{{service: allowance, {first}"),
    );
    let after = "      - {service: second, after: [allowance], optional: true}\n    tones:";
    replaced(files, EVENT, "    tones:", after)
}

#[test]
fn what_a_refusal_or_silence_means_for_later_steps_is_data() {
    let step = |first: &str| {
        let loaded = read(&with_second_step(first));
        let catalog = loaded.catalog.expect("it has warnings only");
        let step = &catalog.life_events["birth"][0].steps[0];
        (step.on_refusal, step.on_silence)
    };
    assert_eq!(
        step(""),
        (OnRefusal::Stop, OnSilence::Wait),
        "as it always was"
    );
    assert_eq!(
        step("on_refusal: go-on, on_silence: stop, "),
        (OnRefusal::GoOn, OnSilence::Stop)
    );
    breaks_in(
        with_second_step(""),
        EVENT,
        "{service: allowance,",
        "{service: allowance, on_silence: shout,",
        "wrong-value",
        "shout",
    );
}

#[test]
fn a_step_that_nothing_follows_has_nothing_to_stop() {
    breaks_in(
        mini::files(),
        EVENT,
        "{service: allowance,",
        "{service: allowance, on_refusal: go-on,",
        "nothing-follows",
        "on_refusal: go-on",
    );
}
