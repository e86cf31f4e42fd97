use super::*;
use crate::evidence::Record;

const REGISTRATION: Uuid = Uuid::from_u128(1);
const ALLOWANCE: Uuid = Uuid::from_u128(2);

fn at() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap()
}

fn step(service: &str, subject: usize, after: &[&str]) -> Step {
    Step {
        service: service.into(),
        subject,
        after: after.iter().map(ToString::to_string).collect(),
        state: StepState::Waiting,
    }
}

/// Twins: registration first, then the allowance and the clinic, each child's own; and at last a
/// service that waits for both.
fn filed() -> Event {
    let child = |ordinal| SubjectAnswers {
        subject: Subject {
            key: None,
            ordinal,
            of: 2,
            record: Record::new(),
        },
        answers: Record::new(),
    };
    let steps = (0..2)
        .flat_map(|subject| {
            [
                step("registration", subject, &[]),
                step("allowance", subject, &["registration"]),
                step("clinic", subject, &["registration"]),
                step("card", subject, &["allowance", "clinic"]),
            ]
        })
        .collect();
    Event::ApplicationFiled(Box::new(Application {
        number: "B-1".into(),
        life_event: "birth".into(),
        definition: "hash".into(),
        filer: PersonId::Document("UZB:AB1234567".into()),
        lang: Lang::Kk,
        channel: "portal".into(),
        received_at: at(),
        consents_to_reads: true,
        consents_to_automation: false,
        answers: Record::new(),
        subjects: vec![child(0), child(1)],
        steps,
        quiet: false,
    }))
}

fn opened(step: usize, case: Uuid) -> Event {
    Event::StepOpened {
        step,
        case,
        at: at(),
    }
}

fn ended(step: usize, fulfilled: bool) -> Event {
    Event::StepEnded {
        step,
        fulfilled,
        at: at(),
    }
}

fn after(events: &[Event]) -> Bundle {
    Bundle::fold([filed()].iter().chain(events)).unwrap()
}

#[test]
fn at_first_only_what_waits_for_nothing_is_ready() {
    let bundle = after(&[]);
    assert_eq!(bundle.ready(), [0, 4]);
    assert_eq!(bundle.hopeless(), [] as [usize; 0]);
}

#[test]
fn an_opened_step_is_not_ready_again_and_frees_nothing_yet() {
    assert_eq!(after(&[opened(0, REGISTRATION)]).ready(), [4]);
}

#[test]
fn a_result_frees_the_next_steps_of_the_same_child_only() {
    let bundle = after(&[opened(0, REGISTRATION), ended(0, true)]);
    assert_eq!(bundle.ready(), [1, 2, 4]);
    assert_eq!(
        bundle.application.steps[0].state,
        StepState::Fulfilled { case: REGISTRATION }
    );
}

#[test]
fn a_step_waits_for_all_it_depends_on() {
    let one = [
        opened(0, REGISTRATION),
        ended(0, true),
        opened(1, ALLOWANCE),
        ended(1, true),
    ];
    assert!(!after(&one).ready().contains(&3));
    let clinic = [opened(2, Uuid::from_u128(3)), ended(2, true)];
    assert!(
        after(&[&one[..], &clinic[..]].concat())
            .ready()
            .contains(&3)
    );
}

#[test]
fn each_step_may_end_on_its_own_and_a_refusal_stops_only_what_depends_on_it() {
    let bundle = after(&[
        opened(0, REGISTRATION),
        ended(0, true),
        opened(1, ALLOWANCE),
        ended(1, false),
    ]);
    assert_eq!(bundle.hopeless(), [3]);
    assert_eq!(
        bundle.ready(),
        [2, 4],
        "the clinic and the other child go on"
    );
}

#[test]
fn what_depends_on_a_dropped_step_is_hopeless_too() {
    let bundle = after(&[opened(0, REGISTRATION), ended(0, false)]);
    assert_eq!(bundle.hopeless(), [1, 2]);
    let dropped = [1, 2].map(|step| Event::StepDropped { step, at: at() });
    let bundle = dropped.iter().fold(bundle, |bundle, event| {
        Bundle::apply(Some(bundle), event).unwrap()
    });
    assert_eq!(bundle.application.steps[1].state, StepState::WillNotRun);
    assert_eq!(bundle.hopeless(), [3]);
}

#[test]
fn a_late_grant_turns_an_ended_step_into_a_fulfilled_one() {
    let bundle = after(&[opened(0, REGISTRATION), ended(0, false), ended(0, true)]);
    assert_eq!(
        bundle.application.steps[0].state,
        StepState::Fulfilled { case: REGISTRATION }
    );
    assert_eq!(bundle.ready(), [1, 2, 4]);
}

#[test]
fn a_service_the_application_does_not_have_is_not_waited_for() {
    let Event::ApplicationFiled(mut application) = filed() else {
        unreachable!()
    };
    application.steps = vec![step("allowance", 0, &["registration"])];
    let bundle = Bundle::fold(&[Event::ApplicationFiled(application)]).unwrap();
    assert_eq!(bundle.ready(), [0]);
}

#[test]
fn a_case_knows_its_step() {
    let bundle = after(&[opened(4, REGISTRATION)]);
    assert_eq!(bundle.step_of(REGISTRATION), Some(4));
    assert_eq!(bundle.step_of(ALLOWANCE), None);
}

#[test]
fn a_journal_begins_with_the_application_and_a_second_one_changes_nothing() {
    assert_eq!(Bundle::fold(&[opened(0, REGISTRATION)]), None);
    let bundle = after(&[opened(0, REGISTRATION)]);
    assert_eq!(Bundle::apply(Some(bundle.clone()), &filed()), Some(bundle));
}

#[test]
fn the_journal_survives_its_text_form() {
    let events = [filed(), opened(0, REGISTRATION), ended(0, true)];
    let text = serde_json::to_string(&events).unwrap();
    let read: Vec<Event> = serde_json::from_str(&text).unwrap();
    assert_eq!(Bundle::fold(&read), Bundle::fold(&events));
}
