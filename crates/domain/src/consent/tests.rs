use super::*;

/// Two applications begun at second 11 and at second 12.
const BIRTH: Uuid = Uuid::from_u128((1_795_000_011_000 << 80) | 1);
const OTHER: Uuid = Uuid::from_u128((1_795_000_012_000 << 80) | 2);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

fn terms() -> Terms {
    Terms {
        purpose: "birth-allowance".into(),
        recipients: ["social-office".to_owned()].into(),
        kept_years: Some(5),
    }
}

/// The ground of a read of the filer's own data, on the terms agreed to.
fn ground_of(
    person: &Person,
    application: Uuid,
    register: &str,
    names: &[&str],
    now: Timestamp,
) -> Option<Ground> {
    let wanted = WantedRead {
        application,
        terms: &terms(),
        register,
        whose: Whom::Filer,
        fields: &fields(names),
        all: &agreement(0).reads,
    };
    person.ground(&wanted, now)
}

fn agreement(given: i64) -> Agreement {
    let read = |register: &str, fields: &[&str]| AgreedRead {
        register: register.into(),
        whose: Some(Whom::Filer),
        fields: fields.iter().map(ToString::to_string).collect(),
    };
    Agreement {
        application: BIRTH,
        ahead: false,
        revision: Some("a".repeat(64)),
        terms: Some(terms()),
        reads: vec![read("accounts", &["iban"]), read("residence", &["kato"])],
        automated: true,
        law: Law {
            articles: "8".into(),
            ..Law::default()
        },
        operator: "office-2710".into(),
        given_at: at(given),
        until: None,
        withdrawn_at: None,
    }
}

fn given_ahead_at_10() -> Agreement {
    Agreement {
        application: Uuid::from_u128(77),
        ahead: true,
        ..agreement(10)
    }
}

#[test]
fn a_consent_given_ahead_covers_whatever_is_applied_for_on_its_terms() {
    let person = Person::fold(&[Event::ConsentGiven(given_ahead_at_10())]);
    for application in [BIRTH, OTHER] {
        assert!(ground_of(&person, application, "accounts", &["iban"], at(11)).is_some());
        assert!(ground_of(&person, application, "accounts", &["bank"], at(11)).is_none());
    }
    let other_terms = Terms {
        purpose: "something-else".into(),
        ..terms()
    };
    let reads = &given_ahead_at_10().reads;
    assert!(person.given_ahead(BIRTH, &terms(), reads, at(11)).is_some());
    assert!(
        person
            .given_ahead(BIRTH, &other_terms, reads, at(11))
            .is_none()
    );
}

#[test]
fn a_consent_given_ahead_is_for_all_that_is_read_or_for_none_of_it() {
    let mut person = Person::fold(&[Event::ConsentGiven(given_ahead_at_10())]);
    person.agreements[0].reads.pop();
    assert_eq!(
        ground_of(&person, BIRTH, "accounts", &["iban"], at(13)),
        None,
        "the form asks, and whoever declines there is not read about"
    );
}

#[test]
fn a_consent_given_ahead_is_for_what_is_begun_after_it() {
    let later = Agreement {
        given_at: at(12),
        ..given_ahead_at_10()
    };
    let person = Person::fold(&[Event::ConsentGiven(later)]);
    assert!(ground_of(&person, BIRTH, "accounts", &["iban"], at(13)).is_none());
    assert!(ground_of(&person, OTHER, "accounts", &["iban"], at(13)).is_some());
}

#[test]
fn a_consent_given_ahead_is_never_for_another_adult() {
    let mut agreed = given_ahead_at_10();
    for read in &mut agreed.reads {
        read.whose = Some(Whom::Adult);
    }
    let wanted = WantedRead {
        application: BIRTH,
        terms: &terms(),
        register: "accounts",
        whose: Whom::Adult,
        fields: &fields(&["iban"]),
        all: &agreed.reads.clone(),
    };
    assert!(!agreed.covers(&wanted));
    agreed.ahead = false;
    agreed.application = BIRTH;
    assert!(agreed.covers(&wanted));
}

#[test]
fn what_was_taken_back_for_an_application_is_not_read_on_a_consent_given_ahead() {
    let withdrawn = Event::ConsentWithdrawn {
        application: BIRTH,
        purpose: None,
        at: at(20),
    };
    let ahead = given_ahead_at_10();
    let person = Person::fold(&[
        Event::ConsentGiven(agreement(12)),
        Event::ConsentGiven(ahead.clone()),
        withdrawn,
    ]);
    assert!(ground_of(&person, BIRTH, "accounts", &["iban"], at(21)).is_none());
    assert!(ground_of(&person, OTHER, "accounts", &["iban"], at(21)).is_some());
    let taken_back = Event::ConsentWithdrawn {
        application: ahead.application,
        purpose: None,
        at: at(30),
    };
    let person = person.apply(&taken_back);
    assert!(ground_of(&person, OTHER, "accounts", &["iban"], at(31)).is_none());
}

fn given_at_10() -> Person {
    Person::fold(&[Event::ConsentGiven(agreement(10))])
}

