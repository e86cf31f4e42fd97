//! What goes live, and what does not.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::Scene;
use crate::AppError;

/// The files of the repository's catalog: path and text.
fn files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let (mut files, mut folders) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "yaml") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy();
                files.push((name.into_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[tokio::test]
async fn what_no_officer_signed_is_not_published_and_what_is_live_stays() {
    let signed = files();
    let mut unsigned = signed.clone();
    unsigned.retain(|(path, _)| path != "opinions/birth-allowance.yaml");
    let catalog = tutas_catalog::read(&unsigned).catalog.unwrap();
    let scene = Scene::after("married-parents").await;
    scene.app.publish(&signed).await.unwrap();
    let scene = scene.with(|parts| parts.catalog = Arc::new(catalog));
    let refused = scene.app.publish(&unsigned).await.unwrap_err();
    assert!(matches!(refused, AppError::NotLive(_)));
    let told = refused.to_string();
    for part in [
        "`birth-allowance`",
        "no data protection officer has signed it",
        "tutas print opinion --of birth-allowance",
        "opinions/birth-allowance.yaml",
    ] {
        assert!(told.contains(part), "{told}");
    }
    // Nothing of it is on record, and what went live before goes on.
    let again = scene.app.publish(&unsigned).await;
    assert!(matches!(again, Err(AppError::NotLive(_))));
    scene.app.publish(&signed).await.unwrap();
}
