//! A few people who were entered a second time: as when a clerk did not find them, with a slip in the
//! number and a keyboard that has no Kazakh letters.

use tutas_domain::evidence::Record;
use tutas_domain::person::Iin;
use tutas_domain::value::Value;

use super::Population;

/// How many are entered twice, however many people there are.
const TIMES: usize = 3;

impl Population {
    /// Enters a few people into the register of persons once more.
    pub(crate) fn enter_some_twice(&mut self) {
        let Some(persons) = self.records.get_mut("persons") else {
            return;
        };
        let apart = persons.len() / (TIMES + 1);
        let again: Vec<Record> = (1..=TIMES)
            .filter_map(|time| persons.get(time * apart))
            .filter_map(entered_again)
            .collect();
        persons.extend(again);
    }
}

/// The same person as somebody else wrote them down; nothing for who has no number.
fn entered_again(record: &Record) -> Option<Record> {
    let iin = record.get("iin")?.as_ref()?.as_text()?;
    let slip = slip_in(iin)?;
    let mut again = record.clone();
    again.insert("iin".to_owned(), Some(Value::Text(slip)));
    for name in ["surname", "given_name", "patronymic"] {
        if let Some(Some(Value::Text(text))) = again.get_mut(name) {
            *text = text.chars().map(without_kazakh_letters).collect();
        }
    }
    Some(again)
}

/// The number with its tenth digit wrong, so that it is nobody's.
fn slip_in(iin: &str) -> Option<String> {
    let (before, rest) = iin.split_at_checked(9)?;
    let after = rest.get(1..)?;
    ('0'..='9')
        .map(|digit| format!("{before}{digit}{after}"))
        .find(|slip| slip != iin && Iin::parse(slip).is_err())
}

fn without_kazakh_letters(letter: char) -> char {
    match letter {
        'ә' => 'а',
        'Ә' => 'А',
        'ғ' => 'г',
        'Ғ' => 'Г',
        'қ' => 'к',
        'Қ' => 'К',
        'ң' => 'н',
        'Ң' => 'Н',
        'ө' => 'о',
        'Ө' => 'О',
        'ұ' | 'ү' => 'у',
        'Ұ' | 'Ү' => 'У',
        'һ' => 'х',
        'Һ' => 'Х',
        'і' => 'и',
        'І' => 'И',
        other => other,
    }
}
