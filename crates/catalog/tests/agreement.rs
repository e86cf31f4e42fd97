//! One text for what a definition says of people's data, known by its hash.

mod mini;

use tutas_catalog::agreement::{Revision, Text, data_agreements};
use tutas_catalog::{Catalog, hash_of, read};
use tutas_domain::consent::Whom;

const SERVICE: &str = "services/allowance.yaml";
const FIELDS: &str = "fields: [child_iin, mother_iin, born_on, kato]";

fn catalog(files: &[(String, String)]) -> Catalog {
    let loaded = read(files);
    let report = tutas_catalog::report_table(&loaded);
    loaded.catalog.expect(&report)
}

/// The revisions of the allowance, oldest first.
fn revisions(files: &[(String, String)]) -> Vec<Revision> {
    let all = catalog(files).agreements().into_iter();
    all.map(|(_, revision)| revision)
        .filter(|revision| revision.of == "allowance")
        .collect()
}

fn text(revision: &Revision) -> Text {
    Text::parse(&revision.serialized).expect("it is read again")
}

/// The small catalog with a second version of its service, in which something else is said.
fn changed(old: &str, new: &str) -> Vec<(String, String)> {
    let mut files = mini::files();
    for (path, text) in &mut files {
        if path == SERVICE {
            let at = text.find("  - from:").expect("it has a version");
            let first = text[at..].to_owned();
            let line = first.lines().next().expect("it says from when").to_owned();
            let later = first.replacen(&line, "  - from: 2026-02-01", 1);
            assert!(later.contains(old), "{later}");
            text.push_str(&later.replacen(old, new, 1));
        }
    }
    files
}

#[test]
fn a_text_is_read_again_as_it_was_written_and_known_by_its_hash() {
    for (_, revision) in catalog(&mini::files()).agreements() {
        assert_eq!(text(&revision).serialized(), revision.serialized);
        assert_eq!(hash_of(&revision.serialized), revision.hash);
        assert_eq!(revision.terms.purpose, revision.of);
    }
}

#[test]
fn it_says_whose_data_are_read_from_where_for_whom_and_how_long() {
    let [revision] = &*revisions(&mini::files()) else {
        panic!("one version");
    };
    let text = text(revision);
    assert_eq!(text.purpose.en, "Allowance");
    assert!(
        text.reads
            .iter()
            .any(|read| read.whose == Some(Whom::Child))
    );
    assert!(!text.recipients.is_empty() && text.kept.is_some() && text.risks.is_some());
    assert_eq!(text.predecessor, None);
    let agreed = revision.reads.iter();
    assert!(agreed.clone().all(|read| read.whose != Some(Whom::Adult)));
    assert!(agreed.clone().count() > 0);
}

#[test]
fn what_is_written_otherwise_and_says_the_same_is_the_same_text() {
    let plain = revisions(&mini::files());
    let spaced = mini::replaced(
        mini::files(),
        SERVICE,
        FIELDS,
        &format!("{FIELDS} # as before"),
    );
    assert_eq!(revisions(&spaced)[0].hash, plain[0].hash);
    // A version that says something else only of what is no data.
    let later = revisions(&changed("mark: certain}", "mark: secondary}"));
    assert_eq!(later.len(), 2);
    assert_eq!(later[0].hash, later[1].hash);
}

#[test]
fn a_version_with_another_text_names_the_one_before_it() {
    let both = revisions(&changed("years: 5", "years: 3"));
    let [first, second] = &*both else {
        panic!("two versions");
    };
    assert_eq!(text(second).predecessor.as_ref(), Some(&first.hash));
    assert!(first.terms.cover(&second.terms), "it keeps less long");
    assert!(!second.terms.cover(&first.terms));
}

#[test]
fn others_get_it_in_the_shape_of_the_building_block() {
    let revisions = revisions(&mini::files());
    let told = data_agreements(&revisions[0], "2024-01-01");
    let agreements = told["dataAgreements"].as_array().expect("a list");
    assert!(!agreements.is_empty());
    for agreement in agreements {
        for required in ["purpose", "lawfulBasis", "dpia"] {
            assert!(!agreement[required].is_null(), "{required}");
        }
    }
    assert_eq!(told["revision"]["serializedHash"], revisions[0].hash);
    let snapshot = told["revision"]["serializedSnapshot"].as_str();
    assert_eq!(snapshot.map(hash_of), Some(revisions[0].hash.clone()));
}
