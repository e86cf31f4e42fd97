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
        on_refusal: OnRefusal::default(),
        on_silence: OnSilence::default(),
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
        said_wrong: BTreeMap::new(),
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

/// The application, with the registration's silence and refusal meaning this.
fn filed_with(on_refusal: OnRefusal, on_silence: OnSilence) -> Bundle {
    let Event::ApplicationFiled(mut application) = filed() else {
        unreachable!()
    };
    application.steps.truncate(4);
    application.steps[0].on_refusal = on_refusal;
    application.steps[0].on_silence = on_silence;
    Bundle::fold(&[
        Event::ApplicationFiled(application),
        opened(0, REGISTRATION),
    ])
    .unwrap()
}

/// The bundle after the registration's case came to stand so, and what is hopeless was dropped.
fn noted(bundle: Bundle, standing: Standing) -> Bundle {
    let events = bundle.note(0, standing, at());
    let mut bundle = events.iter().fold(bundle, |bundle, event| {
        Bundle::apply(Some(bundle), event).unwrap()
    });
    while let Some(step) = bundle.hopeless().first().copied() {
        bundle = Bundle::apply(Some(bundle), &Event::StepDropped { step, at: at() }).unwrap();
    }
    bundle
}

fn given_up(bundle: &Bundle) -> Vec<usize> {
    let steps = bundle.application.steps.iter().enumerate();
    steps
        .filter(|(_, step)| step.state == StepState::WillNotRun)
        .map(|(index, _)| index)
        .collect()
}

#[test]
fn a_refusal_stops_the_others_or_lets_them_go_on_as_the_life_event_says() {
    let stopped = filed_with(OnRefusal::Stop, OnSilence::Wait);
    assert_eq!(given_up(&noted(stopped, Standing::Ended)), [1, 2, 3]);
    let going_on = noted(
        filed_with(OnRefusal::GoOn, OnSilence::Wait),
        Standing::Ended,
    );
    assert_eq!(going_on.ready(), [1, 2]);
}

#[test]
fn silence_lets_the_others_wait_go_on_or_stop_as_the_life_event_says() {
    let silent = |on_silence| noted(filed_with(OnRefusal::Stop, on_silence), Standing::Silent);
    let waiting = silent(OnSilence::Wait);
    assert_eq!(
        (waiting.ready(), given_up(&waiting)),
        (Vec::new(), Vec::new())
    );
    assert_eq!(silent(OnSilence::GoOn).ready(), [1, 2]);
    assert_eq!(given_up(&silent(OnSilence::Stop)), [1, 2, 3]);
}

#[test]
fn what_was_given_up_revives_when_a_late_grant_comes() {
    for given_up_at in [Standing::Ended, Standing::Silent] {
        let bundle = filed_with(OnRefusal::Stop, OnSilence::Stop);
        let bundle = noted(noted(bundle, given_up_at), Standing::Fulfilled);
        assert_eq!(given_up(&bundle), [] as [usize; 0], "{given_up_at:?}");
        assert_eq!(bundle.ready(), [1, 2], "{given_up_at:?}");
    }
}

#[test]
fn a_decision_annulled_on_appeal_is_owed_anew_and_revives_nothing_yet() {
    let refused = noted(
        filed_with(OnRefusal::Stop, OnSilence::Wait),
        Standing::Ended,
    );
    let reopened = noted(refused, Standing::Open);
    assert_eq!(
        reopened.application.steps[0].state,
        StepState::Opened { case: REGISTRATION }
    );
    assert_eq!(given_up(&reopened), [1, 2, 3]);
    assert_eq!(noted(reopened, Standing::Fulfilled).ready(), [1, 2]);
}

#[test]
fn what_another_failed_step_stops_too_is_not_revived() {
    let bundle = filed_with(OnRefusal::Stop, OnSilence::Wait);
    let clinic = Uuid::from_u128(3);
    let bundle = [opened(2, clinic), ended(2, false)]
        .iter()
        .fold(bundle, |bundle, event| {
            Bundle::apply(Some(bundle), event).unwrap()
        });
    let bundle = noted(noted(bundle, Standing::Ended), Standing::Fulfilled);
    assert_eq!(given_up(&bundle), [3], "the card needs the clinic too");
}

#[test]
fn the_same_standing_is_noted_once() {
    let bundle = filed_with(OnRefusal::Stop, OnSilence::Wait);
    assert_eq!(bundle.note(0, Standing::Open, at()), []);
    let bundle = noted(bundle, Standing::Silent);
    assert_eq!(bundle.note(0, Standing::Silent, at()), []);
    assert_eq!(bundle.note(1, Standing::Ended, at()), [], "it has no case");
}

#[test]
fn a_message_tells_of_letters_once() {
    let told = Event::Told {
        letters: BTreeMap::from([(REGISTRATION, 2)]),
        at: at(),
    };
    let bundle = Bundle::apply(Some(after(&[])), &told).unwrap();
    assert_eq!(bundle.told.get(&REGISTRATION), Some(&2));
    assert_eq!(bundle.messages, 1);
}
