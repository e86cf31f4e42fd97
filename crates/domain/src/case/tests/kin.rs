//! Whose kin may not act: everybody whom the case names.

use super::super::*;
use super::story::*;
use crate::actor::Actor;
use crate::evidence::Record;
use crate::evidence::Verdict::{Met, Unmet};
use crate::person::PersonId;
use crate::value::Value;

/// Who turned up with a foreign passport.
fn foreigner() -> PersonId {
    PersonId::Document("UZB:AB1234567".into())
}

fn text(person: &PersonId) -> Option<Value> {
    let text = person.iin().map(|iin| iin.as_str().to_owned());
    text.or_else(|| person.document().map(str::to_owned))
        .map(Value::Text)
}

/// Kin of `person` may not even try to grant; nor may they return what others prepared.
fn is_barred(story: &mut Story, person: PersonId) {
    assert!(story.case.parties().contains(&person));
    let kin = officer_with(1, "registrar-2710", vec![person]);
    assert_eq!(
        story.tell("2026-11-24 11:00", &kin, Command::Grant),
        Err(Rejection::BarredKin)
    );
    assert!(
        story
            .tell("2026-11-24 11:00", &officer(1), Command::Grant)
            .is_ok()
    );
}

fn ready() -> Story {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met; 3]);
    story
}

#[test]
fn nobody_decides_in_the_case_of_their_own_or_of_kin() {
    is_barred(&mut ready(), mother());
}

#[test]
fn kin_of_someone_a_register_names_by_number_is_barred() {
    let mut story = Story::filed(procedure());
    let now = at("2026-11-23 10:01");
    story
        .tell_at(now, &Actor::Machine, answered(child_of(&father(), now)))
        .unwrap();
    story.assess("2026-11-23 10:02", [Met; 3]);
    is_barred(&mut story, father());
}

#[test]
fn kin_of_someone_a_register_names_by_a_document_is_barred() {
    let mut story = Story::filed(procedure());
    let now = at("2026-11-23 10:01");
    let mut child = child_of(&father(), now);
    if let crate::evidence::Known::Records { records, .. } = &mut child {
        let mut record = records[0].clone();
        record.insert("husband_document".into(), text(&foreigner()));
        *records = [record].into();
    }
    story
        .tell_at(now, &Actor::Machine, answered(child))
        .unwrap();
    story.assess("2026-11-23 10:02", [Met; 3]);
    is_barred(&mut story, foreigner());
}

#[test]
fn kin_of_the_father_the_filer_named_is_barred() {
    let mut story = ready();
    let named = Record::from([("father_iin".to_owned(), text(&father()))]);
    story.case.answers.clone_from(&named);
    assert!(story.case.parties().contains(&father()));
    story.case.answers.clear();
    story.case.filing.answers = named;
    assert!(
        story.case.parties().contains(&father()),
        "who was named at filing stays a party when the answer is changed"
    );
}

#[test]
fn kin_of_the_child_it_is_about_is_barred() {
    let mut story = ready();
    story.case.filing.subject.record = Record::from([
        ("child_iin".to_owned(), text(&father())),
        ("mother_document".to_owned(), text(&foreigner())),
    ]);
    let parties = story.case.parties();
    assert!(parties.contains(&father()) && parties.contains(&foreigner()));
}

#[test]
fn an_empty_or_wrong_number_names_nobody() {
    let mut story = ready();
    story.case.answers = Record::from([
        (
            "father_iin".to_owned(),
            Some(Value::Text("900101100010".into())),
        ),
        ("father_document".to_owned(), Some(Value::Text(" ".into()))),
        ("mother_document".to_owned(), None),
    ]);
    assert_eq!(story.case.parties(), [mother()]);
}

#[test]
fn kin_turns_no_document_down() {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    story.bring("2026-11-25 12:00", 1);
    let kin = officer_with(1, "registrar-2710", vec![mother()]);
    assert_eq!(
        story.tell("2026-11-25 13:00", &kin, turned_down(1)),
        Err(Rejection::BarredKin)
    );
}
