//! Names as people of Kazakhstan bear them.

use tutas_domain::person::Sex;

use super::chance::Chance;

/// Which names a family gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Kazakh names.
    Kazakh,
    /// Russian names.
    Russian,
}

/// A family's surname for its men and women.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Surname {
    pub(super) male: String,
    pub(super) female: String,
}

impl Surname {
    pub(super) fn of(&self, sex: Sex) -> &str {
        match sex {
            Sex::Male => &self.male,
            Sex::Female => &self.female,
        }
    }
}

/// The origin of a new family: about seven in ten are Kazakh, as the country is.
pub(super) fn origin(chance: &mut Chance) -> Origin {
    if chance.permille(720) {
        Origin::Kazakh
    } else {
        Origin::Russian
    }
}

/// A surname.
pub(super) fn surname(chance: &mut Chance, origin: Origin) -> Surname {
    let male = *match origin {
        Origin::Kazakh => chance.of(&KAZAKH_SURNAMES),
        Origin::Russian => chance.of(&RUSSIAN_SURNAMES),
    };
    let female = if let Some(stem) = male.strip_suffix("ский") {
        format!("{stem}ская")
    } else if ["ов", "ев", "ёв", "ин"]
        .iter()
        .any(|ending| male.ends_with(ending))
    {
        format!("{male}а")
    } else {
        male.to_owned()
    };
    Surname {
        male: male.to_owned(),
        female,
    }
}

/// A given name.
pub(super) fn given(chance: &mut Chance, origin: Origin, sex: Sex) -> &'static str {
    match (origin, sex) {
        (Origin::Kazakh, Sex::Male) => chance.of::<&str>(&KAZAKH_MEN),
        (Origin::Kazakh, Sex::Female) => chance.of::<&str>(&KAZAKH_WOMEN),
        (Origin::Russian, Sex::Male) => chance.of(&RUSSIAN_MEN).0,
        (Origin::Russian, Sex::Female) => chance.of::<&str>(&RUSSIAN_WOMEN),
    }
}

/// How a Kazakh family forms patronymics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patronymics {
    /// Нұрланұлы, Нұрланқызы.
    Kazakh,
    /// Нұрланович, Нұрлановна, where the name allows it.
    Russian,
}

/// What a new family prefers.
pub(super) fn patronymics(chance: &mut Chance) -> Patronymics {
    if chance.permille(350) {
        Patronymics::Russian
    } else {
        Patronymics::Kazakh
    }
}

/// A father's name as a patronymic: Нұрлан makes Нұрланұлы and Нұрланқызы or, by preference,
/// Нұрланович and Нұрлановна; Пётр makes Петрович and Петровна.
pub(super) fn patronymic(father: &str, sex: Sex, preference: Patronymics) -> String {
    if let Some((_, male, female)) = RUSSIAN_MEN.iter().find(|(name, _, _)| *name == father) {
        return match sex {
            Sex::Male => (*male).to_owned(),
            Sex::Female => (*female).to_owned(),
        };
    }
    let takes_russian_ending = !father.ends_with(['й', 'ы', 'і', 'а', 'ә', 'е', 'у', 'и']);
    let is_russian = preference == Patronymics::Russian && takes_russian_ending;
    let ending = match (is_russian, sex) {
        (true, Sex::Male) => "ович",
        (true, Sex::Female) => "овна",
        (false, Sex::Male) => "ұлы",
        (false, Sex::Female) => "қызы",
    };
    format!("{father}{ending}")
}

