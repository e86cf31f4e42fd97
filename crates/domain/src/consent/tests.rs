use super::*;

const BIRTH: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

fn agreement(given: i64) -> Agreement {
    let read = |register: &str, fields: &[&str]| AgreedRead {
        register: register.into(),
        fields: fields.iter().map(ToString::to_string).collect(),
    };
    Agreement {
        application: BIRTH,
        reads: vec![read("accounts", &["iban"]), read("residence", &["kato"])],
        automated: true,
        law: Law {
            articles: "8".into(),
            ..Law::default()
        },
        operator: "office-2710".into(),
        given_at: at(given),
        withdrawn_at: None,
    }
}

fn given_at_10() -> Person {
    Person::fold(&[Event::ConsentGiven(agreement(10))])
}

fn withdrawn(second: i64) -> Event {
    Event::ConsentWithdrawn {
        application: BIRTH,
        at: at(second),
    }
}

fn fields(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

#[test]
fn a_valid_consent_gives_the_ground_of_its_law() {
    let ground = given_at_10()
        .ground(BIRTH, "accounts", &fields(&["iban"]), at(10))
        .unwrap();
    assert!(ground.is_consent());
    assert_eq!(ground.cited().articles, "8");
    assert!(!Ground::law(Law::default()).is_consent());
}

#[test]
fn no_consent_gives_no_ground() {
    assert_eq!(
        Person::default().ground(BIRTH, "accounts", &fields(&["iban"]), at(10)),
        None
    );
}

#[test]
fn consent_covers_the_named_register_and_fields_only() {
    let person = given_at_10();
    let ground = |register: &str, names: &[&str]| {
        person
            .ground(BIRTH, register, &fields(names), at(20))
            .is_some()
    };
    assert!(ground("accounts", &["iban"]));
    assert!(!ground("accounts", &["iban", "balance"]), "one field more");
    assert!(
        !ground("residence", &["iban"]),
        "the field of another register"
    );
    assert!(!ground("families", &["iban"]));
    assert!(!ground("families", &[]), "not even a read of nothing");
}

#[test]
fn consent_for_one_application_covers_no_other() {
    let person = given_at_10();
    assert_eq!(
        person.ground(OTHER, "accounts", &fields(&["iban"]), at(20)),
        None
    );
    assert!(!person.consents_to_automation(OTHER, at(20)));
}

#[test]
fn consent_counts_from_the_moment_it_is_given() {
    let person = given_at_10();
    assert_eq!(
        person.ground(BIRTH, "accounts", &fields(&["iban"]), at(9)),
        None
    );
    assert!(!person.consents_to_automation(BIRTH, at(9)));
    assert!(person.consents_to_automation(BIRTH, at(10)));
}

#[test]
fn a_withdrawn_consent_gives_no_ground_from_that_moment_on() {
    let person = given_at_10().apply(&withdrawn(20));
    let ground = |second| person.ground(BIRTH, "accounts", &fields(&["iban"]), at(second));
    assert!(ground(19).is_some(), "what was read before stays lawful");
    assert_eq!(ground(20), None);
    assert!(!person.consents_to_automation(BIRTH, at(20)));
}

#[test]
fn withdrawing_twice_keeps_the_first_time() {
    let person = given_at_10().apply(&withdrawn(20)).apply(&withdrawn(30));
    assert_eq!(person.agreements[0].withdrawn_at, Some(at(20)));
}

#[test]
fn withdrawing_for_one_application_leaves_the_others() {
    let event = Event::ConsentWithdrawn {
        application: OTHER,
        at: at(20),
    };
    let person = given_at_10().apply(&event);
    assert!(
        person
            .ground(BIRTH, "accounts", &fields(&["iban"]), at(21))
            .is_some()
    );
}

#[test]
fn consent_can_be_given_again_after_it_was_withdrawn() {
    let person = given_at_10()
        .apply(&withdrawn(20))
        .apply(&Event::ConsentGiven(agreement(30)));
    let ground = |second| person.ground(BIRTH, "accounts", &fields(&["iban"]), at(second));
    assert_eq!(ground(25), None);
    assert!(ground(30).is_some());
}

#[test]
fn consent_to_reads_is_no_consent_to_automated_decisions() {
    let reads_only = Agreement {
        automated: false,
        ..agreement(10)
    };
    let person = Person::fold(&[Event::ConsentGiven(reads_only)]);
    assert!(
        person
            .ground(BIRTH, "accounts", &fields(&["iban"]), at(20))
            .is_some()
    );
    assert!(!person.consents_to_automation(BIRTH, at(20)));
}

fn asked() -> StatementRequest {
    StatementRequest {
        application: BIRTH,
        number: "B-1".into(),
        need: "statement".into(),
        service: "birth-registration".into(),
        asked_by: PersonId::Document("UZB:AB1234567".into()),
        asked_by_name: "Дана Қайратқызы".into(),
        born_on: vec![jiff::civil::date(2026, 3, 15)],
        at: at(1),
        until: at(100),
        answer: None,
    }
}

#[test]
fn a_statement_that_is_debugged_tells_neither_name_nor_birth() {
    let asked = asked();
    let shown = format!("{asked:?} {:?}", Event::StatementRequested(asked.clone()));
    for told in ["Дана", "2026-03-15", "AB1234567"] {
        assert!(!shown.contains(told), "{shown}");
    }
    assert!(shown.contains("birth-registration"));
    let text = serde_json::to_string(&asked).unwrap();
    assert!(text.contains("\"asked_by_name\":\"Дана Қайратқызы\""));
}

#[test]
fn a_statement_is_asked_once_for_an_application_and_keeps_its_answer() {
    let asked = asked();
    let again = StatementRequest {
        at: at(5),
        ..asked.clone()
    };
    let person = Person::fold(&[
        Event::StatementRequested(asked),
        Event::StatementAnswered {
            application: BIRTH,
            signed: true,
            at: at(3),
        },
        Event::StatementRequested(again),
        Event::StatementAnswered {
            application: OTHER,
            signed: false,
            at: at(6),
        },
    ]);
    assert_eq!(person.requests.len(), 1);
    assert_eq!(person.request(BIRTH).unwrap().answer, Some((true, at(3))));
}

#[test]
fn the_journal_survives_its_text_form() {
    let events = [Event::ConsentGiven(agreement(10)), withdrawn(20)];
    let text = serde_json::to_string(&events).unwrap();
    let read: Vec<Event> = serde_json::from_str(&text).unwrap();
    assert_eq!(Person::fold(&read), Person::fold(&events));
}
