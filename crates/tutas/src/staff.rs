//! Officers of the demonstration: three posts in each body.
//!
//! A ministry's own directory takes their place; the shape is the same.

use tutas_app::{OfficerProfile, Staff};
use tutas_catalog::Catalog;
use tutas_domain::person::PersonId;
use tutas_domain::text::Texts;

const NAMES: [&str; 24] = [
    "Ахметова Г. С.",
    "Жұмабеков Е. Т.",
    "Қасымова А. Н.",
    "Иванова Н. П.",
    "Сейітов Б. М.",
    "Төлегенова Ш. К.",
    "Ким В. А.",
    "Оразбаев Д. Ж.",
    "Петрова Л. И.",
    "Нұрғалиева М. Ә.",
    "Сағынтаев Қ. Р.",
    "Әбдірахманова З. Б.",
    "Дүйсенов А. Е.",
    "Шмидт Е. В.",
    "Байжанова Р. О.",
    "Тілеуов С. Қ.",
    "Есенова Д. М.",
    "Рахимов И. Ш.",
    "Молдабекова Ж. А.",
    "Кузнецов О. Н.",
    "Исатаева Б. Ғ.",
    "Мұқанов Н. С.",
    "Сәрсенова Ә. Т.",
    "Бекетов Ж. Д.",
];

/// Two officers and a head for each body of the catalog.
pub(crate) fn staff(catalog: &Catalog) -> Staff {
    let mut staff = Staff::default();
    for (index, body) in catalog.bodies.keys().enumerate() {
        for (place, desk) in ["1", "2", "head"].into_iter().enumerate() {
            let name = NAMES[(index * 3 + place) % NAMES.len()];
            let profile = OfficerProfile {
                name: name.to_owned(),
                post: post(desk == "head"),
                body: body.clone(),
                family: Vec::new(),
            };
            staff.0.insert(format!("{body}/{desk}"), profile);
        }
    }
    staff
}

/// Declares someone close kin of an officer.
pub(crate) fn declare_kin(staff: &mut Staff, officer: &str, kin: PersonId) {
    if let Some(profile) = staff.0.get_mut(officer) {
        profile.family.push(kin);
    }
}

fn post(head: bool) -> Texts {
    if head {
        Texts {
            kk: "Басшы".into(),
            ru: "Руководитель".into(),
            en: "Head".into(),
        }
    } else {
        Texts {
            kk: "Маман".into(),
            ru: "Специалист".into(),
            en: "Officer".into(),
        }
    }
}