fn withdrawn(second: i64) -> Event {
    Event::ConsentWithdrawn {
        application: BIRTH,
        purpose: None,
        at: at(second),
    }
}

fn fields(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

#[test]
fn a_valid_consent_gives_the_ground_of_its_law() {
    let ground = ground_of(&given_at_10(), BIRTH, "accounts", &["iban"], at(10)).unwrap();
    assert!(ground.is_consent());
    assert_eq!(ground.agreement(), Some(&*"a".repeat(64)));
    assert_eq!(ground.cited().articles, "8");
    assert!(!Ground::law(Law::default()).is_consent());
}

#[test]
fn no_consent_gives_no_ground() {
    assert_eq!(
        ground_of(&Person::default(), BIRTH, "accounts", &["iban"], at(10)),
        None
    );
}

#[test]
fn consent_covers_the_named_register_and_fields_only() {
    let person = given_at_10();
    let ground = |register: &str, names: &[&str]| {
        ground_of(&person, BIRTH, register, names, at(20)).is_some()
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
        ground_of(&person, OTHER, "accounts", &["iban"], at(20)),
        None
    );
    assert!(!person.consents_to_automation(OTHER, "birth-allowance", at(20)));
}

#[test]
fn consent_counts_from_the_moment_it_is_given() {
    let person = given_at_10();
    assert_eq!(
        ground_of(&person, BIRTH, "accounts", &["iban"], at(9)),
        None
    );
    assert!(!person.consents_to_automation(BIRTH, "birth-allowance", at(9)));
    assert!(person.consents_to_automation(BIRTH, "birth-allowance", at(10)));
}

#[test]
fn a_withdrawn_consent_gives_no_ground_from_that_moment_on() {
    let person = given_at_10().apply(&withdrawn(20));
    let given = &person.agreements[0];
    assert!(given.was_valid(at(19)), "what was read before stays lawful");
    assert!(!given.was_valid(at(20)));
    let ground = |second| ground_of(&person, BIRTH, "accounts", &["iban"], at(second));
    assert_eq!(ground(20), None);
    assert_eq!(ground(19), None, "nor to somebody whose clock is slow");
    assert!(!person.consents_to_automation(BIRTH, "birth-allowance", at(20)));
}

#[test]
fn a_consent_for_a_time_is_over_when_its_time_is() {
    let given = Agreement {
        until: Some(at(20)),
        ..agreement(10)
    };
    let person = Person::fold(&[Event::ConsentGiven(given)]);
    let ground = |second| ground_of(&person, BIRTH, "accounts", &["iban"], at(second));
    assert!(ground(19).is_some());
    assert_eq!(ground(20), None);
    assert!(!person.consents_to_automation(BIRTH, "birth-allowance", at(20)));
}

#[test]
fn what_is_withdrawn_for_one_purpose_stands_for_the_others() {
    let care = Agreement {
        terms: Some(Terms {
            purpose: "care-allowance".into(),
            ..terms()
        }),
        ..agreement(10)
    };
    let person = Person::fold(&[
        Event::ConsentGiven(agreement(10)),
        Event::ConsentGiven(care),
        Event::ConsentWithdrawn {
            application: BIRTH,
            purpose: Some("birth-allowance".into()),
            at: at(20),
        },
    ]);
    assert_eq!(
        ground_of(&person, BIRTH, "accounts", &["iban"], at(21)),
        None
    );
    assert!(!person.consents_to_automation(BIRTH, "birth-allowance", at(21)));
    assert!(person.consents_to_automation(BIRTH, "care-allowance", at(21)));
}

#[test]
fn what_was_agreed_to_before_there_were_revisions_covers_its_application_as_it_did() {
    let stored = r#"{"event":"consent-given","application":"01a1ee56-88f8-0000-0000-000000000001",
        "reads":[{"register":"accounts","fields":["iban"]}],"automated":true,
        "law":{"act":{"kk":"","ru":"","en":""},"articles":"8","mark":"certain"},
        "operator":"TUTAS","given_at":"2026-01-01T00:00:00Z","withdrawn_at":null}"#;
    let person = Person::fold(&[serde_json::from_str(stored).unwrap()]);
    let ground = ground_of(&person, BIRTH, "accounts", &["iban"], at(0)).unwrap();
    assert_eq!(ground.agreement(), None, "there was no text");
    assert_eq!(
        ground_of(&person, BIRTH, "accounts", &["bank"], at(0)),
        None
    );
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
        purpose: None,
        at: at(20),
    };
    let person = given_at_10().apply(&event);
    assert!(ground_of(&person, BIRTH, "accounts", &["iban"], at(21)).is_some());
}

