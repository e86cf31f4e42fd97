//! The catalog: from a folder, or the one built in.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use rust_embed::RustEmbed;
use tutas_catalog::Loaded;

#[derive(RustEmbed)]
#[folder = "../../catalog"]
struct BuiltIn;

/// Reads the catalog in `folder`; else the one in ./catalog; else the one built in.
pub(crate) fn load(folder: Option<&Path>) -> anyhow::Result<Loaded> {
    let here = Path::new("catalog");
    let folder = folder.or_else(|| here.join("country.yaml").exists().then_some(here));
    match folder {
        Some(folder) => load_folder(folder),
        None => Ok(tutas_catalog::read(&built_in())),
    }
}

/// Reads the catalog in a folder.
pub(crate) fn load_folder(folder: &Path) -> anyhow::Result<Loaded> {
    tutas_catalog::load(folder)
        .with_context(|| format!("the catalog in {} cannot be read", folder.display()))
}

/// The files of the catalog built in: path and text.
pub(crate) fn built_in() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = BuiltIn::iter()
        .filter(|path| path.ends_with(".yaml"))
        .filter_map(|path| {
            let file = BuiltIn::get(&path)?;
            let text = String::from_utf8_lossy(&file.data).into_owned();
            Some((path.into_owned(), text))
        })
        .collect();
    files.sort();
    files
}

/// The files of the catalog in a folder, as they are published.
pub(crate) fn of_folder(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "yaml")
            {
                let name = path
                    .strip_prefix(folder)?
                    .to_string_lossy()
                    .replace('\\', "/");
                files.push((name, fs::read_to_string(&path)?));
            }
        }
    }
    files.sort();
    Ok(files)
}
