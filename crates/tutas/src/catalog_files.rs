//! The catalog: from a folder, or the one built in.

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
    if let Some(folder) = folder {
        return tutas_catalog::load(folder)
            .with_context(|| format!("the catalog in {} cannot be read", folder.display()));
    }
    Ok(built_in())
}

/// The catalog built in.
pub(crate) fn built_in() -> Loaded {
    let mut files: Vec<(String, String)> = BuiltIn::iter()
        .filter(|path| path.ends_with(".yaml"))
        .filter_map(|path| {
            let file = BuiltIn::get(&path)?;
            Some((
                path.into_owned(),
                String::from_utf8_lossy(&file.data).into_owned(),
            ))
        })
        .collect();
    files.sort();
    tutas_catalog::read(&files)
}
