//! The list of basic requirements: worked out from definitions, and read back to begin one.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use tutas_catalog::annex::{AnnexProblem, Row, Started, read_table, start};
use tutas_catalog::{Catalog, Loaded, read};
use tutas_domain::text::Lang;

mod mini;

use mini::real as files;

const TODAY: Date = date(2026, 3, 18);

fn catalog() -> Catalog {
    read(&files()).catalog.expect("a catalog without errors")
}

/// What each row says in a language.
fn said(catalog: &Catalog, service: &str, lang: Lang) -> BTreeMap<Row, Vec<String>> {
    let annex = catalog
        .annex(service, TODAY)
        .expect("the country has a form");
    let lines = annex.rows.iter();
    lines
        .map(|(row, lines)| {
            (
                *row,
                lines.iter().map(|line| line.get(lang).to_owned()).collect(),
            )
        })
        .collect()
}

#[test]
fn the_rows_are_those_of_the_law_and_say_what_the_definition_says() {
    let catalog = catalog();
    assert_eq!(
        Row::ALL.map(Row::number),
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    );
    let ru = said(&catalog, "birth-allowance", Lang::Ru);
    assert_eq!(ru[&Row::Name], ["Пособие на рождение ребёнка"]);
    assert_eq!(ru[&Row::Term], ["рабочих дней: 7"]);
    assert_eq!(ru[&Row::Fee], ["бесплатно"]);
    assert_eq!(ru[&Row::Channels], ["Портал", "Центр обслуживания"]);
    assert_eq!(ru[&Row::Hours], ["по рабочим дням 09:00–18:30"]);
    let requirements = &catalog
        .service("birth-allowance", TODAY)
        .expect("it is there")
        .procedure
        .requirements;
    assert_eq!(ru[&Row::Refusals].len(), requirements.len());
    let annex = catalog
        .annex("birth-allowance", TODAY)
        .expect("it is there");
    assert_eq!(annex.missing().collect::<Vec<_>>(), [Row::Subtypes]);
    let kk = said(&catalog, "birth-allowance", Lang::Kk);
    assert_eq!(kk[&Row::Term], ["7 жұмыс күні"]);
    assert!(
        catalog.annex("appeal", TODAY).is_none(),
        "an appeal is no service"
    );
}

#[test]
fn csv_and_text_say_the_same_rows_and_are_read_back_line_by_line() {
    let catalog = catalog();
    for service in catalog.services.keys() {
        let annex = catalog.annex(service, TODAY).expect("it is there");
        for lang in Lang::ALL {
            let rows = said(&catalog, service, lang);
            assert_eq!(
                read_table(&annex.csv(lang)).as_ref(),
                Ok(&rows),
                "{service} {lang}"
            );
            assert_eq!(
                read_table(&annex.text(lang)).as_ref(),
                Ok(&rows),
                "{service} {lang}"
            );
        }
    }
}

#[test]
fn a_table_of_another_make_is_read_by_its_numbers() {
    let html = "<table><tr><th>№</th><th>Row</th><th>Says</th></tr>\n<tr class=\"a\"><td>1</td>\n\
                <td>Name</td><td>\n Tea &amp; <b>bread</b>\n </td></tr><tr><td> 4. </td><td>Ways</td>\
                <td><ul><li>Portal</li><li>Counter</li></ul></td></tr></table>";
    let rows = read_table(html).expect("it is there");
    assert_eq!(rows[&Row::Name], ["Tea & bread"]);
    assert_eq!(rows[&Row::Channels], ["Portal", "Counter"]);
    let csv = "1;Name;\"A \"\"good\"\" name\"\n5;Term;\"one\ntwo\"\n";
    assert_eq!(read_table("1,a\n1,b\n"), Err(AnnexProblem::Twice(1)));
    assert_eq!(read_table("Hello, world"), Err(AnnexProblem::NoRows));
    assert_eq!(read_table("5,Term,x\n"), Err(AnnexProblem::NoName));
    let rows = read_table(&csv.replace("1;", "1,").replace("Name;", "Name,")).expect("it is there");
    assert_eq!(rows[&Row::Name], ["A \"good\" name"]);
    assert_eq!(rows[&Row::Term], ["one", "two"]);
}

fn started(catalog: &Catalog, service: &str) -> Started {
    let annex = catalog.annex(service, TODAY).expect("it is there");
    let lines = |lang| read_table(&annex.csv(lang)).expect("it is there");
    start(catalog, "begun", &lines(Lang::Kk), &lines(Lang::Ru)).expect("it is there")
}

