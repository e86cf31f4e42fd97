//! The repository's own catalog.

use std::path::Path;

#[test]
fn the_catalog_of_the_repository_has_no_errors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let loaded = tutas_catalog::load(&folder).expect("the folder can be read");
    let report = tutas_catalog::report_table(&loaded);
    assert_eq!(loaded.counts.errors, 0, "\n{report}");
    assert!(loaded.catalog.is_some());
    println!("{report}");
}