#[test]
fn consent_can_be_given_again_after_it_was_withdrawn() {
    let person = given_at_10()
        .apply(&withdrawn(20))
        .apply(&Event::ConsentGiven(agreement(30)));
    let ground = |second| ground_of(&person, BIRTH, "accounts", &["iban"], at(second));
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
    assert!(ground_of(&person, BIRTH, "accounts", &["iban"], at(20)).is_some());
    assert!(!person.consents_to_automation(BIRTH, "birth-allowance", at(20)));
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

mod revisions {
    //! Whatever a later text says: what it takes beyond what was agreed to is not covered.

    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use proptest::sample::subsequence;

    use super::*;

    const FIELDS: [&str; 5] = ["iban", "bank", "kato", "address", "amount"];
    const RECIPIENTS: [&str; 3] = ["social-office", "registrar", "register:benefits"];

    fn some(of: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
        subsequence(of, 0..=of.len()).prop_map(|some| some.into_iter().map(str::to_owned).collect())
    }

    fn any_terms() -> impl Strategy<Value = Terms> {
        let purpose = prop_oneof![Just("birth-allowance"), Just("care-allowance")];
        let kept = proptest::option::of(0_u32..4);
        (purpose, some(&RECIPIENTS), kept).prop_map(|(purpose, recipients, kept_years)| Terms {
            purpose: purpose.into(),
            recipients: recipients.into_iter().collect(),
            kept_years,
        })
    }

    fn any_whom() -> impl Strategy<Value = Whom> {
        prop_oneof![Just(Whom::Filer), Just(Whom::Child), Just(Whom::Adult)]
    }

    /// One read, on its terms: what a text says of one register.
    #[derive(Clone, Debug)]
    struct Text {
        terms: Terms,
        whose: Whom,
        fields: Vec<String>,
    }

    fn any_text() -> impl Strategy<Value = Text> {
        (any_terms(), any_whom(), some(&FIELDS)).prop_map(|(terms, whose, fields)| Text {
            terms,
            whose,
            fields,
        })
    }

    fn agreed_to(text: &Text) -> Agreement {
        Agreement {
            terms: Some(text.terms.clone()),
            reads: vec![AgreedRead {
                register: "accounts".into(),
                whose: Some(text.whose),
                fields: text.fields.clone(),
            }],
            ..agreement(10)
        }
    }

    fn may_read(agreed: &Text, wanted: &Text) -> bool {
        let person = Person::fold(&[Event::ConsentGiven(agreed_to(agreed))]);
        let wanted = WantedRead {
            application: BIRTH,
            terms: &wanted.terms,
            register: "accounts",
            whose: wanted.whose,
            fields: &wanted.fields,
            all: &[],
        };
        person.ground(&wanted, at(20)).is_some()
    }

    /// By its own words: what a later text takes, and an earlier one gave.
    fn only_narrows(agreed: &Text, later: &Text) -> bool {
        let set = |fields: &[String]| fields.iter().cloned().collect::<BTreeSet<_>>();
        let more = &set(&later.fields) - &set(&agreed.fields);
        let others = &later.terms.recipients - &agreed.terms.recipients;
        let longer = match (agreed.terms.kept_years, later.terms.kept_years) {
            (Some(agreed), Some(later)) => later > agreed,
            (agreed, later) => agreed != later,
        };
        let same = agreed.whose == later.whose && agreed.terms.purpose == later.terms.purpose;
        same && more.is_empty() && others.is_empty() && !longer
    }

    proptest! {
        #[test]
        fn a_consent_covers_a_later_text_if_and_only_if_that_takes_no_more(
            agreed in any_text(),
            later in any_text(),
        ) {
            prop_assert_eq!(may_read(&agreed, &later), only_narrows(&agreed, &later));
        }

        #[test]
        fn a_consent_covers_its_own_text(text in any_text()) {
            prop_assert!(may_read(&text, &text));
        }

        #[test]
        fn texts_that_narrow_one_after_the_other_stay_covered_by_the_first(
            first in any_text(),
            fields in some(&FIELDS),
            recipients in some(&RECIPIENTS),
            years in 0_u32..4,
        ) {
            let mut second = first.clone();
            second.fields.retain(|field| fields.contains(field));
            let mut third = second.clone();
            third.terms.recipients.retain(|one| recipients.contains(one));
            third.terms.kept_years = third.terms.kept_years.map(|kept| kept.min(years));
            prop_assert!(may_read(&first, &second) && may_read(&second, &third));
            prop_assert!(may_read(&first, &third));
        }

        #[test]
        fn one_field_recipient_or_year_more_is_not_covered(
            first in any_text(),
            field in 0_usize..FIELDS.len(),
            recipient in 0_usize..RECIPIENTS.len(),
        ) {
            let mut wider = first.clone();
            wider.fields.push(FIELDS[field].to_owned());
            let has = first.fields.iter().any(|one| one == FIELDS[field]);
            prop_assert_eq!(may_read(&first, &wider), has);
            let mut told = first.clone();
            let new = told.terms.recipients.insert(RECIPIENTS[recipient].to_owned());
            prop_assert_eq!(may_read(&first, &told), !new);
            let mut kept = first.clone();
            kept.terms.kept_years = kept.terms.kept_years.map(|years| years + 1);
            prop_assert_eq!(may_read(&first, &kept), first.terms.kept_years.is_none());
        }
    }
}