const KAZAKH_SURNAMES: [&str; 60] = [
    "Абдрахманов",
    "Айтжанов",
    "Ахметов",
    "Аманжолов",
    "Байжанов",
    "Бекмұхамбетов",
    "Бектұров",
    "Боранбаев",
    "Ғабдуллин",
    "Дәулетов",
    "Дүйсенов",
    "Елеусінов",
    "Ерғалиев",
    "Есенғалиев",
    "Жақсыбаев",
    "Жұмағалиев",
    "Жүнісов",
    "Ибраев",
    "Исатаев",
    "Қабдолов",
    "Қажығалиев",
    "Қалиев",
    "Құрманғалиев",
    "Қуанышев",
    "Мұқанов",
    "Мұстафин",
    "Нұрғалиев",
    "Нұрмағамбетов",
    "Оразбаев",
    "Оспанов",
    "Өмірзақов",
    "Рахымов",
    "Сағынов",
    "Сәрсенов",
    "Сейітов",
    "Сүлейменов",
    "Тайманов",
    "Темірғалиев",
    "Тілеуов",
    "Төлегенов",
    "Тұрсынов",
    "Утегенов",
    "Үмбетов",
    "Хайруллин",
    "Шәріпов",
    "Шоқанов",
    "Ысқақов",
    "Әбдіғалиев",
    "Әлжанов",
    "Әубәкіров",
    "Сейітқали",
    "Нұрғазы",
    "Бейбіт",
    "Құлшар",
    "Жәнібек",
    "Өтеғали",
    "Тілеубай",
    "Мырзағали",
    "Байтұрсын",
    "Әбілқайыр",
];

const RUSSIAN_SURNAMES: [&str; 40] = [
    "Иванов",
    "Кузнецов",
    "Смирнов",
    "Попов",
    "Васильев",
    "Петров",
    "Соколов",
    "Михайлов",
    "Новиков",
    "Фёдоров",
    "Морозов",
    "Волков",
    "Алексеев",
    "Лебедев",
    "Семёнов",
    "Егоров",
    "Павлов",
    "Козлов",
    "Степанов",
    "Николаев",
    "Орлов",
    "Андреев",
    "Макаров",
    "Никитин",
    "Захаров",
    "Зайцев",
    "Соловьёв",
    "Борисов",
    "Яковлев",
    "Григорьев",
    "Романов",
    "Воробьёв",
    "Калинин",
    "Гусев",
    "Ковальский",
    "Белинский",
    "Шевченко",
    "Бондаренко",
    "Мельник",
    "Ткачук",
];

const KAZAKH_MEN: [&str; 52] = [
    "Нұрлан",
    "Ерлан",
    "Асхат",
    "Бауыржан",
    "Дәурен",
    "Марат",
    "Серік",
    "Қайрат",
    "Талғат",
    "Азамат",
    "Арман",
    "Айбек",
    "Жандос",
    "Санжар",
    "Нұрсұлтан",
    "Әлихан",
    "Алдияр",
    "Мирас",
    "Ерасыл",
    "Айсұлтан",
    "Бекзат",
    "Диас",
    "Тимур",
    "Рүстем",
    "Данияр",
    "Мейіржан",
    "Олжас",
    "Руслан",
    "Асылбек",
    "Жасұлан",
    "Қуаныш",
    "Самат",
    "Сұлтан",
    "Темірлан",
    "Ғалым",
    "Абылай",
    "Ислам",
    "Әділет",
    "Мансұр",
    "Расул",
    "Бекжан",
    "Дархан",
    "Ернар",
    "Жәнібек",
    "Исатай",
    "Кемел",
    "Қасым",
    "Махамбет",
    "Абай",
    "Өміржан",
    "Мәди",
    "Төле",
];

const KAZAKH_WOMEN: [&str; 50] = [
    "Айгерім",
    "Айша",
    "Айжан",
    "Ақмарал",
    "Алтынай",
    "Аружан",
    "Асель",
    "Аяулым",
    "Әйгерім",
    "Әсем",
    "Баян",
    "Гүлнар",
    "Гүлжан",
    "Дана",
    "Динара",
    "Еркежан",
    "Жадыра",
    "Жанар",
    "Жансая",
    "Зарина",
    "Зере",
    "Іңкәр",
    "Камила",
    "Қарлығаш",
    "Қымбат",
    "Ләззат",
    "Мадина",
    "Мөлдір",
    "Назерке",
    "Назым",
    "Нұргүл",
    "Перизат",
    "Рабиға",
    "Раушан",
    "Сабина",
    "Салтанат",
    "Сая",
    "Сәуле",
    "Томирис",
    "Толғанай",
    "Ұлжан",
    "Ұлпан",
    "Үміт",
    "Фариза",
    "Шолпан",
    "Шырын",
    "Інжу",
    "Аида",
    "Медина",
    "Раяна",
];

