//! Files that nobody should have written: each is refused with its place, and nothing panics.

mod mini;

use std::time::Instant;

use proptest::prelude::*;
use tutas_catalog::{Loaded, read};

fn country(text: &str) -> Loaded {
    read(&[("country.yaml".to_owned(), text.to_owned())])
}

fn place(loaded: &Loaded, code: &str) -> (usize, usize) {
    let problem = mini::only(loaded, code);
    (problem.line, problem.column)
}

#[test]
fn a_tab_is_shown_where_it_stands() {
    let loaded = country("code: KZ\ntitle:\n\tkk: Ел\n");
    assert_eq!(place(&loaded, "tab"), (3, 1));
    assert!(loaded.catalog.is_none());
}

#[test]
fn a_line_of_ten_megabytes_is_refused_at_once() {
    let start = Instant::now();
    let loaded = country(&format!("code: {}\n", "x".repeat(10_000_000)));
    assert_eq!(place(&loaded, "file-too-large"), (1, 1));
    assert_eq!(place(&loaded, "line-too-long"), (1, 10_001));
    assert!(start.elapsed().as_secs() < 2);
}

#[test]
fn a_long_line_in_a_small_file_is_refused() {
    let loaded = country(&format!("code: KZ\ntitle: {}\n", "я".repeat(10_001)));
    assert_eq!(place(&loaded, "line-too-long"), (2, 10_001));
}

#[test]
fn a_billion_laughs_are_refused_at_the_first_anchor() {
    let loaded = country("a: &a [ha, ha]\nb: &b [*a, *a]\nc: [*b, *b]\n");
    assert_eq!(place(&loaded, "alias"), (1, 4));
    let loaded = country("code: *nothing\n");
    assert!(loaded.counts.errors > 0);
}

#[test]
fn a_tag_is_refused() {
    assert_eq!(place(&country("code: !!str KZ\n"), "tag"), (1, 7));
}

#[test]
fn brackets_without_end_are_refused_before_the_stack_is() {
    for depth in [40, 5000, 400_000] {
        let loaded = country(&format!("code:\n  {}\n", "[\n  ".repeat(depth)));
        let line = mini::only(
            &loaded,
            if depth < 200_000 {
                "too-deep"
            } else {
                "file-too-large"
            },
        );
        assert_eq!(line.file, "country.yaml");
    }
}

#[test]
fn a_key_written_twice_is_pointed_at() {
    let loaded = mini::with(
        "country.yaml",
        "currency: KZT\n",
        "currency: KZT\ncode: UZ\n",
    );
    let problem = mini::only(&loaded, "duplicate-key");
    assert_eq!((problem.line, problem.column), (5, 1));
    assert!(problem.message.contains("line 1"), "{}", problem.message);
}

#[test]
fn a_second_document_is_refused() {
    assert_eq!(
        mini::only(&country("code: KZ\n---\ncode: UZ\n"), "yaml-syntax").line,
        2
    );
}

#[test]
fn broken_yaml_and_an_empty_file_say_so() {
    assert_eq!(
        mini::only(&country("code: \"KZ\ntitle: x\n"), "yaml-syntax").file,
        "country.yaml"
    );
    assert_eq!(place(&country(""), "yaml-syntax"), (1, 1));
    assert_eq!(place(&country("# only a comment\n"), "yaml-syntax"), (1, 1));
}

#[test]
fn a_control_character_is_shown_where_it_stands() {
    assert_eq!(
        place(&country("code: K\u{0}Z\n"), "control-character"),
        (1, 8)
    );
}

#[test]
fn a_file_that_nothing_reads_is_an_error() {
    let loaded = mini::with_file("servces/allowance.yaml", "a: b\n");
    assert_eq!(
        mini::only(&loaded, "unknown-file").file,
        "servces/allowance.yaml"
    );
}

#[test]
fn a_catalog_without_country_and_calendar_is_none() {
    let loaded = read(&[]);
    assert!(loaded.catalog.is_none());
    assert_eq!(loaded.counts.errors, 2);
}

#[test]
fn a_file_that_is_not_utf8_is_named_with_its_line() {
    let folder = std::env::temp_dir().join(format!("tutas-catalog-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    std::fs::write(folder.join("country.yaml"), b"code: KZ\ntitle: \xff\n").expect("written");
    let loaded = tutas_catalog::load(&folder).expect("the folder can be read");
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    assert_eq!(place(&loaded, "not-utf8"), (2, 1));
}

#[test]
fn a_folder_that_is_not_there_is_an_error_of_its_own() {
    assert!(tutas_catalog::load(std::path::Path::new("/nowhere/at/all")).is_err());
}

#[test]
fn a_megabyte_of_any_sign_is_read_in_seconds() {
    for unit in [
        "a: b\n", "- - -\n", "? a\n", "[a,\n", "{a: \n", "\"\n", "a\n", ": \n", "'a' \n", "|\n",
    ] {
        let start = Instant::now();
        let loaded = country(&unit.repeat(900_000 / unit.len()));
        assert!(loaded.catalog.is_none());
        assert!(
            start.elapsed().as_secs() < 10,
            "{unit:?} took {:?}",
            start.elapsed()
        );
    }
    let keys: Vec<String> = (0..90_000).map(|number| format!("k{number}: b")).collect();
    let keys = keys.join("\n");
    let start = Instant::now();
    assert!(!tutas_catalog::report_table(&country(&keys)).is_empty());
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for path in ["country.yaml", "services/x.yaml", "examples/x.yaml"] {
            let loaded = read(&[(path.to_owned(), text.clone())]);
            prop_assert!(loaded.counts.errors > 0);
        }
    }

    #[test]
    fn a_damaged_service_never_panics(
        at in 0.0..1.0f64,
        length in 0usize..40,
        rubbish in "[ -~\n]{0,20}",
    ) {
        let characters: Vec<char> = mini::SERVICE.chars().collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss,
            clippy::cast_precision_loss, reason = "a place in a short text")]
        let start = (characters.len() as f64 * at) as usize;
        let end = (start + length).min(characters.len());
        let damaged: String = characters[..start].iter().collect::<String>()
            + &rubbish
            + &characters[end..].iter().collect::<String>();
        let loaded = mini::with_file("services/allowance.yaml", &damaged);
        let table = tutas_catalog::report_table(&loaded);
        prop_assert!(!table.is_empty());
        prop_assert_eq!(loaded.catalog.is_none(), loaded.counts.errors > 0);
    }

    #[test]
    fn yaml_made_of_its_own_signs_never_panics(text in "[-:{}\\[\\]&*!|>'\"%@#, a1\n]{0,200}") {
        let loaded = country(&text);
        prop_assert!(loaded.catalog.is_none());
    }
}
