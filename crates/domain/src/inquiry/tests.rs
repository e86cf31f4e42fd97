use jiff::tz::TimeZone;

use super::*;
use crate::actor::Rank;
use crate::term::TermLength;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn person() -> PersonId {
    PersonId::Document("UZB:AB1234567".into())
}

fn question() -> Question {
    let calendar = Calendar::build(&[], &[], 2026..=2026, TimeZone::UTC);
    let term = LegalTerm {
        length: TermLength::working_days(3),
        law: Law {
            articles: "24(1)1)".into(),
            ..Law::default()
        },
    };
    Question::new(
        (person(), Lang::Kk),
        "Неге?".into(),
        ("registrar-2710".into(), "2026-7K3M-Q9TF".into()),
        &term,
        (at("2026-03-12T10:00:00Z"), &calendar),
    )
}

fn officer(body: &str) -> Officer {
    Officer {
        id: OfficerId {
            id: format!("{body}/1"),
            name: "Сейітов Б. М.".into(),
            body: body.into(),
        },
        rank: Rank::Officer,
        family: Vec::new(),
    }
}

fn asked() -> Inquiry {
    Inquiry::fold(&[Event::Asked(question())])
}

const LATER: &str = "2026-03-13T10:00:00Z";

#[test]
fn the_term_is_counted_in_working_days_of_the_body() {
    let question = question();
    assert_eq!(question.until, jiff::civil::date(2026, 3, 17));
    assert_eq!(question.ends_at, at("2026-03-18T00:00:00Z"));
}

#[test]
fn asking_twice_is_the_same_question() {
    let first = asked();
    assert_eq!(first.ask(question()), None);
    let again = Question {
        words: "Тағы да".into(),
        ..question()
    };
    assert_eq!(first.clone().apply(&Event::Asked(again)), first);
}

#[test]
fn the_body_that_looked_answers_once_and_in_words() {
    let inquiry = asked();
    let by = officer("registrar-2710");
    assert_eq!(
        inquiry.answer(&by, "  ".into(), at(LATER)),
        Err(Rejection::NoWords)
    );
    assert_eq!(
        inquiry.answer(&officer("clinic-27"), "Іс бойынша".into(), at(LATER)),
        Err(Rejection::OtherBody)
    );
    let event = inquiry.answer(&by, "Іс бойынша".into(), at(LATER)).unwrap();
    let answered = inquiry.apply(&event);
    assert_eq!(answered.owed(), None);
    assert_eq!(
        answered.answer(&by, "Тағы".into(), at(LATER)),
        Err(Rejection::AlreadyAnswered)
    );
}

#[test]
fn nobody_answers_what_was_not_asked_or_what_their_kin_ask() {
    let by = officer("registrar-2710");
    assert_eq!(
        Inquiry::default().answer(&by, "Іс".into(), at(LATER)),
        Err(Rejection::NothingAsked)
    );
    let kin = Officer {
        family: vec![person()],
        ..by
    };
    assert_eq!(
        asked().answer(&kin, "Іс".into(), at(LATER)),
        Err(Rejection::Kin)
    );
}

#[test]
fn an_answer_is_never_older_than_its_question() {
    let by = officer("registrar-2710");
    let before = at("2026-03-12T09:00:00Z");
    let Ok(Event::Answered(answer)) = asked().answer(&by, "Іс".into(), before) else {
        panic!("it is answered");
    };
    assert_eq!(answer.at, question().at);
}

#[test]
fn the_journal_survives_its_text_form_and_tells_no_words_when_debugged() {
    let by = officer("registrar-2710");
    let inquiry = asked();
    let answered = inquiry.answer(&by, "Іс бойынша".into(), at(LATER)).unwrap();
    let events = [Event::Asked(question()), answered];
    let text = serde_json::to_string(&events).unwrap();
    let read: Vec<Event> = serde_json::from_str(&text).unwrap();
    assert_eq!(Inquiry::fold(&read), Inquiry::fold(&events));
    let shown = format!("{events:?}");
    assert!(
        !shown.contains("Неге") && !shown.contains("бойынша"),
        "{shown}"
    );
}

#[test]
fn an_auditor_who_doubts_says_why_and_nothing_that_was_found_is_taken_away() {
    let finding = |verdict, words: &str| Finding {
        by: officer("state-corporation").id,
        verdict,
        words: words.into(),
        at: at(LATER),
    };
    let inquiry = Inquiry::default();
    assert_eq!(
        inquiry.find(finding(Verdict::Doubtful, " ")),
        Err(Rejection::DoubtWithoutWords)
    );
    let doubt = finding(Verdict::Doubtful, "Іс жоқ");
    let found = inquiry.find(doubt.clone()).unwrap().unwrap();
    let marked = inquiry.apply(&found);
    assert_eq!(marked.find(doubt), Ok(None), "said twice is said once");
    let cleared = finding(Verdict::WellFounded, "");
    let found = marked.find(cleared).unwrap().unwrap();
    let cleared = marked.apply(&found);
    assert_eq!(cleared.findings.len(), 2);
    assert_eq!(cleared.owed(), None, "it is no question");
}

#[test]
fn who_looked_does_not_answer_for_it() {
    let by = officer("registrar-2710");
    let looked = Some(by.id.id.clone());
    let inquiry = Inquiry {
        question: Some(question().looked_at_by(looked)),
        ..Inquiry::default()
    };
    assert_eq!(inquiry.may_answer(&by).err(), Some(Rejection::OwnLook));
    let colleague = Officer {
        id: OfficerId {
            id: "registrar-2710/2".into(),
            ..by.id.clone()
        },
        ..by
    };
    assert!(inquiry.may_answer(&colleague).is_ok());
}