/// Name, patronymic of a son, patronymic of a daughter.
const RUSSIAN_MEN: [(&str, &str, &str); 26] = [
    ("Александр", "Александрович", "Александровна"),
    ("Алексей", "Алексеевич", "Алексеевна"),
    ("Андрей", "Андреевич", "Андреевна"),
    ("Антон", "Антонович", "Антоновна"),
    ("Артём", "Артёмович", "Артёмовна"),
    ("Виктор", "Викторович", "Викторовна"),
    ("Владимир", "Владимирович", "Владимировна"),
    ("Денис", "Денисович", "Денисовна"),
    ("Дмитрий", "Дмитриевич", "Дмитриевна"),
    ("Евгений", "Евгеньевич", "Евгеньевна"),
    ("Егор", "Егорович", "Егоровна"),
    ("Иван", "Иванович", "Ивановна"),
    ("Игорь", "Игоревич", "Игоревна"),
    ("Илья", "Ильич", "Ильинична"),
    ("Кирилл", "Кириллович", "Кирилловна"),
    ("Максим", "Максимович", "Максимовна"),
    ("Матвей", "Матвеевич", "Матвеевна"),
    ("Михаил", "Михайлович", "Михайловна"),
    ("Никита", "Никитич", "Никитична"),
    ("Николай", "Николаевич", "Николаевна"),
    ("Олег", "Олегович", "Олеговна"),
    ("Павел", "Павлович", "Павловна"),
    ("Пётр", "Петрович", "Петровна"),
    ("Роман", "Романович", "Романовна"),
    ("Сергей", "Сергеевич", "Сергеевна"),
    ("Юрий", "Юрьевич", "Юрьевна"),
];

const RUSSIAN_WOMEN: [&str; 28] = [
    "Анастасия",
    "Анна",
    "Валентина",
    "Валерия",
    "Варвара",
    "Вера",
    "Виктория",
    "Галина",
    "Дарья",
    "Евгения",
    "Екатерина",
    "Елена",
    "Елизавета",
    "Ирина",
    "Ксения",
    "Любовь",
    "Людмила",
    "Маргарита",
    "Марина",
    "Мария",
    "Надежда",
    "Наталья",
    "Ольга",
    "Полина",
    "Светлана",
    "София",
    "Татьяна",
    "Юлия",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patronymics_follow_the_fathers_name_and_the_familys_preference() {
        let daughter = |father, preference| patronymic(father, Sex::Female, preference);
        assert_eq!(daughter("Пётр", Patronymics::Kazakh), "Петровна");
        assert_eq!(daughter("Нұрлан", Patronymics::Kazakh), "Нұрланқызы");
        assert_eq!(daughter("Нұрлан", Patronymics::Russian), "Нұрлановна");
        assert_eq!(
            patronymic("Абай", Sex::Male, Patronymics::Russian),
            "Абайұлы"
        );
    }

    #[test]
    fn surnames_have_their_feminine_forms() {
        let mut chance = Chance::new(1);
        for _ in 0..500 {
            let family = surname(&mut chance, Origin::Russian);
            let expected = match family.male.as_str() {
                "Ковальский" => "Ковальская".to_owned(),
                "Белинский" => "Белинская".to_owned(),
                "Шевченко" | "Бондаренко" | "Мельник" | "Ткачук" => {
                    family.male.clone()
                }
                male => format!("{male}а"),
            };
            assert_eq!(family.female, expected);
        }
    }
}
