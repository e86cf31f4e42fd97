//! Officers of the demonstration: five posts in each body.
//!
//! A ministry's own directory takes their place; the shape is the same.

use tutas_app::{OfficerProfile, Staff};
use tutas_catalog::Catalog;
use tutas_domain::actor::Rank;
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

const AUDITOR: &str = "Сүлейменова Н. Т.";

/// The posts of a body: desk and rank.
const POSTS: [(&str, Rank); 5] = [
    ("1", Rank::Officer),
    ("2", Rank::Officer),
    ("deputy", Rank::Deputy),
    ("head", Rank::Head),
    ("appeal", Rank::Officer),
];

/// Two officers, a deputy, a head and an officer of appeals for each body of the catalog. What goes up
/// to the body above is answered by the same posts there.
pub(crate) fn staff(catalog: &Catalog) -> Staff {
    let mut staff = Staff::default();
    for (index, body) in catalog.bodies.keys().enumerate() {
        for (place, (desk, rank)) in POSTS.into_iter().enumerate() {
            let name = NAMES[(index * POSTS.len() + place) % NAMES.len()];
            let profile = OfficerProfile {
                name: name.to_owned(),
                post: post(desk, rank),
                body: body.clone(),
                rank,
                family: Vec::new(),
                audits: false,
            };
            staff.0.insert(format!("{body}/{desk}"), profile);
        }
    }
    staff.0.extend(auditor(catalog));
    staff
}

/// An auditor in the body that runs the program, if the catalog says which that is.
fn auditor(catalog: &Catalog) -> Option<(String, OfficerProfile)> {
    let body = &catalog.country.accountability.as_ref()?.operator;
    let profile = OfficerProfile {
        name: AUDITOR.to_owned(),
        post: post("audit", Rank::Officer),
        body: body.clone(),
        rank: Rank::Officer,
        family: Vec::new(),
        audits: true,
    };
    Some((format!("{body}/audit"), profile))
}

/// Declares someone close kin of an officer.
pub(crate) fn declare_kin(staff: &mut Staff, officer: &str, kin: PersonId) {
    if let Some(profile) = staff.0.get_mut(officer) {
        profile.family.push(kin);
    }
}

fn post(desk: &str, rank: Rank) -> Texts {
    let (kk, ru, en) = match (desk, rank) {
        ("audit", _) => (
            "Деректерге жүгінуді тексеруші",
            "Аудитор обращений к данным",
            "Auditor of accesses to data",
        ),
        ("appeal", _) => (
            "Шағымдар жөніндегі маман",
            "Специалист по жалобам",
            "Officer for appeals",
        ),
        (_, Rank::Head | Rank::LastResort) => ("Басшы", "Руководитель", "Head"),
        (_, Rank::Deputy) => (
            "Басшының орынбасары",
            "Заместитель руководителя",
            "Deputy head",
        ),
        (_, Rank::Officer) => ("Маман", "Специалист", "Officer"),
    };
    Texts {
        kk: kk.into(),
        ru: ru.into(),
        en: en.into(),
    }
}