/// The repository's catalog with one more service.
fn with(file: &str) -> Loaded {
    let mut files = files();
    files.push(("services/begun.yaml".to_owned(), file.to_owned()));
    read(&files)
}

#[test]
fn a_definition_is_begun_from_a_list_and_the_check_names_what_is_to_do() {
    let catalog = catalog();
    let started = started(&catalog, "large-family-allowance");
    assert_eq!(started.unread, []);
    let loaded = with(&started.file);
    assert!(loaded.catalog.is_none());
    let problems: Vec<_> = loaded
        .problems
        .iter()
        .filter(|problem| problem.file == "services/begun.yaml")
        .collect();
    // Whatever is left open is named at its line: never passed over, never guessed.
    let lines: Vec<&str> = started.file.lines().collect();
    for (place, line) in lines.iter().enumerate() {
        if !line.contains("# to do") {
            continue;
        }
        let key = line
            .trim_start()
            .trim_start_matches("- ")
            .split(':')
            .next()
            .expect("it is there");
        let named = problems.iter().any(|problem| {
            problem.line == place + 1 || problem.message.contains(&format!("`{key}`"))
        });
        assert!(named, "line {}: {line}\n{problems:#?}", place + 1);
    }
}

#[test]
fn there_and_back_the_rows_are_the_same() {
    let catalog = catalog();
    for service in [
        "large-family-allowance",
        "birth-allowance",
        "clinic-attachment",
    ] {
        let file = completed(&started(&catalog, service).file);
        let loaded = with(&file);
        let report = tutas_catalog::report_table(&loaded);
        let again = loaded.catalog.unwrap_or_else(|| panic!("{file}\n{report}"));
        for lang in [Lang::Kk, Lang::Ru] {
            let (mut before, mut after) =
                (said(&catalog, service, lang), said(&again, "begun", lang));
            // What a list says of the form and of other requirements follows from other things than
            // itself: from consent to a machine's decision, from a life event, from the general law.
            for row in [Row::Form, Row::Other] {
                before.remove(&row);
                after.remove(&row);
            }
            assert_eq!(before, after, "{service} {lang}");
        }
    }
}

/// The begun definition with everything filled in that is to do.
fn completed(file: &str) -> String {
    let decider = file
        .split("decider:\n      kind: ")
        .nth(1)
        .and_then(|rest| rest.lines().next());
    let decider = decider.expect("the provider is known");
    let law = "{act: PARAM, articles: \"\", mark: assumed, note: \"Filled in.\"}";
    let mut whole = String::new();
    for line in file.lines() {
        let (said, is_open) = match line.split_once("  # to do") {
            Some((said, _)) => (said, true),
            None => (line, false),
        };
        let filled = match said.trim() {
            "law:" => format!("{said} {law}"),
            "- from:" => format!("{said} 2024-01-01"),
            "by:" => format!("{said} {{ask: asked_1}}"),
            "retention:" => format!("{said} {{years: 5, law: {law}}}"),
            "that:" => format!("{said} \"answers.asked_1 IS NOT NULL\""),
            "kind:" if whole.ends_with("      asked_1:\n") => {
                format!("{said} body\n        body: {decider}")
            }
            "kind:" => format!("{said} text"),
            _ if is_open => said.replace("\"\"", "\"x\""),
            _ => said.to_owned(),
        };
        whole.push_str(&filled);
        whole.push('\n');
    }
    whole
}

#[test]
fn what_is_not_understood_is_told_and_languages_must_go_together() {
    let catalog = catalog();
    let kk = "1,a,Қызмет\n3,b,Белгісіз орган\n5,c,жақында\n8,d,көп\n4,e,Голубь\n";
    let ru = "1,a,Услуга\n3,b,Неизвестный орган\n5,c,скоро\n8,d,много\n4,e,Голубь\n";
    let [kk, ru] = [kk, ru].map(|text| read_table(text).expect("it is there"));
    let started = start(&catalog, "begun", &kk, &ru).expect("it is there");
    let rows: Vec<usize> = started.unread.iter().map(|(row, _)| *row).collect();
    assert_eq!(rows, [3, 5, 4, 8]);
    let short = read_table("1,a,Услуга\n4,e,\"Голубь\nПортал\"\n").expect("it is there");
    let unequal = start(&catalog, "begun", &kk, &short).err();
    assert_eq!(
        unequal,
        Some(AnnexProblem::Unequal {
            row: 3,
            kk: 1,
            ru: 0
        })
    );
}
