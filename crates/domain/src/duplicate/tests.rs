use super::*;
use crate::actor::Rank;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn record(iin: &str) -> Record {
    Record::from([("iin".to_owned(), Some(Value::Text(iin.to_owned())))])
}

fn found() -> Duplicate {
    let found = Found {
        register: "persons".to_owned(),
        body: "ministry-interior".to_owned(),
        // The second number cannot be one.
        records: vec![record("900101500022"), record("900101500023")],
        pairs: Vec::new(),
        at: at("2026-03-12T10:00:00Z"),
        until: jiff::civil::date(2026, 3, 19),
        ends_at: at("2026-03-19T19:00:00Z"),
        law: Law::default(),
    };
    Duplicate::fold(&[Event::Found(found)])
}

fn officer(id: &str, body: &str) -> Officer {
    Officer {
        id: OfficerId {
            id: id.to_owned(),
            name: id.to_owned(),
            body: body.to_owned(),
        },
        rank: Rank::Officer,
        family: Vec::new(),
    }
}

fn steward(id: &str) -> Officer {
    officer(id, "ministry-interior")
}

fn says(state: &Duplicate, by: &Officer, answer: Answer) -> Result<Duplicate, Rejection> {
    let event = state.answer(by, answer, "Because.".into(), at("2026-03-13T10:00:00Z"))?;
    Ok(state.clone().apply(&event))
}

fn outcome(state: &Duplicate) -> Option<Outcome> {
    state.decision.as_ref().map(|(outcome, _)| *outcome)
}

#[test]
fn one_officer_finds_that_they_are_different_people_and_two_that_they_are_one() {
    let (one, two) = (steward("1"), steward("2"));
    let different = says(&found(), &one, Answer::Different).unwrap();
    assert_eq!(outcome(&different), Some(Outcome::Different));
    let proposed = says(&found(), &one, Answer::Same).unwrap();
    assert_eq!(outcome(&proposed), None);
    let alone = says(&proposed, &one, Answer::Same);
    assert_eq!(alone, Err(Rejection::SameOfficer));
    let same = says(&proposed, &two, Answer::Same).unwrap();
    assert_eq!(outcome(&same), Some(Outcome::Same));
    assert_eq!(
        says(&same, &two, Answer::Different),
        Err(Rejection::Decided)
    );
}

#[test]
fn what_must_be_known_first_ends_a_proposal() {
    let (one, two) = (steward("1"), steward("2"));
    let proposed = says(&found(), &one, Answer::Same).unwrap();
    let more = says(&proposed, &two, Answer::More).unwrap();
    assert_eq!((outcome(&more), more.notes.len()), (None, 1));
    let again = says(&more, &two, Answer::Same).unwrap();
    assert_eq!(outcome(&again), None, "it is proposed anew");
}

#[test]
fn nobody_else_looks_and_nobody_says_nothing() {
    let other = officer("1", "ministry-health");
    assert_eq!(
        says(&found(), &other, Answer::Same),
        Err(Rejection::OtherBody)
    );
    let people = found().found.unwrap().people();
    assert_eq!(people.len(), 1);
    let kin = Officer {
        family: people,
        ..steward("1")
    };
    assert_eq!(says(&found(), &kin, Answer::Different), Err(Rejection::Kin));
    let now = at("2026-03-13T10:00:00Z");
    let silent = found().answer(&steward("1"), Answer::Same, " ".into(), now);
    assert_eq!(silent, Err(Rejection::NoWords));
}
